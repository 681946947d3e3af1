"""Funds and places made by hand: gains, losses, one-time money, nothing left, cliffs, and hostile names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from dashboard.figures import fund, fund_places
from dashboard.figures.drawn import Drawn
from dashboard.figures.fund_data import Cliff, FundData, FundYear
from dashboard.figures.fund_places_data import PlacesData
from tests.dashboard.figures.samples import HOSTILE, LONG

YEARS = tuple(range(2027, 2033))


def fund_data(
    deposits: Sequence[Sequence[float]], spending: Sequence[float], *, opening: float = 0.0, size: float = 1e6,
    payers: tuple[str, ...] = ("the county",), **fields: Any,
) -> FundData:  # fmt: skip
    """Return a fund of six years in millions, or in another size: deposits of each payer, and spending."""
    left, years = opening * size, []
    for i, year in enumerate(YEARS):
        into, out = tuple(size * each[i] for each in deposits), size * spending[i]
        administration = 0.05 * sum(into)
        left += sum(into) - out - administration
        years.append(FundYear(year, 0.0 if i else opening * size, into, out, administration, 0.0, left))
    plain: dict[str, Any] = {"scenario": "Grant ends", "shortfall": 0.0, "cliffs": (), "price_year": 2025, **fields}
    return FundData(payers=payers, years=tuple(years), **plain)


ENDS = Cliff(2.0, "Jan 2029", ("state grant", "donors"), 4_200_000.0)
START = Cliff(0.0, "Jan 2027", ("sales tax",), 38_000.0)
LATE = Cliff(5.5, "Jul 2032", ("federal grant",), 900_000.0)
RISING = [0.0, 0.6, 1.6, 2.4, 2.8, 3.0]
SPENT = [0.0, 0.2, 1.0, 2.0, 2.5, 2.8]

GAINING = fund_data([RISING], SPENT)
ONE_TIME = fund_data(
    [[0.5 * v for v in RISING], RISING],
    [2.0, 3.0, 2.5, 3.5, 4.1, 4.4],
    opening=6.0,
    payers=("the city", "the county"),
    cliffs=(ENDS,),
)
EMPTY = fund_data([[0.0, 0.3, 0.0, 0.0, 0.0, 0.0]], [0.0, 0.1, 0.185, 0.0, 0.0, 0.0], shortfall=12_000.0)
FUNDS = {
    "gaining": GAINING,
    "one-time money": ONE_TIME,
    "nothing left": EMPTY,
    "little": fund_data([RISING], SPENT, size=100.0),
    "three cliffs": replace(GAINING, cliffs=(START, ENDS, LATE)),
    "given back": replace(GAINING, years=(*GAINING.years[:-1], replace(GAINING.years[-1], returned=1e6))),
    "hostile": replace(ONE_TIME, scenario=HOSTILE, payers=(HOSTILE, LONG), cliffs=(replace(ENDS, sources=(HOSTILE,)),)),
}  # fmt: skip


def places_data(there: float, without: float, **fields: Any) -> PlacesData:
    """Return places that are as many in every month from the third year on, and 400 before."""
    with_fund, alone = (tuple([400.0] * 24 + [level] * 48) for level in (there, without))
    return PlacesData("Grant ends", "2027-01-01", YEARS, with_fund, alone, **fields)


PLACES = {
    "kept open": places_data(373.0, 165.0, cliffs=(ENDS,)),
    "nothing": places_data(400.0, 400.0),
    "fewer": places_data(380.0, 400.0, cliffs=(START, LATE)),
    "none at all": replace(places_data(0.0, 0.0), with_fund=(0.0,) * 72, without=(0.0,) * 72),
    "hostile": replace(places_data(9_373.0, 165.0), scenario=HOSTILE),
}


def drawn(theme: Any, width: int) -> Iterator[tuple[str, Drawn]]:
    """Yield every sample as a figure, with what it is."""
    for name, data in FUNDS.items():
        yield f"fund, {name}, {theme}, {width} px", fund.draw(data, theme=theme, width=width)
    for name, places in PLACES.items():
        yield f"places, {name}, {theme}, {width} px", fund_places.draw(places, theme=theme, width=width)
