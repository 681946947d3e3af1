"""Lists: scenarios, parameters and kept runs, as tables and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from simulator.errors import InputError, nearest_names
from simulator.inputs.parameter import GRADES, Parameter, Uncertainty, Value
from simulator.inputs.scenario import Scenario
from simulator.report import words
from simulator.report.layout import LABEL, Column, Sheet, longest_line, longest_word
from simulator.results import Identity
from simulator.store.overview import Overview

NET = "Net: costs avoided, less what LEAD costs, average"


def scenario_data(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain data."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "sentence": scenario.sentence,
        "baseline": scenario.baseline_name,
        "changes": list(scenario.changes),
        "cost_lines": _own_lines(scenario),
        "agreement": _agreement_data(scenario),
    }


def scenario_table(scenarios: Sequence[Scenario]) -> Group:
    """Return scenarios by place, with their sentence, own cost lines and agreement; a place's baseline is marked."""
    names = {
        scenario.name: scenario.name + (" (baseline)" if scenario.name == scenario.baseline_name else "")
        for scenario in scenarios
    }
    width = longest_line("Scenario", *names.values())
    parts: list[RenderableType] = []
    for title, of_place in groupby(scenarios, key=lambda scenario: scenario.jurisdiction.file.title):
        listed = list(of_place)
        texts = [_told(scenario) for scenario in listed]
        what = Column("What it is", texts, LABEL, longest_line(*(text.plain for text in texts)))
        first = Column("Scenario", [names[scenario.name] for scenario in listed], width, width)
        parts += [*([Text("")] if parts else []), Sheet((first, what), title=title, divisible=False)]
    return Group(*parts)


def _told(scenario: Scenario) -> Text:
    return Text.assemble((f"{scenario.title}. ", "bold"), "\n".join([scenario.sentence, *_terms(scenario)]))


def _own_lines(scenario: Scenario) -> dict[str, list[str]]:
    """Return the cost lines that a scenario puts in the place of its place's, and those that come on top."""
    place = scenario.jurisdiction.file.cost_lines
    own = [name for name, line in scenario.all_lines.items() if place.get(name) != line]
    return {
        "replaced": [name for name in own if name in place],
        "added": [name for name in own if name not in place],
    }


def _agreement_data(scenario: Scenario) -> dict[str, Any] | None:
    """Return an agreement as plain data, with the shares captured in its first, second … year."""
    if scenario.agreement is None:
        return None
    shares = scenario.agreement.shares_by_year or (scenario.parameters["capture.share"].value,)
    return {**scenario.agreement.model_dump(mode="json"), "shares": list(shares)}


def _terms(scenario: Scenario) -> list[str]:
    """Return a line on a scenario's own cost lines and one on its agreement, where it has them."""
    lines = [f"{word} {', '.join(names)}" for word, names in _own_lines(scenario).items() if names]
    agreement = [f"Agreement: {_agreed(scenario)}."] if scenario.agreement else []
    return [f"Cost lines: {'; '.join(lines)}.", *agreement] if lines else agreement


def _agreed(scenario: Scenario) -> str:
    """Return who hands over how much of what, and who gets it."""
    data = _agreement_data(scenario)
    assert data is not None
    preset = [f"preset {data['preset']}"] if data["preset"] else []
    if not scenario.has_fund:
        return ", ".join([*preset, "nothing is captured"])
    found = {
        "measured": "measured",
        "perfect_audit": "measured by a perfect audit",
        "deemed": f"deemed by {data['deemed_quantity']}",
        "contract": f"by the contract {data['contract_line']}",
        "outcome": f"by outcome (tiers: {data['tiers']})",
    }
    captured = f"{', then '.join(map(_percent, data['shares']))} captured from {' and '.join(data['covers'])}"
    limits = [f"for {data['years']} years"] if data["years"] else []
    limits += [f"up to the net cost of {data['up_to_cost_of']}"] if data["up_to_cost_of"] else []
    limits += ["capped by year"] if data["caps_by_year"] else []
    split = " and ".join(f"{_percent(share)} to {recipient}" for recipient, share in data["split"].items() if share)
    return f"{', '.join([*preset, captured, found[data['measure']], *limits])}; of it {split}"


def _percent(share: float) -> str:
    return f"{in_full(100 * share)} %"


def choose(scenario: Scenario, grade: str | None, prefix: str) -> list[str]:
    """Return the paths of a scenario's parameters of a grade and with a prefix."""
    if grade is not None and grade not in GRADES:
        raise InputError(
            "there is no such grade",
            found=grade,
            allowed="; ".join(GRADES),
            nearest=nearest_names(grade, GRADES),
        )
    return [
        path
        for path, parameter in scenario.parameters.items()
        if path.startswith(prefix) and grade in (None, parameter.grade)
    ]


def parameter_data(scenario: Scenario, paths: Sequence[str]) -> list[dict[str, Any]]:
    """Return parameters as plain data, with everything known about them."""
    return [
        {
            "path": path,
            **scenario.parameters[path].model_dump(mode="json", exclude_none=True, by_alias=True),
            "changed_by_scenario": _changed(scenario, path),
        }
        for path in paths
    ]


