"""The study command: its files, what it refuses, and stopping."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import simulator.experiment.executors
import simulator.experiment.study.simulate
import simulator.studies
from simulator import cli
from simulator.experiment.study.cells import cell_of
from simulator.experiment.study.rows import Rows
from simulator.experiment.study.simulate import outline
from simulator.experiment.study.study import load_study
from simulator.report import study_files
from simulator.store import Store
from tests.commands import Leadsim, command_line
from tests.experiment.places import Place, make_place
from tests.experiment.studies import Alone, add_scenarios, named, write_study

FILES = ("runs.parquet", "runs.csv", "manifest.json")
DESIGN = {"kind": "grid", "beliefs": {"lead.effect.discount": [0, 1]}, "choices": {"capture.share": [0, 0.1]}}
RUNS = 2 * 2 * (3 + 1 + 1)  # draws, effects: the baseline with its auditors, `more` and share 0, a fund
ROWS = 2 * 4 * 3


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = add_scenarios(make_place(tmp_path_factory.mktemp("places") / "town"))
    write_study(place, scenarios=["more.yaml", "half.yaml"], design=DESIGN)
    return place


@pytest.fixture
def place(town: Place, tmp_path: Path) -> Place:
    """A town of one's own, in which nothing has been asked yet."""
    shutil.copytree(town.folder, tmp_path / "town")
    return Place(tmp_path / "town")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Alone:
    """Let runs happen in this process; returns what has been given to do."""
    alone = Alone()
    monkeypatch.setattr(simulator.experiment.executors, "lazy_executor", lambda *_: nullcontext(alone))
    return alone


@pytest.fixture
def leadsim(
    place: Place, store: Path, here: Alone, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Leadsim:
    """Return the command line as a function, in this process, among the files of a small place."""
    monkeypatch.chdir(place.folder)
    return command_line(monkeypatch, capsys)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def manifest_of(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "manifest.json").read_text(encoding="utf-8")))


# -- the files ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def done(town: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files and the store of a study that has been done once for all tests."""
    folder = tmp_path_factory.mktemp("done")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEADSIM_STORE", str(folder / "store.sqlite"))
        study = load_study(town.folder / "study.yaml")
        simulator.studies.carry_out(study, Alone(), folder / "study", allow_large=True)  # type: ignore[arg-type]
    return folder


@pytest.fixture
def written(done: Path, place: Place, store: Path) -> Path:
    """The folder of a study that has been done."""
    shutil.copytree(done / "study", place.folder / "study")
    for path in done.glob("store.sqlite*"):
        shutil.copy(path, store.with_name(path.name))
    return place.folder / "study"


def test_a_study_is_done_and_says_where_it_is(leadsim: Leadsim, place: Place, here: Alone, done: Path) -> None:
    said = leadsim("study", "study.yaml")
    assert said.code == 0, said.err
    text = " ".join(said.out.split())
    assert f"{ROWS} rows, {RUNS} runs simulated: study/runs.parquet, study/runs.csv" in text
    assert "Down: lead.effect.discount. Across: capture.share." in text
    assert "King County's auditor found in 2010" in text, "what every reader of a number of the place has to know"
    assert "the mean of 2 draws at each point; differences between points may be luck" in text
    assert len(here.tasks) == RUNS
    assert contents(place.folder / "study") == contents(done / "study")


def test_the_lowest_and_the_highest_point_come_with_their_spread(leadsim: Leadsim, place: Place) -> None:
    write_study(place, "three", design={"kind": "grid", "beliefs": {"lead.effect.discount": [0, 0.5, 1]}})
    text = " ".join(leadsim("study", "three.yaml").out.split())
    assert len(re.findall(r"\(draws: \S+ to \S+\) at point \d \(lead.effect.discount", text)) == 2
    assert re.search(r"the mean is a loss at \d of 3 points", text)


def test_a_study_writes_its_rows_twice_and_a_manifest(written: Path, store: Path, place: Place) -> None:
    assert sorted(path.name for path in written.iterdir()) == sorted(FILES)
    study = load_study(place.folder / "study.yaml")
    with Store(str(store)) as kept:
        expected = list(named(Rows(study, kept, outline(study))))
    assert pq.read_table(written / "runs.parquet").to_pylist() == expected


def test_both_files_say_the_same_to_the_last_bit(written: Path) -> None:
    table = pq.read_table(written / "runs.parquet")
    with (written / "runs.csv").open(newline="", encoding="utf-8") as stream:
        header, *lines = csv.reader(stream)
    assert header == table.column_names
    columns = {name: [line[i] for line in lines] for i, name in enumerate(header)}
    for name, column in zip(table.column_names, table.columns, strict=True):
        kind = {"double": float, "int64": int, "string": str, "bool": {"true": True, "false": False}.__getitem__}
        read: Callable[[str], Any] = kind[str(column.type)]  # type: ignore[assignment]
        assert [None if text == "" else read(text) for text in columns[name]] == column.to_pylist(), name


