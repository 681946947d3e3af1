"""How investors are repaid, by hand: the schedule, the chance of each tier, and what it brings them."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.analysis.investors import OutcomeTerms, investor_records
from simulator.analysis.samples import Pair
from simulator.results import Record
from tests.analysis.samples import made
from tests.analysis.test_ratios import BED, COUNTY, SMALL, nothing

RIKERS = OutcomeTerms("rikers", "philanthropy", 4, 60)
DENVER = OutcomeTerms("denver", "philanthropy", 1, 24)
LOAN = 9_600_000.0
AT_20 = LOAN * 1.051**4


def paid(*dollars: float) -> Pair:
    """Return a pair for whose draws an auditor certified so much in the second year."""
    certified = np.zeros((len(dollars), 1, 2, 4, 2), dtype=np.int64)
    for d, amount in enumerate(dollars):
        certified[d, 0, 1, COUNTY, BED] = round(amount * 100)
    return made(nothing(len(dollars)), nothing(len(dollars)), SMALL, certified=certified)


def found(pair: Pair, terms: OutcomeTerms = RIKERS) -> dict[tuple[str, str | None], Record]:
    return {(r.measure, r.line): r for r in investor_records(pair, terms)}


def test_the_schedule_is_the_published_one() -> None:
    records = found(paid(0.0))
    pays = {line: r.scenario_mean for (measure, line), r in records.items() if measure == "investor_tier_pays"}
    assert pays == {"0 %": 0.0, "10 %": LOAN, "20 %": pytest.approx(AT_20, abs=0.01)}
    denver = found(paid(0.0), DENVER)
    pays = {line: r.scenario_mean for (measure, line), r in denver.items() if measure == "investor_tier_pays"}
    assert pays == {"0 %": 0.0, "20 %": 3_200_000.0, "30 %": 4_800_000.0, "65 %": 6_130_000.0}
    assert records["investor_paid_month", "philanthropy"].scenario_mean == 60.0
    assert records["investor_invested", "philanthropy"].scenario_mean == LOAN
    assert {r.table for r in records.values()} == {"fund"}


def chances(pair: Pair, terms: OutcomeTerms) -> list[float]:
    return [r.scenario_mean for (measure, _), r in found(pair, terms).items() if measure == "investor_tier"]


def test_each_run_is_in_one_tier_and_a_tier_begins_with_what_it_pays() -> None:
    assert chances(paid(0.0, LOAN, LOAN, round(AT_20, 2)), RIKERS) == [0.25, 0.5, 0.25]
    assert chances(paid(0.0, 3.2e6, 4.79e6, 4.8e6, 6.13e6), DENVER) == pytest.approx([0.2, 0.4, 0.2, 0.2])


def test_what_is_missing_is_shared_with_the_guarantor_and_a_gain_is_the_investors_alone() -> None:
    records = found(paid(0.0, LOAN, AT_20))
    of = {name: records[name, "philanthropy"].difference for name in ("investor_paid", "investor_net", "guarantor_net")}
    assert of["investor_paid"].mean == pytest.approx((LOAN + AT_20) / 3, abs=0.01)
    assert of["investor_net"].mean == pytest.approx((-0.25 * LOAN + 0.0 + AT_20 - LOAN) / 3, abs=0.01)
    assert of["guarantor_net"].mean == pytest.approx(-0.75 * LOAN / 3)
    assert of["investor_net"].chance_negative == pytest.approx(1 / 3)
    alone = found(paid(4_000_000.0), DENVER)
    assert alone["investor_net", "philanthropy"].difference.mean == 4_000_000.0 - 8_600_000.0
    assert alone["guarantor_net", "philanthropy"].difference.mean == 0.0


def test_the_return_is_a_years_until_the_month_of_payment() -> None:
    records = found(paid(round(AT_20, 2)))
    five_years = (AT_20 / LOAN) ** (1 / 5) - 1.0
    assert records["investor_rate_median", "philanthropy"].scenario_mean == pytest.approx(five_years)
    nothing_back = found(paid(0.0, 0.0, LOAN))
    assert nothing_back["investor_rate_median", "philanthropy"].scenario_mean == -1.0
    assert nothing_back["investor_rate_high", "philanthropy"].scenario_mean == pytest.approx(-0.1)


def test_what_was_paid_by_the_published_terms_of_four_years_brings_the_published_return() -> None:
    terms = OutcomeTerms("rikers", "philanthropy", 4, 48)
    rate = found(paid(round(AT_20, 2)), terms)["investor_rate_median", "philanthropy"]
    assert rate.scenario_mean == pytest.approx(0.051, abs=1e-6)
    assert rate.unit == "share a year"
