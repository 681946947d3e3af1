"""What is shipped: every fact is used, sourced and uncertain, its ranges are what they say, and sums come out."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import simulator
from simulator.experiment.setup import price_books
from simulator.inputs.checks import ABOVE_ZERO, BY_AREA
from simulator.inputs.distributions import HIGHEST_LUCK, LOWEST_LUCK, quantile
from simulator.inputs.draw import draw_inputs, stated
from simulator.inputs.files import jurisdiction_folders, price_index, scenario_names
from simulator.inputs.formula import paths_in
from simulator.inputs.load import default_parameters, list_scenarios, load_jurisdiction, load_scenario
from simulator.inputs.overrides import OWN_CATEGORIES
from simulator.inputs.parameter import Parameter, Uncertainty
from simulator.inputs.scenario import FORMER_FUNDERS, FUNDERS, FUNDING_SOURCES, SERVICE_FUNDERS
from simulator.inputs.values import number
from simulator.model.events import Service
from tests.inputs.conftest import SHIPPED

CPI = {2021: 270.970, 2022: 292.655, 2023: 304.702, 2024: 313.689, 2025: 321.943}
FACTS = load_jurisdiction(SHIPPED / "king-county").parameters
TOPICS = {path.partition(".")[0] for path in FACTS}
SERVICES = [service.name.lower() for service in Service]
MEAN_KEEPING = ("beta", "gamma", "lognormal", "normal")


def test_the_list_of_scenarios_has_baselines_first():
    assert list_scenarios() == [
        "albany/no-lead",
        "albany/current",
        "albany/expansion",
        "albany/net-widening",
        "albany/repeat-contacts",
        "king-county/no-lead",
        "king-county/area-by-area",
        "king-county/citywide",
        "king-county/county-shares",
        "king-county/current",
        "king-county/funding-stops",
        "king-county/housing",
        "king-county/jail-contract",
        "king-county/low-risk-diversions",
        "king-county/no-unit-closes",
        "king-county/pilot",
        "king-county/reinvest-half",
        "king-county/skewed-discretion",
        "king-county/trueblood",
        "king-county/unequal-process",
        "king-county/wider-eligibility",
        "los-angeles/no-lead",
        "los-angeles/both-areas",
        "los-angeles/current",
        "los-angeles/grant-ends",
        "los-angeles/housing",
        "santa-fe/no-lead",
        "santa-fe/effect-fades",
        "santa-fe/expansion",
        "santa-fe/funding-stops",
        "santa-fe/pilot",
        "washington-county/no-lead",
        "washington-county/current",
        "washington-county/grant-ends",
        "washington-county/longer-stays",
        "washington-county/whole-county",
    ]


@pytest.mark.parametrize("name", list_scenarios())
def test_a_scenario_has_a_title_and_one_sentence(name: str):
    scenario = load_scenario(name)
    assert scenario.name == name
    assert not scenario.title.endswith(".")
    assert re.fullmatch(r"[A-Z].{40,}\.", scenario.sentence)
    assert not re.search(r"[.!?] ", scenario.sentence)
    assert scenario.baseline_name == f"{scenario.jurisdiction.name}/no-lead"


def test_every_jurisdiction_has_its_baseline_and_says_what_it_is():
    for folder in jurisdiction_folders():
        file = load_jurisdiction(folder).file
        assert file.baseline in scenario_names(folder)
        assert file.sentence.endswith(".")


def test_each_scenario_differs_from_every_other():
    scenarios = [load_scenario(name) for name in list_scenarios()]
    policies = [(scenario.parameters, scenario.all_lines, scenario.agreement) for scenario in scenarios]
    assert all(first != second for i, first in enumerate(policies) for second in policies[:i])


# --- Used, sourced, uncertain --------------------------------------------------------------------------


def paths_in_code(*folders: str) -> set[str]:
    """Return the parameter paths that stand in the code, as whole words in quotes.

    A path that begins with a name in braces, as in f"{service}.stay", is read for every service; one with a name in
    braces further on stands for all that exist and fit.
    """
    root = Path(simulator.__file__).parent
    texts = [path.read_text(encoding="utf-8") for folder in folders for path in (root / folder).rglob("*.py")]
    code = "\n".join(texts)
    quoted = re.findall(r'"([a-z_]+(?:\.[a-z0-9_]*[a-z0-9])+)"', code)
    of_services = re.findall(r'f"\{[^{}]+\}\.([a-z_]+)"', code)
    with_gap = re.findall(r'f"([a-z_]+\.[a-z0-9_.]*)\{[^{}]+\}([a-z0-9_.]*)"', code)
    paths = {*quoted, *(f"{service}.{last}" for service in SERVICES for last in of_services)}
    paths |= {path for path in FACTS for start, end in with_gap if path.startswith(start) and path.endswith(end)}
    return {path for path in paths if path.partition(".")[0] in TOPICS}


def paths_in_files() -> set[str]:
    """Return the paths that formulas and the cost lines of places and scenarios read."""
    found = {path for fact in FACTS.values() if fact.formula for path in paths_in(fact.formula)}
    lines = [line for name in list_scenarios() for line in load_scenario(name).all_lines.values()]
    return found | {path for line in lines for _, path in line.paths()}


def test_every_parameter_the_code_reads_exists():
    read = paths_in_code("model", "experiment", "costs")
    assert len(read) > 70
    assert read - set(FACTS) == set()
    assert {*ABOVE_ZERO, *BY_AREA, *OWN_CATEGORIES} - set(FACTS) == set()


def test_every_parameter_is_read_by_something():
    unread = set(FACTS) - paths_in_code("model", "experiment", "costs") - paths_in_files()
    # A place with a contract whose rate is reset reads it; King County's was not read, so none is shipped.
    assert unread == {"city_contract.years_back"}


def test_a_place_adds_no_parameter_of_its_own():
    assert list(FACTS) == list(default_parameters())


@pytest.mark.parametrize("parameters", [default_parameters(), FACTS], ids=["defaults", "king-county"])
def test_every_number_says_where_it_is_from_and_how_sure_it_is(parameters: dict[str, Parameter]):
    for path, parameter in parameters.items():
        if parameter.formula is not None:
            continue
        assert parameter.uncertainty is not None, path
        assert (parameter.source is None) != (parameter.assumption is None), path
        assert len(parameter.source or parameter.assumption or "") > 20, path
        if isinstance(parameter.uncertainty, dict):
            assert isinstance(parameter.value, dict)
            assert set(parameter.uncertainty) == set(parameter.value), path


@pytest.mark.parametrize("parameters", [default_parameters(), FACTS], ids=["defaults", "king-county"])
def test_grades_are_what_they_say(parameters: dict[str, Parameter]):
    for path, parameter in parameters.items():
        if parameter.grade.startswith("published") or parameter.grade == "local data":
            assert parameter.source is not None, path
        if parameter.grade == "placeholder":
            assert parameter.assumption is not None, path
        if parameter.formula is not None:
            assert parameter.grade == "derived", path


def test_every_label_is_short_and_its_own():
    labels = [parameter.label for parameter in FACTS.values()]
    assert len(set(labels)) == len(labels)
    assert max(len(label) for label in labels) <= 65
    assert not [label for label in labels if label.endswith(".")]


# --- Ranges -------------------------------------------------------------------------------------------

UNCERTAIN = [
    pytest.param(value, uncertainty, id=f"{path}-{i}")
    for path, parameter in FACTS.items()
    for i, (value, uncertainty) in enumerate(parameter.uncertain())
    if uncertainty.distribution in MEAN_KEEPING
]


@pytest.mark.parametrize(("value", "uncertainty"), UNCERTAIN)
def test_the_mean_of_all_draws_is_the_stated_value(value: float, uncertainty: Uncertainty):
    z = np.linspace(-8.2, 8.2, 165)
    quantiles = [quantile(uncertainty, value, float(u)) for u in stats.norm.cdf(z)]
    assert np.trapezoid(quantiles * stats.norm.pdf(z), z) == pytest.approx(value, rel=1e-3)


@pytest.mark.parametrize(("value", "uncertainty"), UNCERTAIN)
def test_nine_draws_in_ten_are_in_the_stated_range(value: float, uncertainty: Uncertainty):
    if uncertainty.low is None or uncertainty.high is None:
        return
    # A mean, a family and two percentiles are one fact too many; they must at least agree.
    width = uncertainty.high - uncertainty.low
    assert quantile(uncertainty, value, 0.05) == pytest.approx(uncertainty.low, abs=0.15 * width)
    assert quantile(uncertainty, value, 0.95) == pytest.approx(uncertainty.high, abs=0.15 * width)


# --- Numbers that follow from others ------------------------------------------------------------------


def value_of(path: str) -> float:
    value = FACTS[path].value
    assert isinstance(value, float)
    return value


def test_the_price_index_is_whole_and_as_published():
    index = price_index()
    assert list(index) == list(range(2000, 2026))
    assert {year: index[year] for year in CPI} == CPI
    assert (index[2000], index[2013]) == (172.2, 232.957)


def test_king_countys_budget_is_its_two_parts_in_dollars_of_2025():
    city, county = 9_000_000 * CPI[2025] / CPI[2021], 4_100_000 * CPI[2025] / CPI[2023]
    inputs = draw_inputs(load_scenario("king-county/current"), 1, 0)
    assert number(inputs.policy.at(inputs.scenario.jurisdiction.file.start), "lead.annual_budget") == city + county
    assert round(city + county, -3) == 15_025_000
    [book, *_] = price_books(inputs)
    shares = dict(zip(book.payers, book.funding[FUNDERS], strict=True))
    assert shares == pytest.approx(
        {"city": 0.7117, "county": 0.2883, "state": 0, "federal": 0, "philanthropy": 0}, abs=5e-5
    )


def test_king_countys_lowest_budget_leaves_out_the_citys_mid_year_money_and_none_of_the_countys():
    for u, city in ((LOWEST_LUCK, 6_000_000), (HIGHEST_LUCK, 9_000_000)):
        for path, dollars in (("funding.city_general_fund", city), ("funding.sales_tax", 4_100_000)):
            assert stated(path, FACTS[path], {path: u}) == pytest.approx(dollars)


def test_king_countys_case_managers_are_what_the_budget_buys():
    inputs = draw_inputs(load_scenario("king-county/current"), 1, 0)
    case_manager = 430_000 / 14 * 12 / 2 * CPI[2025] / CPI[2024]
    bought = (15_025_009 - 300_000) / (case_manager + 12 * 250 * 25)
    for values in (inputs.practice, inputs.policy):
        found = number(values.at(inputs.scenario.jurisdiction.file.start), "lead.case_managers")
        assert found == pytest.approx(bought, rel=1e-5)
    assert int(bought) == 55


# The mean of a Weibull distribution (scale times gamma of 1 + 1 / shape), in the whole days that the source names.
MEAN_CASE = round(
    value_of("prosecution.case_length_scale") * math.gamma(1 + 1 / value_of("prosecution.case_length_shape"))
)


@pytest.mark.parametrize(
    ("path", "value", "digits"),
    [
        ("costs.case_manager", 430_000 / 14 * 12 / 2, 0),
        ("economy.inflation", (CPI[2025] / 172.2) ** (1 / 25) - 1, 3),
        ("courts.open_felonies_per_attorney", 150 * MEAN_CASE / 365, 0),
        ("courts.open_misdemeanors_per_attorney", 350 * MEAN_CASE / 365, 0),
        ("lead.consent", 93 / 96, 2),
        ("lead.intake_completes", 87 / 93, 3),
        ("prosecution.out_of_custody_factor", 35 / 54, 2),
        ("population.release_death_ratio", 1 + 216 / 747 * (15 - 1), 2),
        ("prosecution.filing_delay_out_of_custody", 0.2 * 365, 0),
        ("treatment.own_start_rate", -math.log(1 - 0.34), 3),
        ("treatment.take_up", 1 - (1 - 0.71) / (1 - 0.34), 2),
    ],
)
def test_a_derived_number_follows_from_its_source(path: str, value: float, digits: int):
    assert FACTS[path].grade == "derived"
    assert round(value, digits) == value_of(path)


def test_the_areas_of_king_county_are_a_whole_and_all_covered_by_a_court():
    areas, city = FACTS["population.areas"].value, FACTS["population.area_is_city"].value
    assert isinstance(areas, dict)
    assert isinstance(city, dict)
    assert sum(areas.values()) == pytest.approx(1)
    assert [area for area in areas if not city[area]] == ["burien_white_center"]


def test_the_pilot_is_small_and_citywide_covers_the_city():
    pilot, citywide = (load_scenario(f"king-county/{name}").parameters for name in ("pilot", "citywide"))
    coverage, city = citywide["lead.coverage"].value, FACTS["population.area_is_city"].value
    assert isinstance(coverage, dict)
    assert isinstance(city, dict)
    assert all(coverage[area] == 1 for area in city if city[area])
    assert citywide["lead.hire_to_demand"].value == 1
    funded = {source: pilot[f"funding.{source}"].value for source in FUNDING_SOURCES}
    assert funded == {**dict.fromkeys(FUNDING_SOURCES, 0), "philanthropy": 950_000}
    assert pilot["funding.philanthropy"].price_year == 2013


@pytest.mark.parametrize("name", ["no-lead", "citywide", "current", "housing", "pilot", "funding-stops"])
def test_a_budget_is_the_sum_of_its_sources_unless_it_is_set(name: str):
    scenario = load_scenario(f"king-county/{name}")
    for day in (date(2027, 1, 1), date(2029, 1, 1)):
        values = draw_inputs(scenario, 1, 2).policy.at(day)
        sources = [number(values, f"funding.{source}") for source in FUNDING_SOURCES]
        expected = 0.0 if name == "no-lead" else math.fsum(sources)
        assert number(values, "lead.annual_budget") == pytest.approx(expected)


def test_king_county_says_whose_money_every_source_is():
    file = load_jurisdiction(SHIPPED / "king-county").file
    assert tuple(file.funding_sources) == FUNDING_SOURCES
    assert {f"funding.{source}" for source in FUNDING_SOURCES} <= set(FACTS)


def test_the_housing_scenario_adds_units_to_todays_lead_and_nothing_else():
    current, housing = (load_scenario(f"king-county/{name}").parameters for name in ("current", "housing"))
    changed = {path: housing[path].value for path in housing if housing[path] != current[path]}
    assert changed == {"interim_housing.places": 100, "permanent_housing.places": 60}
    assert current["interim_housing.places"].value == current["permanent_housing.places"].value == 0


# --- Courts, beds, services -----------------------------------------------------------------------------


def table_of(path: str) -> dict[str, float]:
    value = FACTS[path].value
    assert isinstance(value, dict)
    return value


def test_king_countys_attorneys_have_room_for_as_many_cases_of_the_pool_as_is_said():
    prosecutors, defenders = table_of("courts.prosecutors"), table_of("courts.defenders")
    others = table_of("courts.background_cases")
    open_cases = {"superior": value_of("courts.open_felonies_per_attorney")}
    for venue in ("municipal", "district"):
        open_cases[venue] = value_of("courts.open_misdemeanors_per_attorney")
    room = {venue: min(prosecutors[venue], defenders[venue]) * open_cases[venue] - others[venue] for venue in others}
    assert value_of("courts.limited") == 1
    assert room == {"superior": 1200, "municipal": 1600, "district": 400}
    said = FACTS["courts.background_cases"].assumption or ""
    assert all(f"{round(cases):,}" in said for cases in room.values())


def test_king_countys_state_beds_leave_a_few_for_the_pool():
    assert value_of("competency.beds") - value_of("competency.background_patients") == 8


def test_where_attorneys_are_not_limited_nobody_else_fills_their_time():
    defaults = default_parameters()
    assert defaults["courts.limited"].value == 0
    others = defaults["courts.background_cases"].value
    assert isinstance(others, dict)
    assert set(others) == {"superior", "municipal", "district"}
    assert set(others.values()) == {0.0}


def test_a_missed_hearing_a_month_is_as_many_warrants_as_are_said():
    values = draw_inputs(load_scenario("king-county/current"), 1, 0).policy.at(date(2027, 1, 1))
    missed = number(values, "courts.failure_to_appear")
    assert missed * 365.25 / value_of("courts.hearing_interval") == pytest.approx(value_of("courts.warrant_rate"))
    assert number(values, "supervision.violation_rate") == value_of("courts.warrant_rate")


@pytest.mark.parametrize("which", range(4))
def test_without_lead_as_many_are_housed_and_in_work_as_at_the_start(which: int):
    values = draw_inputs(load_scenario("king-county/no-lead"), 1, which).policy.at(date(2027, 1, 1))
    shares = {"permanent_housing": 1 - number(values, "population.unhoused_share"), "employment": 0.3}
    for service, share in shares.items():
        without = 365.25 / number(values, f"{service}.own_start_rate")
        within = number(values, f"{service}.own_stay")
        assert within / (within + without) == pytest.approx(share)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_no_effect_of_its_own_that_would_count_leads_twice(service: str):
    assert value_of(f"{service}.effect") == 1
    assert FACTS[f"{service}.effect"].uncertainty == Uncertainty(distribution="fixed")


# --- Who pays for what -----------------------------------------------------------------------------------


def payers_of(start: str) -> dict[str, str]:
    """Return the payers of single units of the quantities whose names begin so."""
    lines = [line for line in load_jurisdiction(SHIPPED / "king-county").file.cost_lines.values() if line.is_linear]
    return {name: payer for line in lines for name, payer in line.counts.items() if name.startswith(start)}


@pytest.mark.parametrize(
    ("start", "payers"),
    [
        ("jail_days", {"superior": "county", "municipal": "city", "district": "county"}),
        ("jail_psychiatric_days", {"superior": "county", "municipal": "city", "district": "county"}),
        ("jail_medical_days", {"superior": "county", "municipal": "city", "district": "county"}),
        ("supervision_days", {"superior": "state", "municipal": "city", "district": "county"}),
        ("warrant_arrests", {"city": "city", "county": "county"}),
        ("competency", {"evaluations": "state", "bed_days": "state"}),
        ("treatment", {"place_days": "medicaid"}),
        ("served", {"days": "service_funders"}),
        ("interim", {"unit_days": "funders"}),
        ("permanent", {"unit_days": "funders"}),
        ("employment", {"place_days": "funders"}),
    ],
)
def test_the_case_and_the_place_say_who_pays(start: str, payers: dict[str, str]):
    assert payers_of(start) == {f"{start}_{rest}": payer for rest, payer in payers.items()}


def test_whatever_leads_funders_pay_or_lead_arranges_is_a_cost_of_the_program_in_full():
    for name, line in load_jurisdiction(SHIPPED / "king-county").file.cost_lines.items():
        funded = {FUNDERS, FORMER_FUNDERS, SERVICE_FUNDERS} & set(line.counts.values())
        arranged = all(name.endswith("_place_days") for name in line.counts)
        assert line.program == (bool(funded) or arranged), name
        assert line.function.kind == "per_event" or not line.program, name


def test_the_county_runs_the_jail_and_saves_the_unit_that_closes_whoever_is_in_it():
    line = load_jurisdiction(SHIPPED / "king-county").file.cost_lines["jail units"]
    everybody = set(payers_of("jail_days")) | {"background_jail_days"}
    assert line.counts == dict.fromkeys(everybody, "county")


@pytest.mark.parametrize("name", list_scenarios())
def test_every_cost_line_is_priced(name: str):
    inputs = draw_inputs(replace(load_scenario(name), society=True), 1, 0)
    priced = {price.line for price in price_books(inputs)[0].prices}
    assert priced == set(inputs.scenario.all_lines) >= set(inputs.scenario.jurisdiction.file.cost_lines)


@pytest.mark.parametrize("name", list_scenarios())
def test_no_scenario_changes_what_is_not_policy(name: str):
    changed = load_scenario(name).changes
    assert not [path for path in changed if path.startswith("population.") or ".background_" in path]


def test_where_no_unit_closes_what_units_cost_depends_on_nothing():
    """Also no unit is opened for the baseline's peaks, which would look like a saving."""
    functions = {}
    for name in ("citywide", "no-unit-closes"):
        (line,) = (p for p in price_books(draw_inputs(load_scenario(f"king-county/{name}"), 1, 0))[0].prices
                   if p.line == "jail units")  # fmt: skip
        assert line.system is not None
        functions[name] = type(line.system.function).__name__
    assert functions == {"citywide": "StepFixed", "no-unit-closes": "Fixed"}
