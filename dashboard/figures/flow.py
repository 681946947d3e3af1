"""Who gets in: contacts and referrals flow from left to right into LEAD, or end where they are lost.

On a phone the flow runs down, one bar below the other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.figures import flow_words as words
from dashboard.figures.canvas import Canvas, Panel, height_of, strong
from dashboard.figures.drawn import Drawn
from dashboard.figures.flow_data import COLUMNS, FlowData, Node, of
from dashboard.figures.text import plot_text, shortened, width_of
from dashboard.theme import LABEL, NARROWEST, TICK, VALUE, Theme

HEIGHT, TOP, FOOT = 520.0, 30.0, 6.0
NODE = 14.0
"""Width of a node, in px."""
LINE, GAP = 18.0, 6.0
"""Height that a node's label takes in one line, and what is left between nodes, in px."""
TWO_LINES = 44.0
BESIDE = 10.0
"""What is between a node and its label, in px."""
CURVE = 24
LAST = len(COLUMNS) - 1
ROW, BAR, HEAD = 42.0, 12.0, 34.0
INDENT = 12.0
LOST = 0.42  # opacity of what is lost


@dataclass(frozen=True)
class Place:
    """Where a node stands, in px from the top."""

    x: float
    top: float
    bottom: float


def draw(data: FlowData, *, theme: Theme, width: int) -> Drawn:
    """Return the flow."""
    canvas = _down(data, theme, width) if width < NARROWEST else _across(data, theme, width)
    return Drawn(
        canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data), words.note(data)
    )


# -- from left to right ---------------------------------------------------------------------------------------


def _across(data: FlowData, theme: Theme, width: int) -> Canvas:
    canvas = Canvas(theme, width, HEIGHT)
    canvas.show(Panel(0.0, width, 0.0, HEIGHT, (0.0, float(width)), (HEIGHT, 0.0)))
    xs = _columns(data, width)
    placed = places(data.nodes, xs)
    _draw_links(canvas, data.nodes, placed)
    for x, head, following in zip(xs, COLUMNS, (*xs[1:], float(width)), strict=True):
        canvas.text(x, 9.0, shortened(head, following - x - 8.0, TICK), size=TICK, color="ink2")
    free = _free_below(data.nodes, placed)
    for node in data.nodes:
        place = placed[node.key]
        canvas.box(place.x, place.top, place.x + NODE, place.bottom, fill=_color(node), outline=_color(node))
        below = place.top > free and node.column == LAST - 1  # nothing stands right of it
        end = float(width) if below or node.column == LAST else xs[node.column + 1]
        _label(canvas, node, place, end - place.x - NODE - BESIDE - 2.0)
    return canvas


def _free_below(nodes: Sequence[Node], placed: Mapping[str, Place]) -> float:
    """Return from where on nothing stands in the last column, and nothing flows to it."""
    sources = {source for node in nodes if node.column == LAST for source in node.sources}
    return max((placed[node.key].bottom for node in nodes if node.column == LAST or node.key in sources), default=0.0)


def _columns(data: FlowData, width: int) -> list[float]:
    """Return where the columns begin: as much room for the last one as its labels take."""
    widest = max((_wide(node) for node in data.nodes if node.column == LAST), default=0.0)
    widest = max(widest, width_of(COLUMNS[-1], TICK) - NODE)
    step = (width - NODE - BESIDE - 4.0 - widest) / LAST
    return [math.floor(n * step) for n in range(len(COLUMNS))]


def _wide(node: Node) -> float:
    return width_of(words.number(node.value), VALUE, bold=True) + 6.0 + width_of(node.label, LABEL)


def places(nodes: Sequence[Node], xs: Sequence[float]) -> dict[str, Place]:
    """Return where each node stands: in every column as high as its value, apart by what their labels take."""
    columns = [[node for node in _in_order(nodes) if node.column == n] for n in range(len(xs))]
    scale = _scale(columns)
    found: dict[str, Place] = {}
    for x, column in zip(xs, columns, strict=True):
        y = TOP
        for node in column:
            high = max(1.0, node.value * scale)
            slot = max(LINE, high)
            found[node.key] = Place(x, y + (slot - high) / 2, y + (slot + high) / 2)
            y += slot + GAP
    return found


def _in_order(nodes: Sequence[Node]) -> list[Node]:
    """Return what began earlier first, so that no flow crosses another."""
    return sorted(nodes, key=lambda node: node.tone != "before")


