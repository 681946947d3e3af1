"""How much of something it takes: what each size turns away, makes wait and costs, and the smallest that is enough."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.report import words
from simulator.report.case.amounts import told
from simulator.report.case.exhibit import Amount, Cell, Exhibit, Table, net_cell, plain_number, share_cell, size_cell
from simulator.report.case.rests_on import Known, basis, belief, known, whose
from simulator.report.case.view import View
from simulator.report.listings import unit_of
from simulator.results import ALL, Record

CURVE: dict[str, str] = {
    "turned_away": "Turned away, referrals",
    "wait_p50": "Half get a place within, days",
    "wait_p95": "95 of 100 get a place within, days",
    "utilization": "In use",
    "target_met": "Futures that meet the target",
    "program_cost": "LEAD costs, $",
    "net": "Net, $",
}
"""What is told of each size, and the head of its column."""
SUBTITLE = "Means over all simulated futures at each size that was tried; all else as in the plan."
NEVER = "never"
HEAD = (
    "Input", "Size", "Measure", "Net", "Payer", "Baseline, mean", "Value, mean", "Difference, mean", "Low (5 %)",
    "High (95 %)", "Monte Carlo error", "Unit", "Remark",
)  # fmt: skip


@dataclass(frozen=True)
class Curve:
    """The sizes of an input that were tried, in order, and what was found at each by measure.

    `target` is what has to hold, in words. `smallest` is about the smallest size at which it does; where there is none,
    its reason is another than the target and says why.
    """

    known: Known
    path: str
    name: str
    unit: str
    sizes: tuple[float, ...]
    found: Mapping[tuple[float, str], Record]
    target: str
    smallest: Record | None

    @property
    def enough(self) -> bool:
        """Whether some size is enough."""
        record = self.smallest
        return record is not None and math.isfinite(record.scenario_mean) and record.reason in (None, self.target)

    @property
    def measures(self) -> tuple[str, ...]:
        """What is told of every size."""
        return tuple(each for each in CURVE if any(each == measure for _, measure in self.found))


def curves(view: View) -> tuple[Curve, ...]:
    """Return what is known of each input that was tried in several sizes."""
    found = known(view, "capacity")
    if found is None:
        return ()
    paths = dict.fromkeys(str(record.line) for record in found.records if record.line)
    return tuple(_curve(view, found, path) for path in paths)


def _curve(view: View, found: Known, path: str) -> Curve:
    mine = [record for record in found.records if record.line == path]
    cells = {(float(r.group), r.measure): r for r in mine if r.group != ALL and r.measure in CURVE}
    parameter = belief(view, path)
    name, unit = (parameter.label, unit_of(parameter)) if parameter else (words.plain(path), "")
    smallest, target = (next((r for r in mine if r.measure == each), None) for each in ("smallest", "target"))
    sizes = tuple(sorted({size for size, _ in cells}))
    return Curve(found, path, name, unit, sizes, cells, str(target.reason or "") if target else "", smallest)


def title(found: Curve) -> str:
    """Return the finding without its end stop: the smallest size that is enough, or that none is and why."""
    record = found.smallest
    if record is None:
        return f"What each size of “{found.name}” turns away and costs"
    stated, reach = record.baseline_mean, record.difference
    if not found.enough:
        return f"No size that was tried is enough: {record.reason}; the plan has {_said(found, stated)}"
    ends = (
        f" ({_said(found, stated + reach.low)} to {_said(found, stated + reach.high)})"
        if reach.low < reach.high
        else ""
    )
    unit = "" if _is_money(found) else f" {record.unit}"
    least = f"{_said(found, record.scenario_mean)}{unit}{ends} is the least with which"
    here = f"; the plan has {_said(found, stated)}"
    return f"{least} {found.target or 'the target is met'}{_chance(found)}{_net(found, record.scenario_mean)}{here}"


def _net(found: Curve, size: float) -> str:
    """Return the net at a size: what is enough for everybody is not said without what it costs."""
    record = found.found.get((size, "net"))
    return f", at a net of {told(record.scenario_mean)}" if record else ""


def _is_money(found: Curve) -> bool:
    return found.smallest is not None and found.smallest.unit.startswith("dollars")


def _said(found: Curve, size: float) -> str:
    return f"{told(size, signed=False)} a year" if _is_money(found) else plain_number(size)


def _chance(found: Curve) -> str:
    asked = [each for each in found.known.of("chance") if each.line == found.path]
    return f", in at least {words.percent(asked[0].scenario_mean)} of futures" if asked else ""


def exhibit(view: View, found: Sequence[Curve]) -> Exhibit:
    """Return the curves as they are shown."""
    first = found[0]
    every = Table("Everything that was found", HEAD, tuple(_row(record) for record in first.known.records))
    notes = tuple(note for each in found for note in _notes(each))
    tables = tuple(_table(view, each) for each in found if each.sizes)
    return Exhibit("capacity", title(first), SUBTITLE, basis(view, first.known), tables, {"Capacity": every}, notes)


def _notes(found: Curve) -> Sequence[str]:
    """Return what has to be said below: the target, what the waits are, and what single futures take."""
    waits = [r.reason for (_, measure), r in found.found.items() if measure == "wait_p95" and r.reason]
    spread = [r for share in ("5", "50", "95") for r in found.known.of(f"enough_in_{share}") if r.line == found.path]
    notes = [f"“{found.name}”. Target: {found.target}{_chance(found)}."] if found.target else []
    notes += [f"Days: {waits[0].partition(':')[0]}; who is turned away never gets a place."] if waits else []
    if len(spread) == 3:
        sizes = ", ".join(r.reason or _said(found, r.scenario_mean) for r in spread)
        notes.append(f"Enough in 5, 50 and 95 % of futures by themselves: {sizes}.")
    return notes


def _table(view: View, found: Curve) -> Table:
    net = next((record for (_, measure), record in found.found.items() if measure == "net"), None)
    heads = CURVE | ({"net": f"{_capital(whose(view, net.payer, str(net.rung)))}, $"} if net else {})
    head = (f"{found.name}, {found.unit}", *(heads[measure] for measure in found.measures))
    rows = tuple(
        (_size(found, size), *(_cell(found.found.get((size, measure))) for measure in found.measures))
        for size in found.sizes
    )
    return Table(found.name, head, rows)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def points(found: Curve, measure: str) -> tuple[tuple[float, float], ...]:
    """Return the sizes with what was found at each, for a picture."""
    at = ((size, found.found.get((size, measure))) for size in found.sizes)
    means = ((size, record.scenario_mean) for size, record in at if record and not _never(record))
    return tuple((size, mean) for size, mean in means if math.isfinite(mean))


def _size(found: Curve, size: float) -> Amount:
    return Amount(size, plain_number(size), "any" if not found.unit.startswith("dollars") else "dollars")


def _cell(record: Record | None) -> Cell:
    return None if record is None else value_cell(record)


def value_cell(record: Record) -> Cell:
    """Return what was found at a size, in its unit."""
    value = record.scenario_mean
    if _never(record):
        return Amount(math.inf, NEVER, "any")
    if record.measure == "net":
        return net_cell(value)
    if record.unit.startswith("share"):
        return share_cell(value)
    if record.unit.startswith("dollars"):
        return size_cell(value)
    return Amount(value, words.count(value, signed=False), "any")


def _never(record: Record) -> bool:
    """Return whether so many never get a place, in which case the number of days is only where the answer ends."""
    return record.measure.startswith("wait") and f": {NEVER}" in (record.reason or "")


def _row(record: Record) -> tuple[Cell, ...]:
    found, size = record.difference, None if record.group == ALL else Amount(float(record.group), record.group, "any")
    values = (record.baseline_mean, record.scenario_mean, found.mean, found.low, found.high, found.mcse)
    return (
        record.line or "", size, words.plain(record.measure), record.rung or "", record.payer,
        *(None if value is None else Amount(value, plain_number(value), "any") for value in values),
        record.unit, record.reason or "",
    )  # fmt: skip


__all__ = ["Curve", "curves", "exhibit", "points", "title", "value_cell"]
