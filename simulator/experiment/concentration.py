"""On whom use falls, whom LEAD reaches of them, and how far those with a bad year come down without anything.

Averages hide the tail: a few people account for most bookings, days and costs. Luck is keyed by person, so those who
take part in a scenario are the same people in its baseline.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from simulator.analysis.concentration import Flags, Floats, gini, per_year, pick_most, reach, top_shares
from simulator.analysis.estimate import difference
from simulator.errors import InputError
from simulator.experiment.collection import Progress
from simulator.experiment.concentration_worlds import MONTHS, NEVER, Recorded, Stays, look_at, record
from simulator.experiment.question import Question
from simulator.inputs.draw import Inputs
from simulator.model.engines import EngineName
from simulator.model.tally import Tally
from simulator.results import Difference, RunSink
from simulator.units import DAYS_PER_YEAR

MEASURES = ("bookings", "jail_days", "justice_costs")
OF = ("those with any", "everybody in the pool")
TOPS = (0.01, 0.05, 0.1, 0.2, 0.5)
CURVE = (0.0, *TOPS[:3], *(k / 10 for k in range(2, 11)))
"""Shares of people at which a curve is given, from those with most."""
RUNS = ("baseline", "scenario")
WAYS = ("ever in LEAD", "while in LEAD", "at random", "by last year's bookings", "by perfect foresight")
"""Whose use is looked at: those who take part; and as many people as LEAD has on an average day, all years."""
GROUPS = ("the most booked tenth", "as many as LEAD has", "everybody")
TENTH = 0.1
FOLLOWED = ("bookings", "jail_days")

World = Mapping[str, Floats]
"""What one world gave, by name:

