"""Places to break: a small jurisdiction of one's own, and a copy of everything that is shipped."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.inputs import files, load
from simulator.inputs.scenario import Scenario

SHIPPED = files.scenarios_folder()
HEAD = "title: Mine\nsentence: One of my own.\n"
# What only a programmer would say.
JARGON = re.compile(
    r"\b(pydantic|discriminator|tag|union|validation|input should|dict|tuple|None\w*|True|False|instance"
    r"|\w+Error)\b"
)


@dataclass(frozen=True)
class Place:
    """A folder with a jurisdiction and its baseline."""

    folder: Path

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def load(self, settings: str = "", *, head: str = HEAD) -> Scenario:
        """Load a scenario of this place; `settings` are the lines under `set:`."""
        lines = "".join(f"  {line}\n" for line in settings.splitlines())
        return load.load_scenario(self.write("mine.yaml", f"{head}set:\n{lines}" if settings else head))

    def change(self, old: str, new: str) -> None:
        """Replace the first occurrence of a text in the jurisdiction's file."""
        path = self.folder / "jurisdiction.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A county of one's own, with sixty people in two areas."""
    mine = Place(tmp_path / "my-county")
    mine.folder.mkdir()
    for name, source in (("jurisdiction.yaml", "county.yaml"), ("no-lead.yaml", "no-lead.yaml")):
        shutil.copy(Path(__file__).parent / source, mine.folder / name)
    return mine


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of all shipped files that the loader takes for the real ones."""
    folder = tmp_path / "scenarios"
    shutil.copytree(SHIPPED, folder)
    for module in (files, load):
        monkeypatch.setattr(module, "scenarios_folder", lambda: folder)
    forget_shipped_files()
    yield folder
    forget_shipped_files()


def forget_shipped_files() -> None:
    """Make the loader read the shipped parameters and prices again."""
    load.default_parameters.cache_clear()
    files.price_index.cache_clear()


def message_of(error: InputError) -> str:
    """Return a refusal without its file and with one suggestion, once it is fit to be read by anybody."""
    text = str(error)
    assert error.exit_code == 2
    assert text.isprintable(), "one line, safe to print"
    assert len(text) < 600
    assert error.file is not None, "a refusal names its file"
    said = text.removeprefix(error.file).removeprefix(", ").removeprefix(": ")
    assert not JARGON.search(said), said
    # The best suggestion is enough: the others change whenever a parameter is added.
    return re.sub(r"(did you mean \S+) or .*\?$", r"\1?", said)
