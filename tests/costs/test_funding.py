"""Who funds LEAD: shares of its sources in every draw and at every date, the match, former funders, and Medicaid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.funding import funder_shares, medicaid_shares, service_shares
from simulator.costs.price import PriceBook
from simulator.experiment.setup import price_books
from simulator.inputs.draw import draw_inputs
from simulator.inputs.load import default_parameters
from simulator.inputs.scenario import (
    FORMER_FUNDERS,
    FUNDERS,
    FUNDING_SOURCES,
    MEDICAID,
    SERVICE_FUNDERS,
    SHARING_PAYERS,
    Scenario,
)
from simulator.inputs.values import number
from simulator.units import split_cents
from tests.experiment.places import KING_COUNTY, Place, later, make_place
from tests.properties.strategies import examples

PAYERS = ("city", "county", "state", "federal", "philanthropy")
SOURCES: Mapping[str, str] = KING_COUNTY["funding_sources"]
NOBODY = dict.fromkeys(PAYERS, 0.0)
START, JULY = date(2027, 1, 1), date(2027, 7, 1)


def money(dollars: float, *changes: tuple[date, float], year: int = 2025) -> dict[str, Any]:
    """Return what a file says of a source: dollars a year, and others from later dates on."""
    return later(dollars, *((date(day.year, day.month, day.day), other) for day, other in changes), price_year=year)


def funded_by(**dollars: Any) -> dict[str, Any]:
    """Return settings in which LEAD's budget is the sum of these sources and of no others."""
    given = {source: money(0) for source in FUNDING_SOURCES}
    given |= {source: each if isinstance(each, dict) else money(each) for source, each in dollars.items()}
    return {f"funding.{source}": each for source, each in given.items()}


def by_payer(**shares: float) -> Any:
    return pytest.approx({**NOBODY, **shares})


def books(scenario: Scenario, draw: int = 0) -> list[PriceBook]:
    return price_books(draw_inputs(scenario, 1, draw))


def shares_of(book: PriceBook, payer: str) -> Mapping[str, float]:
    return dict(zip(book.payers, book.funding[payer], strict=True))


def budget(scenario: Scenario, when: date = START, draw: int = 0) -> float:
    return number(draw_inputs(scenario, 1, draw).policy.at(when), "lead.annual_budget")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A place whose budget is the sum of its sources, and these are the city's."""
    made = make_place(tmp_path / "smallville", funded_by(city_general_fund=800_000))
    path = made.folder / "jurisdiction.yaml"
    file = yaml.safe_load(path.read_text(encoding="utf-8"))
    del file["facts"]["lead.annual_budget"]
    path.write_text(yaml.safe_dump(file, sort_keys=False), encoding="utf-8")
    return made


# -- shares of sources -------------------------------------------------------------------------------------


def test_each_source_is_its_payers_and_shares_are_of_dollars_of_one_year(place: Place):
    asked = place.scenario("asked", funded_by(city_general_fund=money(270_970, year=2021), sales_tax=304_702 / 2))
    # $270,970 of 2021 are $321,943 of 2025; the tax is in dollars of 2025 as it stands.
    total = 321_943 + 152_351
    assert budget(asked) == pytest.approx(total)
    expected = by_payer(city=321_943 / total, county=152_351 / total)
    assert shares_of(books(asked)[0], FUNDERS) == expected


@pytest.mark.parametrize("source", FUNDING_SOURCES)
def test_one_source_alone_is_all_its_payers(place: Place, source: str):
    values = place.scenario("asked", funded_by(**{source: 700_000, "matching_grant": 0}))
    paid = source != "matching_grant"
    assert budget(values) == (700_000 if paid else 0)
    if paid:
        assert shares_of(books(values)[0], FUNDERS) == by_payer(**{SOURCES[source]: 1.0})


def test_sources_of_one_payer_add_up(place: Place):
    asked = place.scenario("asked", funded_by(city_general_fund=1, county_general_fund=2, sales_tax=3, state_grant=4))
    assert budget(asked) == 10
    assert shares_of(books(asked)[0], FUNDERS) == by_payer(city=0.1, county=0.5, state=0.4)


