"""What may be said of a net: which way, how surely, and in how many futures it saves and loses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.analysis.estimate import FUTURES, Verdict, futures, verdict
from simulator.report import words
from simulator.results import Difference

VERY_LIKELY, PROBABLE = 45, 36
"""Of fifty futures: from so many on a net is very likely or probably what most of them say."""
HEDGES = (
    ("45 to 50", "very likely saves"),
    ("36 to 44", "probably saves"),
    ("15 to 35", "could go either way"),
    ("6 to 14", "probably costs more"),
    ("0 to 5", "very likely costs more"),
)
"""The words for how many of fifty futures save."""

Kind = Literal["saves", "costs", "unclear", "chance", "few", "same"]


@dataclass(frozen=True)
class Outlook:
    """What may be said of a net: which way, how surely, and in how many futures it saves and loses."""

    kind: Kind
    hedge: str
    saving: int
    losing: int
    of: int

    @property
    def warned(self) -> bool:
        """Whether a loss belongs into the headline."""
        return self.losing >= words.WARNED_SHARE * self.of and self.losing > 0


def outlook(estimate: Difference) -> Outlook:
    """Return what may be said of a net; the words follow the futures, and where the mean contradicts them, neither."""
    saving, of = futures(estimate)
    losing, _ = futures(estimate, positive=False)
    kind, hedge = _kind(estimate, saving, losing, of)
    return Outlook(kind, hedge, saving, losing, of)


def _kind(estimate: Difference, saving: int, losing: int, of: int) -> tuple[Kind, str]:
    found = verdict(estimate)
    if found is Verdict.SAME:
        return "same", ""
    if of < FUTURES:
        return "few", ""
    if found is Verdict.SIMULATION_ERROR:
        return "chance", ""
    if saving >= PROBABLE and estimate.mean > 0:
        return "saves", "very likely" if saving >= VERY_LIKELY else "probably"
    if losing >= PROBABLE and estimate.mean < 0:
        return "costs", "very likely" if losing >= VERY_LIKELY else "probably"
    return "unclear", ""


def chance_of_loss(found: Outlook) -> str:
    """Return in how many futures the plan loses, which the detail always says."""
    if found.of == 1:
        lost = "costs more than it saves" if found.losing else "does not cost more than it saves"
        return f"In the only simulated future this {lost}."
    if found.losing == 0:
        return f"In none of {found.of} simulated futures this costs more than it saves, as far as inputs are uncertain."
    return f"In {found.losing} of {found.of} simulated futures this costs more than it saves."
