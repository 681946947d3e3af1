"""What a point of a design makes of a study's scenarios: beliefs everywhere, choices in the scenarios, or a refusal."""

from __future__ import annotations

import re
from typing import Any

import pytest

from simulator.errors import InputError
from simulator.experiment.pairs import Prices
from simulator.experiment.question import Question
from simulator.experiment.study import cells
from simulator.experiment.study.columns import columns_of
from simulator.experiment.study.simulate import outline
from simulator.experiment.study.study import Study, load_study
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.load import load_scenario
from simulator.inputs.parameter import Parameter
from simulator.inputs.study import study_names, study_path
from simulator.inputs.values import number
from tests.experiment.places import Place
from tests.experiment.studies import FUND, SEED, add_scenarios, make_study, write_study


@pytest.fixture(scope="module")
def place(place: Place) -> Place:
    return add_scenarios(place)


def grid(place: Place, part: str, factors: dict[str, Any], **keys: Any) -> Study:
    return make_study(place, design={"kind": "grid", part: factors}, **keys)


def sides(question: Question, path: str) -> list[Parameter]:
    """Return what is said of a parameter in the scenario, in the baseline, and in the practice before both."""
    (scenario,), baseline = question.scenarios, question.baseline
    assert scenario.jurisdiction == baseline.jurisdiction
    return [scenario.parameters[path], baseline.parameters[path], question.jurisdiction.parameters[path]]


# -- where a point holds ------------------------------------------------------------------------------------------


def test_a_belief_holds_in_the_scenario_in_the_baseline_and_in_the_practice_before(place: Place) -> None:
    study = grid(place, "beliefs", {"lead.effect.discount": [0.2, 0.9]})
    for point, value in ((1, 0.2), (2, 0.9)):
        assert [parameter.value for parameter in sides(study.at(point), "lead.effect.discount")] == [value] * 3


def test_a_choice_holds_in_the_scenario_alone(place: Place) -> None:
    study = grid(place, "choices", {"lead.caseload": [3, 4]})
    own = [parameter.value for parameter in sides(study.question, "lead.caseload")]
    for point, value in ((1, 3), (2, 4)):
        assert [parameter.value for parameter in sides(study.at(point), "lead.caseload")] == [value, *own[1:]]
    (scenario,) = study.at(2).scenarios
    inputs = draw_inputs(scenario, SEED, 1)
    start = scenario.jurisdiction.calendar.start
    assert number(inputs.policy.at(start), "lead.caseload") == 4
    assert number(inputs.practice.at(start), "lead.caseload") == own[2]


def test_a_point_leaves_everything_else_as_it_is(place: Place) -> None:
    study = grid(place, "beliefs", {"lead.effect.discount": [0.2, 0.9]}, sentence="One.", money="nominal")
    asked, found = study.question, study.at(2)
    assert (found.seed, found.draws, found.money) == (asked.seed, asked.draws, "nominal")
    for was, now in zip(asked.everyone, found.everyone, strict=True):
        assert (was.name, was.title, was.all_lines, was.agreement) == (
            now.name,
            now.title,
            now.all_lines,
            now.agreement,
        )
        differ = {path for path in was.parameters if was.parameters[path] != now.parameters[path]}
        assert differ == {"lead.effect.discount"}
    assert asked.jurisdiction.parameters["lead.effect.discount"].value == 0.75, "the question itself is not touched"


def test_a_point_wins_over_what_a_scenario_sets_itself_and_over_its_later_values(place: Place) -> None:
    place.scenario("dated", {"lead.consent": {"value": 0.4, "then": [{"from": "2027-07-01", "value": 0.5}]}})
    study = grid(place, "beliefs", {"lead.consent": [0.6]}, scenarios=["dated.yaml"])
    (scenario,) = study.at(1).scenarios
    assert [(each.value, each.then) for each in sides(study.at(1), "lead.consent")] == [(0.6, ())] * 3
    assert scenario.parameters["lead.consent"].uncertainty is None


