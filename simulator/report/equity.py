"""Equity as people read it: each group beside a reference at each decision, what moves, and what is not shown."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from simulator.analysis.equity import (
    CHANGE,
    COUNT,
    DECISIONS,
    FEEDER,
    FEWEST,
    FEWEST_FED,
    GAP,
    IN_BASELINE,
    IN_SCENARIO,
    PER,
    Decision,
)
from simulator.analysis.estimate import Verdict, futures, verdict
from simulator.errors import InputError, nearest_names
from simulator.inputs.checks import BY_GROUP
from simulator.inputs.content import PLACE
from simulator.report import words
from simulator.results import Comparison, Record

NOT_SHOWN = f"not shown: fewer than {FEWEST:.0f}"
NOT_SHOWN_FEEDER = f"not shown: fewer than {FEWEST_FED:.0f} to decide about"
NONE = "no such decisions"
EARLIER = "An earlier leadsim kept this answer, without the counts by group that equity takes: ask again."
ONE_GROUP = "This place names one group, so there is nothing to compare it with."
USUAL_REFERENCE = "white"
ALIKE = (
    "No rate of any group was measured or put in here: officials are taken to decide about all groups alike. What is "
    "shown is what chance and earlier decisions make, and no finding about this place."
)

WIDENS, NARROWS, AS_FAR, HARDLY, UNCLEAR, NO_COMPARISON = (
    "widens", "narrows", "as far from parity", "hardly moves", "cannot be told", "no comparison",
)  # fmt: skip
LEAST = 0.005  # a change of an index that two decimals do not show
FEW = 100.0  # what rests on fewer is named
MOST_NAMED = 4


@dataclass(frozen=True)
class Side:
    """One group and its reference at one decision, in the baseline or in the scenario: means over all draws."""

    count: float
    feeder: float
    reference_count: float
    reference_feeder: float
    share: float | None
    share_fed: float | None
    rri: Record | None

    @property
    def why_not(self) -> str:
        """Why no rate is shown; nothing where there is one."""
        if not (self.feeder > 0.0 and self.reference_feeder > 0.0):
            return NONE
        if min(self.count, self.reference_count) < FEWEST:
            return NOT_SHOWN
        return NOT_SHOWN_FEEDER if min(self.feeder, self.reference_feeder) < FEWEST_FED else ""

    @property
    def rate(self) -> float | None:
        """The group's rate for 1,000 of its feeder."""
        return None if self.why_not else PER * self.count / self.feeder

    @property
    def reference_rate(self) -> float | None:
        """The reference's rate for 1,000 of its feeder."""
        return None if self.why_not else PER * self.reference_count / self.reference_feeder

    @property
    def gap(self) -> float | None:
        """The group's rate less the reference's."""
        return None if self.rate is None or self.reference_rate is None else self.rate - self.reference_rate

    @property
    def index(self) -> str:
        """The relative rate index with the middle 90 % of futures, or why it is not shown."""
        if self.rri is None:
            return self.why_not
        of = self.rri.difference
        level = f"{self.rri.scenario_mean:.2f}"
        return level if self.rri.reason or of.draws == 1 else f"{level} ({of.low:.2f} to {of.high:.2f})"

    @property
    def holds_one(self) -> bool:
        """Whether parity is within the middle 90 % of futures, or nothing says that it is not."""
        if self.rri is None or self.rri.reason or self.rri.difference.draws == 1:
            return True
        return self.rri.difference.low <= 1.0 <= self.rri.difference.high


@dataclass(frozen=True)
class Row:
    """One group beside its reference at one decision, without the scenario's change and with it."""

    decision: Decision
    group: str
    before: Side
    after: Side
    change: Record | None
    gap: Record | None

    @property
    def moves(self) -> str:
        """Whether the index comes nearer to 1, goes further from it, or neither can be told."""
        if self.change is None:
            return NO_COMPARISON
        if abs(self.change.difference.mean) < LEAST:
            return HARDLY
        if verdict(self.change.difference) not in (Verdict.POSITIVE, Verdict.NEGATIVE):
            return UNCLEAR
        if abs(self.further) < LEAST:
            return AS_FAR
        return WIDENS if self.further > 0.0 else NARROWS

    @property
    def further(self) -> float:
        """By how much the index goes further from 1, on the scale of its logarithm: twice and half are as far."""
        assert self.change is not None
        before, after = (abs(math.log(level)) for level in (self.change.baseline_mean, self.change.scenario_mean))
        return after - before

    @property
    def how_sure(self) -> str:
        """In how many futures the index moves as it does on average."""
        if self.change is None:
            return ""
        return words.in_futures(*futures(self.change.difference, positive=self.change.difference.mean > 0.0))

    @property
    def smallest(self) -> float:
        """The smallest count that what is shown of the scenario rests on."""
        return min(self.after.count, self.after.reference_count)

    @property
    def told(self) -> str:
        """What moves, in a few words: `offers of diversion, black (1.01 to 0.52, in all 50 futures)`."""
        assert self.change is not None
        levels = f"{self.change.baseline_mean:.2f} to {self.change.scenario_mean:.2f}"
        return f"{_lower(self.decision.label)}, {words.plain(self.group)} ({levels}, {self.how_sure})"


