"""What a reader has to know before using what was found: small samples, a messy file, a fit that does not fit."""

from __future__ import annotations

import math

import numpy as np

from simulator.local.fitted import STAY_GRID, LocalFit
from simulator.local.reading import CLASSES, NO_CLASS, SMALL
from simulator.local.tidying import BEFORE, LOST
from simulator.report import words

FEW_BOOKINGS, FEW_PEOPLE, SHORT_WINDOW = 30, 200, 365
POOR_FIT = 0.06


def warnings_of(fit: LocalFit) -> list[str]:
    """Return warnings as sentences, the gravest first."""
    return [*_about_rows(fit), *_about_size(fit), *_about_fit(fit), *_about_content(fit)]


def _about_rows(fit: LocalFit) -> list[str]:
    stays, most = fit.stays, fit.given.warn_dropped
    found = []
    if stays.faulty > most * stays.read:
        found.append(
            f"{words.percent(stays.faulty / stays.read)} of all rows were dropped for faults (more than "
            f"{words.percent(most)}): find out why before using anything below."
        )
    for reason, what in ((NO_CLASS, "have a charge class that is not known"), (LOST, "have lost their release")):
        count = stays.changed.get(reason, 0)
        if count > most * stays.read:
            found.append(f"{words.percent(count / stays.read)} of all rows {what}.")
    return found


def _about_size(fit: LocalFit) -> list[str]:
    stays = fit.stays
    days = (stays.window.last - stays.window.first).days + 1
    found = []
    if days < SHORT_WINDOW:
        found.append(f"The window has {days} days; with less than a year, seasons and who comes back cannot be told.")
    if stays.people < FEW_PEOPLE:
        found.append(
            f"Only {_few(stays.people)} people: rates and inequality are uncertain beyond their standard errors."
        )
    few = [name for name, count in zip(CLASSES, fit.class_counts, strict=True) if 0 < count < FEW_BOOKINGS]
    if few:
        found.append(f"Fewer than {FEW_BOOKINGS} bookings: {_names(few)}. Their stays are not estimated.")
    none = [name for name, count in zip(CLASSES[:-1], fit.class_counts, strict=False) if not count]
    if none:
        found.append(f"No booking at all: {_names(none)}. Is the map of classes complete?")
    return found


def _few(count: int) -> str:
    return f"fewer than {SMALL}" if count < SMALL else f"{count:,}"


def _about_fit(fit: LocalFit) -> list[str]:
    found = []
    if fit.stay_fit is None:
        found.append("Stays could not be split into short and long ones; nothing is said about them.")
    else:
        counts = dict(zip(fit.stay_fit.classes, fit.stay_fit.count, strict=True))
        poor = [CLASSES[code] for code, gap in stay_gaps(fit).items() if gap > _most_by_luck(int(counts[code]))]
        if poor:
            found.append(f"Two-part stays fit poorly: {_names(poor)}. Look at the pictures.")
    if fit.rebooking is None:
        found.append("Too few people are booked again to tell rates, inequality, pool or new people.")
    elif fit.implied is not None:
        gap = rebooking_gap(fit)
        if gap > _most_by_luck(len(fit.lives.count)):
            found.append(
                f"Time to rebooking fits poorly (up to {words.percent(gap)} of people apart). Spells, or people who "
                "leave more often than assumed, would do that."
            )
    return found


def _about_content(fit: LocalFit) -> list[str]:
    found = []
    if not fit.has_warrants:
        found.append(
            "No class is mapped to warrant: bookings on warrants alone are counted as new offenses, and the model adds "
            "its own warrants on top."
        )
    if not fit.stays.changed.get(BEFORE):
        found.append("Nobody is in jail when the window begins: its population is too low in the first months.")
    if fit.stays.dates_only:
        found.append("The file has dates without times: short stays are known to a day only.")
    elif fit.given.time_zone is None:
        found.append("No time_zone in the map: clock times are taken as they are, an hour off twice a year.")
    if fit.rebooking is not None and not fit.rebooking.arrivals_known:
        found.append("New people cannot be told from none; their rate is left as it is.")
    return found


def _most_by_luck(count: int) -> float:
    """Return how far two curves may be apart: by luck (Kolmogorov, 5 %), and a little for no model being true."""
    return max(POOR_FIT, 1.36 / math.sqrt(count))


def stay_gaps(fit: LocalFit) -> dict[int, float]:
    """Return how far observed and fitted stays are apart at most, by class, from an hour on."""
    stays = fit.stay_fit
    if stays is None:
        return {}
    late = STAY_GRID > 0.1
    return {
        code: float(np.nanmax(np.abs(fit.stays_observed[code] - stays.survival(STAY_GRID, float(share)))[late]))
        for code, share in zip(stays.classes, stays.long_share, strict=True)
    }


def rebooking_gap(fit: LocalFit) -> float:
    """Return how far observed and fitted shares of people who are booked again are apart at most."""
    assert fit.implied is not None
    return float(np.nanmax(np.abs(fit.not_rebooked - fit.implied.rebooked)))


def _names(names: list[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)
