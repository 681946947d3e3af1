"""A scenario with and without its reinvestment: the same worlds, so that what differs is what the fund bought."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from simulator.analysis.break_even import break_even_months
from simulator.analysis.investors import OutcomeTerms, investor_records
from simulator.analysis.record import Array, record
from simulator.analysis.samples import Pair
from simulator.costs.ledger import BASES
from simulator.experiment.collection import Collection, Progress
from simulator.experiment.compare import complete
from simulator.experiment.question import Question
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.scenario import FUND, Jurisdiction, Scenario
from simulator.inputs.values import Snapshot, number
from simulator.model.engines import DEFAULT_ENGINE, EngineName
from simulator.model.measures import parts_of
from simulator.results import Comparison, Record, RunSink
from simulator.units import MONTHS_PER_YEAR

WITHOUT = " without reinvestment"
CASH = BASES.index("cash")
CENTS = 100.0
PROGRAM = 2  # of the staff months of a sample
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


def question_of(
    scenario: Scenario,
    baseline: Scenario,
    seed: int,
    draws: int,
    replications: int,
    engine: EngineName = DEFAULT_ENGINE,
) -> Question:
    """Return the question: a scenario without its fund and with it; the scenario alone where it has none."""
    everyone: tuple[Scenario, ...] = (scenario,)
    if scenario.has_fund:
        everyone = (replace(scenario, name=scenario.name + WITHOUT, agreement=None), scenario)
    return Question(everyone, baseline, seed=seed, draws=draws, replications=replications, engine=engine)


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
    terms = _outcome_terms(question)
    repaid = investor_records(pairs[-1], terms) if terms else ()
    more = [*_carrying(pairs[-1]), *(_because(*pairs) if len(pairs) > 1 else ()), *repaid]
    return with_funding(collection.answer(pairs, more), question.scenarios[-1])


def with_funding(answer: Comparison, scenario: Scenario) -> Reinvestment:
    """Return an answer, which may have been kept, with who funds LEAD in the base case of a scenario of it."""
    base_case = draw_inputs(scenario, answer.identity.seed, 0)
    return Reinvestment(
        comparison=answer,
        sources=_by_year(base_case),
        cliffs=tuple(_cliffs(base_case)),
        certified_by=scenario.agreement.certified_by if scenario.agreement is not None and scenario.has_fund else None,
    )


def _outcome_terms(question: Question) -> OutcomeTerms | None:
    """Return when and by which tiers investors are repaid in the base case; None where nobody is, or not in time."""
    scenario = question.scenarios[-1]
    agreement, calendar = scenario.agreement, question.jurisdiction.calendar
    if agreement is None or agreement.tiers is None or agreement.investor is None or not scenario.has_fund:
        return None
    lag = round(number(draw_inputs(scenario, question.seed, 0).policy.at(calendar.start), "capture.lag"))
    last_months = [calendar.months_of(year)[-1] + lag for year in calendar.fiscal_years]
    years = agreement.years or sum(month < calendar.months for month in last_months)
    if not 0 < years <= len(last_months) or last_months[years - 1] >= calendar.months:
        return None
    paid_in = last_months[years - 1] - calendar.warm_up_months + 1
    return OutcomeTerms(agreement.tiers, agreement.investor, years, paid_in)


# -- what the fund made of it ---------------------------------------------------------------------------------


def _because(without: Pair, fund: Pair) -> Iterator[Record]:
    """Return what the fund changed: the scenario with it against the scenario without it, world by world."""
    for measure, unit in BOUGHT:
        for period, label in enumerate(fund.axes.periods):
            was, now = (pair.counts[1].of(parts_of(measure))[:, :, period] for pair in (without, fund))
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
    own = np.array(pair.axes.program)
    paid: Array = pair.money.spent[:, :, :, :, :, CASH][..., own][:, :, :, others].sum(axis=(3, 4)) / CENTS
    return paid


def _carrying(pair: Pair) -> Iterator[Record]:
    """Return from which fiscal year on deposits pay for all of LEAD, and in how many futures they never do.

    Only whole years count, and only years with a LEAD and a deposit: where there is no LEAD, nothing is carried.
    """
    whole = [y for y, months in enumerate(pair.axes.months[1:]) if months == MONTHS_PER_YEAR]
    program = np.array(pair.axes.program)
    cost = pair.money.spent[:, :, 1:, :, :, CASH][..., program].sum(axis=(3, 4))
    deposits = pair.fund.get("deposits", np.zeros(cost.shape))
    staffed = _staffed_months(pair)
    carried = (deposits >= cost) & (deposits > 0) & (staffed > 0)
    draws = pair.money.spent.shape[:2]
    by_draw = carried.all(axis=1)[:, whole]
    years = break_even_months(np.where(by_draw, 0.0, -1.0)) if whole else np.full(draws[0], np.nan)
    never = np.broadcast_to(np.isnan(years)[:, np.newaxis], draws).astype(np.float64)
    yield record(pair, "fund", "carried_never", "share of futures", np.zeros(draws), never)
    if not np.isnan(years).any():
        first = np.array([pair.axes.fiscal_years[whole[int(year) - 1]] for year in years], dtype=np.float64)
        first = np.broadcast_to(first[:, np.newaxis], draws)
        yield record(pair, "fund", "carried_from", "fiscal year", np.zeros(draws), first)


def _staffed_months(pair: Pair) -> Array:
    """Return the months with a LEAD by draw, replication and fiscal year."""
    edges = np.cumsum((0, *pair.axes.months[1:]))
    months = pair.staff[1][:, :, :, PROGRAM]
    return np.stack([months[..., start:end].sum(axis=2) for start, end in pairwise(edges)], axis=2)


# -- who funds LEAD -------------------------------------------------------------------------------------------


def _amounts(jurisdiction: Jurisdiction, values: Snapshot) -> dict[str, float]:
    """Return the dollars a year that each source gives: its share of what the budget is."""
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
        days = [calendar.first_day(month) for month in calendar.months_of(year)]
        months = [_amounts(inputs.scenario.jurisdiction, inputs.policy.at(day)) for day in days]
        for source in months[0]:
            found.setdefault(source, []).append(sum(each[source] for each in months) / MONTHS_PER_YEAR)
    return {source: tuple(amounts) for source, amounts in found.items() if any(amounts)}


def _cliffs(inputs: Inputs) -> Iterator[Cliff]:
    """Yield each fall of a source within the horizon, at the start against the practice before it."""
    jurisdiction = inputs.scenario.jurisdiction
    calendar = jurisdiction.calendar
    end = calendar.first_day(calendar.months)
    changes = [when for when in inputs.policy.dates(("funding.", "lead.annual_budget")) if calendar.start < when < end]
    for when in (calendar.start, *changes):
        day_before = when - timedelta(days=1)
        practice = inputs.practice if when == calendar.start else inputs.policy
        before = _amounts(jurisdiction, practice.at(day_before))
        after = _amounts(jurisdiction, inputs.policy.at(when))
        for source, payer in jurisdiction.file.funding_sources.items():
            if after[source] < before[source] - 0.5:
                yield Cliff(source, payer, when, before[source] - after[source])
