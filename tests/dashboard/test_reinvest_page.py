"""The Reinvest page: what is captured, bought and carried is told from the numbers, and so is what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard import reinvested as words
from dashboard.address import Client
from dashboard.funding import Funding, funding_of
from dashboard.pages import reinvest
from dashboard.pages import reinvest_tables as tables
from dashboard.queries import Answer, Library
from dashboard.reinvested import Reinvested
from simulator.experiment.reinvest import WITHOUT, Reinvestment, with_funding
from simulator.inputs.load import load_scenario
from simulator.inputs.presets import preset_names
from simulator.report.with_without import BECAUSE
from simulator.results import ALL, Comparison
from simulator.units import Calendar
from tests.dashboard.answered import number, with_records
from tests.dashboard.funds import BETTER, NAME, WORSE, Book, Fall, funded, steady, told
from tests.dashboard.pieces import text_of
from tests.dashboard.sample import YEARS, answer, plan


class OneAnswer(Library):
    """A library with one answer."""

    def __init__(self, comparison: Comparison) -> None:
        super().__init__(example=lambda: comparison)

    def listed(self) -> Any:
        return [], ""

    def find(self, asked: str | None) -> Answer:  # noqa: ARG002 - there is only one
        return Answer("example", self.example())


def of(comparison: Comparison, *falls: Fall) -> Reinvested:
    """Return a fund, and where other funding falls."""
    if not falls:
        return Reinvested(comparison, NAME)
    found = Reinvestment(comparison, {"state_grant": (4e6, 4e6, 0.0, 0.0)}, falls, "The county auditor")  # type: ignore[arg-type]
    return Reinvested(comparison, NAME, Funding(found, Calendar(date(2027, 1, 1), 0, 48)))


def page(comparison: Comparison, **query: str) -> Any:
    client = Client("/reinvest", {name: (value,) for name, value in query.items()})
    return reinvest.layout(client, OneAnswer(comparison))


def texts(shown: Any) -> str:
    """Return everything that a page says."""
    if shown is None or isinstance(shown, str | int | float):
        return str(shown or "")
    if isinstance(shown, list | tuple):
        return " ".join(map(texts, shown))
    return texts(getattr(shown, "children", None))


def figures(shown: Any) -> list[str]:
    """Return the names of the charts of a page."""
    if isinstance(shown, list | tuple):
        return [name for each in shown for name in figures(each)]
    own = [shown.id] if type(shown).__name__ == "Graph" else []
    return own + (figures(shown.children) if getattr(shown, "children", None) is not None else [])


# -- the finding ----------------------------------------------------------------------------------------------


def test_the_finding_is_how_much_of_lead_captured_savings_pay_for() -> None:
    found = words.headline(of(funded()))
    assert found.finding == "In 2030 captured savings pay for more than all of what LEAD costs"
    few = words.headline(of(funded(there=plan(20.0, 12.0, 80.0))))
    assert few.finding == "In 2030 captured savings pay for 10% of what LEAD costs"
    none = words.headline(of(funded(there=plan(20.0, 12.0, 0.0))))
    assert none.finding == "In 2030 there is no LEAD that captured savings could pay for"
    assert "moves $5.0M out of the budget of the county over four years" in found.dek


def test_where_funding_falls_the_finding_is_how_much_of_it_is_replaced() -> None:
    assert words.finding(of(funded(), Fall())) == (
        "Where state grant falls, captured savings replace 50% of what it gave in 2030"
    )
    assert "replace all of it in 2030" in words.finding(of(funded(), Fall(lost=2e6)))
    assert "less than 1% of what" in words.finding(of(funded(), Fall(lost=9e9)))


def test_an_agreement_that_leaves_payers_worse_off_says_so_in_the_headline_and_a_gain_does_not() -> None:
    loss = words.headline(of(funded(without=BETTER, there=WORSE))).loss
    assert (
        loss == "In 50 of 50 futures all payers together are worse off in cash with the agreement, by $3.0M on average."
    )
    assert words.headline(of(funded(without=WORSE, there=BETTER))).loss == ""
    assert words.headline(of(answer({NAME: BETTER}))).loss == ""


def test_nothing_captured_is_said_to_be_nothing() -> None:
    nothing = funded(Book(captured={}, spending={}, administration=(0.0,) * 4))
    assert words.finding(of(nothing)) == "Nothing is captured in any future: no saving in cash was certified in time"
    shown = page(nothing)
    assert "fund" not in [name.removeprefix("figure-") for name in figures(shown.parts)]
    assert "Every dollar in" not in texts(shown.parts)


def test_money_that_goes_to_others_is_none_of_the_funds() -> None:
    book = Book(spending={}, administration=(0.0,) * 4, recipients={"schools": (0.0, 1e6, 2e6, 2e6)})
    assert words.finding(of(funded(book))) == "LEAD’s fund gets nothing: what is captured goes to schools"
    assert "Schools gets $5.0M of what is captured." in words.agreeing(of(funded(book)))


def test_key_figures_turn_round_where_the_fund_buys_fewer_places_or_no_rate_is_enough() -> None:
    _, places, _, needed = words.key_figures(of(funded(places=(100.0, 120.0), rate=0.88, never=0.2)))
    assert (places.label, places.value, places.tone) == ("More places in 2030", "20", "saves")
    assert (needed.value, needed.tone) == ("88%", "")
    assert needed.detail.endswith("in 10 of 50 futures no share up to 100% is enough")
    _, places, _, needed = words.key_figures(of(funded(places=(120.0, 100.0))))
    assert (places.label, places.value, places.tone) == ("Fewer places in 2030", "20", "costs")
    assert (needed.value, needed.tone) == ("No rate", "costs")
    assert words.carries_itself(of(funded())) == "No capture rate up to 100% lets savings alone carry this program"
    assert "move 88% of savings" in words.carries_itself(of(funded(rate=0.88, never=0.0)))


def test_replaced_money_is_called_so() -> None:
    assert "its money replaces theirs" in " ".join(words.agreeing(of(funded())))


# -- the ledger -----------------------------------------------------------------------------------------------


BOOKS = {
    "savings": Book(),
    "one-time": Book(opening=2e6),
    "only one-time": Book(opening=1e6, captured={}),
    "two payers": Book(captured={"city": (1.0, 2.0, 3.0, 4.01), "county": (0.0, 1e6, 2e6, 2e6)}),
}


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
def test_every_dollar_in_is_a_dollar_out(book: Book) -> None:
    fund = of(funded(book))
    opening, *moved, closing = tables.ledger_rows(fund)
    for i in range(len(YEARS) + 1):
        values = [row.values[i] for row in (opening, *moved)]
        assert sum(value for value in values if value is not None) == pytest.approx(closing.values[i], abs=0.004)
    assert words.balances(fund).startswith("The ledger balances to the cent")


@pytest.mark.parametrize("entry", ["closing", "administration", "opening"])
def test_a_ledger_that_does_not_balance_is_said_not_to(entry: str) -> None:
    made = funded()
    wrong = [
        replace(r, scenario_mean=r.scenario_mean + 0.02)
        if r.measure == f"fund_{entry}" and r.fiscal_year == 2029
        else r
        for r in made.records
    ]
    assert words.balances(of(replace(made, records=wrong))) == "The ledger does not balance in 2029."


def test_a_year_that_does_not_open_with_what_was_left_is_said_so() -> None:
    made = funded()
    wrong = [
        replace(r, scenario_mean=r.scenario_mean + 5.0)
        if (r.measure, r.fiscal_year) in (("fund_opening", 2029), ("fund_closing", 2029))
        else r
        for r in made.records
    ]
    assert "2029 does not open with what was left" in words.balances(of(replace(made, records=wrong)))


def test_rungs_that_are_not_in_order_are_named() -> None:
    assert "Each rung is part of the one above" in words.checks(of(funded()))[1]
    spends = Book(opening=9e6, spending={"LEAD case managers": (4e6, 4e6, 0.0, 0.0)})
    told = words.checks(of(funded(spends)))[1]
    assert "reinvested is more than captured" in told
    assert "also spends what it started with" in told


# -- the page -------------------------------------------------------------------------------------------------


def test_without_an_agreement_there_is_a_way_to_one_and_no_empty_chart() -> None:
    shown = page(answer())
    said = texts(shown.parts)
    assert "No agreement is named, so nothing is captured in “Gain”" in said
    assert "leadsim reinvest king-county/reinvest-half" in said
    assert figures(shown.parts) == []
    assert all(name in said for name in preset_names() if name != "none")


def test_the_file_that_the_page_shows_is_a_scenario_with_a_fund(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    name = "king-county/pilot"
    for shown in (Reinvested(shipped(name), name, funding_of(shipped(name), name)), Reinvested(answer(), "here/gain")):
        path.write_text(reinvest.example(shown), encoding="utf-8")
        assert load_scenario(path).has_fund
        assert load_scenario(path).jurisdiction.name == "king-county"


def test_with_a_fund_there_is_its_chart_its_ledger_and_what_it_buys() -> None:
    shown = page(funded())
    assert figures(shown.parts) == ["figure-fund", "figure-fund-places"]
    said = texts(shown.parts)
    for part in ("Every dollar in is a dollar out", "Who has to agree", "What the fund changes", *list(BECAUSE)[:1]):
        assert part in said


def test_a_scenario_without_its_fund_is_told_with_the_same_one_that_has_it() -> None:
    assert Reinvested(funded(), NAME).without == NAME + WITHOUT
    for query in ({}, {"focus": NAME + WITHOUT}, {"focus": NAME}, {"focus": "nobody/there"}):
        assert "pay for" in texts(page(funded(), **query).parts)


def test_an_answer_with_the_fund_alone_says_how_to_ask_for_both() -> None:
    made = funded()
    alone = replace(
        made, identity=replace(made.identity, scenarios=(NAME,)), series=(),
        records=[r for r in made.records if r.scenario == NAME and not r.measure.startswith("because_")],
    )  # fmt: skip
    shown = page(alone)
    assert "Ask for both: leadsim reinvest here/plan" in texts(shown.parts)
    assert figures(shown.parts) == ["figure-fund"]


def test_every_table_can_be_downloaded_unrounded() -> None:
    made = funded()
    client = Client("/reinvest", {"focus": (NAME,)})
    for name in ("fund", "fund-places", "fund-ledger", "fund-carrying", "fund-changes"):
        found = reinvest.table(name, client, OneAnswer(made))
        assert found is not None
        assert all(len(row) == len(found.columns) for row in found.rows)
    ledger = reinvest.table("fund-ledger", client, OneAnswer(made))
    assert ledger is not None
    assert ledger.rows[-1][1:] == pytest.approx([0.0, 5.5e5, 1.45e6, 1.35e6, 1.35e6])
    assert reinvest.table("dots", client, OneAnswer(made)) is None
    assert reinvest.table("fund", client, OneAnswer(answer())) is None


def test_what_the_fund_changes_is_told_world_by_world_and_a_loss_in_cash_is_marked() -> None:
    rows = {row.label: row for row in tables.changes(of(funded(without=BETTER, there=WORSE)))}
    cash, persons = rows["Net in cash, all payers"], rows["New participants"]
    assert (cash.without, cash.there, cash.difference.mean) == (
        pytest.approx(1e7),
        pytest.approx(7e6),
        pytest.approx(-3e6),
    )
    assert cash.sure == "worse in 50 of 50"
    assert (persons.without, persons.there, persons.sure) == (400.0, 430.0, "more in 50 of 50")
    shown = tables.with_without(of(funded()), "", "")
    assert "−$3.00M −$3.00M to −$3.00M" in texts(shown)
    better = {row.label: row for row in tables.changes(of(funded(without=WORSE, there=BETTER)))}
    assert better["Net in cash, city"].sure == "better in 50 of 50"


def test_what_the_fund_is_left_with_is_among_what_payers_are() -> None:
    made = funded()
    left = told("dollars", 0.0, 0.0, table="money", rung="cash_net", payer="fund", difference=steady(1.35e6))
    left = replace(left, scenario_mean=1.0)
    rows = {row.label: row for row in tables.changes(of(replace(made, records=(*made.records, left))))}
    assert rows["Net in cash, the fund"].difference.mean == 1.35e6
    assert rows["Net in cash, the fund"].sure == "better in 50 of 50"


# -- who funds LEAD -------------------------------------------------------------------------------------------


def shipped(name: str, **fields: Any) -> Comparison:
    """Return an answer without records about a scenario that comes with leadsim."""
    scenario = load_scenario(name)
    calendar = scenario.jurisdiction.calendar
    plain: dict[str, Any] = {
        "scenarios": (name,), "titles": {name: scenario.title}, "start": calendar.start.isoformat(),
        "fiscal_years": calendar.fiscal_years, **fields,
    }  # fmt: skip
    return Comparison(replace(answer().identity, **plain))


def test_who_funds_lead_is_what_the_scenarios_file_says() -> None:
    comparison = shipped("king-county/funding-stops")
    found = funding_of(comparison, "king-county/funding-stops")
    assert found is not None
    assert found.found == with_funding(comparison, load_scenario("king-county/funding-stops"))
    assert {fall.when.isoformat() for fall in found.found.cliffs} == {"2029-01-01"}
    assert all(amounts[2:] == (0.0,) * 4 for amounts in found.found.sources.values())


def test_a_file_that_is_gone_or_says_something_else_now_is_not_read() -> None:
    name = "king-county/funding-stops"
    assert funding_of(shipped(name, titles={name: "As it was"}), name) is None
    assert funding_of(shipped(name, start="2026-01-01"), name) is None
    assert funding_of(answer({"here/gone": BETTER}), "here/gone") is None
    assert funding_of(answer({"/nowhere/mine.yaml": BETTER}), "/nowhere/mine.yaml") is None


def test_what_falls_is_in_the_title_of_who_funds_lead_with_how_long_the_fund_would_bridge_it() -> None:
    fund = of(funded(), Fall())
    assert tables.source_rows(fund)[-1].values == (4e6, 4e6, 0.0, 0.0, 8e6)
    said = texts([tables.sources(fund, "", ""), reinvest._falls(fund)])
    assert "LEAD’s other funding falls: state grant by $4.0M a year in Jan 2029" in said
    assert "At the end of FY 2028 the fund holds $550k, 1 month of that." in said
    assert ALL not in said.split()


# -- any rate of capture, and investors ---------------------------------------------------------------------------


def said(shown: Any) -> str:
    """Return everything that a page says, amounts in one piece with what stands before and after them."""
    return text_of(shown.parts)


def carrying(scenario: str) -> list[Any]:
    keys = {"scenario": scenario}
    return [
        number("self_funding_carried", 0.06, "share", edges=(0.01, 0.13), **keys),
        number("self_funding_never", 1.0, **keys),
    ]


def test_what_any_rate_would_carry_is_shown_with_a_fund_and_without_one() -> None:
    with_fund = page(with_records(*carrying(NAME + WITHOUT), made=funded()))
    assert "figure-fund-rates" in figures(with_fund.parts)
    assert "Even at a capture rate of 100% savings would carry 6%" in said(with_fund)
    none = page(with_records(*carrying("here/gain"), made=answer()))
    assert "Even at a capture rate of 100% savings would carry 6%" in said(none)
    assert figures(page(answer()).parts) == []
    library = OneAnswer(with_records(*carrying("here/gain"), made=answer()))
    rows = reinvest.table("fund-rates", Client(path="/reinvest"), library)
    assert rows is not None
    assert rows.rows[-1][:2] == (1.0, 0.06)


def bond(net: float) -> list[Any]:
    keys = {"line": "philanthropy", "table": "fund", "scenario": NAME}
    amounts = {"investor_paid": 9.6e6 + net, "investor_net": net, "guarantor_net": 0.0, "investor_invested": 9.6e6}
    rates = {f"investor_rate_{end}": -0.05 for end in ("low", "median", "high")}
    tiers = [
        number(measure, value, **{**keys, "line": line})
        for line, chance, pays in (("0 %", 0.4, 0.0), ("10 %", 0.6, 9.6e6))
        for measure, value in (("investor_tier", chance), ("investor_tier_pays", pays))
    ]
    facts = {**amounts, **rates, "investor_paid_month": 36.0}
    return [*(number(measure, value, **keys) for measure, value in facts.items()), *tiers]


def test_how_an_investor_is_repaid_is_shown_and_a_loss_is_called_one() -> None:
    shown = said(page(with_records(*bond(-1.2e6), made=funded())))
    assert "Investors lose $1.2M of the $9.6M that they pay up front, on average" in shown
    assert "Less than 10%" in shown
    assert "Dec 2029" in shown
    assert "30 of 50" in shown
    assert "Investors gain $1.2M on the $9.6M" in said(page(with_records(*bond(1.2e6), made=funded())))
    assert "Investors" not in said(page(funded()))


def test_the_schedule_of_an_investor_has_a_file() -> None:
    library = OneAnswer(with_records(*bond(-1.2e6), made=funded()))
    rows = reinvest.table("fund-investor", Client(path="/reinvest"), library)
    assert rows is not None
    assert [row[0] for row in rows.rows[:3]] == ["tier: Less than 10 %", "tier: 10 % or more", "invested"]
    assert rows.rows[1][1:4] == (9.6e6, 36, pytest.approx(0.6))
    assert {len(row) for row in rows.rows} == {len(rows.columns)}
