"""What a page is asked for: its address, the color scheme and the room there is; everything is checked here.

A page is a function of its address. What cannot be an address of ours is refused; what merely names something that
is not there (an answer of another store, a scenario of another answer) is settled by the page, which says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs, urlencode

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDEST, NARROWEST = 1280, 280  # pixels of content
LONGEST_PATH, LONGEST_SEARCH, MOST_PARAMETERS = 200, 4_000, 40
MOST_SHOWN = 4
NAME_LIMIT = 300


class RefusedError(ValueError):
    """What a browser of ours does not send; answered with 400."""


@dataclass(frozen=True)
class Client:
    """A page as a browser asks for it: where, with which parameters, in which scheme, and pixels of content."""

    path: str = "/"
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scheme: Scheme = "light"
    width: int = WIDEST

    @property
    def narrow(self) -> bool:
        """Whether this is a phone."""
        return self.width <= 608

    def first(self, name: str) -> str | None:
        """Return the first value of a parameter."""
        return next(iter(self.query.get(name, ())), None)


def client_of(data: object) -> Client:
    """Return a client from what a browser sent; raises RefusedError for anything that is not one."""
    if not isinstance(data, dict) or set(data) != {"path", "search", "scheme", "width"}:
        raise RefusedError("not the four things that a page is asked with")
    path, search, scheme, width = (data[key] for key in ("path", "search", "scheme", "width"))
    if not isinstance(path, str) or not path.startswith("/") or len(path) > LONGEST_PATH:
        raise RefusedError("not a path")
    if scheme not in SCHEMES:
        raise RefusedError("not a color scheme")
    if not isinstance(width, int) or not NARROWEST <= width <= WIDEST:
        raise RefusedError("not a width")
    return Client(path, query_of(search), scheme, width)


def query_of(search: object) -> dict[str, tuple[str, ...]]:
    """Return the parameters of an address; raises RefusedError where it is none."""
    if not isinstance(search, str) or len(search) > LONGEST_SEARCH:
        raise RefusedError("not a query")
    try:
        found = parse_qs(search.removeprefix("?"), max_num_fields=MOST_PARAMETERS, errors="strict")
    except ValueError:  # not UTF-8, or too many parameters
        raise RefusedError("not a query") from None
    if any(not _is_text(text) for name, values in found.items() for text in (name, *values)):
        raise RefusedError("not a query")
    return {name: tuple(values) for name, values in found.items()}


def _is_text(text: str) -> bool:
    """Return whether this can be a name: of a bearable length, without what no name contains."""
    return len(text) <= NAME_LIMIT and all(character >= " " and character != "\x7f" for character in text)


@dataclass(frozen=True)
class View:
    """What a page shows: an answer, up to four of its scenarios, the one in question, whose money, and its place."""

    answer: str
    shown: tuple[str, ...]
    focus: str
    payer: str
    tables: tuple[str, ...] = ()
    place: str = ""

    def search(self) -> str:
        """Return the view as the query of its address."""
        pairs = [
            *([("place", self.place)] if self.place else []),
            ("answer", self.answer),
            *(("shown", name) for name in self.shown),
            ("focus", self.focus),
        ]
        pairs += [("payer", self.payer), *(("table", name) for name in self.tables)]
        return "?" + urlencode(pairs, safe="/")


def view_of(
    query: Mapping[str, Sequence[str]],
    answer: str,
    scenarios: Sequence[str],
    payers: Sequence[str],
    figures: Iterable[str] = (),
) -> View:
    """Return the view that a query asks for, of what there is: names that are not there are left out.

    The first payer is the usual one; the scenario in question is always shown.
    """
    asked = [name for name in scenarios if name in query.get("shown", ())][:MOST_SHOWN]
    wanted = next((name for name in query.get("focus", ()) if name in scenarios), None)
    if not asked:
        first = scenarios[:MOST_SHOWN]
        asked = list(first) if wanted is None or wanted in first else [*first[: MOST_SHOWN - 1], wanted]
    focus = wanted if wanted in asked else asked[0]
    payer = next((name for name in query.get("payer", ()) if name in payers), payers[0])
    tables = tuple(name for name in figures if name in query.get("table", ()))
    return View(answer, tuple(asked), focus, payer, tables)
