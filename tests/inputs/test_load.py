"""From files to scenarios: what is refused and how, what a scenario becomes, and that nothing else happens."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from simulator import cli
from simulator.errors import InputError
from simulator.experiment.setup import price_books
from simulator.inputs.draw import draw_inputs
from simulator.inputs.load import load_scenario, load_scenario_text
from simulator.inputs.reader import read_document
from simulator.inputs.scenario import FILES, Scenario
from tests.inputs.conftest import HEAD, SHIPPED, Place, forget_shipped_files, message_of
from tests.inputs.mutations import mutated
from tests.inputs.refusals import HEADS, JURISDICTIONS, NAMES, SETTINGS

# --- What a scenario may not set -------------------------------------------------------------------


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_is_refused_in_plain_words(place: Place, name: str):
    settings, said = SETTINGS[name]
    with pytest.raises(InputError) as caught:
        place.load(settings)
    assert caught.value.file == str(place.folder / "mine.yaml")
    assert message_of(caught.value) == f"line 4, {said}"


def test_the_line_is_that_of_the_entry(place: Place):
    settings = "lead.consent:\n  value: 0.5\n  then:\n    - from: 2029-01-01\n      value: much"
    with pytest.raises(InputError, match=r"line 8, key set\.lead\.consent\.then\.0\.value: not a number; found much"):
        place.load(settings)


# --- What the top of a scenario file may not say ----------------------------------------------------


@pytest.mark.parametrize("name", HEADS)
def test_the_top_of_a_file_is_refused_in_plain_words(place: Place, name: str):
    head, said = HEADS[name]
    with pytest.raises(InputError) as caught:
        place.load(head=head)
    assert caught.value.file == str(place.folder / "mine.yaml")
    assert message_of(caught.value) == said


def test_a_circle_of_two_is_refused_where_it_closes(place: Place):
    place.write("one.yaml", f"{HEAD}extends: two\n")
    place.write("two.yaml", f"{HEAD}extends: one\n")
    with pytest.raises(InputError, match=r"two\.yaml, line 3, key extends: scenarios extend each other in a circle"):
        place.load(head=f"{HEAD}extends: one\n")


def test_a_long_chain_is_refused_as_such(place: Place):
    for i in range(12):
        place.write(f"step-{i}.yaml", f"{HEAD}extends: step-{i + 1}\n")
    place.write("step-12.yaml", HEAD)
    with pytest.raises(InputError, match="more than 10 scenarios extend each other; found step-10"):
        place.load(head=f"{HEAD}extends: step-0\n")
    assert place.load(head=f"{HEAD}extends: step-3\n")


def test_an_error_in_an_extended_file_names_that_file(place: Place):
    place.write("other.yaml", f"{HEAD}set:\n  lead.konsent: 1\n")
    with pytest.raises(InputError, match=r"other\.yaml, line 4, key set\.lead\.konsent: there is no such parameter"):
        place.load(head=f"{HEAD}extends: other\n")


# --- What a jurisdiction may not say ----------------------------------------------------------------


@pytest.mark.parametrize("name", JURISDICTIONS)
def test_a_jurisdiction_is_refused_in_plain_words(place: Place, name: str):
    old, new, said = JURISDICTIONS[name]
    place.change(old, new)
    with pytest.raises(InputError) as caught:
        place.load()
    assert caught.value.file == str(place.folder / "jurisdiction.yaml")
    assert message_of(caught.value) == said


# --- Names and places -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_refused_in_plain_words(name: str):
    given, said = NAMES[name]
    with pytest.raises(InputError) as caught:
        load_scenario(given)
    assert str(caught.value).startswith(said)
    assert caught.value.exit_code == 2


def test_a_file_of_its_own_says_its_jurisdiction(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD)
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    places = "albany, king-county, los-angeles, santa-fe, washington-county"
    assert message_of(caught.value) == (
        f"line 1: a scenario in a file of its own says its jurisdiction; allowed: {places}"
    )
    path.write_text(f"{HEAD}jurisdiction: king-conty\n")
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    assert message_of(caught.value) == (
        f"line 3, key jurisdiction: there is no such jurisdiction; found king-conty; allowed: {places}; "
        "did you mean king-county?"
    )
    path.write_text(f"{HEAD}jurisdiction: king-county\n")
    mine = load_scenario(path)
    assert (mine.name, mine.baseline_name) == (str(path), "king-county/no-lead")
    assert mine.jurisdiction == load_scenario("king-county/current").jurisdiction


def test_a_file_named_like_a_shipped_one_may_extend_it(tmp_path: Path):
    path = tmp_path / "pilot.yaml"
    path.write_text(f"{HEAD}jurisdiction: king-county\nextends: pilot\nset:\n  lead.consent: 0.5\n")
    mine, shipped = load_scenario(path), load_scenario("king-county/pilot")
    assert mine.name == str(path)
    assert mine.changes == (*shipped.changes, "lead.consent")
    assert mine.parameters["funding.philanthropy"] == shipped.parameters["funding.philanthropy"]
    assert mine.parameters["lead.consent"].value == 0.5


def test_a_shipped_file_is_the_same_by_name_and_by_path(monkeypatch: pytest.MonkeyPatch):
    by_name = load_scenario("king-county/pilot")
    assert load_scenario(SHIPPED / "king-county" / "pilot.yaml") == by_name
    monkeypatch.chdir(SHIPPED / "king-county")
    assert load_scenario("pilot.yaml") == by_name


def test_a_place_of_ones_own_finds_its_baseline(place: Place, monkeypatch: pytest.MonkeyPatch):
    mine = place.load()
    baseline = load_scenario(mine.baseline_name)
    assert mine.jurisdiction.name == "my-county"
    assert baseline.title == "No LEAD"
    assert baseline.jurisdiction == mine.jurisdiction
    monkeypatch.chdir(place.folder)
    here = load_scenario("mine.yaml")
    assert (here.name, here.baseline_name) == ("mine.yaml", "no-lead.yaml")
    assert load_scenario(here.baseline_name).jurisdiction == mine.jurisdiction


def test_two_places_in_turn_are_not_mistaken_for_each_other(place: Place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(place.folder)
    place.write("mine.yaml", HEAD)
    assert load_scenario("mine.yaml").jurisdiction.parameters["population.pool"].value == 60.0
    place.change("value: 60", "value: 70")
    assert load_scenario("mine.yaml").jurisdiction.parameters["population.pool"].value == 70.0


# --- What a scenario becomes -------------------------------------------------------------------------


def test_a_bare_number_is_a_choice_and_not_an_estimate(place: Place):
    old = place.load().parameters["lead.consent"]
    new = place.load("lead.consent: 1").parameters["lead.consent"]
    assert (new.label, new.unit) == (old.label, old.unit)
    assert (new.value, new.uncertainty, new.source, new.grade) == (1.0, None, None, "policy choice")
    assert new.assumption == "a choice of this scenario, not an estimate"


def test_one_area_changes_and_the_others_stay(place: Place):
    old = place.load().parameters["lead.coverage"]
    mine = place.load("lead.coverage.south: 1")
    new = mine.parameters["lead.coverage"]
    assert isinstance(old.value, dict)
    assert new.value == {**old.value, "south": 1.0}
    assert (new.grade, new.assumption, new.uncertainty) == (old.grade, old.assumption, old.uncertainty)
    assert mine.changes == ("lead.coverage.south",)


def test_one_category_becomes_certain_and_the_others_stay_uncertain(place: Place):
    new = place.load("police.booked_share.felony: 1").parameters["police.booked_share"]
    assert new.value == {"felony": 1.0, "misdemeanor": 0.8}
    assert isinstance(new.uncertainty, dict)
    assert list(new.uncertainty) == ["misdemeanor"]


def test_one_area_changes_for_good_and_the_others_keep_their_later_values(place: Place):
    now = "value: {north: 1, south: 0.5}"
    place.change(now, f"{now}\n    then: [{{from: 2028-01-01, value: {{north: 0, south: 1}}}}]")
    coverage = place.load("lead.coverage.north: 0.3").parameters["lead.coverage"]
    assert coverage.value == {"north": 0.3, "south": 0.5}
    assert [later.value for later in coverage.then] == [{"north": 0.3, "south": 1.0}]


@pytest.mark.parametrize(("written", "value"), [("true", 1.0), ("false", 0.0), ("1", 1.0), ("0", 0.0)])
def test_yes_and_no_may_be_true_and_false(place: Place, written: str, value: float):
    assert place.load(f"lead.hire_to_demand: {written}").parameters["lead.hire_to_demand"].value == value
    eligible = place.load(f"lead.eligible.other_felony: {written}").parameters["lead.eligible"].value
    assert isinstance(eligible, dict)
    assert eligible["other_felony"] == value


def test_a_source_without_money_needs_no_payer(place: Place):
    settings = "funding.state_grant: {value: 0, price_year: 2025, then: [{from: 2028-01-01, value: 0}]}"
    assert place.load(settings).parameters["funding.state_grant"].value == 0.0
    place.change("  county_general_fund: county\n", "  county_general_fund: county\n  state_grant: state\n")
    assert place.load(settings.replace("value: 0", "value: 5")).parameters["funding.state_grant"].value == 5.0


def test_a_budget_that_is_set_replaces_the_sum_of_its_sources(place: Place):
    formula = place.load().parameters["lead.annual_budget"]
    assert formula.formula is not None
    new = place.load("lead.annual_budget: {value: 5, price_year: 2020}").parameters["lead.annual_budget"]
    assert (new.label, new.unit, new.formula, new.value) == (formula.label, formula.unit, None, 5.0)


@pytest.mark.parametrize("payer", ["medicaid", "service_funders"])
def test_a_place_with_a_federal_and_a_state_payer_may_use_medicaid(place: Place, payer: str):
    place.change("  state: The state\n", "  state: The state\n  federal: The United States\n")
    place.change("prison_days: state", f"prison_days: {payer}")
    assert place.load().jurisdiction.file.cost_lines["prison bed"].counts == {"prison_days": payer}


def test_later_layers_win_and_the_order_of_changes_is_kept(place: Place):
    place.write("base.yaml", f"{HEAD}set:\n  lead.consent: 0.1\n  lead.shift_covered: 0.2\n")
    place.write("middle.yaml", f"{HEAD}extends: base\nset:\n  lead.consent: 0.3\n")
    mine = place.load("lead.officer_offers: 0.4", head=f"{HEAD}extends: middle\n")
    values = [mine.parameters[path].value for path in mine.changes]
    assert mine.changes == ("lead.consent", "lead.shift_covered", "lead.officer_offers")
    assert values == [0.3, 0.2, 0.4]


def test_a_scenario_leaves_the_practice_before_it_alone(place: Place):
    before = place.load().jurisdiction
    mine = place.load("lead.consent: 0.1\nlead.coverage.north: 0")
    assert mine.jurisdiction == before
    assert mine.parameters["lead.consent"] != before.parameters["lead.consent"]


@pytest.mark.parametrize("kind", FILES)
def test_every_kind_of_file_has_a_schema(kind: str):
    schema = FILES[kind].model_json_schema()
    assert set(schema["properties"]) == set(FILES[kind].key_names())
    assert schema["additionalProperties"] is False


# --- The command line -------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", ["lead.consent: 1.2", "lead.consent: .nan", "lead.konsent: 1"])
def test_the_command_line_says_one_line_and_exits_with_2(
    place: Place, settings: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    path = place.write("mine.yaml", f"{HEAD}set:\n  {settings}\n")
    monkeypatch.setattr(sys, "argv", ["leadsim", "parameters", str(path)])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    printed = capsys.readouterr()
    assert caught.value.code == 2
    assert printed.out == ""
    assert printed.err.startswith(f"leadsim: {path}, line 4, key set")
    assert printed.err.count("\n") == 1


# --- Anything at all --------------------------------------------------------------------------------


def outcome(name: Path | str) -> str:
    """Load, draw and price; whatever else than a scenario or a refusal happens is an error of the test."""
    try:
        scenario = load_scenario(name)
        assert isinstance(scenario, Scenario)
        price_books(draw_inputs(scenario, 1, 0))
        price_books(draw_inputs(scenario, 1, 1))
    except InputError as error:
        said = str(error)
    else:
        return "drawn"
    assert said.isprintable()
    assert len(said) < 1_200
    return "refused"


def outcomes(count: int, seed: int, change: Callable[[random.Random], Path | str]) -> list[str]:
    found = []
    for i in range(count):
        name = change(random.Random(seed + i))  # noqa: S311
        try:
            found.append(outcome(name))
        except Exception as error:
            raise AssertionError(f"mutation {seed + i} of {name} raised {error!r}") from error
    return found


RICH = """\
title: A bit of everything
sentence: Each kind of setting once.
extends: no-lead
set:
  lead.consent: 0.5
  lead.waiting_list: false
  lead.coverage.south: 1
  funding.match_ratio: 0.5
  funding.city_general_fund:
    value: 2000000
    price_year: 2020
    then:
      - {from: 2027-07-01, value: 0}
  police.booked_share:
    value: {felony: 0.9, misdemeanor: 0.5}
    then:
      - {from: 2027-07-01, value: {felony: 0.8, misdemeanor: 0.4}}
    uncertainty:
      felony: {distribution: beta, low: 0.8, high: 0.97}
      misdemeanor: {distribution: uniform, low: 0.4, high: 0.6}
    grade: expert judgment
    assumption: Why not.
  police.offense_mix:
    value: {drug_possession: 0.5, low_level_sale: 0.1, prostitution: 0.1, poverty_misdemeanor: 0.1,
      other_misdemeanor: 0.1, other_felony: 0.1}
    uncertainty: {distribution: dirichlet, concentration: 30}
    grade: published, one study
    source: A study.
    note: Noted.
  jail.long_stay_median: {value: 40, uncertainty: {distribution: triangular, low: 20, high: 90}}
  lead.patience: {value: 80, uncertainty: {distribution: gamma, standard_error: 20}}
