"""Amounts: short in a sentence, and in one unit for every cell of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.report import words
from simulator.report.money import ROUNDED
from simulator.report.scales import MILLIONS, Scale

NONE = "–"
LEAST_MILLION = 950e3  # dollars; less is told in thousands


def told(value: float, *, signed: bool = True) -> str:
    """Return an amount in a sentence: millions with one decimal, and what is less with three digits."""
    return (MILLIONS.text if abs(value) >= LEAST_MILLION else words.dollars)(value, signed=signed)


def cell(scale: Scale, value: float, *, signed: bool = False) -> str:
    """Return a cell of a table with the unit in its heading; a dash for no effect."""
    return NONE if abs(value) < 0.005 else scale.cell(value, signed=signed)


def rounding_note(scale: Scale, sums: Iterable[tuple[Sequence[float], float]]) -> str | None:
    """Return a note if parts as displayed do not add up to their totals as displayed."""
    for parts, total in sums:
        if abs(sum(_shown(scale, part) for part in parts) - _shown(scale, total)) > 0.5 * 10**-scale.decimals:
            return ROUNDED
    return None


def listed(parts: Sequence[str]) -> str:
    """Return parts as a sentence lists them."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _shown(scale: Scale, value: float) -> float:
    return round(value / scale.size, scale.decimals)
