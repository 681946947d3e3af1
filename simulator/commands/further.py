"""What the commands that ask further of a question share: announcing the runs, doing them, and keeping the answer."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from simulator.errors import InputError
from simulator.terminal import INTERRUPTED, LONG_RUN, Workforce, interrupts, say

if TYPE_CHECKING:
    from simulator.experiment.executors import LazyExecutor
    from simulator.experiment.question import Question
    from simulator.experiment.sensitivity import Bench
    from simulator.results import Record
    from simulator.store import Store


class Planned(Protocol):
    """Runs that are planned, some of which may be in the store."""

    @property
    def runs(self) -> int:
        """Return how many runs it is in all."""
        ...

    def left(self, store: Store) -> int:
        """Return how many runs are not in the store."""
        ...

    def seconds(self, runs: int, workers: int) -> float:
        """Return about how many seconds this many of its runs take."""
        ...


@dataclass(frozen=True)
class Said:
    """What a command says: as plain data, and as tables."""

    data: dict[str, Any]
    parts: list[Any]


def export_next(run_id: str) -> list[Any]:
    """Return what to do with what was kept."""
    from simulator.report.tables import export_hint

    return [export_hint(run_id)]


def refuse_no_file(out: Path | None) -> None:
    """Raise InputError, before anything is simulated, for a file that cannot be written where it is to be."""
    if out is None:
        return
    try:
        folder, taken = out.parent.is_dir(), out.is_dir()
    except OSError as error:  # such as a name that is too long
        raise InputError(f"the file cannot be written: {error.strerror}", key="--out", found=str(out)) from None
    if not folder:
        raise InputError("there is no such folder", key="--out", found=str(out.parent))
    if taken:
        raise InputError("this is a folder and no file", key="--out", found=str(out))


def write_rows(out: Path | None, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows to a .csv file, if one was named; the answer is in the store by then."""
    if out is None:
        return
    try:
        with out.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    except OSError as error:
        raise InputError(f"the file cannot be written: {error.strerror or error}", file=str(out)) from None


@dataclass
class Work:
    """A question, where its runs are kept, and who does them."""

    question: Question
    store: Store
    executor: LazyExecutor
    again: Any
    dry_run: bool
    allow_large: bool

    def announce(self, planned: Planned, more: str = "") -> bool:
        """Say how many runs are left to do and about how long they take; return whether that was all that is asked."""
        from simulator.report import words

        left = planned.left(self.store)
        seconds = planned.seconds(left, self.executor.workers)
        if not self.dry_run:
            self.refuse_large(left, seconds)
        kept = f"{planned.runs - left:,} of {planned.runs:,} runs are in the store"
        say((f"{left:,} runs to simulate, {words.duration(seconds)}; {kept}" if left else kept) + more)
        return self.dry_run

    def refuse_large(self, runs: int, seconds: float) -> None:
        """Refuse what takes hours."""
        from simulator.report import words

        if seconds > LONG_RUN and not self.allow_large:
            raise InputError(
                f"this would take {words.duration(seconds)} here ({runs:,} runs); ask for less, or say --allow-large"
            )

    def size(self, planned: Planned, **more: int) -> Said:
        """Return how large a question is."""
        left = planned.left(self.store)
        seconds = planned.seconds(left, self.executor.workers)
        return Said({"runs": planned.runs, "to_simulate": left, "seconds": seconds, **more}, [])

    @contextmanager
    def bench(self) -> Iterator[Bench]:
        """Yield what does runs, and shows how far it has come."""
        from simulator.experiment.collection import Progress
        from simulator.experiment.sensitivity import Bench
        from simulator.report.progress import progress_bar

        with progress_bar() as show:

            def note(progress: Progress) -> None:
                show(progress)
                self.again()

            yield Bench(self.store, self.executor, self.executor.workers, note)

    def keep(self, bench: Bench, more: Iterable[Record]) -> tuple[list[Record], str]:
        """Keep the answer to the question with these records behind its own; return them, and the id of it."""
        from simulator.experiment.compare import answer

        records = list(more)
        found = answer(self.question, *bench.hands)
        return records, self.store.keep_comparison(replace(found, records=(*found.records, *records)))


@contextmanager
def begin(question: Question, workforce: Workforce, *, dry_run: bool, allow_large: bool) -> Iterator[Work]:
    """Yield what does the work; an interrupt leaves what is done in the store."""
    from simulator.store import Store

    try:
        with interrupts() as again, workforce.begin(question.engine) as executor, Store() as store:
            work = Work(question, store, executor, again, dry_run, allow_large)
            # Before every variation of it is drawn, which by itself takes long where the question does.
            work.refuse_large(question.runs, question.seconds(executor.workers))
            yield work
    except KeyboardInterrupt:
        say("stopped; what has been simulated is in the store, and asking again goes on from there")
        sys.exit(INTERRUPTED)
