"""Lives for the People page: made outside of any request, and found by what they are made of.

A life takes the whole population to be simulated twice with every event kept, about 15 s of a processor: too long for
a request. Those of the stored example come with leadsim, made by `python -m dashboard.lives`.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.figures.life_data import LifeData, Mark, Side
from dashboard.figures.names import called
from simulator.results import Comparison

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from simulator.experiment.trace import Life, Recorded, Trace, Who
    from simulator.inputs.scenario import Scenario

LIVES_FILE = files("dashboard") / "examples" / "king-county-lives.json.gz"
CHOICES = ("typical", "large-saving", "loss", "random")
MONTHS = 3  # of a quarter


def find(comparison: Comparison, scenario: str, choice: str) -> LifeData | None:
    """Return a life that was made of exactly these inputs and this luck; None where there is none."""
    found = stored().get(key_of(comparison, scenario), {}).get(choice)
    return LifeData.from_dict(found) if found else None


def key_of(comparison: Comparison, scenario: str) -> str:
    """Return what a life is made of: both scenarios by their content, the seed, and the version of leadsim."""
    identity = comparison.identity
    hashes = identity.hashes.get(identity.baseline, ""), identity.hashes.get(scenario, "")
    return " ".join((*hashes, str(identity.seed), identity.versions.get("leadsim", "")))


@lru_cache(maxsize=1)
def stored() -> Mapping[str, Mapping[str, dict[str, object]]]:
    """Return the lives that come with leadsim, by what they are made of and how the person was chosen."""
    if not LIVES_FILE.is_file():
        return {}
    found: Mapping[str, Mapping[str, dict[str, object]]] = json.loads(gzip.decompress(LIVES_FILE.read_bytes()))
    return found


# -- making them ----------------------------------------------------------------------------------------------


def make(comparison: Comparison) -> dict[str, dict[str, object]]:
    """Return the lives of each scenario of an answer about scenarios that leadsim knows by name."""
    from simulator.inputs.load import load_scenario

    identity, names = comparison.identity, called(comparison)
    baseline = load_scenario(identity.baseline)
    made: dict[str, dict[str, object]] = {}
    for name in identity.scenarios:
        scenario = load_scenario(name)
        made[key_of(comparison, name)] = {
            choice: life.as_dict()
            for choice, life in lives_of(scenario, baseline, identity.seed, (names[identity.baseline], names[name]))
        }
    return made


def lives_of(
    scenario: Scenario, baseline: Scenario, seed: int, names: tuple[str, str]
) -> Iterator[tuple[str, LifeData]]:
    """Yield the lives that can be chosen, all from one run of either scenario."""
    from simulator.experiment.run import run
    from simulator.experiment.setup import make_setup, price_books
    from simulator.experiment.trace import Frame, follow, record
    from simulator.inputs.draw import draw_inputs

    inputs = [draw_inputs(each, seed, 0) for each in (baseline, scenario)]
    calendar, file = scenario.jurisdiction.calendar, scenario.jurisdiction.file
    recorded = [
        record(
            each.scenario.name,
            each.scenario.title,
            run(each, 0, record_events=True),
            calendar,
            [book.of_units() for book in price_books(each, inputs[-1])],
        )
        for each in inputs
    ]
    end = calendar.first_day(calendar.months)
    frame = Frame(file.title, calendar.start, end, file.warm_up_years, file.currency_year, seed, 0, 0)
    people = make_setup(inputs[0], 0).people
    for choice in CHOICES:
        trace = follow(choice, recorded[0], recorded[1], people, frame)
        yield choice, life_data(trace, choice, recorded, names)


def life_data(trace: Trace, choice: str, recorded: Sequence[Recorded], names: tuple[str, str]) -> LifeData:
    """Return a traced life as its figure shows it."""
    frame, chosen = trace.frame, trace.choice
    days = float((frame.end - frame.start).days)
    sides = [
        side_of(life, run_, chosen.number, name, days, trace.lines)
        for life, run_, name in zip((trace.baseline, trace.scenario), recorded, names, strict=True)
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


def side_of(life: Life, recorded: Recorded, person: int, name: str, days: float, program: Mapping[str, bool]) -> Side:
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
        name=name,
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


# -- marks ----------------------------------------------------------------------------------------------------


def marks_of(life: Life, days: float) -> tuple[Mark, ...]:
    """Return what happened from the start date on, and what lasted, in the order of its beginning."""
    from simulator.model.events import Kind

    instants = {
        Kind.ARRESTED: "arrest", Kind.WARRANT_SERVED: "arrest", Kind.NO_ACTION: "stop", Kind.DIVERTED: "diverted",
        Kind.HEARING: "hearing", Kind.FAILED_TO_APPEAR: "missed",
    }  # fmt: skip
    events = [*((event.time, Kind(event.kind), event.detail) for event in life.warm_up)]
    events += [(step.time, step.kind, step.detail) for step in life.steps]
    at: dict[tuple[str, float], Mark] = {}
    for time, kind, _ in events:
        if kind in instants and time >= 0.0:
            at[instants[kind], time] = Mark(instants[kind], time, time)
    for name, weaker in (("arrest", "stop"), ("missed", "hearing")):  # one instant is shown once
        for time in [time for kind, time in at if kind == name]:
            at.pop((weaker, time), None)
    lasting = [
        Mark(kind, max(0.0, start), min(end, days)) for kind, start, end in _stretches(events, days) if end > 0.0
    ]
    return tuple(sorted((*at.values(), *lasting), key=lambda mark: (mark.start, mark.kind)))


def _stretches(events: Sequence[tuple[float, int, int]], days: float) -> Iterator[tuple[str, float, float]]:
    """Yield what lasted: (kind, from, to); what did not end by the last day lasts until then."""
    from simulator.model.events import Kind, Service

    gone: Mapping[int, str | None] = {Kind.DIED: None, Kind.LEFT: None}
    tracks: tuple[Mapping[int, str | None], ...] = (
        {
            Kind.BOOKED: "jail", Kind.PRISON_SENTENCE: "prison", Kind.ADMITTED: "state_bed", Kind.RESTORED: "jail",
            Kind.NOT_RESTORED: "jail", Kind.RELEASED: None, **gone,
        },
        {
            Kind.JOINED_WAITING_LIST: "waiting", Kind.LEFT_WAITING_LIST: None, Kind.SLOT_GRANTED: None,
            Kind.INTAKE: "lapsed", Kind.ENGAGED: "engaged", Kind.LAPSED: "lapsed", Kind.LEAD_EXIT: None, **gone,
        },
        {Kind.SERVICE_BEGAN: "treatment", Kind.SERVICE_FOUND: "treatment", Kind.SERVICE_ENDED: None, **gone},
    )  # fmt: skip
    services = (Kind.SERVICE_BEGAN, Kind.SERVICE_FOUND, Kind.SERVICE_ENDED)
    for track in tracks:
        state, since = None, 0.0
        for time, kind, detail in events:
            if kind not in track or (kind in services and detail != Service.TREATMENT):
                continue
            became = track[kind]
            if became == state or (kind == Kind.BOOKED and state is not None):
                continue
            if state is not None and time > since:
                yield state, since, time
            state, since = became, time
        if state is not None and since < days:
            yield state, since, days


def main() -> None:
    """Make the lives of the stored example, and write them into the package."""
    from dashboard.queries import stored_example

    text = json.dumps(make(stored_example()), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    Path(str(LIVES_FILE)).write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()
