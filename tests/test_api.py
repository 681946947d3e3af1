"""The Python face: pinned names, what it imports, and the same answers as the command line."""

from __future__ import annotations

import doctest
import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import simulator as ls
import simulator.api
import simulator.further
from simulator.errors import InputError, LeadsimError, ModelError, StoreError
from simulator.experiment.question import DEFAULT_DRAWS, DEFAULT_SEED
from simulator.further import Options
from simulator.results import Comparison
from simulator.store import Store
from tests.experiment.doubles import Inline, MemorySink, in_this_process
from tests.experiment.places import Place
from tests.experiment.studies import Sink
from tests.report.samples import nobody_works, small_place

HEAVY = ("numba", "pandas", "scipy", "simpy", "numpy", "sqlalchemy", "pyarrow", "dash", "plotly")

PUBLIC = {
    "load": ["name"],
    "missing": ["scenario", "find", "seed", "replications", "engine", "workers", "executor", "scheduler", "sink"],
    "study": ["file", "out", "sink", "engine", "workers", "executor", "scheduler"],
    "trace": ["scenario", "person", "baseline", "seed", "draw", "world"],
    "uncertainty": [
        "scenario",
        "payer",
        "rung",
        "baseline",
        "seed",
        "runs",
        "draws",
        "replications",
        "engine",
        "workers",
        "executor",
        "scheduler",
        "sink",
    ],
    "capacity": [
        "scenario",
        "of",
        "wait_days",
        "turned_away",
        "chance",
        "after",
        "most",
        "payer",
        "rung",
        "baseline",
        "seed",
        "draws",
        "replications",
        "money",
        "society",
        "effects",
        "engine",
        "workers",
        "executor",
        "scheduler",
        "sink",
    ],
    "run": ["scenario", "seed", "draw", "world", "engine", "record_events"],
    "compare": [
        "scenarios",
        "baseline",
        "seed",
        "draws",
        "replications",
        "precision",
        "money",
        "society",
        "effects",
        "engine",
        "workers",
        "executor",
        "scheduler",
        "sink",
    ],
    "reinvest": [
        "scenario",
        "baseline",
        "seed",
        "draws",
        "replications",
        "engine",
        "workers",
        "executor",
        "scheduler",
        "sink",
    ],
    "scenarios": [],
    "sensitivity": ["scenario", "payer", "rung", "draws", "find", "top", "options"],
    "frontier": ["scenario", "of", "payer", "rung", "draws", "options"],
    "effect_ladder": ["scenario", "payer", "rung", "draws", "options"],
    "sobol": ["scenario", "base", "of", "payer", "rung", "options"],
    "measure_next": ["scenario", "payer", "rung", "draws", "options"],
    "concentration": ["scenario", "draws", "options"],
    "around_entry": ["scenario", "draws", "options"],
    "event_log": ["scenario", "layout", "seed", "draw", "world", "engine"],
}
OPTIONS = [
    "baseline", "seed", "replications", "money", "society", "effects", "engine", "workers", "executor", "scheduler",
    "sink",
]  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return small_place(tmp_path_factory.mktemp("places") / "town")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Inline:
    """Let runs happen in this process; returns what has been given to do."""
    executor = Inline()
    for module in (simulator.api, simulator.further):
        monkeypatch.setattr(module, "lazy_executor", in_this_process(executor))
    return executor


# -- names --------------------------------------------------------------------------------------------------


def test_public_names_are_pinned() -> None:
    assert sorted(ls.__all__) == sorted([*PUBLIC, "InputError", "LeadsimError", "ModelError", "StoreError"])
    assert dir(ls) == sorted(ls.__all__)
    for name in ls.__all__:
        assert getattr(ls, name).__name__ == name
    assert (ls.InputError, ls.LeadsimError, ls.ModelError, ls.StoreError) == (
        InputError, LeadsimError, ModelError, StoreError,
    )  # fmt: skip


