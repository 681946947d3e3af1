"""The workload in Ciw: a closed network of queues, and its answers from Ciw's own records of visits."""

from __future__ import annotations

from itertools import chain, repeat

import ciw  # type: ignore[import-untyped]

from benchmarks.peers.workload import HEARD_AFTER, Found, Workload
from simulator.units import DAYS_PER_YEAR

LIBERTY, COURT, JAIL, PROGRAM = 1, 2, 3, 4
NEVER = float("inf")

Visits = list[tuple[int, float, float, float]]
"""Node, arrival, beginning of the service, exit (inf: not yet) of each visit."""


class AtFirst(ciw.dists.Distribution):  # type: ignore[misc]
    """Everybody comes at the beginning, and nobody later."""

    def __init__(self) -> None:
        self._times = chain([0.0], repeat(NEVER))

    def sample(self, t: float | None = None, ind: object = None) -> float:  # noqa: ARG002 - Ciw passes them
        """Return the time until the next arrival."""
        return next(self._times)


def simulate(workload: Workload, seed: int) -> Found:
    """Simulate the workload once."""
    ciw.seed(seed)
    simulation = ciw.Simulation(network(workload))
    simulation.simulate_until_max_time(workload.end)
    return found(workload, visits(simulation))


def network(of: Workload) -> ciw.network.Network:
    """Return where people go, and how long they stay there."""
    nobody = [None, None, None]
    return ciw.create_network(
        arrival_distributions=[AtFirst(), *nobody],
        batching_distributions=[ciw.dists.Deterministic(of.people), *(ciw.dists.Deterministic(1) for _ in nobody)],
        service_distributions=[
            ciw.dists.Exponential(1.0 / of.at_liberty),
            ciw.dists.Deterministic(HEARD_AFTER),
            ciw.dists.Exponential(1.0 / of.jail),
            ciw.dists.Exponential(1.0 / of.program),
        ],
        number_of_servers=[NEVER, NEVER, NEVER, of.places],
        routing=[
            [0.0, 1.0, 0.0, 0.0],
            [0.0, 0.0, of.jail_share, 1.0 - of.jail_share],
            [1.0, 0.0, 0.0, 0.0],
            [1.0, 0.0, 0.0, 0.0],
        ],
    )


def visits(simulation: ciw.Simulation) -> Visits:
    """Return every visit, those that go on at the end too; one that still waits has no beginning."""

    def time(value: float) -> float:
        return NEVER if value is None or value != value or value is False else float(value)

    return [
        (record.node, record.arrival_date, time(record.service_start_date), time(record.exit_date))
        for record in simulation.get_all_records(include_incomplete=True)
    ]


def found(of: Workload, visits: Visits) -> Found:
    """Return what the visits add up to."""
    days = of.end - of.warm_up

    def between(node: int, begin: int, end: int) -> float:
        return sum(
            max(0.0, min(visit[end], of.end) - max(visit[begin], of.warm_up)) for visit in visits if visit[0] == node
        )

    def number(node: int, which: int, since: float) -> int:
        return sum(visit[0] == node and since <= visit[which] <= of.end for visit in visits)

    waiting = between(PROGRAM, 1, 2)
    held = between(COURT, 1, 3) + between(JAIL, 1, 3) + waiting
    return Found(
        contacts=number(LIBERTY, 3, of.warm_up) / (of.people * days) * DAYS_PER_YEAR,
        in_jail=held / days,
        in_program=between(PROGRAM, 2, 3) / days,
        wait=waiting / number(PROGRAM, 2, of.warm_up),
        moves=sum(number(node, 3, 0.0) for node in (LIBERTY, COURT, JAIL, PROGRAM)) + number(PROGRAM, 2, 0.0),
    )
