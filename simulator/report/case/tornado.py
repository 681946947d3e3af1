"""What a case rests on: how far each input moves the net by itself, and at which value of it the net would be 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.report import words
from simulator.report.case.amounts import told
from simulator.report.case.rests_on import Known, belief, known, with_a_range
from simulator.report.case.view import View
from simulator.report.sensitivity import number
from simulator.results import Record

SHOWN = 8
"""Inputs that a picture shows."""


@dataclass(frozen=True)
class Even:
    """A value of an input at which the mean net is 0, where it may be instead, and on which side the plan saves."""

    value: float
    low: float
    high: float
    side: str

    @property
    def said(self) -> str:
        """As it is read, such as `saves above 400 (300 to 480)`."""
        side, *open_ = self.side.split(" it; ")
        side = side.removesuffix(" it")
        beyond = " or beyond" if open_ else ""
        return f"{side} {number(self.value)} ({number(self.low)} to {number(self.high)}{beyond})"


Tried = tuple[str, float, float, float]
"""A category of an input, or nothing: its stated value, and those at the 5th and the 95th percentile."""


@dataclass(frozen=True)
class Swing:
    """An input: stated value and those that it was set to by category (one without a name), and the nets of them.

    `low` and `high` are the 5th and 95th percentile of the input, not of the net; `base` is the net with nothing set.
    `apart` says whether the swing can be told from noise, and is None where one future cannot say.
    """

    path: str
    name: str
    unit: str
    grade: str
    values: tuple[Tried, ...]
    base: float
    low: float
    high: float
    swing: float
    error: float | None
    apart: bool | None
    evens: tuple[Even, ...]
    none: str

    @property
    def about(self) -> str:
        """Unit and grade, as they stand below the name."""
        return ", ".join(filter(None, (self.unit, self.grade)))

    @property
    def turns(self) -> bool:
        """Whether some value of it changes the sign of the net."""
        return bool(self.evens)

    def value(self, *, high: bool) -> str:
        """Return the value at an end, as it is read; of several categories each with its name."""
        values = [(name, at_high if high else at_low) for name, _, at_low, at_high in self.values]
        if len(values) == 1:
            return number(values[0][1])
        return ", ".join(f"{words.plain(name)} {number(each)}" for name, each in values)

    @property
    def even(self) -> str:
        """The break-even values as they are read, or that there is none."""
        return "; ".join(each.said for each in self.evens) or self.none

    @property
    def reach(self) -> str:
        """Both nets with the values that they are at, such as `−$94.3M at 88 and −$130.5M at 528`."""
        return f"{told(self.low)} at {self.value(high=False)} and {told(self.high)} at {self.value(high=True)}"


@dataclass(frozen=True)
class Tornado:
    """Every input that was moved, the widest swing first; `inputs` is how many have a range at all."""

    known: Known
    net: float
    swings: tuple[Swing, ...]
    inputs: int

    @property
    def apart(self) -> tuple[Swing, ...]:
        """The inputs whose swing can be told from noise."""
        return tuple(each for each in self.swings if each.apart)

    @property
    def shown(self) -> tuple[Swing, ...]:
        """The inputs of a picture."""
        return self.apart[:SHOWN]

    @property
    def turning(self) -> tuple[Swing, ...]:
        """The inputs that turn the sign of the net by themselves."""
        return tuple(each for each in self.apart if each.turns)


def tornado(view: View) -> Tornado | None:
    """Return what is known of single inputs; nothing where nobody asked."""
    found = known(view, "tornado")
    if found is None or not found.of("net_at_low"):
        return None
    keys = [str(record.line) for record in found.of("swing")]
    mine = _by_key(found, keys)
    swings = sorted((_swing(view, key, mine[key]) for key in keys), key=lambda each: -each.swing)
    return Tornado(found, swings[0].base, tuple(swings), with_a_range(view))


def _by_key(found: Known, keys: Sequence[str]) -> dict[str, dict[str, list[Record]]]:
    """Return records by input and measure; the line of a record is an input, or a category of one."""
    mine: dict[str, dict[str, list[Record]]] = {key: {} for key in keys}
    for record in found.records:
        line = str(record.line)
        while line not in mine and "." in line:
            line = line.rpartition(".")[0]
        if line in mine:
            mine[line].setdefault(record.measure, []).append(record)
    return mine


def _swing(view: View, key: str, mine: dict[str, list[Record]]) -> Swing:
    path = key if belief(view, key) else key.rpartition(".")[0]
    parameter, category = belief(view, path), key[len(path) + 1 :]
    (swing,), (low,), (high,) = (mine[measure] for measure in ("swing", "net_at_low", "net_at_high"))
    at_low, at_high = (mine.get(f"input_at_{end}", []) for end in ("low", "high"))
    stated = {str(each.line): each.baseline_mean for each in (*at_low, *at_high)}
    # A category that no end moves is stated at it.
    lows, highs = ({str(each.line): each.scenario_mean for each in of} for of in (at_low, at_high))
    label = parameter.label if parameter else path
    return Swing(
        path=key,
        name=f"{label}: {words.plain(category)}" if category else label,
        unit=at_low[0].unit if at_low else "",
        grade=parameter.grade if parameter else "",
        values=tuple(
            (line[len(path) + 1 :], value, lows.get(line, value), highs.get(line, value))
            for line, value in stated.items()
        ),
        base=low.baseline_mean,
        low=low.scenario_mean,
        high=high.scenario_mean,
        swing=swing.difference.mean,
        error=swing.difference.mcse,
        apart=None if swing.reason and "one future" in swing.reason else swing.reason is None,
        evens=tuple(_even(each) for each in mine.get("break_even", ())),
        none="".join(str(each.reason) for each in mine.get("break_even_none", ())),
    )


def _even(record: Record) -> Even:
    stated, reach = record.baseline_mean, record.difference
    return Even(record.scenario_mean, stated + reach.low, stated + reach.high, str(record.reason))


__all__ = ["Even", "Swing", "Tornado", "tornado"]
