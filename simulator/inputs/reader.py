"""Read YAML as plain data, bounded and unambiguous, remembering on which line everything stands.

Accepted: one UTF-8 document of at most 1 MB, 20 levels and 50,000 nodes, a mapping at the top.
Refused: anchors, aliases, merge keys, tags, directives, repeated or empty keys, a second document, and
invisible characters (control, bidirectional, byte order mark, surrogate, non-character, U+2028/2029).

| Unquoted | Is |
|---|---|
| `null`, `~`, nothing | None |
| `true`, `True`, `TRUE`, `false`, `False`, `FALSE` | bool |
| `12`, `-3`, `+7` | int; over 15 digits refused |
| `1.5`, `.5`, `1.`, `1e3` | float; too large refused, too small is 0.0 |
| `.nan`, `.inf`, `-.inf` | refused |
| `010`, `01.5`, `0x1F`, `0o7`, `0b1` | refused: YAML 1.1 and 1.2 disagree on them |
| the rest: `no`, `on`, `1_000`, `12:30:00`, `2029-01-01` | text |

Quoted and block scalars are text, and so is every key, `2021:` too.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import yaml

from simulator.errors import InputError, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_NODES = 50_000
MAX_DIGITS = 15  # every integer up to here is exact as a float too

KeyPath: TypeAlias = tuple[str | int, ...]

_CONSTANTS: dict[str, bool | None] = {"": None, "~": None, "null": None}
_CONSTANTS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

# No two neighboring repeats match the same digit, so a megabyte of digits cannot backtrack for hours.
_EXPONENT = r"(?:[eE][-+]?[0-9]+)?"
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(rf"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+){_EXPONENT}")
_AMBIGUOUS = re.compile(rf"[-+]?0(?:[0-9]+(?:\.[0-9]*)?{_EXPONENT}|[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)")
_NOT_FINITE = re.compile(r"[-+]?\.(?:nan|inf)", re.IGNORECASE)

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


@dataclass(frozen=True)
class Document:
    """One file as plain data; `lines` holds the 1-based line of every key and list item by its path."""

    file: str
    data: dict[str, Any]
    lines: Mapping[KeyPath, int] = field(default_factory=dict, repr=False, compare=False)

    def line_of(self, path: KeyPath) -> int | None:
        """Return the line of the key or list item at `path`, or of its nearest known parent."""
        known = (path[:end] for end in range(len(path), -1, -1))
        return next((self.lines[part] for part in known if part in self.lines), None)

    def error(self, problem: str, path: KeyPath, **kw: Any) -> InputError:
        """Return the refusal of what stands at `path`; `kw` goes to `InputError`."""
        return InputError(problem, file=self.file, line=self.line_of(path), key=_dotted(path), **kw)


def read_document(path: Path) -> Document:
    """Read the YAML file at `path`; raises `InputError` for whatever is wrong with it."""
    file = shorten(str(path), 1000)
    try:
        # Opening a pipe would wait for ever, so only an existing plain file is opened.
        if not path.is_file():
            raise InputError("not a file" if path.exists() else "no such file", file=file)
        with path.open("rb") as stream:
            text = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or 'system error'})", file=file) from error
    return read_text(text, file)


def read_text(text: bytes, file: str) -> Document:
    """Read YAML bytes; `file` names them in messages."""
    reading = _Reading(shorten(file, 1000))
    for event in _events(_decode(text, reading.file), reading.file):
        reading.take(event)
    if reading.root is None:
        raise InputError("the file is empty", file=reading.file)
    return Document(reading.file, reading.root, reading.lines)


def _dotted(path: KeyPath) -> str | None:
    # A quoted key may hold a line break or a page of text; a message is one short line.
    return ".".join(shorten(str(part), 40) for part in path) or None


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


def _events(text: str, file: str) -> Iterator[yaml.Event]:
    """Yield PyYAML's events; nothing is composed and nothing recurses."""
    # What yaml.parse does, with the loader in hand: some errors carry no line but the loader's.
    loader = yaml.SafeLoader(text)
    try:
        yield from iter(loader.get_event, None)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, file) from error
    except (ValueError, OverflowError) as error:
        # PyYAML lets these out for "\U00110000" and for a version number of thousands of digits.
        raise InputError("an escape or a number is out of range", file=file, line=loader.line + 1) from error
    finally:
        loader.dispose()


def _syntax_error(error: yaml.MarkedYAMLError, file: str) -> InputError:
    said = f"{error.problem} ({error.context})"
    unknown = (f"not valid YAML: {shorten(str(error.problem))}", False)
    problem, at_start = next(((ours, start) for theirs, ours, start in _SYNTAX if theirs in said), unknown)
    mark = (at_start and error.context_mark) or error.problem_mark
    return InputError(problem, file=file, line=mark.line + 1 if mark else None)


