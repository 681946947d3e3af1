"""The command: facts that a place can use, warnings, nothing about anybody, and what machines read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from simulator.experiment.compare import answer
from simulator.experiment.question import Question
from simulator.inputs.load import default_parameters, load_scenario
from simulator.local.facts import not_told
from simulator.local.reading import CLASSES
from simulator.local.synthetic import Truth
from simulator.store import Store
from tests.commands import Leadsim, command_line
from tests.experiment.doubles import Inline
from tests.local.mess import MESSY, Mess, fit_text, messy

SHIPPED = Path(__file__).parents[1] / "inputs"
SMALL = Truth(pool=600, years=1095 / 365.25)


@pytest.fixture
def leadsim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Leadsim:
    monkeypatch.chdir(tmp_path)
    return command_line(monkeypatch, capsys, "fit")


@pytest.fixture(scope="module")
def mess() -> Mess:
    return messy(SMALL, 21)


@pytest.fixture
def export(tmp_path: Path, mess: Mess) -> Iterator[Path]:
    (tmp_path / "bookings.csv").write_text(mess.text, encoding="utf-8")
    (tmp_path / "map.yaml").write_text(yaml.safe_dump(MESSY), encoding="utf-8")
    return tmp_path / "bookings.csv"


def everything(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


def test_no_key_is_in_anything_that_is_written_or_said(leadsim: Leadsim, export: Path, tmp_path: Path) -> None:
    keys = set(re.findall(r"(?:key|other)-\d+", export.read_text(encoding="utf-8")))
    assert len(keys) > 400
    plain = leadsim("bookings.csv", "--map", "map.yaml", "--out", "out")
    data = leadsim("bookings.csv", "--map", "map.yaml", "--out", "out", "--json")
    written = everything(tmp_path / "out") + plain.out + plain.err + data.out + data.err
    assert "police.arrest_rate" in written
    assert not [key for key in keys if key in written]
    # Nor their hashes or numbers: every fact is a number of many people.
    assert "bookings.csv" not in everything(tmp_path / "out")
    assert str(tmp_path) not in everything(tmp_path / "out")


def test_a_name_in_the_wrong_column_is_not_written_either(leadsim: Leadsim, tmp_path: Path) -> None:
    rows = "".join(
        f"{i % 40},2023-{1 + i % 12:02d}-{1 + i % 28:02d} 10:{i % 60:02d},2023-{1 + i % 12:02d}-{1 + i % 28:02d} 23:00,"
        f"{'warrant' if i % 2 else f'name-{i % 40}'},name-{i % 40}\n" for i in range(900)
    )  # fmt: skip
    (tmp_path / "wrong.csv").write_text("person,booked,released,class,group\n" + rows, encoding="utf-8")
    said = leadsim("wrong.csv", "--out", "out")
    assert said.code == 0
    assert "name-" not in everything(tmp_path / "out") + said.out + said.err


def test_the_facts_are_those_of_a_jurisdiction_that_runs(
    leadsim: Leadsim, export: Path, tmp_path: Path, store: Path, executor: Inline
) -> None:
    assert leadsim("bookings.csv", "--map", "map.yaml", "--out", "out").code == 0
    facts = yaml.safe_load((tmp_path / "out" / "facts.yaml").read_text(encoding="utf-8"))["facts"]
    folder = tmp_path / "county"
    folder.mkdir()
    county = yaml.safe_load((SHIPPED / "county.yaml").read_text(encoding="utf-8"))
    county["start"] = str(county["start"])
    county["facts"] |= facts
    (folder / "jurisdiction.yaml").write_text(yaml.safe_dump(county, sort_keys=False), encoding="utf-8")
    (folder / "no-lead.yaml").write_text((SHIPPED / "no-lead.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "lead.yaml").write_text("title: LEAD\nsentence: As it is.\n", encoding="utf-8")
    lead, baseline = load_scenario(folder / "lead.yaml"), load_scenario(folder / "no-lead.yaml")
    for path, fact in facts.items():
        assert lead.parameters[path].grade == "local data"
        assert lead.parameters[path].value == fact["value"]
    question = Question(scenarios=(lead,), baseline=baseline, seed=1, draws=2, replications=1)
    with Store() as kept:
        found = answer(question, kept, lambda: executor, 1)
    bookings = next(r for r in found.records if r.measure == "bookings" and r.fiscal_year == r.group == "all")
    assert bookings.baseline_mean > 100


def test_each_fact_has_value_range_grade_and_source(leadsim: Leadsim, export: Path, tmp_path: Path) -> None:
    leadsim("bookings.csv", "--map", "map.yaml", "--out", "out")
    text = (tmp_path / "out" / "facts.yaml").read_text(encoding="utf-8")
    facts = yaml.safe_load(text)["facts"]
    assert {
        "population.pool", "population.arrivals_share", "population.frailty_shape", "police.arrest_rate",
        "police.offense_mix", "jail.long_stay_share", "jail.warrant_long_stay_share", "jail.short_stay_median",
        "jail.short_stay_sigma", "jail.long_stay_median", "jail.long_stay_sigma", "population.groups",
    } == set(facts)  # fmt: skip
    for fact in facts.values():
        assert fact["grade"] == "local data"
        assert "2022-01-01 to 2024-12-30" in fact["source"]
        kinds = fact["uncertainty"] if "distribution" in fact["uncertainty"] else fact["uncertainty"]["felony"]
        assert kinds["distribution"] in ("lognormal", "beta", "dirichlet")
        assert kinds.get("standard_error", kinds.get("concentration")) > 0


def test_every_parameter_is_told_or_named_as_not_told(tmp_path: Path, mess: Mess) -> None:
    fit = fit_text(mess.text, tmp_path, MESSY)
    left = dict(not_told({"police.arrest_rate": {}}, fit))
    topics = [path for path in default_parameters() if path.startswith(("population.", "police.", "jail."))]
    assert {*left, "police.arrest_rate"} == set(topics)
    assert "not in it" in left["police.no_action_share"]
    assert "not booked" in left["population.leaving_rate"]


def test_machines_read_one_object(leadsim: Leadsim, export: Path) -> None:
    said = leadsim("bookings.csv", "--map", "map.yaml", "--out", "out", "--json")
    data = json.loads(said.out)
    assert said.err == ""
    assert data["window"] == {"from": "2022-01-01", "until": "2024-12-30"}
    assert data["rows"]["read"] == export.read_text(encoding="utf-8").count("\n") - 1
    assert [row["class"] for row in data["class_mix"]] == list(CLASSES)
    assert sum(row["share"] for row in data["class_mix"]) == pytest.approx(1)
    assert len(data["population"]) == 35  # whole months
    assert {row["group"] for row in data["groups"]} == {"A", "B", "C"}
    assert [Path(path).name for path in data["files"]] == ["facts.yaml", "report.html"]


def test_the_same_file_gives_the_same_facts_and_report(leadsim: Leadsim, export: Path, tmp_path: Path) -> None:
    for out in ("one", "two"):
        leadsim("bookings.csv", "--map", "map.yaml", "--out", out)
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


def test_until_closes_the_window(leadsim: Leadsim, export: Path, tmp_path: Path) -> None:
    data = json.loads(leadsim("bookings.csv", "--map", "map.yaml", "--until", "2023-06-30", "--json").out)
    assert data["window"]["until"] == "2023-06-30"
    assert data["rows"]["dropped"]["booked after the window"] > 100


def test_small_samples_are_warned_of_everywhere(leadsim: Leadsim, tmp_path: Path) -> None:
    rows = "".join(
        f"p{i % 60},2024-0{1 + i % 6}-{1 + i % 28:02d} {i % 24:02d}:00,2024-0{1 + i % 6}-{1 + i % 28:02d} 23:59,"
        f"{'prostitution' if i % 9 == 0 else 'poverty_misdemeanor'}\n" for i in range(150)
    )  # fmt: skip
    (tmp_path / "few.csv").write_text("person,booked,released,class\n" + rows, encoding="utf-8")
    said = leadsim("few.csv", "--out", "out")
    facts = (tmp_path / "out" / "facts.yaml").read_text(encoding="utf-8")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    for words in (
        "Only 60 people",
        "with less than a year",
        "Fewer than 30 bookings: prostitution",
        "No booking at all",
    ):
        for text in (" ".join(said.out.split()), facts, page):
            assert words in text, words
    assert "population.pool:" not in facts
    assert "jail.long_stay_share:" not in facts


def test_many_dropped_rows_are_a_loud_warning(leadsim: Leadsim, export: Path, tmp_path: Path) -> None:
    lines = export.read_text(encoding="utf-8").splitlines()
    export.write_text("\n".join([*lines, *[f",{line.split(',', 1)[1]}" for line in lines[1:400]]]), encoding="utf-8")
    said = leadsim("bookings.csv", "--map", "map.yaml", "--out", "out")
    assert re.search(r"\d+ % of all rows were dropped for faults \(more than 5 %\)", " ".join(said.out.split()))
    assert "were dropped for faults" in (tmp_path / "out" / "facts.yaml").read_text(encoding="utf-8")


def test_small_groups_are_not_shown_and_cannot_be_subtracted(tmp_path: Path, mess: Mess) -> None:
    people = sorted(set(re.findall(r"key-\d+", mess.text)))

    def groups(tiny: int) -> list[tuple[str, int | None]]:
        some = dict.fromkeys(people[:tiny], "Tiny")
        text = re.sub(
            r"^(key-\d+)(.*),[ABC]$", lambda m: f"{m[1]}{m[2]},{some.get(m[1], m[0][-1])}", mess.text, flags=re.M
        )
        return fit_text(text, tmp_path, MESSY).groups

    assert {name for name, n in groups(0) if n} == set("ABC")
    hidden = groups(10)
    assert "Tiny" not in dict(hidden)
    assert hidden[-1] == ("all others together", None)
    assert len(hidden) == 3  # the smallest of the large ones is not shown either
    assert dict(groups(11))["Tiny"] == 11


def test_the_example_needs_nothing_and_says_that_it_is_made_up(leadsim: Leadsim, tmp_path: Path) -> None:
    assert leadsim("--example", "--out", "out").code == 0
    assert "Made-up bookings" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert (tmp_path / "out" / "made-up-bookings.csv").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name a file of bookings"),
        (["bookings.csv", "--example"], "name a file of bookings"),
        (["nothing.csv"], "no such file"),
        (["bookings.csv"], "cannot tell which column is person"),
        (["bookings.csv", "--map", "nothing.yaml"], "no such file"),
        (["bookings.csv", "--map", "map.yaml", "--until", "31/12/2024"], "such as 2025-12-31"),
        (["bookings.csv", "--map", "map.yaml", "--out", "bookings.csv"], "go into a folder"),
        (["bookings.csv", "--map", "map.yaml", "--until", "2021-01-01"], "window"),
    ],
)
def test_what_cannot_be_done_is_one_line(leadsim: Leadsim, export: Path, words: list[str], said: str) -> None:
    assert said in leadsim(*words).refused()


def test_a_file_that_is_not_there_is_one_line_where_results_are_already(leadsim: Leadsim, tmp_path: Path) -> None:
    assert leadsim("--example", "--out", "out").code == 0
    assert "no such file" in leadsim("nothing.csv", "--out", "out").refused()
    assert (tmp_path / "out" / "report.html").exists()


def test_markup_in_a_file_is_text_in_the_report(leadsim: Leadsim, export: Path, tmp_path: Path) -> None:
    export.write_text(
        export.read_text(encoding="utf-8").replace(",A\n", ",<script>alert(1)</script>\n"), encoding="utf-8"
    )
    leadsim("bookings.csv", "--map", "map.yaml", "--out", "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"(?:src|href)=|url\((?!data:|#)", page.replace('xlink:href="#', ""))
