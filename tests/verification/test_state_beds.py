"""State beds for competency restoration: as many in use as are needed, or a queue with those in custody first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from simulator.model.events import Event, Kind, Resource
from simulator.model.reference import courts
from tests.support import TIERS, Outcome, make_setup, simulate
from tests.verification.dockets import ANY_DAY, ONLY_CHARGES, booked, charged
from tests.verification.formulas import erlang_c
from tests.verification.harness import ClosedForm, check, check_columns
from tests.verification.paths import Episode, episodes
from tests.verification.waiting_lines import priority_waits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ERLANG = "Erlang C; Gross, Shortle, Thompson and Harris 2008, doi:10.1002/9781118625651, section 2.3"
COBHAM = "non-preemptive priorities, many servers; Cobham 1954, doi:10.1287/opre.2.1.70"
BINOMIAL = "M/G/∞ with finite sources: binomial whatever the stay; Cohen 1957, Philips Res. Rep. 12"

IN_BED = Kind.ADMITTED, (Kind.RESTORED, Kind.NOT_RESTORED)
ORDERED = Kind.RESTORATION_ORDERED, (Kind.ADMITTED,)
HEARD_AFTER = 1.0
"""Days from a charge to the first hearing: the least that a court allows."""
STAY = 200.0

# Whoever is charged is heard a day later, found incompetent at once, restored to no avail, and let go.
ALL_TO_BEDS = {
    **ONLY_CHARGES,
    **ANY_DAY,
    "courts.hearing_interval": 0.0,
    "prosecution.case_length_scale": 0.0,
    "population.mental_illness_share": 1.0,
    "competency.raised": dict.fromkeys(TIERS, 1.0),
    "competency.evaluation_wait": 0.0,
    "competency.incompetent": 1.0,
    "competency.restoration_ordered": dict.fromkeys(TIERS, 1.0),
    "competency.restoration_stay": STAY,
    "competency.restored": 0.0,
}


# -- beds without limit -----------------------------------------------------------------------------------


def test_the_beds_in_use_are_binomial():
    people, each, snapshots = 30, 1.0 / 300.0, 400
    changes = {**ALL_TO_BEDS, **charged(people, people * each), **booked(0.0, 0.0)}
    # So far apart that one number of beds in use says next to nothing of the next.
    times = 2_000.0 + 600.0 * np.arange(snapshots)
    outcome = simulate(make_setup(changes, world=560, edges=(0.0, times[-1] + 1.0)))
    in_use = np.zeros(snapshots)
    for episode in episodes(outcome.events, IN_BED):
        in_use += (episode.begin <= times) & (times < episode.end)
    law = stats.binom(people, STAY / (STAY + 1.0 / each + HEARD_AFTER))
    check(ClosedForm("beds in use", law.mean(), BINOMIAL, detects=0.06), in_use)
    check(ClosedForm("variance of beds in use", law.var(), BINOMIAL, detects=0.4), (in_use - law.mean()) ** 2)


# -- beds that are waited for -----------------------------------------------------------------------------

PEOPLE, BEDS, LOAD, IN_CUSTODY = 500, 2, 0.5, 0.4
RATE = LOAD * BEDS / STAY
QUEUE = erlang_c(RATE, BEDS, 1.0 / STAY)
# Those on their way, waiting or in a bed are not found incompetent again; the others make up for them.
EACH_WAY = RATE * PEOPLE / (PEOPLE - QUEUE.served - QUEUE.waiting - RATE * HEARD_AFTER)
WARM_UP, SPAN = 30 * STAY, 3_000 / RATE
# Who is held at the first hearing stays held until the case is decided, after the bed.
LIMITED = {**ALL_TO_BEDS, **charged(PEOPLE, EACH_WAY), **booked(IN_CUSTODY, 2.0 * HEARD_AFTER)}
WORLDS = range(561, 581)


@dataclass(frozen=True)
class Line:
    """The waits for a bed of those held in jail and of those at liberty."""

    held: np.ndarray
    free: np.ndarray


def lines(events: Iterable[Event]) -> Line:
    waits = [wait for wait in episodes(events, ORDERED) if wait.begin >= WARM_UP and wait.end < np.inf]
    held = held_at(events, waits)
    days = np.array([wait.end - wait.begin for wait in waits])
    return Line(days[held], days[~held])


def held_at(events: Iterable[Event], waits: Sequence[Episode]) -> np.ndarray:
    """Return for each wait whether the person was in custody when it began."""
    held: set[int] = set()
    found: dict[tuple[int, float], bool] = {}
    for event in events:
        if event.kind == Kind.BOOKED:
            held.add(event.person)
        elif event.kind == Kind.RELEASED:
            held.discard(event.person)
        elif event.kind == Kind.RESTORATION_ORDERED:
            found[event.person, event.time] = event.person in held
    return np.array([found[wait.person, wait.begin] for wait in waits])


def beds(world: int) -> tuple[float, ...]:
    """Return beds in use, people waiting, share that waits, and the mean waits in custody and at liberty."""
    setup = make_setup(LIMITED, world=world, edges=(0.0, WARM_UP, WARM_UP + SPAN))
    outcome = simulate(setup, others={Resource.COMPETENCY_BEDS: [(0.0, BEDS)]})
    line = lines(outcome.events)
    delayed = (np.concatenate([line.held, line.free]) > 0.0).mean()
    return in_bed(outcome), waiting(outcome), delayed, line.held.mean(), line.free.mean()


def in_bed(outcome: Outcome) -> float:
    return float(outcome.tally.monthly("competency_bed_days")[1]) / SPAN


def waiting(outcome: Outcome) -> float:
    return float(outcome.tally.monthly("competency_waiting_days")[1]) / SPAN


@pytest.fixture(scope="module")
def rows() -> list[tuple[float, ...]]:
    return [beds(world) for world in WORLDS]


def test_state_beds_are_erlang_c(rows):
    forms = [
        ClosedForm("beds in use", QUEUE.served, ERLANG, 0.04),
        ClosedForm("people waiting", QUEUE.waiting, ERLANG, 0.2),
        ClosedForm("share that waits", QUEUE.delayed, ERLANG, 0.08),
    ]
    check_columns(forms, [row[:3] for row in rows])


def test_people_in_jail_are_admitted_first(rows):
    held, free = priority_waits([IN_CUSTODY * RATE, (1.0 - IN_CUSTODY) * RATE], BEDS, 1.0 / STAY)
    assert free == pytest.approx(2.0 * held)
    forms = [ClosedForm("wait in jail", held, COBHAM, 0.18), ClosedForm("wait at liberty", free, COBHAM, 0.2)]
    check_columns(forms, [row[3:] for row in rows])


def test_beds_without_priorities_would_be_noticed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(courts, "AT_LIBERTY", courts.IN_CUSTODY)
    *_, held, free = np.mean([beds(world) for world in WORLDS[:4]], axis=0)
    assert free < 1.2 * held  # with priorities it is twice as long
