"""From a kept or a fresh answer to the view that a funding case is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from simulator.errors import InputError, nearest_names
from simulator.experiment.reinvest import WITHOUT
from simulator.inputs.load import load_scenario
from simulator.inputs.scenario import Scenario
from simulator.report.case.view import View, view_of
from simulator.results import ALL, TAXPAYERS, Comparison
from simulator.store.beside import Further, kinds_of

if TYPE_CHECKING:
    from typer import Context

ABOUT_FILES = ("asked", "format_", "output", "scenario", "payer", "paper", "overwrite")
"""What a report takes besides a question."""


def names_a_run(asked: list[str]) -> bool:
    """Return whether the words of a command name a kept run: one word that is no path of a scenario."""
    return len(asked) == 1 and "/" not in asked[0] and not asked[0].endswith((".yaml", ".yml"))


def refuse_questions(context: Context) -> None:
    """Raise InputError for words about a question where a kept run has been asked for: they would not be read."""
    given = [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name not in ABOUT_FILES
        and parameter.name is not None
        and str(getattr(context.get_parameter_source(parameter.name), "name", "")) == "COMMANDLINE"
    ]
    if given:
        raise InputError("a kept run has been asked already, so this would not be read", found=", ".join(given))


def scenario_of(names: Sequence[str], name: str | None) -> str:
    """Return the scenario that a case is about: the one that is named, or else the first; InputError if it is none."""
    known = [each for each in names if not each.endswith(WITHOUT)]
    if name is None:
        return known[0]
    if name not in known:
        raise InputError("this answer has no such scenario", key="--scenario", found=name, allowed=", ".join(known))
    return name


def refuse_payer(scenario: Scenario, payer: str | None) -> None:
    """Raise InputError for a payer that a scenario does not have, before anything is simulated for it."""
    known = (ALL, TAXPAYERS, *scenario.payers)
    if payer is not None and payer not in known:
        raise InputError(
            "there is no such payer", key="--payer", found=payer, allowed=", ".join(known),
            nearest=nearest_names(payer, known),
        )  # fmt: skip


def day_of(created: str) -> date:
    """Return the day of a moment as the store keeps it, in UTC."""
    return datetime.fromisoformat(created).astimezone(UTC).date()


def open_view(
    comparison: Comparison,
    run_id: str,
    created: str,
    scenario: str,
    payer: str | None,
    further: Mapping[str, Sequence[Further]] | None = None,
) -> View:
    """Return the view of a scenario of an answer, with the files that say what was asked.

    `further` is by kind what is known of the same question besides, the newest first.
    """
    society = _counts_society(comparison, scenario)
    chosen = replace(load_scenario(scenario), society=society)
    baseline = load_scenario(comparison.identity.baseline)
    found = _with_own(comparison, run_id, created, scenario, further or {})
    return view_of(comparison, chosen, baseline, payer, run_id, day_of(created), found)


def _with_own(
    comparison: Comparison, run_id: str, created: str, scenario: str, further: Mapping[str, Sequence[Further]]
) -> Mapping[str, Sequence[Further]]:
    """Return what is known further with what stands in the answer itself first."""
    found = {kind: list(several) for kind, several in further.items()}
    for kind, records in kinds_of(comparison).items():
        mine = tuple(record for record in records if record.scenario == scenario)
        others = [each for each in found.get(kind, []) if each.records != mine]
        own = [Further(kind, run_id, created, comparison.identity, mine)] if mine else []
        found[kind] = [*own, *others]
    return found


def _counts_society(comparison: Comparison, scenario: str) -> bool:
    """Return whether an answer counts harm to victims: its ledger then has a line of society."""
    found: Scenario = load_scenario(scenario)
    lines = {name for name, line in found.all_lines.items() if line.society}
    return any(record.line in lines for record in comparison.records)
