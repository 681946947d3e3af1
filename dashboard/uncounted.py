"""What is counted without a price of its own: why, and which way a price would move the result."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.story import Story
from simulator.model.events import Refusal
from simulator.model.measures import EXPOSURE, MEASURES, NOT_KNOWN, NOTHING, STATE
from simulator.report import words
from simulator.report.uncounted import PUSHES, direction_of, more_or_fewer, not_counted
from simulator.results import ALL

NO_DECISION = "no cost of a decision is known"
WHOLLY = (NOT_KNOWN, NO_DECISION)
NO_COST = (EXPOSURE, STATE, NOTHING)
NOBODY_DECIDES = Refusal.NOT_OPERATING.name.lower()
"""Where there is no program, nobody spends time on refusing; counting it would make LEAD seem to save that."""
OUTCOME = "an outcome for people"
PARTLY = "only a part of it has no price, so its count does not say"


@dataclass(frozen=True)
class Uncounted:
    """Something that is counted and has no price, or only in part; how much it changes, and what a price would do."""

    label: str
    why: str
    change: str
    push: str


def left_out(story: Story) -> tuple[Uncounted, ...]:
    """Return what costs somebody something that is not known."""
    return tuple(
        Uncounted(label, why, told(changed(story, name)), push(changed(story, name)) if why in WHOLLY else PARTLY)
        for name, label, why in _unpriced()
        if is_left_out(why)
    )


def outcomes(story: Story) -> tuple[Uncounted, ...]:
    """Return what happens to people, and is shown as a count instead of a price."""
    return tuple(
        Uncounted(label, why, told(changed(story, name)), "not in dollars")
        for name, label, why in _unpriced()
        if why.startswith(OUTCOME)
    )


def elsewhere() -> dict[str, tuple[str, ...]]:
    """Return what is paid for in something else and must not be paid twice: labels by where its cost is."""
    found: dict[str, tuple[str, ...]] = {}
    for _, label, why in _unpriced():
        if not (is_left_out(why) or why.startswith(OUTCOME) or why in NO_COST):
            found[why] = (*found.get(why, ()), label)
    return found


def not_at_all(story: Story) -> list[str]:
    """Return what no number of a scenario contains; victims' losses are in it where somebody is said to bear them."""
    entries = not_counted(victims="people_harmed" in story.payers)
    return [each.said(lambda measure: changed(story, measure)) for each in entries]


def costless() -> tuple[str, ...]:
    """Return what is counted and is no cost by itself."""
    return tuple(label for _, label, why in _unpriced() if why in NO_COST)


def is_left_out(why: str) -> bool:
    """Return whether a reason to have no price says that something is missing."""
    return "no cost" in why.replace("not a cost", "") or "not counted" in why


def _unpriced() -> list[tuple[str, str, str]]:
    """Return (name, label, reason) of each measure without a price; its routes and reasons are one."""
    return list(
        dict.fromkeys((each.name, each.label.split(",")[0], each.unpriced) for each in MEASURES if each.unpriced)
    )


def changed(story: Story, measure: str) -> float | None:
    """Return by how much a count changes on average, all routes and reasons together; None if it was not kept."""
    found = [
        record.difference.mean
        for record in story.comparison.records
        if record.scenario == story.scenario
        and (record.table, record.measure) == ("quantities", measure)
        and (record.fiscal_year, record.group, record.line) == (ALL, ALL, None)
        and record.reason != NOBODY_DECIDES
    ]
    return sum(found) if found else None


def told(change: float | None) -> str:
    """Return a change as a reader takes it: `1,200 fewer`."""
    if change is None:
        return "not kept"
    return "no change" if words.rounded(change) == 0.0 else more_or_fewer(change)


def push(change: float | None) -> str:
    """Return which way a price would move the result."""
    return "not known" if change is None else PUSHES[direction_of(change)]
