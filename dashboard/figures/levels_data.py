"""What a level over time shows, and its words: people in LEAD, waiting or in jail, and units that are open."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.figures import names, unit_rule
from dashboard.figures.drawn import Table
from simulator.report import words
from simulator.results import Comparison, Series


@dataclass(frozen=True)
class Kind:
    """A level that has a chart: its measure, its words, and the measure of what limits it, if anything does."""

    measure: str
    label: str
    people: str
    limit: str | None = None
    limit_label: str = ""


KINDS = {
    "caseload": Kind("participants_mean", "People in LEAD", "people in LEAD", "places_funded_mean", "Places paid for"),
    "waiting": Kind("waiting_mean", "People waiting for a place", "people waiting for a place"),
    "jail": Kind("jail_population_mean", "People of the simulated pool in jail", "people of the pool in jail"),
    "units": Kind("units_open_mean", "Units that are open", "units open"),
}


@dataclass(frozen=True)
class LevelsData:
    """A level by month in a scenario, with its spread, and in the baseline; `limit` is the scenario's, by month.

    `rule` says when a unit can close.
    """

    kind: Kind
    line: str | None
    scenario: str
    baseline: str
    start: str
    fiscal_years: tuple[int, ...]
    before: tuple[float, ...]
    after: tuple[float, ...]
    low: tuple[float, ...]
    p25: tuple[float, ...]
    p75: tuple[float, ...]
    high: tuple[float, ...]
    limit: tuple[float, ...] = ()
    rule: str = ""


def of(comparison: Comparison, scenario: str, kind: str, line: str | None = None) -> LevelsData | None:
    """Return a level (one of KINDS; units are of a cost line) of a scenario; None where the answer has it not."""
    wanted = KINDS[kind]
    found = _find(comparison, scenario, wanted.measure, line)
    if found is None:
        return None
    limit = _find(comparison, scenario, wanted.limit, line) if wanted.limit else None
    called, identity = names.called(comparison), comparison.identity
    return LevelsData(
        kind=wanted,
        line=found.line,
        scenario=called[scenario],
        baseline=called[identity.baseline],
        start=identity.start,
        fiscal_years=identity.fiscal_years,
        before=found.baseline_mean,
        after=found.scenario_mean,
        low=found.low,
        p25=found.p25,
        p75=found.p75,
        high=found.high,
        limit=limit.scenario_mean if limit else (),
        rule=unit_rule.of(comparison, scenario, found.line),
    )


def _find(comparison: Comparison, scenario: str, measure: str, line: str | None) -> Series | None:
    mine = (each for each in comparison.series if (each.scenario, each.measure) == (scenario, measure))
    return next((each for each in mine if line in (None, each.line)), None)


def number(value: float) -> str:
    """Return a level as it is read."""
    return words.count(value, signed=False)


def title(data: LevelsData) -> str:
    """Return how many there are in the last year, with and without the scenario."""
    after, before = (number(_last_year(level)) for level in (data.after, data.before))
    what, name, baseline = _what(data), names.quoted(data.scenario), names.quoted(data.baseline)
    year = f"In {data.fiscal_years[-1]}"
    there = f"{year} there are on average {_some(after)} {what}"
    if after == before:
        return f"{there}, with {name} as with {baseline}"
    return f"{there} with {name}, {'none' if before == '0' else before} with {baseline}"


def _some(count: str) -> str:
    return "no" if count == "0" else count


def _last_year(level: tuple[float, ...]) -> float:
    year = level[-12:]
    return sum(year) / len(year)


def _what(data: LevelsData) -> str:
    return f"{data.line} open" if data.line else data.kind.people


def subtitle(data: LevelsData) -> str:
    """Return measure, unit, period, and what the marks are."""
    label = f"{names.capital(data.line)} that are open" if data.line else data.kind.label
    limit = f" Steps: {data.kind.limit_label.lower()}." if data.limit else ""
    limit += f" {data.rule}" if data.rule else ""
    return (
        f"{label}, average by month. Bands hold 50% and 90% of futures for {names.quoted(data.scenario)}; "
        f"grey: {names.quoted(data.baseline)}.{limit}"
    )


def alt(data: LevelsData) -> str:
    """Return the chart in words."""
    first, last = (f"{number(data.after[n])} against {number(data.before[n])}" for n in (0, -1))
    limit = f" {data.kind.limit_label} in the last month: {number(data.limit[-1])}." if data.limit else ""
    return (
        f"{title(data)}. {subtitle(data)} In the first month {first}, in the last {last}; then 90% of futures have "
        f"between {number(data.low[-1])} and {number(data.high[-1])}.{limit}"
    )


def table(data: LevelsData) -> Table:
    """Return the average of each year; its values are those of every month."""
    columns = [data.after, data.before, *([data.limit] if data.limit else [])]
    heads = [data.scenario, data.baseline, *([data.kind.limit_label] if data.limit else [])]
    months, years = len(data.after), len(data.fiscal_years)
    edges = [round(months * n / years) for n in range(years + 1)]
    rows = [
        (str(year), *(number(sum(level[a:b]) / max(1, b - a)) for level in columns))
        for year, a, b in zip(data.fiscal_years, edges[:-1], edges[1:], strict=True)
    ]
    levels = (data.after, data.before, data.low, data.p25, data.p75, data.high, *([data.limit] if data.limit else []))
    return Table(
        headings=("Year, average", *heads),
        rows=tuple(rows),
        columns=("month", "scenario", "baseline", "p05", "p25", "p75", "p95", *(["limit"] if data.limit else [])),
        values=tuple((month + 1, *(level[month] for level in levels)) for month in range(months)),
    )
