"""Following a life in a browser: asked for, canceled, asked for again, seen by somebody else, and there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from simulator.api import compare
from simulator.store import Store
from tests.browser.conftest import Visit, serving, visiting
from tests.browser.gate import Gate, wait_for_end, workers_of

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="processes are waited for that are not ours")
PILOT, BASELINE = "king-county/pilot", "king-county/no-lead"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    return Gate(tmp_path_factory.mktemp("gates") / "gate")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, gate: Gate) -> Iterator[tuple[str, str]]:
    """Return a server of its own, and the answer that it holds."""
    path: Path = tmp_path_factory.mktemp("life") / "store.sqlite"
    with Store(str(path)) as store:
        # Of another seed than the stored example, whose lives come with it.
        kept = store.keep_comparison(compare([PILOT], draws=0, seed=7, sink=store))
    with serving(path, **gate.environment) as address:
        yield address, kept


@pytest.fixture
def guest(browser: Browser, own: tuple[str, str]) -> Iterator[Visit]:
    with visiting(browser, own[0]) as found:
        yield found


def test_a_life_is_asked_for_canceled_asked_for_again_and_shown_to_all(
    guest: Visit, browser: Browser, own: tuple[str, str], gate: Gate
) -> None:
    gate.close()
    page = guest.open(f"?answer={own[1]}&person=loss", "/people")
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    page.get_by_role("button", name="Follow a life").click()
    page.get_by_role("button", name="Cancel").or_(page.get_by_role("button", name="Leave the line")).click()
    page.get_by_text("Nothing is kept of half a life.").wait_for()
    assert "job=" in page.url
    for worker in workers_of(page.evaluate("() => new URLSearchParams(location.search).get('job')")):
        wait_for_end(worker)  # or it would take the word that is meant for the next one
    page.get_by_role("button", name="Run again").click()
    page.get_by_role("progressbar").wait_for(timeout=60_000)
    with visiting(browser, own[0]) as other:
        watching = other.open(page.url.removeprefix(own[0]).partition("/people")[2], "/people")
        watching.get_by_role("progressbar").wait_for(timeout=60_000)
        gate.tell("go")
        for each in (page, watching):
            each.locator("#figure-life").wait_for(timeout=180_000)
        assert other.complaints == []
    guest.settled()
    assert "job=" not in page.url
    assert "person=loss" in page.url
    assert f"leadsim trace {PILOT} --baseline {BASELINE} --person loss" in page.locator("footer code").inner_text()
    page.get_by_label("Typical").check(force=True)
    page.wait_for_function("() => location.search.includes('person=typical')")
    guest.settled()
    assert page.locator("#figure-life").count() == 1, "all kinds of person were made at once"
    assert guest.complaints == []
    assert guest.outside() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_answer_whose_lives_nobody_can_make_here_says_why(
    browser: Browser, address: str, kept: tuple[Path, dict[str, str]], scheme: str
) -> None:
    with visiting(browser, address, 390, scheme) as visit:
        page = visit.open(f"?answer={kept[1]['sample']}", "/people")
        assert page.get_by_text("This answer was kept by an earlier leadsim, without its inputs.").count() == 1
        assert page.get_by_role("button", name="Follow a life").count() == 0
        assert [each["id"] for each in Axe().run(page).response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
