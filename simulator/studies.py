"""A study at a terminal: how large it is, doing what is not done yet, and writing its files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.errors import InputError
from simulator.terminal import INTERRUPTED, LONG_RUN, Workforce, interrupts, say

if TYPE_CHECKING:
    from rich.console import RenderableType

    from simulator.experiment.collection import Progress
    from simulator.experiment.study.rows import Row, Rows
    from simulator.experiment.study.simulate import Outline
    from simulator.experiment.study.study import Study
    from simulator.store import Store

    Note = Callable[[str, Progress], None]
    Answer = tuple[Mapping[str, Any], list[RenderableType]]

POINTS, LOOKING, RUNS, ROWS = "points", "in the store", "runs", "rows"


def folder_of(name: str, out: Path | None) -> Path:
    """Return where a study's files go: in a folder of its name, where one is asked for."""
    from simulator.inputs.study import study_path

    return out if out is not None else Path(study_path(name).stem)


def measure(study: Study, workforce: Workforce, folder: Path) -> Answer:
    """Return how large a study is and what of it is in the store, as data and in words; nothing is simulated."""
    from simulator.experiment.study.columns import columns_of
    from simulator.experiment.study.simulate import survey
    from simulator.report.study import dry_run, size_of
    from simulator.report.study_progress import study_bar
    from simulator.store import Store

    def note(progress: Progress) -> None:
        show(LOOKING, progress)
        raise_again()

    try:
        with interrupts() as raise_again, workforce.begin(study.question.engine) as executor:
            planned = _outlined(study, raise_again)
            with Store() as store, study_bar() as show:
                found = survey(study, planned, store, note)
    except KeyboardInterrupt:
        say("stopped; nothing has been simulated")
        sys.exit(INTERRUPTED)
    columns = len(columns_of(study, planned.payers, planned.private))
    size = size_of(study, found, columns, study.seconds(found.left, executor.workers))
    return size, dry_run(study, size, executor.workers, folder)


def carry_out(study: Study, workforce: Workforce, folder: Path, *, allow_large: bool) -> Answer:
    """Do a study's missing runs and write its files; return its manifest, and what came of it in words.

    An interrupt leaves what is done in the store.
    """
    from simulator.experiment.collection import Progress
    from simulator.experiment.study.simulate import complete
    from simulator.report.study_files import claim
    from simulator.report.study_manifest import unfinished
    from simulator.report.study_progress import study_bar
    from simulator.store import Store

    stage, so_far = POINTS, Progress(0, 0, 0)
    planned: Outline | None = None

    def note(what: str, progress: Progress) -> None:
        nonlocal stage, so_far
        stage, so_far = what, progress
        show(what, progress)
        raise_again()

    try:
        with interrupts() as raise_again, workforce.begin(study.question.engine) as executor:
            planned = _outlined(study, raise_again)
            if not allow_large and study.seconds(planned.runs, executor.workers) > LONG_RUN:
                _refuse_large(study, planned, executor.workers, raise_again)
            claim(folder, unfinished(study))
            with Store() as store, study_bar() as show:
                note(RUNS, Progress(0, 0, planned.runs))
                simulated = complete(study, planned, store, executor, executor.workers, partial(note, RUNS))
                return _write(study, planned, store, folder, simulated, note)
    except KeyboardInterrupt:
        say(f"stopped; {_kept(stage, so_far, at_most=planned is not None and planned.at_most)}")
        sys.exit(INTERRUPTED)


def _outlined(study: Study, raise_again: Callable[[], None]) -> Outline:
    """Look at every point while showing how far that has come; a refusal leaves no bar behind."""
    from simulator.experiment.study.simulate import outline
    from simulator.report.study_progress import study_bar

    def note(progress: Progress) -> None:
        show(POINTS, progress)
        raise_again()

    with study_bar(transient=True) as show:
        return outline(study, note)


def _kept(stage: str, so_far: Progress, *, at_most: bool) -> str:
    """Return what is kept of a study that is stopped."""
    if stage == POINTS:
        return "nothing has been simulated"
    runs = "all runs" if stage == ROWS else f"{so_far.done:,} of {'at most ' if at_most else ''}{so_far.total:,} runs"
    return f"{runs} are in the store, and asking again goes on from there"


def _write(study: Study, planned: Outline, store: Store, folder: Path, simulated: int, note: Note) -> Answer:
    from simulator.experiment.study.rows import Rows
    from simulator.report.study import Nets, closing
    from simulator.report.study_manifest import write_study

    rows = Rows(study, store, planned)
    nets = Nets(study, rows.columns)
    manifest = write_study(rows, folder, _watched(rows, nets.take, note))
    return manifest, closing(study, manifest, nets, simulated, folder)


def _watched(rows: Rows, take: Callable[[Row], None], note: Note) -> Iterator[Row]:
    from simulator.experiment.collection import Progress

    for count, row in enumerate(rows, start=1):
        take(row)
        yield row
        note(ROWS, Progress(count, 0, rows.study.rows))


def _refuse_large(study: Study, planned: Outline, workers: int, raise_again: Callable[[], None]) -> None:
    """Refuse what is left to do where it takes hours; what is in the store is only counted where it could be enough."""
    from simulator.experiment.study.simulate import survey
    from simulator.report import words
    from simulator.report.study_progress import study_bar
    from simulator.store import Store

    def note(progress: Progress) -> None:
        show(LOOKING, progress)
        raise_again()

    with Store() as store:
        stored = sum(store.size().runs.values())
        least = max(0, planned.runs - planned.funded - stored)
        runs, left, how = planned.runs, least, "at least "
        if least == 0 or study.seconds(least, workers) <= LONG_RUN:
            with study_bar(transient=True) as show:
                found = survey(study, planned, store, note)
            runs, left, how = found.runs, found.left, "at most " if found.at_most else ""
    seconds = study.seconds(left, workers)
    if left and seconds > LONG_RUN:
        raise InputError(
            f"this would take {words.duration(seconds)} here ({how}{left:,} of {runs:,} runs are not in the store); "
            "ask for less, or say --allow-large"
        )


__all__ = ["carry_out", "folder_of", "measure"]
