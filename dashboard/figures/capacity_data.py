"""How many it takes: what is turned away, waited, used and paid at each number of case managers, places or dollars.

Read from records of the table `capacity`: `group` is the value that was tried, `all` of what is about all of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.figures import names
from dashboard.figures.about import About
from dashboard.figures.drawn import Table
from dashboard.figures.inputs import Named, amount, named
from simulator.inputs.parameter import Parameter
from simulator.report import words
from simulator.report.scales import scale_of
from simulator.results import ALL, Record

SERVICE = ("turned_away", "wait_p95", "target_met")
COST = ("utilization", "program_cost", "net")
LABELS = {
    "turned_away": "Referrals turned away", "wait_p95": "Days until 95% have a place",
    "wait_p50": "Days until half have a place",
    "target_met": "Futures in which the target holds", "utilization": "Share of places in use",
    "program_cost": "What LEAD costs", "net": "Net",
}  # fmt: skip
MOST_LISTED, NEAR = 12, 0.02
"""Values that a page lists, and how near to what is stated a value is taken for it, as a share."""
SHARES = ("target_met", "utilization")
MONEY = ("program_cost", "net")
COLUMNS = ("value", "measure", "unit", "mean", "p05", "p95", "standard_error", "draws")


@dataclass(frozen=True)
class Point:
    """A value that was tried, and what came of it: the mean over futures and their middle 90 %.

    Of waits it is what the futures that the target asks for do not exceed; `never` where that is no number of days.
    """

    value: float
    mean: float
    low: float
    high: float
    error: float | None
    draws: int
    never: bool = False


@dataclass(frozen=True)
class Curve:
    """One measure at every value that was tried; `target` is what is asked of it, None where nothing is."""

    measure: str
    unit: str
    points: tuple[Point, ...]
    target: float | None = None

    @property
    def label(self) -> str:
        """What it measures."""
        return LABELS[self.measure]

    def text(self, value: float) -> str:
        """Return a value as it is read."""
        if self.measure in SHARES:
            return words.percent(value).replace(" %", "%")
        if self.measure in MONEY:
            scale = scale_of([edge for point in self.points for edge in (point.low, point.high)])
            return scale.text(value, signed=self.measure == "net")
        return words.count(value, signed=False)

    def said(self, point: Point) -> str:
        """Return what came of a value as it is read."""
        return "never" if point.never else self.text(point.mean)

    def tick(self, value: float) -> str:
        """Return a round value as an axis has it."""
        if self.measure in MONEY:
            return scale_of([edge for point in self.points for edge in (point.low, point.high)]).tick(value)
        return self.text(value)


@dataclass(frozen=True)
class Smallest:
    """The smallest value that is enough, with the ends of its interval, and what is enough in 5 and 95 % of futures."""

    value: float
    low: float
    high: float
    spread: tuple[float, float] | None = None


@dataclass(frozen=True)
class CapacityData:
    """What was searched for: an input, what is stated of it, the target in words, the smallest value, and all curves.

    `clause` is the target as it follows “so that”, with the share of futures in which it must hold; `why_not` says why
    there is no smallest value, where there is none.
    """

    about: About
    name: Named
    unit: str
    stated: float
    target: str
    clause: str
    smallest: Smallest | None
    why_not: str
    curves: Mapping[str, Curve]

    def text(self, value: float) -> str:
        """Return a value of the input in its unit: `12 case managers`, `$4,000,000`."""
        plain = amount(value, self.unit)
        return plain if any(not (mark.isdigit() or mark in ",.−") for mark in plain) else f"{plain} {self.things}"

    @property
    def things(self) -> str:
        """What is counted, such as `case managers`; nothing of money."""
        return "" if self.unit.startswith("dollars") else words.plain(self.name.path.rpartition(".")[2])

    @property
    def values(self) -> list[float]:
        """Every value that was tried, the smallest first."""
        return sorted({point.value for curve in self.curves.values() for point in curve.points})

    def at(self, measure: str, value: float) -> Point | None:
        """Return what came of a value; None where it was not tried or not measured."""
        curve = self.curves.get(measure)
        return next((point for point in curve.points if point.value == value), None) if curve else None

    @property
    def today(self) -> float:
        """The value that was tried nearest to what is stated, which of a budget need not be a whole number."""
        nearest = min(self.values, key=lambda value: abs(value - self.stated))
        return nearest if abs(nearest - self.stated) <= NEAR * abs(self.stated) else self.stated

    @property
    def listed(self) -> list[float]:
        """A dozen of the values that were tried: both ends, what is stated, what is enough and what is next to it."""
        values = self.values
        if len(values) <= MOST_LISTED:
            return values
        kept = {0, len(values) - 1}
        kept |= {n for n, value in enumerate(values) if value == self.today}
        if self.smallest and self.smallest.value in values:
            here = values.index(self.smallest.value)
            kept |= {max(0, here - 1), here, min(len(values) - 1, here + 1)}
        while len(kept) < MOST_LISTED:  # the middle of the widest gap is next
            gaps = [(values[b] - values[a], a, b) for a, b in pairwise(sorted(kept)) if b - a > 1]
            _, a, b = max(gaps)
            kept.add((a + b) // 2)
        return [values[n] for n in sorted(kept)]

    @property
    def short(self) -> float:
        """By how much what is stated falls short of what is enough; negative where it is more."""
        return self.smallest.value - self.stated if self.smallest else math.nan


def lines_of(records: Sequence[Record]) -> list[str]:
    """Return which inputs were searched."""
    return list(dict.fromkeys(str(record.line) for record in records if record.line))


def of(records: Sequence[Record], line: str, about: About, parameters: Mapping[str, Parameter]) -> CapacityData | None:
    """Return what records say of one input; None where no value was tried."""
    mine = [record for record in records if record.line == line]
    target = next((record for record in mine if record.measure == "target"), None)
    found = next((record for record in mine if record.measure == "smallest"), None)
    asked = _asked(mine, target)
    curves = {measure: curve for measure in LABELS if (curve := _curve(mine, measure, asked)).points}
    if not curves or found is None:
        return None
    words_ = target.reason if target and target.reason else "the target holds"
    chance = asked.get("target_met")
    sure = "" if chance is None else f", in at least {words.percent(chance)} of futures"
    there = math.isfinite(found.scenario_mean) and (target is None or found.reason in (None, target.reason))
    why_not = "" if there else str(found.reason).removeprefix(f"{words_}: ").replace(" %", "%")
    smallest = _smallest(found, mine) if there else None
    told = f"{words_}{sure}".replace(" %", "%")
    within = "" if chance is None else f"in at least {words.percent(chance)} of futures "
    clause = f"{within}{words_}".replace(" %", "%")
    return CapacityData(
        about, named(line, parameters), found.unit, found.baseline_mean, told, clause, smallest, why_not, curves
    )


def _asked(records: Sequence[Record], target: Record | None) -> dict[str, float]:
    """Return what is asked of each measure that anything is asked of."""
    chance = next((record.scenario_mean for record in records if record.measure == "chance"), None)
    found = {} if chance is None else {"target_met": chance}
    if target is not None and target.unit == "days":
        found["wait_p95"] = target.scenario_mean
    elif target is not None and target.scenario_mean == 0.0:
        found["turned_away"] = 0.0
    return found


def _smallest(record: Record, records: Sequence[Record]) -> Smallest:
    of_ = record.difference
    low, high = sorted((record.baseline_mean + of_.low, record.baseline_mean + of_.high))
    numbers = {each.measure: each.scenario_mean for each in records if each.group == ALL}
    ends = [numbers.get(f"enough_in_{share}") for share in (5, 95)]
    spread = (ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None
    return Smallest(record.scenario_mean, low, high, spread)


def _curve(records: Sequence[Record], measure: str, asked: Mapping[str, float]) -> Curve:
    mine = [record for record in records if record.measure == measure and record.group != ALL]
    points = tuple(sorted(map(_point, mine), key=lambda point: point.value))
    return Curve(measure, mine[0].unit if mine else "", points, asked.get(measure))


def _point(record: Record) -> Point:
    of_ = record.difference
    shift = record.scenario_mean - of_.mean
    never = "never" in (record.reason or "")
    return Point(
        float(record.group), record.scenario_mean, of_.low + shift, of_.high + shift, of_.mcse, of_.draws, never
    )


# -- words ------------------------------------------------------------------------------------------------------


def title(data: CapacityData, measures: Sequence[str]) -> str:
    """Return the first of these measures as stated and where it is enough, or else at both ends."""
    curve = next(data.curves[measure] for measure in measures if measure in data.curves)
    wanted = [data.today, data.smallest.value] if data.smallest else []
    there = [point for value in wanted if (point := data.at(curve.measure, value))]
    if len({point.value for point in there}) < 2:
        there = [curve.points[0], curve.points[-1]]
    first, last = (f"{curve.said(point)} at {data.text(point.value)}" for point in there)
    return f"{curve.label}: {first}, {last}"


def subtitle(data: CapacityData, measures: Sequence[str] = ()) -> str:
    """Return what was done, and what the marks are."""
    whose = f" {data.about.net}." if "net" in measures and "net" in data.curves else ""
    small = " Band: where the smallest number that is enough may be." if data.smallest else ""
    return (
        f"{names.quoted(data.about.scenario)} at each number of {data.things or 'dollars'} that was tried, "
        f"{data.about.period} total, {data.about.dollars}, in the same {data.about.futures}. Line: average; shaded: "
        f"90% of futures; dots: what was tried; dashes: the target.{small}{whose}"
    )


def note(data: CapacityData) -> str:
    """Return the target, and where all of it stands."""
    waits = "Waits: no more than that in as many futures as the target asks for."
    return data.about.noted(f"Target: {data.target}.", waits if "wait_p95" in data.curves else "")


def alt(data: CapacityData, measures: Sequence[str]) -> str:
    """Return the chart in words."""
    told = []
    for measure in measures:
        if curve := data.curves.get(measure):
            points = ", ".join(f"{curve.said(each)} at {data.text(each.value)}" for each in curve.points)
            told.append(f"{curve.label}: {points}")
    return f"{title(data, measures)}. {'; '.join(told)}."


def table(data: CapacityData, measures: Sequence[str]) -> Table:
    """Return a row for each value that was tried; in the file one for each value and measure."""
    curves = [data.curves[measure] for measure in measures if measure in data.curves]

    def cell(curve: Curve, value: float) -> str:
        point = data.at(curve.measure, value)
        return "–" if point is None else curve.said(point)

    return Table(
        headings=(names.capital(data.things or "dollars"), *(curve.label for curve in curves)),
        rows=tuple(
            (amount(value, data.unit), *(cell(curve, value) for curve in curves)) for value in data.values
        ),
        columns=COLUMNS,
        values=tuple(
            (each.value, curve.measure, curve.unit, each.mean, each.low, each.high, each.error, each.draws)
            for curve in curves
            for each in curve.points
        ),
    )  # fmt: skip
