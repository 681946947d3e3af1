"""Fields of the context bar that several pages have: the place, the answer, the scenario, what it is held against."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard import components as parts
from dashboard import places
from dashboard.address import View
from dashboard.figures import names
from dashboard.pages.frame import Asked
from dashboard.queries import Listed
from dashboard.story import as_choice, usual_payers
from simulator.results import Comparison, Identity


def place(asked: Asked, width: int = 220) -> html.Div:
    """Return the choice of a place by its title."""
    return place_among(asked.listed, asked.place, width)


def place_among(listed: Sequence[Listed], shown: str, width: int = 220) -> html.Div:
    """Return the choice of a place, those with an answer first."""
    options, groups = places.choices(listed, shown)
    return parts.choice("place", "Place", options, shown, width, groups)


def answer(asked: Asked, width: int = 236) -> html.Div:
    """Return the choice of an answer about the place, with the one that is shown even where the list is older."""
    options = [(each.id, each.label) for each in asked.listed if places.key_of(each.identity) == asked.place]
    shown = asked.answer.id
    if all(shown != id_ for id_, _ in options):
        options.append((shown, f"Answer {shown}"))
    return parts.choice("answer", "Answer", options, shown, width)


def scenario(comparison: Comparison, among: Sequence[str], focus: str, width: int = 236) -> html.Div:
    """Return the choice of the scenario in question among some of an answer."""
    return parts.choice("focus", "Scenario", titled(comparison, among), focus, width)


def titled(comparison: Comparison, among: Sequence[str]) -> list[tuple[str, str]]:
    """Return scenarios as choices: what charts call them, and their titles."""
    called, titles = names.called(comparison), comparison.identity.titles
    said = {name: titles.get(name, called[name]) for name in among}
    return [(name, title if title == called[name] else f"{called[name]}: {title}") for name, title in said.items()]


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
