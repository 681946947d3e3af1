"""Every rule and stream is compiled to what its Python text says, to the last bit.

The Python text is read once more with a compiler that does nothing, so that what a function calls is not compiled
either.
"""

from __future__ import annotations

import importlib.util
import math
import struct
import sys
from collections.abc import Callable, Mapping
from functools import cache
from types import ModuleType
from typing import Any

import numba
import numpy as np
import pytest

from simulator.model import rules, streams
from tests.verification.test_rules import Draws

SEED = 20250311
MANY = 10_000
LEAST, MOST = 2.0**-53, 1.0 - 2.0**-53
"""The ends of a uniform number."""


class Ends(Draws):
    """Random arguments, one in eight at an end of its range."""

    def between(self, low: float, high: float) -> float:
        inside = super().between(low, high)
        return (low, high, *[inside] * 14)[self._random.integers(16)]

    def scale(self, low: float, high: float) -> float:
        inside = super().scale(low, high)
        return (low, high, *[inside] * 14)[self._random.integers(16)]

    def luck(self) -> float:
        return min(max(super().luck(), LEAST), MOST)

    def key(self) -> np.int64:
        inside = self._random.integers(-(2**63), 2**63, dtype=np.int64)
        return (np.int64(-(2**63)), np.int64(2**63 - 1), np.int64(0), np.int64(-1), *[inside] * 28)[
            self._random.integers(32)
        ]

    def hash(self) -> np.uint64:
        return np.uint64(self.key())

    def count(self) -> np.int64:
        """Return a number of decisions, occurrences or persons."""
        return np.int64(self.scale(1.0, 2.0**62)) - 1


Arguments = Callable[[Ends], tuple[Any, ...]]
RULES: Mapping[str, Arguments] = {
    "contact_rate": lambda d: (
        d.rate(), d.scale(1e-6, 30.0), d.one_of(True, False), d.between(0.0, 2.0), d.between(0.0, 2.0),
    ),
    "fading_gap": lambda d: (d.between(0.0, 3.0), d.fade(), d.scale(1e-6, 1e4)),
    "spend": lambda d: (d.rate(), d.gap(), d.fade(), d.one_of(0.0, d.scale(1e-6, 1e4))),
    "wait_for": lambda d: (d.one_of(d.scale(1e-9, 50.0), d.between(-1, 1)), d.rate(), d.gap(), d.fade()),
    "discounted_multiplier": lambda d: (d.between(0.0, 3.0), d.between(0.0, 1.0), d.between(0.0, 1.0)),
    "caseload_dose": lambda d: (d.between(5, 60), d.between(10, 30), d.one_of(0.0, 0.5, d.between(0, 2))),
    "faded": lambda d: (d.fade(), d.scale(1e-6, 1e4)),
    "acting": lambda d: (d.between(0.0, 3.0), d.between(0.0, 1.0)),
    "stationary_share": lambda d: (d.one_of(d.rate(), math.inf), d.one_of(d.rate(), math.inf)),
    "units_kept": lambda d: (int(d.between(0, 1e5)), d.one_of(1, 100), d.one_of(0.0, 1.0, d.between(0.0, 1.0))),
    "gompertz": lambda d: (d.luck(), d.rate(), d.one_of(0.0, d.between(-0.01, 0.01), d.scale(1e-9, 1e-3))),
    "grown": lambda d: (d.rate(), d.between(-1e-3, 1e-3), d.between(-2e4, 2e4)),
    "court_day": lambda d: (d.time(), d.spacing()),
    "next_hearing": lambda d: (d.time(), d.time(), d.between(0.0, 90.0), d.spacing()),
    "scaled_share": lambda d: (d.between(0.0, 1.0), d.between(-0.1, 3.0)),
    "by_odds": lambda d: (d.one_of(0.0, 1.0, d.between(0.0, 1.0)), d.one_of(0.0, 1.0, d.scale(1e-3, 100.0))),
    "against_odds": lambda d: (d.one_of(0.0, 1.0, d.between(0.0, 1.0)), d.one_of(0.0, 1.0, d.scale(1e-3, 100.0))),
    "memoryless": lambda d: (d.luck(), d.rate()),
    "delay_of_mean": lambda d: (d.luck(), d.one_of(0.0, d.scale(1e-3, 5e3))),
    "rescaled_delay": lambda d: (d.one_of(math.inf, d.scale(1e-9, 1e5)), d.scale(1e-8, 10.0), d.scale(1e-8, 10.0)),
    "jail_stay": lambda d: (
        d.luck(), d.luck(), d.between(0.0, 1.0), d.scale(0.1, 10.0), d.between(0.0, 2.0), d.scale(10.0, 500.0),
        d.between(0.0, 2.0),
    ),
    "intake_delay": lambda d: (
        d.luck(), d.luck(), d.between(0.0, 1.0), d.one_of(0.0, d.scale(0.1, 60.0)), d.scale(1.0, 90.0),
    ),
    "referral_rate": lambda d: (d.rate(), d.scale(1e-6, 30.0), d.one_of(0.0, 1.0, d.between(0.0, 2.0))),
    "share_among": lambda d: (d.between(0.0, 1.0), d.one_of(0.0, d.between(0.0, 1.0))),
    "rate_of_mean": lambda d: (d.one_of(0.0, d.scale(0.1, 5e3)),),
    "half_life_rate": lambda d: (d.scale(0.1, 5e3),),
    "exponential": lambda d: (d.luck(),),
    "lognormal": lambda d: (d.luck(), d.scale(0.1, 500.0), d.between(0.0, 2.0)),
    "normal": lambda d: (d.luck(),),
    "weibull": lambda d: (d.luck(), d.between(0.3, 3.0), d.scale(0.1, 500.0)),
}  # fmt: skip
STREAMS: Mapping[str, Arguments] = {
    "_mix": lambda d: (d.hash(),),
    "join_key": lambda d: (d.key(), d.count()),
    "uniform": lambda d: (d.key(), np.int64(d.between(0.0, 63.0)), d.count()),
    **{name: RULES[name] for name in ("exponential", "lognormal", "normal", "weibull")},
}
ARGUMENTS = {streams: STREAMS, rules: RULES}
FUNCTIONS = [(module, name) for module, arguments in ARGUMENTS.items() for name in sorted(arguments)]


