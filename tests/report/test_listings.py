"""Lists of scenarios, parameters and runs: everything known, at any width, shown as it is written."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from simulator.errors import InputError
from simulator.inputs.agreement import Agreement
from simulator.inputs.load import list_scenarios, load_scenario
from simulator.inputs.parameter import GRADES, Parameter, Uncertainty
from simulator.inputs.scenario import Scenario
from simulator.report import listings
from simulator.results import Identity
from simulator.store.overview import Net, Overview
from tests.report.samples import estimate, identity
from tests.report.test_tables import printed

WIDTHS = (80, 100, 120, 160)


@pytest.fixture(scope="module")
def pilot() -> Scenario:
    return load_scenario("king-county/pilot")


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("width", WIDTHS)
def test_scenarios_are_listed_with_their_sentences(width: int) -> None:
    scenarios = [load_scenario(name) for name in list_scenarios()]
    text = printed([listings.scenario_table(scenarios)], width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert text.count("(baseline)") == len({scenario.jurisdiction.name for scenario in scenarios}) == 5
    words = {word for scenario in scenarios for word in f"{scenario.title}. {scenario.sentence}".split()}
    assert words <= set(text.split())
    for scenario in scenarios:
        assert listings.scenario_data(scenario)["changes"] == list(scenario.changes)
        assert any(line.startswith(scenario.name) for line in text.splitlines())


def test_scenarios_stand_under_the_title_of_their_place() -> None:
    scenarios = [load_scenario(name) for name in list_scenarios()]
    lines = printed([listings.scenario_table(scenarios)], 120).splitlines()
    titles = list(dict.fromkeys(scenario.jurisdiction.file.title for scenario in scenarios))
    assert [line for line in lines if line in titles] == titles
    first, last = lines.index(titles[1]), lines.index(titles[2])
    under = {line.split()[0] for line in lines[first:last] if "/" in line.split(" ")[0]}
    place = next(scenario.jurisdiction for scenario in scenarios if scenario.jurisdiction.file.title == titles[1])
    assert under == {scenario.name for scenario in scenarios if scenario.jurisdiction.file == place.file}


def listed(scenario: Scenario) -> str:
    """Return how a scenario is listed, on one line."""
    return squeezed(printed([listings.scenario_table([scenario])], 400)).partition(scenario.sentence)[2].strip()


def lines_of(scenario: Scenario, **others: str) -> Scenario:
    """Return a scenario with cost lines of its own: names by the place's line that each is a copy of."""
    place = dict(scenario.jurisdiction.file.cost_lines)
    return replace(scenario, all_lines={**place, **{name: place[other] for name, other in others.items()}})


def test_own_cost_lines_are_said_and_the_places_are_not(pilot: Scenario) -> None:
    assert listed(pilot) == ""
    assert listings.scenario_data(pilot)["cost_lines"] == {"replaced": [], "added": []}
    own = lines_of(pilot, **{"jail bed": "prison bed", "supervision": "prison bed", "a lease": "prison bed"})
    assert listed(own) == "Cost lines: replaced jail bed, supervision; added a lease."
    assert listings.scenario_data(own)["cost_lines"] == {"replaced": ["jail bed", "supervision"], "added": ["a lease"]}
    same = lines_of(pilot, **{"jail bed": "jail bed"})
    assert listed(same) == "", "what is said again is not changed"
    assert listed(lines_of(pilot, lease="jail bed")) == "Cost lines: added lease."


def with_agreement(scenario: Scenario, share: float, **keys: Any) -> Scenario:
    """Return a scenario with an agreement that captures a share of what is saved."""
    parameter = scenario.parameters["capture.share"].model_copy(update={"value": share})
    parameters = {**scenario.parameters, "capture.share": parameter}
    return replace(scenario, parameters=parameters, agreement=Agreement.model_validate(keys))


