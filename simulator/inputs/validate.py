"""From a document to a model; the first thing wrong becomes one clear message."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from simulator.errors import InputError, nearest_names, shorten
from simulator.inputs.entries import CATEGORY_PATTERN, PATH_PATTERN, SCENARIO_PATTERN, plain
from simulator.inputs.reader import Document, KeyPath

M = TypeVar("M", bound=BaseModel)

# What pydantic finds, what is wrong in plain words, and what is allowed instead.
WORDS: dict[str, tuple[str, str | None]] = {
    "float_type": ("not a number", "a number such as 0.25 or 1500, without quotes, commas or units"),
    "int_type": ("not a whole number", "a whole number, without quotes or commas"),
    "bool_type": ("neither true nor false", "true, false"),
    "string_type": ("not text", "text; a number is put in quotes to be one"),
    "date_type": ("not a date", "a date such as 2027-01-01"),
    "tuple_type": ("not a list", "entries that each begin with a '-'"),
    "dict_type": ("'key: value' lines belong here", None),
    "model_type": ("'key: value' lines belong here", None),
    "string_too_short": ("this is empty", None),
    "too_short": ("this is empty", "at least one entry"),
    "string_too_long": ("this is too long", "at most {max_length} characters"),
    "greater_than": ("this is too low", "above {gt}"),
    "greater_than_equal": ("this is too low", "{ge} or more"),
    "less_than_equal": ("this is too high", "{le} or less"),
}
NAMES = {
    PATH_PATTERN: "lowercase words joined by dots, such as lead.consent",
    CATEGORY_PATTERN: "lowercase letters, digits and _, beginning with a letter",
    SCENARIO_PATTERN: "lowercase letters and digits, with single hyphens between",
}


def validate(model: type[M], document: Document) -> M:
    """Return the document as a model, or raise InputError."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        detail = first_detail(error)
    raise _refusal(detail, document)


def first_detail(error: ValidationError) -> ErrorDetails:
    """Return what pydantic found first."""
    # include_input=False: a hostile input must not be copied into the message.
    return error.errors(include_input=False, include_url=False)[0]


def own_words(detail: ErrorDetails) -> str:
    """Return what one of our own validators said, or pydantic's words."""
    said = detail.get("ctx", {}).get("error", detail["msg"])
    return str(said)


def _refusal(detail: ErrorDetails, document: Document) -> InputError:
    kind, context = detail["type"], detail.get("ctx", {})
    where = _known_part(detail["loc"], document)
    value = where[-1] if detail["loc"][-1:] == ("[key]",) else _value_at(document, where)
    if kind == "missing":
        return document.error(f"the key {detail['loc'][-1]} is missing", where)
    if kind == "unknown_key":
        key, known = context["key"], context["allowed"]
        return document.error(
            "there is no such key", (*where, key), allowed=", ".join(known), nearest=nearest_names(key, known)
        )
    if kind == "string_pattern_mismatch":
        return document.error("not a valid name", where, found=value, allowed=NAMES.get(context["pattern"]))
    if kind == "literal_error":
        words = re.findall("'([^']*)'", context["expected"])
        return document.error(
            "not one of the words allowed here", where, found=describe(value),
            allowed=" · ".join(words), nearest=nearest_names(str(value), words),
        )  # fmt: skip
    if kind not in WORDS:
        return document.error(own_words(detail), where, found=None if isinstance(value, dict | list) else value)
    problem, allowed = WORDS[kind]
    limits = {key: plain(limit) if isinstance(limit, float) else limit for key, limit in context.items()}
    return document.error(problem, where, found=describe(value), allowed=allowed and allowed.format(**limits))


def _known_part(loc: tuple[int | str, ...], document: Document) -> KeyPath:
    """Return the part of pydantic's location that is in the file (it also names the kinds of a value)."""
    where: list[str | int] = []
    node: Any = document.data
    for step in loc:
        in_list = isinstance(node, list) and isinstance(step, int) and step < len(node)
        if in_list or (isinstance(node, dict) and step in node):
            node = node[step]
            where.append(step)
    return tuple(where)


def _value_at(document: Document, where: KeyPath) -> Any:
    value: Any = document.data
    for step in where:
        value = value[step]
    return value


def describe(value: Any) -> str:
    """Return what was found as its writer would call it."""
    match value:
        case None:
            return "nothing"
        case "":
            return "an empty text"
        case bool():
            return str(value).lower()
        case dict():
            return f"the keys {', '.join(shorten(key, 20) for key in list(value)[:3])}" if value else "nothing"
        case list():
            return f"a list of {len(value)}" if value else "an empty list"
    return str(value)
