"""What a person's days count as: where they are, what is pending, where they stand with LEAD and its services."""

from __future__ import annotations

from simulator.model.events import Bed, Service
from simulator.model.fast.calls import helper, transition
from simulator.model.fast.memory import CASE_SIZE, CASES, HOLD_REASONS, Person, World, case_at
from simulator.model.fast.recording import credit
from simulator.model.quantities import Quantity
from simulator.model.standing import CaseStage, Effect, Stage, Standing, Where

SERVICES = len(Service)


@transition
def credit_states(world: World, person: Person, elapsed: float) -> None:
    """Credit days to everything that they count as."""
    credit(world, Quantity.PERSON_DAYS, person, elapsed)
    custody(world, person, elapsed)
    justice(world, person, elapsed)
    lead(world, person, elapsed)
    services(world, person, elapsed)


@helper
def custody(world: World, person: Person, elapsed: float) -> None:
    """Credit days to where the person is."""
    if person.where == Where.LIBERTY:
        credit(world, Quantity.LIBERTY_DAYS, person, elapsed)
    elif person.where == Where.PRISON:
        credit(world, Quantity.PRISON_DAYS, person, elapsed)
    elif person.where == Where.STATE_BED:
        credit(world, Quantity.COMPETENCY_BED_DAYS, person, elapsed)
    else:
        venue = gravest_venue(person)
        credit(world, Quantity.JAIL_DAYS_SUPERIOR + venue, person, elapsed)
        if person.bed == Bed.MEDICAL:
            credit(world, Quantity.JAIL_MEDICAL_DAYS_SUPERIOR + venue, person, elapsed)
        elif person.bed == Bed.PSYCHIATRIC:
            credit(world, Quantity.JAIL_PSYCHIATRIC_DAYS_SUPERIOR + venue, person, elapsed)


@helper
def gravest_venue(person: Person) -> int:
    """Return the venue of the gravest of several reasons to hold: the day belongs to it."""
    venue = HOLD_REASONS
    for reason in range(HOLD_REASONS):
        if (person.holds >> reason) & 1:
            venue = min(venue, person.hold_venue[reason])
    return venue


@helper
def justice(world: World, person: Person, elapsed: float) -> None:
    """Credit days to what is pending."""
    if person.warrant:
        credit(world, Quantity.WARRANT_DAYS, person, elapsed)
    if person.supervised and person.where <= Where.JAIL:
        credit(world, Quantity.SUPERVISION_DAYS_SUPERIOR + person.supervision_venue, person, elapsed)
    if person.competency_case >= 0 and not person.restoring:
        credit(world, Quantity.COMPETENCY_WAITING_DAYS, person, elapsed)
    if person.cases_waiting == 0:
        return
    for place in range(CASES):
        case = case_at(world.cases + (person.number * CASES + place) * CASE_SIZE)
        if case.stage == CaseStage.WAITING:
            credit(world, Quantity.COURT_WAITING_DAYS_SUPERIOR + case.venue, person, elapsed)


@helper
def lead(world: World, person: Person, elapsed: float) -> None:
    """Credit days to LEAD."""
    if person.stage == Stage.WAITING:
        credit(world, Quantity.WAITING_DAYS, person, elapsed)
    elif person.stage == Stage.ACTIVE:
        credit(world, Quantity.PARTICIPANT_DAYS, person, elapsed)
        if person.effect == Effect.ENGAGED:
            credit(world, Quantity.ENGAGED_DAYS, person, elapsed)


@helper
def services(world: World, person: Person, elapsed: float) -> None:
    """Credit days to services."""
    standing = person.standing
    free = person.where == Where.LIBERTY
    interim = standing[Service.INTERIM_HOUSING] >= Standing.PLACE
    if free and (interim or standing[Service.PERMANENT_HOUSING] >= Standing.PLACE):
        credit(world, Quantity.HOUSED_DAYS, person, elapsed)
    if standing[Service.TREATMENT] >= Standing.PLACE:
        credit(world, Quantity.TREATMENT_DAYS, person, elapsed)
    if free and standing[Service.EMPLOYMENT] >= Standing.PLACE:
        credit(world, Quantity.WORK_DAYS, person, elapsed)
    for service in range(SERVICES):
        if standing[service] == Standing.PLACE:
            credit(world, Quantity.INTERIM_HOUSING_PLACE_DAYS + service, person, elapsed)
        elif standing[service] == Standing.WAITING:
            credit(world, Quantity.INTERIM_HOUSING_WAITING_DAYS + service, person, elapsed)
