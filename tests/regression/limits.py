"""What would change the answer most: the tables of docs/limits.md.

`make baselines` moves every input that has a range to either end of it, keeps what comes of it in swings.json, and
writes the tables from that. A test holds the tables, the ranges and a few of the runs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from simulator.experiment.executors import lazy_executor
from simulator.experiment.oneway import Effect, End, OneWay, Setting, beliefs, one_way, plan, settings_of
from simulator.experiment.placeholders import headline
from simulator.experiment.question import DEFAULT_SEED, Question
from simulator.inputs.load import load_scenario
from simulator.inputs.parameter import Parameter, Value
from simulator.report import listings, words
from simulator.results import RunSink
from simulator.store import Store

DOCUMENT = Path(__file__).parents[2] / "docs" / "limits.md"
KEPT = Path(__file__).with_name("swings.json")
TABLES = ("swings", "fixed")
SCENARIOS = ("king-county/citywide", "king-county/pilot")
WORLDS = 3
SHOWN = 12
"""Of each scenario so many inputs with the largest swings are shown, of those that are told from luck."""
APART = 2.0
"""Simulation errors that a swing has to exceed to be told from chance."""

HOLDERS = {
    "capture": "the parties to an agreement",
    "city_contract": "the city's jail contract and its monthly bills",
    "competency": "the state hospitals' and courts' records of evaluations and restorations",
    "costs": "the payer's budget office: a cost study of what varies with use and what does not",
    "costs.attorney": "the prosecuting attorney's and public defender's budgets",
    "costs.booking": "the jail's budget and a cost study of it",
    "costs.case_manager": "LEAD's contract and budget",
    "costs.court": "the courts' budgets and hours of judges by kind of case",
    "costs.employment_day": "LEAD's contract and budget",
    "costs.interim_unit_day": "contracts of the housing providers",
    "costs.jail_day": "the jail's budget and a cost study of it",
    "costs.officer": "the police department's budget",
    "costs.permanent_unit_day": "contracts of the housing providers",
    "costs.prison_day": "the state's department of corrections",
    "costs.program_fixed": "LEAD's contract and budget",
    "costs.services_month": "LEAD's contract and budget",
    "costs.supervisor": "LEAD's contract and budget",
    "costs.treatment_day": "Medicaid's rates",
    "courts.defenders": "the public defender's budget",
    "courts.prosecutors": "the prosecutors' budgets",
    "courts": "the courts' case management records: hearings, failures to appear, warrants",
    "equity": "records of each decision by race and ethnicity, matched by person",
    "employment": "LEAD's case notes, matched with employment records",
    "funding": "the adopted budgets of LEAD's funders",
    "interim_housing": "the homeless management information system",
    "jail": "the jail's booking and release records (`leadsim fit` reads them)",
    "jail.booking_limit": "the jail's rules for when it is full",
    "jail_unit": "the jail's staffing plan by housing unit",
    "lead": "LEAD's own records: referrals, intakes, contacts, exits",
    "lead.caseload": "LEAD's contract: participants to a case manager",
    "lead.coverage": "LEAD's agreements with police and prosecutors",
    "lead.effect": "an evaluation with a comparison group, of today's program",
    "lead.hire_lag": "LEAD's personnel records",
    "lead.reference_caseload": "the records of the program that was evaluated",
    "lead.supervisor_ratio": "LEAD's contract and budget",
    "medicaid": "the state's Medicaid agency",
    "permanent_housing": "the homeless management information system",
    "police": "the police department's records of contacts, arrests and charges",
    "police.arrest_rate": "booking records of a few years (`leadsim fit` estimates it)",
    "police.booked_share": "arrest records matched with bookings",
    "population": "booking records of a few years (`leadsim fit` estimates it)",
    "population.age": "booking records: dates of birth",
    "population.areas": "the police department's records of contacts by precinct",
    "population.death_rate": "booking records matched with death certificates",
    "population.excluded_history_share": "criminal histories of the people in the pool",
    "population.mental_illness_share": "jail health records",
    "population.substance_use_share": "jail health records",
    "population.unhoused_share": "the homeless management information system, matched with bookings",
    "prosecution": "the prosecutors' case management records",
    "prosecution.prison": "the state's sentencing records",
    "savings": "the payers' budget offices: what they cut when use falls",
    "savings.jail_backfill": "the jail's daily population after earlier falls in bookings",
    "supervision": "the courts' and the state's records of supervision",
    "treatment": "Medicaid claims",
    "treatment.places": "LEAD's agreements with treatment providers",
}
"""Who has the data that would replace an input, by how its path begins; the longest beginning counts."""


def holder(path: str) -> str:
    """Return who has the data that would replace an input."""
    return HOLDERS[max((begin for begin in HOLDERS if path.startswith(begin)), key=len)]


# -- doing it ---------------------------------------------------------------------------------------------


def question_of(name: str, worlds: int = WORLDS) -> Question:
    """Return the question whose answer is moved: the base case of a scenario against its baseline."""
    scenario = load_scenario(name)
    return headline(scenario, load_scenario(scenario.baseline_name), DEFAULT_SEED, worlds)


def movable(question: Question) -> dict[Setting, Parameter]:
    """Return how every input with a range is moved, and what is believed of it: by the scenario, else by others."""
    found: dict[Setting, Parameter] = {}
    for path in question.jurisdiction.parameters:
        believed = next((belief for belief in beliefs(question, path) if settings_of(path, belief)), None)
        found |= dict.fromkeys(settings_of(path, believed), believed) if believed else {}
    return found


def simulate(name: str, settings: Sequence[Setting], sink: RunSink, worlds: int = WORLDS) -> OneWay:
    """Move these inputs of a scenario, one at a time."""
    question = question_of(name, worlds)
    with lazy_executor(question.engine) as executor:
        return one_way(plan(question, settings), sink, executor, executor.workers)


def plain(found: OneWay) -> dict[str, Any]:
    """Return what comes of moving inputs as plain data: nets in dollars by world, in the order of swings."""
    return {
        "base": [round(net) for net in found.base],
        "moved": [
            {
                "path": effect.setting.path,
                **({"category": effect.setting.category} if effect.setting.category else {}),
                "low": {"value": effect.low.value, "nets": [round(net) for net in effect.low.nets]},
                "high": {"value": effect.high.value, "nets": [round(net) for net in effect.high.nets]},
            }
            for effect in found.effects
        ],
    }


def kept() -> dict[str, OneWay]:
    """Return what came of moving every input when it was last done, with what is believed of the inputs now."""
    return {name: _read(name, data) for name, data in json.loads(KEPT.read_text(encoding="utf-8")).items()}


def _read(name: str, data: dict[str, Any]) -> OneWay:
    believed = movable(question_of(name))
    base = tuple(data["base"])
    effects = []
    for moved in data["moved"]:
        setting = Setting(moved["path"], moved.get("category"))
        parameter = believed[setting]
        low, high = (End(moved[end]["value"], tuple(moved[end]["nets"])) for end in ("low", "high"))
        assert parameter.value is not None
        effects.append(Effect(setting, parameter, End(parameter.value, base), low, high))
    return OneWay(base, tuple(effects))


# -- the tables -------------------------------------------------------------------------------------------


def swings_table(found: dict[str, OneWay]) -> str:
    """Return the inputs with the largest swings in any scenario, in the order of the first scenario's swings."""
    by_path = {name: {effect.setting.path: effect for effect in each.of_each_input} for name, each in found.items()}
    largest = {effect.setting.path for each in found.values() for effect in shown(each)}
    first = next(iter(by_path.values()))
    scenarios = " | ".join(f"{name.partition('/')[2].capitalize()}: the net moves by" for name in found)
    nets = " | ".join(f"**{words.dollars(each.net)}**" for each in found.values())
    lines = [
        f"| Input, and what it is set to | Grade | {scenarios} | Who has the data |",
        f"|---|---|{'---:|' * len(found)}---|",
        f"| **Net of all payers, everything as stated** | | {nets} | |",
    ]
    for path in sorted(largest, key=lambda path: -first[path].swing):
        effect = first[path]
        cells = " | ".join(_swing(each[path]) for each in by_path.values())
        lines.append(f"| {_tried(effect)} | {effect.parameter.grade} | {cells} | {holder(path)} |")
    return "\n".join([*lines, "", *(_signs(name, each) for name, each in found.items())])