@dataclass(frozen=True)
class Equity:
    """A scenario and its baseline, every other group beside the reference, in the order of the decisions.

    `alike`: no decision has a rate of a group's own, neither in the baseline nor in the scenario.
    """

    title: str
    scenario: str
    baseline: str
    reference: str
    rows: tuple[Row, ...]
    alike: bool = False

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows of which an index is shown on either side."""
        return tuple(row for row in self.rows if row.before.rri or row.after.rri)

    def moving(self, how: str) -> list[Row]:
        """Return the rows that move so: what all stages come to, and then those that move most first."""
        found = (row for row in self.rows if row.moves == how)
        return sorted(found, key=lambda row: (row.decision.stage != DECISIONS[0].stage, -abs(row.further)))

    @property
    def apart(self) -> list[Row]:
        """The rows without a comparison whose scenario is away from parity, those furthest from it first."""
        found = [row for row in self.rows if row.change is None and not row.after.holds_one and row.after.rri]
        return sorted(found, key=lambda row: -abs(math.log(_level(row.after))))

    @property
    def finding(self) -> str:
        """Whether the scenario narrows or widens disparity, in plain words."""
        widens, narrows, apart = self.moving(WIDENS), self.moving(NARROWS), self.apart
        against = f"against {words.plain(self.reference)}"
        parts = []
        for rows, what in ((widens, "widens"), (narrows, "narrows")):
            if rows:
                parts.append(f"Disparity {against} {what} at {_named([row.told for row in rows])}.")
        if not parts:
            parts.append(f"No disparity {against} is seen to widen or to narrow.")
        if apart:
            told = [
                f"{_lower(row.decision.label)}, {words.plain(row.group)} ({_level(row.after):.2f})" for row in apart
            ]
            parts.append(f"Away from parity where the baseline gives nothing to compare: {_named(told)}.")
        return f"{self.title}: " + " ".join(parts)

    @property
    def few(self) -> str:
        """What is carried by few people, or too few to be shown; nothing where all rests on many."""
        hidden = [row for row in self.rows if row.after.why_not in (NOT_SHOWN, NOT_SHOWN_FEEDER)]
        small = sorted((row for row in self.rows if row.after.rri and row.smallest < FEW), key=lambda row: row.smallest)
        parts = []
        if small:
            told = [f"{_lower(row.decision.label)}, {words.plain(row.group)} ({row.smallest:.0f})" for row in small]
            parts.append(f"Rests on fewer than {FEW:.0f} counted: {_named(told)}.")
        if hidden:
            told = [f"{_lower(row.decision.label)}, {words.plain(row.group)}" for row in hidden]
            parts.append(f"Not shown, for fewer than {FEWEST:.0f} counted or {FEWEST_FED:.0f} decided about: "
                         f"{_named(told)}.")  # fmt: skip
        return " ".join(parts)

    @property
    def notes(self) -> tuple[str, ...]:
        """How to read the rows, and what they do not say."""
        least = min((row for row in self.rows if row.after.rri), key=lambda row: _level(row.after), default=None)
        under = "" if least is None or _level(least.after) > 1.0 - LEAST else (
            f" Under 1, divide 1 by it: {_level(least.after):.2f} is {inverse(_level(least.after))}."
        )  # fmt: skip
        return (
            f"The relative rate index is a group's rate over that of {words.plain(self.reference)}, among those whom "
            f"the decision is about; 1 is parity.{under}",
            "In brackets: the middle 90 % of futures, from the 5th to the 95th percentile of draws.",
            "A group is no cause of behavior in leadsim. Unless a place or a scenario says otherwise, officials decide "
            "about all groups alike; then an index away from 1 is chance, or what an earlier decision made.",
        )


def groups_of(comparison: Comparison) -> tuple[str, ...]:
    """Return the groups of an answer in the place's order; none where it has no records of equity."""
    return tuple(dict.fromkeys(r.group for r in comparison.records if r.table == "equity" and r.measure == COUNT))


