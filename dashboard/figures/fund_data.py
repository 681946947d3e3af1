"""What the fund's chart shows, and its words: what comes in and goes out by fiscal year, and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from dashboard.figures import names
from dashboard.figures.drawn import Table
from simulator.report import words
from simulator.report.fund import SHORTFALL, FundYears
from simulator.report.headline import EVIDENCE
from simulator.report.scales import Scale, scale_of
from simulator.results import Comparison


class Falls(Protocol):
    """A source of LEAD's funding that falls."""

    @property
    def source(self) -> str:
        """What it is called in files."""

    @property
    def when(self) -> date:
        """From when on there is less."""

    @property
    def lost(self) -> float:
        """How many dollars a year there are less."""


@dataclass(frozen=True)
class Cliff:
    """Where funding falls: fiscal years from the start, the month, and what falls by how many dollars a year."""

    at: float
    month: str
    sources: tuple[str, ...]
    lost: float


@dataclass(frozen=True)
class FundYear:
    """A fiscal year of a fund, means in dollars, none of them below zero but what is left.

    `deposits` are by payer, in the order of `FundData.payers`; `one_time` is what the fund started with.
    """

    year: int
    one_time: float
    deposits: tuple[float, ...]
    spending: float
    administration: float
    returned: float
    closing: float

    @property
    def into(self) -> float:
        """All that comes in."""
        return self.one_time + sum(self.deposits)

    @property
    def out(self) -> float:
        """All that goes out."""
        return self.spending + self.administration + self.returned


@dataclass(frozen=True)
class FundData:
    """A fund by fiscal year, and where LEAD's other funding falls; `shortfall` is what it bought and could not pay."""

    scenario: str
    payers: tuple[str, ...]
    years: tuple[FundYear, ...]
    shortfall: float
    cliffs: tuple[Cliff, ...]
    price_year: int

    @property
    def scale(self) -> Scale:
        """The unit of all amounts."""
        return scale_of(value for year in self.years for value in (year.into, year.out, year.closing))

    @property
    def runs_out(self) -> int | None:
        """The first fiscal year at whose end nothing is left of what there was; None where something always is."""
        had = False
        for year in self.years:
            if had and year.closing < 1.0:
                return year.year
            had = had or year.closing >= 1.0 or year.one_time >= 1.0
        return None


def of(comparison: Comparison, scenario: str, falls: Sequence[Falls] = ()) -> FundData | None:
    """Return the fund of a scenario; None where there is none or nothing ever comes into it."""
    fund, identity = FundYears(comparison, scenario), comparison.identity
    if not fund.gets_money:
        return None
    payers = tuple(fund.details("captured"))
    years = tuple(_year(fund, payers, year, first=not i) for i, year in enumerate(identity.fiscal_years))
    return FundData(
        scenario=names.called(comparison)[scenario],
        payers=tuple(names.THE.get(payer, words.payer(payer)) for payer in payers),
        years=years,
        shortfall=fund.mean("shortfall"),
        cliffs=cliffs_of(identity.start, falls),
        price_year=identity.price_year,
    )


def _year(fund: FundYears, payers: Sequence[str], year: int, *, first: bool) -> FundYear:
    """Return a year; other recipients get the same part of what is captured from each payer."""
    captured, deposits = fund.total("captured", year), fund.mean("deposits", period=year)
    part = deposits / captured if captured else 0.0
    return FundYear(
        year=year,
        one_time=fund.mean("opening", period=year) if first else 0.0,
        deposits=tuple(part * fund.mean("captured", payer, year) for payer in payers),
        spending=fund.total("spending", year),
        administration=fund.mean("administration", period=year),
        returned=fund.mean("returned", period=year),
        closing=fund.mean("closing", period=year),
    )


def cliffs_of(start: str, falls: Sequence[Falls]) -> tuple[Cliff, ...]:
    """Return where funding falls, sources that fall on the same day together."""
    first, found = date.fromisoformat(start), []
    for when in sorted({fall.when for fall in falls}):
        mine = [fall for fall in falls if fall.when == when]
        months = 12 * (when.year - first.year) + when.month - first.month
        sources = tuple(dict.fromkeys(words.plain(fall.source) for fall in mine))
        found.append(Cliff(months / 12, when.strftime("%b %Y"), sources, sum(fall.lost for fall in mine)))
    return tuple(found)


