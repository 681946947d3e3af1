"""What is missing, as a table, in sentences and as plain data: placeholders by how far they move the net."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from simulator.experiment.oneway import Effect, End, simulation_error
from simulator.experiment.placeholders import Missing
from simulator.inputs.parameter import Parameter
from simulator.report import listings, words
from simulator.report.layout import Column, Sheet, longest_line, longest_word

SENTENCES = 3  # of the largest swings, in words
SIGNIFICANT = 3
BARE = ("share", "shares of a whole", "ratio", "count")  # units that say nothing in a sentence
APART = 2.0  # simulation errors that a swing has to exceed to be told from chance

HOW = (
    "One placeholder at a time is set to the 5th and to the 95th percentile of its range, in the scenario, in the "
    "baseline and in the practice before; later values and formulas move with it, everything else stays at the base "
    "case. Categories with ranges of their own move together; of shares of a whole, the category with the largest "
    "swing is shown, and the others make room for it."
)
SWING = "The swing is the distance between the highest and the lowest net of low end, base case and high end."
NOT_SHOWN = (
    "Not shown: what two placeholders do together. The range of a placeholder is itself a guess, and one that was "
    "guessed narrow ranks low."
)
ONE_WORLD = (
    "Every run meets the same luck, that of one world (common random numbers). Where more than prices changes, a small "
    "swing may still be luck, and with one world nobody can say how much: --replications 5 repeats everything in five "
    "worlds and shows the error."
)
SEVERAL_WORLDS = (
    "Every run meets the same luck, that of {} worlds (common random numbers); ± is the simulation error of a swing, "
    "and ? marks a swing that cannot be told from chance (below twice its error)."
)
SAME_DIRECTION = "† Both ends move the net the same way."
SIGN = "Where the sign changes, the answer turns from a loss to a saving or from a saving to a loss."


def missing_tables(missing: Missing, *, sources: bool) -> list[RenderableType]:
    """Return the base headline, the largest swings in words, the ranking, what cannot be ranked, and the limits."""
    ranking = missing.ranking
    parts: list[RenderableType] = [_preface(missing), _ranking(ranking, sources=sources), _notes(missing)]
    if missing.placeholders.without_range:
        parts.append(_without_range(missing.placeholders.without_range, sources=sources))
    if derived := missing.placeholders.derived:
        names = ", ".join(path for path, _ in derived)
        parts.append(Text(f"By formula from other inputs, so ranked only through them: {names}", style="dim"))
    return parts


def missing_data(missing: Missing) -> dict[str, Any]:
    """Return the ranking as plain data; nets and swings are in dollars, values in the parameter's own unit."""
    question = missing.placeholders.question
    answer = missing.one_way
    return {
        "scenario": question.scenarios[0].name,
        "baseline": question.baseline.name,
        "seed": question.seed,
        "replications": question.replications,
        "money": question.money,
        "price_year": question.jurisdiction.file.currency_year,
        "fiscal_years": list(question.jurisdiction.calendar.fiscal_years),
        "net": answer.net,
        "net_mcse": simulation_error(answer.base),
        "ranking": [_effect_data(rank, effect) for rank, effect in enumerate(missing.ranking, start=1)],
        "without_range": [_parameter_data(*entry) for entry in missing.placeholders.without_range],
        "derived": [path for path, _ in missing.placeholders.derived],
    }


def _effect_data(rank: int, effect: Effect) -> dict[str, Any]:
    return {
        "rank": rank,
        **_parameter_data(effect.setting.path, effect.parameter),
        "category": effect.setting.category,
        "low": {"quantile": effect.setting.low, "value": effect.low.value, "net": effect.low.net},
        "high": {"quantile": effect.setting.high, "value": effect.high.value, "net": effect.high.net},
        "swing": effect.swing,
        "swing_mcse": effect.error,
        "same_direction": effect.same_direction,
        "changes_sign": effect.changes_sign,
    }


def _parameter_data(path: str, parameter: Parameter) -> dict[str, Any]:
    return {
        "path": path,
        "label": parameter.label,
        "unit": parameter.unit,
        "price_year": parameter.price_year,
        "value": parameter.value,
        "assumption": parameter.assumption,
    }


# -- above the table --------------------------------------------------------------------------------------


def _preface(missing: Missing) -> Group:
    question = missing.placeholders.question
    place = question.jurisdiction.file
    answer = missing.one_way
    error = simulation_error(answer.base)
    luck = "" if error is None else f" ± {words.dollars(error, signed=False)}"
    told = [effect for effect in missing.ranking[:SENTENCES] if effect.swing > 0.0]
    return Group(
        Text(f"{place.title}, {_years(missing)}: which placeholders move the answer", style="bold"),
        Text(
            f"{question.scenarios[0].name} against {question.baseline.name} · the base case, no draws · "
            f"constant {place.currency_year} dollars · seed {question.seed}",
            style="dim",
        ),
        Text(""),
        Text(f"Net, all payers: {words.dollars(answer.net)}{luck} (saving +, cost or loss −)", style="bold"),
        *(Text(f"• {sentence(effect)}") for effect in told),
    )


