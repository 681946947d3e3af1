"""One world of an evaluation: who entered which arm, and what its targets take of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.evidence.cohort import Arm, arms_of
from simulator.evidence.everybody import value_of
from simulator.evidence.files import EvaluationFile, TargetFile
from simulator.evidence.lives import live
from simulator.evidence.measures import Table, arms_read, columns_of
from simulator.evidence.place import Place
from simulator.inputs.draw import draw_inputs

Tables = Mapping[str, Mapping[str, Table]]
"""By target and arm, the columns of the people who entered."""


@dataclass(frozen=True)
class World:
    """What one world of one draw gave: columns of people by target and arm, and measures of everybody."""

    draw: int
    tables: Tables
    values: Mapping[str, float]
    entered: Mapping[str, int]


def simulate(file: EvaluationFile, place: Place, seed: int, asked: tuple[int, int]) -> World:
    """Let one world of one draw happen, and return what its targets take."""
    draw, number = asked
    calendar = place.with_lead.jurisdiction.calendar
    with_lead = live(draw_inputs(place.with_lead, seed, draw), number)
    days = calendar.edges[-1] - calendar.edges[calendar.warm_up_months]
    of_people = {name: target for name, target in file.targets.items() if arms_read(target.measured)}
    values = {
        name: value_of(target.measured, with_lead, days)
        for name, target in file.targets.items()
        if name not in of_people
    }
    if file.cohort is None:
        return World(draw, {}, values, {})
    needs_another = any(arm.without_lead for arm in file.cohort.arms.values())
    without = live(draw_inputs(place.without, seed, draw), number) if needs_another else with_lead
    arms = arms_of(file.cohort, calendar, with_lead, without)
    tables = {name: _tables(target, arms) for name, target in of_people.items()}
    return World(draw, tables, values, {name: len(arm) for name, arm in arms.items()})


def _tables(target: TargetFile, arms: Mapping[str, Arm]) -> Mapping[str, Table]:
    return {name: columns_of(target.measured, arms[name]) for name in arms_read(target.measured)}
