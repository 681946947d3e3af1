"""What can be measured of people: the quantities that everybody asks for, and some of them by court and route."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulator.model.measures import MEASURE, parts_of
from simulator.model.quantities import Quantity

PARTS: Mapping[str, tuple[Quantity, ...]] = {
    "municipal_jail_days": (Quantity.JAIL_DAYS_MUNICIPAL,),
    "arrest_referrals": (Quantity.REFERRALS_ARREST,),
    "social_referrals": (Quantity.REFERRALS_SOCIAL,),
    "community_referrals": (Quantity.REFERRALS_COMMUNITY,),
    "misdemeanor_filings": (Quantity.FILINGS_MUNICIPAL, Quantity.FILINGS_DISTRICT),
    "felony_convictions": (Quantity.CONVICTIONS_SUPERIOR,),
    "misdemeanor_convictions": (Quantity.CONVICTIONS_MUNICIPAL, Quantity.CONVICTIONS_DISTRICT),
}
NAMES: tuple[str, ...] = (*MEASURE, *PARTS)


def quantities(name: str) -> Sequence[int]:
    """Return the entries of a tally that add up to a measure."""
    return PARTS.get(name) or parts_of(name)


def is_days(name: str) -> bool:
    """Return whether a measure is time spent in a state, and not something that happens."""
    return name == "municipal_jail_days" or (name in MEASURE and MEASURE[name].unit == "days")


def is_filing(name: str) -> bool:
    """Return whether a measure is of cases filed, which follow an entry after a while."""
    return name in ("filings", "felony_filings", "misdemeanor_filings")