def test_what_a_point_sets_is_the_same_in_every_draw_and_nothing_else_is(place: Place) -> None:
    study = grid(place, "beliefs", {"lead.effect.discount": [0.2]})
    (scenario,), plain = study.at(1).scenarios, study.question.scenarios[0]
    for draw in range(4):
        found, without = (draw_inputs(each, SEED, draw).policy.by_path for each in (scenario, plain))
        assert found["lead.effect.discount"][0][1] == 0.2
        assert {path for path in found if found[path] != without[path]} == {"lead.effect.discount"}


def test_several_parameters_are_set_alike(place: Place) -> None:
    paths = ["costs.jail_day_marginal_share", "costs.booking_marginal_share"]
    study = grid(place, "beliefs", {"share": {"paths": paths, "values": [0.3, 0.6]}})
    assert [[p.value for p in sides(study.at(2), path)] for path in paths] == [[0.6] * 3] * 2


def test_one_category_is_set_and_the_others_stay(place: Place) -> None:
    study = grid(place, "choices", {"lead.coverage.southwest": [0.25]})
    (scenario,) = study.at(1).scenarios
    was = study.question.scenarios[0].parameters["lead.coverage"].value
    assert isinstance(was, dict)
    assert scenario.parameters["lead.coverage"].value == {**was, "southwest": 0.25}


def test_money_is_in_dollars_of_its_year(place: Place) -> None:
    study = grid(place, "beliefs", {"costs.jail_day": {"values": [100], "price_year": 2013}})
    parameter = sides(study.at(1), "costs.jail_day")[1]
    assert (parameter.value, parameter.price_year) == (100, 2013)
    start = study.question.jurisdiction.calendar.start
    drawn = number(draw_inputs(study.at(1).baseline, SEED, 1).policy.at(start), "costs.jail_day")
    assert drawn == pytest.approx(100 * 321.943 / 232.957, rel=1e-9), "CPI-U of 2025 over that of 2013"


def test_a_number_of_case_managers_takes_the_place_of_what_the_budget_buys(place: Place) -> None:
    study = grid(place, "choices", {"lead.case_managers": [7]})
    scenario, baseline, practice = sides(study.at(1), "lead.case_managers")
    assert (scenario.value, scenario.formula) == (7, None)
    assert baseline.formula is not None
    assert practice.formula is not None


# -- without a design ---------------------------------------------------------------------------------------------


def test_without_a_design_the_scenarios_are_as_they_are(place: Place) -> None:
    study = make_study(place)
    assert list(study.point_numbers) == [0]
    assert study.at(0) is study.question
    assert study.rows == 2 * 2


# -- names and files ------------------------------------------------------------------------------------------------


def test_scenarios_are_called_as_the_study_calls_them_wherever_it_lies(place: Place) -> None:
    write_study(place)
    study = load_study(place.folder.parent / place.folder.name / "study.yaml")
    assert [scenario.name for scenario in study.question.everyone] == ["no-lead.yaml", "more.yaml"]


def test_a_study_may_lie_beside_its_place(place: Place) -> None:
    path = write_study(place)
    moved = place.folder.parent / "elsewhere.yaml"
    name = place.folder.name
    moved.write_text(path.read_text(encoding="utf-8").replace("more.yaml", f"{name}/more.yaml"), encoding="utf-8")
    study = load_study(moved)
    assert [scenario.name for scenario in study.question.everyone] == [f"{name}/no-lead.yaml", f"{name}/more.yaml"]


def test_a_baseline_of_its_own_and_societys_view_are_taken(place: Place) -> None:
    place.scenario("other", {"lead.consent": 0.1})
    study = make_study(place, baseline="other.yaml", society=True)
    assert study.question.baseline.name == "other.yaml"
    assert all(scenario.society for scenario in study.question.everyone)


