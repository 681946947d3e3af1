"""What is shipped: every fact is used, sourced and uncertain, its ranges are what they say, and sums come out."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import simulator
from simulator.inputs.checks import ABOVE_ZERO, BY_AREA
from simulator.inputs.distributions import quantile
from simulator.inputs.draw import draw_inputs
from simulator.inputs.files import jurisdiction_folders, price_index, scenario_names
from simulator.inputs.formula import paths_in
from simulator.inputs.load import default_parameters, list_scenarios, load_jurisdiction, load_scenario
from simulator.inputs.overrides import OWN_CATEGORIES
from simulator.inputs.parameter import Parameter, Uncertainty
from simulator.inputs.values import number
from tests.inputs.conftest import SHIPPED

CPI = {2021: 270.970, 2022: 292.655, 2023: 304.702, 2024: 313.689, 2025: 321.943}
FACTS = load_jurisdiction(SHIPPED / "king-county").parameters
TOPICS = {path.partition(".")[0] for path in FACTS}
MEAN_KEEPING = ("beta", "gamma", "lognormal", "normal")


def test_the_list_of_scenarios_has_baselines_first():
    assert list_scenarios() == [
        "king-county/no-lead",
        "king-county/citywide",
        "king-county/current",
        "king-county/funding-stops",
        "king-county/pilot",
    ]


@pytest.mark.parametrize("name", list_scenarios())
def test_a_scenario_has_a_title_and_one_sentence(name: str):
    scenario = load_scenario(name)
    assert scenario.name == name
    assert not scenario.title.endswith(".")
    assert re.fullmatch(r"[A-Z].{40,}\.", scenario.sentence)
    assert not re.search(r"[.!?] ", scenario.sentence)
    assert scenario.baseline_name == "king-county/no-lead"


def test_every_jurisdiction_has_its_baseline_and_says_what_it_is():
    for folder in jurisdiction_folders():
        file = load_jurisdiction(folder).file
        assert file.baseline in scenario_names(folder)
        assert file.sentence.endswith(".")


def test_each_scenario_differs_from_every_other():
    policies = [load_scenario(name).parameters for name in list_scenarios()]
    assert all(first != second for i, first in enumerate(policies) for second in policies[:i])


# --- Used, sourced, uncertain --------------------------------------------------------------------------


def paths_in_code(*folders: str) -> set[str]:
    """Return the parameter paths that stand in the code, as whole words in quotes."""
    root = Path(simulator.__file__).parent
    texts = [path.read_text(encoding="utf-8") for folder in folders for path in (root / folder).rglob("*.py")]
    quoted = re.findall(r'"([a-z_]+(?:\.[a-z0-9_]*[a-z0-9])+)"', "\n".join(texts))
    return {path for path in quoted if path.partition(".")[0] in TOPICS}


def paths_in_files() -> set[str]:
    """Return the paths that formulas and cost lines read."""
    found = {path for fact in FACTS.values() if fact.formula for path in paths_in(fact.formula)}
    for folder in jurisdiction_folders():
        for line in load_jurisdiction(folder).file.cost_lines.values():
            found |= {line.price, *([line.marginal] if line.marginal else [])}
    return found


def test_every_parameter_the_code_reads_exists():
    read = paths_in_code("model", "experiment", "costs")
    assert len(read) > 70
    assert read - set(FACTS) == set()
    assert {*ABOVE_ZERO, *BY_AREA, *OWN_CATEGORIES} - set(FACTS) == set()


def test_every_parameter_is_read_by_something():
    assert set(FACTS) - paths_in_code("model", "experiment", "costs") - paths_in_files() == set()


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
    assert round(city + county, -3) == value_of("lead.annual_budget") == 15_025_000
    funding = FACTS["lead.funding"].value
    assert isinstance(funding, dict)
    assert round(city / (city + county), 4) == funding["city"] == 0.7117
    assert round(county / (city + county), 4) == funding["county"] == 0.2883
    assert (round(city / 1e6, 2), round(county / 1e6, 2)) == (10.69, 4.33)


def test_king_countys_case_managers_are_what_the_budget_buys():
    inputs = draw_inputs(load_scenario("king-county/current"), 1, 0)
    case_manager = 430_000 / 14 * 12 / 2 * CPI[2025] / CPI[2024]
    bought = (15_025_000 - 300_000) / (case_manager + 12 * 250 * 25)
    for values in (inputs.practice, inputs.policy):
        found = number(values.at(inputs.scenario.jurisdiction.file.start), "lead.case_managers")
        assert found == pytest.approx(bought, rel=1e-5)
    assert int(bought) == 55


@pytest.mark.parametrize(
    ("path", "value", "digits"),
    [
        ("costs.case_manager", 430_000 / 14 * 12 / 2, 0),
        ("economy.inflation", (CPI[2025] / 172.2) ** (1 / 25) - 1, 3),
        ("lead.consent", 93 / 96, 2),
        ("lead.intake_completes", 87 / 93, 3),
        ("prosecution.out_of_custody_factor", 35 / 54, 2),
        ("prosecution.filing_delay_out_of_custody", 0.2 * 365, 0),
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
    assert (pilot["lead.annual_budget"].value, pilot["lead.annual_budget"].price_year) == (950_000, 2013)
    funding = pilot["lead.funding"].value
    assert isinstance(funding, dict)
    assert funding["philanthropy"] == 1
