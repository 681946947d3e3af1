"""Draws: the base case as stated, luck by path, what moves together, and dollars of one year."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from scipy import stats

from simulator.errors import InputError
from simulator.inputs import draw
from simulator.inputs.distributions import quantile
from simulator.inputs.draw import Inputs, draw_inputs, draw_values, luck, stated
from simulator.inputs.formula import paths_in
from simulator.inputs.load import list_scenarios, load_scenario
from simulator.inputs.parameter import Parameter, Uncertainty
from simulator.inputs.scenario import Scenario
from simulator.inputs.values import Snapshot, Values, number, table
from tests.inputs.conftest import Place

SEED = 20270101
START = date(2027, 1, 1)
DAY = timedelta(days=1)
DRAWS = range(1, 201)


def fact(value: Any = None, unit: str = "share", **entries: Any) -> Parameter:
    given = {"label": "A fact", "unit": unit, "grade": "placeholder", "assumption": "Because.", **entries}
    return Parameter.model_validate({**given, **({} if value is None else {"value": value})})


def later(*changes: tuple[str, Any]) -> list[dict[str, Any]]:
    return [{"from": day, "value": value} for day, value in changes]


def beta(error: float) -> dict[str, Any]:
    return {"distribution": "beta", "standard_error": error}


def drawn(parameters: Mapping[str, Parameter], which: int = 1, seed: int = SEED) -> Values:
    return draw_values(parameters, seed, which, 2025)


def shipped() -> Iterator[tuple[str, Inputs]]:
    for name in list_scenarios():
        yield name, draw_inputs(load_scenario(name), SEED, 0)


# --- The base case -----------------------------------------------------------------------------------


def test_draw_0_is_every_parameter_as_stated():
    for _, inputs in shipped():
        jurisdiction, scenario = inputs.scenario.jurisdiction.parameters, inputs.scenario.parameters
        for parameters, values in ((jurisdiction, inputs.practice), (scenario, inputs.policy)):
            first = values.at(date.min)
            stated = {path: p.value for path, p in parameters.items() if p.formula is None and p.price_year is None}
            assert {path: first[path] for path in stated} == stated


def test_draw_0_keeps_dated_values_as_stated():
    values = drawn({"a.b": fact(0.5, uncertainty=beta(0.1), then=later(("2028-01-01", 0.25)))}, which=0)
    assert values.by_path["a.b"] == ((date.min, 0.5), (date(2028, 1, 1), 0.25))


def test_another_seed_is_another_draw_and_the_same_seed_the_same():
    parameters = load_scenario("king-county/current").parameters
    assert drawn(parameters, 3) == drawn(parameters, 3)
    assert drawn(parameters, 3) != drawn(parameters, 4)
    assert drawn(parameters, 3) != drawn(parameters, 3, seed=SEED + 1)
    assert drawn(parameters, 0) == drawn(parameters, 0, seed=SEED + 1)


# --- Luck --------------------------------------------------------------------------------------------


def test_luck_never_changes():
    # Pinned: another hash would change every result that was ever published with a seed.
    assert luck(20270101, 1, "lead.consent") == 0.6022906222623623


def test_luck_is_uniform_and_without_pattern():
    found = [luck(SEED, which, f"path.{i}") for which in range(40) for i in range(50)]
    assert stats.kstest(found, "uniform").pvalue > 0.01
    by_draw = [(luck(SEED, which, "a.b"), luck(SEED, which + 1, "a.b")) for which in range(2_000)]
    by_path = [(luck(SEED, 1, f"a.b{i}"), luck(SEED, 1, f"a.b{i + 1}")) for i in range(2_000)]
    by_seed = [(luck(seed, 1, "a.b"), luck(seed + 1, 1, "a.b")) for seed in range(2_000)]
    for pairs in (by_draw, by_path, by_seed):
        assert abs(stats.pearsonr(*zip(*pairs, strict=True)).statistic) < 4 / math.sqrt(len(pairs))


@pytest.mark.parametrize(("digest", "least", "most"), [(b"\0" * 32, 0.0, 1e-16), (b"\xff" * 32, 1.0 - 2e-16, 1.0)])
def test_luck_is_neither_0_nor_1(digest: bytes, least: float, most: float, monkeypatch: pytest.MonkeyPatch):
    class Hash:
        def digest(self) -> bytes:
            return digest

    monkeypatch.setattr(draw.hashlib, "sha256", lambda _: Hash())
    assert least < luck(SEED, 1, "a.b") < most


def test_a_draw_falls_into_the_stated_range_nine_times_in_ten():
    parameters = {"a.b": load_scenario("king-county/current").parameters["lead.patience"]}
    found = [number(drawn(parameters, which).at(START), "a.b") for which in range(1, 2_001)]
    inside = sum(30 <= value <= 200 for value in found) / len(found)
    assert inside == pytest.approx(0.9, abs=0.02)
    assert sum(found) / len(found) == pytest.approx(90, rel=0.04)


# --- Keyed by path -----------------------------------------------------------------------------------


def test_adding_or_removing_a_parameter_changes_no_other():
    parameters = load_scenario("king-county/current").parameters
    more = {"aaa.first": fact(0.5, uncertainty=beta(0.1)), **parameters, "zzz.last": fact(0.5, uncertainty=beta(0.1))}
    fewer = {path: p for path, p in parameters.items() if path.startswith(("jail.", "population."))}
    whole = drawn(parameters, 7).by_path
    assert {path: drawn(more, 7).by_path[path] for path in parameters} == whole
    assert drawn(fewer, 7).by_path == {path: whole[path] for path in fewer}


def test_the_order_of_parameters_and_categories_is_irrelevant():
    parameters = load_scenario("king-county/current").parameters
    backward = {path: turned(parameters[path]) for path in reversed(parameters)}
    assert drawn(backward, 7).by_path == drawn(parameters, 7).by_path


def turned(parameter: Parameter) -> Parameter:
    if not isinstance(parameter.value, dict):
        return parameter
    backward = dict(reversed(parameter.value.items()))
    return parameter.model_copy(update={"value": backward})


def test_a_parameter_has_the_same_draw_in_every_scenario():
    by_place: dict[str, list[Scenario]] = {}
    for name in list_scenarios():
        by_place.setdefault(name.partition("/")[0], []).append(load_scenario(name))
    for scenarios, which in itertools.product(by_place.values(), (1, 2, 3)):
        practice, *others = [draw_inputs(scenario, SEED, which) for scenario in scenarios]
        for inputs in (practice, *others):
            assert inputs.practice == practice.practice
            same = [p for p in inputs.policy.by_path if not touched(p, inputs)]
            assert len(same) > 80
            assert all(inputs.policy.by_path[path] == practice.practice.by_path[path] for path in same)


def touched(path: str, inputs: Inputs) -> bool:
    """Say whether a scenario sets a parameter, or another that it follows from."""
    new, old = inputs.scenario.parameters[path], inputs.scenario.jurisdiction.parameters[path]
    return new != old or any(touched(used, inputs) for used in (paths_in(new.formula) if new.formula else ()))


def test_a_changed_value_keeps_its_luck(place: Place):
    settings = "lead.patience: {{value: {}, uncertainty: {{distribution: lognormal, standard_error: {}}}}}"
    mine, double = (place.load(settings.format(*numbers)) for numbers in ((90, 30), (180, 60)))
    for which in range(1, 20):
        first, second = (number(draw_inputs(s, SEED, which).policy.at(START), "lead.patience") for s in (mine, double))
        assert second == pytest.approx(2 * first, rel=1e-12)


# --- Later values ------------------------------------------------------------------------------------


def test_later_amounts_move_in_proportion():
    normal = {"distribution": "normal", "standard_error": 2.0}
    parameters = {"a.b": fact(10, "days", uncertainty=normal, then=later(("2028-01-01", 30), ("2029-01-01", 0)))}
    for which in range(1, 20):
        first, second, third = (value for _, value in drawn(parameters, which).by_path["a.b"])
        assert first != 10
        assert second == pytest.approx(3 * first)
        assert third == 0


def test_later_shares_move_by_the_same_odds():
    then = later(("2028-01-01", 0.9), ("2029-01-01", 0), ("2030-01-01", 1))
    parameters = {"a.b": fact(0.4, uncertainty=beta(0.2), then=then)}
    for which in range(1, 20):
        first, second, third, fourth = (value for _, value in drawn(parameters, which).by_path["a.b"])
        assert 0 < first < 1
        # Stated, the odds go from 2 : 3 to 9 : 1; drawn, they go by the same factor of 13.5.
        assert second / (1 - second) == pytest.approx(13.5 * first / (1 - first))
        assert (third, fourth) == (0, 1)


@pytest.mark.parametrize("drawn_as", [0.0, 1e-300, 1.0 - 2**-53, 1.0])
@pytest.mark.parametrize("base", [0.0, 1e-300, 0.5, 1.0 - 2**-53, 1.0])
@pytest.mark.parametrize("after", [0.0, 1e-300, 0.5, 1.0 - 2**-53, 1.0])
def test_later_shares_stay_shares_at_the_ends(after: float, base: float, drawn_as: float):
    assert 0.0 <= draw._moved_number(after, base, drawn_as, "share") <= 1.0


def test_later_shares_of_a_whole_move_together_and_stay_whole():
    then = later(("2028-01-01", {"a": 0.2, "b": 0.2, "c": 0.6}), ("2029-01-01", {"a": 0, "b": 1, "c": 0}))
    ranges = {"distribution": "dirichlet", "concentration": 10}
    parameters = {"a.b": fact({"a": 0.5, "b": 0.4, "c": 0.1}, "shares of a whole", uncertainty=ranges, then=then)}
    for which in range(1, 20):
        values = drawn(parameters, which)
        first, second, third = (table(values.at(date(year, 6, 1)), "a.b") for year in (2027, 2028, 2029))
        assert [sum(shares.values()) for shares in (first, second)] == pytest.approx([1, 1])
        # Stated, a to b goes from 5 : 4 to 1 : 1; drawn, it goes by the same factor.
        assert second["a"] / second["b"] == pytest.approx(first["a"] / first["b"] * 4 / 5)
        assert third == {"a": 0, "b": 1, "c": 0}


def test_later_shares_of_a_whole_survive_a_share_drawn_as_zero():
    whole = {"a": 0.5, "b": 0.5}
    assert draw._moved({"a": 1.0, "b": 0.0}, whole, {"a": 0.0, "b": 1.0}, "shares of a whole") == {"a": 1.0, "b": 0.0}


def test_categories_move_each_by_itself():
    then = later(("2028-01-01", {"a": 20, "b": 20}))
    ranges = {"a": {"distribution": "gamma", "standard_error": 2.0}}
    values = drawn({"a.b": fact({"a": 10, "b": 10}, "days", uncertainty=ranges, then=then)})
    before, after = (table(values.at(day), "a.b") for day in (date(2027, 12, 31), date(2028, 1, 1)))
    assert before["a"] != 10
    assert after["a"] == pytest.approx(2 * before["a"])
    assert (before["b"], after["b"]) == (10, 20)


def test_nothing_is_drawn_beyond_the_limits_of_its_unit():
    wide = {"distribution": "normal", "standard_error": 50.0}
    found = [number(drawn({"a.b": fact(1, "days", uncertainty=wide)}, w).at(START), "a.b") for w in range(1, 100)]
    assert min(found) == 0
    assert all(0 <= value <= 36_525 for value in found)


# --- Formulas ----------------------------------------------------------------------------------------


def test_derived_parameters_follow_in_every_draw_at_every_date():
    scenario = load_scenario("king-county/funding-stops")
    for which in range(6):
        values = draw_inputs(scenario, SEED, which).policy
        for day in (START, date(2028, 12, 31), date(2029, 1, 1), date(2035, 1, 1)):
            now = values.at(day)
            rate = number(now, "police.arrest_rate") / (1 - number(now, "police.no_action_share"))
            assert number(now, "police.contact_rate") == pytest.approx(rate)
            assert number(now, "lead.case_managers") == pytest.approx(case_managers(now))
            hours = number(now, "police.hours_booked") * number(now, "costs.officer_hour")
            assert number(now, "costs.arrest_booked") == pytest.approx(hours)
            case = number(now, "costs.attorney_year") / number(now, "prosecution.felony_cases_per_attorney")
            assert number(now, "costs.defense_felony") == pytest.approx(case)
        assert number(values.at(date(2028, 12, 31)), "lead.case_managers") > 20
        assert number(values.at(date(2029, 1, 1)), "lead.case_managers") == 0


def case_managers(now: Snapshot) -> float:
    money = number(now, "lead.annual_budget") - number(now, "costs.program_fixed")
    services = 12 * number(now, "costs.services_month") * number(now, "lead.caseload")
    return max(0.0, money / (number(now, "costs.case_manager") + services))


def test_formulas_may_read_formulas_in_any_order():
    parameters = {
        "a.top": fact(unit="ratio", formula="a.middle + a.middle"),
        "a.middle": fact(unit="ratio", formula="a.base * 3"),
        "a.base": fact(2, "ratio", then=later(("2028-01-01", 5))),
    }
    values = drawn(parameters, 0)
    assert values.by_path["a.top"] == ((date.min, 12), (date(2028, 1, 1), 30))


def test_a_formula_changes_whenever_one_of_its_inputs_does():
    parameters = {
        "a.b": fact(1, "ratio", then=later(("2028-01-01", 2), ("2030-01-01", 3))),
        "a.c": fact(10, "ratio", then=later(("2029-01-01", 20))),
        "a.sum": fact(unit="ratio", formula="a.b + a.c"),
    }
    assert [value for _, value in drawn(parameters, 0).by_path["a.sum"]] == [11, 12, 22, 23]


def test_circles_are_refused():
    with pytest.raises(InputError, match=r"key a\.(b|c): formulas read each other in a circle"):
        drawn({"a.b": fact(unit="ratio", formula="a.c + 1"), "a.c": fact(unit="ratio", formula="a.b + 1")})


def test_dividing_by_zero_is_refused_with_the_formula(place: Place):
    scenario = place.load("police.no_action_share: 1")
    with pytest.raises(InputError) as caught:
        draw_inputs(scenario, SEED, 0)
    assert str(caught.value) == (
        "key police.contact_rate: the formula divides by zero; found police.arrest_rate / (1 - police.no_action_share)"
    )


def test_a_formula_without_a_number_is_refused():
    big = "*".join(["a.b"] * 60)
    with pytest.raises(InputError, match=r"key a\.c: the formula does not give a number"):
        drawn({"a.b": fact(1_000_000, "count"), "a.c": fact(unit="count", formula=f"{big} - {big}")}, 0)


def test_a_formula_stays_within_the_limits_of_its_unit():
    parameters = {"a.b": fact(3, "ratio"), "a.c": fact(formula="a.b"), "a.d": fact(formula="0 - a.b")}
    now = drawn(parameters).at(START)
    assert (now["a.c"], now["a.d"]) == (1, 0)


# --- Luck that is set --------------------------------------------------------------------------------

NORMAL = {"distribution": "normal", "standard_error": 2.0}
WHOLE = {"distribution": "dirichlet", "concentration": 50}
MIX = {"a": 0.5, "b": 0.3, "c": 0.2}


def settled(parameters: Mapping[str, Parameter], lucks: Mapping[str, float], which: int = 0) -> Snapshot:
    return draw_values(parameters, SEED, which, 2025, lucks).at(START)


def test_set_luck_moves_its_parameter_to_the_quantile_and_no_other():
    parameters = load_scenario("king-county/pilot").parameters
    before, after = drawn(parameters, 0).by_path, draw_values(parameters, SEED, 0, 2025, {"lead.patience": 0.95})
    changed = [path for path in before if before[path] != after.by_path[path]]
    assert changed == ["lead.patience"]
    uncertainty = parameters["lead.patience"].uncertainty
    assert isinstance(uncertainty, Uncertainty)
    assert after.at(START)["lead.patience"] == quantile(uncertainty, 90, 0.95)


def test_no_luck_set_is_the_base_case_to_the_bit():
    scenario = load_scenario("king-county/current")
    assert draw_inputs(scenario, SEED, 0, {}) == draw_inputs(scenario, SEED, 0)
    assert draw_inputs(scenario, SEED, 4, {}) == draw_inputs(scenario, SEED, 4)


def test_set_luck_replaces_the_keyed_luck_of_a_draw():
    parameters = {"a.b": fact(10, "days", uncertainty=NORMAL), "a.c": fact(10, "days", uncertainty=NORMAL)}
    found = settled(parameters, {"a.b": 0.5}, which=3)
    assert found["a.b"] == 10
    assert found["a.c"] == drawn(parameters, 3).at(START)["a.c"] != 10
    assert settled(parameters, {"a.b": luck(SEED, 3, "a.b")}) == {**drawn(parameters, 3).at(START), "a.c": 10}


def test_set_luck_moves_practice_and_policy_later_values_and_formulas(place: Place):
    settings = "lead.patience: {value: 60, uncertainty: {distribution: lognormal, low: 30, high: 100}}"
    inputs = draw_inputs(place.load(settings), SEED, 0, {"lead.patience": 0.95, "police.no_action_share": 0.9})
    practice, policy = (number(values.at(START), "lead.patience") for values in (inputs.practice, inputs.policy))
    assert practice > 90
    assert policy > 60
    assert practice != policy
    now = inputs.policy.at(START)
    rate = number(now, "police.arrest_rate") / (1 - number(now, "police.no_action_share"))
    assert number(now, "police.contact_rate") == pytest.approx(rate)
    parameters = {"a.b": fact(10, "days", uncertainty=NORMAL, then=later(("2028-01-01", 30)))}
    (_, first), (_, second) = draw_values(parameters, SEED, 0, 2025, {"a.b": 0.9}).by_path["a.b"]
    assert isinstance(first, float)
    assert second == pytest.approx(3 * first) != 30


def test_what_has_no_range_does_not_follow_luck(place: Place):
    inputs = draw_inputs(place.load("lead.patience: 60"), SEED, 0, {"lead.patience": 0.95, "population.pool": 0.95})
    assert number(inputs.policy.at(START), "lead.patience") == 60
    assert number(inputs.practice.at(START), "lead.patience") > 90
    assert number(inputs.policy.at(START), "population.pool") == 60


def test_one_luck_moves_all_categories_with_a_range_alike_and_one_of_them_by_name():
    ranges = {"a": NORMAL, "b": {"distribution": "normal", "standard_error": 5.0}}
    parameters = {"a.b": fact({"a": 10, "b": 10, "c": 10}, "days", uncertainty=ranges)}
    z = stats.norm.ppf(0.9)
    assert settled(parameters, {"a.b": 0.9})["a.b"] == pytest.approx({"a": 10 + 2 * z, "b": 10 + 5 * z, "c": 10})
    assert settled(parameters, {"a.b.b": 0.9})["a.b"] == pytest.approx({"a": 10, "b": 10 + 5 * z, "c": 10})
    both = settled(parameters, {"a.b": 0.1, "a.b.b": 0.9})["a.b"]
    assert both == pytest.approx({"a": 10 - 2 * z, "b": 10 + 5 * z, "c": 10})


@pytest.mark.parametrize("u", [0.05, 0.5, 0.95])
@pytest.mark.parametrize("category", MIX)
def test_one_share_of_a_whole_is_set_to_its_own_quantile_and_the_others_make_room(category: str, u: float):
    parameters = {"a.b": fact(MIX, "shares of a whole", uncertainty=WHOLE)}
    found = settled(parameters, {f"a.b.{category}": u})["a.b"]
    assert isinstance(found, Mapping)
    share = MIX[category]
    assert found[category] == pytest.approx(stats.beta.ppf(u, 50 * share, 50 * (1 - share)))
    assert math.fsum(found.values()) == pytest.approx(1.0, abs=1e-12)
    one, other = (found[name] / MIX[name] for name in MIX if name != category)
    assert one == pytest.approx(other)


def test_a_share_of_a_whole_meets_its_own_quantile_as_often_as_it_says():
    parameters = {"a.b": fact(MIX, "shares of a whole", uncertainty=WHOLE)}
    limit = table(settled(parameters, {"a.b.b": 0.95}), "a.b")["b"]
    found = [table(drawn(parameters, which).at(START), "a.b")["b"] for which in range(1, 2_001)]
    assert sum(share <= limit for share in found) / len(found) == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize("lucks", [{"a.b": 0.9}, {"a.b.a": 0.9, "a.b.b": 0.1}])
def test_shares_of_a_whole_cannot_all_be_high(lucks: dict[str, float]):
    parameters = {"a.b": fact(MIX, "shares of a whole", uncertainty=WHOLE)}
    with pytest.raises(InputError, match=r"key a\.b: of shares of a whole, luck is set for one category or for each"):
        settled(parameters, lucks)


def test_luck_for_each_share_is_a_draw_of_them_together():
    parameters = {"a.b": fact(MIX, "shares of a whole", uncertainty=WHOLE)}
    lucks = {f"a.b.{category}": luck(SEED, 5, f"a.b.{category}") for category in MIX}
    assert settled(parameters, lucks) == drawn(parameters, 5).at(START)


def test_a_certain_share_makes_no_room():
    parameters = {"a.b": fact({"a": 1, "b": 0}, "shares of a whole", uncertainty=WHOLE)}
    for category in ("a", "b"):
        assert settled(parameters, {f"a.b.{category}": 0.95})["a.b"] == {"a": 1, "b": 0}


def test_a_value_is_stated_in_its_own_dollars_and_within_its_limits():
    wide = {"distribution": "normal", "standard_error": 50.0}
    parameter = fact(40, "dollars per day", price_year=2005, uncertainty=wide)
    assert stated("a.b", parameter, {}) == 40
    assert stated("a.b", parameter, {"a.b": 0.9}) == pytest.approx(40 + 50 * stats.norm.ppf(0.9))
    assert stated("a.b", parameter, {"a.b": 0.05}) == 0
    assert settled({"a.b": parameter}, {"a.b": 0.05})["a.b"] == 0


# --- Dollars -----------------------------------------------------------------------------------------


def test_money_is_in_dollars_of_the_currency_year():
    current, pilot = (draw_inputs(load_scenario(f"king-county/{name}"), SEED, 0) for name in ("current", "pilot"))
    # By hand: 132 × 321.943 / 195.3, 92 × 321.943 / 229.594, 950,000 × 321.943 / 232.957.
    assert number(current.policy.at(START), "costs.booking") == pytest.approx(217.60, abs=0.005)
    assert number(current.policy.at(START), "costs.prison_day") == pytest.approx(129.00, abs=0.005)
    assert number(pilot.policy.at(START), "lead.annual_budget") == pytest.approx(1_312_885.43, abs=0.005)
    assert number(current.policy.at(START), "costs.services_month") == 250


def test_uprating_moves_every_draw_and_date_alike(place: Place):
    settings = (
        "costs.jail_day: {{value: 200, price_year: {}, uncertainty: {{distribution: gamma, standard_error: 20}}, "
        "then: [{{from: 2028-01-01, value: 100}}]}}"
    )
    old, new = (place.load(settings.format(year)) for year in (2005, 2025))
    for which in range(5):
        before, after = (draw_inputs(s, SEED, which).policy.by_path["costs.jail_day"] for s in (old, new))
        ratios = [float(a[1]) / float(b[1]) for a, b in zip(before, after, strict=True)]  # type: ignore[arg-type]
        assert ratios == pytest.approx([321.943 / 195.3] * 2)


def test_another_currency_year_is_another_unit(place: Place):
    then = number(draw_inputs(place.load(), SEED, 1).policy.at(START), "costs.jail_day")
    place.change("currency_year: 2025", "currency_year: 2010")
    now = number(draw_inputs(place.load(), SEED, 1).policy.at(START), "costs.jail_day")
    assert now / then == pytest.approx(218.056 / 321.943)


# --- Every draw of what is shipped -------------------------------------------------------------------


@pytest.mark.parametrize("name", list_scenarios())
def test_shares_are_shares_in_200_draws(name: str):
    scenario = load_scenario(name)
    shares = [path for path, p in scenario.parameters.items() if p.unit in ("share", "yes or no")]
    wholes = [path for path, p in scenario.parameters.items() if p.unit == "shares of a whole"]
    assert (len(shares), len(wholes)) >= (30, 4)
    for which in DRAWS:
        policy = draw_values(scenario.parameters, SEED, which, 2025)
        for _, value in (entry for path in shares for entry in policy.by_path[path]):
            assert all(0.0 <= share <= 1.0 for share in (value.values() if isinstance(value, Mapping) else [value]))
        for _, value in (entry for path in wholes for entry in policy.by_path[path]):
            assert isinstance(value, Mapping)
            assert math.fsum(value.values()) == pytest.approx(1.0, abs=1e-9)
            assert min(value.values()) >= 0.0


def test_the_mean_of_many_draws_is_the_stated_value():
    parameters = load_scenario("king-county/current").parameters
    watched = {path: parameters[path] for path in ("lead.consent", "lead.caseload", "jail.long_stay_median")}
    for path, parameter in watched.items():
        found = [number(drawn({path: parameter}, which).at(START), path) for which in range(1, 2_001)]
        assert sum(found) / len(found) == pytest.approx(parameter.value, rel=0.02)


# --- Values in force ---------------------------------------------------------------------------------


def test_a_value_holds_from_its_date_until_the_next():
    values = drawn({"a.b": fact(0.5, then=later(("2028-02-29", 0.6), ("2029-07-01", 0.7)))}, 0)
    expected = {
        date.min: 0.5, date(2028, 2, 28): 0.5, date(2028, 2, 29): 0.6, date(2028, 3, 1): 0.6,
        date(2029, 6, 30): 0.6, date(2029, 7, 1): 0.7, date.max: 0.7,
    }  # fmt: skip
    assert {day: values.at(day)["a.b"] for day in expected} == expected


def test_funding_stops_on_its_day():
    values = draw_inputs(load_scenario("king-county/funding-stops"), SEED, 0).policy
    stop = date(2029, 1, 1)
    assert number(values.at(stop - DAY), "lead.annual_budget") == pytest.approx(15_025_009, abs=0.5)
    assert number(values.at(stop), "lead.annual_budget") == 0
    assert values.dates(("lead.annual_budget",)) == [stop]
    assert values.dates(("lead.case_managers",)) == [stop]
    assert values.dates(("costs.", "jail.")) == []


def test_until_funding_stops_it_is_todays_in_every_draw():
    current, stops = (load_scenario(f"king-county/{name}") for name in ("current", "funding-stops"))
    for which in range(6):
        today, until = (draw_inputs(scenario, SEED, which).policy for scenario in (current, stops))
        for day in (START, date(2028, 12, 31)):
            assert until.at(day) == today.at(day)


def test_the_days_of_change_are_those_of_the_prefix():
    parameters = {
        "a.b": fact(0.5, then=later(("2028-01-01", 0.6))),
        "a.c": fact(0.5, then=later(("2027-06-01", 0.6), ("2028-01-01", 0.7))),
        "b.c": fact(0.5, then=later(("2026-01-01", 0.6))),
    }
    values = drawn(parameters, 0)
    assert values.dates(("a.",)) == [date(2027, 6, 1), date(2028, 1, 1)]
    assert values.dates(("a.b", "b.")) == [date(2026, 1, 1), date(2028, 1, 1)]
    assert values.dates(("c.",)) == []


# --- The same draw of several scenarios --------------------------------------------------------------


@pytest.mark.parametrize("which", [0, 1, 5])
@pytest.mark.parametrize("lucks", [None, {"lead.patience": 0.95, "police.no_action_share": 0.9}])
def test_a_scenario_is_drawn_as_all_its_parameters_are_drawn(which: int, lucks: Mapping[str, float] | None):
    practices = []
    for name in list_scenarios():
        scenario = load_scenario(name)
        year = scenario.jurisdiction.file.currency_year
        found = draw_inputs(scenario, SEED, which, lucks)
        assert found.policy == draw_values(scenario.parameters, SEED, which, year, lucks)
        assert list(found.policy.by_path) == list(draw_values(scenario.parameters, SEED, which, year, lucks).by_path)
        assert found.practice == draw_values(scenario.jurisdiction.parameters, SEED, which, year, lucks)
        practices.append(found.practice)
        same = next(practice for practice in practices if practice == found.practice)
        assert draw_inputs(scenario, SEED, which, lucks, practice=same) == found


def test_what_follows_from_a_changed_parameter_is_not_taken_over(place: Place):
    scenario = place.load("lead.caseload: 10")
    inputs = draw_inputs(scenario, SEED, 3)
    moved = [path for path, value in inputs.policy.by_path.items() if value != inputs.practice.by_path[path]]
    assert moved[0] == "lead.caseload"
    assert "lead.case_managers" in moved, "it is what the budget pays for at this caseload"
    kept = [path for path in inputs.policy.by_path if path not in moved]
    assert all(inputs.policy.by_path[path] is inputs.practice.by_path[path] for path in kept)
