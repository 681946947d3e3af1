"""What the People page says beside its figures: the finding, key figures, counts by group, and how to see a life."""

from __future__ import annotations

from dashboard.figures import flow_words, names
from dashboard.figures.drawn import Table
from dashboard.figures.flow_data import FlowData
from dashboard.findings import Headline
from dashboard.key_figures import KeyFigure
from dashboard.story import Story
from simulator.report import words
from simulator.report.headline import quantity
from simulator.results import ALL, Comparison

BY_GROUP = {
    "contacts": "Police contacts", "participants": "New participants", "intakes": "Intakes, returns included",
    "bookings": "Jail bookings", "jail_days": "Jail days",
}  # fmt: skip
FEWEST = 10.0
TOO_FEW = "–"


def headline(story: Story, flow: FlowData | None) -> Headline:
    """Return how many qualifying contacts reach LEAD, and where most are lost."""
    if flow is None:
        return Headline(f"How people come into LEAD with {names.quoted(story.name)} was not counted", "", "")
    years = names.many_years(story.comparison.identity)
    return Headline(flow_words.finding(flow), "", flow_words.dek(flow, years))


def key_figures(story: Story, flow: FlowData) -> list[KeyFigure]:
    """Return how many get in, how many are in it, and how many wait."""
    share = f"{flow.reached / flow.qualifying:.0%}" if flow.qualifying else "–"
    of = f"{flow_words.number(flow.reached)} of {flow_words.number(flow.qualifying)} contacts and referrals"
    figures = [
        KeyFigure("Qualifying contacts that reach LEAD", share, of),
        KeyFigure(
            "New participants", flow_words.number(flow.participants),
            f"and {flow_words.number(max(0.0, flow.value('in_lead') - flow.participants))} returns to LEAD",
        ),
    ]  # fmt: skip
    for measure, label, beside, detail in (
        ("participants_mean", "People in LEAD, on average", "places_funded_mean", "of {} places paid for"),
        (
            "waiting_mean",
            "Waiting for a place, on average",
            None,
            f"{flow_words.number(flow.without_place)} referrals met no free place",
        ),
    ):
        found, other = story.measured(measure), story.measured(beside) if beside else None
        if found is not None:
            told = detail.format(flow_words.number(other.scenario_mean)) if other else detail
            figures.append(KeyFigure(label, flow_words.number(found.scenario_mean), "" if "{" in told else told))
    return figures


def groups(comparison: Comparison, scenario: str) -> Table | None:
    """Return counts by group in scenario and baseline; None where an answer has one group. Small counts are hidden."""
    called, identity = names.called(comparison), comparison.identity
    tests = {measure: quantity(measure) for measure in BY_GROUP}
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for record in comparison.records:
        if record.scenario != scenario or record.fiscal_year != ALL or record.group == ALL:
            continue
        if record.measure in tests and tests[record.measure](record):
            found[record.measure, record.group] = (record.scenario_mean, record.baseline_mean)
    several = list(dict.fromkeys(group for _, group in found))
    if len(several) < 2:
        return None
    sides = (called[scenario], called[identity.baseline])
    lines = [
        (label, side, [found.get((measure, group), (0.0, 0.0))[i] for group in several])
        for measure, label in BY_GROUP.items()
        for i, side in enumerate(sides)
    ]
    plain = [names.capital(group.replace("_", " ")) for group in several]
    return Table(
        ("Count", *plain),
        tuple((f"{label}: {side}", *(_shown(value) for value in values)) for label, side, values in lines),
        ("measure", "scenario", *several),
        tuple(
            (label, side, *(value if not 0.0 < value < FEWEST else None for value in values))
            for label, side, values in lines
        ),
    )


def _shown(value: float) -> str:
    return TOO_FEW if 0.0 < value < FEWEST else words.count(value, signed=False)


def groups_subtitle(comparison: Comparison) -> str:
    """Return what the table of groups counts, and what it does not say."""
    period = names.period(comparison.identity)
    return (
        f"Counts by group as the place records it, {period} total, average of futures. Counts alone are no measure of "
        f"equity. {TOO_FEW}: not shown, fewer than {FEWEST:.0f}."
    )
