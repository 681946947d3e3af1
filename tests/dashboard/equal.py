"""Answers made by hand with counts by group at each decision, for the tests of Equity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simulator.analysis.equity import CHANGE, COUNT, DECISIONS, FEEDER, GAP, IN_BASELINE, IN_SCENARIO, PER, enough
from simulator.analysis.estimate import difference
from simulator.results import Comparison, Record
from tests.dashboard.sample import GAIN, answer

GROUPS = ("black", "white", "other")
NAME, BASELINE = "here/gain", "here/no-lead"
Counts = Mapping[str, tuple[tuple[float, float], tuple[float, float]]]
"""By group: (count, feeder) in the baseline, and in the scenario."""
Draws = npt.NDArray[np.float64]
PARITY: Counts = dict.fromkeys(GROUPS, ((400.0, 2_000.0), (400.0, 2_000.0)))


def rates(black: tuple[float, float], white: tuple[float, float] = (400.0, 400.0)) -> Counts:
    """Return counts of 2,000 each: black and white people's in the baseline and the scenario, others' at parity."""
    made = {"black": black, "white": white, "other": (400.0, 400.0)}
    return {group: ((before, 2_000.0), (after, 2_000.0)) for group, (before, after) in made.items()}


def with_equity(of: Mapping[str, Counts], groups: tuple[str, ...] = GROUPS, spread: float = 0.02) -> Comparison:
    """Return an answer with these counts by decision, at parity everywhere else; draws differ by `spread`."""
    records: list[Record] = []
    for decision in DECISIONS:
        counts = of.get(decision.key, PARITY)
        for group in groups:
            for measure, at in ((COUNT, 0), (FEEDER, 1)):
                before, after = (side[at] for side in counts[group])
                records.append(_record(measure, decision.key, group, None, before, after, np.array([after - before])))
        for group in groups:
            for other in groups:
                if group != other:
                    records += _pair(decision.key, group, other, counts, spread)
    made = answer({NAME: GAIN})
    return replace(made, records=(*made.records, *records))


def _pair(key: str, group: str, other: str, counts: Counts, spread: float) -> list[Record]:
    around = np.linspace(1.0 - spread, 1.0 + spread, 50)
    found, levels, gaps = [], {}, {}
    for name, side in ((IN_BASELINE, 0), (IN_SCENARIO, 1)):
        (count, fed), (other_count, other_fed) = counts[group][side], counts[other][side]
        if enough(count, fed) and enough(other_count, other_fed):
            levels[name] = (count / fed) / (other_count / other_fed)
            gaps[name] = PER * (count / fed - other_count / other_fed)
            found.append(_record(name, key, group, other, 0.0, levels[name], levels[name] * around))
    if len(levels) == 2:
        for name, of in ((CHANGE, levels), (GAP, gaps)):
            before, after = of[IN_BASELINE], of[IN_SCENARIO]
            found.append(_record(name, key, group, other, before, after, (after - before) * around))
    return found


def _record(
    measure: str, key: str, group: str, basis: str | None, before: float, after: float, by_draw: Draws
) -> Record:
    of = replace(difference(by_draw[:, np.newaxis]), mean=float(by_draw.mean()))
    return Record(
        "equity", measure, "ratio", NAME, BASELINE, before, after, of, line=key, group=group, basis=basis
    )  # fmt: skip
