"""What was found, told: tables for a terminal, and one object for machines."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from simulator.inputs.parameter import Override, Parameter, Uncertainty
from simulator.local.cautions import rebooking_gap, stay_gaps, warnings_of
from simulator.local.columns import plain_name
from simulator.local.facts import not_told
from simulator.local.fitted import LocalFit
from simulator.local.reading import CLASSES, SMALL
from simulator.report import words
from simulator.report.layout import Column, Sheet, longest_line, numbers

WIDTH_OF_90 = 1.645


def preface(fit: LocalFit) -> Group:
    """Return what the file says, in a sentence, and the warnings."""
    return Group(
        Text(headline(fit), style="bold"),
        Text(basis(fit), style="dim"),
        *(Text(f"• {warning}", style="yellow") for warning in warnings_of(fit)),
    )


def headline(fit: LocalFit) -> str:
    """Return the finding in a sentence."""
    people = f"{fit.stays.people:,}" if fit.stays.people >= SMALL else f"fewer than {SMALL}"
    return (
        f"{fit.stays.bookings:,} bookings of {people} people; the most booked tenth of them have "
        f"{words.percent(fit.concentration.value)} of all bookings"
    )


def basis(fit: LocalFit) -> str:
    """Return what it was found from."""
    window, stays = fit.stays.window, fit.stays
    zone = fit.given.time_zone or "no time zone"
    others = [f"{role} = {name}" for role, name in fit.columns.items() if plain_name(name) != role]
    columns = f" · {', '.join(others)}" if others else ""
    return (
        f"{window.first} to {window.last} · {stays.read:,} rows read, {sum(stays.dropped.values()):,} dropped · {zone} "
        f"· times as {fit.date_format}{columns} · ranges are 1.645 standard errors each way (90 %)"
    )


def fact_rows(fit: LocalFit, facts: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield path, label, what the records say, what is shipped, and the unit; a row for each number."""
    for path, fact in facts.items():
        override = Override.model_validate({key: value for key, value in fact.items() if key != "note"})
        shipped = fit.defaults[path]
        entries = override.value if isinstance(override.value, dict) else {"": override.value}
        for category, value in entries.items():
            yield (
                f"{path}.{category}" if category else path, shipped.label, ranged(override, category, value),
                _shipped(shipped, category), shipped.unit,
            )  # fmt: skip


def ranged(override: Override, category: str, value: float) -> str:
    """Return a value with its range of 90 %."""
    given = override.uncertainty
    one = given.get(category) if isinstance(given, dict) else given
    error = error_of(one, value)
    return with_error(value, error) if error else in_short(value)


def error_of(uncertainty: Uncertainty | None, value: float) -> float:
    """Return the standard error of a number."""
    if uncertainty is None:
        return 0.0
    if uncertainty.concentration is not None:
        return float((value * (1 - value) / (uncertainty.concentration + 1.0)) ** 0.5)
    return uncertainty.standard_error or 0.0


def with_error(value: float, error: float) -> str:
    """Return a number with 1.645 standard errors, as many decimals in one as in the other."""
    width = WIDTH_OF_90 * error
    if width <= 0.0 or width >= 100:
        return f"{value:,.0f} ± {width:,.0f}"
    decimals = max(0, 1 - math.floor(math.log10(width)))
    return f"{value:,.{decimals}f} ± {width:,.{decimals}f}"


