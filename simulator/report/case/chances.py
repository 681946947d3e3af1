"""How sure it is: the chance of a saving by payer and net, what an effect may cost, and what learning is worth."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.experiment.uncertainty import EFFECTS
from simulator.report import words
from simulator.report.case.amounts import NONE, told
from simulator.report.case.exhibit import Amount, Cell, Exhibit, Table, plain_number, share_cell, size_cell
from simulator.report.case.rests_on import Known, basis, known, whose
from simulator.report.case.view import View
from simulator.report.case.wording import TOGETHER
from simulator.results import ALL, Record

CHANCE, ACCEPTABLE = "chance_of_saving", "acceptability"
TOLD_APART = (
    CHANCE, ACCEPTABLE, "inputs_uncertain", "inputs_calibrated", "draws_chosen", "replications_chosen",
)  # fmt: skip
"""Measures that the page has elsewhere, or leaves to the workbook."""
NETS = {
    "average_net": "if averages were money", "net": "in costs avoided", "cash_net": "in cash",
}  # fmt: skip
"""What a net counts, as the head of a column."""
NAMES = {
    "chance_of_saving_without_luck": "Chance of a saving, with luck in the simulation taken out",
    "chance_of_saving_in_one_world": "Chance that a single run saves",
    "expected_loss": "Expected loss from choosing it",
    "expected_value_of_perfect_information": "Worth of learning everything",
    "worth_of_group": "Worth of learning",
    "cost_per": "Net cost of one",
    "cost_per_none": "Futures without this effect",
    "price_half_accept": "Price from which half of futures accept",
    "spread_of_inputs": "Spread that the inputs cause (standard deviation)",
    "spread_of_luck": "Spread that luck causes (standard deviation)",
    "luck_share": "Share of the variance that is luck",
    "draws_chosen": "Draws",
    "replications_chosen": "Replications of each draw",
    "inputs_uncertain": "Uncertain inputs",
    "inputs_calibrated": "Inputs drawn together from a calibration",
}
"""What measures are called whose name does not say it."""
SUBTITLE = "Shares of simulated futures. They hold what is uncertain in the inputs, and nothing that is not among them."
NOTES = (
    "In brackets: where the share would be with any number of draws (90 %, Monte Carlo error alone).",
    "What one unit is worth comes on top of what it saves: avoided costs are in the net already.",
)
HEAD = (
    "Measure", "Of", "Group", "Net", "Payer", "Fiscal year", "Value", "Low (5 %)", "High (95 %)", "Unit", "Remark",
)  # fmt: skip
OTHERS_HEAD = ("What", "Of", "Value", "Low (5 %)", "High (95 %)", "Unit", "Remark")


def exhibit(view: View) -> Exhibit | None:
    """Return how sure it is; nothing where nobody asked."""
    found = known(view, "uncertainty")
    if found is None:
        return None
    tables = (_by_payer(view, found), *_by_year(view, found), *_acceptable(view, found), *_others(view, found))
    every = Table("Everything that was found", HEAD, tuple(_row(view, each) for each in found.records))
    shown = tuple(table for table in tables if table.rows)
    return Exhibit(
        "uncertainty", title(view, found), SUBTITLE, basis(view, found), shown, {"Uncertainty": every}, NOTES
    )


def title(view: View, found: Known) -> str:
    """Return the finding without its end stop."""
    mine = [
        each for each in found.of(CHANCE) if (each.payer, each.rung, each.fiscal_year) == (view.payer, view.rung, ALL)
    ]
    if not mine:
        return "How likely it saves, by payer"
    several, of = words.of_futures(mine[0])
    whom = TOGETHER.get(view.payer) or view.the(view.payer)
    return f"It saves {whom} money {NETS[view.rung]} in {several} of {of} simulated futures"


def _by_payer(view: View, found: Known) -> Table:
    """Return the chance of a saving over all years, a row for each payer and a column for each net."""
    cells = {(each.payer, str(each.rung)): each for each in found.of(CHANCE) if each.fiscal_year == ALL}
    nets = [net for net in NETS if any(net == rung for _, rung in cells)]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (_payer(view, payer), *(_chance(cells.get((payer, net))) for net in nets))
        for payer in dict.fromkeys(payer for payer, _ in cells)
    )
    return Table(
        "In how many futures it saves, over all years", ("Payer", *(f"Saves {NETS[net]}" for net in nets)), rows
    )


def _by_year(view: View, found: Known) -> Sequence[Table]:
    """Return the chance of a saving in each fiscal year, a row for each payer, in the net that the case is about."""
    mine = [each for each in found.of(CHANCE) if each.rung == view.rung and each.fiscal_year != ALL]
    cells = {(each.payer, each.fiscal_year): each for each in mine}
    years = sorted({int(year) for _, year in cells})
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (_payer(view, payer), *(_chance(cells.get((payer, year)), ends=False) for year in years))
        for payer in dict.fromkeys(payer for payer, _ in cells)
    )
    head = ("Payer", *(f"FY {year}" for year in years))
    return [Table(f"In how many futures it saves {NETS[view.rung]}, year by year", head, rows)] if rows else []


def _acceptable(view: View, found: Known) -> Sequence[Table]:
    """Return for each effect in how many futures it is worth its net cost, a row for each price of one unit."""
    tables = []
    for line in dict.fromkeys(str(each.line) for each in found.of(ACCEPTABLE)):
        mine = sorted((each for each in found.of(ACCEPTABLE) if each.line == line), key=lambda each: float(each.group))
        rows = tuple((size_cell(float(each.group)), _chance(each)) for each in mine)
        head = (f"If one {_one(line)} is worth", "Futures in which the plan is worth it")
        worth = f"In how many futures the plan is worth it, by what one {_one(line)} is worth"
        tables.append(Table(f"{worth} ({_whose(view, mine[0])})", head, rows))
    return tables


def _others(view: View, found: Known) -> Sequence[Table]:
    rest = [each for each in found.records if each.measure not in TOLD_APART]
    rows = tuple((_measure(each), _of(each), *_numbers(each), each.unit, each.reason or "") for each in rest)
    what = "What learning more is worth, where the spread comes from, and what an effect costs"
    return [Table(f"{what} ({_whose(view, rest[0])})", OTHERS_HEAD, rows)] if rows else []


def _whose(view: View, each: Record) -> str:
    return whose(view, each.payer, str(each.rung))


def _row(view: View, each: Record) -> tuple[Cell, ...]:
    group = "" if each.group == ALL else words.plain(each.group)
    year = "all" if each.fiscal_year == ALL else str(each.fiscal_year)
    return (
        _measure(each), words.plain(each.line or ""), group, NETS.get(str(each.rung), ""), _payer(view, each.payer),
        year, *_numbers(each), each.unit, each.reason or "",
    )  # fmt: skip


def _measure(each: Record) -> str:
    name = NAMES.get(each.measure, words.plain(each.measure))
    return name[:1].upper() + name[1:]


def _one(line: str) -> str:
    """Return what one unit of an effect is."""
    return EFFECTS[line].one if line in EFFECTS else words.plain(line)


def _of(each: Record) -> str:
    parts = (_one(each.line or ""), "" if each.group == ALL else words.plain(each.group))
    return ", ".join(filter(None, parts))


def _numbers(each: Record) -> tuple[Cell, Cell, Cell]:
    found = each.difference
    mean, low, high = (_value(each, value) for value in (found.mean, found.low, found.high))
    return (mean, low, high) if found.low < found.high else (mean, None, None)


def _value(each: Record, value: float) -> Amount:
    if each.unit.startswith("share"):
        return share_cell(value)
    if each.unit.startswith("dollars"):
        return Amount(value, told(value, signed=value < 0.0))
    return Amount(value, plain_number(value), "any")


def _chance(record: Record | None, *, ends: bool = True) -> Amount:
    """Return a share of futures as so many of so many, with the share that any number of draws might show."""
    if record is None or record.reason:
        return Amount(math.nan, NONE)
    found = record.difference
    several, of = words.of_futures(record)
    low, high = (f"{100.0 * end:.0f}" for end in (found.low, found.high))
    return Amount(found.mean, f"{several} of {of}{f' ({low} to {high} %)' if ends else ''}", "share")


def _payer(view: View, payer: str) -> str:
    name = words.payer(payer) if payer in TOGETHER else view.called(payer)
    return name[:1].upper() + name[1:]


__all__ = ["exhibit"]
