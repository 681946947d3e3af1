"""What can go wrong, and how it is said: one message, never a traceback, and an exit code."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class LeadsimError(Exception):
    """Anything the project refuses or fails at on purpose; the command line prints it and exits."""

    exit_code = 1


class InputError(LeadsimError):
    """Bad input: says where it is, what was found, what is allowed and the nearest known name."""

    exit_code = 2

    def __init__(
        self,
        problem: str,
        *,
        file: str | None = None,
        line: int | None = None,
        key: str | None = None,
        found: object = None,
        allowed: str | None = None,
        nearest: Iterable[str] = (),
    ) -> None:
        self.problem = problem
        self.file = file
        self.line = line
        self.key = key
        self.found = None if found is None else shorten(found)
        self.allowed = allowed
        self.nearest = tuple(nearest)
        super().__init__(self.message())

    def message(self) -> str:
        """Return the whole message on one line, in the order a reader needs it."""
        where = ", ".join(
            part
            for part in (
                self.file,
                f"line {self.line}" if self.line else None,
                f"key {self.key}" if self.key else None,
            )
            if part
        )
        text = f"{where}: {self.problem}" if where else self.problem
        if self.found is not None:
            text += f"; found {self.found}"
        if self.allowed is not None:
            text += f"; allowed: {self.allowed}"
        if self.nearest:
            text += f"; did you mean {' or '.join(self.nearest)}?"
        return text


class ModelError(LeadsimError):
    """The model broke one of its own rules (time going back, events without end): a bug, not bad input."""


class StoreError(LeadsimError):
    """The store cannot be opened, read or trusted."""


def nearest_names(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return up to `count` known names that look like `name`, best first."""
    return get_close_matches(name, list(known), n=count, cutoff=0.55)


def shorten(value: object, limit: int = 80) -> str:
    """Return `value` as printable text of at most `limit` characters; never walks a large value."""
    if isinstance(value, dict | list | tuple | set):
        return f"a {type(value).__name__} of {len(value)} entries" if value else f"an empty {type(value).__name__}"
    text = value if isinstance(value, str) else repr(value)
    safe = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[: limit + 1])
    return safe if len(safe) <= limit else safe[: limit - 1] + "…"
