"""The only reader of results: answers of the store and the stored example, each found once and kept in memory."""

from __future__ import annotations

import gzip
import json
import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import PurePath
from typing import Any, TypeVar

from dashboard.figures.names import called
from simulator.errors import InputError, LeadsimError
from simulator.results import Comparison, Identity
from simulator.store import Store
from simulator.store.beside import Further, beside, same_question
from simulator.store.overview import Net, nets_of

EXAMPLE = "example"
EXAMPLE_FILE = files("dashboard") / "examples" / "king-county.json.gz"
KEPT_IN_MEMORY = 8
MADE_IN_MEMORY = 32  # pages, about a megabyte each
LISTED_AGAIN_AFTER = 5.0  # seconds
IS_ID = re.compile(r"[0-9a-f]{12}")
Made = TypeVar("Made")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Listed:
    """An answer that can be chosen: its id, when it was kept (nothing for the example), what was asked, its nets."""

    id: str
    created: str
    identity: Identity
    nets: tuple[Net, ...] = ()

    @property
    def label(self) -> str:
        """What it is called among others."""
        names = list(called(Comparison(self.identity)).values())[: len(self.identity.scenarios)]
        several = f"{', '.join(names[:2])}{f' and {len(names) - 2} more' if len(names) > 2 else ''}"
        draws = f"{self.identity.draws} draw{'' if self.identity.draws == 1 else 's'}"
        return "Stored example" if self.id == EXAMPLE else f"{self.created[:10]}: {several} ({draws})"


@dataclass(frozen=True)
class Answer:
    """An answer with its id, and what is to be said about how it was found."""

    id: str
    comparison: Comparison
    created: str = ""
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def stored_example() -> Comparison:
    """Return the answer that comes with leadsim, made by `python -m dashboard.example`."""
    return Comparison.from_dict(_example_data())


def example_day() -> str:
    """Return the day on which the example was made, such as `2027-01-31`."""
    return str(_example_data()["kept"])


@lru_cache(maxsize=1)
def _example_data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(EXAMPLE_FILE.read_bytes()))
    return found


@dataclass
class Library:
    """All answers there are: the example, and those of the store that `open_store` opens."""

    open_store: Callable[[], Store] = Store
    example: Callable[[], Comparison] = stored_example
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._listed: tuple[float, list[Listed], str] | None = None
        self._kept = lru_cache(maxsize=KEPT_IN_MEMORY)(self._read)
        self._made: OrderedDict[Hashable, Any] = OrderedDict()

    def listed(self) -> tuple[Sequence[Listed], str]:
        """Return every answer that can be chosen, the example first, and what is wrong with the store, if anything."""
        with self._lock:
            if self._listed is None or self.clock() - self._listed[0] > LISTED_AGAIN_AFTER:
                self._listed = (self.clock(), *self._list())
            return self._listed[1:]

    def _list(self) -> tuple[list[Listed], str]:
        example = self.example()
        found = [Listed(EXAMPLE, "", example.identity, nets_of(example))]
        try:
            with self.open_store() as store:
                found += [Listed(each.id, each.created, each.identity, each.nets) for each in store.answers()]
        except LeadsimError as error:
            log.warning("the store cannot be read: %s", error)
            return found, "Your own answers cannot be read now; the log says why. What you see is the stored example."
        return found, ""

    def find(self, asked: str | None) -> Answer:
        """Return the answer that was asked for, or the example and why."""
        if asked in (None, EXAMPLE):
            return Answer(EXAMPLE, self.example())
        if not IS_ID.fullmatch(asked):
            return self._instead("This link names no answer of leadsim.")
        try:
            return self._kept(asked)
        except InputError:
            return self._instead(f"There is no answer {asked} here: it belongs to another store, or was taken away.")
        except LeadsimError as error:
            log.warning("answer %s cannot be read: %s", asked, error)
            return self._instead(f"The answer {asked} cannot be read now; the log says why.")

    def made_once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what is made for a key, again where it has been made lately: drawing a page takes a while."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                found: Made = self._made[key]
                return found
        found = make()
        with self._lock:
            self._made[key] = found
            while len(self._made) > MADE_IN_MEMORY:
                self._made.popitem(last=False)
        return found

    def beside(self, answer: Answer, scenario: str) -> Mapping[str, Sequence[Further]]:
        """Return by kind what other kept answers say further of a scenario of an answer; nothing without the store."""
        identity = answer.comparison.identity
        listed = [each for each in self.listed()[0] if each.created]
        ids = tuple(each.id for each in listed if same_question(identity, each.identity, scenario))
        if not ids:
            return {}
        try:
            return self.made_once(("beside", answer.id, scenario, ids), lambda: self._beside(answer, scenario))
        except LeadsimError as error:
            log.warning("what else is known of %s cannot be read: %s", scenario, error)
            return {}

    def _beside(self, answer: Answer, scenario: str) -> Mapping[str, Sequence[Further]]:
        with self.open_store() as store:
            return beside(store, answer.comparison, scenario)

    def _instead(self, why: str) -> Answer:
        return Answer(EXAMPLE, self.example(), notes=(f"{why} What you see is the stored example.",))

    def _read(self, name: str) -> Answer:
        with self.open_store() as store:
            comparison = store.find_comparison(name)
        created = next((each.created for each in self.listed()[0] if each.id == name), "")
        return Answer(name, comparison, created)


@lru_cache(maxsize=32)
def place_title(folder: str) -> str:
    """Return what a place is called; its folder's name where leadsim does not know it."""
    from simulator.inputs.files import jurisdiction_folders
    from simulator.inputs.load import load_jurisdiction

    for path in jurisdiction_folders():
        if path.name == folder:
            return load_jurisdiction(path).file.title
    return folder


@lru_cache(maxsize=32)
def caveats(folder: str) -> tuple[str, ...]:
    """Return what a place says of its own numbers."""
    from simulator.inputs.files import jurisdiction_folders
    from simulator.inputs.load import load_jurisdiction

    return next(
        (tuple(load_jurisdiction(path).file.caveats) for path in jurisdiction_folders() if path.name == folder), ()
    )


def place_of(identity: Identity) -> str:
    """Return the folder of the place that an answer is about, by its baseline's name."""
    parts = PurePath(identity.baseline).parts
    return parts[-2] if len(parts) > 1 else ""
