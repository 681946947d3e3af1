"""Tables for the terminal, from the records of a comparison."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from simulator.report import words
from simulator.report.layout import Sheet, labels, longest_line, numbers
from simulator.results import ALL, Comparison, Identity, Record

PAGE = 120  # columns, where the output is not a terminal
EVIDENCE = 3  # years that evaluations followed participants

MONEY_NOTE = {
    "constant": "constant {year} dollars",
    "nominal": "nominal dollars",
    "discounted": "constant {year} dollars, discounted to the start",
}
NOT_COUNTED = (
    "Avoided cost is what varies within about a year; it is not yet cash in a budget. Not counted yet: jail units that "
    "could close; freed beds that fill again; contract minimums (under Seattle's, as reported in 2022, the city's own "
    "jail saving would be $0). Never counted: victims' costs, health care other than treatment through LEAD (its cost, "
    "not its benefit), earnings. docs/quantities.md lists what has a price and what has none."
)
WIND_DOWN = (
    "The baseline itself spends {} on LEAD ({}), most of it in the first year, on the notice of those who are in it. "
    "A scenario that goes on with LEAD is spared that: it is in the differences in program cost and net, and for a "
    "payer who pays for nothing else it can be most of a saving. A scenario's own table shows it as notice after a cut."
)
NOT_TOLD_APART = (
    "Ranges hold both the uncertain inputs and luck in the simulation: --replications 2 or --precision DOLLARS tells "
    "them apart."
)
ONE_RUN = "One run cannot say how far luck moves these numbers: --replications or --precision DOLLARS does."
BACKGROUND = "The pool fills {} of about {} jail beds in use; the others are background and are not simulated."
BEYOND_EVIDENCE = "No evaluation followed participants for more than about three years: {} beyond the evidence."


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


CELL = 20  # columns for an interval, and for the words about it

PEOPLE = "LEAD (scenario minus baseline)"
JUSTICE = "Justice system (scenario minus baseline: fewer is −)"
LIVES = "People's lives (scenario minus baseline)"
MONEY = "Money (saving +, cost or loss −)"


def headline_rows(payers: Iterable[str]) -> list[Row]:
    """Return the rows of the headline table."""
    return [
        Row("New participants", _quantity("participants"), PEOPLE),
        Row("Intakes, returns included", _quantity("intakes"), PEOPLE),
        Row("Arrests and contacts diverted", _quantity("diversions"), PEOPLE),
        Row("People in LEAD, on average", _quantity("participants_mean"), PEOPLE),
        Row("Places paid for, on average", _quantity("places_funded_mean"), PEOPLE),
        Row("Referrals without a free place", _quantity("referrals_without_slot"), PEOPLE),
        Row("Arrests for new offenses", _quantity("arrests"), JUSTICE),
        Row("Arrests on a warrant alone", _quantity("warrant_arrests"), JUSTICE),
        Row("Jail bookings", _quantity("bookings"), JUSTICE),
        Row("Jail days", _quantity("jail_days"), JUSTICE),
        Row("Cases filed", _quantity("filings"), JUSTICE),
        Row("New offenses a person-year at liberty", _quantity("offenses_rate"), JUSTICE),
        Row("People housed and not in jail, on average", _quantity("housed_mean"), LIVES),
        Row("People in treatment, on average", _quantity("in_treatment_mean"), LIVES),
        Row("Deaths", _quantity("deaths"), LIVES),
        Row("LEAD program cost, with services", _money("program"), MONEY),
        Row("Gross value (average cost, not cash)", _money("gross"), MONEY),
        Row("Avoided cost (the part that varies)", _money("avoided"), MONEY),
        Row("Net, all payers", _money("net"), MONEY),
        *(Row(f"Net, {payer}", _money("net", payer), MONEY) for payer in payers),
    ]


def compare_tables(comparison: Comparison) -> list[Sheet]:
    """Return scenarios side by side over the whole horizon, a table for each section."""
    identity = comparison.identity
    whole = [r for r in comparison.records if r.fiscal_year == ALL and r.group == ALL]
    rows = headline_rows(_touched_payers(whole))
    names = _short_names(identity.scenarios)
    columns = {
        names[scenario]: [next(r for r in whole if r.scenario == scenario and row.picks(r)) for row in rows]
        for scenario in identity.scenarios
    }
    width = max(CELL, *(longest_line(words.interval(record)) for found in columns.values() for record in found))
    return _by_section(rows, {name: [_cell(record) for record in found] for name, found in columns.items()}, width)


def _by_section(rows: Sequence[Row], columns: Mapping[str, Sequence[Text]], width: int) -> list[Sheet]:
    """Return a table for each section, all with columns of the same widths."""
    label_width = longest_line(*(row.label for row in rows))
    sheets = []
    for section in dict.fromkeys(row.section for row in rows):
        chosen = [i for i, row in enumerate(rows) if row.section == section]
        first = labels([rows[i].label for i in chosen], label_width)
        others = [numbers(heading, [cells[i] for i in chosen], width) for heading, cells in columns.items()]
        sheets.append(Sheet([first, *others], section))
    return sheets


def _short_names(scenarios: Sequence[str]) -> dict[str, str]:
    """Return scenarios without their folders, unless two would then be called the same."""
    short = {name: PurePath(name).stem for name in scenarios}
    return short if len(set(short.values())) == len(short) else {name: name for name in scenarios}


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


def year_tables(comparison: Comparison, scenario: str) -> list[Sheet]:
    """Return one scenario's mean differences by fiscal year, a table for each section."""
    mine = [r for r in comparison.records if r.scenario == scenario and r.group == ALL and r.line is None]
    rows = headline_rows(_touched_payers(mine))
    years = comparison.identity.fiscal_years
    headings: dict[str | int, str] = {year: f"FY {year}{'*' if year in years[EVIDENCE:] else ''}" for year in years}
    headings[ALL] = "all years"
    found = [{r.fiscal_year: r for r in mine if row.picks(r)} for row in rows]
    columns = {
        heading: [Text(words.amount(of[period], of[period].difference.mean)) for of in found]
        for period, heading in headings.items()
    }
    return _by_section(rows, columns, longest_line(*(cell.plain for cells in columns.values() for cell in cells)))