def shown(found: OneWay) -> list[Effect]:
    """Return the largest swings of a scenario that can be told from luck."""
    return [effect for effect in found.of_each_input if not is_luck(effect)][:SHOWN]


def is_luck(effect: Effect) -> bool:
    """Return whether a swing cannot be told from luck."""
    return effect.error is not None and effect.swing <= APART * effect.error


def _signs(name: str, found: OneWay) -> str:
    inputs = found.of_each_input
    turning = [f"`{effect.setting.path}`" for effect in inputs if effect.changes_sign and not is_luck(effect)]
    net = "saving" if found.net > 0.0 else "loss"
    what = f"{len(turning)} alone turn" if turning else "none alone turns"
    which = f": {', '.join(turning)}" if turning else ""
    return f"- `{name}`: of {len(inputs)} inputs that were moved, {what} the {net} around{which}."


def _swing(effect: Effect) -> str:
    size = words.dollars(effect.swing, signed=False)
    if is_luck(effect):
        return f"{size}, not told from luck"
    ends = f"{words.dollars(effect.low.net)} to {words.dollars(effect.high.net)}"
    return f"{size}<br>({ends})" + (", **the sign changes**" if effect.changes_sign else "")


def _tried(effect: Effect) -> str:
    low, base, high = (_value(effect, end.value) for end in (effect.low, effect.base, effect.high))
    category = f": {effect.setting.category.replace('_', ' ')}" if effect.setting.category else ""
    return f"{effect.parameter.label}{category}<br>`{effect.setting.path}`: {low} to {high} (stated: {base})"


