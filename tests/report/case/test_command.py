"""`leadsim report`: of a kept run or of scenarios, into files, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from simulator.errors import InputError
from simulator.report.case.answers import scenario_of
from simulator.store import Store
from tests.commands import Leadsim, command_line
from tests.experiment.doubles import Inline
from tests.experiment.places import Place
from tests.report.samples import small_place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return small_place(tmp_path_factory.mktemp("places") / "town")


@pytest.fixture
def report(
    place: Place, store: Path, executor: Inline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Leadsim:
    monkeypatch.chdir(place.folder)
    return command_line(monkeypatch, capsys, "report")


@pytest.fixture
def run_id(report: Leadsim, tmp_path: Path) -> str:
    report("./pilot.yaml", "./more.yaml", "--draws", "2", "--format", "html", "--output", str(tmp_path / "first"))
    with Store() as kept:
        return kept.comparisons()[0][0]


def test_a_case_is_made_of_scenarios_and_of_the_run_that_is_kept(
    report: Leadsim, run_id: str, executor: Inline, tmp_path: Path
) -> None:
    runs = len(executor.tasks)
    said = report(run_id[:6], "--format", "html", "--output", str(tmp_path / "again.html"))
    assert said.code == 0 and said.err == f"leadsim: wrote {tmp_path / 'again.html'}\n"
    assert len(executor.tasks) == runs
    (first,) = (tmp_path / "first").iterdir()
    assert first.name == "pilot-case.html"
    assert first.read_bytes() == (tmp_path / "again.html").read_bytes()


def test_all_formats_are_written_and_named(report: Leadsim, run_id: str, tmp_path: Path) -> None:
    said = report(run_id, "--output", str(tmp_path / "case"), "--scenario", "./more.yaml", "--paper", "a4")
    assert said.code == 0
    names = sorted(path.name for path in (tmp_path / "case").iterdir())
    assert names == [
        "more-brief.pdf", "more-case.html", "more-fiscal-note.xlsx", "more-slides.pptx", "more-workbook.xlsx",
    ]  # fmt: skip
    assert [line.split("/")[-1] for line in said.err.splitlines()].sort() == names.sort()
    reader = pypdf.PdfReader(tmp_path / "case" / "more-brief.pdf")
    assert round(reader.pages[0].mediabox.width) == 595


def test_the_day_is_when_the_answer_was_kept(report: Leadsim, run_id: str, tmp_path: Path) -> None:
    from simulator.report.case.answers import day_of
    from simulator.report.case.content import DAY

    with Store() as kept:
        created = kept.comparisons()[0][1]
    (first,) = (tmp_path / "first").iterdir()
    assert DAY.format(day_of(created)) in first.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "docx"], "key --format: there is no such format; found docx"),
        (["--paper", "a5"], "key --paper: there is no such paper"),
        (["--draws", "5"], "a kept run has been asked already, so this would not be read; found --draws"),
        (["--society", "--seed", "1"], "found --seed, --society"),
        (["--scenario", "./none.yaml"], "this answer has no such scenario; found ./none.yaml; allowed: ./pilot.yaml"),
        (["--payer", "parish"], "there is no such payer; found parish"),
        (["--output", "brief.docx"], "this is neither a folder nor a file of this format"),
    ],
)
def test_what_is_wrong_is_one_line_and_nothing_is_written(
    report: Leadsim, run_id: str, place: Place, words: list[str], said: str
) -> None:
    before = set(place.folder.iterdir())
    assert said in report(run_id, *words).refused()
    assert set(place.folder.iterdir()) == before


def test_a_payer_is_refused_before_anything_is_simulated(report: Leadsim, executor: Inline) -> None:
    assert "did you mean city" in report("./pilot.yaml", "--payer", "cty").refused()
    assert not executor.tasks


def test_a_file_that_is_there_is_refused_before_anything_is_simulated(
    report: Leadsim, executor: Inline, tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_text("mine")
    said = report("./pilot.yaml", "--format", "pdf", "--output", str(tmp_path / "x.pdf")).refused()
    assert "this file is there already" in said and not executor.tasks
    assert (tmp_path / "x.pdf").read_text() == "mine"


def test_a_file_is_replaced_when_that_is_said(report: Leadsim, run_id: str, tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("mine")
    assert report(run_id, "--format", "html", "--output", str(tmp_path / "x.html"), "--overwrite").code == 0
    assert "<!DOCTYPE html>" in (tmp_path / "x.html").read_text(encoding="utf-8")


def test_unknown_runs_and_scenarios_are_refused(report: Leadsim) -> None:
    assert "there is no such run; found 3fa9" in report("3fa9").refused()
    assert "there is no such scenario" in report("king-county/pilott").refused()


def test_an_answer_that_counts_victims_says_so_in_its_command_and_not_among_what_is_left_out(
    report: Leadsim, tmp_path: Path
) -> None:
    said = report("./pilot.yaml", "--draws", "1", "--society", "--format", "html", "--output", str(tmp_path / "s.html"))
    assert said.code == 0
    with Store() as kept:
        run_id = kept.comparisons()[0][0]
    assert report(run_id, "--format", "html", "--output", str(tmp_path / "again.html")).code == 0
    assert (tmp_path / "s.html").read_bytes() == (tmp_path / "again.html").read_bytes()
    text = (tmp_path / "s.html").read_text(encoding="utf-8")
    assert "--society" in text and "What new offenses cost victims" not in text


def test_what_kept_answers_say_further_is_in_the_case_and_nothing_is_simulated_for_it(
    report: Leadsim,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    executor: Inline,
    tmp_path: Path,
) -> None:
    leadsim = command_line(monkeypatch, capsys)
    assert leadsim("sensitivity", "./pilot.yaml", "--find", "costs.jail", "--draws", "2").code == 0
    with Store() as kept:
        further = kept.comparisons()[0][0]
    assert report("./pilot.yaml", "--draws", "3", "--output", str(tmp_path)).code == 0
    runs = len(executor.tasks)
    text = (tmp_path / "pilot-case.html").read_text(encoding="utf-8")
    assert f"2 draws, seed 20270101; run {further}" in text and "which input moves it farthest" not in text
    said = report("./more.yaml", "--draws", "2", "--format", "html", "--output", str(tmp_path))
    assert said.code == 0 and len(executor.tasks) > runs
    other = (tmp_path / "more-case.html").read_text(encoding="utf-8")
    assert further not in other and "leadsim sensitivity ./more.yaml (and with --frontier" in other


def test_of_an_answer_about_reinvestment_the_case_is_about_the_scenario_with_its_fund() -> None:
    assert scenario_of(["a/b without reinvestment", "a/b"], None) == "a/b"
    with pytest.raises(InputError, match="this answer has no such scenario"):
        scenario_of(["a/b without reinvestment", "a/b"], "a/b without reinvestment")
