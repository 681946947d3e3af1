"""What a scenario rests on: its inputs with value, range, source and grade, found by topic, grade and words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from simulator.inputs.files import scenarios_folder
from simulator.inputs.load import list_scenarios, load_scenario
from simulator.inputs.parameter import GRADES, Grade, Parameter, Uncertainty, Value
from simulator.inputs.reader import read_document
from simulator.inputs.scenario import Scenario, TopicFile
from simulator.inputs.validate import validate
from simulator.report import words
from simulator.report.listings import in_full

ALL_OF_THEM = "all"
FIRST_TOPICS = ("effects", "program", "services", "funding", "reinvestment", "savings", "costs", "contracts", "jail")
"""The topics that an answer leans on most, by their files; the others follow in the order of theirs."""

BOXES: Mapping[Grade, int | None] = {
    "local data": 4,
    "published, several studies": 3,
    "published, one study": 2,
    "derived": 2,
    "expert judgment": 1,
    "placeholder": 0,
    "policy choice": None,
}
"""How many of four boxes a grade fills; a choice is no evidence, and has none."""

RANGES = {"uniform": "lowest to highest", "triangular": "lowest to highest"}
MIDDLE = "middle 90%"
NO_RANGE = "none"
LINK = re.compile(r"\bdoi: ?10\.\d{4,9}/[-._;()/:A-Za-z0-9]+|\bhttps?://[^\s<>\"'“”]+")


@dataclass(frozen=True)
class Topic:
    """What a file of parameters is about: the file's name, its title, and the paths in it."""

    name: str
    title: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A number of an input: its category (nothing if it has none), the number, what it was, its range, what that is.

    `before` is nothing where the scenario leaves it as it is; `kind` is nothing where there is no range.
    """

    category: str
    value: str
    before: str = ""
    range: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Input:
    """A parameter of a scenario; `before` is the place's own where the scenario changes it."""

    path: str
    topic: Topic
    parameter: Parameter
    before: Parameter | None = None

    @property
    def is_choice(self) -> bool:
        """Whether somebody chooses it, so that nothing is to be known about it."""
        return self.parameter.grade == "policy choice"

    @property
    def is_fact(self) -> bool:
        """Whether it is something to be known: no choice, and not made of others."""
        return not self.is_choice and self.parameter.formula is None

    @property
    def origin(self) -> str:
        """Where it is from: its source, or the assumption behind it."""
        return self.parameter.source or self.parameter.assumption or ""

    @property
    def is_certain(self) -> bool:
        """Whether futures do not differ in it."""
        given = self.parameter.uncertainty
        each = given.values() if isinstance(given, dict) else [given] if given else []
        return self.parameter.formula is None and all(one.is_fixed for one in each)

    def entries(self) -> tuple[Entry, ...]:
        """Return its numbers: one, or one for each category, and after them those of later dates."""
        if self.parameter.value is None:
            return (Entry("", "by formula", _was(self.before, "")),)
        first = [
            Entry(category, in_full(value), _changed(self.before, category, value), *self._range(category))
            for category, value in _by_category(self.parameter.value)
        ]
        later = [
            Entry(f"{words.plain(category)} from {entry.from_}".strip(), in_full(value))
            for entry in self.parameter.then
            for category, value in _by_category(entry.value)
        ]
        return (*(replace(entry, category=words.plain(entry.category)) for entry in first), *later)

    def _range(self, category: str) -> tuple[str, str]:
        given = self.parameter.uncertainty
        return range_of(given.get(category) if isinstance(given, dict) else given)


def _by_category(value: Value) -> list[tuple[str, float]]:
    return list(value.items()) if isinstance(value, dict) else [("", value)]


def _changed(before: Parameter | None, category: str, value: float) -> str:
    """Return what a number was, if it is another one now."""
    was = _was(before, category)
    return was if was != in_full(value) else ""


def _was(before: Parameter | None, category: str) -> str:
    if before is None:
        return ""
    if before.value is None:
        return "by formula"
    return in_full(dict(_by_category(before.value))[category])