def test_the_manifest_says_what_the_files_are(written: Path, place: Place) -> None:
    manifest = manifest_of(written)
    assert manifest["state"] == "finished"
    assert manifest["rows"] == ROWS
    assert manifest["numbers_are"] == "sums over all fiscal years of the horizon, the warm-up excluded; not per year"
    for name, described in manifest["files"].items():
        data = (written / name).read_bytes()
        assert described == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    assert [column["name"] for column in manifest["columns"]] == pq.read_schema(written / "runs.parquet").names
    study = load_study(place.folder / "study.yaml")
    assert (manifest["seed"], manifest["draws"], manifest["points"]) == (7, 2, 4)
    assert manifest["study"]["sha256"] == study.hash()
    assert [entry["name"] for entry in manifest["scenarios"]] == ["no-lead.yaml", "more.yaml", "half.yaml"]
    assert len({entry["sha256"] for entry in manifest["scenarios"]}) == 3
    assert {"leadsim", "model", "money", "python", "numpy", "SALib", "pyarrow"} <= set(manifest["versions"])
    assert manifest["design"]["factors"] == [
        {"name": "lead.effect.discount", "paths": ["lead.effect.discount"], "holds": "everywhere", "values": [0, 1]},
        {"name": "capture.share", "paths": ["capture.share"], "holds": "in the scenarios", "values": [0, 0.1]},
    ]


@pytest.mark.parametrize("second_order", [True, False])
def test_the_indices_of_the_documents_can_be_estimated(leadsim: Leadsim, place: Place, second_order: bool) -> None:
    text = (Path(__file__).parents[1] / "docs" / "studies.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    factors = {"lead.effect.discount": {"low": 0, "high": 1}, "share": {"paths": ["costs.jail_day_marginal_share"],
               "low": 0, "high": 1}}  # fmt: skip
    design = {"kind": "sobol", "base": 2, "second_order": second_order, "beliefs": factors}
    write_study(place, "indices", draws=1, design=design)
    assert leadsim("study", "indices.yaml").code == 0
    said: dict[str, Any] = {}
    exec(example.replace("king-county/current", "more.yaml").replace("print(", "found = ("), said)  # noqa: S102
    assert len(said["nets"]) == 2 * (2 * 2 + 2 if second_order else 2 + 2)
    assert set(said["found"]) == {"S1", "S1_conf", "ST", "ST_conf", *(["S2", "S2_conf"] if second_order else [])}


def test_the_manifest_of_a_saltelli_design_has_what_salib_takes(leadsim: Leadsim, place: Place) -> None:
    factors = {"lead.effect.discount": {"low": 0, "high": 1}}
    write_study(place, "indices", draws=0, design={"kind": "sobol", "base": 1, "beliefs": factors})
    assert leadsim("study", "indices.yaml").code == 0
    design = manifest_of(place.folder / "indices")["design"]
    assert design["salib_problem"] == {"num_vars": 1, "names": ["lead.effect.discount"], "bounds": [[0, 1]]}
    assert design["second_order"] is True


def test_columns_in_parquet_carry_their_labels_and_units(written: Path) -> None:
    field = pq.read_schema(written / "runs.parquet").field("jail_days__days")
    assert field.metadata == {b"label": b"Jail days", b"unit": b"days"}


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("net_all", "all payers; over all fiscal years, against the baseline's run in the same world; a saving is"),
        ("gross_taxpayers", "taxpayers; over all fiscal years, against the baseline's run in the same world; a saving"),
        ("program_saving_county", "county; over all fiscal years, against the baseline's run in the same world; a sav"),
        ("program_cost_county", "in this run: county; over all fiscal years, a cost is positive"),
        ("captured_county", "county; over all fiscal years, an amount of this run, positive"),
        ("reinvested_fund", "fund; over all fiscal years, an amount of this run, positive"),
    ],
)
def test_labels_of_money_say_whose_it_is_against_what_and_what_its_sign_means(
    written: Path, column: str, said: str
) -> None:
    label = pq.read_schema(written / "runs.parquet").field(f"{column}__constant_2025_dollars").metadata[b"label"]
    assert said in label.decode()


def test_a_difference_says_what_it_is_taken_from(written: Path) -> None:
    field = pq.read_schema(written / "runs.parquet").field("difference_jail_days__days")
    assert field.metadata[b"label"] == b"Jail days: more than in the baseline's run in the same world"


