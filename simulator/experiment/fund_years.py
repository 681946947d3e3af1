"""What a fund did by fiscal year, in cents: opening + deposits = spending + administration + returned + closing."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.experiment.fund import FundBook
from simulator.units import Calendar

FUND_YEARS = "fund "
"""How the names begin of what a fund leaves in a sample."""


def fund_years(book: FundBook | None, calendar: Calendar) -> dict[str, npt.NDArray[Any]]:
    """Return a fund's entries by fiscal year; shape (fiscal years,), units bought are means over the year."""
    if book is None:
        return {}
    first = calendar.warm_up_months
    years = [[month - first for month in calendar.months_of(year)] for year in calendar.fiscal_years]
    captured = book.captured.sum(axis=2)
    entries: dict[str, npt.NDArray[Any]] = {
        "opening": np.array([book.opening, *(book.closing[months[-1]] for months in years[:-1])]),
        "closing": np.array([book.closing[months[-1]] for months in years]),
        "owed": np.array([book.owed[months[-1]] for months in years]),
        **{f"captured {payer}": _sums(captured[:, p], years) for p, payer in enumerate(book.payers)},
        "deposits": _sums(book.deposits, years),
        "administration": _sums(book.administration, years),
        "returned": _sums(book.returned.sum(axis=(1, 2)), years),
        "shortfall": _sums(book.shortfall, years),
        "opening_spent": _sums(book.opening_spent, years),
        **{f"spending {item}": _sums(cents, years) for item, cents in book.spending.items()},
        **{f"recipient {name}": _sums(cents, years) for name, cents in book.recipients.items()},
        **{f"units {item}": _sums(units, years) / [len(each) for each in years] for item, units in book.bought.items()},
    }
    return {FUND_YEARS + name: values for name, values in entries.items()}


def _sums(by_month: npt.NDArray[Any], years: list[list[int]]) -> npt.NDArray[Any]:
    return np.array([by_month[months].sum() for months in years])
