"""Records as files: CSV, Parquet and JSON, one row for each record with the difference in columns of its own."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

from simulator.errors import InputError
from simulator.results import Comparison

FORMATS = ("csv", "parquet", "json")

# Numbers of a difference that take several draws or replications; their columns are numbers even where all are empty.
NOT_ALWAYS_KNOWN = ("mcse", "simulation_error", "parameter_spread")

# A spreadsheet takes a text that begins like this for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def record_frame(comparison: Comparison) -> pd.DataFrame:
    """Return the records as a table; columns of the paired difference begin with `difference_`."""
    rows = []
    for record in comparison.records:
        data = record.as_dict()
        difference = data.pop("difference")
        rows.append({**data, **{f"difference_{key}": value for key, value in difference.items()}})
    frame = pd.DataFrame(rows)
    frame = frame.astype({f"difference_{key}": float for key in NOT_ALWAYS_KNOWN})
    frame["fiscal_year"] = frame["fiscal_year"].astype(str)
    frame["price_year"] = frame["price_year"].astype("Int64")  # a year, where there is one
    return frame


def write_records(comparison: Comparison, format_: str, output: Path | None) -> None:
    """Write the records; CSV and JSON go to standard output when no file is named."""
    if format_ not in FORMATS:
        raise InputError("there is no such format", found=format_, allowed=", ".join(FORMATS))
    if output is None and format_ == "parquet":
        raise InputError("a Parquet file needs a name: say --output FILE")
    try:
        _write(comparison, format_, output)
    except OSError as error:
        if output is None:
            raise
        raise InputError(f"the file cannot be written: {error.strerror or error}", file=str(output)) from None


def _write(comparison: Comparison, format_: str, output: Path | None) -> None:
    if format_ == "json":
        text = json.dumps(comparison.as_dict(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        if output is None:
            sys.stdout.write(text)
        else:
            output.write_text(text, encoding="utf-8")
        return
    frame = record_frame(comparison)
    if format_ == "parquet":
        frame.to_parquet(output, index=False)
        return
    for column in frame.select_dtypes(include=["object", "string"]):
        frame[column] = frame[column].map(_harmless)
    frame.to_csv(sys.stdout if output is None else output, index=False, lineterminator="\n")


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