@pytest.mark.parametrize("name", PUBLIC)
def test_parameters_of_the_functions_are_pinned(name: str) -> None:
    parameters = inspect.signature(getattr(ls, name)).parameters
    assert list(parameters) == PUBLIC[name]
    after_the_first = list(parameters.values())[1:]
    named = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)
    assert all(parameter.kind in named for parameter in after_the_first), "options are named"
    assert list(Options.__annotations__) == OPTIONS


def test_defaults_are_those_of_the_command_line() -> None:
    from simulator.commands import asking

    defaults = {name: parameter.default for name, parameter in inspect.signature(ls.compare).parameters.items()}
    assert (defaults["seed"], defaults["draws"]) == (DEFAULT_SEED, DEFAULT_DRAWS)
    for command in (asking.run, asking.compare):
        typed = inspect.signature(command).parameters
        both = ("baseline", "draws", "replications", "precision", "money", "workers")
        assert {name: typed[name].default for name in both} == {name: defaults[name] for name in both}


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulate'"):
        ls.simulate  # noqa: B018 - asking is the test


def test_the_example_in_the_docstring_is_true() -> None:
    assert doctest.testmod(ls).attempted > 0
    assert doctest.testmod(ls).failed == 0


COMMAND = """
import sys
from simulator.cli import main
sys.argv = ["leadsim", {!r}]
try:
    main()
except SystemExit as done:
    assert not done.code
"""


@pytest.mark.parametrize(
    "code",
    [
        "import simulator",
        "import simulator; simulator.InputError; dir(simulator)",
        "import simulator.cli",
        COMMAND.format("--help"),
        COMMAND.format("-h"),
    ],
)
def test_imports_and_help_load_nothing_heavy(code: str, tmp_path: Path) -> None:
    tell = f"\nimport sys; print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code + tell], capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "[]\n")


# -- scenarios ----------------------------------------------------------------------------------------------


def test_shipped_scenarios_are_listed_and_loaded() -> None:
    names = ls.scenarios()
    assert names[0] == "albany/no-lead", "the baseline of a place comes first"
    for name in names:
        assert ls.load(name).name == name


def test_a_scenario_is_loaded_by_its_file(place: Place) -> None:
    path = place.folder / "pilot.yaml"
    assert ls.load(path).parameters == ls.load(str(path)).parameters


@pytest.mark.parametrize("name", ["king-county/pilto", "nowhere.yaml", "", "/", "king-county/jurisdiction", "\0.yaml"])
def test_what_cannot_be_loaded_is_an_input_error(name: str) -> None:
    with pytest.raises(ls.InputError) as refused:
        ls.load(name)
    assert "\n" not in str(refused.value)


# -- runs ---------------------------------------------------------------------------------------------------


def test_a_run_has_the_documented_shape_and_is_the_same_again(place: Place) -> None:
    pilot = ls.load(place.folder / "pilot.yaml")
    once, again = (ls.run(pilot, draw=3, world=5, record_events=True) for _ in range(2))
    months, _, groups = once.tally.counts.shape
    assert months == 24
    assert groups == len(once.tally.groups) + 1
    assert once.tally.counts.tobytes() == again.tally.counts.tobytes()
    assert list(once.events) == list(again.events)
    assert len(once.events) > 100


def test_seed_draw_and_world_each_change_what_happens(place: Place) -> None:
    path = place.folder / "pilot.yaml"
    changes: list[dict[str, int]] = [{}, {"seed": 1}, {"draw": 1}, {"world": 1}]
    found = {ls.run(path, **change).tally.counts.tobytes() for change in changes}
    assert len(found) == len(changes)


def test_events_are_recorded_where_they_are_asked_for(place: Place) -> None:
    assert list(ls.run(place.folder / "pilot.yaml").events) == []


