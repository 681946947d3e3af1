"""The workload in salabim, with generators, since greenlets are a library of their own."""

from __future__ import annotations

import random
from collections.abc import Generator
from typing import Any

import salabim  # type: ignore[import-untyped]

from benchmarks.peers.workload import HEARD_AFTER, Book, Found, Workload


class Person(salabim.Component):  # type: ignore[misc]
    """One person."""

    def setup(self, of: Workload, program: Any, chance: random.Random, book: Book) -> None:
        """Take what `process` needs."""
        self.of, self.program, self.chance, self.book = of, program, chance, book

    def process(self) -> Generator[Any, None, None]:
        """Live."""
        of, chance, book, env = self.of, self.chance, self.book, self.env
        while True:
            yield self.hold(chance.expovariate(1.0 / of.at_liberty))
            book.contact(env.now())
            yield self.hold(HEARD_AFTER)
            to_jail = chance.random() < of.jail_share
            book.hearing(env.now(), to_jail=to_jail)
            if to_jail:
                yield self.hold(chance.expovariate(1.0 / of.jail))
                book.jail_ends(env.now())
                continue
            yield self.request(self.program)
            book.program_begins(env.now())
            yield self.hold(chance.expovariate(1.0 / of.program))
            self.release(self.program)
            book.program_ends(env.now())


def simulate(workload: Workload, seed: int) -> Found:
    """Simulate the workload once."""
    chance, book = random.Random(seed), Book(workload)
    environment = salabim.Environment(random_seed=seed, trace=False, yieldless=False)
    program = salabim.Resource("program", capacity=workload.places, env=environment)
    for _ in range(workload.people):
        Person(of=workload, program=program, chance=chance, book=book, env=environment)
    environment.run(till=workload.end)
    return book.found()
