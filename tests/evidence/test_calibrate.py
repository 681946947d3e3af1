"""Calibration finds the truth of an evaluation that was simulated with a known one."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.evidence.calibrate import Calibration, Size, calibrate
from simulator.evidence.calibration_file import calibration_path, fitted_to, label_of, read_calibration, split_path
from simulator.evidence.evaluate import evaluate
from simulator.evidence.files import read_targets
from simulator.evidence.posterior import correlations, fitted, predicted, resample, spread
from simulator.inputs.distributions import quantile
from simulator.inputs.files import scenarios_folder
from simulator.inputs.joint import CALIBRATIONS
from simulator.inputs.load import default_parameters
from simulator.inputs.parameter import Uncertainty
from simulator.report.calibration import calibration_data, sentences
from tests.commands import Leadsim, command_line
from tests.evidence.test_evaluate import SMALL
from tests.evidence.test_files import write

TRUTH = {"police.arrest_rate": 1.0, "lead.effect.new_offenses": 0.45}
SIZE = Size(draws=120, worlds=1, studies=25)
PRIORS = """
title: A fit
sentence: Whether the truth is found.
targets: [targets.yaml]
priors:
  police.arrest_rate: {value: 1.6, distribution: uniform, low: 0.4, high: 2.8, why: Wide.}
  lead.effect.new_offenses: {value: 0.7, distribution: uniform, low: 0.2, high: 1.2, why: Wide.}
"""
TARGETS = """
  level:
    title: Arrests a year at liberty, controls
    measured: {{measure: quotient, of: arrests, per: liberty_days, arm: control, per_year: true}}
    value: {level}
    use: calibration
    source: Simulated.
  effect:
    title: Arrests for new offenses a person-year, ratio
    measured: {{measure: rate_ratio, of: arrests, arms: [lead, control]}}
    value: {effect}
    use: calibration
    source: Simulated.
  bookings:
    title: Bookings a person-year, ratio
    measured: {{measure: rate_ratio, of: bookings, arms: [lead, control]}}
    value: {bookings}
    use: validation
    source: Simulated.
"""
EVERYBODY_STAYS = """  lead.ever_engaged: 1
  lead.lapse_rate: 0
