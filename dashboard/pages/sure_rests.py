"""What an answer rests on, on How sure: which inputs move it, where it breaks even, and what to measure next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard import components as parts
from dashboard.address import Client, View
from dashboard.figures import effects, frontier, names, tornado, tornado_data, worth, worth_data
from dashboard.figures.about import About
from dashboard.figures.effects_data import EffectsData
from dashboard.figures.frontier_data import FrontierData
from dashboard.figures.inputs import amount
from dashboard.figures.tornado_data import Moved, TornadoData
from dashboard.figures.worth_data import WorthData
from dashboard.further import Known, command, known, named_inputs
from dashboard.origin import source_of
from dashboard.pages import frame
from dashboard.pages.frame import Charts, Draw, drawer, row
from dashboard.queries import Answer, Library
from dashboard.rows import Cell
from dashboard.story import Story
from dashboard.theme import WIDE
from simulator.results import Comparison

CHARTS = ("tornado", "frontier", "measure-next", "effects")
BREAK_EVEN = "break-even"
OF_EACH = {"tornado": "tornado", "frontier": "frontier", "worth": "measure-next", "ladder": "effects"}
"""The figure of each kind of what is asked."""
ASKS = {
    "tornado": "Which inputs move the net farthest, and at which value it would turn (about a quarter of an hour):",
    "frontier": "What must be true of two inputs at once (a few minutes):",
    "ladder": "What is left at less of the published effects (a few minutes):",
    "worth": "What to measure next (a few minutes):",
    "uncertainty": "In how many futures each payer saves in each year, and how much of the spread is luck:",
}
BREAK_EVEN_COLUMNS = (
    "input", "path", "grade", "unit", "stated", "break_even", "break_even_low", "break_even_high", "saves",
    "searched_in_full", "told_from_noise",
)  # fmt: skip
INTERVAL = (
    "In brackets: where the value may be instead in nine of ten times, by the number of draws. None in its range: the "
    "net has the same sign at every value that was tried between the 1st and the 99th percentile."
)


@dataclass(frozen=True)
class Rests:
    """What is known of each kind, its source line, and the commands that ask for what is not."""

    tornado: TornadoData | None
    frontier: FrontierData | None
    worth: WorthData | None
    effects: EffectsData | None
    sources: Mapping[str, str]
    commands: Mapping[str, str]


def of(library: Library, answer: Answer, view: View) -> Rests:
    """Return what is known of the scenario and the net in view, or else of another net of the same scenario."""
    comparison = answer.comparison
    rung = Story(comparison, view.focus, view.payer).rung
    found = known(library, answer, view.focus, view.payer, rung)
    called = named_inputs(view.focus)

    def about(kind: str) -> tuple[Known, About] | None:
        each = found.get(kind)
        return None if each is None else (each, each.about(comparison, answer.id, view.payer, rung))

    moved, pairs, learned, left = (about(kind) for kind in OF_EACH)
    asking = {kind: command(kind, comparison, view.focus, view.payer, rung) for kind in ASKS if kind not in found}
    return Rests(
        moved and tornado.of(moved[0].records, moved[1], called),
        pairs and frontier.of(pairs[0].records, pairs[1], called),
        learned and worth.of(learned[0].records, learned[1], called),
        left and effects.of(left[0].records, left[1]),
        {OF_EACH[kind]: source_of(Comparison(found[kind].identity)) for kind in OF_EACH if kind in found},
        {kind: line for kind, line in asking.items() if line},
    )


def drawing(rests: Rests, name: str) -> Draw | None:
    """Return what draws a chart; None where nothing is known, or where there is nothing to be drawn."""
    if name == "tornado":
        return drawer(tornado.draw, rests.tornado if rests.tornado and rests.tornado.shown else None)
    if name == "frontier":
        return drawer(frontier.draw, rests.frontier)
    if name == "measure-next":
        return drawer(worth.draw, rests.worth if rests.worth and not worth_data.why_not(rests.worth) else None)
    return drawer(effects.draw, rests.effects)


# -- on the page ----------------------------------------------------------------------------------------------


def rows(rests: Rests, client: Client, view: View) -> list[Any]:
    """Return the rows of the page that say what an answer rests on; what nobody has asked is a command."""

    def chart(name: str, columns: int) -> html.Section | None:
        charts = Charts(client, view.search(), view.tables, rests.sources.get(name, ""))
        return charts.chart(name, drawing(rests, name), columns, paper=WIDE)

    left, right = (
        [chart("frontier", 7), chart("measure-next", 7)],
        [chart("effects", 5), _why_not(rests), _asking(rests)],
    )
    found = [
        row(("twelve", [chart("tornado", 12) or _only_noise(rests)])),
        row(("twelve", [_break_evens(rests, view.search())])),
        row(("seven", left), ("five", right)) if any(left) else _spread(right),
    ]
    return [each for each in found if each.children]


def _spread(items: Sequence[Any]) -> html.Div:
    """Return what there is without a frontier in two columns."""
    there = [each for each in items if each is not None]
    return row(("five", there[:1]), ("seven", there[1:])) if len(there) > 1 else row(("twelve", there))


def _only_noise(rests: Rests) -> html.Section | None:
    """Return what is said where inputs were moved and none of the swings can be told from noise."""
    if rests.tornado is None:
        return None
    many = f"{len(rests.tornado.inputs)} inputs were moved in {rests.tornado.about.futures}"
    return parts.note(
        "Which inputs move the net cannot be told", [f"{many}, and no swing can be told from noise: more draws could."]
    )


def _why_not(rests: Rests) -> html.Section | None:
    """Return why nothing is to be measured next, where that is so."""
    if rests.worth is None or not (lines := worth_data.why_not(rests.worth)):
        return None
    about = rests.worth.about
    told = f"{about.net}, {about.period} total. {rests.sources.get('measure-next', '')}"
    return parts.note(worth_data.title(rests.worth), [*lines, about.noted(told)])


def _asking(rests: Rests) -> html.Section | None:
    """Return the commands that ask what nobody has asked yet."""
    if not rests.commands:
        return None
    items = [html.Li([ASKS[kind], " ", html.Code(line)]) for kind, line in rests.commands.items()]
    head = "What nobody has asked yet" if rests.sources else "What this rests on, nobody has asked yet"
    told = html.P("What a command finds is shown here, once it has ended.", className="subtitle")
    return html.Section([html.H2(head), html.Ul(items), told], className="note")


# -- break-even -----------------------------------------------------------------------------------------------


def _break_evens(rests: Rests, search: str) -> html.Section | None:
    """Return at which value of each input the net would be 0, or that there is none."""
    data = rests.tornado
    if data is None or not data.shown:
        return None
    title = _title(data)
    heads = ("Input", "Stated", "5th to 95th percentile", "Net there", "The net is $0 at")
    head = html.Thead(
        html.Tr([html.Th(text, scope="col", className="number" if 0 < n < 4 else "") for n, text in enumerate(heads)])
    )
    body = html.Tbody([_row(data, each, heads) for each in _listed(data)])
    table = html.Table([html.Caption(title, className="hidden"), head, body], className="data rests blocks")
    full = sum(each.searched or bool(each.evens) for each in data.inputs)
    subtitle = (
        f"{data.about.net}, {data.about.period} total, {data.about.dollars}, {data.about.pair}. {full} inputs were "
        "searched over their whole range, the others were tried at its two ends."
    )
    source = f"{INTERVAL} {rests.sources['tornado']}"
    return parts.framed(BREAK_EVEN, title, subtitle, [parts.scrolling(table, title)], source, search)


def _listed(data: TornadoData) -> list[Moved]:
    """Return those that are drawn, and every other one that turns the sign."""
    return [*data.shown, *(each for each in data.turning if each not in data.shown)]


def _title(data: TornadoData) -> str:
    turning = len(data.turning)
    if not turning:
        return f"At no value that was tried is the net $0, for any of {len(data.inputs)} inputs"
    several = "input turns" if turning == 1 else "inputs turn"
    return f"Where the net would be $0: {names.in_words(turning)} {several} the {tornado_data.side(data)}"


def _row(data: TornadoData, each: Moved, heads: Sequence[str]) -> html.Tr:
    stated = amount(each.stated[0], each.unit) if len(each.stated) == 1 else "several"
    cells = (stated, each.range, f"{data.scale.text(each.low.net)} to {data.scale.text(each.high.net)}")
    under = ", ".join(filter(None, (each.name.path, tornado_data.under(each))))
    return html.Tr(
        [
            html.Th([html.Strong(each.name.label), html.Span(under, className="under")], scope="row"),
            *(
                html.Td(text, className="number", **parts.attributes("data-label", label))
                for text, label in zip(cells, heads[1:], strict=False)
            ),
            html.Td(names.capital(each.break_even), **parts.attributes("data-label", heads[-1])),
        ]
    )


def _break_even_values(data: TornadoData) -> list[tuple[Cell, ...]]:
    """Return a row for each break-even value of every input, and one for each input without any."""
    found: list[tuple[Cell, ...]] = []
    for each in data.inputs:
        stated = each.stated[0] if len(each.stated) == 1 else None
        told = {True: "yes", False: "no", None: "one future"}[each.told]
        full = "yes" if each.searched or each.evens else "no"
        first = (each.name.label, each.name.path, each.name.grade, each.unit, stated)
        found += [
            (*first, even.value, even.low, even.high, "above" if even.saves_above else "below", full, told)
            for even in each.evens
        ] or [(*first, None, None, None, "none", full, told)]
    return found


def values(rests: Rests, figure: str) -> tuple[Sequence[str], Sequence[Sequence[Cell]]] | None:
    """Return the numbers of a figure, unrounded; None where nothing is known."""
    if figure == BREAK_EVEN:
        return None if rests.tornado is None else (BREAK_EVEN_COLUMNS, _break_even_values(rests.tornado))
    return frame.numbers(drawing(rests, figure))


__all__ = ["BREAK_EVEN", "CHARTS", "Rests", "drawing", "of", "rows", "values"]
