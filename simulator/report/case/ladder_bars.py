"""The ladder as floating bars: each step from the gross value down to the net in cash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.report import words
from simulator.report.case.amounts import told
from simulator.report.case.view import View

Style = Literal["pale", "there", "moved", "lost", "cost", "net"]


@dataclass(frozen=True)
class Bar:
    """A bar from `start` to `end` dollars; `amount` is how it is labelled."""

    name: str
    start: float
    end: float
    style: Style

    @property
    def amount(self) -> str:
        """The size of the bar as it is read: a step down is a minus."""
        return told(self.end - self.start)


def ladder_bars(view: View) -> tuple[Bar, ...]:
    """Return the steps in their order, all payers together; a step up is drawn and signed as one."""
    book = view.book
    gross, avoided, cashable, program = (book.mean(rung) for rung in ("gross", "avoided", "cashable", "program"))
    net = cashable + program
    bars = [
        Bar("Gross value (average cost, not cash)", 0.0, gross, "pale"),
        Bar("Does not vary with use", gross, avoided, "lost"),
        Bar("Avoided (what really varies)", 0.0, avoided, "there"),
        Bar("Leaves no budget", avoided, cashable, "lost"),
        Bar("Cashable (leaves a budget)", 0.0, cashable, "there"),
        Bar("What the plan costs more", cashable, net, "cost"),
        Bar("Net in cash", 0.0, net, "net"),
    ]
    names = {"captured": "Captured by agreement", "reinvested": "Reinvested in LEAD"}
    return (*bars, *(Bar(name, 0.0, book.mean(rung), "moved") for rung, name in names.items() if rung in book.rungs))


def ladder_title(view: View) -> str:
    """Return the finding of the ladder."""
    avoided, cashable, program = (view.book.mean(rung) for rung in ("avoided", "cashable", "program"))
    cost = told(-program, signed=False)
    if words.shown(avoided) <= 0:
        return f"The plan avoids nothing: costs that vary rise by {told(abs(avoided), signed=False)}"
    said = f"Of {told(avoided, signed=False)} avoided, {told(cashable, signed=cashable < 0)} leaves a budget"
    return f"{said}; the plan costs {cost} more" if words.shown(program) < 0 else said
