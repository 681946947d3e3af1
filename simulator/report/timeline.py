"""Two lives as one timeline: by date, a column each, with what every event cost."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from pathlib import PurePath

from rich.console import Console, ConsoleOptions, RenderableType
from rich.text import Text

from simulator.experiment.trace import Life, Trace
from simulator.model.events import Venue
from simulator.model.quantities import Quantity
from simulator.report.layout import GAP, Column, Sheet, longest_line
from simulator.report.life_words import JAIL_DAYS, Line, spent, tell, whole_days
from simulator.report.words import MINUS

FEW = 4  # lines that are alike before the lives part are shown; more are summed up
NARROWEST = 16  # characters for the words of one of two lives
SAME = "the same"
HEAD = "What happened, and what each event cost (the part that varies)"

CARRIED: Mapping[str, tuple[Quantity, ...]] = {
    "in jail": JAIL_DAYS,
    "in prison": (Quantity.PRISON_DAYS,),
    "in a state bed": (Quantity.COMPETENCY_BED_DAYS,),
    "under supervision": tuple(Quantity(Quantity.SUPERVISION_DAYS_SUPERIOR + venue) for venue in Venue),
    "in treatment": (Quantity.TREATMENT_DAYS,),
    "in LEAD": (Quantity.PARTICIPANT_DAYS,),
    "in LEAD housing": (Quantity.INTERIM_HOUSING_PLACE_DAYS, Quantity.PERMANENT_HOUSING_PLACE_DAYS),
    "in a LEAD place for work": (Quantity.EMPLOYMENT_PLACE_DAYS,),
}
"""What may go on from before the start, and whose days are told."""


@dataclass(frozen=True)
class Row:
    """What happened on a date in the baseline and in the scenario; None where nothing did."""

    date: date
    baseline: Line | None
    scenario: Line | None

    @property
    def is_same(self) -> bool:
        """Return whether the same happened in both, at the same cost."""
        one, other = self.baseline, self.scenario
        return one is not None and other is not None and (one.text, one.cents) == (other.text, other.cents)


def dollars(cents: int, *, signed: bool = False) -> str:
    """Return an amount to the dollar, such as `$1,234`."""
    whole = round(abs(cents) / 100)
    sign = "" if not whole else MINUS if cents < 0 else "+" if signed else ""
    return f"{sign}${whole:,}"


def date_of(trace: Trace, time: float) -> date:
    """Return the date of a time in days from the start."""
    return trace.frame.start + timedelta(days=int(time // 1))


def in_words(when: date) -> str:
    """Return a date such as `Feb 5, 2027`."""
    return f"{when:%b} {when.day}, {when.year}"


def side_by_side(trace: Trace) -> list[Row]:
    """Return what happened in both lives from the start date on, day by day."""
    days: dict[date, tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for side, life in enumerate((trace.baseline, trace.scenario)):
        for line in tell(life):
            days[date_of(trace, line.time)][side].append(line)
    return [Row(when, *pair) for when in sorted(days) for pair in _pairs(*days[when])]


def _pairs(baseline: Sequence[Line], scenario: Sequence[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Yield the lines of a day side by side: what is in both on one row."""
    here, there = ([line.text for line in lines] for lines in (baseline, scenario))
    for _, i, i_end, j, j_end in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        yield from zip_longest(baseline[i:i_end], scenario[j:j_end])


def carried_over(life: Life) -> str:
    """Return in words what went on from before the start, in days from it on."""
    parts = []
    for words, quantities in CARRIED.items():
        days = sum(life.before.counted.get(quantity, 0.0) for quantity in quantities)
        if days:
            parts.append(f"{whole_days(days)} {words}")
    return ", ".join(parts) or "nothing"


