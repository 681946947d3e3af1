"""Presets: agreements that exist, with their sources and published figures to check against."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from simulator.errors import InputError, nearest_names
from simulator.inputs import files
from simulator.inputs.agreement import NO_AGREEMENT, AgreementFile
from simulator.inputs.entries import Category, Model, Number, Path, Text, Title
from simulator.inputs.reader import Document, KeyPath, read_document
from simulator.inputs.scenario import Setting
from simulator.inputs.validate import validate

Figure = Literal[
    "sum",
    "difference",
    "ratio",
    "captured",
    "recipient",
    "administration",
    "payment",
    "rate_of_return",
    "investor_gain",
    "investor_loss",
    "guarantor_loss",
    "contract_minimum",
    "contract_redirected",
]
"""What a check figure is: simple arithmetic, or what the code makes of a preset's terms."""


class CheckFigure(Model):
    """A published figure, what it follows from, and how far (in its own unit) the code's answer may be from it."""

    what: Text
    figure: Figure
    given: Annotated[dict[Category, Number], Field(min_length=1)]
    recipient: Category | None = None
    expected: Number
    tolerance: Annotated[Number, Field(ge=0)]

    @model_validator(mode="after")
    def _recipient_where_one_is_asked_for(self) -> Self:
        if (self.figure == "recipient") != (self.recipient is not None):
            raise ValueError("the figure recipient, and no other, says whose share it is")
        return self


class PresetFile(Model):
    """An agreement somewhere: its terms, and the parameters it sets. Who is covered is for each place to say."""

    title: Title
    sentence: Text
    source: Text
    agreement: AgreementFile
    set: dict[Path, Setting] = {}
    checks: Annotated[tuple[CheckFigure, ...], Field(strict=False, min_length=1)]

    @model_validator(mode="after")
    def _stands_alone(self) -> Self:
        if self.agreement.preset is not None:
            raise ValueError("a preset does not build on another")
        return self


def preset_names() -> list[str]:
    """Return the names that `preset:` takes: none, and those of all shipped presets."""
    return [NO_AGREEMENT, *sorted(path.stem for path in (files.scenarios_folder() / "presets").glob("*.yaml"))]


def load_preset(name: str, document: Document | None = None, where: KeyPath = ()) -> PresetFile:
    """Read a shipped preset by name; a refusal says where in `document` the name stands.

    Raises InputError for a name that is not one, and ValueError for `none`, which has no terms.
    """
    if name == NO_AGREEMENT:
        raise ValueError("preset: none means that there is no agreement")
    known = preset_names()
    if name not in known:
        said: dict[str, Any] = {"found": name, "allowed": ", ".join(known), "nearest": nearest_names(name, known)}
        problem = "there is no such preset"
        raise document.error(problem, where, **said) if document else InputError(problem, **said)
    return validate(PresetFile, read_document(files.scenarios_folder() / "presets" / f"{name}.yaml"))


__all__ = ["CheckFigure", "PresetFile", "load_preset", "preset_names"]
