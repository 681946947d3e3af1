"""What `study` prints: how large it is before it begins, and what came of it in a few numbers."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from simulator.experiment.study.columns import Column, money_unit
from simulator.experiment.study.design import Factor
from simulator.experiment.study.rows import Row
from simulator.experiment.study.simulate import Survey
from simulator.experiment.study.study import Study
from simulator.inputs.entries import plain
from simulator.model.quantities import Quantity
from simulator.report import words
from simulator.report.layout import Sheet, labels, longest_line, numbers
from simulator.results import ALL

PACKED = 0.2
"""How large a run is in the store, against its numbers at 8 bytes each; measured."""
IN_PARQUET, IN_CSV = 8.0, 7.0
"""Bytes of a number in either file, about."""
MOST_ACROSS = 9
"""Values of a factor that stand side by side."""
DRAWS_FOR_SPREAD = 20
"""Draws from which on their middle 90 % is said; of fewer, all of them."""


def size_of(study: Study, found: Survey, columns: int, seconds: float) -> dict[str, Any]:
    """Return how large a study is and what of it is left to do, as plain data."""
    return {
        "points": len(study.points),
        "rows": study.rows,
        "runs": found.runs,
        "runs_are_at_most": found.at_most,
        "in_store": found.found,
        "to_simulate": found.left,
        "seconds": seconds,
        "store_bytes": round(found.left * _bytes_of_run(study)),
        "file_bytes": round(study.rows * columns * (IN_PARQUET + IN_CSV)),
    }


def _bytes_of_run(study: Study) -> float:
    groups = study.question.jurisdiction.parameters["population.groups"].value
    assert isinstance(groups, dict)
    return PACKED * 8 * study.question.jurisdiction.calendar.months * len(Quantity) * (len(groups) + 1)


def dry_run(study: Study, size: Mapping[str, Any], workers: int, folder: Path) -> list[RenderableType]:
    """Return what a study would do: its points, its runs, and about how long and how large it would be."""
    question = study.question
    draws = f"{question.draws:,} draws" if question.draws else "the base case"
    names = ", ".join(scenario.name for scenario in question.scenarios)
    most = "at most " if size["runs_are_at_most"] else ""
    left = f"{size['in_store']:,} of them are in the store, {most}{size['to_simulate']:,} are to be simulated"
    hands = "one worker" if workers == 1 else f"{workers} workers"
    lines = {
        "Scenarios": f"{names}, against {question.baseline.name}",
        "Design": _design_words(study),
        "Luck": f"{draws}, {_count(question.replications, 'replication')} of each, seed {question.seed}",
        "Rows": f"{size['rows']:,}, one for each run asked for",
        "Runs": f"{most}{size['runs']:,} different ones, those of auditors among them: {left}",
        "Time": f"{words.duration(size['seconds'])} with {hands}",
        "Disk": f"about {_bytes(size['store_bytes'])} in the store and {_bytes(size['file_bytes'])} in {folder}",
    }
    table = Table.grid(padding=(0, 2, 0, 0))
    for what, text in lines.items():
        table.add_row(what, text)
    return [Text(study.file.title, style="bold"), table, Text("Nothing has been simulated.", style="dim")]


def _design_words(study: Study) -> str:
    design = study.file.design
    if design is None:
        return "none: the scenarios as they are"
    factors = "; ".join(_factor_words(factor) for factor in study.factors)
    return f"{design.kind.replace('_', ' ')}, {_count(len(study.points), 'point')}: {factors}"


def _factor_words(factor: Factor) -> str:
    many = f" ({len(factor.paths)} parameters alike)" if len(factor.paths) > 1 else ""
    held = "everywhere" if factor.is_belief else "in the scenarios"
    if len(factor.values) == 1:
        return f"{factor.name}{many} {plain(factor.low)}, {held}"
    values = f", {len(factor.values)} values" if factor.values else ""
    return f"{factor.name}{many} from {plain(factor.low)} to {plain(factor.high)}{values}, {held}"


class Nets:
    """Takes in rows as they are written; keeps the net of all payers of each scenario at each point in each draw."""

    def __init__(self, study: Study, columns: Sequence[Column]) -> None:
        self._study = study
        titles = [column.title for column in columns]
        self._places = [titles.index(name) for name in ("scenario", "point", f"net_{ALL}__{money_unit(study)}")]
        self._runs: dict[tuple[str, int], int] = {}
        self._sums: dict[tuple[str, int], array[float]] = {}  # one for each draw, over its replications

    def take(self, row: Row) -> None:
        """Take in one row; the baseline's have no net."""
        scenario, point, net = (row[place] for place in self._places)
        if isinstance(net, float):
            key = (str(scenario), int(point or 0))
            sums, runs = self._sums.setdefault(key, array("d")), self._runs.get(key, 0)
            if runs % self._study.question.replications == 0:  # rows come draw by draw
                sums.append(0.0)
            sums[-1] += net
            self._runs[key] = runs + 1

    def of(self, scenario: str) -> dict[int, float]:
        """Return the mean net of a scenario by point."""
        return {key[1]: sum(sums) / self._runs[key] for key, sums in self._sums.items() if key[0] == scenario}

    def spread(self, scenario: str, point: int) -> tuple[str, float, float] | None:
        """Return which part of the draws lies between two nets, each the mean of its replications; None for one."""
        draws = np.array(self._sums[scenario, point]) / self._study.question.replications
        if len(draws) < DRAWS_FOR_SPREAD:
            return ("draws", float(draws.min()), float(draws.max())) if len(draws) > 1 else None
        low, high = np.percentile(draws, [5.0, 95.0])
        return "middle 90 % of draws", float(low), float(high)


