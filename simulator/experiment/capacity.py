"""How much it takes: the smallest size of a program at which a target holds, verified, and what each size brings."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.analysis import capacity as analysis
from simulator.errors import InputError
from simulator.experiment.capacity_runs import CASE_MANAGERS, DEFAULT_START, Seen, Sized, Start, look
from simulator.experiment.capacity_search import between, search
from simulator.experiment.sensitivity import Bench
from simulator.experiment.staffing import staffing_rules
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.values import Snapshot, number

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

DEFAULT_CHANCE = 0.9
STEP = 0.1
"""Neighbors on the curve differ by no more than this share of futures, where sizes between them are worth a run."""
ROUNDS = 6
USUAL_SIZES = 20
"""About as many sizes as a search tries."""


@dataclass(frozen=True)
class Target:
    """What must hold, and in which share of futures.

    Either at most a share of all who qualify is turned away, or 95 of 100 of them get a place within so many days.
    """

    turned_away: float = 0.0
    wait_days: float | None = None
    chance: float = DEFAULT_CHANCE

    def __post_init__(self) -> None:
        for key, value, allowed, fine in (
            ("--turned-away", self.turned_away, "0 to less than 1, a share", 0.0 <= self.turned_away < 1.0),
            ("--wait-days", self.wait_days, "0 days or more", self.wait_days is None or 0.0 <= self.wait_days < 1e6),
            ("--chance", self.chance, "above 0, to 1", 0.0 < self.chance <= 1.0),
        ):
            if not fine:
                raise InputError("there is no such target", key=key, found=value, allowed=allowed)

    def met(self, seen: Floats) -> Bools:
        """Return in which runs it holds; `seen` has the fields of `Seen` as its last axis."""
        of: Seen[Floats] = Seen._make(np.moveaxis(seen, -1, 0))
        if self.wait_days is not None:
            found: Bools = of.wait_p95 <= self.wait_days + 1e-9
        else:
            found = of.turned_away <= self.turned_away * of.qualified + 1e-9
        return found


@dataclass(frozen=True)
class Capacity:
    """The answer: what was seen at each size tried, ascending: (draws, replications, fields of `Seen`).

    `stated` is the scenario's own size by draw, at its largest. `smallest` is None where no size up to `most` is
    enough, and `alone` are smaller sizes at which the target holds although it does not at a larger one.
    """

    sized: Sized
    target: Target
    most: int
    seen: Mapping[int, Floats]
    smallest: int | None
    alone: tuple[int, ...]
    stated: tuple[float, ...]
    to_demand: bool
    changes_later: bool

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes that were tried."""
        return tuple(self.seen)

    @property
    def met(self) -> Bools:
        """In which runs the target holds: (sizes, draws, replications)."""
        return np.stack([self.target.met(each) for each in self.seen.values()])

    def share(self, size: int) -> float:
        """Return the share of futures in which the target holds at a size."""
        return float(self.target.met(self.seen[size]).mean())

    @property
    def futures(self) -> int:
        """How many futures were looked at."""
        return int(self.met[0].size)

    def by_future(self, size: int) -> Seen[Floats]:
        """Return what is seen at a size, each field with shape (futures,)."""
        return Seen._make(self.seen[size].reshape(-1, len(Seen._fields)).T)

    @property
    def spread(self) -> tuple[float, float, float]:
        """The size that is enough in 5 %, in half and in 95 % of futures; inf where none that was tried is."""
        return analysis.spread(analysis.own_smallest(self.sizes, self.met.reshape(len(self.sizes), -1)))

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 90 % interval of the smallest size that the finite number of draws leaves; inf lies above all tried."""
        return analysis.interval(self.sizes, self.met, self.target.chance, self.sized.question.seed)

    @property
    def stated_size(self) -> float:
        """The mean of the scenario's own size over draws."""
        return float(np.mean(self.stated))

    def smallest_for(self, target: Target) -> float:
        """Return the smallest of the sizes tried that is enough for another target, or inf."""
        shares = np.array([target.met(each).mean() for each in self.seen.values()])
        return analysis.smallest(self.sizes, shares, target.chance)

    def budget(self, size: float) -> float:
        """Return the mean dollars a year that buy a size."""
        one, two = (self.by_future(each).budget.mean() for each in (self.sizes[0], self.sizes[-1]))
        each = (two - one) / (self.sizes[-1] - self.sizes[0]) if len(self.sizes) > 1 else 0.0
        return float(one + (size - self.sizes[0]) * each)


