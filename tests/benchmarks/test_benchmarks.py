"""Each benchmark runs at a small size and says what it measures. Nothing is expected of any time."""

from __future__ import annotations

import csv
import math
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import compiling, profile, repricing, speed
from benchmarks.__main__ import BENCHMARKS, main, measure
from benchmarks.engine import county, timed_run
from benchmarks.growth import a_person_year
from benchmarks.places import IN_PROPORTION, SCENARIOS, write_place
from simulator.experiment.capacities import capacity_plans
from simulator.experiment.run import run
from simulator.experiment.setup import make_setup
from simulator.experiment.staffing import staffing_rules
from simulator.inputs.draw import draw_inputs
from simulator.inputs.load import load_scenario
from simulator.model import keyed, population
from simulator.model.engines import DEFAULT_ENGINE, ENGINES
from simulator.model.events import Kind, Resource

STARTS_AFRESH = "P9"  # compiles everything twice
OWN_TESTS = {STARTS_AFRESH, "load", "peer"}
WANTED = {
    "P1": "≥ 50", "P2": "≤ 2", "P3": "≤ 1.5", "P4": "≥ 1.8",
    "P5": "≥ 0.85", "P6": "≤ 1.3", "P7": "≤ 12", "P8": "≤ 0.02",
}  # fmt: skip


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# -- every benchmark --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in BENCHMARKS if name not in OWN_TESTS])
def test_a_benchmark_prints_its_rows_and_writes_them(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    if name == "P5" and not find_spec("distributed"):
        pytest.skip("Dask is not installed")
    main([name, "--size", "small", "--out", str(tmp_path / "bench.csv")])
    rows = read(tmp_path / "bench.csv")
    printed = capsys.readouterr().out
    assert {row["id"] for row in rows} == {name}
    assert rows[0]["wanted"] == WANTED[name]
    for row in rows:
        assert row["measure"] in printed
        if row["wanted"] == "yes":
            assert row["value"] == "yes", row["measure"]
        else:
            assert math.isfinite(float(row["value"]))
            assert not row["wanted"] or float(row["value"]) > 0.0
    for row in rows:
        if row["low"]:
            assert float(row["low"]) <= float(row["value"]) <= float(row["high"])


def test_the_load_of_the_dashboard_is_three_measures_without_an_error(tmp_path: Path):
    main(["load", "--size", "small", "--out", str(tmp_path / "bench.csv")])
    rows = read(tmp_path / "bench.csv")
    assert list(dict.fromkeys(row["id"] for row in rows)) == ["A1", "A2", "A6"]
    assert [row["value"] for row in rows if row["wanted"] == "yes"] == ["yes", "yes"]
    assert all(float(row["value"]) > 0.0 for row in rows if row["wanted"] != "yes")


def test_every_benchmark_is_a_module_with_rows():
    assert [name for name in BENCHMARKS if name.startswith("P")] == [f"P{i}" for i in range(1, 10)]
    for module in BENCHMARKS.values():
        assert callable(import_module(f"benchmarks.{module}").measure)


def test_what_is_measured_before_a_failure_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(speed, "measure", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["P7", "P1", "--size", "small", "--out", str(tmp_path / "bench.csv")])
    assert [row["id"] for row in read(tmp_path / "bench.csv")] == ["P7"]


def test_an_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["P11"])
    assert "there is no benchmark P11" in capsys.readouterr().err


def test_the_profile_shows_its_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    main(["profile", "--size", "small", "--out", str(tmp_path / "bench.csv")])
    printed = capsys.readouterr().out
    for heading in ("Parts of a run", "An alarm by population", "The end of a month", "Lines of the log"):
        assert heading in printed
    assert not (tmp_path / "bench.csv").exists()


# -- that the right thing is measured ---------------------------------------------------------------------


def test_a_timed_run_is_the_run():
    inputs = county(60, 1, 0)
    timed = timed_run(inputs, 3, DEFAULT_ENGINE)
    assert np.array_equal(timed.tally.counts, run(inputs, 3, engine=DEFAULT_ENGINE).tally.counts)
    assert timed.whole == pytest.approx(timed.setup + timed.engine)
    assert timed.engine > 0.0
    assert 40.0 < timed.person_years < 80.0


def test_every_timed_run_makes_its_people(monkeypatch: pytest.MonkeyPatch):
    """Those of the last worlds are kept, and a second run of one world would seem to make them in no time."""
    made = []

    def joined(key: int, number: int):
        made.append(number)
        return keyed.join_keys(key, number)

    monkeypatch.setattr(population, "join_keys", joined)
    for _ in range(2):
        timed_run(county(60, 1, 0), 3, DEFAULT_ENGINE)
    assert len(made) == 2


def test_the_engine_is_the_run_without_what_is_made_before_it(monkeypatch: pytest.MonkeyPatch):
    inputs, readings = county(60, 1, 0), iter([0.0, 10.0, 15.0, 100.0])
    monkeypatch.setattr("benchmarks.engine.time", SimpleNamespace(process_time=lambda: next(readings)))
    timed = timed_run(inputs, 3, DEFAULT_ENGINE)
    assert (timed.setup, timed.engine, timed.whole) == (5.0, 95.0, 100.0)


