"""Exports: every record in every format, equal to what --json prints, and harmless to open."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.estimate import difference
from simulator.errors import InputError
from simulator.report.export import FORMATS, FORMULA_STARTS, write_records
from simulator.results import Comparison
from tests.report.samples import comparison, counted, record

TEXTS = (
    "table", "measure", "unit", "line", "rung", "payer", "basis", "route", "reason", "scenario", "baseline",
    "fiscal_year", "group",
)  # fmt: skip
HOSTILE = [
    *(f"{start}HYPERLINK(\"https://x\")" for start in FORMULA_STARTS),
    "=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "＝1", 'quote"d', "semi;colon", "new\nline", "'=1",
    "<script>", "normal", "a=b", "1,5", "2027",
]  # fmt: skip


def flat(answer: Comparison) -> list[dict[str, Any]]:
    """Return the records of --json with the difference in columns of its own."""
    rows = []
    for estimate in json.loads(json.dumps(answer.as_dict()))["estimates"]:
        difference = estimate.pop("difference")
        rows.append({**estimate, **{f"difference_{key}": value for key, value in difference.items()}})
    return rows


def written(answer: Comparison, folder: Path, format_: str) -> Path:
    path = folder / f"records.{format_}"
    write_records(answer, format_, path)
    return path


def _same(cell: Any, value: Any, column: str) -> bool:
    if value is None:
        return cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell)) or cell is pd.NA
    if column in TEXTS:
        return str(cell) == str(value)
    return float(cell) == float(value)


def test_csv_holds_every_record_to_the_last_digit(answer: Comparison, tmp_path: Path) -> None:
    with written(answer, tmp_path, "csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    expected = flat(answer)
    assert len(rows) == len(expected) > 500
    assert list(rows[0]) == list(expected[0])
    for row, record_ in zip(rows, expected, strict=True):
        assert all(_same(row[column], value, column) for column, value in record_.items()), record_


def test_parquet_holds_every_record_to_the_bit(answer: Comparison, tmp_path: Path) -> None:
    frame = pd.read_parquet(written(answer, tmp_path, "parquet"))
    expected = flat(answer)
    assert list(frame.columns) == list(expected[0])
    for row, record_ in zip(frame.to_dict("records"), expected, strict=True):
        assert all(_same(row[column], value, column) for column, value in record_.items()), record_
    for column in expected[0]:
        if column not in (*TEXTS, "price_year", "difference_draws"):
            assert frame[column].dtype == "float64", column


def test_json_is_the_object_of_the_command_line(answer: Comparison, tmp_path: Path) -> None:
    text = written(answer, tmp_path, "json").read_text(encoding="utf-8")
    assert json.loads(text) == json.loads(json.dumps(answer.as_dict()))
    assert text.endswith("}\n")


def test_years_are_whole_numbers(tmp_path: Path) -> None:
    path = written(comparison(record([1.0]), counted([1.0])), tmp_path, "csv")
    assert [row["price_year"] for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))] == ["2025", ""]


def test_what_one_replication_cannot_tell_is_empty_and_still_a_number(tmp_path: Path) -> None:
    table = np.array([[1.0, 3.0], [4.0, 8.0]])
    one, two = comparison(record([1.0])), comparison(record([1.0], difference=difference(table)))
    for answer, empty in ((one, True), (two, False)):
        (row,) = csv.DictReader(io.StringIO(written(answer, tmp_path, "csv").read_text(encoding="utf-8")))
        frame = pd.read_parquet(written(answer, tmp_path, "parquet"))
        for column in ("difference_mcse", "difference_simulation_error", "difference_parameter_spread"):
            assert (row[column] == "") == empty
            assert frame[column].dtype == "float64"
            assert bool(frame[column].isna().all()) == empty


@pytest.mark.parametrize("text", HOSTILE)
def test_text_in_csv_cannot_be_taken_for_a_formula(text: str, tmp_path: Path) -> None:
    records = [record([-1.5], line=text, payer=text, group=text, scenario=text, fiscal_year=2027), record([-1.5])]
    path = written(comparison(*records), tmp_path, "csv")
    with path.open(newline="", encoding="utf-8") as file:
        row = next(csv.DictReader(file))
    for column in ("line", "payer", "group", "scenario"):
        assert row[column] in (text, f"'{text}")
        assert not row[column].startswith(FORMULA_STARTS)
        assert row[column] == text or text.startswith(FORMULA_STARTS), "what is harmless stays as it is"


def test_numbers_in_csv_stay_numbers(tmp_path: Path) -> None:
    """A plain hyphen stands before them: this is for machines, and the true minus is for people."""
    path = written(comparison(record([-1.5, -2.5]), counted([-1e-7])), tmp_path, "csv")
    first, second = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    assert (first["difference_mean"], first["difference_low"]) == ("-2.0", "-2.45")
    assert second["difference_mean"] == "-1e-07"
    frame = pd.read_csv(path)
    assert frame["difference_mean"].dtype == "float64"


@pytest.mark.parametrize("text", HOSTILE)
def test_parquet_and_json_keep_texts_as_they_are(text: str, tmp_path: Path) -> None:
    answer = comparison(record([1.0], line=text))
    assert pd.read_parquet(written(answer, tmp_path, "parquet"))["line"].tolist() == [text]
    assert json.loads(written(answer, tmp_path, "json").read_text(encoding="utf-8"))["estimates"][0]["line"] == text


@pytest.mark.parametrize("format_", ["csv", "json"])
def test_without_a_file_records_go_to_the_screen(
    format_: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_records(comparison(), format_, None)
    shown = capsys.readouterr()
    assert shown.out == written(comparison(), tmp_path, format_).read_text(encoding="utf-8")
    assert shown.err == ""


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    for format_, output, problem in [
        ("xls", tmp_path / "x.xls", "no such format"),
        ("CSV", None, "no such format"),
        ("parquet", None, "needs a name"),
        *((format_, tmp_path, "cannot be written") for format_ in FORMATS),
        *((format_, tmp_path / "missing" / "x", "cannot be written") for format_ in FORMATS),
    ]:
        with pytest.raises(InputError, match=problem) as refused:
            write_records(comparison(), format_, output)
        assert "None" not in str(refused.value)
        assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_nobody_reading_on_is_not_a_bad_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr("sys.stdout", Closed())
    for format_ in ("csv", "json"):
        with pytest.raises(BrokenPipeError):
            write_records(comparison(), format_, None)
