"""Two scenarios at the same prices: justice prices of one, and what LEAD costs and who funds it of the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from simulator.costs.price import Price, PriceBook
from simulator.errors import InputError
from simulator.experiment.setup import price_books
from simulator.inputs.draw import draw_inputs
from simulator.inputs.scenario import FUNDERS, FUNDING_SOURCES, MEDICAID
from tests.experiment.places import Place, later, make_place

JULY = date(2027, 7, 1)


def dollars(value: float, *changes: tuple[date, float]) -> dict[str, Any]:
    return later(value, *changes, price_year=2025)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place that the city funds."""
    sources = {f"funding.{source}": dollars(0) for source in FUNDING_SOURCES}
    facts = {**sources, "funding.city_general_fund": dollars(800_000)}
    facts |= {"costs.jail_day": dollars(100), "costs.case_manager": dollars(120_000)}
    facts |= {"jail_unit.cost": dollars(1_000_000)}  # by default it follows from a jail day and takes no later value
    return make_place(tmp_path_factory.mktemp("places") / "smallville", facts)


def books(place: Place, asked: Mapping[str, Any], rules: Mapping[str, Any], **keys: Any) -> list[PriceBook]:
    """Return the price books of a scenario at the prices of another; `keys` are of the other's file."""
    one = draw_inputs(place.scenario("asked", asked), 1, 0)
    return price_books(one, rules=draw_inputs(place.scenario("rules", rules, **keys), 1, 0))


def price(made: PriceBook, line: str) -> Price:
    return next(price for price in made.prices if price.line == line)


def test_justice_prices_are_those_of_the_rules_and_what_lead_costs_is_the_scenarios_own(place: Place):
    asked = {"costs.jail_day": dollars(500), "costs.case_manager": dollars(60_000)}
    rules = {"costs.jail_day": dollars(200), "costs.case_manager": dollars(240_000)}
    made = books(place, asked, rules)[0]
    assert price(made, "jail bed").average == 200.0
    assert price(made, "LEAD case managers").average == 60_000.0


def test_shares_that_vary_and_that_others_fill_are_those_of_the_rules(place: Place):
    asked = {"costs.jail_day_marginal_share": 0.9, "savings.jail_backfill": 0.9}
    rules = {"costs.jail_day_marginal_share": 0.2, "savings.jail_backfill": 0.4}
    jail = price(books(place, asked, rules)[0], "jail bed")
    assert (jail.marginal, jail.budget, jail.backfill) == pytest.approx((20.0, 20.0, 0.4))


def test_terms_of_what_depends_on_all_that_is_used_are_those_of_the_rules(place: Place):
    made = books(place, {"jail_unit.beds": 10}, {"jail_unit.beds": 50})[0]
    system = price(made, "jail units").system
    assert system is not None
    assert system.function.unit_size == 50.0  # type: ignore[attr-defined]


def test_lines_are_those_of_the_rules(place: Place):
    line = {"agency": "A test", "price": "costs.jail_day", "counts": {"jail_days_municipal": "state"}}
    made = books(place, {}, {}, cost_lines={"extra": line})
    assert all(price(one, "extra").average == 100.0 for one in made)
    own = price_books(draw_inputs(place.scenario("asked"), 1, 0))
    assert "extra" not in [one.line for one in own[0].prices]


def test_funders_are_the_scenarios_own(place: Place):
    city_ends = {"funding.city_general_fund": dollars(0), "funding.state_grant": dollars(5)}
    for asked, rules, expected in ((city_ends, {}, "state"), ({}, city_ends, "city")):
        made = books(place, asked, rules)[0]
        assert dict(zip(made.payers, made.funding[FUNDERS], strict=True))[expected] == 1.0


def test_what_medicaid_pays_is_the_scenarios_own(place: Place):
    made = books(place, {"medicaid.federal_share": 0.5}, {"medicaid.federal_share": 0.9})[0]
    assert max(made.funding[MEDICAID]) == 0.5


def test_later_prices_of_either_take_effect_on_their_day(place: Place):
    asked = {"costs.case_manager": dollars(120_000, (date(2027, 4, 1), 60_000))}
    rules = {"costs.jail_day": dollars(100, (JULY, 300))}
    made = books(place, asked, rules)
    assert [price(one, "LEAD case managers").average for one in made] == [120_000] * 3 + [60_000] * 9
    assert [price(one, "jail bed").average for one in made] == [100] * 6 + [300] * 6


def test_later_prices_that_belong_to_the_other_change_nothing(place: Place):
    asked = {"costs.jail_day": dollars(100, (JULY, 300))}
    rules = {"costs.case_manager": dollars(120_000, (JULY, 60_000))}
    made = books(place, asked, rules)
    assert {price(one, "LEAD case managers").average for one in made} == {120_000}
    assert {price(one, "jail bed").average for one in made} == {100}


def test_the_long_run_begins_when_the_rules_say(place: Place):
    line = "prison bed"
    made = books(place, {"savings.long_run_after": 0.001}, {"savings.long_run_after": 0.5})
    changed = [price(one, line).marginal > price(made[0], line).marginal for one in made]
    assert changed == [False] * 7 + [True] * 5


def test_rules_that_are_the_scenarios_own_are_no_other_rules(place: Place):
    inputs = draw_inputs(place.scenario("asked", {"costs.jail_day": dollars(100, (JULY, 300))}), 1, 3)
    assert price_books(inputs, rules=inputs) == price_books(inputs)


def test_terms_that_hold_for_the_whole_run_take_no_later_value(place: Place, tmp_path: Path):
    with pytest.raises(InputError, match="holds for the whole run and takes no later value") as refused:
        books(place, {}, {"jail_unit.beds": later(73, (JULY, 59))})
    assert refused.value.key == "jail_unit.beds"
    assert books(place, {"jail_unit.beds": later(73, (JULY, 59))}, {})  # these are not the rules


def test_a_later_share_of_positions_that_are_cut_is_cash_from_its_day(place: Place):
    cut = {"savings.positions_cut": later(0.2, (JULY, 0.8)), "savings.long_run_after": 0.001}
    made = books(place, {}, cut)
    cash = [price(book, "prison bed").budget for book in made]
    assert len({*cash[1:6]}) == len({*cash[6:]}) == 1
    assert cash[6] > cash[5]
    varying = price(made[5], "prison bed").marginal
    assert price(made[6], "prison bed").marginal == varying, "what varies does not depend on it"


def test_the_long_run_begins_once_and_takes_no_later_value(place: Place):
    with pytest.raises(InputError) as caught:
        books(place, {}, {"savings.long_run_after": later(3.0, (JULY, 1.0))})
    assert (caught.value.key, caught.value.found) == ("savings.long_run_after", "2027-07-01")