def test_a_hash_of_a_scenario_is_of_what_it_says_and_not_of_its_name(leadsim: Leadsim, place: Place) -> None:
    shutil.copy(place.folder / "more.yaml", place.folder / "twin.yaml")
    write_study(place, "twins", scenarios=["more.yaml", "twin.yaml"], draws=1)
    assert leadsim("study", "twins.yaml").code == 0
    _, more, twin = manifest_of(place.folder / "twins")["scenarios"]
    assert more["sha256"] == twin["sha256"]


def test_json_is_the_manifest(leadsim: Leadsim, written: Path) -> None:
    said = leadsim("study", "study.yaml", "--json")
    assert json.loads(said.out) == manifest_of(written)


def test_a_name_that_a_spreadsheet_would_compute_is_harmless(leadsim: Leadsim, place: Place) -> None:
    shutil.copy(place.folder / "more.yaml", place.folder / "=1+1.yaml")
    write_study(place, "formula", scenarios=["=1+1.yaml"], draws=1)
    assert leadsim("study", "formula.yaml").code == 0
    lines = (place.folder / "formula" / "runs.csv").read_text(encoding="utf-8").splitlines()
    assert lines[2].startswith("'=1+1.yaml,")
    assert pq.read_table(place.folder / "formula" / "runs.parquet")["scenario"][1].as_py() == "=1+1.yaml"


# -- again, elsewhere, otherwise -------------------------------------------------------------------------------------


def test_asked_again_nothing_is_simulated_and_the_files_are_the_same(
    leadsim: Leadsim, written: Path, here: Alone
) -> None:
    before = contents(written)
    said = leadsim("study", "study.yaml")
    assert "all runs were in the store" in said.out
    assert here.tasks == []
    assert contents(written) == before


