"""Which inputs come first on the Build page, and which agreements can be chosen: read from a text file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

MAIN_INPUTS = files("dashboard") / "text" / "main_inputs.yaml"


@dataclass(frozen=True)
class MainInput:
    """One of the first inputs: its path, how it is called and explained here, and where its slider ends."""

    path: str
    label: str
    meaning: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Group:
    """Inputs that belong together; one of the groups also asks for the agreement."""

    title: str
    note: str
    inputs: tuple[MainInput, ...]
    agreement: bool = False


@dataclass(frozen=True)
class Choice:
    """An agreement that can be chosen, and what a file says to make it."""

    label: str
    terms: Mapping[str, Any]

    def fits(self, lines: Collection[str]) -> bool:
        """Return whether it can be made where these are the cost lines: one by a contract needs the contract's."""
        return self.terms.get("contract_line") in (None, *lines)


@cache
def _text() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(MAIN_INPUTS.read_text(encoding="utf-8"))
    return found


@cache
def groups() -> tuple[Group, ...]:
    """Return the groups in their order."""
    return tuple(
        Group(
            group["title"],
            group["note"],
            tuple(
                MainInput(each["path"], each["label"], each["meaning"], each.get("from"), each.get("to"))
                for each in group["inputs"]
            ),
            group.get("agreement", False),
        )
        for group in _text()["groups"]
    )


@cache
def agreements() -> Mapping[str, Choice]:
    """Return the agreements that can be chosen, by name."""
    return {name: Choice(each["label"], each["terms"]) for name, each in _text()["agreements"].items()}