def _scale(columns: Sequence[Sequence[Node]]) -> float:
    """Return px of one contact: the fullest column fits."""
    room = HEIGHT - TOP - FOOT
    low, high = (
        0.0,
        room / max((sum(node.value for node in column) for column in columns), default=1.0)
        if any(node.value for column in columns for node in column)
        else 1.0,
    )
    for _ in range(40):
        middle = (low + high) / 2
        takes = max(
            sum(max(LINE, node.value * middle) for node in column) + GAP * (len(column) - 1) for column in columns
        )
        low, high = (middle, high) if takes <= room else (low, middle)
    return low


def _draw_links(canvas: Canvas, nodes: Sequence[Node], placed: Mapping[str, Place]) -> None:
    """Draw what flows between nodes; it leaves and arrives in the order in which the nodes stand."""
    leaving = {key: place.top for key, place in placed.items()}
    for node in sorted(nodes, key=lambda node: (node.column, placed[node.key].top)):
        target, arriving = placed[node.key], placed[node.key].top
        per = (target.bottom - target.top) / node.value if node.value else 0.0
        for source, value in sorted(node.sources.items(), key=lambda pair: placed[pair[0]].top):
            high = value * per
            _ribbon(canvas, placed[source].x + NODE, leaving[source], target.x, arriving, high, node)
            leaving[source] += high
            arriving += high


def _ribbon(canvas: Canvas, x0: float, y0: float, x1: float, y1: float, high: float, node: Node) -> None:
    """Draw a flow as a band that bends from one height to another."""
    steps = [n / CURVE for n in range(CURVE + 1)]
    across = [x0 + step * (x1 - x0) for step in steps]
    upper = [y0 + (3 * step**2 - 2 * step**3) * (y1 - y0) for step in steps]
    fill = canvas.colors["focus3"] if node.tone == "way" else _faint(canvas.colors["greyf"], LOST)
    canvas.add(
        go.Scatter(
            name=node.label,
            mode="lines",
            x=[*across, *reversed(across)],
            y=[*upper, *(y + high for y in reversed(upper))],
            fill="toself",
            fillcolor=fill,
            line={"width": 0},
            hoverinfo="skip",
        )
    )


def _label(canvas: Canvas, node: Node, place: Place, room: float) -> None:
    """Write number and name right of a node: above each other where there is room for it."""
    x, y, said = place.x + NODE + BESIDE, (place.top + place.bottom) / 2, words.number(node.value)
    if place.bottom - place.top >= TWO_LINES:
        high = height_of(1, VALUE) / 2
        canvas.text(x, y - high, said, size=VALUE, bold=True)
        canvas.text(x, y + high - 1.0, shortened(node.label, room), color="ink2")
        return
    label = shortened(node.label, room - width_of(said, LABEL, bold=True) - 5.0)
    thin = place.bottom - place.top < LINE and node.key in (
        "before",
        "offered",
        "not_offered",
        "not_eligible",
        "agrees",
    )
    canvas.marked(x, y, f"{strong(said)} {plot_text(label)}", color="ink2", halo=thin)


# -- down, on a phone -----------------------------------------------------------------------------------------


def _down(data: FlowData, theme: Theme, width: int) -> Canvas:
    """Return the same as bars, one below the other, what is lost beside the step where it is lost."""
    canvas = Canvas(theme, width, len(COLUMNS) * HEAD + len(data.nodes) * ROW + FOOT)
    canvas.show(Panel(0.0, width, 0.0, canvas.height, (0.0, float(width)), (canvas.height, 0.0)))
    most = data.value("all") or 1.0
    y = 0.0
    for column, head in enumerate(COLUMNS):
        canvas.text(0.0, y + HEAD / 2 - 3.0, head, color="ink", bold=True)
        canvas.line(0.0, y + HEAD - 7.0, width, y + HEAD - 7.0, "rule")
        y += HEAD
        for node in (node for node in data.nodes if node.column == column):
            long = max(1.5, (width - INDENT) * node.value / most)
            label = shortened(node.label, width - INDENT - width_of(words.number(node.value), LABEL, bold=True) - 8.0)
            canvas.marked(INDENT, y + 9.0, f"{strong(words.number(node.value))} {plot_text(label)}")
            canvas.box(INDENT, y + 20.0, INDENT + long, y + 20.0 + BAR, fill=_color(node), outline=_color(node))
            y += ROW
    return canvas


def _color(node: Node) -> str:
    return {"way": "focus", "before": "focus2", "lost": "grey"}[node.tone]


def _faint(color: str, opacity: float) -> str:
    red, green, blue = (int(color[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


__all__ = ["draw", "of", "places"]
