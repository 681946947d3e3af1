"""One life twice, side by side: who it is, where the lives part, what happened, and what each event cost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from simulator.experiment.event_words import detail_of
from simulator.experiment.trace import ASIDES, SAME_INSTANT, Caused, Life, Trace
from simulator.model.events import Event, Kind
from simulator.model.measures import MEASURE, parts_of
from simulator.model.quantities import Quantity
from simulator.report.layout import LABEL, Column, Sheet, labels, longest_line, numbers
from simulator.report.life_words import tell, words_of
from simulator.report.timeline import Timeline, date_of, dollars, in_words, short_names
from simulator.report.uncounted import EVERYWHERE, VICTIMS
from simulator.report.words import MINUS

AVERAGE, MARGINAL = 0, 1  # the bases, in the order of the cents
DIFFERENCE = 2  # the column after both lives

HOW = {
    "typical": "the one in the middle by net (the median)",
    "large-saving": "the one at the 95th percentile by net, which is higher for one in twenty",
    "loss": "the one at the 5th percentile by net, which is lower for one in twenty",
    "random": "one by luck, keyed by the seed",
}
WHAT_NET_IS = (
    "Net is what a person costs in the baseline less what they cost in the scenario: justice system at the "
    "part that varies, and their share of what LEAD costs."
)
BEFORE: tuple[tuple[Kind, str, str], ...] = (
    (Kind.ARRESTED, "arrest", "arrests"),
    (Kind.WARRANT_SERVED, "warrant served", "warrants served"),
    (Kind.BOOKED, "jail booking", "jail bookings"),
    (Kind.CASE_FILED, "case filed", "cases filed"),
    (Kind.CONVICTED, "conviction", "convictions"),
    (Kind.PRISON_SENTENCE, "prison sentence", "prison sentences"),
    (Kind.INTAKE, "LEAD intake", "LEAD intakes"),
)
GONE = (Kind.DIED, Kind.LEFT)
STATES: tuple[tuple[str, frozenset[Kind], frozenset[Kind]], ...] = (
    ("in custody", frozenset({Kind.BOOKED, Kind.ADMITTED, Kind.PRISON_SENTENCE}), frozenset({Kind.RELEASED})),
    ("in LEAD", frozenset({Kind.INTAKE}), frozenset({Kind.LEAD_EXIT})),
    (
        "on LEAD's waiting list",
        frozenset({Kind.JOINED_WAITING_LIST}),
        frozenset({Kind.LEFT_WAITING_LIST, Kind.SLOT_GRANTED}),
    ),
    (
        "wanted on a warrant",
        frozenset({Kind.WARRANT_ISSUED}),
        frozenset({Kind.WARRANT_SERVED, Kind.WARRANT_CLEARED}),
    ),
    ("under supervision", frozenset({Kind.SUPERVISION_BEGAN}), frozenset({Kind.SUPERVISION_ENDED})),
)
"""States in which a person may be at the start, what begins them, and what ends them."""

OTHERS: Mapping[Kind, str] = {
    Kind.CASE_WAITS: "Other people's cases leave another amount of room in court.",
    Kind.CASE_OPENED: "Other people's cases leave another amount of room in court.",
    Kind.ADMITTED: "Other people leave other state beds free.",
    Kind.BOOKING_RESTRICTED: "Other people leave another number of jail beds free.",
    Kind.SLOT_GRANTED: "Other people hold LEAD's places.",
    Kind.SERVICE_BEGAN: "Other people hold the places.",
    Kind.SERVICE_WAITS: "Other people hold the places.",
}
"""What other people have to do with a first difference, which may come from nothing that LEAD did with this person."""

HAPPENED = (
    "all_arrests", "diversions", "bookings", "jail_days", "filings", "hearings", "failures_to_appear",
    "warrants_issued", "convictions", "prison_days", "supervision_days", "competency_bed_days", "participant_days",
    "engaged_days", "treatment_days", "housed_days", "work_days",
)  # fmt: skip

NOTES = (
    "Same person, same luck: the next stop by police is about the same offense in both lives. What differs comes from "
    "LEAD, from the scenario's rules, and from the places in court, jail and LEAD that other people take or leave.",
    "Cost beside an event is what it caused from {start} to {end}, the part that varies: days are with the event "
    "that began them, such as jail days with the booking. The events of a column add up to its total below. Average "
    "cost is in the last column of the money table; it is gross value and not cash.",
    "LEAD's case managers, services and management are not counted person by person: each month's cost is shared "
    "among that month's participants by their days in LEAD (units of LEAD housing among those who live in them), and "
    "stands beside the intake. Hearings are paid for in the price of a filed case.",
    f"Not in it: {', '.join(each.listed for each in (VICTIMS, *EVERYWHERE))}, and what "
    "happens to other people when this one takes or leaves a place. One life is a story and no evidence: with "
    "other luck the same person's lives part elsewhere. leadsim compare shows what holds for everybody.",
)
NOTHING = "The person is not here from the start date on: nothing happens, and nothing is spent."
LEFT_OVER = "In months without any participant, LEAD cost {} in {} that is nobody's share."


def trace_parts(trace: Trace) -> list[RenderableType]:
    """Return who it is, the timeline, what happened in numbers, what it cost, and what is left out."""
    if not any((life.steps or life.before.counted) for life in (trace.baseline, trace.scenario)):
        return [preface(trace), Text(NOTHING, style="bold")]
    return [preface(trace), Timeline(trace), happened(trace), money(trace), notes(trace)]


# -- above the timeline ---------------------------------------------------------------------------------------


def preface(trace: Trace) -> Group:
    """Return the title, who it is, how they were chosen, what it came to, and where the lives part."""
    frame, one, other = trace.frame, trace.scenario.scenario, trace.baseline.scenario
    inputs = f"draw {frame.draw}" if frame.draw else "the base case, no draws"
    luck = f"{inputs} · world {frame.world} · seed {frame.seed} · constant {frame.price_year} dollars"
    sentences = (who(trace), chosen(trace), net(trace), before(trace), parting(trace))
    return Group(
        Text(f"{frame.place}, {_years(trace)}: one simulated life in {one} and in {other}", style="bold"),
        Text(luck, style="dim"),
        Text(""),
        *(Text(f"• {sentence}") for sentence in sentences),
    )


def who(trace: Trace) -> str:
    """Return who it is, in a sentence."""
    person = trace.who
    when = in_words(date_of(trace, person.since))
    traits = [
        f"group: {person.group.replace('_', ' ')}",
        f"usually met by police in {person.area.replace('_', ' ')}",
        "with a home" if person.housed else "without a home",
        "uses substances" if person.substance_use else "",
        "has a mental illness" if person.mental_illness else "",
        "has a criminal history that excludes LEAD" if person.excluded else "",
    ]
    called = "A woman" if person.female else "A man"
    return f"Person {person.number}. {called}, {int(person.age)} on {when}; {'; '.join(filter(None, traits))}."


def chosen(trace: Trace) -> str:
    """Return how the person was chosen, from among whom, and where they stand among them."""
    choice = trace.choice
    if not choice.people:
        return f"Chosen by number ({choice.asked}). Nobody completes a LEAD intake in either scenario."
    people = (
        f"{choice.people:,} people who complete a LEAD intake in {choice.entered} from {in_words(trace.frame.start)} on"
    )
    nets = [dollars(round(net * 100), signed=True) for net in (choice.low, choice.middle, choice.high)]
    spread = f"it is {nets[0]} at the 5th percentile, {nets[1]} in the middle and {nets[2]} at the 95th"
    if choice.asked in HOW:
        return f"Chosen from the {people}: {HOW[choice.asked]}. {WHAT_NET_IS} Among them {spread}."
    lower = f"it is lower than this person's for {choice.lower:.0%}"
    return f"Chosen by number ({choice.asked}). {WHAT_NET_IS} Among the {people} {spread}; {lower}."


def net(trace: Trace) -> str:
    """Return what the difference came to, whether it is a saving or a loss."""
    avoided, lead = (
        difference(trace, MARGINAL, [line for line, own in trace.lines.items() if own is program])
        for program in (False, True)
    )
    whole = avoided + lead
    size = dollars(abs(whole))
    verdict = f"avoids {size} more than it costs" if whole > 0 else f"costs {size} more than it avoids"
    if not whole:
        verdict = "costs and avoids the same"
    return (
        f"Net of this life: {dollars(whole, signed=True)}. For this person {trace.scenario.scenario} {verdict}: "
        f"justice system {dollars(avoided, signed=True)}, share of LEAD {dollars(lead, signed=True)} "
        "(saving +, cost or loss −)."
    )


def before(trace: Trace) -> str:
    """Return what happened in the warm-up, which is the same in both, and how the person stands at the start."""
    events = trace.baseline.warm_up
    if trace.who.since > 0.0:
        since = in_words(date_of(trace, trace.who.since))
        return f"First known to police here on {since}; nothing is simulated from before."
    if not events or not trace.frame.warm_up_years:
        return "Nothing is simulated from before the start."
    happened = Counter(event.kind for event in events)
    told = [
        f"{happened[kind]} {one if happened[kind] == 1 else several}" for kind, one, several in BEFORE if happened[kind]
    ]
    years = "year" if trace.frame.warm_up_years == 1 else f"{trace.frame.warm_up_years} years"
    told += [words_of(kind, 0).lower() for kind in GONE if happened[kind]]
    standing = _standing(events)
    at_start = f" On {in_words(trace.frame.start)}: {', '.join(standing)}." if standing else ""
    return f"In the {years} before, the same in both: {', '.join(told) or 'no arrest'}.{at_start}"


def _standing(events: Sequence[Event]) -> list[str]:
    """Return the states that a person is in after some events; nothing for somebody who is gone."""
    last = {Kind(event.kind): i for i, event in enumerate(events)}
    if any(kind in last for kind in GONE):
        return []
    found = []
    for name, begins, ends in STATES:
        began, ended = (max(last.get(kind, -1) for kind in kinds) for kinds in (begins, ends))
        if began > ended:
            found.append(name)
    return found


def parting(trace: Trace) -> str:
    """Return where the lives part, what happens in each at that instant, and why, as far as it can be told."""
    if trace.parting is None:
        return "The two lives are the same on every day."
    one, other = short_names(trace)
    here, there = (_at(life, trace.parting.time) for life in (trace.baseline, trace.scenario))
    steps = (trace.parting.baseline, trace.parting.scenario)
    others = next((OTHERS[step.kind] for step in steps if step and step.kind in OTHERS), "")
    when = in_words(date_of(trace, trace.parting.time))
    return f"First difference, {when}. In {other}: {there}. In {one}: {here}.{' ' if others else ''}{others}"


def _at(life: Life, time: float) -> str:
    """Return what happens in a life at an instant, refusals included that the timeline does not tell."""
    steps = [step for step in life.steps if abs(step.time - time) <= SAME_INSTANT]
    told = [line.text for line in tell(life) if abs(line.time - time) <= SAME_INSTANT]
    told = told or [words_of(step.kind, step.detail) for step in steps if step.kind not in ASIDES]
    refused = [
        words_of(step.kind, step.detail) for step in steps if step.kind in (Kind.NOT_DIVERTED, Kind.REFERRAL_REFUSED)
    ]
    return "; ".join([*told, *(text for text in refused if text not in told)]) or "nothing"


def _years(trace: Trace) -> str:
    first, last = trace.frame.start.year, (trace.frame.end - timedelta(days=1)).year
    return str(first) if first == last else f"{first}–{last}"


# -- below the timeline ---------------------------------------------------------------------------------------


def happened(trace: Trace) -> Sheet:
    """Return in numbers what happened in both lives."""
    found = [counted(life) for life in (trace.baseline, trace.scenario)]
    rows: dict[str, list[float]] = {}
    for name in HAPPENED:
        amounts = [sum(of.get(Quantity(part), 0.0) for part in parts_of(name)) for of in found]
        if any(amounts):
            rows[MEASURE[name].label] = [*amounts, amounts[1] - amounts[0]]
    columns = {
        heading: [_whole(amounts[i], signed=i == DIFFERENCE) for amounts in rows.values()]
        for i, heading in enumerate((*short_names(trace), "difference"))
    }
    width = longest_line(*(cell for cells in columns.values() for cell in cells))
    return Sheet(
        [
            labels(list(rows), longest_line(*rows)),
            *(numbers(heading, cells, width) for heading, cells in columns.items()),
        ],
        f"What happened, {_years(trace)} (difference: scenario minus baseline)",
        divisible=False,
    )


def _whole(amount: float, *, signed: bool) -> str:
    number = round(amount)
    sign = MINUS if number < 0 else "+" if signed and number > 0 else ""
    return f"{sign}{abs(number):,}"


def counted(life: Life) -> Mapping[Quantity, float]:
    """Return everything that was counted of a life from the start date on."""
    found: dict[Quantity, float] = defaultdict(float)
    for caused in (life.before, *(step.caused for step in life.steps)):
        for quantity, amount in caused.counted.items():
            found[quantity] += amount
    return found


def money(trace: Trace) -> Sheet:
    """Return what the person cost by line, their share of LEAD's cost, and the net on both bases."""
    parts = (
        ("Justice system", [line for line, own in trace.lines.items() if not own]),
        ("LEAD, this person's share", [line for line, own in trace.lines.items() if own]),
    )
    rows = [
        row
        for name, lines in parts
        for row in (*((line, [line], "") for line in lines if _is_touched(trace, line)), (name, lines, "bold"))
    ]
    rows.append(("Net", list(trace.lines), ""))
    one, other = short_names(trace)
    columns = {
        one: [dollars(total(trace.baseline, MARGINAL, lines)) for _, lines, _ in rows],
        other: [dollars(total(trace.scenario, MARGINAL, lines)) for _, lines, _ in rows],
        "difference": [dollars(difference(trace, MARGINAL, lines), signed=True) for _, lines, _ in rows],
        "at average cost": [dollars(difference(trace, AVERAGE, lines), signed=True) for _, lines, _ in rows],
    }
    width = longest_line(*(cell for cells in columns.values() for cell in cells))
    texts = [Text(name, style=style) for name, _, style in rows]
    return Sheet(
        [
            Column("", texts, LABEL, longest_line(*(text.plain for text in texts))),
            *(
                numbers(name, [Text(cell, style=style) for cell, (_, _, style) in zip(cells, rows, strict=True)], width)
                for name, cells in columns.items()
            ),
        ],
        f"What the person cost, {_years(trace)}: the part that varies (difference: saving +, cost or loss −)",
        total=True,
        divisible=False,
    )


