"""Whose life is shown: chosen by a rule that is said, never by how well it reads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.errors import InputError, nearest_names
from simulator.experiment.personal_costs import Floats, Ints

QUANTILE = {"typical": 0.5, "large-saving": 0.95, "loss": 0.05}
"""Which place a word asks for among participants in the order of their net, the largest loss first."""
RANDOM = "random"
WORDS = (*QUANTILE, RANDOM)


@dataclass(frozen=True)
class Choice:
    """Who was chosen, as it was asked, among how many people: those who complete an intake in the scenario `entered`.

    Nets are dollars that the baseline cost more than the scenario, the part that varies, with LEAD's shares: the 5th,
    50th and 95th percentile of those to choose from. `lower` is the share of them with a lower net than the person's.
    """

    number: int
    asked: str
    people: int
    entered: str
    low: float
    middle: float
    high: float
    lower: float


def read_choice(person: str | int) -> str | int:
    """Return what is asked for: a known word or a number. Raises InputError for anything else."""
    word = str(person).strip()
    if word in WORDS:
        return word
    if word.isascii() and word.isdecimal():
        return int(word[:20])  # more digits than any number of people has
    raise InputError(
        "there is no such way to choose a person",
        key="person",
        found=word,
        allowed=", ".join((*WORDS, "or a number")),
        nearest=nearest_names(word, WORDS),
    )


def refuse_unknown(asked: str | int, people: int) -> None:
    """Raise InputError if a person who is asked for by number does not exist."""
    if isinstance(asked, int) and asked >= people:
        raise InputError("there is no such person", key="person", found=asked, allowed=f"0 to {people - 1}")


def choose(asked: str | int, newcomers: Ints, entered: str, nets: Floats, luck: float) -> Choice:
    """Choose among the people who complete an intake, by the net of everybody; a number is taken as it is.

    Raises InputError where there is nobody to choose from.
    """
    cents = np.round(nets, 2) + 0.0  # so that a tie is a tie
    order = sorted((int(number) for number in newcomers), key=lambda number: (cents[number], number))
    if isinstance(asked, int):
        number = asked
    elif not order:
        allowed = f"0 to {len(nets) - 1}"
        raise InputError(
            "nobody completes an intake in either scenario: say whose life to show", key="person", allowed=allowed
        )
    elif asked == RANDOM:
        number = sorted(order)[int(luck * len(order))]
    else:
        number = at_quantile(order, cents, QUANTILE[asked])
    low, middle, high = (float(cents[at_quantile(order, cents, q)]) if order else 0.0 for q in (0.05, 0.5, 0.95))
    lower = float(np.mean(cents[order] < cents[number])) if order else 0.0
    return Choice(number, str(asked), len(order), entered, low, middle, high, lower)


def at_quantile(order: Sequence[int], nets: Floats, share: float) -> int:
    """Return who is at a quantile (nearest rank); of several with the same net, the lowest number."""
    net = nets[order[max(0, math.ceil(share * len(order)) - 1)]]
    return min(number for number in order if nets[number] == net)
