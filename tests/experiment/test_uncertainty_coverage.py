"""The error of a mean covers what it says, with the luck of the engine itself and an expectation in closed form.

People who are alike, never held and never leave have contacts as a Poisson process, so that every month of a run is an
independent world. A draw puts a price on a contact; a future's net is its price times the contacts avoided.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from simulator.analysis.estimate import difference
from simulator.analysis.two_level import components
from simulator.model.engines import make_engine
from simulator.model.quantities import Quantity
from simulator.units import DAYS_PER_YEAR
from tests.support import NO_CUSTODY, make_setup, month_edges
from tests.verification.harness import CONSTANT_HAZARD

Floats = npt.NDArray[np.float64]
PEOPLE, LENGTH = 10, 30.0
RATES = (4.0, 3.0)
MEAN_PRICE, SPREAD = 1_000.0, 300.0
MACRO, DRAWS, REPLICATIONS = 1_000, 30, 2
WORLDS, MONTHS = 20, 3_000
EXPECTED_CONTACTS = [PEOPLE * rate * LENGTH / DAYS_PER_YEAR for rate in RATES]


def contacts(rate: float, first: int) -> Floats:
    """Return the contacts of each month of many runs of the compiled engine."""
    found = []
    for world in range(first, first + WORLDS):
        changes = {
            **CONSTANT_HAZARD,
            **NO_CUSTODY,
            "population.pool": PEOPLE,
            "police.contact_rate": rate,
            "police.no_action_share": 1.0,
        }
        setup = make_setup(changes, world=world, edges=month_edges(MONTHS, length=LENGTH))
        engine = make_engine("fast", setup)
        engine.advance(setup.month_edges[-1])
        found.append(engine.tally().counts[:, Quantity.CONTACTS].sum(axis=1))
    return np.concatenate(found).astype(np.float64)


@pytest.fixture(scope="module")
def nets() -> Floats:
    """Return the nets of many questions: (questions, draws, replications)."""
    before, after = (contacts(rate, 1 + 1_000 * s) for s, rate in enumerate(RATES))
    for found, expected in zip((before, after), EXPECTED_CONTACTS, strict=True):
        assert found.mean() == pytest.approx(expected, abs=4.0 * math.sqrt(expected / len(found)))
        assert found.var() == pytest.approx(expected, rel=0.03), "months are Poisson"
    avoided = (before - after)[: MACRO * DRAWS * REPLICATIONS].reshape(MACRO, DRAWS, REPLICATIONS)
    prices = np.random.default_rng(2).normal(MEAN_PRICE, SPREAD, (MACRO, DRAWS, 1))
    return prices * avoided


@pytest.mark.parametrize("replications", [1, 2])
def test_the_error_of_the_mean_covers_the_expectation_in_nine_of_ten_questions(nets: Floats, replications: int) -> None:
    expected = MEAN_PRICE * (EXPECTED_CONTACTS[0] - EXPECTED_CONTACTS[1])
    reach, held = float(stats.t.ppf(0.95, DRAWS - 1)), 0
    for paired in nets[:, :, :replications]:
        found = difference(paired)
        assert found.mcse is not None
        held += abs(found.mean - expected) <= reach * found.mcse
    assert 880 <= held <= 920


def test_luck_and_inputs_are_told_apart_as_theory_has_them(nets: Floats) -> None:
    """By the law of total variance: prices move the mean, and Poisson counts are the luck at each price."""
    avoided, counts = EXPECTED_CONTACTS[0] - EXPECTED_CONTACTS[1], sum(EXPECTED_CONTACTS)
    within = (MEAN_PRICE**2 + SPREAD**2) * counts
    between = (SPREAD * avoided) ** 2
    found = [components(paired) for paired in nets]
    assert np.mean([each.within for each in found]) == pytest.approx(within, rel=0.03)
    variance_of_draws = float(nets[:, :, 0].var(axis=1, ddof=1).mean())
    assert variance_of_draws == pytest.approx(between + within, rel=4.0 * math.sqrt(2.0 / (DRAWS - 1) / MACRO))
