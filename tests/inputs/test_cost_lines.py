"""Cost lines of places and scenarios: what each kind of function takes, what is refused and how, and what wins."""

from __future__ import annotations

import typing
from datetime import date

import pytest

from simulator.errors import InputError
from simulator.experiment.setup import price_books
from simulator.inputs.cost_lines import UNITS, CostLine, Function
from simulator.inputs.draw import draw_inputs
from simulator.inputs.parameter import UNIT_LIMITS
from simulator.inputs.scenario import Scenario
from tests.inputs.conftest import HEAD, Place, message_of

CITY, COUNTY = "{jail_days_municipal: city}", "{jail_days_superior: county}"
PRICE = "price: costs.jail_day"
MARGINAL = "function: {kind: marginal, share: costs.jail_day_marginal_share}"
LONG_RUN = MARGINAL.replace("}", ", long_run_share: costs.prison_day_long_run_share}")
FIXED = "function: {kind: fixed, amount: costs.program_fixed}"
STEPS = (
    "function: {kind: step_fixed, unit_size: jail_unit.beds, cost: jail_unit.cost, "
    "closes_after: jail_unit.closes_after, hysteresis: jail_unit.hysteresis, notice: jail_unit.notice}"
)
CONTRACT = (
    "function: {kind: take_or_pay, receiver: county, minimum: city_contract.minimum, rate: city_contract.rate, "
    "surcharge: city_contract.surcharge, redirect: city_contract.redirect, others: city_contract.other_beds}"
)
RESET = (
    "function: {kind: rate_reset, receiver: county, cost: jail_unit.cost, years_back: city_contract.years_back, "
    "others: city_contract.other_beds}"
)


def with_line(*rest: str, counts: str = COUNTY) -> str:
    """Return the text of a scenario with one cost line of its own, whose further keys begin on line 7."""
    keys = "".join(f"    {each}\n" for each in ("agency: A", f"counts: {counts}", *rest))
    return f"{HEAD}cost_lines:\n  mine:\n{keys}"


# --- What each kind takes --------------------------------------------------------------------------------

GOOD = {
    "a price alone": (with_line(PRICE), 1),
    "a fee in words": (with_line(PRICE, "function: {kind: per_event}"), 1),
    "an average": (with_line(PRICE, "function: {kind: average}"), 1),
    "a share that varies": (with_line(PRICE, MARGINAL), 2),
    "more of it in the long run": (with_line(PRICE, LONG_RUN), 3),
    "others in freed beds": (with_line(PRICE, MARGINAL, "backfill: savings.jail_backfill"), 3),
    "two payers": (with_line(PRICE, counts="{jail_days_superior: county, jail_days_municipal: city}"), 1),
    "an amount a year": (with_line(FIXED), 1),
    "units that close": (with_line(STEPS), 5),
    "units that close, with a gross price": (with_line(PRICE, STEPS), 6),
    "a contract with a minimum": (with_line(CONTRACT, counts=CITY), 5),
    "a contract whose rate is reset": (with_line(RESET, counts=CITY), 3),
}


@pytest.mark.parametrize("name", GOOD)
def test_every_kind_of_function_is_loaded_and_priced(place: Place, name: str):
    text, reads = GOOD[name]
    scenario = place.load(head=text)
    mine = scenario.cost_lines["mine"]
    (price,) = [price for price in price_books(draw_inputs(scenario, 1, 0))[0].prices if price.line == "mine"]
    assert (price.system is None) == mine.is_linear == (PRICE in text and STEPS not in text)
    assert (None if price.system is None else price.system.receiver) == mine.receiver
    assert len(list(mine.paths())) == reads
    for key, path in mine.paths():
        assert f"{key.rpartition('.')[2]}: {path}" in text


def test_every_kind_is_tried_here():
    tried = {kind for text, _ in GOOD.values() for kind in KINDS if f"kind: {kind}" in text}
    assert tried == set(KINDS)


def test_a_line_without_a_function_is_a_fee(place: Place):
    assert place.load(head=with_line(PRICE)).cost_lines["mine"].function.kind == "per_event"
    line = CostLine(agency="A", counts={"bookings_superior": "county"}, price="costs.booking")
    assert line.is_linear
    assert line.receiver is None


