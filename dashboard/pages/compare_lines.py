"""Cost lines by fiscal year: which come once and which go on, and what a year comes to once it is steady."""

from __future__ import annotations

from dash import html

from dashboard.figures import names
from dashboard.pages.compare_parts import cell, head, table
from dashboard.rows import Cell
from dashboard.story import Story
from simulator.report.headline import EVIDENCE
from simulator.report.recurring import ONE_TIME, ONGOING, Line, recurring_lines, steady_year, total
from simulator.report.scales import Scale, scale_of
from simulator.results import ALL

LINES = "lines"
SMALL = 0.05  # of a unit: every cell of such a line reads 0.0
NET = "Net in cash"


def lines_of(story: Story) -> list[Line]:
    """Return every cost line of a story's payer, in cash."""
    years = story.comparison.identity.fiscal_years
    periods: tuple[str | int, ...] = (*years, ALL)
    moved = {period: _moved(story, period) for period in periods}
    return recurring_lines(story.book, story.payer, years, steady_year(story.comparison), moved=moved)


def _moved(story: Story, year: str | int) -> float:
    """Return what an agreement brings a payer in a year, less what the payer hands over."""
    cash, cashable, program = (story.of_rung(rung, year=year).mean for rung in ("cash_net", "cashable", "program"))
    return cash - cashable - program


def by_kind(found: list[Line]) -> list[tuple[Line, list[Line]]]:
    """Return what goes on and what comes once, each with its lines; a kind without lines is left out."""
    kinds = {kind: [line for line in found if line.kind == kind] for kind in (ONGOING, ONE_TIME)}
    return [(total(found, names.capital(kind), kind), mine) for kind, mine in kinds.items() if mine]


def lines(story: Story, source: str, search: str) -> html.Section | None:
    """Return the lines by fiscal year, with a flag each, and a year at steady state; None where no cash changes."""
    found = lines_of(story)
    if not found:
        return None
    identity, steady = story.comparison.identity, steady_year(story.comparison)
    net, kinds = total(found, NET), by_kind(found)
    scale = scale_of(value for line in (net, *(of_kind for of_kind, _ in kinds)) for value in line.by_year)
    subtitle = (
        f"Cash by cost line and fiscal year, for {names.payers(story.payer)}, {scale.name}, {names.dollars(identity)}, "
        "average of futures. Saving +, cost −."
    )
    years = [f"{year}{'*' if i >= EVIDENCE else ''}" for i, year in enumerate(identity.fiscal_years)]
    heads = [head("Cost line"), *(head(year, number=True) for year in years)]
    heads.append(head("All years", number=True))
    heads += [head("A steady year", f"as in {steady}", number=True)] if steady else []
    body = []
    for of_kind, mine in kinds:
        body += [_row(of_kind, years, scale, "kind"), *(_row(line, years, scale, "") for line in folded(mine, scale))]
    body.append(_row(net, years, scale, "total"))
    late = "* Later than any study followed people. " if len(years) > EVIDENCE else ""
    return table(
        LINES, lines_title(story, found), subtitle, heads, body, f"{_note(story, found)} {late}{source}", search,
        kind="years by-year",
    )  # fmt: skip


def _row(line: Line, years: list[str], scale: Scale, kind: str) -> html.Tr:
    def number(value: float, label: str) -> html.Td:
        text = scale.cell(value, signed=bool(kind))
        there = any(digit in text for digit in "123456789")
        shown = text if there else f"{0.0:.{scale.decimals}f}" if value else "–"
        return cell(html.Strong(shown) if kind == "kind" else shown, label, negative=kind == "total" and value < 0)

    cells = [number(value, label) for value, label in zip(line.by_year, years, strict=True)]
    cells.append(number(line.whole, "All years"))
    if line.steady is not None:
        cells.append(number(line.steady, "A steady year"))
    label = names.capital(line.label)
    return html.Tr(
        [html.Th(html.Strong(label) if kind == "kind" else label, scope="row"), *cells],
        className="total" if kind == "total" else "",
    )


def folded(found: list[Line], scale: Scale) -> list[Line]:
    """Return lines of one kind with those that read 0.0 in every year put together."""
    small = [line for line in found if all(abs(value) < SMALL * scale.size for value in line.by_year)]
    if len(small) <= 1:
        return found
    return [*(line for line in found if line not in small), total(small, f"{len(small)} smaller lines")]


def lines_title(story: Story, found: list[Line]) -> str:
    """Return what a steady year comes to and what of all comes once; a loss is called one."""
    net, once = total(found, NET), total(found, ONE_TIME, ONE_TIME)
    scale = scale_of([net.whole, net.steady or 0.0])
    parts = []
    if net.steady is not None:
        size = scale.text(abs(net.steady), signed=False)
        parts.append(
            f"a steady year costs {story.whom} {size} net in cash"
            if net.steady < 0
            else f"a steady year leaves {story.whom} {size} net in cash"
        )
    size = scale.text(abs(once.whole), signed=False)
    parts.append(
        "nothing of it is one-time" if not once.whole
        else f"{size} of {'savings' if once.whole > 0 else 'costs'} over {story.horizon} come once"
    )  # fmt: skip
    return names.capital("; ".join(parts))


def _note(story: Story, found: list[Line]) -> str:
    """Return what is taken to be steady, and how much it still moves."""
    steady, years = steady_year(story.comparison), story.comparison.identity.fiscal_years
    once = "One-time: the notice of staff whose places are cut, in the baseline (spared, +) or the scenario (−)."
    if steady is None:
        return f"{once} This answer does not say which fiscal years are whole."
    lasting = f"A steady year is what goes on in {steady}, the last whole fiscal year."
    at = years.index(steady)
    if at == 0:
        return f"{once} {lasting}"
    of_kind = [line for line in found if line.kind != ONE_TIME]
    before, then = (sum(line.by_year[i] for line in of_kind) for i in (at - 1, at))
    scale = scale_of([before, then])
    return f"{once} {lasting} The year before it was {scale.text(before)}, that year {scale.text(then)}."


def line_columns(story: Story) -> tuple[str, ...]:
    """Return the names of the columns of the file."""
    years = (str(year) for year in story.comparison.identity.fiscal_years)
    return ("line", "one_time_or_ongoing", *years, "all_years", "steady_year")


def line_rows(story: Story) -> list[tuple[Cell, ...]]:
    """Return every line unrounded, those that the page puts together too."""
    found = lines_of(story)
    return [(line.label, line.kind, *line.by_year, line.whole, line.steady) for line in (*found, total(found, NET))]
