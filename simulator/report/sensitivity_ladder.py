"""The ladder of effects in words and one table: what is left of a net as LEAD's published effects are discounted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from simulator.analysis.estimate import Verdict, verdict
from simulator.experiment.ladder_of_effects import SHARES, EffectLadder
from simulator.report import words
from simulator.report.layout import Column, Sheet, longest_line, numbers
from simulator.report.sensitivity import asked, plus_minus, preface
from simulator.results import ALL, Record

HOW = (
    "Each row takes this share of LEAD's published effects in the scenario, in the baseline and in the practice "
    "before; all other inputs stay as in the draws, and every row meets the same luck. A multiplier m becomes "
    "1 − share × (1 − m), a rate share × rate. ± is the Monte Carlo error (one standard error)."
)
LEFT = (
    "The diversion at entry, a booking that does not happen, is not discounted: what is left at 0 % is that alone, "
    "less what LEAD costs."
)
SERVICES = "The scenario also gives {} an effect of their own, which is not discounted either."
SIDES = {
    "gross": ("costs {} more than the use it avoids is worth", "avoids use worth {} more than it costs"),
    "avoided": ("costs {} more than it avoids", "avoids {} more than it costs"),
    "cashable": ("costs {} more than it takes out of budgets", "takes {} more out of budgets than it costs"),
}
"""How a net of each rung is told: a loss and a saving."""
HEADINGS = ("Effects", "Net", "90 % of futures", "Error", "Futures")


def ladder_parts(found: EffectLadder, records: Sequence[Record]) -> list[RenderableType]:
    """Return the finding, the net at each share of the effects, and how it was found; a record for each share."""
    notes = [LEFT, HOW]
    if found.services_with_effects:
        names = " and ".join(words.plain(name) for name in found.services_with_effects)
        notes.insert(1, SERVICES.format(names))
    return [
        preface(found.question, found.stake, "how much rests on LEAD's published effects"),
        Group(*(Text(each, style="bold" if i == 0 else "") for i, each in enumerate(findings(found)))),
        _table(found, records),
        Group(*(Text(each, style="dim") for each in notes)),
    ]


def ladder_data(found: EffectLadder, records: Sequence[Record]) -> dict[str, Any]:
    """Return what was asked, the shares, where the mean net turns, what is said of it, and the records."""
    return {
        **asked(found.question, found.stake),
        "shares": list(SHARES),
        "turns_at": list(found.turns),
        "said": findings(found),
        "estimates": [record.as_dict() for record in records],
    }


def findings(found: EffectLadder) -> list[str]:
    """Return what the ladder says, in one or two sentences: the first turns round where the net loses."""
    nets = [found.estimate(rung) for rung in range(len(SHARES))]
    kinds = [verdict(net) for net in nets]
    whole, none = nets[0], nets[-1]
    years = found.question.jurisdiction.calendar.fiscal_years
    over = f"over {years[0]}–{years[-1]}" if len(years) > 1 else f"in {years[0]}"
    loss, gain = SIDES[found.stake.rung]
    payer = found.stake.payer
    over += "" if payer == ALL else f", for {words.payer(payer)}"
    rest = (
        f"The sign does not rest on them: all of them together move the net by {words.dollars(whole.mean - none.mean)}."
    )
    if set(kinds) == {Verdict.NEGATIVE}:
        first = (
            f"Even at the whole published effect it {loss.format(_amount(-whole.mean))} {over}; with none of it, "
            f"{_amount(-none.mean)} more."
        )
        return [first, rest]
    if set(kinds) == {Verdict.POSITIVE}:
        first = (
            f"Even with none of the published effects it {gain.format(_amount(none.mean))} {over}, by the diversion at "
            f"entry alone; with all of them, {_amount(whole.mean)} more."
        )
        return [first, rest]
    return [_turning(kinds), *_turns(found)]


def _turning(kinds: Sequence[Verdict]) -> str:
    """Say at which shares it saves, at which it loses, and at which nobody can tell."""
    told = []
    for kind, name in ((Verdict.POSITIVE, "saves"), (Verdict.NEGATIVE, "loses")):
        at = [words.percent(share) for share, each in zip(SHARES, kinds, strict=True) if each is kind]
        told += [f"it {name} at {_list(at)}"] if at else []
    open_at = [
        words.percent(share)
        for share, each in zip(SHARES, kinds, strict=True)
        if each in (Verdict.MIXED_FUTURES, Verdict.SIMULATION_ERROR)
    ]
    if open_at:
        told.append(f"whether it saves cannot be told at {_list(open_at)}")
    if not told:
        return "It costs and saves the same as its baseline whatever the effects."
    sentence = "; ".join(told)
    return f"{sentence[0].upper()}{sentence[1:]} of the published effects."


def _turns(found: EffectLadder) -> list[str]:
    if not found.turns:
        return []
    at = _list([words.percent(each) for each in found.turns])
    return [f"The mean net is 0 at about {at}, by a straight line between the rows next to it."]


def _table(found: EffectLadder, records: Sequence[Record]) -> Sheet:
    nets = [found.estimate(rung) for rung in range(len(SHARES))]
    shares = [words.percent(share) for share in SHARES]
    means = [Text(words.dollars(net.mean), style="bold") for net in nets]
    ranges = [f"{words.dollars(net.low)} to {words.dollars(net.high)}" for net in nets]
    errors = [plus_minus(net.mcse).strip() for net in nets]
    agree = [words.agreement(record) for record in records]
    first, *_, last = HEADINGS
    return Sheet(
        [
            numbers(first, shares, longest_line(first, *shares)),
            numbers("Net", means, longest_line(*(each.plain for each in means))),
            numbers(HEADINGS[2], ranges, longest_line(HEADINGS[2], *ranges)),
            numbers("Error", errors, longest_line("Error", *errors)),
            Column(last, agree, 20, longest_line(last, *agree)),
        ],
        title="Net by the share of LEAD's published effects (saving +, cost or loss −)",
        divisible=False,
    )


def _amount(value: float) -> str:
    return words.dollars(value, signed=value < 0.0)


def _list(several: Sequence[str]) -> str:
    return several[0] if len(several) == 1 else f"{', '.join(several[:-1])} and {several[-1]}"


__all__ = ["findings", "ladder_data", "ladder_parts"]
