"""The words of the model: strands, decisions, event kinds, reasons, and the one flat Event record.

The numbers are part of the meaning. A strand's number is its rank when two things happen at the same instant;
a decision's number is part of the key of its luck. Append, never renumber.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Strand(IntEnum):
    """What a person can be waiting for. Ties are settled by (time, strand, person's hashed rank)."""

    ARRIVAL = 0
    DEATH = 1
    DEATH_AFTER_RELEASE = 2
    LEAVING = 3
    DESISTANCE = 4
    PRETRIAL_HOLD = 5
    WARRANT_HOLD = 6
    JAIL_SENTENCE = 7
    PRISON_SENTENCE = 8
    COMPETENCY = 9
    SUPERVISION = 10
    WIND_DOWN = 11
    LEAD_EXIT = 12
    ENGAGEMENT = 13
    STABLE = 14
    INTAKE = 15
    PATIENCE = 16
    CASE_0 = 17
    CASE_1 = 18
    CASE_2 = 19
    CASE_3 = 20
    INTERIM_HOUSING = 21
    PERMANENT_HOUSING = 22
    TREATMENT = 23
    EMPLOYMENT = 24
    WARRANT_CLEARING = 25
    WARRANT_PICK_UP = 26
    VIOLATION = 27
    SPELL = 28
    SOCIAL_REFERRAL = 29
    COMMUNITY_REFERRAL = 30
    CONTACT = 31


MAX_OPEN_CASES = 4


class Resource(IntEnum):
    """What is limited and waited for, in the order in which a change of capacity acts."""

    JAIL = 0  # no queue: booking restrictions hold when it is full
    LEAD = 1
    COURT_SUPERIOR = 2
    COURT_MUNICIPAL = 3
    COURT_DISTRICT = 4
    COMPETENCY_BEDS = 5
    INTERIM_HOUSING = 6
    PERMANENT_HOUSING = 7
    TREATMENT = 8
    EMPLOYMENT = 9


class Service(IntEnum):
    """What LEAD links people to, besides the case manager."""

    INTERIM_HOUSING = 0
    PERMANENT_HOUSING = 1
    TREATMENT = 2
    EMPLOYMENT = 3


class Decision(IntEnum):
    """What is decided by chance: with seed, world, person and occurrence, the key of a random number."""

    ARRIVAL = 0
    FRAILTY = 1
    AGE = 2
    GENDER = 3
    GROUP = 4
    UNHOUSED = 5
    SUBSTANCE_USE = 6
    MENTAL_ILLNESS = 7
    EXCLUDED = 8
    AREA = 9
    RANK = 10
    DEATH = 11
    LEAVING = 12
    FIRST_SPELL = 13
    SPELL = 14
    CONTACT = 15
    OFFENSE = 16
    ACTION = 17
    AMOUNT = 18
    AREA_COVERED = 19
    SHIFT_COVERED = 20
    OFFICER_TRAINED = 21
    OFFICER_OFFERS = 22
    CONSENT = 23
    BOOKED = 24
    STAY_PART = 25
    STAY = 26
    FILED = 27
    FILING_DELAY = 28
    CASE_LENGTH = 29
    CONVICTED = 30
    SENTENCE = 31
    SENTENCE_LENGTH = 32
    SOCIAL_REFERRAL = 33
    SOCIAL_AREA = 34
    SOCIAL_CONSENT = 35
    COMMUNITY_REFERRAL = 36
    COMMUNITY_AREA = 37
    COMMUNITY_CONSENT = 38
    PATIENCE = 39
    INTAKE_COMPLETES = 40
    INTAKE_DELAY = 41
    EVER_ENGAGED = 42
    ENGAGEMENT = 43
    DURATION = 44
    WIND_DOWN = 45
    NET_WIDENING = 46
    DEATH_AFTER_RELEASE = 47
    DESISTANCE = 48
    PSYCHIATRIC_BED = 49
    MEDICAL_BED = 50
    BOOKED_WHEN_FULL = 51
    APPEARANCE = 52
    WARRANT_PICK_UP = 53
    WARRANT_CLEARING = 54
    WARRANT_STAY_PART = 55
    WARRANT_STAY = 56
    SUPERVISED = 57
    SUPERVISION_LENGTH = 58
    VIOLATION = 59
    COMPETENCY_RAISED = 60
    EVALUATION = 61
    INCOMPETENT = 62
    RESTORATION_ORDERED = 63
    RESTORATION = 64
    RESTORED = 65
    IN_SERVICE = 66
    TAKES_UP = 67
    OWN_START = 68
    SERVICE_STAY = 69
    SERVICE_PATIENCE = 70
    VIOLATION_WARRANT = 71


class Offense(IntEnum):
    """Offense class of a police contact."""

    DRUG_POSSESSION = 0
    LOW_LEVEL_SALE = 1
    PROSTITUTION = 2
    POVERTY_MISDEMEANOR = 3
    OTHER_MISDEMEANOR = 4
    OTHER_FELONY = 5


DRUG_OFFENSES = (Offense.DRUG_POSSESSION, Offense.LOW_LEVEL_SALE)


class Venue(IntEnum):
    """The court that a case belongs to; it decides who pays. Order is by gravity: felonies first."""

    SUPERIOR = 0
    MUNICIPAL = 1
    DISTRICT = 2


class Route(IntEnum):
    """How a person comes to LEAD; also the default order on the waiting list."""

    ARREST_DIVERSION = 0
    SOCIAL_CONTACT = 1
    COMMUNITY = 2


class Refusal(IntEnum):
    """Why a contact or referral did not lead to LEAD, roughly in the order of the diversion protocol."""

    NONE = 0
    NOT_OPERATING = 1
    ALREADY_PARTICIPANT = 2
    ALREADY_WAITING = 3
    ALREADY_DIVERTED_ONCE = 4
    OFFENSE_NOT_ELIGIBLE = 5
    AMOUNT_OVER_LIMIT = 6
    HISTORY_NOT_ELIGIBLE = 7
    AREA_NOT_COVERED = 8
    SHIFT_NOT_COVERED = 9
    OFFICER_NOT_TRAINED = 10
    OFFICER_DID_NOT_OFFER = 11
    IN_CUSTODY = 12
    NO_CONSENT = 13
    NO_SLOT = 14
    OUTSTANDING_WARRANT = 15


class Bed(IntEnum):
    """The kind of jail bed that a booking takes."""

    GENERAL = 0
    MEDICAL = 1
    PSYCHIATRIC = 2


class WarrantFor(IntEnum):
    """What a warrant was issued for."""

    FAILURE_TO_APPEAR = 0
    VIOLATION = 1


class ExitReason(IntEnum):
    """Why a person left LEAD."""

    STABILITY = 0
    DIED = 1
    LEFT_AREA = 2
    PROGRAM_CUT = 3
    PRISON = 4


class Kind(IntEnum):
    """What can happen. The comment says what `detail` holds."""

    CAPACITY = 0  # places of LEAD; the person is -1
    ARRIVED = 1
    DIED = 2
    LEFT = 3
    SPELL = 4  # 1 active, 0 quiet
    DESISTED = 5
    CONTACT = 6  # offense
    NO_ACTION = 7  # offense
    CITED = 8  # offense: referred to the prosecutor without custody
    ARRESTED = 9  # offense
    BOOKING_RESTRICTED = 10  # offense: the jail is full, so the person is cited
    BOOKED = 11  # venue
    RELEASED = 12
    CHARGE_REFERRED = 13  # venue
    CHARGE_JOINED = 14  # venue: all case places taken, joined to a pending case
    CHARGE_DECLINED = 15  # venue
    CASE_FILED = 16  # venue
    CASE_WAITS = 17  # venue: no attorney has room for it
    CASE_OPENED = 18  # venue
    HEARING = 19  # venue
    FAILED_TO_APPEAR = 20  # venue
    WARRANT_ISSUED = 21  # what for
    WARRANT_SERVED = 22  # 1 at a contact or booking, 0 by a search for the person
    WARRANT_CLEARED = 23  # 1 by LEAD's legal coordination, 0 by appearing in court or on the way to a state bed
    EVALUATION_ORDERED = 24  # venue
    FOUND_COMPETENT = 25  # venue
    RESTORATION_ORDERED = 26  # venue: waits for a state bed
    ADMITTED = 27  # venue: to a state bed
    RESTORED = 28  # venue
    NOT_RESTORED = 29  # venue
    CASE_DISMISSED = 30  # venue
    COURT_DIVERTED = 31  # venue
    CONVICTED = 32  # venue
    TIME_SERVED = 33  # venue
    JAIL_SENTENCE = 34  # venue
    PRISON_SENTENCE = 35  # venue
    SUPERVISION_BEGAN = 36  # venue
    VIOLATION = 37  # venue
    SUPERVISION_ENDED = 38  # venue
    CASE_ABATED = 39  # venue: the person died or left
    NOT_DIVERTED = 40  # refusal: why the protocol did not divert this contact
    DIVERTED = 41  # offense
    REFERRED = 42  # route
    REFERRAL_REFUSED = 43  # refusal
    JOINED_WAITING_LIST = 44  # route
    LEFT_WAITING_LIST = 45  # 1 if the program closed, 0 if patience ended
    SLOT_GRANTED = 46  # route
    INTAKE = 47  # route
    INTAKE_FAILED = 48  # route
    HELD_CHARGE_REFERRED = 49  # venue: the charge held at diversion goes to the prosecutor after all
    ENGAGED = 50
    LAPSED = 51
    STABLE = 52
    LEAD_EXIT = 53  # exit reason
    SERVICE_WAITS = 54  # service
    SERVICE_WAIT_ENDED = 55  # service: gave up waiting, or found it without LEAD
    SERVICE_BEGAN = 56  # service: in a LEAD place
    SERVICE_FOUND = 57  # service: without LEAD
    SERVICE_ENDED = 58  # service


class Event(NamedTuple):
    """One thing that happened: days from the start, person (-1 for nobody), what, and its detail."""

    time: float
    person: int
    kind: int
    detail: int


class Credit(NamedTuple):
    """One thing that was counted: days from the start, person, quantity, and how much of it (1, or days)."""

    time: float
    person: int
    quantity: int
    amount: float