@pytest.mark.parametrize(
    "number", [{"seed": 1.5}, {"seed": -1}, {"seed": 2**64}, {"draw": -1}, {"world": -1}, {"world": 2**80}]
)
def test_numbers_that_luck_cannot_be_keyed_by_are_refused(place: Place, number: dict[str, int]) -> None:
    with pytest.raises(ls.InputError, match="from 0 to") as refused:
        ls.run(place.folder / "pilot.yaml", **number)
    assert refused.value.key == next(iter(number))


# -- comparisons --------------------------------------------------------------------------------------------


def test_paths_names_and_scenarios_are_the_same_to_compare(place: Place, here: Inline) -> None:
    path = str(place.folder / "pilot.yaml")
    answers = [ls.compare([given], draws=2) for given in (path, ls.load(path))]
    assert answers[0] == answers[1]
    named = ls.compare([path], draws=2, baseline=place.folder / "no-lead.yaml")
    assert named.records == answers[0].records


def test_a_comparison_is_what_its_runs_say(place: Place, here: Inline) -> None:
    """Recomputed here from single runs, world by world: the mean change of jail days over the horizon."""
    path, draws, replications = place.folder / "pilot.yaml", 2, 2
    answer = ls.compare([path], draws=draws, replications=replications, seed=7)
    worlds = [(draw, draw * 10_000 + r) for draw in range(1, draws + 1) for r in range(replications)]
    jail = {
        name: [
            ls.run(place.folder / name, seed=7, draw=draw, world=world).tally.monthly("jail_days")[12:].sum()
            for draw, world in worlds
        ]
        for name in ("pilot.yaml", "no-lead.yaml")
    }
    (record,) = (r for r in answer.records if (r.measure, r.group, r.fiscal_year) == ("jail_days", "all", "all"))
    assert record.difference.mean == pytest.approx(np.mean(jail["pilot.yaml"]) - np.mean(jail["no-lead.yaml"]))
    assert record.scenario_mean == pytest.approx(np.mean(jail["pilot.yaml"]))
    assert record.difference.draws == draws


