"""A gate in the process of a job: after its third run, or with a life in hand, it waits to be told to go or to die.

The process reads this as `sitecustomize` from PYTHONPATH, so that the page, the server and the worker are as they are.
"""

from __future__ import annotations

import os
import select
from contextlib import suppress
from pathlib import Path

GATE = "LEADSIM_TEST_GATE"
KEPT = 3
CODE = f"""
import os, signal, sys
from pathlib import Path

gate = Path(os.environ["{GATE}"])
if sys.orig_argv[-2:-1] == ["work"] and gate.exists():
    from simulator.store import Store

    keep, kept = Store.keep_tally, []

    def ask():
        if gate.read_text() == "die":
            os.kill(os.getpid(), signal.SIGKILL)

    def keep_and_ask(store, key, tally):
        keep(store, key, tally)
        kept.append(key)
        if len(kept) == {KEPT}:
            ask()

    Store.keep_tally = keep_and_ask
    from simulator.work import worker

    make = worker.lives_of

    def make_and_ask(*given):
        made = make(*given)
        ask()
        return made

    worker.lives_of = make_and_ask
"""


class Gate:
    """The gate of a server's workers; open unless it was closed."""

    def __init__(self, folder: Path) -> None:
        self._place = folder / "gate"
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(CODE, encoding="utf-8")
        self.environment = {"PYTHONPATH": str(folder), GATE: str(self._place)}

    def close(self) -> None:
        """Let the processes that begin from now on wait."""
        if not self._place.exists():
            os.mkfifo(self._place)

    def tell(self, word: str) -> None:
        """Wait until a process has come to the gate, and tell it to `go` or to `die`."""
        self._place.write_text(word)

    def open(self) -> None:
        """Let the processes that begin from now on pass."""
        self._place.unlink(missing_ok=True)


def workers_of(job: str) -> list[int]:
    """Return the processes that do a job."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if path.read_bytes().split(b"\0")[-3:-1] == [b"work", job.encode()]:
                found.append(int(path.parent.name))
    return found


def wait_for_end(pid: int) -> None:
    """Return once a process has ended, whoever's it is."""
    with suppress(ProcessLookupError):
        ended = os.pidfd_open(pid)
        try:
            assert select.select([ended], [], [], 120)[0], "it goes on"
        finally:
            os.close(ended)