MODELS = [typing.get_args(option)[0] for option in typing.get_args(typing.get_args(Function)[0])]
KINDS = [typing.get_args(model.model_fields["kind"].annotation)[0] for model in MODELS]


def test_whatever_a_function_reads_has_a_unit_that_there_is():
    keys = {f"function.{key}" for model in MODELS for key in model.model_fields if key not in ("kind", "receiver")}
    assert {*keys, "backfill"} == set(UNITS)
    assert {unit for units in UNITS.values() for unit in units} <= set(UNIT_LIMITS)


# --- What is refused ---------------------------------------------------------------------------------------

PAYERS = "allowed: city, county, state"
WORDS = f"allowed: {' · '.join(KINDS)}"
REFUSED = {
    "a kind that is none": (
        with_line(PRICE, "function: {kind: margnal, share: costs.jail_day_marginal_share}"),
        "line 8, key cost_lines.mine.function.kind: not one of the words allowed here; found margnal; "
        f"{WORDS}; did you mean marginal?",
    ),
    "a number for a kind": (
        with_line(PRICE, "function: {kind: 3}"),
        f"line 8, key cost_lines.mine.function.kind: not one of the words allowed here; found 3; {WORDS}",
    ),
    "no kind": (
        with_line(PRICE, "function: {share: costs.jail_day_marginal_share}"),
        "line 8, key cost_lines.mine.function: the key kind is missing",
    ),
    "a kind alone": (
        with_line(PRICE, "function: marginal"),
        "line 8, key cost_lines.mine.function: 'key: value' lines belong here; found marginal",
    ),
    "functions in a list": (
        with_line(PRICE, "function: [marginal]"),
        "line 8, key cost_lines.mine.function: 'key: value' lines belong here; found a list of 1",
    ),
    "a function of nothing": (
        with_line(PRICE, "function:"),
        "line 8, key cost_lines.mine.function: 'key: value' lines belong here; found nothing",
    ),
    "no share": (
        with_line(PRICE, "function: {kind: marginal}"),
        "line 8, key cost_lines.mine.function: the key share is missing",
    ),
    "a key of another kind": (
        with_line(PRICE, "function: {kind: per_event, share: costs.jail_day_marginal_share}"),
        "line 8, key cost_lines.mine.function.share: there is no such key; allowed: kind",
    ),
    "a misspelled key": (
        with_line(PRICE, "function: {kind: marginal, shares: costs.jail_day_marginal_share}"),
        "line 8, key cost_lines.mine.function.shares: there is no such key; allowed: kind, share, long_run_share; "
        "did you mean share?",
    ),
    "a share that is not known": (
        with_line(PRICE, "function: {kind: marginal, share: costs.jail_day_share}"),
        "line 8, key cost_lines.mine.function.share: there is no such parameter; found costs.jail_day_share; "
        "did you mean costs.jail_day?",
    ),
    "a long run that is not known": (
        with_line(PRICE, LONG_RUN.replace("prison_day_long", "prizon_day_long")),
        "line 8, key cost_lines.mine.function.long_run_share: there is no such parameter; "
        "found costs.prizon_day_long_run_share; did you mean costs.prison_day_long_run_share?",
    ),
    "a price for a share": (
        with_line(PRICE, "function: {kind: marginal, share: costs.booking}"),
        "line 8, key cost_lines.mine.function.share: not the kind of number that belongs here; "
        "found costs.booking (dollars); allowed: share",
    ),
    "a share by category": (
        with_line(PRICE, "function: {kind: marginal, share: lead.coverage}"),
        "line 8, key cost_lines.mine.function.share: one number belongs here, not several by category; "
        "found lead.coverage",
    ),
    "a yearly amount that is daily": (
        with_line("function: {kind: fixed, amount: costs.jail_day}"),
        "line 7, key cost_lines.mine.function.amount: not the kind of number that belongs here; "
        "found costs.jail_day (dollars per day); allowed: dollars per year",
    ),
    "years for months": (
        with_line(STEPS.replace("jail_unit.closes_after", "savings.long_run_after")),
        "line 7, key cost_lines.mine.function.closes_after: not the kind of number that belongs here; "
        "found savings.long_run_after (years); allowed: months",
    ),
    "a minimum in dollars": (
        with_line(CONTRACT.replace("minimum: city_contract.minimum", "minimum: costs.booking"), counts=CITY),
        "line 7, key cost_lines.mine.function.minimum: not the kind of number that belongs here; "
        "found costs.booking (dollars); allowed: places, persons, count",
    ),
    "backfill in beds": (
        with_line(PRICE, "backfill: jail_unit.beds"),
        "line 8, key cost_lines.mine.backfill: not the kind of number that belongs here; "
        "found jail_unit.beds (places); allowed: share",
    ),
    "backfill that is not known": (
        with_line(PRICE, "backfill: savings.jail_backfil"),
        "line 8, key cost_lines.mine.backfill: there is no such parameter; found savings.jail_backfil; "
        "did you mean savings.jail_backfill?",
    ),
    "no price": (
        with_line(MARGINAL),
        "line 4, key cost_lines.mine: a line with the function marginal needs a price",
    ),
    "neither price nor function": (
        with_line(),
        "line 4, key cost_lines.mine: a line with the function per_event needs a price",
    ),
    "a program that varies in part": (
        with_line(PRICE, MARGINAL, "program: true"),
        "line 4, key cost_lines.mine: what LEAD itself costs is paid in full: a program line takes no function and no "
        "backfill",
    ),
    "a program that others use again": (
        with_line(PRICE, "backfill: savings.jail_backfill", "program: true"),
        "line 4, key cost_lines.mine: what LEAD itself costs is paid in full: a program line takes no function and no "
        "backfill",
    ),
    "units of two payers": (
        with_line(STEPS, counts="{jail_days_superior: county, jail_days_municipal: city}"),
        "line 4, key cost_lines.mine: a line with the function step_fixed has one payer for all that it counts",
    ),
    "a payer of units that is none": (
        with_line(STEPS, counts="{jail_days_superior: conty}"),
        f"line 6, key cost_lines.mine.counts.jail_days_superior: there is no such payer; found conty; {PAYERS}; "
        "did you mean county?",
    ),
    "units paid by Medicaid": (
        with_line(STEPS, counts="{jail_days_superior: medicaid}"),
        f"line 6, key cost_lines.mine.counts.jail_days_superior: there is no such payer; found medicaid; {PAYERS}",
    ),
    "an amount paid by whoever funds LEAD": (
        with_line(FIXED, counts="{jail_days_superior: funders}"),
        f"line 6, key cost_lines.mine.counts.jail_days_superior: there is no such payer; found funders; {PAYERS}",
    ),
    "a contract of client services": (
        with_line(CONTRACT, counts="{jail_days_superior: service_funders}"),
        "line 6, key cost_lines.mine.counts.jail_days_superior: there is no such payer; found service_funders; "
        f"{PAYERS}",
    ),
    "a contract with nobody": (
        with_line(CONTRACT.replace("receiver: county, ", ""), counts=CITY),
        "line 7, key cost_lines.mine.function: the key receiver is missing",
    ),
    "a contract with somebody unknown": (
        with_line(CONTRACT.replace("receiver: county", "receiver: contry"), counts=CITY),
        f"line 7, key cost_lines.mine.function.receiver: there is no such payer; found contry; {PAYERS}; "
        "did you mean county?",
    ),
    "a contract with the fund": (
        with_line(CONTRACT.replace("receiver: county", "receiver: fund"), counts=CITY),
        f"line 7, key cost_lines.mine.function.receiver: there is no such payer; found fund; {PAYERS}",
    ),
    "a contract with oneself": (
        with_line(CONTRACT),
        "line 7, key cost_lines.mine.function.receiver: nobody is paid by themselves; found county",
    ),
    "a reset rate paid to oneself": (
        with_line(RESET),
        "line 7, key cost_lines.mine.function.receiver: nobody is paid by themselves; found county",
    ),
    "lines in a list": (
        f"{HEAD}cost_lines: [jail bed]\n",
        "line 3, key cost_lines: 'key: value' lines belong here; found a list of 1",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_cost_line_is_refused_in_plain_words(place: Place, name: str):
    text, said = REFUSED[name]
    with pytest.raises(InputError) as caught:
        place.load(head=text)
    assert caught.value.file == str(place.folder / "mine.yaml")
    assert message_of(caught.value) == said


def test_a_place_is_refused_like_a_scenario(place: Place):
    place.change("    price: costs.prison_day\n", "    function: {kind: average}\n")
    with pytest.raises(InputError) as caught:
        place.load()
    assert caught.value.file == str(place.folder / "jurisdiction.yaml")
    assert message_of(caught.value) == (
        "line 49, key cost_lines.prison bed: a line with the function average needs a price"
    )


def test_a_line_of_an_extended_scenario_is_refused_in_its_own_file(place: Place):
    place.write("other.yaml", with_line("price: costs.jail_bed"))
    with pytest.raises(InputError) as caught:
        place.load(head=f"{HEAD}extends: other\n")
    assert caught.value.file == str(place.folder / "other.yaml")


# --- What only shows when it is priced -----------------------------------------------------------------------


def priced(scenario: Scenario) -> None:
    price_books(draw_inputs(scenario, 1, 0))


def test_a_quantity_that_is_none_is_refused_with_the_nearest(place: Place):
    scenario = place.load(head=with_line(PRICE, counts="{jail_days_superio: county}"))
    with pytest.raises(InputError) as caught:
        priced(scenario)
    assert (caught.value.key, caught.value.found) == ("cost_lines.mine", "jail_days_superio")
    assert caught.value.nearest[0] == "jail_days_superior"


LATER = {
    "a rate": ("city_contract.rate: {value: 220, price_year: 2022, then: [{from: 2027-07-01, value: 230}]}", CONTRACT),
    "a minimum": ("city_contract.minimum: {value: 189, then: [{from: 2027-07-01, value: 100}]}", CONTRACT),
    "a unit": ("jail_unit.beds: {value: 60, then: [{from: 2027-07-01, value: 30}]}", STEPS),
    "what a cost follows from": (
        "jail_unit.bed_day: {value: 53, price_year: 2020, then: [{from: 2027-07-01, value: 10}]}",
        STEPS,
    ),
}


@pytest.mark.parametrize("name", LATER)
def test_terms_that_change_within_the_run_are_refused(place: Place, name: str):
    setting, function = LATER[name]
    scenario = place.load(setting, head=with_line(function, counts=CITY))
    with pytest.raises(InputError, match="this holds for the whole run and takes no later value") as caught:
        priced(scenario)
    assert caught.value.key in {path for _, path in scenario.cost_lines["mine"].paths()}


def test_terms_may_have_changed_before_and_a_price_may_change_at_any_time(place: Place):
    early = "city_contract.minimum: {value: 100, then: [{from: 2026-01-01, value: 189}]}"
    priced(place.load(early, head=with_line(CONTRACT, counts=CITY)))
    price = "costs.jail_day: {value: 200, price_year: 2025, then: [{from: 2027-07-01, value: 300}]}"
    scenario = place.load(price, head=with_line(PRICE, STEPS))
    books = price_books(draw_inputs(scenario, 1, 0))
    averages = [next(price.average for price in book.prices if price.line == "mine") for book in books]
    assert averages == [200.0] * 6 + [300.0] * 6
    assert scenario.jurisdiction.calendar.start == date(2027, 1, 1)


# --- What wins -------------------------------------------------------------------------------------------------


def test_a_scenario_replaces_lines_of_the_same_name_as_a_whole_and_adds_others(place: Place):
    text = with_line(FIXED).replace(
        "  mine:", f"  prison bed:\n    {PRICE}\n    agency: B\n    counts: {COUNTY}\n  mine:"
    )
    scenario = place.load(head=text)
    assert list(scenario.cost_lines) == ["jail bed", "prison bed", "case managers", "mine"]
    assert scenario.cost_lines["prison bed"].counts == {"jail_days_superior": "county"}
    own = scenario.jurisdiction.file.cost_lines
    assert scenario.cost_lines["jail bed"] == own["jail bed"]
    assert own["prison bed"].counts == {"prison_days": "state"}, "the place itself stays as it is"
    assert "mine" not in own


def test_the_line_of_a_later_scenario_wins(place: Place):
    place.write("other.yaml", with_line(PRICE, MARGINAL))
    extended = f"{HEAD}extends: other\n"
    assert place.load(head=extended).cost_lines["mine"].function.kind == "marginal"
    own = with_line(FIXED).replace(HEAD, extended)
    assert place.load(head=own).cost_lines["mine"].function.kind == "fixed"
