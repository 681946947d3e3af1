"""The compiled engine's log has room for what happens: it is made larger on the way, and nothing of it is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from simulator.model.events import Kind
from simulator.model.fast.engine import COURTS, FastEngine
from tests.engines.twins import assert_identical, run_fast
from tests.properties.strategies import BUSY
from tests.properties.worlds import Scenario
from tests.support import NO_EFFECT, month_edges


@contextmanager
def watching_room() -> Iterator[list[bool]]:
    """Note each time whether room is made; nothing may have been written beyond what there was before."""
    grown: list[bool] = []
    original = FastEngine._make_room

    def watching(self: FastEngine, most: int) -> None:
        world, before = self._world[0], (len(self._lines), len(self._credits))
        assert world["lines_used"] <= before[0]
        assert world["credits_used"] <= before[1]
        original(self, most)
        grown.append((len(self._lines), len(self._credits)) != before)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FastEngine, "_make_room", watching)
        yield grown


STAYING = {
    "population.arrivals_share": 0.0, "population.death_rate": 0.0, "population.leaving_rate": 0.0,
    "population.release_death_ratio": 1.0, "population.desistance_rate": 0.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "longer"),
    [
        ({"police.contact_rate": 365.0, "population.pool": 12}, "credits"),
        ({"population.quiet_spell": 0.001, "population.active_spell": 0.001, "population.pool": 2}, "events"),
    ],
    ids=["contacts", "spells"],
)
def test_a_few_people_with_very_many_events_lose_none(changes: dict[str, float], longer: str):
    """A single month, so that room is made in the middle of it."""
    scenario = Scenario({**BUSY, **STAYING, **changes}, (0.0, 3_652.5), ((0.0, 2), (1_000.0, 0)))
    with watching_room() as grown:
        compiled = run_fast(scenario)
    assert sum(grown) >= 5
    lengths = {"events": len(compiled.events), "credits": len(compiled.engine.credits)}
    assert max(lengths, key=lambda log: lengths[log]) == longer
    assert min(lengths.values()) > 1_000 and max(lengths.values()) > 20_000
    assert_identical(scenario.run(), compiled)


WAITING = {
    **STAYING, **NO_EFFECT, "population.pool": 400, "population.excluded_history_share": 0.0,
    "lead.social_referral_rate": 24.0, "lead.patience": 36_525.0, "lead.consent": 1.0,
    "lead.coverage": {"downtown": 1.0, "county": 1.0}, "police.contact_rate": 12.0,
}  # fmt: skip
"""Nearly everybody is referred within months and waits, and many are arrested."""


def test_long_waiting_lists_that_end_at_once_are_in_the_log():
    """The program closes, and later there is room for all in LEAD and the courts: in one step each."""
    closes, opens = 120.0, 240.0
    dockets = dict.fromkeys(COURTS, ((0.0, 0), (opens, 10_000)))
    plan = ((0.0, 1), (closes, 0), (closes + 1.0, 1), (opens, 1_000))
    scenario = Scenario(WAITING, month_edges(12), plan, dockets)
    with watching_room():
        compiled = run_fast(scenario)
    at_once = Counter((event.kind, event.time) for event in compiled.events)
    assert at_once[Kind.LEFT_WAITING_LIST, closes] > 300
    assert at_once[Kind.SLOT_GRANTED, opens] > 300
    assert at_once[Kind.CASE_OPENED, opens] > 300
    assert_identical(scenario.run(), compiled)
