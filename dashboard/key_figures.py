"""The key figures of Compare: money and its doubt first, then people, then what LEAD costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dashboard.findings import in_all
from dashboard.story import Story
from simulator.analysis.estimate import futures
from simulator.report import words
from simulator.report.scales import MILLIONS
from simulator.results import ALL, TAXPAYERS

NO_EFFECT = "–"
SMALLEST = 50_000.0  # dollars; less is $0.0M
Tone = Literal["saves", "costs", ""]


@dataclass(frozen=True)
class KeyFigure:
    """A number with what it is and how to read it."""

    label: str
    value: str
    detail: str
    tone: Tone = ""


def key_figures(story: Story) -> list[KeyFigure]:
    """Return the key figures, the four about money and its doubt first."""
    return [
        _net_figure(story), _cash_figure(story), _futures_figure(story), _break_even_figure(story),
        *_people_figures(story), _program_figure(story),
    ]  # fmt: skip


def _net_figure(story: Story) -> KeyFigure:
    net = story.net
    ends = MILLIONS.span(net.low, net.high)
    detail = f"average; 90% of futures fall between {ends}" if net.draws > 1 else "one simulated future, no range"
    return KeyFigure(f"Net to {story.to_whom}", MILLIONS.text(net.mean), detail, _tone(net.mean))


def _cash_figure(story: Story) -> KeyFigure:
    saved, paid = story.mean("cashable"), -story.mean("program")
    parts = [
        f"cashable savings {MILLIONS.text(saved, signed=False)}",
        f"less program cost {MILLIONS.text(paid, signed=False)}",
    ]
    moved = story.cash.mean - (saved - paid)
    if abs(moved) >= SMALLEST:
        parts.append(f"{'plus' if moved > 0 else 'less'} {MILLIONS.text(abs(moved), signed=False)} moved by agreement")
    where = "budgets" if story.payer in (ALL, TAXPAYERS) else story.to_whom
    return KeyFigure(f"Net cash to {where}", MILLIONS.text(story.cash.mean), ", ".join(parts), _tone(story.cash.mean))


def _futures_figure(story: Story) -> KeyFigure:
    losing, of = futures(story.net, positive=False)
    several, _ = futures(story.net)
    if several + losing == 0:
        return KeyFigure("Futures that save", f"0 of {of}", "nothing changes in any simulated future")
    other = f"in {losing if losing else 'none'} it costs more than it saves"
    return KeyFigure(
        "Futures that save", f"{several} of {of}", f"simulated futures; {other}", "" if several else "costs"
    )


def _break_even_figure(story: Story) -> KeyFigure:
    found = story.break_even()
    if found is None:
        return KeyFigure("Breaks even", NO_EFFECT, "nothing to pay back")
    never = f"in {found.never} of {found.of} not by the end of {story.last_year}"
    if found.month is None:
        return KeyFigure("Breaks even", f"Not by {story.last_year}", f"simulated futures: {never}", "costs")
    middle = f"month {found.number} in the middle future"
    return KeyFigure("Breaks even", found.month, f"{middle}; {never}" if found.never else middle)


def _people_figures(story: Story) -> list[KeyFigure]:
    found = []
    if new := story.measured("participants"):
        there, before = (words.count(side, signed=False) for side in (new.scenario_mean, new.baseline_mean))
        found.append(KeyFigure("New participants", there, f"{before} in the baseline, over {story.horizon}"))
    bookings, days = story.measured("bookings"), story.measured("jail_days")
    if bookings and days:
        label = "Bookings avoided" if bookings.difference.mean <= 0 else "Bookings added"
        which = "avoided" if days.difference.mean <= 0 else "added"
        jail = f"{words.count(abs(days.difference.mean), signed=False)} jail days {which}"
        share = -days.difference.mean / days.baseline_mean if days.baseline_mean else 0.0
        found.append(
            KeyFigure(
                label,
                words.count(abs(bookings.difference.mean), signed=False),
                f"and {jail} ({_percent(share)} of this group’s)",
            )
        )
    return found


def _program_figure(story: Story) -> KeyFigure:
    cost = -story.mean("program")
    detail = [f"paid by {story.to_whom}, more than in the baseline"]
    if others := in_all(story):
        detail[0] = f"to {story.to_whom}, more than in the baseline{others.replace(' and all', ', and to all')}"
    if (month := story.number("cost_per_participant_month")) is not None:
        detail.append(f"${month:,.0f} for a month of a participant")
    return KeyFigure("Program cost", MILLIONS.text(cost, signed=False), "; ".join(detail))


def _percent(share: float) -> str:
    size = 100.0 * abs(share)
    return "less than 1%" if 0.0 < size < 1.0 else f"{size:.0f}%"


def _tone(value: float) -> Tone:
    return "saves" if value > 0.0 else "costs" if value < 0.0 else ""
