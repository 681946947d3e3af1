"""The Python of a page runs from top to bottom as somebody would type it, but for tools that are not here."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("docs/interoperation.md",)


def blocks(page: str) -> list[str]:
    """Return the blocks of Python of a page, in their order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def lacks(block: str) -> list[str]:
    """Return what a block imports that is not installed."""
    names = [
        node.module if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(block))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
    return [name for name in names if name and importlib.util.find_spec(name.partition(".")[0]) is None]


@pytest.mark.parametrize("page", PAGES)
def test_the_python_of_a_page_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADSIM_STORE", str(tmp_path / "store.sqlite"))
    monkeypatch.chdir(tmp_path)
    known: dict[str, Any] = {"__name__": "__page__"}
    done = 0
    for block in blocks(page):
        if not lacks(block):
            exec(compile(block, page, "exec"), known)  # noqa: S102 - what a page says is what is tested
            done += 1
    assert done >= 4


def test_a_block_that_needs_what_is_not_here_is_known() -> None:
    assert lacks("import nothing_of_this_name.below") == ["nothing_of_this_name.below"]
    assert lacks("from pathlib import Path\nimport simulator as ls") == []
