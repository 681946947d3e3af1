"""What the data say as facts of a jurisdiction: values with ranges and grade, in the form of jurisdiction.yaml."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import yaml

from simulator.inputs.entries import Model, plain
from simulator.inputs.entries import Path as ParameterPath
from simulator.inputs.overrides import state_fact
from simulator.inputs.parameter import Override
from simulator.inputs.reader import read_text
from simulator.inputs.validate import validate
from simulator.local.cautions import warnings_of
from simulator.local.columns import OFFENSES, WARRANT
from simulator.local.fitted import LocalFit, number
from simulator.local.reading import CLASSES
from simulator.local.summaries import class_shares

TOPICS = ("population.", "police.", "jail.")
MOST_PEOPLE = 200_000.0
DIGITS = 4

REMAINING: tuple[tuple[str, str], ...] = (
    (
        r"police\.(no_action_share|contact_rate|booked_share|hours_.*)",
        "contacts and arrests without booking are not in it",
    ),
    (r"police\.felony", "the law, not a count"),
    (r"population\.(death|leaving|desist|release_).*", "who dies, leaves or gives up looks like who is not booked"),
    (r"population\.(quiet|active)_.*", "spells cannot be told from people being unequal"),
    (r"population\.(age|female|unhoused|substance|mental|excluded|area).*", "not among the columns that are read"),
    (r"jail\.(psychiatric|medical)_share", "kinds of beds are not in it"),
    (r"jail\.(background|limit|booking_limit|booked_when).*", "who else is in jail and its rules are not in it"),
)


class FactsFile(Model):
    """Facts as they stand in jurisdiction.yaml, in a file of their own."""

    facts: dict[ParameterPath, Override]


def facts_of(fit: LocalFit) -> dict[str, dict[str, Any]]:
    """Return each parameter that the data can tell, as a place's own fact; nothing for those that they cannot."""
    found = {**_people(fit), **_classes(fit), **_stays(fit), **_groups(fit)}
    return {path: {**fact, "grade": "local data", "source": source_of(fit)} for path, fact in found.items()}


def source_of(fit: LocalFit) -> str:
    """Return what kind of records these are, without a path or anybody's identity."""
    window, stays = fit.stays.window, fit.stays
    return (
        f"Booking and release records of this place, {window.first} to {window.last}: {stays.bookings:,} bookings of "
        f"{stays.people:,} people (leadsim fit)."
    )


def not_told(facts: Mapping[str, Any], fit: LocalFit) -> list[tuple[str, str]]:
    """Return the parameters on people, police and jail that stay as they were, and why."""
    left = [path for path in fit.defaults if path.startswith(TOPICS) and path not in facts]
    return [(path, _why(path, fit)) for path in left]


def _why(path: str, fit: LocalFit) -> str:
    if path == "population.pool" and fit.rebooking is not None:
        return f"{in_thousands(fit.rebooking.pool)} people are more than a model of repeated contact takes (200,000)"
    said = next((why for pattern, why in REMAINING if re.fullmatch(pattern, path)), None)
    return said or "too few records, or no clear answer"


def in_thousands(value: float) -> str:
    """Return a number of people without the digits that nobody knows."""
    return f"about {round(value, -3):,.0f}"


def _uncertain(kind: str, error: float) -> dict[str, Any]:
    return {"distribution": kind, "standard_error": _round(error)}


