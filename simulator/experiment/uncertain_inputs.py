"""The uncertain inputs of a question by draw: their luck, their values, and what a group of them is worth knowing.

A group is what one study could find out about: LEAD's own costs, its effects, how long people stay in jail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.analysis.value_of_information import against_nothing, partial_of_group, told_apart
from simulator.experiment.oneway import beliefs, settings_of
from simulator.experiment.question import Question
from simulator.experiment.sensitivity import uncertain
from simulator.experiment.sensitivity_information import FEWEST, lucks_of
from simulator.experiment.sobol import ROW, factors_of
from simulator.inputs.parameter import Parameter

Floats = npt.NDArray[np.float64]

GROUPS: Mapping[str, str] = {
    "costs.case_manager": "LEAD's own costs",
    "costs.supervisor": "LEAD's own costs",
    "costs.services_month": "LEAD's own costs",
    "costs.program_fixed": "LEAD's own costs",
    "costs.interim_unit_day": "LEAD's own costs",
    "costs.permanent_unit_day": "LEAD's own costs",
    "costs.treatment_day": "LEAD's own costs",
    "costs.employment_day": "LEAD's own costs",
    "funding.": "LEAD's own costs",
    "lead.effect.": "LEAD's effects",
    "lead.": "How LEAD runs: referrals, caseloads, engagement",
    "savings.": "Which part of costs varies",
    "jail_unit.": "Which part of costs varies",
    "costs.": "Unit costs of the justice system",
    "population.": "Who the people are, and how often they offend",
    "police.": "Police: contacts, arrests, bookings",
    "jail.": "Jail stays",
    "courts.": "Courts, prosecution and supervision",
    "prosecution.": "Courts, prosecution and supervision",
    "supervision.": "Courts, prosecution and supervision",
    "competency.": "Competency cases and state beds",
    "interim_housing.": "Homes, treatment and work",
    "permanent_housing.": "Homes, treatment and work",
    "treatment.": "Homes, treatment and work",
    "employment.": "Homes, treatment and work",
    "city_contract.": "Contracts and who pays",
    "medicaid.": "Contracts and who pays",
}
"""The group of an input by the longest beginning of its path that stands here."""
VARIES = ("_marginal_share", "_long_run_share")
"""How the paths end of which part of a cost varies, whatever they begin with."""


@dataclass(frozen=True)
class GroupWorth:
    """What it is worth to know all inputs of a group before choosing, in dollars, and if that is told from noise."""

    name: str
    inputs: int
    value: float
    told_apart: bool


def group_of(path: str) -> str:
    """Return the group of an input; one that belongs to none is its own topic."""
    if path.endswith(VARIES):
        return GROUPS["savings."]
    known = [beginning for beginning in GROUPS if path.startswith(beginning)]
    return GROUPS[max(known, key=len)] if known else path.partition(".")[0]


def worth_of_groups(question: Question, nets: Floats) -> tuple[GroupWorth, ...]:
    """Return what each group is worth knowing, the most valuable first; nothing where there are too few draws.

    `nets` are by draw. Luck in them is averaged out by the regression.
    """
    if question.draws < FEWEST:
        return ()
    lucks, options = lucks_of(question), against_nothing(nets)
    members: dict[str, list[str]] = {}
    for key in lucks:
        members.setdefault(group_of(key), []).append(key)
    columns = {name: np.stack([lucks[key] for key in keys], axis=1) for name, keys in members.items()}
    found = {name: partial_of_group(each, options, seed=question.seed) for name, each in columns.items()}
    apart = told_apart(list(found.values()))
    worths = [
        GroupWorth(name, len(members[name]), found[name].value, is_apart)
        for name, is_apart in zip(found, apart, strict=True)
    ]
    return tuple(sorted(worths, key=lambda each: -each.value))


@dataclass(frozen=True)
class Count:
    """How many inputs are uncertain, and how many of them are drawn as a calibration found them, by its name."""

    inputs: int
    together: Mapping[str, int]


def count_inputs(question: Question) -> Count:
    """Return how many inputs vary between draws, and how many of these are drawn together."""
    paths = dict.fromkeys(each.path for each in uncertain(question))
    names: dict[str, set[str]] = {}
    for key, calibration in factors_of(question, ()).together.items():
        path = next(path for path in sorted(paths, key=len, reverse=True) if key == path or key.startswith(f"{path}."))
        names.setdefault(calibration, set()).add(path)
    return Count(len(paths), {name: len(each) for name, each in names.items()})


def values_of(question: Question) -> dict[str, list[float]]:
    """Return the value of each uncertain input in each draw, in its unit; money in dollars of the currency year.

    The values in force when the horizon begins, a column for each category. Where the scenario chooses an input for
    itself, the baseline's is uncertain.
    """
    start = question.jurisdiction.calendar.start
    found: dict[str, list[float]] = {}
    keys = [key for key in factors_of(question, ()).keys if not key.startswith(ROW)]
    wanted = dict(_whose(question, keys))
    for draw in question.draw_numbers:
        baseline, scenario = question.inputs_of(draw)
        everywhere = [scenario.policy.at(start), baseline.policy.at(start), baseline.practice.at(start)]
        for key, (path, whose) in wanted.items():
            value = everywhere[whose][path]
            number = value if isinstance(value, float | int) else value[key.removeprefix(f"{path}.")]
            found.setdefault(key, []).append(float(number))
    return found


def _whose(question: Question, keys: list[str]) -> Iterator[tuple[str, tuple[str, int]]]:
    """Yield each key with its path, and with where it has a range: scenario 0, baseline 1, practice before both 2."""
    paths = dict.fromkeys(each.path for each in uncertain(question))
    for key in keys:
        path = next(path for path in sorted(paths, key=len, reverse=True) if key == path or key.startswith(f"{path}."))
        yield key, (path, next(i for i, each in enumerate(beliefs(question, path)) if _has_range(path, each)))


def _has_range(path: str, parameter: Parameter) -> bool:
    return bool(settings_of(path, parameter))


__all__ = ["Count", "GroupWorth", "count_inputs", "group_of", "values_of", "worth_of_groups"]