def compiled(module: ModuleType) -> set[str]:
    return {name for name, function in vars(module).items() if isinstance(function, numba.core.dispatcher.Dispatcher)}


@cache
def as_python(module: ModuleType) -> ModuleType:
    """Return a module of which nothing is compiled, and nothing that it calls."""
    spec = importlib.util.spec_from_file_location(f"{module.__name__}_as_python", str(module.__file__))
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numba, "njit", lambda *_, **__: lambda function: function)
        if module is not streams:
            patch.setitem(sys.modules, streams.__name__, as_python(streams))
        spec.loader.exec_module(made)
    return made


def bits(value: float) -> bytes:
    """Return all there is of a number; a whole one may be larger than a double holds."""
    return struct.pack("d", value) if isinstance(value, float) else int(value).to_bytes(9, signed=True)


@pytest.mark.parametrize("module", ARGUMENTS, ids=lambda module: module.__name__)
def test_every_compiled_function_has_random_arguments(module: ModuleType):
    assert compiled(module) == set(ARGUMENTS[module])
    assert not compiled(as_python(module))


@pytest.mark.parametrize(("module", "name"), FUNCTIONS, ids=lambda part: getattr(part, "__name__", part))
def test_compiled_is_python_to_the_last_bit(module: ModuleType, name: str):
    fast, slow, draw = getattr(module, name), getattr(as_python(module), name), Ends(SEED)
    with np.errstate(over="ignore"):  # the hash goes around in 64 bits
        for _ in range(MANY):
            arguments = ARGUMENTS[module][name](draw)
            assert bits(fast(*arguments)) == bits(slow(*arguments)), arguments
