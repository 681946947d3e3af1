"""A cell of a study: one draw at one point. Which runs it takes, and what its agreements are measured against."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from simulator.errors import InputError, StoreError
from simulator.experiment.fund_terms import FundTerms, fund_terms
from simulator.experiment.pairs import Prices, prices_of
from simulator.experiment.purchases import refuse_unusable
from simulator.experiment.question import Question, audited_worlds, money_factors, world_of
from simulator.experiment.staffing import StaffingRules, staffing_rules
from simulator.experiment.study.study import Study
from simulator.experiment.task import Task, task_of
from simulator.inputs.draw import Inputs
from simulator.model.tally import Tally
from simulator.results import RunSink

BASELINE = 0


class Shelf:
    """Runs that the sink has; the last few of them at hand, since points that only change prices share them."""

    def __init__(self, sink: RunSink, room: int = 16) -> None:
        self._sink, self._room = sink, room
        self._at_hand: OrderedDict[str, Tally] = OrderedDict()

    def take(self, key: str) -> Tally:
        """Return a run; raises StoreError where it is not there (any more)."""
        tally = self._at_hand.pop(key, None) or self._sink.find_tally(key)
        if tally is None:
            raise StoreError("a run of this study is not in the store any more; ask again, and it is done again")
        self._at_hand[key] = tally
        while len(self._at_hand) > self._room:
            self._at_hand.popitem(last=False)
        return tally


@dataclass(frozen=True)
class Cell:
    """One draw at one point: the inputs of the baseline (scenario 0) and of every scenario."""

    question: Question
    point: int
    draw: int
    inputs: tuple[Inputs, ...]

    @cached_property
    def prices(self) -> tuple[Prices, ...]:
        """The prices at which each of them is compared; InputError for what cannot be priced."""
        return tuple(
            prices_of(inputs, self.inputs[BASELINE], factors)
            for inputs, factors in zip(self.inputs, self.worth, strict=True)
        )

    @cached_property
    def worth(self) -> tuple[list[float], ...]:
        """What turns a constant dollar of each month into one of the money asked for."""
        calendar = self.question.jurisdiction.calendar
        months = range(calendar.warm_up_months, calendar.months)
        return tuple(money_factors(inputs, self.question.money, months) for inputs in self.inputs)

    @cached_property
    def _staffing(self) -> tuple[StaffingRules, ...]:
        return tuple(staffing_rules(inputs) for inputs in self.inputs)

    def refuse_unpriced(self) -> None:
        """Refuse cost lines that cannot be priced."""
        _ = self.prices

    def refuse_unusable(self) -> None:
        """Refuse funds that cannot decide."""
        for inputs in self.inputs:
            refuse_unusable(inputs)

    def first_keys(self) -> list[str]:
        """Return the keys of the first replication's runs without a fund, the baseline's first."""
        plain = [s for s in range(len(self.inputs)) if not self.has_fund(s)]
        return [self.task(s, 0).model_key for s in plain]

    def has_fund(self, scenario: int) -> bool:
        """Whether a scenario's savings are captured, so that its runs need the baseline's first."""
        return self.question.everyone[scenario].has_fund

    @property
    def funded_runs(self) -> int:
        """How many runs with a fund there are, each counted by itself."""
        return self.question.replications * sum(self.has_fund(s) for s in range(len(self.inputs)))

    def task(self, scenario: int, replication: int, terms: FundTerms | None = None) -> Task:
        """Return one run of a scenario without a fund, or on these terms."""
        place, world = (scenario, self.draw, replication), world_of(self.draw, replication)
        return task_of(place, self.inputs[scenario], world, self._staffing[scenario], terms, self.question.engine)

    def plain_tasks(self) -> Iterator[Task]:
        """Yield the runs without a fund, and the baseline's worlds that only auditors know."""
        question = self.question
        for r in range(question.replications + question.audits):
            yield self.task(BASELINE, r)
            for s in range(1, len(question.everyone)) if r < question.replications else ():
                if not self.has_fund(s):
                    yield self.task(s, r)

    def funded_tasks(self, shelf: Shelf) -> Iterator[Task]:
        """Yield the runs with a fund, which is measured against worlds of the baseline that are done."""
        for s in range(1, len(self.inputs)):
            for r in range(self.question.replications) if self.has_fund(s) else ():
                yield self.funded_task(s, r, shelf)

    def funded_task(self, scenario: int, replication: int, shelf: Shelf) -> Task:
        """Return one run of a scenario with a fund."""
        audited = audited_worlds(self.question.everyone[scenario], replication)
        worlds = [shelf.take(self._baseline_keys[r]) for r in audited]
        return self.task(scenario, replication, fund_terms(self.inputs[scenario], worlds))

    def knows_audits(self, sink: RunSink) -> bool:
        """Whether the baseline's worlds are there that say what its funded runs are."""
        return len(sink.has_tallies(self._baseline_keys)) == len(set(self._baseline_keys))

    @cached_property
    def _baseline_keys(self) -> list[str]:
        worlds = range(self.question.replications + self.question.audits)
        return [self.task(BASELINE, r).model_key for r in worlds]


def cells_of(study: Study, draw: int) -> Iterator[Cell]:
    """Yield the cells of a draw, point by point."""
    for point in study.point_numbers:
        yield cell_of(study, point, draw)


def cell_of(study: Study, point: int, draw: int) -> Cell:
    """Return a cell; raises InputError, naming the point, for what cannot be drawn."""
    question = study.at(point)
    try:
        inputs = question.inputs_of(draw)
    except InputError as error:
        raise at_point(error, study, point) from None
    return Cell(question, point, draw, inputs)


def at_point(error: InputError, study: Study, point: int) -> InputError:
    """Return a refusal that says at which point it came up, where there are several."""
    if not study.factors:
        return error
    return InputError(
        f"at point {point} of the design, {error.problem}", file=error.file or study.document.file, line=error.line,
        key=error.key, found=error.found, allowed=error.allowed, nearest=error.nearest,
    )  # fmt: skip


__all__ = ["BASELINE", "Cell", "Shelf", "at_point", "cell_of", "cells_of"]
