"""One row for each run, from what the store has: what happened, how that differs from the baseline, and money."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator

from simulator.costs.price import PriceBook
from simulator.errors import InputError
from simulator.experiment.pairs import settle
from simulator.experiment.study.cells import BASELINE, Cell, Shelf, at_point, cells_of
from simulator.experiment.study.columns import AMOUNTS, Column, columns_of, views_of
from simulator.experiment.study.money import amounts, baseline_program_cost, program_books, program_cost
from simulator.experiment.study.simulate import Outline
from simulator.experiment.study.study import Study
from simulator.experiment.task import Task
from simulator.model.measures import MEASURES
from simulator.model.tally import Tally
from simulator.results import RunSink

Row = list[str | int | float | bool | None]
RUN_NAME = 16
"""Digits of a run's hash that a row shows."""


class Rows:
    """The rows of a study whose runs are all done: draw by draw, then by point, replication and scenario.

    Going through them reads each run from the store, and keeps none. Raises StoreError where one is missing, and
    InputError, naming the point, where something that happened cannot be paid.
    """

    def __init__(self, study: Study, sink: RunSink, of_all_points: Outline) -> None:
        self.study = study
        self.columns: tuple[Column, ...] = columns_of(study, of_all_points.payers, of_all_points.private)
        self._views = views_of(of_all_points.payers, of_all_points.private)
        self._shelf = Shelf(sink)
        self._digests = [hashlib.sha256() for _ in study.question.everyone]

    @property
    def hashes(self) -> dict[str, str]:
        """One hash of all runs of each scenario that have been gone through; without a design, a comparison's."""
        names = (scenario.name for scenario in self.study.question.everyone)
        return dict(zip(names, (digest.hexdigest()[:16] for digest in self._digests), strict=True))

    def __iter__(self) -> Iterator[Row]:
        self._digests = [hashlib.sha256() for _ in self._digests]
        for draw in self.study.question.draw_numbers:
            for cell in cells_of(self.study, draw):
                try:
                    books = program_books(cell)
                    for replication in range(cell.question.replications):
                        yield from self._of_world(cell, replication, books)
                except InputError as error:
                    raise at_point(error, self.study, cell.point) from None

    def _of_world(self, cell: Cell, replication: int, books: list[PriceBook]) -> Iterator[Row]:
        """Yield the baseline's run in a world, and then every scenario's."""
        calendar = cell.question.jurisdiction.calendar
        task = cell.task(BASELINE, replication)
        baseline = self._shelf.take(task.model_key)
        before = _happened(baseline, calendar.warm_up_months)
        no_difference, no_money = [None] * len(MEASURES), [None] * (len(AMOUNTS) * len(self._views))
        cost = baseline_program_cost(cell, books, baseline, self._views)
        yield [*self._who(cell, task), *before, *no_difference, *cost, *no_money]
        for s in range(1, len(cell.inputs)):
            task = cell.funded_task(s, replication, self._shelf) if cell.has_fund(s) else cell.task(s, replication)
            tally = self._shelf.take(task.model_key)
            after = _happened(tally, calendar.warm_up_months)
            more = [now - was for now, was in zip(after, before, strict=True)]
            settled = settle(cell.prices[s], tally, baseline, calendar, task.fund)
            money = [*program_cost(settled, self._views), *amounts(settled, self._views)]
            yield [*self._who(cell, task), *after, *more, *money]

    def _who(self, cell: Cell, task: Task) -> Row:
        scenario, _, replication = task.place
        self._digests[scenario].update(task.model_key.encode())
        name = cell.question.everyone[scenario].name
        place: Row = [name, scenario == BASELINE, cell.point, cell.draw, replication, task.world]
        return [*place, task.model_key[:RUN_NAME], *(self.study.values(cell.point) if self.study.factors else ())]


def _happened(tally: Tally, warm_up: int) -> list[float]:
    """Return every measure over the horizon and all people."""
    totals: list[float] = tally.counts[warm_up:].sum(axis=(0, 2)).tolist()
    return [math.fsum(totals[part] for part in measure.parts) for measure in MEASURES]


__all__ = ["Row", "Rows"]
