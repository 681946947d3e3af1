"""Draw the picture of docs/face-validity.md: `make picture`. Plotly makes it, and Chromium turns it into SVG."""

from __future__ import annotations

import html
import math
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from tests.regression.entry_event import Row, rows
from tests.regression.entry_event_arms import compare

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "entry-event.svg"
WIDTH, HEIGHT = 1_000, 900
COLORS = {
    "entry event only": "#1b6ca8",
    "all effects, as shipped": "#d9730d",
    "all effects, not discounted": "#8e44ad",
}
SYMBOLS = ("circle", "square", "triangle-up")
WORDS = {  # the measures shown, from the top of each panel down
    "odds": {
        "Any arrest, first six months": "Any arrest,<br>first six months",
        "Any arrest, whole follow-up": "Any arrest,<br>whole follow-up",
        "Arrest for a new offense, whole follow-up": "Arrest for a new offense,<br>whole follow-up",
        "Arrest on a warrant alone, whole follow-up": "Arrest on a warrant alone,<br>whole follow-up",
        "Felony charge filed": "Felony charge filed",
    },
    "bookings": {
        "Bookings a year, entry counted": "Entry booking<br>counted",
        "Bookings a year, entry left out": "Entry booking<br>left out",
    },
    "days": {
        "Jail days a year, entry counted": "Entry booking<br>counted",
        "Jail days a year, entry left out": "Entry booking<br>left out",
    },
}
PLACES = {"odds": (1, 1), "bookings": (2, 1), "days": (2, 2)}
NO_DIFFERENCE = {"odds": 1.0, "bookings": 0.0, "days": 0.0}
AXES = {
    "odds": "← fewer with LEAD     odds with LEAD, as a multiple of the odds without     more with LEAD →",
    "bookings": "bookings a year, with LEAD less without",
    "days": "jail days a year, with LEAD less without",
}
TICKS = (0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.5)
RANGES = {"odds": (0.17, 1.85), "bookings": (-1.8, 0.1), "days": (-54.0, 3.0)}


def figure(found: dict[str, Row]) -> go.Figure:
    """Return the forest plot: what was published, and three readings of the model."""
    drawn = make_subplots(
        rows=2, cols=2, specs=[[{"colspan": 2}, None], [{}, {}]],
        row_heights=[0.66, 0.34], vertical_spacing=0.14, horizontal_spacing=0.14,
    )  # fmt: skip
    for panel, words in WORDS.items():
        _add_panel(drawn, panel, [found[measure] for measure in words], list(words.values()))
    log_range = [math.log10(end) for end in RANGES["odds"]]
    ticks = {"tickvals": TICKS, "ticktext": [f"{tick:g}" for tick in TICKS]}
    drawn.update_xaxes(type="log", range=log_range, row=1, col=1, **ticks)
    drawn.update_layout(
        template="simple_white", width=WIDTH, height=HEIGHT, margin={"l": 180, "r": 30, "t": 120, "b": 60},
        font={"family": "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif", "size": 14, "color": "#222222"},
        paper_bgcolor="white", plot_bgcolor="white",
        legend={"orientation": "h", "y": 1.03, "x": -0.19, "xanchor": "left", "yanchor": "bottom"},
        title={"text": "The same people with LEAD and without", "x": 0.02, "y": 0.97, "font": {"size": 20}},
    )  # fmt: skip
    return drawn


def _add_panel(drawn: go.Figure, panel: str, shown: list[Row], words: list[str]) -> None:
    row, col = PLACES[panel]
    first = panel == "odds"
    heights = list(range(len(shown) - 1, -1, -1))
    drawn.add_vline(
        x=NO_DIFFERENCE[panel], line={"color": "#888888", "width": 1.5, "dash": "dash"}, layer="below",
        row=row, col=col, exclude_empty_subplots=False,
    )  # fmt: skip
    for y, each in zip(heights, shown, strict=True):
        published = each.published
        if published.value is None:
            center = 1.0 if published.low is not None else 0.5
            drawn.add_annotation(
                x=math.log10(center), y=y + 0.3, text=published.words, showarrow=False, row=row, col=col,
                font={"size": 12, "color": "#222222"},
            )  # fmt: skip
        if published.low is not None:
            drawn.add_trace(
                go.Scatter(
                    x=[published.low, published.high], y=[y + 0.3] * 2, mode="lines", showlegend=False,
                    line={"color": "#d4d4d4", "width": 16},
                ), row=row, col=col,
            )  # fmt: skip
    known = [
        (each.published.value, y) for y, each in zip(heights, shown, strict=True) if each.published.value is not None
    ]
    drawn.add_trace(
        go.Scatter(
            x=[value for value, _ in known], y=[y + 0.3 for _, y in known], mode="markers",
            name="published (gray: what a study of its size is consistent with)", showlegend=first,
            marker={"symbol": "diamond", "size": 12, "color": "#222222"},
        ), row=row, col=col,
    )  # fmt: skip
    for i, ((reading, color), symbol) in enumerate(zip(COLORS.items(), SYMBOLS, strict=True)):
        estimates = [each.found[reading] for each in shown]
        drawn.add_trace(
            go.Scatter(
                x=[e.value for e in estimates], y=[y + 0.08 - 0.2 * i for y in heights], mode="markers",
                name=f"model, {reading}", showlegend=first, marker={"symbol": symbol, "size": 10, "color": color},
                error_x={
                    "array": [e.high - e.value for e in estimates],
                    "arrayminus": [e.value - e.low for e in estimates],
                    "color": color, "thickness": 2, "width": 0,
                },
            ), row=row, col=col,
        )  # fmt: skip
    drawn.update_yaxes(tickvals=heights, ticktext=words, range=[-0.6, len(shown) - 0.4], ticks="", row=row, col=col)
    drawn.update_xaxes(title={"text": AXES[panel], "font": {"size": 13}}, range=RANGES[panel], row=row, col=col)


def as_svg(drawn: go.Figure) -> str:
    """Let Chromium draw the figure and return its SVG."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("the picture needs Chromium: apt-get install chromium")
    export = (
        f"Plotly.toImage(document.querySelector('.plotly-graph-div'), {{format: 'svg', width: {WIDTH}, "
        f"height: {HEIGHT}}}).then(uri => {{ document.body.innerText = decodeURIComponent(uri.split(',')[1]); }});"
    )
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(drawn.to_html(include_plotlyjs=True, post_script=export, div_id="drawn"), encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom"]
        done = subprocess.run([browser, *options, page.as_uri()], capture_output=True, text=True, check=True)
    found = re.search(r"&lt;svg.*&lt;/svg&gt;", done.stdout, flags=re.DOTALL)
    if found is None:
        raise SystemExit("Chromium drew no picture")
    svg = html.unescape(found.group())
    mark = re.search(r'id="clip([0-9a-f]{6})', svg)  # Plotly's, another one each time
    return svg.replace(mark.group(1), "drawn") if mark else svg


if __name__ == "__main__":
    PICTURE.write_text(as_svg(figure({row.measure: row for row in rows(compare())})) + "\n", encoding="utf-8")
