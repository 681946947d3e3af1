"""The other places: honest facts, sums that come out, payers of their own, and scenarios that can be asked about."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import simulator as ls
from simulator.experiment.setup import price_books
from simulator.inputs.cost_lines import CostLine
from simulator.inputs.distributions import quantile
from simulator.inputs.draw import draw_inputs
from simulator.inputs.files import jurisdiction_folders, scenario_names
from simulator.inputs.load import default_parameters, load_jurisdiction, load_scenario
from simulator.inputs.parameter import GRADES, Override, Uncertainty
from simulator.inputs.scenario import FUNDERS, Jurisdiction, Scenario
from simulator.inputs.values import number, table
from tests.experiment.doubles import Inline

PLACES = {folder.name: load_jurisdiction(folder) for folder in jurisdiction_folders()}
OTHERS = {name: place for name, place in PLACES.items() if name != "king-county"}
FACTS = [
    pytest.param(place, path, fact, id=f"{name}: {path}")
    for name, place in PLACES.items()
    for path, fact in place.file.facts.items()
]
RANGES = [
    pytest.param(value, uncertainty, id=f"{name}: {path}-{i}")
    for name, place in OTHERS.items()
    for path in place.file.facts
    for i, (value, uncertainty) in enumerate(place.parameters[path].uncertain())
    if uncertainty.distribution in ("beta", "gamma", "lognormal", "normal")
]
NEEDS_A_SOURCE = ("local data", "published, several studies", "published, one study", "derived")
HEAD = re.compile(r"  value: [\d.]+")


def value_of(place: str, path: str) -> float:
    value = PLACES[place].parameters[path].value
    assert isinstance(value, float)
    return value


def today(place: str, scenario: str = "current") -> Scenario:
    return load_scenario(f"{place}/{scenario}")


# --- Honest facts ---------------------------------------------------------------------------------------


def test_there_are_places_of_every_size():
    assert set(PLACES) == {"albany", "king-county", "los-angeles", "santa-fe", "washington-county"}
    pools = sorted(value_of(name, "population.pool") for name in PLACES)
    assert pools[0] <= 300 < 5_000 < pools[-1] <= 10_000, "a run of the largest takes a fraction of a second"


@pytest.mark.parametrize(("place", "path", "fact"), FACTS)
def test_a_fact_says_where_it_is_from_and_how_sure_it_is(place: Jurisdiction, path: str, fact: Override):
    assert fact.grade in GRADES
    assert fact.grade != "policy choice", "a fact is no choice"
    assert (fact.source is None) != (fact.assumption is None)
    assert len(fact.source or fact.assumption or "") > 15
    if fact.grade in NEEDS_A_SOURCE:
        assert fact.source is not None
    if fact.grade == "placeholder":
        assert fact.assumption is not None
    assert fact.uncertainty is not None
    assert place.parameters[path] != default_parameters()[path], "it says something of its own"


@pytest.mark.parametrize(("value", "uncertainty"), RANGES)
def test_a_range_holds_nine_draws_in_ten_and_keeps_the_mean(value: float, uncertainty: Uncertainty):
    z = np.linspace(-8.2, 8.2, 165)
    quantiles = [quantile(uncertainty, value, float(u)) for u in stats.norm.cdf(z)]
    assert np.trapezoid(quantiles * stats.norm.pdf(z), z) == pytest.approx(value, rel=1e-3)
    if uncertainty.low is not None and uncertainty.high is not None:
        width = uncertainty.high - uncertainty.low
        assert quantile(uncertainty, value, 0.05) == pytest.approx(uncertainty.low, abs=0.15 * width)
        assert quantile(uncertainty, value, 0.95) == pytest.approx(uncertainty.high, abs=0.15 * width)


@pytest.mark.parametrize("name", PLACES)
def test_a_place_says_plainly_what_is_weak(name: str):
    file = PLACES[name].file
    assert len(file.caveats) >= 3
    assert all(caveat.endswith(".") for caveat in file.caveats)
    assert not re.search(r"[.!?] ", file.sentence.rstrip("."))


@pytest.mark.parametrize("name", PLACES)
def test_groups_are_named_and_a_whole(name: str):
    groups = PLACES[name].parameters["population.groups"].value
    assert isinstance(groups, dict)
    assert len(groups) >= 3
    assert "other" in groups
    assert sum(groups.values()) == pytest.approx(1)


# --- Sums -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "path", "value", "digits"),
    [
        ("santa-fe", "costs.jail_day", 1_000_000 / 11_502, 0),
        ("santa-fe", "city_contract.rate", 1_000_000 / 11_502, 0),
        ("santa-fe", "costs.case_manager", 0.4 * 500 * 12 * 25, 0),
        ("santa-fe", "costs.services_month", 0.6 * 500, 0),
        ("santa-fe", "lead.consent", 93 / 96, 2),
        ("santa-fe", "lead.intake_completes", 87 / 93, 3),
        ("santa-fe", "lead.ever_engaged", 67 / 84, 1),
        ("washington-county", "costs.case_manager", 925_593 / 6 - 0.5, 0),
        ("washington-county", "costs.program_fixed", 925_593 / 6 - 0.5, 0),
        ("albany", "funding.federal_grant", (898_062 + 1_260_000) / 3, -4),
        ("albany", "costs.case_manager", 740_000 / 3 / 4, 0),
        ("los-angeles", "funding.state_grant", 5_900_000 / 26 * 12, -3),
        ("los-angeles", "costs.jail_day", 966_800_000 / 13_241 / 365, 0),
    ],
)
def test_a_derived_number_follows_from_its_source(place: str, path: str, value: float, digits: int):
    assert PLACES[place].parameters[path].grade == "derived"
    assert round(value, digits) == value_of(place, path)


def test_albanys_length_of_stay_leaves_as_many_active_as_were_published():
    years, mean = 4.5, value_of("albany", "lead.duration")
    assert mean / years * (1 - np.exp(-years / mean)) == pytest.approx(125 / 215, abs=0.03)


def test_a_participant_of_santa_fe_costs_what_was_published():
    dollars = value_of("santa-fe", "costs.case_manager") / 12 / value_of("santa-fe", "lead.caseload")
    assert dollars + value_of("santa-fe", "costs.services_month") == 500
    assert value_of("santa-fe", "medicaid.services_share") == 1


@pytest.mark.parametrize(
    ("place", "scenario", "day", "case_managers"),
    [
        ("santa-fe", "pilot", date(2014, 4, 30), 0),
        ("santa-fe", "pilot", date(2014, 7, 1), 4),
        ("santa-fe", "funding-stops", date(2019, 7, 1), 1),
        ("washington-county", "current", date(2027, 1, 1), 5),
        ("washington-county", "grant-ends", date(2029, 1, 1), 0),
        ("albany", "current", date(2027, 1, 1), 4),
        ("los-angeles", "current", date(2027, 7, 1), 12),
        ("los-angeles", "grant-ends", date(2029, 9, 1), 0),
        ("king-county", "trueblood", date(2027, 1, 1), 10),
    ],
)
def test_a_budget_buys_as_many_case_managers_as_are_said(place: str, scenario: str, day: date, case_managers: int):
    inputs = draw_inputs(today(place, scenario), 1, 0)
    values = inputs.practice if day < inputs.scenario.jurisdiction.file.start else inputs.policy
    assert int(number(values.at(day), "lead.case_managers") + 1e-9) == case_managers


# --- Law, payers, calendars -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "month", "possession"),
    [("albany", 1, 0), ("los-angeles", 7, 0), ("santa-fe", 7, 1), ("washington-county", 1, 0), ("king-county", 1, 0)],
)
def test_fiscal_years_and_the_law_on_possession_are_the_places_own(place: str, month: int, possession: int):
    file = PLACES[place].file
    assert file.fiscal_start_month == month
    assert file.start.month == month, "years are whole"
    values = draw_inputs(load_scenario(f"{place}/{file.baseline}"), 1, 0).policy.at(file.start)
    assert table(values, "police.felony")["drug_possession"] == possession


def payers_of(place: str, line: str) -> set[str]:
    found: CostLine = PLACES[place].file.cost_lines[line]
    return set(found.counts.values())


@pytest.mark.parametrize(
    ("place", "payers"),
    [
        ("albany", {"felony prosecution": "county", "felony defense": "county", "superior court": "state",
                    "limited-jurisdiction courts": "state", "supervision": "county", "jail bed": "county"}),
        ("los-angeles", {"felony prosecution": "county", "misdemeanor prosecution": "city", "superior court": "state",
                         "misdemeanor defense": "county", "supervision": "county", "jail bed": "county"}),
        ("santa-fe", {"felony prosecution": "state", "felony defense": "state", "misdemeanor defense": "state",
                      "superior court": "state", "police arrest": "city", "jail bed": "county"}),
        ("washington-county", {"felony prosecution": "county", "superior court": "county", "prison bed": "state"}),
    ],
)  # fmt: skip
def test_who_pays_for_what_is_the_places_own(place: str, payers: dict[str, str]):
    assert {line: payers_of(place, line) for line in payers} == {line: {payer} for line, payer in payers.items()}


@pytest.mark.parametrize("name", OTHERS)
def test_a_place_prices_what_king_county_prices(name: str):
    lines, kings = OTHERS[name].file.cost_lines, PLACES["king-county"].file.cost_lines
    assert set(kings) <= set(lines)
    for line, entry in kings.items():
        assert set(lines[line].counts) == set(entry.counts), line
        assert (lines[line].price, lines[line].function) == (entry.price, entry.function), line


def test_what_santa_fe_pays_its_county_for_a_jail_day_is_a_transfer():
    line = PLACES["santa-fe"].file.cost_lines["city's jail days, paid to the county"]
    assert (set(line.counts.values()), line.receiver) == ({"city"}, "county")
    assert value_of("santa-fe", "city_contract.minimum") == 0, "the city saves from the first day"


def test_the_state_alone_funds_trueblood():
    [book, *_] = price_books(draw_inputs(today("king-county", "trueblood"), 1, 0))
    assert dict(zip(book.payers, book.funding[FUNDERS], strict=True))["state"] == 1


# --- Scenarios ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLACES)
def test_a_place_has_a_baseline_and_three_scenarios_or_more(name: str):
    folder = next(folder for folder in jurisdiction_folders() if folder.name == name)
    names = scenario_names(folder)
    assert PLACES[name].file.baseline in names
    assert len(names) >= 4
    hired = [each for each in names if load_scenario(f"{name}/{each}").parameters["lead.hire_to_demand"].value]
    assert hired, "one that grows"


def test_areas_join_one_after_another_while_caseloads_rise():
    values = draw_inputs(today("king-county", "area-by-area"), 1, 0).policy
    days = [date(2027, 1, 1), date(2027, 7, 1), date(2028, 1, 1), date(2028, 7, 1)]
    coverage = [table(values.at(day), "lead.coverage") for day in days]
    assert [sum(each.values()) for each in coverage] == [4.5, 5.5, 5.5, 6]
    assert [number(values.at(day), "lead.caseload") for day in days] == [25, 28, 31, 34]
    assert [number(values.at(day), "lead.officer_trained") for day in days] == [0.5, 0.5, 0.6, 0.6]


def test_an_effect_that_fades_does_so_with_engagement_and_changes_nothing_else():
    pilot, fades = today("santa-fe", "pilot").parameters, today("santa-fe", "effect-fades").parameters
    assert {path for path in fades if fades[path] != pilot[path]} == {"lead.lapse_rate", "lead.resume_rate"}
    assert 1 / float(str(fades["lead.lapse_rate"].value)) == 0.5, "years until it lapses"


SMALL = 80
"""People in the pool where only whether a question can be asked is tested."""


@pytest.mark.parametrize("name", PLACES)
def test_every_scenario_of_a_place_can_be_compared(name: str, tmp_path: Path):
    """Copies with few people, so that the whole of it takes a second."""
    folder = next(folder for folder in jurisdiction_folders() if folder.name == name)
    shutil.copytree(folder, tmp_path / "town")
    facts = tmp_path / "town" / "jurisdiction.yaml"
    text = facts.read_text(encoding="utf-8")
    head, _, rest = text.partition("  population.pool:\n")
    facts.write_text(f"{head}  population.pool:\n{HEAD.sub(f'  value: {SMALL}', rest, count=1)}", encoding="utf-8")
    baseline = PLACES[name].file.baseline
    asked = [tmp_path / "town" / f"{each}.yaml" for each in scenario_names(folder) if each != baseline]
    found = ls.compare(asked, draws=2, executor=Inline())
    assert found.identity.people == SMALL
    nets = [
        record.difference.mean
        for record in found.records
        if (record.table, record.rung, record.payer, record.fiscal_year) == ("money", "net", "all", "all")
        and record.measure == "dollars"
        and record.line is None
    ]
    assert len(nets) == len(asked)
    assert all(np.isfinite(nets))


def test_low_risk_targeting_loses_money_in_every_future():
    """If it did not, the stress test would be none."""
    names = [f"albany/{name}" for name in ("current", "net-widening", "expansion")]
    found = ls.compare(names, draws=4, executor=Inline())
    losses = {
        record.scenario: record.difference
        for record in found.records
        if (record.table, record.rung, record.payer, record.fiscal_year) == ("money", "net", "all", "all")
        and record.measure == "dollars"
        and record.line is None
    }
    assert set(losses) == set(names)
    for name, loss in losses.items():
        assert loss.chance_positive == 0, name
        assert loss.mean < -1_000_000, name
    current, wider = (losses[f"albany/{name}"].mean for name in ("current", "net-widening"))
    assert wider < current, "whoever would have been let go costs and avoids nothing"
