"""The scenarios that the property tests draw do reach everything that can happen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given

from simulator.model.events import Event, ExitReason, Kind, Refusal, Route
from tests.properties.logbook import places
from tests.properties.strategies import examples, scenarios
from tests.properties.worlds import Scenario

ENOUGH = 20
DETAILS = {
    Kind.NOT_DIVERTED: Refusal,
    Kind.REFERRAL_REFUSED: Refusal,
    Kind.LEAD_EXIT: ExitReason,
    Kind.SLOT_GRANTED: Route,
    Kind.JOINED_WAITING_LIST: Route,
}
# Refusals that belong to one of the two: an arrest's protocol, or a referral's.
NEVER = {
    *((Kind.NOT_DIVERTED, refusal) for refusal in (Refusal.NONE, Refusal.IN_CUSTODY)),
    *((Kind.REFERRAL_REFUSED, refusal) for refusal in Refusal if Refusal.ALREADY_WAITING < refusal),
} - {
    *((Kind.REFERRAL_REFUSED, refusal) for refusal in (Refusal.HISTORY_NOT_ELIGIBLE, Refusal.AREA_NOT_COVERED)),
}
EXPECTED = set()


def test_everything_happens():
    seen: Counter[tuple[str, str]] = Counter()

    @examples(150)
    @given(scenarios())
    def read(scenario: Scenario) -> None:
        setup = scenario.setup()
        events = scenario.run(setup).events
        seen.update(what_happened(events))
        seen.update(("places", what) for moment in places(setup, events) for what in what_befell(moment))

    read()
    for k,v in sorted(seen.items()): print(k,v)

def what_happened(events):
    for event in events:
        kind = Kind(event.kind)
        yield kind.name, DETAILS[kind](event.detail).name if kind in DETAILS else ""
    for a, b in pairwise(events):
        if a.time == b.time and a.person != b.person:
            yield "tied", ""
def what_befell(m):
            if m.event.kind == Kind.CAPACITY and m.used_before > m.capacity: yield "fall"
            if m.event.kind == Kind.LEFT_WAITING_LIST: yield "left %d" % m.event.detail
            if m.event.kind==Kind.SLOT_GRANTED and m.used==m.capacity: yield "last place"