def cliff_words(cliff: Cliff) -> tuple[str, str]:
    """Return what falls and when, and by how much."""
    scale = scale_of([cliff.lost])
    return f"{names.capital(_listed(cliff.sources))}: less from {cliff.month}", f"{scale.text(-cliff.lost)} a year"


def _listed(sources: Sequence[str]) -> str:
    *others, last = sources
    return f"{', '.join(others)} and {last}" if others else last


def title(data: FundData) -> str:
    """Return whether the fund runs out or lives on one-time money, or else when money comes and what is left."""
    into, spent = sum(sum(y.deposits) for y in data.years), sum(y.spending + y.administration for y in data.years)
    one_time, text, last = data.years[0].one_time, data.scale.text, data.years[-1]
    if data.runs_out is not None:
        return f"The fund has nothing left at the end of {data.runs_out}"
    if one_time and spent > into:
        more = text(spent - into, signed=False)
        return f"The fund spends {more} more than it takes in; that is one-time money, and cannot go on"
    comes = next((y for y in data.years if sum(y.deposits) >= 1.0), None)
    left = f"{text(last.closing, signed=False)} is left at the end of {last.year}"
    if comes is None:
        return f"No captured savings come into the fund; {left}"
    if comes is data.years[0]:
        return f"Captured savings come in from the first year on; {left}"
    return f"Captured savings come in from {comes.year} on; {left}"


def subtitle(data: FundData) -> str:
    """Return measure, unit, period, and what the marks are."""
    hatched = " Hatched: money that the fund started with, which comes once." if data.years[0].one_time else ""
    lines = " Dashed: LEAD’s other funding falls." if data.cliffs else ""
    return (
        f"Into the fund (above zero) and out of it (below), {data.scale.name} a fiscal year, constant "
        f"{data.price_year} dollars, average of futures.{hatched}{lines}"
    )


def note(data: FundData) -> str:
    """Return what the fund could not pay, and which years are beyond the evidence."""
    told = [SHORTFALL.format(words.dollars(data.shortfall, signed=False))] if data.shortfall >= 1.0 else []
    late = ["* Later than any study followed people."] if len(data.years) > EVIDENCE else []
    return " ".join([*told, *late])


def year_label(index: int, year: int) -> str:
    """Return a fiscal year as a heading; a star says that no study followed people so long."""
    return f"{year}*" if index >= EVIDENCE else str(year)


def alt(data: FundData) -> str:
    """Return the chart in words."""
    text = data.scale.text
    rows = [
        f"{y.year}: {text(y.into, signed=False)} in, {text(y.out, signed=False)} out, "
        f"{text(y.closing, signed=False)} left"
        for y in data.years
    ]
    falls = "".join(f" {'; '.join(cliff_words(cliff))}." for cliff in data.cliffs)
    return f"{title(data)}. {subtitle(data)} {'; '.join(rows)}.{falls}"


def table(data: FundData) -> Table:
    """Return a row for each fiscal year."""
    heads = ("One-time money", *(f"From {payer}" for payer in data.payers))
    rest = ("Spending", "Administration", "Returned", "Left at the end")
    kept = [i for i, head in enumerate((*heads, *rest)) if head not in ("One-time money", "Returned") or _any(data, i)]
    rows = [(y, (y.one_time, *y.deposits, -y.spending, -y.administration, -y.returned, y.closing)) for y in data.years]
    return Table(
        headings=("Fiscal year", *((*heads, *rest)[i] for i in kept)),
        rows=tuple((str(y.year), *(data.scale.cell(cells[i], signed=False) for i in kept)) for y, cells in rows),
        columns=(
            "fiscal_year", "one_time", *(f"from_{payer}" for payer in data.payers), "spending", "administration",
            "returned", "closing",
        ),
        values=tuple((y.year, *cells) for y, cells in rows),
    )  # fmt: skip


def _any(data: FundData, column: int) -> bool:
    return any(y.one_time for y in data.years) if column == 0 else any(y.returned for y in data.years)
