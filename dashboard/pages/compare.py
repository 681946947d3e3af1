"""Compare, the first page: up to four scenarios against a baseline, what that says, how sure it is, and who pays."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dash import Dash, html

from dashboard import components as parts
from dashboard import findings, matrix, side_by_side, years
from dashboard.address import MOST_SHOWN, Client, View, view_of
from dashboard.components import Page
from dashboard.figures import dots, fan, ladder, names
from dashboard.figures.drawn import Drawn
from dashboard.pages import compare_tables as tables
from dashboard.pages.compare_files import rows_of
from dashboard.queries import EXAMPLE, Answer, Library, Listed, caveats, place_of, place_title
from dashboard.rows import Rows
from dashboard.story import Story, as_choice, usual_payers
from dashboard.theme import Theme
from simulator.results import Comparison

PATH = "/"
TITLE = "Compare"
GUTTER, COLUMNS = 32, 12
ONE_COLUMN = 960  # pixels of content below which figures stand one below the other
CHARTS = ("ladder", "dots", "fan")


def register(_app: Dash, _library: Library, /) -> None:
    """Register callbacks of this page's own: it has none, since its state is its address."""


def layout(client: Client, library: Library) -> Page:
    """Return the page for what a client asks for."""
    listed, trouble = library.listed()
    answer = library.find(client.first("answer"))
    asked = tuple(sorted(client.query.items()))
    key = (PATH, asked, client.scheme, client.width, tuple(each.id for each in listed), trouble, answer.notes)
    return library.made_once(key, lambda: _page(client, answer, listed, trouble))


def _page(client: Client, answer: Answer, listed: Sequence[Listed], trouble: str) -> Page:
    view = settle(client, answer)
    told = [*answer.notes, *([trouble] if trouble else []), *_first_visit(answer, len(listed))]
    story = Story(answer.comparison, view.focus, view.payer)
    main = html.Main(
        [
            parts.finding(findings.headline(story)),
            parts.key_figures(findings.key_figures(story)),
            *_figures(answer, view, client),
        ],
        id="main",
        tabIndex=-1,
    )
    return Page(
        f"{story.name}: {TITLE.lower()} · leadsim",
        view.search(),
        [
            *parts.notice(told),
            _context(answer, view, [(each.id, each.label) for each in listed]),
            main,
            parts.footer(command_of(answer.comparison), run_of(answer)),
        ],
    )


def table(figure: str, client: Client, library: Library) -> Rows | None:
    """Return the numbers of a figure as a view shows it; None for what is no figure of this page."""
    answer = library.find(client.first("answer"))
    view = settle(client, answer)
    if figure not in CHARTS:
        found = rows_of(figure, answer.comparison, view)
        return None if found is None else Rows(answer.id, *found)
    draw = drawing(answer.comparison, figure, view)
    if draw is None:
        return None
    drawn = draw("light", client.width).table
    return Rows(answer.id, drawn.columns, drawn.values)


def settle(client: Client, answer: Answer) -> View:
    """Return the view that a client asks for, of what the answer has."""
    comparison = answer.comparison
    return view_of(client.query, answer.id, comparison.identity.scenarios, usual_payers(comparison), CHARTS)


def _first_visit(answer: Answer, listed: int) -> list[str]:
    if answer.id != EXAMPLE or answer.notes:
        return []
    own = " Nothing else is in your store yet." if listed == 1 else " Your own answers are under “Answer”."
    return [f"You are looking at a stored example.{own}"]


def _context(answer: Answer, view: View, listed: Sequence[tuple[str, str]]) -> html.Section:
    comparison = answer.comparison
    identity, called = comparison.identity, names.called(comparison)
    titles = [(name, _told(called[name], identity.titles.get(name, name))) for name in identity.scenarios]
    if all(answer.id != id_ for id_, _ in listed):  # kept since the list was made
        listed = [*listed, (answer.id, f"Answer {answer.id}")]
    fields: list[Any] = [
        parts.fixed("Place", place_title(place_of(identity)) or "Your own files"),
        parts.choice("answer", "Answer", listed, view.answer, 236),
        parts.choice("focus", "Scenario", [(key, called[key]) for key in view.shown], view.focus, 168),
    ]
    if len(titles) > 1:
        fields.append(parts.several("shown", "Compared", titles, view.shown, MOST_SHOWN))
    fields += [
        parts.fixed("Measured against", called[identity.baseline]),
        parts.fixed("Period and dollars", f"{names.period(identity)}, {names.dollars(identity)}"),
        parts.segments("payer", "Whose money", [(p, as_choice(p)) for p in usual_payers(comparison)], view.payer),
    ]
    return parts.context_bar(fields)


def _told(name: str, title: str) -> str:
    return name if name == title else f"{name}: {title}"


# -- figures --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Frame:
    """What every figure of a view shares."""

    answer: Answer
    view: View
    client: Client
    source: str

    def chart(self, name: str, columns: int) -> html.Section | None:
        """Return a chart in its frame; None where the answer does not have what it takes."""
        width = column_width(self.client.width, columns)
        drawn = drawing(self.answer.comparison, name, self.view)
        if drawn is None:
            return None
        dark = self.client.scheme == "dark"
        return parts.figure(
            name,
            drawn(self.client.scheme, width),
            light=drawn("light", width) if dark else None,
            source=self.source,
            search=self.view.search(),
            as_table=name in self.view.tables,
        )