`shares` (runs, of, measures, tops), `curve` (runs, measures, points) and `gini` (runs, measures) of the pool; `people`
as in `PEOPLE`; `reach` (ways, measures) of the baseline's use; `first`, the share of the most booked tenth of the
baseline's first year; `rates` (groups, followed, years) of the baseline a person-year, the year before the start first.
"""
PEOPLE = ("in the pool", "with bookings", "ever in LEAD", "in LEAD on an average day", "there at the start")


@dataclass(frozen=True)
class Concentration:
    """What all worlds of a scenario and its baseline say; values by name with the axes draws and replications first."""

    question: Question
    values: Mapping[str, Floats]

    def estimate(self, name: str, *place: int) -> Difference:
        """Return the mean and the spread of one number over futures."""
        found = self.values[name]
        return difference(found.reshape(*found.shape[:2], -1)[:, :, _flat(found.shape[2:], place)])

    def change(self, name: str, *place: int) -> Difference:
        """Return the paired difference, scenario less baseline, of a number that both runs have."""
        found = self.values[name]
        flat = found.reshape(*found.shape[:2], -1)
        before, after = (flat[:, :, _flat(found.shape[2:], (run, *place))] for run in (0, 1))
        return difference(after - before)

    def mean(self, name: str, *place: int) -> float:
        """Return the mean of one number over futures."""
        return self.estimate(name, *place).mean

    @property
    def years(self) -> int:
        """How many years people are followed, the one before the start left out."""
        return int(self.values["rates"].shape[-1]) - 1


def _flat(shape: tuple[int, ...], place: tuple[int, ...]) -> int:
    return int(np.ravel_multi_index(place, shape)) if shape else 0


def concentration(
    question: Question,
    sink: RunSink,
    executor: Callable[[], Executor],
    workers: int,
    report: Callable[[Progress], None] = lambda _: None,
) -> Concentration:
    """Look at every world of a scenario and its baseline; InputError without a year before the start to pick by."""
    check(question)
    found = look_at(question, of_world, question.inputs_of, sink, executor, workers, report)
    names = found[0][0]
    return Concentration(question, {name: np.array([[each[name] for each in row] for row in found]) for name in names})


def check(question: Question) -> None:
    """Refuse several scenarios, and a place whose warm-up is shorter than the year that people are picked by."""
    if len(question.scenarios) != 1:
        raise InputError("concentration is asked of one scenario and its baseline")
    if question.jurisdiction.calendar.warm_up_months < MONTHS:
        raise InputError(
            "there is no year before the start to pick people by",
            key="warm_up_years", found=question.jurisdiction.file.warm_up_years, allowed="from 1 on",
        )  # fmt: skip


def of_world(inputs: tuple[Inputs, ...], world: int, engine: EngineName) -> tuple[World, tuple[Tally, ...]]:
    """Return what one world says, and what happened in its two runs."""
    (before, first), (after, second) = (record(each, inputs[-1], world, engine) for each in inputs)
    return _said(before, after), (first, second)


def _said(baseline: Recorded, scenario: Recorded) -> World:
    both = [_amounts(each) for each in (baseline, scenario)]
    days = [each.total("person_days") for each in (baseline, scenario)]
    everybody = [each > 0.0 for each in days]
    takes_part = scenario.entered < NEVER
    years = {name: baseline.by_year(name) for name in ("person_days", *FOLLOWED)}
    at_start = years["person_days"][:2].min(axis=0) > 0.0  # there in the year before, and after the start
    bookings = years["bookings"]
    stays, horizon = scenario.in_lead(), _horizon_days(scenario)
    count = round(float((stays.end - stays.begin).sum()) / horizon)
    picked = pick_most(bookings[0], at_start, count, baseline.rank)
    booked = bookings[0] > 0.0
    tenth = pick_most(bookings[0], at_start & booked, round(TENTH * int((at_start & booked).sum())), baseline.rank)
    return {
        "shares": np.array([_shares(a, every) for a, every in zip(both, everybody, strict=True)]),
        "curve": np.array(
            [[top_shares(a[every], CURVE) for a in amounts] for amounts, every in zip(both, everybody, strict=True)]
        ),
        "gini": np.array([[gini(a[every]) for a in each] for each, every in zip(both, everybody, strict=True)]),
        "people": np.array(
            [everybody[0].sum(), (both[0][0] > 0.0).sum(), takes_part.sum(), count, at_start.sum()], float
        ),
        "reach": _reach(baseline, stays, both[0], (takes_part, at_start, picked), count),
        "first": np.array(top_shares(bookings[1][bookings[1] > 0.0], (TENTH,))[0]),
        "rates": np.array([[_rates(years, name, who) for name in FOLLOWED] for who in (tenth, picked, at_start)]),
    }


def _amounts(people: Recorded) -> list[Floats]:
    """Return what each person has of every measure on the horizon."""
    return [people.total("bookings"), people.total("jail_days"), people.dollars()]


def _shares(amounts: list[Floats], everybody: Flags) -> list[list[tuple[float, ...]]]:
    return [[top_shares(a[who], TOPS) for a, who in zip(amounts, kind, strict=True)]
            for kind in ([a > 0.0 for a in amounts], [everybody] * len(amounts))]  # fmt: skip


def _reach(
    baseline: Recorded, stays: Stays, amounts: list[Floats], who: tuple[Flags, Flags, Flags], count: int
) -> Floats:
    """Return the share of the baseline's use that is reached in each way: (ways, measures)."""
    takes_part, at_start, picked = who
    inside = [
        baseline.inside("bookings", stays), baseline.inside("jail_days", stays), baseline.dollars_inside(stays)
    ]  # fmt: skip
    chance, everybody = min(1.0, count / max(1, int(at_start.sum()))), np.ones(len(baseline), dtype=np.bool_)
    found = []
    for a, within in zip(amounts, inside, strict=True):
        best, total = pick_most(a, everybody, count, baseline.rank), float(a.sum())
        share = float(within.sum()) / total if total > 0.0 else float("nan")
        found.append((reach(a, takes_part), share, chance * reach(a, at_start), reach(a, picked), reach(a, best)))
    return np.array(found).T


def _horizon_days(people: Recorded) -> float:
    """Return how many days the horizon has."""
    calendar = people.counted.calendar
    return float(calendar.edges[-1] - calendar.edges[calendar.warm_up_months])


def _rates(years: Mapping[str, Floats], name: str, who: Flags) -> list[float]:
    counts, days = years[name], years["person_days"]
    return [per_year(counts[k], days[k], who, DAYS_PER_YEAR) for k in range(len(counts))]


__all__ = [
    "CURVE",
    "FOLLOWED",
    "GROUPS",
    "MEASURES",
    "OF",
    "PEOPLE",
    "RUNS",
    "TOPS",
    "WAYS",
    "Concentration",
    "check",
    "concentration",
    "of_world",
]