def test_shares_follow_the_draw(place: Place):
    wide = {**money(6_000_000), "uncertainty": {"distribution": "uniform", "low": 1_000_000, "high": 9_000_000}}
    asked = place.scenario("asked", funded_by(city_general_fund=wide, sales_tax=4_000_000))
    found = []
    for draw in range(6):
        city = budget(asked, draw=draw) - 4_000_000
        expected = by_payer(city=city / (city + 4_000_000), county=4_000_000 / (city + 4_000_000))
        assert shares_of(books(asked, draw)[0], FUNDERS) == expected
        found.append(city)
    assert found[0] == 6_000_000
    assert len(set(found)) == 6


def test_a_budget_that_is_set_is_shared_as_its_sources_are(place: Place):
    changes = {**funded_by(city_general_fund=1, state_grant=3), "lead.annual_budget": money(123_456)}
    asked = place.scenario("asked", changes)
    assert budget(asked) == pytest.approx(123_456)
    assert shares_of(books(asked)[0], FUNDERS) == by_payer(city=0.25, state=0.75)


@examples(100)
@given(st.lists(st.sampled_from((0.0, 1e-9, 1.0, 3.7e6, 1e11)), min_size=7, max_size=7), st.integers(0, 10**12))
def test_shares_of_any_sources_split_any_amount_to_the_cent(dollars: list[float], cents: int):
    values = dict(zip((f"funding.{source}" for source in FUNDING_SOURCES), dollars, strict=True))
    shares = funder_shares({**values, "funding.match_paid": dollars[-1] / 2}, SOURCES, PAYERS)
    if not any(dollars):
        assert shares == (0.0,) * len(PAYERS)
        return
    assert sum(shares) == pytest.approx(1.0)
    assert min(shares) >= 0.0
    assert sum(split_cents(cents, shares)) == cents


# -- the match ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local", "ratio", "paid"),
    [
        ({}, 1, 0),
        ({"city_general_fund": 100_000}, 1, 100_000),
        ({"city_general_fund": 100_000, "county_general_fund": 50_000, "sales_tax": 25_000}, 1, 175_000),
        ({"city_general_fund": 100_000}, 0.5, 50_000),
        ({"city_general_fund": 100_000}, 2, 200_000),
        ({"city_general_fund": 300_000}, 1, 250_000),  # all that is offered
        ({"city_general_fund": 100_000}, 0, 0),
        ({"state_grant": 100_000, "federal_grant": 100_000, "philanthropy": 100_000}, 1, 0),  # no local public money
    ],
)
def test_a_grant_matches_local_public_money_and_no_other(place: Place, local: dict[str, int], ratio: float, paid: int):
    changes = {**funded_by(**local, matching_grant=250_000), "funding.match_ratio": ratio}
    asked = place.scenario("asked", changes)
    own = sum(local.values())
    assert budget(asked) == own + paid
    if own:
        foundation = local.get("philanthropy", 0) + paid
        assert shares_of(books(asked)[0], FUNDERS)["philanthropy"] == pytest.approx(foundation / (own + paid))


def test_a_match_ends_with_the_money_that_it_matches(place: Place):
    changes = funded_by(city_general_fund=money(100_000, (JULY, 0)), state_grant=60_000, matching_grant=40_000)
    asked = place.scenario("asked", changes)
    assert [budget(asked, when) for when in (START, JULY)] == [200_000, 60_000]
    made = books(asked)
    assert shares_of(made[5], FUNDERS) == by_payer(city=0.5, state=0.3, philanthropy=0.2)
    assert shares_of(made[6], FUNDERS) == by_payer(state=1.0)


# -- dates -------------------------------------------------------------------------------------------------


def test_a_source_begins_and_ends_on_its_days(place: Place):
    grant = money(0, (date(2027, 3, 1), 300_000), (date(2027, 9, 1), 0))
    asked = place.scenario("asked", funded_by(city_general_fund=100_000, federal_grant=grant))
    found = [shares_of(one, FUNDERS)["federal"] for one in books(asked)]
    assert found == pytest.approx([0.0] * 2 + [0.75] * 6 + [0.0] * 4)
    assert [budget(asked, date(2027, month, 1)) for month in (2, 3, 8, 9)] == [100_000, 400_000, 400_000, 100_000]


