"""Relative rate index by decision: one group beside a reference, in the baseline and the scenario; its words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dashboard.figures import names
from dashboard.figures.drawn import Table
from simulator.report import words
from simulator.report.equity import NARROWS, WIDENS, Equity, Row, Side

COLUMNS = (
    "stage", "decision", "feeder", "group", "reference", "side", "count", "feeder_count", "reference_count",
    "reference_feeder_count", "rate_per_1000", "reference_rate_per_1000", "gap_per_1000", "rri", "rri_p05", "rri_p95",
    "not_shown", "moves",
)  # fmt: skip
LABELS = "Groups are labels for counting, never a cause of what anybody does in the model."


@dataclass(frozen=True)
class RriData:
    """A group's rows, and what scenario and baseline are called."""

    equity: Equity
    group: str
    scenario: str
    baseline: str
    period: str

    @property
    def rows(self) -> tuple[Row, ...]:
        """One for each decision."""
        return tuple(row for row in self.equity.rows if row.group == self.group)

    @property
    def groups(self) -> str:
        """The group and its reference: `Black and white`."""
        return f"{names.capital(words.plain(self.group))} and {words.plain(self.equity.reference)}"

    @property
    def levels(self) -> list[float]:
        """Everything that is to be in view."""
        found = [side.rri for row in self.rows for side in (row.before, row.after) if side.rri]
        return [v for rri in found for v in (rri.scenario_mean, rri.difference.low, rri.difference.high)]

    def moving(self, how: str) -> list[Row]:
        """Return the rows that move so, those that move most first."""
        return [row for row in self.equity.moving(how) if row.group == self.group]


def counts(side: Side) -> str:
    """Return how many of the group and of the reference an index rests on: `610 / 2,240`."""
    return " / ".join(words.count(each, signed=False) for each in (side.count, side.reference_count))


def said(side: Side) -> str:
    """Return the index with its interval, or why it is not shown."""
    return names.capital(side.index)


def feeder(row: Row) -> str:
    """Return what a rate's denominator is."""
    label = row.decision.feeder_label
    return label.replace("person-years", "per person-year", 1) if label.startswith("person-years") else f"of {label}"


def _label(row: Row) -> str:
    label = row.decision.label
    return label if label.startswith("LEAD") else label[:1].lower() + label[1:]


def title(data: RriData) -> str:
    """Return at how many decisions disparity widens or narrows, and where most."""
    told = []
    for how in (WIDENS, NARROWS):
        if found := data.moving(how):
            most = f", most for {_label(found[0])}" if len(found) > 1 else f": {_label(found[0])}"
            told.append(f"{how} at {names.in_words(len(found))} decision{'s' if len(found) > 1 else ''}{most}")
    what = "; it ".join(told) if told else "is not seen to widen or narrow at any decision"
    return f"{data.groups}: disparity {what}"


def subtitle(data: RriData) -> str:
    """Return the measure, the period, and what the marks are."""
    return (
        f"Relative rate index: the rate of {words.plain(data.group)} people over that of "
        f"{words.plain(data.equity.reference)} people at each decision, {data.period} together. Gray: {data.baseline}; "
        f"blue: {data.scenario}. Line: 90% of futures; a ring where that holds parity. Counts: "
        f"{words.plain(data.group)} / {words.plain(data.equity.reference)}."
    )


def alt(data: RriData) -> str:
    """Return the chart in words."""
    rows = [
        f"{row.decision.label} {feeder(row)}: {data.baseline} {row.before.index}, {data.scenario} {row.after.index}"
        for row in data.rows
    ]
    return f"{title(data)}. {'; '.join(rows)}."


def gap(value: float | None) -> str:
    """Return a gap of rates for 1,000, with its sign."""
    return "–" if value is None else words.rate(value)


def rate(value: float | None) -> str:
    """Return a rate for 1,000."""
    return "–" if value is None else words.rate(value, signed=False)


def table(data: RriData) -> Table:
    """Return a row for each decision."""
    own, reference = (names.capital(words.plain(each)) for each in (data.group, data.equity.reference))
    return Table(
        headings=(
            "Decision", f"{data.baseline}: index", f"{own} / {reference.lower()}", f"{data.scenario}: index",
            f"{own} / {reference.lower()} now", "Disparity",
        ),
        rows=tuple(
            (
                f"{row.decision.label}, {feeder(row)}", said(row.before), counts(row.before), said(row.after),
                counts(row.after), row.moves,
            )
            for row in data.rows
        ),
        columns=COLUMNS,
        values=tuple(
            _values(row, data.equity.reference, side, name)
            for row in data.rows
            for side, name in ((row.before, data.equity.baseline), (row.after, data.equity.scenario))
        ),
    )  # fmt: skip


def _values(row: Row, reference: str, side: Side, name: str) -> tuple[str | float | int | None, ...]:
    rri = side.rri
    ends = (None, None) if rri is None else (rri.difference.low, rri.difference.high)
    return (
        row.decision.stage, row.decision.label, row.decision.feeder_label, row.group, reference, name, side.count,
        side.feeder, side.reference_count, side.reference_feeder, side.rate, side.reference_rate, side.gap,
        None if rri is None or math.isnan(rri.scenario_mean) else rri.scenario_mean, *ends, side.why_not, row.moves,
    )  # fmt: skip
