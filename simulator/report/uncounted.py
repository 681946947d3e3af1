"""What no number contains, and which way it would move the net: the one list that everything shown reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from simulator.report import words

Direction = Literal["raises", "lowers", "unknown", "nothing"]
"""What counting something would do to the net."""
PUSHES: Mapping[Direction, str] = {
    "raises": "would add to savings",
    "lowers": "would add to costs",
    "unknown": "could add to savings or to costs",
    "nothing": "would change nothing",
}
Changes = Callable[[str], float | None]
"""By how much a scenario changes a measure on average; None where an answer does not say."""
OFFENSES, DEATHS, HOUSED, IN_LEADS_HOMES = "contacts", "deaths", "housed_days", "housing_unit_days_used"


@dataclass(frozen=True)
class NotCounted:
    """Something that is not counted: what it is, in a list of them in one sentence, and what would move with it.

    `measure` is what it costs or brings something by the piece of, such as offenses or `unit`s of days; where there is
    none, `always` is what counting it would do in any scenario.
    """

    label: str
    listed: str
    measure: str = ""
    unit: str = ""
    always: Direction = "unknown"

    def direction(self, changes: Changes) -> Direction:
        """Return what counting it would do to the net of a scenario that changes measures so."""
        change = self.change(changes)
        return self.always if change is None else direction_of(change)

    def change(self, changes: Changes) -> float | None:
        """Return by how much a scenario changes what it goes by, if that is known."""
        if not self.measure or (self.measure == HOUSED and changes(IN_LEADS_HOMES) != 0.0):
            return None  # days in LEAD's own homes are paid for, and are among those that people are housed
        return changes(self.measure)

    def said(self, changes: Changes) -> str:
        """Return it as an item of a list, with which way counting it would push the result."""
        change, push = self.change(changes), PUSHES[self.direction(changes)]
        if change is None or words.rounded(change) == 0.0:
            return f"{self.label} ({push})"
        return f"{self.label} ({more_or_fewer(change)}{self.unit}: {push})"


VICTIMS = NotCounted("What new offenses cost victims", "victims' losses", OFFENSES)
EVERYWHERE = (
    NotCounted(
        "Health care other than treatment through LEAD, of which only the cost is counted",
        "health care other than treatment through LEAD (its cost, not its benefit)",
    ),
    NotCounted("What participants earn", "what participants earn", always="raises"),
    NotCounted("Homes that people find without LEAD", "homes found without LEAD", HOUSED, " days housed"),
    NotCounted("Deaths, which are counted and never priced", "deaths (counted, never priced)", DEATHS),
)
"""What is counted in no answer; victims' losses are counted in those that are asked for them."""


def not_counted(*, victims: bool) -> tuple[NotCounted, ...]:
    """Return what an answer does not count; `victims` says whether it counts their losses."""
    return EVERYWHERE if victims else (VICTIMS, *EVERYWHERE)


def direction_of(change: float) -> Direction:
    """Return what a price on something that costs money would do to the net."""
    if words.rounded(change) == 0.0:
        return "nothing"
    return "raises" if change < 0.0 else "lowers"


def more_or_fewer(change: float) -> str:
    """Return a change as a reader takes it, such as `1,200 fewer`."""
    return f"{words.count(abs(change), signed=False)} {'fewer' if change < 0.0 else 'more'}"
