"""Before and after entry: what those who enter LEAD had and have, beside the same people's lives without it.

A program that compares people with their own past counts as its own what comes by itself, be it a fall or a rise. The
same people's luck without LEAD says which it is.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np

from simulator.analysis.concentration import Flags, Floats
from simulator.experiment.collection import Progress
from simulator.experiment.concentration_worlds import Recorded, look_at, record
from simulator.experiment.personal_costs import Ints
from simulator.experiment.question import Question
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.effects import with_effects
from simulator.model.engines import EngineName
from simulator.model.measures import parts_of
from simulator.model.tally import Tally
from simulator.results import RunSink
from simulator.units import DAYS_PER_YEAR

LIVES = ("with LEAD", "with LEAD at no effect", "without LEAD")
MEASURES = ("bookings", "jail_days")
BEFORE, AFTER = 24, 36
MONTH = DAYS_PER_YEAR / 12.0
DAYS = "person_days"


@dataclass(frozen=True)
class AroundEntry:
    """What new participants had by month from entry: (draws, replications, lives, measures and days, months).

    The first month is `BEFORE` months before entry. Lives are of the same people, from the same day on: that on which
    they are handed over or referred in the scenario. `entered` is how many they are: (draws, replications).
    """

    question: Question
    totals: Floats
    entered: Floats

    @property
    def months(self) -> tuple[int, ...]:
        """The months, 0 the first after entry."""
        return tuple(range(-BEFORE, AFTER))

    def rates(self, first: int, last: int) -> Floats:
        """Return what a person-year has of each measure from one month to before another: (draws, lives, measures)."""
        chosen = self.totals[..., first + BEFORE : last + BEFORE].sum(axis=(1, -1))
        days = chosen[:, :, -1:]
        missing = np.full_like(chosen[:, :, :-1], np.nan)
        found: Floats = np.divide(chosen[:, :, :-1] * DAYS_PER_YEAR, days, out=missing, where=days > 0.0)
        return found

    def person_years(self, first: int, last: int) -> Floats:
        """Return the person-years of each life on average over worlds: (lives,)."""
        years: Floats = self.totals[..., -1, first + BEFORE : last + BEFORE].sum(axis=-1).mean(axis=(0, 1))
        return years / DAYS_PER_YEAR


def around_entry(
    question: Question,
    sink: RunSink,
    executor: Callable[[], Executor],
    workers: int,
    report: Callable[[Progress], None] = lambda _: None,
) -> AroundEntry:
    """Follow those who enter LEAD after the start in a scenario through three lives with the same luck."""
    found = look_at(question, of_world, lambda draw: _inputs(question, draw), sink, executor, workers, report)
    totals = np.array([[each[0] for each in row] for row in found])
    return AroundEntry(question, totals, np.array([[each[1] for each in row] for row in found], dtype=np.float64))


def _inputs(question: Question, draw: int) -> tuple[Inputs, ...]:
    """Return the inputs of a draw: the baseline's, the scenario's, and its without LEAD's effects from the start on."""
    baseline, scenario = question.inputs_of(draw)
    (idle,) = with_effects(question.scenarios, 0.0)
    idle = replace(idle, jurisdiction=question.jurisdiction)  # the practice before is as it was
    return baseline, scenario, draw_inputs(idle, question.seed, draw, practice=baseline.practice)


def of_world(
    inputs: tuple[Inputs, ...], world: int, engine: EngineName
) -> tuple[tuple[Floats, int], tuple[Tally, ...]]:
    """Return the totals of the three lives in one world and how many enter, and what happened in its runs."""
    _, scenario, _ = inputs
    lived, with_lead = record(scenario, scenario, world, engine)
    entered, new = lived.entered, lived.new
    of_scenario = _totals(lived, entered, new)
    del lived  # what one run left of everybody takes hundreds of megabytes

    def other(inputs: Inputs) -> tuple[list[Floats], Tally]:
        lived, tally = record(inputs, scenario, world, engine)
        return _totals(lived, entered, new), tally

    (without, baseline), (idle, at_no_effect) = other(inputs[0]), other(inputs[2])
    return (np.array([of_scenario, idle, without]), int(new.sum())), (baseline, with_lead, at_no_effect)


def _totals(lived: Recorded, entered: Floats, who: Flags) -> list[Floats]:
    counted = lived.counted
    found = []
    for measure in (*MEASURES, DAYS):
        rows = np.flatnonzero(np.isin(counted.quantity, list(parts_of(measure))) & who[counted.person])
        since = counted.time[rows] - entered[counted.person[rows]]
        found.append(by_month(since, counted.amount[rows], lasts=measure != "bookings"))
    return found


def by_month(since: Floats, amount: Floats, *, lasts: bool) -> Floats:
    """Return amounts by month from entry; `since` are days, of what lasts the day on which it ends.

    What happens at the very instant of entry is of the first month after it.
    """
    found = np.zeros(BEFORE + AFTER)
    if not lasts:
        _add(found, np.floor((since + 1e-6) / MONTH), amount)
        return found
    begin = since - amount
    month = np.floor(begin / MONTH)
    for _ in range(3):  # nothing is counted for longer than a month of the calendar at once
        part = np.minimum(since, (month + 1.0) * MONTH) - np.maximum(begin, month * MONTH)
        _add(found, month, np.maximum(part, 0.0))
        month = month + 1.0
    return found


def _add(found: Floats, month: Floats, amount: Floats) -> None:
    place: Ints = month.astype(np.int64) + BEFORE
    inside = (place >= 0) & (place < len(found))
    np.add.at(found, place[inside], amount[inside])


__all__ = ["AFTER", "BEFORE", "LIVES", "MEASURES", "AroundEntry", "around_entry", "by_month", "of_world"]