def total(life: Life, basis: int, lines: Sequence[str]) -> int:
    """Return what a life cost in some lines, in cents."""
    return sum(life.cents[line][basis] for line in lines if line in life.cents)


def difference(trace: Trace, basis: int, lines: Sequence[str]) -> int:
    """Return the cents by which the baseline cost more in some lines: a saving is positive."""
    return total(trace.baseline, basis, lines) - total(trace.scenario, basis, lines)


def _is_touched(trace: Trace, line: str) -> bool:
    return line in trace.baseline.cents or line in trace.scenario.cents


def notes(trace: Trace) -> Group:
    """Return how the numbers came about, and what they leave out."""
    end = in_words(trace.frame.end - timedelta(days=1))
    left_over = [
        LEFT_OVER.format(dollars(round(100 * life.left_over)), life.scenario)
        for life in (trace.baseline, trace.scenario)
        if life.left_over >= 0.5
    ]
    told = [note.format(start=in_words(trace.frame.start), end=end) for note in NOTES]
    return Group(*(Text(note, style="dim") for note in (*told, *left_over)))


# -- for machines ---------------------------------------------------------------------------------------------


def trace_data(trace: Trace) -> dict[str, Any]:
    """Return both lives as plain data: times in days from the start, money in dollars."""
    who = asdict(trace.who)
    choice = asdict(trace.choice)
    return {
        "scenario": trace.scenario.scenario,
        "baseline": trace.baseline.scenario,
        "seed": trace.frame.seed,
        "draw": trace.frame.draw,
        "world": trace.frame.world,
        "price_year": trace.frame.price_year,
        "start": trace.frame.start.isoformat(),
        "end": trace.frame.end.isoformat(),
        "person": {"number": who.pop("number"), **who},
        "choice": {
            "asked": choice["asked"],
            "people": choice["people"],
            "entered": choice["entered"],
            "net_percentiles": {"5": choice["low"], "50": choice["middle"], "95": choice["high"]},
            "share_with_lower_net": choice["lower"],
        },
        "net": {
            "marginal": difference(trace, MARGINAL, list(trace.lines)) / 100,
            "average": difference(trace, AVERAGE, list(trace.lines)) / 100,
        },
        "first_difference": None if trace.parting is None else trace.parting.time,
        "lives": [_life_data(trace, life) for life in (trace.baseline, trace.scenario)],
    }


