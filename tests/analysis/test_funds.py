"""What a fund did, in records: stocks and flows, details, and what there is none of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from simulator.analysis.funds import fund_records
from simulator.analysis.samples import Pair
from simulator.results import ALL, Record
from tests.analysis.samples import AXES, made

# Half a fiscal year of 6 months and one of 12; cents, draw by draw.
FUND: Mapping[str, list[list[float]]] = {
    "opening": [[1_000, 600], [0, 0]],
    "closing": [[600, 2_500], [0, 0]],
    "captured city": [[0, 3_000], [0, 0]],
    "captured county": [[0, 0], [0, 0]],
    "deposits": [[0, 3_000], [0, 0]],
    "administration": [[0, 100], [0, 0]],
    "returned": [[0, 0], [0, 0]],
    "shortfall": [[0, 0], [0, 0]],
    "spending case managers": [[400, 1_000], [0, 0]],
    "spending supervisors": [[0, 0], [0, 0]],
    "recipient victim services": [[0, 50], [0, 0]],
    "recipient nobody": [[0, 0], [0, 0]],
    "units case_managers": [[0.5, 2.0], [0.0, 0.0]],
    "units treatment": [[0.0, 0.0], [0.0, 0.0]],
}


def with_fund(entries: Mapping[str, list[list[float]]] = FUND, **known: object) -> Pair:
    nothing = np.zeros((2, 1, 2, len(AXES.payers), len(AXES.lines), 3), dtype=np.int64)
    fund = {name: np.array(values, dtype=float)[:, np.newaxis] for name, values in entries.items()}
    return made(nothing, nothing, fund=fund, **known)


def told(pair: Pair) -> dict[tuple[str, str | None, int | str], Record]:
    return {(record.measure, record.line, record.fiscal_year): record for record in fund_records(pair)}


TOLD = told(with_fund())


def first_draw(measure: str, line: str | None = None) -> list[float]:
    """Return the amounts of the first draw over the horizon and by year: the other draw has nothing."""
    return [2 * TOLD[measure, line, period].scenario_mean for period in AXES.periods]


def test_no_fund_has_no_records():
    assert told(with_fund({})) == {}


def test_over_the_horizon_a_fund_opens_with_what_it_had_first_and_closes_with_what_is_left():
    assert first_draw("fund_opening") == [10.0, 10.0, 6.0]
    assert first_draw("fund_closing") == [25.0, 6.0, 25.0]


def test_flows_add_up_over_the_years_and_keep_the_books():
    assert first_draw("fund_deposits") == [30.0, 0.0, 30.0]
    assert first_draw("fund_administration") == [1.0, 0.0, 1.0]
    assert first_draw("fund_spending", "case managers") == [14.0, 4.0, 10.0]
    for k in range(3):
        money_in = first_draw("fund_opening")[k] + first_draw("fund_deposits")[k]
        out = first_draw("fund_spending", "case managers")[k] + first_draw("fund_administration")[k]
        assert money_in == out + first_draw("fund_returned")[k] + first_draw("fund_closing")[k]


def test_details_say_whose_savings_for_what_for_whom_and_how_many():
    assert first_draw("fund_captured", "city") == [30.0, 0.0, 30.0]
    assert first_draw("fund_recipient", "victim services") == [0.5, 0.0, 0.5]
    assert {(measure, line) for measure, line, _ in TOLD if line} == {
        ("fund_captured", "city"), ("fund_spending", "case managers"), ("fund_recipient", "victim services"),
        ("fund_units", "case_managers"),
    }  # fmt: skip


def test_units_are_a_mean_over_months():
    assert first_draw("fund_units", "case_managers") == pytest.approx([(6 * 0.5 + 12 * 2.0) / 18, 0.5, 2.0])
    assert TOLD["fund_units", "case_managers", ALL].unit == "units"
    assert TOLD["fund_units", "case_managers", ALL].price_year is None


def test_what_never_happened_is_left_out_but_the_books_are_whole():
    measures = {measure for measure, line, _ in TOLD if line is None}
    assert measures == {"fund_opening", "fund_closing", "fund_deposits", "fund_administration", "fund_returned"}
    short = told(with_fund({**FUND, "shortfall": [[0, 0], [0, 12]]}))
    assert short["fund_shortfall", None, 2028].difference.high > 0.0
    assert short["fund_shortfall", None, ALL].scenario_mean == 0.06


def test_an_empty_fund_shows_its_zeros():
    empty = told(with_fund({name: [[0, 0], [0, 0]] for name in FUND}))
    assert {measure for measure, _, _ in empty} == {
        "fund_opening", "fund_closing", "fund_deposits", "fund_administration", "fund_returned",
    }  # fmt: skip
    assert {record.scenario_mean for record in empty.values()} == {0.0}


def test_a_fund_is_the_scenarios_alone():
    for record in TOLD.values():
        assert (record.table, record.payer, record.rung, record.baseline_mean) == ("fund", ALL, None, 0.0)
        assert record.difference.mean == record.scenario_mean


def test_a_fund_is_kept_in_constant_dollars_and_says_so_beside_other_money():
    assert {(r.unit, r.price_year) for r in TOLD.values()} == {("dollars", 2025), ("units", None)}
    nominal = told(with_fund(price_year=None, constant=False))
    assert {r.unit for r in nominal.values()} == {"dollars at constant prices", "units"}
    discounted = told(with_fund(price_year=2025, constant=False))
    assert {(r.unit, r.price_year) for r in discounted.values()} == {
        ("dollars at constant prices", 2025),
        ("units", None),
    }
