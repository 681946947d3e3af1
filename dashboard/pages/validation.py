"""Published against simulated: the part of Evidence that holds simulated people to what was published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard import calibration as fits
from dashboard import components as parts
from dashboard import validation_words as words
from dashboard.address import Client, View
from dashboard.calibration import Calibration, stored_calibrations
from dashboard.components import Page
from dashboard.figures import fitted, held
from dashboard.figures.held_data import USES, HeldData
from dashboard.pages.frame import Asked, Charts, drawer, numbers, row
from dashboard.rows import Rows
from dashboard.theme import WIDE
from dashboard.validation import SIZES, STATED, Validation, stored_validation

PART = "validation"
FITS = "calibration-"
FIGURES, ENDINGS = "validation-", {"validation": "", "calibration": "-fitted"}
SOURCE = "leadsim: made {kept}, seed {seed}, {size}, {studies} studies. Sources of each figure: Numbers (CSV)."


def ways_of(client: Client) -> str:
    """Return how a client wants inputs to be taken."""
    return next((each for each in client.query.get("inputs", ()) if each in SIZES), STATED)


def figures(validation: Validation) -> list[str]:
    """Return the names of the charts."""
    return [*(name for name, _ in _charts(validation)), *(name for name, _ in _fits())]


def _charts(validation: Validation) -> list[tuple[str, HeldData]]:
    """Return each evaluation's targets, those held out first, by the name of their chart."""
    found = ((use, HeldData(name, each, use)) for name, each in validation.evaluations.items() for use in USES)
    return [(f"{FIGURES}{data.name}{ENDINGS[use]}", data) for use, data in found if data.matches]


def _fits() -> list[tuple[str, Calibration]]:
    """Return the kept calibrations by the name of their chart."""
    return [(FITS + each.name, each) for each in stored_calibrations()]


def address(view: View, inputs: str) -> str:
    """Return the query of the part."""
    return f"{view.search()}&part={PART}&inputs={inputs}"


def show(client: Client, asked: Asked, view: View, fields: Sequence[Any]) -> Page:
    """Return the page; `fields` of the context bar come first."""
    inputs = ways_of(client)
    validation = stored_validation(inputs)
    search = address(view, inputs)
    told = [*asked.told, *words.outdated(validation)]
    main = html.Main(_body(client, validation, view, search, inputs), id="main", tabIndex=-1)
    foot = parts.footer(words.command(validation, inputs), words.run(validation, inputs))
    context = parts.context_bar([*fields, *_fields(validation, inputs)])
    return Page("Published against simulated · leadsim", search, [*parts.notice(told), context, main, foot])


def _fields(validation: Validation, inputs: str) -> list[html.Div]:
    return [
        parts.segments("inputs", "Inputs", words.ways(), inputs),
        parts.fixed("Simulated", f"{words.size(inputs)}, {validation.studies} studies"),
        parts.fixed("Made", validation.kept),
    ]


def _body(client: Client, validation: Validation, view: View, search: str, inputs: str) -> list[Any]:
    charts = Charts(client, search, view.tables, _source(validation, inputs))
    missed = words.misses(validation) or [words.NO_MISS]
    shown = [charts.chart(name, drawer(held.draw, data), 12, paper=WIDE) for name, data in _charts(validation)]
    read = parts.note("How to read this", words.how(inputs))
    return [
        parts.finding(words.headline(validation)),
        parts.key_figures(words.key_figures(validation)),
        row(
            ("seven", [parts.note("Where they do not agree", missed)]),
            ("five", [read, parts.note("Not simulated as designed", words.NOT_AS_DESIGNED)]),
        ),
        *(row(("twelve", [chart])) for chart in shown),
        *_calibrated(charts),
    ]  # fmt: skip


def _calibrated(charts: Charts) -> list[html.Div]:
    """Return what published findings say of inputs, for each calibration that is kept."""
    rows = []
    for name, each in _fits():
        chart = charts.chart(name, drawer(fitted.draw, each), 12, source=fits.source(each), paper=WIDE)
        rows += [row(("twelve", [chart])), row(("twelve", [parts.note("What goes together", fits.trade_offs(each))]))]
    return rows


def _source(validation: Validation, inputs: str) -> str:
    return SOURCE.format(
        kept=validation.kept, seed=validation.seed, size=words.size(inputs), studies=validation.studies
    )


def table(figure: str, client: Client) -> Rows | None:
    """Return the numbers of an evaluation; None for another figure. Its file is told by the day it was made on."""
    validation = stored_validation(ways_of(client))
    found = numbers(drawer(held.draw, dict(_charts(validation)).get(figure)))
    found = found or numbers(drawer(fitted.draw, dict(_fits()).get(figure)))
    return None if found is None else Rows(validation.kept, *found)