def test_new_funders_pay_for_the_program_and_the_old_ones_for_its_notice(place: Place):
    made = books(place.scenario("state-funded", funded_by(state_grant=500_000)))
    assert all(shares_of(one, FUNDERS) == by_payer(state=1.0) for one in made)
    assert all(shares_of(one, FORMER_FUNDERS) == by_payer(city=1.0) for one in made)


def test_who_funded_until_the_start_is_a_former_funder_even_where_the_place_changes_on_that_day(tmp_path: Path):
    city, state = money(800_000, (date(2027, 1, 1), 0)), money(0, (date(2027, 1, 1), 800_000))
    facts = funded_by(city_general_fund=city, state_grant=state)
    made = books(make_place(tmp_path, facts).scenario("same"))[0]
    assert shares_of(made, FUNDERS) == by_payer(state=1.0)
    assert shares_of(made, FORMER_FUNDERS) == by_payer(city=1.0)


def test_who_funded_lead_before_a_later_cut_pays_for_its_notice(place: Place):
    cut = funded_by(state_grant=money(1_000_000, (JULY, 400_000)))
    former = [shares_of(one, FORMER_FUNDERS) for one in books(place.scenario("cut", cut))]
    assert former == [by_payer(city=1.0)] * 6 + [by_payer(state=1.0)] * 6


def test_who_loses_a_funder_has_its_notice_paid_as_before(place: Place):
    ends = funded_by(city_general_fund=300_000, federal_grant=money(900_000, (JULY, 0)))
    made = books(place.scenario("grant-ends", ends))
    assert shares_of(made[6], FUNDERS) == by_payer(city=1.0)
    assert shares_of(made[6], FORMER_FUNDERS) == by_payer(city=0.25, federal=0.75)


def test_funders_may_change_while_the_budget_stays_as_it_is_set(place: Place):
    swap = funded_by(state_grant=money(1, (JULY, 0)), sales_tax=money(0, (JULY, 1)))
    made = books(place.scenario("swap", {**swap, "lead.annual_budget": money(800_000)}))
    assert [shares_of(one, FUNDERS) for one in made] == [by_payer(state=1.0)] * 6 + [by_payer(county=1.0)] * 6
    assert [shares_of(one, FORMER_FUNDERS) for one in made] == [by_payer(city=1.0)] * 6 + [by_payer(state=1.0)] * 6


def test_who_funded_last_pays_while_there_is_no_money(place: Place):
    gap = funded_by(
        city_general_fund=money(300_000, (date(2027, 4, 1), 0)),
        state_grant=money(100_000, (date(2027, 4, 1), 0)),
        philanthropy=money(0, (date(2027, 10, 1), 50_000)),
    )
    made = books(place.scenario("gap", gap))
    last = by_payer(city=0.75, state=0.25)
    assert [shares_of(one, FUNDERS) for one in made] == [last] * 9 + [by_payer(philanthropy=1.0)] * 3
    # In October money changes once more, and who was there before is still who paid last.
    assert [shares_of(one, FORMER_FUNDERS) for one in made] == [by_payer(city=1.0)] * 3 + [last] * 9


def test_two_changes_without_money_go_back_to_the_last_that_had_some(place: Place):
    gap = funded_by(
        city_general_fund=money(300_000, (date(2027, 4, 1), 0)),
        matching_grant=money(0, (date(2027, 6, 1), 10), (date(2027, 8, 1), 20)),  # an offer without a match
    )
    made = books(place.scenario("gap", gap))
    assert all(shares_of(one, payer) == by_payer(city=1.0) for one in made for payer in (FUNDERS, FORMER_FUNDERS))


def test_without_money_from_the_start_on_who_funded_before_it_pays(place: Place):
    made = books(place.scenario("nothing", funded_by()))
    assert all(shares_of(one, payer) == by_payer(city=1.0) for one in made for payer in (FUNDERS, FORMER_FUNDERS))


def test_practice_whose_money_ended_before_the_start_has_the_funders_that_it_had_last(tmp_path: Path):
    facts = funded_by(
        city_general_fund=money(5, (date(2026, 2, 1), 0)),
        state_grant=money(0, (date(2026, 2, 1), 6), (date(2026, 6, 1), 0)),
        federal_grant=money(0, (date(2026, 3, 1), 2), (date(2026, 5, 1), 0)),
    )
    made = books(make_place(tmp_path, facts).scenario("same"))
    assert all(shares_of(one, payer) == by_payer(state=1.0) for one in made for payer in (FUNDERS, FORMER_FUNDERS))


