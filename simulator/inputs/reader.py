"""Read YAML as plain data, bounded and unambiguous, remembering on which line everything stands.

Accepted: one document of at most 20 levels and 50,000 nodes, a mapping at the top. Refused: anchors, aliases,
merge keys, tags, directives, repeated or empty keys, a second document, and what `syntax` and `scalars` refuse.
Quoted and block scalars are text, and so is every key, `2021:` too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import yaml

from simulator.errors import InputError, shorten
from simulator.inputs.scalars import plain_value
from simulator.inputs.syntax import MAX_BYTES, events, forbidden_character

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MAX_DEPTH = 20
MAX_NODES = 50_000

KeyPath: TypeAlias = tuple[str | int, ...]


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
    for event in events(text, reading.file):
        reading.take(event)
    if reading.root is None:
        raise InputError("the file is empty", file=reading.file)
    return Document(reading.file, reading.root, reading.lines)


def _dotted(path: KeyPath) -> str | None:
    # A quoted key may hold a line break or a page of text; a message is one short line.
    return ".".join(shorten(str(part), 40) for part in path) or None


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
            return plain_value(event.value) if event.implicit[0] else event.value
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
    return forbidden_character(event.value) if isinstance(event, yaml.ScalarEvent) else None


def _line(event: yaml.Event) -> int:
    return cast("yaml.Mark", event.start_mark).line + 1
