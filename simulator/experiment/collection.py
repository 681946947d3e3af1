"""Gathers the runs of a question into samples, whatever order they come in, and turns them into its answer."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.analysis.compare import records
from simulator.analysis.samples import Money, Pair
from simulator.experiment.execute import Task
from simulator.experiment.fund_terms import FundTerms, fund_terms
from simulator.experiment.fund_years import FUND_YEARS, fund_years
from simulator.experiment.pairs import Prices, Settled, prices_of, settle
from simulator.experiment.purchases import refuse_unusable
from simulator.experiment.question import Question, audit_worlds, money_factors, world_of
from simulator.experiment.setup import LIBRARIES, model_key, model_version
from simulator.experiment.staffing import staffing_rules
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.scenario import Scenario
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.results import Axes, Comparison, Identity, Record, RunSink

Place = tuple[int, int, int]

UNITS = "units of "
"""How the names begin of the open units that a run leaves in a sample."""
STAFF = [Quantity.CASE_MANAGER_MONTHS, Quantity.NOTICE_MONTHS, Quantity.PROGRAM_MONTHS, Quantity.NOTICE_PROGRAM_MONTHS]


@dataclass(frozen=True)
class Progress:
    """How far a question has come: runs done (found or simulated) of all."""

    done: int
    found: int
    total: int


class Collection:
    """Gathers runs into samples as they come, in any order; keeps sums by fiscal year, not the runs.

    `question` may be replaced by the same one with more replications; what has been gathered stays.
    """

    def __init__(self, question: Question, sink: RunSink) -> None:
        self.question = question
        self.sink = sink
        self.found = 0  # runs that the sink had
        self._calendar = question.jurisdiction.calendar
        months = range(self._calendar.warm_up_months, self._calendar.months)
        self._periods = [list(months), *(self._calendar.months_of(year) for year in self._calendar.fiscal_years)]
        self._prices: dict[tuple[int, int], Prices] = {}
        self._keys: dict[Place, str] = {}
        self._done: set[Place] = set()
        self._counts: dict[Place, npt.NDArray[np.float64]] = {}
        self._staff: dict[Place, npt.NDArray[np.float64]] = {}
        self._sums: dict[Place, dict[str, npt.NDArray[Any]]] = {}
        self._axes: dict[int, Axes] = {}
        # A run is settled against the baseline's in the same world, whichever comes first.
        self._baselines: dict[tuple[int, int], Tally] = {}
        self._waiting: dict[tuple[int, int], list[tuple[Task, Tally]]] = {}

    def progress(self) -> Progress:
        """Return how far the question has come."""
        return Progress(len(self._done), self.found, self.question.runs)

    # -- what there is to do ------------------------------------------------------------------------------

    def tasks(self) -> Iterator[Task]:
        """Return a task for each run that is still lacking, draw by draw: an interrupted question has whole draws.

        Prices are made first, so that what cannot be priced is refused before anything is simulated. Runs with a fund
        are not among them.
        """
        question = self.question
        for d in range(len(question.draw_numbers)):
            drawn = self._draw(d)
            for r in range(question.replications + question.audits):
                for s, inputs in enumerate(drawn):
                    audit_only = r >= question.replications
                    if (s, d, r) in self._done or question.everyone[s].has_fund or (audit_only and s):
                        continue
                    yield self._task((s, d, r), inputs, None)

    def funded_tasks(self) -> Iterator[Task]:
        """Return the tasks of runs with a fund, which is measured against worlds of the baseline that are done."""
        question = self.question
        for d in range(len(question.draw_numbers)):
            drawn = self._draw(d)
            for s, scenario in enumerate(question.everyone):
                for r in range(question.replications) if scenario.has_fund else ():
                    if (s, d, r) not in self._done:
                        yield self._task((s, d, r), drawn[s], fund_terms(drawn[s], self._audited(scenario, d, r)))

    def _draw(self, d: int) -> list[Inputs]:
        """Draw and price every scenario, and refuse what a fund cannot decide by."""
        question = self.question
        months = self._periods[0]
        drawn = [draw_inputs(each, question.seed, question.draw_numbers[d]) for each in question.everyone]
        for s, inputs in enumerate(drawn):
            if (s, d) not in self._prices:
                self._prices[s, d] = prices_of(inputs, drawn[0], money_factors(inputs, question.money, months))
                refuse_unusable(inputs)
        return drawn

    def _task(self, place: Place, inputs: Inputs, terms: FundTerms | None) -> Task:
        _, d, r = place
        world = world_of(self.question.draw_numbers[d], r)
        key = model_key(inputs, world, staffing_rules(inputs), self.question.engine)
        if terms is not None:
            key = hashlib.sha256((key + terms.key()).encode()).hexdigest()
        self._keys[place] = key
        return Task(place, inputs, world, key, terms, self.question.engine)

    def _audited(self, scenario: Scenario, d: int, r: int) -> list[Tally]:
        """Return the baseline's worlds that an auditor knows: some of the draw's, and not the run's own."""
        known = audit_worlds(scenario)
        if not known:
            return [self._baselines[d, r]]
        return [self._baselines[d, world] for world in range(known + 1) if world != r][:known]

    # -- what has been done -------------------------------------------------------------------------------

    def add(self, task: Task, tally: Tally) -> None:
        """Take one run into the sample of its scenario, once the baseline's run in the same world is there."""
        s, d, r = task.place
        self._done.add(task.place)
        if s == 0:
            self._baselines[d, r] = tally
        elif (d, r) not in self._baselines:
            self._waiting.setdefault((d, r), []).append((task, tally))
            return
        self._settle(task, tally)
        for waiting, other in self._waiting.pop((d, r), []):
            self._settle(waiting, other)
        # Auditors of funds need the baseline's runs until the end.
        audited = any(scenario.has_fund for scenario in self.question.scenarios)
        if not audited and all((other, d, r) in self._done for other in range(len(self.question.everyone))):
            del self._baselines[d, r]

    def _settle(self, task: Task, tally: Tally) -> None:
        s, d, r = task.place
        self._counts[task.place] = np.array([tally.counts[months].sum(axis=0) for months in self._periods])
        self._staff[task.place] = tally.counts[self._periods[0]][:, STAFF, :].sum(axis=2)
        if s:
            settled = settle(self._prices[s, d], tally, self._baselines[d, r], self._calendar, task.fund)
            self._axes.setdefault(s, self._make_axes(s, tally, settled))
            self._sums[task.place] = self._sum(settled)

    def _sum(self, settled: Settled) -> dict[str, npt.NDArray[Any]]:
        """Return what a run leaves in the sample: sums by period, and what is needed by month."""
        first = self._periods[0][0]
        periods = [[month - first for month in months] for months in self._periods]
        moved = settled.moved
        cents = {
            "spent": settled.spent.cents, "before": settled.before.cents,
            "captured": moved.captured, "reinvested": moved.reinvested, "received": moved.received,
        }  # fmt: skip
        sums: dict[str, npt.NDArray[Any]] = {
            name: np.array([of_months[months].sum(axis=0) for months in periods]) for name, of_months in cents.items()
        }
        saved = np.maximum(settled.before.cents - settled.spent.cents, 0)
        return {
            **sums,
            "monthly": settled.monthly(),
            "gains": np.array([saved[months].sum(axis=0) for months in periods[1:]]),
            "certified": self._certified(settled),
            **fund_years(settled.fund, self._calendar),
            **{
                UNITS + line: np.array([units[months].mean(axis=0) for months in periods])
                for line, units in settled.units.items()
            },
        }

    def _certified(self, settled: Settled) -> npt.NDArray[np.int64]:
        """Return what an auditor saw of each fiscal year by payer and line; nothing of years not certified yet."""
        ledger, seen = settled.spent, settled.fund.certified if settled.fund else {}
        cells = np.zeros((len(self._calendar.fiscal_years), len(ledger.payers), len(ledger.lines)), dtype=np.int64)
        for y, year in enumerate(self._calendar.fiscal_years):
            if year in seen:
                cells[y, :, : seen[year].cells.shape[1]] = seen[year].cells
        return cells

    # -- the answer ---------------------------------------------------------------------------------------

    def comparison(self) -> Comparison:
        """Return the answer, once every run has been taken in."""
        return Comparison(self.identity(), tuple(self.records()))

    def records(self) -> Iterator[Record]:
        """Return the records of every scenario against the baseline."""
        for pair in self.pairs():
            yield from records(pair)

    def pairs(self) -> Iterator[Pair]:
        """Return the samples of every scenario beside the baseline's."""
        question = self.question
        counts, staff = self._stack(self._counts, 0), self._stack(self._staff, 0)
        for s, scenario in enumerate(question.scenarios, start=1):
            sums = {
                name: self._stack({place: of[name] for place, of in self._sums.items() if place[0] == s}, s)
                for name in self._sums[s, 0, 0]
            }
            fund, units = (
                {name.removeprefix(prefix): array for name, array in sums.items() if name.startswith(prefix)}
                for prefix in (FUND_YEARS, UNITS)
            )
            yield Pair(
                scenario=scenario.name,
                baseline=question.baseline.name,
                axes=self._axes[s],
                counts=(counts, self._stack(self._counts, s)),
                staff=(staff, self._stack(self._staff, s)),
                money=Money(**{name: sums[name] for name in (field.name for field in fields(Money))}),
                fund=fund,
                units=units,
                price_year=None if question.money == "nominal" else question.jurisdiction.file.currency_year,
                constant=question.money == "constant",
            )

    def _stack(self, found: Mapping[Place, npt.NDArray[Any]], scenario: int) -> npt.NDArray[Any]:
        """Return arrays of all runs of a scenario with axes for draws and replications in front."""
        draws, replications = range(len(self.question.draw_numbers)), range(self.question.replications)
        return np.array([[found[scenario, d, r] for r in replications] for d in draws])

    def identity(self) -> Identity:
        """Return what was asked and by what, with one hash of all runs for each scenario."""
        question = self.question
        people = question.jurisdiction.parameters["population.pool"].value
        assert isinstance(people, float)
        return Identity(
            scenarios=tuple(scenario.name for scenario in question.scenarios),
            baseline=question.baseline.name,
            titles={scenario.name: scenario.title for scenario in question.everyone},
            seed=question.seed,
            draws=question.draws,
            replications=question.replications,
            engine=question.engine,
            money=question.money,
            price_year=question.jurisdiction.file.currency_year,
            start=self._calendar.start.isoformat(),
            fiscal_years=self._calendar.fiscal_years,
            people=int(people),
            versions={
                "leadsim": version("leadsim"),
                "model": model_version(),
                "python": platform.python_version(),
                **{library: version(library) for library in LIBRARIES},
            },
            hashes={scenario.name: self._hash(s) for s, scenario in enumerate(question.everyone)},
        )

    def _hash(self, scenario: int) -> str:
        # Worlds that only auditors know are in the keys of the runs whose funds they decide about.
        asked = self.question.replications
        keys = [key for (s, _, r), key in sorted(self._keys.items()) if s == scenario and r < asked]
        return hashlib.sha256("".join(keys).encode()).hexdigest()[:16]

    def _make_axes(self, s: int, tally: Tally, settled: Settled) -> Axes:
        edges = self._calendar.edges
        days = tuple(sum(edges[m + 1] - edges[m] for m in months) for months in self._periods)
        months = tuple(len(months) for months in self._periods)
        scenario, ledger = self.question.everyone[s], settled.spent
        agreement = scenario.agreement if scenario.has_fund else None
        kinds = {line: entry.function.kind for line, entry in scenario.cost_lines.items()}
        ratio = scenario.parameters["lead.supervisor_ratio"].value
        assert isinstance(ratio, float)
        return Axes(
            fiscal_years=self._calendar.fiscal_years,
            days=days,
            months=months,
            groups=tally.groups,
            payers=ledger.payers,
            lines=ledger.lines,
            program=ledger.program,
            kinds=tuple(kinds.get(line, "per_event") for line in ledger.lines),
            measure=None if agreement is None else agreement.measure,
            covers=() if agreement is None else agreement.covers,
            private=scenario.jurisdiction.file.private_payers,
            supervisor_ratio=ratio,
        )
