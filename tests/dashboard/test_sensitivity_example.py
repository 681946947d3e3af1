"""What comes with leadsim about the stored example: it can be read, fits it, and a part of it is simulated anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.address import Client
from dashboard.further import find
from dashboard.pages import sure
from dashboard.queries import Answer, Library, stored_example
from dashboard.sensitivity_example import SENSITIVITY_FILE, collect, pack, stored_sensitivity, unpack
from simulator.experiment.executors import lazy_executor
from simulator.experiment.oneway import Setting, one_way, plan
from simulator.experiment.question import Question
from simulator.experiment.sensitivity_runs import Stake
from simulator.inputs.load import load_scenario
from simulator.results import NoSink
from simulator.store import Store
from simulator.store.beside import Further
from tests.dashboard.further_samples import LOSING, NAME, learned, told
from tests.dashboard.test_reinvest_page import OneAnswer, figures

FOUND = stored_sensitivity()
REMADE, INPUT = "king-county/citywide", "costs.case_manager"


def test_it_fits_the_stored_example() -> None:
    shown = stored_example().identity
    assert {each.kind for each in FOUND} >= {"tornado", "frontier", "worth", "ladder"}
    for each in FOUND:
        assert (each.identity.seed, each.identity.baseline) == (shown.seed, shown.baseline)
        assert {record.scenario for record in each.records} <= set(shown.scenarios)
        for record in each.records:
            assert each.identity.inputs[record.scenario] == shown.inputs[record.scenario], "make example-sensitivity"


def test_a_first_visit_sees_what_the_example_rests_on() -> None:
    shown = sure.layout(Client("/sure"), Library())
    assert {"figure-tornado", "figure-frontier", "figure-effects"} <= set(figures(shown.parts))


def test_an_answer_with_other_inputs_does_not_take_it() -> None:
    shown = stored_example()
    other = replace(shown, identity=replace(shown.identity, inputs=dict.fromkeys(shown.identity.inputs, "changed")))
    assert set(find(Library(), Answer("example", shown), "king-county/current")) >= {"tornado", "frontier"}
    assert find(OneAnswer(other), Answer("example", other), "king-county/current") == {}


def test_what_is_packed_is_read_back() -> None:
    assert tuple(unpack(SENSITIVITY_FILE.read_bytes())) == FOUND
    assert tuple(unpack(pack(FOUND))) == FOUND
    assert pack(FOUND) == SENSITIVITY_FILE.read_bytes()


def test_the_newest_of_each_kind_and_net_is_collected_of_any_version(tmp_path: Path) -> None:
    example = told()
    other = replace(told(*learned(1.0, {}, ["lead.patience"])), identity=replace(example.identity, seed=9))
    elder = replace(told(*LOSING), identity=replace(example.identity, versions={"leadsim": "0.0.1"}))
    with Store(str(tmp_path / "store.sqlite")) as store:
        for each in (elder, other, told(*LOSING, **{NAME: "changed"})):
            store.keep_comparison(each)
        found: list[Further] = collect(store, example)
    assert [(each.kind, each.identity.seed) for each in found] == [("tornado", 7), ("worth", 9)]


def test_a_part_of_it_is_what_is_simulated_now() -> None:
    """The net with nothing set, and with a price at either end of its range: a price takes no further runs."""
    kept = next(each for each in FOUND if each.kind == "tornado" and each.records[0].scenario == REMADE)
    first = kept.records[0]
    scenario = load_scenario(REMADE)
    question = Question(
        (scenario,), load_scenario(kept.identity.baseline), seed=kept.identity.seed, draws=kept.identity.draws
    )
    planned = plan(question, [Setting(INPUT)], Stake(first.payer, "avoided"))
    with lazy_executor(question.engine) as executor:
        found = one_way(planned, NoSink(), executor, executor.workers)
    nets = {each.measure: each for each in kept.records if each.line == INPUT}
    assert found.net == pytest.approx(nets["net_at_low"].baseline_mean), "make example-sensitivity"
    for measure, end in (("net_at_low", found.effects[0].low), ("net_at_high", found.effects[0].high)):
        assert end.net == pytest.approx(nets[measure].scenario_mean)
        assert (end.net < found.net) == (nets[measure].difference.mean < 0.0)
