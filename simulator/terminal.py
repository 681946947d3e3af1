"""Asking at a terminal: what takes long is refused or shown while it goes on, and an interrupt leaves what is done."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from simulator.errors import InputError

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from contextlib import AbstractContextManager

    from simulator.experiment.collection import Progress
    from simulator.experiment.executors import LazyExecutor
    from simulator.experiment.oneway import Plan
    from simulator.experiment.placeholders import Missing
    from simulator.experiment.question import Question
    from simulator.experiment.reinvest import Reinvestment
    from simulator.experiment.trace import Trace
    from simulator.inputs.scenario import Scenario
    from simulator.model.engines import EngineName
    from simulator.results import Comparison
    from simulator.store import Store

    Starter = Callable[[], Executor]
    Note = Callable[[Progress], None]

Answer = TypeVar("Answer")
INTERRUPTED = 130
LONG_RUN = 3_600.0  # seconds


@dataclass(frozen=True)
class Workforce:
    """Who does the runs, in the words of a command: how many at once, by which executor, and where."""

    workers: int | None = None
    executor: str = "local"
    scheduler: str | None = None

    def begin(self, engine: EngineName) -> AbstractContextManager[LazyExecutor]:
        """Return what starts the executor when it is needed."""
        from simulator.experiment.executors import lazy_executor

        return lazy_executor(engine, self.workers, self.executor, self.scheduler, say)


def say(message: str) -> None:
    """Print one line on stderr; there is none where help has been shown instead."""
    if message:
        print("leadsim:", " ".join(message.splitlines()), file=sys.stderr)  # noqa: T201 - this is the command line


def make_question(
    names: list[str],
    baseline: str | None,
    seed: int | None,
    draws: int,
    replications: int,
    precision: float | None,
    money: str,
    engine: str | None,
    *,
    society: bool,
    effects: float | None = None,
) -> Question:
    """Return the question that the words of a command ask; InputError for what cannot be asked."""
    from dataclasses import replace

    from simulator.experiment.precision import first_question
    from simulator.experiment.question import DEFAULT_SEED, Question, engine_named
    from simulator.inputs.effects import with_effects
    from simulator.inputs.load import load_scenario

    chosen = [replace(load_scenario(name), society=society) for name in names]
    against = replace(load_scenario(baseline or chosen[0].baseline_name), society=society)
    if effects is not None:
        against, *chosen = with_effects([against, *chosen], effects)
    question = Question(
        scenarios=tuple(chosen),
        baseline=against,
        seed=DEFAULT_SEED if seed is None else seed,
        draws=draws,
        replications=replications,
        money=money,
        engine=engine_named(engine),
    )
    return question if precision is None else first_question(question, precision)


def ask(
    question: Question, workforce: Workforce, precision: float | None, *, allow_large: bool
) -> tuple[Comparison, str]:
    """Answer a question, and return the answer with the id under which it is kept."""
    from simulator.experiment.compare import answer
    from simulator.experiment.precision import answer_within

    def question_asked(question: Question, sink: Store, executor: Starter, workers: int, note: Note) -> Comparison:
        def allow(done: int, needed: int) -> None:
            if not allow_large:
                _refuse_large(question, workers, precision, done, needed)

        if precision is None:
            return answer(question, sink, executor, workers, note)
        return answer_within(precision, question, sink, executor, workers, note, allow)

    return simulate(
        question, workforce, precision, question_asked, lambda comparison: comparison, allow_large=allow_large
    )


def comparison_of(reinvestment: Reinvestment) -> Comparison:
    """Return the records of an answer about reinvestment, which is what is kept of it."""
    return reinvestment.comparison


def simulate(
    question: Question,
    workforce: Workforce,
    precision: float | None,
    ask: Callable[[Question, Store, Starter, int, Note], Answer],
    comparison_of: Callable[[Answer], Comparison],
    *,
    allow_large: bool,
) -> tuple[Answer, str]:
    """Answer a question while showing how far it has come, and keep the answer; an interrupt leaves what is done."""
    from simulator.experiment.collection import Progress
    from simulator.report.progress import progress_bar
    from simulator.store import Store

    so_far = Progress(0, 0, question.runs)

    def note(progress: Progress) -> None:
        nonlocal so_far
        so_far = progress
        show(progress)
        raise_again()

    try:
        with interrupts() as raise_again, workforce.begin(question.engine) as executor:
            if not allow_large:
                _refuse_large(question, executor.workers, precision)
            with Store() as store, progress_bar() as show:
                found = ask(question, store, executor, executor.workers, note)
                return found, store.keep_comparison(comparison_of(found))
    except KeyboardInterrupt:
        runs = f"{so_far.done} of {so_far.total} runs"
        say(f"stopped; {runs} are in the store, and asking again goes on from there")
        sys.exit(INTERRUPTED)


def _refuse_large(
    question: Question, workers: int, precision: float | None, done: int = 0, needed: int | None = None
) -> None:
    """Refuse what takes hours; `needed` is how many replications a precision takes, once that is known."""
    from simulator.report import words

    times = (needed or question.replications) / question.replications
    seconds, runs = question.seconds(workers) * times, round(question.runs * times)
    if seconds <= LONG_RUN:
        return
    size = f"{words.duration(seconds)} here ({runs:,} runs)"
    advice = "ask for less, or say --allow-large"
    if precision is None:
        raise InputError(f"this would take {size}; {advice}")
    what = f"a simulation error of at most {words.dollars(precision, signed=False)} would take"
    if needed is None:
        raise InputError(f"{what} at least {question.replications:,} replications, {size}; {advice}")
    raise InputError(f"{what} about {needed:,} replications, {size}; {done:,} of them are in the store; {advice}")


@contextmanager
def interrupts() -> Iterator[Callable[[], None]]:
    """Yield what raises an interrupt again: one that comes while something is being destroyed is dropped by Python."""
    seen: list[int] = []

    def interrupt(number: int, _frame: object) -> None:
        seen.append(number)
        raise KeyboardInterrupt

    def raise_again() -> None:
        if seen:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield raise_again
    finally:
        signal.signal(signal.SIGINT, before)


def trace_life(scenario: str, person: str, baseline: str | None, seed: int | None, draw: int, world: int) -> Trace:
    """Follow a life in a scenario and its baseline."""
    from simulator.experiment.question import DEFAULT_SEED
    from simulator.experiment.trace import trace as follow
    from simulator.inputs.load import load_scenario
    from simulator.model.engines import DEFAULT_ENGINE, prepare
    from simulator.report.progress import progress_bar

    chosen = load_scenario(scenario)
    against = load_scenario(baseline or chosen.baseline_name)
    seed = DEFAULT_SEED if seed is None else seed
    try:
        with ExitStack() as shown:
            bar: Callable[[Progress], None] | None = None

            def note(progress: Progress) -> None:
                nonlocal bar  # opened late, so that a refusal is one line and no bar
                bar = bar or shown.enter_context(progress_bar())
                bar(progress)

            prepare(DEFAULT_ENGINE, say)
            return follow(chosen, against, person=person, seed=seed, draw=draw, world=world, report=note)
    except KeyboardInterrupt:
        say("stopped; nothing is kept of a trace")
        sys.exit(INTERRUPTED)


def rank_missing(
    scenario: Scenario, find: str, replications: int, engine: str | None, workforce: Workforce, *, allow_large: bool
) -> Missing:
    """Rank a scenario's placeholders."""
    from dataclasses import replace

    from simulator.experiment.oneway import one_way, plan
    from simulator.experiment.placeholders import Missing, find_placeholders, headline
    from simulator.experiment.question import DEFAULT_SEED, engine_named
    from simulator.inputs.load import load_scenario
    from simulator.report.progress import progress_bar
    from simulator.store import Store

    question = headline(scenario, load_scenario(scenario.baseline_name), DEFAULT_SEED, replications)
    question = replace(question, engine=engine_named(engine))
    found = find_placeholders(question, find)
    planned = plan(question, found.settings)
    done = 0

    def note(progress: Progress) -> None:
        nonlocal done
        done = progress.done
        show(progress)
        raise_again()

    try:
        with interrupts() as raise_again, workforce.begin(question.engine) as executor, Store() as store:
            _announce(planned, planned.left(store), executor.workers, allow_large=allow_large)
            with progress_bar() as show:
                return Missing(found, one_way(planned, store, executor, executor.workers, note))
    except KeyboardInterrupt:
        say(f"stopped; {done} of {planned.runs} runs are in the store, and asking again goes on from there")
        sys.exit(INTERRUPTED)


def _announce(planned: Plan, left: int, workers: int, *, allow_large: bool) -> None:
    """Say how many simulations are left to do and about how long they take; refuse hours of them."""
    from simulator.report import words

    seconds = planned.seconds(left, workers)
    duration = words.duration(seconds)
    if seconds > LONG_RUN and not allow_large:
        raise InputError(f"this would take {duration} here ({left:,} runs); narrow it by --find, or say --allow-large")
    kept = f"{planned.runs - left:,} of {planned.runs:,} runs are in the store"
    say(f"{left:,} runs to simulate, {duration}; {kept}" if left else kept)
