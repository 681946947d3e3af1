"""Lives written by hand: what was counted of whom and when, without a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from simulator.evidence.lives import Lives
from simulator.model.events import Kind
from simulator.model.facts import Facts, bind
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from tests.support import PLAIN

AREAS = ("downtown", "county")

Credits = Sequence[tuple[float, int, Quantity, float]]
Events = Sequence[tuple[float, int, Kind, int]]


def lives(people: int, credits_: Credits = (), events: Events = (), facts: Facts | None = None) -> Lives:
    """Return lives of so many people.

    Credits are (time, person, quantity, amount), events (time, person, kind, detail).
    """
    time, person, quantity, amount = _columns(credits_)
    when, who, kind, detail = _columns(events)
    return Lives(
        person=person.astype(np.int64), quantity=quantity.astype(np.int64), amount=amount, time=time,
        event_person=who.astype(np.int64), event_kind=kind.astype(np.int64),
        event_detail=detail.astype(np.int64), event_time=when,
        key=np.arange(people), facts=facts or bind(PLAIN, AREAS), tally=Tally.empty(12, ("one",)), first_month=0,
    )  # fmt: skip


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[np.ndarray]:
    table = np.array([[float(cast("float", value)) for value in row] for row in rows], dtype=float).reshape(-1, 4)
    return list(table.T.copy())
