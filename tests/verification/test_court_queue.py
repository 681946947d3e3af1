"""Open-case slots of a court as a queue: Erlang C with one class, Cobham with two, and Little's law on every path."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from simulator.model.events import Event, Kind, Resource, Venue
from simulator.model.quantities import Quantity
from simulator.model.reference import courts
from tests.support import Outcome, make_setup, month_edges, simulate
from tests.verification.dockets import A_MOMENT, ONLY_CHARGES, booked, charged, mean_time_open, one_hearing, waits
from tests.verification.formulas import erlang_c
from tests.verification.harness import ClosedForm, check_columns
from tests.verification.waiting_lines import priority_waits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ERLANG = "Erlang C; Gross, Shortle, Thompson and Harris 2008, doi:10.1002/9781118625651, section 2.3"
COBHAM = "non-preemptive priorities, many servers; Cobham 1954, doi:10.1287/opre.2.1.70"

# So long that hardly a case is ready within a day, the least time between two steps of a court; and so many people
# that nobody has four cases, the most at a time (a fifth charge would be joined to one, and not filed).
CASE_DAYS, PEOPLE, SLOTS = 300.0, 200, 2
ENDS = 1.0 / mean_time_open(CASE_DAYS)
LOAD = 0.5
RATE = LOAD * SLOTS * ENDS
WARM_UP, SPAN = 30 * CASE_DAYS, 3_500 / RATE
EDGES = (0.0, WARM_UP, WARM_UP + SPAN)
IN_CUSTODY = 0.4
# Held for a moment, which is long enough to be filed in custody, and no part of a day of which charges are lost.
CLASSES = {**ONLY_CHARGES, **charged(PEOPLE, RATE), **one_hearing(CASE_DAYS), **booked(IN_CUSTODY, A_MOMENT)}


def court(world: int, changes: dict[str, object]) -> Outcome:
    setup = make_setup({**CLASSES, **changes}, world=world, edges=EDGES)
    return simulate(setup, others={Resource.COURT_SUPERIOR: [(0.0, SLOTS)]})


def rows(worlds: range, measure: Callable[[Outcome], Sequence[float]], **changes: object) -> list[Sequence[float]]:
    return [measure(court(world, changes)) for world in worlds]


# -- one class --------------------------------------------------------------------------------------------


def test_one_class_is_erlang_c():
    queue = erlang_c(RATE, SLOTS, ENDS)
    # First come, first served: the wait of the delayed is exponential, with mean 1 / (cm - l).
    long = 1.0 / (SLOTS * ENDS - RATE)

    def measure(outcome: Outcome) -> tuple[float, float, float, float]:
        days = np.array([wait.opened - wait.filed for wait in waits(outcome.events) if wait.filed >= WARM_UP])
        waiting = outcome.tally.monthly("court_waiting_days")[1] / SPAN
        return waiting, days.mean(), (days > 0.0).mean(), (days > long).mean()

    forms = [
        ClosedForm("cases waiting", queue.waiting, ERLANG, 0.18),
        ClosedForm("mean wait", queue.waiting / RATE, ERLANG, 0.16),
        ClosedForm("share that waits", queue.delayed, ERLANG, 0.06),
        ClosedForm("share that waits long", queue.delayed / math.e, ERLANG, 0.14),
    ]
    check_columns(forms, rows(range(500, 520), measure, **booked(0.0, 0.0)))


# -- cases in custody first -------------------------------------------------------------------------------


def waits_by_class(outcome: Outcome) -> tuple[float, float, float]:
    """Return the mean waits in custody and at liberty, and the share in custody that waits long."""
    found = [wait for wait in waits(outcome.events) if wait.filed >= WARM_UP]
    first, second = (
        np.array([wait.opened - wait.filed for wait in found if wait.in_custody == held]) for held in (True, False)
    )
    return first.mean(), second.mean(), (first > long_in_custody()).mean()


def long_in_custody() -> float:
    """The wait of the delayed of the first class is exponential: only their own are before them."""
    return 1.0 / (SLOTS * ENDS - IN_CUSTODY * RATE)


def test_cases_in_custody_are_opened_first():
    first, second = priority_waits([IN_CUSTODY * RATE, (1.0 - IN_CUSTODY) * RATE], SLOTS, ENDS)
    assert second == pytest.approx(2.0 * first)
    delayed = erlang_c(RATE, SLOTS, ENDS).delayed
    forms = [
        ClosedForm("wait in custody", first, COBHAM, 0.16),
        ClosedForm("wait at liberty", second, COBHAM, 0.18),
        ClosedForm("long in custody", delayed / math.e, COBHAM, 0.12),
    ]
    check_columns(forms, rows(range(520, 540), waits_by_class))


def test_a_docket_without_priorities_would_be_noticed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(courts, "AT_LIBERTY", courts.IN_CUSTODY)
    first, second, _ = np.mean(rows(range(520, 524), waits_by_class), axis=0)
    assert second < 1.2 * first  # with priorities it is twice as long


def test_two_classes_wait_as_long_as_one():
    """Kleinrock's conservation law: whoever is first, the load-weighted mean of the waits stays."""
    mixed = erlang_c(RATE, SLOTS, ENDS).waiting / RATE
    first, second = priority_waits([IN_CUSTODY * RATE, (1.0 - IN_CUSTODY) * RATE], SLOTS, ENDS)
    assert IN_CUSTODY * first + (1.0 - IN_CUSTODY) * second == pytest.approx(mixed)
    assert priority_waits([RATE], SLOTS, ENDS) == pytest.approx([mixed])


