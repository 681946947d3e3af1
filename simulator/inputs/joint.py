"""Draws that go together: the order of the draws of a calibration, one input beside the others.

A calibration finds that inputs trade off: if one is high, another is low. Its draws of equal weight are a table, a
draw in each row and an input in each column. A draw of a scenario takes one row of it, by a keyed piece of luck, and of
each input the rank that its value has in its column. That rank is the input's luck: uniform as any other, so that the
range of the input is drawn from as it is stated, and correlated with the luck of the others as in the table (the
checkerboard form of the empirical copula; Rüschendorf 2009, doi:10.1016/j.jspi.2009.05.030).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.inputs.distributions import HIGHEST_LUCK
from simulator.inputs.files import scenarios_folder

CALIBRATIONS = "calibrations"
"""Where the shipped tables are, beside what they were made from."""
TABLE = ".csv"


@dataclass(frozen=True)
class Joint:
    """The ranks of a calibration's draws by input, from 0; shape (rows,) each. `hash` is of the table."""

    ranks: Mapping[str, NDArray[np.int64]]
    rows: int
    hash: str

    def luck(self, path: str, row_luck: float, own_luck: float) -> float:
        """Return the luck of an input in the row that one piece of luck chooses; its own says where in its rank."""
        row = int(row_luck * self.rows)
        return min(HIGHEST_LUCK, (float(self.ranks[path][row]) + own_luck) / self.rows)


def beside(name: str, folder: Path) -> str:
    """Return the name of a table as it is known everywhere: a file is taken from the folder of who names it."""
    return str((folder / name).resolve()) if name.endswith(TABLE) else name


def check_together(path: str, name: str) -> None:
    """Raise ValueError where there is no such calibration, or it did not fit the input."""
    inputs = read_joint(name).ranks
    if path not in inputs:
        raise ValueError(f"the calibration {name} did not fit {path}; it fitted {', '.join(inputs)}")


@lru_cache(maxsize=16)
def read_joint(name: str) -> Joint:
    """Return the table of a calibration: a file, or the name of one that comes with leadsim.

    Raises ValueError where it cannot be read.
    """
    try:
        text = _path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"the draws of the calibration {name} cannot be read: {error.strerror}") from None
    try:
        names, *rows = csv.reader(text.splitlines())
        values = np.array([[float(entry) for entry in row] for row in rows])
        # Equal values, as of a draw that comes more than once, keep their order.
        ranks = values.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
        by_input = dict(zip(names, ranks.T, strict=True))
    except ValueError:
        raise ValueError(f"the draws of the calibration {name} need a number for every input in every row") from None
    if not np.isfinite(values).all():
        raise ValueError(f"the draws of the calibration {name} are not all numbers")
    return Joint(by_input, len(values), hashlib.sha256(text.encode()).hexdigest()[:16])


def _path(name: str) -> Path:
    if name.endswith(TABLE):
        return Path(name)
    folder = scenarios_folder() / CALIBRATIONS
    known = sorted(path.stem for path in folder.glob(f"*{TABLE}"))
    if name not in known:
        there = f"there are {', '.join(known) or 'none'}, and {TABLE} files of your own"
        raise ValueError(f"there are no draws of a calibration named {name}; {there}")
    return folder / f"{name}{TABLE}"
