"""The staff of a program by class: full-time equivalents by month."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

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