def _plain_value(text: str) -> str | float | bool | None:
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


@dataclass
class _Open:
    """A list or mapping not yet closed; `key` is where its next value goes, None before a mapping's key."""

    value: Any
    path: KeyPath
    key: str | int | None

    def add(self, value: Any) -> None:
        if isinstance(self.key, int):
            self.value.append(value)
            self.key += 1
        else:
            self.value[self.key] = value
            self.key = None


class _Reading:
    """The file read so far; every event is checked before anything is built from it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: dict[str, Any] | None = None
        self.lines: dict[KeyPath, int] = {}
        self.open: list[_Open] = []
        self.nodes = 0

    def take(self, event: yaml.Event) -> None:
        """Check one event and add what it stands for."""
        if problem := self.problem(event):
            raise self.refuse(problem, event)
        if isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
        elif isinstance(event, yaml.NodeEvent):
            if self.open and self.open[-1].key is None:
                self.take_key(event, self.open[-1])
            else:
                self.take_value(event)

    def problem(self, event: yaml.Event) -> str | None:
        """Return what is wrong with an event whatever it stands for."""
        if isinstance(event, yaml.DocumentStartEvent):
            if self.nodes:
                return "a second document (---) is not allowed"
            # The event of a document with directives starts at the first of them, above its "---".
            directives = event.explicit and _line(event) <= cast("yaml.Mark", event.end_mark).line
            return "directives (%) are not allowed" if directives else None
        if not isinstance(event, yaml.NodeEvent):
            return None
        self.nodes += 1
        if self.nodes > MAX_NODES:
            return f"the file has more than {MAX_NODES:,} keys and values"
        if isinstance(event, yaml.CollectionStartEvent) and len(self.open) == MAX_DEPTH:
            return f"nested more than {MAX_DEPTH} levels deep"
        return _node_problem(event)

    def here(self) -> KeyPath:
        """Return the path of the next value, or of the mapping whose key comes next."""
        top = self.open[-1] if self.open else _Open(None, (), None)
        return top.path if top.key is None else (*top.path, top.key)

    def refuse(self, problem: str, event: yaml.Event, found: str | None = None) -> InputError:
        return InputError(problem, file=self.file, line=_line(event), key=_dotted(self.here()), found=found)

    def take_key(self, event: yaml.NodeEvent, mapping: _Open) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            raise self.refuse("a key must be text, not a list or mapping", event)
        key = event.value
        if key in ("", "<<"):
            raise self.refuse("merge keys (<<) are not allowed" if key else "a key is empty", event)
        if key in mapping.value:
            first = self.lines[(*mapping.path, key)]
            raise self.refuse(f"key given twice, first on line {first}", event, found=key)
        mapping.key = key
        self.lines[self.here()] = _line(event)

    def take_value(self, event: yaml.NodeEvent) -> None:
        path, value = self.here(), self.value_of(event)
        self.lines.setdefault(path, _line(event))
        if self.open:
            self.open[-1].add(value)
        elif isinstance(value, dict):
            self.root = value
        else:
            raise self.refuse(
                "the file is empty" if value is None else "the top level must be 'key: value' lines", event
            )
        if isinstance(event, yaml.CollectionStartEvent):
            self.open.append(_Open(value, path, 0 if isinstance(value, list) else None))

    def value_of(self, event: yaml.NodeEvent) -> Any:
        if not isinstance(event, yaml.ScalarEvent):
            return {} if isinstance(event, yaml.MappingStartEvent) else []
        try:
            return _plain_value(event.value) if event.implicit[0] else event.value
        except ValueError as error:
            raise self.refuse(str(error), event, found=event.value) from error


def _node_problem(event: yaml.NodeEvent) -> str | None:
    if isinstance(event, yaml.AliasEvent):
        return "aliases (*) are not allowed; quote text that starts with *"
    if event.anchor is not None:
        return "anchors (&) are not allowed; quote text that starts with &"
    if getattr(event, "tag", None) is not None:
        return "tags (!) are not allowed; quote text that starts with !"
    # Looked for again: an escape such as "\u202E" is plain ASCII in the file.
    bad = _FORBIDDEN.search(event.value) if isinstance(event, yaml.ScalarEvent) else None
    return _forbidden(bad) if bad else None


def _line(event: yaml.Event) -> int:
    return cast("yaml.Mark", event.start_mark).line + 1