def known_group(asked: str, groups: Collection[str]) -> None:
    """Refuse a group that a place does not have, with the nearest name."""
    if asked not in groups:
        raise InputError(
            "there is no such group", key="--reference", found=asked,
            allowed=", ".join(groups), nearest=nearest_names(asked, groups),
        )  # fmt: skip


def reference_of(comparison: Comparison, asked: str | None = None) -> str:
    """Return the group that others are held against: the one asked for, else white, else the largest of the pool."""
    groups = groups_of(comparison)
    if asked is not None:
        known_group(asked, groups)
    if asked is not None or USUAL_REFERENCE in groups:
        return asked or USUAL_REFERENCE
    sizes = {
        r.group: r.baseline_mean
        for r in comparison.records
        if r.table == "equity" and r.measure == FEEDER and r.line == DECISIONS[0].key
    }
    return max(sizes, key=lambda group: sizes[group], default="")


def equity_of(comparison: Comparison, scenario: str, reference: str) -> Equity | None:
    """Return a scenario's equity against a reference group; None of an answer that an earlier leadsim kept."""
    mine = [r for r in comparison.records if r.table == "equity" and r.scenario == scenario]
    if not mine:
        return None
    found = {(r.line, r.measure, r.group, r.basis): r for r in mine}
    groups = groups_of(comparison)
    rows = tuple(
        _row(found, decision, group, reference, groups)
        for decision in DECISIONS
        for group in groups
        if group != reference
    )
    baseline = mine[0].baseline
    alike = decides_alike(comparison, (baseline, scenario))
    return Equity(comparison.identity.titles[scenario], scenario, baseline, reference, rows, alike)


def decides_alike(comparison: Comparison, scenarios: Collection[str]) -> bool:
    """Return whether the inputs kept with an answer say that no group has a process rate of its own."""
    kept = [comparison.inputs.get(name, {}) for name in (PLACE, *scenarios)]
    rates = [given["value"] for inputs in kept for path, given in inputs.items() if path in BY_GROUP]
    return bool(rates) and all(rate == 1.0 for by_group in rates for rate in by_group.values())


Found = Mapping[tuple[str | None, str, str, str | None], Record]


def _row(found: Found, decision: Decision, group: str, reference: str, groups: tuple[str, ...]) -> Row:
    def side(measure: str, mean: str) -> Side:
        counts, fed = (
            {each: float(getattr(found[decision.key, what, each, None], mean)) for each in groups}
            for what in (COUNT, FEEDER)
        )
        return Side(
            count=counts[group],
            feeder=fed[group],
            reference_count=counts[reference],
            reference_feeder=fed[reference],
            share=_share(counts, group),
            share_fed=_share(fed, group),
            rri=found.get((decision.key, measure, group, reference)),
        )

    return Row(
        decision,
        group,
        before=side(IN_BASELINE, "baseline_mean"),
        after=side(IN_SCENARIO, "scenario_mean"),
        change=found.get((decision.key, CHANGE, group, reference)),
        gap=found.get((decision.key, GAP, group, reference)),
    )


def inverse(level: float) -> str:
    """Return an index under 1 as people say it: `1.22 times less often`."""
    return f"{1.0 / level:.2f} times less often"


def _share(of: Mapping[str, float], group: str) -> float | None:
    total = math.fsum(of.values())
    return of[group] / total if total > 0.0 else None


def _level(side: Side) -> float:
    assert side.rri is not None
    return side.rri.scenario_mean


def _named(told: list[str]) -> str:
    """Return the first few in a row, and how many more there are."""

    def parts() -> Iterator[str]:
        yield from told[:MOST_NAMED]
        if len(told) > MOST_NAMED:
            yield f"and {len(told) - MOST_NAMED} more"

    return "; ".join(parts())


def _lower(label: str) -> str:
    """Return a label as it stands inside a sentence."""
    return label if label.startswith("LEAD") else label[0].lower() + label[1:]
