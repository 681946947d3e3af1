"""What is left of a net at less of LEAD's published effects, and its words: at all of them, 75, 50, 25 % and none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures import names
from dashboard.figures.about import About
from dashboard.figures.drawn import Table
from simulator.analysis.estimate import Verdict, verdict
from simulator.report import words
from simulator.report.scales import Scale, scale_of
from simulator.results import Difference, Record

VERBS = {Verdict.POSITIVE: "saves", Verdict.NEGATIVE: "costs more than it saves", Verdict.SAME: "changes nothing"}
OPEN = "cannot be told apart from “{}”"
KINDS = {Verdict.POSITIVE: "saves", Verdict.NEGATIVE: "costs"}
NONE_LEFT = (
    "The diversion at entry, a booking that does not happen, is not discounted: what is left at 0% is that alone, less "
    "what LEAD costs."
)


@dataclass(frozen=True)
class Step:
    """A share of the published effects, the net at it, and how many futures agree, in words."""

    share: float
    net: Difference
    said: str

    @property
    def text(self) -> str:
        """The share as it is read."""
        return f"{100.0 * self.share:.0f}%"

    @property
    def kind(self) -> str:
        """Whether it saves or costs; `apart` where that cannot be told."""
        return KINDS.get(verdict(self.net), "apart")


@dataclass(frozen=True)
class EffectsData:
    """Shares of the published effects from all of them down, and what the published share itself is held to be."""

    about: About
    steps: tuple[Step, ...]

    @property
    def scale(self) -> Scale:
        """The unit of all amounts."""
        return scale_of([edge for step in self.steps for edge in (step.net.low, step.net.high)])


def of(records: Sequence[Record], about: About) -> EffectsData | None:
    """Return the steps from all of the effects down; None where there is none."""
    found = [
        Step(float(str(record.line).rpartition("=")[2]), record.difference, words.agreement(record).replace(" %", "%"))
        for record in records
    ]
    return EffectsData(about, tuple(sorted(found, key=lambda step: -step.share))) if found else None


def title(data: EffectsData) -> str:
    """Return at which shares it saves and at which it costs."""
    verdicts = [verdict(step.net) for step in data.steps]
    name = names.quoted(data.about.scenario)
    if set(verdicts) == {Verdict.NEGATIVE}:
        return f"{name} costs more than it saves at any share of the published effects, all of them included"
    if set(verdicts) == {Verdict.POSITIVE}:
        return f"{name} saves at any share of the published effects, even at none of them"
    told = []
    for verb in dict.fromkeys(_verb(data, kind) for kind in verdicts):
        at = [step.text for step, kind in zip(data.steps, verdicts, strict=True) if _verb(data, kind) == verb]
        told.append(f"{verb} at {names.listed(at)}")
    return f"{name} {'; '.join(told)} of the published effects"


def _verb(data: EffectsData, kind: Verdict) -> str:
    return VERBS.get(kind, OPEN.format(data.about.baseline))


def subtitle(data: EffectsData) -> str:
    """Return the measure, and what the marks are."""
    return (
        f"{data.about.net}, {data.scale.name}, {data.about.period} total, {data.about.dollars}, {data.about.pair}, by "
        f"the share of the published effects that carries over; all other inputs as in the {data.about.futures}. "
        "Dot: average. Line: 90% of futures."
    )


def note(data: EffectsData) -> str:
    """Return what is left at none, and where all of it stands."""
    return data.about.noted(NONE_LEFT)


def alt(data: EffectsData) -> str:
    """Return the chart in words."""
    rows = [
        f"at {step.text} {data.scale.text(step.net.mean)} on average, 90% of futures between "
        f"{data.scale.span(step.net.low, step.net.high, signed=True)}, {step.said}"
        for step in data.steps
    ]
    return f"{title(data)}. {'; '.join(rows)}."


def table(data: EffectsData) -> Table:
    """Return a row for each share."""
    cell = data.scale.cell
    return Table(
        headings=("Share of the published effects", "Average", "5th percentile", "95th percentile", "Futures"),
        rows=tuple(
            (step.text, cell(step.net.mean), cell(step.net.low), cell(step.net.high), step.said) for step in data.steps
        ),
        columns=("share_of_published_effects", "mean", "p05", "p95", "standard_error", "share_of_draws_that_save"),
        values=tuple(
            (step.share, step.net.mean, step.net.low, step.net.high, step.net.mcse, step.net.chance_positive)
            for step in data.steps
        ),
    )  # fmt: skip
