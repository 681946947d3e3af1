"""Draws: one value for every parameter, from what is known and a keyed piece of luck.

Draw 0 is the base case: every parameter at its stated value. In draw 1, 2, … each parameter is sampled by a
uniform number keyed by (seed, draw, path), so that a parameter shared by two scenarios has the same draw in
both, and adding a parameter changes no other. Money comes out in dollars of the currency year.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from simulator.errors import InputError
from simulator.inputs import formula
from simulator.inputs.checks import in_order
from simulator.inputs.distributions import HIGHEST_LUCK, dirichlet, quantile
from simulator.inputs.files import price_index
from simulator.inputs.parameter import UNIT_LIMITS, Parameter, Uncertainty, Value
from simulator.inputs.scenario import Scenario
from simulator.inputs.values import Dated, Values, value_at
from simulator.units import uprate

ALWAYS = date.min


@dataclass(frozen=True)
class Inputs:
    """One draw of a scenario: values in force before its start date, and from then on."""

    scenario: Scenario
    seed: int
    draw: int
    practice: Values
    policy: Values


def draw_inputs(scenario: Scenario, seed: int, draw: int) -> Inputs:
    """Draw every parameter of a scenario and of the practice before it.

    Raises InputError where a parameter's value and uncertainty do not fit each other.
    """
    year = scenario.jurisdiction.file.currency_year
    return Inputs(
        scenario=scenario,
        seed=seed,
        draw=draw,
        practice=draw_values(scenario.jurisdiction.parameters, seed, draw, year),
        policy=draw_values(scenario.parameters, seed, draw, year),
    )


def draw_values(parameters: Mapping[str, Parameter], seed: int, draw: int, currency_year: int) -> Values:
    """Draw every parameter; derived ones follow from those they read."""
    drawn: dict[str, Dated] = {}
    for path, parameter in parameters.items():
        if parameter.formula is None:
            drawn[path] = _draw(path, parameter, seed, draw, currency_year)
    for path in in_order(parameters):
        drawn[path] = _derive(path, parameters[path], drawn)
    return Values(drawn)


def luck(seed: int, draw: int, path: str) -> float:
    """Return the uniform number of a parameter in a draw, strictly between 0 and 1."""
    digest = hashlib.sha256(f"{seed}|{draw}|{path}".encode()).digest()
    # The very last of the 2^53 numbers would round to 1.
    return min(HIGHEST_LUCK, ((int.from_bytes(digest[:8], "big") >> 11) + 0.5) * 2.0**-53)


def _draw(path: str, parameter: Parameter, seed: int, draw: int, currency_year: int) -> Dated:
    base = parameter.value
    assert base is not None
    try:
        value = base if draw == 0 else _sample(path, parameter, seed, draw)
    except ValueError as error:
        raise InputError(str(error), key=path) from None
    dated = [(ALWAYS, value)]
    dated += [(later.from_, _moved(later.value, base, value, parameter.unit)) for later in parameter.then]
    return tuple((start, _finish(entry, parameter, currency_year)) for start, entry in dated)


def _sample(path: str, parameter: Parameter, seed: int, draw: int) -> Value:
    value, uncertainty = parameter.value, parameter.uncertainty
    assert value is not None
    if uncertainty is None:
        return value
    if not isinstance(value, dict):
        assert isinstance(uncertainty, Uncertainty)
        return quantile(uncertainty, value, luck(seed, draw, path))
    if isinstance(uncertainty, Uncertainty):
        if uncertainty.is_fixed:
            return value
        assert uncertainty.concentration is not None
        us = [luck(seed, draw, f"{path}.{category}") for category in value]
        return dict(zip(value, dirichlet(uncertainty.concentration, list(value.values()), us), strict=True))
    return {
        category: quantile(uncertainty[category], entry, luck(seed, draw, f"{path}.{category}"))
        if category in uncertainty
        else entry
        for category, entry in value.items()
    }


def _moved(later: Value, base: Value, drawn: Value, unit: str) -> Value:
    """Return a later value, moved as far as the first one was by its draw: odds for shares, ratio otherwise."""
    if isinstance(later, dict):
        assert isinstance(base, dict) and isinstance(drawn, dict)
        if unit == "shares of a whole":
            ratios = {key: drawn[key] / base[key] if base[key] > 0 else 1.0 for key in later}
            total = math.fsum(later[key] * ratios[key] for key in later)
            return {key: later[key] * ratios[key] / total for key in later} if total > 0.0 else later
        return {key: _moved_number(later[key], base[key], drawn[key], unit) for key in later}
    assert not isinstance(base, dict) and not isinstance(drawn, dict)
    return _moved_number(later, base, drawn, unit)


def _moved_number(later: float, base: float, drawn: float, unit: str) -> float:
    if drawn == base or base == 0.0 or later == 0.0:
        return later
    if unit != "share":
        return later * drawn / base
    if later == 1.0 or base == 1.0:
        return later
    # Odds of `later` times the odds ratio of `drawn` to `base`, as a share again.
    yes, no = later * drawn * (1.0 - base), (1.0 - later) * (1.0 - drawn) * base
    return yes / (yes + no)


def _finish(value: Value, parameter: Parameter, currency_year: int) -> float | Mapping[str, float]:
    if isinstance(value, dict):
        return {category: _finish_number(entry, parameter, currency_year) for category, entry in value.items()}
    return _finish_number(value, parameter, currency_year)


def _finish_number(value: float, parameter: Parameter, currency_year: int) -> float:
    low, high = UNIT_LIMITS[parameter.unit]
    value = min(high, max(low, value))
    if parameter.price_year is None:
        return value
    return uprate(value, parameter.price_year, currency_year, price_index())


def _derive(path: str, parameter: Parameter, drawn: Mapping[str, Dated]) -> tuple[tuple[date, float], ...]:
    assert parameter.formula is not None
    used = {name: drawn[name] for name in formula.paths_in(parameter.formula)}
    starts = sorted({ALWAYS, *(start for dated in used.values() for start, _ in dated)})
    low, high = UNIT_LIMITS[parameter.unit]
    result = []
    for start in starts:
        numbers = {}
        for name, dated in used.items():
            value = value_at(dated, start)
            assert not isinstance(value, Mapping)
            numbers[name] = value
        try:
            value = formula.evaluate(parameter.formula, numbers)
        except ValueError as error:
            raise InputError(str(error), key=path, found=parameter.formula) from None
        if not math.isfinite(value):
            raise InputError("the formula does not give a number", key=path, found=parameter.formula)
        result.append((start, min(high, max(low, value))))
    return tuple(result)
