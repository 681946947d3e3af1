"""The workload, its closed form, and what every simulator reports of it.

N people. Each is met by the police after an exponential time at liberty, booked, and heard exactly a day later. A
share is sentenced to jail for an exponential time. The others go to a program with few places, first come, first
served; they wait for it in jail and stay in it for an exponential time. Then everybody is at liberty again.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.units import DAYS_PER_YEAR
from tests.verification.formulas import finite_source_queue

HEARD_AFTER = 1.0
"""Days from booking to the hearing."""


@dataclass(frozen=True)
class Workload:
    """How many people for how long, and everything that happens to them; times in days.

    What happens is measured from `warm_up` to `end`.
    """

    people: int
    warm_up: float
    end: float
    at_liberty: float = 90.0  # mean until a contact
    jail_share: float = 0.6
    jail: float = 20.0  # mean sentence
    places_each: float = 0.2  # places of the program for each person
    program: float = 60.0  # mean stay

    @property
    def places(self) -> int:
        """The places of the program."""
        return round(self.places_each * self.people)


@dataclass(frozen=True)
class Found:
    """What a simulator found: four levels that theory knows, and how often anything happened from the beginning on.

    `moves` counts contacts, hearings, ends of jail, and beginnings and ends of the program, alike in all simulators.
    """

    contacts: float  # per person-year
    in_jail: float  # mean number held, the waiting included
    in_program: float  # mean number
    wait: float  # mean days of waiting for each beginning of the program
    moves: int


MEASURES = ("contacts", "in_jail", "in_program", "wait")


def in_theory(workload: Workload) -> Found:
    """Return the stationary means; `moves` are those of a run that is stationary throughout.

    A closed network of infinite servers and one queue has a product form, in which only the mean times away from the
    queue count (Baskett, Chandy, Muntz and Palacios 1975, doi:10.1145/321879.321887): it is machine repair.
    """
    to_program = 1.0 - workload.jail_share
    away = workload.at_liberty + HEARD_AFTER + workload.jail_share * workload.jail
    queue = finite_source_queue(workload.people, to_program / away, workload.places, 1.0 / workload.program, 0.0)
    beginnings = queue.served / workload.program  # a day
    contacts = beginnings / to_program
    return Found(
        contacts=contacts / workload.people * DAYS_PER_YEAR,
        in_jail=contacts * (HEARD_AFTER + workload.jail_share * workload.jail) + queue.waiting,
        in_program=queue.served,
        wait=queue.waiting / beginnings,
        moves=round(contacts * workload.end * (2.0 + workload.jail_share + 2.0 * to_program)),
    )


class Level:
    """A number that goes up and down, and its integral over the time that is measured."""

    __slots__ = ("area", "since", "value")

    def __init__(self, start: float) -> None:
        self.value = 0
        self.area = 0.0
        self.since = start

    def change(self, now: float, by: int) -> None:
        """Let the level change; before the measured time nothing is added up."""
        if now > self.since:
            self.area += self.value * (now - self.since)
            self.since = now
        self.value += by


class Book:
    """What happens, as somebody writes it down who knows nothing of the simulator."""

    def __init__(self, workload: Workload) -> None:
        self._workload = workload
        self.contacts = self.beginnings = self.moves = 0
        self.jail, self.waiting, self.program = (Level(workload.warm_up) for _ in range(3))

    def contact(self, now: float) -> None:
        """A police contact, and the booking."""
        self.moves += 1
        self.contacts += now >= self._workload.warm_up
        self.jail.change(now, 1)

    def hearing(self, now: float, *, to_jail: bool) -> None:
        """The hearing: those who are not sentenced wait, be it for no time."""
        self.moves += 1
        if not to_jail:
            self.waiting.change(now, 1)

    def jail_ends(self, now: float) -> None:
        """A sentence has been served."""
        self.moves += 1
        self.jail.change(now, -1)

    def program_begins(self, now: float) -> None:
        """A place has become free."""
        self.moves += 1
        self.beginnings += now >= self._workload.warm_up
        self.waiting.change(now, -1)
        self.jail.change(now, -1)
        self.program.change(now, 1)

    def program_ends(self, now: float) -> None:
        """The program is over."""
        self.moves += 1
        self.program.change(now, -1)

    def found(self) -> Found:
        """Close the book at the end."""
        end, days = self._workload.end, self._workload.end - self._workload.warm_up
        for level in (self.jail, self.waiting, self.program):
            level.change(end, 0)
        return Found(
            contacts=self.contacts / (self._workload.people * days) * DAYS_PER_YEAR,
            in_jail=self.jail.area / days,
            in_program=self.program.area / days,
            wait=self.waiting.area / self.beginnings,
            moves=self.moves,
        )
