"""More of queueing theory: priorities, impatience with many sources, and people who find a place or lose it.

Nothing here imports the model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from tests.verification.formulas import Queue, erlang_c, finite_source_queue

MANY = 10**5


def erlang_a(arrivals: float, servers: int, ends: float, gives_up: float) -> Queue:
    """Return M/M/c+M: the finite-source chain with so many sources that they do not run out."""
    return finite_source_queue(MANY, arrivals / MANY, servers, ends, gives_up)


def priority_waits(arrivals: Sequence[float], servers: int, ends: float) -> list[float]:
    """Return the mean wait of each class, the first served first, nobody interrupted.

    W_k = W_0 / ((1 - s_(k-1)) (1 - s_k)) with s_k the load of the classes up to k, and W_0 the mean time until a
    server is free for somebody who jumps every queue: Erlang's delay over c times the rate
    (Cobham 1954, doi:10.1287/opre.2.1.70, for many servers that are alike).
    """
    next_free = erlang_c(sum(arrivals), servers, ends).delayed / (servers * ends)
    waits, above = [], 0.0
    for rate in arrivals:
        upto = above + rate / (servers * ends)
        waits.append(next_free / ((1.0 - above) * (1.0 - upto)))
        above = upto
    return waits


def on_off(share_at_first: float, begins: float, ends: float, time: float) -> float:
    """Return the share that is in a state at a time, of many who enter and leave it at constant hazards."""
    in_the_long_run = begins / (begins + ends)
    return in_the_long_run + (share_at_first - in_the_long_run) * math.exp(-(begins + ends) * time)


def mean_on_off(share_at_first: float, begins: float, ends: float, start: float, stop: float) -> float:
    """Return the same, on average between two times."""
    in_the_long_run = begins / (begins + ends)
    rate = begins + ends
    fading = (math.exp(-rate * start) - math.exp(-rate * stop)) / (rate * (stop - start))
    return in_the_long_run + (share_at_first - in_the_long_run) * fading
