"""Which inputs differ between two answers, as they are kept with them: what each was and what it became."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dashboard.evidence import range_of, shipped
from simulator.inputs.content import AGREEMENT, CALENDAR, COST_LINE, PLACE, PRICE_INDEX, SOCIETY
from simulator.inputs.load import list_scenarios
from simulator.inputs.parameter import Parameter, Uncertainty
from simulator.report import words
from simulator.report.listings import in_full
from simulator.results import Comparison

NOTHING = "none"
LABELS = {
    AGREEMENT: "Agreement", CALENDAR: "Place and calendar", PRICE_INDEX: "Price index", SOCIETY: "Society's view",
}  # fmt: skip
BEFORE_IT = " (before the start date)"


@dataclass(frozen=True)
class Line:
    """A number or a term of an input: which one (nothing if it is the only one), what it was, what it became."""

    which: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """An input that differs, by its label and unit."""

    label: str
    unit: str
    lines: tuple[Line, ...]


def changed(before: Comparison, after: Comparison, one: str, other: str) -> tuple[Changed, ...] | None:
    """Return the inputs that differ between a scenario of one answer and of another; None where either kept none."""
    if one not in before.inputs or other not in after.inputs:
        return None
    places = before.inputs[PLACE], after.inputs[PLACE]
    was, now = {**places[0], **before.inputs[one]}, {**places[1], **after.inputs[other]}
    return (*_between(was, now), *_hidden(*places, was, now))


def _hidden(
    was_there: Mapping[str, Any], is_there: Mapping[str, Any], was: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[Changed]:
    """Yield what a place has otherwise where both scenarios set the same: it holds until they begin."""
    same = [key for key in is_there if was_there.get(key) != is_there[key] and was.get(key) == now.get(key)]
    one, other = ({key: each[key] for key in same if key in each} for each in (was_there, is_there))
    yield from _between(one, other, BEFORE_IT)


def _between(was: Mapping[str, Any], now: Mapping[str, Any], more: str = "") -> Iterator[Changed]:
    for key in {**was, **now}:
        if was.get(key) != now.get(key):
            one, other = (dict(_said(each.get(key))) for each in (was, now))
            lines = tuple(
                Line(which, one.get(which, NOTHING), other.get(which, NOTHING))
                for which in {**one, **other}
                if one.get(which) != other.get(which)
            )
            yield Changed(_label(key) + more, str(_unit(now.get(key) or was.get(key))), lines)


def _label(key: str) -> str:
    if key.startswith(COST_LINE):
        return f"Cost line: {key.removeprefix(COST_LINE)}"
    known = _parameters().get(key)
    return LABELS.get(key) or (known.label if known else key)


@lru_cache(maxsize=1)
def _parameters() -> Mapping[str, Parameter]:
    """Return the parameters that leadsim knows now, for what they are called."""
    names = list_scenarios()
    first = shipped(names[0]) if names else None
    return first.parameters if first else {}


def _unit(said: Any) -> str:
    return said.get("unit", "") if isinstance(said, dict) else ""


def _said(content: Any) -> Iterator[tuple[str, str]]:
    """Yield each number or term of an input, by which one it is."""
    if not isinstance(content, dict):
        yield from _terms("", content)
    elif "unit" not in content:
        yield from _terms("", {key: value for key, value in content.items() if value is not None})
    else:
        yield from _numbers(content.get("value"), "")
        if "formula" in content:
            yield "", f"by formula: {content['formula']}"
        for entry in content.get("then", ()):
            yield from _numbers(entry["value"], f" from {entry['from']}")
        yield from _ranges(content.get("uncertainty"))
        if "price_year" in content:
            yield "price year", str(content["price_year"])


def _numbers(value: Any, when: str) -> Iterator[tuple[str, str]]:
    for category, number in value.items() if isinstance(value, dict) else [] if value is None else [("", value)]:
        yield f"{words.plain(category)}{when}".strip(), in_full(number)


def _ranges(given: Any) -> Iterator[tuple[str, str]]:
    if given is None:
        return
    by_category = {"": given} if "distribution" in given else given
    for category, each in by_category.items():
        text, kind = range_of(Uncertainty.model_validate(each))
        meant = f" ({each['distribution']}, {kind})" if kind else ""
        yield f"range {words.plain(category)}".strip(), f"{text}{meant}"


def _terms(name: str, term: Any) -> Iterator[tuple[str, str]]:
    """Yield the terms of an agreement, a cost line or a calendar."""
    if isinstance(term, dict):
        for key, value in term.items():
            yield from _terms(f"{name} {words.plain(str(key))}".strip(), value)
    elif isinstance(term, list) and any(isinstance(each, dict) for each in term):
        for number, each in enumerate(term, start=1):
            yield from _terms(f"{name} {number}".strip(), each)
    elif term is not None:
        yield name, ", ".join(map(_plain, term)) if isinstance(term, list) else _plain(term)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return in_full(value) if isinstance(value, int | float) else str(value)
