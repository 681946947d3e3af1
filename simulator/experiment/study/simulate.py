"""Doing a study's runs: only those that the store lacks, and never more in memory than are in hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

from simulator.errors import InputError
from simulator.experiment.collection import Progress
from simulator.experiment.execute import execute
from simulator.experiment.study.cells import Cell, Shelf, at_point, cell_of, cells_of
from simulator.experiment.study.study import Study
from simulator.experiment.task import Task
from simulator.inputs.scenario import FUND, OTHERS
from simulator.model.tally import Tally
from simulator.results import RunSink

Report = Callable[[Progress], None]


@dataclass(frozen=True)
class Outline:
    """What all points of a study have in common: every payer there is at any, and how many different runs it takes.

    Points that only change prices share runs. Whether runs with a fund are the same is only known once the baseline is
    done: all `funded` count as different until then.
    """

    payers: tuple[str, ...]
    private: tuple[str, ...]
    runs: int
    funded: int
    at_most: bool


@dataclass(frozen=True)
class Survey:
    """How many different runs a study takes, or at most takes, and how many of them are in the store."""

    runs: int
    found: int
    at_most: bool

    @property
    def left(self) -> int:
        """How many are to be simulated."""
        return max(0, self.runs - self.found)


def outline(study: Study, report: Report = lambda _: None) -> Outline:
    """Look at every point before anything is simulated; raises InputError for what cannot be set, drawn or priced.

    All points are looked at in the first draw. Every draw takes as many different runs as the first.
    """
    payers: dict[str, None] = {}
    plain: set[str] = set()
    audits: dict[str, int] = {}
    funded, numbers = 0, study.point_numbers
    for point in numbers:
        cell = cell_of(study, point, study.question.draw_numbers[0])
        payers |= dict.fromkeys(payer for scenario in cell.question.everyone for payer in scenario.payers)
        try:
            cell.refuse_unpriced()
            cell.refuse_unusable()
            keys = cell.first_keys()
        except InputError as error:
            raise at_point(error, study, point) from None
        plain |= set(keys)
        audits[keys[0]] = max(audits.get(keys[0], 0), cell.question.audits)
        funded += len(cell.inputs) - len(keys)
        report(Progress(max(1, point), 0, len(numbers)))
    repeated = (len(plain) + funded) * study.question.replications
    draws = len(study.question.draw_numbers)
    runs = draws * (repeated + sum(audits.values()))
    own = [payer for payer in payers if payer not in (FUND, OTHERS)]
    moved = [payer for payer in (FUND, OTHERS) if payer in payers]
    private = study.question.jurisdiction.file.private_payers
    funded_runs = draws * funded * study.question.replications
    return Outline((*own, *moved), private, runs, funded_runs, at_most=funded > 1)


def complete(
    study: Study,
    planned: Outline,
    sink: RunSink,
    executor: Callable[[], Executor],
    workers: int,
    report: Report = lambda _: None,
) -> int:
    """Do the runs that the sink lacks, each of which goes to it at once; return how many that were.

    `executor` is only called when there is something to simulate. What a fund buys depends on how the baseline went, so
    runs with a fund come after all others.
    """
    doing = _Doing(study, planned, sink, report)
    execute(doing.plain_tasks(), executor, workers, doing.finished)
    if planned.funded:
        execute(doing.funded_tasks(), executor, workers, doing.finished)
    doing.end()
    return doing.simulated


class _Doing:
    """Runs to do, draw by draw: what is in the sink, what has been done, and what is left."""

    def __init__(self, study: Study, planned: Outline, sink: RunSink, report: Report) -> None:
        self._study, self._planned, self._sink, self._report = study, planned, sink, report
        self._found = self.simulated = 0

    def plain_tasks(self) -> Iterator[Task]:
        return self._lacking(lambda cell, _: cell.plain_tasks())

    def funded_tasks(self) -> Iterator[Task]:
        return self._lacking(lambda cell, shelf: cell.funded_tasks(shelf))

    def _lacking(self, tasks_of: Callable[[Cell, Shelf], Iterable[Task]]) -> Iterator[Task]:
        shelf = Shelf(self._sink)
        for draw in self._study.question.draw_numbers:
            asked: set[str] = set()  # of this draw: other draws are other worlds
            for cell in cells_of(self._study, draw):
                for task in tasks_of(cell, shelf):
                    if task.model_key in asked:
                        continue
                    asked.add(task.model_key)
                    if self._sink.has_tallies([task.model_key]):
                        self._found += 1
                        self._note()
                    else:
                        yield task

    def finished(self, task: Task, tally: Tally) -> None:
        self._sink.keep_tally(task.model_key, tally)
        self.simulated += 1
        self._note()

    def end(self) -> None:
        """Report that all is done, where runs with a fund turned out to be the same."""
        done = self._found + self.simulated
        if done != self._planned.runs:
            self._report(Progress(done, self._found, done))

    def _note(self) -> None:
        self._report(Progress(self._found + self.simulated, self._found, self._planned.runs))


def survey(study: Study, planned: Outline, sink: RunSink, report: Report = lambda _: None) -> Survey:
    """Count the runs of a study that are in the store, without simulating anything.

    Where the worlds are missing that a fund is measured against, its runs count as not done, and all as different.
    """
    known = found = unknown = 0
    shelf = Shelf(sink)
    for draw in study.question.draw_numbers:
        asked: set[str] = set()
        for cell in cells_of(study, draw):
            keys = {task.model_key for task in cell.plain_tasks()}
            if cell.knows_audits(sink):
                keys |= {task.model_key for task in cell.funded_tasks(shelf)}
            else:
                unknown += cell.funded_runs
            keys -= asked
            asked |= keys
            found += len(sink.has_tallies(keys))
            report(Progress(found, found, planned.runs))
        known += len(asked)
    return Survey(known + unknown, found, at_most=unknown > 0 and planned.at_most)


__all__ = ["Outline", "Survey", "complete", "outline", "survey"]
