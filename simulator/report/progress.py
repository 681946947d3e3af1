"""How far a question has come, on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from simulator.report.tables import console

if TYPE_CHECKING:
    from simulator.experiment.collection import Progress as Done


@contextmanager
def progress_bar(of: str = "runs") -> Iterator[Callable[[Done], None]]:
    """Show a bar while a question is being answered; yields what is told of each step."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(to_stderr=True)) as bar:
        task = bar.add_task(of, total=None)

        def show(done: Done) -> None:
            found = f" ({done.found} from the store)" if done.found else ""
            bar.update(task, total=done.total, completed=done.done, description=f"{of}{found}")

        yield show
