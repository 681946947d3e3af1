"""The command that gives an answer again."""

from __future__ import annotations

import shlex

from simulator.experiment.question import SPEEDS, engine_named
from simulator.inputs.content import PLACE, SOCIETY
from simulator.inputs.effects import SHARE
from simulator.inputs.entries import plain
from simulator.model.engines import DEFAULT_ENGINE
from simulator.report.money import Money
from simulator.results import Comparison, Identity

HARMED = "people_harmed"
"""Who pays what only society's view counts."""
LONG = 3_600.0
"""Seconds from which on a command refuses a question that does not say --allow-large."""
WARM_UP = 10
"""Years before the start that a place may well have; an answer does not keep how many there were."""


def command_of(comparison: Comparison) -> str:
    """Return the command that asks the same again; with the same versions it gives the same numbers.

    Of a question about a fund it is `reinvest`, and of any other `compare`, which asks what `run` asks.
    """
    identity = comparison.identity
    asked = ["reinvest", identity.scenarios[-1]] if is_reinvest(comparison) else ["compare", *identity.scenarios]
    words = ["leadsim", *asked, "--baseline", identity.baseline, *drawn_as(comparison)]
    words += effects_asked(comparison)
    words += money_asked(comparison)
    words += ["--allow-large"] if _may_be_large(comparison.identity) else []
    return shlex.join(words)


def trace_command(comparison: Comparison, scenario: str, person: str) -> str:
    """Return the command that follows a person through a scenario and the baseline of an answer."""
    identity = comparison.identity
    told = ["leadsim", "trace", scenario, "--baseline", identity.baseline, "--person", person]
    return shlex.join([*told, "--seed", str(identity.seed)])


def drawn_as(comparison: Comparison) -> list[str]:
    """Return the options of a command that draw the same futures in the same engine."""
    identity = comparison.identity
    words = ["--draws", str(identity.draws), "--seed", str(identity.seed)]
    words += ["--replications", str(identity.replications)] if identity.replications > 1 else []
    return [*words, "--engine", identity.engine] if identity.engine != DEFAULT_ENGINE else words


def effects_asked(comparison: Comparison) -> list[str]:
    """Return the option that takes one share of LEAD's effects, where everybody has it without a range."""
    place = comparison.inputs.get(PLACE, {}).get(SHARE, {})
    is_everywhere = not any(SHARE in comparison.inputs.get(name, {}) for name in comparison.identity.scenarios)
    return ["--effects", plain(place["value"])] if place and "uncertainty" not in place and is_everywhere else []


def money_asked(comparison: Comparison) -> list[str]:
    """Return the options that ask in the same money, and in society's view where the answer has it."""
    money = comparison.identity.money
    words = ["--money", money] if money != "constant" else []
    return [*words, *(["--society"] if _is_of_society(comparison) else [])]


def is_reinvest(comparison: Comparison) -> bool:
    """Return whether this is an answer of `leadsim reinvest`: it alone says in how many futures savings carry LEAD."""
    return any(record.measure == "carried_never" for record in comparison.records)


def _may_be_large(identity: Identity) -> bool:
    """Return whether a command might refuse the question somewhere: by its own guess of time, on a single core."""
    runs = max(1, identity.draws) * identity.replications * (1 + len(identity.scenarios))
    years = len(identity.fiscal_years) + WARM_UP
    return runs * identity.people * years > LONG * SPEEDS[engine_named(identity.engine)]


def _is_of_society(comparison: Comparison) -> bool:
    names = comparison.identity.scenarios
    if comparison.inputs:
        return any(SOCIETY in comparison.inputs[name] for name in names)
    return any(HARMED in Money.of(comparison, name).payers for name in names)
