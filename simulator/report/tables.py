"""Tables for the terminal, from the records of a comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from simulator.report import words
from simulator.results import ALL, Comparison, Record

NARROWEST = 120  # columns, where the output is not a terminal

MONEY_NOTE = {
    "constant": "constant {year} dollars",
    "nominal": "nominal dollars",
    "discounted": "constant {year} dollars, discounted to the start",
}
NOT_COUNTED = (
    "Not counted yet: arrests on warrants (about half of all arrests in the Seattle evaluation, and where LEAD's "
    "effect was clearest), so avoided bookings and jail days are understated; hearings, supervision, competency, "
    "housing and treatment places; jail units that could close; contract minimums. Never counted: victims' costs, "
    "health care, earnings. Avoided cost is not yet cash in a budget."
)
BEYOND_EVIDENCE = (
    "No evaluation followed participants for more than about three years: later years are beyond the evidence."
)


@dataclass(frozen=True)
class Row:
    """A row of the headline: a label and the records that fill it."""

    label: str
    picks: Callable[[Record], bool]
    section: str


def _quantity(measure: str) -> Callable[[Record], bool]:
    return lambda record: record.table in ("quantities", "queues", "people") and record.measure == measure


def _money(rung: str, payer: str = ALL) -> Callable[[Record], bool]:
    return lambda record: record.rung == rung and record.payer == payer and record.line is None


PEOPLE = "LEAD (scenario minus baseline)"
JUSTICE = "Justice system (scenario minus baseline: fewer is −)"
MONEY = "Money (saving +, cost or loss −)"


def headline_rows(payers: Iterable[str]) -> list[Row]:
    """Return the rows of the headline table."""
    return [
        Row("New participants", _quantity("participants"), PEOPLE),
        Row("People in LEAD, on average", _quantity("participants_mean"), PEOPLE),
        Row("Referrals without a free place", _quantity("referrals_without_slot"), PEOPLE),
        Row("Jail bookings", _quantity("bookings"), JUSTICE),
        Row("Jail days", _quantity("jail_days"), JUSTICE),
        Row("Cases filed", _quantity("filings"), JUSTICE),
        Row("LEAD program cost", _money("program"), MONEY),
        Row("Gross value (average cost, not cash)", _money("gross"), MONEY),
        Row("Avoided cost (the part that varies)", _money("avoided"), MONEY),
        Row("Net, all payers", _money("net"), MONEY),
        *(Row(f"Net, {payer}", _money("net", payer), MONEY) for payer in payers),
    ]


def compare_tables(comparison: Comparison) -> list[Table]:
    """Return scenarios side by side over the whole horizon, a table for each section."""
    identity = comparison.identity
    whole = [r for r in comparison.records if r.fiscal_year == ALL and r.group == ALL]
    rows = headline_rows(_touched_payers(whole))
    tables = []
    for section in dict.fromkeys(row.section for row in rows):
        table = _table(section, 26)
        for name in identity.scenarios:
            table.add_column(name.partition("/")[2] or name, justify="right", width=20)
        for row in (row for row in rows if row.section == section):
            found = [next(r for r in whole if r.scenario == name and row.picks(r)) for name in identity.scenarios]
            table.add_row(Text(row.label), *(_cell(record) for record in found))
        tables.append(table)
    return tables


def _table(title: str, label_width: int) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold cyan", box=box.SIMPLE_HEAD, pad_edge=False,
        header_style="bold",
    )  # fmt: skip
    table.add_column("", width=label_width)
    return table


def _touched_payers(records: Sequence[Record]) -> list[str]:
    """Return the payers who spend anything in any scenario."""
    net = [r for r in records if r.rung == "net" and r.payer != ALL]
    return list(dict.fromkeys(r.payer for r in net if r.baseline_mean or r.scenario_mean))


def _cell(record: Record) -> Text:
    text = Text(words.amount(record, record.difference.mean), style="bold")
    if record.difference.low == record.difference.high == 0.0:
        return text
    if record.difference.draws > 1:
        text.append(f"\n{words.interval(record)}", style="not bold")
    text.append(f"\n{words.agreement(record)}", style="not bold dim")
    return text


def year_tables(comparison: Comparison, scenario: str) -> list[Table]:
    """Return one scenario's mean differences by fiscal year, a table for each section."""
    mine = [r for r in comparison.records if r.scenario == scenario and r.group == ALL and r.line is None]
    rows = headline_rows(_touched_payers(mine))
    periods: list[str | int] = [*comparison.identity.fiscal_years, ALL]
    tables = []
    for section in dict.fromkeys(row.section for row in rows):
        table = _table(section, 36)
        for period in periods:
            table.add_column("all years" if period == ALL else f"FY {period}", justify="right", width=9)
        for row in (row for row in rows if row.section == section):
            found = {r.fiscal_year: r for r in mine if row.picks(r)}
            table.add_row(row.label, *(words.amount(found[p], found[p].difference.mean) for p in periods))
        tables.append(table)
    return tables


