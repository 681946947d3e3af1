"""What an answer rests on, input by input, and its words: how far each moves the net, and at which value it would turn.

Read from records of the table `sensitivity`, in which each input begins with its swing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.figures import names
from dashboard.figures.about import About
from dashboard.figures.drawn import Table
from dashboard.figures.inputs import Named, amount, named, span, told_unit
from simulator.experiment.sensitivity_records import NO_CHANGE, SAVES_ABOVE
from simulator.inputs.parameter import Parameter
from simulator.report.scales import Scale, scale_of
from simulator.results import Record

MOST = 8
NAMED = 3
COLUMNS = (
    "input", "path", "grade", "unit", "stated", "value_at_p05", "net_at_p05", "value_at_p95", "net_at_p95",
    "net_with_nothing_set", "swing", "swing_standard_error", "told_from_noise",
)  # fmt: skip


@dataclass(frozen=True)
class End:
    """Values that an input was set to, by category where it has several, the mean net there, and its error in dollars.

    The error is that of the change from the net with nothing set; None with one future.
    """

    values: tuple[float, ...]
    net: float
    error: float | None


@dataclass(frozen=True)
class Even:
    """A value at which the mean net is 0, where it may be instead given the draws, and on which side of it it saves."""

    value: float
    low: float
    high: float
    saves_above: bool
    reason: str


@dataclass(frozen=True)
class Moved:
    """An input that was moved; `told` says whether its swing can be told from noise, None where one future cannot."""

    name: Named
    unit: str
    stated: tuple[float, ...]
    low: End
    high: End
    swing: float
    error: float | None
    told: bool | None
    evens: tuple[Even, ...]
    searched: bool

    def at(self, end: End) -> str:
        """Return the value at an end in its unit."""
        several = "low end" if end is self.low else "high end"
        return amount(end.values[0], self.unit) if len(end.values) == 1 else several

    @property
    def range(self) -> str:
        """Return the values that were tried."""
        if len(self.low.values) > 1:
            return "several"
        return span(self.low.values[0], self.high.values[0], self.unit)

    @property
    def ends(self) -> tuple[End, End]:
        """The end with the lower net, and the other."""
        return (self.low, self.high) if self.low.net <= self.high.net else (self.high, self.low)

    @property
    def break_even(self) -> str:
        """At which value the net is 0, or that there is none."""
        if not self.evens:
            return "none in its range" if self.searched else "not at either end"
        return "; ".join(self._even(each) for each in self.evens)

    def _even(self, even: Even) -> str:
        side = "above" if even.saves_above else "below"
        return f"saves {side} {amount(even.value, self.unit)} ({span(even.low, even.high, self.unit)})"


@dataclass(frozen=True)
class TornadoData:
    """Inputs in the order of their swings, and the mean net with nothing set, in dollars."""

    about: About
    net: float
    inputs: tuple[Moved, ...]

    @property
    def apart(self) -> list[Moved]:
        """Those whose swing can be told from noise; with one future all, since nothing can be said."""
        return [each for each in self.inputs if each.told is not False]

    @property
    def shown(self) -> list[Moved]:
        """Those that are drawn."""
        return self.apart[:MOST]

    @property
    def turning(self) -> list[Moved]:
        """Those that turn the sign by themselves, and can be told from noise."""
        return [each for each in self.inputs if each.evens and each.told is not False]

    @property
    def scale(self) -> Scale:
        """The unit of all amounts."""
        return scale_of([self.net, *(end.net for each in self.shown for end in each.ends)])


def of(records: Sequence[Record], about: About, parameters: Mapping[str, Parameter]) -> TornadoData | None:
    """Return what records of one net say; None where there is no input."""
    found = tuple(_moved(each, parameters) for each in _by_input(records))
    if not found:
        return None
    net = next(record.baseline_mean for record in records if record.measure == "net_at_low")
    return TornadoData(about, net, found)


def _by_input(records: Sequence[Record]) -> Iterator[list[Record]]:
    """Yield the records of each input."""
    starts = [n for n, record in enumerate(records) if record.measure == "swing"]
    for start, end in pairwise([*starts, len(records)]):
        yield list(records[start:end])


def _moved(records: Sequence[Record], parameters: Mapping[str, Parameter]) -> Moved:
    swing, evens = records[0], [record for record in records if record.measure == "break_even"]
    values = [record for record in records if record.measure == "input_at_low"]
    none = next((record.reason for record in records if record.measure == "break_even_none"), NO_CHANGE)
    told = {None: True, "one future cannot tell it from noise": None}.get(swing.reason, False)
    return Moved(
        named(str(swing.line), parameters), values[0].unit if values else "",
        tuple(record.baseline_mean for record in values), _end(records, "low"), _end(records, "high"),
        swing.difference.mean, swing.difference.mcse, told, tuple(map(_even, evens)), none == NO_CHANGE,
    )  # fmt: skip


def _end(records: Sequence[Record], which: str) -> End:
    net = next(record for record in records if record.measure == f"net_at_{which}")
    values = tuple(record.scenario_mean for record in records if record.measure == f"input_at_{which}")
    return End(values, net.scenario_mean, net.difference.mcse)


def _even(record: Record) -> Even:
    of = record.difference
    ends = sorted((record.baseline_mean + of.low, record.baseline_mean + of.high))
    reason = record.reason or ""
    return Even(record.scenario_mean, ends[0], ends[1], reason.startswith(SAVES_ABOVE), reason)


# -- words ------------------------------------------------------------------------------------------------------


def side(data: TornadoData) -> str:
    """Return what would be turned: a loss into a saving, or the other way round."""
    return "loss into a saving" if data.net < 0.0 else "saving into a loss"


def title(data: TornadoData) -> str:
    """Return which inputs turn the sign of the net by themselves, or that none does."""
    turning = data.turning
    if not turning:
        noisy = any(each.evens for each in data.inputs)
        return f"No input {'can be told to turn' if noisy else 'turns'} the {side(data)} by itself"
    few = names.listed([names.quoted(each.name.label) for each in turning[:NAMED]])
    if len(turning) == 1:
        return f"One input can turn the {side(data)} by itself: {few}"
    more = f", and {len(turning) - NAMED} more" if len(turning) > NAMED else ""
    return f"{names.capital(names.in_words(len(turning)))} inputs can turn the {side(data)} by themselves: {few}{more}"


def subtitle(data: TornadoData) -> str:
    """Return the measure, the period, what was done, and what the marks are."""
    others = "all others as in the draws" if data.about.draws else "all others at the base case"
    return (
        f"{data.about.net}, {data.about.period} total, {data.about.dollars}, {data.about.pair}. Each input alone is "
        f"set to the 5th and the 95th percentile of its range, {others}, in the same worlds. Blue: better than with "
        "nothing set; hatched: worse. Thin lines: one standard error."
    )


def note(data: TornadoData, zero_shown: bool) -> str:
    """Return what is not drawn: zero where it is far, smaller swings, and those that are noise."""
    lines = []
    if not zero_shown:
        every = "loss" if data.net < 0.0 else "saving"
        lines.append(f"$0 is beyond this axis: every net that is shown is a {every}.")
    if smaller := len(data.apart) - len(data.shown):
        lines.append(f"Smaller swings that can be told from noise: {smaller} more, in the file of numbers.")
    noise = [each for each in data.inputs if each.told is False]
    if noise:
        turns = sum(bool(each.evens) for each in noise)
        sign = f" {turns} of them would change the sign, which may be noise as well." if turns else ""
        many = f"{len(noise)} of {len(data.inputs)} inputs"
        lines.append(f"Swings that cannot be told from noise at {data.about.futures}: {many}.{sign}")
    if any(each.told is None for each in data.inputs):
        lines.append("One future cannot tell any swing from noise: more draws would.")
    return data.about.noted(*lines)


def alt(data: TornadoData) -> str:
    """Return the chart in words."""
    text = data.scale.text
    rows = [f"{each.name.label}: {text(a.net)} at {each.at(a)}, {text(b.net)} at {each.at(b)}"
            for each in data.shown for a, b in [each.ends]]  # fmt: skip
    return f"{title(data)}. With nothing set the net is {text(data.net)}. {'; '.join(rows)}."


def table(data: TornadoData) -> Table:
    """Return a row for each input that is drawn; in the file all of them."""
    cell = data.scale.cell
    return Table(
        headings=(
            "Input", "5th percentile", f"Net there, {data.scale.name}", "95th percentile",
            f"Net there, {data.scale.name}", "Swing", "Standard error",
        ),
        rows=tuple(
            (
                each.name.label, each.at(each.low), cell(each.low.net), each.at(each.high), cell(each.high.net),
                cell(each.swing, signed=False), "–" if each.error is None else cell(each.error, signed=False),
            )
            for each in data.shown
        ),
        columns=COLUMNS,
        values=tuple(
            (
                each.name.label, each.name.path, each.name.grade, each.unit, _cell(each.stated), _cell(each.low.values),
                each.low.net, _cell(each.high.values), each.high.net, data.net, each.swing, each.error,
                {True: "yes", False: "no", None: "one future"}[each.told],
            )
            for each in data.inputs
        ),
    )  # fmt: skip


def _cell(values: tuple[float, ...]) -> float | str:
    """Return a value as a file has it; several categories stand in one cell."""
    return values[0] if len(values) == 1 else "; ".join(f"{value:.10g}" for value in values)


def under(each: Moved) -> str:
    """Return an input's unit and grade, below its name."""
    return ", ".join(filter(None, (told_unit(each.unit), each.name.grade)))
