"""What an engine counts: month × quantity × group.

Counts are events in a month; the others are person-days in a state, so that their monthly mean is a level
(average daily population, participants, people waiting) and nothing is sampled.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt


class Quantity(IntEnum):
    """The axis of quantities. Runs of three are by venue (superior, municipal, district court), of two by place."""

    PERSON_DAYS = 0
    LIBERTY_DAYS = 1
    CONTACTS = 2
    NO_ACTIONS = 3
    ARRESTS_CITED_CITY = 4
    ARRESTS_CITED_COUNTY = 5
    ARRESTS_BOOKED_CITY = 6
    ARRESTS_BOOKED_COUNTY = 7
    DIVERSIONS_CITY = 8
    DIVERSIONS_COUNTY = 9
    BOOKINGS_SUPERIOR = 10
    BOOKINGS_MUNICIPAL = 11
    BOOKINGS_DISTRICT = 12
    JAIL_DAYS_SUPERIOR = 13
    JAIL_DAYS_MUNICIPAL = 14
    JAIL_DAYS_DISTRICT = 15
    CHARGES_REFERRED_SUPERIOR = 16
    CHARGES_REFERRED_MUNICIPAL = 17
    CHARGES_REFERRED_DISTRICT = 18
    FILINGS_SUPERIOR = 19
    FILINGS_MUNICIPAL = 20
    FILINGS_DISTRICT = 21
    CONVICTIONS_SUPERIOR = 22
    CONVICTIONS_MUNICIPAL = 23
    CONVICTIONS_DISTRICT = 24
    JAIL_SENTENCES = 25
    PRISON_ADMISSIONS = 26
    PRISON_DAYS = 27
    REFERRALS_ARREST = 28
    REFERRALS_SOCIAL = 29
    REFERRALS_COMMUNITY = 30
    REFERRALS_WITHOUT_SLOT = 31
    INTAKES = 32
    FIRST_INTAKES = 33
    INTAKE_FAILURES = 34
    PARTICIPANT_DAYS = 35
    ENGAGED_DAYS = 36
    WAITING_DAYS = 37
    DROP_OUTS = 38
    LEAD_EXITS = 39
    DEATHS = 40
    CASE_MANAGER_MONTHS = 41
    PROGRAM_MONTHS = 42
    PLACE_DAYS_USED = 43
    PLACE_DAYS_FUNDED = 44
    SERVED_DAYS = 45
    NOTICE_DAYS = 46
    NOTICE_MONTHS = 47
    NOTICE_PROGRAM_MONTHS = 48
    BACKGROUND_JAIL_DAYS = 49


@dataclass(frozen=True)
class Measure:
    """A quantity as people ask for it: a name, a unit, and the tally entries that add up to it."""

    name: str
    label: str
    unit: str
    parts: tuple[Quantity, ...]


def _venues(first: Quantity) -> tuple[Quantity, ...]:
    return tuple(Quantity(first + i) for i in range(3))


def _places(first: Quantity) -> tuple[Quantity, ...]:
    return tuple(Quantity(first + i) for i in range(2))


Q = Quantity
MEASURES: tuple[Measure, ...] = (
    Measure("participants", "New participants", "persons", (Q.FIRST_INTAKES,)),
    Measure("contacts", "Police contacts for new offenses", "contacts", (Q.CONTACTS,)),
    Measure(
        "arrests",
        "Arrests for new offenses",
        "arrests",
        _places(Q.ARRESTS_CITED_CITY) + _places(Q.ARRESTS_BOOKED_CITY),
    ),
    Measure("diversions", "Diversions by police", "diversions", _places(Q.DIVERSIONS_CITY)),
    Measure("bookings", "Jail bookings", "bookings", _venues(Q.BOOKINGS_SUPERIOR)),
    Measure("jail_days", "Jail days", "days", _venues(Q.JAIL_DAYS_SUPERIOR)),
    Measure("charges_referred", "Charges referred", "charges", _venues(Q.CHARGES_REFERRED_SUPERIOR)),
    Measure("filings", "Cases filed", "cases", _venues(Q.FILINGS_SUPERIOR)),
    Measure("felony_filings", "Felony cases filed", "cases", (Q.FILINGS_SUPERIOR,)),
    Measure("convictions", "Convictions", "convictions", _venues(Q.CONVICTIONS_SUPERIOR)),
    Measure("jail_sentences", "Jail sentences", "sentences", (Q.JAIL_SENTENCES,)),
    Measure("prison_admissions", "Prison admissions", "admissions", (Q.PRISON_ADMISSIONS,)),
    Measure("prison_days", "Prison days", "days", (Q.PRISON_DAYS,)),
    Measure("referrals_arrest", "Referrals by arrest diversion", "referrals", (Q.REFERRALS_ARREST,)),
    Measure("referrals_social", "Referrals by social contact", "referrals", (Q.REFERRALS_SOCIAL,)),
    Measure("referrals_community", "Referrals by the community", "referrals", (Q.REFERRALS_COMMUNITY,)),
    Measure("referrals_without_slot", "Referrals without a free place", "referrals", (Q.REFERRALS_WITHOUT_SLOT,)),
    Measure("intakes", "Intakes completed", "intakes", (Q.INTAKES,)),
    Measure("intake_failures", "Intakes not completed", "intakes", (Q.INTAKE_FAILURES,)),
    Measure("participant_days", "Days in LEAD", "days", (Q.PARTICIPANT_DAYS,)),
    Measure("engaged_days", "Days engaged in LEAD", "days", (Q.ENGAGED_DAYS,)),
    Measure("waiting_days", "Days on the waiting list", "days", (Q.WAITING_DAYS,)),
    Measure("drop_outs", "Left the waiting list", "persons", (Q.DROP_OUTS,)),
    Measure("lead_exits", "Exits from LEAD", "exits", (Q.LEAD_EXITS,)),
    Measure("case_manager_months", "Case-manager months", "months", (Q.CASE_MANAGER_MONTHS, Q.NOTICE_MONTHS)),
    Measure("place_days_used", "Places in use × days", "days", (Q.PLACE_DAYS_USED,)),
    Measure("place_days_funded", "Places paid for × days", "days", (Q.PLACE_DAYS_FUNDED,)),
    Measure("background_jail_days", "Jail days of others, not simulated", "days", (Q.BACKGROUND_JAIL_DAYS,)),
    Measure("deaths", "Deaths", "deaths", (Q.DEATHS,)),
    Measure("person_days", "Person-days in the pool", "days", (Q.PERSON_DAYS,)),
    Measure("liberty_days", "Person-days at liberty", "days", (Q.LIBERTY_DAYS,)),
)
MEASURE = {measure.name: measure for measure in MEASURES}

NOBODY = -1
"""The last place of the group axis: what no person causes (staff, background)."""

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Tally:
    """What happened in one run.

    `counts` has shape (months, quantities, groups + 1), warm-up months first; the last place of the group
    axis is for what no person causes (staff). Counts are whole numbers, person-days are not.
    """

    counts: Counts
    groups: tuple[str, ...]

    @classmethod
    def empty(cls, months: int, groups: tuple[str, ...]) -> Tally:
        """Return a tally of zeros."""
        return cls(np.zeros((months, len(Quantity), len(groups) + 1)), groups)

    def monthly(self, measure: str) -> Counts:
        """Return a measure by month, over all groups; shape (months,)."""
        parts = list(MEASURE[measure].parts)
        total: Counts = self.counts[:, parts, :].sum(axis=(1, 2))
        return total
