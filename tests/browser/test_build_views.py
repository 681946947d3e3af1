"""Everything that Build can look like, for everybody: its views, bad input, and each state of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from simulator.store import Store
from simulator.store.job import Job
from simulator.store.jobs import Jobs
from simulator.work.request import Request, Source, job_id
from tests.browser import looks
from tests.browser.conftest import Visit, visiting
from tests.dashboard.sample import answer

Kept = tuple[Path, dict[str, str]]
ME, OTHERS = "somebody-who-looks", "somebody-else"
CHANGED = "?from=king-county/pilot&set=lead.caseload:20"
VIEWS = {
    "nothing-changed": "?from=king-county/pilot",
    "sources-open": CHANGED,
    "bad-input": f"{CHANGED}&set=lead.hire_lag:soon",
    "with-an-agreement": f"{CHANGED}&agreement=all-that-is-captured&set=capture.share:50",
    "all": f"{CHANGED}&show=all&find=jail",
    "all-nothing-found": f"{CHANGED}&show=all&find=zebra",
    "yaml": f"{CHANGED}&show=yaml",
}
SAYS = {
    "running": "40 of 100 runs", "waiting": "1 run is ahead of yours", "of-others": "You do not wait for this run",
    "failed": "The run has failed", "canceled": "Canceled", "done": "See the whole answer",
    "unknown": "This run is not known here",
}  # fmt: skip
"""What the panel says of a run in each state."""


@dataclass
class Runs:
    """Runs in every state, by hand: nothing is simulated, since the one that runs is ours and shows signs of life."""

    jobs: Jobs
    ids: dict[str, str]
    running: Job

    def beat(self) -> None:
        """Keep the server from taking the job that runs for dead, and from beginning the one that waits."""
        assert self.jobs.beat(self.running.id, self.running.claim or "", 40, 0, 100)


@pytest.fixture(scope="module")
def runs(kept: Kept) -> Iterator[Runs]:
    with Store(str(kept[0])) as store:
        jobs = Jobs(store)
        draws = iter(range(1, 100))

        def ask(session: str) -> str:
            request = Request((Source("king-county/pilot"),), draws=next(draws))
            return jobs.ask(job_id(request.kind, request.question()), request.as_text(), 100, session).id

        def end(how: Callable[[str, str], object]) -> str:
            name = ask(ME)
            claimed = jobs.claim()
            assert claimed is not None and claimed.claim is not None and claimed.id == name
            assert jobs.beat(name, claimed.claim, 7, 0, 100)
            how(name, claimed.claim)
            return name

        ids = {
            "failed": end(lambda name, claim: jobs.fail(name, claim, "its process ended 2 times without a word")),
            "canceled": end(lambda name, _: jobs.cancel(name, ME)),
            "done": end(lambda name, claim: jobs.finish(name, claim, answer())),
            "running": ask(ME),
        }
        running = jobs.claim()
        assert running is not None
        ids |= {"waiting": ask(ME), "of-others": ask(OTHERS), "unknown": "0" * 32}
        yield Runs(jobs, ids, running)
        for name, session in (("waiting", ME), ("of-others", OTHERS), ("running", ME)):
            jobs.cancel(ids[name], session)


@pytest.fixture(params=list(product((1440, 390), ("light", "dark"))), ids=lambda look: f"{look[0]}-{look[1]}")
def guest(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address, *request.param) as visit:
        visit.context.add_cookies([{"name": "leadsim-session", "value": ME, "url": address}])
        yield visit


def seen(page: Page) -> list[str]:
    return [*looks.barriers(page), *looks.beyond(page), *looks.cut(page), *looks.crowded(page)]


def test_every_view_of_the_inputs_is_for_everybody(guest: Visit) -> None:
    for name, search in VIEWS.items():
        page = guest.go(search, "/build")
        if name == "sources-open":
            page.evaluate(
                "() => document.querySelectorAll('.inputs .knob:last-child details').forEach(e => e.open = true)"
            )
        assert (name, seen(page)) == (name, [])
    assert guest.complaints == []


def test_every_state_of_a_run_is_for_everybody(guest: Visit, runs: Runs) -> None:
    for state, said in SAYS.items():
        runs.beat()
        page = guest.go(f"{CHANGED}&job={runs.ids[state]}", "/build")
        page.locator("#build-run").get_by_text(said).wait_for()
        assert (state, seen(page)) == (state, [])
    assert guest.complaints == []
    assert guest.outside() == []
