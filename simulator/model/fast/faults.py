"""What stops a run: a fault that compiled code notes, since it cannot raise."""

from __future__ import annotations

from enum import IntEnum


class Fault(IntEnum):
    """What went wrong first; the engine raises ModelError with the words of `WORDS`."""

    NONE = 0
    PAST = 1
    BUDGET = 2
    BOOKS = 3
    HELD_ON = 4
    ROOM = 5


WORDS = {
    Fault.PAST: "an alarm at {time} lies before the present {now}",
    Fault.BUDGET: "more events than a run can have; the clock stands at day {now}",
    Fault.BOOKS: "a place is given, taken back or waited for twice at day {now}",
    Fault.HELD_ON: "a person is held on more warrants than there are cases at day {now}",
    Fault.ROOM: "one event leaves more lines in the log than there is room for at day {now}",
}
