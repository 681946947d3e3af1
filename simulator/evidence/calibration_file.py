"""Files of calibrations: which inputs are fitted to which evaluation, and what was thought of them before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from simulator.errors import InputError, nearest_names
from simulator.evidence.files import FOLDER, EvaluationFile, read_targets
from simulator.inputs.draw import draw_values
from simulator.inputs.entries import Model, Number, Text, Title
from simulator.inputs.entries import Path as ParameterPath
from simulator.inputs.files import scenarios_folder
from simulator.inputs.load import default_parameters
from simulator.inputs.parameter import Uncertainty
from simulator.inputs.reader import Document, read_document
from simulator.inputs.validate import validate

CALIBRATIONS = "calibrations"
"""Where the shipped files are."""


class Prior(Uncertainty):
    """What was thought of an input before the evaluation: a mean (`uniform`: any value between), and a range."""

    value: Number
    why: Text


class CalibrationFile(Model):
    """An evaluation's file of targets, and the inputs that are fitted to those of its targets marked for it."""

    title: Title
    sentence: Text
    targets: Text
    priors: Annotated[dict[ParameterPath, Prior], Field(min_length=1, max_length=40)]


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


def read_calibration(path: Path) -> tuple[CalibrationFile, Document, EvaluationFile, Document]:
    """Read a calibration and the targets it fits to; raises InputError for whatever is wrong with either."""
    document = read_document(path)
    file = validate(CalibrationFile, document)
    known = default_parameters()
    for name, prior in file.priors.items():
        if name not in known:
            raise document.error(
                "there is no such parameter", ("priors", name), found=name, nearest=nearest_names(name, list(known))
            )
        if known[name].formula is not None or isinstance(known[name].value, dict):
            raise document.error("only a parameter with one number of its own can be fitted", ("priors", name))
        _check_prior(name, prior, document)
    targets = path.parent / file.targets
    if not file.targets.endswith((".yaml", ".yml")):
        targets = scenarios_folder() / FOLDER / f"{file.targets}.yaml"
    evaluation, of_targets = read_targets(targets)
    if not any(target.use == "calibration" for target in evaluation.targets.values()):
        raise document.error("none of its targets is for calibration", ("targets",), found=file.targets)
    return file, document, evaluation, of_targets


def _check_prior(name: str, prior: Prior, document: Document) -> None:
    """Refuse a distribution that cannot be drawn from."""
    parameter = default_parameters()[name].model_copy(update={"value": prior.value, "uncertainty": prior})
    try:
        draw_values({name: parameter}, 0, 1, 2025)
    except InputError as error:
        raise document.error(error.problem, ("priors", name)) from None
