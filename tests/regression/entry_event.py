"""What diverting the entry event alone does, beside what was published: the tables of docs/face-validity.md.

`make baselines` writes them anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from simulator.evidence.logistic import IN_95_PERCENT, fit
from simulator.units import DAYS_PER_YEAR
from tests.regression.entry_event_arms import SIX_MONTHS, Arm, Comparison, compare

DOCUMENT = Path(__file__).parents[2] / "docs" / "face-validity.md"
BEGIN, END = "<!-- {}: begin -->", "<!-- {}: end -->"


@dataclass(frozen=True)
class Estimate:
    """A number with the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    def shown(self, digits: int) -> str:
        value, low, high = (f"{number:.{digits}f}".replace("-", "−") for number in (self.value, self.low, self.high))
        return f"{value} ({low} to {high})"


# -- estimates --------------------------------------------------------------------------------------------


def odds_ratio(found: Comparison, measure: str, *, early: bool = False, adjusted: bool = True) -> Estimate:
    """Return the odds of any such event with LEAD, against those without.

    Adjusted for arrests in the two years before entry and for the length of follow-up. The first six months are
    of those who are followed so long.
    """
    followed = found.follow_up >= SIX_MONTHS if early else found.follow_up > 0.0
    arms = [arm.early if early else arm.later for arm in (found.with_lead, found.without)]
    outcome = np.concatenate([arm[measure][followed] > 0 for arm in arms]).astype(float)
    people = int(followed.sum())
    columns = [np.ones(2 * people), np.repeat([1.0, 0.0], people)]
    if adjusted:
        columns.append(np.tile(np.log1p(found.without.before["all_arrests"][followed]), 2))
    if adjusted and not early:
        columns.append(np.tile(np.log(found.follow_up), 2))
    return Estimate(*fit(np.column_stack(columns), outcome, np.tile(np.arange(people), 2)).odds_ratio(1))


def rate_at_liberty(found: Comparison, measure: str) -> Estimate:
    """Return the ratio of rates a year at liberty."""
    log, parts = 0.0, np.zeros(len(found.entered))
    for arm, sign in ((found.with_lead, 1.0), (found.without, -1.0)):
        for name, power in ((measure, 1.0), ("liberty_days", -1.0)):
            counts = arm.later[name]
            log += sign * power * np.log(counts.sum())
            parts += sign * power * counts / counts.sum()
    error = float(np.sqrt(np.square(parts).sum()))
    return Estimate(*(float(np.exp(log + sign * IN_95_PERCENT * error)) for sign in (0.0, -1.0, 1.0)))


def pooled(found: Comparison, measure: str, *, entry: bool) -> Estimate:
    """Return the difference in events a year: all events by all years."""
    years = found.follow_up / DAYS_PER_YEAR
    change = _change(found, measure, entry)
    value = change.sum() / years.sum()
    return _interval(value, float(np.sqrt(np.square(change - value * years).sum())) / years.sum())


def personal(found: Comparison, measure: str, *, entry: bool) -> Estimate:
    """Return the difference in events a year: each person's own rate, averaged over people."""
    rates = _change(found, measure, entry) / found.follow_up * DAYS_PER_YEAR
    return _interval(rates.mean(), rates.std(ddof=1) / np.sqrt(len(rates)))


def _change(found: Comparison, measure: str, entry: bool) -> np.ndarray:
    with_lead, without = (
        arm.later[measure] + (arm.entry[measure] if entry else 0.0) for arm in (found.with_lead, found.without)
    )
    return with_lead - without


def _interval(value: float, error: float) -> Estimate:
    return Estimate(float(value), float(value - IN_95_PERCENT * error), float(value + IN_95_PERCENT * error))


# -- the comparison with what was published ---------------------------------------------------------------


@dataclass(frozen=True)
class Published:
    """What the evaluation found, and the band around it that a study of its size is consistent with (90 %)."""

    words: str
    low: float | None = None
    high: float | None = None
    value: float | None = None

    def shown(self, digits: int) -> str:
        if self.low is None or self.high is None:
            return self.words
        return f"{self.words} ({self.low:.{digits}f} to {self.high:.{digits}f})".replace("-", "−")


