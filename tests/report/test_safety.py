"""Public safety in words: rates for time at risk, and neither told better nor worse than it is."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.report.safety import safety, safety_table, sentence
from simulator.results import Comparison
from simulator.units import DAYS_PER_YEAR
from tests.report.samples import comparison, counted, read

NAME = "town/pilot"


def safe(change: list[float], liberty: float = 258.0, **keys: object) -> Comparison:
    """Return an answer with a change of the offense rate by draw, from 1.1 on, and years at liberty gained."""
    days = liberty * DAYS_PER_YEAR
    return comparison(
        counted(change, table="people", measure="offenses_rate", unit="per person-year at liberty", baseline_mean=1.1,
                scenario_mean=1.1 + float(np.mean(change))),
        counted([days] * 50, measure="liberty_days", baseline_mean=365250.0, scenario_mean=365250.0 + days),
        counted([-2.0] * 50, measure="bookings", baseline_mean=90.0, scenario_mean=88.0), **keys,
    )  # fmt: skip


def test_a_fall_a_rise_and_neither_are_said_as_they_are() -> None:
    fall, rise = list(np.linspace(-0.3, -0.1, 50)), list(np.linspace(0.1, 0.3, 50))
    assert sentence(safe(fall), NAME) == (
        "New offenses for 100 person-years at liberty fall from 110 to 90, in all 50 futures. People spend 258 more "
        "years at liberty in all, so they have more time at risk of offending."
    )
    assert sentence(safe(rise), NAME).startswith(
        "New offenses for 100 person-years at liberty rise from 110 to 130, in all 50 futures."
    )
    mixed = sentence(safe(list(np.linspace(-0.1, 0.1, 50))), NAME)
    assert mixed.startswith("Whether people at liberty offend less cannot be told: new offenses go from 110 to 110 for")
    assert "fall in 25 of 50 futures" in mixed
    assert sentence(safe([0.0] * 50), NAME).startswith(
        "New offenses for 100 person-years at liberty are the same in every future."
    )


@pytest.mark.parametrize(
    ("years", "said"),
    [
        (-30.0, "People spend 30 fewer years at liberty in all, so they have less time at risk."),
        (0.0, "People are as long at liberty, and so at risk of offending, as without it."),
    ],
)
def test_time_at_risk_is_said_whichever_way_it_goes(years: float, said: str) -> None:
    assert sentence(safe([-0.1] * 50, years), NAME).endswith(said)


def test_rows_are_counts_with_and_without_and_rates_for_a_hundred_years() -> None:
    rows = read(safety_table(safe(list(np.linspace(-0.3, -0.1, 50))), NAME))
    assert rows["Person-years at liberty"] == {
        "baseline": "1,000", "scenario": "1,260", "difference": "+258", "90 % of futures": "+258 to +258",
        "how sure": "more in 50 of 50",
    }  # fmt: skip
    rate = rows["New offenses for 100 person-years at liberty"]
    assert (rate["baseline"], rate["scenario"], rate["difference"]) == ("110", "90", "−20")
    assert rate["90 % of futures"] == "−29 to −11"
    assert rows["Jail bookings"]["difference"] == "−2"


def test_an_answer_without_rates_says_nothing() -> None:
    assert sentence(comparison(), NAME) == ""
    assert safety(comparison(), NAME) == []


def test_real_answers_have_all_rows(answer: Comparison) -> None:
    rows = read(safety_table(answer, answer.identity.scenarios[0]))
    for label in (
        "New offenses known to police",
        "Arrests for new offenses",
        "Jail bookings for 100 person-years at liberty",
    ):
        assert label in rows
