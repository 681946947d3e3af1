"""Prices: units that fit what is counted, marginal shares, dates, and one message for what cannot be priced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from simulator.costs.price import COUNTED_AS, Price, PriceBook
from simulator.errors import InputError
from simulator.experiment.setup import price_books
from simulator.inputs.draw import draw_inputs
from simulator.inputs.scenario import FORMER_FUNDERS, FUNDERS, Scenario
from simulator.model.quantities import Quantity
from tests.experiment.places import KING_COUNTY, Place, later, make_place

# What a jail unit costs follows from a jail day by default, and holds for the whole run.
UNIT_COST = {"jail_unit.cost": {"value": 1_000_000, "price_year": 2025}}


def books(scenario: Scenario, draw: int = 0) -> list[PriceBook]:
    return price_books(draw_inputs(scenario, 1, draw))


def price(made: PriceBook, line: str) -> Price:
    return next(price for price in made.prices if price.line == line)


def place_with(folder: Path, **line: Any) -> Place:
    """Return a place with one more cost line than King County."""
    lines = {**KING_COUNTY["cost_lines"], "extra": {"agency": "A test", **line}}
    return make_place(folder / "smallville", cost_lines=lines)


def extra(folder: Path, **line: Any) -> Price:
    return price(books(place_with(folder, **line).scenario("same"))[0], "extra")


def refusal(folder: Path, **line: Any) -> str:
    with pytest.raises(InputError) as refused:
        extra(folder, **line)
    message = str(refused.value)
    assert "extra" in message
    assert "\n" not in message
    return message


# -- by hand ----------------------------------------------------------------------------------------------


def test_king_countys_jail_day_by_hand(tmp_path: Path):
    jail = price(books(make_place(tmp_path).scenario("same"))[0], "jail bed")
    assert jail.average == pytest.approx(220 * 321.943 / 292.655, rel=1e-12)  # $220 of 2022 in dollars of 2025
    assert jail.marginal == jail.budget == pytest.approx(0.12 * jail.average, rel=1e-12)
    assert (jail.backfill, jail.system) == (0.3, None)
    assert jail.counts == (
        (Quantity.JAIL_DAYS_SUPERIOR, "county", 1.0),
        (Quantity.JAIL_DAYS_MUNICIPAL, "city", 1.0),
        (Quantity.JAIL_DAYS_DISTRICT, "county", 1.0),
    )
    assert not jail.program


def test_what_lead_costs_is_paid_in_full_by_funders_and_former_funders(tmp_path: Path):
    made = books(make_place(tmp_path).scenario("same"))[0]
    staff = price(made, "LEAD case managers")
    assert staff.program
    assert staff.marginal == staff.budget == staff.average
    assert [payer for _, payer, _ in staff.counts] == [FUNDERS]
    assert [payer for _, payer, _ in price(made, "notice after a cut, case managers").counts] == [FORMER_FUNDERS]
    assert staff.counts[0][2] == pytest.approx(1 / 12)  # a month of a price by the year


@pytest.mark.parametrize("draw", [1, 2, 3])
def test_in_every_draw_what_varies_is_a_part_of_the_price(tmp_path: Path, draw: int):
    made = books(make_place(tmp_path).scenario("same"), draw)[0]
    assert all(0.0 <= one.budget <= one.marginal <= one.average for one in made.prices)


@pytest.mark.parametrize(
    ("path", "quantity", "units"),
    [
        ("costs.booking", "first_intakes", 1.0),  # dollars
        ("costs.court_felony", "filings_superior", 1.0),  # dollars per case
        ("costs.jail_day", "prison_days", 1.0),
        ("costs.services_month", "served_days", 12 / 365.25),
        ("costs.case_manager", "place_days_funded", 1 / 365.25),
        ("costs.services_month", "case_manager_months", 1.0),
        ("costs.program_fixed", "program_months", 1 / 12),
    ],
)
def test_how_much_of_a_price_one_counted_unit_is(tmp_path: Path, path: str, quantity: str, units: float):
    made = extra(tmp_path, price=path, counts={quantity: "city"})
    assert made.counts == ((Quantity[quantity.upper()], "city", pytest.approx(units, rel=1e-15)),)
    assert made.marginal == made.average


def test_a_month_is_the_same_twelfth_of_a_year_by_day_and_by_month():
    assert COUNTED_AS["dollars per month", "day"] * 365.25 == pytest.approx(12.0)
    assert COUNTED_AS["dollars per year", "month"] * 12 == pytest.approx(1.0)


# -- society's view ---------------------------------------------------------------------------------------


def harmed(folder: Path, *, society: bool) -> PriceBook:
    """Return the prices of a place where people bear what contacts cost them."""
    line = {"price": "costs.booking", "counts": {"contacts": "victims"}, "society": True}
    lines = {**KING_COUNTY["cost_lines"], "harm": {"agency": "A test", **line}}
    payers = {**KING_COUNTY["payers"], "victims": "People who are harmed"}
    facts = {"costs.booking": 80}
    made = make_place(folder / "smallville", facts, cost_lines=lines, payers=payers)
    return books(replace(made.scenario("same"), society=society))[0]


def test_harm_has_a_price_and_varies_but_leaves_no_budget(tmp_path: Path):
    line = price(harmed(tmp_path, society=True), "harm")
    assert (line.average, line.marginal, line.budget) == (80.0, 80.0, 0.0)
    assert line.counts == ((Quantity.CONTACTS, "victims", 1.0),)


def test_harm_counts_in_no_other_view(tmp_path: Path):
    made = harmed(tmp_path, society=False)
    assert "harm" not in [line.line for line in made.prices]
    assert "victims" not in {payer for line in made.prices for _, payer, _ in line.counts}


# -- dates -----------------------------------------------------------------------------------------------


def test_a_dated_price_takes_effect_in_its_month(tmp_path: Path):
    facts = {"costs.jail_day": later(100, (date(2027, 4, 1), 150), (date(2027, 9, 15), 200)), **UNIT_COST}
    made = books(make_place(tmp_path, facts).scenario("same"))
    # A price of the middle of a month begins with the next: a month has one price.
    assert [price(one, "jail bed").average for one in made] == [100] * 3 + [150] * 6 + [200] * 3


def test_a_dated_part_of_a_derived_price_takes_effect_too(tmp_path: Path):
    facts = {"police.hours_booked": later(1, (date(2027, 7, 1), 3)), "costs.officer_hour": 50}
    made = books(make_place(tmp_path, facts).scenario("same"))
    assert [price(one, "police arrest").average for one in made] == [50] * 6 + [150] * 6


def test_a_dated_marginal_share_takes_effect_whatever_its_topic(tmp_path: Path):
    facts = {"costs.jail_day": 100, "lead.shift_covered": later(0.5, (date(2027, 2, 1), 0.25))}
    lines = {
        "jail bed": {
            "price": "costs.jail_day",
            "function": {"kind": "marginal", "share": "lead.shift_covered"},
            "agency": "A test",
            "counts": {"jail_days_superior": "county"},
        }
    }
    made = books(make_place(tmp_path, facts, cost_lines=lines).scenario("same"))
    assert [price(one, "jail bed").marginal for one in made] == [50] + [25] * 11


def test_a_price_changed_before_the_start_is_in_force_from_the_first_month(tmp_path: Path):
    facts = {"costs.jail_day": later(100, (date(2026, 6, 1), 150))}
    assert price(books(make_place(tmp_path, facts).scenario("same"))[0], "jail bed").average == 150


# -- refusals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "quantity", "said"),
    [
        ("costs.jail_day", "bookings_superior", "dollars per day does not fit a quantity counted by the event"),
        ("costs.booking", "jail_days_superior", "dollars does not fit a quantity counted by the day"),
        ("costs.jail_day", "case_manager_months", "dollars per day does not fit a quantity counted by the month"),
        ("costs.officer_hour", "contacts", "dollars per hour does not fit"),
        ("lead.annual_budget", "jail_sentences", "dollars per year does not fit"),
    ],
)
def test_a_unit_that_does_not_fit_is_refused(tmp_path: Path, path: str, quantity: str, said: str):
    assert said in refusal(tmp_path, price=path, counts={quantity: "city"})


def test_an_unknown_quantity_is_refused_with_the_nearest(tmp_path: Path):
    said = refusal(tmp_path, price="costs.booking", counts={"bookings_municpal": "city"})
    assert said.startswith("key cost_lines.extra: there is no such quantity to price; found bookings_municpal; ")
    assert "did you mean bookings_municipal" in said


def test_a_program_line_has_no_marginal_part(tmp_path: Path):
    line = {"price": "costs.booking", "counts": {"intakes": FUNDERS}, "program": True}
    share = {"kind": "marginal", "share": "costs.booking_marginal_share"}
    assert "paid in full" in refusal(tmp_path, **line, function=share)
