"""How many runs of a draft are in the store: those of what it starts from, which no change of it makes others.

The draft's own are not looked for: their names come from drawing all of its inputs, at every change anew.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache

from dashboard.starts import start_of
from simulator.errors import LeadsimError
from simulator.experiment.collection import Collection
from simulator.experiment.question import Question
from simulator.inputs.scenario import Scenario
from simulator.results import NoSink
from simulator.store import Store

MOST = 200  # futures whose runs are looked for: the names of those of 200 take half a second, once
log = logging.getLogger(__name__)


def kept(start: Scenario, draws: int, open_store: Callable[[], Store]) -> int:
    """Return how many runs of a start and its baseline are in the store at least; none where it cannot be read."""
    if start.name == start.baseline_name:
        return 0
    try:
        with open_store() as store:
            return len(store.has_tallies(_names(start.name, min(draws, MOST))))
    except LeadsimError as error:
        log.warning("the store cannot be read: %s", error)
        return 0


@lru_cache(maxsize=16)
def _names(start: str, draws: int) -> frozenset[str]:
    scenario = start_of(start)[0]
    baseline = start_of(scenario.baseline_name)[0]
    collection = Collection(Question((scenario,), baseline, draws=draws), NoSink())
    return frozenset(task.model_key for task in collection.tasks())
