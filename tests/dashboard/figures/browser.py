"""Figures in a real browser: where each line of their text stands, what it says, and whether anything is a link."""

from __future__ import annotations

import json
import shutil
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files

from plotly.graph_objects import Figure
from plotly.offline import get_plotlyjs

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
PAGE = """<!DOCTYPE html><html lang="en-US"><head><title>Figures</title><style>
@font-face {{ font-family: Inter; src: url(data:font/woff2;base64,{font}); font-weight: 100 900 }}
body {{ margin: 0 }}</style></head><body><div id="figure"></div></body></html>"""
MEASURE = """async (figures) => {
  await document.fonts.load("400 13px Inter"); await document.fonts.load("600 13px Inter");
  const found = [];
  for (const figure of figures) {
    const at = document.getElementById("figure");
    await Plotly.newPlot(at, figure.data, figure.layout, {staticPlot: true});
    const corner = at.querySelector("svg.main-svg").getBoundingClientRect();
    const lines = [];
    at.querySelectorAll("svg text").forEach((text, owner) => {
      const parts = text.querySelectorAll("tspan.line");
      (parts.length ? [...parts] : [text]).forEach((part) => {
        const box = part.getBoundingClientRect(), style = getComputedStyle(part);
        if (box.width) lines.push({
          owner, said: part.textContent, left: box.left - corner.left, right: box.right - corner.left,
          top: box.top - corner.top, bottom: box.bottom - corner.top, size: parseFloat(style.fontSize),
          bold: +style.fontWeight >= 600, mixed: part.querySelector("tspan") !== null});
      });
    });
    found.push({lines, links: at.querySelectorAll("a, image, foreignObject").length, scripts: window.harmed === true});
    Plotly.purge(at);
  }
  return found;
}"""


@dataclass(frozen=True)
class TextLine:
    """A line of text in a figure: what it says, and its box in px; `owner` tells texts of several lines apart."""

    owner: int
    said: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    mixed: bool


@dataclass(frozen=True)
class Rendered:
    """What a browser made of a figure."""

    lines: list[TextLine]
    links: int
    scripts: bool


class FigureBrowser:
    """A page that draws figures."""

    def __init__(self, page: object, requests: list[str]):
        self._page, self.requests = page, requests

    def render(self, figures: Sequence[Figure]) -> list[Rendered]:
        """Draw figures one after the other, and return their text."""
        found = self._page.evaluate(MEASURE, [json.loads(figure.to_json()) for figure in figures])  # type: ignore[attr-defined]
        return [
            Rendered([TextLine(**line) for line in each["lines"]], each["links"], each["scripts"]) for each in found
        ]


@contextmanager
def figure_browser() -> Iterator[FigureBrowser]:
    """Yield a browser that draws figures with the fonts of the pages and asks nobody for anything."""
    from playwright.sync_api import sync_playwright

    font = b64encode((files("simulator") / "report" / "fonts" / "inter.woff2").read_bytes()).decode()
    requests: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.on(
                "request", lambda request: None if request.url.startswith("data:") else requests.append(request.url)
            )
            page.set_content(PAGE.format(font=font))
            page.add_script_tag(content=get_plotlyjs())
            yield FigureBrowser(page, requests)
        finally:
            browser.close()
