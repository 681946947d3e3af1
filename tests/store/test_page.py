"""What docs/store.md shows works, and what it says is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator.store import Store
from simulator.store.formats import OLDEST, RUNS_BEFORE
from simulator.store.tables import FORMAT, METADATA
from tests.store.samples import tally

PAGE = (Path(__file__).parents[2] / "docs" / "store.md").read_text(encoding="utf-8")


def test_the_example_can_be_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setenv("LEADSIM_STORE", str(tmp_path / "store.sqlite"))
    with Store() as store:
        store.keep_tally("k", tally())
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    exec(example, {})  # noqa: S102 - our own page
    assert "Size(bytes=" in capsys.readouterr().out
    with Store() as store:
        assert store.has_tallies(["k"]) == {"k"}, "the present version's runs stay"


def test_the_tables_and_the_formats_before_are_named_rightly() -> None:
    assert all(f"`{table}`" in PAGE for table in METADATA.tables)
    page = " ".join(PAGE.split())
    assert f"formats {OLDEST} to {FORMAT - 1} answers are taken over" in page
    assert f"the runs of formats {' and '.join(map(str, RUNS_BEFORE))} are let go" in page
