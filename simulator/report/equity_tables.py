"""Equity as `leadsim equity` prints it: a table for each group beside its reference, and the same for machines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import Group
from rich.text import Text

from simulator.report import words
from simulator.report.equity import ALIKE, EARLIER, ONE_GROUP, Equity, Row, Side, equity_of
from simulator.report.layout import Sheet, labels, longest_line, numbers
from simulator.results import Comparison

DASH = "–"


def equity_parts(comparison: Comparison, reference: str) -> list[Any]:
    """Return for each scenario what is found, in words, and then a table for each group."""
    parts: list[Any] = []
    for scenario in comparison.identity.scenarios:
        found = equity_of(comparison, scenario, reference)
        if found is None or not found.rows:
            parts.append(Text(EARLIER if found is None else ONE_GROUP))
            continue
        said = [ALIKE if found.alike else "", found.few]
        parts.append(Group(Text(found.finding, style="bold"), *map(Text, filter(None, said))))
        groups = dict.fromkeys(row.group for row in found.rows)
        parts += [group_table(found, group) for group in groups]
        parts.append(Group(*(Text(note, style="dim") for note in found.notes)))
    return parts


def group_table(found: Equity, group: str) -> Sheet:
    """Return every decision about one group beside the reference: indexes, what moves, the gap, shares and counts."""
    rows = [row for row in found.rows if row.group == group]
    name, other = words.plain(group), words.plain(found.reference)
    columns: dict[str, Callable[[Row], str]] = {
        "index, baseline": lambda row: row.before.index,
        "index, scenario": lambda row: row.after.index,
        "what it does": lambda row: "\n".join(filter(None, (row.moves, _sure(row)))),
        "gap per 1,000": lambda row: f"{_gap(row.before)}\nto {_gap(row.after)}",
        f"{name}, scenario": lambda row: _counts(row.after.count, row.after.feeder),
        f"{other}, scenario": lambda row: _counts(row.after.reference_count, row.after.reference_feeder),
        f"{name} share": lambda row: f"{_percent(row.after.share)}\nof {_percent(row.after.share_fed)}",
    }
    first = [f"{row.decision.label}\nof {row.decision.feeder_label}" for row in rows]
    made = {heading: [cell(row) for row in rows] for heading, cell in columns.items()}
    return Sheet(
        [labels(first, longest_line(*first)), *(numbers(h, cells, longest_line(*cells)) for h, cells in made.items())],
        f"{name.capitalize()} against {other}: {found.title}",
    )


def _sure(row: Row) -> str:
    return row.how_sure if row.moves in ("widens", "narrows") else ""


def _gap(side: Side) -> str:
    return DASH if side.gap is None else words.rate(side.gap)


def _counts(count: float, feeder: float) -> str:
    return f"{words.count(count, signed=False)}\nof {words.count(feeder, signed=False)}"


def _percent(share: float | None) -> str:
    return DASH if share is None else words.percent(share)


def equity_data(found: Equity) -> dict[str, Any]:
    """Return the object that `--json` prints of one scenario."""

    def side(of: Side) -> dict[str, Any]:
        level = None if of.rri is None else of.rri.scenario_mean
        span = None if of.rri is None or of.rri.reason else [of.rri.difference.low, of.rri.difference.high]
        return {
            "count": of.count, "feeder": of.feeder, "reference_count": of.reference_count,
            "reference_feeder": of.reference_feeder, "rate_per_1000": of.rate,
            "reference_rate_per_1000": of.reference_rate, "gap_per_1000": of.gap, "share_of_counted": of.share,
            "share_of_feeder": of.share_fed, "relative_rate_index": level, "futures_5_to_95": span,
            "why_not": of.why_not or None,
        }  # fmt: skip

    def row(of: Row) -> dict[str, Any]:
        return {
            "decision": of.decision.key, "counted": of.decision.label, "feeder": of.decision.feeder_label,
            "group": of.group, "baseline": side(of.before), "scenario": side(of.after), "moves": of.moves,
            "how_sure": of.how_sure or None,
        }  # fmt: skip

    return {
        "scenario": found.scenario, "baseline": found.baseline, "reference": found.reference,
        "finding": found.finding, "alike": found.alike, "few": found.few, "rows": [row(each) for each in found.rows],
    }  # fmt: skip
