"""How much it takes, on one page: the smallest size that is enough, how sure that is, and what each size brings."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from simulator.analysis.estimate import FUTURES
from simulator.experiment.capacity import Capacity
from simulator.experiment.capacity_records import Point, points
from simulator.experiment.capacity_runs import BUDGET, CASE_MANAGERS
from simulator.report import words
from simulator.report.capacity_words import finding, findings, further, held, how, nouns, shown_sizes
from simulator.report.layout import Column, Sheet, longest_line, numbers
from simulator.report.sensitivity import preface


def capacity_parts(found: Capacity) -> list[RenderableType]:
    """Return the finding, what it costs and how sure it is, the curve, and what is held."""
    return [
        preface(found.sized.question, found.sized.stake, f"how many {nouns(found)} it takes"),
        Group(Text(finding(found), style="bold"), *(Text(f"• {each}") for each in findings(found))),
        _table(found),
        Group(*(Text(each, style="dim") for each in (held(found), how(found)))),
    ]


# -- the curve --------------------------------------------------------------------------------------------


def _table(found: Capacity) -> Sheet:
    curve = points(found, shown_sizes(found))
    nearest = min(found.sizes, key=lambda size: abs(size - found.stated_size))
    marks = {found.smallest: " *"} if found.smallest is not None else {}
    sizes = [f"{each.size:,}{' ›' * (each.size == nearest)}{marks.get(each.size, '')}" for each in curve]
    head = nouns(found).split()[-1].capitalize() if found.sized.sets != CASE_MANAGERS else "Staff"
    columns = [Column(head, sizes, longest_line(head, *sizes), longest_line(head, *sizes))]
    if found.sized.path == BUDGET:
        columns.append(_numbers("Budget a year", [words.dollars(each.budget, signed=False) for each in curve]))
    columns += [
        _numbers("Turned away", [words.count(each.turned_away[1], signed=False) for each in curve]),
        _numbers("share", [_percent(each.share_turned_away) for each in curve]),
        *(
            []
            if found.sized.path == BUDGET
            else [_numbers("5th to 95th", [_range(each.turned_away) for each in curve])]
        ),
        _numbers("Days: 50 %", [_days(each.wait_p50) for each in curve]),
        _numbers("95 %", [_days(each.wait_p95) for each in curve]),
        _numbers("In use", [words.percent(each.utilization) for each in curve]),
        _numbers("LEAD costs", [words.dollars(each.program_cost, signed=False) for each in curve]),
        _numbers("Net", [words.dollars(each.net[1]) for each in curve]),
        _numbers("One more", [further(each) for each in curve]),
        _numbers("Met in", [_met(found, each) for each in curve]),
    ]
    return Sheet(columns, divisible=False)


def _numbers(heading: str, cells: Sequence[str]) -> Column:
    return numbers(heading, cells, longest_line(*cells))


def _range(ends: tuple[float, float, float]) -> str:
    low, _, high = ends
    return f"{words.count(low, signed=False)} to {words.count(high, signed=False)}"


def _days(days: float) -> str:
    return "never" if not math.isfinite(days) else words.count(days, signed=False)


def _percent(share: float) -> str:
    return "<1 %" if 0.0 < share < 0.005 else words.percent(share)


def _met(found: Capacity, at: Point) -> str:
    of = min(FUTURES, found.futures)
    return f"{round(at.target_met * of)}/{of}"


__all__ = ["capacity_parts"]
