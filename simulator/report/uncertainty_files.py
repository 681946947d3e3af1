"""Draws for the tools of health economics: parameters, costs and effects, a row for each draw in each of three files.

BCEA, SAVI and dampack read a file with a heading and numbers: an input in each column of the first, an option in each
column of the other two. Names have no signs that R would change.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from simulator.errors import InputError
from simulator.experiment.uncertain_inputs import values_of
from simulator.experiment.uncertainty import Uncertainty

FILES = ("param.csv", "cost.csv", "effect.csv")


def claim(folder: Path, *, overwrite: bool) -> None:
    """Make a folder ready before anything is simulated; InputError where it is none, or has such a file already."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"this folder cannot be made: {error.strerror}", key="--out", found=str(folder)) from None
    for name in FILES:
        if (folder / name).exists() and not overwrite:
            raise InputError(
                "this file is there already; name another folder with --out, or say --overwrite",
                file=str(folder / name),
            )


def write_files(found: Uncertainty, effect: str, folder: Path) -> tuple[Path, ...]:
    """Write the three files, and return where they are; InputError where the disk does not take them."""
    values = values_of(found.question)
    names = [_plain(each.name) for each in (found.question.baseline, *found.question.scenarios)]
    sheets: Sequence[tuple[Sequence[str], Iterator[Sequence[Any]]]] = (
        (list(values), zip(*values.values(), strict=True)),
        (names, iter(found.options.costs.tolist())),
        (names, iter(found.options.effects[effect].tolist())),
    )
    places = tuple(folder / name for name in FILES)
    try:
        for place, (heading, rows) in zip(places, sheets, strict=True):
            with place.open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([heading, *rows])
    except OSError as error:
        raise InputError(f"this cannot be written: {error.strerror}", key="--out", found=str(folder)) from None
    return places


def _plain(name: str) -> str:
    """Return the name of an option with letters, digits and underscores alone."""
    return re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_") or "option"


__all__ = ["FILES", "claim", "write_files"]
