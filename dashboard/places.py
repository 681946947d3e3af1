"""Places, chosen by their titles: those that ship and those of kept answers, and what to ask of one without any."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from dashboard.queries import EXAMPLE, Listed, place_of, place_title
from dashboard.starts import names, start_of, titles
from simulator.experiment.executors import workers_here
from simulator.inputs.files import jurisdiction_folders
from simulator.results import Identity
from simulator.work.request import Request, Source

OWN_FILES = "-"
"""What an address has for scenarios whose files are in no place's folder."""
OWN_TITLE = "Your own files"
WITH, WITHOUT = "With an answer", "Not asked about yet"
USUAL = ("current", "pilot")
"""Scenarios that say how things are; the first of them that a place has stands for it."""
MOST_ASKED, DRAWS, LONGEST = 4, 50, 540.0


@lru_cache(maxsize=1)
def shipped() -> tuple[str, ...]:
    """Return the folders of the places that come with leadsim, in the order of their titles."""
    return tuple(sorted((path.name for path in jurisdiction_folders()), key=place_title))


def key_of(identity: Identity) -> str:
    """Return what an address has for the place of an answer."""
    return place_of(identity) or OWN_FILES


def title_of(key: str) -> str:
    """Return what a place is called."""
    return OWN_TITLE if key == OWN_FILES else place_title(key)


def choices(listed: Sequence[Listed], shown: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Return places as choices, and whether each has an answer; the one that is shown is among them."""
    answered = {key_of(each.identity) for each in listed}
    known = [*shipped(), *sorted({*answered, shown} - set(shipped()))]
    order = sorted(known, key=lambda key: (key not in answered, known.index(key)))
    return [(key, title_of(key)) for key in order], [WITH if key in answered else WITHOUT for key in order]


def answer_of(key: str, listed: Sequence[Listed]) -> str | None:
    """Return the newest answer about a place, one's own before the example; None where there is none."""
    mine = [each.id for each in listed if key_of(each.identity) == key]
    return next((id_ for id_ in mine if id_ != EXAMPLE), next(iter(mine), None))


# -- what can be asked of a place -----------------------------------------------------------------------------


def scenarios_of(key: str) -> list[tuple[str, str]]:
    """Return the scenarios of a shipped place as (name, title): how things are first, its baseline last."""
    mine = [name for name in names() if name.partition("/")[0] == key]
    baseline = start_of(mine[0])[0].baseline_name if mine else ""
    usual = [f"{key}/{name}" for name in USUAL]
    order = sorted(mine, key=lambda name: (name == baseline, name not in usual, mine.index(name)))
    return [(name, titles()[name]) for name in order]


def usual_start(key: str) -> str | None:
    """Return the scenario that says how things are in a shipped place; None for another place."""
    return next((name for name, _ in scenarios_of(key)), None)


def request_for(key: str) -> Request | None:
    """Return a question about as many scenarios of a shipped place as can be answered soon; None for another place."""
    mine = [name for name, _ in scenarios_of(key)][:-1][:MOST_ASKED]
    for several in range(len(mine), 0, -1):
        found = Request(tuple(Source(name) for name in mine[:several]), draws=DRAWS)
        if several == 1 or found.question().seconds(workers_here()) <= LONGEST:
            return found
    return None