def test_different_tallies_would_be_noticed(monkeypatch: pytest.MonkeyPatch):
    """The engines answer the same question, or how fast they do says nothing."""
    same = [row for row in measure(["P1"], "small", DEFAULT_ENGINE) if row.wanted == "yes"]
    assert [row.value for row in same] == ["yes"]

    def another_world(inputs, world, engine):
        return timed_run(inputs, world + (engine != "simpy"), engine)

    monkeypatch.setattr(speed, "timed_run", another_world)
    other = [row for row in measure(["P1"], "small", "fast") if row.wanted == "yes"]
    assert [row.value for row in other] == ["no"]


def test_a_person_year_of_several_runs_is_that_of_all_together():
    runs = [timed_run(county(people, 1, 0), 0, DEFAULT_ENGINE) for people in (40, 80)]
    assert a_person_year(runs) == pytest.approx(sum(r.engine for r in runs) / sum(r.person_years for r in runs))
    assert a_person_year(runs, whole=True) > a_person_year(runs)


def test_a_larger_place_has_more_of_everything_that_is_counted(tmp_path: Path):
    small, large = (
        draw_inputs(load_scenario(write_place(tmp_path / str(people), people) / "current.yaml"), 1, 0)
        for people in (5_000, 20_000)
    )
    shipped = draw_inputs(load_scenario("king-county/current"), 1, 0)
    assert capacity_plans(small) == capacity_plans(shipped)
    assert len(make_setup(large, 0).people) == pytest.approx(4 * len(make_setup(small, 0).people), rel=0.02)
    places = [capacity_plans(inputs) for inputs in (small, large)]
    for resource in (Resource.COURT_SUPERIOR, Resource.COMPETENCY_BEDS, Resource.TREATMENT):
        (_, few), (_, many) = (of[resource][0] for of in places)
        assert many == pytest.approx(4 * few, abs=1)
    staff = [staffing_rules(inputs).targets[0][1] for inputs in (small, large)]
    assert staff[1] == pytest.approx(4 * staff[0], abs=4)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_place_of_the_shipped_size_is_the_shipped_place(tmp_path: Path, scenario: str):
    own, shipped = (
        draw_inputs(load_scenario(path), 1, 0)
        for path in (write_place(tmp_path, 5_000) / f"{scenario}.yaml", f"king-county/{scenario}")
    )
    assert own.policy == shipped.policy
    assert own.practice == shipped.practice


def test_draws_differ_in_a_place_of_another_size_too(tmp_path: Path):
    scenario = load_scenario(write_place(tmp_path, 1_000) / "current.yaml")
    budgets = [draw_inputs(scenario, 1, draw).policy.by_path["funding.city_general_fund"] for draw in (1, 2)]
    assert budgets[0] != budgets[1]
    assert "funding.city_general_fund" in IN_PROPORTION


def test_new_unit_costs_are_a_new_question_about_the_same_runs(tmp_path: Path):
    question, dearer = repricing.questions(tmp_path, repricing.SIZES["small"], DEFAULT_ENGINE)
    changed = {
        path
        for path, parameter in question.scenarios[0].parameters.items()
        if parameter != dearer.scenarios[0].parameters[path]
    }
    assert changed == set(repricing.DEARER)


# -- the compiled code ------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", [engine for engine in ENGINES if engine == "simpy"])
def test_a_second_start_compiles_nothing_and_an_edited_rule_is_followed(engine, tmp_path: Path):
    """With the engine that compiles least: its rules alone."""
    before, again, edited, reference = compiling.after_an_edit(tmp_path, engine)
    assert before["compiled"] > 0
    assert again == {**before, "compiled": 0}
    assert edited["compiled"] > 0
    assert edited["counted"] == reference["counted"] != before["counted"]


def test_the_profile_switches_off_what_it_says():
    of = profile.SIZES["small"]
    setup, plans = profile.prepare(60, of)
    whole = profile.drive(setup, plans, DEFAULT_ENGINE).rings
    for name, change in profile.OFF.items():
        epochs = tuple((day, change(facts)) for day, facts in setup.epochs)
        without = profile.drive(profile.replace(setup, epochs=epochs), plans, DEFAULT_ENGINE).rings
        assert without < whole, name


@pytest.mark.parametrize("engine", ENGINES)
def test_alarms_are_counted(engine):
    """Almost every contact is an alarm of its own; the reference counts the beginnings of processes too."""
    setup, plans = profile.prepare(60, profile.SIZES["small"])
    rings = profile.drive(setup, plans, engine).rings
    assert rings == profile.drive(setup, plans, engine).rings
    model = profile.begin(setup, plans, engine, record_events=True)
    model.advance(setup.month_edges[-1])
    alone = sum(event.kind in (Kind.CONTACT, Kind.SPELL, Kind.HEARING, Kind.ARRIVED) for event in model.events)
    assert alone < rings < 10 * alone