def test_the_hash_of_a_study_is_of_what_it_says(place: Place) -> None:
    path = write_study(place)
    first = load_study(path).hash()
    path.write_text("# a comment\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_study(path).hash() == first
    assert make_study(place, draws=3).hash() != first


# -- refusals ---------------------------------------------------------------------------------------------------------

DESIGN = "key design.beliefs."
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no such parameter": (
        {"lead.concent": [0, 1]}, f"{DESIGN}lead.concent: there is no such parameter; found lead.concent; did you mean"
    ),
    "who the people are": (
        {"population.pool": [100, 200]}, f"{DESIGN}population.pool: a scenario cannot change who the people are"
    ),
    "money of no year": (
        {"costs.jail_day": [100]}, f"{DESIGN}costs.jail_day: money needs a price_year, as in {{value: 100, price_year:"
    ),
    "no money of a year": (
        {"lead.consent": {"values": [0.5], "price_year": 2020}},
        f"{DESIGN}lead.consent: only money has a price_year, and this is not money (share)",
    ),
    "a year without an index": (
        {"costs.jail_day": {"values": [100], "price_year": 1960}},
        f"{DESIGN}costs.jail_day.price_year: there is no price index for this year; found 1960",
    ),
    "out of range": (
        {"lead.consent": [0.5, 1.5]}, f"{DESIGN}lead.consent: 1.5 is outside 0 to 1 (share)"
    ),
    "nobody to a case manager": (
        {"lead.caseload": [0]}, f"{DESIGN}lead.caseload: the model divides by this, so it cannot be 0 or drawn as 0"
    ),
    "a table for a number": (
        {"lead.coverage": [0.5]},
        f"{DESIGN}lead.coverage: not the kind of value this parameter has; found 0.5; allowed: a number for each of",
    ),
    "part of a whole": (
        {"population.areas.west": [0.5]}, f"{DESIGN}population.areas.west: a scenario cannot change who the people are"
    ),
    "a share of a whole": (
        {"police.offense_mix.prostitution": [0.5]}, f"{DESIGN}police.offense_mix.prostitution: the shares add up to"
    ),
    "neither yes nor no": (
        {"lead.hire_to_demand": [0.5]}, f"{DESIGN}lead.hire_to_demand: 0.5 is neither 0 (no) nor 1 (yes)"
    ),
    "money that is nobody's": (
        {"funding.sales_tax": {"values": [-1], "price_year": 2025}}, f"{DESIGN}funding.sales_tax: -1 is outside 0"
    ),
    "in one of several": (
        {"both": {"paths": ["lead.consent", "lead.caseload"], "values": [0.5, 1e9]}},
        f"{DESIGN}lead.consent: 1,000,000,000 is outside 0 to 1 (share)",
    ),
    "what no agreement reads": (
        {"capture.share": [0, 1]},
        f"{DESIGN}capture.share: none of the scenarios has an agreement that reads this; found capture.share",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_scenario_cannot_set_no_point_sets(place: Place, name: str) -> None:
    factors, said = REFUSED[name]
    with pytest.raises(InputError) as refused:
        outline(grid(place, "beliefs", factors))
    text = str(refused.value)
    assert text.startswith(f"{place.folder / 'study.yaml'}, line ")
    assert said in text
    assert text.isprintable()


def test_what_cannot_be_drawn_is_refused_with_its_point_before_anything_is_simulated(place: Place) -> None:
    factor = {"costs.case_manager": {"values": [90_000, 0], "price_year": 2025}, "costs.services_month":
              {"values": [250, 0], "price_year": 2025}}  # fmt: skip
    with pytest.raises(InputError, match=r"study\.yaml, key lead\.case_managers: at point 4 of the design, "):
        outline(grid(place, "beliefs", factor))


def test_a_fund_that_could_not_decide_at_some_point_is_refused(place: Place) -> None:
    place.scenario("homes", {"capture.share": 1}, reinvestment={**FUND, "plan": [{"buy": "interim_housing"}]})
    factors = {"costs.interim_unit_day": {"values": [60, 0, 70], "price_year": 2025}}
    study = grid(place, "choices", factors, scenarios=["homes.yaml"])
    with pytest.raises(InputError, match=r"at point 2 of the design, what a fund buys has a price of its own"):
        outline(study)


def test_a_line_that_cannot_be_priced_is_refused(place: Place) -> None:
    line = {"price": "costs.jail_day", "agency": "Jail", "counts": {"jail_day": "county"}}
    place.scenario("unpriced", cost_lines={"jail bed": line})
    with pytest.raises(InputError, match="there is no such quantity to price; found jail_day"):
        outline(make_study(place, scenarios=["unpriced.yaml"]))


def test_what_cannot_be_priced_at_a_point_in_the_middle_is_refused_before_anything_is_simulated(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    priced = cells.prices_of

    def refusing(scenario: Inputs, *others: Any) -> Prices:
        if scenario.scenario.parameters["costs.jail_day_marginal_share"].value == 0.5:
            raise InputError("this cannot be priced")
        return priced(scenario, *others)

    monkeypatch.setattr(cells, "prices_of", refusing)
    study = grid(place, "beliefs", {"costs.jail_day_marginal_share": [0.1, 0.5, 0.9]})
    with pytest.raises(InputError, match=r"study\.yaml: at point 2 of the design, this cannot be priced"):
        outline(study)


def test_what_the_shares_of_each_year_overrule_is_refused(place: Place) -> None:
    place.scenario("by-year", reinvestment={**FUND, "shares_by_year": [0.1, 0.2]})
    with pytest.raises(InputError, match="shares_by_year says what the agreement captures, so this would not be read"):
        grid(place, "choices", {"capture.share": [0, 1]}, scenarios=["half.yaml", "by-year.yaml"])


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"scenarios": ["king-county/pilto"]}, "key scenarios.0: there is no such scenario; found king-county/pilto"),
        ({"scenarios": ["more.yaml", "nothing.yaml"]}, "key scenarios.1: no such file; found nothing.yaml"),
        ({"baseline": "nothing.yaml"}, "key baseline: no such file; found nothing.yaml"),
        ({"scenarios": ["no-lead.yaml"]}, "key scenarios: each scenario is compared once, and not with itself; found"),
        ({"scenarios": ["king-county/pilot", "more.yaml"]}, "a baseline of its own jurisdiction; found more.yaml"),
        ({"baseline": "half.yaml"}, "key scenarios: savings are measured against a baseline, so none of its own can"),
    ],
)  # fmt: skip
def test_scenarios_that_are_not_there_or_do_not_fit_are_refused(place: Place, keys: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        make_study(place, **keys)
    assert str(refused.value).startswith(f"{place.folder / 'study.yaml'}")
    assert said in str(refused.value)


def test_a_scenario_that_is_wrong_says_where_itself(place: Place) -> None:
    (place.folder / "wrong.yaml").write_text("title: Wrong\nsentence: One.\nset: {lead.concent: 1}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"wrong\.yaml, line 3, key set\.lead\.concent: there is no such parameter"):
        make_study(place, scenarios=["wrong.yaml"])


# -- what is shipped --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", study_names())
def test_every_point_of_a_shipped_study_can_be_set_drawn_and_priced(name: str) -> None:
    study = load_study(name)
    found = outline(study)
    assert study.question.jurisdiction.name == "king-county"
    assert found.runs <= 1_000, "a few minutes with the compiled engine"


@pytest.mark.parametrize("name", study_names())
def test_columns_that_a_shipped_study_speaks_of_exist(name: str) -> None:
    text = study_path(name).read_text(encoding="utf-8")
    study = load_study(name)
    found = outline(study)
    known = {column.title.partition("__")[0] for column in columns_of(study, found.payers, found.private)}
    comments = " ".join(line for line in text.splitlines() if line.lstrip().startswith("#"))
    spoken = set(re.findall(r"\b(?:captured|reinvested|net|cash_net|case)_\w+", comments))
    assert spoken <= known
    assert bool(spoken) == ("Columns to look at" in text)


def test_all_justice_costs_that_vary_are_in_the_shipped_studys_share() -> None:
    """Left out, a line's share would stay where it is while the title says that all of them move."""
    study = load_study("studies/effect-by-marginal-share")
    (share,) = (factor for factor in study.factors if factor.name == "marginal_share")
    lines = load_scenario("king-county/current").cost_lines.values()
    read = {
        path for line in lines for key, path in line.paths() if key in ("function.share", "function.long_run_share")
    }
    assert set(share.paths) == read
