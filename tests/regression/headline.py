"""Headline numbers of the base case of a shipped scenario, for the regression baselines."""

from __future__ import annotations

from pathlib import Path

from simulator.costs.ledger import BASES, Timeline, cost
from simulator.experiment.question import DEFAULT_SEED
from simulator.experiment.run import run
from simulator.experiment.setup import price_books
from simulator.inputs.draw import draw_inputs
from simulator.inputs.load import load_scenario
from simulator.model.measures import MEASURES, Measure

BASELINES = Path(__file__).with_name("baselines.json")
SCENARIOS = ("no-lead", "pilot", "current", "citywide", "funding-stops", "housing", "low-risk-diversions")

Headline = dict[str, float]


def headline(name: str) -> Headline:
    """Return totals over the horizon: every measure, and cents by payer and basis."""
    inputs = draw_inputs(load_scenario(f"king-county/{name}"), DEFAULT_SEED, 0)
    tally = run(inputs, 0).tally
    calendar = inputs.scenario.jurisdiction.calendar
    months = list(range(calendar.warm_up_months, calendar.months))
    found = {_key(measure): float(tally.counts[months][:, list(measure.parts)].sum()) for measure in MEASURES}
    ledger = cost(tally, months, price_books(inputs), [1.0] * len(months), timeline=Timeline.of(calendar))
    for p, payer in enumerate(ledger.payers):
        for b, basis in enumerate(BASES):
            found[f"cents {payer} {basis}"] = int(ledger.cents[:, p, :, b].sum())
    return found


def _key(measure: Measure) -> str:
    return " ".join(filter(None, (measure.name, measure.route, measure.reason)))