def _value(effect: Effect, value: Value) -> str:
    if not isinstance(value, dict):
        return f"{value:,.3g}" if abs(value) < 1_000.0 else f"{value:,.0f}"
    if effect.setting.category is not None:
        return f"{value[effect.setting.category]:.2g}"
    return ", ".join(f"{each:,.3g}" for each in value.values())


def fixed_table() -> str:
    """Return the placeholders that no range is stated for, so that no future moves them."""
    scenario = load_scenario(SCENARIOS[0])
    lines = ["| Fixed in every future | Value | Who has the data |", "|---|---|---|"]
    for path, parameter in scenario.parameters.items():
        if parameter.grade == "placeholder" and parameter.formula is None and not settings_of(path, parameter):
            stated = listings.stated_value(parameter).replace("\n", "; ")
            lines.append(f"| {parameter.label}<br>`{path}` | {stated} | {holder(path)} |")
    return "\n".join(lines)


def document_with(found: dict[str, OneWay]) -> str:
    """Return the document with its tables replaced."""
    text = DOCUMENT.read_text(encoding="utf-8")
    for name, table in zip(TABLES, (swings_table(found), fixed_table()), strict=True):
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        before, _, rest = text.partition(begin)
        _, there, after = rest.partition(end)
        assert there, f"{DOCUMENT.name} has no place for the table of {name}"
        text = f"{before}{begin}\n{table}\n{end}{after}"
    return text


if __name__ == "__main__":
    with TemporaryDirectory() as folder, Store(f"{folder}/runs.sqlite") as store:  # what scenarios share runs once
        again = {name: plain(simulate(name, list(movable(question_of(name))), store)) for name in SCENARIOS}
    KEPT.write_text(json.dumps(again, indent=1) + "\n", encoding="utf-8")
    DOCUMENT.write_text(document_with(kept()), encoding="utf-8")
