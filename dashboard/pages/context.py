"""Fields of the context bar that several pages have: the place, the answer, the scenario, what it is held against."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard import components as parts
from dashboard.address import View
from dashboard.figures import names
from dashboard.pages.frame import Asked
from dashboard.queries import place_of, place_title
from dashboard.story import as_choice, usual_payers
from simulator.results import Comparison, Identity


def place(identity: Identity) -> html.Div:
    """Return the place that an answer is about."""
    return parts.fixed("Place", place_title(place_of(identity)) or "Your own files")


def answer(asked: Asked, width: int = 236) -> html.Div:
    """Return the choice of an answer, with the one that is shown even where it was kept after the list was made."""
    options = [(each.id, each.label) for each in asked.listed]
    shown = asked.answer.id
    if all(shown != id_ for id_, _ in options):
        options.append((shown, f"Answer {shown}"))
    return parts.choice("answer", "Answer", options, shown, width)


def scenario(comparison: Comparison, among: Sequence[str], focus: str, width: int = 168) -> html.Div:
    """Return the choice of the scenario in question among some of an answer."""
    called = names.called(comparison)
    return parts.choice("focus", "Scenario", [(name, called[name]) for name in among], focus, width)


def against(comparison: Comparison) -> html.Div:
    """Return what every scenario is measured against."""
    return parts.fixed("Measured against", names.called(comparison)[comparison.identity.baseline])


def period(identity: Identity, dollars: str = "") -> html.Div:
    """Return the period and in which dollars it is told, those of the answer if no others."""
    return parts.fixed("Period and dollars", f"{names.period(identity)}, {dollars or names.dollars(identity)}")


def payer(comparison: Comparison, view: View) -> html.Div:
    """Return the choice of whose money is told."""
    options = [(each, as_choice(each)) for each in usual_payers(comparison)]
    return parts.segments("payer", "Whose money", options, view.payer)
