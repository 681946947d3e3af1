"""Published beside simulated: a table of targets, fitted and held out apart, and a sentence on each that is missed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from simulator.evidence.evaluate import Evaluation, Match
from simulator.evidence.files import OddsRatio, RateDifference, RateRatio, Reading, TargetFile
from simulator.report.layout import Column, Sheet, longest_line, longest_word, numbers

MINUS = "−"
WIDEST = 64
USES = {
    "calibration": "Targets that calibration may fit to",
    "validation": "Targets held out: nothing is fitted to them",
}
FINDINGS = {
    "no_difference": "no significant difference",
    "fewer": "significantly less",
    "more": "significantly more",
}
PEOPLE = (
    "Simulated: what a study of everybody finds, and in brackets nine of ten studies with as many people as the "
    "published one."
)
READINGS: Mapping[Reading, str] = {
    "left_out": "Of the event of entry nothing counts, where a target does not say otherwise.",
    "in_use": "Of the event of entry its booking and stay count and its charge does not, where a target does not say "
    "otherwise.",
    "counted": "Of the event of entry its booking, stay and charge count, where a target does not say otherwise.",
}
EVERYBODY = "Simulated: the mean of all runs, and in brackets nine of ten of them."
BASE_CASE = (
    "Every input is at its stated value, so the brackets hold only the luck of who is in a study. --draws 50 puts the "
    "uncertainty of the inputs in."
)
DRAWN = "The brackets hold the luck of who is in a study and {draws} draws of the uncertain inputs."
AGREES = (
    "Agrees: a published range holds the simulated value; a published value lies in the brackets; or at least one "
    "simulated study in ten finds what was found. It does not say that the model is right."
)


def validation_tables(evaluation: Evaluation) -> list[RenderableType]:
    """Return what was asked, the targets by use, and what is missed."""
    parts: list[RenderableType] = [_preface(evaluation)]
    for use, heading in USES.items():
        if matches := [match for match in evaluation.matches if match.target.use == use]:
            parts.append(_table(heading, matches))
    parts.append(_closing(evaluation))
    return parts


def validation_data(evaluation: Evaluation) -> dict[str, Any]:
    """Return an evaluation as plain data; what was not measured is null."""
    return {
        "title": evaluation.file.title,
        "scenario": evaluation.file.scenario,
        "entry": evaluation.file.entry,
        "seed": evaluation.seed,
        "draws": evaluation.draws,
        "worlds": evaluation.worlds,
        "entered_in_a_world": dict(evaluation.entered),
        "targets": [_match_data(match) for match in evaluation.matches],
    }


def published(target: TargetFile) -> str:
    """Return what was published, in a few words."""
    if target.value is None and target.finds is not None:
        return FINDINGS[target.finds]
    ends = "" if target.low is None or target.high is None else f"{number(target.low)} to {number(target.high)}"
    if target.value is None:
        return ends
    return f"{number(target.value)} ({ends})" if ends else number(target.value)


def simulated(match: Match) -> str:
    """Return what was simulated, in a few words."""
    found = f"{number(match.expected)} ({number(match.low)} to {number(match.high)})"
    if match.target.value is None and match.target.finds is not None:
        return f"{found}; so do {match.find_it:.0%} of studies"
    return found


def number(value: float) -> str:
    """Return a number with as many digits as it is read with."""
    return f"{value:,.{0 if abs(value) >= 10.0 else 2}f}".replace("-", MINUS)


def misses(evaluation: Evaluation) -> list[str]:
    """Return a sentence on each target that is missed, with what its file says of it."""
    return [sentence(match) for match in evaluation.matches if not match.agrees]


def sentence(match: Match) -> str:
    """Return in words where simulated and published differ."""
    target = match.target
    said = f"{target.title}: published {published(target)}, simulated {simulated(match)}; {_direction(match)}."
    return f"{said} {target.note}" if target.note else said


def _direction(match: Match) -> str:
    target = match.target
    if target.value is None and target.finds is not None:
        return "hardly any simulated study finds that"
    reference = target.value
    if reference is None:
        assert target.low is not None and target.high is not None
        reference = (target.low + target.high) / 2.0
    if isinstance(target.measured, OddsRatio | RateRatio):
        weaker = abs(math.log(max(match.expected, 1e-9))) < abs(math.log(max(reference, 1e-9)))
        return f"the simulated effect is {'weaker' if weaker else 'stronger'}"
    if isinstance(target.measured, RateDifference):
        return f"the simulated difference is {'smaller' if abs(match.expected) < abs(reference) else 'larger'}"
    return f"the simulated value is {'lower' if match.expected < reference else 'higher'}"


def _preface(evaluation: Evaluation) -> Group:
    file = evaluation.file
    lines = [Text(file.title, style="bold"), Text(" ".join(filter(None, (file.sentence, file.caveat))))]
    if file.cohort:
        arms = "; ".join(
            f"{arm.title}: {arm.people} people in the study, {number(evaluation.entered[name])} in a simulated world"
            for name, arm in file.cohort.arms.items()
        )
        lines.append(Text(f"{arms}.", style="dim"))
        lines.append(Text(f"{READINGS[file.entry]} --entry reads it otherwise.", style="dim"))
    how = PEOPLE if file.cohort else EVERYBODY
    lines.append(Text(f"{how} {DRAWN.format(draws=evaluation.draws) if evaluation.draws else BASE_CASE}", style="dim"))
    return Group(*lines)


def _table(title: str, matches: Sequence[Match]) -> Sheet:
    names = [match.target.title for match in matches]
    theirs, ours = [published(match.target) for match in matches], [simulated(match) for match in matches]
    width = min(WIDEST, longest_line(*names))
    return Sheet(
        (
            Column("What", names, max(24, longest_word(*names)), width),
            Column("Published", theirs, longest_word(*theirs), longest_line(*theirs)),
            Column("Simulated", ours, longest_word(*ours), longest_line(*ours)),
            numbers("Agrees", ["yes" if match.agrees else "no" for match in matches], 6),
        ),
        title=title,
    )


def _closing(evaluation: Evaluation) -> Group:
    missed = misses(evaluation)
    agreed = len(evaluation.matches) - len(missed)
    lines = [Text(f"{agreed} of {len(evaluation.matches)} targets agree.", style="bold")]
    lines += [Text(f"• {each}") for each in missed]
    return Group(*lines, Text(AGREES, style="dim"))


def _match_data(match: Match) -> dict[str, Any]:
    target = match.target
    return {
        "name": match.name,
        "title": target.title,
        "use": target.use,
        "grade": target.grade,
        "source": target.source,
        "note": target.note,
        "published": {
            "value": target.value, "low": target.low, "high": target.high, "finds": target.finds,
        },
        "simulated": {
            "expected": match.expected, "low": match.low, "high": match.high,
            "find_it": _known(match.find_it), "below_published": _known(match.below), "studies": match.studies,
        },
        "agrees": match.agrees,
    }  # fmt: skip


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
