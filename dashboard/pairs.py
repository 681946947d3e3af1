"""One scenario of an answer against another: by how much it is better, in words, and whether one stands out."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.hedges import several_of
from simulator.analysis.estimate import Verdict, verdict
from simulator.results import Comparison, Difference


def best_of(comparison: Comparison, shown: Sequence[str], payer: str) -> str | None:
    """Return the scenario that can be told to be better than every other one shown; None where none can."""
    for name in shown:
        others = [against(comparison, name, other, payer) for other in shown if other != name]
        if others and all(found is not None and verdict(found) is Verdict.POSITIVE for found in others):
            return name
    return None


def against(comparison: Comparison, scenario: str, other: str, payer: str, rung: str = "net") -> Difference | None:
    """Return by how much a scenario is better than another one; None where it was not asked."""
    for versus in comparison.versus:
        if (versus.rung, versus.payer) != (rung, payer):
            continue
        if (versus.scenario, versus.other) == (scenario, other):
            return versus.difference
        if (versus.scenario, versus.other) == (other, scenario):
            return reversed_(versus.difference)
    return None


def reversed_(of: Difference) -> Difference:
    """Return the same difference seen from the other side."""
    return Difference(
        -of.mean, -of.high, -of.low, of.mcse, -of.p75, -of.p25, of.chance_negative, of.chance_positive, of.draws,
        of.simulation_error, of.parameter_spread,
    )  # fmt: skip


def against_words(difference: Difference) -> str:
    """Return whether a scenario is better than the one it is held against."""
    kind = verdict(difference)
    if kind is Verdict.SAME:
        return "the same in every future"
    if kind in (Verdict.MIXED_FUTURES, Verdict.SIMULATION_ERROR):
        return f"not distinguishable: better in {several_of(difference)}"
    better = kind is Verdict.POSITIVE
    return f"{'better' if better else 'worse'} in {several_of(difference, positive=better)}"
