"""The scenarios that the property tests draw do reach everything that can happen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise

from hypothesis import given

from simulator.model.events import Event, ExitReason, Kind, Refusal, Route, Service, Venue, WarrantFor
from tests.properties.logbook import Moment, places
from tests.properties.strategies import JUSTICE, LEAD, PEOPLE, examples, scenarios
from tests.properties.worlds import Scenario
from tests.support import PLAIN

ENOUGH = 5
REFERRAL_REFUSALS = (
    Refusal.NOT_OPERATING, Refusal.ALREADY_PARTICIPANT, Refusal.ALREADY_WAITING, Refusal.HISTORY_NOT_ELIGIBLE,
    Refusal.AREA_NOT_COVERED, Refusal.IN_CUSTODY, Refusal.NO_CONSENT, Refusal.NO_SLOT,
)  # fmt: skip
BY_VENUE = (
    Kind.BOOKED, Kind.CHARGE_JOINED, Kind.CHARGE_DECLINED, Kind.CASE_WAITS, Kind.CASE_OPENED, Kind.FAILED_TO_APPEAR,
    Kind.EVALUATION_ORDERED, Kind.ADMITTED, Kind.COURT_DIVERTED, Kind.JAIL_SENTENCE, Kind.SUPERVISION_BEGAN,
    Kind.VIOLATION, Kind.CASE_ABATED,
)  # fmt: skip
BY_SERVICE = (
    Kind.SERVICE_WAITS, Kind.SERVICE_WAIT_ENDED, Kind.SERVICE_BEGAN, Kind.SERVICE_FOUND, Kind.SERVICE_ENDED,
)  # fmt: skip
DETAILS: dict[Kind, Iterable[int]] = {
    Kind.NOT_DIVERTED: [refusal for refusal in Refusal if refusal not in (Refusal.NONE, Refusal.IN_CUSTODY)],
    Kind.REFERRAL_REFUSED: REFERRAL_REFUSALS,
    Kind.LEAD_EXIT: ExitReason,
    Kind.LEFT_WAITING_LIST: (0, 1),
    Kind.REFERRED: Route,
    Kind.SLOT_GRANTED: Route,
    Kind.JOINED_WAITING_LIST: Route,
    Kind.WARRANT_ISSUED: WarrantFor,
    Kind.WARRANT_SERVED: (0, 1),
    Kind.WARRANT_CLEARED: (0, 1),
    **dict.fromkeys(BY_VENUE, Venue),
    **dict.fromkeys(BY_SERVICE, Service),
}
SITUATIONS = ("two at the same instant", "a fall below the use", "the last place granted", "a stretch of shortage")


def test_every_parameter_of_the_model_is_drawn():
    assert {"population.pool", *PEOPLE, *JUSTICE, *LEAD} == set(PLAIN)


def test_everything_happens():
    seen: Counter[Hashable] = Counter()

    @examples(300)
    @given(scenarios())
    def read(scenario: Scenario) -> None:
        setup = scenario.setup()
        events = scenario.run(setup).events
        seen.update((event.kind, event.detail) if event.kind in DETAILS else event.kind for event in events)
        seen.update("two at the same instant" for _ in ties(events))
        seen.update(situation for moment in places(setup, events) for situation in situations(moment))

    read()
    expected = [kind for kind in Kind if kind not in DETAILS]
    expected += [(kind, int(detail)) for kind, details in DETAILS.items() for detail in details]
    assert {what: seen[what] for what in (*expected, *SITUATIONS) if seen[what] < ENOUGH} == {}


def ties(events: list[Event]) -> Iterator[Event]:
    """Yield each line of another person than the line before it, at the same instant (arrivals apart)."""
    for one, other in pairwise(events):
        if one.time == other.time and one.person != other.person and other.kind != Kind.ARRIVED:
            yield other


def situations(moment: Moment) -> Iterator[str]:
    if moment.used > moment.capacity:
        yield "a fall below the use" if moment.event.kind == Kind.CAPACITY else "a stretch of shortage"
    if moment.event.kind == Kind.SLOT_GRANTED and moment.used == moment.capacity:
        yield "the last place granted"
