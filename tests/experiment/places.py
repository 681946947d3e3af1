"""Small places to ask questions about: King County's own files with few people and few years."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from simulator.inputs.files import scenarios_folder
from simulator.inputs.load import load_scenario
from simulator.inputs.scenario import Scenario

KING_COUNTY = yaml.safe_load((scenarios_folder() / "king-county" / "jurisdiction.yaml").read_text(encoding="utf-8"))
SMALL = {
    "population.pool": 60,
    "lead.caseload": 8,
    "lead.annual_budget": 800_000,  # two case managers, in every draw
    "costs.case_manager": 180_000,
    "costs.services_month": 200,
    "costs.program_fixed": 300_000,
    "lead.social_referral_rate": 2.0,  # so that some people wait
}
CLOSED = {"lead.annual_budget": {"value": 0, "price_year": 2025}}


@dataclass(frozen=True)
class Place:
    """A jurisdiction's folder, and a way to write scenarios into it."""

    folder: Path

    def scenario(self, name: str, changes: Mapping[str, Any] | None = None, **keys: Any) -> Scenario:
        """Write a scenario that sets parameters, and load it."""
        file = {"title": name, "sentence": "A scenario of a test.", "set": dict(changes or {}), **keys}
        _write(self.folder / f"{name}.yaml", file)
        return load_scenario(self.folder / f"{name}.yaml")


def make_place(folder: Path, facts: Mapping[str, Any] | None = None, **keys: Any) -> Place:
    """Write a small King County; `facts` are values or whole entries, `keys` other keys of the file."""
    file = copy.deepcopy(KING_COUNTY)
    file |= {"horizon_years": 1, "warm_up_years": 1, **keys}
    for path, given in {**SMALL, **(facts or {})}.items():
        file["facts"][path] = _fact(path, given)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "jurisdiction.yaml", file)
    _write(folder / "no-lead.yaml", {"title": "No LEAD", "sentence": "No LEAD.", "set": CLOSED})
    return Place(folder)


def later(value: Any, *changes: tuple[date, Any], **keys: Any) -> dict[str, Any]:
    """Return an entry with values from later dates on."""
    return {"value": value, "then": [{"from": day, "value": other} for day, other in changes], **keys}


def _fact(path: str, given: Any) -> dict[str, Any]:
    entry = dict(given) if isinstance(given, dict) and "value" in given else {"value": given}
    if path.startswith(("costs.", "lead.annual_budget")):
        entry.setdefault("price_year", 2025)
    return {"uncertainty": {"distribution": "fixed"}, "grade": "placeholder", "assumption": "A test's own.", **entry}


def _write(path: Path, data: Mapping[str, Any]) -> None:
    # A fresh copy has no shared objects, for which YAML would write anchors that the reader refuses.
    path.write_text(yaml.safe_dump(_plain(data), sort_keys=False), encoding="utf-8")


def _plain(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_plain(value) for value in data]
    return data
