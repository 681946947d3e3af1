"""Random lives of a queue beside a plain model of it: whatever happens in whatever order, its promises hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from simulator.store import Store
from simulator.store.job import MOST_TRIES, Job
from simulator.store.jobs import Jobs
from tests.report.samples import comparison
from tests.store.samples import directly

NAMES, SESSIONS = st.sampled_from("abcde"), st.sampled_from("xyz")
AT_ONCE = 2


@dataclass
class Known:
    """What the model knows of a job."""

    number: int
    watchers: set[str] = field(default_factory=set)
    state: str = "waiting"
    claim: str | None = None
    tries: int = 0


class Lives(RuleBasedStateMachine):
    """Asks, works, dies, cancels; processes that were given up for dead come back."""

    def __init__(self, location: str, store: Store) -> None:
        super().__init__()
        with directly(location) as direct:
            direct.exec_driver_sql("DELETE FROM jobs")
        self.store = store
        self.jobs = Jobs(store, at_once=AT_ONCE)
        self.known: dict[str, Known] = {}
        self.claims: list[tuple[str, str]] = []
        self.seen: list[Job] = []
        self.asked = 0

    @initialize()
    def begin(self) -> None:
        self.ask("a", "x")

    @rule(name=NAMES, session=SESSIONS)
    def ask(self, name: str, session: str) -> None:
        before = self.known.get(name)
        job = self.jobs.ask(name, "{}", 10, session)
        if before is None or before.state in ("failed", "canceled"):
            self.asked += 1
            self.known[name] = Known(self.asked, {session})
        elif before.state != "done":
            before.watchers.add(session)
        assert job.state == self.known[name].state

    @rule()
    def claim(self) -> None:
        waiting = [name for name in self.known if self.known[name].state == "waiting"]
        first = min(waiting, key=lambda name: self.known[name].number, default=None)
        job = self.jobs.claim()
        if first is None or sum(each.state == "running" for each in self.known.values()) >= AT_ONCE:
            assert job is None
            return
        assert job is not None and job.claim is not None
        assert job.id == first, "first come is first served"
        known = self.known[first]
        known.state, known.claim, known.tries = "running", job.claim, known.tries + 1
        self.claims.append((job.id, job.claim))
        self.seen.append(job)

    @rule(data=st.data(), done=st.integers(0, 10))
    def beat(self, data: st.DataObject, done: int) -> None:
        self._act(data, lambda name, claim: self.jobs.beat(name, claim, done, 0, 10), None)

    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        self._act(data, lambda name, claim: self.jobs.finish(name, claim, comparison()) is not None, "done")

    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        self._act(data, lambda name, claim: self.jobs.fail(name, claim, "no"), "failed")

    def _act(self, data: st.DataObject, act: Callable[[str, str], bool], end: str | None) -> None:
        """Let a process act that has, or had, a claim: only the one that has it may."""
        if not self.claims:
            return
        name, claim = data.draw(st.sampled_from(self.claims))
        known = self.known[name]
        holds = known.claim == claim
        assert act(name, claim) == holds
        if holds and end:
            known.state, known.claim = end, None
        if holds:
            self.seen.append(self.jobs.find(name))

    @rule(data=st.data())
    def find_dead(self, data: st.DataObject) -> None:
        if not self.seen:
            return
        seen = data.draw(st.sampled_from(self.seen))
        known = self.known[seen.id]
        now = self.jobs.find(seen.id)
        dies = seen.claim is not None and (now.claim, now.beats) == (seen.claim, seen.beats)
        job = self.jobs.lost(seen)
        if dies:
            known.claim = None
            known.state = "waiting" if known.tries < MOST_TRIES else "failed"
        assert job.state == known.state

    @rule(name=NAMES, session=SESSIONS)
    def cancel(self, name: str, session: str) -> None:
        known = self.known.get(name)
        if known is None:
            return
        job = self.jobs.cancel(name, session)
        if known.state in ("waiting", "running"):
            known.watchers.discard(session)
            if not known.watchers:
                known.state, known.claim = "canceled", None
        assert job.state == known.state

    @invariant()
    def nothing_is_lost_or_done_twice(self) -> None:
        found = {job.id: job for job in self.jobs.newest()}
        assert {name: job.state for name, job in found.items()} == {
            name: each.state for name, each in self.known.items()
        }
        assert sum(job.state == "running" for job in found.values()) <= AT_ONCE
        for name, job in found.items():
            assert (job.claim, job.tries) == (self.known[name].claim, self.known[name].tries)
            assert (job.state == "running") == (job.claim is not None)
            assert (job.state == "failed") == bool(job.message)
            assert job.tries <= MOST_TRIES
            assert job.is_open == (job.finished is None)
            if job.state == "done":
                assert job.answer is not None and self.store.find_comparison(job.answer) == comparison()
            else:
                assert job.answer is None
        assert [job.id for job in self.jobs.open()] == sorted(
            (name for name, job in found.items() if job.is_open), key=lambda name: self.known[name].number
        )

    def teardown(self) -> None:
        """Whatever has happened, processes that do their work bring every job to an end."""
        for _ in range(2 * len(self.known)):
            for job in self.jobs.open():
                if job.claim is not None:
                    self.jobs.finish(job.id, job.claim, comparison())
            self.jobs.claim()
        assert self.jobs.open() == []


def test_whatever_happens_to_a_queue_its_promises_hold(location: str) -> None:
    few = "://" in location  # the same code, and each step takes longer
    with Store(location) as store:
        run_state_machine_as_test(
            lambda: Lives(location, store),
            settings=settings(
                max_examples=6 if few else 20, stateful_step_count=40, deadline=None, derandomize=True, database=None
            ),
        )
