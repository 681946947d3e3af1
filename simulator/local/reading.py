"""From a file of bookings to columns of numbers, chunk by chunk; who somebody is stays behind.

A person's key is hashed in memory with a random key that lives as long as the reading (BLAKE2b), and numbered in the
order of first appearance. No text of a person's row is kept.
"""

from __future__ import annotations

import re
import secrets
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError, nearest_names, shorten
from simulator.local.columns import ENDINGS, LEFT_OUT, OFFENSES, WARRANT, MapFile, find_columns, plain_name, zone_of
from simulator.local.times import UNREADABLE, Clock, Flags, Ints, is_blank, likely_format, read_times

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

CHUNK = 100_000
MOST_GROUPS = 1_000
MOST_CLASSES = 50_000
SMALL = 11
"""No count of people below it is shown, and no value of a column that fewer rows have."""
CLASSES = (*OFFENSES, WARRANT)
UNKNOWN, OUT, NAMED = -1, -2, -10
"""Codes of a class that nothing is known of, and that the map leaves out; below NAMED one for each unknown value."""
CODES: Mapping[str, int] = {**{name: code for code, name in enumerate(CLASSES)}, LEFT_OUT: OUT}

Small = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Rows:
    """What a file says, a row each: `person` from 0, times in seconds, codes of class, group and ending.

    `dropped` and `changed` count rows by reason. `unmatched` are class values that nothing is known of and
    that at least 11 people have, with their rows.
    """

    person: Ints
    booked: Ints
    released: Ints
    charge: Ints
    group: Ints
    ending: Ints
    groups: tuple[str, ...]
    read: int
    dropped: Mapping[str, int]
    changed: Mapping[str, int]
    unmatched: tuple[tuple[str, int], ...]
    dates_only: bool
    date_format: str
    columns: Mapping[str, str]


@dataclass
class _Reading:
    """What has been read so far."""

    given: MapFile
    columns: Mapping[str, str]
    clock: Clock
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    parts: list[tuple[Ints, Ints, Ints, Small, Small, Small]] = field(default_factory=list)
    groups: dict[str, int] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    dropped: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    read: int = 0
    dates_only: bool = True


EMPTY_KEY = "no person key"
BAD_LINE = "a line with too many fields"
NO_BOOKING = "no booking time, or one that cannot be read"
BAD_RELEASE = "release time cannot be read: taken for unknown"
CLOCKS = "a time in an hour that clocks skip or repeat: the likelier one taken"
NO_CLASS = "charge class unknown: counts as a booking, not in the mix of classes or stays"
LEFT_OUT_ROWS = "left out by the map"


def read_bookings(path: Path, given: MapFile) -> Rows:
    """Read a file of bookings in chunks; raises InputError where it cannot be read as one."""
    from pandas.errors import EmptyDataError, ParserError

    file = shorten(str(path), 1000)
    if not path.is_file():
        raise InputError("not a file" if path.exists() else "no such file", file=file)
    reading: _Reading | None = None
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            for chunk in _chunks(path, given, file):
                if reading is None:
                    columns = find_columns(list(chunk.columns), given.columns, file)
                    reading = _Reading(given, columns, _clock(chunk, columns, given, file))
                _take(reading, chunk.fillna(""), file)
        skipped = sum(len(re.findall(r"Skipping line", str(each.message))) for each in said)
    except UnicodeError:
        raise InputError(
            "the text is not UTF-8; save it as UTF-8 or say 'encoding: cp1252' in the map", file=file
        ) from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or 'system error'})", file=file) from None
    except (ParserError, EmptyDataError) as error:  # what they say may quote a row
        raise InputError(f"not a table of comma-separated values ({type(error).__name__})", file=file) from None
    if reading is None or not reading.read:
        raise InputError("there are no rows below the header", file=file)
    reading.read += skipped
    reading.dropped[BAD_LINE] += skipped
    return _rows(reading, file)


