"""Files of targets: what was published, about whom, and what simulated people are put through to be held to it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self, cast, get_args

from pydantic import Discriminator, Field, model_validator

from simulator.errors import InputError, nearest_names
from simulator.evidence import vocabulary
from simulator.inputs.entries import Category, IsoDate, Model, Number, Text, Title
from simulator.inputs.entries import Path as ParameterPath
from simulator.inputs.files import scenarios_folder
from simulator.inputs.parameter import Override
from simulator.inputs.reader import Document, read_document
from simulator.inputs.scenario import Setting
from simulator.inputs.validate import validate

FOLDER = "targets"
"""Where the shipped files are, and how their names begin."""

Entry = Literal[
    "arrest_diversion", "social_contact", "community",
    "area_not_covered", "shift_not_covered", "officer_not_trained", "officer_did_not_offer", "no_consent", "no_slot",
]  # fmt: skip
"""How somebody enters an arm: by a route into LEAD, or at an arrest that LEAD's protocol leaves as it is, and why."""
ROUTES: tuple[Entry, ...] = ("arrest_diversion", "social_contact", "community")

Years = Annotated[Number, Field(ge=-20, le=50)]
Share = Annotated[Number, Field(gt=0, lt=1)]
Grade = Literal["published", "derived", "plausible"]
Counting = Literal["left_out", "counted"]
Reading = Literal["left_out", "in_use", "counted"]
"""What of the event of entry counts: nothing; its booking and stay in jail, but no charge; or its charge too."""
IN_USE = ("bookings", "jail_days", "municipal_jail_days")
NEVER = ("contacts", "arrests", "warrant_arrests", "all_arrests")
"""What brings everybody in is nobody's outcome, in any reading."""
Finding = Literal["no_difference", "fewer", "more"]


class CohortFile(Model):
    """Who is followed, from when to when; `people` are how many an arm of the study had."""

    arms: Annotated[dict[Category, ArmFile], Field(min_length=1)]
    enters_from: IsoDate
    enters_until: IsoDate
    followed_until: IsoDate

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.enters_from < self.enters_until <= self.followed_until:
            raise ValueError("people enter before they are followed: enters_from, enters_until, followed_until")
        return self


class ArmFile(Model):
    """An arm: how people enter it, how many there were, and whether they are followed as if LEAD were not there.

    Routes into LEAD count where intake is completed.
    """

    title: Title
    enters_by: Annotated[tuple[Entry, ...], Field(strict=False, min_length=1)]
    people: Annotated[int, Field(ge=2, le=100_000)]
    without_lead: bool = False

    @model_validator(mode="after")
    def _one_kind_of_entry(self) -> Self:
        if len({entry in ROUTES for entry in self.enters_by}) > 1:
            raise ValueError("an arm enters by routes into LEAD, or at arrests that are left as they are, not by both")
        return self


class OddsRatio(Model):
    """Odds of any such event in a window of years after entry, the first arm's against the second's.

    Adjusted for how often the event happened in the two years before entry, and where the window has no end for how
    long people were followed. Whom a window with an end outlasts is left out. `entry` as in rates.
    """

    measure: Literal["odds_ratio"]
    of: Category
    arms: Annotated[tuple[Category, Category], Field(strict=False)]
    entry: Counting | None = None
    from_year: Years = 0.0
    to_year: Years | None = None
    adjusted: bool = True


class Rates(Model):
    """Events or days a person-year: two arms' after entry, or one arm's after entry and before it.

    `before_years`: one arm, compared with so many years before its entry. `entry`: whether the event of entry, the
    stay in jail that begins with it and the case that it opens count; where it is not said, the file's reading holds.
    """

    of: Category
    arms: Annotated[tuple[Category, ...], Field(strict=False, min_length=1, max_length=2)]
    before_years: Annotated[Number, Field(gt=0, le=20)] | None = None
    entry: Counting | None = None
    from_year: Years = 0.0
    to_year: Years | None = None

    @model_validator(mode="after")
    def _two_sides(self) -> Self:
        if (len(self.arms) == 1) != (self.before_years is not None):
            raise ValueError("two arms are compared, or one arm with `before_years`")
        return self


class RateDifference(Rates):
    """The first arm's rate less the second's, or the rate after entry less the one before.

    `averaged_over` years: all events by all years; people: each person's own rate, averaged.
    """

    measure: Literal["rate_difference"]
    averaged_over: Literal["years", "people"] = "years"


class RateRatio(Rates):
    """The first arm's rate divided by the second's, or the one after entry by the one before; events by years."""

    measure: Literal["rate_ratio"]


class ShareOfPeople(Model):
    """The share of an arm's people with any such event in a window of years after entry."""

    measure: Literal["share_of_people"]
    of: Category
    arm: Category
    from_year: Years = 0.0
    to_year: Years | None = None


class Quotient(Model):
    """So much of one thing for each of another: of an arm after entry, or without `arm` of everybody in the horizon.

    `per_year` takes days of the second for years.
    """

    measure: Literal["quotient"]
    of: Category
    per: Category
    arm: Category | None = None
    per_year: bool = False


class Level(Model):
    """How many there are on an average day of the horizon, or of what is no state, how many happen a year."""

    measure: Literal["level"]
    of: Category


class TimeTo(Model):
    """Days after entry by which a share of an arm has had such an event; of two arms, how much later the first has.

    Those who have not had one when they are no longer followed are censored (Kaplan and Meier 1958,
    doi:10.1080/01621459.1958.10501452).
    """

    measure: Literal["time_to"]
    of: Category
    at: Share = 0.5
    arms: Annotated[tuple[Category, ...], Field(strict=False, min_length=1, max_length=2)]


