"""How far something has come in a life: a case, custody, a service, LEAD and its effect. Shared by all engines."""

from __future__ import annotations

from enum import IntEnum


class CaseStage(IntEnum):
    """How far a case has come."""

    REFERRED = 0
    WAITING = 1
    OPEN = 2
    STALLED = 3
    COMPETENCY = 4


class Where(IntEnum):
    """Where a person is; days are counted by it."""

    LIBERTY = 0
    JAIL = 1
    PRISON = 2
    STATE_BED = 3


class Standing(IntEnum):
    """Where a person stands with a service: without, waiting, in a LEAD place, or in something found without LEAD."""

    NONE = 0
    WAITING = 1
    PLACE = 2
    OWN = 3


class Stage(IntEnum):
    """Where a person stands with LEAD."""

    NONE = 0
    WAITING = 1
    INTAKE = 2
    ACTIVE = 3


class Effect(IntEnum):
    """What the program does to a person now: nothing, all of it, or what is left after a lapse."""

    NONE = 0
    ENGAGED = 1
    FADING = 2
