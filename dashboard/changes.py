"""What a draft changes, in words: was and now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.build_text import agreements, groups
from dashboard.draft import PERCENT, Draft, parameter_of, shown
from dashboard.starts import at_start
from simulator.inputs.parameter import Parameter
from simulator.inputs.scenario import Scenario
from simulator.report.words import plain

SHORT_UNITS = {
    "per person-year": "a year", "dollars per year": "a year", "dollars per month": "a month",
    "dollars per day": "a day", "dollars per hour": "an hour", "dollars per case": "a case",
}  # fmt: skip
NO_UNIT = ("ratio", "persons", "count", "order", "places", "case managers", "dollars", *PERCENT)


@dataclass(frozen=True)
class Change:
    """One line of the table: what is changed, how it was and how it is now."""

    key: str
    label: str
    was: str
    now: str


def label_of(key: str, parameters: Mapping[str, Parameter]) -> str:
    """Return what an input is called, on this page or by itself."""
    path, category = parameter_of(key, parameters) or (key, "")
    own = {each.path: each.label for group in groups() for each in group.inputs}
    label = own.get(path) or parameters[path].label
    return f"{label}: {plain(category)}" if category else label


def amount_of(value: float, parameter: Parameter) -> str:
    """Return a number with its unit as people read it, such as `55%` or `$9,000,000 a year`."""
    if parameter.unit == "yes or no":
        return "yes" if value else "no"
    number = shown(value, parameter.unit)
    if parameter.unit in PERCENT:
        return f"{number}%"
    text = f"${number}" if parameter.is_money else number
    unit = SHORT_UNITS.get(parameter.unit, "" if parameter.unit in NO_UNIT else parameter.unit)
    return f"{text} {unit}".strip()


def changes_of(draft: Draft, values: Mapping[str, float], start: Scenario) -> list[Change]:
    """Return what a draft changes that can be read, in the order of typing."""
    found = []
    for key, value in values.items():
        path, _ = parameter_of(key, start.parameters) or (key, "")
        parameter = start.parameters[path]
        was = amount_of(at_start(draft.start, key), parameter)
        found.append(Change(key, label_of(key, start.parameters), was, amount_of(value, parameter)))
    if draft.agreement:
        now = agreements()[draft.agreement].label
        found.append(Change("agreement", "Agreement on savings", agreement_of(start), now))
    return found


def agreement_of(start: Scenario) -> str:
    """Return what is agreed where a draft starts from."""
    return "none" if start.agreement is None else f"as in “{start.title}”"


def sentence_of(draft: Draft, values: Mapping[str, float], start: Scenario) -> str:
    """Return the sentence that the file of a draft has."""
    told = [f"{each.label} {each.now} (was {each.was})" for each in changes_of(draft, values, start)]
    return f"As “{start.title}”, but: {'; '.join(told)}." if told else f"As “{start.title}”."


def question_of(changes: list[Change]) -> str:
    """Return the question that a draft asks, as the headline of its page."""
    if not changes:
        return "What would you change?"
    first = changes[0]
    more = len(changes) - 1
    rest = "" if not more else ", and one more change" if more == 1 else f", and {more} more changes"
    return f"What if “{first.label}” were {first.now} instead of {first.was}{rest}?"
