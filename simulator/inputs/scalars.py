"""What an unquoted YAML scalar means, where YAML 1.1, YAML 1.2 and common sense can differ.

| Unquoted | Is |
|---|---|
| `null`, `~`, nothing | None |
| `true`, `True`, `TRUE`, `false`, `False`, `FALSE` | bool |
| `12`, `-3`, `+7` | int; over 15 digits refused |
| `1.5`, `.5`, `1.`, `1e3` | float; too large refused, too small is 0.0 |
| `.nan`, `.inf`, `-.inf` | refused |
| `010`, `01.5`, `0x1F`, `0o7`, `0b1` | refused: YAML 1.1 and 1.2 disagree on them |
| the rest: `no`, `on`, `1_000`, `12:30:00`, `2029-01-01` | text |
"""

from __future__ import annotations

import math
import re

MAX_DIGITS = 15  # every integer up to here is exact as a float too

_CONSTANTS: dict[str, bool | None] = {"": None, "~": None, "null": None}
_CONSTANTS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

# No two neighboring repeats match the same digit, so a megabyte of digits cannot backtrack for hours.
_EXPONENT = r"(?:[eE][-+]?[0-9]+)?"
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(rf"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+){_EXPONENT}")
_AMBIGUOUS = re.compile(rf"[-+]?0(?:[0-9]+(?:\.[0-9]*)?{_EXPONENT}|[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_NOT_FINITE = re.compile(r"[-+]?\.(?:nan|inf)", re.IGNORECASE)


def plain_value(text: str) -> str | float | bool | None:
    """Return what an unquoted scalar means; ValueError says why it is refused."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _NOT_FINITE.fullmatch(text):
        raise ValueError("a number must be finite")
    if _AMBIGUOUS.fullmatch(text):
        raise ValueError("ambiguous number; drop the leading zero or the prefix, or quote it if it is text")
    if _INTEGER.fullmatch(text):
        if len(text.lstrip("-+")) > MAX_DIGITS:
            raise ValueError(f"a whole number has more than {MAX_DIGITS} digits")
        return int(text)
    number = float(text) if _FLOAT.fullmatch(text) else None
    if number is not None and math.isinf(number):
        raise ValueError("the number is too large")
    return text if number is None else number
