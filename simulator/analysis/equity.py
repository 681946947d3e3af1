"""Equity: how often each decision falls on one group for each time on another, among those it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np
import numpy.typing as npt

from simulator.analysis.estimate import difference
from simulator.analysis.record import record
from simulator.analysis.samples import Pair
from simulator.model.quantities import Quantity
from simulator.results import Record
from simulator.units import DAYS_PER_YEAR

Floats = npt.NDArray[np.float64]
Q = Quantity

FEWEST, FEWEST_FED = 10.0, 30.0
"""A rate of fewer than these, counted and decided about, on average over the horizon, is not told."""
PER = 1_000.0
COUNT, FEEDER = "count", "feeder"
IN_BASELINE, IN_SCENARIO, CHANGE, GAP = "rri_baseline", "rri_scenario", "rri_change", "gap_change"


@dataclass(frozen=True)
class Decision:
    """One decision: what is counted, and its feeder stage, which is what it was decided about.

    `less` is not of the feeder; `scale` is how many of what is summed make one of its unit.
    """

    key: str
    stage: str
    label: str
    feeder_label: str
    counted: tuple[Q, ...]
    feeder: tuple[Q, ...]
    less: tuple[Q, ...] = ()
    scale: float = 1.0


def _run(first: Q, length: int) -> tuple[Q, ...]:
    return tuple(Q(first + i) for i in range(length))


BOOKED, ARRESTED = _run(Q.ARRESTS_BOOKED_CITY, 2), _run(Q.ARRESTS_CITED_CITY, 4)
CONVICTED = _run(Q.CONVICTIONS_SUPERIOR, 3)
DECIDED = (*CONVICTED, *_run(Q.DISMISSALS_SUPERIOR, 3), *_run(Q.COURT_DIVERSIONS_SUPERIOR, 3))
POOL = "person-years in the pool"

DECISIONS: tuple[Decision, ...] = (
    Decision("bookings", "all stages together", "Jail bookings, warrants included", POOL,
             _run(Q.BOOKINGS_SUPERIOR, 3), (Q.PERSON_DAYS,), scale=DAYS_PER_YEAR),
    Decision("participants", "all stages together", "New LEAD participants", POOL,
             (Q.FIRST_INTAKES,), (Q.PERSON_DAYS,), scale=DAYS_PER_YEAR),
    Decision("arrest", "police", "Arrests for new offenses", "police contacts", ARRESTED, (Q.CONTACTS,)),
    Decision("booked", "police", "Arrests booked into jail", "arrests for new offenses", BOOKED, ARRESTED),
    Decision("eligible", "LEAD", "Contacts that LEAD may divert", "contacts of people whom LEAD does not have yet",
             (Q.ELIGIBLE_CONTACTS,), (Q.PROTOCOL_CONTACTS,)),
    Decision("offered", "LEAD", "Offers of diversion", "contacts that LEAD may divert",
             (Q.DIVERSION_OFFERS,), (Q.ELIGIBLE_CONTACTS,)),
    Decision("accepted", "LEAD", "Offers accepted", "offers of diversion", (Q.REFERRALS_ARREST,),
             (Q.DIVERSION_OFFERS,)),
    Decision("diverted", "LEAD", "Diversions", "offers accepted", _run(Q.DIVERSIONS_CITY, 2), (Q.REFERRALS_ARREST,)),
    Decision("referred", "LEAD", "Social-contact referrals", "person-years in the pool outside LEAD",
             (Q.REFERRALS_SOCIAL,), (Q.PERSON_DAYS,), (Q.PARTICIPANT_DAYS, Q.WAITING_DAYS), DAYS_PER_YEAR),
    Decision("intake", "LEAD", "Intakes completed", "intakes completed or not", (Q.INTAKES,),
             (Q.INTAKES, Q.INTAKE_FAILURES)),
    Decision("filed", "courts", "Cases filed", "charges referred",
             _run(Q.FILINGS_SUPERIOR, 3), _run(Q.CHARGES_REFERRED_SUPERIOR, 3)),
    Decision("convicted", "courts", "Convictions", "cases decided", CONVICTED, DECIDED),
    Decision("jail_sentence", "courts", "Jail sentences", "convictions", (Q.JAIL_SENTENCES,), CONVICTED),
    Decision("prison", "courts", "Prison admissions", "convictions", (Q.PRISON_ADMISSIONS,), CONVICTED),
)  # fmt: skip
"""In the order in which a person meets them, after what they come to together."""


@dataclass(frozen=True)
class Cell:
    """What one decision counts of one group on one side, by draw and replication: shape (draws, replications)."""

    count: Floats
    feeder: Floats

    @property
    def is_enough(self) -> bool:
        """Whether a rate of it may be told."""
        return enough(float(self.count.mean()), float(self.feeder.mean()))

    @property
    def rate(self) -> float:
        """The rate of all draws together: means over means, so that no draw with few decides it."""
        return float(self.count.mean() / self.feeder.mean())

    @property
    def by_draw(self) -> Floats:
        """The rate of each draw; shape (draws,). Not a number where a draw decided about nobody."""
        return _divided(self.count.mean(axis=1), self.feeder.mean(axis=1))


def enough(count: float, feeder: float) -> bool:
    """Return whether a rate of so many counted among so many decided about may be told."""
    return count >= FEWEST and feeder >= FEWEST_FED


def equity_records(pair: Pair) -> Iterator[Record]:
    """Return for each decision what is counted by group, and each group beside each other one as its reference."""
    groups = pair.axes.groups
    for decision in DECISIONS:
        cells = [[_cell(pair, side, decision, g) for g in range(len(groups))] for side in (0, 1)]
        for g, group in enumerate(groups):
            before, after = (side[g] for side in cells)
            fed = "counted" if decision.scale == 1.0 else "person-years"
            yield _record(pair, COUNT, "counted", decision, group, before.count, after.count)
            yield _record(pair, FEEDER, fed, decision, group, before.feeder, after.feeder)
        for g, other in permutations(range(len(groups)), 2):
            of_two = [(side[g], side[other]) for side in cells]
            found = _of_two(pair, decision, of_two[0], of_two[1])
            yield from (replace(each, group=groups[g], basis=groups[other]) for each in found)


def _cell(pair: Pair, side: int, decision: Decision, group: int) -> Cell:
    counts = pair.counts[side]
    feeder = counts.of_group([int(each) for each in decision.feeder], group)
    if decision.less:
        feeder = feeder - counts.of_group([int(each) for each in decision.less], group)
    return Cell(counts.of_group([int(each) for each in decision.counted], group), feeder / decision.scale)


def _of_two(pair: Pair, decision: Decision, before: tuple[Cell, Cell], after: tuple[Cell, Cell]) -> Iterator[Record]:
    """Return one group beside its reference, as far as neither is of too few: each side, and then the change."""
    sides = {IN_BASELINE: before, IN_SCENARIO: after}
    told = {name: cells for name, cells in sides.items() if all(cell.is_enough for cell in cells)}
    for name, (own, other) in told.items():
        yield _level(pair, name, decision, own.rate / other.rate, _ratios(own, other))
    if len(told) < len(sides):
        return
    for measure, unit, levels, by_draw in (
        (CHANGE, "ratio", [own.rate / other.rate for own, other in (before, after)],
         [_ratios(*cells) for cells in (before, after)]),
        (GAP, f"per {PER:,.0f}", [PER * (own.rate - other.rate) for own, other in (before, after)],
         [PER * (own.by_draw - other.by_draw) for own, other in (before, after)]),
    ):  # fmt: skip
        changes = by_draw[1] - by_draw[0]
        if np.isfinite(changes).all():
            yield _change(pair, measure, unit, decision, (levels[0], levels[1]), changes)


def _ratios(own: Cell, other: Cell) -> Floats:
    """Return the relative rate index of each draw; not a number where it has none."""
    return _divided(own.by_draw, other.by_draw)


def _divided(over: Floats, under: Floats) -> Floats:
    result: Floats = np.divide(over, under, out=np.full(over.shape, np.nan), where=under > 0.0)
    return result


def _level(pair: Pair, measure: str, decision: Decision, level: float, by_draw: Floats) -> Record:
    """Return a relative rate index on one side, with its own spread over draws: not that of a difference."""
    lacking = int((~np.isfinite(by_draw)).sum())
    made = _record(pair, measure, "ratio", decision, "", np.zeros((1, 1)), np.full((1, 1), level))
    spread = difference((np.full(by_draw.shape, level) if lacking else by_draw)[:, np.newaxis])
    reason = f"no range: nothing to compare in {lacking} of {len(by_draw)} draws" if lacking else None
    return replace(made, difference=replace(spread, mean=level, mcse=None if lacking else spread.mcse), reason=reason)


def _change(
    pair: Pair, measure: str, unit: str, decision: Decision, levels: tuple[float, float], changes: Floats
) -> Record:
    """Return how a level of all draws together changes, with the spread of the changes of the draws."""
    before, after = levels
    made = _record(pair, measure, unit, decision, "", np.full((1, 1), before), np.full((1, 1), after))
    return replace(made, difference=replace(difference(changes[:, np.newaxis]), mean=after - before))


def _record(
    pair: Pair, measure: str, unit: str, decision: Decision, group: str, before: Floats, after: Floats
) -> Record:
    return record(pair, "equity", measure, unit, before, after, group=group, line=decision.key)