def closing(
    study: Study, manifest: Mapping[str, Any], nets: Nets, simulated: int, folder: Path
) -> list[RenderableType]:
    """Return where the files are, and how the net of all payers moves over the points."""
    question = study.question
    draws = _count(question.draws, "draw") if question.draws else "the base case alone"
    repeats = f" with {question.replications:,} replications each" if question.replications > 1 else ""
    luck = "; differences between points may be luck" if len(study.points) > 1 else ""
    done = f"{simulated:,} runs simulated" if simulated else "all runs were in the store"
    what = f"Net of all payers against {question.baseline.name} over {_years(study)}, in {_money(study)}"
    means = f"{what}: the mean of {draws}{repeats} at each point{luck}"
    heading = Group(Text(study.file.title, style="bold"), Text(means, style="dim"))
    found = [_of_scenario(study, each.name, each.title, nets) for each in question.scenarios]
    caveats = Group(*(Text(f"• {caveat}") for caveat in question.jurisdiction.file.caveats))
    files = ", ".join(str(folder / name) for name in manifest["files"])
    return [heading, *found, caveats, Text(f"{manifest['rows']:,} rows, {done}: {files}")]


def _of_scenario(study: Study, name: str, title: str, all_nets: Nets) -> RenderableType:
    nets = all_nets.of(name)

    def said(point: int) -> str:
        spread = all_nets.spread(name, point)
        if spread is None:
            return words.dollars(nets[point])
        which, low, high = spread
        return f"{words.dollars(nets[point])} ({which}: {words.dollars(low)} to {words.dollars(high)})"

    heading = name if study.factors else f"{title} ({name})"  # a point may set what a title speaks of
    varied = [factor for factor in study.factors if factor.low < factor.high]
    if len(varied) == 2 and all(factor.values for factor in study.factors) and len(varied[1].values) <= MOST_ACROSS:
        return _table(varied[0], varied[1], heading, [nets[point] for point in study.point_numbers])
    if len(nets) == 1:
        return Text(f"{heading}: {said(next(iter(nets)))}")
    ends = (pick(nets, key=lambda point: nets[point]) for pick in (min, max))
    between = " to ".join(f"{said(point)} at point {point} ({_point_words(study, point)})" for point in ends)
    losses = sum(net < 0.0 for net in nets.values())
    return Text(f"{heading}: {between}; the mean is a loss at {losses:,} of {len(nets):,} points")


def _table(down: Factor, across: Factor, heading: str, nets: Sequence[float]) -> Sheet:
    """Return the nets of a grid of two factors, which come with the last factor changing fastest."""
    amounts = [words.dollars(net) for net in nets]
    first, wide = [plain(value) for value in down.values], len(across.values)
    columns = [numbers(plain(value), amounts[i::wide], longest_line(*amounts)) for i, value in enumerate(across.values)]
    caption = f"Down: {down.name}. Across: {across.name}."
    return Sheet([labels(first, longest_line(*first)), *columns], title=heading, caption=caption)


def _point_words(study: Study, point: int) -> str:
    pairs = zip(study.factors, study.values(point), strict=True)
    return ", ".join(f"{factor.name} {value:.4g}" for factor, value in pairs)


def _money(study: Study) -> str:
    return money_unit(study).replace("_", " ")


def _years(study: Study) -> str:
    years = study.question.jurisdiction.calendar.fiscal_years
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _bytes(size: float) -> str:
    for unit, factor in (("GB", 1e9), ("MB", 1e6)):
        if size >= factor:
            return f"{words.count(size / factor, signed=False)} {unit}"
    return f"{max(1, round(size / 1e3)):,} kB"


__all__ = ["Nets", "closing", "dry_run", "size_of"]
