"""How the other places' pools compare with what is published of them: the tables of docs/jurisdictions.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from simulator.experiment.question import DEFAULT_SEED
from simulator.experiment.run import Run, run
from simulator.inputs.draw import draw_inputs
from simulator.inputs.files import jurisdiction_folders
from simulator.inputs.load import load_jurisdiction, load_scenario
from simulator.inputs.scenario import Jurisdiction
from simulator.model.quantities import Quantity

DOCUMENT = Path(__file__).parents[2] / "docs" / "jurisdictions.md"
TABLES = ("facts", "levels", "published")
WORLDS = range(4)  # small places need the mean of a few
YEAR = 12
# What is known not to match, and why: docs/jurisdictions.md says it.
KNOWN_MISSES = (
    "Los Angeles: bookings into the county's jail, of all arrests",
    "Albany: people in LEAD",
)
ARRESTS = tuple(q for q in Quantity if q.name.startswith(("ARRESTS_", "WARRANT_ARRESTS_")))
JAIL_DAYS = (Quantity.JAIL_DAYS_SUPERIOR, Quantity.JAIL_DAYS_MUNICIPAL, Quantity.JAIL_DAYS_DISTRICT)
AS_TODAY = {
    "albany": "current",
    "king-county": "current",
    "los-angeles": "current",
    "santa-fe": "pilot",
    "washington-county": "current",
}
"""The scenario of each place that goes on as things are."""


def today(place: str) -> list[Run]:
    """Simulate the base case of a place as it is, in a few worlds."""
    inputs = draw_inputs(load_scenario(f"{place}/{AS_TODAY[place]}"), DEFAULT_SEED, 0)
    return [run(inputs, world, record_events=True) for world in WORLDS]


def counted(runs: Sequence[Run], months: slice, *quantities: Quantity) -> float:
    """Return what happened in some months, in the mean of the worlds."""
    return fmean(float(each.tally.counts[months, list(quantities)].sum()) for each in runs)


def most_arrested(runs: Sequence[Run], people: int) -> tuple[float, float]:
    """Return arrests and jail days, a person and year, of the most arrested in the three years before the start."""
    arrests, days = [], []
    for each in runs:
        by_person, held = _before_the_start(each, ARRESTS), _before_the_start(each, JAIL_DAYS)
        most = sorted(by_person, key=lambda person: (-by_person[person], person))[:people]
        arrests.append(sum(by_person[person] for person in most))
        days.append(sum(held.get(person, 0.0) for person in most))
    return fmean(arrests) / people / 3, fmean(days) / people / 3


def _before_the_start(happened: Run, quantities: Iterable[Quantity]) -> dict[int, float]:
    wanted, found = set(quantities), defaultdict[int, float](float)
    for credit in happened.credits:
        if credit.time < 0.0 and credit.quantity in wanted:
            found[credit.person] += credit.amount
    return found


# -- levels -----------------------------------------------------------------------------------------------------

LEVELS: tuple[tuple[str, Callable[[Jurisdiction, Sequence[Run]], str]], ...] = (
    ("People in the pool", lambda place, _: f"{place.parameters['population.pool'].value:,.0f}"),
    ("Bookings a person and year", lambda place, runs: f"{_a_person_and_year(place, runs, 'bookings'):.2f}"),
    ("Jail days a person and year", lambda place, runs: f"{_a_person_and_year(place, runs, 'jail_days'):.1f}"),
    ("Jail beds that the pool fills", lambda place, runs: f"{_on_average(place, runs, JAIL_DAYS):,.0f}"),
    ("Others in the jail", lambda place, _: f"{place.parameters['jail.background_population'].value:,.0f}"),
    ("People in LEAD", lambda place, runs: f"{_on_average(place, runs, (Quantity.PARTICIPANT_DAYS,)):,.0f}"),
    ("Places paid for", lambda place, runs: f"{_on_average(place, runs, (Quantity.PLACE_DAYS_FUNDED,)):,.0f}"),
    ("Intakes a year", lambda place, runs: f"{counted(runs, _third_year(place), Quantity.INTAKES):,.0f}"),
)
"""What stands in the table of levels, of the third year after the start."""


def _third_year(place: Jurisdiction) -> slice:
    begin = place.calendar.warm_up_months + 2 * YEAR
    return slice(begin, begin + YEAR)


def _on_average(place: Jurisdiction, runs: Sequence[Run], quantities: Iterable[Quantity]) -> float:
    return counted(runs, _third_year(place), *quantities) / 365.25


def _a_person_and_year(place: Jurisdiction, runs: Sequence[Run], measure: str) -> float:
    months = _third_year(place)
    people = counted(runs, months, Quantity.PERSON_DAYS) / 365.25
    return fmean(float(each.tally.monthly(measure)[months].sum()) for each in runs) / people


def levels_table(runs: dict[str, list[Run]]) -> str:
    """Return the levels of every place as a Markdown table, a column for each."""
    places = {name: load_jurisdiction(_folder(name)) for name in runs}
    head = ["| | " + " | ".join(runs) + " |", "|---|" + "---:|" * len(runs)]
    rows = [
        f"| {label} | " + " | ".join(shown(places[name], runs[name]) for name in runs) + " |" for label, shown in LEVELS
    ]
    return "\n".join([*head, *rows])


# -- what is published ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One comparison; it is plausible when the simulated value lies within the tolerance."""

    measure: str
    published: str
    simulated: float
    low: float
    high: float
    digits: int = 2

    @property
    def within(self) -> bool:
        return self.low <= self.simulated <= self.high

    def line(self) -> str:
        shown = f"{self.simulated:,.{self.digits}f}"
        allowed = f"{self.low:,.{self.digits}f} to {self.high:,.{self.digits}f}"
        return f"| {self.measure} | {self.published} | {shown} | {allowed} | {'yes' if self.within else '**no**'} |"


