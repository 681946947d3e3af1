"""What goes out to a worker at once: so many runs that handing them out takes no time beside doing them."""

from __future__ import annotations

import math
import platform
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from simulator.errors import LeadsimError
from simulator.experiment.run import run
from simulator.experiment.setup import model_version, money_version
from simulator.experiment.task import Task
from simulator.experiment.waits import lay_out, waits_of
from simulator.inputs.draw import Inputs
from simulator.model.tally import Tally

BATCH_SECONDS = 0.1
"""Long beside what handing out a batch costs: 0.1 milliseconds with threads, 1 with processes, 5 with Dask."""
MOST_IN_BATCH = 64

READ_BY_RUNS = ("population.areas", "lead.case_managers")
"""The parameters whose entries a run reads, so that they are sent; all others it meets as drawn values."""


@dataclass(frozen=True)
class Batch:
    """Tasks that go out together, and the version of the code that is to do them."""

    tasks: tuple[Task, ...]
    code: str

    @classmethod
    def of(cls, tasks: Sequence[Task]) -> Batch:
        """Return a batch of tasks without the words and prices of their scenarios, most of what would be sent."""
        return cls(tuple(replace(task, inputs=_bare(task.inputs)) for task in tasks), code_version())


@dataclass(frozen=True)
class Results:
    """What a batch gave, in the order of its tasks, and how long it took."""

    tallies: tuple[Tally, ...]
    seconds: float


class Batches:
    """Takes tasks when they are asked for, as many at once as fit the time of a batch by what the last one took."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks = iter(tasks)
        self._size = 1

    def take(self) -> tuple[Task, ...]:
        """Return the next tasks; none when there is nothing left."""
        return tuple(islice(self._tasks, self._size))

    def learn(self, results: Results) -> None:
        """Fit the size to how long runs take."""
        runs = len(results.tallies)
        longest = MOST_IN_BATCH * results.seconds / runs
        self._size = MOST_IN_BATCH if longest <= BATCH_SECONDS else math.ceil(MOST_IN_BATCH * BATCH_SECONDS / longest)


def simulate(batch: Batch) -> Results:
    """Do a batch; runs in a worker. Raises LeadsimError where what came out would be another model's result."""
    refuse_other_code(batch.code)
    begun = time.perf_counter()
    tallies = tuple(_tally(task) for task in batch.tasks)
    return Results(tallies, time.perf_counter() - begun)


def refuse_other_code(code: str) -> None:
    """Raise LeadsimError in a worker whose results would be those of another model."""
    if code != code_version():
        raise LeadsimError(
            f"the worker on {platform.node()} has another version of leadsim, Python or a library than this command"
        )


def _tally(task: Task) -> Tally:
    watched = task.waits is not None
    happened = run(task.inputs, task.world, task.fund, engine=task.engine, record_events=watched)
    return happened.tally if task.waits is None else lay_out(happened.tally, waits_of(happened.events, task.waits))


@cache
def code_version() -> str:
    """Return the hashes of all code that a run goes through, money that a fund decides by included."""
    return f"{model_version()} {money_version()}"


def _bare(inputs: Inputs) -> Inputs:
    scenario = inputs.scenario
    place = scenario.jurisdiction
    bare_place = replace(
        place,
        file=place.file.model_copy(update={"facts": {}, "cost_lines": {}}),
        parameters={path: place.parameters[path] for path in READ_BY_RUNS},
    )
    parameters = {path: scenario.parameters[path] for path in READ_BY_RUNS}
    return replace(inputs, scenario=replace(scenario, jurisdiction=bare_place, parameters=parameters, all_lines={}))
