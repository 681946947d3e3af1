"""What a change of prices alone does, without a run: the first futures, priced anew from the runs that are kept.

A tenth of a second is enough for ten futures, and not for all of them with their intervals; docs/decisions/022 has the
measurements. Ten futures give a mean and nothing about how sure it is, and only that is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from dashboard.built import Built
from dashboard.starts import start_of
from simulator.experiment.collection import Collection
from simulator.experiment.compare import complete
from simulator.experiment.question import Question
from simulator.store import Store

FIRST = 10
"""Futures that are priced while somebody waits."""


@dataclass(frozen=True)
class AtOnce:
    """Dollars that all payers together are better off by over the whole horizon, the mean of the first futures.

    `was` and `now` are (what varies, what is cash), of where the draft starts from and of the draft.
    """

    draws: int
    was: tuple[float, float]
    now: tuple[float, float]


class _NotKeptError(Exception):
    """A run is lacking, so that there is something to simulate."""


def at_once(built: Built, open_store: Callable[[], Store]) -> AtOnce | None:
    """Return what a draft comes to by its kept runs; None where one is lacking, or a fund decides about them."""
    if built.inputs is None or not built.is_changed or built.start.name == built.start.baseline_name:
        return None
    if built.start.has_fund or built.inputs.scenario.has_fund:
        return None
    baseline, _ = start_of(built.start.baseline_name)
    question = Question((built.start, built.inputs.scenario), baseline, draws=FIRST)
    with open_store() as store:
        collection = Collection(question, store)
        try:
            complete(collection, _nobody, 1)
        except _NotKeptError:
            return None
        was, now = (pair.money.monthly[:, :].sum(axis=(2, 3)).mean(axis=(0, 1)) / 100.0 for pair in collection.pairs())
    return AtOnce(FIRST, (float(was[0]), float(was[1])), (float(now[0]), float(now[1])))


def _nobody() -> Executor:
    raise _NotKeptError
