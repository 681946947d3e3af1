"""The report: one page that needs no script and asks for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import numpy as np

from simulator.local.cautions import rebooking_gap, stay_gaps, warnings_of
from simulator.local.facts import not_told
from simulator.local.fitted import REBOOKING_GRID, LocalFit
from simulator.local.pictures import counts_picture, population_picture, rebooking_picture, stays_picture
from simulator.local.reading import CLASSES, SMALL
from simulator.local.told import basis, checks, fact_rows, headline, row_counts
from simulator.report import words
from simulator.report.case import palette
from simulator.report.case.pages import faces_of_style

DAYS = (30, 90, 180, 365, 730)


def report_page(fit: LocalFit, facts: Mapping[str, Mapping[str, Any]], *, made_up: bool) -> str:
    """Return the page; what a file says is text in it, never markup."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    folder = files("simulator.local") / "templates"
    # autoescape=True: every name and value is escaped; pictures and style hold nothing of a file that is not.
    environment = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    style = environment.get_template("report.css").render(p=palette)
    pictures = {
        "stays": stays_picture(fit), "rebooking": rebooking_picture(fit), "counts": counts_picture(fit),
        "population": population_picture(fit),
    }  # fmt: skip
    return environment.get_template("report.html").render(
        style=Markup(faces_of_style("font-weight: 400 700;") + style),  # noqa: S704 - our own style
        pictures={name: svg and Markup(svg) for name, svg in pictures.items()},  # noqa: S704 - drawn from numbers
        made_up=made_up, headline=headline(fit), basis=basis(fit), warnings=warnings_of(fit),
        facts=list(fact_rows(fit, facts)), left=not_told(facts, fit), rows=row_counts(fit), checks=checks(fit),
        titles=titles(fit), stays=_stays(fit), rebooked=_rebooked(fit), counts=_counts(fit),
        population=[(f"{month:%b %Y}", f"{value:,.1f}") for month, value in fit.population], mix=_mix(fit),
        groups=[(name, f"fewer than {SMALL}, or not shown so that none can be found by subtraction" if n is None
                 else f"{n:,}") for name, n in fit.groups],
    )  # fmt: skip


def titles(fit: LocalFit) -> dict[str, str]:
    """Return the finding of each picture."""
    return {
        "stays": _stays_title(fit), "rebooking": _rebooking_title(fit), "counts": _counts_title(fit),
        "population": _population_title(fit),
    }  # fmt: skip


def _stays_title(fit: LocalFit) -> str:
    stays = fit.stay_fit
    if stays is None:
        return "Stays could not be split into short and long ones"
    gaps = stay_gaps(fit)
    worst = max(gaps, key=lambda code: gaps[code])
    return (
        f"Most leave in about {stays.short_median:.2g} days, the others stay about {stays.long_median:.0f}; the fit is "
        f"at most {words.percent(gaps[worst])} of stays off ({CLASSES[worst].replace('_', ' ')})"
    )


def _rebooking_title(fit: LocalFit) -> str:
    if fit.implied is None:
        return "Too few people are booked again to fit how often"
    gap = rebooking_gap(fit)
    fits = "The fit follows" if gap <= 0.03 else "The fit misses"
    return f"{fits} how soon people are booked again: at most {words.percent(gap)} of people off"


def _counts_title(fit: LocalFit) -> str:
    once = words.percent(float(fit.people_by_count[0]))
    if fit.implied is None:
        return f"{once} of people are booked once"
    return f"{once} of people are booked once; the fit has {words.percent(float(fit.implied.people_by_count[0]))}"


def _population_title(fit: LocalFit) -> str:
    if not fit.population:
        return "No whole month is in the window"
    values = [value for _, value in fit.population]
    return f"People in this file fill {min(values):,.0f} to {max(values):,.0f} beds on an average day"


def _mix(fit: LocalFit) -> list[tuple[str, str, str, str]]:
    return [
        (name.replace("_", " "), f"{count:,}", f"{100 * share:.1f} %", f"± {164.5 * error:.1f}")
        if count >= SMALL or not count
        else (name.replace("_", " "), f"under {SMALL}", "–", "–")
        for name, count, share, error in zip(CLASSES, fit.class_counts, fit.mix.value, fit.mix.error, strict=True)
    ]


def _stays(fit: LocalFit) -> list[tuple[str, ...]]:
    stays = fit.stay_fit
    if stays is None:
        return []
    gaps = stay_gaps(fit)
    return [
        (CLASSES[code].replace("_", " "), f"{count:,}", f"{going:,}" if not 0 < going < SMALL else f"under {SMALL}",
         f"{100 * share:.1f} % ± {164.5 * error:.1f}", words.percent(gaps[code]))
        for code, count, going, share, error in zip(
            stays.classes, stays.count, stays.censored, stays.long_share, stays.errors[4:], strict=True
        )
    ]  # fmt: skip


def _rebooked(fit: LocalFit) -> list[tuple[str, str, str]]:
    found = []
    for days in DAYS:
        i = int(np.argmin(np.abs(REBOOKING_GRID - days)))
        observed = fit.not_rebooked[i]
        if np.isfinite(observed) and days < 365 * fit.stays.window.years:
            fitted = "–" if fit.implied is None else f"{100 * (1 - fit.implied.rebooked[i]):.1f} %"
            found.append((f"{REBOOKING_GRID[i]:.0f} days", f"{100 * (1 - observed):.1f} %", fitted))
    return found


def _counts(fit: LocalFit) -> list[tuple[str, str, str]]:
    names = [*(str(n) for n in range(1, 10)), "10 or more"]
    fitted = ["–"] * 10 if fit.implied is None else [f"{100 * share:.1f} %" for share in fit.implied.people_by_count]
    return [
        (name, f"{100 * share:.1f} %" if np.isfinite(share) else f"under {SMALL} people", fit_share)
        for name, share, fit_share in zip(names, fit.shown_by_count, fitted, strict=True)
    ]
