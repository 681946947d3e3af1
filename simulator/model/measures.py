"""What people ask for: names, labels and units of quantities, and why some are not priced."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.model.events import Refusal, Service
from simulator.model.quantities import Quantity


@dataclass(frozen=True)
class Measure:
    """A quantity as people ask for it: a name, a unit, and the tally entries that add up to it.

    `route` and `reason` tell apart the parts of one count. `unpriced` says why no cost line counts it.
    """

    name: str
    label: str
    unit: str
    parts: tuple[Quantity, ...]
    route: str | None = None
    reason: str | None = None
    unpriced: str = ""


def _venues(first: Quantity) -> tuple[Quantity, ...]:
    return tuple(Quantity(first + i) for i in range(3))


def _places(first: Quantity) -> tuple[Quantity, ...]:
    return tuple(Quantity(first + i) for i in range(2))


Q = Quantity
IN_CASE = "paid for in the price of a filed case"
IN_ARREST = "paid for in the arrest or hand-off that it ends in"
IN_STAY = "paid for day by day"
IN_UNIT = "units are paid for, used or not"
NOT_MONEY = "an outcome for people, not a cost"
IN_CASELOAD = "paid for in case managers, services and management"
EXPOSURE = "time, the denominator of rates"
STATE = "time under it, not a cost of its own"
NOTHING = "nothing is bought"
NOT_KNOWN = "no cost is known, so it is left out"


def _refusals() -> tuple[Measure, ...]:
    return tuple(
        Measure(
            "refusals",
            "Contacts and referrals that did not lead to LEAD",
            "decisions",
            (Quantity(Q.REFUSED_NOT_OPERATING + reason - 1),),
            reason=reason.name.lower(),
            unpriced="no cost of a decision is known",
        )
        for reason in Refusal
        if reason != Refusal.NONE
    )


MEASURES: tuple[Measure, ...] = (
    # -- police
    Measure("contacts", "Police contacts for new offenses", "contacts", (Q.CONTACTS,), unpriced=IN_ARREST),
    Measure("no_actions", "Contacts that end without arrest", "contacts", (Q.NO_ACTIONS,), unpriced=NOT_KNOWN),
    Measure(
        "arrests",
        "Arrests for new offenses",
        "arrests",
        _places(Q.ARRESTS_CITED_CITY) + _places(Q.ARRESTS_BOOKED_CITY),
    ),
    Measure("warrant_arrests", "Arrests on a warrant alone", "arrests", _places(Q.WARRANT_ARRESTS_CITY)),
    Measure(
        "all_arrests",
        "Arrests, warrants included",
        "arrests",
        _places(Q.ARRESTS_CITED_CITY) + _places(Q.ARRESTS_BOOKED_CITY) + _places(Q.WARRANT_ARRESTS_CITY),
    ),
    Measure("diversions", "Diversions by police", "diversions", _places(Q.DIVERSIONS_CITY)),
    # -- jail
    Measure("bookings", "Jail bookings", "bookings", _venues(Q.BOOKINGS_SUPERIOR)),
    Measure(
        "bookings_restricted", "Cited because the jail is full", "arrests", (Q.BOOKINGS_RESTRICTED,),
        unpriced="paid for in the arrest",
    ),
    Measure("jail_days", "Jail days", "days", _venues(Q.JAIL_DAYS_SUPERIOR)),
    Measure("jail_medical_days", "Jail days in a medical bed", "days", _venues(Q.JAIL_MEDICAL_DAYS_SUPERIOR)),
    Measure(
        "jail_psychiatric_days", "Jail days in a psychiatric bed", "days", _venues(Q.JAIL_PSYCHIATRIC_DAYS_SUPERIOR)
    ),
    # -- prosecution and courts
    Measure(
        "charges_referred", "Charges referred", "charges", _venues(Q.CHARGES_REFERRED_SUPERIOR), unpriced=NOT_KNOWN
    ),
    Measure("filings", "Cases filed", "cases", _venues(Q.FILINGS_SUPERIOR)),
    Measure("felony_filings", "Felony cases filed", "cases", (Q.FILINGS_SUPERIOR,)),
    Measure(
        "court_waiting_days", "Case-days waiting for an attorney", "days", _venues(Q.COURT_WAITING_DAYS_SUPERIOR),
        unpriced=IN_CASE,
    ),
    Measure("hearings", "Court hearings", "hearings", _venues(Q.HEARINGS_SUPERIOR), unpriced=IN_CASE),
    Measure(
        "failures_to_appear", "Failures to appear", "hearings", _venues(Q.FAILURES_TO_APPEAR_SUPERIOR), unpriced=IN_CASE
    ),
    Measure(
        "warrants_issued", "Warrants issued", "warrants", (Q.WARRANTS_ISSUED,),
        unpriced="paid for in the price of a filed case; for a violation of supervision, no cost is known",
    ),
    Measure(
        "warrants_served", "Warrants served", "warrants", (Q.WARRANTS_SERVED,),
        unpriced="paid for as an arrest, a booking and jail days",
    ),
    Measure(
        "warrants_cleared", "Warrants cleared without arrest", "warrants", (Q.WARRANTS_CLEARED,),
        unpriced="paid for in LEAD's own costs where LEAD clears it, in the price of a filed case where a court does",
    ),
    Measure("warrant_days", "Days under an outstanding warrant", "days", (Q.WARRANT_DAYS,), unpriced=STATE),
    Measure("dismissals", "Cases dismissed", "cases", _venues(Q.DISMISSALS_SUPERIOR), unpriced=IN_CASE),
    Measure(
        "court_diversions", "Cases diverted by the court", "cases", _venues(Q.COURT_DIVERSIONS_SUPERIOR),
        unpriced="the case is paid for as filed; no cost of what the court orders instead is known",
    ),
    Measure("convictions", "Convictions", "convictions", _venues(Q.CONVICTIONS_SUPERIOR), unpriced=IN_CASE),
    Measure(
        "time_served_sentences", "Sentences to time served", "sentences", (Q.TIME_SERVED_SENTENCES,), unpriced=IN_STAY
    ),
    Measure("jail_sentences", "Jail sentences", "sentences", (Q.JAIL_SENTENCES,), unpriced=IN_STAY),
    Measure("prison_admissions", "Prison admissions", "admissions", (Q.PRISON_ADMISSIONS,), unpriced=IN_STAY),
    Measure("prison_days", "Prison days", "days", (Q.PRISON_DAYS,)),
    Measure(
        "supervision_sentences", "Sentences with supervision", "sentences", (Q.SUPERVISION_SENTENCES,), unpriced=IN_STAY
    ),
    Measure("supervision_days", "Days under supervision", "days", _venues(Q.SUPERVISION_DAYS_SUPERIOR)),
    Measure(
        "violations", "Violations of supervision", "violations", (Q.VIOLATIONS,),
        unpriced="paid for in the arrest on its warrant and jail days; no cost of a hearing on it is known",
    ),
    Measure("competency_evaluations", "Competency evaluations", "evaluations", (Q.COMPETENCY_EVALUATIONS,)),
    Measure(
        "competency_waiting_days", "Days waiting for evaluation or a state bed", "days", (Q.COMPETENCY_WAITING_DAYS,),
        unpriced="paid for as jail days, where the person waits in jail",
    ),
    Measure(
        "competency_admissions", "Admissions to a state bed", "admissions", (Q.COMPETENCY_ADMISSIONS,),
        unpriced=IN_STAY,
    ),
    Measure("competency_bed_days", "Days in a state bed", "days", (Q.COMPETENCY_BED_DAYS,)),
    # -- LEAD
    *(
        Measure(
            "referrals", "Referrals that the protocol allows", "referrals", (part,), route=route, unpriced=IN_CASELOAD
        )
        for part, route in (
            (Q.REFERRALS_ARREST, "arrest_diversion"),
            (Q.REFERRALS_SOCIAL, "social_contact"),
            (Q.REFERRALS_COMMUNITY, "community"),
        )
    ),
    Measure(
        "referrals_without_slot", "Referrals without a free place", "referrals", (Q.REFERRALS_WITHOUT_SLOT,),
        unpriced=NOTHING,
    ),
    *_refusals(),
    Measure("participants", "New participants", "persons", (Q.FIRST_INTAKES,), unpriced=IN_CASELOAD),
    Measure("intakes", "Intakes completed", "intakes", (Q.INTAKES,), unpriced=IN_CASELOAD),
    Measure("intake_failures", "Intakes not completed", "intakes", (Q.INTAKE_FAILURES,), unpriced=IN_CASELOAD),
    Measure("participant_days", "Days in LEAD", "days", (Q.PARTICIPANT_DAYS,), unpriced=IN_CASELOAD),
    Measure("engaged_days", "Days engaged in LEAD", "days", (Q.ENGAGED_DAYS,), unpriced=IN_CASELOAD),
    Measure("waiting_days", "Days on the waiting list", "days", (Q.WAITING_DAYS,), unpriced=NOTHING),
    Measure("drop_outs", "Left the waiting list", "persons", (Q.DROP_OUTS,), unpriced=NOTHING),
    Measure("lead_exits", "Exits from LEAD", "exits", (Q.LEAD_EXITS,), unpriced=IN_CASELOAD),
    Measure("case_manager_months", "Case-manager months", "months", (Q.CASE_MANAGER_MONTHS, Q.NOTICE_MONTHS)),
    Measure(
        "place_days_used", "Places in use × days", "days", (Q.PLACE_DAYS_USED,), unpriced=IN_CASELOAD
    ),
    Measure(
        "place_days_funded", "Places paid for × days", "days", (Q.PLACE_DAYS_FUNDED,), unpriced=IN_CASELOAD
    ),
    # -- people's lives
    Measure(
        "housed_days", "Days housed and at liberty", "days", (Q.HOUSED_DAYS,),
        unpriced="LEAD's housing is paid for by the unit; what homes found without LEAD cost is not counted",
    ),
    Measure(
        "treatment_days", "Days in treatment", "days", (Q.TREATMENT_DAYS,),
        unpriced="an outcome for people; what LEAD arranges is paid for by its own days",
    ),
    Measure("work_days", "Days in work and at liberty", "days", (Q.WORK_DAYS,), unpriced=NOT_MONEY),
    *(
        Measure(
            "service_starts", f"Starts in a LEAD place, {service.name.lower().replace('_', ' ')}", "starts",
            (Quantity(Q.INTERIM_HOUSING_STARTS + service),), reason=service.name.lower(),
            unpriced=IN_UNIT if service <= Service.PERMANENT_HOUSING else IN_STAY,
        )
        for service in Service
    ),
    *(
        Measure(
            "service_waiting_days", f"Days waiting, {service.name.lower().replace('_', ' ')}", "days",
            (Quantity(Q.INTERIM_HOUSING_WAITING_DAYS + service),), reason=service.name.lower(),
            unpriced=NOTHING,
        )
        for service in Service
    ),
    Measure(
        "housing_unit_days_used", "Housing units in use × days", "days",
        (Q.INTERIM_HOUSING_PLACE_DAYS, Q.PERMANENT_HOUSING_PLACE_DAYS), unpriced=IN_UNIT,
    ),
    Measure("housing_unit_days", "Housing units paid for × days", "days", (Q.INTERIM_UNIT_DAYS, Q.PERMANENT_UNIT_DAYS)),
    Measure(
        "treatment_place_days", "Days in treatment through LEAD", "days", (Q.TREATMENT_PLACE_DAYS,)
    ),
    Measure("employment_place_days", "Days in a place for work", "days", (Q.EMPLOYMENT_PLACE_DAYS,)),
    Measure("deaths", "Deaths", "deaths", (Q.DEATHS,), unpriced=NOT_MONEY),
    # -- time
    Measure(
        "background_jail_days", "Jail days of others, not simulated", "days", (Q.BACKGROUND_JAIL_DAYS,)
    ),
    Measure("person_days", "Person-days in the pool", "days", (Q.PERSON_DAYS,), unpriced=EXPOSURE),
    Measure("liberty_days", "Person-days at liberty", "days", (Q.LIBERTY_DAYS,), unpriced=EXPOSURE),
)  # fmt: skip
MEASURE = {measure.name: measure for measure in MEASURES}
"""Each measure by its name; of those told apart by route or reason, any one (`parts_of` adds them up)."""


def parts_of(name: str) -> list[int]:
    """Return the tally entries that add up to a measure, over all its routes and reasons."""
    parts = [int(part) for measure in MEASURES if measure.name == name for part in measure.parts]
    if not parts:
        raise KeyError(name)
    return parts
