"""A study as it is asked: scenarios and a baseline, and what each point of the design makes of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.errors import InputError
from simulator.experiment.question import Question
from simulator.experiment.study.design import Factor, Points, factors_of, points_of
from simulator.inputs.load import load_scenario
from simulator.inputs.overrides import set_policy
from simulator.inputs.parameter import Override, Parameter
from simulator.inputs.reader import Document
from simulator.inputs.scenario import Scenario
from simulator.inputs.study import StudyFile, read_study, study_path
from simulator.model.engines import DEFAULT_ENGINE, EngineName

OF_AGREEMENTS = ("capture.", "fund.")
"""How everything begins that only an agreement reads."""
CAPTURE_SHARE = "capture.share"
ROWS_A_SECOND = 40.0
"""Rows that are priced and written in a second: a low guess, for warnings only."""


@dataclass(frozen=True)
class Study:
    """Scenarios x points x draws x replications.

    `question` is what is asked without the design; every point asks it again with its own values. Points are numbered
    from 1 on. Where there is no design, point 0 is the scenarios as they are.
    """

    file: StudyFile
    document: Document
    question: Question
    factors: tuple[Factor, ...]
    points: Points

    @property
    def point_numbers(self) -> range:
        """The points that are simulated."""
        return range(1, len(self.points) + 1) if self.factors else range(1)

    @property
    def rows(self) -> int:
        """How many runs are asked for, each of which is a row; the baseline's are among them."""
        question = self.question
        return len(self.points) * len(question.draw_numbers) * question.replications * len(question.everyone)

    def seconds(self, runs: int, workers: int) -> float:
        """Return a rough guess of the time that so many runs take, and after them the rows."""
        return self.question.seconds(workers) * runs / self.question.runs + self.rows / ROWS_A_SECOND

    def hash(self) -> str:
        """Return the hash of what the file says; comments and the order of keys are no part of it."""
        return hashlib.sha256(json.dumps(self.document.data, sort_keys=True).encode()).hexdigest()

    def values(self, point: int) -> tuple[float, ...]:
        """Return what a point sets, factor by factor."""
        return tuple(float(value) for value in self.points[max(0, point - 1)])

    def at(self, point: int) -> Question:
        """Return the question at a point: beliefs hold on both sides and in the practice before them, choices do not.

        Raises InputError for what a scenario cannot set, or not to this value.
        """
        if not self.factors:
            return self.question
        values, place = self.values(point), self.question.jurisdiction
        place = replace(place, parameters=self._set(place.parameters, values, choices=False))

        def derive(scenario: Scenario, *, choices: bool) -> Scenario:
            parameters = self._set(scenario.parameters, values, choices=choices)
            return replace(scenario, jurisdiction=place, parameters=parameters)

        return replace(
            self.question,
            scenarios=tuple(derive(scenario, choices=True) for scenario in self.question.scenarios),
            baseline=derive(self.question.baseline, choices=False),
        )

    def _set(
        self, given: Mapping[str, Parameter], values: tuple[float, ...], *, choices: bool
    ) -> Mapping[str, Parameter]:
        parameters = dict(given)
        for factor, value in zip(self.factors, values, strict=True):
            if factor.is_belief or choices:
                for path in factor.paths:
                    self._set_path(parameters, factor, path, value)
        return parameters

    def _set_path(self, parameters: dict[str, Parameter], factor: Factor, path: str, value: float) -> None:
        """Set one parameter by the rules of scenarios, as if the number stood where the factor does."""
        setting = value if factor.price_year is None else Override(value=value, price_year=factor.price_year)
        where = (*factor.where[:-1], path)
        data = {"design": {str(factor.where[1]): {path: value}}}
        line = self.document.line_of(factor.where)
        written = Document(self.document.file, data, {where: line} if line else {})
        set_policy(parameters, path, setting, written, where, self.question.jurisdiction.file.funding_sources)


def load_study(name: str | Path, engine: EngineName = DEFAULT_ENGINE) -> Study:
    """Read a study by name (`studies/…`) or file, with its scenarios; raises InputError where something is wrong."""
    path = study_path(name)
    file, document = read_study(path)
    scenarios = tuple(_scenario(each, path, document, ("scenarios", i), file) for i, each in enumerate(file.scenarios))
    baseline_name = file.baseline or _beside(file.scenarios[0], scenarios[0].baseline_name)
    baseline = _scenario(baseline_name, path, document, ("baseline",), file)
    factors = factors_of(file.design)
    _check_agreements(factors, scenarios, document)
    try:
        question = Question(
            scenarios, baseline, seed=file.seed, draws=file.draws, replications=file.replications,
            money=file.money, engine=engine,
        )  # fmt: skip
    except InputError as error:
        raise document.error(error.problem, ("scenarios",), found=error.found, allowed=error.allowed) from None
    return Study(file, document, question, factors, points_of(file.design, file.seed))


def _scenario(name: str, study: Path, document: Document, where: tuple[str | int, ...], file: StudyFile) -> Scenario:
    """Load a scenario, which keeps the name that the study calls it by: rows say the same wherever the study lies."""
    is_file = name.endswith((".yaml", ".yml"))
    try:
        loaded = load_scenario(study.parent / name if is_file else name)
    except InputError as error:
        if error.file is not None and not (is_file and error.file == str(study.parent / name) and error.line is None):
            raise  # it has been found, and says where it is wrong
        raise document.error(error.problem, where, found=name, allowed=error.allowed, nearest=error.nearest) from None
    return replace(loaded, name=name, society=file.society)


def _beside(scenario: str, baseline: str) -> str:
    """Return the name of a scenario's own baseline, as the study would call it."""
    is_file = baseline.endswith((".yaml", ".yml"))
    return Path(scenario).with_name(Path(baseline).name).as_posix() if is_file else baseline


def _check_agreements(factors: tuple[Factor, ...], scenarios: tuple[Scenario, ...], document: Document) -> None:
    """Refuse to vary what no agreement reads: rows that do not differ would look like a finding."""
    agreements = [scenario.agreement for scenario in scenarios if scenario.agreement is not None]
    for factor in factors:
        for path in (path for path in factor.paths if path.startswith(OF_AGREEMENTS)):
            if not agreements:
                raise document.error("none of the scenarios has an agreement that reads this", factor.where, found=path)
            if path == CAPTURE_SHARE and any(agreement.shares_by_year is not None for agreement in agreements):
                raise document.error(
                    "shares_by_year says what the agreement captures, so this would not be read", factor.where,
                    found=path,
                )  # fmt: skip


__all__ = ["Study", "load_study"]
