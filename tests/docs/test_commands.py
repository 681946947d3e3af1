"""Every `leadsim …` command in the documents exists, with its options and values, and names scenarios that exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from simulator.cli import app
from simulator.inputs.load import load_scenario

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ENDS = {"|", "||", "&&", "&", ";", ">", ">>", "<", "2>", "2>&1"}

GROUP = typer.main.get_command(app)


def blocks(text: str) -> Iterator[str]:
    """Return the lines of fenced code, with continued lines joined."""
    for block in re.findall(r"^```[^\n]*\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE):
        yield from re.sub(r"\\\n\s*", " ", block).splitlines()


def commands(line: str) -> Iterator[list[str]]:
    """Return the words after `leadsim` of each command in a line of a shell."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return  # not a line of a shell
    while words:
        end = next((i for i, word in enumerate(words) if word in ENDS), len(words))
        command, words = words[:end], words[end + 1 :]
        while command and (command[0] in ("$", "%", "time") or re.fullmatch(r"[A-Z_]+=.*", command[0])):
            command = command[1:]
        if command[:3] in (["python", "-m", "simulator"], ["python3", "-m", "simulator"]):
            command = ["leadsim", *command[3:]]
        if command and Path(command[0]).name == "leadsim":
            yield command[1:]


def in_prose(text: str) -> list[list[str]]:
    """Return the commands between single backticks outside of fenced code; they may be cut short."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    spans = re.findall(r"`(leadsim [^`]+)`", prose)
    return [words for span in spans for words in commands(" ".join(span.split()))]


FENCED = [
    (document, words)
    for document in DOCUMENTS
    for line in blocks(document.read_text(encoding="utf-8"))
    for words in commands(line)
]
MENTIONED = [
    (document, words) for document in DOCUMENTS for words in in_prose(document.read_text(encoding="utf-8"))
]  # fmt: skip


def _names(cases: list[tuple[Path, list[str]]]) -> list[str]:
    return [f"{document.relative_to(ROOT)}: leadsim {' '.join(words)}" for document, words in cases]


def parse(words: list[str], *, whole: bool = True) -> dict[str, object]:
    """Parse a command as the command line does and return its parameters; raises where it would refuse."""
    if words[0] in ("--help", "-h"):
        return {}
    command = GROUP.commands[words[0]]
    if set(words) & {"--help", "-h"}:
        return {}
    with command.make_context(words[0], words[1:], resilient_parsing=not whole) as context:
        return dict(context.params)


def test_the_readme_has_commands() -> None:
    assert [words for document, words in FENCED if document.name == "README.md"]


@pytest.mark.parametrize(("document", "words"), FENCED, ids=_names(FENCED))
def test_commands_in_code_would_be_accepted(document: Path, words: list[str]) -> None:
    parameters = parse(words)
    given = parameters.get("scenarios") or parameters.get("scenario") or []
    for name in [given] if isinstance(given, str) else given:
        if not name.endswith((".yaml", ".yml")):
            assert load_scenario(name).name == name


@pytest.mark.parametrize(("document", "words"), MENTIONED, ids=_names(MENTIONED))
def test_commands_in_prose_exist_with_their_options(document: Path, words: list[str]) -> None:
    parse([word for word in words if word != "…"], whole=False)
    known = {option for parameter in GROUP.commands[words[0]].params for option in parameter.opts}
    assert {word.partition("=")[0] for word in words if word.startswith("-")} <= known | {"--help", "-h"}


@pytest.mark.parametrize("command", GROUP.commands)
def test_the_readme_shows_every_command(command: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"leadsim {command}" in readme


# -- the test's own reading ---------------------------------------------------------------------------------


def test_commands_are_found_however_they_are_written() -> None:
    text = """
Say `leadsim runs` or:

```console
$ LEADSIM_STORE=/tmp/x.sqlite leadsim run king-county/pilot \\
    --draws 2  # a comment
.venv/bin/leadsim export 0b40 --format csv > all.csv && leadsim runs | head -3
python -m simulator schema scenario
make demo
don't stop
```
"""
    assert [words for line in blocks(text) for words in commands(line)] == [
        ["run", "king-county/pilot", "--draws", "2"],
        ["export", "0b40", "--format", "csv"],
        ["runs"],
        ["schema", "scenario"],
    ]
    assert in_prose(text) == [["runs"]]


@pytest.mark.parametrize("wrong", ["simulate x", "run", "run x --years 3", "run x --draws many", "run x --draws -1"])
def test_wrong_commands_are_noticed(wrong: str) -> None:
    with pytest.raises((KeyError, typer.TyperException)):
        parse(wrong.split())
