"""How many case managers there are and how many places they make: budgets, hiring lags, hiring to demand."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulator.inputs.draw import Inputs
from simulator.inputs.values import number
from simulator.model.engine import CapacityPlan
from simulator.model.tally import Quantity, Tally
from simulator.units import Calendar

NOBODY = -1


@dataclass(frozen=True)
class StaffingRules:
    """What decides about staff: targets by day, the hiring lag in days, and places for each case manager.

    `practice_caseload` holds until day 0, `caseload` from then on.
    """

    targets: tuple[tuple[float, int], ...]
    hire_lag: float
    to_demand: bool
    practice_caseload: float
    caseload: float


def staffing_rules(inputs: Inputs) -> StaffingRules:
    """Return the staffing rules of drawn inputs; a part of a case manager cannot be hired."""
    calendar = inputs.scenario.jurisdiction.calendar
    practice, policy = inputs.practice, inputs.policy
    start = calendar.first_day(0)
    targets = []
    if calendar.warm_up_months:
        days = [
            start,
            *(day for day in practice.dates(("lead.case_managers",)) if start < day < calendar.start),
        ]
        targets += [
            (float(calendar.day_of(day)), _whole(number(practice.at(day), "lead.case_managers"))) for day in days
        ]
    days = [calendar.start, *(day for day in policy.dates(("lead.case_managers",)) if day > calendar.start)]
    targets += [(float(calendar.day_of(day)), _whole(number(policy.at(day), "lead.case_managers"))) for day in days]
    values = policy.at(calendar.start)
    return StaffingRules(
        targets=tuple(targets),
        hire_lag=number(values, "lead.hire_lag"),
        to_demand=number(values, "lead.hire_to_demand") > 0,
        practice_caseload=number(practice.at(start), "lead.caseload"),
        caseload=number(values, "lead.caseload"),
    )


class Staffing:
    """The case managers of a run: who is employed, who is being hired.

    Cuts and the very first staff take effect at once, hires after the lag; a cut calls off pending hires.
    """

    def __init__(self, rules: StaffingRules, calendar: Calendar) -> None:
        self._rules = rules
        self._calendar = calendar
        self._steps = _planned(rules)

    def employed(self, day: float) -> int:
        """Return the case managers employed on a day."""
        return next((staff for time, staff in reversed(self._steps) if time <= day), 0)

    def plan(self) -> CapacityPlan:
        """Return the places from each day on on which they change."""
        edges = [time for time, _ in self._steps]
        if edges and edges[0] < 0.0 and self._rules.caseload != self._rules.practice_caseload:
            edges = sorted({*edges, 0.0})
        return tuple((time, self.places(time)) for time in edges)

    def places(self, day: float) -> int:
        """Return the places that the staff of a day makes."""
        caseload = self._rules.practice_caseload if day < 0.0 else self._rules.caseload
        return math.floor(self.employed(day) * caseload + 1e-9)

    def review(self, month: int, tally: Tally) -> None:
        """At the end of a month, hire for those who waited in it, where staff is hired to demand."""
        now = self._calendar.edges[month + 1]
        if not self._rules.to_demand or now < 0.0:
            return
        length = now - self._calendar.edges[month]
        waiting = tally.counts[month, Quantity.WAITING_DAYS].sum() / length
        coming = self._steps[-1][1] if self._steps else 0
        needed = math.ceil(waiting / self._rules.caseload - (coming - self.employed(now)))
        if needed > 0:
            self._steps.append((now + self._rules.hire_lag, coming + needed))

    def record(self, tally: Tally) -> None:
        """Write staff and served days into a tally: what the places paid for take, and what notice takes.

        While places are cut below their use, the holders who are left still need whole case managers. That is
        kept apart, because those who paid for the places before pay for their end.
        """
        edges = self._calendar.edges
        totals = tally.counts.sum(axis=2)
        for month in range(self._calendar.months):
            start, end = edges[month], edges[month + 1]
            caseload = self._rules.practice_caseload if start < 0.0 else self._rules.caseload
            planned, places = self._mean_over(start, end)
            used = totals[month, Quantity.PLACE_DAYS_USED] / (end - start)
            over = max(0.0, used - places)
            extra = float(math.ceil(over / caseload - 1e-9))
            on_notice = totals[month, Quantity.PARTICIPANT_DAYS] * (over / used if used > 0.0 else 0.0)
            for quantity, value in (
                (Quantity.CASE_MANAGER_MONTHS, planned),
                (Quantity.NOTICE_MONTHS, extra),
                (Quantity.PROGRAM_MONTHS, float(planned > 0.0)),
                (Quantity.NOTICE_PROGRAM_MONTHS, float(planned == 0.0 and extra > 0.0)),
                (Quantity.PLACE_DAYS_FUNDED, places * (end - start)),
                (Quantity.SERVED_DAYS, totals[month, Quantity.PARTICIPANT_DAYS] - on_notice),
                (Quantity.NOTICE_DAYS, on_notice),
            ):
                tally.counts[month, quantity, NOBODY] = value

    def _mean_over(self, start: float, end: float) -> tuple[float, float]:
        """Return mean staff and mean places between two days."""
        cuts = [start, *(time for time, _ in self._steps if start < time < end), end]
        weights = np.diff(cuts) / (end - start)
        staff = sum(w * self.employed(t) for w, t in zip(weights, cuts[:-1], strict=True))
        places = sum(w * self.places(t) for w, t in zip(weights, cuts[:-1], strict=True))
        return float(staff), float(places)


def _planned(rules: StaffingRules) -> list[tuple[float, int]]:
    """Return (day, case managers employed from it on) that the targets lead to."""
    steps: list[tuple[float, int]] = []
    for day, target in rules.targets:
        steps = [step for step in steps if step[0] <= day or step[1] <= target]
        now = next((staff for time, staff in reversed(steps) if time <= day), None)
        if now is None or target < now:
            steps = [step for step in steps if step[0] <= day] + [(day, target)]
        elif target > now:
            steps = [step for step in steps if step[0] <= day] + [(day + rules.hire_lag, target)]
    return steps


def _whole(case_managers: float) -> int:
    return math.floor(case_managers + 1e-9)