def capacity_plan(sized: Sized, most: int | None) -> tuple[Start, int, int]:
    """Return the runs that the search begins with, the size it begins with, and the largest size it tries."""
    drawn = _drawn(sized)
    bound = _bound(sized, drawn) if most is None else most
    if bound < 1:
        raise InputError("there is nothing to search", key="--most", found=bound, allowed="1 or more")
    stated = [_stated(sized, inputs) for inputs in drawn]
    start = min(bound, max(1, round(float(np.mean(stated)))) if any(stated) else DEFAULT_START)
    first = sorted({min(max(1, size), bound) for size in (start // 2, start, 2 * start)})
    return Start(sized, sized.keys(first)), start, bound


def capacity(sized: Sized, target: Target, bench: Bench, most: int | None = None) -> Capacity:
    """Search the smallest size, verify it beside and above, and fill in the curve where futures differ."""
    drawn = _drawn(sized)
    _, start, bound = capacity_plan(sized, most)
    seen: dict[int, Floats] = {}

    def shares(sizes: Sequence[int]) -> Mapping[int, float]:
        new = [size for size in sizes if size not in seen]
        seen.update(look(sized, new, bench) if new else {})
        return {size: float(target.met(seen[size]).mean()) for size in sizes}

    searched = search(shares, target.chance, start, (1, bound))
    for _ in range(ROUNDS):
        if not (more := between(searched.shares, bound, STEP)):
            break
        searched = search(shares, target.chance, start, (1, bound), {**searched.shares, **shares(more)})
    return Capacity(
        sized, target, bound, {size: seen[size] for size in sorted(seen)}, searched.smallest, searched.alone,
        tuple(_stated(sized, inputs) for inputs in drawn),
        to_demand=sized.sets == CASE_MANAGERS and number(_values(drawn[0]), "lead.hire_to_demand") > 0.0,
        changes_later=any(day > sized.calendar.start for day in drawn[0].policy.dates((sized.sets,))),
    )  # fmt: skip


def _drawn(sized: Sized) -> list[Inputs]:
    question = sized.question
    return [draw_inputs(sized.scenario, question.seed, draw) for draw in question.draw_numbers]


def _stated(sized: Sized, inputs: Inputs) -> float:
    """Return the largest size that a draw gives the scenario itself in the horizon, in whole units."""
    if sized.sets == CASE_MANAGERS:
        targets = staffing_rules(inputs).targets
        at_start = [staff for day, staff in targets if day <= 0.0][-1:]
        return float(max([*at_start, *(staff for day, staff in targets if day > 0.0)]))
    dates = [sized.calendar.start, *(day for day in inputs.policy.dates((sized.sets,)) if day > sized.calendar.start)]
    return float(max(math.floor(number(inputs.policy.at(day), sized.sets)) for day in dates))


def _bound(sized: Sized, drawn: Sequence[Inputs]) -> int:
    """Return what has room for everybody in the pool, with the places that are kept free for arrests."""
    most = 1.0
    for inputs in drawn:
        values = _values(inputs)
        people = number(values, "population.pool")
        if sized.sets == CASE_MANAGERS:
            people /= number(values, "lead.caseload") * (1.0 - number(values, "lead.kept_for_arrests"))
        most = max(most, people)
    return math.ceil(most)


def _values(inputs: Inputs) -> Snapshot:
    return inputs.policy.at(inputs.scenario.jurisdiction.calendar.start)


__all__ = ["DEFAULT_CHANCE", "USUAL_SIZES", "Capacity", "Target", "capacity", "capacity_plan"]
