"""Every hazard, probability and delay: pure functions of traits, state and inputs, shared by all engines.

Times are in days, rates per day, probabilities and shares from 0 to 1. All functions are compiled; the pure
Python original of each is its `.py_func`, and a test holds the two equal to the last bit.
"""

from __future__ import annotations

import math

from numba import njit

from simulator.model.streams import exponential, lognormal, normal, weibull

__all__ = ["exponential", "lognormal", "normal", "weibull"]


# -- the contact clock ------------------------------------------------------------------------------------


@njit("float64(float64, float64, boolean, float64, float64)", cache=True, error_model="numpy")
def contact_rate(base: float, frailty: float, active: bool, quiet_multiplier: float, circumstances: float) -> float:
    """Return the hazard of a police contact without the case manager's effect.

    `circumstances` multiplies what services and desistance leave of it.
    """
    return base * frailty * circumstances * (1.0 if active else quiet_multiplier)


@njit("float64(float64, float64, float64)", cache=True, error_model="numpy")
def fading_gap(multiplier: float, fade_rate: float, since_lapse: float) -> float:
    """Return how far the effect still lowers a hazard: the gap 1 − multiplier, fading since the lapse."""
    return (1.0 - multiplier) * math.exp(-fade_rate * since_lapse)


@njit("float64(float64, float64, float64, float64)", cache=True, error_model="numpy")
def spend(rate: float, gap: float, fade_rate: float, elapsed: float) -> float:
    """Return the integrated hazard of `rate * (1 - gap * exp(-fade_rate * x))` over `elapsed` days.

    `gap` is the effect at the beginning of the stretch; with `fade_rate` 0 it stays as it is.
    """
    if fade_rate == 0.0 or gap == 0.0:
        return rate * (1.0 - gap) * elapsed
    return rate * (elapsed + gap * math.expm1(-fade_rate * elapsed) / fade_rate)


@njit("float64(float64, float64, float64, float64)", cache=True, error_model="numpy")
def wait_for(remaining: float, rate: float, gap: float, fade_rate: float) -> float:
    """Return the days until the integrated hazard reaches `remaining`: the inverse of `spend`.

    Newton's method, monotone from the safe side: falling from an upper bound where the effect lowers the hazard
    (the function is convex), rising from a lower bound where it raises it (concave).
    """
    if remaining <= 0.0:
        return 0.0
    if rate <= 0.0:
        return math.inf
    if fade_rate == 0.0 or gap == 0.0:
        hazard = rate * (1.0 - gap)
        return remaining / hazard if hazard > 0.0 else math.inf
    need = remaining / rate
    falling = gap > 0.0
    x = need / (1.0 - gap) if gap < 1.0 else math.inf
    if falling:
        x = min(x, need + gap / fade_rate)
    for _ in range(100):
        value = x + gap * math.expm1(-fade_rate * x) / fade_rate - need
        step = x - value / (1.0 - gap * math.exp(-fade_rate * x))
        if (falling and not step < x) or (not falling and not step > x):
            break
        x = max(step, 0.0)
    return x


# -- effects of the program -------------------------------------------------------------------------------


@njit("float64(float64, float64, float64)", cache=True, error_model="numpy")
def discounted_multiplier(multiplier: float, discount: float, dose: float) -> float:
    """Return a published multiplier moved toward 1: 1 − discount × dose × (1 − multiplier)."""
    return 1.0 - discount * dose * (1.0 - multiplier)


@njit("float64(float64, float64, float64)", cache=True, error_model="numpy")
def caseload_dose(caseload: float, reference_caseload: float, exponent: float) -> float:
    """Return the dose at a caseload: 1 up to the reference caseload, thinner attention above it."""
    if caseload <= reference_caseload or exponent == 0.0:
        return 1.0
    return float((reference_caseload / caseload) ** exponent)


@njit("float64(float64, float64)", cache=True, error_model="numpy")
def faded(fade_rate: float, since_lapse: float) -> float:
    """Return what is left of an effect some days after a lapse, from 0 to 1."""
    return math.exp(-fade_rate * since_lapse)


@njit("float64(float64, float64)", cache=True, error_model="numpy")
def acting(multiplier: float, level: float) -> float:
    """Return a multiplier as far as it acts: 1 at level 0, itself at level 1."""
    return 1.0 - level * (1.0 - multiplier)


@njit("float64(float64, float64)", cache=True, error_model="numpy")
def scaled_share(share: float, multiplier: float) -> float:
    """Return a probability times a multiplier, kept within 0 and 1."""
    return min(1.0, max(0.0, share * multiplier))


@njit("float64(float64, float64)", cache=True, error_model="numpy")
def by_odds(share: float, ratio: float) -> float:
    """Return a probability whose odds are multiplied by a ratio; at a ratio of 1 the very same number."""
    if ratio == 1.0:
        return share
    yes = share * ratio
    return yes / (1.0 - share + yes) if yes > 0.0 else 0.0


@njit("float64(float64, float64)", cache=True, error_model="numpy")
def against_odds(share: float, ratio: float) -> float:
    """Return a probability the odds of whose opposite are multiplied by a ratio; at a ratio of 1 the very same."""
    if ratio == 1.0:
        return share
    return share / (share + (1.0 - share) * ratio) if share > 0.0 else 0.0


