"""Evidence: what every number of a scenario rests on, what has no price, and whether it matches what was published."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import dash_mantine_components as dmc
from dash import Dash, html

from dashboard import components as parts
from dashboard import uncounted
from dashboard import validation_words as held
from dashboard.address import Client, View
from dashboard.components import Page
from dashboard.evidence import ALL_OF_THEM, Search, inputs_of, search_of, shipped, topics
from dashboard.evidence_words import dek, finding, key_figures, standing
from dashboard.figures import names
from dashboard.findings import Headline
from dashboard.pages import context, elsewhere, frame, uncounted_tables, validation
from dashboard.pages import evidence_tables as tables
from dashboard.pages.frame import Asked, row, viewed
from dashboard.queries import Answer, Library, caveats, place_of
from dashboard.rows import Rows
from dashboard.story import Story
from dashboard.validation import STATED, stored_validation
from simulator.inputs.parameter import GRADES
from simulator.inputs.scenario import Scenario

PATH = "/evidence"
TITLE = "Evidence"
MOST_ROWS = 40
INPUTS = "inputs"
PARTS = ((INPUTS, "Inputs"), (validation.PART, "Published against simulated"))
OTHER_VERSION = (
    "This answer is from leadsim {then}; the inputs below are those of leadsim {now}, and some may have changed since."
)


def register(_app: Dash, _library: Library, /) -> None:
    """Register callbacks of this page's own: it has none, since its state is its address."""


def layout(client: Client, library: Library) -> Page:
    """Return the page for what a client asks for."""
    asked = Asked.of(client, library)
    if asked.missing:
        return elsewhere.page(TITLE, asked)
    view, search = settle(client, asked.answer)
    if client.first("part") == validation.PART:
        return validation.show(client, asked, view, [_part(validation.PART)])
    story = Story(asked.answer.comparison, view.focus, view.payer)
    scenario = shipped(view.focus)
    everything = client.first("rows") == ALL_OF_THEM
    known = _unknown(story) if scenario is None else _known(story, scenario, search, view, everything=everything)
    return frame.page(
        f"{story.name}: {TITLE.lower()}",
        address(view, search, everything=everything),
        asked,
        _context(asked, view, search),
        [*known, *_uncounted(story)],
        told=_another_version(asked.answer),
        command=f"leadsim parameters {view.focus} --sources",
    )


def settle(client: Client, answer: Answer) -> tuple[View, Search]:
    """Return what a client asks for, of what there is."""
    view = viewed(client, answer, validation.figures(stored_validation()))
    return view, search_of(client.first("topic"), client.first("grade"), client.first("find"))


def address(view: View, search: Search, *, everything: bool = False) -> str:
    """Return the query of a view; what can be chosen is always in it, so that choosing nothing is no change."""
    pairs = [("part", INPUTS), ("topic", search.topic), ("grade", search.grade), ("find", search.find)]
    pairs += [("rows", ALL_OF_THEM)] if everything else []
    return f"{view.search()}&{urlencode(pairs)}"


def table(figure: str, client: Client, library: Library) -> Rows | None:
    """Return the inputs that a view shows, with everything known about them; None for another figure."""
    if figure != tables.INPUTS:
        return validation.table(figure, client)
    answer = library.find(client.first("answer"))
    view, search = settle(client, answer)
    scenario = shipped(view.focus)
    found = () if scenario is None else search.of(inputs_of(scenario))
    return Rows(answer.id, tables.COLUMNS, tables.rows(found))


def _another_version(answer: Answer) -> list[str]:
    from importlib.metadata import version

    then, now = answer.comparison.identity.versions.get("leadsim", ""), version("leadsim")
    return [OTHER_VERSION.format(then=then, now=now)] if then != now else []


# -- parts of the page ------------------------------------------------------------------------------------------


def _context(asked: Asked, view: View, search: Search) -> html.Section:
    comparison = asked.answer.comparison
    by_topic = [(ALL_OF_THEM, "All topics"), *((each.name, each.title) for each in topics())]
    by_grade = [(ALL_OF_THEM, "All grades"), *((each, names.capital(each)) for each in GRADES)]
    return parts.context_bar(
        [
            _part(INPUTS), context.place(asked), context.answer(asked, 220),
            context.scenario(comparison, comparison.identity.scenarios, view.focus, 160),
            parts.choice("topic", "Topic", by_topic, search.topic, 224),
            parts.choice("grade", "Grade", by_grade, search.grade, 190),
            html.Div(
                dmc.TextInput(
                    id={"control": "find"}, label="Find (Enter)", value=search.find, debounce=True, size="sm",
                    inputProps={"maxLength": 100}, placeholder="a word, such as jail", style={"width": 190},
                ),
                className="field",
            ),
        ]
    )  # fmt: skip


def _part(shown: str) -> html.Div:
    return parts.segments("part", "Show", PARTS, shown)


def _matches(view: View) -> html.Section:
    """Return whether it matches what was published, and where that is shown."""
    link = html.A(
        "Published against simulated", href=PATH + validation.address(view, STATED),
        **parts.attributes("data-page", ""),
    )  # fmt: skip
    said = f"{held.short(stored_validation())}. "
    return html.Section([html.H2("Does it match what was published?"), html.P([said, link])], className="note")


def _unknown(story: Story) -> list[Any]:
    """Return what is said of a scenario whose file is not leadsim's own."""
    told = Headline(
        f"What “{story.name}” rests on is in a file that was not kept with its answer",
        "",
        "The command at the foot of the page lists its inputs with their sources, where the file is.",
    )
    return [parts.finding(told)]


def _known(story: Story, scenario: Scenario, search: Search, view: View, *, everything: bool) -> list[Any]:
    inputs = inputs_of(scenario)
    found = search.of(inputs)
    shown = found if everything else found[:MOST_ROWS]
    here = address(view, search, everything=everything)
    listing = tables.inputs(
        shown, len(found), len(inputs), search, here,
        more=address(view, search, everything=True), clear=address(view, Search()),
    )  # fmt: skip
    warnings = caveats(place_of(story.comparison.identity))
    notes = [
        _matches(view),
        tables.legend(),
        *([parts.note("What this place says of its numbers", warnings)] if warnings else []),
    ]
    by_topic = tables.topics(inputs, lambda topic: PATH + address(view, Search(topic)))
    rows = [
        row(("seven", [by_topic]), ("five", notes)),
        row(("twelve", [listing])),
    ]
    found_first = rows[::-1] if search.is_on or everything else rows
    standing_now = standing(inputs)
    return [
        parts.finding(Headline(finding(story.name, standing_now), "", dek(standing_now, scenario, inputs))),
        parts.key_figures(key_figures(standing_now)),
        *found_first,
    ]


def _uncounted(story: Story) -> list[Any]:
    return [
        row(
            ("seven", [uncounted_tables.left_out(uncounted.left_out(story), uncounted.outcomes(story), story)]),
            ("five", [parts.note("Not counted at all", uncounted.not_at_all(story)), uncounted_tables.elsewhere()]),
        )
    ]
