"""The table: ratios within rounds, what is wanted of them, and the file."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from benchmarks.command import python, start
from benchmarks.document import BEGIN, END, PAGE, put_in, read
from benchmarks.rows import COLUMNS, Row, figure, lines, number, verdict, write
from benchmarks.timing import in_turn, ratio, timed


def test_a_ratio_is_the_median_of_the_ratios_within_rounds():
    row = ratio("P1", "a ÷ b", [(10.0, 1.0), (4.0, 2.0), (90.0, 30.0)], "≥ 2.5")
    assert (row.value, row.low, row.high) == ("3", "2", "10")
    assert row.is_met


@pytest.mark.parametrize(
    ("value", "wanted", "met"),
    [
        ("50", "≥ 50", True), ("49.9", "≥ 50", False), ("0.02", "≤ 0.02", True), ("0.021", "≤ 0.02", False),
        ("yes", "yes", True), ("no", "yes", False), ("3", "", None),
    ],
)  # fmt: skip
def test_what_is_wanted_decides(value, wanted, met):
    assert Row("P0", "something", value, wanted=wanted).is_met is met


@pytest.mark.parametrize(("given", "shown"), [(123.4, "123"), (12.34, "12.3"), (0.01234, "0.0123"), (4321.0, "4321")])
def test_three_figures_count(given, shown):
    assert number(given) == shown


def test_what_is_measured_is_measured_in_turn():
    done: list[str] = []

    def take(name: str, seconds: float) -> float:
        done.append(name)
        return seconds

    assert in_turn(lambda: take("A", 1.0), lambda: take("B", 2.0), repeats=2) == [(1.0, 2.0), (1.0, 2.0)]
    assert "".join(done) == "ABAB"


def test_timing_returns_what_was_done():
    result, seconds = timed(lambda number: number + 1)(2)
    assert result == 3
    assert seconds >= 0.0


def test_the_file_has_a_line_for_each_row(tmp_path: Path):
    rows = [figure("P6", "peak, in MB", 12.0), verdict("P9", "cached", met=True)]
    write(rows, tmp_path / "out" / "bench.csv")
    with (tmp_path / "out" / "bench.csv").open(newline="", encoding="utf-8") as file:
        read = list(csv.reader(file))
    assert read == [
        ["id", "measure", "value", "low", "high", "wanted"],
        ["P6", "peak, in MB", "12", "", "", ""],
        ["P9", "cached", "yes", "", "", "yes"],
    ]
    assert tuple(read[0]) == COLUMNS


def test_the_table_says_what_is_not_met():
    head, met, missed = lines([verdict("P9", "cached", met=True), Row("P1", "speed", "3", wanted="≥ 50")])
    assert head.split() == list(COLUMNS)
    assert met.endswith(" met") and not met.endswith("NOT MET")
    assert missed.endswith("NOT MET")


# -- programs that are measured ---------------------------------------------------------------------------


def test_the_memory_of_a_program_is_its_own_and_not_that_of_who_starts_it():
    ballast = bytearray(300 * 2**20)
    assert python("pass").peak < len(ballast) / 4
    assert python("x = bytearray(300 * 2**20)").peak > len(ballast)


def test_the_time_of_a_program_is_that_of_its_children_too():
    work = "sum(range(3_000_000))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}], check=True)"
    assert python(child).cpu > python("pass").cpu


def test_what_a_program_says_is_kept(tmp_path: Path):
    done = python("import os, sys; print(os.getcwd(), os.environ['WORD']); print('oh', file=sys.stderr)",
                  at=tmp_path, environment={"WORD": "hello"})  # fmt: skip
    assert done.out.split() == [str(tmp_path), "hello"]
    assert done.err.strip() == "oh"
    assert done.wall > 0.0


def test_a_program_that_fails_is_no_measurement():
    with pytest.raises(RuntimeError, match="on purpose"):
        start([sys.executable, "-c", "raise SystemExit('on purpose')"])


# -- the document -----------------------------------------------------------------------------------------


def test_the_document_takes_the_rows_in_the_place_of_those_it_had(tmp_path: Path):
    rows = [Row("P1", "speed", "70", "60", "80", "≥ 50"), Row("P2", "growth", "3", "2", "4", "≤ 2")]
    write(rows, tmp_path / "bench.csv")
    assert read(tmp_path / "bench.csv") == rows
    page = f"before\n{BEGIN}\nformer\n{END}\nafter"
    found = put_in(page, rows, "A machine")
    assert found.startswith("before\n") and found.endswith("\nafter") and "former" not in found
    assert "| P1 | speed | 70 | 60 | 80 | ≥ 50 |" in found
    assert "| P2 | growth | **3** |" in found
    assert put_in(found, rows, "A machine") == found


def test_the_shipped_document_has_a_place_for_figures():
    assert put_in(PAGE.read_text(encoding="utf-8"), [], "A machine")
    with pytest.raises(ValueError, match="0 places"):
        put_in("nothing", [], "A machine")