def test_cases_come_as_a_poisson_process():
    """In each class the times between filings are exponential, and no one follows from the one before."""
    events = court(545, {}).events
    for held in (True, False):
        filed = np.array([wait.filed for wait in waits(events) if wait.in_custody == held])
        share = IN_CUSTODY if held else 1.0 - IN_CUSTODY
        gaps = np.diff(np.sort(filed))
        assert len(gaps) > 1_000
        assert stats.kstest(gaps, stats.expon(scale=1.0 / (share * RATE)).cdf).pvalue > 1e-3
        assert stats.spearmanr(gaps[1:], gaps[:-1]).pvalue > 1e-3
        assert stats.kstest(gaps, stats.expon(scale=0.9 / (share * RATE)).cdf).pvalue < 1e-3


# -- Little's law -----------------------------------------------------------------------------------------

MONTHS = month_edges(36)
# Hearings missed, cases that stand still and wait again, deaths, three courts, two changes of the slots.
BUSY = {
    "population.pool": 150,
    "population.death_rate": 0.1,
    "police.contact_rate": 5.0,
    "prosecution.case_length_scale": 60.0,
    "courts.failure_to_appear": 0.3,
}
SLOTS_OF_COURTS = {
    Resource.COURT_SUPERIOR: [(0.0, 2), (400.0, 8)],
    Resource.COURT_MUNICIPAL: [(0.0, 15), (500.0, 8)],
    Resource.COURT_DISTRICT: [(0.0, 4)],
}


def stretches_waiting(events: list[Event], end: float) -> dict[Venue, list[tuple[float, float]]]:
    """Return every stretch that a case waited for a slot, in each court."""
    since: dict[tuple[int, int], list[float]] = defaultdict(list)
    found: dict[Venue, list[tuple[float, float]]] = defaultdict(list)
    for event in events:
        if event.kind == Kind.CASE_WAITS:
            since[event.person, event.detail].append(event.time)
        elif event.kind == Kind.CASE_OPENED and since[event.person, event.detail]:
            found[Venue(event.detail)].append((since[event.person, event.detail].pop(0), event.time))
        elif event.kind in (Kind.DIED, Kind.LEFT):
            for venue in Venue:
                found[venue] += [(begin, event.time) for begin in since.pop((event.person, venue), [])]
    for (_, venue), begins in since.items():
        found[Venue(venue)] += [(begin, end) for begin in begins]
    return found


def test_the_cases_waiting_are_the_sum_of_their_waits():
    """Exactly, month by month (Little 1961, doi:10.1287/opre.9.3.383, on the path itself)."""
    outcome = simulate(make_setup(BUSY, world=546, edges=MONTHS), [(0.0, 20)], others=SLOTS_OF_COURTS)
    found = stretches_waiting(outcome.events, MONTHS[-1])
    for venue in Venue:
        counted = outcome.tally.counts[:, Quantity.COURT_WAITING_DAYS_SUPERIOR + venue, :].sum(axis=1)
        expected = sum(np.diff(np.clip(MONTHS, begin, end)) for begin, end in found[venue])
        assert len(found[venue]) > 50
        assert counted == pytest.approx(expected, rel=1e-9, abs=1e-9)