def payer_table(comparison: Comparison, scenario: str) -> Sheet:
    """Return who pays and who saves, line by line: avoided cost and program cost."""
    mine = [r for r in comparison.records if r.scenario == scenario]
    by_line = [r for r in mine if r.line is not None and r.rung in ("avoided", "program")]
    net = [r for r in mine if r.line is None and r.rung == "net" and r.fiscal_year == ALL]
    lines = list(dict.fromkeys(str(r.line) for r in by_line))
    columns = [labels([*lines, "Net"], longest_line(*lines))]
    for payer in (*_touched_payers(mine), ALL):
        means = {str(r.line): r.difference.mean for r in by_line if r.payer == payer}
        total = next(r.difference.mean for r in net if r.payer == payer)
        cells = [words.dollars(mean) for mean in (*(means[line] for line in lines), total)]
        columns.append(numbers("all payers" if payer == ALL else payer, cells, longest_line(*cells)))
    title = "Who pays and who saves: avoided cost (saving +) and program cost (cost −), all years"
    return Sheet(columns, title, total=True)


def preface(comparison: Comparison, place: str) -> Group:
    """Return the title, what was asked, the finding for each scenario in a sentence, and how far luck matters."""
    identity = comparison.identity
    lines: list[RenderableType] = [
        Text(f"{place}, {_years(comparison)}: what LEAD changes against {identity.baseline}", style="bold"),
        Text(_basis(comparison), style="dim"),
        Text(""),
    ]
    for name in identity.scenarios:
        net = next(r for r in comparison.records if r.scenario == name and _money("net")(r) and r.fiscal_year == ALL)
        lines.append(Text("• " + words.finding(net, identity.titles[name], _years(comparison))))
        if luck := words.luck_and_inputs(net):
            lines.append(Padding(Text(luck, style="dim"), (0, 0, 0, 2), expand=False))
    if identity.replications == 1:
        lines.append(Text(NOT_TOLD_APART if identity.draws > 1 else ONE_RUN, style="dim"))
    return Group(*lines)