def in_short(value: float) -> str:
    """Return a number with three digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _shipped(parameter: Parameter, category: str) -> str:
    value = parameter.value
    if value is None:
        return "by formula"
    if isinstance(value, dict):
        return in_short(value[category]) if category in value else "–"
    return in_short(value)


def facts_table(fit: LocalFit, facts: Mapping[str, Mapping[str, Any]]) -> Sheet:
    """Return the parameters that were estimated, beside those that are shipped."""
    rows = list(fact_rows(fit, facts))
    paths = [row[0] for row in rows]
    return Sheet(
        (
            Column("Parameter", paths, longest_line("Parameter", *paths), longest_line("Parameter", *paths)),
            numbers("From your records", [row[2] for row in rows], longest_line(*(row[2] for row in rows), "")),
            numbers("Shipped", [row[3] for row in rows], 10),
            Column("Unit", [row[4] for row in rows], 12, 24),
        ),
        title="Written as facts of this place",
        caption=None if rows else "nothing: too few records",
        divisible=False,
    )


def row_counts(fit: LocalFit) -> list[tuple[str, str, int]]:
    """Return reason, what was done, and how many rows (stays where stays are meant)."""
    stays = fit.stays
    dropped = [(reason, "dropped", count) for reason, count in stays.dropped.items() if count]
    changed = [(reason, "changed", count) for reason, count in stays.changed.items() if count]
    return [*sorted(dropped, key=lambda row: -row[2]), *sorted(changed, key=lambda row: -row[2])]


def rows_table(fit: LocalFit) -> Sheet:
    """Return what happened to rows."""
    found = row_counts(fit)
    reasons = [reason for reason, _, _ in found]
    return Sheet(
        (
            Column("What was found", reasons, 24, longest_line("What was found", *reasons)),
            Column("Rows are", [what for _, what, _ in found], 8, 8),
            numbers("Rows", [f"{count:,}" for _, _, count in found], 9),
        ),
        title="What happened to rows",
        caption=None if found else "every row was used as it is",
        divisible=False,
    )


def checks(fit: LocalFit) -> list[tuple[str, str, str]]:
    """Return measures, what is observed, and what the fit implies when it is simulated."""
    implied, weibull = fit.implied, fit.weibull
    rows = [
        ("Share of bookings of the most booked tenth of people",
         with_error(fit.concentration.value, fit.concentration.error),
         "" if implied is None else in_short(implied.concentration)),
        ("Weibull shape of the first rebooking (0.43 to 0.70 elsewhere)",
         "" if weibull is None else with_error(weibull.value, weibull.error),
         "" if implied is None or implied.weibull is None else in_short(implied.weibull)),
        ("Bookings after the first per person-year at liberty", with_error(fit.rate.value, fit.rate.error), ""),
        ("Bookings per person-year at liberty, everybody in the pool", "",
         "" if fit.rebooking is None else with_error(fit.rebooking.rate, fit.rebooking.error(2))),
        ("Average daily population, last whole month", f"{fit.population[-1][1]:,.1f}" if fit.population else "", ""),
    ]  # fmt: skip
    if implied is not None:
        rows.append(("Largest gap between observed and fitted rebooking", words.percent(rebooking_gap(fit)), ""))
    return rows


def checks_table(fit: LocalFit) -> Sheet:
    """Return measures that the fit was not told to meet, or that are no parameter."""
    rows = checks(fit)
    measures = [row[0] for row in rows]
    return Sheet(
        (
            Column("Measure", measures, 24, longest_line("Measure", *measures)),
            numbers("Observed", [row[1] or "–" for row in rows], 16),
            numbers("Fitted", [row[2] or "–" for row in rows], 16),
        ),
        title="Does the fit look like the records?",
        divisible=False,
    )


def closing(fit: LocalFit, facts: Mapping[str, Any], written: Sequence[str]) -> Group:
    """Return what stays as it was, and where the files are."""
    left = [path for path, _ in not_told(facts, fit)]
    parts: list[RenderableType] = [
        Text(
            f"{len(left)} parameters on people, police and jail are not told by such records and stay as they are, and "
            "so do all of courts, LEAD, services and prices; the report names them.",
            style="dim",
        ),
    ]
    if fit.unmatched:
        said = ", ".join(f"{value} ({count:,})" for value, count in fit.unmatched[:6])
        parts.append(Text(f"Class values that the map does not know: {said}", style="dim"))
    return Group(*parts, *(Text(f"wrote {path}") for path in written))


def fit_data(fit: LocalFit, facts: Mapping[str, Any], files: Sequence[str]) -> dict[str, Any]:
    """Return everything as plain data."""
    stays, found = fit.stays, fit.rebooking
    return {
        "columns": dict(fit.columns),
        "window": {"from": str(stays.window.first), "until": str(stays.window.last)},
        "rows": {
            "read": stays.read,
            "dropped": {reason: count for reason, count in stays.dropped.items() if count},
            "changed": {reason: count for reason, count in stays.changed.items() if count},
        },
        "people": stays.people if stays.people >= SMALL else None,
        "bookings": stays.bookings,
        "warnings": warnings_of(fit),
        "facts": dict(facts),
        "not_told": [{"parameter": path, "why": why} for path, why in not_told(facts, fit)],
        "class_mix": [
            {"class": name, "bookings": int(count), "share": float(share), "standard_error": float(error)}
            if count >= SMALL or not count else {"class": name, "bookings": None, "share": None, "standard_error": None}
            for name, count, share, error in zip(CLASSES, fit.class_counts, fit.mix.value, fit.mix.error, strict=True)
        ],
        "stays": _stays_data(fit),
        "rebooking": None if found is None else {
            "rate": found.rate, "rate_standard_error": found.error(2), "exit_rate_assumed": found.exit_rate,
            "after_first_booking": fit.rate.value, "after_first_booking_standard_error": fit.rate.error,
            "weibull_shape": fit.weibull.value if fit.weibull else None,
            "weibull_shape_standard_error": fit.weibull.error if fit.weibull else None,
            "gap": rebooking_gap(fit) if fit.implied else None,
        },
        "concentration": {"value": fit.concentration.value, "standard_error": fit.concentration.error},
        "population": [{"month": f"{month:%Y-%m}", "average": value} for month, value in fit.population],
        "groups": [{"group": name, "people": count} for name, count in fit.groups],
        "files": list(files),
    }  # fmt: skip


def _stays_data(fit: LocalFit) -> list[dict[str, Any]]:
    stays = fit.stay_fit
    if stays is None:
        return []
    gaps = stay_gaps(fit)
    return [
        {"class": CLASSES[code], "stays": int(count), "long_share": float(share),
         "still_in_jail": None if 0 < going < SMALL else int(going),
         "standard_error": float(error), "gap": gaps[code]}
        for code, count, going, share, error in zip(
            stays.classes, stays.count, stays.censored, stays.long_share, stays.errors[4:], strict=True
        )
    ]  # fmt: skip
