"""What to measure next, in plain words and a ranked list in money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from simulator.experiment.sensitivity_information import Information, Worth
from simulator.report import words
from simulator.report.layout import Column, Sheet, longest_line, numbers
from simulator.report.sensitivity import asked, preface
from simulator.results import Record

HOW = (
    "The choice is between the scenario and its baseline, once, by the mean net. Worth: how much better the choice "
    "would be on average if the input were known before it, over the whole horizon; a study is worth less, since it "
    "never says all. By regression over the draws (Strong, Oakley and Brennan 2014); a worth that inputs without any "
    "bearing reach too is left out. Worths do not add up."
)
LUCK = "The loss holds luck in the simulation too, which no study removes: it is an upper limit."


def information_parts(found: Information, top: int) -> list[RenderableType]:
    """Return the choice and its expected loss, what is worth knowing, and how it was found."""
    apart = _apart(found)
    more = f"{len(apart) - top} more are worth something (--top)." if len(apart) > top else ""
    notes = [Text(more)] if more else []
    return [
        preface(found.question, found.stake, "what to measure next"),
        Group(*(Text(each, style="bold" if i == 0 else "") for i, each in enumerate(_findings(found, len(apart))))),
        *([_table(apart[:top])] if apart else []),
        Group(*notes, Text(f"{HOW} {LUCK}", style="dim")),
    ]


def information_data(found: Information, records: Sequence[Record]) -> dict[str, Any]:
    """Return what was asked, the expected losses and the records, as plain data."""
    return {
        **asked(found.question, found.stake),
        "net": found.mean,
        "expected_loss": found.perfect,
        "expected_loss_of_the_other_choice": found.loss_otherwise,
        "estimates": [record.as_dict() for record in records],
    }


def _apart(found: Information) -> list[Worth]:
    return [each for each in found.worths if each.told_apart]


def _findings(found: Information, apart: int) -> list[str]:
    scenario, baseline = found.question.scenarios[0].name, found.question.baseline.name
    chosen, other = (scenario, baseline) if found.mean > 0.0 else (baseline, scenario)
    first = f"By the mean net of {words.dollars(found.mean)}, {chosen} is chosen over {other}."
    if found.perfect == 0.0:
        sure = f"It is the better one in all {len(found.nets)} draws: nothing that could be learned would change that."
        return [first, sure]
    loss = words.dollars(found.perfect, signed=False)
    against = int((found.nets > 0.0).sum()) if found.mean <= 0.0 else int((found.nets < 0.0).sum())
    second = (
        f"It is the worse one in {against} of {len(found.nets)} draws, and loses {loss} on average for that: the most "
        f"that learning everything could be worth."
    )
    if not apart:
        return [first, second, "No single input's worth can be told from that of one without any bearing."]
    return [first, second]


def _table(shown: Sequence[Worth]) -> Sheet:
    paths = [f"{rank}. {each.path}" for rank, each in enumerate(shown, start=1)]
    told = [f"{each.parameter.label} ({each.parameter.grade})" for each in shown]
    worths = [words.dollars(each.value, signed=False) for each in shown]
    width = longest_line("Input", *paths)
    return Sheet(
        [
            Column("Input", paths, width, width),
            Column("What it is", told, 30, longest_line("What it is", *told)),
            numbers("Worth", worths, longest_line(*worths)),
        ],
        divisible=False,
    )


__all__ = ["information_data", "information_parts"]
