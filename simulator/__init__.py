"""leadsim: what Law Enforcement Assisted Diversion costs and saves, who pays and who saves, and how sure we are.

>>> import simulator as ls
>>> ls.load("king-county/pilot").title
'LEAD at the size of the 2011–14 pilot'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.api import capacity, compare, load, missing, reinvest, run, scenarios, study, trace, uncertainty
    from simulator.errors import InputError, LeadsimError, ModelError, StoreError
    from simulator.further import (
        around_entry,
        concentration,
        effect_ladder,
        event_log,
        frontier,
        measure_next,
        sensitivity,
        sobol,
    )

# Loaded when first asked for: `leadsim --help` needs none of it.
_HOME = {
    "around_entry": "simulator.further",
    "capacity": "simulator.api",
    "compare": "simulator.api",
    "concentration": "simulator.further",
    "effect_ladder": "simulator.further",
    "event_log": "simulator.further",
    "frontier": "simulator.further",
    "load": "simulator.api",
    "measure_next": "simulator.further",
    "missing": "simulator.api",
    "reinvest": "simulator.api",
    "run": "simulator.api",
    "scenarios": "simulator.api",
    "sensitivity": "simulator.further",
    "sobol": "simulator.further",
    "study": "simulator.api",
    "trace": "simulator.api",
    "uncertainty": "simulator.api",
    "InputError": "simulator.errors",
    "LeadsimError": "simulator.errors",
    "ModelError": "simulator.errors",
    "StoreError": "simulator.errors",
}

__all__ = [
    "InputError",
    "LeadsimError",
    "ModelError",
    "StoreError",
    "around_entry",
    "capacity",
    "compare",
    "concentration",
    "effect_ladder",
    "event_log",
    "frontier",
    "load",
    "measure_next",
    "missing",
    "reinvest",
    "run",
    "scenarios",
    "sensitivity",
    "sobol",
    "study",
    "trace",
    "uncertainty",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
