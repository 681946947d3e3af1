"""A frontier as a table in the terminal and as rows of a file: the net at every pair of values, and where it is 0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from simulator.analysis.estimate import futures
from simulator.experiment.frontier import Axis, Frontier
from simulator.report import listings, words
from simulator.report.layout import Column, Sheet, longest_line, numbers
from simulator.report.sensitivity import asked, number, preface
from simulator.results import Record

COLUMNS = ("net", "low", "high", "mcse", "chance_saves", "draws")
MARKS = {"low": " ‹", "value": " *", "high": " ›"}
HOW = (
    "Both inputs are set in the scenario, in the baseline and in the practice before; all others stay as in the draws, "
    "and every run meets the same luck. * is the value that is stated, ‹ and › its 5th and 95th percentile. “0 at” is "
    "where a straight line between neighboring nets is 0."
)


def frontier_parts(found: Frontier) -> list[RenderableType]:
    """Return the finding, the grid of nets with where each row is 0, what is stated of both inputs, and how."""
    return [
        preface(found.question, found.stake, "what must be true of two inputs"),
        Text(_finding(found), style="bold"),
        _grid(found),
        *(Text(f"{name}: {_stated(axis)}") for name, axis in zip(("Down", "Across"), found.axes, strict=True)),
        Text(HOW, style="dim"),
    ]


def frontier_data(found: Frontier, records: Sequence[Record]) -> dict[str, Any]:
    """Return what was asked, both axes with what is stated, where each row is 0, and the records, as plain data."""
    return {
        **asked(found.question, found.stake),
        "axes": [
            {
                "path": axis.path,
                "label": axis.parameter.label,
                "unit": axis.parameter.unit,
                "price_year": axis.parameter.price_year,
                "grade": axis.parameter.grade,
                "source": axis.parameter.source or axis.parameter.assumption,
                "values": list(axis.values),
                "stated": dict(zip(("low", "value", "high"), axis.stated, strict=True)),
            }
            for axis in found.axes
        ],
        "zeros": [list(each) for each in found.zeros],
        "estimates": [record.as_dict() for record in records],
    }


def frontier_rows(found: Frontier) -> list[list[Any]]:
    """Return a heading and a row for each pair: both values, whether each is stated, and the net with its range."""
    first, second = found.axes
    rows: list[list[Any]] = [[first.path, second.path, "stated_first", "stated_second", *COLUMNS]]
    for i, (a, of_a) in enumerate(zip(first.values, first.named, strict=True)):
        for j, (b, of_b) in enumerate(zip(second.values, second.named, strict=True)):
            net = found.estimate(i, j)
            rows.append([a, b, of_a, of_b, net.mean, net.low, net.high, net.mcse, net.chance_positive, net.draws])
    return rows


def _finding(found: Frontier) -> str:
    means, names = found.means, [f"“{axis.parameter.label}”" for axis in found.axes]
    i, j = (axis.values.index(axis.stated[1]) for axis in found.axes)
    here = found.estimate(i, j)
    several, of = futures(here)
    at = f"At the stated values the net is {words.dollars(here.mean)}, a saving {words.in_futures(several, of)}."
    if (means > 0.0).all():
        return f"It saves at every pair of {names[0]} and {names[1]}. {at}"
    if (means <= 0.0).all():
        return f"It saves at no pair of {names[0]} and {names[1]}. {at}"
    return f"It saves at {int((means > 0.0).sum())} of {means.size} pairs of {names[0]} and {names[1]}. {at}"


def _grid(found: Frontier) -> Sheet:
    first, second = found.axes
    rows = [f"{number(a)}{MARKS.get(name, '')}" for a, name in zip(first.values, first.named, strict=True)]
    width = max(longest_line(*rows), len(first.path))
    columns = [Column(first.path, rows, width, width)]
    for j, (b, name) in enumerate(zip(second.values, second.named, strict=True)):
        cells = [Text(words.dollars(net), style="bold" if net > 0.0 else "") for net in found.means[:, j].tolist()]
        columns.append(
            numbers(f"{number(b)}{MARKS.get(name, '')}", cells, longest_line(*(each.plain for each in cells)))
        )
    zeros = ["; ".join(number(each) for each in row) or "–" for row in found.zeros]
    columns.append(numbers("0 at", zeros, longest_line(*zeros)))
    return Sheet(columns, title=f"Net by {first.path} (down) and {second.path} (across)", divisible=False)


def _stated(axis: Axis) -> str:
    low, value, high = (number(each) for each in axis.stated)
    parameter = axis.parameter
    return f"{parameter.label}: {value} ({low} to {high}), {listings.unit_of(parameter)}, {parameter.grade}"


__all__ = ["frontier_data", "frontier_parts", "frontier_rows"]
