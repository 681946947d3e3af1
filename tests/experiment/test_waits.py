"""Waits read from events by hand, against the model's own counts, and kept behind a run."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.analysis.capacity import Ending
from simulator.experiment.run import run
from simulator.experiment.waits import Waits, lay_out, take_apart, waits_of
from simulator.inputs.draw import draw_inputs
from simulator.inputs.scenario import Scenario
from simulator.model.events import Event, Kind, Refusal, Resource, Service
from simulator.model.quantities import Quantity
from tests.experiment.places import make_place

PLACE, WITHOUT, WAITING, ELSEWHERE = Ending


def read(resource: Resource, *events: tuple[float, int, Kind, int]) -> list[tuple[float, float, Ending]]:
    waits = waits_of([Event(*each) for each in events], resource)
    return [(begin, length, Ending(int(how))) for begin, length, how in zip(*waits, strict=True)]


def test_a_wait_ends_with_a_place_without_one_or_not_yet() -> None:
    assert read(
        Resource.LEAD,
        (0.0, 1, Kind.SLOT_GRANTED, 1),
        (1.0, 2, Kind.JOINED_WAITING_LIST, 1),
        (2.0, 3, Kind.JOINED_WAITING_LIST, 1),
        (3.0, 4, Kind.JOINED_WAITING_LIST, 2),
        (4.0, 5, Kind.JOINED_WAITING_LIST, 2),
        (4.5, 9, Kind.DIED, 0),
        (5.0, 2, Kind.SLOT_GRANTED, 1),
        (6.0, 3, Kind.LEFT_WAITING_LIST, 0),
        (7.0, 4, Kind.DIED, 0),
        (8.0, 6, Kind.REFERRAL_REFUSED, Refusal.NO_SLOT),
        (9.0, 7, Kind.REFERRAL_REFUSED, Refusal.NO_CONSENT),
        (10.0, 3, Kind.SLOT_GRANTED, 2),
    ) == [
        (0.0, 0.0, PLACE),
        (1.0, 4.0, PLACE),
        (2.0, 4.0, WITHOUT),
        (3.0, 4.0, WITHOUT),
        (8.0, 0.0, WITHOUT),
        (10.0, 0.0, PLACE),
        (4.0, 6.0, WAITING),
    ]


def test_who_finds_a_home_without_lead_is_not_turned_away() -> None:
    home, unit = int(Service.PERMANENT_HOUSING), int(Service.INTERIM_HOUSING)
    events = (
        (0.0, 1, Kind.SERVICE_WAITS, home),
        (0.0, 1, Kind.SERVICE_WAITS, unit),
        (0.0, 2, Kind.SERVICE_WAITS, home),
        (1.0, 3, Kind.SERVICE_BEGAN, home),
        (5.0, 1, Kind.SERVICE_WAIT_ENDED, home),
        (5.0, 1, Kind.SERVICE_FOUND, home),
        (5.0, 1, Kind.SERVICE_WAIT_ENDED, unit),
        (6.0, 2, Kind.SERVICE_WAIT_ENDED, home),
        (7.0, 2, Kind.SERVICE_FOUND, home),
    )
    assert read(Resource.PERMANENT_HOUSING, *events) == [(1.0, 0.0, PLACE), (0.0, 5.0, ELSEWHERE), (0.0, 6.0, WITHOUT)]
    assert read(Resource.INTERIM_HOUSING, *events) == [(0.0, 5.0, ELSEWHERE)]


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    facts = {"interim_housing.places": 3, "permanent_housing.places": 2, "lead.caseload": 6}
    return make_place(tmp_path_factory.mktemp("places") / "crowded", facts, horizon_years=2).scenario("current")


@pytest.mark.parametrize(
    ("resource", "days", "starts"),
    [
        (Resource.LEAD, Quantity.WAITING_DAYS, None),
        (Resource.INTERIM_HOUSING, Quantity.INTERIM_HOUSING_WAITING_DAYS, Quantity.INTERIM_HOUSING_STARTS),
        (Resource.PERMANENT_HOUSING, Quantity.PERMANENT_HOUSING_WAITING_DAYS, Quantity.PERMANENT_HOUSING_STARTS),
    ],
    ids=lambda value: str(getattr(value, "name", "")).lower(),
)
def test_all_waits_together_are_the_days_that_the_model_counts(
    crowded: Scenario, resource: Resource, days: Quantity, starts: Quantity | None
) -> None:
    happened = run(draw_inputs(crowded, 1, 0), 0, record_events=True)
    waits, counts = waits_of(happened.events, resource), happened.tally.counts
    assert waits.lengths.max() > 1.0
    # Who still waits is followed to the last event, which is hours before the end of the run.
    assert waits.lengths.sum() == pytest.approx(counts[:, days].sum(), rel=0.01)
    if starts is not None:
        assert (waits.endings == PLACE).sum() == counts[:, starts].sum()
        return
    arrivals = (Quantity.REFERRALS_ARREST, Quantity.REFERRALS_SOCIAL, Quantity.REFERRALS_COMMUNITY)
    # A second referral, by arrest, of somebody who waits takes them off the list: one wait, two referrals.
    assert len(waits.begins) <= sum(counts[:, each].sum() for each in arrivals) <= 1.05 * len(waits.begins)
    assert (waits.endings == WITHOUT).sum() >= counts[:, Quantity.DROP_OUTS].sum() > 0


def test_waits_come_back_from_behind_a_run(crowded: Scenario) -> None:
    happened = run(draw_inputs(crowded, 1, 0), 0, record_events=True)
    waits = waits_of(happened.events, Resource.LEAD)
    tally, again = take_apart(lay_out(happened.tally, waits), len(happened.tally.counts))
    assert np.array_equal(tally.counts, happened.tally.counts)
    assert np.allclose(again.begins, waits.begins, atol=1 / 512)
    assert np.allclose(again.lengths, waits.lengths, atol=1 / 512)
    assert np.array_equal(again.endings, waits.endings)


def test_no_waits_at_all_come_back_as_none(crowded: Scenario) -> None:
    tally = run(draw_inputs(crowded, 1, 0), 0).tally
    nobody = Waits(np.zeros(0), np.zeros(0), np.zeros(0))
    assert len(take_apart(lay_out(tally, nobody), len(tally.counts))[1].begins) == 0
