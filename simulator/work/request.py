"""What somebody asks a server: scenarios by name or as the text of a file, how often, and in which money.

Whatever comes in is refused here if it is not as it should be, before anything is kept or started.
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from typing import Any

from simulator.errors import InputError
from simulator.experiment.question import (
    DEFAULT_DRAWS,
    DEFAULT_SEED,
    MOST_REPLICATIONS,
    Question,
    engine_named,
    refuse_fund,
)
from simulator.experiment.reinvest import question_of as with_and_without
from simulator.experiment.setup import analysis_version, model_version, money_version
from simulator.inputs.load import load_scenario, load_scenario_text
from simulator.inputs.scenario import Scenario
from simulator.model.engines import DEFAULT_ENGINE
from simulator.units import LARGEST_NUMBER

LIVES = "lives"
"""One life twice, of each kind that can be chosen: two runs of the base case, with every event."""
KINDS = ("compare", "reinvest", LIVES)
OF_LIVES = (1, 0, 1, "constant")
"""Scenarios, draws, replications and money of lives."""
MOST_SCENARIOS = 8
MOST_DRAWS = 100_000
FILE_NAME = re.compile(r"(?!jurisdiction\.yaml)[A-Za-z0-9][A-Za-z0-9 _-]{0,59}\.yaml")


@dataclass(frozen=True)
class Source:
    """A scenario: by its name, or under a file's name by the text that stands in it."""

    name: str
    text: str | None = None

    def __post_init__(self) -> None:
        _refuse_no_text("scenario", self.name)
        if self.text is None:
            return
        _refuse_no_text("scenario", self.text)
        if not FILE_NAME.fullmatch(self.name):
            allowed = "a letter or digit, then up to 59 letters, digits, spaces, - or _, then .yaml"
            raise InputError("a scenario's file cannot be called so", key="scenario", found=self.name, allowed=allowed)

    def load(self) -> Scenario:
        """Return the scenario; InputError for whatever is wrong with it."""
        return load_scenario(self.name) if self.text is None else load_scenario_text(self.text, self.name)


@dataclass(frozen=True)
class Request:
    """A question in the words of a command; raises InputError for what no command would take."""

    scenarios: tuple[Source, ...]
    baseline: Source | None = None
    kind: str = "compare"
    seed: int = DEFAULT_SEED
    draws: int = DEFAULT_DRAWS
    replications: int = 1
    money: str = "constant"
    society: bool = False
    engine: str = DEFAULT_ENGINE

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError("this cannot be asked", key="kind", found=self.kind, allowed=", ".join(KINDS))
        if not 1 <= len(self.scenarios) <= MOST_SCENARIOS:
            allowed = f"1 to {MOST_SCENARIOS}"
            raise InputError("not a number of scenarios", key="scenarios", found=len(self.scenarios), allowed=allowed)
        _refuse_no_number("seed", self.seed, 0, LARGEST_NUMBER)
        _refuse_no_number("draws", self.draws, 0, MOST_DRAWS)
        _refuse_no_number("replications", self.replications, 1, MOST_REPLICATIONS)
        _refuse_no_text("money", self.money)
        _refuse_no_text("engine", self.engine)
        if not isinstance(self.society, bool):
            raise InputError("neither yes nor no", key="society", found=self.society)
        if self.kind == "reinvest" and (len(self.scenarios) > 1 or self.money != "constant" or self.society):
            raise InputError("a fund is asked about for one scenario, in constant dollars and without society's view")
        if self.kind == LIVES and (len(self.scenarios), self.draws, self.replications, self.money) != OF_LIVES:
            raise InputError("lives are of one scenario, in the base case and in constant dollars")

    def as_text(self) -> str:
        """Return what `from_text` reads."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> Request:
        """Return the request that `as_text` gave."""
        data: dict[str, Any] = json.loads(text)
        scenarios = tuple(Source(**source) for source in data.pop("scenarios"))
        baseline = data.pop("baseline")
        return cls(scenarios, Source(**baseline) if baseline else None, **data)

    def question(self) -> Question:
        """Return the question with its scenarios loaded, as the command of the same words asks it."""
        chosen = [source.load() for source in self.scenarios]
        against = self.baseline.load() if self.baseline else load_scenario(chosen[0].baseline_name)
        engine = engine_named(self.engine)
        if self.kind == "reinvest":
            return with_and_without(chosen[0], against, self.seed, self.draws, self.replications, engine)
        if self.kind == LIVES:
            refuse_fund(chosen[0])
        return Question(
            scenarios=tuple(replace(scenario, society=self.society) for scenario in chosen),
            baseline=replace(against, society=self.society),
            seed=self.seed,
            draws=self.draws,
            replications=self.replications,
            money=self.money,
            engine=engine,
        )

    def command(self, *, allow_large: bool = False) -> str:
        """Return the command that asks the same; texts are files of their names there.

        Of lives it follows the typical one.
        """
        if self.kind == LIVES:
            against = ["--baseline", self.baseline.name] if self.baseline else []
            return shlex.join(["leadsim", "trace", self.scenarios[0].name, *against, "--seed", str(self.seed)])
        words = ["leadsim", self.kind, *(source.name for source in self.scenarios)]
        words += ["--baseline", self.baseline.name] if self.baseline else []
        words += ["--seed", str(self.seed), "--draws", str(self.draws), "--replications", str(self.replications)]
        words += ["--money", self.money] if self.kind == "compare" and self.money != "constant" else []
        words += ["--society"] if self.society else []
        words += ["--engine", self.engine] if self.engine != DEFAULT_ENGINE else []
        words += ["--allow-large"] if allow_large else []
        return shlex.join(words)


def job_id(kind: str, question: Question) -> str:
    """Return the hash of all that an answer depends on: of the same question, for whoever asks it."""
    # What is written out is the content of every scenario, with the parameters and cost lines of its place.
    versions = (version("leadsim"), model_version(), money_version(), analysis_version())
    return hashlib.sha256(repr((kind, versions, question)).encode()).hexdigest()[:32]


def _refuse_no_text(key: str, value: object) -> None:
    if not isinstance(value, str):
        raise InputError("not text", key=key, found=value)


def _refuse_no_number(key: str, value: object, least: int, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InputError("not such a number", key=key, found=value, allowed=f"whole numbers from {least} to {most}")


__all__ = ["KINDS", "LIVES", "Request", "Source", "job_id"]
