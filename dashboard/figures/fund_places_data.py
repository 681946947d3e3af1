"""What reinvestment buys, in places of LEAD by month, with captured savings and without; and the chart's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.figures import names
from dashboard.figures.axis import month_of
from dashboard.figures.drawn import Table
from dashboard.figures.fund_data import Cliff, Falls, cliffs_of
from simulator.results import Comparison

MEASURE = "places_funded_mean"


@dataclass(frozen=True)
class PlacesData:
    """Mean places that are paid for by month of the horizon, with captured savings and without them."""

    scenario: str
    start: str
    fiscal_years: tuple[int, ...]
    with_fund: tuple[float, ...]
    without: tuple[float, ...]
    cliffs: tuple[Cliff, ...] = ()

    @property
    def last(self) -> tuple[int, int]:
        """Places in the last year on average, with and without, as they are read."""
        with_fund, without = (level[-12:] for level in (self.with_fund, self.without))
        return round(sum(with_fund) / len(with_fund)), round(sum(without) / len(without))


def of(comparison: Comparison, scenario: str, without: str, falls: Sequence[Falls] = ()) -> PlacesData | None:
    """Return the places of a scenario and of the same one without its fund; None in an answer that has no months."""
    found = {each.scenario: each.scenario_mean for each in comparison.series if each.measure == MEASURE}
    if scenario not in found or without not in found:
        return None
    identity = comparison.identity
    return PlacesData(
        names.called(comparison)[scenario], identity.start, identity.fiscal_years, found[scenario], found[without],
        cliffs_of(identity.start, falls),
    )  # fmt: skip


def title(data: PlacesData) -> str:
    """Return how many places captured savings buy in the last year; none, or fewer, is said as plainly."""
    there, without = data.last
    year, more = data.fiscal_years[-1], there - without
    if not more:
        return "Captured savings buy no places" if without else "There are no places, with the fund or without it"
    if more < 0:
        return f"With the agreement there are {-more:,} fewer places in {year}"
    return f"Captured savings pay for {more:,} more place{'' if more == 1 else 's'} in {year}"


def subtitle(data: PlacesData) -> str:
    """Return measure, unit, period, and what the marks are."""
    lines = " Orange: LEAD’s other funding falls." if data.cliffs else ""
    return (
        f"Places of LEAD that are paid for, average of futures by month; solid: {names.quoted(data.scenario)}, dashed: "
        f"the same without captured savings.{lines}"
    )


def alt(data: PlacesData) -> str:
    """Return the chart in words."""
    there, without = data.last
    first = f"{data.with_fund[0]:,.0f} with and {data.without[0]:,.0f} without in the first month"
    last = f"{there:,} with and {without:,} without in the last year"
    return f"{title(data)}. {subtitle(data)} There are {first}, and {last}."


def table(data: PlacesData) -> Table:
    """Return the average of each year; its values are those of every month."""
    months, years = len(data.with_fund), len(data.fiscal_years)
    edges = [round(months * n / years) for n in range(years + 1)]
    means = [
        tuple(sum(level[a:b]) / max(1, b - a) for level in (data.with_fund, data.without)) for a, b in pairwise(edges)
    ]
    return Table(
        headings=("Year, average", "With captured savings", "Without"),
        rows=tuple(
            (str(year), *(f"{mean:,.0f}" for mean in pair)) for year, pair in zip(data.fiscal_years, means, strict=True)
        ),
        columns=("month", "with", "without"),
        values=tuple(
            (month_of(data.start, i + 1), *pair)
            for i, pair in enumerate(zip(data.with_fund, data.without, strict=True))
        ),
    )
