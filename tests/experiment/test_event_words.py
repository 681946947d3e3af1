"""What the detail of an event means: decided for every kind, and met by everything that happens."""

from __future__ import annotations

import pytest

from simulator.experiment.event_words import DETAIL, detail_of
from simulator.experiment.run import run
from simulator.inputs.draw import draw_inputs
from simulator.model.events import Event, ExitReason, Kind, Offense, Service, Venue
from tests.experiment.places import Place

NUMBERS = {
    Kind.CAPACITY, Kind.ARRIVED, Kind.DIED, Kind.LEFT, Kind.DESISTED, Kind.RELEASED, Kind.ENGAGED, Kind.LAPSED,
    Kind.STABLE,
}  # fmt: skip


def test_every_kind_has_words_for_its_detail_or_has_none_on_purpose():
    assert set(DETAIL) == set(Kind)
    assert {kind for kind, words in DETAIL.items() if words is None} == NUMBERS


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        (Kind.CAPACITY, 25, "25"),
        (Kind.BOOKED, Venue.SUPERIOR, "superior"),
        (Kind.ARRESTED, Offense.LOW_LEVEL_SALE, "low_level_sale"),
        (Kind.WARRANT_SERVED, 1, "at_contact"),
        (Kind.WARRANT_SERVED, 0, "by_search"),
        (Kind.WARRANT_CLEARED, 1, "by_lead"),
        (Kind.WARRANT_ISSUED, 1, "violation"),
        (Kind.LEFT_WAITING_LIST, 1, "program_closed"),
        (Kind.SPELL, 1, "active"),
        (Kind.SERVICE_FOUND, Service.EMPLOYMENT, "employment"),
        (Kind.LEAD_EXIT, ExitReason.PROGRAM_CUT, "program_cut"),
        (Kind.RELEASED, 0, "0"),
    ],
)
def test_a_detail_is_written_as_its_word(kind: Kind, detail: int, said: str):
    assert detail_of(Event(1.0, 0, kind, detail)) == said


def test_every_event_of_a_run_has_a_detail_that_its_words_know(place: Place):
    happened = run(draw_inputs(place.scenario("said"), 3, 0), 0, record_events=True).events
    assert len({event.kind for event in happened}) > 35
    for event in happened:
        assert detail_of(event)
        if Kind(event.kind) in NUMBERS - {Kind.CAPACITY}:
            assert event.detail == 0, "a detail that says something has words"
