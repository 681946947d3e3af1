"""What was asked and by what, and what the numbers of an answer are numbers of."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from importlib.metadata import version

from simulator.costs.ledger import Ledger
from simulator.experiment.question import Question
from simulator.experiment.setup import LIBRARIES, analysis_version, model_version, money_version
from simulator.inputs import content
from simulator.results import Axes, Identity


def identity_of(question: Question, hashes: dict[str, str]) -> Identity:
    """Return what was asked and by what, with one hash of all runs and one of the inputs for each scenario."""
    people = question.jurisdiction.parameters["population.pool"].value
    assert isinstance(people, float)
    return Identity(
        scenarios=tuple(scenario.name for scenario in question.scenarios),
        baseline=question.baseline.name,
        titles={scenario.name: scenario.title for scenario in question.everyone},
        seed=question.seed,
        draws=question.draws,
        replications=question.replications,
        engine=question.engine,
        money=question.money,
        price_year=question.jurisdiction.file.currency_year,
        start=question.jurisdiction.calendar.start.isoformat(),
        fiscal_years=question.jurisdiction.calendar.fiscal_years,
        people=int(people),
        versions={
            "leadsim": version("leadsim"),
            "model": model_version(),
            "money": money_version(),
            "analysis": analysis_version(),
            "python": platform.python_version(),
            **{library: version(library) for library in LIBRARIES},
        },
        hashes=hashes,
        inputs=content.hashes(content.contents(question.everyone)),
    )


def hash_of_runs(model_keys: Iterable[str]) -> str:
    """Return one hash of many runs, in their order."""
    return hashlib.sha256("".join(model_keys).encode()).hexdigest()[:16]


def axes_of(question: Question, scenario: int, groups: tuple[str, ...], ledger: Ledger) -> Axes:
    """Return what the axes of a scenario's samples stand for, its ledger's among them."""
    asked = question.everyone[scenario]
    calendar = question.jurisdiction.calendar
    edges = calendar.edges
    whole = range(calendar.warm_up_months, calendar.months)
    periods = [whole, *(calendar.months_of(year) for year in calendar.fiscal_years)]
    agreement = asked.agreement if asked.has_fund else None
    kinds = {line: entry.function.kind for line, entry in asked.cost_lines.items()}
    ratio = asked.parameters["lead.supervisor_ratio"].value
    assert isinstance(ratio, float)
    return Axes(
        fiscal_years=calendar.fiscal_years,
        days=tuple(sum(edges[m + 1] - edges[m] for m in months) for months in periods),
        months=tuple(len(months) for months in periods),
        groups=groups,
        payers=ledger.payers,
        lines=ledger.lines,
        program=ledger.program,
        kinds=tuple(kinds.get(line, "per_event") for line in ledger.lines),
        measure=None if agreement is None else agreement.measure,
        covers=() if agreement is None else agreement.covers,
        private=asked.jurisdiction.file.private_payers,
        supervisor_ratio=ratio,
    )
