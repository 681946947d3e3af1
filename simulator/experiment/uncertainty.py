"""How sure an answer is: a two-level design whose split a pilot chooses, and what follows from its draws.

Every number is read off one sample of runs: chances by payer, rung and year are those of `leadsim compare` of the same
draws, and costs, effects and the worth of learning are of the same futures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.analysis.money import views
from simulator.analysis.net_samples import spent_of
from simulator.analysis.samples import Pair
from simulator.analysis.two_level import Components, Split, best_for_spread, components, without_luck
from simulator.analysis.unit_costs import UnitCost, unit_cost
from simulator.analysis.value_of_information import against_nothing, expected_losses, perfect
from simulator.errors import InputError, nearest_names
from simulator.experiment.collection import Collection
from simulator.experiment.compare import complete
from simulator.experiment.question import MOST_REPLICATIONS, Question
from simulator.experiment.sensitivity import Bench
from simulator.experiment.sensitivity_runs import Stake, Variants, Variation, variants
from simulator.experiment.uncertain_inputs import GroupWorth, worth_of_groups
from simulator.model.measures import parts_of
from simulator.results import Comparison
from simulator.units import DAYS_PER_YEAR

Floats = npt.NDArray[np.float64]
PILOT = Split(20, 2)
USUAL_RUNS = 500
FEWEST_RUNS = 8
OPTIONS = ("baseline", "scenario")


@dataclass(frozen=True)
class Effect:
    """An effect that is not money: what is counted, how it is told, and whether less of it is better."""

    measure: str
    one: str
    many: str
    less: bool
    size: float = 1.0


EFFECTS: Mapping[str, Effect] = {
    "bookings": Effect("bookings", "booking avoided", "bookings avoided", less=True),
    "jail_days": Effect("jail_days", "jail day avoided", "jail days avoided", less=True),
    "housed": Effect("housed_days", "year of one person housed", "person-years housed", less=False, size=DAYS_PER_YEAR),
}


@dataclass(frozen=True)
class Options:
    """What the baseline and the scenario cost and do, by draw: (draws, 2). More of an effect is better."""

    costs: Floats
    effects: Mapping[str, Floats]

    @property
    def nets(self) -> Floats:
        """What the scenario saves, in dollars by draw."""
        saved: Floats = self.costs[:, 0] - self.costs[:, 1]
        return saved

    def more(self, effect: str) -> Floats:
        """Return what the scenario does more than the baseline, by draw."""
        gained: Floats = self.effects[effect][:, 1] - self.effects[effect][:, 0]
        return gained

    def cost_of(self, effect: str) -> UnitCost:
        """Return what one unit of an effect costs net of what it saves: all the dollars over all the units."""
        return unit_cost(-self.nets[:, np.newaxis], self.more(effect)[:, np.newaxis])


@dataclass(frozen=True)
class Uncertainty:
    """What is known of how sure an answer is. `components` are None where no draw was repeated.

    `chosen` says whether the split was chosen by a pilot. `pulled` are the nets by draw without luck, and
    `saving_runs` is the share of single runs that save: one draw in one world, as the real future is.
    """

    question: Question
    stake: Stake
    comparison: Comparison
    options: Options
    components: Components | None
    pilot: Split | None
    chosen: bool
    pulled: Floats
    saving_runs: float
    groups: tuple[GroupWorth, ...]

    @property
    def mean(self) -> float:
        """The mean net, by whose sign the scenario or its baseline is chosen."""
        return float(self.options.nets.mean())

    @property
    def losses(self) -> Floats:
        """What is lost on average by taking the baseline, and the scenario, where the other turns out better: (2,)."""
        return expected_losses(against_nothing(self.options.nets))

    @property
    def perfect(self) -> float:
        """The expected value of perfect information on the inputs: luck cannot be learned, and is taken out."""
        return perfect(against_nothing(self.pulled))


# -- the design -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Design:
    """A question whose draws and replications are to be chosen, or are given, at so many runs."""

    question: Question
    stake: Stake
    runs: int = USUAL_RUNS
    draws: int | None = None
    replications: int | None = None

    def __post_init__(self) -> None:
        if self.runs < FEWEST_RUNS:
            raise InputError(
                "two levels take more runs", key="--runs", found=self.runs, allowed=f"{FEWEST_RUNS} or more"
            )
        if self.draws is not None and self.draws < 2:
            raise InputError("a spread takes draws", key="--draws", found=self.draws, allowed="2 or more")

    @property
    def pairs(self) -> int:
        """How many runs of the scenario there are, each beside one of the baseline."""
        return self.runs // 2

    @property
    def pilot(self) -> Variants | None:
        """The runs of the pilot; None where the design is given and has repeated draws of its own."""
        if self.given and self.given.replications > 1:
            return None
        draws = min(PILOT.draws, self.given.draws if self.given else max(2, self.pairs // 2))
        return self.of(Split(draws, PILOT.replications))

    @property
    def given(self) -> Split | None:
        """The split, where it is not to be chosen."""
        if self.draws is None and self.replications is None:
            return None
        draws = self.draws or max(2, self.pairs // (self.replications or 1))
        return Split(draws, self.replications or max(1, min(MOST_REPLICATIONS, self.pairs // draws)))

    def of(self, split: Split) -> Variants:
        """Return every run of a split; InputError for a payer, a fund or a price that there cannot be."""
        question = replace(self.question, draws=split.draws, replications=split.replications)
        return variants(question, [Variation()], self.stake)


def split_of(design: Design, pilot: Floats | None) -> Split:
    """Return how many draws and replications are run: what was given, or what the pilot makes the best of."""
    if design.given is not None:
        return design.given
    assert pilot is not None
    found = components(pilot)
    if found.between + found.within == 0.0:
        return Split(design.pairs, 1)
    return best_for_spread(found.between, found.within, design.pairs, Split(*pilot.shape))


# -- doing it ---------------------------------------------------------------------------------------------


def nets_of(planned: Variants, bench: Bench) -> Floats:
    """Return the net of each run of a design in dollars: (draws, replications)."""
    collection = Collection(planned.question, bench.sink)
    complete(collection, *bench.hands[1:])
    before, after = _spent(next(iter(collection.pairs())), planned.stake)
    return before - after


def uncertainty(planned: Variants, bench: Bench, pilot: Floats | None, *, chosen: bool) -> Uncertainty:
    """Return how sure the answer to a question is; `pilot` are the nets of some of its draws repeated."""
    question, stake = planned.question, planned.stake
    collection = Collection(question, bench.sink)
    complete(collection, *bench.hands[1:])
    (pair,) = collection.pairs()
    before, after = _spent(pair, stake)
    found = components(before - after, pilot) if pilot is not None or question.replications > 1 else None
    nets = (before - after).mean(axis=1)
    pulled = without_luck(before - after, found) if found else nets
    return Uncertainty(
        question=question,
        stake=stake,
        comparison=collection.answer([pair]),
        options=Options(np.stack([before.mean(axis=1), after.mean(axis=1)], axis=1), _effects(pair)),
        components=found,
        pilot=Split(*pilot.shape) if pilot is not None else None,
        chosen=chosen,
        pulled=pulled,
        saving_runs=float((before - after > 0.0).mean()),
        groups=worth_of_groups(question, nets),
    )


def _spent(pair: Pair, stake: Stake) -> tuple[Floats, Floats]:
    payers = next(payers for payers, name in views(pair.axes) if name == stake.payer)
    return spent_of(pair, stake.net, payers)


def _effects(pair: Pair) -> dict[str, Floats]:
    """Return every effect by draw and option."""
    found = {}
    for name, effect in EFFECTS.items():
        sides = [counts.of(parts_of(effect.measure))[:, :, 0].mean(axis=1) for counts in pair.counts]
        amounts = np.stack(sides, axis=1) / effect.size
        found[name] = -amounts if effect.less else amounts
    return found


def effect_named(name: str) -> str:
    """Return the name of an effect; InputError where there is none."""
    if name not in EFFECTS:
        raise InputError(
            "there is no such effect", key="--effect", found=name, allowed=", ".join(EFFECTS),
            nearest=nearest_names(name, EFFECTS),
        )  # fmt: skip
    return name


__all__ = [
    "EFFECTS",
    "OPTIONS",
    "PILOT",
    "USUAL_RUNS",
    "Design",
    "Effect",
    "Options",
    "Uncertainty",
    "effect_named",
    "nets_of",
    "split_of",
    "uncertainty",
]
