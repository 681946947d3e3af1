"""From bytes to YAML events: size, encoding, characters and grammar, each refused in our own words.

Refused: more than 1 MB, anything but UTF-8, and invisible characters (control, bidirectional, byte order mark,
surrogate, non-character, U+2028/2029). Grammar is PyYAML's; only its messages are not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from simulator.errors import InputError, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1_000_000

# PyYAML ends a comment at U+2028 and U+2029 and editors do not: a key could hide in a comment.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)

# What PyYAML says, what we say, and whether the useful line is where the construct began.
_SYNTAX = (
    ("directive", "directives (%) are not allowed", False),
    ("incompatible YAML", "directives (%) are not allowed", False),
    ("tag", "tags (!) are not allowed; quote text that starts with !", False),
    ("alphabetic or numeric", "unquoted text cannot start with & or *", True),
    ("block scalar", "nothing may follow | or > on their line; quote text that starts with them", True),
    ("unexpected end of stream", "a quote is opened and never closed", True),
    ("unexpected document separator", "a quote is opened and never closed", True),
    ("escape", "a backslash in double quotes is not a known escape; use single quotes", False),
    (r"'\t' that cannot start", "a tab where YAML allows only spaces", False),
    ("that cannot start any token", "unquoted text cannot start with this character", False),
    ("could not find expected ':'", "not a 'key: value' line", True),
    (
        "are not allowed here",
        "an unexpected ':', '-' or '?'; indent evenly, quote text that holds ': '",
        False,
    ),
    ("expected ',' or", "a [ or { is not closed, or a comma is missing in it", True),
    ("expected the node content", "a bracket, comma or sign where a value should be", False),
    ("expected <block end>", "the indentation is uneven, or text follows a closing quote or bracket", False),
    ("<document start>", "text after the end of the document", False),
)


def events(data: bytes, file: str) -> Iterator[yaml.Event]:
    """Yield PyYAML's events of a small, clean UTF-8 file; nothing is composed and nothing recurses."""
    # What yaml.parse does, with the loader in hand: some errors carry no line but the loader's.
    loader = yaml.SafeLoader(_decode(data, file))
    try:
        yield from iter(loader.get_event, None)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, file) from error
    except (ValueError, OverflowError) as error:
        # PyYAML lets these out for "\U00110000" and for a version number of thousands of digits.
        raise InputError("an escape or a number is out of range", file=file, line=loader.line + 1) from error
    finally:
        loader.dispose()


def forbidden_character(text: str) -> str | None:
    """Return the refusal of the first invisible or control character in a text, if there is one."""
    bad = _FORBIDDEN.search(text)
    return _forbidden(bad) if bad else None


def _decode(data: bytes, file: str) -> str:
    """Return the text of a small, clean UTF-8 file."""
    if len(data) > MAX_BYTES:
        raise InputError(f"the file is larger than {MAX_BYTES:,} bytes", file=file)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError("the file is UTF-16 or UTF-32; save it as UTF-8", file=file, line=1)
    if data.startswith(b"\xef\xbb\xbf"):
        raise InputError("the file starts with a byte order mark (BOM); save it without", file=file, line=1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = _line_after(data[: error.start].decode("utf-8"))
        raise InputError(f"byte 0x{data[error.start]:02X} is not UTF-8", file=file, line=line) from error
    if bad := _FORBIDDEN.search(text):
        raise InputError(_forbidden(bad), file=file, line=_line_after(text[: bad.start()]))
    return text


def _line_after(text: str) -> int:
    return len(re.findall(r"\r\n?|\n", text)) + 1


def _forbidden(bad: re.Match[str]) -> str:
    return f"invisible or control character U+{ord(bad[0]):04X} is not allowed"


def _syntax_error(error: yaml.MarkedYAMLError, file: str) -> InputError:
    said = f"{error.problem} ({error.context})"
    unknown = (f"not valid YAML: {shorten(str(error.problem))}", False)
    problem, at_start = next(((ours, start) for theirs, ours, start in _SYNTAX if theirs in said), unknown)
    mark = (at_start and error.context_mark) or error.problem_mark
    return InputError(problem, file=file, line=mark.line + 1 if mark else None)
