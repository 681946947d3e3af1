"""Capacity in words: the smallest number that is enough, how sure that is, what it costs, how far one is from it."""

from __future__ import annotations

import math

from dashboard.figures.capacity_data import CapacityData
from dashboard.figures.names import many_years, quoted
from dashboard.findings import Headline
from dashboard.key_figures import KeyFigure
from dashboard.story import Story
from simulator.report import words


def nothing(story: Story) -> Headline:
    """Return that nobody has asked."""
    return Headline(
        f"How many case managers {quoted(story.name)} takes, nobody has asked yet", "",
        "A search tries several numbers in the same worlds and finds the smallest at which a target holds.",
    )  # fmt: skip


def headline(data: CapacityData, story: Story) -> Headline:
    """Return the smallest number that is enough, or that none of those that were tried is."""
    return Headline(finding(data), _loss(data), dek(data, story))


def finding(data: CapacityData) -> str:
    """Return how many it takes against what is stated."""
    name = quoted(data.about.scenario)
    if data.smallest is None:
        tried = data.values
        return f"{name}: no number from {_plain(tried[0])} to {data.text(tried[-1])} is enough so that {data.clause}"
    enough, stated = data.text(data.smallest.value), data.text(data.stated)
    if data.short > 0.0:
        return f"{name} takes {enough} so that {data.clause}; it has {_plain(data.stated)}"
    return f"{name} has {stated}; {_plain(data.smallest.value)} would do so that {data.clause}"


def dek(data: CapacityData, story: Story) -> str:
    """Return the target, the interval, and what it costs."""
    target = f"Target: {data.target}."
    if data.smallest is None:
        return f"{target} {data.why_not[:1].upper()}{data.why_not[1:]}."
    told = [target]
    low, high = data.smallest.low, data.smallest.high
    if math.isfinite(low) and math.isfinite(high) and low < high:
        told.append(
            f"Given {data.about.futures}, the smallest number may be anywhere from {_plain(low)} to {_plain(high)}."
        )
    if data.smallest.spread and data.smallest.spread[0] < data.smallest.spread[1]:
        least, most = map(_plain, data.smallest.spread)
        told.append(f"In 5% of futures {least} would do, in 95% {most}.")
    if cost := data.at("program_cost", data.smallest.value):
        curve = data.curves["program_cost"]
        told.append(f"LEAD then costs {curve.text(cost.mean)} over {many_years(story.comparison.identity)}.")
    return " ".join(told)


def _loss(data: CapacityData) -> str:
    """Return that a program of that size costs more than it saves, where it does in the mean."""
    point = data.at("net", data.smallest.value) if data.smallest else None
    if point is None or point.mean >= 0.0:
        return ""
    return f"At that size it costs {data.curves['net'].text(point.mean).lstrip(words.MINUS)} more than it saves."


def _plain(value: float) -> str:
    return f"{value:,.4g}"


def key_figures(data: CapacityData) -> list[KeyFigure]:
    """Return what is enough beside what is stated: the number, who is turned away, the wait, and the cost."""
    if data.smallest is None:
        return []
    found = [KeyFigure("Enough", data.text(data.smallest.value), _against(data), "")]
    for measure in ("turned_away", "wait_p95", "program_cost"):
        there, now = data.at(measure, data.smallest.value), data.at(measure, data.today)
        if there is not None:
            curve = data.curves[measure]
            before = f"{curve.said(now)} at {data.text(data.today)}, as stated" if now else ""
            found.append(KeyFigure(curve.label, curve.said(there), before, ""))
    return found


def _against(data: CapacityData) -> str:
    if data.short == 0.0:
        return "as stated"
    more = "more" if data.short > 0.0 else "fewer"
    return f"{_plain(abs(data.short))} {more} than {data.text(data.stated)}, as stated"
