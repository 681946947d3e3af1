"""A gate in the process of a run: after its third run it waits there until it is told to go on or to die.

The process reads this as `sitecustomize` from PYTHONPATH, so that the page, the server and the worker are as they are.
"""

from __future__ import annotations

import os
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

    def keep_and_ask(store, key, tally):
        keep(store, key, tally)
        kept.append(key)
        if len(kept) == {KEPT} and gate.read_text() == "die":
            os.kill(os.getpid(), signal.SIGKILL)

    Store.keep_tally = keep_and_ask
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
