"""On whom use falls, whom LEAD reaches, and who comes down by themselves, in plain words and three tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from simulator.evidence.files import Concentration as Published
from simulator.evidence.files import TargetFile, read_targets, target_files
from simulator.experiment.concentration import CURVE, FOLLOWED, GROUPS, MEASURES, PEOPLE, TOPS, WAYS, Concentration
from simulator.experiment.question import Question
from simulator.report import words
from simulator.report.layout import Sheet, labels, longest_line, numbers
from simulator.results import Difference, Record

NAMES = {"bookings": "Bookings", "jail_days": "Jail days", "justice_costs": "Justice costs that vary"}
PICKED, CHANCE, FORESIGHT, WHILE, EVER = (
    WAYS.index(name)
    for name in ("by last year's bookings", "at random", "by perfect foresight", "while in LEAD", "ever in LEAD")
)
TENTH = TOPS.index(0.1)
SHARES_NOTE = (
    "Of those with any of it, and in the last column of everybody in the pool; in brackets the middle 90 % of futures."
)
REACH_NOTE = (
    "Whose use it is in the baseline, and no effect on it; whoever is in LEAD at the start counts too. The last three "
    "rows are as many people as LEAD has on an average day, picked once at the start and kept for all years: what an "
    "officer could know is last year's bookings; nobody has foresight, which is a bound."
)
FALL_NOTE = (
    "No eligibility rule by past bookings is in the model, and how LEAD works for such people was not measured, so "
    "reach is all that is said. Rates are of the baseline, by person-years of those alive and here."
)
NOBODY = "–"
"""What a cell says where there is nobody to count of."""


def concentration_parts(found: Concentration) -> list[RenderableType]:
    """Return what is found, in words, the shares of the few, who is reached, and who comes down by themselves."""
    return [
        heading(found.question, "on whom use falls"),
        Group(*(Text(each, style="bold" if i == 0 else "") for i, each in enumerate(findings(found)))),
        _shares(found),
        _reach(found),
        _fall(found),
        Group(*(Text(each, style="dim") for each in (REACH_NOTE, FALL_NOTE))),
    ]


def concentration_data(found: Concentration, records: Sequence[Record]) -> dict[str, Any]:
    """Return what was asked, what is said, the curves, what was published, and the records, as plain data."""
    question = found.question
    return {
        **asked(question),
        "people": {name: _known(found.mean("people", p)) for p, name in enumerate(PEOPLE)},
        "curves": {
            run: {
                line: [[point, _known(found.mean("curve", r, m, c))] for c, point in enumerate(CURVE)]
                for m, line in enumerate(MEASURES)
            }
            for r, run in enumerate(("baseline", "scenario"))
        },
        "first_year_top_tenth_of_bookings": _spread(found.estimate("first")),
        "published": [
            {"title": each.title, "low": each.low, "high": each.high, "value": each.value, "grade": each.grade,
             "source": each.source} for each in published(question.jurisdiction.name)
        ],
        "said": findings(found),
        "estimates": [record.as_dict() for record in records],
    }  # fmt: skip


def asked(question: Question) -> dict[str, Any]:
    """Return what was asked, as plain data."""
    return {
        "scenario": question.scenarios[0].name,
        "baseline": question.baseline.name,
        "seed": question.seed,
        "draws": question.draws,
        "replications": question.replications,
        "fiscal_years": list(question.jurisdiction.calendar.fiscal_years),
    }


def heading(question: Question, what: str) -> Group:
    """Return the title and what was asked."""
    place, years = question.jurisdiction.file, question.jurisdiction.calendar.fiscal_years
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
    draws = f"{question.draws} draws" if question.draws else "the base case"
    worlds = f" × {question.replications} replications" if question.replications > 1 else ""
    told = f"{question.scenarios[0].name} against {question.baseline.name} · {draws}{worlds} · seed {question.seed}"
    return Group(Text(f"{place.title}, {span}: {what}", style="bold"), Text(told, style="dim"))


def published(place: str) -> list[TargetFile]:
    """Return what a place's own targets say of how few people most bookings fall on."""
    files = [read_targets(path)[0] for path in target_files() if path.stem == place]
    return [each for file in files for each in file.targets.values()
            if isinstance(each.measured, Published) and each.measured.of == "bookings"]  # fmt: skip


# -- in words ---------------------------------------------------------------------------------------------


def findings(found: Concentration) -> list[str]:
    """Return the shares of the few, whom LEAD reaches beside those picked, and what comes down by itself."""
    shares = [_share(found.mean("shares", 0, 0, m, TENTH)) for m in range(len(MEASURES))]
    if shares[0] == NOBODY:
        return ["Nobody is booked in the baseline, so nothing falls on anybody."]
    first = (
        f"In the baseline the most booked tenth of those booked have {shares[0]} of bookings; of jail days and of "
        f"justice costs the tenth with most has {shares[1]} and {shares[2]}."
    )
    return [first, *_held_to(found), *_reached(found), *_comes_down(found)]


def _held_to(found: Concentration) -> list[str]:
    """Say where the simulated share of one year lies beside what was published of one."""
    simulated = found.mean("first")
    told = []
    for each in published(found.question.jurisdiction.name):
        if each.low is None or each.high is None or math.isnan(simulated):
            continue
        where = "within" if each.low <= simulated <= each.high else "outside"
        span = f"{words.percent(each.low)} to {words.percent(each.high)}"
        basis = "plausible, no share was published" if each.grade == "plausible" else each.grade
        told.append(
            f"In one year it is {words.percent(simulated)} of bookings, {where} the {span} it is held to ({basis})."
        )
    return told


