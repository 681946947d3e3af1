"""One job: a question that somebody has asked a server, and each step of its life as a new value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

State = Literal["waiting", "running", "done", "failed", "canceled"]

MOST_TRIES = 2
"""How often a job is begun whose process dies: the job itself may be what kills it."""
MOST_WATCHERS = 100
OF_LIVES = '"kind": "lives"'
"""What the question of lives says, as `Request.as_text` writes it."""
PRESENT = timedelta(minutes=15)
"""How long somebody who asked counts as waiting after the last look."""
NOTED_AGAIN = timedelta(seconds=30)
"""How old a look is before another one is written down: pages look several times a second."""


@dataclass(frozen=True)
class Job:
    """A question, who waits for it, and how far it is.

    `number` is its place in the order of asking. `claim` names who may go on with it while it runs: a process that
    was given up for dead and is not has another one. `beats` counts signs of life and never goes back. `done`, `found`
    and `total` are runs, as in `Progress`. `message` says why it failed, `answer` is the id of its comparison or lives.
    Moments are those of the clock of who wrote them.
    """

    id: str
    question: str
    number: int
    asked: str
    watchers: Mapping[str, str] = field(default_factory=dict)
    state: State = "waiting"
    claim: str | None = None
    tries: int = 0
    beats: int = 0
    done: int = 0
    found: int = 0
    total: int = 0
    started: str | None = None
    finished: str | None = None
    message: str | None = None
    answer: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in ("waiting", "running")

    @property
    def is_of_lives(self) -> bool:
        """Whether it is about lives, of which nothing is kept before both runs are done."""
        return OF_LIVES in self.question

    def seconds_left(self, now: datetime) -> float | None:
        """Return about how long it will still run, by what it has simulated so far; None while that says nothing."""
        simulated = self.done - self.found
        if self.state != "running" or self.started is None or simulated <= 0:
            return None
        so_far = (now - datetime.fromisoformat(self.started)).total_seconds()
        return max(0.0, so_far) * (self.total - self.done) / simulated

    # -- who waits for it -----------------------------------------------------------------------------------

    def seen_by(self, session: str, now: datetime) -> Job:
        """Return it with somebody who waits for it; of too many, who has not looked for longest is forgotten."""
        seen = sorted({**self.watchers, session: written(now)}.items(), key=lambda each: (each[1], each[0] == session))
        return replace(self, watchers=dict(seen[-MOST_WATCHERS:]))

    def left_by(self, session: str) -> Job:
        """Return it without somebody who waited for it."""
        return replace(self, watchers={each: seen for each, seen in self.watchers.items() if each != session})

    def look_is_due(self, session: str, now: datetime) -> bool:
        """Whether a look of somebody who waits for it is worth writing down."""
        seen = self.watchers.get(session) if self.is_open else None
        return seen is not None and now - datetime.fromisoformat(seen) >= NOTED_AGAIN

    def is_awaited(self, now: datetime) -> bool:
        """Whether somebody who asked has looked at it of late."""
        return any(now - datetime.fromisoformat(seen) < PRESENT for seen in self.watchers.values())

    # -- its life -------------------------------------------------------------------------------------------

    def claimed(self, claim: str, now: datetime) -> Job:
        """Return it given to whoever knows the claim."""
        return replace(
            self, state="running", claim=claim, tries=self.tries + 1, beats=self.beats + 1, started=written(now)
        )

    def beating(self, done: int, found: int, total: int) -> Job:
        """Return it with one more sign of life."""
        return replace(self, beats=self.beats + 1, done=done, found=found, total=total)

    def answered(self, answer: str, now: datetime) -> Job:
        """Return it done."""
        return replace(self, state="done", done=self.total, answer=answer, claim=None, finished=written(now))

    def failed(self, why: str, now: datetime) -> Job:
        """Return it failed, with what happened and what is safe."""
        return replace(self, state="failed", message=self._stopped(why), claim=None, finished=written(now))

    def canceled(self, now: datetime) -> Job:
        """Return it ended because nobody wants it any longer."""
        return replace(self, state="canceled", claim=None, finished=written(now))

    def lost(self, now: datetime) -> Job:
        """Return it without its process, which has died: back at its place in line, or failed after the last try."""
        if self.tries < MOST_TRIES:
            return replace(self, state="waiting", claim=None, started=None)
        return self.failed(f"its process ended {MOST_TRIES} times without a word, as it does when memory runs out", now)

    def _stopped(self, why: str) -> str:
        if not self.done:
            return f"Stopped before its first run was done: {why}."
        stopped = f"Stopped after {self.done:,} of {self.total:,} runs: {why}. "
        if self.is_of_lives:
            return f"{stopped}Nothing is kept of half a life; asking again begins anew."
        return f"{stopped}What was done is in the store, and asking again goes on from there."


def written(moment: datetime) -> str:
    """Return a moment as the store writes it."""
    return moment.isoformat(timespec="milliseconds")
