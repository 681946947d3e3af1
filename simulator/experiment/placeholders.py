"""What is missing: placeholders, ranked by how far they move the net of all payers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.errors import InputError
from simulator.experiment.oneway import Effect, OneWay, Setting, beliefs, settings_of
from simulator.experiment.question import Question
from simulator.inputs.parameter import Parameter
from simulator.inputs.scenario import Scenario


@dataclass(frozen=True)
class Placeholders:
    """The placeholders of a scenario, its baseline and its place.

    `settings` move those that have a range. `without_range` are fixed in every future and cannot be ranked;
    `derived` follow by formula from other inputs.
    """

    question: Question
    settings: tuple[Setting, ...]
    without_range: tuple[tuple[str, Parameter], ...]
    derived: tuple[tuple[str, Parameter], ...]


@dataclass(frozen=True)
class Missing:
    """Placeholders and what moving each does."""

    placeholders: Placeholders
    one_way: OneWay

    @property
    def ranking(self) -> tuple[Effect, ...]:
        """One effect for each placeholder with a range, the largest swing first."""
        return self.one_way.of_each_input


def headline(scenario: Scenario, baseline: Scenario, seed: int, replications: int) -> Question:
    """Return the question whose answer is moved: the base case of a scenario against its baseline."""
    if scenario.name == baseline.name:
        raise InputError(
            "placeholders are ranked by what a scenario saves against its baseline, and this is the baseline",
            found=scenario.name,
        )
    return Question((scenario,), baseline, seed=seed, draws=0, replications=replications)


def find_placeholders(question: Question, prefix: str = "") -> Placeholders:
    """Return the placeholders whose path begins with `prefix`; InputError where none of them has a range."""
    found = dict(_believed(question, prefix))
    settings = [setting for path, parameter in found.items() for setting in settings_of(path, parameter)]
    if not settings:
        problem = "none of these placeholders has a range to be moved in" if found else "there are no such placeholders"
        raise InputError(problem, key="--find", found=prefix)
    moved = {setting.path for setting in settings}
    others = [(path, parameter) for path, parameter in found.items() if path not in moved]
    return Placeholders(
        question,
        tuple(settings),
        without_range=tuple((path, parameter) for path, parameter in others if parameter.formula is None),
        derived=tuple((path, parameter) for path, parameter in others if parameter.formula is not None),
    )


def _believed(question: Question, prefix: str) -> Iterator[tuple[str, Parameter]]:
    """Yield what is a placeholder in the scenario, its baseline or the practice before, one with a range if any is.

    What the scenario chooses for itself may still be a placeholder in its baseline and in the practice before.
    """
    for path in question.jurisdiction.parameters:
        unknown = [belief for belief in beliefs(question, path) if belief.grade == "placeholder"]
        if path.startswith(prefix) and unknown:
            yield path, next((belief for belief in unknown if settings_of(path, belief)), unknown[0])
