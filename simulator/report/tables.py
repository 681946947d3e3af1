"""What `compare` and `run` print, and what stands above and below it: question, finding, limits, where to look next."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from simulator.report import words
from simulator.report.comes_to import comes_to_table
from simulator.report.headline import EVIDENCE, money, quantity, side_by_side, year_tables
from simulator.report.ladder import ladder_by_line, ladder_by_payer, ladder_by_year
from simulator.report.layout import Sheet
from simulator.report.money import Money
from simulator.report.present_value import present_value_table
from simulator.report.program import one_time, staff_table
from simulator.report.returns import DENOMINATOR, returns
from simulator.report.safety import safety_table
from simulator.report.transfers import transfer_table
from simulator.report.uncounted import EVERYWHERE, VICTIMS
from simulator.report.who_pays import payer_table
from simulator.results import ALL, Comparison, Identity
from simulator.units import Calendar

FEW_DRAWS = 20  # below it the 5th and 95th percentile lie beyond the second lowest and highest draw
PAGE = 120  # columns, where the output is not a terminal
BIENNIUM_START = 7  # July, the first month of fiscal years that are budgeted two at a time

MONEY_NOTE = {
    "constant": "constant {year} dollars",
    "nominal": "nominal dollars",
    "discounted": "constant {year} dollars, discounted to the start",
}
COUNTED = (
    "Avoided is what varies with use, jail units that close included. Cashable is what leaves a payer's budget: less "
    "for beds that others fill again, positions that are kept, staff on notice, and contracts where a scenario has "
    "them. How many beds fill again, how long a unit stays empty before it closes and how fast staffing follows are "
    "placeholders."
)
NOT_CAPTURED = "Nothing is captured: 0 unless a scenario names an agreement."
NOT_COUNTED = "Not counted: {}. docs/quantities.md lists what has a price and what has none."
COUNTS_THEM = f"{VICTIMS.listed} (--society counts them)"
NOTICE = (
    "The baseline pays {}, once, for the notice period of a LEAD that stops. A scenario that goes on with LEAD is "
    "spared that: rows “of it, notice that the baseline pays” say how much of a net it is."
)
NOT_TOLD_APART = (
    "Ranges hold both the uncertain inputs and luck in the simulation: --replications 2 or --precision DOLLARS tells "
    "them apart."
)
ONE_RUN = "One run cannot say how far luck moves these numbers: --replications or --precision DOLLARS does."
BACKGROUND = "The pool fills {} of about {} jail beds in use; the others are background and are not simulated."
BEYOND_EVIDENCE = "No evaluation followed participants for more than about three years: {} beyond the evidence."


def compare_tables(comparison: Comparison) -> list[Sheet]:
    """Return scenarios side by side over the whole horizon."""
    return [*side_by_side(comparison), comes_to_table(comparison)]


def run_tables(comparison: Comparison, scenario: str, calendar: Calendar) -> list[RenderableType]:
    """Return one scenario by fiscal year, cost line and payer."""
    biennia = calendar.biennia() if calendar.fiscal_start_month == BIENNIUM_START else ()
    full = [year for year in calendar.fiscal_years if not calendar.is_partial(year)]
    return [
        heading(scenario),
        *year_tables(comparison, scenario),
        ladder_by_year(comparison, scenario, biennia),
        ladder_by_line(comparison, scenario),
        ladder_by_payer(comparison, scenario),
        payer_table(comparison, scenario),
        *_if_told(transfer_table(comparison, scenario), present_value_table(comparison, scenario)),
        safety_table(comparison, scenario),
        Group(*(Text(found.sentence) for found in returns(comparison, scenario)), Text(DENOMINATOR, style="dim")),
        staff_table(comparison, scenario),
        one_time(comparison, scenario, full[-1] if full else None),
    ]


def _if_told(*sheets: Sheet | None) -> list[Sheet]:
    return [sheet for sheet in sheets if sheet is not None]


def preface(comparison: Comparison, place: str) -> Group:
    """Return the title, what was asked, the finding for each scenario in a sentence, and how far luck matters."""
    identity = comparison.identity
    lines: list[RenderableType] = [
        Text(f"{place}, {years_of(comparison)}: what LEAD changes against {identity.baseline}", style="bold"),
        Text(basis(comparison), style="dim"),
        Text(""),
    ]
    for name in identity.scenarios:
        whole = [r for r in comparison.records if r.scenario == name and r.fiscal_year == ALL]
        net, cash = (next(r for r in whole if money(rung)(r)) for rung in ("net", "cash_net"))
        finding = words.finding(net, identity.titles[name], years_of(comparison))
        lines.append(Text(f"• {finding} {words.cash_finding(cash)}"))
        if luck := words.luck_and_inputs(net):
            lines.append(Padding(Text(luck, style="dim"), (0, 0, 0, 2), expand=False))
    if identity.replications == 1:
        lines.append(Text(NOT_TOLD_APART if identity.draws > 1 else ONE_RUN, style="dim"))
    return Group(*lines)


def closing(
    comparison: Comparison,
    run_id: str,
    *,
    placeholders: int,
    usual_baseline: str,
    by_year: bool = False,
    society: bool = False,
    caveats: Sequence[str] = (),
) -> Group:
    """Return what the numbers leave out and where to look next; `by_year` says what has been shown.

    `caveats` are what a place says of its own numbers.
    """
    identity = comparison.identity
    first = identity.scenarios[0]
    options = [*_options(identity, usual_baseline), *(["--society"] if society else [])]
    if by_year:
        other = ("all years together, with the range of futures:", ["compare", *identity.scenarios])
    else:
        other = ("one scenario by fiscal year, by payer and cost line:", ["run", first])
    steps = (
        (other[0], ["leadsim", *other[1], *options]),
        (
            "what an agreement captures, what that buys, and who funds LEAD:",
            ["leadsim", "reinvest", first, *_options(identity, usual_baseline, money=False)],
        ),
        (
            f"the {placeholders} inputs that are only placeholders:",
            ["leadsim", "parameters", first, "--grade", "placeholder"],
        ),
    )
    return Group(
        *(Text(f"• {caveat}") for caveat in caveats),
        *(Text(note, style="dim") for note in _notes(comparison, by_year=by_year, society=society)),
        Text(""),
        Text("Where to look next", style="bold"),
        *(_step(what, command) for what, command in steps),
        export_hint(run_id),
    )


def export_hint(run_id: str) -> Text:
    """Return how to get every number of an answer."""
    command = ["leadsim", "export", run_id, "--format", "csv"]
    return _step("every number behind these tables, with its interval:", command)


def _step(what: str, command: Sequence[str]) -> Text:
    return Text(f"  {what}\n    {shlex.join(command)}")


def _notes(comparison: Comparison, *, by_year: bool, society: bool) -> list[str]:
    books = [Money.of(comparison, scenario) for scenario in comparison.identity.scenarios]
    captured = any("captured" in book.rungs for book in books)
    return [
        *_baseline_notes(comparison),
        COUNTED + ("" if captured else f" {NOT_CAPTURED}"),
        NOT_COUNTED.format(", ".join([*([] if society else [COUNTS_THEM]), *(each.listed for each in EVERYWHERE)])),
        *beyond_evidence(comparison, by_year=by_year),
    ]


def beyond_evidence(comparison: Comparison, *, by_year: bool) -> list[str]:
    """Return which of the years are beyond what evaluations have followed."""
    years = comparison.identity.fiscal_years
    if len(years) <= EVIDENCE:
        return []
    late = "the years marked * are" if by_year else f"what these sums hold after {years[EVIDENCE - 1]} is"
    return [BEYOND_EVIDENCE.format(late)]


def _baseline_notes(comparison: Comparison) -> list[str]:
    """Return what the baseline spends on notice, and how much of the jail the pool fills in it."""
    whole = [r for r in comparison.records if r.fiscal_year == ALL and r.group == ALL and r.line is None]
    pool, others = (
        next(r.baseline_mean for r in whole if quantity(measure)(r))
        for measure in ("jail_population_mean", "jail_background_mean")
    )
    spent = Money.of(comparison, comparison.identity.scenarios[0]).notice()
    notes = [NOTICE.format(words.dollars(spent, signed=False))] if spent else []
    if others:
        beds = (words.count(pool, signed=False), words.count(pool + others, signed=False))
        notes.append(BACKGROUND.format(*beds))
    return notes


def _options(identity: Identity, usual_baseline: str, *, money: bool = True) -> list[str]:
    """Return the options with which the same question is asked again."""
    from simulator.experiment.question import DEFAULT_DRAWS, DEFAULT_SEED

    options = {
        "--baseline": (identity.baseline, usual_baseline),
        "--seed": (identity.seed, DEFAULT_SEED),
        "--draws": (identity.draws, DEFAULT_DRAWS),
        "--replications": (identity.replications, 1),
        "--money": (identity.money if money else "constant", "constant"),
    }
    return [word for option, (value, usual) in options.items() if value != usual for word in (option, str(value))]


def heading(scenario: str) -> Text:
    """Return the name of a scenario above its tables."""
    return Text(scenario, style="bold underline")


def years_of(comparison: Comparison) -> str:
    """Return the fiscal years of an answer."""
    years = comparison.identity.fiscal_years
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])


def basis(comparison: Comparison) -> str:
    """Return how an answer was found: people, draws, luck, money, seed."""
    identity = comparison.identity
    money = MONEY_NOTE[identity.money].format(year=identity.price_year)
    draws = f"{identity.draws} draws of the uncertain inputs" if identity.draws else "the base case only, no draws"
    luck = f" × {identity.replications} replications" if identity.replications > 1 else ""
    few = " (of so few, nearly all)" if 1 < identity.draws < FEW_DRAWS else ""
    return (
        f"{identity.people:,} people in the pool · {draws}{luck} · intervals hold the middle 90 % of futures{few} · "
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