def range_of(uncertainty: Uncertainty | None) -> tuple[str, str]:
    """Return a range, and in words what it is; (`none`, nothing) where a number is taken as certain."""
    if uncertainty is None or uncertainty.is_fixed:
        return NO_RANGE, ""
    if uncertainty.low is not None and uncertainty.high is not None:
        kind = RANGES.get(uncertainty.distribution, MIDDLE)
        return f"{in_full(uncertainty.low)} to {in_full(uncertainty.high)}", kind
    if uncertainty.standard_error is not None:
        return f"± {in_full(uncertainty.standard_error)}", "one standard error"
    assert uncertainty.concentration is not None
    return f"worth {in_full(uncertainty.concentration)}", "observations, all shares together"


# -- what there is ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def topics() -> tuple[Topic, ...]:
    """Return the topics, those first that an answer leans on most."""
    found = {}
    for path in sorted((scenarios_folder() / "parameters").glob("*.yaml")):
        file = validate(TopicFile, read_document(path))
        found[path.stem] = Topic(path.stem, file.title, tuple(file.parameters))
    first = [name for name in FIRST_TOPICS if name in found]
    return tuple(found[name] for name in dict.fromkeys([*first, *found]))


@lru_cache(maxsize=32)
def shipped(name: str) -> Scenario | None:
    """Return a scenario that comes with leadsim; None for any other, whose file is nobody's to open from here."""
    return load_scenario(name) if name in list_scenarios() else None


def inputs_of(scenario: Scenario) -> tuple[Input, ...]:
    """Return all inputs of a scenario in the order of their topics, and what they are in its place without it."""
    return _side_by_side(scenario.jurisdiction.parameters, scenario.parameters)


def between(one: Scenario, other: Scenario) -> tuple[Input, ...]:
    """Return the inputs of `other` that are not the same in `one`."""
    return tuple(each for each in _side_by_side(one.parameters, other.parameters) if each.before is not None)


def _side_by_side(before: Mapping[str, Parameter], after: Mapping[str, Parameter]) -> tuple[Input, ...]:
    return tuple(
        Input(path, topic, after[path], before[path] if _differ(before[path], after[path]) else None)
        for topic in topics()
        for path in topic.paths
    )


def _differ(one: Parameter, other: Parameter) -> bool:
    return (one.value, one.formula, one.then) != (other.value, other.formula, other.then)


# -- what is looked for -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Search:
    """Which inputs are shown: of a topic, of a grade, and with some words; nothing of a kind means all."""

    topic: str = ALL_OF_THEM
    grade: str = ALL_OF_THEM
    find: str = ""

    @property
    def is_on(self) -> bool:
        """Whether anything is left out."""
        return self != Search()

    def of(self, inputs: Sequence[Input]) -> tuple[Input, ...]:
        """Return the inputs that are looked for; all words must be there, in any order."""
        wanted = self.find.casefold().split()
        return tuple(
            each
            for each in inputs
            if self.topic in (ALL_OF_THEM, each.topic.name)
            and self.grade in (ALL_OF_THEM, each.parameter.grade)
            and all(word in _text(each) for word in wanted)
        )


def search_of(topic: str | None, grade: str | None, find: str | None) -> Search:
    """Return a search from an address; what is no topic or no grade means all."""
    return Search(
        next((each.name for each in topics() if each.name == topic), ALL_OF_THEM),
        next((each for each in GRADES if each == grade), ALL_OF_THEM),
        " ".join((find or "").split()),
    )


def _text(each: Input) -> str:
    parameter = each.parameter
    told = (each.path, parameter.label, each.topic.title, each.origin, parameter.note or "", parameter.formula or "")
    return " ".join(told).casefold()


# -- links ---------------------------------------------------------------------------------------------------------


def linked(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text in pieces (text, address); only DOIs and http(s) addresses have one, the others have nothing."""
    end = 0
    for found in LINK.finditer(text):
        piece = _without_end(found.group())
        yield text[end : found.start()], ""
        yield piece, f"https://doi.org/{piece[4:].strip()}" if piece.startswith("doi:") else piece
        end = found.start() + len(piece)
    yield text[end:], ""


def _without_end(piece: str) -> str:
    """Return an address without what belongs to the sentence around it."""
    while piece[-1] in ".,;:" or (piece[-1] == ")" and piece.count(")") > piece.count("(")):
        piece = piece[:-1]
    return piece
