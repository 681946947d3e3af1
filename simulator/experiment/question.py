"""A question: which scenarios against which baseline, how often, in which luck and which money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from simulator.errors import InputError
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.scenario import Jurisdiction, Scenario
from simulator.inputs.values import number
from simulator.model.engines import DEFAULT_ENGINE, ENGINES, EngineName
from simulator.units import DAYS_PER_YEAR, MONTHS_PER_YEAR, discount_factor

DEFAULT_SEED = 20270101
DEFAULT_DRAWS = 200
MOST_REPLICATIONS = 10_000
"""Worlds that each draw has to itself; another number would give every draw other luck."""
SPEEDS: dict[EngineName, float] = {"fast": 100_000.0, "simpy": 5_000.0}
"""Person-years that an engine simulates in a second on one core: low guesses, for warnings only."""

MONEY = ("constant", "nominal", "discounted")


@dataclass(frozen=True)
class Question:
    """What is asked. Draw 0, the base case, is used alone when no draws are asked for."""

    scenarios: tuple[Scenario, ...]
    baseline: Scenario
    seed: int = DEFAULT_SEED
    draws: int = DEFAULT_DRAWS
    replications: int = 1
    money: str = "constant"
    engine: EngineName = DEFAULT_ENGINE
    everyone: tuple[Scenario, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = [scenario.name for scenario in (self.baseline, *self.scenarios)]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if not self.scenarios:
            raise InputError("there is no scenario to compare")
        if repeated:
            raise InputError("each scenario is compared once, and not with itself", found=repeated[0])
        for scenario in self.scenarios:
            if scenario.jurisdiction != self.baseline.jurisdiction:
                raise InputError("a scenario is compared with a baseline of its own jurisdiction", found=scenario.name)
        if self.baseline.has_fund:
            raise InputError(
                "savings are measured against a baseline, so none of its own can be captured", found=self.baseline.name
            )
        if self.draws < 0 or self.replications < 1:
            raise InputError("there are 0 or more draws and at least 1 replication")
        if self.replications > MOST_REPLICATIONS:  # more would meet the worlds of the next draw
            raise InputError(f"there are at most {MOST_REPLICATIONS:,} replications", found=self.replications)
        if self.money not in MONEY:
            raise InputError("there is no such kind of money", found=self.money, allowed=", ".join(MONEY))
        engine_named(self.engine)
        object.__setattr__(self, "everyone", (self.baseline, *self.scenarios))

    @property
    def jurisdiction(self) -> Jurisdiction:
        """The place that is asked about."""
        return self.baseline.jurisdiction

    @property
    def draw_numbers(self) -> tuple[int, ...]:
        """The draws that are simulated."""
        return tuple(range(1, self.draws + 1)) if self.draws else (0,)

    @cached_property
    def runs(self) -> int:
        """How many runs the question takes if none is kept."""
        return len(self.draw_numbers) * (len(self.everyone) * self.replications + self.audits)

    @property
    def audits(self) -> int:
        """How many more worlds of the baseline each draw takes for auditors to measure savings against."""
        worlds = [_audit_worlds(scenario) for scenario in self.scenarios if scenario.has_fund]
        return max(0, max((known + 1 for known in worlds if known), default=0) - self.replications)

    def inputs_of(self, draw: int) -> tuple[Inputs, ...]:
        """Return what a draw gives everyone, in their order; InputError for what cannot be drawn."""
        baseline = draw_inputs(self.baseline, self.seed, draw)
        same = baseline.practice  # all are of the same place
        return baseline, *(draw_inputs(each, self.seed, draw, practice=same) for each in self.scenarios)

    def seconds(self, workers: int) -> float:
        """Return a rough guess of the time that all runs take."""
        calendar = self.jurisdiction.calendar
        people = self.jurisdiction.parameters["population.pool"].value
        assert isinstance(people, float)
        years = (calendar.edges[-1] - calendar.edges[0]) / DAYS_PER_YEAR
        return people * years * self.runs / SPEEDS[self.engine] / workers


def engine_named(name: str | None) -> EngineName:
    """Return the engine of this name, or the default one; InputError where there is none."""
    for engine in ENGINES:
        if engine == (name or DEFAULT_ENGINE):
            return engine
    raise InputError("there is no such engine", key="engine", found=name, allowed=", ".join(ENGINES))


def world_of(draw: int, replication: int) -> int:
    """Return the world of a draw's replication: the same however many draws and replications are asked for."""
    return draw * MOST_REPLICATIONS + replication


def audited_worlds(scenario: Scenario, replication: int) -> list[int]:
    """Return the baseline's worlds that an auditor of a scenario knows: some of the draw's, and not the run's own."""
    known = _audit_worlds(scenario)
    if not known:
        return [replication]
    return [world for world in range(known + 1) if world != replication][:known]


def money_factors(inputs: Inputs, money: str, months: Sequence[int]) -> list[float]:
    """Return what turns a constant dollar of each month into a nominal or a discounted one."""
    calendar = inputs.scenario.jurisdiction.calendar
    if money == "constant":
        return [1.0] * len(months)
    values = inputs.policy.at(calendar.start)
    if money == "nominal":
        rate = number(values, "economy.inflation")
        middle_of_price_year = inputs.scenario.jurisdiction.file.currency_year + 0.5
        since = calendar.start.year + (calendar.start.month - 1) / MONTHS_PER_YEAR - middle_of_price_year
        return [(1.0 + rate) ** (since + calendar.years_from_start(month)) for month in months]
    rate = number(values, "economy.discount_rate")
    return [discount_factor(rate, calendar.years_from_start(month)) for month in months]


def refuse_fund(scenario: Scenario) -> None:
    """Refuse a scenario with a fund where its fund would be left out, and it would be another scenario."""
    if scenario.has_fund:
        raise InputError(
            "this is not asked of a scenario that reinvests, since its fund would be left out; take back its agreement "
            "with reinvestment: {preset: none}, or use compare, run or reinvest",
            found=scenario.name,
        )


def _audit_worlds(scenario: Scenario) -> int:
    if scenario.agreement is not None and scenario.agreement.measure == "perfect_audit":
        return 0
    worlds = scenario.parameters["capture.audit_worlds"].value
    assert isinstance(worlds, float)
    return max(1, round(worlds))
