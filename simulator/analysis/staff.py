"""The staff of a program by class: full-time equivalents by month and by fiscal year."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from simulator.units import Calendar

Floats = npt.NDArray[np.float64]

CASE_MANAGERS = "case managers"
SUPERVISORS = "supervisors"
PROGRAM_MANAGER = "program manager"
LIAISON_PROSECUTOR = "liaison prosecutor"
STAFF = (CASE_MANAGERS, SUPERVISORS, PROGRAM_MANAGER, LIAISON_PROSECUTOR)

ROUNDING = 1e-9  # a mean over the days of a month can lie this much above a whole number


def staff_by_class(case_manager_months: Floats, program_months: Floats, ratio: float) -> dict[str, Floats]:
    """Return full-time equivalents by month for each class of staff.

    Both arrays have the months of a run as their last axis; others (draws, replications) come before it. They are of
    single runs: a supervisor has at most `ratio` case managers, and what a mean of runs would take is not a mean of
    what each takes. There is one program manager and one liaison prosecutor in each month of a program.
    """
    if case_manager_months.shape != program_months.shape or not case_manager_months.ndim:
        raise ValueError(f"staff and program have the same months: {case_manager_months.shape}, {program_months.shape}")
    if not 0.0 < ratio < np.inf:
        raise ValueError(f"a supervisor has some case managers: {ratio}")
    if not (np.isfinite(case_manager_months).all() and (case_manager_months >= 0.0).all()):
        raise ValueError("case manager months are 0 or more")
    if not ((program_months >= 0.0) & (program_months <= 1.0)).all():
        raise ValueError("a month is a program's month or part of one: 0 to 1")
    return {
        CASE_MANAGERS: case_manager_months.astype(np.float64),
        SUPERVISORS: np.ceil(case_manager_months / ratio - ROUNDING) + 0.0,  # never -0
        PROGRAM_MANAGER: program_months.astype(np.float64),
        LIAISON_PROSECUTOR: program_months.astype(np.float64),
    }


def staff_by_fiscal_year(by_month: Mapping[str, Floats], calendar: Calendar) -> dict[str, Floats]:
    """Return mean full-time equivalents by fiscal year, from the months of the horizon as the last axis.

    A partial year has the mean over its months in the horizon.
    """
    wrong = {name: staff.shape for name, staff in by_month.items() if staff.shape[-1:] != (calendar.horizon_months,)}
    if wrong:
        raise ValueError(f"the horizon has {calendar.horizon_months} months, not as in {wrong}")
    first = calendar.warm_up_months
    years = [[month - first for month in calendar.months_of(year)] for year in calendar.fiscal_years]
    return {
        name: np.stack([staff[..., months].mean(axis=-1) for months in years], axis=-1)
        for name, staff in by_month.items()
    }
