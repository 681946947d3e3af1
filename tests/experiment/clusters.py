"""A Dask scheduler and its workers on the loopback interface, each a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

DASK = (sys.executable, "-m")
QUIET = ("--no-dashboard", "--dashboard-address", "127.0.0.1:0")


class Cluster:
    """A scheduler's address, and its workers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[tuple[subprocess.Popen[str], Thread]] = []
        scheduler = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *QUIET)
        self.scheduler, self.address = self._start(scheduler, r"Scheduler at:\s+(tcp://127\.0\.0\.1:\d+)")
        self.workers: list[subprocess.Popen[str]] = []

    def add_worker(self) -> None:
        """Start a worker that does one run at a time; it has registered when this returns."""
        worker = (
            "distributed.cli.dask_worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", *QUIET,
            "--local-directory", str(self._folder),
        )  # fmt: skip
        process, _ = self._start(worker, r"Registered to:\s+(tcp://\S+)")
        self.workers.append(process)

    def close(self) -> None:
        """End every process, by its own id."""
        for process, listener in reversed(self._processes):
            process.kill()
            process.wait()
            listener.join()
            assert process.stderr is not None
            process.stderr.close()

    def _start(self, words: tuple[str, ...], awaited: str) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen([*DASK, *words], stderr=subprocess.PIPE, text=True, cwd=self._folder)
        assert process.stderr is not None
        heard: list[str] = []
        for line in process.stderr:  # waits for more to be said
            heard.append(line)
            if found := re.search(awaited, line):
                break
        listener = Thread(target=process.stderr.read)  # whatever else it says, it never waits for somebody to listen
        listener.start()
        self._processes.append((process, listener))
        assert found, "".join(heard)
        return process, found[1]


@contextmanager
def cluster_of(folder: Path, workers: int) -> Iterator[Cluster]:
    """Run a scheduler with so many workers."""
    folder.mkdir(exist_ok=True)
    cluster = Cluster(folder)
    try:
        for _ in range(workers):
            cluster.add_worker()
        yield cluster
    finally:
        cluster.close()