def _reached(found: Concentration) -> list[str]:
    ever, held = (words.count(found.mean("people", p), signed=False) for p in (2, 3))
    if found.mean("people", 3) < 0.5:
        return ["Nobody is in LEAD on an average day, so there is nobody to compare with who else could be."]
    share, picked, chance, best = (words.percent(found.mean("reach", w, 0)) for w in (WHILE, PICKED, CHANCE, FORESIGHT))
    return [
        f"LEAD has {held} people on an average day ({ever} ever), who have {share} of the baseline's bookings while "
        f"they are in it. As many people picked by last year's bookings have {picked}, at random {chance}, by perfect "
        f"foresight {best}."
    ]


def _comes_down(found: Concentration) -> list[str]:
    before, after, everybody, later = (found.mean("rates", g, 0, y) for g, y in ((0, 0), (0, 1), (2, 0), (2, 1)))
    if math.isnan(before) or math.isnan(after) or before <= 0.0:
        return []
    change, of_all = after / before - 1.0, later / everybody - 1.0 if everybody > 0.0 else math.nan
    way = "fewer" if change < 0.0 else "more"
    others = f"; everybody is booked {_signed(of_all)}" if not math.isnan(of_all) else ""
    rates = [words.rate(each, signed=False) for each in (before, after)]
    said = (
        f"Regression to the mean: the tenth most booked in the year before the start are booked {rates[0]} times a "
        f"person-year in it and {rates[1]} in the next, {words.percent(abs(change))} {way} in the baseline, without "
        f"the scenario{others}."
    )
    warning = " A program that took them in would see that fall in its own figures, and it would be no saving."
    return [said + (warning if change < 0.0 else "")]


def _signed(share: float) -> str:
    return f"{words.percent(abs(share))} {'more' if share > 0.0 else 'less'}"


# -- the tables -------------------------------------------------------------------------------------------


def _shares(found: Concentration) -> Sheet:
    rows = [f"Top {words.percent(top)}" for top in TOPS]
    columns = [labels(rows, longest_line(*rows))]
    for m, measure in enumerate(MEASURES):
        cells = [_both(found, _range(found, "shares", 0, 0, m, t), 0, m, t) for t in range(len(TOPS))]
        columns.append(numbers(NAMES[measure], cells, longest_line(*cells)))
    cells = [_both(found, _share(found.mean("shares", 0, 1, 0, t)), 1, 0, t) for t in range(len(TOPS))]
    columns.append(numbers("Bookings, of all", cells, longest_line(*cells)))
    return Sheet(columns, title="What falls on the few, in the baseline and the scenario", caption=SHARES_NOTE)


def _both(found: Concentration, before: str, of: int, measure: int, top: int) -> str:
    return f"{before} to {_share(found.mean('shares', 1, of, measure, top))}"


def _reach(found: Concentration) -> Sheet:
    people = [words.count(found.mean("people", p), signed=False) for p in (2, 3)]
    rows = [f"{words_of(way)}, {people[0] if w == EVER else people[1]} people" for w, way in enumerate(WAYS)]
    columns = [labels(rows, longest_line(*rows))]
    for m, measure in enumerate(MEASURES):
        cells = [_range(found, "reach", w, m) for w in range(len(WAYS))]
        columns.append(numbers(NAMES[measure], cells, longest_line(*cells)))
    return Sheet(columns, title="Share of the baseline's use that is theirs (in brackets the middle 90 % of futures)")


def words_of(way: str) -> str:
    """Return a way to choose people as a row begins with it."""
    return f"Picked {way}" if way.startswith(("by", "at")) else way[0].upper() + way[1:]


def _fall(found: Concentration) -> Sheet:
    rows, cells = [], []
    for f, measure in enumerate(FOLLOWED):
        for g, group in enumerate(GROUPS):
            rows.append(f"{NAMES[measure]}, {group}")
            cells.append([_rate(found.mean("rates", g, f, year)) for year in range(found.years + 1)])
    columns = [labels(rows, longest_line(*rows))]
    for year, name in enumerate(["before", *(f"year {k}" for k in range(1, found.years + 1))]):
        of_year = [row[year] for row in cells]
        columns.append(numbers(name, of_year, longest_line(*of_year)))
    return Sheet(columns, title="With no scenario: a person-year in the baseline, of those picked by the year before")


def _share(value: float) -> str:
    return NOBODY if math.isnan(value) else words.percent(value)


def _rate(value: float) -> str:
    return NOBODY if math.isnan(value) else words.rate(value, signed=False)


def _range(found: Concentration, name: str, *place: int) -> str:
    of = found.estimate(name, *place)
    if math.isnan(of.mean):
        return NOBODY
    if of.draws == 1:
        return words.percent(of.mean)
    return f"{words.percent(of.mean)} ({100 * of.low:.0f}–{100 * of.high:.0f})"


def _spread(of: Difference) -> dict[str, float | None]:
    return {"mean": _known(of.mean), "low": _known(of.low), "high": _known(of.high)}


def _known(value: float) -> float | None:
    """Return a number as data; nothing where there is nobody to count it of."""
    return value if math.isfinite(value) else None


__all__ = ["asked", "concentration_data", "concentration_parts", "findings", "heading", "published"]
