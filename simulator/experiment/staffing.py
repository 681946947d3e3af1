"""How many case managers there are and how many places they make: budgets, hiring lags, hiring to demand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TypeVar

from simulator.errors import InputError
from simulator.experiment.bought import CASE_MANAGERS, Bought
from simulator.experiment.setup import in_force
from simulator.inputs.draw import Inputs
from simulator.inputs.values import number
from simulator.model.engine import CapacityPlan
from simulator.model.quantities import Quantity
from simulator.model.tally import NOBODY, Tally
from simulator.units import Calendar

N = TypeVar("N", int, float)


@dataclass(frozen=True)
class StaffingRules:
    """What decides about staff: targets by day, places for each case manager by day, the hiring lag in days.

    `practice_hire_lag` is the lag of targets before day 0 (None: the same), so that the warm-up is common to all.

    Both begin with the first day of the run. Where staff is hired to demand, no target is later than day 0.
    """

    targets: tuple[tuple[float, int], ...]
    caseloads: tuple[tuple[float, float], ...]
    hire_lag: float
    to_demand: bool
    practice_hire_lag: float | None = None


def staffing_rules(inputs: Inputs) -> StaffingRules:
    """Return the staffing rules of drawn inputs; a part of a case manager cannot be hired.

    Raises InputError where they cannot be followed.
    """
    values = inputs.policy.at(inputs.scenario.jurisdiction.calendar.start)
    to_demand = number(values, "lead.hire_to_demand") > 0
    _refuse_later(inputs, "lead.hire_lag", "this holds for the whole run and takes no later value")
    _refuse_later(inputs, "lead.hire_to_demand", "this holds for the whole run and takes no later value")
    if to_demand:
        # A number that follows from the budget also changes with the price of staff, which cuts nobody here.
        stated = inputs.scenario.parameters["lead.case_managers"].formula is None
        for path in ("lead.annual_budget", *(("lead.case_managers",) if stated else ())):
            _refuse_later(inputs, path, "case managers are hired to demand, so no later budget sets their number")
    targets = _by_day(inputs, "lead.case_managers")
    caseloads = _by_day(inputs, "lead.caseload")
    if min(caseload for _, caseload in caseloads) <= 0:
        raise InputError("a case manager has room for somebody", key="lead.caseload", found=0, allowed="above 0")
    return StaffingRules(
        targets=_changes((day, _whole(staff)) for day, staff in targets if not to_demand or day <= 0.0),
        caseloads=_changes(caseloads),
        hire_lag=number(values, "lead.hire_lag"),
        practice_hire_lag=number(
            inputs.practice.at(inputs.scenario.jurisdiction.calendar.first_day(0)), "lead.hire_lag"
        ),
        to_demand=to_demand,
    )


def _by_day(inputs: Inputs, path: str) -> list[tuple[float, float]]:
    return [(day, number(values, path)) for day, values in in_force(inputs, path)]


def _changes(by_day: Iterable[tuple[float, N]]) -> tuple[tuple[float, N], ...]:
    return tuple(next(same) for _, same in groupby(by_day, key=lambda entry: entry[1]))


def _refuse_later(inputs: Inputs, path: str, problem: str) -> None:
    start = inputs.scenario.jurisdiction.calendar.start
    for later in inputs.policy.dates((path,)):
        if later > start:
            raise InputError(problem, key=path, found=later)


class Staffing:
    """The case managers of a run: who is employed, who is being hired.

    Cuts and the very first staff take effect at once, hires after the lag; a cut calls off pending hires. Those whom a
    reinvestment fund has bought come on top.
    """

    def __init__(self, rules: StaffingRules, calendar: Calendar, bought: Bought | None = None) -> None:
        self._rules = rules
        self._calendar = calendar
        self._bought = bought or Bought()
        self._steps = _planned(rules)
        self._own_turns = self._turns_of_own()

    def employed(self, day: float) -> int:
        """Return the case managers employed on a day."""
        own = next((staff for time, staff in reversed(self._steps) if time <= day), 0)
        return own + self._bought.level(CASE_MANAGERS, day)

    def caseload(self, day: float) -> float:
        """Return the places that one case manager makes on a day."""
        return next(caseload for time, caseload in reversed(self._rules.caseloads) if time <= day)

    def plan(self) -> CapacityPlan:
        """Return the places from each day on on which they may change."""
        return tuple((time, self.places(time)) for time in self._turns())

    def places(self, day: float) -> int:
        """Return the places that the staff of a day makes."""
        return math.floor(self.employed(day) * self.caseload(day) + 1e-9)

    def review(self, month: int, tally: Tally) -> None:
        """At the end of a month, hire for those who waited in it, where staff is hired to demand."""
        now = self._calendar.edges[month + 1]
        if not self._rules.to_demand or now < 0.0:
            return
        length = now - self._calendar.edges[month]
        waiting = tally.counts[month, Quantity.WAITING_DAYS].sum() / length
        own = self._steps[-1][1]
        coming = own + self._bought.ordered(CASE_MANAGERS)
        needed = math.ceil(waiting / self.caseload(now) - 1e-9) - (coming - self.employed(now))
        if needed > 0:
            self._steps.append((now + self._rules.hire_lag, own + needed))
            self._own_turns = self._turns_of_own()

    def record(self, month: int, tally: Tally) -> None:
        """Write a month's staff and served days into a tally: what the places paid for take, and what notice takes.

        While places are cut below their use, the holders who are left still need whole case managers. That is
        kept apart, because those who paid for the places before pay for their end.
        """
        start, end = self._calendar.edges[month : month + 2]
        totals = tally.counts[month].sum(axis=1)
        planned, places = self._mean_over(start, end)
        used = totals[Quantity.PLACE_DAYS_USED] / (end - start)
        over = max(0.0, used - places)
        extra = float(math.ceil(over / self.caseload(start) - 1e-9))
        on_notice = totals[Quantity.PARTICIPANT_DAYS] * (over / used if used > 0.0 else 0.0)
        for quantity, value in (
            (Quantity.CASE_MANAGER_MONTHS, planned),
            (Quantity.NOTICE_MONTHS, extra),
            (Quantity.PROGRAM_MONTHS, float(planned > 0.0)),
            (Quantity.NOTICE_PROGRAM_MONTHS, float(planned == 0.0 and extra > 0.0)),
            (Quantity.PLACE_DAYS_FUNDED, places * (end - start)),
            (Quantity.SERVED_DAYS, totals[Quantity.PARTICIPANT_DAYS] - on_notice),
            (Quantity.NOTICE_DAYS, on_notice),
        ):
            tally.counts[month, quantity, NOBODY] = value

    def _mean_over(self, start: float, end: float) -> tuple[float, float]:
        """Return mean staff and mean places between two days."""
        staff = places = 0.0
        for time, until in pairwise([start, *(time for time in self._turns() if start < time < end), end]):
            weight = (until - time) / (end - start)
            staff += weight * self.employed(time)
            places += weight * self.places(time)
        return staff, places

    def _turns(self) -> list[float]:
        bought = self._bought.days(CASE_MANAGERS)
        return sorted({*self._own_turns, *bought}) if bought else self._own_turns

    def _turns_of_own(self) -> list[float]:
        """Return the days on which what is planned and hired for makes other places; they rarely become more."""
        return sorted({time for time, _ in (*self._steps, *self._rules.caseloads)})


def _planned(rules: StaffingRules) -> list[tuple[float, int]]:
    """Return (day, case managers employed from it on) that the targets lead to."""
    steps: list[tuple[float, int]] = []
    before = rules.practice_hire_lag
    for day, target in rules.targets:
        present = [step for step in steps if step[0] <= day]
        if not present or target < present[-1][1]:
            steps = [*present, (day, target)]
            continue
        hired = [(time, min(staff, target)) for time, staff in steps if time > day]
        steps = [*present, *hired]
        if target > steps[-1][1]:
            steps.append((day + (rules.hire_lag if day >= 0.0 or before is None else before), target))
    return steps


def _whole(case_managers: float) -> int:
    return math.floor(case_managers + 1e-9)
