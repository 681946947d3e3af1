"""Draws: one value for every parameter, from what is known and a keyed piece of luck.

Draw 0 is the base case: every parameter at its stated value. In draw 1, 2, … each parameter is sampled by a
uniform number keyed by (seed, draw, path), so that a parameter shared by two scenarios has the same draw in
both, and adding a parameter changes no other. Inputs that a calibration found to go together are drawn in its order.
Money comes out in dollars of the currency year.

Luck can also be set: `{"lead.consent": 0.95}` puts one parameter to its 95th percentile, wherever it has a range,
and leaves the others as they were. It holds for all categories alike; `path.category` names one, and only so can
luck be set in shares of a whole.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from simulator.errors import InputError
from simulator.inputs import formula
from simulator.inputs.checks import in_order
from simulator.inputs.distributions import HIGHEST_LUCK, dirichlet, quantile
from simulator.inputs.files import price_index
from simulator.inputs.joint import read_joint
from simulator.inputs.parameter import UNIT_LIMITS, Parameter, Uncertainty, Value
from simulator.inputs.scenario import Scenario
from simulator.inputs.values import Dated, Same, Values, value_at
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


@dataclass(frozen=True)
class Chance:
    """Where luck is from: what is set by hand, else the key in a draw, else none (the base case)."""

    seed: int
    draw: int
    lucks: Mapping[str, float]

    def of(self, *paths: str, together: str | None = None) -> float | None:
        """Return the luck that is set for the first of the paths that has one, or keyed by the first.

        `together`: the calibration in whose order keyed luck falls.
        """
        for path in paths:
            if path in self.lucks:
                return self.lucks[path]
        if not self.draw:
            return None
        own = luck(self.seed, self.draw, paths[0])
        if together is None:
            return own
        return read_joint(together).luck(paths[0], luck(self.seed, self.draw, f"calibration {together}"), own)


BASE_CASE = Chance(0, 0, {})


def draw_inputs(
    scenario: Scenario,
    seed: int,
    draw: int,
    lucks: Mapping[str, float] | None = None,
    *,
    practice: Values | None = None,
) -> Inputs:
    """Draw every parameter of a scenario and of the practice before it; `lucks` are set instead of drawn.

    `practice` may be what the same draw gave for another scenario of the same place. Raises InputError where a
    parameter's value and uncertainty do not fit each other.
    """
    place = scenario.jurisdiction
    chance, year = Chance(seed, draw, lucks or {}), place.file.currency_year
    before = practice or Values(_draw_all(place.parameters, chance, year))
    # What the scenario leaves as it is has the same luck, so it is not drawn again.
    unchanged = {
        path: before.by_path[path]
        for path, parameter in scenario.parameters.items()
        if parameter is place.parameters.get(path)
    }
    policy = Values(_draw_all(scenario.parameters, chance, year, unchanged))
    return Inputs(scenario=scenario, seed=seed, draw=draw, practice=before, policy=policy)


def draw_values(
    parameters: Mapping[str, Parameter],
    seed: int,
    draw: int,
    currency_year: int,
    lucks: Mapping[str, float] | None = None,
) -> Values:
    """Draw every parameter; derived ones follow from those they read."""
    return Values(_draw_all(parameters, Chance(seed, draw, lucks or {}), currency_year))


def _draw_all(
    parameters: Mapping[str, Parameter], chance: Chance, currency_year: int, known: Mapping[str, Dated] | None = None
) -> dict[str, Dated]:
    """Return the values by path; `known` are those of equal parameters in the same draw, before they read others."""
    known = known or {}
    drawn = dict(_certain(Same(parameters), currency_year))
    for path, parameter in parameters.items():
        if path in known and parameter.formula is None:
            drawn[path] = known[path]
        elif parameter.formula is None and path not in drawn:
            drawn[path] = _draw(path, parameter, chance, currency_year)
    for path in _in_order(Same(parameters)):
        same = path in known and all(drawn[name] is known.get(name) for name in _reads(parameters[path].formula))
        drawn[path] = known[path] if same else _derive(path, parameters[path], drawn)
    return drawn


@lru_cache(maxsize=64)
def _certain(parameters: Same[Mapping[str, Parameter]], currency_year: int) -> dict[str, Dated]:
    """Return what every draw gives alike, luck that is set included."""
    return {
        path: _draw(path, parameter, BASE_CASE, currency_year)
        for path, parameter in parameters.value.items()
        if parameter.formula is None and _is_certain(parameter)
    }


def _is_certain(parameter: Parameter) -> bool:
    given = parameter.uncertainty
    return all(each is None or each.is_fixed for each in (given.values() if isinstance(given, dict) else [given]))


@lru_cache(maxsize=64)
def _in_order(parameters: Same[Mapping[str, Parameter]]) -> list[str]:
    return in_order(parameters.value)


@lru_cache(maxsize=512)
def _reads(text: str | None) -> frozenset[str]:
    return frozenset(formula.paths_in(text) if text else ())


def luck(seed: int, draw: int, path: str) -> float:
    """Return the uniform number of a parameter in a draw, strictly between 0 and 1."""
    digest = hashlib.sha256(f"{seed}|{draw}|{path}".encode()).digest()
    # The very last of the 2^53 numbers would round to 1.
    return min(HIGHEST_LUCK, ((int.from_bytes(digest[:8], "big") >> 11) + 0.5) * 2.0**-53)


def stated(path: str, parameter: Parameter, lucks: Mapping[str, float]) -> Value:
    """Return the value of a parameter at luck that is set, in dollars of its own price year."""
    value = _drawn(path, parameter, Chance(0, 0, lucks))
    return _each(value, lambda entry: _limited(entry, parameter.unit))


def _draw(path: str, parameter: Parameter, chance: Chance, currency_year: int) -> Dated:
    base, value = parameter.value, _drawn(path, parameter, chance)
    assert base is not None
    dated = [(ALWAYS, value)]
    dated += [(later.from_, _moved(later.value, base, value, parameter.unit)) for later in parameter.then]
    return tuple(
        (start, _each(entry, lambda number: _finish(number, parameter, currency_year))) for start, entry in dated
    )


def _drawn(path: str, parameter: Parameter, chance: Chance) -> Value:
    try:
        return _sample(path, parameter, chance)
    except ValueError as error:
        raise InputError(str(error), key=path) from None


def _sample(path: str, parameter: Parameter, chance: Chance) -> Value:
    value, uncertainty = parameter.value, parameter.uncertainty
    assert value is not None
    if uncertainty is None:
        return value
    if not isinstance(value, dict):
        assert isinstance(uncertainty, Uncertainty)
        return _quantile(uncertainty, value, chance, path)
    if isinstance(uncertainty, Uncertainty):
        return value if uncertainty.is_fixed else _shares(path, value, uncertainty, chance)
    return {
        category: _quantile(uncertainty[category], entry, chance, f"{path}.{category}", path)
        if category in uncertainty
        else entry
        for category, entry in value.items()
    }


def _quantile(uncertainty: Uncertainty, value: float, chance: Chance, *paths: str) -> float:
    u = None if uncertainty.is_fixed else chance.of(*paths, together=uncertainty.together)
    return value if u is None else quantile(uncertainty, value, u)


def _shares(path: str, shares: dict[str, float], uncertainty: Uncertainty, chance: Chance) -> dict[str, float]:
    """Return shares of a whole: drawn together where all have luck, or one set and the others making room for it."""
    assert uncertainty.concentration is not None
    us = {category: chance.of(f"{path}.{category}") for category in shares}
    lucky = {category: u for category, u in us.items() if u is not None}
    if path in chance.lucks or 1 < len(lucky) < len(shares):
        raise ValueError("of shares of a whole, luck is set for one category or for each")
    if not lucky:
        return shares
    if len(lucky) == len(shares):
        drawn = dirichlet(uncertainty.concentration, list(shares.values()), list(lucky.values()))
        return dict(zip(shares, drawn, strict=True))
    [(category, u)] = lucky.items()
    return _with_share(shares, category, one_share(uncertainty.concentration, shares[category], u))


def one_share(concentration: float, share: float, u: float) -> float:
    """Return the quantile of one share of a whole by itself: a beta distribution."""
    if not 0.0 < share < 1.0:
        return share
    error = math.sqrt(share * (1.0 - share) / (concentration + 1.0))
    return quantile(Uncertainty(distribution="beta", standard_error=error), share, u)


def _with_share(shares: dict[str, float], category: str, share: float) -> dict[str, float]:
    others = 1.0 - shares[category]
    if others <= 0.0:
        return shares
    room = (1.0 - share) / others
    return {other: share if other == category else entry * room for other, entry in shares.items()}


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


def _each(value: Value, change: Callable[[float], float]) -> Value:
    if isinstance(value, dict):
        return {category: change(entry) for category, entry in value.items()}
    return change(value)


def _finish(value: float, parameter: Parameter, currency_year: int) -> float:
    value = _limited(value, parameter.unit)
    if parameter.price_year is None:
        return value
    return uprate(value, parameter.price_year, currency_year, price_index())


def _limited(value: float, unit: str) -> float:
    low, high = UNIT_LIMITS[unit]
    return min(high, max(low, value))


def _derive(path: str, parameter: Parameter, drawn: Mapping[str, Dated]) -> tuple[tuple[date, float], ...]:
    assert parameter.formula is not None
    used = {name: drawn[name] for name in _reads(parameter.formula)}
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