COVERS = {"covers": ("county",)}
AGREED: list[tuple[float, dict[str, Any], str]] = [
    (0.5, COVERS, "50 % captured from county, measured; of it 100 % to fund."),
    (0.036, {**COVERS, "measure": "perfect_audit"}, "3.6 % captured from county, measured by a perfect audit; of it"),
    (0.5, {"covers": ("city", "county")}, "50 % captured from city and county, measured;"),
    (0.375, {**COVERS, "preset": "oregon"}, "preset oregon, 37.5 % captured from county, measured;"),
    (0, {**COVERS, "shares_by_year": (0.75, 0.25)}, "75 %, then 25 % captured from county, measured;"),
    (0, COVERS, "nothing is captured."),
    (0, {**COVERS, "preset": "sb-678"}, "preset sb-678, nothing is captured."),
    (1, {**COVERS, "shares_by_year": (0.0,)}, "nothing is captured."),
    (
        0.35,
        {**COVERS, "measure": "deemed", "deemed_quantity": "jail_days"},
        "35 % captured from county, deemed by jail_days;",
    ),
    (
        1,
        {**COVERS, "measure": "contract", "contract_line": "city jail contract"},
        "100 % captured from county, by the contract city jail contract;",
    ),
    (
        1,
        {**COVERS, "measure": "outcome", "tiers": "denver", "investor": "philanthropy", "split": {"philanthropy": 1.0}},
        "100 % captured from county, by outcome (tiers: denver); of it 100 % to philanthropy.",
    ),
    (
        1,
        {**COVERS, "split": {"fund": 0.87, "victims": 0.13, "state": 0.0}},
        "; of it 87 % to fund and 13 % to victims.",
    ),
    (
        1,
        {**COVERS, "up_to_cost_of": "city", "years": 4, "caps_by_year": (None, 5.0)},
        "measured, for 4 years, up to the net cost of city, capped by year; of it 100 % to fund.",
    ),
]


@pytest.mark.parametrize(("share", "keys", "said"), AGREED, ids=[said for _, _, said in AGREED])
def test_an_agreement_is_said_in_one_line(pilot: Scenario, share: float, keys: dict[str, Any], said: str) -> None:
    scenario = with_agreement(pilot, share, **keys)
    text = listed(scenario)
    assert said in text
    assert text.startswith("Agreement: ")
    assert text.endswith(".")
    data = json.loads(json.dumps(listings.scenario_data(scenario)["agreement"], allow_nan=False))
    assert data["shares"] == list(keys.get("shares_by_year", (share,)))
    assert {key: data[key] for key in keys} == json.loads(json.dumps(keys))


def test_a_scenario_without_an_agreement_has_none_to_tell(pilot: Scenario) -> None:
    assert listings.scenario_data(pilot)["agreement"] is None


def test_the_terms_of_a_scenario_stand_below_its_parameters_too(pilot: Scenario) -> None:
    both = with_agreement(lines_of(pilot, lease="jail bed"), 0.5, **COVERS)
    for paths in (["jail.short_stay_median"], []):
        text = printed([listings.parameter_table(both, paths, sources=False)])
        assert "Cost lines: added lease.\nAgreement: 50 % captured from county" in text
    assert "Agreement" not in printed([listings.parameter_table(pilot, ["jail.short_stay_median"], sources=False)])


def test_what_a_preset_sets_is_marked_like_what_the_scenario_sets() -> None:
    contract = load_scenario("king-county/jail-contract")
    assert contract.agreement is not None
    assert contract.agreement.preset == "seattle-king-county"
    assert "capture.share *" in printed([listings.parameter_table(contract, ["capture.share"], sources=False)])


