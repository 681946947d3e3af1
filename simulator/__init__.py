"""leadsim: what Law Enforcement Assisted Diversion costs and saves, who pays and who saves, and how sure we are.

>>> import simulator as ls
>>> ls.load("king-county/pilot").title
'LEAD at the size of the 2011–14 pilot'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.api import compare, load, missing, reinvest, run, scenarios, study, trace
    from simulator.errors import InputError, LeadsimError, ModelError, StoreError

# Loaded when first asked for: `leadsim --help` needs none of it.
_HOME = {
    "compare": "simulator.api",
    "load": "simulator.api",
    "missing": "simulator.api",
    "reinvest": "simulator.api",
    "run": "simulator.api",
    "scenarios": "simulator.api",
    "study": "simulator.api",
    "trace": "simulator.api",
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
    "compare",
    "load",
    "missing",
    "reinvest",
    "run",
    "scenarios",
    "study",
    "trace",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