class Stay(Model):
    """A quantile of the days of everybody's stays in jail that began and ended in the horizon."""

    measure: Literal["stay"]
    at: Share


class Concentration(Model):
    """Of all that happens to anybody in the horizon, the share that falls on those to whom it happens most.

    `top` is how many these are, as a share of those to whom it happens at all.
    """

    measure: Literal["concentration"]
    of: Category
    top: Share = 0.1


Measure = Annotated[
    OddsRatio | RateDifference | RateRatio | ShareOfPeople | Quotient | Level | TimeTo | Stay | Concentration,
    Discriminator("measure"),
]


class TargetFile(Model):
    """Something published: its value, or the range that it is in, or what kind of difference was found.

    `finds`: no difference that is significant at 5 %, or significantly fewer or more (lower or higher).

    `use`: what calibration may fit to, and what is kept to validate it. `note` says what a reader has to know of it,
    above all where simulated and published differ and why.
    """

    title: Title
    measured: Measure
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    finds: Finding | None = None
    use: Literal["calibration", "validation"]
    grade: Grade = "published"
    source: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _something_to_hold_it_to(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("a range has both ends, low and high")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low is above high")
        if self.value is None and self.low is None and self.finds is None:
            raise ValueError("a target has a value, a range (low and high), or what it `finds`")
        return self


class EvaluationFile(Model):
    """An evaluation: a scenario, what is changed in it to be like the place and time of the study, and its targets.

    `facts` are of the place, before the start too, as in a jurisdiction's file; `set` is from the start date on, as in
    a scenario's. Without a cohort the targets are of everybody. `caveat` is what every reader has to know.

    `entry` is what of the event of entry counts in odds ratios and rates that do not say it themselves.
    """

    title: Title
    sentence: Text
    caveat: Text | None = None
    scenario: Text
    start: IsoDate | None = None
    horizon_years: Annotated[int, Field(ge=1, le=20)] | None = None
    warm_up_years: Annotated[int, Field(ge=0, le=20)] | None = None
    facts: dict[ParameterPath, Override] = {}
    set: dict[ParameterPath, Setting] = {}
    cohort: CohortFile | None = None
    entry: Reading = "left_out"
    targets: Annotated[dict[Category, TargetFile], Field(min_length=1)]


def target_files() -> list[Path]:
    """Return the shipped files of targets, in order of their names."""
    return sorted((scenarios_folder() / FOLDER).glob("*.yaml"))


def read_targets(path: Path) -> tuple[EvaluationFile, Document]:
    """Read a file of targets; raises InputError for whatever is wrong with it."""
    document = read_document(path)
    file = validate(EvaluationFile, document)
    for name, target in file.targets.items():
        _check_names(name, target, file, document)
    return with_reading(file, file.entry), document


def with_reading(file: EvaluationFile, reading: Reading) -> EvaluationFile:
    """Return a file of targets in which every odds ratio and rate that does not say it counts entry in this reading."""
    return file.model_copy(
        update={
            "entry": reading,
            "targets": {
                name: target.model_copy(update={"measured": _counting(target.measured, reading)})
                for name, target in file.targets.items()
            },
        }
    )


def reading_named(name: str) -> Reading:
    """Return a reading of the event of entry by its name; raises InputError where there is none."""
    for reading in get_args(Reading):
        if reading == name:
            return cast("Reading", reading)
    known = list(get_args(Reading))
    raise InputError(
        "there is no such reading of the event of entry", key="--entry", found=name, allowed=", ".join(known),
        nearest=nearest_names(name, known),
    )  # fmt: skip


def in_reading(file: EvaluationFile, reading: Reading) -> EvaluationFile:
    """Return a file of targets in which every odds ratio and rate counts entry in this reading, whatever it says."""
    silent = {
        name: target.model_copy(update={"measured": target.measured.model_copy(update={"entry": None})})
        if isinstance(target.measured, OddsRatio | Rates)
        else target
        for name, target in file.targets.items()
    }
    return with_reading(file.model_copy(update={"targets": silent}), reading)


def _counting(measured: Measure, reading: Reading) -> Measure:
    if not isinstance(measured, OddsRatio | Rates) or measured.entry is not None:
        return measured
    counts = measured.of not in NEVER if reading == "counted" else reading == "in_use" and measured.of in IN_USE
    return measured.model_copy(update={"entry": "counted" if counts else "left_out"})


def _check_names(name: str, target: TargetFile, file: EvaluationFile, document: Document) -> None:
    """Refuse measures and arms that there are not."""
    measured, where = target.measured, ("targets", name, "measured")
    for key in ("of", "per"):
        found = getattr(measured, key, None)
        if found is not None and found not in vocabulary.NAMES:
            raise _unknown("there is no such measure", document, (*where, key), found, list(vocabulary.NAMES))
    arms = getattr(measured, "arms", None) or [arm for arm in [getattr(measured, "arm", None)] if arm]
    known = list(file.cohort.arms) if file.cohort else []
    for arm in arms:
        if arm not in known:
            raise _unknown("there is no such arm", document, where, arm, known)


def _unknown(problem: str, document: Document, where: tuple[str, ...], found: str, known: list[str]) -> InputError:
    return document.error(
        problem, where, found=found, allowed=", ".join(known) or "none: there is no cohort",
        nearest=nearest_names(found, known),
    )  # fmt: skip


CohortFile.model_rebuild()
