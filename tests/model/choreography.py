"""The order of steps as a set of paths, and as it is written in the list of transitions.

The list (here) and the code of an engine (`tests.model.reading`) both become a set of paths: every order of steps that
is possible, with loops run up to twice. Conditions are not read, so a path may be one that never happens; but it is
then one on both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

Path = tuple[str, ...]
Paths = frozenset[Path]

NOTHING: Paths = frozenset({()})
NEVER: Paths = frozenset()


def joined(first: Paths, second: Paths) -> Paths:
    if second == NOTHING:
        return first
    return frozenset(one + other for one in first for other in second)


def repeated(paths: Paths) -> Paths:
    return NOTHING | paths | joined(paths, paths)


def renamed(paths: Paths, name: Callable[[str], str]) -> Paths:
    """Return the paths with other names for the steps that are transitions."""
    return frozenset(tuple(name(word) if word[0].islower() else word for word in path) for path in paths)


ENDS = {"(": ")", "[": "]", "{": "}"}


def written(steps: str) -> Paths:
    """Return the paths of steps in the notation of `simulator.model.transitions`."""
    words = iter(steps.split())
    paths, end = _alternatives(words)
    assert end == "", f"{end} closes nothing: {steps}"
    return paths


def _alternatives(words: Iterator[str]) -> tuple[Paths, str]:
    """Read up to what closes the bracket; return the paths and the mark that closed it."""
    found, path = NEVER, NOTHING
    for word in words:
        if word in ENDS:
            inner, end = _alternatives(words)
            assert end == ENDS[word], f"{word} is not closed"
            path = joined(path, {"(": inner, "[": inner | NOTHING, "{": repeated(inner)}[word])
        elif word == "|":
            found, path = found | path, NOTHING
        elif word in ENDS.values():
            return found | path, word
        else:
            path = joined(path, frozenset({(word,)}))
    return found | path, ""
