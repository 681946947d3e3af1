"""How much of a net rests on LEAD's published effects: the net at all of them, 75, 50 and 25 %, and none.

The diversion at entry is a booking that somebody can count, and is not discounted: it is what is left at none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulator.analysis.estimate import difference
from simulator.errors import InputError
from simulator.experiment.question import Question
from simulator.experiment.sensitivity_runs import Floats, Stake, Variation
from simulator.inputs.effects import SHARE
from simulator.model.events import Service
from simulator.results import Difference

SHARES = (1.0, 0.75, 0.5, 0.25, 0.0)
"""Shares of the published effects that carry over, as they are asked for."""
FEWEST = 2
"""Futures without which nobody can say what is luck."""


@dataclass(frozen=True)
class EffectLadder:
    """The net by future at each share of the published effects, in the order of `SHARES`: (shares, futures)."""

    question: Question
    stake: Stake
    nets: Floats

    def estimate(self, rung: int) -> Difference:
        """Return the net at one share with its range of futures."""
        by_future = self.nets[rung]
        return difference(by_future[:, np.newaxis] if self.question.draws > 1 else by_future[np.newaxis])

    @property
    def means(self) -> tuple[float, ...]:
        """The mean net at every share, in dollars."""
        return tuple(float(each) for each in self.nets.mean(axis=1))

    @property
    def turns(self) -> tuple[float, ...]:
        """The shares at which a straight line between the mean nets of two rungs is 0, from 100 % down."""
        rungs = pairwise(zip(SHARES, self.means, strict=True))
        return tuple(a - na * (b - a) / (nb - na) for (a, na), (b, nb) in rungs if na * nb < 0.0)

    @property
    def services_with_effects(self) -> tuple[str, ...]:
        """The services to which the scenario gives an effect of their own, which is not among those discounted."""
        stated = self.question.scenarios[0].parameters
        names = (service.name.lower() for service in Service)
        return tuple(name for name in names if stated[f"{name}.effect"].value != 1.0)


def variations() -> list[Variation]:
    """Return each share as what is believed in both scenarios and in the practice before them."""
    return [Variation(beliefs={SHARE: share}) for share in SHARES]


def check(question: Question) -> None:
    """Refuse a ladder of a single future."""
    if max(question.draws, 1) * question.replications < FEWEST:
        raise InputError(
            "one future cannot say what is luck on the ladder", key="--draws", found=question.draws,
            allowed="from 2 on, or --replications 2",
        )  # fmt: skip


def effect_ladder(question: Question, stake: Stake, nets: Callable[[Sequence[Variation]], Floats]) -> EffectLadder:
    """Return the net at every share; `nets` gives them by future for several variations."""
    check(question)
    return EffectLadder(question, stake, nets(variations()))


__all__ = ["SHARES", "EffectLadder", "check", "effect_ladder", "variations"]