def _round(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _fact(value: float, kind: str, error: float, note: str) -> dict[str, Any]:
    return {"value": _round(value), "uncertainty": _uncertain(kind, error), "note": note}


def _people(fit: LocalFit) -> dict[str, dict[str, Any]]:
    """Return the pool, new people, inequality and arrests."""
    found = fit.rebooking
    if found is None:
        return {}
    facts = {
        "population.frailty_shape": _fact(
            found.shape, "lognormal", found.error(3),
            "Gamma shape of booking rates of everybody in the file. What active and quiet spells add is in it too, so "
            "that with spells on top people differ a little too much.",
        ),
        "police.arrest_rate": _arrests(fit),
    }  # fmt: skip
    if found.pool <= MOST_PEOPLE:
        facts["population.pool"] = _fact(
            round(found.pool), "lognormal", found.error(0),
            "People who could be booked at the window's start, with those who were not: everybody that the file is "
            "about is taken for the pool. Whose stays are in it must not be in jail.background_population too.",
        )  # fmt: skip
    if found.arrivals_known:
        facts["population.arrivals_share"] = _fact(
            found.arrivals, "lognormal", found.error(1),
            f"New people a year against the pool at the start, if {plain(_round(found.exit_rate))} a year die, leave "
            "or give up unseen.",
        )  # fmt: skip
    return facts


def _arrests(fit: LocalFit) -> dict[str, Any]:
    """Return arrests of people in an active spell: bookings on new offenses, put back to what they are a part of."""
    found = fit.rebooking
    assert found is not None
    warrants = float(fit.mix.value[CLASSES.index(WARRANT)]) if fit.has_warrants else 0.0
    booked = fit.defaults["police.booked_share"].value
    assert isinstance(booked, dict)
    mix = _offense_mix(fit).value
    share = float(sum(m * booked["felony" if f else "misdemeanor"] for m, f in zip(mix, fit.felony, strict=True)))
    active, quiet = number(fit.defaults["population.active_spell"]), number(fit.defaults["population.quiet_spell"])
    spells = (active + quiet * number(fit.defaults["population.quiet_multiplier"])) / (active + quiet)
    times = (1.0 - warrants) / (share * spells)
    seen = "" if fit.has_warrants else " Bookings on warrants alone could not be told and are counted as new offenses."
    rate, new, of_arrests, left = (plain(_round(part)) for part in (found.rate, 1.0 - warrants, share, spells))
    return _fact(
        found.rate * times, "lognormal", found.error(2) * times,
        f"{rate} bookings per person-year at liberty, of which {new} are for new offenses, if {of_arrests} of arrests "
        f"are booked and spells leave {left} of the rate, as shipped: neither can be told from bookings.{seen}",
    )  # fmt: skip


def _offense_mix(fit: LocalFit) -> Any:
    """Return the mix of arrests: that of bookings, each counted for the arrests that it stands for."""
    booked = fit.defaults["police.booked_share"].value
    assert isinstance(booked, dict)
    stays = fit.stays
    use = stays.counted & (stays.charge >= 0) & (stays.charge < len(OFFENSES))
    weight = np.array([1.0 / booked["felony" if felony else "misdemeanor"] for felony in fit.felony])
    return class_shares(stays.charge[use], stays.person[use], weight[stays.charge[use]], range(len(OFFENSES)))


def _classes(fit: LocalFit) -> dict[str, dict[str, Any]]:
    if fit.class_counts[: len(OFFENSES)].sum() < 30:
        return {}
    mix = _offense_mix(fit)
    return {
        "police.offense_mix": {
            "value": _whole(dict(zip(OFFENSES, map(float, mix.value), strict=True))),
            "uncertainty": {"distribution": "dirichlet", "concentration": _round(mix.worth)},
            "note": "The mix of bookings on new offenses, put back to arrests by the shipped police.booked_share and "
            "by which classes are felonies on the window's last day.",
        }
    }


def _whole(shares: Mapping[str, float]) -> dict[str, float]:
    """Return rounded shares that add up to one: the largest takes what rounding leaves."""
    found = {name: round(share, 5) for name, share in shares.items()}
    largest = max(found, key=lambda name: found[name])
    found[largest] = round(1.0 - sum(share for name, share in found.items() if name != largest), 5)
    return found


def _stays(fit: LocalFit) -> dict[str, dict[str, Any]]:
    stays = fit.stay_fit
    if stays is None:
        return {}
    part = "Whole stays, sentences served in this jail included; the model adds sentences on top."
    names = ("jail.short_stay_median", "jail.short_stay_sigma", "jail.long_stay_median", "jail.long_stay_sigma")
    values = (stays.short_median, stays.short_sigma, stays.long_median, stays.long_sigma)
    facts = {
        name: _fact(value, "lognormal", float(error), part)
        for name, value, error in zip(names, values, stays.errors, strict=False)
    }
    tiers = {
        tier: stays.share_of([code for code, felony in enumerate(fit.felony) if felony == (tier == "felony")])
        for tier in ("felony", "misdemeanor")
    }
    both = {tier: found for tier, found in tiers.items() if found is not None and _fits_beta(*found)}
    if len(both) == len(tiers):
        facts["jail.long_stay_share"] = {
            "value": {tier: _round(value) for tier, (value, _) in both.items()},
            "uncertainty": {tier: _uncertain("beta", error) for tier, (_, error) in both.items()},
            "note": f"By which classes are felonies on the window's last day. {part}",
        }
    warrants = stays.share_of([CLASSES.index(WARRANT)])
    if warrants is not None and _fits_beta(*warrants):
        facts["jail.warrant_long_stay_share"] = _fact(warrants[0], "beta", warrants[1], part)
    return facts


def _fits_beta(value: float, error: float) -> bool:
    return 0.0 < value < 1.0 and 0.0 < error < math.sqrt(value * (1.0 - value))


def _groups(fit: LocalFit) -> dict[str, dict[str, Any]]:
    """Return shares of people by group, of the groups that are large enough to be shown."""
    shown = {re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_"): n for name, n in fit.groups if n is not None}
    if len(shown) < 2 or not all(re.fullmatch(r"[a-z][a-z0-9_]{0,59}", name) for name in shown):
        return {}
    total = sum(shown.values())
    return {
        "population.groups": {
            "value": _whole({name: n / total for name, n in shown.items()}),
            "uncertainty": {"distribution": "dirichlet", "concentration": float(total)},
            "note": "Of people who were booked and whose group has at least 11 people; never a cause of behavior.",
        }
    }


def facts_file(fit: LocalFit, facts: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the file: comments with what to know, and facts that the loader accepts (it is asked here)."""
    window, left = fit.stays.window, not_told(facts, fit)
    lines = [
        "Facts of a jurisdiction, estimated by leadsim fit from booking and release records.",
        f"Window: {window.first} to {window.last}. Put these entries under facts: in a jurisdiction.yaml.",
        *(f"WARNING: {warning}" for warning in warnings_of(fit)),
        f"Not told by these records, and left as they are: {', '.join(path for path, _ in left)}.",
    ]
    text = "".join(f"# {line}\n" for line in lines) + "\n"
    body = yaml.safe_dump(
        {"facts": dict(facts)}, sort_keys=False, allow_unicode=True, width=118, default_flow_style=None
    )
    text += body if facts else "facts: {}\n"
    _check(text, fit)
    return text


def _check(text: str, fit: LocalFit) -> None:
    """Refuse what the loader would refuse, before anybody has it."""
    document = read_text(text.encode("utf-8"), "facts.yaml")
    parameters = dict(fit.defaults)
    for name, override in validate(FactsFile, document).facts.items():
        state_fact(parameters, name, override, document)


__all__ = ["FactsFile", "facts_file", "facts_of", "not_told", "source_of"]