def rows(runs: dict[str, list[Run]]) -> list[Row]:
    """Compare what happens in each place with what was published of it."""
    return [*_santa_fe(runs["santa-fe"]), *_los_angeles(runs["los-angeles"]), *_others(runs)]


def _santa_fe(runs: Sequence[Run]) -> list[Row]:
    arrests, days = most_arrested(runs, 100)
    to_december_2016 = slice(34, 66)  # LEAD began in May 2014, two months before the start
    by_arrest = counted(runs, to_december_2016, Quantity.REFERRALS_ARREST)
    referred = by_arrest + counted(runs, to_december_2016, Quantity.REFERRALS_SOCIAL)
    return [
        Row("Santa Fe: arrests a year of the 100 arrested most", "1.97 (590 in 2010-12)", arrests, 1.7, 2.3),
        Row("Santa Fe: their jail days a year", "38.3 (11,502 in 2010-12)", days, 28, 48, 0),
        Row("Santa Fe: referrals by police to December 2016", "105", referred, 80, 130, 0),
        Row("Santa Fe: of them at arrest", "45 % of those enrolled", by_arrest / referred, 0.35, 0.55),
        Row(
            "Santa Fe: people who completed intake by then", "87",
            counted(runs, to_december_2016, Quantity.FIRST_INTAKES), 70, 105, 0,
        ),
    ]  # fmt: skip


def _los_angeles(runs: Sequence[Run]) -> list[Row]:
    year = slice(48, 60)
    bookings, arrests = (counted(runs, year, *found) for found in (_named("BOOKINGS_"), ARRESTS))
    return [
        Row(
            "Los Angeles: intakes a year", "131 (109 in the pilot's first ten months)",
            counted(runs, year, Quantity.INTAKES), 100, 170, 0,
        ),
        Row(
            "Los Angeles: bookings into the county's jail, of all arrests",
            "0.30 (14,800 of 48,933 in the second quarter of 2024), of everybody's arrests",
            bookings / arrests, 0.2, 0.5,
        ),
    ]  # fmt: skip


def _others(runs: dict[str, list[Run]]) -> list[Row]:
    year, template, albany = slice(48, 60), runs["washington-county"], runs["albany"]
    begun = slice(48, 49)
    at_start = counted(template, begun, Quantity.PARTICIPANT_DAYS) / 31
    return [
        Row(
            "Washington county: people served in a year", "222 (Thurston County, 2022)",
            at_start + counted(template, year, Quantity.INTAKES), 180, 280, 0,
        ),
        Row(
            "Albany: diversions a year", "47 (215 in four and a half years to October 2020)",
            counted(albany, year, Quantity.REFERRALS_ARREST, Quantity.REFERRALS_SOCIAL), 35, 60, 0,
        ),
        Row(
            "Albany: people in LEAD", "125 active in October 2020",
            counted(albany, year, Quantity.PARTICIPANT_DAYS) / 365.25, 105, 145, 0,
        ),
    ]  # fmt: skip


def _named(start: str) -> tuple[Quantity, ...]:
    courts = ("SUPERIOR", "MUNICIPAL", "DISTRICT")
    return tuple(Quantity[f"{start}{court}"] for court in courts)


# -- whose facts they are ---------------------------------------------------------------------------------------

KINDS = {
    "Published, or derived from it": ("local data", "published, several studies", "published, one study", "derived"),
    "Judgment": ("expert judgment", "policy choice"),
    "Placeholder": ("placeholder",),
}


def facts_table() -> str:
    """Return the own facts of every place by grade as a Markdown table."""
    head = ["| Place | " + " | ".join(KINDS) + " |", "|---|" + "---|" * len(KINDS)]
    lines = []
    for folder in jurisdiction_folders():
        facts = load_jurisdiction(folder).file.facts
        cells = [_list(path for path, fact in facts.items() if fact.grade in grades) for grades in KINDS.values()]
        lines.append(f"| {folder.name} | " + " | ".join(cells) + " |")
    return "\n".join([*head, *lines])


def _list(paths: Iterable[str]) -> str:
    return ", ".join(f"`{path}`" for path in paths) or "none"


# -- the document -----------------------------------------------------------------------------------------------


def tables(runs: dict[str, list[Run]]) -> dict[str, str]:
    """Return each table of the document by its name."""
    head = "| Measure | Published | Simulated | Tolerance | Within |\n|---|---|---:|---:|---|"
    published = "\n".join([head, *(row.line() for row in rows(runs))])
    return {"facts": facts_table(), "levels": levels_table(runs), "published": published}


def document_with(found: dict[str, str]) -> str:
    """Return the document with its tables replaced."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for name in TABLES:
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}\n{found[name]}\n{end}{after}"
    return text


def _folder(name: str) -> Path:
    return next(folder for folder in jurisdiction_folders() if folder.name == name)


if __name__ == "__main__":
    DOCUMENT.write_text(document_with(tables({name: today(name) for name in AS_TODAY})), encoding="utf-8")
