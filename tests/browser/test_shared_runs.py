"""A run on the page: two people share one, either may leave it, and its process may die."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from simulator.store import Store
from simulator.store.job import Job
from simulator.store.jobs import Jobs
from tests.browser.conftest import CHROMIUM, Visit, serving, visiting
from tests.browser.gate import KEPT, Gate, wait_for_end, workers_of
from tests.dashboard.sample import answer
from tests.store.samples import rows

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="processes are waited for that are not ours")
QUESTION = "?from=king-county/no-lead&draws=50&set=lead.case_managers:{}"
LONG = 600_000  # milliseconds that a run may take where many others run


@dataclass(frozen=True)
class Place:
    """A server, its store, what was in it before anybody ran anything, and the gate of its workers."""

    address: str
    store: Path
    before: str
    gate: Gate

    def jobs(self) -> list[Job]:
        with Store(str(self.store)) as store:
            return Jobs(store).newest()

    def job(self, page: Page) -> Job:
        """Return the job that a page is about."""
        name = page.evaluate("() => new URLSearchParams(location.search).get('job')")
        return next(job for job in self.jobs() if job.id == name)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here")
    folder = tmp_path_factory.mktemp("shared")
    gate, path = Gate(folder / "gate"), folder / "store.sqlite"
    with Store(str(path)) as store:
        before = store.keep_comparison(answer())
    with serving(path, **gate.environment) as address:
        yield Place(address, path, before, gate)


@pytest.fixture
def ana(browser: Browser, place: Place) -> Iterator[Visit]:
    with visiting(browser, place.address) as found:
        yield found


@pytest.fixture
def ben(browser: Browser, place: Place) -> Iterator[Visit]:
    with visiting(browser, place.address) as found:
        yield found


def run(visit: Visit, question: str) -> Page:
    """Press Run, and wait until something is done."""
    page = visit.open(question, "/build")
    page.locator("#build-go:not([disabled])").click()
    page.wait_for_function(
        "() => document.querySelector('#build-run [role=progressbar]')?.ariaValueNow > 0", timeout=LONG
    )
    return page


def worker_of(job: Job) -> int:
    """Return the process that does a job."""
    found = workers_of(job.id)
    assert found, "nobody does it"
    return found[0]


def test_two_who_press_run_share_one_job_and_both_see_its_answer(ana: Visit, ben: Visit, place: Place) -> None:
    place.gate.close()
    pages = [run(visit, QUESTION.format(3)) for visit in (ana, ben)]
    for page in pages:
        page.get_by_text("2 people are waiting for this run.").wait_for()
    (job,) = place.jobs()
    assert (job.state, len(job.watchers), job.tries) == ("running", 2, 1)
    place.gate.tell("go")
    for page in pages:
        page.get_by_role("link", name="See the whole answer").wait_for(timeout=LONG)
    (job,) = place.jobs()
    assert job.state == "done"
    assert rows(str(place.store), "comparisons") == [2], "the one before, and one for both"
    for visit, page in zip((ana, ben), pages, strict=True):
        page.get_by_role("link", name="See the whole answer").click()
        page.wait_for_function("() => location.pathname === '/'")
        visit.settled()
        assert f"answer={job.answer}" in page.url
    assert ana.finding() == ben.finding()
    assert ana.complaints == ben.complaints == []


def test_who_cancels_takes_it_from_nobody_may_come_back_and_the_last_one_ends_it(
    ana: Visit, ben: Visit, place: Place
) -> None:
    place.gate.close()
    hers, his = (run(visit, QUESTION.format(4)) for visit in (ana, ben))
    his.get_by_text("2 people are waiting for this run.").wait_for()
    worker = worker_of(place.job(his))
    hers.get_by_role("button", name="Cancel").click()
    hers.get_by_text("You do not wait for this run").wait_for()
    his.get_by_text("2 people are waiting for this run.").wait_for(state="detached")
    assert (place.job(his).state, len(place.job(his).watchers)) == ("running", 1)
    assert his.get_by_role("progressbar").is_visible()
    hers.get_by_role("button", name="Wait for it").click()
    for page in (hers, his):
        page.get_by_text("2 people are waiting for this run.").wait_for()
    hers.get_by_role("button", name="Cancel").click()
    hers.get_by_text("You do not wait for this run").wait_for()
    his.get_by_role("button", name="Cancel").click()
    for page in (hers, his):
        page.get_by_text("Canceled", exact=True).wait_for()
    assert place.job(his).state == "canceled"
    wait_for_end(worker)


def test_a_run_whose_process_dies_twice_says_so_and_goes_on_when_asked_again(ana: Visit, place: Place) -> None:
    place.gate.close()
    page = run(ana, QUESTION.format(6))
    worker = worker_of(place.job(page))
    place.gate.tell("die")
    wait_for_end(worker)
    place.gate.tell("die")  # its second process comes there by itself
    page.get_by_role("heading", name="The run has failed").wait_for(timeout=LONG)
    job, panel = place.job(page), page.locator("#build-run")
    assert (job.state, job.tries) == ("failed", 2)
    assert job.done >= KEPT, "the second process knew what the first had kept"
    said = panel.inner_text()
    assert f"Stopped after {job.done} of 100 runs" in said
    assert "its process ended 2 times without a word, as it does when memory runs out" in said
    assert "What was done is in the store, and asking again goes on from there." in said
    kept, comparisons = rows(str(place.store), "runs", "comparisons")
    assert kept >= 2 * KEPT
    with Store(str(place.store)) as store:
        assert store.find_comparison(place.before) == answer()
    place.gate.open()
    panel.get_by_role("button", name="Run again").click()
    page.get_by_role("link", name="See the whole answer").wait_for(timeout=LONG)
    job = place.job(page)
    assert (job.state, job.tries, job.done) == ("done", 1, 100)
    assert job.found >= 2 * KEPT, "what the dead ones kept was not run again"
    assert rows(str(place.store), "comparisons") == [comparisons + 1]
    assert ana.complaints == []