@njit("float64(float64, float64)", cache=True, error_model="numpy")
def share_among(share: float, part: float) -> float:
    """Return a share of the whole as a share of the part in which all of it lies."""
    return min(1.0, share / part) if part > 0.0 else share


@njit("float64(float64, float64)", cache=True, error_model="numpy")
def stationary_share(begin_rate: float, end_rate: float) -> float:
    """Return the long-run share of time in a state that begins and ends at constant hazards; 0 if it never begins."""
    if begin_rate <= 0.0:
        return 0.0
    if math.isinf(begin_rate):
        return 1.0
    return begin_rate / (begin_rate + end_rate)


@njit("int64(int64, int64, float64)", cache=True, error_model="numpy")
def units_kept(capacity: int, full_weight: int, share: float) -> int:
    """Return the units kept free, in whole places, as a share of all places."""
    return int(full_weight * int((capacity // full_weight) * share))


# -- delays -----------------------------------------------------------------------------------------------


@njit("float64(float64, float64)", cache=True, error_model="numpy")
def memoryless(u: float, rate: float) -> float:
    """Return a delay with constant hazard `rate`; never, if the rate is zero."""
    return exponential(u) / rate if rate > 0.0 else math.inf


@njit("float64(float64, float64)", cache=True, error_model="numpy")
def delay_of_mean(u: float, mean: float) -> float:
    """Return a delay with constant hazard and this mean; at once, if it is zero."""
    return mean * exponential(u)


@njit("float64(float64, float64, float64)", cache=True, error_model="numpy")
def rescaled_delay(left: float, old_rate: float, new_rate: float) -> float:
    """Return what is left of a delay under another hazard: the luck that is left is spent sooner or later."""
    return left * old_rate / new_rate


@njit("float64(float64, float64, float64, float64, float64, float64, float64)", cache=True, error_model="numpy")
def jail_stay(
    u_part: float,
    u_stay: float,
    long_share: float,
    short_median: float,
    short_sigma: float,
    long_median: float,
    long_sigma: float,
) -> float:
    """Return the days of a jail stay: a two-part lognormal mixture (most leave in days, a few stay months)."""
    if u_part < long_share:
        return lognormal(u_stay, long_median, long_sigma)
    return lognormal(u_stay, short_median, short_sigma)


@njit("float64(float64, float64, float64, float64, float64)", cache=True, error_model="numpy")
def intake_delay(u_completes: float, u_delay: float, completes: float, mean: float, window: float) -> float:
    """Return the days from hand-off to completed intake, or never if it is not completed in the window.

    The delay of a completed intake is exponential, cut off at the window.
    """
    if u_completes >= completes:
        return math.inf
    if mean <= 0.0:
        return 0.0
    return min(window, -mean * math.log1p(u_delay * math.expm1(-window / mean)))


@njit("float64(float64, float64, float64)", cache=True, error_model="numpy")
def gompertz(u: float, rate: float, growth: float) -> float:
    """Return a delay whose hazard is `rate` now and grows by `growth` a day, exponentially (Gompertz).

    Never, if the rate is zero, or if it falls so fast that the whole hazard to come is too small.
    """
    if rate <= 0.0:
        return math.inf
    need = exponential(u) / rate
    if growth == 0.0:
        return need
    if need * growth <= -1.0:
        return math.inf
    return math.log1p(need * growth) / growth


@njit("float64(float64, float64, float64)", cache=True, error_model="numpy")
def grown(rate: float, growth: float, elapsed: float) -> float:
    """Return a hazard that has grown by `growth` a day for some days (negative: before)."""
    return rate * math.exp(growth * elapsed)


@njit("float64(float64, float64)", cache=True, error_model="numpy")
def court_day(time: float, spacing: float) -> float:
    """Return the first court day at or after a time: courts sit at multiples of `spacing` days (0: always)."""
    if spacing <= 0.0:
        return time
    day = math.ceil(time / spacing) * spacing
    return day if day >= time else day + spacing


@njit("float64(float64, float64, float64, float64)", cache=True, error_model="numpy")
def next_hearing(now: float, ready: float, interval: float, spacing: float) -> float:
    """Return when a case is heard next: after the usual interval or when it is ready for decision, if that is sooner.

    A court never hears a case twice within a day, so that no chain of hearings takes no time.
    """
    return court_day(max(now + 1.0, min(now + interval, ready)), spacing)


@njit("float64(float64, float64, float64)", cache=True, error_model="numpy")
def referral_rate(base: float, frailty: float, tilt: float) -> float:
    """Return the hazard of a social-contact or community referral: people seen more are referred more."""
    return float(base * frailty**tilt)


@njit("float64(float64)", cache=True, error_model="numpy")
def rate_of_mean(mean: float) -> float:
    """Return the constant hazard of a delay with this mean: without a delay, at once."""
    return 1.0 / mean if mean > 0.0 else math.inf


@njit("float64(float64)", cache=True, error_model="numpy")
def half_life_rate(half_life: float) -> float:
    """Return the fading rate of an effect that halves in `half_life`."""
    return math.log(2.0) / half_life
