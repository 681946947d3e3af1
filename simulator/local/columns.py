"""What a map of columns may say, and which columns of an export are which when there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field

from simulator.errors import InputError, nearest_names
from simulator.inputs.entries import IsoDate, Model, Number, Text
from simulator.inputs.reader import Document, read_document
from simulator.inputs.validate import validate
from simulator.model.events import Offense

OFFENSES = tuple(offense.name.lower() for offense in Offense)
WARRANT, LEFT_OUT = "warrant", "left_out"
Class = Literal[
    "drug_possession", "low_level_sale", "prostitution", "poverty_misdemeanor", "other_misdemeanor", "other_felony",
    "warrant", "left_out",
]  # fmt: skip
Felony = Literal[
    "drug_possession", "low_level_sale", "prostitution", "poverty_misdemeanor", "other_misdemeanor", "other_felony"
]
Ending = Literal["released", "transferred", "died"]
ENDINGS: tuple[Ending, ...] = ("released", "transferred", "died")

NEEDED = ("person", "booked", "released", "class")
ROLES = (*NEEDED, "group", "disposition")
STANDARD: Mapping[str, tuple[str, ...]] = {
    "person": ("person", "personkey", "personid", "subjectid", "inmateid", "individualid", "offenderid"),
    "booked": ("booked", "bookingtime", "bookingdate", "bookingdatetime", "bookdate", "admissiondate", "bookedat"),
    "released": ("released", "releasetime", "releasedate", "releasedatetime", "releasedat"),
    "class": ("class", "chargeclass", "offenseclass", "offense"),
    "group": ("group", "race", "raceethnicity", "ethnicity"),
    "disposition": ("disposition", "releasereason", "releasetype"),
}
"""Names by which a column is known without a map; case, spaces and punctuation do not matter."""

EXAMPLE = "columns: {person: PersonID, booked: BookingDate, released: ReleaseDate, class: TopCharge}"


class Columns(Model):
    """Which column holds what."""

    person: Text
    booked: Text
    released: Text
    class_: Text = Field(alias="class")
    group: Text | None = None
    disposition: Text | None = None


class WindowFile(Model):
    """The days that the export covers whole, both included."""

    from_: IsoDate | None = Field(default=None, alias="from")
    until: IsoDate | None = None


class MapFile(Model):
    """How to read an export; everything may be left out.

    `classes` says for local charge classes which of the model's they are, or `warrant` (booked on a warrant alone), or
    `left_out`. `felonies` are the offense classes charged as felonies in the window (default: the shipped law by date).
    `dispositions` says which endings of a stay do not lead to liberty. `exit_rate` is how many people a year die, leave
    or give up unseen (default: the shipped rates). A release that is missing for longer than `longest_stay` days is
    taken for lost. Above the share `warn_dropped` of rows, what is dropped is a loud warning.
    """

    columns: Columns | None = None
    time_zone: Text | None = None
    date_format: Text | None = None
    separator: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    encoding: Literal["utf-8", "latin-1", "cp1252", "utf-16"] = "utf-8"
    window: WindowFile = WindowFile()
    classes: dict[Text, Class] = {}
    felonies: Annotated[tuple[Felony, ...], Field(strict=False)] | None = None
    dispositions: dict[Text, Ending] = {}
    exit_rate: Annotated[Number, Field(ge=0, le=5)] | None = None
    longest_stay: Annotated[Number, Field(ge=30, le=3650)] = 730.0
    warn_dropped: Annotated[Number, Field(ge=0, le=1)] = 0.05


def read_map(path: Path | None) -> MapFile:
    """Read a map of columns; without one, the standard names and all defaults."""
    if path is None:
        return MapFile()
    document = read_document(path)
    found = validate(MapFile, document)
    _check(found, document)
    return found


def _check(found: MapFile, document: Document) -> None:
    zones = available_timezones()
    if found.time_zone is not None and found.time_zone not in zones:
        raise document.error(
            "there is no such time zone", ("time_zone",), found=found.time_zone, allowed="such as America/Los_Angeles",
            nearest=nearest_names(found.time_zone, zones),
        )  # fmt: skip
    first, last = found.window.from_, found.window.until
    if first is not None and last is not None and first >= last:
        raise document.error("the window ends before it begins", ("window",), found=f"{first} to {last}")
    keys = [plain_name(key) for key in found.classes]
    twice = next((key for key, plain in zip(found.classes, keys, strict=True) if keys.count(plain) > 1), None)
    if twice is not None:
        raise document.error("this class is there twice; case and punctuation do not matter", ("classes", twice))


def zone_of(found: MapFile) -> ZoneInfo:
    """Return the time zone of clock times; UTC, where every day has 24 hours, if the map names none."""
    return ZoneInfo(found.time_zone or "UTC")


def plain_name(text: str) -> str:
    """Return a name as it is compared: letters and digits in lower case."""
    return re.sub(r"[^a-z0-9]+", "", text.casefold())


def find_columns(header: Sequence[str], given: Columns | None, file: str) -> dict[str, str]:
    """Return the column of each role; InputError with the columns there are and the map that is expected."""
    if given is not None:
        chosen = {role: name for role, name in zip(ROLES, _named(given), strict=True) if name is not None}
        for role, name in chosen.items():
            if name not in header:
                raise InputError(
                    "there is no such column", file=file, key=f"columns.{role}", found=name,
                    allowed=", ".join(header), nearest=nearest_names(name, header),
                )  # fmt: skip
        return chosen
    matches = {role: [name for name in header if plain_name(name) in STANDARD[role]] for role in ROLES}
    unclear = [role for role in ROLES if len(matches[role]) > 1 or (role in NEEDED and not matches[role])]
    if unclear:
        raise InputError(
            f"cannot tell which column is {' and '.join(unclear)}; say so in a file for --map, as in '{EXAMPLE}'",
            file=file, found=f"the columns {', '.join(header)}",
        )  # fmt: skip
    return {role: names[0] for role, names in matches.items() if names}


def _named(given: Columns) -> tuple[str | None, ...]:
    return given.person, given.booked, given.released, given.class_, given.group, given.disposition
