"""What an answer rests on, in plain words and one table: how far each input moves the net, and where it breaks even."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from simulator.analysis.sensitivity import Crossing
from simulator.experiment.break_even import GRID, BreakEven
from simulator.experiment.oneway import Effect, End, Setting, simulation_error
from simulator.experiment.question import Question
from simulator.experiment.sensitivity import Sensitivity
from simulator.experiment.sensitivity_runs import Stake
from simulator.inputs.parameter import Parameter, Value
from simulator.report import listings, words
from simulator.report.layout import Column, Sheet, longest_line, longest_word
from simulator.results import Record

SIGNIFICANT = 3
RUNGS = {"gross": "use at average cost", "avoided": "costs avoided", "cashable": "cash that leaves budgets"}
NONE, NOT_AT_ENDS = "none in its range", "not at either end"
HOW = (
    "One input at a time is set to its 5th and 95th percentile, in the scenario, in the baseline and in the practice "
    "before; all others stay as in the draws, and every run meets the same luck. Of shares of a whole the category "
    "with the widest swing is shown. ± is the Monte Carlo error (one standard error)."
)
EVEN = (
    "Break-even: where the mean net is 0, in brackets where it may be instead (90 %, Monte Carlo error alone); "
    "searched from percentile {:.0f} to {:.0f} at {} values, and between them where the sign changes."
)
ENDS_ONLY = "The inputs below the table were looked at at the two ends of their range alone."
NOT_SHOWN = "Not shown: what two inputs do together (--frontier, --sobol), and what has no range."


def sensitivity_parts(found: Sensitivity, top: int) -> list[RenderableType]:
    """Return the finding, the inputs that move the net farthest, what is set apart, and how it was done."""
    shown, smaller, noise = _sorted_out(found, top)
    below = [*(Text(each) for each in _set_apart(found, smaller, noise)), *(Text(each, style="dim") for each in _how())]
    return [
        preface(found.question, found.stake, "what the answer rests on"),
        Group(Text(_net(found), style="bold"), *(Text(f"• {each}") for each in _findings(found, shown))),
        *([_tornado(shown)] if shown else []),
        Group(*below),
    ]


def sensitivity_data(found: Sensitivity, records: Sequence[Record]) -> dict[str, Any]:
    """Return what was asked, the net with nothing set, and the records, as plain data."""
    return {
        **asked(found.question, found.stake),
        "net": found.one_way.net,
        "net_mcse": simulation_error(found.one_way.base),
        "inputs": len(found.effects),
        "told_apart": None if found.apart is None else sum(found.apart),
        "estimates": [record.as_dict() for record in records],
    }


def asked(question: Question, stake: Stake) -> dict[str, Any]:
    """Return what was asked, as plain data."""
    return {
        "scenario": question.scenarios[0].name,
        "baseline": question.baseline.name,
        "payer": stake.payer,
        "rung": stake.rung,
        "seed": question.seed,
        "draws": question.draws,
        "replications": question.replications,
        "money": question.money,
        "price_year": question.jurisdiction.file.currency_year,
        "fiscal_years": list(question.jurisdiction.calendar.fiscal_years),
    }


def preface(question: Question, stake: Stake, what: str, futures: str | None = None) -> Group:
    """Return the title and what was asked; `futures` says in which, where they are not the draws."""
    place, years = question.jurisdiction.file, question.jurisdiction.calendar.fiscal_years
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
    draws = futures or (f"{question.draws} draws" if question.draws else "the base case")
    worlds = f" × {question.replications} replications" if question.replications > 1 else ""
    kind = {"nominal": "nominal dollars"}.get(question.money, f"{question.money} {place.currency_year} dollars")
    return Group(
        Text(f"{place.title}, {span}: {what}", style="bold"),
        Text(
            f"{question.scenarios[0].name} against {question.baseline.name} · net of {words.payer(stake.payer)}, "
            f"{RUNGS[stake.rung]} less LEAD's cost · {draws}{worlds} · {kind} · seed {question.seed}",
            style="dim",
        ),
    )


def plus_minus(error: float | None) -> str:
    """Return an error as it follows a number, if it is known."""
    return "" if error is None else f" ± {words.dollars(error, signed=False)}"


# -- in words ---------------------------------------------------------------------------------------------


def _net(found: Sensitivity) -> str:
    error = plus_minus(simulation_error(found.one_way.base))
    told = simulation_error(found.one_way.base)
    unclear = told is not None and abs(found.one_way.net) < 2.0 * told
    chance = "; its sign cannot be told from chance" if unclear else ""
    return f"Net with nothing set: {words.dollars(found.one_way.net)}{error} (saving +, cost or loss −){chance}"


def _findings(found: Sensitivity, shown: Sequence[tuple[Effect, BreakEven]]) -> list[str]:
    told = found.apart or (True,) * len(found.effects)
    turning = [
        even for even, is_apart in zip(found.break_evens, told, strict=True) if even.searched.crossings and is_apart
    ]
    side = "loss into a saving" if found.one_way.net < 0.0 else "saving into a loss"
    if not turning:
        first = f"No input turns the {side} by itself: of {len(found.effects)}, none does at a value that was tried."
        first = first if not _noisy_turns(found) else f"No input can be told to turn the {side} by itself."
    else:
        few = ", ".join(_label(even.effect) for even in turning[:SIGNIFICANT])
        more = f" and {len(turning) - SIGNIFICANT} more" if len(turning) > SIGNIFICANT else ""
        first = f"{len(turning)} of {len(found.effects)} inputs can turn the {side} by themselves: {few}{more}."
    if not shown:
        return [first]
    effect = shown[0][0]
    low, high = (in_words(effect.setting, end.value) for end in (effect.low, effect.high))
    nets = f"{words.dollars(effect.low.net)} at {low} and {words.dollars(effect.high.net)} at {high}"
    return [first, f"{_label(effect)} moves it farthest: {nets} ({listings.unit_of(effect.parameter)})."]


def _noisy_turns(found: Sensitivity) -> int:
    """Return how many inputs change the sign whose swing cannot be told from noise."""
    told = found.apart or (True,) * len(found.effects)
    return sum(bool(even.searched.crossings) and not apart for even, apart in zip(found.break_evens, told, strict=True))


def _label(effect: Effect) -> str:
    category = f": {words.plain(effect.setting.category)}" if effect.setting.category else ""
    return f"“{effect.parameter.label}{category}”"


def _set_apart(found: Sensitivity, smaller: int, noise: int) -> list[str]:
    of = f"{found.question.draws} draws" if found.question.draws > 1 else f"{len(found.one_way.base)} worlds"
    if found.apart is None:
        return ["One future cannot tell any swing from noise: ask for --draws 10, or --replications 10."]
    lines = [f"Smaller swings that can be told from noise: {smaller} more (--top, --json)."] if smaller else []
    if noise:
        turns = _noisy_turns(found)
        sign = f" {turns} of them would change the sign, which may be noise as well." if turns else ""
        lines.append(f"Swings that cannot be told from noise at {of}: {noise} of {len(found.effects)} inputs.{sign}")
    return lines


def _how() -> list[str]:
    even = EVEN.format(100 * GRID[0], 100 * GRID[-1], len(GRID) + 2)
    return [HOW, f"{even} {ENDS_ONLY}", NOT_SHOWN]


# -- the table --------------------------------------------------------------------------------------------


def _sorted_out(found: Sensitivity, top: int) -> tuple[list[tuple[Effect, BreakEven]], int, int]:
    """Return what is shown, and how many more have a swing that can be told from noise, and how many have none."""
    told = [True] * len(found.effects) if found.apart is None else list(found.apart)
    pairs = zip(found.effects, found.break_evens, told, strict=True)
    apart = [(effect, even) for effect, even, is_apart in pairs if is_apart]
    return apart[:top], len(apart[top:]), len(found.effects) - len(apart)


def _tornado(shown: Sequence[tuple[Effect, BreakEven]]) -> Sheet:
    paths = [f"{rank}. {effect.setting.key}" for rank, (effect, _) in enumerate(shown, start=1)]
    told = [[f"{effect.parameter.label}; {_of(effect.parameter)}"] for effect, _ in shown]
    swings = [_swing(effect) for effect, _ in shown]
    evens = [_even(even) for _, even in shown]
    names = listings.names("Input", paths, told)
    widest = min(names.widest, 66)
    return Sheet(
        [
            Column("Input", names.cells, min(names.narrowest, widest), widest),
            _ends("5th → net", [(effect, effect.low) for effect, _ in shown]),
            _ends("95th → net", [(effect, effect.high) for effect, _ in shown]),
            Column("Swing", swings, longest_line("Swing", *swings), longest_line("Swing", *swings)),
            Column("Break-even", evens, longest_word("Break-even", *evens), longest_line("Break-even", *evens)),
        ],
        divisible=False,
    )


def _of(parameter: Parameter) -> str:
    return f"{listings.unit_of(parameter)}, {parameter.grade}"


def _ends(heading: str, ends: Sequence[tuple[Effect, End]]) -> Column:
    cells = []
    for effect, end in ends:
        cell = Text(in_words(effect.setting, end.value))
        cell.append(f"\n{words.dollars(end.net)}", style="bold")
        cells.append(cell)
    plain = [cell.plain for cell in cells]
    return Column(heading, cells, max(len(heading), longest_word(*plain)), min(24, longest_line(heading, *plain)))


def _swing(effect: Effect) -> str:
    error = plus_minus(effect.error).strip()
    return "\n".join(filter(None, [words.dollars(effect.swing, signed=False), error]))


def _even(even: BreakEven) -> str:
    if not even.searched.crossings:
        return NONE if even.full else NOT_AT_ENDS
    return "\n".join(line for each in even.searched.crossings for line in _crossing(even, each))


def _crossing(even: BreakEven, found: Crossing) -> list[str]:
    side = "saves above" if found.saves_above else "saves below"
    at = even.value(found.at)
    assert at is not None
    first = f"{side} {in_words(even.effect.setting, at)}"
    ends = [even.value(each) for each in (found.low, found.high)]
    if ends == [None, None]:
        return [first, "(anywhere in its range)"]
    low, high = ("end of range" if each is None else in_words(even.effect.setting, each) for each in ends)
    return [first, f"({low} to {high})"]


def in_words(setting: Setting, value: Value) -> str:
    """Return the value of an input: of shares of a whole that of the category which was set, else all categories."""
    if not isinstance(value, dict):
        return number(value)
    if setting.category is not None:
        return number(value[setting.category])
    return ", ".join(f"{words.plain(name)} {number(each)}" for name, each in value.items())


def number(value: float) -> str:
    """Return a number with three significant digits."""
    digits = 0 if value == 0.0 else SIGNIFICANT - 1 - math.floor(math.log10(abs(value)))
    return listings.in_full(round(value, digits))


__all__ = ["asked", "in_words", "number", "plus_minus", "preface", "sensitivity_data", "sensitivity_parts"]
