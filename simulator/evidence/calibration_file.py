"""Files of calibrations: which inputs are fitted to which targets, and what was thought of them before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from simulator.errors import InputError, nearest_names
from simulator.evidence.files import FOLDER, EvaluationFile, read_targets
from simulator.inputs.draw import draw_values
from simulator.inputs.entries import Model, Number, Text, Title
from simulator.inputs.entries import Path as ParameterPath
from simulator.inputs.files import scenarios_folder
from simulator.inputs.joint import CALIBRATIONS
from simulator.inputs.load import default_parameters
from simulator.inputs.parameter import Parameter, Uncertainty
from simulator.inputs.reader import Document, read_document
from simulator.inputs.validate import validate


class Prior(Uncertainty):
    """What was thought of an input before: a mean (`uniform`: any value between), and a range."""

    value: Number
    why: Text


class CalibrationFile(Model):
    """Files of targets, and the inputs that are fitted to those of their targets that are marked for it.

    An input is a parameter with one number of its own, or one category of a parameter that has them
    (`jail.long_stay_share.felony`).
    """

    title: Title
    sentence: Text
    targets: Annotated[tuple[Text, ...], Field(strict=False, min_length=1, max_length=10)]
    priors: Annotated[dict[ParameterPath, Prior], Field(min_length=1, max_length=40)]


@dataclass(frozen=True)
class Evidence:
    """A file of targets that inputs are fitted to, under the name that its targets are told apart by."""

    name: str
    file: EvaluationFile
    document: Document


def calibration_path(name: str) -> Path:
    """Return the file of a calibration given by name or path."""
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    known = sorted(path.stem for path in (scenarios_folder() / CALIBRATIONS).glob("*.yaml"))
    if name not in known:
        raise InputError(
            "there is no such calibration", found=name, allowed=f"{', '.join(known)}, or a .yaml file",
            nearest=nearest_names(name, known),
        )  # fmt: skip
    return scenarios_folder() / CALIBRATIONS / f"{name}.yaml"


def read_calibration(path: Path) -> tuple[CalibrationFile, tuple[Evidence, ...]]:
    """Read a calibration and the targets it fits to; raises InputError for whatever is wrong with either."""
    document = read_document(path)
    file = validate(CalibrationFile, document)
    for name, prior in file.priors.items():
        _check_prior(name, prior, document)
    evidence = tuple(_read(path.parent, name) for name in file.targets)
    if len({each.name for each in evidence}) < len(evidence):
        raise document.error("files of targets need names that differ", ("targets",), found=", ".join(file.targets))
    for i, each in enumerate(evidence):
        if not any(target.use == "calibration" for target in each.file.targets.values()):
            raise document.error("none of its targets is for calibration", ("targets", i), found=file.targets[i])
    return file, evidence


def _read(folder: Path, name: str) -> Evidence:
    shipped = not name.endswith((".yaml", ".yml"))
    path = scenarios_folder() / FOLDER / f"{name}.yaml" if shipped else folder / name
    return Evidence(path.stem, *read_targets(path))


def fitted_to(file: CalibrationFile, evidence: Sequence[Evidence]) -> str:
    """Return a hash of what is fitted to what; words, and targets that are held out, are not in it."""
    words = {"title", "sentence", "caveat", "source", "note", "why", "assumption", "grade"}

    def is_held_out(given: object) -> bool:
        return isinstance(given, dict) and given.get("use") == "validation"

    def plain(given: object) -> object:
        if isinstance(given, dict):
            return {key: plain(each) for key, each in given.items() if key not in words and not is_held_out(each)}
        return [plain(each) for each in given] if isinstance(given, list) else given

    models = (file, *(each.file for each in evidence))
    said = [plain(model.model_dump(mode="json", exclude_defaults=True)) for model in models]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def split_path(path: str) -> tuple[str, str]:
    """Return the parameter that an input is of, and its category if it is one; raises KeyError where there is none."""
    known = default_parameters()
    if path in known:
        return path, ""
    name, _, category = path.rpartition(".")
    values = known[name].value
    if not isinstance(values, dict) or category not in values:
        raise KeyError(path)
    return name, category


def label_of(path: str) -> str:
    """Return what people call an input."""
    name, category = split_path(path)
    label = default_parameters()[name].label
    return f"{label}, {category.replace('_', ' ')}" if category else label


def with_prior(given: Parameter, category: str, prior: Uncertainty, value: float) -> Parameter:
    """Return a parameter with what was thought of it, or of one of its categories, before it is fitted."""
    if not category:
        return given.model_copy(update={"value": value, "uncertainty": prior, "then": ()})
    assert isinstance(given.value, dict)
    ranges = given.uncertainty if isinstance(given.uncertainty, dict) else {}
    changed = {"value": {**given.value, category: value}, "uncertainty": {**ranges, category: prior}, "then": ()}
    return given.model_copy(update=changed)


def _check_prior(name: str, prior: Prior, document: Document) -> None:
    """Refuse what is no input with one number of its own, and a distribution that cannot be drawn from."""
    try:
        path, category = split_path(name)
    except KeyError:
        raise document.error(
            "there is no such parameter", ("priors", name), found=name,
            nearest=nearest_names(name, list(default_parameters())),
        ) from None  # fmt: skip
    parameter = default_parameters()[path]
    is_number = isinstance(parameter.value, float) or bool(category)
    if not is_number or parameter.unit == "shares of a whole":
        raise document.error("only a parameter with one number of its own can be fitted", ("priors", name))
    if prior.together is not None:
        raise document.error("what is fitted is not drawn together with others before", ("priors", name, "together"))
    try:
        draw_values({path: with_prior(parameter, category, prior, prior.value)}, 0, 1, 2025)
    except InputError as error:
        raise document.error(error.problem, ("priors", name)) from None