def payer_table(comparison: Comparison, scenario: str) -> Table:
    """Return who pays and who saves, line by line: avoided cost and program cost."""
    mine = [
        r
        for r in comparison.records
        if r.scenario == scenario and r.line is not None and r.rung in ("avoided", "program")
    ]
    payers = _touched_payers([r for r in comparison.records if r.scenario == scenario])
    totals = {
        r.payer: r
        for r in comparison.records
        if r.scenario == scenario and r.rung == "net" and r.fiscal_year == ALL and r.line is None
    }
    table = _table("Who pays and who saves: avoided cost (saving +) and program cost (cost −), all years", 40)
    for payer in (*payers, "all payers"):
        table.add_column(payer, justify="right")
    for line in dict.fromkeys(r.line for r in mine):
        found = {r.payer: r for r in mine if r.line == line}
        table.add_row(line, *(words.dollars(found[p].difference.mean) for p in (*payers, ALL)))
    table.add_section()
    table.add_row("Net", *(words.dollars(totals[p].difference.mean) for p in (*payers, ALL)), style="bold")
    return table


def preface(comparison: Comparison, place: str) -> Group:
    """Return the title, what was asked, and the finding for each scenario in a sentence."""
    identity = comparison.identity
    lines: list[RenderableType] = [
        Text(f"{place}, {_years(comparison)}: what LEAD changes against {identity.baseline}", style="bold"),
        Text(_basis(comparison), style="dim"),
        Text(""),
    ]
    for name in identity.scenarios:
        net = next(r for r in comparison.records if r.scenario == name and _money("net")(r) and r.fiscal_year == ALL)
        lines.append(Text("• " + words.finding(net, identity.titles[name], _years(comparison))))
    return Group(*lines)


def closing(comparison: Comparison, run_id: str, placeholders: int) -> Group:
    """Return what the numbers leave out and where to look next."""
    first = comparison.identity.scenarios[0]
    steps = {
        f"leadsim run {first}": "one scenario by fiscal year, by payer and cost line",
        f"leadsim parameters {first} --grade placeholder": f"the {placeholders} inputs that are only placeholders",
        f"leadsim export {run_id} --format csv": "every number behind these tables, with its interval",
    }
    width = max(len(command) for command in steps)
    return Group(
        Text(NOT_COUNTED, style="dim"),
        Text(BEYOND_EVIDENCE, style="dim"),
        Text(""),
        Text("Where to look next", style="bold"),
        *(Text(f"  {command:<{width}}  {what}") for command, what in steps.items()),
    )


def heading(scenario: str) -> Text:
    """Return the name of a scenario above its tables."""
    return Text(scenario, style="bold underline")


def _years(comparison: Comparison) -> str:
    years = comparison.identity.fiscal_years
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])


def _basis(comparison: Comparison) -> str:
    identity = comparison.identity
    money = MONEY_NOTE[identity.money].format(year=identity.price_year)
    draws = f"{identity.draws} draws of the uncertain inputs" if identity.draws else "the base case only, no draws"
    luck = f" × {identity.replications} replications" if identity.replications > 1 else ""
    return (
        f"{identity.people:,} people in the pool · {draws}{luck} · intervals hold the middle 90 % of futures · "
        f"{money} · seed {identity.seed}"
    )


def console(*, to_stderr: bool = False) -> Console:
    """Return where tables go; wide enough for them where the output is a file."""
    found = Console(stderr=to_stderr, highlight=False)
    return found if found.is_terminal else Console(stderr=to_stderr, highlight=False, width=NARROWEST)


def show(parts: Sequence[RenderableType]) -> None:
    """Print parts one below the other."""
    out = console()
    for part in parts:
        out.print(part)
        out.print()
