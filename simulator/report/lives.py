"""One life twice as pictures take it: marks in lanes and what each lane and quarter cost, of a person in two scenarios.

A life takes the whole population to be simulated twice with every event kept, about 15 s of a processor. All that can
be chosen are made from one run of either scenario, and are kept by what they are made of.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from simulator.experiment.collection import Progress
from simulator.report.life_marks import LANES, Mark, marks_of
from simulator.results import Identity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from simulator.experiment.trace import Life, Recorded, Trace, Who
    from simulator.inputs.scenario import Scenario

CHOICES = ("typical", "large-saving", "loss", "random")
MONTHS = 3  # of a quarter


@dataclass(frozen=True)
class Side:
    """A life in one scenario: its marks, dollars of each quarter (justice, LEAD), and dollars and days by lane."""

    name: str
    marks: tuple[Mark, ...]
    quarters: tuple[tuple[float, float], ...]
    dollars: Mapping[str, float]
    days: Mapping[str, float]  # by kind: jail, prison, lead

    @property
    def total(self) -> float:
        """What the person cost, the part that varies, with their share of LEAD."""
        return sum(self.dollars.values())

    def many(self, kind: str) -> int:
        """Return how many marks of a kind there are."""
        return Counter(mark.kind for mark in self.marks)[kind]


@dataclass(frozen=True)
class LifeData:
    """One simulated person in a baseline and in a scenario.

    `people` complete an intake in the scenario `entered`, or in the baseline if nobody does there; `low`, `middle` and
    `high` are the 5th, 50th and 95th percentile of their nets in dollars, and the share `lower` has a lower net.
    """

    asked: str
    number: int
    who: str
    people: int
    lower: float
    low: float
    middle: float
    high: float
    start: str
    days: float
    price_year: int
    baseline: Side
    scenario: Side

    @property
    def net(self) -> float:
        """What the baseline cost more: a saving is positive."""
        return self.baseline.total - self.scenario.total

    @property
    def lanes(self) -> list[str]:
        """The lanes of either life: police, custody, court and LEAD always, others where something happens or costs."""
        used = {"police", "custody", "court", "lead"}
        for side in (self.baseline, self.scenario):
            used |= {mark.lane for mark in side.marks} | {lane for lane, cost in side.dollars.items() if cost >= 0.5}
        return [lane for lane in LANES if lane in used]

    def as_dict(self) -> dict[str, Any]:
        """Return the life as plain data."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> LifeData:
        """Return a life from plain data."""
        return cls(**{**data, "baseline": _side(data["baseline"]), "scenario": _side(data["scenario"])})


def _side(data: Mapping[str, Any]) -> Side:
    marks = tuple(Mark(**mark) for mark in data["marks"])
    return Side(**{**data, "marks": marks, "quarters": tuple((a, b) for a, b in data["quarters"])})


# -- what they are made of ------------------------------------------------------------------------------------


def lives_id(identity: Identity, scenario: str) -> str | None:
    """Return the name of the lives in a scenario and the baseline of an answer; None where its inputs are not known.

    It is made of the inputs of both, the seed, and the version: draws and replications are nothing to a life.
    """
    inputs = identity.inputs.get(identity.baseline), identity.inputs.get(scenario)
    if None in inputs:
        return None
    versions = (identity.versions.get(name) for name in ("leadsim", "model", "money"))
    return hashlib.sha256(repr((inputs, identity.seed, *versions)).encode()).hexdigest()[:12]


# -- making them ----------------------------------------------------------------------------------------------


def lives_of(
    scenario: Scenario, baseline: Scenario, seed: int, report: Callable[[Progress], None] = lambda _: None
) -> dict[str, LifeData]:
    """Return the lives that can be chosen, all from one run of either scenario; sides are called as scenarios are."""
    from simulator.experiment.run import run
    from simulator.experiment.setup import make_setup, price_books
    from simulator.experiment.trace import Frame, follow, record
    from simulator.inputs.draw import draw_inputs

    inputs = [draw_inputs(each, seed, 0) for each in (baseline, scenario)]
    calendar, file = scenario.jurisdiction.calendar, scenario.jurisdiction.file
    recorded = []
    for done, each in enumerate(inputs):
        report(Progress(done, 0, len(inputs)))
        happened, name = run(each, 0, record_events=True), each.scenario.name
        books = [book.of_units() for book in price_books(each, inputs[-1])]
        recorded.append(record(name, each.scenario.title, happened, calendar, books))
    report(Progress(len(inputs), 0, len(inputs)))
    end = calendar.first_day(calendar.months)
    frame = Frame(file.title, calendar.start, end, file.warm_up_years, file.currency_year, seed, 0, 0)
    people = make_setup(inputs[0], 0).people
    traces = {choice: follow(choice, recorded[0], recorded[1], people, frame) for choice in CHOICES}
    return {choice: life_data(found, choice, recorded) for choice, found in traces.items()}