"""
MONEY = """\
title: Each kind of cost line once
sentence: And an agreement.
extends: no-lead
set:
  city_contract.other_beds: 40
  capture.floor: {value: 1000, price_year: 2025}
cost_lines:
  jail bed:
    price: costs.jail_day
    function: {kind: marginal, share: costs.jail_day_marginal_share, long_run_share: costs.prison_day_long_run_share}
    backfill: savings.jail_backfill
    agency: Jail
    counts: {jail_days_superior: county, jail_days_municipal: county}
  units:
    price: costs.jail_day
    agency: Jail
    counts: {jail_days_superior: county, background_jail_days: county}
    function:
      kind: step_fixed
      unit_size: jail_unit.beds
      cost: jail_unit.cost
      closes_after: jail_unit.closes_after
      hysteresis: jail_unit.hysteresis
      notice: jail_unit.notice
  contract:
    agency: Jail
    counts: {jail_days_municipal: city}
    function:
      kind: take_or_pay
      receiver: county
      minimum: city_contract.minimum
      rate: city_contract.rate
      surcharge: city_contract.surcharge
      redirect: city_contract.redirect
      others: city_contract.other_beds
  another contract:
    agency: Jail
    counts: {jail_days_district: state}
    function: {kind: rate_reset, receiver: county, cost: jail_unit.cost, years_back: city_contract.years_back}
  rent: {agency: Jail, counts: {program_months: county}, function: {kind: fixed, amount: costs.program_fixed}}
  courts: {agency: Courts, counts: {filings_superior: county}, price: costs.court_felony, function: {kind: average}}
