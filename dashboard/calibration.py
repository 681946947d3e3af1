"""What published findings say of inputs: calibrations that are kept beside their files, and the words for them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dashboard.figures.names import in_words, listed
from simulator.evidence.calibration_file import label_of
from simulator.evidence.posterior import Spread
from simulator.inputs.files import scenarios_folder
from simulator.report.calibration import MOVED, SAYS_LITTLE, STRONG
from simulator.report.validation import number


@dataclass(frozen=True)
class FittedInput:
    """An input before and after, and the share of its variance that what was published takes away."""

    name: str
    label: str
    prior: Spread
    posterior: Spread
    moved: float


@dataclass(frozen=True)
class Calibration:
    """A kept calibration: how it was made, its inputs, and how much any two of them go together."""

    name: str
    title: str
    leadsim: str
    seed: int
    draws: int
    worlds: int
    effective: float
    inputs: tuple[FittedInput, ...]
    correlations: Mapping[str, Mapping[str, float]]

    @property
    def told(self) -> tuple[FittedInput, ...]:
        """The inputs that what was published says something of, those that it moves most first."""
        return tuple(sorted((i for i in self.inputs if i.moved >= SAYS_LITTLE), key=lambda each: -each.moved))

    @property
    def together(self) -> tuple[tuple[FittedInput, FittedInput, float], ...]:
        """Any two inputs that go together, the most first."""
        pairs = [
            (one, other, self.correlations[one.name][other.name])
            for n, one in enumerate(self.inputs)
            for other in self.inputs[n + 1 :]
        ]
        return tuple(sorted((pair for pair in pairs if abs(pair[2]) >= STRONG), key=lambda pair: -abs(pair[2])))


@lru_cache(maxsize=1)
def stored_calibrations() -> tuple[Calibration, ...]:
    """Return the calibrations that are kept, in order of their names; none where none has been made."""
    paths = sorted((scenarios_folder() / "calibrations").glob("*.json"))
    return tuple(calibration_of(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in paths)


def calibration_of(name: str, data: Mapping[str, Any]) -> Calibration:
    """Return a calibration from what `leadsim calibrate --out` has kept."""
    inputs = tuple(
        FittedInput(
            each["name"], label_of(each["name"]), Spread(**each["prior"]), Spread(**each["posterior"]), each["moved"]
        )
        for each in data["inputs"]
    )
    return Calibration(
        name, data["title"], data["made_with"]["leadsim"], data["seed"], data["draws"], data["worlds"],
        data["effective_draws"], inputs, data["correlations"],
    )  # fmt: skip


# -- words ----------------------------------------------------------------------------------------------------


def title(of: Calibration) -> str:
    """Return how many inputs are told by what was published, and which one most."""
    told, several = of.told, len(of.inputs)
    if not told:
        return f"What was published says next to nothing of any of {in_words(several)} inputs"
    many = "all" if len(told) == several else in_words(len(told))
    return f"What was published says something of {many} of {in_words(several)} inputs, most of: {lowered(told[0])}"


def lowered(each: FittedInput) -> str:
    """Return an input inside of a sentence."""
    return each.label if each.label[:2].isupper() else each.label[:1].lower() + each.label[1:]


def shown(of: Spread) -> str:
    """Return a mean with nine draws in ten."""
    return f"{number(of.mean)} ({number(of.low)} to {number(of.high)})"


def moved(each: FittedInput) -> str:
    """Return the share of the variance that is gone; nothing is less than none."""
    return f"{max(0.0, each.moved):.0%}"


def trade_offs(of: Calibration) -> list[str]:
    """Return what goes together, in words, and of what next to nothing is said."""
    found = [
        f"{one.label} and {lowered(other)} {'rise together' if level > 0 else 'trade off'} ({number(level)}): what was "
        f"published allows more of one only with {'more' if level > 0 else 'less'} of the other."
        for one, other, level in of.together
    ]
    silent = [lowered(each) for each in of.inputs if each.moved < SAYS_LITTLE]
    found += [] if found else ["No two inputs go together clearly: none of them stands in for another."]
    return [*found, *([f"Next to nothing is said of {listed(silent)}."] if silent else []), MOVED]


def source(of: Calibration) -> str:
    """Return the source line: how it was made, and how to make it again."""
    return (
        f"leadsim calibrate {of.name}: {of.draws:,} draws of {of.worlds} worlds each, worth {of.effective:,.0f} of "
        f"equal weight, seed {of.seed}, leadsim {of.leadsim}."
    )


COLUMNS = ("input", "what", "prior", "prior_p05", "prior_p95", "posterior", "posterior_p05", "posterior_p95", "moved")


def values(of: Calibration) -> Sequence[tuple[str | float, ...]]:
    """Return its inputs, unrounded."""
    return [
        (
            each.name, each.label, each.prior.mean, each.prior.low, each.prior.high, each.posterior.mean,
            each.posterior.low, each.posterior.high, each.moved,
        )
        for each in of.inputs
    ]  # fmt: skip