def sentence(effect: Effect) -> str:
    """Return in words what the end that moves the net farthest would change."""
    end, category = effect.farthest, effect.setting.category
    label = effect.parameter.label + (f": {_plain(category)}" if category else "")
    unit = "" if effect.parameter.unit in BARE else f" {listings.unit_of(effect.parameter)}"
    turns = ""
    if effect.base.net * end.net < 0.0:
        turns = ", a saving instead of a loss" if end.net > 0.0 else ", a loss instead of a saving"
    return (
        f"If “{label}” were {_in_line(effect, end)} instead of {_in_line(effect, effect.base)}{unit}, "
        f"the net of all payers would be {words.dollars(end.net)} instead of "
        f"{words.dollars(effect.base.net)}{turns}."
    )


def _in_line(effect: Effect, end: End) -> str:
    return ", ".join(f"{number} ({_plain(name)})" if name else number for name, number in _numbers(effect, end))


def _plain(category: str) -> str:
    return category.replace("_", " ")


# -- the table --------------------------------------------------------------------------------------------


def _ranking(ranking: Sequence[Effect], *, sources: bool) -> Sheet:
    paths = [f"{rank}. {effect.setting.path}" for rank, effect in enumerate(ranking, start=1)]
    told = [_told(effect, sources=sources) for effect in ranking]
    values = [f"{_cell(effect, effect.base)}\n{listings.unit_of(effect.parameter)}" for effect in ranking]
    swings = [_swing(effect) for effect in ranking]
    return Sheet(
        [
            listings.names("Placeholder", paths, told),
            Column("Value", values, longest_word(*values), longest_line("Value", *values)),
            _ends("Low → net", ranking, [effect.low for effect in ranking]),
            _ends("High → net", ranking, [effect.high for effect in ranking]),
            Column("Swing", swings, longest_word("changes", *swings), longest_line("Swing", *swings)),
        ],
        caption=_caption(ranking),
    )


def _told(effect: Effect, *, sources: bool) -> list[str]:
    label, *others = listings.what_it_is(effect.parameter, sources=sources)
    category = effect.setting.category
    return [label + (f": {_plain(category)}" if category else ""), *others]


def _ends(heading: str, ranking: Sequence[Effect], ends: Sequence[End]) -> Column:
    cells = []
    for effect, end in zip(ranking, ends, strict=True):
        cell = Text(_cell(effect, end))
        cell.append(f"\n{words.dollars(end.net)}", style="bold")
        cells.append(cell)
    plain = [cell.plain for cell in cells]
    return Column(heading, cells, max(len(heading), longest_word(*plain)), longest_line(heading, *plain))


def _swing(effect: Effect) -> str:
    mark = "" if effect.error is None or effect.swing > APART * effect.error else " ?"
    size = words.dollars(effect.swing, signed=False) + mark + (" †" if effect.same_direction else "")
    luck = [] if effect.error is None else [f"± {words.dollars(effect.error, signed=False)}"]
    return "\n".join([size, *luck, *(["sign changes"] if effect.changes_sign else [])])


def _cell(effect: Effect, end: End) -> str:
    return "\n".join(f"{name}: {number}" if name else number for name, number in _numbers(effect, end))


def _numbers(effect: Effect, end: End) -> list[tuple[str, str]]:
    """Return the value of an end by category, as text: of shares of a whole only the one that was set.

    The base case is shown as it is stated, the ends with three significant digits.
    """
    show = listings.in_full if end is effect.base else _rounded
    if not isinstance(end.value, dict):
        return [("", show(end.value))]
    if effect.setting.category is not None:
        return [("", show(end.value[effect.setting.category]))]
    return [(name, show(value)) for name, value in end.value.items()]


def _rounded(value: float) -> str:
    digits = 0 if value == 0.0 else SIGNIFICANT - 1 - math.floor(math.log10(abs(value)))
    return listings.in_full(round(value, digits))


def _caption(ranking: Sequence[Effect]) -> str:
    parts = [SWING]
    parts += [SAME_DIRECTION] if any(effect.same_direction for effect in ranking) else []
    parts += [SIGN] if any(effect.changes_sign for effect in ranking) else []
    return " ".join(parts)


# -- below the table --------------------------------------------------------------------------------------


def _notes(missing: Missing) -> Group:
    worlds = missing.placeholders.question.replications
    luck = ONE_WORLD if worlds == 1 else SEVERAL_WORLDS.format(worlds)
    return Group(*(Text(note, style="dim") for note in (HOW, NOT_SHOWN, luck)))


def _without_range(entries: Sequence[tuple[str, Parameter]], *, sources: bool) -> Sheet:
    values = [listings.stated_value(parameter) for _, parameter in entries]
    told = [listings.what_it_is(parameter, sources=sources) for _, parameter in entries]
    return Sheet(
        [
            listings.names("Placeholder", [path for path, _ in entries], told),
            Column("Value", values, longest_word(*values), longest_line("Value", *values)),
        ],
        title="No range stated, so not ranked: fixed in every future, however much they matter",
        divisible=False,
    )


def _years(missing: Missing) -> str:
    years = missing.placeholders.question.jurisdiction.calendar.fiscal_years
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
