"""A draft of a scenario: what it starts from and what it sets, as its address has it and as the file that it makes.

Numbers are kept as they were typed, so that what cannot be read is shown again where it stands. A share is typed in
percent, money in dollars of the price year that the input has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from simulator.inputs.parameter import UNIT_LIMITS, Parameter
from simulator.inputs.scenario import Scenario

MOST_CHANGES = 24
"""Changes that an address has room for; a file takes any number."""
LONGEST_TYPED = 40
TITLE_LIMIT = 80
IS_NUMBER = re.compile(r"[-−+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)?(\.[0-9]*)?")
IS_NAME = re.compile(r"[a-z][a-z0-9_-]*")
NO_NAMES = ("null", "true", "false", "yes", "no", "on", "off")
"""Words that YAML would not take for text without quotes."""
PERCENT = ("share", "shares of a whole")
AS_AT_THE_START = "start"
"""What an address has for the agreement, and a field shows, where nothing else is chosen."""
VIEWS = ("main", "all", "yaml")


@dataclass(frozen=True)
class Draft:
    """What somebody is building. `typed` is what stands in the fields that were changed, by path or path.category.

    `agreement` names one of the agreements that can be chosen; empty: as where it starts from.
    """

    start: str
    title: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    agreement: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters of its address; what is as at the start is not among them."""
        found = [("from", self.start), ("name", self.title)]
        found += [("set", f"{key}:{text}") for key, text in self.typed.items()]
        return [*found, ("agreement", self.agreement or AS_AT_THE_START)]

    def search(self, *more: tuple[str, str]) -> str:
        """Return the query of its address, with further parameters."""
        return "?" + urlencode([*self.pairs(), *more], safe="/:,")


def typed_of(entries: Iterable[str]) -> dict[str, str]:
    """Return what an address says is typed, by key; of the same key the last one holds."""
    pairs = (entry.partition(":") for entry in entries)
    found = {key: text.strip()[:LONGEST_TYPED] for key, colon, text in pairs if colon}
    return dict(list(found.items())[:MOST_CHANGES])


def parameter_of(key: str, parameters: Mapping[str, Parameter]) -> tuple[str, str] | None:
    """Return the path and the category (empty: all) that a key names; None if there is no such number."""
    if key in parameters:
        return None if isinstance(parameters[key].value, dict) else (key, "")
    path, _, category = key.rpartition(".")
    parameter = parameters.get(path)
    value = None if parameter is None else parameter.value
    return (path, category) if isinstance(value, dict) and category in value else None


# -- numbers as they are typed --------------------------------------------------------------------------------


class TypedError(ValueError):
    """What cannot be taken: said in one sentence for the field it was typed into."""


def shown(value: float, unit: str) -> str:
    """Return a number as it stands in its field."""
    number = Decimal(repr(float(value))) * (100 if unit in PERCENT else 1)
    return f"{+number:,f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:,f}"


def number_of(text: str, unit: str) -> float:
    """Return the number that was typed; raises TypedError with what was found, what is allowed and a way out."""
    bare = text.strip().removesuffix("%" if unit in PERCENT else "").removeprefix("$").strip()
    if not bare:
        raise TypedError(f"This is empty. {_way_out(unit)}")
    if not IS_NUMBER.fullmatch(bare) or not any(mark.isdigit() for mark in bare):
        raise TypedError(f"“{_cut(text)}” is not a number. {_way_out(unit)}")
    try:
        value = float(Decimal(bare.replace(",", "").replace("−", "-")) / (100 if unit in PERCENT else 1))
    except (InvalidOperation, OverflowError):  # pragma: no cover - the pattern lets through what Decimal reads
        raise TypedError(f"“{_cut(text)}” is not a number. {_way_out(unit)}") from None
    low, high = UNIT_LIMITS[unit]
    if not low <= value <= high:
        said = "low" if value < low else "high"
        raise TypedError(f"{_cut(text)} is too {said}. {_way_out(unit)}")
    if unit == "yes or no" and value not in (0.0, 1.0):
        raise TypedError(f"{_cut(text)} is neither 0 (no) nor 1 (yes). Choose one of them.")
    return value


def allowed(unit: str) -> str:
    """Return what a field of a unit takes, such as `0 to 100%`."""
    low, high = UNIT_LIMITS[unit]
    ends = f"{shown(low, unit)} to {shown(high, unit)}"
    return f"{ends}%" if unit in PERCENT else f"{ends} {unit}"


def _way_out(unit: str) -> str:
    return f"Enter a number from {allowed(unit)}, or take the change back."


def _cut(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:19]}…"


# -- the file -------------------------------------------------------------------------------------------------


def as_yaml(
    draft: Draft, values: Mapping[str, float], sentence: str, start: Scenario, terms: Mapping[str, Any] | None
) -> str:
    """Return the file of a draft: `values` by key, `terms` of an agreement that is its own (None: as at the start).

    Numbers keep the price year and the later values of the parameter that they stand in for.
    """
    folder, _, name = draft.start.partition("/")
    lines = [
        f"title: {quoted(draft.title)}",
        f"sentence: {quoted(sentence)}",
        f"jurisdiction: {folder}",
        f"extends: {name}",
    ]
    settings = _settings(values, start.parameters, start.jurisdiction.file.currency_year)
    if settings:
        lines += ["set:", *(f"  {key}: {_flow(value)}" for key, value in settings.items())]
    if terms is not None:
        lines += ["reinvestment:", *(f"  {key}: {_flow(value)}" for key, value in terms.items())]
    return "\n".join(lines) + "\n"


def _settings(values: Mapping[str, float], parameters: Mapping[str, Parameter], currency_year: int) -> dict[str, Any]:
    """Return what the file sets; shares of a whole are set together, since they add up to one."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        path, category = parameter_of(key, parameters) or (key, "")
        old = parameters[path]
        if category and old.unit == "shares of a whole" and isinstance(old.value, dict):
            found.setdefault(path, {"value": dict(old.value)})["value"][category] = value
        elif category:
            found[key] = value
        elif old.is_money or old.then:
            year = (old.price_year or currency_year) if old.is_money else None
            entry = {"value": value, "price_year": year, "then": _later(old)}
            found[key] = {name: each for name, each in entry.items() if each not in (None, [])}
        else:
            found[key] = value
    return found


def _later(parameter: Parameter) -> list[dict[str, Any]]:
    return [{"from": later.from_, "value": later.value} for later in parameter.then]


def _flow(value: Any) -> str:
    """Return a value on one line, as YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{Decimal(repr(value)).normalize():f}" if value else "0"
    if isinstance(value, str):
        return (
            value
            if re.fullmatch(r"[a-z][a-z0-9_-]*", value)
            and value not in ("null", "true", "false", "yes", "no", "on", "off")
            else quoted(value)
        )
    return str(value)  # a date


def quoted(text: str) -> str:
    """Return text in double quotes, as JSON and YAML both read it."""
    return json.dumps(text, ensure_ascii=False)


def file_name(title: str) -> str:
    """Return what the file of a draft is called: letters, digits and hyphens of its title."""
    stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:50].strip("-")
    return f"{stem or 'draft'}.yaml"
