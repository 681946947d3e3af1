"""Public safety: offenses and bookings without LEAD's change and with it, also for time at liberty."""

from __future__ import annotations

from dash import html

from dashboard.figures import names
from dashboard.pages.compare_parts import cell, head, table, words
from dashboard.rows import Cell
from dashboard.story import Story
from simulator.analysis.estimate import Verdict, verdict
from simulator.report import words as said
from simulator.report.safety import EXPOSURE, Row, safety, sentence

SAFETY = "safety"
COLUMNS = (
    "what", "without", "with", "difference_mean", "difference_p05", "difference_p95", "futures_more", "futures_fewer",
)  # fmt: skip


def safety_section(story: Story, source: str, search: str) -> html.Section | None:
    """Return counts and rates with and without; None in an answer that has neither."""
    rows = safety(story.comparison, story.scenario)
    if not rows:
        return None
    identity = story.comparison.identity
    subtitle = (
        f"{names.quoted(story.name)} against {names.quoted(names.called(story.comparison)[identity.baseline])}, same "
        f"people and same luck, {names.period(identity)}; below a difference the middle 90% of futures."
    )
    heads = [
        head("What is counted"), head("Without", number=True), head("With", number=True),
        head("Difference", "fewer is −", number=True), head("How sure"),
    ]  # fmt: skip
    body = [_row(row) for row in rows]
    told = f"{sentence(story.comparison, story.scenario)} {EXPOSURE} {source}"
    return table(SAFETY, safety_title(rows), subtitle, heads, body, told, search)


def _row(row: Row) -> html.Tr:
    of = row.record.difference
    return html.Tr(
        [
            html.Th(row.label, scope="row"),
            cell(row.cell(row.record.baseline_mean), "Without"),
            cell(row.cell(row.record.scenario_mean), "With"),
            cell(html.Strong(row.cell(of.mean, signed=True)), "Difference", row.span if of.low != of.high else ""),
            words(names.capital(said.agreement(row.record))),
        ]
    )


def safety_title(rows: list[Row]) -> str:
    """Return whether people at liberty offend more, less, or neither can be told."""
    rate = next((row for row in rows if row.record.measure == "offenses_rate"), None)
    if rate is None:
        return "Offenses and bookings, without and with"
    kind = verdict(rate.record.difference)
    before, after = (rate.cell(value) for value in (rate.record.baseline_mean, rate.record.scenario_mean))
    if kind is Verdict.POSITIVE:
        return f"People at liberty commit more new offenses: {after} for 100 person-years instead of {before}"
    if kind is Verdict.NEGATIVE:
        return f"People at liberty commit fewer new offenses: {after} for 100 person-years instead of {before}"
    if kind is Verdict.SAME:
        return f"People at liberty commit as many new offenses: {before} for 100 person-years"
    return "Whether people at liberty commit fewer new offenses cannot be told"


def safety_rows(story: Story) -> list[tuple[Cell, ...]]:
    """Return counts and rates unrounded."""
    return [
        (
            row.label, *(value / row.scale for value in (row.record.baseline_mean, row.record.scenario_mean)),
            of.mean / row.scale, of.low / row.scale, of.high / row.scale, of.chance_positive, of.chance_negative,
        )
        for row in safety(story.comparison, story.scenario)
        for of in [row.record.difference]
    ]  # fmt: skip