@dataclass(frozen=True)
class Row:
    """A measure, what was published, and what each reading of the model gives."""

    measure: str
    published: Published
    found: Mapping[str, Estimate]
    digits: int = 2

    def line(self) -> str:
        cells = [self.measure, self.published.shown(self.digits), *(e.shown(self.digits) for e in self.found.values())]
        return f"| {' | '.join(cells)} |"


NOT_PUBLISHED = Published("not published")
NO_DIFFERENCE = "no significant difference"
ANY_ARREST = "Any arrest, whole follow-up"
NEW_OFFENSE = "Arrest for a new offense, whole follow-up"
WARRANT_ONLY = "Arrest on a warrant alone, whole follow-up"
AT_LIBERTY = "New-offense arrests per year at liberty, ratio"
Method = Callable[[Comparison], Estimate]

ODDS: Mapping[str, tuple[Published, Method]] = {
    "Any arrest, first six months": (
        Published("0.40", 0.26, 0.62, 0.40), partial(odds_ratio, measure="all_arrests", early=True),
    ),
    ANY_ARREST: (Published("0.42", 0.26, 0.68, 0.42), partial(odds_ratio, measure="all_arrests")),
    f"{ANY_ARREST}, not adjusted": (NOT_PUBLISHED, partial(odds_ratio, measure="all_arrests", adjusted=False)),
    "Arrest for a new offense, first six months": (
        Published(NO_DIFFERENCE, 0.6, 1.7), partial(odds_ratio, measure="arrests", early=True),
    ),
    NEW_OFFENSE: (Published(NO_DIFFERENCE, 0.6, 1.7), partial(odds_ratio, measure="arrests")),
    f"{NEW_OFFENSE}, not adjusted": (NOT_PUBLISHED, partial(odds_ratio, measure="arrests", adjusted=False)),
    WARRANT_ONLY: (NOT_PUBLISHED, partial(odds_ratio, measure="warrant_arrests")),
    "Felony charge filed": (Published("0.61", 0.33, 1.11, 0.61), partial(odds_ratio, measure="felony_filings")),
    "Misdemeanor charge filed": (
        Published(NO_DIFFERENCE, 0.5, 1.8), partial(odds_ratio, measure="misdemeanor_filings"),
    ),
}  # fmt: skip

# What the re-analysis of the evaluation gives with the entry event diverted and every other effect off.
EXPECTED_OF_ENTRY = {ANY_ARREST: (0.59, 0.81), NEW_OFFENSE: (0.98, 1.09)}
# What is known not to be so, and why: docs/face-validity.md says it.
KNOWN_MISSES = (NEW_OFFENSE,)

BOOKINGS, JAIL_DAYS = Published("−1.4", -1.68, -1.12, -1.4), Published("−39", -50.0, -28.0, -39.0)
COUNTING: Mapping[str, Callable[..., Estimate]] = {
    "entry left out": partial(pooled, entry=False),
    "entry counted": partial(pooled, entry=True),
    "entry counted, mean of people's own rates": partial(personal, entry=True),
}


def rows(found: Mapping[str, Comparison]) -> list[Row]:
    """Return every measure in every reading."""

    def row(measure: str, published: Published, method: Method, digits: int = 2) -> Row:
        return Row(measure, published, {name: method(reading) for name, reading in found.items()}, digits)

    return [
        *(row(measure, published, method) for measure, (published, method) in ODDS.items()),
        row(AT_LIBERTY, NOT_PUBLISHED, partial(rate_at_liberty, measure="arrests")),
        *(row(f"Bookings a year, {how}", BOOKINGS, partial(by, measure="bookings")) for how, by in COUNTING.items()),
        *(
            row(f"Jail days a year, {how}", JAIL_DAYS, partial(by, measure="jail_days"), 0)
            for how, by in COUNTING.items()
        ),
    ]


# -- where the difference is from --------------------------------------------------------------------------


def parts(found: Mapping[str, Comparison]) -> dict[str, tuple[float, float]]:
    """Return the bookings and jail days that a participant is spared in the follow-up, by what spares them."""
    alone, shipped, _ = found.values()
    measures = ("bookings", "jail_days")

    def mean(counts: Mapping[str, np.ndarray]) -> np.ndarray:
        return np.array([counts[measure].mean() for measure in measures])

    at_entry = mean(alone.without.entry)
    after_entry = mean(alone.without.later) - mean(alone.with_lead.later)
    effects = mean(alone.with_lead.later) - mean(shipped.with_lead.later)
    spared = {
        "The booking at entry that does not happen": at_entry,
        "What would have followed from the case that is not opened": after_entry,
        "What LEAD's work does afterwards, as shipped": effects,
        "Together": at_entry + after_entry + effects,
    }
    return {cause: (float(bookings), float(jail_days)) for cause, (bookings, jail_days) in spared.items()}


