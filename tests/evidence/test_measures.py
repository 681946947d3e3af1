"""Statistics of people against closed forms and numbers worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import stats

from simulator.evidence.files import Measure
from simulator.evidence.measures import Table, statistic
from simulator.evidence.studies import SIGNIFICANT, Studies

MEASURE: TypeAdapter[Any] = TypeAdapter(Measure)
ARMS = ["lead", "control"]


def measure(**keys: Any) -> Any:
    return MEASURE.validate_python({"of": "bookings", **keys})


def any_event(yes: int, no: int, before: float = 0.0) -> Table:
    people = yes + no
    return {
        "outcome": np.repeat([1.0, 0.0], [yes, no]),
        "before": np.full(people, before),
        "follow_up": np.full(people, 365.25),
        "followed": np.ones(people),
    }


def rates(count: list[float], years: list[float]) -> Table:
    return {"count": np.array(count), "years": np.array(years)}


def test_an_odds_ratio_that_is_not_adjusted_is_that_of_the_four_cells():
    odds = measure(measure="odds_ratio", arms=ARMS, adjusted=False)
    found = statistic(odds, [any_event(30, 70), any_event(50, 50)])
    assert found.value == pytest.approx((30 * 50) / (70 * 50))
    # Woolf 1955: the variance of its logarithm is the sum of the cells' reciprocals.
    expected = math.log(found.value) / math.sqrt(1 / 30 + 1 / 70 + 1 / 50 + 1 / 50)
    assert found.z == pytest.approx(expected, rel=1e-6)


def test_adjusting_takes_away_what_earlier_events_explain():
    rng = np.random.default_rng(7)
    before = rng.poisson(3.0, 4_000).astype(float)
    first = before > 3.0  # who had many events is in the first arm, and the arm itself does nothing
    outcome = (rng.random(4_000) < 1.0 / (1.0 + np.exp(1.5 - 1.2 * np.log1p(before)))).astype(float)
    whole = {"outcome": outcome, "before": before, "follow_up": np.full(4_000, 9.0), "followed": np.ones(4_000)}
    tables = [{name: column[arm] for name, column in whole.items()} for arm in (first, ~first)]
    crude, adjusted = (
        statistic(measure(measure="odds_ratio", arms=ARMS, to_year=1.0, adjusted=adjust), tables).value
        for adjust in (False, True)
    )
    assert crude > 1.7
    assert adjusted == pytest.approx(1.0, abs=0.2)


def test_who_is_not_followed_long_enough_is_left_out():
    table = dict(any_event(1, 1)) | {"followed": np.array([1.0, 0.0])}
    assert statistic(measure(measure="share_of_people", arm="lead", to_year=1.0), [table]).value == 1.0


def test_an_outcome_that_everybody_has_gives_no_odds_ratio():
    found = statistic(measure(measure="odds_ratio", arms=ARMS, adjusted=False), [any_event(5, 0), any_event(5, 0)])
    assert math.isnan(found.value)
    assert math.isnan(found.z)


def test_a_difference_of_rates_is_all_events_by_all_years():
    sides = [rates([1.0, 3.0], [1.0, 1.0]), rates([6.0, 2.0], [2.0, 2.0])]
    found = statistic(measure(measure="rate_difference", arms=ARMS), sides)
    assert found.value == pytest.approx(2.0 - 2.0)
    assert statistic(measure(measure="rate_ratio", arms=ARMS), sides).value == pytest.approx(1.0)


def test_own_rates_weigh_everybody_alike():
    sides = [rates([1.0, 3.0], [0.5, 3.0]), rates([0.0, 0.0], [1.0, 1.0])]
    people = measure(measure="rate_difference", arms=ARMS, averaged_over="people")
    assert statistic(people, sides).value == pytest.approx((2.0 + 1.0) / 2.0)
    assert statistic(measure(measure="rate_difference", arms=ARMS), sides).value == pytest.approx(4.0 / 3.5)


def test_the_error_of_own_rates_is_that_of_welchs_test():
    rng = np.random.default_rng(3)
    first, second = rng.poisson(3.0, 60).astype(float), rng.poisson(2.0, 40).astype(float)
    people = measure(measure="rate_difference", arms=ARMS, averaged_over="people")
    found = statistic(people, [rates(list(first), [1.0] * 60), rates(list(second), [1.0] * 40)])
    # Up to the n - 1 of a sample's variance, which is 1 % and 1.3 % here.
    assert found.z == pytest.approx(stats.ttest_ind(first, second, equal_var=False).statistic, rel=0.02)


def test_before_and_after_is_a_paired_comparison():
    table = {
        "count": np.array([2.0, 4.0]), "years": np.array([1.0, 1.0]),
        "before": np.array([3.0, 5.0]), "before_years": np.array([1.0, 1.0]),
    }  # fmt: skip
    found = statistic(measure(measure="rate_difference", arms=["lead"], before_years=1.0), [table])
    assert found.value == -1.0
    assert math.isnan(found.z), "everybody changed by the same, so there is no error to divide by"


def test_a_quotient_is_a_rate_a_year_where_it_is_asked_for():
    table = {"of": np.array([3.0, 1.0]), "per": np.array([365.25, 365.25])}
    assert statistic(measure(measure="quotient", per="person_days", arm="lead", per_year=True), [table]).value == 2.0


def test_two_arms_of_one_kind_differ_significantly_in_one_study_of_twenty():
    rng = np.random.default_rng(11)
    odds = measure(measure="odds_ratio", arms=ARMS)
    found = 0
    for _ in range(1_000):
        tables = []
        for people in (203, 115):
            before, years = rng.poisson(1.5, people).astype(float), rng.uniform(120.0, 1_000.0, people)
            chance = 1.0 / (1.0 + np.exp(1.0 - np.log1p(before) - 0.2 * np.log(years / 365.0)))
            outcome = (rng.random(people) < chance).astype(float)
            tables.append({"outcome": outcome, "before": before, "follow_up": years, "followed": np.ones(people)})
        found += abs(statistic(odds, tables).z) > SIGNIFICANT
    assert 33 <= found <= 71  # 50 of 1,000, three standard errors


def test_a_time_to_an_event_allows_for_those_who_left_first():
    times = {"days": np.array([10.0, 20.0, 30.0, 40.0]), "had": np.array([1.0, 0.0, 1.0, 1.0])}
    late = {"days": np.array([50.0, 60.0]), "had": np.array([1.0, 1.0])}
    # One in four by day 10; after day 20 two are left, so that 3/4 x 1/2 are left after day 30.
    assert statistic(measure(measure="time_to", arms=["lead"]), [times]).value == 30.0
    assert statistic(measure(measure="time_to", arms=["lead"], at=0.2), [times]).value == 10.0
    assert statistic(measure(measure="time_to", arms=["lead", "control"]), [times, late]).value == 30.0 - 50.0
    never = {"days": np.array([9.0, 9.0]), "had": np.array([1.0, 0.0])}
    assert math.isnan(statistic(measure(measure="time_to", arms=["lead"], at=0.9), [never]).value)


def test_what_studies_find_is_counted_among_those_that_could_be_made():
    studies = Studies({"t": np.array([0.5, 0.5, 2.0, math.nan])}, {"t": np.array([-3.0, 0.1, 2.5, math.nan])})
    found = {finding: studies.share_that_find("t", finding) for finding in ("fewer", "more", "no_difference")}
    assert found == {"fewer": pytest.approx(1 / 3), "more": pytest.approx(1 / 3), "no_difference": pytest.approx(1 / 3)}
