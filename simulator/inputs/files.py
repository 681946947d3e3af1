"""Where files are: the shipped scenarios, and a scenario's own file and place."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from simulator.errors import InputError, nearest_names
from simulator.inputs.reader import Document


@cache
def scenarios_folder() -> Path:
    """Return the folder of shipped scenarios: inside an installed package, beside an editable one."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "scenarios", package.parent / "scenarios"):
        if (folder / "parameters").is_dir():
            return folder
    raise InputError("the scenarios that belong to leadsim are missing from the installation", file=str(package))


def jurisdiction_folders() -> list[Path]:
    """Return the folders of the shipped jurisdictions, in order of their names."""
    return sorted(path.parent for path in scenarios_folder().glob("*/jurisdiction.yaml"))


def scenario_names(folder: Path) -> list[str]:
    """Return the names of the scenarios in a jurisdiction's folder."""
    return sorted(path.stem for path in folder.glob("*.yaml") if path.stem != "jurisdiction")


@cache
def price_index() -> Mapping[int, float]:
    """Return the consumer price index for all urban consumers (CPI-U, U.S. city average) by year."""
    path = scenarios_folder() / "parameters" / "cpi_u.csv"
    try:
        with path.open(newline="", encoding="utf-8") as file:
            index = {int(row["year"]): float(row["cpi_u"]) for row in csv.DictReader(file)}
    except (OSError, KeyError, TypeError, ValueError):
        index = {}
    if not index or not all(0.0 < level < math.inf for level in index.values()):
        raise InputError("the price index needs a year and a level above 0 on every line", file=str(path))
    return index


def scenario_path(name: str | Path) -> Path:
    """Return the file of a scenario given by name or path."""
    text = str(name)
    if isinstance(name, Path) or text.endswith((".yaml", ".yml")):
        if Path(name).name == "jurisdiction.yaml":
            raise InputError("this file is a jurisdiction, not a scenario; its scenarios lie beside it", file=text)
        return Path(name)
    if re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", text) and not text.endswith("/jurisdiction"):
        path = scenarios_folder() / f"{text}.yaml"
        if path.is_file() and (path.parent / "jurisdiction.yaml").is_file():
            return path
    shipped = [f"{folder.name}/{name}" for folder in jurisdiction_folders() for name in scenario_names(folder)]
    raise InputError(
        "there is no such scenario", found=text or "nothing",
        allowed="a name that `leadsim scenarios` lists, or a .yaml file", nearest=nearest_names(text, shipped),
    )  # fmt: skip


def jurisdiction_folder(path: Path, named: str | None, document: Document) -> Path:
    """Return the folder of the jurisdiction that a scenario belongs to: beside it, or the one it names."""
    beside = path.parent.resolve()
    if (beside / "jurisdiction.yaml").is_file():
        if named not in (None, beside.name):
            raise document.error(
                "this scenario lies beside another jurisdiction.yaml", ("jurisdiction",), found=named,
                allowed=f"{beside.name}, or a file in a folder of its own",
            )  # fmt: skip
        return beside
    return named_folder(named, document)


def named_folder(named: str | None, document: Document) -> Path:
    """Return the folder of the shipped jurisdiction that a scenario in a file of its own names."""
    known = [folder.name for folder in jurisdiction_folders()]
    if named is None:
        raise document.error("a scenario in a file of its own says its jurisdiction", (), allowed=", ".join(known))
    if named not in known:
        raise document.error(
            "there is no such jurisdiction", ("jurisdiction",), found=named,
            allowed=", ".join(known), nearest=nearest_names(named, known),
        )  # fmt: skip
    return scenarios_folder() / named
