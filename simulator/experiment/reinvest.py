"""A scenario with and without its reinvestment: the same worlds, so that what differs is what the fund bought."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from simulator.analysis.break_even import break_even_months
from simulator.analysis.record import Array, record
from simulator.analysis.samples import Pair
from simulator.costs.ledger import BASES
from simulator.experiment.collection import Collection, Progress
from simulator.experiment.compare import complete
from simulator.experiment.question import Question
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.scenario import FUND, Jurisdiction, Scenario
from simulator.inputs.values import number
from simulator.model.measures import parts_of
from simulator.results import Comparison, Record, RunSink
from simulator.units import MONTHS_PER_YEAR

WITHOUT = " without reinvestment"
CASH = BASES.index("cash")
CENTS = 100.0
BOUGHT = (
    ("participants", "persons"),
    ("diversions", "diversions"),
    ("bookings", "bookings"),
    ("jail_days", "days"),
    ("place_days_funded", "days"),
)
"""What reinvestment changes, and what it is counted in."""


@dataclass(frozen=True)
class Cliff:
    """A source of funding that falls: from when, and by how many dollars a year in the base case."""

    source: str
    payer: str
    when: date
    lost: float


@dataclass(frozen=True)
class Reinvestment:
    """An answer about reinvestment: records of the scenario without and with it, and who funds LEAD in the base case.

    `sources` are dollars of each fiscal year by source. Without a fund there is one scenario only.
    """

    comparison: Comparison
    sources: dict[str, tuple[float, ...]]
    cliffs: tuple[Cliff, ...]
    certified_by: str | None


def question_of(scenario: Scenario, baseline: Scenario, seed: int, draws: int, replications: int) -> Question:
    """Return the question: a scenario without its fund and with it; the scenario alone where it has none."""
    everyone: tuple[Scenario, ...] = (scenario,)
    if scenario.has_fund:
        everyone = (replace(scenario, name=scenario.name + WITHOUT, agreement=None), scenario)
    return Question(everyone, baseline, seed=seed, draws=draws, replications=replications)


def reinvest(
    question: Question,
    sink: RunSink,
    executor: Callable[[], Executor],
    workers: int,
    report: Callable[[Progress], None] = lambda _: None,
) -> Reinvestment:
    """Answer such a question; every finished run goes to the sink at once."""
    collection = Collection(question, sink)
    complete(collection, executor, workers, report)
    pairs = list(collection.pairs())
    found = [*collection.records(), *_carrying(pairs[-1])]
    if len(pairs) > 1:
        found += _because(*pairs)
    scenario = question.scenarios[-1]
    base_case = draw_inputs(scenario, question.seed, 0)
    return Reinvestment(
        comparison=Comparison(collection.identity(), tuple(found)),
        sources=_by_year(base_case),
        cliffs=tuple(_cliffs(base_case)),
        certified_by=scenario.agreement.certified_by if scenario.agreement is not None and scenario.has_fund else None,
    )


# -- what the fund made of it ---------------------------------------------------------------------------------


def _because(without: Pair, fund: Pair) -> Iterator[Record]:
    """Return what the fund changed: the scenario with it against the scenario without it, world by world."""
    for measure, unit in BOUGHT:
        for period, label in enumerate(fund.axes.periods):
            was, now = (pair.counts[1][:, :, period, parts_of(measure), :].sum(axis=(2, 3)) for pair in (without, fund))
            made = record(fund, "fund", f"because_{measure}", unit, was, now, label)
            yield replace(made, baseline=without.scenario)
    # Where others pay less for LEAD because the fund pays, its money has replaced theirs.
    for period, label in enumerate(fund.axes.periods):
        was, now = (_paid_by_others(pair)[:, :, period] for pair in (without, fund))
        yield replace(
            record(fund, "fund", "because_paid_by_others", "dollars", was, now, label), baseline=without.scenario
        )


def _paid_by_others(pair: Pair) -> Array:
    """Return what all but the fund pay for LEAD, in dollars by draw, replication and period."""
    others = [p for p, payer in enumerate(pair.axes.payers) if payer != FUND]
    paid: Array = (
        pair.money.spent[..., CASH][..., np.array(pair.axes.program)][:, :, :, others].sum(axis=(3, 4)) / CENTS
    )
    return paid


def _carrying(pair: Pair) -> Iterator[Record]:
    """Return from which fiscal year on the deposits pay for all of LEAD, and in how many futures they never do."""
    program = np.array(pair.axes.program)
    cost = pair.money.spent[:, :, 1:, :, :, CASH][..., program].sum(axis=(3, 4))
    deposits = pair.fund.get("deposits", np.zeros(cost.shape))
    years = break_even_months((deposits - cost).mean(axis=1))
    draws = pair.money.spent.shape[:2]
    never = np.broadcast_to(np.isnan(years)[:, np.newaxis], draws).astype(np.float64)
    yield record(pair, "fund", "carried_never", "share of futures", np.zeros(draws), never)
    if not np.isnan(years).any():
        first = np.broadcast_to(years[:, np.newaxis] - 1 + pair.axes.fiscal_years[0], draws)
        yield record(pair, "fund", "carried_from", "fiscal year", np.zeros(draws), first)


# -- who funds LEAD -------------------------------------------------------------------------------------------


def _amounts(inputs: Inputs, day: date) -> dict[str, float]:
    """Return the dollars a year that each source gives on a day: its share of what the budget is."""
    jurisdiction: Jurisdiction = inputs.scenario.jurisdiction
    values = inputs.policy.at(day)
    names = {
        source: source if source != "matching_grant" else "match_paid" for source in jurisdiction.file.funding_sources
    }
    given = {source: number(values, f"funding.{name}") for source, name in names.items()}
    total = sum(given.values())
    budget = number(values, "lead.annual_budget")
    return {source: budget * amount / total if total > 0.0 else 0.0 for source, amount in given.items()}


def _by_year(inputs: Inputs) -> dict[str, tuple[float, ...]]:
    calendar = inputs.scenario.jurisdiction.calendar
    found: dict[str, list[float]] = {}
    for year in calendar.fiscal_years:
        months = [_amounts(inputs, calendar.first_day(month)) for month in calendar.months_of(year)]
        for source in months[0]:
            found.setdefault(source, []).append(sum(each[source] for each in months) / MONTHS_PER_YEAR)
    return {source: tuple(amounts) for source, amounts in found.items() if any(amounts)}


def _cliffs(inputs: Inputs) -> Iterator[Cliff]:
    """Yield each fall of a source within the horizon, the start included."""
    jurisdiction = inputs.scenario.jurisdiction
    calendar = jurisdiction.calendar
    end = calendar.first_day(calendar.months)
    for when in inputs.policy.dates(("funding.", "lead.annual_budget")):
        if not calendar.start < when < end:
            continue
        before, after = (_amounts(inputs, day) for day in (when - timedelta(days=1), when))
        for source, payer in jurisdiction.file.funding_sources.items():
            if after[source] < before[source] - 0.5:
                yield Cliff(source, payer, when, before[source] - after[source])