def parameter_table(scenario: Scenario, paths: Sequence[str], *, sources: bool) -> Sheet:
    """Return parameters with value, range, unit and grade; with sources, also where each is from."""
    chosen = {path + (" *" if _changed(scenario, path) else ""): scenario.parameters[path] for path in paths}
    values = [stated_value(parameter) for parameter in chosen.values()]
    grades = [parameter.grade for parameter in chosen.values()]
    legend = "* set by this scenario · money in dollars of the year in brackets"
    return _listing(
        names("Parameter", list(chosen), [what_it_is(each, sources=sources) for each in chosen.values()]),
        Column("Value (middle 90 %)", values, longest_word(*values), longest_line("Value (middle 90 %)", *values)),
        Column("Grade", grades, longest_word("Grade", *grades), longest_line("Grade", *grades)),
        caption="\n".join([legend if paths else "no such parameters", *_terms(scenario)]),
    )


def names(heading: str, paths: Sequence[str], told: Sequence[Sequence[str]]) -> Column:
    """Return a column of parameters: each name, and indented below it the lines that are told of it."""
    lines = [line for entry in told for line in entry]
    return Column(
        heading,
        [
            Group(Text(path, style="bold"), *(Padding(Text(line), (0, 0, 0, 2)) for line in entry))
            for path, entry in zip(paths, told, strict=True)
        ],
        max(longest_line(heading, *paths), 2 + longest_word(*lines)),
        max(longest_line(heading, *paths), 2 + longest_line(*lines)),
    )


def what_it_is(parameter: Parameter, *, sources: bool) -> list[str]:
    """Return what is said below the name of a parameter."""
    formula = [f"= {parameter.formula}"] if parameter.formula is not None else []
    source = [parameter.source or parameter.assumption or ""] if sources else []
    return [parameter.label, *formula, *filter(None, source)]


def run_data(kept: Overview) -> dict[str, Any]:
    """Return a kept run as plain data."""
    nets = [asdict(net) for net in kept.nets]
    return {"id": kept.id, "created": kept.created, **asdict(kept.identity), "nets": nets}


def run_table(kept: Sequence[Overview], location: str) -> Sheet:
    """Return the kept runs, with the headline net of each scenario."""
    asked = ["\n".join([*each.identity.scenarios, f"against {each.identity.baseline}"]) for each in kept]
    return _listing(
        _fixed("Run (kept, UTC)", [f"{each.id}\n{each.created[:16].replace('T', ' ')}" for each in kept]),
        _fixed("Scenarios", asked),
        _fixed("Net", ["\n".join(_nets(each)) for each in kept]),
        _fixed("How", ["\n".join(_how(each.identity)) for each in kept]),
        caption=f"{NET} · in {location}" if kept else f"nothing yet in {location}",
    )


def _nets(kept: Overview) -> list[str]:
    """Return a line for each scenario, and below them whose nets they are."""
    found = {net.scenario: words.dollars(net.difference.mean) for net in kept.nets}
    whose = list(dict.fromkeys(words.payer(net.payer) for net in kept.nets))
    return [*(found.get(name, "–") for name in kept.identity.scenarios), *whose]


def _how(identity: Identity) -> list[str]:
    repeats = f" × {identity.replications} replications" if identity.replications > 1 else ""
    return [
        f"{identity.draws} draws{repeats}" if identity.draws else f"base case{repeats}",
        f"seed {identity.seed}",
        f"{identity.money} dollars",
    ]


def _fixed(heading: str, cells: Sequence[str]) -> Column:
    """Return a column that does not wrap."""
    width = longest_line(heading, *cells)
    return Column(heading, cells, width, width)


def _listing(*columns: Column, caption: str | None = None) -> Sheet:
    return Sheet(columns, caption=caption, divisible=False)


def _changed(scenario: Scenario, path: str) -> bool:
    return any(change == path or change.startswith(f"{path}.") for change in scenario.changes)


def stated_value(parameter: Parameter) -> str:
    """Return the value with its range and unit, a line for each category and each later date."""
    unit = unit_of(parameter)
    if parameter.value is None:
        return f"by formula, {unit}"
    lines = _lines(parameter.value, parameter.uncertainty)
    lines = [*lines, unit] if isinstance(parameter.value, dict) else [f"{lines[0]} {unit}"]
    for entry in parameter.then:
        later = _lines(entry.value, None)
        lines += [f"from {entry.from_}: {later[0]}"] if len(later) == 1 else [f"from {entry.from_}:", *later]
    return "\n".join(lines)


def unit_of(parameter: Parameter) -> str:
    """Return the unit, with the price year of money."""
    return parameter.unit + (f" ({parameter.price_year})" if parameter.price_year else "")


def _lines(value: Value, uncertainty: Uncertainty | dict[str, Uncertainty] | None) -> list[str]:
    if not isinstance(value, dict):
        assert not isinstance(uncertainty, dict)
        return [in_full(value) + _range(uncertainty)]
    if isinstance(uncertainty, dict):
        return [f"{category}: {in_full(entry)}{_range(uncertainty.get(category))}" for category, entry in value.items()]
    lines = [f"{category}: {in_full(entry)}" for category, entry in value.items()]
    return [*lines, joint] if (joint := _range(uncertainty).strip()) else lines


def _range(uncertainty: Uncertainty | None) -> str:
    if uncertainty is None or uncertainty.distribution == "fixed":
        return ""
    if uncertainty.low is not None and uncertainty.high is not None:
        return f" ({in_full(uncertainty.low)}–{in_full(uncertainty.high)})"
    if uncertainty.standard_error is not None:
        return f" (± {in_full(uncertainty.standard_error)} s.e.)"
    assert uncertainty.concentration is not None
    return f" ({uncertainty.distribution}, {in_full(uncertainty.concentration)} observations)"


def in_full(value: float) -> str:
    """Return a number with all its digits."""
    return f"{value:,.10g}"
