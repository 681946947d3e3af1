"""What must be true of two inputs for a scenario to save, and its words: the mean net at every pair of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.figures import names
from dashboard.figures.about import About
from dashboard.figures.drawn import Table
from dashboard.figures.inputs import Named, amount, named
from simulator.analysis.estimate import futures
from simulator.experiment.oneway import HIGH, LOW
from simulator.inputs.draw import stated
from simulator.inputs.parameter import Parameter
from simulator.report.scales import Scale, scale_of
from simulator.results import Difference, Record

COLUMNS = ("net", "p05", "p95", "standard_error", "share_of_draws_that_save", "draws")
MARKS = {"low": "5th", "value": "stated", "high": "95th"}


@dataclass(frozen=True)
class Axis:
    """The values of an input that were tried, and which of them is what is stated: by value low, value or high."""

    name: Named
    unit: str
    values: tuple[float, ...]
    marks: Mapping[float, str]

    def text(self, value: float) -> str:
        """Return a value in its unit."""
        return amount(value, self.unit)

    def short(self, value: float) -> str:
        """Return a value with two significant digits, for where there is no room for three."""
        return amount(float(f"{value:.2g}"), self.unit)

    @property
    def here(self) -> int | None:
        """The place of the stated value among those that were tried; None where it is not known."""
        return next((n for n, value in enumerate(self.values) if self.marks.get(value) == "value"), None)


@dataclass(frozen=True)
class FrontierData:
    """The net at every pair of values: of the first input down, of the second across; in dollars."""

    about: About
    first: Axis
    second: Axis
    nets: tuple[tuple[Difference, ...], ...]

    @property
    def means(self) -> list[list[float]]:
        """The mean nets."""
        return [[net.mean for net in row] for row in self.nets]

    @property
    def saving(self) -> int:
        """At how many pairs the mean net is above 0."""
        return sum(net > 0.0 for row in self.means for net in row)

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return len(self.first.values) * len(self.second.values)

    @property
    def scale(self) -> Scale:
        """The unit of all amounts."""
        return scale_of([net for row in self.means for net in row])

    @property
    def here(self) -> tuple[int, int] | None:
        """The pair of stated values."""
        first, second = self.first.here, self.second.here
        return None if first is None or second is None else (first, second)


def of(records: Sequence[Record], about: About, parameters: Mapping[str, Parameter]) -> FrontierData | None:
    """Return the grid of one pair of inputs; None where there is none."""
    cells = {(str(record.line), record.group): record.difference for record in records}
    if not cells:
        return None
    down, across = (list(dict.fromkeys(key[n] for key in cells)) for n in (0, 1))
    if any((a, b) not in cells for a in down for b in across):
        return None
    first, second = (_axis(each, parameters) for each in (down, across))
    nets = tuple(tuple(cells[a, b] for b in across) for a in down)
    return FrontierData(about, first, second, nets)


def _axis(settings: Sequence[str], parameters: Mapping[str, Parameter]) -> Axis:
    path = settings[0].rpartition("=")[0]
    values = tuple(float(each.rpartition("=")[2]) for each in settings)
    found = parameters.get(path)
    unit = "" if found is None else found.unit + (f" ({found.price_year})" if found.price_year else "")
    return Axis(named(path, parameters), unit, values, _marks(path, found, values))


def _marks(path: str, parameter: Parameter | None, values: Sequence[float]) -> dict[float, str]:
    """Return which of the values are what is stated, as `simulator.experiment.frontier` rounds them."""
    if parameter is None or not isinstance(parameter.value, float):
        return {}
    marks = {}
    for quantile, name in ((LOW, "low"), (HIGH, "high")):
        found = stated(path, parameter, {path: quantile})
        if isinstance(found, float):
            marks[float(f"{found:.3g}")] = name
    marks[parameter.value] = "value"
    return {value: marks[value] for value in values if value in marks}


# -- words ------------------------------------------------------------------------------------------------------


def title(data: FrontierData) -> str:
    """Return at how many pairs it saves."""
    both = f"{names.quoted(data.first.name.label)} and {names.quoted(data.second.name.label)}"
    name = names.quoted(data.about.scenario)
    if data.saving == 0:
        return f"{name} saves at no pair of {both} that was tried"
    if data.saving == data.pairs:
        return f"{name} saves at every pair of {both} that was tried"
    return f"{name} saves at {data.saving} of {data.pairs} pairs of {both}"


def subtitle(data: FrontierData) -> str:
    """Return the measure, and what the marks are."""
    here = " Framed: both as stated." if data.here else ""
    return (
        f"{data.about.net}, {data.scale.name}, {data.about.period} total, {data.about.dollars}, {data.about.pair}: "
        f"average of {data.about.futures}. Orange, minus: it costs; blue, plus: it saves; line: the net is $0.{here}"
    )


def note(data: FrontierData) -> str:
    """Return how it was done, and what the net is where both are as stated."""
    lines = ["Both inputs are set in the scenario and in its baseline; steps between values are not even."]
    if data.first.marks or data.second.marks:
        lines.append("5th and 95th are percentiles of what is believed of an input.")
    if data.here:
        net = data.nets[data.here[0]][data.here[1]]
        several, of_all = futures(net)
        chance = f"; it saves in {several} of {of_all} draws" if net.draws > 1 else ""
        lines.append(f"At the stated values the net is {data.scale.text(net.mean)}{chance}.")
    return data.about.noted(*lines)


def alt(data: FrontierData) -> str:
    """Return the chart in words."""
    rows = []
    for value, row in zip(data.first.values, data.means, strict=True):
        ends = f"{data.scale.text(row[0])} to {data.scale.text(row[-1])}"
        rows.append(f"at {data.first.text(value)} from {ends}")
    across = f"{data.second.text(data.second.values[0])} to {data.second.text(data.second.values[-1])}"
    return f"{title(data)}. {data.first.name.label} down, {data.second.name.label} from {across}: {'; '.join(rows)}."


def table(data: FrontierData) -> Table:
    """Return a row for each value of the first input; in the file a row for each pair."""
    cell = data.scale.cell
    return Table(
        headings=(
            data.first.name.label,
            *(f"{data.second.text(value)}{_mark(data.second, value)}" for value in data.second.values),
        ),
        rows=tuple(
            (f"{data.first.text(value)}{_mark(data.first, value)}", *(cell(net.mean) for net in row))
            for value, row in zip(data.first.values, data.nets, strict=True)
        ),
        columns=(data.first.name.path, data.second.name.path, "stated_first", "stated_second", *COLUMNS),
        values=tuple(
            (
                a, b, data.first.marks.get(a, ""), data.second.marks.get(b, ""), net.mean, net.low, net.high, net.mcse,
                net.chance_positive, net.draws,
            )
            for a, row in zip(data.first.values, data.nets, strict=True)
            for b, net in zip(data.second.values, row, strict=True)
        ),
    )  # fmt: skip


def _mark(axis: Axis, value: float) -> str:
    found = axis.marks.get(value)
    return f" ({MARKS[found]})" if found else ""
