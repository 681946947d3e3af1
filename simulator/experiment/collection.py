"""The runs of a question, in any order: which are lacking, and what they come to together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from simulator.analysis.answer import comparison
from simulator.analysis.samples import Pair
from simulator.experiment.fund_terms import FundTerms, fund_terms
from simulator.experiment.gathered import Gathered
from simulator.experiment.identity import axes_of, hash_of_runs, identity_of
from simulator.experiment.pairs import Prices, prices_of, settle
from simulator.experiment.purchases import refuse_unusable
from simulator.experiment.question import Question, audited_worlds, money_factors, world_of
from simulator.experiment.setup import price_books
from simulator.experiment.staffing import staffing_rules
from simulator.experiment.task import Place, Task, task_of
from simulator.inputs.content import contents
from simulator.inputs.draw import Inputs
from simulator.model.tally import Tally
from simulator.results import Axes, Comparison, Identity, Record, RunSink


@dataclass(frozen=True)
class Progress:
    """How far a question has come: runs done (found or simulated) of all."""

    done: int
    found: int
    total: int


class Collection:
    """Gathers runs into samples as they come, in any order, and keeps no run longer than another needs it.

    `question` may be replaced by the same one with more replications; what has been gathered stays.
    """

    def __init__(self, question: Question, sink: RunSink) -> None:
        self.question = question
        self.sink = sink
        self.found = 0  # runs that the sink had
        self._calendar = question.jurisdiction.calendar
        self._gathered = Gathered(self._calendar, len(question.draw_numbers))
        self._keys: dict[Place, str] = {}
        self._done: set[Place] = set()
        self._axes: dict[int, Axes] = {}
        # What a draw needs while it is under way. A run is settled against the baseline's in the same world, whichever
        # comes first; auditors of funds know more worlds of it.
        self._unsettled: dict[int, set[tuple[int, int]]] = {}
        self._prices: dict[int, dict[int, Prices]] = {}
        self._baselines: dict[int, dict[int, Tally]] = {}
        self._waiting: dict[tuple[int, int], list[tuple[Task, Tally]]] = {}
        self._awaiting_funds: dict[int, tuple[Inputs, ...]] = {}

    def progress(self) -> Progress:
        """Return how far the question has come."""
        return Progress(len(self._done), min(self.found, len(self._done)), self.question.runs)

    # -- what there is to do ------------------------------------------------------------------------------

    def tasks(self) -> Iterator[Task]:
        """Yield a task for each run that is lacking, draw by draw: an interrupted question has whole draws.

        A draw is priced first, so that what cannot be priced is refused before anything of it is simulated. Runs with
        a fund are among them from when the baseline's runs have been added that they are measured against.
        """
        for d in range(len(self.question.draw_numbers)):
            ready = [other for other in self._awaiting_funds if self._worlds <= self._baselines.get(other, {}).keys()]
            for other in ready:
                yield from self._funded_tasks(other)
            yield from self._plain_tasks(d)

    def funded_tasks(self) -> Iterator[Task]:
        """Yield the tasks of runs with a fund that were not among `tasks`; all of those have been added."""
        for d in list(self._awaiting_funds):
            yield from self._funded_tasks(d)

    @property
    def _worlds(self) -> set[int]:
        """The replications of the baseline in each draw, with those that only auditors know."""
        return set(range(self.question.replications + self.question.audits))

    def _plain_tasks(self, d: int) -> Iterator[Task]:
        question = self.question
        asked = {(s, r) for s in range(len(question.everyone)) for r in range(question.replications)}
        lacking = {run for run in asked | {(0, r) for r in self._worlds} if (run[0], d, run[1]) not in self._done}
        waiting = {(task.place[0], r) for r in self._worlds for task, _ in self._waiting.get((d, r), ())}
        if not lacking | waiting:
            return
        self._unsettled[d] = lacking | waiting
        drawn = self._draw(d)
        needed = {r for s, r in lacking | waiting if s}
        if any(question.everyone[s].has_fund for s, _ in lacking):
            self._awaiting_funds[d] = drawn
            needed = self._worlds
        # Where more is asked for, runs of the baseline may be needed that were let go.
        again = {(0, r) for r in needed - self._baselines.get(d, {}).keys()}
        for r, s in sorted((r, s) for s, r in lacking | again):
            if not question.everyone[s].has_fund:
                yield self._task((s, d, r), drawn[s], None)

    def _funded_tasks(self, d: int) -> Iterator[Task]:
        question, drawn = self.question, self._awaiting_funds.pop(d)
        for s, scenario in enumerate(question.everyone):
            for r in range(question.replications) if scenario.has_fund else ():
                if (s, d, r) not in self._done:
                    audited = [self._baselines[d][world] for world in audited_worlds(scenario, r)]
                    yield self._task((s, d, r), drawn[s], fund_terms(drawn[s], audited))

    def _draw(self, d: int) -> tuple[Inputs, ...]:
        """Draw and price every scenario, and refuse what a fund cannot decide by."""
        question = self.question
        months = range(self._calendar.warm_up_months, self._calendar.months)
        drawn = question.inputs_of(question.draw_numbers[d])
        if d == 0:
            price_books(drawn[0])
        self._prices[d] = {
            s: prices_of(inputs, drawn[0], money_factors(inputs, question.money, months))
            for s, inputs in enumerate(drawn)
            if s
        }
        for inputs in drawn:
            refuse_unusable(inputs)
        return drawn

    def _task(self, place: Place, inputs: Inputs, terms: FundTerms | None) -> Task:
        _, d, r = place
        world = world_of(self.question.draw_numbers[d], r)
        task = task_of(place, inputs, world, staffing_rules(inputs), terms, self.question.engine)
        self._keys[place] = task.model_key
        return task

    # -- what has been done -------------------------------------------------------------------------------

    def add(self, task: Task, tally: Tally) -> None:
        """Take one run into the sample of its scenario, once the baseline's run in the same world is there."""
        s, d, r = task.place
        self._done.add(task.place)
        if s == 0:
            self._baselines.setdefault(d, {})[r] = tally
        elif r not in self._baselines.get(d, {}):
            self._waiting.setdefault((d, r), []).append((task, tally))
            return
        self._settle(task, tally)
        for waiting, other in self._waiting.pop((d, r), []):
            self._settle(waiting, other)
        self._let_go(d, r)

    def _settle(self, task: Task, tally: Tally) -> None:
        s, d, r = task.place
        self._gathered.count(task.place, tally)
        if s:
            settled = settle(self._prices[d][s], tally, self._baselines[d][r], self._calendar, task.fund)
            if s not in self._axes:
                self._axes[s] = axes_of(self.question, s, tally.groups, settled.spent)
            self._gathered.settle(task.place, settled)
        self._unsettled[d].discard((s, r))

    def _let_go(self, d: int, r: int) -> None:
        """Let go of what no run needs any longer."""
        everyone = self.question.everyone
        if not self._unsettled[d]:
            self._prices.pop(d, None)
            self._baselines.pop(d, None)
        elif not any(each.has_fund for each in everyone) and all((s, d, r) in self._done for s in range(len(everyone))):
            del self._baselines[d][r]

    # -- the answer ---------------------------------------------------------------------------------------

    def comparison(self) -> Comparison:
        """Return the answer, once every run has been taken in."""
        return self.answer(list(self.pairs()))

    def answer(self, pairs: Sequence[Pair], more: Iterable[Record] = ()) -> Comparison:
        """Return the answer that samples of this question give, with `more` records behind theirs."""
        found = comparison(self.identity(), pairs, more)
        return replace(found, inputs=contents(self.question.everyone))

    def pairs(self) -> Iterator[Pair]:
        """Return the samples of every scenario beside the baseline's."""
        question, gathered, asked = self.question, self._gathered, self.question.replications
        for s, scenario in enumerate(question.scenarios, start=1):
            yield Pair(
                scenario=scenario.name,
                baseline=question.baseline.name,
                axes=self._axes[s],
                counts=(gathered.counts_of(0, asked), gathered.counts_of(s, asked)),
                staff=(gathered.staff_of(0, asked), gathered.staff_of(s, asked)),
                money=gathered.money_of(s, asked),
                fund=gathered.fund_of(s, asked),
                units=gathered.units_of(s, asked),
                units_by_month=gathered.units_by_month_of(s, asked),
                levels=(gathered.levels_of(0, asked), gathered.levels_of(s, asked)),
                price_year=None if question.money == "nominal" else question.jurisdiction.file.currency_year,
                constant=question.money == "constant",
            )

    def identity(self) -> Identity:
        """Return what was asked and by what, with one hash of all runs for each scenario."""
        names = [scenario.name for scenario in self.question.everyone]
        return identity_of(self.question, {name: self._hash(s) for s, name in enumerate(names)})

    def _hash(self, scenario: int) -> str:
        # Worlds that only auditors know are in the keys of the runs whose funds they decide about.
        asked = self.question.replications
        return hash_of_runs(key for (s, _, r), key in sorted(self._keys.items()) if s == scenario and r < asked)