def _chunks(path: Path, given: MapFile, file: str) -> Iterator[pd.DataFrame]:
    import pandas as pd

    encoding = "utf-8-sig" if given.encoding == "utf-8" else given.encoding
    with path.open(encoding=encoding) as stream:
        header = stream.readline(100_000)
    separator = given.separator or max(",;\t|", key=header.count)
    if not header.strip() or any(
        re.fullmatch(r"[\d\s/:.TZ-]+", name.strip('" \n')) for name in header.split(separator)
    ):
        # Not quoted: what looks like a row is one, of somebody.
        raise InputError("the first line has no names of columns", file=file, line=1)
    # All columns are read: with some of them chosen, pandas does not tell lines that have too many fields.
    with pd.read_csv(
        path, sep=separator, dtype=str, keep_default_na=False, chunksize=CHUNK, encoding=encoding,
        on_bad_lines="warn", skipinitialspace=True, index_col=False,
    ) as chunks:  # fmt: skip
        yield from chunks


def _clock(chunk: pd.DataFrame, columns: Mapping[str, str], given: MapFile, file: str) -> Clock:
    found = given.date_format or likely_format(chunk[columns["booked"]].head(2000).str.strip())
    if found is None:
        shapes = Counter(re.sub(r"[0-9]", "9", text) for text in chunk[columns["booked"]].head(2000))
        shape = re.sub(r"[A-Za-z]", "a", shapes.most_common(1)[0][0])
        raise InputError(
            "times cannot be read; give their format in the map, as in date_format: '%d.%m.%Y %H:%M'", file=file,
            key=columns["booked"], found=f"times such as {shape}", allowed="2024-01-31 17:05 or 01/31/2024 17:05",
        )  # fmt: skip
    return Clock(found, zone_of(given))


def _take(reading: _Reading, chunk: pd.DataFrame, file: str) -> None:
    """Add a chunk; rows without a key or a booking time are dropped here."""
    text = {role: chunk[name].str.strip() for role, name in reading.columns.items()}
    reading.read += len(chunk)
    booked = read_times(text["booked"], reading.clock, later=False)
    released = read_times(text["released"], reading.clock, later=True)
    charge = _charges(reading, text["class"], file)
    nobody = is_blank(text["person"])
    no_time = (booked.seconds <= UNREADABLE) & ~nobody
    left_out = (charge == OUT) & ~nobody & ~no_time
    keep = ~(nobody | no_time | left_out)
    for reason, rows in ((EMPTY_KEY, nobody), (NO_BOOKING, no_time), (LEFT_OUT_ROWS, left_out)):
        reading.dropped[reason] += int(rows.sum())
    for reason, rows in (
        (BAD_RELEASE, released.seconds == UNREADABLE),
        (CLOCKS, booked.doubtful | released.doubtful),
        (NO_CLASS, (charge == UNKNOWN) | (charge <= NAMED)),
    ):
        reading.changed[reason] += int((rows & keep).sum())
    reading.dates_only &= booked.dates_only and (released.dates_only or not (released.seconds > UNREADABLE).any())
    reading.parts.append((
        _hashed(text["person"][keep], reading.secret), booked.seconds[keep], released.seconds[keep], charge[keep],
        _coded(text.get("group"), reading.groups, MOST_GROUPS, reading.columns.get("group"), file, len(chunk))[keep],
        _endings(reading, text.get("disposition"), len(chunk))[keep],
    ))  # fmt: skip


def _hashed(keys: pd.Series[str], secret: bytes) -> Ints:
    codes, unique = keys.factorize()
    digests = [
        int.from_bytes(blake2b(str(key).encode("utf-8", "replace"), digest_size=8, key=secret).digest(), "little")
        for key in unique
    ]
    return np.asarray(np.array(digests, dtype=np.uint64).view(np.int64)[codes])