"""


def design(pool: int, people: int) -> str:
    """Return an evaluation of so many people an arm in which everybody who enters stays engaged."""
    text = SMALL.format(discount=1, pool=pool).replace("people: 60", f"people: {people}")
    return text.replace("cohort:", EVERYBODY_STAYS + "cohort:")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the targets that a large evaluation of a known truth would have published."""
    folder = tmp_path_factory.mktemp("fit")
    head = design(3_000, 500).partition("targets:")[0]
    body = "targets:" + TARGETS
    known = "".join(
        f"  {name}:\n    value: {value}\n    uncertainty: {{distribution: fixed}}\n    grade: placeholder\n"
        f"    assumption: The truth.\n"
        for name, value in TRUTH.items()
    )
    truth = head.replace("facts:\n", f"facts:\n{known}") + body.format(level=1, effect=1, bookings=1)
    file, document = read_targets(write(folder, truth))
    found = {match.name: match.expected for match in evaluate(file, document, seed=99, worlds=4, studies=10).matches}
    write(folder, head + body.format(**found))
    (folder / "fit.yaml").write_text(PRIORS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def fit(folder: Path) -> Calibration:
    file, evidence = read_calibration(folder / "fit.yaml")
    return calibrate(file, evidence, SIZE, seed=4)


def test_the_truth_is_found(fit: Calibration):
    for each in fitted(fit):
        truth = TRUTH[each.name]
        assert each.posterior.low <= truth <= each.posterior.high, each
        assert each.moved > 0.3, "the evaluation was large, so that it says much of both"
        assert abs(each.posterior.mean - truth) < abs(each.prior.mean - truth)


def test_what_was_held_out_is_foretold_better_after_than_before(fit: Calibration):
    held_out = next(each for each in predicted(fit) if each.name == "bookings")
    published = fit.target("targets", "bookings").value
    assert published is not None
    assert abs(held_out.posterior.mean - published) < abs(held_out.prior.mean - published)
    assert held_out.posterior.low <= published <= held_out.posterior.high


def test_draws_are_the_same_again_and_for_any_number_of_workers(folder: Path):
    file, evidence = read_calibration(folder / "fit.yaml")
    small = Size(draws=20, worlds=1, studies=10)
    one, two = (calibrate(file, evidence, small, seed=4, workers=n) for n in (1, 2))
    assert np.array_equal(one.weights, two.weights)
    assert np.array_equal(one.values, two.values)


def test_a_finding_that_no_draw_makes_likely_is_refused(folder: Path, tmp_path: Path):
    text = (folder / "targets.yaml").read_text(encoding="utf-8")
    head, targets = text.split("targets:")
    value = next(line for line in targets.splitlines() if line.startswith("    value: "))
    write(tmp_path, f"{head}targets:{targets.replace(value, '    value: 30', 1)}")
    (tmp_path / "fit.yaml").write_text(PRIORS, encoding="utf-8")
    file, evidence = read_calibration(tmp_path / "fit.yaml")
    with pytest.raises(InputError, match="draws"):
        calibrate(file, evidence, replace(SIZE, draws=30), seed=4)


# -- what it comes to, by hand ----------------------------------------------------------------------------


def by_hand(fit: Calibration, weights: list[float], values: list[list[float]]) -> Calibration:
    return replace(fit, weights=np.array(weights), values=np.array(values), findings={})


def test_effective_draws_are_kishs(fit: Calibration):
    assert by_hand(fit, [0.5, 0.5, 0.0], [[1.0, 2.0]] * 3).effective == 2.0
    assert by_hand(fit, [0.25] * 4, [[1.0, 2.0]] * 4).effective == 4.0


def test_equal_weight_draws_come_as_often_as_they_weigh(fit: Calibration):
    some = by_hand(fit, [0.5, 0.25, 0.25], [[1.0, 0.0], [2.0, 0.0], [3.0, 0.0]])
    assert resample(some, 8)[:, 0].tolist() == [1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0]


def test_a_weighted_spread_is_that_of_so_many_copies():
    values = np.array([3.0, 1.0, 2.0])
    copies = np.repeat(values, [100, 200, 100])
    weighted, copied = spread(values, np.array([0.25, 0.5, 0.25])), spread(copies)
    assert weighted.mean == pytest.approx(copied.mean)
    assert (weighted.low, weighted.high) == pytest.approx((1.0, 3.0))


def test_what_trades_off_is_said(fit: Calibration):
    values = [[1.0, 0.9], [2.0, 0.5], [3.0, 0.1]]
    some = by_hand(fit, [0.4, 0.3, 0.3], values)
    assert correlations(some)[0, 1] == pytest.approx(-1.0, abs=0.05)
    assert any("trade off (−1.00)" in said or "trade off (−0.99)" in said for said in sentences(some))


# -- as somebody types it ---------------------------------------------------------------------------------


def test_the_command_says_what_moved_and_writes_draws(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    leadsim: Leadsim = command_line(monkeypatch, capsys, "calibrate", str(folder / "fit.yaml"), "--quick")
    said = leadsim("--draws", "40", "--seed", "4", "--out", str(tmp_path / "draws.csv"), "--json")
    assert said.code == 0, said.err
    data = json.loads(said.out)
    assert data["draws"] == 40
    assert [each["name"] for each in data["inputs"]] == list(TRUTH)
    rows = (tmp_path / "draws.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0] == ",".join(TRUTH)
    assert len(rows) == 501
    assert json.loads((tmp_path / "draws.json").read_text(encoding="utf-8")) == data
    mean = np.mean([float(row.split(",")[0]) for row in rows[1:]])
    assert mean == pytest.approx(data["inputs"][0]["posterior"]["mean"], rel=0.02)


def test_a_folder_that_is_not_there_is_said_before_anything_is_simulated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    leadsim: Leadsim = command_line(monkeypatch, capsys, "calibrate", "seattle")
    assert "there is no such folder" in leadsim("--out", str(tmp_path / "none" / "draws.csv")).refused()


def test_only_csv_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    leadsim: Leadsim = command_line(monkeypatch, capsys, "calibrate", "seattle")
    assert "another ending" in leadsim("--out", str(tmp_path / "draws.json")).refused()


def test_the_shipped_calibration_is_read():
    file, evidence = read_calibration(calibration_path("seattle"))
    assert all(prior.why for prior in file.priors.values())
    used = {
        (each.name, name): target
        for each in evidence
        for name, target in each.file.targets.items()
        if target.use == "calibration"
    }
    assert list(used) == [
        ("seattle", "any_arrest"),
        ("seattle", "new_offense"),
        ("seattle", "felony_charge"),
        ("seattle", "bookings_counted"),
        ("seattle", "jail_days_counted"),
        ("seattle", "control_arrests_elsewhere"),
        ("king-county", "days_per_booking"),
    ]
    ours = "leadsim's re-analysis"  # what it fitted is not fitted to again
    assert not any(target.source.startswith(ours) for target in used.values())


def test_words_and_what_is_held_out_change_nothing_that_was_fitted(folder: Path, tmp_path: Path):
    def fitted_after(old: str, new: str, *, priors: str = PRIORS) -> str:
        text = (folder / "targets.yaml").read_text(encoding="utf-8")
        assert old in text
        write(tmp_path, text.replace(old, new, 1))
        (tmp_path / "fit.yaml").write_text(priors, encoding="utf-8")
        return fitted_to(*read_calibration(tmp_path / "fit.yaml"))

    as_it_is = fitted_after("source: Simulated.", "source: Simulated.")
    assert fitted_after("source: Simulated.", "source: Elsewhere.") == as_it_is
    assert fitted_after("title: Bookings a person-year, ratio", "title: Bookings") == as_it_is
    held_out = "  bookings:\n    title: Bookings a person-year, ratio"
    assert fitted_after(held_out, held_out.replace("bookings:", "renamed:", 1)) == as_it_is
    assert fitted_after("people: 500", "people: 400") != as_it_is
    assert fitted_after("use: calibration", "use: validation") != as_it_is
    assert fitted_after("source", "source", priors=PRIORS.replace("high: 2.8", "high: 2.9")) != as_it_is


def test_one_category_of_an_input_is_fitted_and_the_others_are_drawn_as_before(folder: Path, tmp_path: Path):
    write(tmp_path, (folder / "targets.yaml").read_text(encoding="utf-8"))
    category = "jail.long_stay_share.felony"
    prior = f"  {category}: {{value: 0.3, distribution: uniform, low: 0.2, high: 0.4, why: Wide.}}\n"
    (tmp_path / "fit.yaml").write_text(PRIORS + prior, encoding="utf-8")
    fit = calibrate(*read_calibration(tmp_path / "fit.yaml"), Size(draws=20, worlds=1, studies=10), seed=4)
    values = fit.values[:, fit.inputs.index(category)]
    assert 0.2 < values.min() < values.max() < 0.4
    assert label_of(category) == "Bookings that become long stays, felony"


# -- what is kept of the shipped one ----------------------------------------------------------------------

KEPT = scenarios_folder() / CALIBRATIONS / "seattle.csv"


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """Return what `leadsim calibrate seattle --out` wrote beside the draws."""
    return json.loads(KEPT.with_suffix(".json").read_text(encoding="utf-8"))


def test_the_kept_draws_are_of_what_the_files_say_today(report: dict[str, Any]):
    file, evidence = read_calibration(calibration_path("seattle"))
    assert report["fitted_to"] == fitted_to(file, evidence), "run `leadsim calibrate seattle --out` again"
    assert [each["name"] for each in report["inputs"]] == list(file.priors)
    assert report["effective_draws"] > 100


def test_the_kept_draws_are_those_of_the_report(report: dict[str, Any]):
    with KEPT.open(encoding="utf-8") as stream:
        names, *rows = csv.reader(stream)
    values = np.array(rows, dtype=float)
    assert len(values) == 500
    for name, column, each in zip(names, values.T, report["inputs"], strict=True):
        assert each["name"] == name
        found, said = spread(column), each["posterior"]
        width = said["high"] - said["low"]
        for end in ("mean", "low", "high"):
            share = 0.03 if end == "mean" else 0.08  # the ends hang on a few heavy draws
            assert getattr(found, end) == pytest.approx(said[end], abs=share * width), (name, end)
    together = np.corrcoef(values, rowvar=False)
    for i, name in enumerate(names):
        assert together[i].tolist() == pytest.approx(list(report["correlations"][name].values()), abs=0.08)


def test_every_fitted_input_is_drawn_from_what_the_fit_left_of_it(report: dict[str, Any]):
    for each in report["inputs"]:
        name, category = split_path(each["name"])
        parameter = default_parameters()[name]
        value, uncertainty = parameter.value, parameter.uncertainty
        if category:
            assert isinstance(value, dict)
            assert isinstance(uncertainty, dict)
            value, uncertainty = value[category], uncertainty[category]
        assert isinstance(value, float)
        assert isinstance(uncertainty, Uncertainty)
        assert uncertainty.together == "seattle"
        width = each["posterior"]["high"] - each["posterior"]["low"]
        assert value == pytest.approx(each["posterior"]["mean"], abs=0.03 * width), each["name"]
        for luck, end in ((0.05, "low"), (0.95, "high")):
            found = quantile(uncertainty, value, luck)
            assert found == pytest.approx(each["posterior"][end], abs=0.08 * width), (each["name"], end)


def test_a_name_that_there_is_not_is_refused():
    with pytest.raises(InputError, match="did you mean seattle"):
        calibration_path("seatle")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("police.arrest_rate:", "police.arrest_rat:", "there is no such parameter"),
        ("police.arrest_rate:", "police.offense_mix:", "one number of its own"),
        ("targets: [targets.yaml]", "targets: [nowhere.yaml]", "no such file"),
        ("targets: [targets.yaml]", "targets: [targets.yaml, targets.yaml]", "names that differ"),
        ("police.arrest_rate:", "jail.long_stay_share:", "one number of its own"),
        ("police.arrest_rate:", "jail.long_stay_share.felon:", "there is no such parameter"),
        ("low: 0.4, high: 2.8", "low: 0.4, high: 2.8, together: seattle", "not drawn together with others before"),
        ("distribution: uniform, low: 0.4, high: 2.8", "distribution: beta, low: 0.4, high: 0.8", "beta"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(folder: Path, tmp_path: Path, old: str, new: str, says: str):
    write(tmp_path, (folder / "targets.yaml").read_text(encoding="utf-8"))
    (tmp_path / "fit.yaml").write_text(PRIORS.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_calibration(tmp_path / "fit.yaml")
    assert says in str(refused.value)


def test_data_holds_both_sides(fit: Calibration):
    data = calibration_data(fit)
    assert data["effective_draws"] == pytest.approx(fit.effective)
    assert {each["use"] for each in data["targets_predicted"]} == {"calibration", "validation"}
