"""Lists: scenarios, parameters and kept runs, as tables and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich import box
from rich.table import Table

from simulator.errors import InputError, nearest_names
from simulator.inputs.parameter import GRADES, Parameter, Uncertainty, Value
from simulator.inputs.scenario import Scenario
from simulator.results import Identity


def scenario_data(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain data."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "sentence": scenario.sentence,
        "baseline": scenario.baseline_name,
        "changes": list(scenario.changes),
    }


def scenario_table(scenarios: Sequence[Scenario]) -> Table:
    """Return scenarios with their sentence; the baseline of a place is marked."""
    table = _table("Scenario", "What it is")
    for scenario in scenarios:
        mark = " (baseline)" if scenario.name == scenario.baseline_name else ""
        table.add_row(scenario.name + mark, f"[bold]{scenario.title}.[/bold] {scenario.sentence}")
    return table


def choose(scenario: Scenario, grade: str | None, prefix: str) -> list[str]:
    """Return the paths of a scenario's parameters of a grade and with a prefix."""
    if grade is not None and grade not in GRADES:
        raise InputError(
            "there is no such grade",
            found=grade,
            allowed=", ".join(GRADES),
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


def parameter_table(scenario: Scenario, paths: Sequence[str], *, sources: bool) -> Table:
    """Return parameters with value, range, unit and grade; with sources, also where each is from."""
    table = _table("Parameter", "What it is", "Value", "Middle 90 %", "Unit", "Grade", *(["From"] if sources else []))
    for path in paths:
        parameter = scenario.parameters[path]
        mark = " *" if _changed(scenario, path) else ""
        year = f" ({parameter.price_year})" if parameter.price_year else ""
        source = [parameter.source or parameter.assumption or ""] if sources else []
        table.add_row(
            path + mark, parameter.label, _value(parameter), _ranges(parameter), parameter.unit + year,
            parameter.grade, *source,
        )  # fmt: skip
    table.caption = "* set by this scenario · money in dollars of the year in brackets"
    return table


def run_data(run_id: str, created: str, identity: Identity) -> dict[str, Any]:
    """Return a kept run as plain data."""
    return {"id": run_id, "created": created, **asdict(identity)}


def run_table(runs: Sequence[tuple[str, str, Identity]], location: str) -> Table:
    """Return the kept runs."""
    table = _table("Run", "When (UTC)", "Scenarios", "Baseline", "Draws", "Replications", "Seed", "Money")
    for run_id, created, identity in runs:
        table.add_row(
            run_id, created[:19].replace("T", " "), ", ".join(identity.scenarios), identity.baseline,
            str(identity.draws), str(identity.replications), str(identity.seed), identity.money,
        )  # fmt: skip
    table.caption = f"in {location}" if runs else f"nothing yet in {location}"
    return table


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", caption_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _changed(scenario: Scenario, path: str) -> bool:
    return any(change == path or change.startswith(f"{path}.") for change in scenario.changes)


def _value(parameter: Parameter) -> str:
    if parameter.formula is not None:
        return f"= {parameter.formula}"
    assert parameter.value is not None
    later = "".join(f"\nfrom {entry.from_}: {_number(entry.value)}" for entry in parameter.then)
    return _number(parameter.value) + later


def _number(value: Value) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{category}: {entry:,g}" for category, entry in value.items())
    return f"{value:,.10g}"


def _ranges(parameter: Parameter) -> str:
    uncertainty = parameter.uncertainty
    if isinstance(uncertainty, dict):
        return "\n".join(f"{category}: {_range(entry)}" for category, entry in uncertainty.items())
    return _range(uncertainty)


def _range(uncertainty: Uncertainty | None) -> str:
    if uncertainty is None or uncertainty.distribution == "fixed":
        return ""
    if uncertainty.low is not None and uncertainty.high is not None:
        return f"{uncertainty.low:,g}–{uncertainty.high:,g}"
    if uncertainty.standard_error is not None:
        return f"± {uncertainty.standard_error:,g} (s.e.)"
    return f"{uncertainty.distribution} ({uncertainty.concentration:g})"