class Timeline:
    """The timeline as a table that fills the page, with the same room for both lives.

    On a page too narrow for them side by side, one stands below the other.
    """

    def __init__(self, trace: Trace) -> None:
        one, other = short_names(trace)
        self._names = (f"{one} (baseline)", other)
        self._entries = list(_entries(trace))
        self._dates = max(longest_line(each.label) for each in self._entries)
        self._costs = max(longest_line("cost", *each.costs) for each in self._entries)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Yield one table, or two."""
        room = (options.max_width - self._dates - 2 * (self._costs + 2 * GAP)) // 2
        if room >= NARROWEST:
            yield self._sheet(self._entries, (0, 1), room)
            return
        for side in (0, 1):
            entries = [each for each in self._entries if each.texts[side] or not each.when]
            yield self._sheet(entries, (side,), options.max_width - self._dates - self._costs - 2 * GAP)
            yield Text("")

    def _sheet(self, entries: Sequence[Entry], sides: Sequence[int], room: int) -> Sheet:
        days = [None, *(each.when for each in entries)]
        dates = [
            Text("" if each.when and each.when == before else each.label, style="" if each.when else "bold")
            for each, before in zip(entries, days[:-1], strict=True)
        ]
        columns = [Column("", dates, self._dates, self._dates)]
        for side in sides:
            texts = [each.told(side, beside=len(sides) > 1) for each in entries]
            costs = [each.costs[side] for each in entries]
            columns += [
                Column(self._names[side], texts, room, room),
                Column("cost", costs, self._costs, self._costs, justify="right"),
            ]
        return Sheet(columns, title=HEAD, total=True, divisible=False)


def short_names(trace: Trace) -> tuple[str, str]:
    """Return the names of baseline and scenario without their folders, unless both are then called the same."""
    names = (trace.baseline.scenario, trace.scenario.scenario)
    one, other = (PurePath(name).stem for name in names)
    return (one, other) if one != other else names


@dataclass(frozen=True)
class Entry:
    """A row as it is printed: on a day, or for a stretch, a year or the total (None)."""

    when: date | None
    label: str
    texts: tuple[str, str] = ("", "")
    costs: tuple[str, str] = ("", "")
    is_same: bool = False

    def told(self, side: int, *, beside: bool) -> Text:
        """Return what is said of one life: no more than that it is the same, where the other stands beside it."""
        return Text(SAME, style="dim") if side and beside and self.is_same else Text(self.texts[side])


def _entries(trace: Trace) -> Iterator[Entry]:
    """Yield the rows: what was going on, what is the same until the lives part, and then date by date."""
    rows = side_by_side(trace)
    folded = _alike(trace, rows)
    lives = (trace.baseline, trace.scenario)
    if any(spent(life.before) for life in lives):
        texts = [f"Went on from before: {carried_over(life)}" for life in lives]
        yield Entry(None, "", (texts[0], texts[1]), _costs(*(spent(life.before) for life in lives)))
    if len(folded) > FEW:
        yield _folded(folded)
        rows = [row for row in rows if row not in folded]
    for year, of_year in groupby(rows, key=lambda row: row.date.year):
        yield Entry(None, str(year))
        for row in of_year:
            one, other = (line or Line(0.0, "", 0) for line in (row.baseline, row.scenario))
            label = f"{row.date:%b} {row.date.day}"
            yield Entry(row.date, label, (one.text, other.text), _costs(one.cents, other.cents), row.is_same)
    totals = (sum(cents for _, cents in life.cents.values()) for life in lives)
    yield Entry(None, "Total", costs=(dollars(next(totals)), dollars(next(totals))))


def _costs(one: int, other: int) -> tuple[str, str]:
    """Return costs as they are printed: nothing where nothing was spent."""
    return dollars(one) if one else "", dollars(other) if other else ""


def _alike(trace: Trace, rows: Sequence[Row]) -> list[Row]:
    """Return what is the same in both lives until they part; nothing, if they never do."""
    if trace.parting is None:
        return []
    parting = date_of(trace, trace.parting.time)
    return [row for row in rows if row.date < parting and row.is_same]


def _folded(rows: Sequence[Row]) -> Entry:
    heads = Counter(re.split(r"[:(,]", row.baseline.text)[0].strip() for row in rows if row.baseline)
    listed = ", ".join(head[0].lower() + head[1:] + (f" ×{n}" if n > 1 else "") for head, n in heads.items())
    cents = sum(row.baseline.cents for row in rows if row.baseline)
    text = f"Until {in_words(rows[-1].date)} the same in both: {listed}"
    return Entry(None, "", (text, text), _costs(cents, cents), is_same=True)
