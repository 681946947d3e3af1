"""How sure an answer is in sentences: the chance of a saving, what is luck, and what a wrong choice loses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simulator.analysis.estimate import difference, futures
from simulator.analysis.two_level import Ends
from simulator.experiment.uncertainty import Uncertainty
from simulator.report import words
from simulator.results import ALL, Difference, Record

MATTERS = 0.05
"""The share of luck in the variance of draw means from which on a chance is told without luck too."""


def headline(found: Uncertainty) -> str:
    """Return in how many futures it saves, and the net with its spread."""
    net = difference(found.options.nets[:, None])
    several, of = futures(net)
    saved = words.in_futures(several, of) if several else f"in none of {of} futures"
    mean = f"{words.dollars(net.mean)} ± {words.dollars(net.mcse or 0.0, signed=False)}"
    ends = f"{words.dollars(net.low)} to {words.dollars(net.high)}"
    whose = words.payer(found.stake.payer)
    return f"It saves money {saved}. Mean net of {whose} {mean}, nine of ten futures {ends} (saving +, cost or loss −)."


def findings(found: Uncertainty, records: Sequence[Record]) -> list[str]:
    """Return what is uncertain, what is luck, how runs were split, and what a wrong choice loses."""
    return [*_everybody(found, records), _inputs(records), *_luck(found), *_without_luck(found), *_choice(found)]


def _everybody(found: Uncertainty, records: Sequence[Record]) -> list[str]:
    """Return what all payers together save, where one of them is looked at: somebody else may pay for it."""
    if found.stake.payer == ALL:
        return []
    (whole,) = (
        each
        for each in records
        if (each.measure, each.payer, each.rung, each.fiscal_year) == ("chance_of_saving", ALL, found.stake.net, ALL)
    )
    saved = _fiftieths(whole.difference.mean, whole.difference.draws)
    return [f"All payers together save money in {saved} futures."]


def _inputs(records: Sequence[Record]) -> str:
    inputs = next(each for each in records if each.measure == "inputs_uncertain")
    together = [each for each in records if each.measure == "inputs_calibrated"]
    told = "".join(
        f"; {each.scenario_mean:.0f} of them together, from the posterior of the calibration “{each.line}”"
        for each in together
    )
    rest = " The others are drawn independently." if together else ""
    return f"{inputs.scenario_mean:.0f} uncertain inputs vary at once, each within its range{told}.{rest}"


def _luck(found: Uncertainty) -> list[str]:
    parts, question = found.components, found.question
    split = f"{question.draws} draws × {question.replications} {_plural('replication', question.replications)}"
    if parts is None:
        return [f"{split}: no draw is repeated, so that luck and inputs are not told apart."]
    of_luck, ends = parts.luck_share, parts.luck_ends
    first = (
        f"Of the variance of the net in one future, {_percent(1.0 - of_luck)} comes from the inputs and "
        f"{_percent(of_luck)} from luck ({between(ends)}): ± {words.dollars(parts.between**0.5, signed=False)} and "
        f"± {words.dollars(parts.within**0.5, signed=False)} (standard deviations)."
    )
    return [first, f"{split}, {_why(found)}"]


def _why(found: Uncertainty) -> str:
    pilot = f"a pilot of {found.pilot.draws} × {found.pilot.replications}" if found.pilot is not None else ""
    if not found.chosen:
        return f"as asked for{f'; luck is that of {pilot}' if pilot and found.question.replications == 1 else ''}."
    best = "the mean is estimated best without repeats, since a draw costs no more than its runs"
    if found.question.replications == 1:
        return f"chosen by {pilot}: beside the inputs luck is so small that more draws tell more than repeats."
    return f"chosen by {pilot}, as the split that tells the spread of the inputs best ({best})."


def _without_luck(found: Uncertainty) -> list[str]:
    parts, question = found.components, found.question
    if parts is None:
        return []
    matters = 1.0 - parts.shrinkage**2
    raw, without = (of_draws(each > 0.0) for each in (found.options.nets, found.pulled))
    if parts.between == 0.0:
        return ["Luck alone explains what draws differ by: what the inputs add to it cannot be told."]
    if matters < MATTERS:
        return [f"Chances below are not corrected for luck, which is {_percent(matters)} of what draws differ by."]
    several = question.replications > 1
    one = f", in one world each in {_fiftieths(found.saving_runs, question.draws)}" if several else f" instead of {raw}"
    below = (
        f"the luck of the mean of {question.replications} replications" if several else "luck, as one real future does"
    )
    return [
        f"Luck is {words.percent(matters)} of what draws differ by. Without it LEAD saves in {without} futures{one}. "
        f"Chances below hold {below}."
    ]


def _choice(found: Uncertainty) -> list[str]:
    scenario, baseline = found.question.scenarios[0].name, found.question.baseline.name
    saves = found.mean > 0.0
    chosen, other = (scenario, baseline) if saves else (baseline, scenario)
    of_baseline, of_scenario = (words.dollars(each, signed=False) for each in found.losses.tolist())
    own, others = (of_scenario, of_baseline) if saves else (of_baseline, of_scenario)
    wrong = of_draws(found.options.nets < 0.0 if saves else found.options.nets > 0.0)
    if not found.losses.min():
        return [f"By its mean net {chosen} is chosen, the better one in every draw. {other} loses {others} on average."]
    return [
        f"By its mean net {chosen} is chosen. It is the worse one in {wrong} futures, a loss of {own} on average over "
        f"all; with {other} it would be {others}. To know every input before choosing is worth "
        f"{words.dollars(found.perfect, signed=False)}."
    ]


def of_draws(holds: npt.NDArray[np.bool_]) -> str:
    """Return in how many futures something holds, of how many."""
    return _fiftieths(float(holds.mean()), len(holds))


def _fiftieths(share: float, draws: int) -> str:
    several, of = futures(Difference(share, share, share, None, share, share, share, 1.0 - share, draws))
    return f"{several} of {of}"


def between(ends: Ends) -> str:
    """Return the ends of an interval of a share in percent."""
    low, high = (_percent(each).removesuffix(" %") for each in ends)
    return f"{low} to {high} %" if low != high else f"about {low} %"


def _percent(share: float) -> str:
    """Return a share with a decimal where it is near nothing or all, so that little is not told as nothing."""
    near = 0.0005 <= share < 0.0095 or 0.9905 < share <= 0.9995
    return f"{100.0 * share:.1f} %" if near else words.percent(share)


def _plural(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


__all__ = ["between", "findings", "headline", "of_draws"]
