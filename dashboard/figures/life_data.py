"""What one life twice shows, and its words: marks in lanes, cost by quarter, totals, and how unusual the person is."""

from __future__ import annotations

from datetime import date, timedelta

from dashboard.figures import names
from dashboard.figures.drawn import Table
from simulator.report.life_marks import KINDS, LANES, Mark
from simulator.report.lives import LifeData, Side
from simulator.report.scales import DOLLARS


def title(data: LifeData) -> str:
    """Return what LEAD changed in this life, in days and in dollars, whichever way."""
    days = _custody(data.scenario) - _custody(data.baseline)
    more = f"{abs(days):,} {'fewer' if days < 0 else 'more'} day{'' if abs(days) == 1 else 's'} in jail or prison"
    held = more if days else "as long in jail and prison" if _custody(data.baseline) else "no day in jail in either"
    net = round(data.net)
    size = DOLLARS.text(abs(net), signed=False)
    joined = "and" if (days < 0) == (net > 0) or not days else "but"
    if not net:
        return f"One life, twice: {held}, and the same is spent"
    spent = f"{size} saved after paying for LEAD" if net > 0 else f"{size} more spent than saved"
    return f"One life, twice: {held}, {joined} {spent}"


def _custody(side: Side) -> int:
    return round(side.days["jail"]) + round(side.days["prison"])


def _days(days: float) -> str:
    return f"{days:,.0f} day{'' if round(days) == 1 else 's'}"


def subtitle(data: LifeData) -> str:
    """Return who it is, and what is the same in both lines."""
    return (
        f"Simulated person {data.number}: {data.who}. The same person meets the same luck in both; only LEAD differs."
    )


def unusual(data: LifeData) -> str:
    """Return how unusual this life is among those who enter LEAD."""
    if not data.people:
        return "Nobody enters LEAD in either scenario."
    among = f"Of the {data.people:,} people who enter LEAD"
    low, middle, high = (DOLLARS.text(round(net, -2)) for net in (data.low, data.middle, data.high))
    where = {
        "typical": "half have a net lower than or equal to this one",
        "large-saving": "one in twenty has a higher net than this one",
        "loss": "one in twenty has a lower net than this one",
    }.get(data.asked, f"{data.lower:.0%} have a lower net than this one")
    return f"{among}, {where}: 90% of nets fall between {low} and {high}, the middle one is {middle}."


def note(data: LifeData) -> str:
    """Return what the costs are, and that a life is no evidence."""
    return (
        f"{unusual(data)} Costs are the part that varies, in constant {data.price_year} dollars, with this person’s "
        "share of what LEAD costs. Not a real person, and one life is no evidence: Compare says what holds for all."
    )


def told(side: Side, lane: str) -> str:
    """Return what happened in a lane, counted."""
    if lane == "police":
        many = side.many("arrest")
        diverted = side.many("diverted")
        more = f", {diverted} diverted" if diverted else ""
        return f"{many} arrest{'' if many == 1 else 's'}{more}"
    if lane == "custody":
        prison = f" + {side.days['prison']:,.0f} prison" if round(side.days["prison"]) else ""
        return f"{_days(side.days['jail'])}{prison}"
    if lane == "court":
        hearings, missed = side.many("hearing") + side.many("missed"), side.many("missed")
        more = f", {missed} missed" if missed else ""
        return f"{hearings} hearing{'' if hearings == 1 else 's'}{more}"
    if lane == "lead":
        months = side.days["lead"] / (365.25 / 12)
        return f"{months:.0f} month{'' if round(months) == 1 else 's'}" if side.days["lead"] else "–"
    days = sum(mark.days for mark in side.marks if mark.lane == lane)
    return _days(days) if days >= 0.5 else "–"


def alt(data: LifeData) -> str:
    """Return both lives in words."""
    lives = " ".join(
        f"In {names.quoted(side.name)}: "
        + "; ".join(f"{LANES[lane]} {told(side, lane)}, {dollars(side, lane)}" for lane in data.lanes)
        + f"; together {DOLLARS.text(side.total, signed=False)}."
        for side in (data.baseline, data.scenario)
    )
    return f"{title(data)}. {subtitle(data)} {lives} {unusual(data)}"


def choices(data: LifeData | None) -> list[tuple[str, str]]:
    """Return how a person can be chosen, and what that is called: where nobody saves, it is not called a saving."""
    high, low = ("Large saving", "Loss") if data is None else _ends(data)
    return [("typical", "Typical"), ("large-saving", high), ("loss", low), ("random", "Random")]


def _ends(data: LifeData) -> tuple[str, str]:
    high = "Large saving" if data.high > 0.0 else "Smallest loss" if data.high < 0.0 else "No difference"
    return high, ("Loss" if data.low < 0.0 else "Smallest saving" if data.low > 0.0 else "Least saving")


def dollars(side: Side, lane: str) -> str:
    """Return what a lane cost."""
    return DOLLARS.text(round(side.dollars.get(lane, 0.0)), signed=False)


def together(side: Side) -> str:
    """Return what all lanes cost."""
    return DOLLARS.text(round(side.total), signed=False)


def quarter_label(amount: float) -> str:
    """Return the cost of a quarter as it stands on its bar."""
    return f"${amount / 1e3:,.1f}k" if amount >= 950.0 else f"${amount:,.0f}"


def date_of(data: LifeData, day: float) -> date:
    """Return the date of a day from the start."""
    return date.fromisoformat(data.start) + timedelta(days=int(day))


def table(data: LifeData) -> Table:
    """Return the totals by lane; its values are every mark of both lives."""
    sides = (data.baseline, data.scenario)
    rows = [
        (LANES[lane], *(cell for side in sides for cell in (told(side, lane), dollars(side, lane))))
        for lane in data.lanes
    ]
    rows.append(("Together", *(cell for side in sides for cell in ("", together(side)))))
    headings = ("Lane", *(f"{side.name}: {what}" for side in sides for what in ("what happened", "cost")))
    values = tuple(
        (side.name, LANES[mark.lane], KINDS[mark.kind][1], date_of(data, mark.start).isoformat(), round(mark.days, 2))
        for side in sides
        for mark in side.marks
    )
    return Table(headings, tuple(rows), ("scenario", "lane", "what", "date", "days"), values)


__all__ = [
    "KINDS", "LANES", "LifeData", "Mark", "Side", "alt", "choices", "date_of", "dollars", "note", "quarter_label",
    "subtitle", "table", "title", "together", "told", "unusual",
]  # fmt: skip
