"""Reading the courts back from an event log: how many of a person's cases in each court have come how far.

A line of the log names a person and a court, not a case; but every line moves one case from one stage to the next,
so that the number at each stage is known after each line, and a line that no case can have written is found out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from simulator.model.events import MAX_OPEN_CASES, Event, Kind, Venue
from simulator.model.reference.person import Case
from simulator.model.standing import CaseStage
from tests.properties.logbook import GONE


class Stage(Enum):
    """How far a case has come; those of one instant stand only between two lines of the log."""

    REFERRED = "waiting for the filing decision"
    FILED = "filed in this instant"
    WAITING = "waiting for an attorney"
    OPEN = "open"
    STALLED = "standing still under a warrant"
    FREED = "its warrant gone in this instant"
    EVALUATION = "standing still for an evaluation"
    ORDERED = "waiting for a state bed"
    IN_BED = "standing still for restoration"
    UNFIT = "not restored in this instant"


S = Stage
OF_AN_INSTANT = (S.FILED, S.FREED, S.UNFIT)
IN_COMPETENCY = (S.EVALUATION, S.ORDERED, S.IN_BED)
HOLDS_A_SLOT = (S.OPEN, *IN_COMPETENCY)
# From which stages a line takes a case (the first that has one) and where it puts it; None is outside.
MOVES: dict[Kind, tuple[tuple[Stage | None, ...], Stage | None]] = {
    Kind.CHARGE_REFERRED: ((None,), S.REFERRED),
    Kind.CHARGE_JOINED: ((S.REFERRED,), None),
    Kind.CHARGE_DECLINED: ((S.REFERRED,), None),
    Kind.CASE_FILED: ((S.REFERRED,), S.FILED),
    Kind.CASE_WAITS: ((S.FILED, S.FREED), S.WAITING),
    Kind.CASE_OPENED: ((S.FILED, S.FREED, S.WAITING), S.OPEN),
    Kind.HEARING: ((S.OPEN,), S.OPEN),
    Kind.FAILED_TO_APPEAR: ((S.OPEN,), S.STALLED),
    Kind.EVALUATION_ORDERED: ((S.OPEN,), S.EVALUATION),
    Kind.FOUND_COMPETENT: ((S.EVALUATION,), S.OPEN),
    Kind.RESTORATION_ORDERED: ((S.EVALUATION,), S.ORDERED),
    Kind.ADMITTED: ((S.ORDERED,), S.IN_BED),
    Kind.RESTORED: ((S.IN_BED,), S.OPEN),
    Kind.NOT_RESTORED: ((S.IN_BED,), S.UNFIT),
    Kind.CONVICTED: ((S.OPEN,), None),
    Kind.COURT_DIVERTED: ((S.OPEN,), None),
    Kind.CASE_DISMISSED: ((S.UNFIT, S.EVALUATION), None),  # and from OPEN at a hearing
    Kind.CASE_ABATED: (tuple(Stage), None),
}
AT_A_HEARING = (
    Kind.FAILED_TO_APPEAR, Kind.EVALUATION_ORDERED, Kind.CONVICTED, Kind.COURT_DIVERTED,
)  # fmt: skip
DECISIONS = (Kind.CONVICTED, Kind.COURT_DIVERTED, Kind.CASE_DISMISSED)
WARRANT_GONE = (Kind.WARRANT_SERVED, Kind.WARRANT_CLEARED)
# Between a hearing and what it comes to, the warrant of somebody who came is cleared and other cases go on.
WITHIN_A_HEARING = (Kind.WARRANT_CLEARED, Kind.CASE_WAITS, Kind.CASE_OPENED)
BEFORE_CASES_GO_ON = (Kind.BOOKED, Kind.CASE_WAITS, Kind.CASE_OPENED)


@dataclass
class Book:
    """The cases of one person, by court and stage, and the hearing that is going on."""

    cases: Counter[tuple[Venue, Stage]] = field(default_factory=Counter)
    hearing: tuple[float, Venue] | None = None
    gone: bool = False

    def at(self, *stages: Stage, venue: Venue | None = None) -> int:
        """Return how many cases are at these stages (in a court, or in all)."""
        venues = tuple(Venue) if venue is None else (venue,)
        return sum(self.cases[court, stage] for court in venues for stage in stages)

    def write(self, event: Event) -> None:
        """Take one line of the person's log; refuse what no case can have written."""
        kind = Kind(event.kind)
        self._nothing_is_left_over(kind)
        if kind in WARRANT_GONE:
            for venue in Venue:
                self.cases[venue, S.FREED] += self.cases.pop((venue, S.STALLED), 0)
        if kind in MOVES:
            self._move(kind, Venue(event.detail), heard=self.hearing == (event.time, event.detail))
        if kind == Kind.HEARING:
            self.hearing = event.time, Venue(event.detail)
        elif kind not in WITHIN_A_HEARING:
            self.hearing = None
        self.gone = self.gone or kind in GONE
        assert self.at(*Stage) <= MAX_OPEN_CASES + 1, f"more cases than places: {self}"

    def _move(self, kind: Kind, venue: Venue, *, heard: bool) -> None:
        assert not self.gone or kind == Kind.CASE_ABATED, f"{kind.name} of somebody who is gone"
        assert self.gone or kind != Kind.CASE_ABATED, "abated, though the person is there"
        assert heard or kind not in AT_A_HEARING, f"{kind.name} without a hearing"
        sources, goal = MOVES[kind]
        if kind == Kind.CASE_DISMISSED and heard:
            sources = (S.OPEN,)
        source = next((stage for stage in sources if stage is None or self.cases[venue, stage]), S.FILED)
        if source is not None:
            assert self.cases[venue, source], f"{kind.name} in court {venue.name}, where there are {+self.cases}"
            self.cases[venue, source] -= 1
        if goal is not None:
            self.cases[venue, goal] += 1

    def _nothing_is_left_over(self, kind: Kind) -> None:
        """What is of an instant goes on with the next line."""
        assert not self.at(S.FILED) or kind in (Kind.CASE_WAITS, Kind.CASE_OPENED), f"filed, and then {kind.name}"
        assert not self.at(S.UNFIT) or kind == Kind.CASE_DISMISSED, f"not restored, and then {kind.name}"
        assert not self.at(S.FREED) or kind in BEFORE_CASES_GO_ON, f"a case does not go on: {kind.name}"


def read(events: Iterable[Event]) -> Iterator[tuple[Event, Book]]:
    """Yield every line about a person with the person's book as it is after it."""
    books: dict[int, Book] = {}
    for event in events:
        if event.person >= 0:
            book = books.setdefault(event.person, Book())
            book.write(event)
            yield event, book


def last_pages(events: Iterable[Event]) -> dict[int, Book]:
    """Return everybody's book at the end; nothing of an instant may be left in it."""
    books = {event.person: book for event, book in read(events)}
    for book in books.values():
        assert not book.at(*OF_AN_INSTANT), f"left over: {book}"
        assert not book.gone or not book.at(*Stage), f"a case outlives its person: {book}"
    return books


def stage_in_engine(case: Case) -> tuple[Stage, ...]:
    """Return what the log may call the stage that the engine keeps for a case."""
    return {
        CaseStage.REFERRED: (S.REFERRED,),
        CaseStage.WAITING: (S.WAITING,),
        CaseStage.OPEN: (S.OPEN,),
        CaseStage.STALLED: (S.STALLED,),
        CaseStage.COMPETENCY: IN_COMPETENCY,
    }[case.stage]
