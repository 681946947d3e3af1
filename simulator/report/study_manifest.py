"""The manifest of a study: what was asked, of which scenarios, by what and where, and what its files are."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from simulator.experiment.identity import identity_of
from simulator.experiment.setup import money_version
from simulator.experiment.study.columns import SUMS, Column
from simulator.experiment.study.design import Factor, problem_of
from simulator.experiment.study.rows import Row, Rows
from simulator.experiment.study.study import Study
from simulator.inputs.scenario import Scenario
from simulator.report.study_files import KIND, Files, write_files

FORMAT = 1
DESIGN_LIBRARIES = ("SALib", "pyarrow")
"""What besides the model's libraries decides what the files are, to the bit."""


def unfinished(study: Study) -> dict[str, Any]:
    """Return what the manifest says before the runs are done."""
    return {"kind": KIND, "format": FORMAT, "state": "unfinished", **_question(study)}


def finished(study: Study, rows: Rows, files: Files, count: int) -> dict[str, Any]:
    """Return the whole manifest, once all rows have been gone through."""
    return {
        "kind": KIND,
        "format": FORMAT,
        "state": "finished",
        **_question(study),
        "run_hashes": rows.hashes,
        "rows": count,
        "numbers_are": SUMS,
        "columns": [_column(column) for column in rows.columns],
        "files": files,
    }


def write_study(rows: Rows, folder: Path, watched: Iterable[Row] | None = None) -> Mapping[str, Any]:
    """Write the files of a study whose runs are done, and return its manifest; `watched` are the rows, looked at.

    Raises LeadsimError where the disk does not take them, and StoreError where a run is missing.
    """

    def manifest(files: Files, count: int) -> Mapping[str, Any]:
        return finished(rows.study, rows, files, count)

    return write_files(rows.columns, rows if watched is None else watched, folder, manifest)


def _question(study: Study) -> dict[str, Any]:
    question = study.question
    place, calendar = question.jurisdiction, question.jurisdiction.calendar
    return {
        "study": {"title": study.file.title, "sentence": study.file.sentence, "sha256": study.hash()},
        "place": {"name": place.name, "title": place.file.title, "caveats": list(place.file.caveats)},
        "baseline": question.baseline.name,
        "scenarios": [_scenario(scenario) for scenario in question.everyone],
        "seed": question.seed,
        "draws": question.draws,
        "replications": question.replications,
        "points": len(study.points),
        "design": _design(study),
        "money": question.money,
        "price_year": place.file.currency_year,
        "society": study.file.society,
        "start": calendar.start.isoformat(),
        "fiscal_years": list(calendar.fiscal_years),
        "engine": question.engine,
        "versions": {
            **identity_of(question, {}).versions,
            "money": money_version(),
            **{library: version(library) for library in DESIGN_LIBRARIES},
        },
        "platform": platform.platform(),
    }


def _scenario(scenario: Scenario) -> dict[str, str]:
    return {"name": scenario.name, "title": scenario.title, "sha256": scenario_hash(scenario)}


def scenario_hash(scenario: Scenario) -> str:
    """Return the hash of all that a scenario is made of, prices and its place among it; its name is not."""
    parts = (
        scenario.jurisdiction.file, dict(scenario.jurisdiction.parameters), dict(scenario.parameters),
        dict(scenario.all_lines), scenario.agreement, scenario.society,
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _design(study: Study) -> dict[str, Any] | None:
    design = study.file.design
    if design is None:
        return None
    salib = {"salib_problem": problem_of(study.factors)} if design.kind == "sobol" else {}
    second_order = {"second_order": design.second_order is not False} if design.kind == "sobol" else {}
    return {"kind": design.kind, **second_order, "factors": [_factor(factor) for factor in study.factors], **salib}


def _factor(factor: Factor) -> dict[str, Any]:
    levels = {"values": list(factor.values)} if factor.values else {"low": factor.low, "high": factor.high}
    year = {} if factor.price_year is None else {"price_year": factor.price_year}
    holds = "everywhere" if factor.is_belief else "in the scenarios"
    return {"name": factor.name, "paths": list(factor.paths), "holds": holds, **levels, **year}


def _column(column: Column) -> Mapping[str, Any]:
    return {"name": column.title, "unit": column.unit, "label": column.label}


__all__ = ["finished", "scenario_hash", "unfinished", "write_study"]
