"""What a run starts from, and the content hashes that say whether it has been done before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from simulator.costs.price import Price, PriceBook
from simulator.errors import InputError
from simulator.experiment import setup
from simulator.experiment.setup import epochs, make_setup, model_key, price_books, world_key
from simulator.experiment.staffing import staffing_rules
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.scenario import FUND, Scenario
from simulator.model.events import Venue
from tests.experiment.places import Place, later, make_place


def inputs_of(scenario: Scenario, draw: int = 0, seed: int = 1) -> Inputs:
    return draw_inputs(scenario, seed, draw)


def key(scenario: Scenario, world: int = 0, draw: int = 0, seed: int = 1) -> str:
    inputs = inputs_of(scenario, draw, seed)
    return model_key(inputs, world, staffing_rules(inputs))


# -- what does not matter ---------------------------------------------------------------------------------


def test_names_and_titles_do_not_matter(place: Place):
    one, other = place.scenario("one"), place.scenario("other", title="Another title", sentence="Another sentence.")
    assert key(one) == key(other)


SAME = {
    "a price": {"costs.jail_day": {"value": 999, "price_year": 2025}},
    "a marginal share": {"costs.jail_day_marginal_share": 0.9},
    "police hours, which only cost": {"police.hours_booked": 9},
    "who funds": {"funding.state_grant": {"value": 5_000_000, "price_year": 2025}},
    "Medicaid": {"medicaid.services_share": 0.5},
    "the discount rate": {"economy.discount_rate": 0.1},
    "inflation": {"economy.inflation": 0.1},
    "a budget too small for another person": {"lead.annual_budget": {"value": 800_001, "price_year": 2025}},
    "a later price": {"costs.jail_day": later(100, (date(2027, 6, 1), 200), price_year=2025)},
    "later police hours": {"police.hours_booked": later(1, (date(2027, 6, 1), 2))},
    "a later value that is the same": {"lead.consent": later(0.97, (date(2027, 6, 1), 0.97))},
}


@pytest.mark.parametrize("changes", SAME.values(), ids=SAME)
def test_money_does_not_matter_for_what_happens(place: Place, changes: Mapping[str, Any]):
    assert key(place.scenario("changed", changes)) == key(place.scenario("same"))


# -- what matters -----------------------------------------------------------------------------------------

OTHER = {
    "consent": {"lead.consent": 0.5},
    "a later law": {"lead.consent": later(0.97, (date(2027, 6, 1), 0.5))},
    "its date": {"lead.consent": later(0.97, (date(2027, 6, 2), 0.5))},
    "the budget": {"lead.annual_budget": {"value": 0, "price_year": 2025}},
    "the hire lag": {"lead.hire_lag": 10},
    "hiring to demand": {"lead.hire_to_demand": 1},
    "the caseload": {"lead.caseload": 9},
    "the price of staff": {"costs.case_manager": {"value": 90_000, "price_year": 2025}},
    "jail stays": {"jail.long_stay_median": 7},
    "one category": {"lead.coverage.west": 0.5},
}


def test_everything_else_matters(place: Place):
    keys = {name: key(place.scenario("changed", changes)) for name, changes in OTHER.items()}
    keys["nothing"] = key(place.scenario("same"))
    assert len(set(keys.values())) == len(keys)


def test_luck_and_draws_matter(place: Place):
    same = place.scenario("same")
    keys = {key(same), key(same, world=1), key(same, draw=1), key(same, draw=2), key(same, seed=2)}
    assert len(keys) == 5


def test_the_people_the_calendar_and_the_practice_before_matter(tmp_path: Path):
    places = [
        make_place(tmp_path / "smallville"),
        make_place(tmp_path / "larger", {"population.pool": 61}),
        make_place(tmp_path / "longer", horizon_years=2),
        make_place(tmp_path / "earlier", start=date(2026, 1, 1)),
        make_place(tmp_path / "colder", warm_up_years=0),
        make_place(tmp_path / "county", {"population.area_is_city": dict.fromkeys(AREAS, 0)}),
        make_place(tmp_path / "fuller", {"jail.background_population": 2_000}),
    ]
    keys = {key(place.scenario("same", {"lead.consent": 0.9})) for place in places}
    keys.add(key(make_place(tmp_path / "reluctant", {"lead.consent": 0.5}).scenario("same", {"lead.consent": 0.9})))
    assert len(keys) == 8


AREAS = ("west", "east", "north", "south", "southwest", "burien_white_center")


def test_an_edited_model_has_other_keys(place: Place, monkeypatch: pytest.MonkeyPatch):
    before = key(place.scenario("same"))
    monkeypatch.setattr(setup, "model_version", lambda: "edited")
    assert key(place.scenario("same")) != before


# -- money ------------------------------------------------------------------------------------------------


def test_versions_are_of_the_sources_and_not_of_each_other():
    assert setup.model_version() != setup.money_version()
    assert len(setup.model_version()) == len(setup.money_version()) == 16


# -- what a run starts from -------------------------------------------------------------------------------


def test_practice_holds_in_the_warm_up_and_the_policy_from_day_0_on(tmp_path: Path):
    place = make_place(tmp_path, {"lead.consent": later(0.5, (date(2026, 7, 1), 0.6))})
    found = epochs(inputs_of(place.scenario("same", {"lead.consent": later(0.7, (date(2027, 7, 1), 0.8))})))
    assert [(day, facts.protocol.consent) for day, facts in found] == [
        (-365.0, 0.5), (-184.0, 0.6), (0.0, 0.7), (181.0, 0.8),
    ]  # fmt: skip


def test_laws_before_and_after_the_run_are_no_epochs(tmp_path: Path):
    facts = {"lead.consent": later(0.5, (date(2020, 1, 1), 0.6), (date(2028, 1, 1), 0.9))}
    found = epochs(inputs_of(make_place(tmp_path, facts).scenario("same")))
    assert [(day, each.protocol.consent) for day, each in found] == [(-365.0, 0.6)]


def test_the_people_of_a_world_are_the_same_in_every_scenario(place: Place):
    one = make_setup(inputs_of(place.scenario("one")), 3).people
    other = make_setup(inputs_of(place.scenario("other", {"lead.consent": 0.1})), 3).people
    assert (one.arrival == other.arrival).all()
    assert (one.frailty == other.frailty).all()
    another_world = make_setup(inputs_of(place.scenario("one")), 4).people
    assert one.frailty[0] != another_world.frailty[0]


def test_worlds_have_keys_of_their_own():
    assert len({world_key(seed, world) for seed in range(5) for world in range(5)}) == 25


def test_a_misdemeanors_court_follows_the_area(place: Place):
    venues = make_setup(inputs_of(place.scenario("same")), 0).misdemeanor_venue
    assert venues == (*[Venue.MUNICIPAL] * 5, Venue.DISTRICT)


def test_there_is_a_price_book_for_each_month_of_the_horizon(place: Place):
    inputs = inputs_of(place.scenario("same"))
    books = price_books(inputs)
    assert len(books) == 12
    assert all(book is books[0] for book in books)
    assert price_books(replace(inputs, draw=0)) == books


def justice(books: Sequence[PriceBook]) -> list[tuple[Price, ...]]:
    return [tuple(price for price in book.prices if not price.program) for book in books]


def lead(books: Sequence[PriceBook]) -> list[tuple[Price, ...]]:
    return [tuple(price for price in book.prices if price.program) for book in books]


def test_justice_is_priced_by_the_rules_of_another_scenario_and_lead_by_its_own(place: Place):
    later_price = later(100, (date(2027, 6, 1), 200), price_year=2025)  # of what no cost of a jail unit follows from
    one = inputs_of(place.scenario("one", {"costs.services_month": {"value": 111, "price_year": 2025}}))
    other = inputs_of(place.scenario("other", {"costs.booking": later_price, **SAME["who funds"]}))
    own, rules, both = price_books(one), price_books(other), price_books(one, rules=other)
    assert justice(both) == justice(rules) != justice(own)
    assert lead(both) == lead(own) != lead(rules)
    assert [book.funding for book in both] == [book.funding for book in own]
    bookings = [price.average for prices in justice(both) for price in prices if price.line == "jail booking"]
    assert bookings == [100.0] * 5 + [200.0] * 7


def test_the_rules_bring_the_payers_of_their_agreement(place: Place):
    one = inputs_of(place.scenario("one"))
    other = inputs_of(place.scenario("funded", {"capture.share": 0.5}, reinvestment={"covers": ["city"]}))
    assert price_books(one, rules=other)[0].payers == (*price_books(one)[0].payers, FUND)
    assert price_books(other)[0].payers == (*price_books(one)[0].payers, FUND)


def test_what_depends_on_other_months_takes_no_later_value(place: Place):
    with pytest.raises(InputError, match=r"jail_unit\.beds.*whole run.*2027-06-01"):
        price_books(inputs_of(place.scenario("wrong", {"jail_unit.beds": later(64, (date(2027, 6, 1), 32))})))
