"""The files of a fit: facts and report, written whole or not at all; and the made-up bookings of the example."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from simulator.errors import InputError
from simulator.local.columns import read_map
from simulator.local.facts import facts_file, facts_of
from simulator.local.fitted import LocalFit, fit_bookings
from simulator.local.page import report_page
from simulator.local.reading import CLASSES
from simulator.local.synthetic import Truth, make_bookings
from simulator.report.case.files import write_files
from simulator.units import DAYS_PER_YEAR

FACTS, REPORT, EXAMPLE = "facts.yaml", "report.html", "made-up-bookings.csv"
EXAMPLE_SEED = 20270101
EXAMPLE_START = datetime(2023, 1, 1)


def fit_and_write(
    file: Path | None, map_file: Path | None, out: Path, until: str | None, *, example: bool = False
) -> tuple[LocalFit, dict[str, Any], list[str]]:
    """Fit a file (or the example) and write facts and report; return both and what was written."""
    if (file is None) != example:
        raise InputError("name a file of bookings, or say --example and no file")
    if out.exists() and not out.is_dir():
        raise InputError("this is a file, and the results go into a folder", key="--out", found=str(out))
    given, last = read_map(map_file), _day(until)
    written = []
    if file is None:
        file = out / EXAMPLE
        written += write_files({file: example_csv().encode("utf-8")})
    places = {FACTS: out / FACTS, REPORT: out / REPORT}
    if file.exists() and any(place.exists() and place.samefile(file) for place in places.values()):
        raise InputError("the file of bookings would be overwritten", key="--out", found=str(out))
    found = fit_bookings(file, given, last)
    facts = facts_of(found)
    written += write_files({
        places[FACTS]: facts_file(found, facts).encode("utf-8"),
        places[REPORT]: report_page(found, facts, made_up=example).encode("utf-8"),
    })  # fmt: skip
    return found, facts, [str(path) for path in written]


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise InputError("not a date", key="--until", found=text, allowed="a date such as 2025-12-31") from None


def example_csv() -> str:
    """Return made-up bookings as a jail might export them, with the standard names of columns."""
    truth = Truth()
    made = make_bookings(truth, EXAMPLE_SEED)
    groups = ("group A", "group B", "group C")
    lines = ["person,booked,released,class,group"]
    for person, booked, length, charge in zip(
        made.person.tolist(), made.booked.tolist(), made.length.tolist(), made.charge.tolist(), strict=True
    ):
        still = booked + length > truth.years * DAYS_PER_YEAR
        released = "" if still else f"{EXAMPLE_START + timedelta(days=booked + length):%Y-%m-%d %H:%M}"
        start = f"{EXAMPLE_START + timedelta(days=booked):%Y-%m-%d %H:%M}"
        lines.append(f"made-up-{person:05d},{start},{released},{CLASSES[charge]},{groups[person * 7 % 10 // 4]}")
    return "\n".join(lines) + "\n"
