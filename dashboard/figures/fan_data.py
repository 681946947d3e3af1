"""What the fan shows, and its words: a net added up month by month, its spread, and when it breaks even."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures import names
from dashboard.figures.axis import month_of, year_spans
from dashboard.figures.dots_data import NETS
from dashboard.figures.drawn import Table
from dashboard.figures.months import EVIDENCE_MONTHS
from simulator.report import words
from simulator.report.scales import Scale, scale_of
from simulator.results import ALL, Comparison, Record, Series

MEASURE = "cumulative_net"
MOST_OTHERS = 3  # at most four lines a chart


@dataclass(frozen=True)
class Line:
    """The mean of another scenario's net, added up by the end of each month, in dollars."""

    name: str
    mean: tuple[float, ...]


@dataclass(frozen=True)
class BreakEven:
    """The month, from 1, from which on half of the futures stay at or above 0; and in how many none ever does.

    `month` is None where half or more never break even. `nothing`: there is no effect to pay for.
    """

    month: float | None
    never: int
    of: int
    nothing: bool = False


@dataclass(frozen=True)
class FanData:
    """A scenario's net from the first month on, beside the means of at most three others."""

    scenario: str
    baseline: str
    rung: str
    payer: str
    start: str
    fiscal_years: tuple[int, ...]
    dollars: str
    mean: tuple[float, ...]
    low: tuple[float, ...]
    p25: tuple[float, ...]
    p75: tuple[float, ...]
    high: tuple[float, ...]
    others: tuple[Line, ...]
    break_even: BreakEven

    @property
    def scale(self) -> Scale:
        """The unit of all amounts."""
        return scale_of([*self.low, *self.high, *self.mean, *(v for line in self.others for v in line.mean)])

    @property
    def loses(self) -> bool:
        """Whether the net is below zero in the end, on average."""
        return self.mean[-1] < 0

    @property
    def last_year(self) -> int:
        """The last fiscal year."""
        return self.fiscal_years[-1]


def of(
    comparison: Comparison, scenario: str, payer: str = ALL, rung: str = "net", beside: Sequence[str] | None = None
) -> FanData | None:
    """Return a scenario's cumulative net beside others' (the first three); None where the answer has none by month."""
    found = {each.scenario: each for each in comparison.series if _is(each, payer, rung)}
    if scenario not in found:
        return None
    mine, called, identity = found[scenario], names.called(comparison), comparison.identity
    beside = identity.scenarios if beside is None else beside
    others = [name for name in beside if name != scenario and name in found][:MOST_OTHERS]
    return FanData(
        scenario=called[scenario],
        baseline=called[identity.baseline],
        rung=rung,
        payer=payer,
        start=identity.start,
        fiscal_years=identity.fiscal_years,
        dollars=names.dollars(identity),
        mean=mine.mean,
        low=mine.low,
        p25=mine.p25,
        p75=mine.p75,
        high=mine.high,
        others=tuple(Line(called[name], found[name].mean) for name in others),
        break_even=_break_even(comparison.records, scenario, payer, rung),
    )


def _is(series: Series, payer: str, rung: str) -> bool:
    return (series.measure, series.payer, series.rung) == (MEASURE, payer, rung)


def _break_even(records: Sequence[Record], scenario: str, payer: str, rung: str) -> BreakEven:
    mine = {r.measure: r for r in records if (r.scenario, r.payer, r.rung) == (scenario, payer, rung)}
    never, median = mine.get("break_even_never"), mine.get("break_even_month_median")
    if never is None:
        return BreakEven(None, 0, 0, nothing=True)
    count, of_all = words.of_futures(never)
    return BreakEven(median.difference.mean if median else None, count, of_all)


def title(data: FanData) -> str:
    """Return by when half of the futures break even, or in how many it never does."""
    found, name = data.break_even, names.quoted(data.scenario)
    if found.nothing:
        return f"{name} changes nothing for {names.payers(data.payer)}"
    if found.month is None:
        return f"{name} does not break even by {data.last_year} in {found.never} of {found.of} futures"
    never = f"; in {found.never} of {found.of} it does not by {data.last_year}" if found.never else ""
    if found.month <= 1:
        return f"In half of the futures {name} has cost no more than it saved from the first month on{never}"
    return f"In half of the futures {name} breaks even by {month_of(data.start, found.month)}{never}"


def ring_words(data: FanData) -> list[str]:
    """Return what stands at the ring of the break-even month, line by line; nothing where there is none."""
    month = data.break_even.month
    if month is None:
        return []
    if month <= 1:
        return ["Half of futures are", "never below zero"]
    return ["Half of futures", "have broken even", f"by {month_of(data.start, month)}"]


def subtitle(data: FanData) -> str:
    """Return measure, unit, period, and what the marks are."""
    beyond = " Dashed: later than any study followed people." if len(data.mean) > EVIDENCE_MONTHS else ""
    return (
        f"Cumulative {NETS[data.rung].lower()} to {names.payers(data.payer)}, {data.scale.name}, {data.dollars}, "
        f"against {names.quoted(data.baseline)}. Lines are averages; bands hold 50% and 90% of futures for "
        f"{names.quoted(data.scenario)}.{beyond}"
    )


def note(data: FanData) -> str:
    """Return in how many futures the net is not above zero for good at the end."""
    found = data.break_even
    if not found.never or found.month is None:
        return ""
    name = names.quoted(data.scenario)
    return f"In {found.never} of {found.of} futures {name} has not broken even at the end of {data.last_year}."


def alt(data: FanData) -> str:
    """Return the chart in words."""
    text = data.scale.text
    ends = [f"{text(value)} at the end of {year}" for year, value in zip(data.fiscal_years, _ends(data), strict=True)]
    others = "".join(f" {names.quoted(line.name)} ends at {text(line.mean[-1])}." for line in data.others)
    return (
        f"{title(data)}. {subtitle(data)} The average of {names.quoted(data.scenario)} is {', '.join(ends)}; "
        f"then 90% of futures fall between {data.scale.span(data.low[-1], data.high[-1])}.{others}"
    )


def _ends(data: FanData) -> list[float]:
    """Return the mean at the end of each year."""
    return [data.mean[end - 1] for end in year_ends(data)]


def year_ends(data: FanData) -> list[int]:
    """Return the last month of each fiscal year, from 1; years of months that do not add up end evenly."""
    spans = year_spans(data.start, data.fiscal_years, len(data.mean))
    ends = [int(last) for _, last, _ in spans]
    return ends if len(ends) == len(data.fiscal_years) else [len(data.mean)] * len(data.fiscal_years)


def table(data: FanData) -> Table:
    """Return the net at the end of each year; its values are those of every month."""
    cell = data.scale.cell
    series = (data.mean, data.low, data.p25, data.p75, data.high, *(line.mean for line in data.others))
    heads = ("average", "5th percentile", "25th", "75th", "95th percentile")
    return Table(
        headings=("By the end of", *heads, *(f"{line.name}, average" for line in data.others)),
        rows=tuple(
            (str(year), *(cell(each[end - 1]) for each in series))
            for year, end in zip(data.fiscal_years, year_ends(data), strict=True)
        ),
        columns=("month", "mean", "p05", "p25", "p75", "p95", *(f"{line.name} mean" for line in data.others)),
        values=tuple((month + 1, *(each[month] for each in series)) for month in range(len(data.mean))),
    )