# -- how often, in each arm -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Level:
    """How often something happens in each arm, and without LEAD in the re-analysis of the evaluation."""

    measure: str
    expected: str
    found: Mapping[str, float]
    digits: int = 2

    def line(self) -> str:
        shown = (f"{value:.{self.digits}f}" for value in self.found.values())
        return f"| {self.measure} | {self.expected} | {' | '.join(shown)} |"


def levels(found: Mapping[str, Comparison]) -> list[Level]:
    """Return how often things happen without LEAD and in every reading."""
    first = next(iter(found.values()))
    years = first.follow_up.sum() / DAYS_PER_YEAR
    six_months = first.follow_up >= SIX_MONTHS
    arms = {"without LEAD": first.without, **{name: reading.with_lead for name, reading in found.items()}}

    def level(measure: str, expected: str, method: Callable[[Arm], float], digits: int = 2) -> Level:
        return Level(measure, expected, {name: float(method(arm)) for name, arm in arms.items()}, digits)

    def a_year(measure: str) -> Callable[[Arm], float]:
        return lambda arm: arm.later[measure].sum() / years

    def share(measure: str) -> Callable[[Arm], float]:
        return lambda arm: (arm.later[measure] > 0).mean()

    def early(arm: Arm) -> float:
        return (arm.early["all_arrests"][six_months] > 0).mean()

    return [
        level("Share with any arrest in six months", "0.49", early),
        level("Share with any arrest in the whole follow-up", "0.69", share("all_arrests")),
        level("Share with an arrest for a new offense", "not fitted", share("arrests")),
        level("Share with an arrest on a warrant alone", "not fitted", share("warrant_arrests")),
        level("Arrests a year", "1.6 (1.1 to 2.7)", a_year("all_arrests")),
        level(
            "Share of arrests that are on a warrant alone", "0.59 (0.34 to 0.75)",
            lambda arm: arm.later["warrant_arrests"].sum() / arm.later["all_arrests"].sum(),
        ),
        level("Bookings a year, entry left out", "1.5 (1.0 to 2.5)", a_year("bookings")),
        level("Jail days a year, entry left out", "30 (17 to 50)", a_year("jail_days"), 0),
        level(
            "Share of time in jail, prison or a state bed", "not fitted",
            lambda arm: 1.0 - arm.later["liberty_days"].sum() / arm.later["person_days"].sum(),
        ),
    ]  # fmt: skip


# -- the document -----------------------------------------------------------------------------------------


def document_with(tables: Mapping[str, str]) -> str:
    """Return the document with its tables replaced."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, table in tables.items():
        before, begin, rest = text.partition(BEGIN.format(name))
        _, end, after = rest.partition(END.format(name))
        assert begin and end, f"{DOCUMENT.name} has no place for the table of {name}"
        text = f"{before}{begin}\n{table}\n{end}{after}"
    return text


def tables_of(found: Mapping[str, Comparison]) -> dict[str, str]:
    """Return the document's tables in Markdown."""
    first = next(iter(found.values()))
    people, years = len(first.entered), first.follow_up.mean() / DAYS_PER_YEAR
    readings = " | ".join(name.capitalize() for name in found)
    marks = "---:|" * len(found)
    return {
        "parts": "\n".join([
            f"| Fewer per participant, over {years:.1f} years on average | Bookings | Jail days |",
            "|---|---:|---:|",
            *(f"| {cause} | {bookings:.2f} | {days:.0f} |" for cause, (bookings, days) in parts(found).items()),
        ]),
        "comparison": "\n".join([
            f"| With LEAD against without | Published | {readings} |",
            f"|---|---|{marks}",
            *(row.line() for row in rows(found)),
        ]),
        "arms": "\n".join([
            f"| {people:,} participants | Re-analysis, without LEAD | Without LEAD | {readings} |",
            f"|---|---|---:|{marks}",
            *(level.line() for level in levels(found)),
        ]),
    }  # fmt: skip


if __name__ == "__main__":
    DOCUMENT.write_text(document_with(tables_of(compare())), encoding="utf-8")
