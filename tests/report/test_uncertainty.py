"""What is said of uncertainty: it turns with the sign, luck is named where it matters, and nothing is told as sure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from simulator.analysis.estimate import difference
from simulator.analysis.two_level import Split, components, without_luck
from simulator.experiment.question import Question
from simulator.experiment.sensitivity_runs import Stake
from simulator.experiment.uncertain_inputs import GroupWorth
from simulator.experiment.uncertainty import Options, Uncertainty
from simulator.experiment.uncertainty_records import uncertainty_records
from simulator.inputs.load import load_scenario
from simulator.report.uncertainty import uncertainty_data, uncertainty_parts
from simulator.results import Comparison, Identity, Record
from tests.report.test_tables import printed

Floats = npt.NDArray[np.float64]
DRAWS = 60


@pytest.fixture(scope="module")
def asked() -> Question:
    scenario, baseline = load_scenario("king-county/pilot"), load_scenario("king-county/no-lead")
    return Question((scenario,), baseline, draws=DRAWS, replications=2)


def money(asked: Question, net: str, payer: str, year: str | int, nets: Floats) -> Record:
    return Record(
        table="money", measure="dollars", unit="dollars", scenario=asked.scenarios[0].name,
        baseline=asked.baseline.name, baseline_mean=0.0, scenario_mean=0.0, difference=difference(nets), rung=net,
        payer=payer, fiscal_year=year,
    )  # fmt: skip


def made(
    asked: Question,
    nets: Floats,
    gained: Sequence[float] | Floats = (10.0,) * DRAWS,
    groups: tuple[GroupWorth, ...] = (),
) -> Uncertainty:
    """Return an answer from nets by draw and replication, and effects by draw."""
    parts, by_draw = components(nets), nets.mean(axis=1)
    effects = np.stack([np.zeros(DRAWS), np.asarray(gained, dtype=np.float64)], axis=1)
    records = [
        money(asked, net, payer, year, nets)
        for net in ("average_net", "net", "cash_net")
        for payer in ("all", "county")
        for year in ("all", 2027, 2028)
    ]
    nothing = np.zeros((DRAWS, 2))
    records += [money(asked, net, "state", "all", nothing) for net in ("average_net", "net", "cash_net")]
    identity = Identity((), "", {}, 1, DRAWS, 2, "", "constant", 2025, "2027-01-01", (2027, 2028), 1, {}, {})
    return Uncertainty(
        question=asked,
        stake=Stake(),
        comparison=Comparison(identity, tuple(records)),
        options=Options(
            np.stack([np.full(DRAWS, 5e6), 5e6 - by_draw], axis=1),
            {"bookings": effects, "jail_days": effects, "housed": np.zeros((DRAWS, 2))},
        ),
        components=parts,
        pilot=Split(20, 2),
        chosen=True,
        pulled=without_luck(nets, parts),
        saving_runs=float((nets > 0.0).mean()),
        groups=groups,
    )


def nets_of(mean: float, inputs: float, luck: float) -> Floats:
    rng = np.random.default_rng(4)
    return mean + rng.normal(0.0, inputs, (DRAWS, 1)) + rng.normal(0.0, luck, (DRAWS, 2))


def said(found: Uncertainty, effect: str = "bookings") -> str:
    return " ".join(printed(uncertainty_parts(found, list(uncertainty_records(found)), effect), 140).split())


def test_a_loss_is_said_first_and_in_the_same_words_as_a_saving(asked: Question) -> None:
    loss, gain = said(made(asked, nets_of(-9e6, 1e6, 1e5))), said(made(asked, nets_of(9e6, 1e6, 1e5)))
    assert "It saves money in none of 50 futures. Mean net of all payers −$" in loss
    assert "It saves money in all 50 futures. Mean net of all payers +$" in gain
    assert "king-county/no-lead is chosen, the better one in every draw. king-county/pilot loses $" in loss
    assert "king-county/pilot is chosen, the better one in every draw. king-county/no-lead loses $" in gain
    for shown in (loss, gain):
        assert "nothing that could be learned would change the choice" in shown


def test_what_one_payer_saves_is_said_with_what_all_of_them_do(asked: Question) -> None:
    """Somebody else may pay for it: the net of the county alone would flatter."""
    found = made(asked, nets_of(-9e6, 1e6, 1e5))
    assert "All payers together" not in said(found)
    county = replace(found, stake=Stake("county"), options=replace(found.options, costs=found.options.costs[:, ::-1]))
    shown = said(county)
    assert "It saves money in all 50 futures. Mean net of county +$" in shown
    assert "All payers together save money in 0 of 50 futures." in shown


def test_luck_is_corrected_for_where_it_matters_and_only_there(asked: Question) -> None:
    lucky, sure = said(made(asked, nets_of(1e6, 1e6, 2e6))), said(made(asked, nets_of(1e6, 1e6, 1e4)))
    assert "Without it LEAD saves in" in lucky
    assert "in one world each in" in lucky
    assert "Chances below hold the luck of the mean of 2 replications" in lucky
    assert "Chances below are not corrected for luck" in sure
    assert "chosen by a pilot of 20 × 2, as the split that tells the spread of the inputs best" in lucky
    once = said(replace(made(asked, nets_of(1e6, 1e6, 1e4)), question=replace(asked, replications=1)))
    assert "more draws tell more than repeats" in once
    nobody = said(replace(made(asked, nets_of(1e6, 1e6, 1e4)), components=None, chosen=False))
    assert "no draw is repeated, so that luck and inputs are not told apart" in nobody


def test_what_is_not_told_from_noise_is_counted_and_not_listed(asked: Question) -> None:
    groups = (GroupWorth("Jail stays", 7, 50_000.0, True), GroupWorth("LEAD's effects", 9, 2_000.0, False))
    shown = said(made(asked, nets_of(5e5, 1e6, 1e5), groups=groups))
    assert "1. Jail stays" in shown
    assert "2. LEAD's effects" not in shown
    assert "1 of 2 groups of inputs are not distinguishable from noise at 60 draws" in shown
    noise = said(made(asked, nets_of(5e5, 1e6, 1e5), groups=groups[1:]))
    assert "What to measure next: 1 of 1 groups of inputs are not distinguishable" in noise


def test_the_price_of_an_effect_is_said_with_what_has_none(asked: Question) -> None:
    found = made(asked, nets_of(-5e6, 1e6, 1e5))
    shown = said(found)
    assert "What a booking avoided would have to be worth, net of all payers" in shown
    assert "On average 10 bookings avoided, a net cost of $" in shown
    assert "each (" in shown
    assert "costs avoided are in the net already" in shown
    assert "No person-years housed: the scenario changes nothing about them." in said(found, "housed")
    worse = said(made(asked, nets_of(-5e6, 1e6, 1e5), np.full(DRAWS, -3.0)))
    assert "On average no bookings avoided" in worse
    assert "none in 50 of 50 futures. At no price do half of futures accept it." in worse
    better = said(made(asked, nets_of(5e6, 1e6, 1e5)))
    assert "Half of futures or more accept it even at $0" in better


def test_who_neither_pays_nor_saves_has_no_chance(asked: Question) -> None:
    found = made(asked, nets_of(-5e6, 1e6, 1e5))
    states = [each for each in uncertainty_records(found) if each.payer == "state"]
    assert {each.reason for each in states} == {"neither pays nor saves anything"}
    assert "state – – –" in said(found)


def test_records_are_of_the_table_and_finite(asked: Question) -> None:
    found = made(asked, nets_of(-5e6, 1e6, 1e5))
    records = list(uncertainty_records(found))
    assert {each.table for each in records} == {"uncertainty"}
    for each in records:
        assert math.isfinite(each.scenario_mean)
        assert each.difference.low <= each.difference.mean <= each.difference.high or each.measure == "cost_per"
        assert each.price_year == (2025 if each.unit.startswith("dollars") else None)
    assert uncertainty_data(found, records)["pilot"] == [20, 2]