def _coded(
    values: pd.Series[str] | None, known: dict[str, int], most: int, column: str | None, file: str, count: int
) -> Small:
    """Return a code for each value in the order in which they are met; −1 where there is none."""
    if values is None:
        return np.full(count, UNKNOWN, dtype=np.int32)
    codes, unique = values.factorize()
    for value in unique:
        known.setdefault(str(value), len(known))
    if len(known) > most:
        raise InputError(
            f"this column has more than {most:,} different values; is it the right one?", file=file, key=column
        )
    table = np.array([UNKNOWN if value.casefold() in ("", "null", "none", "n/a") else known[value] for value in unique])
    return np.asarray(table[codes], dtype=np.int32)


def _charges(reading: _Reading, values: pd.Series[str], file: str) -> Small:
    codes, unique = values.factorize()
    given = {plain_name(key): CODES[name] for key, name in reading.given.classes.items()}
    known = {plain_name(name): code for name, code in CODES.items() if name != LEFT_OUT} | given
    table = np.array([_code(reading, str(value), known) for value in unique], dtype=np.int32)
    if len(reading.classes) > MOST_CLASSES:
        problem = f"this column has more than {MOST_CLASSES:,} values that no class is known for; is it the right one?"
        raise InputError(problem, file=file, key=reading.columns["class"])
    return np.asarray(table[codes])


def _code(reading: _Reading, value: str, known: Mapping[str, int]) -> int:
    code = known.get(plain_name(value))
    if code is not None:
        return code
    return NAMED - reading.classes.setdefault(value, len(reading.classes)) if value else UNKNOWN


def _endings(reading: _Reading, values: pd.Series[str] | None, count: int) -> Small:
    if values is None:
        return np.zeros(count, dtype=np.int32)
    codes, unique = values.factorize()
    given = {plain_name(key): ENDINGS.index(name) for key, name in reading.given.dispositions.items()}
    table = np.array([given.get(plain_name(value), 0) for value in unique], dtype=np.int32)
    return np.asarray(table[codes])


def _rows(reading: _Reading, file: str) -> Rows:
    person, booked, released, charge, group, ending = (
        np.concatenate(part).astype(np.int64) for part in zip(*reading.parts, strict=True)
    )
    reading.parts.clear()
    _, first, inverse = np.unique(person, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first, kind="stable")] = np.arange(len(first))
    person = order[inverse]
    unmatched = _unmatched(reading, person, charge)
    if len(charge) and not (charge >= 0).any():
        raise _no_class(reading, unmatched, file)
    return Rows(
        person=person, booked=booked, released=released, charge=np.maximum(charge, UNKNOWN), group=group, ending=ending,
        groups=tuple(reading.groups), read=reading.read, dropped=dict(reading.dropped), changed=dict(reading.changed),
        unmatched=unmatched, dates_only=reading.dates_only, date_format=reading.clock.format, columns=reading.columns,
    )  # fmt: skip


def _unmatched(reading: _Reading, person: Ints, charge: Ints) -> tuple[tuple[str, int], ...]:
    """Return unknown class values of many people and their rows: a value of one person may be that person's name."""
    rows = charge <= NAMED
    value = NAMED - charge[rows]
    pairs = np.unique(np.stack([value, person[rows]]), axis=1)
    people = np.bincount(pairs[0], minlength=len(reading.classes))
    counts = np.bincount(value, minlength=len(reading.classes))
    found = [(name, int(counts[code])) for name, code in reading.classes.items() if people[code] >= SMALL]
    return tuple(sorted(found, key=lambda entry: -entry[1])[:12])


def _no_class(reading: _Reading, frequent: tuple[tuple[str, int], ...], file: str) -> InputError:
    plain = [value.lower().replace(" ", "_") for value, _ in frequent]
    nearest = sorted({name for value in plain for name in nearest_names(value, CLASSES, 1)})
    values = ", ".join(shorten(value, 40) for value, _ in frequent) or "only values that few people have"
    return InputError(
        "no charge class is known; say in the map which is which, as in classes: {'VUCSA POSS': drug_possession}",
        file=file, key=reading.columns["class"], found=shorten(values, 300), allowed=", ".join(CODES), nearest=nearest,
    )  # fmt: skip


__all__ = ["CLASSES", "SMALL", "Flags", "Rows", "read_bookings"]
