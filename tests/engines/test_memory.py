"""What the compiled engine's memory must look like between two steps: people, places, lines and the heap agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis.strategies import one_of

from simulator.model.events import MAX_OPEN_CASES, Resource, Service, Strand
from simulator.model.facts import FULL_WEIGHT
from simulator.model.fast.agenda import BRANCHES, NUMBER_BITS, NUMBER_MASK, RANK_BITS
from simulator.model.fast.engine import COURTS, FastEngine
from simulator.model.fast.memory import NOBODY
from simulator.model.standing import CaseStage, Stage, Standing, Where
from tests.engines.twins import where_all_is_short
from tests.properties.strategies import examples, scenarios
from tests.properties.worlds import Scenario

Records = npt.NDArray[Any]
HOLDS = range(Strand.PRETRIAL_HOLD, Strand.COMPETENCY + 1)
QUEUES = tuple(resource for resource in Resource if resource != Resource.JAIL)
CASES = ["somebody is away", *(f"{queue.name} is {how}" for queue in QUEUES for how in ("held", "waited for"))]
ENOUGH = 5
SERVICES = {service: Resource(Resource.INTERIM_HOUSING + service) for service in Service}


def test_people_places_lines_and_the_heap_agree_at_every_months_end():
    seen: Counter[str] = Counter()

    @examples(500)
    @given(one_of(scenarios(), where_all_is_short()))
    def read(scenario: Scenario) -> None:
        setup = scenario.setup()
        engine = FastEngine(setup)
        weights = [FULL_WEIGHT, *(facts.program.stable_weight for _, facts in setup.epochs)]
        for resource, plan in scenario.plans().items():
            engine.set_capacity(resource, plan)
        for edge in scenario.edges[1:]:
            engine.advance(edge)
            assert_gone_hold_nothing(engine)
            assert_pools_add_up(engine)
            assert_stages_are_those_of_the_pools(engine, weights)
            assert_custody_agrees(engine)
            assert_heap(engine)
            seen.update(what_is_there(engine))

    read()
    assert [case for case in CASES if seen[case] < ENOUGH] == []


def what_is_there(engine: FastEngine) -> Iterator[str]:
    """Name what the memory shows now, to be sure that all of it was looked at."""
    if (engine._persons["present"] == 0).any():
        yield "somebody is away"
    for resource in QUEUES:
        if engine._pools["used"][resource]:
            yield f"{resource.name} is held"
        if engine._pools["waiting"][resource]:
            yield f"{resource.name} is waited for"


# -- who is gone ----------------------------------------------------------------------------------------------


def assert_gone_hold_nothing(engine: FastEngine) -> None:
    """Whoever died or left has no alarm, no hold, no case and no place, and waits for nothing."""
    persons = engine._persons
    gone = (persons["present"] == 0) & np.isinf(persons["due"][:, Strand.ARRIVAL])
    absent = persons["present"] == 0
    assert np.isinf(persons["due"][gone]).all()
    assert np.isinf(persons["due"][absent][:, Strand.ARRIVAL + 1 :]).all()
    for field in ("holds", "where", "clock_running", "warrant", "stage", "standing", "cases_waiting", "restoring"):
        here = persons[field][absent]
        allowed = (Standing.NONE, Standing.OWN) if field == "standing" else (0,)
        assert np.isin(here, allowed).all(), field
    assert (persons["competency_case"][absent] == NOBODY).all()
    assert (cases(engine)["stage"][absent] == NOBODY).all()
    for resource in Resource:
        nodes = by_person(engine, resource)[absent]
        assert (units(nodes) == 0).all(), resource.name
        assert (nodes["line"] == NOBODY).all(), resource.name


# -- places and lines -----------------------------------------------------------------------------------------


def assert_pools_add_up(engine: FastEngine) -> None:
    """What is used is what is held, and who waits stands in one line, in the order of joining."""
    for resource in Resource:
        pool, nodes = engine._pools[resource], nodes_of(engine, resource)
        mine = of_this_pool(engine, resource)
        assert pool["used"] == units(nodes)[mine].sum(), resource.name
        lines = [list(line(pool, nodes, number)) for number in range(len(pool["first"]))]
        waiting = [ticket for tickets in lines for ticket in tickets]
        assert pool["waiting"] == len(waiting) == len(set(waiting)), resource.name
        assert set(waiting) == set(np.flatnonzero((nodes["line"] != NOBODY) & mine)), resource.name
        for number, tickets in enumerate(lines):
            assert (nodes["line"][tickets] == number).all()
            assert (np.diff(nodes["joined"][tickets]) > 0).all()
            assert (nodes["joined"][tickets] < pool["joined"]).all()
        assert not (units(nodes) * (nodes["line"] != NOBODY)).any(), "nobody holds a place and waits for it"


def line(pool: Records, nodes: Records, number: int) -> Iterator[int]:
    """Yield the tickets of a line from the first to the last, whose ends and links back must agree."""
    ticket, before = int(pool["first"][number]), NOBODY
    for _ in range(len(nodes) + 1):
        if ticket == NOBODY:
            break
        assert nodes["previous"][ticket] == before
        yield ticket
        ticket, before = int(nodes["next"][ticket]), ticket
    assert ticket == NOBODY, "a line ends"
    assert pool["last"][number] == before


def of_this_pool(engine: FastEngine, resource: Resource) -> npt.NDArray[np.bool_]:
    """Return which tickets can be this pool's: the courts share theirs, and a case is before one court."""
    if resource not in COURTS:
        return np.ones(len(nodes_of(engine, resource)), dtype=bool)
    stages, venues = engine._cases["stage"], engine._cases["venue"]
    mine: npt.NDArray[np.bool_] = (stages != NOBODY) & (venues == COURTS.index(resource))
    return mine


