"""One unit for all the money of a chart or a column, so that its parts add up and can be compared.

Single amounts in running text have three digits (`words.dollars`); a column has one unit and as many decimals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simulator.report import words


@dataclass(frozen=True)
class Scale:
    """A unit of money: how many dollars it is, what stands behind a number, and how many decimals it has."""

    size: float
    suffix: str
    decimals: int
    name: str

    def text(self, value: float, *, signed: bool = True) -> str:
        """Return an amount such as `−$6.1M`; what is too little for the unit, but not nothing, in a smaller one."""
        number = self._rounded(value)
        if number == 0.0:
            return words.dollars(value, signed=signed)
        return f"{_sign(number, signed)}${abs(number):,.{self.decimals}f}{self.suffix}"

    def cell(self, value: float, *, signed: bool = True) -> str:
        """Return an amount for a column that has the unit in its heading, such as `−6.1`."""
        return _sign(value, signed) + f"{abs(self._rounded(value)):,.{self.decimals}f}" if value else "0"

    def tick(self, value: float) -> str:
        """Return a round amount as an axis has it, such as `−$10M` or `$2.5M`."""
        if value == 0.0:
            return "$0"
        return f"{_sign(value, signed=False)}${abs(value) / self.size:,.6g}{self.suffix}"

    def span(self, low: float, high: float, *, signed: bool = False) -> str:
        """Return a range such as `−$3.6M and $23.4M`, to follow `between`."""
        return f"{self.text(low, signed=signed)} and {self.text(high, signed=signed)}"

    def _rounded(self, value: float) -> float:
        return round(value / self.size, self.decimals) + 0.0


MILLIONS = Scale(1e6, "M", 1, "$ millions")
THOUSANDS = Scale(1e3, "k", 0, "$ thousands")
DOLLARS = Scale(1.0, "", 0, "dollars")


def scale_of(values: Iterable[float]) -> Scale:
    """Return the unit in which the largest of some amounts, in dollars, has at least two digits or is a million."""
    largest = max((abs(value) for value in values), default=0.0)
    if largest >= 950e3:
        return MILLIONS
    return THOUSANDS if largest >= 9_500 else DOLLARS


def _sign(number: float, signed: bool) -> str:
    if number < 0:
        return words.MINUS
    return "+" if signed and number > 0 else ""
