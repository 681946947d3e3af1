"""Photograph every page of the dashboard for docs/screenshots: `make screenshots`.

The stored example is shown, and for Reinvest an answer with a fund, which is asked for first (about a minute).
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import sync_playwright

from dashboard.app import PAGES
from simulator.store import Store
from tests.browser.conftest import CHROMIUM, QUIET, Visit, serving

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
WIDE, PHONE, PAPER = 1440, 390, 816  # paper: 8½ inches at 96 dots
LOOKS = {"light": (WIDE, "light"), "dark": (WIDE, "dark"), "390": (PHONE, "light"), "print": (PAPER, "light")}
COLORS = 96  # of a picture's palette: a third of the bytes, and nobody sees it
TOP = 1_550  # of Compare, for the README: the finding, the ladder and fifty futures
FUND = "king-county/reinvest-half"


def photograph() -> None:
    """Write a picture of each page, and of the second part of Evidence, in each look."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        store = Path(folder) / "store.sqlite"
        searches = {"/reinvest": f"?answer={_answer_with_a_fund(store)}"}
        views = {page.PATH.strip("/") or "compare": (page.PATH, searches.get(page.PATH, "")) for page in PAGES}
        views["validation"] = ("/evidence", "?part=validation")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        with serving(store) as address:
            for look, (width, scheme) in LOOKS.items():
                context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
                visit = Visit(context, address)
                for name, (path, search) in views.items():
                    visit.open(search, path)
                    visit.page.emulate_media(media="print" if look == "print" else "screen")
                    _write(visit.page.screenshot(full_page=True), FOLDER / f"{name}-{look}.png")
                context.close()
        browser.close()
    _write_top(FOLDER / "compare-light.png", FOLDER / "compare-top.png")


def _answer_with_a_fund(store: Path) -> str:
    command = [sys.executable, "-m", "simulator", "reinvest", FUND, "--draws", "50"]
    subprocess.run(command, env={**os.environ, "LEADSIM_STORE": str(store)}, check=True, stdout=subprocess.DEVNULL)
    with Store(str(store)) as kept:
        return kept.comparisons()[0][0]


def _write(png: bytes, path: Path) -> None:
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLORS).save(path, optimize=True)


def _write_top(whole: Path, path: Path) -> None:
    page = Image.open(whole)
    page.crop((0, 0, page.width, TOP)).save(path, optimize=True)


if __name__ == "__main__":
    photograph()
