"""What LEAD would cost by year, before any simulation, in words and as a table."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.figures.drawn import Table
from simulator.report.scales import MILLIONS, scale_of


@dataclass(frozen=True)
class ProgramData:
    """Dollars by fiscal year in all and of each line, full-time positions of each class, and what to say of both.

    `note` says how much a reader may make of it.
    """

    years: tuple[int, ...]
    dollars: tuple[float, ...]
    lines: tuple[tuple[str, tuple[float, ...]], ...]
    price_year: int
    note: str


TITLE = "What it would cost, before any simulation"
"""What is shown; it is no finding, since nothing has been simulated."""


def subtitle(data: ProgramData) -> str:
    """Return measure and unit."""
    unit = scale_of(data.dollars).name if any(data.dollars) else MILLIONS.name
    filled = f"LEAD’s cost by fiscal year with every place filled, {unit} of {data.price_year}."
    return f"{filled} Plain arithmetic from staff and prices."


def alt(data: ProgramData) -> str:
    """Return the same for those who do not see it."""
    scale = scale_of(data.dollars)
    told = ", ".join(
        f"{year}: {scale.text(amount, signed=False)}" for year, amount in zip(data.years, data.dollars, strict=True)
    )
    return f"Bars of LEAD’s cost by fiscal year with every place filled. {told}."


def table(data: ProgramData) -> Table:
    """Return the cost of each line by year, and all of them."""
    scale = scale_of(data.dollars)
    rows = [*data.lines, ("All of LEAD", data.dollars)]
    return Table(
        headings=("Cost line", *map(str, data.years)),
        rows=tuple((name, *(scale.cell(value, signed=False) for value in values)) for name, values in rows),
        columns=("cost_line", "fiscal_year", "dollars", "price_year"),
        values=tuple(
            (name, year, value, data.price_year)
            for name, values in rows
            for year, value in zip(data.years, values, strict=True)
        ),
    )
