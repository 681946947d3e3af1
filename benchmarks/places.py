"""King County with more or fewer people: its own files, with everything that is counted in units in proportion."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from simulator.inputs.files import scenarios_folder
from simulator.inputs.load import default_parameters

PLACE = scenarios_folder() / "king-county"
SCENARIOS = ("no-lead", "current", "citywide")

IN_PROPORTION = (
    "population.pool",
    "jail.background_population",
    "courts.prosecutors",
    "courts.defenders",
    "courts.background_cases",
    "competency.beds",
    "competency.background_patients",
    "funding.city_general_fund",
    "funding.sales_tax",
    "costs.program_fixed",  # or a small program would employ nobody
    "treatment.places",
)
"""What there is more of where there are more people; the rest are rates, shares, delays and prices."""

NUMBERS = ("value", "low", "high", "standard_error")
GIVEN = {"uncertainty": {"distribution": "fixed"}, "grade": "placeholder", "assumption": "A benchmark's own."}


def write_place(folder: Path, people: int, *, years: int | None = None, warm_up: int | None = None) -> Path:
    """Write King County with so many people in its pool, and so many years if not its own; return its folder."""
    file = yaml.safe_load((PLACE / "jurisdiction.yaml").read_text(encoding="utf-8"))
    times = people / file["facts"]["population.pool"]["value"]
    for path in IN_PROPORTION:
        fact = file["facts"].setdefault(path, _default(path))
        scale(fact, times)
    file |= {"horizon_years": years or file["horizon_years"]}
    file |= {} if warm_up is None else {"warm_up_years": warm_up}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "jurisdiction.yaml").write_text(yaml.safe_dump(file, sort_keys=False), encoding="utf-8")
    for name in SCENARIOS:
        (folder / f"{name}.yaml").write_bytes((PLACE / f"{name}.yaml").read_bytes())
    return folder


def _default(path: str) -> dict[str, Any]:
    parameter = default_parameters()[path]
    value = deepcopy(parameter.value)
    year = {} if parameter.price_year is None else {"price_year": parameter.price_year}
    return {"value": value, **year, **deepcopy(GIVEN)}


def scale(fact: dict[str, Any], times: float) -> None:
    """Multiply every number of a fact and of its uncertainty."""
    for entry in (fact, fact.get("uncertainty", {})):
        for key in NUMBERS:
            if key in entry:
                entry[key] = _times(entry[key], times)


def _times(value: Any, times: float) -> Any:
    if isinstance(value, Mapping):
        return {category: _times(each, times) for category, each in value.items()}
    return value * times
