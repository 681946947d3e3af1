"""Custody: booked and released in turn, and no police contact for a new offense unless at liberty and here."""

from __future__ import annotations

from hypothesis import given

from simulator.model.events import Event, Kind
from tests.properties.logbook import GONE, lives
from tests.properties.strategies import examples, scenarios
from tests.properties.worlds import Scenario

# What can only happen to somebody who is at liberty in the community.
AT_LIBERTY = (Kind.CONTACT, Kind.ARRESTED, Kind.CITED, Kind.NO_ACTION, Kind.DIVERTED, Kind.REFERRED, Kind.LEFT)


@examples(40)
@given(scenarios())
def test_bookings_and_releases_alternate(scenario: Scenario):
    for life in lives(scenario.run().events).values():
        turns = [event.kind for event in life if event.kind in (Kind.BOOKED, Kind.RELEASED, *GONE)]
        assert turns[0::2] == [Kind.BOOKED] * len(turns[0::2]) or _all_but_last(turns)


def _all_but_last(turns: list[int]) -> bool:
    raise NotImplementedError
