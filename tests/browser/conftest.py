"""A server of our own on a free port of this machine, and Debian's Chromium looking at it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from dashboard.queries import stored_example
from simulator.store import Store
from tests.browser.hostile import HOSTILE
from tests.dashboard.capacity_samples import searched
from tests.dashboard.equal import rates, with_equity
from tests.dashboard.funds import funded
from tests.dashboard.further_samples import EVERYTHING, told, unsure
from tests.dashboard.sample import GAIN, LOSS, answer

CHROMIUM = shutil.which("chromium")
QUIET = (
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
START = "from dashboard.serve import serve; serve(port=0, workers={workers}, open_browser=False)"


@contextmanager
def serving(store: Path, workers: int = 1, **environment: str) -> Iterator[str]:
    """Serve a store from a process of its own, with these variables besides ours, and yield its address."""
    process = subprocess.Popen(
        [sys.executable, "-c", START.format(workers=workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **environment, "LEADSIM_STORE": str(store)},
    )
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found is not None, "the server has not said where it is"
        yield found.group().rstrip("/")
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Keep the stored example, an answer with a gain and a loss, one by group, one with a fund, one with
    all that can be asked further, and hostile titles.

    Return the store and their ids.
    """
    path = tmp_path_factory.mktemp("browser") / "store.sqlite"
    ids = {}
    with Store(str(path)) as store:
        for start in range(0, len(HOSTILE), 4):
            names = HOSTILE[start : start + 4]
            plans = {f"here/s{i}": LOSS if i % 2 else GAIN for i in range(len(names))}
            titles = {f"here/s{i}": name for i, name in enumerate(names)}
            ids[f"hostile {start}"] = store.keep_comparison(answer(plans, {**titles, "here/no-lead": names[0]}))
        ids["sample"] = store.keep_comparison(answer())
        ids["full"] = store.keep_comparison(stored_example())
        apart = {"offered": rates((400.0, 600.0)), "booked": rates((800.0, 500.0)), "diverted": rates((8.0, 400.0))}
        ids["equal"] = store.keep_comparison(with_equity(apart, spread=0.1))
        ids["fund"] = store.keep_comparison(funded())
        ids["further"] = store.keep_comparison(told(*EVERYTHING, *unsure(), *searched(), made=answer()))
    return path, ids


@pytest.fixture(scope="session")
def address(kept: tuple[Path, dict[str, str]]) -> Iterator[str]:
    """Return where the server is."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    with serving(kept[0]) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the browser."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield found
        found.close()


class Visit:
    """A visitor with a browser of their own: a page, and what it asked for and complained about."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.context = context
        self.page: Page = context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self._complain(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))

    def _complain(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def open(self, search: str = "", path: str = "/") -> Page:
        """Open an address, and wait until its page is there with all figures."""
        self.page.goto(f"{self.address}{path}{search}")
        self.settled()
        return self.page

    def go(self, search: str, path: str) -> Page:
        """Go to an address as a click on a link does, without loading everything anew; the first time, open it."""
        if not self.page.url.startswith(self.address):
            return self.open(search, path)
        self.page.evaluate(GO, f"{path}{search}")
        self.settled()
        return self.page

    def settled(self) -> None:
        """Wait until the page is the one of its address, with all figures drawn."""
        self.page.wait_for_function(SETTLED)

    def finding(self) -> str:
        """Return the finding."""
        return self.page.locator("h1").inner_text()

    def outside(self) -> list[str]:
        """Return what was asked of anybody else."""
        return [url for url in self.asked if not url.startswith((self.address, "data:", "blob:"))]


GO = """(to) => {
  document.querySelector("#page > .page").dataset.settled = "no";
  history.pushState(null, "", to);
  dispatchEvent(new PopStateEvent("popstate"));
}"""
SETTLED = """() => {
  const page = document.querySelector("#page > .page[data-search]");
  if (!page || page.dataset.settled !== page.dataset.search) return false;
  const graphs = Array.from(document.querySelectorAll("[data-figure] .dash-graph"));
  return document.fonts.status === "loaded" && graphs.every((graph) => graph.querySelector(".main-svg"));
}"""


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Return a visitor at a desk."""
    with visiting(browser, address) as found:
        yield found


@contextmanager
def visiting(browser: Browser, address: str, width: int = 1440, scheme: str = "light") -> Iterator[Visit]:
    """Yield a visitor whose screen is so wide, and who likes light or dark."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        accept_downloads=True,
    )
    context.set_default_timeout(60_000)
    try:
        yield Visit(context, address)
    finally:
        context.close()
