"""The command line as a function, in this process: what it says, where it keeps runs, and who does them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import simulator.experiment.executors
from simulator import cli
from tests.experiment.doubles import Inline, in_this_process


class Said(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    def refused(self) -> str:
        """Return the one line that it was refused with."""
        assert self.code == 2, self
        return self.line()

    def line(self) -> str:
        """Return the only line that it said, on stderr."""
        assert self.out == ""
        (line,) = self.err.splitlines()
        assert line.startswith("leadsim: ")
        assert "None" not in line
        return line


Leadsim = Callable[..., Said]


def command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *first: str) -> Leadsim:
    """Return the command line as a function of the words that follow the first ones."""

    def call(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["leadsim", *first, *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        shown = capsys.readouterr()
        return Said(int(left.value.code or 0), shown.out, shown.err)

    return call


def answered(leadsim: Leadsim, *words: str) -> dict[str, Any]:
    """Return what a command prints with `--json`."""
    said = leadsim(*words, "--json")
    assert said.code == 0, said.err
    return dict(json.loads(said.out))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the commands of a test a store that nobody else has."""
    path = tmp_path / "store.sqlite"
    monkeypatch.setenv("LEADSIM_STORE", str(path))
    return path


@pytest.fixture
def executor(monkeypatch: pytest.MonkeyPatch) -> Inline:
    """Let runs happen in this process; returns what has been given to do."""
    inline = Inline()
    monkeypatch.setattr(simulator.experiment.executors, "lazy_executor", in_this_process(inline))
    return inline
