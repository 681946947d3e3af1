"""Published beside simulated, one evaluation: its rows in panels that share an axis, and their words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dashboard.figures import names
from dashboard.figures.drawn import Table
from simulator.evidence.evaluate import Evaluation, Match
from simulator.evidence.files import OddsRatio, Quotient, RateDifference, RateRatio, ShareOfPeople, Stay, TimeTo
from simulator.report import words
from simulator.report.validation import number, published, simulated

Scale = Literal["ratio", "difference", "share", "times"]
ORDER: tuple[Scale, ...] = ("ratio", "difference", "share", "times")
Use = Literal["validation", "calibration"]
USES: Mapping[Use, str] = {"validation": "held-out figures", "calibration": "figures that may be fitted to"}
HEADINGS = {
    "ratio": "Ratios; 1 is no difference",
    "share": "Shares",
    "times": "Levels, as multiples of what was published",
}
DAYS = "Days"
COLUMNS = (
    "evaluation", "name", "what", "use", "published", "published_low", "published_high", "finds", "simulated", "p05",
    "p95", "share_that_finds_it", "studies", "agrees", "source",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A target on the axis of its panel; `band` is the published range, `value` the published number, where there are.

    `divisor` is what the numbers were divided by to stand on the axis.
    """

    match: Match
    divisor: float = 1.0

    @property
    def title(self) -> str:
        """What was published."""
        return self.match.target.title

    @property
    def agrees(self) -> bool:
        """Whether simulated and published agree."""
        return self.match.agrees

    @property
    def value(self) -> float | None:
        """The published number."""
        value = self.match.target.value
        return None if value is None else value / self.divisor

    @property
    def band(self) -> tuple[float, float] | None:
        """The published range."""
        low, high = self.match.target.low, self.match.target.high
        return None if low is None or high is None else (low / self.divisor, high / self.divisor)

    @property
    def simulated(self) -> tuple[float, float, float]:
        """The 5th percentile of studies, what a study of everybody finds, and the 95th percentile."""
        low, mean, high = (each / self.divisor for each in (self.match.low, self.match.expected, self.match.high))
        return low, mean, high

    @property
    def values(self) -> list[float]:
        """Everything that is to be in view."""
        value = [] if self.value is None else [self.value]
        return [*self.simulated, *value, *(self.band or ())]

    @property
    def told(self) -> list[str]:
        """What is simulated, in a line, and of a finding in words how many studies make it."""
        match, target = self.match, self.match.target
        found = f"{number(match.expected)} ({number(match.low)} to {number(match.high)})"
        if target.value is None and target.finds is not None:
            return [found, f"{match.find_it:.0%} of studies find that"]
        return [found]


@dataclass(frozen=True)
class Panel:
    """Rows on one axis."""

    heading: str
    scale: Scale
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class HeldData:
    """The targets of an evaluation that are held out, or those that may be fitted to."""

    name: str
    evaluation: Evaluation
    use: Use = "validation"

    @property
    def matches(self) -> tuple[Match, ...]:
        """The targets."""
        return tuple(match for match in self.evaluation.matches if match.target.use == self.use)

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Its targets by what can stand on one axis, in the order of the file."""
        found: dict[tuple[int, str], list[Match]] = {}
        for match in self.matches:
            scale = scale_of(match)
            found.setdefault((ORDER.index(scale), heading_of(match, scale)), []).append(match)
        return tuple(
            Panel(heading, ORDER[order], tuple(_row(match, ORDER[order]) for match in matches))
            for (order, heading), matches in sorted(found.items(), key=lambda item: item[0][0])
        )

    @property
    def agreeing(self) -> int:
        """How many targets agree."""
        return sum(match.agrees for match in self.matches)


def scale_of(match: Match) -> Scale:
    """Return which axis a target can stand on."""
    measured, target = match.target.measured, match.target
    if isinstance(measured, OddsRatio | RateRatio):
        return "ratio"
    if isinstance(measured, RateDifference):
        return "difference"
    ends = [each for each in (target.value, target.low, target.high, match.low, match.high) if each is not None]
    if isinstance(measured, ShareOfPeople | Quotient) and not getattr(measured, "per_year", False):
        return "share" if all(0.0 <= each <= 1.0 for each in ends) else "times"
    return "times" if match.low > 0.0 and (target.value or target.high or 0.0) > 0.0 else "difference"


def heading_of(match: Match, scale: Scale) -> str:
    """Return what a panel is called."""
    if scale != "difference":
        return HEADINGS[scale]
    measured = match.target.measured
    if isinstance(measured, RateDifference):
        return f"Difference in {words.plain(measured.of)} a person-year; 0 is none"
    return DAYS if isinstance(measured, TimeTo | Stay) else names.capital(words.plain(match.name))


def _row(match: Match, scale: Scale) -> Row:
    return Row(match, reference(match) if scale == "times" else 1.0)


def reference(match: Match) -> float:
    """Return the published number, or the middle of the published range as ratios have it."""
    target = match.target
    if target.value:
        return target.value
    assert target.low is not None and target.high is not None
    return math.sqrt(target.low * target.high) if target.low > 0.0 else target.high


# -- words ----------------------------------------------------------------------------------------------------


def title(data: HeldData) -> str:
    """Return how many agree."""
    of = len(data.matches)
    many = f"all {of}" if data.agreeing == of else f"{data.agreeing or 'none'} of {of}"
    agree = "agrees" if data.agreeing == 1 else "agree"
    return f"{data.evaluation.file.title}: {many} {USES[data.use]} {agree}"


def subtitle(data: HeldData) -> str:
    """Return who is compared, and what the marks are."""
    studies = "nine of ten studies of the published size" if data.evaluation.file.cohort else "nine of ten runs"
    return (
        f"{data.evaluation.file.sentence} Gray band: published range; diamond: published value. Dot: simulated; line: "
        f"{studies}. An open orange ring does not agree."
    )


def note(data: HeldData) -> str:
    """Return what every reader has to know of it."""
    return data.evaluation.file.caveat or ""


def alt(data: HeldData) -> str:
    """Return the chart in words."""
    rows = [
        f"{match.target.title}: published {published(match.target)}, simulated "
        f"{simulated(match)}, {'agrees' if match.agrees else 'does not agree'}"
        for match in data.matches
    ]
    return f"{title(data)}. {'; '.join(rows)}."


def table(data: HeldData) -> Table:
    """Return a row for each target."""
    return Table(
        headings=("What", "Published", "Simulated", "Agrees"),
        rows=tuple(
            (
                match.target.title, published(match.target), simulated(match), "yes" if match.agrees else "no",
            )
            for match in data.matches
        ),
        columns=COLUMNS,
        values=tuple(_values(data.name, match) for match in data.matches),
    )  # fmt: skip


def _values(name: str, match: Match) -> tuple[str | float | int | None, ...]:
    target = match.target
    finds_it = None if math.isnan(match.find_it) else match.find_it
    return (
        name, match.name, target.title, target.use, target.value, target.low, target.high, target.finds, match.expected,
        match.low, match.high, finds_it, match.studies, "yes" if match.agrees else "no", target.source,
    )  # fmt: skip
