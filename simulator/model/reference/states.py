"""What a person's days count as: where they are, what is pending, where they stand with LEAD and its services."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.model.events import Bed
from simulator.model.quantities import Quantity
from simulator.model.reference.person import Person
from simulator.model.standing import CaseStage, Effect, Stage, Standing, Where


def states_of(person: Person) -> tuple[int, ...]:
    """Return what a person's days count as now."""
    return tuple(
        int(quantity)
        for quantity in (
            Quantity.PERSON_DAYS, *_custody(person), *_justice(person), *_lead(person), *_services(person)
        )
    )  # fmt: skip


def _custody(person: Person) -> Iterator[int]:
    if person.where == Where.LIBERTY:
        yield Quantity.LIBERTY_DAYS
    elif person.where == Where.PRISON:
        yield Quantity.PRISON_DAYS
    elif person.where == Where.STATE_BED:
        yield Quantity.COMPETENCY_BED_DAYS
    else:
        # Several reasons to hold: the day belongs to the gravest (superior court first).
        venue = min(person.holds.values())
        yield Quantity.JAIL_DAYS_SUPERIOR + venue
        if person.bed == Bed.MEDICAL:
            yield Quantity.JAIL_MEDICAL_DAYS_SUPERIOR + venue
        elif person.bed == Bed.PSYCHIATRIC:
            yield Quantity.JAIL_PSYCHIATRIC_DAYS_SUPERIOR + venue


def _justice(person: Person) -> Iterator[int]:
    if person.warrant:
        yield Quantity.WARRANT_DAYS
    if person.supervised and person.where in (Where.LIBERTY, Where.JAIL):
        yield Quantity.SUPERVISION_DAYS_SUPERIOR + person.supervision_venue
    if person.competency_case >= 0 and not person.restoring:
        yield Quantity.COMPETENCY_WAITING_DAYS
    for case in person.cases:
        if case is not None and case.stage == CaseStage.WAITING:
            yield Quantity.COURT_WAITING_DAYS_SUPERIOR + case.charge.venue


def _lead(person: Person) -> Iterator[int]:
    if person.stage == Stage.WAITING:
        yield Quantity.WAITING_DAYS
    elif person.stage == Stage.ACTIVE:
        yield Quantity.PARTICIPANT_DAYS
        if person.effect == Effect.ENGAGED:
            yield Quantity.ENGAGED_DAYS


def _services(person: Person) -> Iterator[int]:
    interim, permanent, treatment, employment = person.services
    free = person.where == Where.LIBERTY
    if free and (interim >= Standing.PLACE or permanent >= Standing.PLACE):
        yield Quantity.HOUSED_DAYS
    if treatment >= Standing.PLACE:
        yield Quantity.TREATMENT_DAYS
    if free and employment >= Standing.PLACE:
        yield Quantity.WORK_DAYS
    for service, standing in enumerate(person.services):
        if standing == Standing.PLACE:
            yield Quantity.INTERIM_HOUSING_PLACE_DAYS + service
        elif standing == Standing.WAITING:
            yield Quantity.INTERIM_HOUSING_WAITING_DAYS + service
