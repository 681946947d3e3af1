"""The workload in SimPy, as its documentation would have it written."""

from __future__ import annotations

import random
from collections.abc import Generator

import simpy

from benchmarks.peers.workload import HEARD_AFTER, Book, Found, Workload


def simulate(workload: Workload, seed: int) -> Found:
    """Simulate the workload once."""
    chance, book, environment = random.Random(seed), Book(workload), simpy.Environment()
    program = simpy.Resource(environment, workload.places)
    for _ in range(workload.people):
        environment.process(life(environment, workload, program, chance, book))
    environment.run(until=workload.end)
    return book.found()


def life(
    environment: simpy.Environment, of: Workload, program: simpy.Resource, chance: random.Random, book: Book
) -> Generator[simpy.Event, None, None]:
    """One person."""
    while True:
        yield environment.timeout(chance.expovariate(1.0 / of.at_liberty))
        book.contact(environment.now)
        yield environment.timeout(HEARD_AFTER)
        to_jail = chance.random() < of.jail_share
        book.hearing(environment.now, to_jail=to_jail)
        if to_jail:
            yield environment.timeout(chance.expovariate(1.0 / of.jail))
            book.jail_ends(environment.now)
            continue
        with program.request() as place:
            yield place
            book.program_begins(environment.now)
            yield environment.timeout(chance.expovariate(1.0 / of.program))
        book.program_ends(environment.now)