def test_a_sink_keeps_runs_and_gives_them_back(
    place: Place, here: Inline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place.folder / "pilot.yaml"
    with Store(str(tmp_path / "store.sqlite")) as store:
        first = ls.compare([path], draws=2, sink=store)
        assert len(here.tasks) == 4
        monkeypatch.setattr(simulator.api, "lazy_executor", nobody_works)
        assert ls.compare([path], draws=2, sink=store) == first
        assert ls.compare([path], draws=2, sink=store, money="nominal") != first, "prices need no simulation"
    with pytest.raises(AssertionError, match="nothing is to be simulated"):
        ls.compare([path], draws=2)


def test_an_empty_sink_is_still_a_sink(place: Place, here: Inline) -> None:
    class Bare(MemorySink):
        def __len__(self) -> int:
            return len(self.tallies)

    sink = Bare()
    ls.compare([place.folder / "pilot.yaml"], draws=0, sink=sink)
    assert len(sink) == 2


def test_a_precision_is_held_for_every_net(place: Place, here: Inline, tmp_path: Path) -> None:
    asked: dict[str, Any] = {"scenarios": [place.folder / "pilot.yaml", place.folder / "more.yaml"], "draws": 5}
    with Store(str(tmp_path / "store.sqlite")) as store:
        rough = _luck(ls.compare(**asked, replications=3, sink=store))
        found = ls.compare(**asked, precision=max(rough) / 1.3, sink=store)
        assert max(_luck(found)) <= max(rough) / 1.3
        assert found.identity.replications > 3
        assert ls.compare(**asked, replications=found.identity.replications, sink=store) == found
    assert len(here.tasks) == 3 * 5 * found.identity.replications, "nothing twice"


def _luck(answer: Comparison) -> list[float]:
    nets = [
        r for r in answer.records if (r.measure, r.rung, r.payer, r.fiscal_year) == ("dollars", "net", "all", "all")
    ]
    assert len(nets) == len(answer.identity.scenarios)
    return [r.difference.simulation_error or 0.0 for r in nets]


def test_what_cannot_be_compared_is_an_input_error(place: Place) -> None:
    path = place.folder / "pilot.yaml"
    refused: list[dict[str, Any]] = [
        {"scenarios": []},
        {"scenarios": [path, path]},
        {"scenarios": [path], "baseline": path},
        {"scenarios": [path], "baseline": "king-county/no-lead"},
        {"scenarios": [path], "draws": -1},
        {"scenarios": [path], "replications": 0},
        {"scenarios": [path], "replications": 10_001},
        {"scenarios": [path], "precision": 0},
        {"scenarios": [path], "precision": "100"},
        {"scenarios": [path], "money": "gold"},
        {"scenarios": [path], "seed": -1},
    ]
    for question in refused:
        with pytest.raises(ls.InputError):
            ls.compare(**question)


def test_worker_processes_give_the_answer_of_this_process(place: Place, here: Inline, tmp_path: Path) -> None:
    path = place.folder / "more.yaml"
    script = tmp_path / "ask.py"
    script.write_text(
        "import json, sys, simulator as ls\n"
        "if __name__ == '__main__':\n"
        f"    answer = ls.compare([{str(path)!r}], draws=3, replications=2, workers=2)\n"
        "    json.dump(answer.as_dict(), sys.stdout)\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert json.loads(done.stdout) == json.loads(json.dumps(ls.compare([str(path)], draws=3, replications=2).as_dict()))


# -- how sure it is -----------------------------------------------------------------------------------------


def test_uncertainty_is_of_the_same_futures_as_a_comparison(place: Place, here: Inline) -> None:
    path = place.folder / "pilot.yaml"
    sink = MemorySink()
    found = simulator.api.uncertainty(path, rung="cashable", draws=3, replications=2, seed=7, sink=sink)
    (net,) = [
        record.difference
        for record in simulator.api.compare([path], draws=3, replications=2, seed=7, sink=sink).records
        if (record.measure, record.rung, record.payer, record.line, record.fiscal_year)
        == ("dollars", "cash_net", "all", None, "all")
    ]
    assert len(here.tasks) == 2 * 3 * 2, "the comparison has simulated nothing"
    assert found.mean == pytest.approx(net.mean)
    assert found.components is not None
    assert found.components.between**0.5 == pytest.approx(net.parameter_spread)
    assert found.options.costs.shape == found.options.effects["bookings"].shape == (3, 2)


# -- what is missing ----------------------------------------------------------------------------------------


def test_placeholders_are_ranked_as_their_comparisons_say(place: Place, here: Inline) -> None:
    path = place.folder / "pilot.yaml"
    found = simulator.api.missing(path, find="costs.", seed=7)
    assert len(here.tasks) == 2
    (net,) = (
        r
        for r in ls.compare([path], draws=0, seed=7).records
        if (r.measure, r.rung, r.payer, r.fiscal_year) == ("dollars", "net", "all", "all")
    )
    assert found.one_way.net == net.difference.mean
    swings = [effect.swing for effect in found.ranking]
    assert swings == sorted(swings, reverse=True)
    assert {effect.parameter.grade for effect in found.ranking} == {"placeholder"}


def test_a_ranking_reads_its_sink(place: Place, here: Inline, monkeypatch: pytest.MonkeyPatch) -> None:
    path, sink = place.folder / "pilot.yaml", MemorySink()
    first = simulator.api.missing(path, find="lead.patience", replications=2, sink=sink)
    assert {task.world for task in here.tasks} == {0, 1}
    assert len(first.ranking) == 1
    assert first.ranking[0].error is not None
    monkeypatch.setattr(simulator.api, "lazy_executor", nobody_works)
    assert simulator.api.missing(ls.load(path), find="lead.patience", replications=2, sink=sink) == first
    with pytest.raises(AssertionError, match="nothing is to be simulated"):
        simulator.api.missing(path, find="lead.patience")


@pytest.mark.parametrize("wrong", [{"find": "nothing"}, {"seed": -1}, {"replications": 0}])
def test_what_cannot_be_ranked_is_an_input_error(place: Place, here: Inline, wrong: dict[str, Any]) -> None:
    with pytest.raises(ls.InputError):
        simulator.api.missing(place.folder / "pilot.yaml", **{"find": "costs.", **wrong})
    assert here.tasks == []


# -- further questions --------------------------------------------------------------------------------------


def _net(answer: Comparison, rung: str = "net") -> float:
    (net,) = (
        r.difference.mean
        for r in answer.records
        if (r.measure, r.rung, r.payer, r.fiscal_year, r.line) == ("dollars", rung, "all", "all", None)
    )
    return net


def test_every_further_question_is_about_the_net_of_the_comparison(place: Place, here: Inline) -> None:
    path, sink = place.folder / "pilot.yaml", Sink()
    options: dict[str, Any] = {"draws": 2, "seed": 7, "sink": sink}
    compared = ls.compare([path], **options)
    moved = ls.sensitivity(path, find="costs.jail_day", **options)
    assert moved.one_way.net == pytest.approx(_net(compared))
    cash = ls.sensitivity(path, find="costs.jail_day", rung="cashable", **options)
    assert cash.one_way.net == pytest.approx(_net(compared, "cash_net"))
    ladder = ls.effect_ladder(path, **options)
    assert ladder.means[0] == _net(ls.compare([path], effects=1.0, **options))
    assert ladder.means[-1] == _net(ls.compare([path], effects=0.0, **options))
    with pytest.raises(ls.InputError, match="more draws; found 2; allowed: from 50 on"):
        ls.measure_next(path, **options)


def test_a_frontier_and_shares_of_the_variance_are_between_named_inputs(place: Place, here: Inline) -> None:
    path, of = place.folder / "pilot.yaml", ("costs.jail_day_marginal_share", "lead.effect.discount")
    sink = Sink()
    found = ls.frontier(path, of=of, draws=0, sink=sink)
    assert tuple(axis.path for axis in found.axes) == of
    shares = ls.sobol(path, base=2, of=of[:1], sink=sink)
    assert [each.name for each in shares.indices] == [of[0], "all other inputs"]
    with pytest.raises(ls.InputError, match="powers of two"):
        ls.sobol(path, base=3, of=of)


def test_who_is_counted_person_by_person_has_options_too(place: Place) -> None:
    path = place.folder / "pilot.yaml"
    found = ls.concentration(path, draws=1, workers=1, seed=7)
    assert found.question.seed == 7
    assert ls.around_entry(path, draws=1, workers=1).totals.shape[:2] == (1, 1)


def test_an_event_log_is_a_table_of_a_run(place: Place) -> None:
    path = place.folder / "pilot.yaml"
    frame = ls.event_log(path, seed=7, draw=1, world=3)
    happened = ls.run(path, seed=7, draw=1, world=3, record_events=True)
    assert frame["time_days"].tolist() == [event.time for event in happened.events]
    assert ls.event_log(path, layout="vidigi")["event_type"].iloc[0] == "arrival_departure"


@pytest.mark.parametrize(
    "wrong", [{"seed": -1}, {"seed": 1.5}, {"effects": 2.0}, {"baseline": "nowhere.yaml"}, {"payer": "conty"}], ids=str
)
def test_what_cannot_be_asked_further_is_an_input_error(place: Place, here: Inline, wrong: dict[str, Any]) -> None:
    with pytest.raises(ls.InputError):
        ls.effect_ladder(place.folder / "pilot.yaml", **{"draws": 2, **wrong})
    assert here.tasks == []


def test_an_option_that_there_is_not_is_a_type_error(place: Place) -> None:
    with pytest.raises(TypeError, match="precision"):
        ls.effect_ladder(place.folder / "pilot.yaml", precision=5)  # type: ignore[call-arg]
