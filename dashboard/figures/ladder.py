"""The savings ladder: what each rung keeps of the one before, why, and where LEAD's own cost lies among them."""

from __future__ import annotations

from dataclasses import dataclass, field

import plotly.graph_objects as go

from dashboard.figures import ladder_data as words
from dashboard.figures.canvas import ZERO_LINE, Canvas, Panel, height_of, strong
from dashboard.figures.drawn import Drawn
from dashboard.figures.ladder_data import LABELS, LadderData, Rung, of
from dashboard.figures.text import plot_text, width_of, wrapped
from dashboard.theme import LABEL, NARROW, NARROWEST, NOTE, VALUE, Theme
from simulator.report.words import MINUS

BAR, PHONE_BAR = 26.0, 20.0
GAP = 6.0  # between a bar and its text
ROW = 80.0  # from bar to bar, where no text needs more
BETWEEN = 18.0  # from a text to the next bar
HEAD = 40.0  # for the label of the program line
FILLS = {"gross": "focus3", "avoided": "focus", "cashable": "focus", "captured": "focus2", "reinvested": "focus2"}
MEASURED = ("avoided", "cashable")
"""The rungs that are held against LEAD's cost."""


@dataclass
class Row:
    """Where a rung stands: the top of its bar, the lines below it with their place, and by what it passes the cost."""

    rung: Rung
    top: float
    lines: list[str] = field(default_factory=list)
    x: float = 0.0
    right: bool = False
    passed: str = ""

    @property
    def below(self) -> float:
        """How high the text below the bar is, in px."""
        return height_of(len(self.lines) + bool(self.passed), NOTE)


def draw(data: LadderData, *, theme: Theme, width: int) -> Drawn:
    """Return the ladder; its height follows from how much text it needs."""
    phone = width < NARROWEST
    panel = _panel(data, width, phone=phone)
    rows, height = _rows(data, panel, width, phone=phone)
    canvas = Canvas(theme, width, height)
    panel = Panel(panel.left, panel.right, 0.0, height, panel.x, (height, 0.0))
    canvas.show(panel)
    bar = PHONE_BAR if phone else BAR
    _zero(canvas, panel, rows, bar, phone=phone)
    _program_line(canvas, panel, data, rows, bar, phone=phone)
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        _bars(canvas, row, bar)
        if following and not phone:
            _connector(canvas, panel, row, following, bar)
        _labels(canvas, panel, data, row, bar, phone=phone)
        _reason(canvas, row, bar)
        if row.rung.name in MEASURED and data.cost and not phone:
            _held_against_cost(canvas, panel, data, row)
    return Drawn(
        canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data), words.note(data)
    )


