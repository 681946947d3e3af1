"""The compiled engine and the reference give the same log and the same tally, to the last bit.

In continuous time a rounding of the contact clock shows; in whole days, where many things happen at one instant, an
order does. Each hides what the other shows, so both are drawn.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.model.events import Kind
from tests.engines.twins import assert_identical, run_fast, where_all_is_short
from tests.properties.strategies import BUSY, examples, scenarios
from tests.properties.worlds import Scenario
from tests.support import month_edges

SETS = 150
ENOUGH = 5


@pytest.mark.parametrize("whole_days", [False, True], ids=["continuous", "whole days"])
def test_both_engines_give_the_same_log_of_which_every_kind_is_a_part(whole_days: bool):
    seen: Counter[int] = Counter()

    @examples(SETS)
    @given(scenarios(whole_days=st.just(whole_days)))
    def read(scenario: Scenario) -> None:
        setup = scenario.setup()
        reference = scenario.run(setup)
        seen.update(event.kind for event in reference.events)
        assert_identical(reference, run_fast(scenario, setup))

    read()
    assert [kind.name for kind in Kind if seen[kind] < ENOUGH] == []


@examples(SETS // 3)
@given(where_all_is_short())
def test_both_engines_give_the_same_log_where_all_is_short(scenario: Scenario):
    setup = scenario.setup()
    assert_identical(scenario.run(setup), run_fast(scenario, setup))


def test_both_engines_give_the_same_log_where_stable_participants_weigh_nothing():
    changes = {**BUSY, "population.pool": 40, "lead.stable_weight": 0.0}
    scenario = Scenario(changes, month_edges(12), ((0.0, 10), (200.0, 4)))
    reference = scenario.run()
    assert Kind.STABLE in {event.kind for event in reference.events}
    assert_identical(reference, run_fast(scenario))


@pytest.mark.parametrize("whole_days", [False, True], ids=["continuous", "whole days"])
def test_month_by_month_is_one_run_in_the_compiled_engine(whole_days: bool):
    @examples()
    @given(scenarios(whole_days=st.just(whole_days)))
    def read(scenario: Scenario) -> None:
        setup = scenario.setup()
        assert_identical(run_fast(scenario, setup), run_fast(scenario, setup, monthly=True))

    read()
