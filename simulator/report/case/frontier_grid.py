"""What must be true of two inputs for a plan to save: the net over a grid of their values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.experiment.frontier import zeros
from simulator.experiment.oneway import HIGH, LOW
from simulator.inputs.draw import stated
from simulator.inputs.parameter import Parameter
from simulator.report.case.amounts import told
from simulator.report.case.exhibit import Amount, Cell, Exhibit, Table, input_cell, net_cell, share_cell, size_cell
from simulator.report.case.rests_on import Known, basis, belief, known
from simulator.report.case.view import View
from simulator.report.listings import unit_of
from simulator.report.sensitivity import number
from simulator.results import Record

MARKS = {"low": " ‹", "value": " *", "high": " ›"}
MARKED = "* is the value that is stated, ‹ and › are its 5th and 95th percentile."
HOW = (
    "Both inputs are set, in the plan and in the baseline; all others stay as in the draws. “0 at” is where a straight "
    "line between neighboring nets is 0."
)


@dataclass(frozen=True)
class Axis:
    """An input, its values in order, and what each is of what is stated: low, value, high, or nothing."""

    path: str
    name: str
    unit: str
    values: tuple[float, ...]
    marks: tuple[str, ...]

    @property
    def named(self) -> tuple[str, ...]:
        """The values as they are read, with their marks."""
        return tuple(number(value) + MARKS.get(mark, "") for value, mark in zip(self.values, self.marks, strict=True))

    @property
    def stated(self) -> float | None:
        """The value that is stated, if it is among those that were tried."""
        return next((value for value, mark in zip(self.values, self.marks, strict=True) if mark == "value"), None)


@dataclass(frozen=True)
class Grid:
    """The net at every pair of values of two inputs."""

    known: Known
    down: Axis
    across: Axis
    cells: Mapping[tuple[float, float], Record]

    def net(self, down: float, across: float) -> float:
        """Return the mean net at a pair of values."""
        return self.cells[down, across].difference.mean

    def row(self, down: float) -> tuple[float, ...]:
        """Return the mean nets along a row."""
        return tuple(self.net(down, across) for across in self.across.values)

    @property
    def saving(self) -> int:
        """At how many pairs the mean net is a saving."""
        return sum(record.difference.mean > 0.0 for record in self.cells.values())


def frontier_grid(view: View) -> Grid | None:
    """Return what is known of two inputs at once; nothing where nobody asked, or where the grid is not whole."""
    found = known(view, "frontier")
    if found is None:
        return None
    pairs = [(str(record.line).rpartition("="), record.group.rpartition("="), record) for record in found.records]
    (first, *others), (second, *more) = ({a[0]: None for a, _, _ in pairs}, {b[0]: None for _, b, _ in pairs})
    cells = {(float(a[2]), float(b[2])): record for a, b, record in pairs}
    down, across = (
        _axis(view, path, tuple(sorted({pair[i] for pair in cells}))) for i, path in enumerate((first, second))
    )
    if others or more or len(cells) != len(down.values) * len(across.values):
        return None
    return Grid(found, down, across, cells)


def _axis(view: View, path: str, values: tuple[float, ...]) -> Axis:
    parameter = belief(view, path)
    if parameter is None or not isinstance(parameter.value, float):
        return Axis(path, path, "", values, ("",) * len(values))
    known_as = dict(zip(_stated(path, parameter), ("low", "value", "high"), strict=True))
    marks = tuple(known_as.get(value, "") for value in values)
    return Axis(path, parameter.label, unit_of(parameter), values, marks)


def _stated(path: str, parameter: Parameter) -> tuple[float, ...]:
    """Return the 5th percentile, the value and the 95th percentile, each as a grid has it: the ends in three digits."""
    ends = [stated(path, parameter, {path: quantile}) for quantile in (LOW, HIGH)]
    low, high = (float(f"{end:.3g}") if isinstance(end, float) else 0.0 for end in ends)
    assert isinstance(parameter.value, float)
    return low, parameter.value, high


def title(found: Grid) -> str:
    """Return the finding without its end stop."""
    names, pairs = f"“{found.down.name}” and “{found.across.name}”", len(found.cells)
    where = {0: "at no pair", pairs: "at every pair"}.get(found.saving, f"at {found.saving} of {pairs} pairs")
    return f"It saves {where} of values of {names}"


def exhibit(view: View, found: Grid) -> Exhibit:
    """Return the grid as it is shown: the matrix of nets, and a row for each pair in the workbook."""
    down, across = found.down, found.across
    subtitle = f"Net in dollars, a saving +. Down: {down.name} ({down.unit}). Across: {across.name} ({across.unit})."
    return Exhibit(
        "frontier", title(found), subtitle, basis(view, found.known), (_matrix(found),),
        {"Frontier": _matrix(found), "Frontier pairs": _pairs(found)}, (MARKED, HOW),
    )  # fmt: skip


def _matrix(found: Grid) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for value, name in zip(found.down.values, found.down.named, strict=True):
        row = found.row(value)
        zero = "; ".join(number(each) for each in zeros(found.across.values, row)) or "–"
        rows.append((Amount(value, name, "any"), *(net_cell(net) for net in row), zero))
    head = (f"{found.down.name} ↓, {found.across.name} →", *found.across.named, "0 at")
    return Table("Mean net in dollars at each pair of values", head, tuple(rows))


def _pairs(found: Grid) -> Table:
    head = (
        found.down.path, found.across.path, "Net, mean, $", "Low (5 % of futures), $", "High (95 % of futures), $",
        "Monte Carlo error, $", "Futures that save",
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for (a, b), record in found.cells.items():
        net = record.difference
        spread = (net_cell(net.mean), net_cell(net.low), net_cell(net.high), size_cell(net.mcse))
        rows.append((input_cell(a), input_cell(b), *spread, share_cell(net.chance_positive)))
    return Table("Every pair with its range of futures", head, tuple(rows))


def lines(found: Grid) -> tuple[tuple[str, tuple[tuple[float, float], ...]], ...]:
    """Return the net along the first input at the stated, the highest and the lowest value of the second.

    A picture has room for three; each has the value that it is drawn at.
    """
    values = found.across.values
    middle = found.across.stated if found.across.stated is not None else values[len(values) // 2]
    chosen = dict.fromkeys((middle, values[-1], values[0]))
    return tuple(
        (
            f"At {number(b)}{', as stated' if b == found.across.stated else ''}",
            tuple((a, found.net(a, b)) for a in found.down.values),
        )
        for b in chosen
    )


def told_row(found: Grid, down: float) -> str:
    """Return a row of the grid in words, for notes."""
    cells = (f"{name}: {told(net)}" for name, net in zip(found.across.named, found.row(down), strict=True))
    return f"{found.down.name} {number(down)}: {', '.join(cells)}"


__all__ = ["Axis", "Grid", "exhibit", "frontier_grid", "lines", "title", "told_row"]
