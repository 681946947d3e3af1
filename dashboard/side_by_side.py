"""The scenarios of a view side by side: what each costs, avoids and leaves, how sure that is, and against the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import pairs
from dashboard.figures.axis import step_of, ticks_of
from dashboard.story import Story
from simulator.report.scales import Scale, scale_of
from simulator.results import Comparison, Difference

MOST_STEPS = 4
MARGIN = 0.05  # of the axis, left free at either end


@dataclass(frozen=True)
class Side:
    """A scenario: dollars over the whole horizon for one payer, and its net against the reference's.

    `against` is None for the reference itself, and where an answer of an older leadsim does not know it.
    """

    scenario: str
    name: str
    title: str
    program: float
    avoided: float
    cash: float
    net: Difference
    against: Difference | None
    reference: bool


@dataclass(frozen=True)
class SideBySide:
    """The scenarios in the order in which they were asked, the reference first, and the axis of their nets."""

    sides: tuple[Side, ...]
    low: float
    high: float
    ticks: tuple[float, ...]
    scale: Scale

    def place(self, value: float) -> float:
        """Return where a net is on the axis, from 0 to 100."""
        return 100.0 * (value - self.low) / (self.high - self.low)


def of(comparison: Comparison, shown: Sequence[str], payer: str) -> SideBySide:
    """Return scenarios side by side; the first is the one that the others are held against."""
    stories = [Story(comparison, name, payer) for name in shown]
    sides = tuple(
        Side(
            scenario=story.scenario,
            name=story.name,
            title=comparison.identity.titles.get(story.scenario, story.scenario),
            program=-story.mean("program"),
            avoided=story.mean("avoided"),
            cash=story.cash.mean,
            net=story.net,
            against=None
            if story.scenario == shown[0]
            else pairs.against(comparison, story.scenario, shown[0], payer, story.rung),
            reference=story.scenario == shown[0],
        )
        for story in stories
    )
    low, high = _room([edge for side in sides for edge in (side.net.low, side.net.high)])
    scale = scale_of(value for side in sides for value in (side.program, side.avoided, side.net.mean))
    return SideBySide(sides, low, high, tuple(ticks_of(low, high, step_of(low, high, MOST_STEPS))), scale)


def _room(values: Sequence[float]) -> tuple[float, float]:
    """Return an axis with zero in it that holds all values, with some margin."""
    low, high = min(0.0, *values), max(0.0, *values)
    margin = MARGIN * (high - low) or 1.0
    return low - margin, high + margin
