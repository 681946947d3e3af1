"""From what a cost line says in a file to its cost function at drawn values."""

from __future__ import annotations

from simulator.costs.contracts import RateReset, TakeOrPay
from simulator.costs.functions import Average, CostFunction, Fixed, LinearFunction, Marginal, PerEvent
from simulator.costs.steps import StepFixed
from simulator.errors import InputError
from simulator.inputs import cost_lines
from simulator.inputs.cost_lines import CostLine
from simulator.inputs.values import Snapshot, number
from simulator.units import MONTHS_PER_YEAR

LONG_RUN_AFTER = "savings.long_run_after"
POSITIONS_CUT = "savings.positions_cut"


def unit_costs(line: CostLine, price: float, values: Snapshot, years: float) -> tuple[float, float]:
    """Return what varies of one unit, and what of that is cash, some years after the start."""
    return linear_function(line, price, values).of_unit(years)


def linear_function(line: CostLine, price: float, values: Snapshot) -> LinearFunction:
    """Return the function of a line whose units each cost so much."""
    function = line.function
    if isinstance(function, cost_lines.PerEvent):
        return PerEvent(price)
    if isinstance(function, cost_lines.Average):
        return Average()
    assert isinstance(function, cost_lines.Marginal)
    share = number(values, function.share)
    if function.long_run_share is None:
        return Marginal(price, share)
    # The two are drawn apart; in the long run no less varies than at once.
    long_run = max(share, number(values, function.long_run_share))
    return Marginal(price, share, long_run, number(values, LONG_RUN_AFTER), number(values, POSITIONS_CUT))


def function_of(name: str, line: CostLine, values: Snapshot) -> CostFunction:
    """Return the function of a line whose cost depends on all that is used.

    Raises InputError for numbers that no such function can have.
    """
    try:
        return _function_of(line, values)
    except ValueError as error:
        raise InputError(str(error), key=f"cost_lines.{name}.function") from None


def _function_of(line: CostLine, values: Snapshot) -> CostFunction:
    function = line.function

    def read(path: str | None) -> float:
        return 0.0 if path is None else number(values, path)

    if isinstance(function, cost_lines.Fixed):
        return Fixed(read(function.amount) / MONTHS_PER_YEAR)
    if isinstance(function, cost_lines.StepFixed):
        return StepFixed(
            unit_size=read(function.unit_size),
            cost_per_unit_month=read(function.cost) / MONTHS_PER_YEAR,
            closes_after=max(1, round(read(function.closes_after))),
            hysteresis=read(function.hysteresis),
            notice=round(read(function.notice)),
        )
    if isinstance(function, cost_lines.TakeOrPay):
        return TakeOrPay(read(function.minimum), read(function.rate), read(function.surcharge), read(function.redirect))
    assert isinstance(function, cost_lines.RateReset)
    return RateReset(read(function.cost), max(1, round(read(function.years_back))))


__all__ = ["function_of", "linear_function", "unit_costs"]
