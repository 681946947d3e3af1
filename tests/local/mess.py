"""Exports as jails write them, made from made-up bookings of which the truth is known."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from simulator.local.columns import MapFile
from simulator.local.fitted import LocalFit, fit_bookings
from simulator.local.reading import CLASSES
from simulator.local.synthetic import Truth, make_bookings

ZONE = ZoneInfo("America/Los_Angeles")
START = datetime(2022, 1, 1, tzinfo=ZONE)
LAST = "2024-12-30"  # the last of 1,095 days
SMALL = Truth(pool=1_500, years=1095 / 365.25)
MESSY = {
    "columns": {"person": "Inmate No", "booked": "Book Dt", "released": "Rel Dt", "class": "Chg", "group": "Race"},
    "time_zone": "America/Los_Angeles",
    "date_format": "%m/%d/%Y %H:%M",
    "classes": {"VUCSA-POSS": "drug_possession", "TRAFFIC": "left_out"},
    "window": {"from": "2022-01-01", "until": LAST},
}


def at(days: float, form: str = "%Y-%m-%d %H:%M:%S%z") -> str:
    """Return a time of the window's clock; days are of 24 hours."""
    moment = (START.astimezone(ZoneInfo("UTC")) + timedelta(days=days)).astimezone(ZONE)
    return f"{moment:{form}}"


def clean(truth: Truth, seed: int) -> str:
    """Return an export with nothing wrong, the standard names, and offsets on its times."""
    return _csv(["person", "booked", "released", "class"], [
        (f"key-{p:06d}", at(b), at(b + n) if b + n < truth.years * 365.25 else "", CLASSES[c])
        for p, b, n, c in _made(truth, seed)
    ])  # fmt: skip


@dataclass(frozen=True)
class Mess:
    """A messy export, and how many rows of each kind of mess were put in."""

    text: str
    duplicates: int
    backward: int
    no_key: int
    no_time: int
    lost: int
    split: int
    traffic: int


def messy(truth: Truth, seed: int) -> Mess:
    """Return an export with the usual mess: local clock, own names and classes, and faults at known rates."""
    form = MESSY["date_format"]
    luck = np.random.default_rng(seed + 1_000)
    rows: list[tuple[str, ...]] = []
    counts = dict.fromkeys(("duplicates", "backward", "no_key", "no_time", "lost", "split", "traffic"), 0)
    made = _made(truth, seed)
    for i, (p, b, n, c) in enumerate(made):
        key, charge = f"key-{p:06d}", "vucsa poss" if c == 0 else CLASSES[c].replace("_", " ").upper()
        out = at(b + n, form) if b + n < truth.years * 365.25 else ""
        row = (key, at(b, form), out, charge, "ABC"[p % 3])
        again = i + 1 < len(made) and made[i + 1][0] == p
        draw = luck.uniform()
        if draw < 0.02:
            rows += [row, row]
            counts["duplicates"] += 1
        elif draw < 0.03 and out and again and n > 0.1:
            rows.append((key, row[1], "", charge, row[4]))
            counts["lost"] += 1
        elif draw < 0.06 and out and n > 1:
            rows += [
                (key, row[1], at(b + 0.8 * n, form), charge, row[4]),
                (key, at(b + n / 2, form), out, "WARRANT", row[4]),
            ]
            counts["split"] += 1
        else:
            rows.append(row)
        draw = luck.uniform()
        if draw < 0.005:
            rows.append((key, row[1], at(b - 3, form), charge, row[4]))
            counts["backward"] += 1
        elif draw < 0.010:
            rows.append(("", *row[1:]))
            counts["no_key"] += 1
        elif draw < 0.015:
            rows.append((key, "13/45/2022 99:00", out, charge, row[4]))
            counts["no_time"] += 1
        elif draw < 0.02:
            rows.append((f"other-{i}", row[1], out, "Traffic", row[4]))
            counts["traffic"] += 1
    order = luck.permutation(len(rows))
    header = ["Inmate No", "Book Dt", "Rel Dt", "Chg", "Race"]
    return Mess(_csv(header, [rows[i] for i in order]), **counts)


def fit_text(text: str, folder: Path, given: dict[str, object] | MapFile | None = None) -> LocalFit:
    """Fit a text as if it were a file."""
    path = folder / "bookings.csv"
    path.write_text(text, encoding="utf-8")
    found = given if isinstance(given, MapFile) else MapFile.model_validate(given or {})
    return fit_bookings(path, found)


def _made(truth: Truth, seed: int) -> list[tuple[int, float, float, int]]:
    made = make_bookings(truth, seed)
    return list(
        zip(made.person.tolist(), made.booked.tolist(), made.length.tolist(), made.charge.tolist(), strict=True)
    )


def _csv(header: list[str], rows: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
