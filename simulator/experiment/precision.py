"""As many replications as it takes: draws are repeated with other luck until luck moves the net by no more than asked.

What is bounded is the `simulation_error` of the net of all payers over the whole horizon, in every scenario. The
spread of futures that the uncertain inputs cause is not: no number of runs makes it smaller.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace

from simulator.errors import InputError
from simulator.experiment.collection import Collection, Progress
from simulator.experiment.compare import complete
from simulator.experiment.question import MOST_REPLICATIONS, Question
from simulator.results import ALL, Comparison, RunSink

FEWEST_REPEATS = 10
"""Repeats, over all draws, before luck is judged. An error that is estimated from one or two is often many times too
small, and those are the ones that would end the search: with twelve draws two replications do, without draws eleven."""

LONGEST_STEP = 2
"""How many times as many replications are asked for at once. A step that a rough first estimate made too long cannot
be taken back; a short one costs nothing, because finished runs stay."""


def first_question(question: Question, precision: float) -> Question:
    """Return the question with the replications to begin with; InputError where the precision is no amount."""
    number = isinstance(precision, int | float) and not isinstance(precision, bool)
    if not number or not 1.0 <= precision < math.inf:
        allowed = "dollars, 1 or more"
        raise InputError("not an amount that luck can be held to", key="precision", found=precision, allowed=allowed)
    enough = 1 + math.ceil(FEWEST_REPEATS / len(question.draw_numbers))
    return replace(question, replications=max(enough, question.replications))


def answer_within(
    precision: float,
    question: Question,
    sink: RunSink,
    executor: Callable[[], Executor],
    workers: int,
    report: Callable[[Progress], None] = lambda _: None,
    allow: Callable[[int, int], None] = lambda _done, _needed: None,
) -> Comparison:
    """Answer a question with as many replications as hold the simulation error to so many dollars.

    It begins with those of `first_question`. `allow` is told how many replications are done and about how many it
    takes, and may refuse. The answer is the one that asking for that many replications gives.
    """
    collection = Collection(first_question(question, precision), sink)
    while True:
        complete(collection, executor, workers, report)
        comparison = collection.comparison()
        luck = luck_of_nets(comparison)
        if luck <= precision:
            return comparison
        done = collection.question.replications
        needed = replications_needed(done, luck, precision)
        allow(done, needed)
        if needed > MOST_REPLICATIONS:
            raise InputError(
                f"a simulation error of at most ${precision:,.0f} would take about {needed:,} replications, and there "
                f"are at most {MOST_REPLICATIONS:,}; ask for less, or for more draws"
            )
        collection.question = replace(question, replications=min(needed, LONGEST_STEP * done))


def replications_needed(done: int, luck: float, precision: float) -> int:
    """Return about how many replications bring an error down: its square falls with their number."""
    return max(done + 1, math.ceil(done * (luck / precision) ** 2))


def luck_of_nets(comparison: Comparison) -> float:
    """Return the largest simulation error of the net of all payers over the whole horizon among the scenarios."""
    return max(
        record.difference.simulation_error or 0.0
        for record in comparison.records
        if (record.measure, record.rung, record.payer, record.fiscal_year) == ("dollars", "net", ALL, ALL)
    )
