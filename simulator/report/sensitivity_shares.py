"""Which inputs the spread of futures comes from, as a table: the share of the variance of the net of each group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from simulator.analysis.sensitivity import Index
from simulator.experiment.sobol import OTHERS, Shares
from simulator.report import words
from simulator.report.layout import Column, Sheet, longest_line, numbers
from simulator.report.sensitivity import asked, preface
from simulator.results import Record

HOW = (
    "Every uncertain input is drawn at each point, and every point meets the same luck (Saltelli's design). Alone: the "
    "share of the variance that would go away, on average, if the input were known. With others: what would be left if "
    "all others were known. ± holds in nine of ten repetitions; a share below 0 or above 100 % is one that cannot be "
    "told from 0 or from all."
)
LUCK = "Luck in the simulation is {} of the variance; it counts as what inputs do with others."
NO_LUCK = "How much of it is luck in the simulation takes --replications 2 or more; until then luck counts with others."


def shares_parts(found: Shares) -> list[RenderableType]:
    """Return the finding, the shares of every group, and how it was done."""
    design = found.sobol
    size = f"{design.points:,} points, {design.variants.runs:,} runs"
    mean = f"Mean {words.dollars(found.mean)}, standard deviation {words.dollars(found.spread, signed=False)}"
    return [
        preface(
            design.variants.question, design.variants.stake, "where the spread of futures comes from", "all inputs vary"
        ),
        Text(f"{mean} between futures ({size}). {_finding(found)}", style="bold"),
        _table(found.indices),
        Group(Text(_luck(found)), Text(HOW, style="dim")),
    ]


def shares_data(found: Shares, records: Sequence[Record]) -> dict[str, Any]:
    """Return what was asked, the size of the design, the groups and the records, as plain data."""
    design = found.sobol
    factors = design.factors
    groups = {
        name: [key for key, of in zip(factors.keys, factors.groups, strict=True) if of == name]
        for name in factors.names
    }
    return {
        **asked(design.variants.question, design.variants.stake),
        "base": design.base,
        "points": design.points,
        "runs": design.variants.runs,
        "groups": groups,
        "net": found.mean,
        "standard_deviation": found.spread,
        "share_of_luck": found.of_luck,
        "estimates": [record.as_dict() for record in records],
    }


def _finding(found: Shares) -> str:
    told = [each for each in found.indices if each.first - each.first_error > 0.0 and each.name != OTHERS]
    if not told:
        return "No single input's share can be told from 0."
    first = max(told, key=lambda each: each.first)
    return f"The largest share by itself is that of {first.name}: {_share(first.first, first.first_error)}."


def _luck(found: Shares) -> str:
    return NO_LUCK if found.of_luck is None else LUCK.format(words.percent(found.of_luck))


def _table(indices: Sequence[Index]) -> Sheet:
    ordered = sorted(indices, key=lambda each: (each.name == OTHERS, -each.total))
    names = [each.name for each in ordered]
    alone = [_share(each.first, each.first_error) for each in ordered]
    together = [_share(each.total, each.total_error) for each in ordered]
    return Sheet(
        [
            Column("Input", names, longest_line("Input", *names), longest_line("Input", *names)),
            numbers("Alone", alone, longest_line(*alone)),
            numbers("With others", together, longest_line(*together)),
        ],
        divisible=False,
    )


def _share(value: float, error: float) -> str:
    sign = words.MINUS if round(100.0 * value) < 0 else ""
    return f"{sign}{abs(100.0 * value):.0f} % ± {100.0 * error:.0f}"


__all__ = ["shares_data", "shares_parts"]
