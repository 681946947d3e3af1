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
    LEAVING = 2
    PRETRIAL_HOLD = 3
    JAIL_SENTENCE = 4
    PRISON_SENTENCE = 5
    WIND_DOWN = 6
    LEAD_EXIT = 7
    ENGAGEMENT = 8
    STABLE = 9
    INTAKE = 10
    PATIENCE = 11
    CASE_0 = 12
    CASE_1 = 13
    CASE_2 = 14
    CASE_3 = 15
    SPELL = 16
    SOCIAL_REFERRAL = 17
    COMMUNITY_REFERRAL = 18
    CONTACT = 19


MAX_OPEN_CASES = 4


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
    """Why a contact or referral did not lead to LEAD, in the order of the diversion protocol."""

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


class ExitReason(IntEnum):
    """Why a person left LEAD."""

    STABILITY = 0
    DIED = 1
    LEFT_AREA = 2
    PROGRAM_CUT = 3


class Kind(IntEnum):
    """What can happen. The comment says what `detail` holds."""

    CAPACITY = 0  # places; the person is -1
    ARRIVED = 1
    DIED = 2
    LEFT = 3
    SPELL = 4  # 1 active, 0 quiet
    CONTACT = 5  # offense
    NO_ACTION = 6  # offense
    CITED = 7  # offense: referred to the prosecutor without custody
    ARRESTED = 8  # offense
    BOOKED = 9  # venue
    RELEASED = 10
    CHARGE_REFERRED = 11  # venue
    CHARGE_JOINED = 12  # venue: all case places taken, joined to a pending case
    CHARGE_DECLINED = 13  # venue
    CASE_FILED = 14  # venue
    CASE_DISMISSED = 15  # venue
    CONVICTED = 16  # venue
    JAIL_SENTENCE = 17  # venue
    PRISON_SENTENCE = 18  # venue
    CASE_ABATED = 19  # venue: the person died or left
    NOT_DIVERTED = 20  # refusal: why the protocol did not divert this contact
    DIVERTED = 21  # offense
    REFERRED = 22  # route
    REFERRAL_REFUSED = 23  # refusal
    JOINED_WAITING_LIST = 24  # route
    LEFT_WAITING_LIST = 25  # 1 if the program closed, 0 if patience ended
    SLOT_GRANTED = 26  # route
    INTAKE = 27  # route
    INTAKE_FAILED = 28  # route
    HELD_CHARGE_REFERRED = 29  # venue: the charge held at diversion goes to the prosecutor after all
    ENGAGED = 30
    LAPSED = 31
    STABLE = 32
    LEAD_EXIT = 33  # exit reason


class Event(NamedTuple):
    """One thing that happened: days from the start, person (-1 for nobody), what, and its detail."""

    time: float
    person: int
    kind: int
    detail: int