def test_where_and_in_what_groups_a_study_is_written_does_not_matter(
    leadsim: Leadsim, written: Path, place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert leadsim("study", str(place.folder / "study.yaml"), "--out", "deep/down").code == 0
    assert contents(tmp_path / "deep" / "down") == contents(written)
    monkeypatch.setattr(study_files, "ROWS_IN_GROUP", 5)
    assert leadsim("study", str(place.folder / "study.yaml")).code == 0
    small_groups = pq.ParquetFile(tmp_path / "study" / "runs.parquet")
    assert small_groups.num_row_groups == -(-ROWS // 5)
    assert small_groups.read().equals(pq.read_table(written / "runs.parquet"))
    assert (tmp_path / "study" / "runs.csv").read_bytes() == (written / "runs.csv").read_bytes()


def test_the_files_of_another_study_are_left_alone(leadsim: Leadsim, written: Path, place: Place, here: Alone) -> None:
    before = contents(written)
    write_study(place, "other", draws=1)
    line = leadsim("study", "other.yaml", "--out", "study").refused()
    assert "study: this folder has another study's files, or those of an earlier text of this one; name another" in line
    assert contents(written) == before
    assert here.tasks == []
    assert leadsim("study", "other.yaml", "--out", "elsewhere").code == 0


@pytest.mark.parametrize("state", ["finished", "unfinished"])
def test_another_text_of_a_study_does_not_replace_files(
    leadsim: Leadsim, written: Path, place: Place, state: str
) -> None:
    said = {**manifest_of(written), "state": state}
    (written / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    before = contents(written)
    write_study(place, draws=1)
    assert "another study's files" in leadsim("study", "study.yaml").refused()
    assert contents(written) == before


def test_a_comment_makes_no_other_study(leadsim: Leadsim, written: Path, place: Place) -> None:
    before, path = contents(written), place.folder / "study.yaml"
    path.write_text("# A comment.\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert leadsim("study", "study.yaml").code == 0
    assert contents(written) == before


def test_real_workers_write_the_same(
    leadsim: Leadsim, written: Path, place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = contents(written)
    monkeypatch.undo()
    monkeypatch.chdir(place.folder)
    monkeypatch.setenv("LEADSIM_STORE", str(tmp_path / "other.sqlite"))
    monkeypatch.setattr(sys, "argv", ["leadsim", "study", "study.yaml", "--workers", "2"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert not left.value.code
    assert contents(written) == before


# -- how large ------------------------------------------------------------------------------------------------------


def test_a_dry_run_says_how_large_a_study_is_and_does_nothing(leadsim: Leadsim, place: Place, here: Alone) -> None:
    said = leadsim("study", "study.yaml", "--dry-run")
    assert said.code == 0
    text = " ".join(said.out.split())
    assert "grid, 4 points: lead.effect.discount from 0 to 1, 2 values, everywhere; capture.share from 0 to" in text
    assert (
        f"at most {RUNS} different ones, those of auditors among them: 0 of them are in the store, "
        f"at most {RUNS} are to be simulated"
    ) in text
    assert f"Rows {ROWS}, one for each run asked for" in text
    assert "Nothing has been simulated." in text
    assert here.tasks == []
    assert not (place.folder / "study").exists()


def test_a_dry_run_counts_what_is_in_the_store(leadsim: Leadsim, written: Path) -> None:
    data = json.loads(leadsim("study", "study.yaml", "--dry-run", "--json").out)
    assert (data["runs"], data["in_store"], data["to_simulate"]) == (RUNS, RUNS, 0)
    assert (data["points"], data["rows"], data["store_bytes"]) == (4, ROWS, 0)
    assert 0.0 < data["seconds"] < 5.0, "rows alone"


def test_a_dry_run_is_about_right_on_the_disk(leadsim: Leadsim, place: Place, store: Path) -> None:
    write_study(place, "long", draws=30)
    said = json.loads(leadsim("study", "long.yaml", "--dry-run", "--json").out)
    empty = store.stat().st_size
    assert leadsim("study", "long.yaml").code == 0
    Store(str(store)).close()  # what was still in the log is in the file then
    for expected, found in (
        (said["store_bytes"], store.stat().st_size - empty),
        (said["file_bytes"], sum((place.folder / "long" / name).stat().st_size for name in FILES[:2])),
    ):
        assert expected / 3 < found < expected * 3


def test_what_takes_hours_is_refused_unless_it_is_asked_for(
    leadsim: Leadsim, place: Place, here: Alone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulator.studies, "LONG_RUN", 0.0)
    line = leadsim("study", "study.yaml").refused()
    assert f"(at least {RUNS - 4} of {RUNS} runs are not in the store); ask for less, or say --allow-large" in line
    assert here.tasks == []
    assert not (place.folder / "study").exists()
    assert leadsim("study", "study.yaml", "--allow-large").code == 0


def test_a_study_whose_runs_are_all_there_can_always_write_its_files(
    leadsim: Leadsim, written: Path, here: Alone, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(written)
    monkeypatch.setattr(simulator.studies, "LONG_RUN", 0.0)
    shutil.rmtree(written)
    assert leadsim("study", "study.yaml").code == 0
    assert contents(written) == before
    assert here.tasks == []


def test_what_is_large_is_judged_by_what_is_left(
    leadsim: Leadsim, written: Path, place: Place, here: Alone, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = load_study(place.folder / "study.yaml")
    lost = cell_of(study, 4, 2).task(0, 0).model_key
    with sqlite3.connect(store) as connection:
        connection.execute("DELETE FROM runs WHERE model_key = ?", (lost,))
    monkeypatch.setattr(simulator.studies, "LONG_RUN", study.seconds(5, 2))
    assert study.seconds(RUNS, 2) > simulator.studies.LONG_RUN
    assert leadsim("study", "study.yaml").code == 0
    assert [task.model_key for task in here.tasks] == [lost]


def test_a_hundred_thousand_draws_are_refused_at_once(leadsim: Leadsim, place: Place) -> None:
    write_study(place, "endless", draws=100_000, replications=100)
    assert "about" in leadsim("study", "endless.yaml").refused()


# -- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("a: &x [1]\nb: *x\n", "anchors (&) are not allowed"),
        ("title: Mine\nscenarios: [more.yaml]\nseed: 1\ndraws: many\n", "key draws: not a whole number; found many"),
        ("title: Mine\nscenarios: [../more.yaml]\nseed: 1\ndraws: 1\n", "key scenarios.0: no such file; found ../more"),
        ("title: Mine\nsentence: One.\nset: {}\n", "key set: there is no such key; allowed: title, sentence"),
        (
            "title: Mine\nscenarios: [more.yaml]\nseed: 1\ndraws: 1\ndesign: {kind: grid, choices: {lead.x: [1]}}\n",
            "line 5, key design.choices.lead.x: there is no such parameter; found lead.x",
        ),
        ("\x00", "line 1: "),
        ("a: " + "[" * 100_000, "nested more than 20 levels deep"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_in_one_line(leadsim: Leadsim, place: Place, text: str, said: str) -> None:
    (place.folder / "hostile.yaml").write_text(text, encoding="utf-8")
    line = leadsim("study", "hostile.yaml").refused()
    assert said in line
    assert len(line) < 600


def test_a_study_that_there_is_not_is_refused(leadsim: Leadsim) -> None:
    assert "no such file" in leadsim("study", "nothing.yaml").refused()
    assert "there is no such study; found nothing" in leadsim("study", "nothing").refused()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("manifest.json", '{"name": "an app"}'),
        ("manifest.json", "[1"),
        ("manifest.json", "[1]"),
        ("runs.csv", "a\n"),
        ("runs.parquet", "PAR1"),
    ],
)
def test_files_of_somebody_else_are_left_alone(
    leadsim: Leadsim, place: Place, here: Alone, name: str, text: str
) -> None:
    folder = place.folder / "study"
    folder.mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    assert (
        f"this folder has a {name} that is no study's; name another with --out"
        in leadsim("study", "study.yaml").refused()
    )
    assert contents(folder) == {name: text.encode()}
    assert here.tasks == []


def test_a_folder_that_cannot_be_made_is_said_before_anything_is_simulated(
    leadsim: Leadsim, place: Place, here: Alone
) -> None:
    (place.folder / "study").write_text("a file", encoding="utf-8")
    said = leadsim("study", "study.yaml")
    assert said.code == 1
    assert "study: the files cannot be written: " in said.line()
    assert here.tasks == []


# -- stopping and failing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fine", [0, 7, 17])
def test_an_interrupt_says_what_is_kept_and_the_next_one_goes_on(
    leadsim: Leadsim, place: Place, here: Alone, fine: int
) -> None:
    here._fine = fine
    said = leadsim("study", "study.yaml")
    assert said.code == 130
    *_, last = said.err.splitlines()
    assert (
        last == f"leadsim: stopped; {fine} of at most {RUNS} runs are in the store, and asking again goes on from there"
    )
    assert manifest_of(place.folder / "study")["state"] == "unfinished"
    assert sorted(contents(place.folder / "study")) == ["manifest.json"]
    here._fine, before = None, len(here.tasks)
    assert leadsim("study", "study.yaml").code == 0
    assert len(here.tasks) - before == RUNS - fine


def test_an_interrupt_before_the_first_run_says_so(
    leadsim: Leadsim, monkeypatch: pytest.MonkeyPatch, here: Alone
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(simulator.experiment.study.simulate, "cell_of", interrupted)
    for words in (("study", "study.yaml"), ("study", "study.yaml", "--dry-run")):
        said = leadsim(*words)
        assert (said.code, said.err.splitlines()[-1]) == (130, "leadsim: stopped; nothing has been simulated")


def _stop_after(rows: int, failure: BaseException) -> Callable[..., Any]:
    watched = simulator.studies._watched

    def stopping(*arguments: Any) -> Any:
        for count, row in enumerate(watched(*arguments)):
            if count == rows:
                raise failure
            yield row

    return stopping


def test_an_interrupt_while_rows_are_written_leaves_what_was_there(
    leadsim: Leadsim, written: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(written)
    monkeypatch.setattr(simulator.studies, "_watched", _stop_after(3, KeyboardInterrupt()))
    said = leadsim("study", "study.yaml")
    assert said.code == 130
    assert said.err.splitlines()[-1] == (
        "leadsim: stopped; all runs are in the store, and asking again goes on from there"
    )
    assert contents(written) == before


def test_an_interrupted_dry_run_has_done_nothing(
    leadsim: Leadsim, monkeypatch: pytest.MonkeyPatch, here: Alone
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "has_tallies", interrupted)
    said = leadsim("study", "study.yaml", "--dry-run")
    assert said.code == 130
    assert said.err.splitlines()[-1] == "leadsim: stopped; nothing has been simulated"


def test_a_full_disk_leaves_what_was_there(leadsim: Leadsim, written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(written)
    calls = 0
    for full in range(1, 4):  # the rows in either form, and the manifest

        def fsync(_: int, full: int = full) -> None:
            nonlocal calls
            calls += 1
            if calls == full:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        calls = 0
        monkeypatch.setattr(study_files.os, "fsync", fsync)
        said = leadsim("study", "study.yaml")
        assert said.code == 1
        assert "study: the files cannot be written: No space left on device" in said.err
        assert contents(written) == before


def test_what_a_killed_study_left_half_written_is_taken_away_once_it_is_old(leadsim: Leadsim, written: Path) -> None:
    old, fresh, other = (written / name for name in (".runs.csv.1.part", ".runs.parquet.2.part", ".notes.3.part"))
    for path in (old, fresh, other):
        path.write_bytes(b"half")
    for path in (old, other):
        os.utime(path, (0, 0))
    assert leadsim("study", "study.yaml").code == 0
    assert [path.exists() for path in (old, fresh, other)] == [False, True, True]