reinvestment:
  preset: seattle-king-county
  covers: [county, state]
  contract_line: contract
  certified_by: Nobody
  split: {fund: 0.5, county: 0.25, schools: 0.25}
  caps_by_year: [null, 100000]
  years: 3
  up_to_cost_of: city
  plan:
    - {buy: case_managers, most: 4}
    - buy: interim_housing
"""


def test_a_hundred_mutations_of_a_scenario(place: Place):
    data = read_document(place.write("rich.yaml", RICH)).data
    assert outcome(place.folder / "rich.yaml") == "drawn"
    found = outcomes(100, 1_000, lambda rng: place.write("mine.yaml", mutated(data, rng)))
    assert found.count("refused") > 50
    assert found.count("drawn") > 5


def test_a_hundred_mutations_of_cost_lines_and_an_agreement(place: Place):
    data = read_document(place.write("money.yaml", MONEY)).data
    assert outcome(place.folder / "money.yaml") == "drawn"
    found = outcomes(100, 4_000, lambda rng: place.write("mine.yaml", mutated(data, rng)))
    assert found.count("refused") > 50
    assert found.count("drawn") > 5


def test_a_hundred_mutations_of_a_jurisdiction(place: Place):
    data = read_document(place.folder / "jurisdiction.yaml").data
    scenario = place.write("mine.yaml", HEAD)

    def change(rng: random.Random) -> Path:
        place.write("jurisdiction.yaml", mutated(data, rng))
        return scenario

    found = outcomes(100, 2_000, change)
    assert found.count("refused") > 50
    assert found.count("drawn") > 5


def test_a_hundred_mutations_of_the_default_parameters(installation: Path):
    topics = {path: read_document(path).data for path in sorted((installation / "parameters").glob("*.yaml"))}

    def change(rng: random.Random) -> str:
        for path, data in topics.items():
            path.write_text(json.dumps(data))
        path = rng.choice(list(topics))
        path.write_text(mutated(topics[path], rng))
        forget_shipped_files()
        return "king-county/pilot"

    found = outcomes(100, 3_000, change)
    assert found.count("refused") > 50
    assert found.count("drawn") > 5


def test_the_text_of_a_scenario_loads_as_its_file_does(tmp_path: Path) -> None:
    text = (
        "title: Fewer\nsentence: Fewer each.\njurisdiction: king-county\nextends: citywide\nset: {lead.caseload: 20}\n"
    )
    path = tmp_path / "fewer.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_scenario_text(text, "fewer.yaml") == replace(load_scenario(path), name="fewer.yaml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: T\nsentence: S\n", "a scenario in a file of its own says its jurisdiction"),
        ("title: T\nsentence: S\njurisdiction: king-count\n", "did you mean king-county"),
        ("title: T\nsentence: S\njurisdiction: king-county\nset: {lead.caseloa: 1}\n", "draft.yaml, line 4"),
        ("title: T\nsentence: S\njurisdiction: king-county\nextends: ../secret\n", "draft.yaml, line 4"),
        ("title: \ud800\n", "is not UTF-8"),
        ("", "the file is empty"),
    ],
)
def test_a_text_is_refused_in_the_words_of_a_file(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        load_scenario_text(text, "draft.yaml")
    assert said in str(refused.value)