def _life_data(trace: Trace, life: Life) -> dict[str, Any]:
    return {
        "scenario": life.scenario,
        "title": life.title,
        "warm_up": [_event_data(trace, event) for event in life.warm_up],
        "before": _caused_data(life.before),
        "events": [
            {
                **_event_data(trace, Event(step.time, trace.who.number, step.kind, step.detail)),
                **_caused_data(step.caused),
            }
            for step in life.steps
        ],
        "cost": _cost_data(life.cents),
        "program_cost_of_nobody": life.left_over,
    }


def _event_data(trace: Trace, event: Event) -> dict[str, Any]:
    when = datetime.combine(trace.frame.start, time()) + timedelta(days=event.time)
    return {
        "time_days": event.time,
        "date": when.isoformat(sep=" ", timespec="minutes"),
        "event": Kind(event.kind).name.lower(),
        "detail": detail_of(event),
        "words": words_of(Kind(event.kind), event.detail),
    }


def _caused_data(caused: Caused) -> dict[str, Any]:
    return {
        "counted": {quantity.name.lower(): amount for quantity, amount in caused.counted.items()},
        "cost": _cost_data(caused.cents),
    }


def _cost_data(cents: Mapping[str, tuple[int, int]]) -> dict[str, dict[str, float]]:
    return {line: {"average": average / 100, "marginal": marginal / 100} for line, (average, marginal) in cents.items()}
