"""Outcome payments: what a government pays investors by tiers of a result, and what that is worth to them.

Amounts are whole cents, a fall in jail days is a share (0.1 is 10 %, negative is a rise).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scipy.optimize import brentq

from simulator.units import split_cents, to_cents

DIGITS = 9  # of a fall, so that 1 − 0.9 reaches 10 %


@dataclass(frozen=True)
class Band:
    """Points of a fall from `above` to `up_to` (in percent) that are each worth the same dollars."""

    above: float
    up_to: float
    dollars: float


@dataclass(frozen=True)
class PiecewiseTiers:
    """A payment for each point of a fall in jail days, and one for each day in stable housing.

    threshold: percent; a smaller fall is paid nothing, a larger one for all its points
    bands: what points are worth; points beyond the last band are worth nothing more
    """

    invested: int
    threshold: float
    bands: tuple[Band, ...]
    dollars_per_stable_day: float

    def payment(self, fall: float, stable_days: float = 0.0) -> int:
        """Return the cents paid; parts of a point count."""
        _refuse_unless_numbers(fall, stable_days)
        points = round(fall, DIGITS) * 100
        dollars = 0.0
        if points >= self.threshold:
            dollars = sum(band.dollars * max(0.0, min(points, band.up_to) - band.above) for band in self.bands)
        return to_cents(dollars + self.dollars_per_stable_day * stable_days)


@dataclass(frozen=True)
class PublishedPoints:
    """A loan whose repayment is known at a few falls only: (fall, cents), lowest first.

    threshold: a smaller fall is paid nothing. Between it and the first point the payment is not known; beyond, it
    is that of the highest point reached, which may be too low but never too high.
    """

    loan: int
    guaranteed: float
    threshold: float
    points: tuple[tuple[float, int], ...]

    def payment(self, fall: float) -> int | None:
        """Return the cents paid, None where that is not published."""
        _refuse_unless_numbers(fall)
        fall = round(fall, DIGITS)
        if fall < self.threshold:
            return 0
        return max((paid for least, paid in self.points if fall >= least), default=None)


DENVER = PiecewiseTiers(
    invested=860_000_000,
    threshold=20.0,
    bands=(Band(0.0, 30.0, 160_000.0), Band(30.0, 65.0, 38_000.0)),
    dollars_per_stable_day=15.12,
)
"""Denver's supportive-housing bond: jail days by tiers and $15.12 a stable day; $9.64 million were paid in all.

The tier from 20 to 30 % is read as $160,000 for every point of the fall, those below 20 too, once 20 % is reached: as
$160,000 for each point above 20 the most for jail days would be $2.93 million. A fall of 38 points and 299,928 stable
days, for instance, come to the total that was paid.
"""


def rikers(term_years: float) -> PublishedPoints:
    """Return the Rikers Island bond of 2012: a $9.6 million loan, 75 % of it guaranteed.

    Published (socialventures.com.au rikers-island-sib; mdrc.org): nothing below a fall of 8.5 %, break-even at 10 %,
    a yearly return of 5.1 % at 20 %. The amount paid at 20 % was not: here it is what brings 5.1 % a year if the
    loan is paid out at once and paid back at once after `term_years`.
    """
    if not 0 < term_years <= 100:
        raise ValueError(f"not the term of a loan: {term_years} years")
    loan = 960_000_000
    return PublishedPoints(loan, 0.75, 0.085, ((0.10, loan), (0.20, round(loan * 1.051**term_years))))


ASSUMED_TERM_YEARS = 4.0
"""The term of the Rikers Island loan where nobody says another: an assumption, the amount paid at 20 % rests on it."""


def outcome_payment(
    tiers: str, fall: float, stable_days: float = 0.0, term_years: float = ASSUMED_TERM_YEARS
) -> float | None:
    """Return the dollars that tiers (`denver` or `rikers`) pay once, for the whole term; None where not published."""
    if tiers == "denver":
        return DENVER.payment(fall, stable_days) / 100
    if tiers != "rikers":
        raise ValueError(f"there are no such tiers: {tiers}")
    cents = rikers(term_years).payment(fall)
    return None if cents is None else cents / 100


def internal_rate_of_return(cash_flows: Sequence[float]) -> float | None:
    """Return the rate a period at which cash flows at equal distances have no net present value.

    None unless the flows change sign exactly once, leaving out zeros: otherwise no rate, or more than one, does it.
    """
    if not all(map(math.isfinite, cash_flows)):
        raise ValueError("cash flows are finite")
    signs = [flow > 0 for flow in cash_flows if flow]
    if sum(first != then for first, then in pairwise(signs)) != 1:
        return None
    paid = [i for i, flow in enumerate(cash_flows) if flow]
    largest = max(map(abs, cash_flows))
    flows = [flow / largest for flow in cash_flows[paid[0] : paid[-1] + 1]]
    high = 1.0
    while (_value(flows, high) > 0) != (flows[0] > 0):
        high *= 2.0
    return float(brentq(lambda rate: _value(flows, rate), -1.0, high, xtol=1e-14, maxiter=1_000))


def _value(flows: Sequence[float], rate: float) -> float:
    """Return what flows are worth at the first date, or at the last for a negative rate.

    Both have the sign of the present value, and neither grows without limit.
    """
    last = len(flows) - 1 if rate < 0 else 0
    return math.fsum(flow * (1.0 + rate) ** (last - i) for i, flow in enumerate(flows))


@dataclass(frozen=True)
class Return:
    """What a loan brought, in cents: the investor's gain, or the loss that the investor and a guarantor share."""

    gain: int
    investor_loss: int
    guarantor_loss: int


def investor_return(loan: int, payment: int, guaranteed: float) -> Return:
    """Return who gains or loses what when a loan is repaid with `payment`.

    The guarantor bears its share of whatever is missing. Which loss comes first is known only for a loan that
    is lost as a whole, where every order gives the same.
    """
    if loan < 0 or payment < 0 or not 0.0 <= guaranteed <= 1.0:
        raise ValueError("a loan and its payment are not negative, and a guarantee is a share of 0 to 1")
    missing = max(0, loan - payment)
    guarantor, investor = split_cents(missing, (guaranteed, 1.0 - guaranteed))
    return Return(max(0, payment - loan), investor, guarantor)


def _refuse_unless_numbers(fall: float, stable_days: float = 0.0) -> None:
    if not (math.isfinite(fall) and fall <= 1.0):
        raise ValueError(f"not a fall in days: {fall}")
    if not (math.isfinite(stable_days) and stable_days >= 0.0):
        raise ValueError(f"not a number of days: {stable_days}")


__all__ = [
    "ASSUMED_TERM_YEARS",
    "DENVER",
    "Band",
    "PiecewiseTiers",
    "PublishedPoints",
    "Return",
    "internal_rate_of_return",
    "investor_return",
    "outcome_payment",
    "rikers",
]
