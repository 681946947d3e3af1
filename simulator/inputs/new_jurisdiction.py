"""A place of one's own: a folder begun from a place that comes with leadsim, every local fact of it a placeholder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from textwrap import fill
from typing import Any

import yaml

from simulator.errors import InputError, nearest_names
from simulator.inputs.entries import SCENARIO_PATTERN
from simulator.inputs.files import jurisdiction_folders
from simulator.inputs.first_facts import FIRST_FACTS, OTHER_FACTS, OTHERWISE
from simulator.inputs.load import load_jurisdiction
from simulator.inputs.parameter import Parameter
from simulator.inputs.scenario import Jurisdiction

TEMPLATES = Path(__file__).parent / "new_place"
LONGEST_NAME = 60
LINE = 118
LABELS = {
    "city": "The city",
    "county": "The county",
    "state": "The state",
    "federal": "United States (Medicaid and grants)",
    "philanthropy": "Foundations and private donors",
    "people_harmed": "People who are harmed by new offenses",
}
"""What payers are called before somebody names them; others keep the words of the place that is copied."""
KEPT = ("value", "price_year", "uncertainty", "then")


def new_jurisdiction(name: str, source: str, folder: Path) -> Path:
    """Write the folder of a new place into a folder, begun from a shipped place, and return it.

    It holds jurisdiction.yaml, a baseline, two scenarios to start from and a README. Raises InputError for a name
    that no place can have, an unknown source, and a folder that is there or cannot be written.
    """
    origin = load_jurisdiction(_source_folder(source))
    target = folder / _usable(name)
    if not folder.is_dir():
        raise InputError("there is no such folder to write into", key="--folder", found=str(folder))
    files = _files(name, origin, target)
    try:
        target.mkdir()
        for file, text in files.items():
            (target / file).write_text(text, encoding="utf-8", newline="\n")
    except FileExistsError:
        raise InputError("this is there already, and nothing is written over", file=str(target)) from None
    except OSError as error:
        raise InputError(f"this cannot be written ({error.strerror})", file=str(target)) from None
    return target


def _source_folder(source: str) -> Path:
    known = {folder.name: folder for folder in jurisdiction_folders()}
    if source not in known:
        raise InputError(
            "there is no such place to begin from", key="--from", found=source or "nothing",
            allowed=", ".join(known), nearest=nearest_names(source, known),
        )  # fmt: skip
    return known[source]


def _usable(name: str) -> str:
    if not re.fullmatch(SCENARIO_PATTERN, name) or len(name) > LONGEST_NAME:
        raise InputError(
            "not a name for a place", found=name or "nothing",
            allowed=f"lowercase letters and digits with single hyphens between, at most {LONGEST_NAME} in all",
        )  # fmt: skip
    if name in [folder.name for folder in jurisdiction_folders()]:
        raise InputError("a place that comes with leadsim is called so; choose another name", found=name)
    return name


def _files(name: str, origin: Jurisdiction, target: Path) -> dict[str, str]:
    """Return the text of each file by its name."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - YAML and Markdown are written, and no page
    )
    templates.filters["quoted"] = partial(json.dumps, ensure_ascii=False)  # a name such as no or 12 stays a text
    words = {"name": name, "title": name.replace("-", " ").title(), "source": origin.file.title, "folder": target}
    place = {
        "file": origin.file,
        "payers": {payer: LABELS.get(payer, label) for payer, label in origin.file.payers.items()},
        "sections": dict(_sections(origin)),
        "cost_lines": _cost_lines(origin),
    }
    return {
        "jurisdiction.yaml": templates.get_template("jurisdiction.yaml.j2").render(words, **place),
        "README.md": templates.get_template("README.md.j2").render(words),
        **{path.name: path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.yaml"))},
    }


def _cost_lines(origin: Jurisdiction) -> str:
    """Return the cost lines as the place's file writes them, with their comments."""
    text = (_source_folder(origin.name) / "jurisdiction.yaml").read_text(encoding="utf-8")
    return text[text.index("\ncost_lines:\n") + 1 :].rstrip()


def _sections(origin: Jurisdiction) -> Iterator[tuple[str, list[str]]]:
    """Yield what a group of facts is about and those facts as they are written, the place's other facts last."""
    told: set[str] = set()
    for heading, replaced_by in FIRST_FACTS.items():
        paths = [path for path in replaced_by if _is_open(path, origin)]
        told.update(paths)
        yield heading, [_fact(path, origin, replaced_by[path]) for path in paths]
    others = [path for path in origin.file.facts if path not in told]
    if others:
        heading = OTHER_FACTS.format(source=origin.file.title)
        yield heading, [_fact(path, origin, OTHERWISE) for path in others]


def _is_open(path: str, origin: Jurisdiction) -> bool:
    """Return whether a place can say it: money comes only from the sources that it has."""
    topic, _, source = path.partition(".")
    return topic != "funding" or source in origin.file.funding_sources


def _fact(path: str, origin: Jurisdiction, replaced_by: str) -> str:
    """Return a fact as the file writes it: the number as it was, and nothing of what vouched for it."""
    parameter = origin.parameters[path]
    copied = f"Copied from {origin.file.title}" if path in origin.file.facts else "One of leadsim's defaults"
    lines = [f"  {path}:", *(f"    {key}: {_flow(entry)}" for key, entry in _written(parameter).items())]
    words = fill(f"{copied}; replace it with {replaced_by}.", LINE, initial_indent=" " * 6, subsequent_indent=" " * 6)
    return "\n".join([*lines, "    grade: placeholder", "    assumption: >-", words])


def _written(parameter: Parameter) -> dict[str, Any]:
    """Return a parameter's number, later numbers, price year and range as plain data, sources left out."""
    data = parameter.model_dump(include=set(KEPT), exclude_none=True, by_alias=True)
    data["then"] = [{"from": later["from"], "value": later["value"]} for later in data["then"]]
    return {key: data[key] for key in KEPT if data.get(key) not in (None, [])}


def _flow(entry: Any) -> str:
    """Return plain data as YAML on one line, or as few as hold it."""
    text: str = yaml.safe_dump(_plain(entry), default_flow_style=True, width=LINE - 28, sort_keys=False)
    return text.removesuffix("\n").removesuffix("\n...").replace("\n", "\n    ")


def _plain(entry: Any) -> Any:
    """Return data as people write it: whole numbers without a point."""
    if isinstance(entry, Mapping):
        return {key: _plain(value) for key, value in entry.items()}
    if isinstance(entry, list | tuple):
        return [_plain(value) for value in entry]
    if isinstance(entry, float) and entry.is_integer():
        return int(entry)
    return entry


__all__ = ["new_jurisdiction"]
