"""Where files are: the shipped scenarios, and a scenario's own file and place."""

from __future__ import annotations

import csv
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
    with (scenarios_folder() / "parameters" / "cpi_u.csv").open(newline="", encoding="utf-8") as file:
        return {int(row["year"]): float(row["cpi_u"]) for row in csv.DictReader(file)}


def scenario_path(name: str | Path) -> Path:
    """Return the file of a scenario given by name or path."""
    text = str(name)
    if isinstance(name, Path) or text.endswith((".yaml", ".yml")):
        return Path(name)
    if re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", text) and not text.endswith("/jurisdiction"):
        path = scenarios_folder() / f"{text}.yaml"
        if path.is_file():
            return path
    shipped = [f"{folder.name}/{name}" for folder in jurisdiction_folders() for name in scenario_names(folder)]
    raise InputError(
        "there is no such scenario", found=text, allowed="a name that `leadsim scenarios` lists, or a .yaml file",
        nearest=nearest_names(text, shipped),
    )  # fmt: skip


def jurisdiction_folder(path: Path, named: str | None, document: Document) -> Path:
    """Return the folder of the jurisdiction that a scenario belongs to: beside it, or the one it names."""
    if (path.parent / "jurisdiction.yaml").is_file():
        return path.parent
    known = [folder.name for folder in jurisdiction_folders()]
    if named is None:
        raise document.error("a scenario in a file of its own says its jurisdiction", (), allowed=", ".join(known))
    if named not in known:
        raise document.error(
            "there is no such jurisdiction", ("jurisdiction",), found=named,
            allowed=", ".join(known), nearest=nearest_names(named, known),
        )  # fmt: skip
    return scenarios_folder() / named