@pytest.mark.parametrize("sources", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_parameter_is_listed_and_no_word_is_cut(pilot: Scenario, width: int, sources: bool) -> None:
    text = printed([listings.parameter_table(pilot, list(pilot.parameters), sources=sources)], width)
    assert max(len(line) for line in text.splitlines()) <= width
    found = set(text.split())
    for path, parameter in pilot.parameters.items():
        assert path in found
        assert set(parameter.label.split()) <= found
        if sources:
            assert set((parameter.source or parameter.assumption or "").split()) <= found
    assert set(" ".join(GRADES).split()) & found
    if not sources:
        assert "doi:10.1007/s11292-019-09352-7)." not in found


def test_parameters_are_chosen_by_grade_and_beginning(pilot: Scenario) -> None:
    everything = listings.choose(pilot, None, "")
    assert everything == list(pilot.parameters)
    by_grade = [listings.choose(pilot, grade, "") for grade in GRADES]
    assert sorted(path for paths in by_grade for path in paths) == sorted(everything)
    assert all(path.startswith("jail.") for path in listings.choose(pilot, None, "jail."))
    both = listings.choose(pilot, "placeholder", "lead.")
    assert both
    assert set(both) == set(listings.choose(pilot, "placeholder", "")) & set(listings.choose(pilot, None, "lead."))
    assert listings.choose(pilot, None, "nothing") == []
    assert "no such parameters" in printed([listings.parameter_table(pilot, [], sources=False)])


def test_an_unknown_grade_is_refused_with_the_nearest(pilot: Scenario) -> None:
    with pytest.raises(InputError) as refused:
        listings.choose(pilot, "placeholders", "")
    assert refused.value.nearest[0] == "placeholder"
    assert refused.value.allowed == "; ".join(GRADES), "grades have commas in them"


def test_what_a_scenario_sets_is_marked(pilot: Scenario) -> None:
    text = printed([listings.parameter_table(pilot, ["funding.philanthropy", "lead.caseload"], sources=False)])
    assert "funding.philanthropy *" in text
    assert "lead.caseload *" not in text
    data = listings.parameter_data(pilot, ["funding.philanthropy", "lead.eligible", "lead.caseload"])
    assert [entry["changed_by_scenario"] for entry in data] == [True, True, False], "also one category of several"


def test_parameters_as_data_are_what_the_files_say(pilot: Scenario) -> None:
    for entry in listings.parameter_data(pilot, list(pilot.parameters)):
        json.dumps(entry, allow_nan=False)
        fields = {key: value for key, value in entry.items() if key not in ("path", "changed_by_scenario")}
        assert Parameter.model_validate_json(json.dumps(fields)) == pilot.parameters[entry["path"]]


def shown(pilot: Scenario, **fields: object) -> str:
    """Return how a parameter is listed, on one line."""
    given = {"label": "A label", "unit": "days", "grade": "derived", "source": "A source", **fields}
    parameter = Parameter.model_validate(given)
    only = replace(pilot, parameters={"jail.x": parameter}, changes=())
    return squeezed(printed([listings.parameter_table(only, ["jail.x"], sources=False)], 200))


def test_values_are_shown_with_range_unit_and_later_dates(pilot: Scenario) -> None:
    between = Uncertainty(distribution="gamma", low=1_500_000.0, high=2_500_000.0)
    money = {"unit": "dollars per year", "price_year": 2025, "value": 2_000_000.0}
    assert "2,000,000 (1,500,000–2,500,000) dollars per year (2025) derived" in shown(
        pilot, **money, uncertainty=between
    )
    error = Uncertainty(distribution="normal", standard_error=0.06)
    assert "0.73 (± 0.06 s.e.) days" in shown(pilot, value=0.73, uncertainty=error)
    assert "3 days derived" in shown(pilot, value=3.0, uncertainty=Uncertainty(distribution="fixed"))
    later = [{"from": "2029-01-01", "value": 0.0}]
    assert "3 days derived A label from 2029-01-01: 0" in shown(pilot, value=3.0, then=later)
    assert "by formula, days derived A label = 2 * jail.y" in shown(
        pilot, value=None, formula="2 * jail.y", source=None
    )


def test_values_by_category_have_a_line_each(pilot: Scenario) -> None:
    ranges = {"felony": Uncertainty(distribution="beta", low=0.4, high=0.8)}
    text = shown(pilot, unit="share", value={"felony": 0.6, "misdemeanor": 0.5}, uncertainty=ranges)
    assert "felony: 0.6 (0.4–0.8) derived A label misdemeanor: 0.5 share" in text
    joint = Uncertainty(distribution="dirichlet", concentration=50.0)
    text = shown(pilot, unit="shares of a whole", value={"a": 0.6, "b": 0.4}, uncertainty=joint)
    assert "a: 0.6 derived A label b: 0.4 (dirichlet, 50 observations) shares of a whole" in text
    later = [{"from": "2029-01-01", "value": {"a": 1.0, "b": 2.0}}]
    text = shown(pilot, value={"a": 3.0, "b": 4.0}, then=later)
    assert "a: 3 derived A label b: 4 days from 2029-01-01: a: 1 b: 2" in text


def test_texts_with_brackets_are_shown_as_they_are(pilot: Scenario) -> None:
    hostile = replace(pilot, title="[bold]x[/nope] :smile:", sentence="[link=https://x]y[/link]")
    hostile = lines_of(hostile, **{"[bold]z[/bold]": "jail bed"})
    text = printed([listings.scenario_table([hostile])])
    assert "added [bold]z[/bold]." in text
    assert "[bold]x[/nope] :smile:. [link=https://x]y[/link]" in text
    assert "[red]A [/label]" in shown(pilot, value=1.0, label="[red]A [/label]")


def kept(run_id: str, moment: str, of: Identity, *nets: Net) -> Overview:
    return Overview(run_id, moment, of, nets)


@pytest.mark.parametrize("width", WIDTHS)
def test_runs_are_listed_with_all_that_tells_them_apart_and_each_net(width: int) -> None:
    several = identity(scenarios=("king-county/pilot", "king-county/current"))
    nets = (
        Net("king-county/current", "taxpayers", estimate([-2e6, -4e6])),
        Net("king-county/pilot", "taxpayers", estimate([12_000.0])),
    )
    odd = identity(draws=0, replications=4, money="nominal", seed=7)
    runs = [
        kept("0123456789ab", "2027-01-02T03:04:05.678+00:00", several, *nets),
        kept("ba9876543210", "2027-01-02T03:04:06.678+00:00", odd),
    ]
    lines = printed([listings.run_table(runs, "/somewhere/store.sqlite")], width).splitlines()
    assert squeezed(lines[2]) == "0123456789ab king-county/pilot +$12.0k 3 draws"
    assert squeezed(lines[3]) == "2027-01-02 03:04 king-county/current −$3.00M seed 20270101"
    assert squeezed(lines[4]) == "against town/none all taxpayers constant dollars"
    assert squeezed(lines[5]) == "ba9876543210 town/pilot – base case × 4 replications"
    assert squeezed(lines[6]) == "2027-01-02 03:04 against town/none seed 7"
    assert squeezed(lines[7]) == "nominal dollars"
    assert squeezed(" ".join(lines[8:])).endswith("LEAD costs, average · in /somewhere/store.sqlite")


def test_an_empty_store_says_so() -> None:
    assert "nothing yet in /somewhere" in printed([listings.run_table([], "/somewhere")])


def test_runs_as_data_hold_the_whole_identity_and_the_nets() -> None:
    data = listings.run_data(kept("0123456789ab", "2027", identity(), Net("town/pilot", "all", estimate([1.5]))))
    assert data["id"] == "0123456789ab"
    assert data["scenarios"] == ("town/pilot",)
    assert data["nets"][0]["difference"]["mean"] == 1.5
    assert json.dumps(data)


def test_a_name_that_does_not_fit_is_folded_and_not_cut() -> None:
    path = "/" + "/".join(f"folder-{i}" for i in range(12)) + "/pilot.yaml"
    text = printed([listings.run_table([kept("0123456789ab", "2027", identity(scenarios=(path,)))], "/store")], 80)
    assert "…" not in text
    assert all(piece in text for piece in ("folder-0", "folder-5", "pilot.yaml"))
