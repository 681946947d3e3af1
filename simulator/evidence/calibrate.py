"""Calibration: draws of the inputs, weighed by how likely each makes what was published.

Bayesian synthetic likelihood (Price, Drovandi, Lee and Nott 2018, doi:10.1080/10618600.2017.1302882) by importance
sampling from the prior. Of each draw many studies of the published size are simulated; what was published is weighed by
the normal distribution with their mean, and one covariance for all draws. "No significant difference" is weighed by the
share of the simulated studies that find none. Every other input is drawn from its own range, so it is averaged over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy import stats

from simulator.errors import InputError
from simulator.evidence.calibration_file import CalibrationFile, Evidence, fitted_to, split_path, with_prior
from simulator.evidence.files import EvaluationFile, OddsRatio, Quotient, RateRatio, TargetFile
from simulator.evidence.lives import Floats
from simulator.evidence.place import Place, place_of
from simulator.evidence.studies import Studies, studies_of
from simulator.evidence.worlds import simulate
from simulator.experiment.executors import lazy_executor
from simulator.inputs.distributions import WIDTH_OF_90
from simulator.inputs.draw import draw_inputs
from simulator.inputs.parameter import Parameter
from simulator.inputs.scenario import Scenario
from simulator.inputs.values import number, table
from simulator.model.engines import DEFAULT_ENGINE


@dataclass(frozen=True)
class Size:
    """How much is simulated: draws from the priors, worlds of each, and studies among the people of these."""

    draws: int
    worlds: int
    studies: int


FEWEST_EFFECTIVE = 10.0
"""Below so many effective draws the result is no posterior but a few lucky draws."""
FULL = Size(draws=1_000, worlds=2, studies=60)
QUICK = Size(draws=100, worlds=1, studies=30)


@dataclass(frozen=True)
class Drawn:
    """What one draw gave: how many entered each arm of a simulated evaluation, and what studies among them find."""

    entered: Mapping[str, int]
    studies: Studies


@dataclass(frozen=True)
class Calibration:
    """Draws of the fitted inputs with their weights, and what each makes of every target.

    `values` has shape (draws, inputs), `weights` (draws,) and adds up to one. `findings` are by file and name of a
    target the mean of the simulated studies of each draw, shape (draws,).
    """

    file: CalibrationFile
    evidence: tuple[Evidence, ...]
    inputs: tuple[str, ...]
    values: Floats
    weights: Floats
    findings: Mapping[tuple[str, str], Floats]
    seed: int
    worlds: int

    @property
    def effective(self) -> float:
        """How many draws of equal weight the weighted ones are worth (Kish)."""
        return float(1.0 / np.square(self.weights).sum())

    @property
    def fitted_to(self) -> str:
        """A hash of what was fitted to what: priors, targets for calibration, and the evaluations they are from."""
        return fitted_to(self.file, self.evidence)

    def target(self, of: str, name: str) -> TargetFile:
        """Return a target by its file and name."""
        return next(each.file for each in self.evidence if each.name == of).targets[name]


def calibrate(
    file: CalibrationFile,
    evidence: Sequence[Evidence],
    size: Size,
    *,
    seed: int,
    workers: int | None = None,
    tell: Callable[[str], None] = lambda _: None,
    report: Callable[[int, int], None] = lambda _done, _all: None,
) -> Calibration:
    """Fit inputs to the targets that are marked for calibration.

    Raises InputError where too few draws make what was published likely: more draws, or another prior, are needed.
    """
    places = [_with_priors(place_of(each.file, each.document), file) for each in evidence]
    files = tuple(each.file for each in evidence)
    numbers = range(1, size.draws + 1)
    with lazy_executor(DEFAULT_ENGINE, workers, tell=tell) as executor:
        asked = executor().map(partial(_draw, files, places, seed, size), numbers)
        drawn = []
        for of_draw in asked:
            drawn.append(of_draw)
            report(len(drawn), size.draws)
    inputs = tuple(file.priors)
    values = np.array([_values(places[0].with_lead, seed, draw, inputs) for draw in numbers])
    by_file = {each.name: [of_draw[i] for of_draw in drawn] for i, each in enumerate(evidence)}
    weights = _weights(np.sum([_log_likelihood(each.file, by_file[each.name]) for each in evidence], axis=0))
    findings = {
        (each.name, name): np.array([_mean(of_draw, name) for of_draw in by_file[each.name]])
        for each in evidence
        for name in each.file.targets
    }
    result = Calibration(file, tuple(evidence), inputs, values, weights, findings, seed, size.worlds)
    if result.effective < min(FEWEST_EFFECTIVE, size.draws / 10):
        raise InputError(
            f"only {result.effective:.1f} effective draws of {size.draws} make what was published likely; "
            "ask for more draws, or think again about the priors"
        )
    return result


def _with_priors(place: Place, file: CalibrationFile) -> Place:
    return Place(_prior_scenario(place.with_lead, file), _prior_scenario(place.without, file))


def _prior_scenario(scenario: Scenario, file: CalibrationFile) -> Scenario:
    jurisdiction = replace(scenario.jurisdiction, parameters=_prior_parameters(scenario.jurisdiction.parameters, file))
    return replace(scenario, jurisdiction=jurisdiction, parameters=_prior_parameters(scenario.parameters, file))


def _prior_parameters(given: Mapping[str, Parameter], file: CalibrationFile) -> Mapping[str, Parameter]:
    fitted = dict(given)
    for path, prior in file.priors.items():
        name, category = split_path(path)
        fitted[name] = with_prior(fitted[name], category, prior, prior.value)
    return fitted


def _draw(files: Sequence[EvaluationFile], places: Sequence[Place], seed: int, size: Size, draw: int) -> list[Drawn]:
    return [_of_file(file, place, seed, size, draw) for file, place in zip(files, places, strict=True)]


def _of_file(file: EvaluationFile, place: Place, seed: int, size: Size, draw: int) -> Drawn:
    found = [simulate(file, place, seed, (draw, world)) for world in range(size.worlds)]
    entered = {arm: sum(world.entered[arm] for world in found) for arm in found[0].entered}
    return Drawn(entered, studies_of(file, found, size.studies, np.random.default_rng([seed, draw])))


def _values(scenario: Scenario, seed: int, draw: int, inputs: Sequence[str]) -> list[float]:
    drawn = draw_inputs(scenario, seed, draw).policy.at(scenario.jurisdiction.calendar.start)
    split = map(split_path, inputs)
    return [table(drawn, name)[category] if category else number(drawn, name) for name, category in split]


# -- how likely what was published is ----------------------------------------------------------------------


def _weights(log: Floats) -> Floats:
    """Return weights that add up to one; raises InputError where nothing is likely at all."""
    if not np.isfinite(log).any():
        raise InputError("no draw makes what was published likely at all")
    log = np.where(np.isfinite(log), log, -np.inf)
    weights = np.exp(log - log.max())
    return np.asarray(weights / weights.sum())


def _log_likelihood(evaluation: EvaluationFile, found: Sequence[Drawn]) -> Floats:
    """Return how likely each draw makes the targets of a file that are marked for it; shape (draws,)."""
    log = np.zeros(len(found))
    fitted = {name: target for name, target in evaluation.targets.items() if target.use == "calibration"}
    numbers = {n: t for n, t in fitted.items() if t.value is not None and t.low is None}
    if numbers:
        log += _of_values(numbers, found, evaluation)
    for name, target in fitted.items():
        if target.low is not None and target.high is not None:
            log += _of_range(target, np.array([_scaled(target, _mean(each, name)) for each in found]))
        elif target.value is None:
            log += np.log([_chance(drawn.studies, name, target) for drawn in found])
    return log


def _of_values(targets: Mapping[str, TargetFile], found: Sequence[Drawn], evaluation: EvaluationFile) -> Floats:
    """Return the log density of published values; the error of who was simulated comes on top of a study's own."""
    samples = [
        np.column_stack([_scaled(target, drawn.studies.values[name]) for name, target in targets.items()])
        for drawn in found
    ]
    samples = [sample[np.isfinite(sample).all(axis=1)] for sample in samples]
    size = len(targets)
    covariance = np.mean([np.cov(s, rowvar=False).reshape(size, size) for s in samples if len(s) > size], axis=0)
    published = np.array([float(_scaled(target, target.value)) for target in targets.values()])
    log = np.full(len(found), -np.inf)
    for i, (sample, drawn) in enumerate(zip(samples, found, strict=True)):
        if len(sample) > size:
            more = 1.0 + _share_of_a_study(evaluation, drawn)
            log[i] = stats.multivariate_normal.logpdf(published, sample.mean(axis=0), covariance * more)
    return log