def closing(
    comparison: Comparison, run_id: str, *, placeholders: int, usual_baseline: str, by_year: bool = False
) -> Group:
    """Return what the numbers leave out and where to look next; `by_year` says what has been shown."""
    identity = comparison.identity
    first = identity.scenarios[0]
    years = identity.fiscal_years
    notes = [*_baseline_notes(comparison), NOT_COUNTED]
    if len(years) > EVIDENCE:
        late = "the years marked * are" if by_year else f"what these sums hold after {years[EVIDENCE - 1]} is"
        notes.append(BEYOND_EVIDENCE.format(late))
    if by_year:
        other = ("all years together, with the range of futures:", "compare", identity.scenarios)
    else:
        other = ("one scenario by fiscal year, by payer and cost line:", "run", (first,))
    what, command, scenarios = other
    steps = (
        (what, ["leadsim", command, *scenarios, *_options(identity, usual_baseline)]),
        (
            f"the {placeholders} inputs that are only placeholders:",
            ["leadsim", "parameters", first, "--grade", "placeholder"],
        ),
        (
            "every number behind these tables, with its interval:",
            ["leadsim", "export", run_id, "--format", "csv"],
        ),
    )
    return Group(
        *(Text(note, style="dim") for note in notes),
        Text(""),
        Text("Where to look next", style="bold"),
        *(Text(f"  {what}\n    {shlex.join(command)}") for what, command in steps),
    )


def _baseline_notes(comparison: Comparison) -> list[str]:
    """Return what the baseline spends on LEAD, and how much of the jail the pool fills in it."""
    whole = [r for r in comparison.records if r.fiscal_year == ALL and r.group == ALL and r.line is None]
    spent = next(r.baseline_mean for r in whole if _money("program")(r))
    pool, others = (
        next(r.baseline_mean for r in whole if _quantity(measure)(r))
        for measure in ("jail_population_mean", "jail_background_mean")
    )
    payers = (f"{r.payer} {words.dollars(r.baseline_mean, signed=False)}" for r in _spenders(whole))
    notes = [WIND_DOWN.format(words.dollars(spent, signed=False), ", ".join(payers))] if spent else []
    if others:
        beds = (words.count(pool, signed=False), words.count(pool + others, signed=False))
        notes.append(BACKGROUND.format(*beds))
    return notes


def _spenders(whole: Sequence[Record]) -> list[Record]:
    """Return what each payer spends on LEAD in the baseline, where it is anything."""
    first = whole[0].scenario
    of_program = [r for r in whole if r.rung == "program" and r.payer != ALL and r.scenario == first]
    return [r for r in of_program if r.baseline_mean]


def _options(identity: Identity, usual_baseline: str) -> list[str]:
    """Return the options with which the same question is asked again."""
    from simulator.experiment.question import DEFAULT_DRAWS, DEFAULT_SEED

    options = {
        "--baseline": (identity.baseline, usual_baseline),
        "--seed": (identity.seed, DEFAULT_SEED),
        "--draws": (identity.draws, DEFAULT_DRAWS),
        "--replications": (identity.replications, 1),
        "--money": (identity.money, "constant"),
    }
    return [word for option, (value, usual) in options.items() if value != usual for word in (option, str(value))]


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
    """Return where tables go; wide enough for them where the output is a file. Text is shown as it is written."""
    found = Console(stderr=to_stderr, highlight=False, markup=False, emoji=False)
    if not found.is_terminal:
        found.width = PAGE
    return found


def show(parts: Sequence[RenderableType]) -> None:
    """Print parts one below the other."""
    out = console()
    for part in parts:
        out.print(part)
        out.print()
