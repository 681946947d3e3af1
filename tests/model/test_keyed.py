"""Keyed luck over arrays is the scalar functions' to the bit, and the people of a world are made once."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from simulator.model import streams
from simulator.model.events import Decision
from simulator.model.keyed import join_keys, poisson_times, uniforms
from simulator.model.population import Population, make_population
from simulator.units import per_day
from tests.properties.strategies import examples
from tests.support import PLAIN, make_setup, simulate

KEY = st.integers(-(2**63), 2**63 - 1)
PEOPLE = {**PLAIN, "population.pool": 300.0, "population.arrivals_share": 0.4}


@examples(100)
@given(KEY, st.integers(0, 40))
def test_keys_are_those_of_one_part_after_the_other(key: int, count: int):
    assert join_keys(key, count).tolist() == [streams.join_key(key, i) for i in range(count)]


@examples(100)
@given(st.lists(KEY, max_size=40), st.sampled_from(Decision), st.integers(0, 5))
def test_uniforms_are_those_of_one_key_after_the_other(keys: list[int], decision: Decision, occurrence: int):
    found = uniforms(np.array(keys, dtype=np.int64), int(decision), occurrence)
    assert found.tolist() == [streams.uniform(key, int(decision), occurrence) for key in keys]


@examples(100)
@given(KEY, st.integers(0, 5_000), st.floats(1e-3, 20.0), st.floats(-400.0, 0.0), st.floats(0.0, 60.0))
def test_arrivals_are_one_wait_after_the_other(key: int, first: int, rate: float, start: float, length: float):
    end, time, expected = start + length, start, []
    while True:
        u = streams.uniform(streams.join_key(key, first + len(expected)), int(Decision.ARRIVAL), 0)
        time += streams.exponential(u) / rate
        if time >= end:
            break
        expected.append(time)
    assert poisson_times(key, first, int(Decision.ARRIVAL), rate, start, end).tolist() == expected


def one_by_one(values: dict[str, Any], world: int, start: float, end: float) -> dict[str, list[Any]]:
    """Return traits by name, one person after the other."""
    pool = round(values["population.pool"])
    arrivals = poisson_times(
        world, pool, int(Decision.ARRIVAL), per_day(values["population.arrivals_share"]) * pool, start, end
    )
    keys = [streams.join_key(world, i) for i in range(pool + len(arrivals))]

    def luck(decision: Decision) -> list[float]:
        return [streams.uniform(key, int(decision), 0) for key in keys]

    shape = values["population.frailty_shape"]
    mean, spread = values["population.age_mean"], values["population.age_sd"]
    return {
        "key": keys,
        "arrival": [start] * pool + arrivals.tolist(),
        "frailty": [float(special.gammaincinv(shape, u) / shape) for u in luck(Decision.FRAILTY)],
        "age": [max(18.0, float(mean + spread * special.ndtri(u))) for u in luck(Decision.AGE)],
        "female": [u < values["population.female_share"] for u in luck(Decision.GENDER)],
        "unhoused": [u < values["population.unhoused_share"] for u in luck(Decision.UNHOUSED)],
    }


def test_people_are_those_made_one_by_one():
    people = make_population(PEOPLE, 17, -200.0, 400.0)
    for name, expected in one_by_one(PEOPLE, 17, -200.0, 400.0).items():
        assert getattr(people, name).tolist() == expected, name
    assert len(people) > 400


def traits(people: Population) -> dict[str, Any]:
    named = {field.name: getattr(people, field.name) for field in fields(people)}
    return {name: of.tolist() if isinstance(of, np.ndarray) else of for name, of in named.items()}


def test_the_scenarios_of_a_world_share_its_people_and_nobody_else_does():
    people = make_population(PEOPLE, 17, -200.0, 400.0)
    assert make_population({**PEOPLE, "lead.consent": 0.5}, 17, -200.0, 400.0) is people
    others = (
        make_population(PEOPLE, 18, -200.0, 400.0),
        make_population(PEOPLE, 17, -200.0, 600.0),
        make_population({**PEOPLE, "population.female_share": 0.0}, 17, -200.0, 400.0),
        make_population({**PEOPLE, "population.groups": {"a": 0.5, "b": 0.5}}, 17, -200.0, 400.0),
    )
    for other in others:
        assert traits(other) != traits(people)


def test_the_order_of_groups_is_not_lost():
    there, back = ({**PEOPLE, "population.groups": groups} for groups in ({"a": 0.3, "b": 0.7}, {"b": 0.7, "a": 0.3}))
    assert make_population(there, 17, 0.0, 1.0).groups == ("a", "b")
    assert make_population(back, 17, 0.0, 1.0).groups == ("b", "a")


def test_people_are_after_a_run_who_they_were_before():
    setup = make_setup({"population.pool": 50.0}, world=4)
    before = traits(setup.people)
    assert len(simulate(setup, [(0.0, 20)]).events) > 100
    assert traits(setup.people) == before


@pytest.mark.parametrize("share", [0.0, -0.0])
def test_where_nobody_arrives_all_are_there_from_the_beginning(share: float):
    people = make_population({**PEOPLE, "population.arrivals_share": share}, 17, -5.0, 400.0)
    assert people.arrival.tolist() == [-5.0] * 300
    assert math.isclose(people.frailty.mean(), 1.0, abs_tol=0.2)
