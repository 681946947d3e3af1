"""The tables of How sure: the words for futures, what inputs and luck add, and every interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard import certainty
from dashboard import components as parts
from dashboard.certainty import Interval
from dashboard.figures import names
from dashboard.figures.dots_data import NETS
from dashboard.hedges import several_of
from dashboard.story import Story
from simulator.analysis.estimate import Verdict, verdict
from simulator.report.scales import Scale, scale_of

INTERVAL_COLUMNS = (
    "group", "what", "mean", "p05", "p25", "p75", "p95", "futures_positive", "futures_negative", "standard_error",
)  # fmt: skip


def bands(story: Story) -> html.Section:
    """Return the words for how many of fifty futures save, the present one marked."""
    title = "The words for how many futures save"
    found = certainty.bands(story.net)
    heads = [html.Th(text, scope="col") for text in ("Futures that save", "Words we use")]
    body = [
        html.Tr(
            [
                html.Th(f"{band.futures} of 50" if not i else band.futures, scope="row"),
                html.Td(
                    [
                        html.Strong(names.capital(band.words)),
                        html.Span(f"here: {several_of(story.net)}", className="under"),
                    ]
                    if band.here
                    else names.capital(band.words)
                ),
            ],
            className="focus" if band.here else "",
        )
        for i, band in enumerate(found)
    ]
    table = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(heads)), html.Tbody(body)], className="bands"
    )
    said = certainty.bands_note(story.net)
    note = [html.P(said, className="source")] if said else []
    head = html.Div(html.H2(title, id="title-bands"), className="figure-head")
    return html.Section(
        [head, html.Div(table, className="scrolling"), *note], className="figure",
        **parts.attributes("aria-labelledby", "title-bands"),
    )  # fmt: skip


def doubts(story: Story, command: str, source: str, search: str) -> html.Section:
    """Return what the uncertain inputs and luck add; `command` tells them apart where this answer does not."""
    title = certainty.doubts_title(story)
    identity = story.comparison.identity
    subtitle = (
        f"{NETS[story.rung]} to {names.payers(story.payer)}, {names.period(identity)}, {names.dollars(identity)}, "
        f"{names.quoted(story.name)} against {names.quoted(names.called(story.comparison)[identity.baseline])}."
    )
    body = [
        html.Tr(
            [
                html.Th([html.Strong(row.label), html.Span(row.detail, className="under")], scope="row"),
                html.Td(row.size or "not known", className="number" if row.size else "number quiet"),
            ]
        )
        for row in certainty.doubts(story)
    ]
    heads = [html.Th("What is not known", scope="col"), html.Th("How much", scope="col", className="number")]
    table = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(heads)), html.Tbody(body)], className="doubts"
    )
    inner: list[Any] = [parts.scrolling(table, title)]
    if said := certainty.doubts_words(story):
        inner.append(html.P(parts.flowing(said), className="subtitle"))
    elif command and verdict(story.net) is not Verdict.SAME:
        inner.append(
            html.P(["To tell luck from inputs, ask with replications: ", html.Code(command)], className="subtitle")
        )
    return parts.framed("doubts", title, subtitle, inner, source, search)


@dataclass(frozen=True)
class Group:
    """Intervals that belong together, in one unit."""

    name: str
    rows: Sequence[Interval]

    @property
    def scale(self) -> Scale:
        """The unit of the money in it."""
        return scale_of(row.of.mean for row in self.rows)

    @property
    def heading(self) -> str:
        """Its name, with the unit of money."""
        return self.name if self.rows[0].rung is None else f"{self.name}, {self.scale.name}"


def groups(story: Story) -> list[Group]:
    """Return every interval, in groups."""
    whole = [
        (f"Money of {names.payers(story.payer)}", certainty.rungs(story)),
        ("Net in cash, by payer", certainty.nets(story)),
        ("People and the jail, all together", certainty.counts(story)),
    ]
    return [Group(name, found) for name, found in whole if found]


def intervals(story: Story, source: str, search: str) -> html.Section:
    """Return every interval."""
    title = "Every result with its range"
    identity = story.comparison.identity
    subtitle = (
        f"{names.quoted(story.name)} less {names.quoted(names.called(story.comparison)[identity.baseline])}, totals of "
        f"{names.period(identity)}, {names.dollars(identity)}. Money: saving +, cost −. People and jail: fewer is −."
    )
    heads = [html.Th("What", scope="col")]
    heads += [
        html.Th(head, scope="col", className="number")
        for head in ("Average", "90% of futures", "Middle half", "Standard error")
    ]
    heads.append(html.Th("How sure", scope="col"))
    bodies = [
        html.Tbody(
            [
                html.Tr(html.Th(group.heading, scope="rowgroup", colSpan=len(heads)), className="head"),
                *(_interval(found, group.scale) for found in group.rows),
            ]
        )
        for group in groups(story)
    ]
    table = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(heads)), *bodies], className="years blocks"
    )
    told = "The range is of futures; the standard error is how far another seed would move the average. "
    return parts.framed("intervals", title, subtitle, [parts.scrolling(table, title)], f"{told}{source}", search)


def _interval(found: Interval, scale: Scale) -> html.Tr:
    of = found.of

    def cell(value: float) -> str:
        return found.cell(value, scale)

    one = of.draws == 1
    error = "–" if of.mcse is None else cell(of.mcse).lstrip("+")
    return html.Tr(
        [
            html.Th(found.label, scope="row"),
            _number(html.Strong(cell(of.mean)), "Average", negative=found.is_net and of.mean < 0),
            _number("one future" if one else f"{cell(of.low)} to {cell(of.high)}", "90% of futures"),
            _number("–" if one else f"{cell(of.p25)} to {cell(of.p75)}", "Middle half"),
            _number(error, "Standard error"),
            html.Td(certainty.sureness(found), className="sure"),
        ]
    )


def _number(content: Any, label: str, *, negative: bool = False) -> html.Td:
    return html.Td(
        content, className=f"number{' negative' if negative else ''}", **parts.attributes("data-label", label)
    )


def interval_values(story: Story) -> list[tuple[Any, ...]]:
    """Return every interval unrounded, in the order of INTERVAL_COLUMNS."""
    return [
        (
            group.name, row.label, row.of.mean, row.of.low, row.of.p25, row.of.p75, row.of.high, row.of.chance_positive,
            row.of.chance_negative, row.of.mcse,
        )
        for group in groups(story)
        for row in group.rows
    ]  # fmt: skip
