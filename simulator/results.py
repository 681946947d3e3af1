"""What is exchanged: finished runs, samples of runs, and the tidy records that everything shown is read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

from simulator.model.tally import Tally

Table = Literal["quantities", "money", "queues", "people", "equity", "fund", "sensitivity", "uncertainty", "capacity"]
ALL = "all"
TAXPAYERS = "taxpayers"
"""The payer that stands for all but private ones, where a place has any."""


class RunSink(Protocol):
    """Keeps finished runs by their content hashes, and gives them back; the store is one."""

    def find_tally(self, model_key: str) -> Tally | None:
        """Return what happened in a run, if it is kept."""

    def find_tallies(self, model_keys: Iterable[str]) -> dict[str, Tally]:
        """Return what happened in those of these runs that are kept, all at once in memory."""

    def has_tallies(self, model_keys: Iterable[str]) -> set[str]:
        """Return which of these runs are kept, without reading them."""

    def keep_tally(self, model_key: str, tally: Tally) -> None:
        """Keep what happened in a run; once this returns, it is not lost."""

    def keep_tallies(self, tallies: Mapping[str, Tally]) -> None:
        """Keep what happened in several runs, all or none; once this returns, none is lost."""


class NoSink:
    """Keeps nothing."""

    def find_tally(self, model_key: str) -> Tally | None:
        """Return nothing."""

    def find_tallies(self, model_keys: Iterable[str]) -> dict[str, Tally]:  # noqa: ARG002 - nothing is kept
        """Return nothing."""
        return {}

    def has_tallies(self, model_keys: Iterable[str]) -> set[str]:  # noqa: ARG002 - nothing is kept
        """Return nothing."""
        return set()

    def keep_tally(self, model_key: str, tally: Tally) -> None:
        """Keep nothing."""

    def keep_tallies(self, tallies: Mapping[str, Tally]) -> None:
        """Keep nothing."""


@dataclass(frozen=True)
class Axes:
    """What the axes of a sample stand for; period 0 is the whole horizon, the others are fiscal years.

    `days` and `months` are the length of each period, either way. `kinds` are the cost functions of the lines,
    `measure` is how an agreement finds what it captures (None: nothing is captured) and `covers` whose savings they
    are; `private` are the payers who are no taxpayers. `supervisor_ratio` is how many case managers a supervisor has.
    """

    fiscal_years: tuple[int, ...]
    days: tuple[float, ...]
    months: tuple[int, ...]
    groups: tuple[str, ...]
    payers: tuple[str, ...]
    lines: tuple[str, ...]
    program: tuple[bool, ...]
    kinds: tuple[str, ...] = ()
    measure: str | None = None
    covers: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    supervisor_ratio: float = 1.0

    @property
    def periods(self) -> tuple[str | int, ...]:
        """The labels of the period axis."""
        return (ALL, *self.fiscal_years)


@dataclass(frozen=True)
class Difference:
    """A paired difference over the draws.

    `low` and `high` are the 5th and 95th percentile of draws (the spread of futures), `p25` and `p75` their
    quartiles, `chance_positive` and `chance_negative` the shares of draws above and below zero (a draw without any
    difference is neither). Three numbers say what else could have come out:

    `mcse`: the standard error of the mean, from the finite number of draws and from luck together. How far the mean
    would move if the question were asked with another seed. With one draw it is luck alone.
    `simulation_error`: its part that is luck alone. How far the mean would move if the same draws met other worlds.
    Replications make it smaller, and `--precision` bounds it. None with one replication.
    `parameter_spread`: the standard deviation between futures that the uncertain inputs cause, without luck. Only
    better evidence makes it smaller. 0 where luck alone explains what the draws differ by; None with one draw or one
    replication.

    Where the spread is above 0, mcse² = simulation_error² + parameter_spread² / draws.
    """

    mean: float
    low: float
    high: float
    mcse: float | None
    p25: float
    p75: float
    chance_positive: float
    chance_negative: float
    draws: int
    simulation_error: float | None = None  # an answer that an earlier leadsim kept has neither
    parameter_spread: float | None = None


@dataclass(frozen=True)
class Record:
    """One number with everything needed to read it.

    Quantities are scenario minus baseline; on the money side a saving is positive and a cost or loss negative,
    while `baseline_mean` and `scenario_mean` are what is spent in each (positive).
    """

    table: Table
    measure: str
    unit: str
    scenario: str
    baseline: str
    baseline_mean: float
    scenario_mean: float
    difference: Difference
    line: str | None = None
    rung: str | None = None
    payer: str = ALL
    basis: str | None = None
    price_year: int | None = None
    route: str | None = None
    reason: str | None = None
    fiscal_year: str | int = ALL
    group: str = ALL

    def as_dict(self) -> dict[str, Any]:
        """Return the record as plain data, in the order of the contract."""
        data = asdict(self)
        order = (
            "table", "measure", "unit", "line", "rung", "payer", "basis", "price_year", "route", "reason",
            "scenario", "baseline", "fiscal_year", "group", "baseline_mean", "scenario_mean", "difference",
        )  # fmt: skip
        return {key: data[key] for key in order}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Record:
        """Return the record that `as_dict` gave."""
        return cls(**{**data, "difference": Difference(**data["difference"])})


@dataclass(frozen=True)
class Futures:
    """A net over the whole horizon in equally likely futures: `values` in dollars, in order, a saving positive.

    They are fifty quantiles of the draws, or with fewer draws all of them.
    """

    scenario: str
    baseline: str
    rung: str
    payer: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Series:
    """A number by month of the horizon, with the spread of futures: mean, 5th, 25th, 75th and 95th percentile.

    The measure `cumulative_net` is a paired difference in dollars, added up from the first month on, a saving positive;
    it has no means of its own in the baseline and in the scenario. Of everything else the spread is the scenario's.
    """

    table: Table
    measure: str
    unit: str
    scenario: str
    baseline: str
    rung: str | None
    payer: str
    line: str | None
    baseline_mean: tuple[float, ...]
    scenario_mean: tuple[float, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    p25: tuple[float, ...]
    p75: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Versus:
    """By how many dollars a scenario's net over the whole horizon is better than another scenario's, paired."""

    scenario: str
    other: str
    rung: str
    payer: str
    difference: Difference


@dataclass(frozen=True)
class Identity:
    """What was asked, by what, with which luck: enough to ask again.

    `hashes` are by scenario, of everything that can change what happens in its runs: inputs, luck and model. `inputs`
    are by scenario too, of its inputs alone, prices among them; an earlier leadsim kept none.
    """

    scenarios: tuple[str, ...]
    baseline: str
    titles: dict[str, str]
    seed: int
    draws: int
    replications: int
    engine: str
    money: str
    price_year: int
    start: str
    fiscal_years: tuple[int, ...]
    people: int
    versions: dict[str, str]
    hashes: dict[str, str]
    inputs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """An answer: its identity, its records, what pictures take besides, and the inputs that it is of.

    `inputs` are as `simulator.inputs.content.contents` gives them. An earlier leadsim kept records alone.
    """

    identity: Identity
    records: Sequence[Record] = field(default_factory=tuple)
    futures: Sequence[Futures] = field(default_factory=tuple)
    series: Sequence[Series] = field(default_factory=tuple)
    versus: Sequence[Versus] = field(default_factory=tuple)
    inputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        return {
            "run": asdict(self.identity),
            "estimates": [record.as_dict() for record in self.records],
            "futures": [asdict(each) for each in self.futures],
            "series": [asdict(each) for each in self.series],
            "versus": [asdict(each) for each in self.versus],
            "inputs": {name: dict(content) for name, content in self.inputs.items()},
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Comparison:
        """Return the answer that `as_dict` gave, also after it has been JSON."""
        return cls(
            Identity(**_with_tuples(data["run"])),
            tuple(Record.from_dict(record) for record in data["estimates"]),
            tuple(Futures(**_with_tuples(each)) for each in data.get("futures", ())),
            tuple(Series(**_with_tuples(each)) for each in data.get("series", ())),
            tuple(
                Versus(**{**each, "difference": Difference(**each["difference"])}) for each in data.get("versus", ())
            ),
            data.get("inputs", {}),
        )


def _with_tuples(data: dict[str, Any]) -> dict[str, Any]:
    """Return data of which JSON has made lists as it was."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