def _figures(answer: Answer, view: View, client: Client) -> list[Any]:
    """Return the figures in the order of reading, two columns where there is room."""
    comparison = answer.comparison
    story = Story(comparison, view.focus, view.payer)
    frame = Frame(answer, view, client, source_of(comparison))
    search = view.search()
    beside = tables.scenarios(
        side_by_side.of(comparison, view.shown, view.payer), story,
        findings.scenarios_title(comparison, view.shown, view.payer), frame.source, search,
    )  # fmt: skip
    who = tables.payers(matrix.of(story), story, frame.source, search)
    by_year = tables.years(years.of(story), story, frame.source, search)
    missing = parts.note("Not counted here", not_counted(story))
    warnings = caveats(place_of(comparison.identity))
    local = parts.note("What this place says of its numbers", warnings) if warnings else None
    said = parts.note("What the words mean", parts.text_of("hedges"))
    old = [] if comparison.series else [parts.note("An older answer", [OLD])]
    return [
        _row(("seven", [frame.chart("ladder", 7)]), ("five", [frame.chart("dots", 5), said, *old])),
        _row(("twelve", [beside])),
        _row(("five", [frame.chart("fan", 5), missing]), ("seven", [who])),
        _row(("twelve", [by_year, local])),
    ]


OLD = "This answer was kept by an earlier leadsim, without its futures and months. Ask again to see the charts of them."


def _row(*columns: tuple[str, Sequence[Any]]) -> html.Div:
    filled = [(kind, [item for item in items if item is not None]) for kind, items in columns]
    return html.Div([html.Div(items, className=f"column {kind}") for kind, items in filled if items], className="row")


def column_width(content: int, columns: int) -> int:
    """Return the pixels of a figure of so many columns; all of them where figures stand one below the other."""
    if content < ONE_COLUMN:
        return content
    one = (content - (COLUMNS - 1) * GUTTER) / COLUMNS
    return int(columns * one + (columns - 1) * GUTTER)


def drawing(comparison: Comparison, name: str, view: View) -> Callable[[Theme, int], Drawn] | None:
    """Return what draws a chart of a view; None where the answer does not have what it takes."""
    scenario, payer = view.focus, view.payer
    rung = Story(comparison, scenario, payer).rung
    if name == "ladder":
        of_ladder = ladder.of(comparison, scenario, payer)
        return lambda theme, width: ladder.draw(of_ladder, theme=theme, width=width)
    if name == "dots":
        of_dots = dots.of(comparison, scenario, payer, rung)
        return None if of_dots is None else lambda theme, width: dots.draw(of_dots, theme=theme, width=width)
    beside = tuple(other for other in view.shown if other != scenario)
    of_fan = fan.of(comparison, scenario, payer, rung, beside)
    return None if of_fan is None else lambda theme, width: fan.draw(of_fan, theme=theme, width=width)


def not_counted(story: Story) -> list[str]:
    """Return what no number here contains; victims' costs are counted where somebody is said to bear them."""
    lines = parts.text_of("not_counted")
    return list(lines[1:] if "people_harmed" in story.payers else lines)


# -- where it is from -----------------------------------------------------------------------------------------


def source_of(comparison: Comparison) -> str:
    """Return the source line of a figure: draws, seed, engine, scenario hash and price year."""
    identity = comparison.identity
    draws = f"{identity.draws} paired draws" if identity.draws else "base case only"
    luck = f" × {identity.replications} replications" if identity.replications > 1 else ""
    return f"leadsim: {draws}{luck}, seed {identity.seed}, {identity.engine} engine, {names.dollars(identity)}."


@lru_cache(maxsize=64)
def _short(hash_: str) -> str:
    return hash_[:8]


def run_of(answer: Answer) -> str:
    """Return the identity of the run behind a page."""
    identity = answer.comparison.identity
    hashes = ", ".join(f"{name} {_short(value)}" for name, value in identity.hashes.items())
    stored = f" · kept {answer.created[:10]}" if answer.created else ""
    version = identity.versions.get("leadsim", "")
    which = "Stored example" if answer.id == EXAMPLE else f"Run {answer.id}"
    return (
        f"{which} · leadsim {version}, {identity.engine} engine · "
        f"seed {identity.seed} · {identity.draws} draws × {identity.replications} "
        f"replication{'' if identity.replications == 1 else 's'} · {names.dollars(identity)}{stored} · {hashes}"
    )


def command_of(comparison: Comparison) -> str:
    """Return the command that asks the same question again."""
    identity = comparison.identity
    words = ["leadsim", "compare", *identity.scenarios, "--baseline", identity.baseline]
    words += ["--draws", str(identity.draws), "--seed", str(identity.seed)]
    if identity.replications > 1:
        words += ["--replications", str(identity.replications)]
    if identity.money != "constant":
        words += ["--money", identity.money]
    if any("people_harmed" in Story(comparison, name).payers for name in identity.scenarios):
        words.append("--society")
    return shlex.join(words)
