"""Times of an export as seconds since 1970 in UTC: formats, time zones, and the hours that clocks skip or repeat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import pandas as pd

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MISSING, UNREADABLE = -(2**62), -(2**62) + 1
ISO = "ISO8601"
FORMATS = (
    ISO, "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y",
)  # fmt: skip
"""Tried in this order, months before days as in the United States."""
OFFSET = r"(?:[Zz]|[+-]\d{2}:?\d{2})$"
BLANK = ("", "null", "none", "na", "n/a", "nan", "nat")
EARLIEST, LATEST = -2_208_988_800, 7_258_118_400  # the years 1900 and 2200


@dataclass(frozen=True)
class Clock:
    """How times are written, and in which zone those without an offset are."""

    format: str
    zone: ZoneInfo


@dataclass(frozen=True)
class Read:
    """Seconds, or MISSING or UNREADABLE; `doubtful` stood in an hour that clocks skip or repeat."""

    seconds: Ints
    doubtful: Flags
    dates_only: bool


def is_blank(text: pd.Series[str]) -> Flags:
    """Return which entries say nothing."""
    return np.asarray(text.str.casefold().isin(BLANK), dtype=np.bool_)


def likely_format(text: pd.Series[str]) -> str | None:
    """Return the format in which most entries can be read; None if there is none."""
    import pandas as pd

    said = text[~is_blank(text)].str.replace(OFFSET, "", regex=True)
    if not len(said):
        return ISO
    shares = [float(pd.to_datetime(said, format=each, errors="coerce").notna().mean()) for each in FORMATS]
    best = int(np.argmax(shares))
    return FORMATS[best] if shares[best] >= 0.5 else None


def read_times(text: pd.Series[str], clock: Clock, *, later: bool) -> Read:
    """Read times; in the hour that clocks repeat, the second is meant where `later`, else the first."""
    import pandas as pd

    seconds = np.full(len(text), UNREADABLE, dtype=np.int64)
    doubtful = np.zeros(len(text), dtype=np.bool_)
    blank = is_blank(text)
    seconds[blank] = MISSING
    offset = np.asarray(text.str.contains(OFFSET, regex=True), dtype=np.bool_) & ~blank
    if clock.format == ISO:  # the end of a date such as 2024-01-0500 is no offset
        offset &= np.asarray(text.str.len() > 11, dtype=np.bool_)
    if offset.any():
        form = ISO if clock.format == ISO else f"{clock.format}%z"
        seconds[offset] = _seconds(pd.to_datetime(text[offset], format=form, errors="coerce", utc=True))
    plain = ~blank & ~offset
    dates_only = False
    if plain.any():
        naive = pd.to_datetime(text[plain], format=clock.format, errors="coerce")
        good = naive.notna()
        dates_only = bool(good.any() and (naive[good] == naive[good].dt.normalize()).all())
        # What cannot be localized comes back as NaT and is read once more, with the rule for such hours.
        sure = naive.dt.tz_localize(clock.zone, ambiguous="NaT", nonexistent="NaT")
        first: Any = np.full(len(naive), not later)
        shifted = naive.dt.tz_localize(clock.zone, ambiguous=first, nonexistent="shift_forward")
        seconds[plain] = _seconds(shifted)
        doubtful[plain] = np.asarray(good & sure.isna(), dtype=np.bool_)
    return Read(seconds, doubtful, dates_only and not offset.any())


def _seconds(times: pd.Series[Any]) -> Ints:
    found = np.asarray(times.dt.tz_convert("UTC").dt.tz_localize(None)).astype("datetime64[s]")
    seconds = found.astype(np.int64)
    return np.where(np.isnat(found) | (seconds < EARLIEST), UNREADABLE, np.minimum(seconds, LATEST)).astype(np.int64)
