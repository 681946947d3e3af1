"""The logistic regression against a hand-worked table, scipy's optimum, and the errors of paired observations."""

import math

import numpy as np
import pytest
from scipy import optimize

from simulator.evidence.logistic import IN_95_PERCENT, fit


def two_by_two(yes_with: int, no_with: int, yes_without: int, no_without: int) -> tuple[np.ndarray, np.ndarray]:
    outcome = np.repeat([1.0, 0.0, 1.0, 0.0], [yes_with, no_with, yes_without, no_without])
    arm = np.repeat([1.0, 0.0], [yes_with + no_with, yes_without + no_without])
    return np.column_stack([np.ones(len(arm)), arm]), outcome


def test_a_table_of_different_people_gives_its_odds_ratio_and_textbook_error():
    design, outcome = two_by_two(20, 80, 50, 50)
    found = fit(design, outcome, np.arange(200))
    error = math.sqrt(1 / 20 + 1 / 80 + 1 / 50 + 1 / 50)
    assert found.coefficients[1] == pytest.approx(math.log(20 * 50 / (80 * 50)))
    assert found.errors[1] == pytest.approx(error)
    assert found.odds_ratio(1) == pytest.approx(
        (0.25, 0.25 * math.exp(-IN_95_PERCENT * error), 0.25 * math.exp(IN_95_PERCENT * error))
    )


def test_the_same_people_twice_have_the_error_of_their_differences():
    """Of 10 people 3 have it twice, 2 only with LEAD, 1 only without: the error is of each one's own difference."""
    with_lead = np.repeat([1.0, 1.0, 0.0, 0.0], [3, 2, 1, 4])
    without = np.repeat([1.0, 0.0, 1.0, 0.0], [3, 2, 1, 4])
    design = np.column_stack([np.ones(20), np.repeat([1.0, 0.0], 10)])
    found = fit(design, np.concatenate([with_lead, without]), np.tile(np.arange(10), 2))
    each = (with_lead - 0.5) / 0.25 - (without - 0.4) / 0.24
    assert found.errors[1] == pytest.approx(math.sqrt(np.square(each / 10).sum()))
    assert found.errors[1] < math.sqrt(2 / 5 + 1 / 4 + 1 / 6)


def test_several_columns_give_the_optimum_that_scipy_finds():
    x = np.linspace(-2.0, 3.0, 120)
    design = np.column_stack([np.ones(120), np.arange(120) % 2, x, np.sin(7.0 * x)])
    outcome = (np.cos(13.0 * x) + 0.5 * x > 0.3).astype(float)

    def loss(coefficients: np.ndarray) -> float:
        score = design @ coefficients
        return float(np.logaddexp(0.0, score).sum() - outcome @ score)

    best = optimize.minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-8})
    assert fit(design, outcome, np.arange(120)).coefficients == pytest.approx(best.x, abs=1e-5)


def test_a_certain_outcome_is_refused():
    design, outcome = two_by_two(10, 0, 5, 5)
    with pytest.raises((ArithmeticError, np.linalg.LinAlgError)):
        fit(design, outcome, np.arange(20))
