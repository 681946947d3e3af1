"""What an answer rests on: every uncertain input moved through its range, one at a time, and where the sign changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np

from simulator.analysis.sensitivity import told_apart
from simulator.errors import InputError
from simulator.experiment.break_even import BreakEven, break_evens
from simulator.experiment.collection import Progress
from simulator.experiment.oneway import (
    Effect,
    OneWay,
    Plan,
    Setting,
    beliefs,
    effects_of,
    futures_of,
    plan,
    settings_of,
)
from simulator.experiment.question import Question
from simulator.experiment.sensitivity_runs import Floats, Stake, Variation, nets, variants
from simulator.results import RunSink


@dataclass(frozen=True)
class Sensitivity:
    """The tornado of a question and the break-even value of every input, the widest swing first.

    `apart` says of each effect whether its swing can be told from noise; with one future nobody can say, and it is
    None.
    """

    question: Question
    stake: Stake
    one_way: OneWay
    apart: tuple[bool, ...] | None
    break_evens: tuple[BreakEven, ...]

    @property
    def effects(self) -> tuple[Effect, ...]:
        """One effect for each input: of shares of a whole that of the category with the widest swing."""
        return self.one_way.of_each_input


@dataclass(frozen=True)
class Bench:
    """Where runs are kept and who does them: what turns variations into nets."""

    sink: RunSink
    executor: Callable[[], Executor]
    workers: int
    report: Callable[[Progress], None] = field(default=lambda _: None)

    @property
    def hands(self) -> tuple[RunSink, Callable[[], Executor], int, Callable[[Progress], None]]:
        """What everything that does runs takes, in its order."""
        return self.sink, self.executor, self.workers, self.report

    def nets(self, question: Question, stake: Stake) -> Callable[[Sequence[Variation]], Floats]:
        """Return what gives the nets of several variations by future: (variations, futures)."""

        def by_future(variations: Sequence[Variation]) -> Floats:
            planned = variants(question, variations, stake)
            found = nets(planned, *self.hands)
            return np.stack([futures_of(each) for each in found])

        return by_future


def uncertain(question: Question, prefix: str = "") -> tuple[Setting, ...]:
    """Return how each input with a range is moved whose path begins with `prefix`; InputError where there is none.

    What the scenario chooses for itself may still be uncertain in its baseline and in the practice before.
    """
    found = tuple(_uncertain(question, prefix))
    if not found:
        raise InputError("no input has a range to be moved in", key="--find", found=prefix)
    return found


def _uncertain(question: Question, prefix: str) -> Iterator[Setting]:
    for path in question.jurisdiction.parameters:
        if path.startswith(prefix):
            yield from next(filter(None, (settings_of(path, belief) for belief in beliefs(question, path))), [])


def tornado_plan(question: Question, prefix: str, stake: Stake) -> Plan:
    """Return every run of the tornado."""
    return plan(question, uncertain(question, prefix), stake)


def sensitivity(planned: Plan, top: int, bench: Bench) -> Sensitivity:
    """Do what is planned, then search for break-even values; in full for `top` inputs and all that change the sign."""
    question, stake = planned.question, planned.variants.stake
    found = nets(planned.variants, *bench.hands)
    moved = effects_of(planned, found)
    effects = moved.of_each_input
    several = len(moved.base) > 1
    apart = told_apart([effect.by_future for effect in effects]) if several else None
    of_noise = [not each for each in apart] if apart is not None else [False] * len(effects)
    widest = set(sorted(range(len(effects)), key=lambda i: (of_noise[i], i))[:top])  # what is noise comes last
    full = [i in widest for i in range(len(effects))]
    return Sensitivity(question, stake, moved, apart, break_evens(effects, full, bench.nets(question, stake)))


__all__ = ["Bench", "Sensitivity", "sensitivity", "tornado_plan", "uncertain"]
