"""What a program dollar returns, in words."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.report.comes_to import comes_to_table
from simulator.report.returns import per_dollar, returns, rows
from simulator.results import ALL, TAXPAYERS, Comparison, Record
from tests.report.samples import PLAIN, comparison, estimate, money, number, read

NAME = "town/pilot"


def ratio(rung: str, payer: str, exceed: float, mean: float | None, *edges: float, **keys: Any) -> list[Record]:
    """Return the records of a ratio, None where there is none, and of its chance to be above a dollar."""
    keys = {"rung": rung, "payer": payer, "draws": 200, **keys}
    found = [number("benefits_exceed_costs", exceed, **keys)]
    if mean is not None:
        low, high = edges or (mean, mean)
        spread = estimate([mean] * 200)
        spread = type(spread)(**{**vars(spread), "low": low, "high": high})
        found.append(number("benefit_cost_ratio", mean, unit="dollars per program dollar", difference=spread, **keys))
    return found


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.314, "31 cents"), (0.0149, "1 cent"), (0.004, "less than a cent"), (0.0, "0 cents"), (0.996, "$1.00"),
        (1.2449, "$1.24"), (-0.05, "−5 cents"), (-0.001, "−less than a cent"), (-2.5, "−$2.50"),
    ],
)  # fmt: skip
def test_what_a_dollar_returns_is_read_in_cents_below_a_dollar(value: float, said: str) -> None:
    assert per_dollar(value) == said


def test_each_ratio_names_what_is_counted_and_how_often_it_is_more_than_the_cost() -> None:
    records = [
        *ratio("cashable", TAXPAYERS, 0.0, 0.31, 0.02, 0.58), *ratio("avoided", TAXPAYERS, 0.11, 0.9, 0.6, 1.1),
        *ratio("avoided", ALL, 0.9, 1.25, 0.8, 1.9),
    ]  # fmt: skip
    assert [found.sentence for found in returns(comparison(*records), NAME)] == [
        "Each program dollar returns 31 cents in cash that leaves public budgets (90 % of futures: 2 cents to 58 "
        "cents); it returns more than a dollar in 0 of 50 futures.",
        "Each program dollar returns 90 cents in costs that taxpayers avoid (90 % of futures: 60 cents to $1.10); it "
        "returns more than a dollar in 6 of 50 futures.",
        "Each program dollar returns $1.25 in costs that all payers avoid (90 % of futures: 80 cents to $1.90); it "
        "returns more than a dollar in 45 of 50 futures.",
    ]


def test_where_nobody_else_avoids_anything_all_payers_are_not_told_twice() -> None:
    records = [*ratio("avoided", TAXPAYERS, 0.0, 0.5, 0.4, 0.6), *ratio("avoided", ALL, 0.0, 0.5, 0.4, 0.6)]
    assert [found.payer for found in returns(comparison(*records), NAME)] == [TAXPAYERS]


def test_harm_to_victims_is_named_where_it_is_counted() -> None:
    records = [*ratio("avoided", ALL, 0.0, 0.5), number("dollars", 3.0, rung="avoided", payer="people_harmed")]
    assert returns(comparison(*records), NAME)[0].counted == "costs that all payers and victims avoid"
    assert returns(comparison(*records[:2]), NAME)[0].counted == "costs that all payers avoid"
    unharmed = [*records[:2], number("dollars", 0.0, rung="avoided", payer="people_harmed")]
    assert returns(comparison(*unharmed), NAME)[0].counted == "costs that all payers avoid"


def test_without_a_cost_there_is_no_ratio_and_it_says_so() -> None:
    [found] = returns(comparison(*ratio("cashable", ALL, 1.0, None)), NAME)
    assert (found.amount, found.span) == ("LEAD costs no more", "")
    assert found.sentence == (
        "In cash that leaves budgets, there is no ratio: LEAD costs no more than in the baseline in some futures."
    )


def test_a_row_for_each_numerator_and_a_cell_for_each_scenario() -> None:
    records = [
        *ratio("cashable", ALL, 0.0, 0.31, 0.02, 0.58), *ratio("cashable", ALL, 1.0, None, scenario="town/other"),
    ]  # fmt: skip
    made = comparison(*records, scenarios=("town/pilot", "town/other", "town/same"))
    [(label, cells)] = rows(made)
    assert label == "Returned for a program dollar, in cash that leaves budgets"
    assert {name: str(cell) for name, cell in cells.items()} == {
        "town/pilot": "31 cents\n2 cents to 58 cents\nover a dollar in 0 of 50",
        "town/other": "LEAD costs no more\nover a dollar in 50 of 50",
        "town/same": "LEAD costs no more",
    }


def test_the_terminal_tells_them_after_what_has_paid_for_itself() -> None:
    found = comparison(
        *money(PLAIN), *ratio("cashable", ALL, 0.0, 0.31, 0.02, 0.58), number("self_funding_never", 1.0),
    )  # fmt: skip
    labels = list(read(comes_to_table(found)))
    assert labels.index("Returned for a program dollar, in cash that leaves budgets") == labels.index(
        "Paid for itself, all payers"
    ) + sum(label.startswith("Paid for itself") for label in labels)


def test_real_answers_say_what_a_dollar_returns(answer: Comparison) -> None:
    whole = {(r.scenario, r.rung): r.difference for r in answer.records if r.measure == "dollars" and r.payer == ALL
             and r.line is None and r.fiscal_year == ALL}  # fmt: skip
    for name in answer.identity.scenarios:
        for found in returns(answer, name):
            if found.ratio is not None and found.payer == ALL:
                saved, paid = whole[name, found.rung].mean, -whole[name, "program"].mean
                assert found.ratio.difference.mean == pytest.approx(saved / paid)
    assert any(returns(answer, name) for name in answer.identity.scenarios)
