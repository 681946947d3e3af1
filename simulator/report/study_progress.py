"""How far a study has come, on stderr: runs, how many a second, and how long it will take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from simulator.report.tables import console

if TYPE_CHECKING:
    from simulator.experiment.collection import Progress as Done


class RateColumn(ProgressColumn):
    """How many a second, of late."""

    def render(self, task: Task) -> Text:
        """Return the rate; nothing until there is one."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.1f}/s" if speed < 100 else f"{speed:,.0f}/s")


@contextmanager
def study_bar(*, transient: bool = False) -> Iterator[Callable[[str, Done], None]]:
    """Show a bar for each stage of a study, or only until it is over; yields what is told each step of a stage."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), RateColumn(), TimeRemainingColumn())
    out = console(to_stderr=True)
    hidden = transient and not out.is_terminal  # where nothing can be taken back, an empty line would be left
    with Progress(*columns, console=out, transient=transient, disable=hidden) as bar:
        stages: dict[str, TaskID] = {}

        def show(stage: str, done: Done) -> None:
            if stage not in stages:
                stages[stage] = bar.add_task(stage, total=None)
            found = f" ({done.found:,} without simulation)" if done.found else ""
            bar.update(stages[stage], total=done.total, completed=done.done, description=f"{stage}{found}")

        yield show