def _panel(data: LadderData, width: int, *, phone: bool) -> Panel:
    """Return where the bars stand, before the height is known."""
    ends = [data.cost, *(rung.value for rung in data.rungs)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    left = 0.0 if phone else (194.0 if width <= NARROW else 240.0)
    return Panel(left, width - 2.0, 0.0, 1.0, (low, high if high > low else low + 1.0), (1.0, 0.0))


def _rows(data: LadderData, panel: Panel, width: int, *, phone: bool) -> tuple[list[Row], float]:
    """Return the rows from top to bottom, and where the last one ends."""
    top, bar = HEAD, PHONE_BAR if phone else BAR
    rows = []
    for rung in data.rungs:
        row = Row(rung, top + (24.0 if phone else 0.0))
        _place_text(data, panel, row, width, phone=phone)
        rows.append(row)
        needed = bar + GAP + row.below + BETWEEN
        top += needed + 24.0 if phone else max(ROW, needed)
    last = rows[-1]
    return rows, last.top + max(bar + GAP + last.below, 0.0 if phone else 54.0) + 4.0


def _place_text(data: LadderData, panel: Panel, row: Row, width: int, *, phone: bool) -> None:
    """Put the reason of a rung below what is lost there, on the side of the connector that has more room."""
    amount, why = words.drop_amount(data, row.rung), words.drop_words(data, row.rung)
    text = f"{amount} {why}".strip()
    end = panel.px(0.0 if row.rung.before is None else max(row.rung.value, 0.0))
    row.x, room = end + GAP if row.rung.before is not None else end, width - end - GAP - 2.0
    if phone:
        row.x, room = 0.0, width - 4.0
    elif room < 200.0 and end - GAP - panel.left > room:
        row.x, row.right, room = end - GAP, True, end - GAP - panel.left
    row.lines = _with_strong(wrapped(text, min(room, 300.0 if not phone else room), NOTE), amount)
    if phone and row.rung.name in MEASURED and data.cost:
        row.passed = _passed_words(data, row.rung)


def _with_strong(lines: list[str], amount: str) -> list[str]:
    """Return lines made safe, the amount at the beginning in the heavier weight."""
    safe = [plot_text(line) for line in lines]
    if amount and lines:
        safe[0] = f"{strong(amount)} {plot_text(lines[0].removeprefix(amount))}"
    return safe


def _passed_words(data: LadderData, rung: Rung) -> str:
    left = data.left(rung.name)
    return f"{data.scale.text(left)} {'above' if left > 0 else 'below' if left < 0 else 'at'} program cost"


def _zero(canvas: Canvas, panel: Panel, rows: list[Row], bar: float, *, phone: bool) -> None:
    """Draw the zero line where a bar or the cost lies left of it."""
    if panel.x[0] < 0.0:
        x = panel.px(0.0)
        spans = [(row.top - 3.0, row.top + bar + 3.0) for row in rows]
        for top, bottom in spans if phone else [(spans[0][0], spans[-1][1])]:
            canvas.line(x, top, x, bottom, "ink", ZERO_LINE)


def _program_line(canvas: Canvas, panel: Panel, data: LadderData, rows: list[Row], bar: float, *, phone: bool) -> None:
    if not data.cost:
        return
    x, label = panel.px(data.cost), words.cost_words(data)
    half = width_of(label, LABEL, bold=True) / 2 + 2.0
    canvas.text(
        min(max(x, half), canvas.width - half), 12.0, label, color="cost", bold=True, anchor="center", size=LABEL
    )
    last = next(row for row in rows if row.rung.name == "cashable").top + bar
    if not phone:
        canvas.line(x, 24.0, x, last, "costf", 2.0)
        return
    for row in rows[:3]:
        canvas.line(x, row.top - 3.0, x, row.top + bar + 3.0, "costf", 2.0)


def _bars(canvas: Canvas, row: Row, bar: float) -> None:
    rung, y = row.rung, row.top + bar / 2
    before = max(rung.before or 0.0, 0.0)
    if before > max(rung.value, 0.0):
        _bar(canvas, f"{rung.name} lost", max(rung.value, 0.0), before, y, bar, canvas.hatched("hatch"))
    if rung.value < 0.0:
        outlined = canvas.hatched("costf", "cost3") | {"line": {"width": 1, "color": canvas.colors["costf"]}}
        _bar(canvas, rung.name, rung.value, 0.0, y, bar, outlined)
    elif rung.value > 0.0:
        edge = {"width": 2, "color": canvas.colors["ink"]} if rung.reasons else {"width": 0}
        _bar(canvas, rung.name, 0.0, rung.value, y, bar, {"color": canvas.colors[FILLS[rung.name]], "line": edge})


def _bar(canvas: Canvas, name: str, start: float, end: float, y: float, bar: float, marker: dict[str, object]) -> None:
    canvas.add(
        go.Bar(
            name=name,
            orientation="h",
            base=[start],
            x=[end - start],
            y=[y],
            width=[bar],
            marker=marker,
            hoverinfo="skip",
            cliponaxis=False,
        )
    )


def _connector(canvas: Canvas, panel: Panel, row: Row, following: Row, bar: float) -> None:
    if row.rung.value or following.rung.value:
        x = panel.px(row.rung.value)
        canvas.line(x, row.top + bar, x, following.top, "axis", 1.0)


def _labels(canvas: Canvas, panel: Panel, data: LadderData, row: Row, bar: float, *, phone: bool) -> None:
    name, meaning = LABELS[row.rung.name]
    amount = data.scale.text(row.rung.value, signed=False)
    color = "cost" if row.rung.value < 0 else "ink"
    if phone:
        y = row.top - 12.0
        canvas.marked(0.0, y, f"{strong(name)} {plot_text(meaning)}", size=LABEL)
        canvas.text(canvas.width, y, amount, size=VALUE, bold=True, anchor="right", color=color)
        return
    y = row.top + bar / 2
    canvas.text(panel.left - 14.0, y, amount, size=VALUE, bold=True, anchor="right", color=color)
    room = panel.left - 14.0 - width_of(amount, VALUE, bold=True) - 8.0
    canvas.text(0.0, y - 8.0, name, size=VALUE, bold=True)
    canvas.text(0.0, y + 2.0, *wrapped(meaning, room, NOTE), size=NOTE, color="ink2", valign="top")


def _reason(canvas: Canvas, row: Row, bar: float) -> None:
    if row.lines:
        canvas.marked(
            row.x,
            row.top + bar + GAP,
            *row.lines,
            size=NOTE,
            color="ink2",
            valign="top",
            halo=True,
            anchor="right" if row.right else "left",
        )
    if row.passed:
        color = "cost" if row.passed.startswith(MINUS) else "focus"
        y = row.top + bar + GAP + height_of(len(row.lines), NOTE)
        canvas.text(row.x, y, row.passed, size=NOTE, bold=True, color=color, valign="top")


def _held_against_cost(canvas: Canvas, panel: Panel, data: LadderData, row: Row) -> None:
    """Mark by how much a rung passes LEAD's cost, or misses it."""
    left, y = data.left(row.rung.name), row.top + BAR / 2
    text, line, bar = data.scale.text(left), panel.px(data.cost), panel.px(max(row.rung.value, 0.0))
    first, last = min(line, bar), max(line, bar)
    color, inside = ("focus", "bg") if left >= 0 else ("cost", "cost")
    if left < 0 < data.cost:
        canvas.box(first, row.top, last, row.top + BAR, fill="cost3", outline="costf")
    elif data.cost < 0 < left:  # a cost that is saved is no part of the bar
        last, inside = panel.px(min(row.rung.value, 0.0)), "focus"
        canvas.box(first, row.top, last, row.top + BAR, fill="focus4", outline="focus")
    wide = width_of(text, LABEL, bold=True) + 10.0
    hatch = min(panel.px(max(row.rung.before or 0.0, 0.0)), last)
    if left < 0 and last - hatch >= wide:
        first = max(first, hatch)
    if last - first >= wide:
        canvas.text((first + last) / 2, y, text, bold=True, color=inside, anchor="center")
    elif last + wide <= canvas.width:
        canvas.text(last + 5.0, y, text, bold=True, color=color, halo=True)
    else:
        canvas.text(first - 5.0, y, text, bold=True, color="bg" if left >= 0 else "ink", anchor="right")


__all__ = ["draw", "of"]