def life_data(trace: Trace, choice: str, recorded: Sequence[Recorded]) -> LifeData:
    """Return a traced life as its figure shows it."""
    frame, chosen = trace.frame, trace.choice
    days = float((frame.end - frame.start).days)
    sides = [
        side_of(life, run_, chosen.number, days, trace.lines)
        for life, run_ in zip((trace.baseline, trace.scenario), recorded, strict=True)
    ]
    return LifeData(
        asked=choice, number=chosen.number, who=who_of(trace.who), people=chosen.people, lower=chosen.lower,
        low=chosen.low, middle=chosen.middle, high=chosen.high, start=frame.start.isoformat(), days=days,
        price_year=frame.price_year, baseline=sides[0], scenario=sides[1],
    )  # fmt: skip


def who_of(who: Who) -> str:
    """Return who it is: age, and whether they have a home, at the start or on arrival."""
    woman = "a woman" if who.female else "a man"
    return f"{woman}, {int(who.age)} at the start, {'with' if who.housed else 'without'} a home"


def side_of(life: Life, recorded: Recorded, person: int, days: float, program: Mapping[str, bool]) -> Side:
    """Return one of two lives: its marks, and its cost by quarter and by lane."""
    from simulator.experiment.personal_costs import personal_ledger
    from simulator.model.quantities import Quantity
    from simulator.report.trace import counted

    ledger = personal_ledger(recorded.counted, recorded.books, person)
    marginal = ledger.cents.sum(axis=1)[:, :, 1] / 100.0  # dollars by month and line
    own = [program[line] for line in ledger.lines]
    lanes = {
        price.line: lane_of(price.line, program, [q for q, _, _ in price.counts]) for price in recorded.books[0].prices
    }
    dollars: dict[str, float] = defaultdict(float)
    for line, amount in zip(ledger.lines, marginal.sum(axis=0), strict=True):
        dollars[lanes[line]] += float(amount)
    found = counted(life)
    in_jail = sum(found.get(Quantity(Quantity.JAIL_DAYS_SUPERIOR + i), 0.0) for i in range(3))
    return Side(
        name=recorded.name,
        marks=marks_of(life, days),
        quarters=quarters_of(marginal, own),
        dollars=dict(dollars),
        days={
            "jail": float(in_jail), "prison": float(found.get(Quantity.PRISON_DAYS, 0.0)),
            "lead": float(found.get(Quantity.PARTICIPANT_DAYS, 0.0)),
        },
    )  # fmt: skip


def quarters_of(marginal: NDArray[np.float64], program: Sequence[bool]) -> tuple[tuple[float, float], ...]:
    """Return dollars of each quarter, justice and LEAD, from dollars by month and line."""
    lead = [i for i, own in enumerate(program) if own]
    rest = [i for i, own in enumerate(program) if not own]
    return tuple(
        (float(marginal[first : first + MONTHS, rest].sum()), float(marginal[first : first + MONTHS, lead].sum()))
        for first in range(0, len(marginal), MONTHS)
    )


STARTS_OF_LANES = {
    "police": ("NO_ACTIONS", "ARRESTS_", "WARRANT_ARRESTS_", "DIVERSIONS_"),
    "custody": ("BOOKINGS", "JAIL_", "PRISON_"),
    "court": ("CHARGES_", "FILINGS_", "HEARINGS_", "SUPERVISION_"),
    "care": ("COMPETENCY_", "TREATMENT_"),
}
"""How the quantities that a lane's cost lines count begin."""


def lane_of(line: str, program: Mapping[str, bool], quantities: Sequence[int]) -> str:
    """Return the lane of a cost line: LEAD's own, or by what it counts."""
    from simulator.model.quantities import Quantity

    if program[line]:
        return "lead"
    counted = [Quantity(quantity).name for quantity in quantities]
    return next(
        (lane for lane, starts in STARTS_OF_LANES.items() if any(name.startswith(starts) for name in counted)), "other"
    )