def _share_of_a_study(evaluation: EvaluationFile, drawn: Drawn) -> float:
    """Return how many people a study has for each who was simulated: the more, the less certain its mean is."""
    arms = evaluation.cohort.arms if evaluation.cohort else {}
    return max((arm.people / max(1, drawn.entered[name]) for name, arm in arms.items()), default=0.0)


def _of_range(target: TargetFile, means: Floats) -> Floats:
    assert target.low is not None and target.high is not None
    low, high = _scaled(target, target.low), _scaled(target, target.high)
    middle = (low + high) / 2.0 if target.value is None else _scaled(target, target.value)
    return np.asarray(stats.norm.logpdf(means, middle, (high - low) / WIDTH_OF_90))


def _chance(studies: Studies, name: str, target: TargetFile) -> float:
    """Return the share of studies that find what was found, which is never quite 0 or 1."""
    assert target.finds is not None
    computed = int(np.isfinite(studies.values[name]).sum())
    found = studies.share_that_find(name, target.finds) * computed if computed else 0.0
    return (found + 0.5) / (computed + 1.0)


def _scaled(target: TargetFile, value: Floats | float | None) -> Floats:
    """Return a value on the scale on which it varies evenly: ratios and rates by their logarithms."""
    assert value is not None
    given: Floats = np.asarray(value, dtype=np.float64)
    if isinstance(target.measured, OddsRatio | RateRatio | Quotient):
        return np.asarray(np.log(np.maximum(given, 1e-9)))
    return given


def _mean(drawn: Drawn, name: str) -> float:
    values = drawn.studies.values[name]
    computed = np.isfinite(values)
    return float(np.mean(values[computed])) if computed.any() else float("nan")
