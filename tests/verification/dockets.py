"""A court and nothing else: people charged at random, one hearing a case; and its waits, read from the log."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.model.events import Event, Kind, Venue
from simulator.units import DAYS_PER_YEAR
from tests.support import NO_COMPETENCY, NO_DESISTANCE, NO_WARRANTS, SERVICES, TIERS, each_offense
from tests.verification.harness import STEADY

A_MOMENT = 1e-6  # days
NEVER = 1e9

# Everybody is alike and charged with a felony at a constant hazard; what is filed is filed at once.
ONLY_CHARGES: Mapping[str, Any] = {
    **STEADY,
    **NO_COMPETENCY,
    **NO_DESISTANCE,
    **NO_WARRANTS,
    "population.unhoused_share": 1.0,
    "police.no_action_share": 0.0,
    "police.felony": each_offense(1),
    "prosecution.out_of_custody_factor": 1.0,
    "prosecution.filing_delay_in_custody": 0.0,
    "prosecution.filing_delay_out_of_custody": 0.0,
    "lead.social_referral_rate": 0.0,
    "lead.community_referral_rate": 0.0,
    **{f"{service}.own_start_rate": 0.0 for service in SERVICES},
}
ANY_DAY = {"courts.calendar": 0.0, "courts.custody_calendar": 0.0}


def booked(share: float, stay: float) -> dict[str, Any]:
    """Return the values by which a share of those who are charged is held, all for as long."""
    return {
        "police.booked_share": dict.fromkeys(TIERS, share),
        "jail.long_stay_share": dict.fromkeys(TIERS, 0.0),
        "jail.short_stay_median": stay,
        "jail.short_stay_sigma": 0.0,
    }


def charged(sources: int, rate: float) -> dict[str, Any]:
    """Return the values by which so many people make up a Poisson process of charges at `rate` a day."""
    return {"population.pool": sources, "police.contact_rate": rate * DAYS_PER_YEAR / sources}


def one_hearing(scale: float) -> dict[str, Any]:
    """Return the values by which a case is heard once, when it is ready, and decided: after an exponential time."""
    return {
        **ANY_DAY,
        "prosecution.case_length_shape": 1.0,
        "prosecution.case_length_scale": scale,
        "courts.hearing_interval": NEVER,
    }


def mean_time_open(scale: float) -> float:
    """Return the mean of an exponential case that is never heard within a day of its opening."""
    return 1.0 + scale * math.exp(-1.0 / scale)


@dataclass(frozen=True)
class Wait:
    """A filed case until it is opened, and whether its person was in custody when it was filed."""

    person: int
    venue: Venue
    filed: float
    opened: float
    in_custody: bool


def waits(events: Iterable[Event]) -> Iterator[Wait]:
    """Yield the waits of all cases that were opened, those of no time included.

    Of two waiting cases of one person, which many people make rare, those in custody are taken to be opened first.
    """
    held: set[int] = set()
    lines: dict[tuple[int, int], list[tuple[bool, float]]] = defaultdict(list)
    for event in events:
        key = event.person, event.detail
        if event.kind == Kind.BOOKED:
            held.add(event.person)
        elif event.kind == Kind.RELEASED:
            held.discard(event.person)
        elif event.kind == Kind.CASE_FILED:
            lines[key].append((event.person not in held, event.time))
        elif event.kind == Kind.CASE_OPENED:
            first = min(lines[key])
            lines[key].remove(first)
            yield Wait(event.person, Venue(event.detail), first[1], event.time, not first[0])