def test_a_program_that_nobody_ever_funded_is_nobodys(tmp_path: Path):
    made = books(make_place(tmp_path, funded_by()).scenario("same"))[0]
    for payer in (FUNDERS, FORMER_FUNDERS, SERVICE_FUNDERS):
        assert shares_of(made, payer) == NOBODY


# -- Medicaid ----------------------------------------------------------------------------------------------


def test_medicaid_is_split_between_the_federal_and_the_state_payer():
    values = {"medicaid.federal_share": 0.9}
    assert medicaid_shares(values, PAYERS) == pytest.approx((0.0, 0.0, 0.1, 0.9, 0.0))
    assert medicaid_shares(values, ("federal", "state")) == pytest.approx((0.9, 0.1))


@pytest.mark.parametrize("payers", [("city", "federal"), ("state", "city"), ("city",)])
def test_medicaid_without_both_its_payers_is_nobodys(payers: tuple[str, ...]):
    assert medicaid_shares({"medicaid.federal_share": 0.9}, payers) == (0.0,) * len(payers)


@pytest.mark.parametrize(
    ("billed", "expected"),
    [
        (0.0, {"city": 0.6, "county": 0.4}),
        (0.25, {"city": 0.45, "county": 0.3, "state": 0.05, "federal": 0.2}),
        (1.0, {"state": 0.2, "federal": 0.8}),
    ],
)
def test_what_of_services_is_not_billed_to_medicaid_is_paid_by_leads_funders(
    place: Place, billed: float, expected: dict[str, float]
):
    changes = {
        **funded_by(city_general_fund=3, county_general_fund=2),
        "medicaid.federal_share": 0.8,
        "medicaid.services_share": billed,
    }
    made = books(place.scenario("asked", changes))[0]
    assert shares_of(made, SERVICE_FUNDERS) == by_payer(**expected)
    assert shares_of(made, MEDICAID) == by_payer(state=0.2, federal=0.8)
    assert shares_of(made, FUNDERS) == by_payer(city=0.6, county=0.4)


def test_medicaid_does_not_take_over_what_nobody_funds():
    medicaid, nobody = (0.2, 0.8), (0.0, 0.0)
    assert service_shares({"medicaid.services_share": 0.3}, nobody, medicaid) == nobody
    assert service_shares({"medicaid.services_share": 1.0}, nobody, medicaid) == medicaid


def test_shares_of_other_payers_are_no_shares_to_mix():
    for funders, medicaid in (((1.0, 0.0), (0.1,)), ((1.0,), (0.1, 0.9))):
        with pytest.raises(ValueError, match="zip"):
            service_shares({"medicaid.services_share": 0.3}, funders, medicaid)


def test_a_dated_federal_share_takes_effect_on_its_day_and_moves_no_funder(place: Place):
    changes = {"medicaid.federal_share": later(0.9, (JULY, 0.5)), "medicaid.services_share": 0.5}
    made = books(place.scenario("asked", {**funded_by(state_grant=1), **changes}))
    assert [shares_of(one, MEDICAID)["federal"] for one in made] == pytest.approx([0.9] * 6 + [0.5] * 6)
    assert [shares_of(one, SERVICE_FUNDERS)["federal"] for one in made] == pytest.approx([0.45] * 6 + [0.25] * 6)
    # No staff and no funding changed in July.
    assert all(shares_of(one, FORMER_FUNDERS) == by_payer(city=1.0) for one in made)


@pytest.mark.parametrize("draw", range(4))
def test_all_who_share_share_a_whole_in_every_draw(place: Place, draw: int):
    for made in books(place.scenario("same"), draw):
        assert tuple(made.funding) == SHARING_PAYERS
        for shares in made.funding.values():
            assert sum(shares) == pytest.approx(1.0)
            assert min(shares) >= 0.0


def test_until_a_place_says_so_nobody_funds_anything():
    defaults = default_parameters()
    assert {source: defaults[f"funding.{source}"].value for source in FUNDING_SOURCES} == dict.fromkeys(
        FUNDING_SOURCES, 0
    )
    assert defaults["medicaid.services_share"].value == 0