def assert_stages_are_those_of_the_pools(engine: FastEngine, weights: Collection[int]) -> None:
    """A person's standing and a case's stage say the same as the books of the places."""
    persons, lead = engine._persons, nodes_of(engine, Resource.LEAD)
    assert (units(lead)[persons["stage"] == Stage.INTAKE] == FULL_WEIGHT).all()
    assert (units(lead)[persons["stage"] < Stage.INTAKE] == 0).all()
    assert np.isin(units(lead)[persons["stage"] == Stage.ACTIVE], weights).all()
    assert ((lead["line"] != NOBODY) == (persons["stage"] == Stage.WAITING)).all()
    for service, resource in SERVICES.items():
        nodes, standing = nodes_of(engine, resource), persons["standing"][:, service]
        assert ((units(nodes) > 0) == (standing == Standing.PLACE)).all(), resource.name
        assert ((nodes["line"] != NOBODY) == (standing == Standing.WAITING)).all(), resource.name
    beds = nodes_of(engine, Resource.COMPETENCY_BEDS)
    assert ((units(beds) > 0) == (persons["restoring"] == 1)).all()
    assert (persons["competency_case"][beds["line"] != NOBODY] != NOBODY).all()
    dockets, stages = by_person(engine, COURTS[0]), cases(engine)["stage"]
    assert ((units(dockets) > 0) == np.isin(stages, (CaseStage.OPEN, CaseStage.COMPETENCY))).all()
    assert ((dockets["line"] != NOBODY) == (stages == CaseStage.WAITING)).all()
    assert ((stages == CaseStage.WAITING).sum(axis=1) == persons["cases_waiting"]).all()
    in_question = (stages == CaseStage.COMPETENCY).sum(axis=1)
    assert (in_question == (persons["competency_case"] != NOBODY)).all()


def assert_custody_agrees(engine: FastEngine) -> None:
    """Nobody has the end of a hold that does not hold; the jail's number is that of the people in it."""
    persons = engine._persons
    held = (persons["holds"][:, None] >> np.arange(len(HOLDS))) & 1 == 1
    evaluated = (persons["competency_case"] != NOBODY) & (persons["restoring"] == 0)
    ends = np.isfinite(persons["due"][:, HOLDS])
    ends[:, -1] &= ~evaluated  # then it is the end of an evaluation
    assert not (ends & ~held).any()
    assert ((persons["where"] == Where.LIBERTY) == ~held.any(axis=1)).all()
    assert engine._world[0]["in_jail"] == (persons["where"] == Where.JAIL).sum()
    assert not (persons["clock_running"].astype(bool) & held.any(axis=1)).any()


# -- the heap -------------------------------------------------------------------------------------------------


def assert_heap(engine: FastEngine) -> None:
    """There is one entry for each person, that of the first appointment; none comes before the one above it."""
    persons, heap = engine._persons, engine._heap[: len(engine._persons)]
    numbers = heap["order"] & NUMBER_MASK
    assert (np.sort(numbers) == np.arange(len(persons))).all()
    assert (engine._heap_places[numbers] == np.arange(len(heap))).all()
    owners = persons[numbers]
    assert (heap["time"] == owners["due"].min(axis=1)).all()
    assert (owners["head"] == owners["due"].argmin(axis=1)).all()
    order = [owners[field].astype(np.int64) for field in ("head", "rank", "number")]
    assert (heap["order"] == (order[0] << RANK_BITS | order[1]) << NUMBER_BITS | order[2]).all()
    keys = list(zip(heap["time"], *order, strict=True))
    assert all(keys[(place - 1) // BRANCHES] < keys[place] for place in range(1, len(keys)))


# -- reading the memory ---------------------------------------------------------------------------------------


def cases(engine: FastEngine) -> Records:
    """Return the cases, shape (people, places for cases)."""
    return engine._cases.reshape(-1, MAX_OPEN_CASES)


def nodes_of(engine: FastEngine, resource: Resource) -> Records:
    """Return what a resource knows of its tickets."""
    address = engine._pools["nodes"][resource]
    return next(nodes for nodes in engine._nodes if nodes.ctypes.data == address)


def units(nodes: Records) -> Records:
    """Return the units that each ticket holds; a place that weighs nothing is held, too."""
    return np.maximum(nodes["held"], 0)


def by_person(engine: FastEngine, resource: Resource) -> Records:
    """Return what a resource knows of each person's tickets, shape (people, tickets of a person)."""
    return nodes_of(engine, resource).reshape(len(engine._persons), -1)
