"""The first date on which a unit closes for good, in words."""

from __future__ import annotations

import pytest

from simulator.report.closings import closings, first_closing
from simulator.results import Record
from tests.report.samples import comparison, number

NAME = "town/pilot"


def months(never: float, draws: int = 50, **by_name: float) -> list[Record]:
    keys = {"line": "jail units", "draws": draws}
    found = [number(f"unit_closes_month_{name}", month, unit="months", **keys) for name, month in by_name.items()]
    last = number("units_open_last", -1.0, table="queues", unit="units", **keys)
    return [last, number("unit_closes_never", never, **keys), *found]


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (months(0.0, low=9.0, median=13.5, high=30.0), "month 14\n9 to 30"),
        (months(0.0, low=4.0, median=4.0, high=4.0), "month 4"),
        (months(0.4, low=8.0, median=67.1), "month 68\n8 to never\nnone in 20 of 50"),
        (months(0.6, low=8.0), "none\n8 to never\nnone in 30 of 50"),
        (months(1.0), "none in 50 of 50"),
    ],
)
def test_the_first_month_in_which_a_unit_is_closed_for_good(records: list[Record], said: str) -> None:
    [found] = closings(comparison(*records), NAME)
    assert str(first_closing(found)) == said
    assert found.line == "jail units"
    assert found.last.difference.mean == -1.0


def test_without_units_none_can_close() -> None:
    assert closings(comparison(), NAME) == []
    assert str(first_closing(None)) == "none can close"
