"""Cost lines of places and scenarios: what each kind of function takes, what is refused and how, and what wins."""

from __future__ import annotations

from datetime import date

import pytest

from simulator.errors import InputError
from simulator.experiment.setup import price_books
from simulator.inputs.cost_lines import UNITS, CostLine, Marginal
from simulator.inputs.draw import draw_inputs
from simulator.inputs.load import default_parameters, load_scenario
from simulator.inputs.parameter import UNIT_LIMITS
from tests.inputs.conftest import HEAD, Place, message_of

COUNTY = "{jail_days_superior: county}"
KINDS = "per_event · average · marginal · fixed · step_fixed · take_or_pay · rate_reset"
MARGINAL = "function: {kind: marginal, share: costs.jail_day_marginal_share}"
PRICE = "price: costs.jail_day"
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
FIXED = "function: {kind: fixed, amount: costs.program_fixed}"


def line(*rest: str, counts: str = COUNTY) -> str:
    """Return the text of a scenario with one cost line."""
    keys = "".join(f"    {each}\n" for each in ("agency: A", f"counts: {counts}", *rest))
    return f"{HEAD}cost_lines:\n  mine:\n{keys}"


# --- What each kind takes --------------------------------------------------------------------------------

CITY = "{jail_days_municipal: city}"
GOOD = {
    "a price alone": line(PRICE),
    "a fee in words": line(PRICE, "function: {kind: per_event}"),
    "an average": line(PRICE, "function: {kind: average}"),
    "a share that varies": line(PRICE, MARGINAL),
    "more of it in the long run": line(
        PRICE,
        "function: {kind: marginal, share: costs.jail_day_marginal_share, "
        "long_run_share: costs.prison_day_long_run_share}",
    ),
    "others in freed beds": line(PRICE, MARGINAL, "backfill: savings.jail_backfill"),
    "an amount a year": line(FIXED),
    "units that close": line(STEPS),
    "a contract with a minimum": line(CONTRACT, counts=CITY),
    "a contract whose rate is reset": line(RESET, counts=CITY),
    "a gross price beside a function": line(PRICE, STEPS),
    "a linear line with two payers": line(PRICE, counts="{jail_days_superior: county, jail_days_municipal: city}"),
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_every_kind_of_function_is_loaded_and_priced(place: Place, text: str):
    scenario = place.load(head=text)
    mine = scenario.cost_lines["mine"]
    (price,) = [price for price in price_books(draw_inputs(scenario, 1, 0))[0].prices if price.line == "mine"]
    assert (price.system is None) == mine.is_linear
    written = [path for _, path in mine.paths()]
    assert len(set(written)) == len(written) > 0
    assert all(path in text for path in written)
    assert len(written) == text.count("costs.") + text.count("savings.") + text.count("jail_unit.") + text.count(
        "city_contract."
    )


def test_a_line_without_a_function_is_a_fee(place: Place):
    assert place.load(head=line(PRICE)).cost_lines["mine"].function.kind == "per_event"
    assert CostLine(agency="A", counts={"bookings_superior": "county"}, price="costs.booking").is_linear


def test_units_are_said_for_every_key_that_a_function_reads_and_exist():
    functions = CostLine.model_fields["function"].annotation
    kinds = functions.__args__
    keys = {f"function.{name}" for kind in kinds for name in kind.__args__[0].model_fields} if False else set()
    for name in ("PerEvent", "Average", "Marginal", "Fixed", "StepFixed", "TakeOrPay", "RateReset"):
        import simulator.inputs.cost_lines as module

        keys |= {f"function.{key}" for key in getattr(module, name).model_fields if key not in ("kind", "receiver")}
    assert keys | {"backfill"} == set(UNITS)
