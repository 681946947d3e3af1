"""From cost lines in files to cost functions: every kind, at drawn values, and from which month on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from simulator.costs.contracts import RateReset, TakeOrPay
from simulator.costs.from_inputs import function_of, linear_function, unit_costs
from simulator.costs.functions import Average, CostFunction, Fixed, Marginal, PerEvent
from simulator.costs.price import Price, System
from simulator.costs.steps import StepFixed
from simulator.errors import InputError
from simulator.experiment.setup import price_books
from simulator.inputs.cost_lines import CostLine
from simulator.inputs.draw import draw_inputs
from simulator.inputs.scenario import Scenario
from simulator.model.quantities import Quantity
from tests.experiment.places import Place, later, make_place
from tests.properties.strategies import SHARE, examples, grid

VALUES: Mapping[str, float] = {
    "a.share": 0.1,
    "a.long_run": 0.6,
    "savings.long_run_after": 3.0,
    "savings.positions_cut": 0.25,
    "a.year": 1_200.0,
    "a.beds": 73.0,
    "a.months": 6.4,
    "a.few": 10.0,
    "a.notice": 2.6,
    "a.rate": 220.0,
    "a.charge": 5.21,
    "a.part": 0.92,
    "a.years": 2.0,
}
MARGINAL = {"kind": "marginal", "share": "a.share"}
LONG_RUN = {**MARGINAL, "long_run_share": "a.long_run"}
STEP = {
    "kind": "step_fixed", "unit_size": "a.beds", "cost": "a.year", "closes_after": "a.months", "hysteresis": "a.few",
    "notice": "a.notice",
}  # fmt: skip
CONTRACT = {"kind": "take_or_pay", "receiver": "county", "minimum": "a.beds", "rate": "a.rate"}
RATES = {"kind": "rate_reset", "receiver": "county", "cost": "a.year", "years_back": "a.years"}


def line(function: Mapping[str, Any] | None = None) -> CostLine:
    said = {} if function is None else {"function": dict(function)}
    return CostLine.model_validate({"agency": "A test", "price": "a.rate", "counts": {"prison_days": "state"}, **said})


def with_values(**changed: float) -> Mapping[str, float]:
    return {**VALUES, **{name.replace("__", "."): value for name, value in changed.items()}}


# -- what a unit costs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (None, PerEvent(50.0)),
        ({"kind": "per_event"}, PerEvent(50.0)),
        ({"kind": "average"}, Average()),
        (MARGINAL, Marginal(50.0, 0.1)),
        (LONG_RUN, Marginal(50.0, 0.1, 0.6, 3.0, 0.25)),
    ],
)
def test_each_kind_of_unit_cost_becomes_its_function(function: Mapping[str, Any] | None, expected: CostFunction):
    assert linear_function(line(function), 50.0, VALUES) == expected


@pytest.mark.parametrize(
    ("function", "years", "varies", "cash"),
    [
        (None, 9.0, 50.0, 50.0),
        ({"kind": "average"}, 9.0, 0.0, 0.0),
        (MARGINAL, 9.0, 5.0, 5.0),
        (LONG_RUN, -1.0, 5.0, 5.0),
        (LONG_RUN, 2.999, 5.0, 5.0),
        (LONG_RUN, 3.0, 30.0, 11.25),  # a quarter of the 25 that vary later are positions that are cut
        (LONG_RUN, 9.0, 30.0, 11.25),
    ],
)
def test_what_varies_of_a_unit_and_what_of_that_is_cash(
    function: Mapping[str, Any] | None, years: float, varies: float, cash: float
):
    assert unit_costs(line(function), 50.0, VALUES, years) == pytest.approx((varies, cash))


@pytest.mark.parametrize(("cut", "cash"), [(0.0, 5.0), (1.0, 30.0)])
def test_cash_lies_between_no_position_and_every_position(cut: float, cash: float):
    found = unit_costs(line(LONG_RUN), 50.0, with_values(savings__positions_cut=cut), 5.0)
    assert found == pytest.approx((30.0, cash))


@examples(100)
@given(SHARE, SHARE, SHARE, grid(0.0, 6.0))
def test_no_draw_has_less_vary_in_the_long_run_than_at_once(short: float, long: float, cut: float, years: float):
    values = with_values(a__share=short, a__long_run=long, savings__positions_cut=cut)
    now, then = (unit_costs(line(LONG_RUN), 80.0, values, when) for when in (0.0, years))
    assert then[0] >= now[0] == pytest.approx(80.0 * short)
    assert now[1] - 1e-9 <= then[1] <= then[0] + 1e-9
    assert then[0] == pytest.approx(80.0 * (max(short, long) if years >= 3.0 else short))


# -- what all units cost ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ({"kind": "fixed", "amount": "a.year"}, Fixed(100.0)),
        (STEP, StepFixed(73.0, 100.0, closes_after=6, hysteresis=10.0, notice=3)),
        (CONTRACT, TakeOrPay(73.0, 220.0, 0.0, 0.0)),
        ({**CONTRACT, "surcharge": "a.charge"}, TakeOrPay(73.0, 220.0, 5.21, 0.0)),
        ({**CONTRACT, "redirect": "a.part"}, TakeOrPay(73.0, 220.0, 0.0, 0.92)),
        (RATES, RateReset(1_200.0, 2)),
    ],
)
def test_each_kind_of_cost_of_all_units_becomes_its_function(function: Mapping[str, Any], expected: CostFunction):
    assert function_of("a line", line(function), VALUES) == expected


@pytest.mark.parametrize(
    ("months", "notice", "expected"), [(0.2, 0.4, (1, 0)), (0.0, 0.0, (1, 0)), (1.6, 0.6, (2, 1)), (2.0, 9.0, (2, 9))]
)
def test_drawn_months_are_whole_and_a_unit_closes_after_one_at_least(
    months: float, notice: float, expected: tuple[int, int]
):
    made = function_of("jail units", line(STEP), with_values(a__months=months, a__notice=notice))
    assert isinstance(made, StepFixed)
    assert (made.closes_after, made.notice) == expected


@pytest.mark.parametrize(("years", "expected"), [(0.0, 1), (0.3, 1), (1.4, 1), (1.6, 2), (3.0, 3)])
def test_a_rate_is_set_by_whole_years_before_and_never_by_its_own(years: float, expected: int):
    assert function_of("rates", line(RATES), with_values(a__years=years)) == RateReset(1_200.0, expected)


@pytest.mark.parametrize(
    ("function", "wrong", "said"),
    [
        (STEP, {"a__beds": 0.0}, "a unit holds something"),
        (CONTRACT, {"a__rate": -1.0}, "rate is an amount"),
        ({**CONTRACT, "redirect": "a.part"}, {"a__part": 1.5}, "redirect is a share"),
        ({"kind": "fixed", "amount": "a.year"}, {"a__year": float("inf")}, "dollars_per_month is an amount"),
    ],
)
def test_drawn_numbers_that_no_function_can_have_are_refused_by_the_name_of_the_line(
    function: Mapping[str, Any], wrong: Mapping[str, float], said: str
):
    with pytest.raises(InputError, match=said) as refused:
        function_of("jail units", line(function), with_values(**wrong))
    assert refused.value.key == "cost_lines.jail units.function"


# -- from files -------------------------------------------------------------------------------------------

FILE_STEP = {
    "kind": "step_fixed", "unit_size": "jail_unit.beds", "cost": "costs.program_fixed",
    "closes_after": "jail_unit.closes_after", "hysteresis": "jail_unit.hysteresis", "notice": "jail_unit.notice",
}  # fmt: skip
MINIMUM = "city_contract.minimum"
FILE_CONTRACT = {
    "kind": "take_or_pay", "receiver": "county", "minimum": MINIMUM, "rate": "city_contract.rate",
    "surcharge": "city_contract.surcharge", "redirect": "city_contract.redirect",
    "billed": "city_contract.billed_share", "others": "city_contract.other_beds",
}  # fmt: skip
FILE_RATES = {
    "kind": "rate_reset", "receiver": "county", "cost": "costs.program_fixed",
    "years_back": "city_contract.years_back",
    "billed": "city_contract.billed_share", "others": "city_contract.other_beds",
}  # fmt: skip
SET = {
    "costs.program_fixed": {"value": 1_200, "price_year": 2025},
    "city_contract.rate": {"value": 220, "price_year": 2025},
    "city_contract.surcharge": {"value": 1, "price_year": 2025},
    "city_contract.other_beds": 40,
    "city_contract.billed_share": 0.25,
    "city_contract.redirect": 0.5,
    "jail_unit.beds": 73,
}


def extra(scenario: Scenario, month: int = 0, name: str = "extra") -> Price:
    made = price_books(draw_inputs(scenario, 1, 0))
    return next(price for price in made[month].prices if price.line == name)


def scenario_with(place: Place, changes: Mapping[str, Any] | None = None, **entry: Any) -> Scenario:
    """Return a scenario with one more line of its own."""
    lines = {"extra": {"agency": "A test", "counts": {"jail_days_municipal": "city"}, **entry}}
    return place.scenario("asked", {**SET, **(changes or {})}, cost_lines=lines)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(tmp_path_factory.mktemp("places") / "smallville")


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ({"kind": "fixed", "amount": "costs.program_fixed"}, System(Fixed(100.0), "city", "day")),
        (FILE_STEP, System(StepFixed(73.0, 100.0, 6, 10.0, 3), "city", "day")),
        (FILE_CONTRACT, System(TakeOrPay(189.0, 220.0, 1.0, 0.5), "city", "day", "county", billed=0.25, others=40.0)),
        (FILE_RATES, System(RateReset(1_200.0, 2), "city", "day", "county", billed=0.25, others=40.0)),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else "",
)
def test_a_line_whose_cost_depends_on_all_that_is_used_is_a_system(
    place: Place, function: Mapping[str, Any], expected: System
):
    made = extra(scenario_with(place, function=function, backfill="savings.jail_backfill"))
    assert made == Price("extra", 0.0, 0.0, ((Quantity.JAIL_DAYS_MUNICIPAL, "city", 1.0),), False, 0.0, 0.3, expected)


def test_what_a_contract_does_not_say_is_nothing_filled_all_billed_and_no_others(place: Place):
    least = {key: FILE_CONTRACT[key] for key in ("kind", "receiver", "minimum", "rate")}
    made = extra(scenario_with(place, function=least))
    assert made.backfill == 0.0
    assert made.system == System(TakeOrPay(189.0, 220.0, 0.0, 0.0), "city", "day", "county", billed=1.0, others=0.0)


def test_a_system_may_have_a_price_that_is_its_gross_value_and_nothing_else(place: Place):
    line = {"price": "costs.jail_day", "function": FILE_CONTRACT}
    made = extra(scenario_with(place, {"costs.jail_day": {"value": 150, "price_year": 2025}}, **line))
    assert (made.average, made.marginal, made.budget) == (150.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("quantity", "counted"),
    [("bookings_municipal", "event"), ("jail_days_municipal", "day"), ("case_manager_months", "month")],
)
def test_a_systems_load_is_counted_as_its_quantities_are(place: Place, quantity: str, counted: str):
    made = extra(scenario_with(place, counts={quantity: "city"}, function=FILE_CONTRACT))
    assert made.system is not None
    assert made.system.counted == counted


def test_what_is_counted_together_is_counted_alike(place: Place):
    counts = {"jail_days_municipal": "city", "bookings_municipal": "city"}
    with pytest.raises(InputError) as refused:
        extra(scenario_with(place, counts=counts, function=FILE_STEP))
    assert str(refused.value) == "key cost_lines.extra.counts: what a line counts together is counted alike"


def test_a_unit_that_holds_nothing_is_refused_by_the_name_of_its_line(place: Place):
    with pytest.raises(InputError, match="a unit holds something") as refused:
        extra(scenario_with(place, {MINIMUM: 0}, function={**FILE_STEP, "unit_size": MINIMUM}))
    assert refused.value.key == "cost_lines.extra.function"


def test_a_scenarios_line_takes_the_place_of_one_of_the_same_name(place: Place):
    line = {"agency": "A test", "price": "costs.jail_day", "counts": {"jail_days_municipal": "state"}}
    made = extra(
        place.scenario("own", cost_lines={"jail bed": {**line, "function": {"kind": "average"}}}), 0, "jail bed"
    )
    assert made.average > 0.0
    assert (made.marginal, made.budget) == (0.0, 0.0)
    assert made.counts == ((Quantity.JAIL_DAYS_MUNICIPAL, "state", 1.0),)


# -- when the long run begins -----------------------------------------------------------------------------

PRISON = {
    "price": "costs.prison_day",
    "counts": {"prison_days": "state"},
    "function": {
        "kind": "marginal",
        "share": "costs.prison_day_marginal_share",
        "long_run_share": "costs.prison_day_long_run_share",
    },
}
SHARES = {
    "costs.prison_day": {"value": 100, "price_year": 2025},
    "costs.prison_day_marginal_share": 0.1,
    "costs.prison_day_long_run_share": 0.6,
    "savings.positions_cut": 0.2,
}


def budgets(place: Place, changes: Mapping[str, Any], draw: int = 0) -> list[tuple[float, float]]:
    """Return what varies of a unit and what is cash, month by month of 2027."""
    made = price_books(draw_inputs(scenario_with(place, {**SHARES, **changes}, **PRISON), 1, draw))
    found = (next(price for price in one.prices if price.line == "extra") for one in made)
    return [(round(price.marginal, 9), round(price.budget, 9)) for price in found]


@pytest.mark.parametrize(
    ("years", "months_before"),
    [
        (0.001, 1),  # no less is allowed
        (0.5, 7),  # 182.6 days: July begins after 181, August after 212
        (181 / 365.25, 6),
        (181.5 / 365.25, 7),
        (180.5 / 365.25, 6),
        (1.0, 12),
        (3.0, 12),
    ],
)
def test_the_long_run_begins_with_the_first_month_that_begins_after_its_time(
    place: Place, years: float, months_before: int
):
    found = budgets(place, {"savings.long_run_after": years})
    assert found == [(10.0, 10.0)] * months_before + [(60.0, 20.0)] * (12 - months_before)


def test_the_long_run_counts_from_the_start_of_the_policy_and_not_from_a_later_price(place: Place):
    dearer = later(100, (date(2027, 5, 1), 200), price_year=2025)
    found = budgets(place, {"costs.prison_day": dearer, "savings.long_run_after": 0.5})
    assert found == [(10.0, 10.0)] * 4 + [(20.0, 20.0)] * 3 + [(120.0, 40.0)] * 5


def test_a_long_run_share_below_the_short_one_changes_nothing(place: Place):
    changes = {"savings.long_run_after": 0.001, "costs.prison_day_marginal_share": 0.7, "savings.positions_cut": 1.0}
    assert budgets(place, changes) == [(70.0, 70.0)] * 12


@pytest.mark.parametrize("draw", [1, 2, 3, 4])
def test_in_every_draw_the_long_run_frees_no_less_than_at_once(place: Place, draw: int):
    wide = {"distribution": "uniform", "low": 0.0, "high": 1.0}
    drawn = {path: {"value": 0.5, "uncertainty": wide} for path in SHARES if path != "costs.prison_day"}
    found = budgets(place, {**drawn, "savings.long_run_after": 0.5}, draw)
    (before, cash), (after, budget) = found[0], found[-1]
    assert cash == before <= budget <= after
