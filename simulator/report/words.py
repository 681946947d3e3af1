"""Numbers as people read them: true minus signs, three significant digits, intervals, futures, verdicts.

Rounding is for display only; nothing is computed from a rounded number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from simulator.analysis.estimate import Verdict, futures, verdict
from simulator.inputs.scenario import FUND, OTHERS
from simulator.results import ALL, TAXPAYERS, Difference, Record

MINUS = "\u2212"
SIGNIFICANT = 3
WARNED_SHARE = 11 / 50  # from this share of futures on, a loss is part of the headline

PAYERS = {ALL: "all payers", TAXPAYERS: "all taxpayers", FUND: "the fund", OTHERS: "others"}
"""How payers are called that are none of a place's own."""
DIRECTIONS = {"captured": ("captured", "given back"), "reinvested": ("reinvested", "less than nothing")}
"""What more and less of a rung mean that is neither saved nor paid."""


def rounded(value: float) -> float:
    """Return a number with three significant digits (whole numbers below a thousand stay whole)."""
    if value == 0.0 or not math.isfinite(value):
        return 0.0 if value == 0.0 else value
    digits = SIGNIFICANT - 1 - math.floor(math.log10(abs(value)))
    return round(value, min(digits, 0 if abs(value) >= 10 else 1)) + 0.0


def count(value: float, *, signed: bool = True) -> str:
    """Return a count such as `−1,230`."""
    number = rounded(value)
    text = f"{abs(number):,.1f}" if 0 < abs(number) < 10 and number != int(number) else f"{abs(number):,.0f}"
    return _sign(number, signed) + text


def dollars(value: float, *, signed: bool = True) -> str:
    """Return an amount such as `−$81.3M`; no cents."""
    number = shown(value)
    size = abs(number)
    if size >= 999.5e6:
        text = f"${_three(size / 1e9)}B"
    elif size >= 999.5e3:
        text = f"${_three(size / 1e6)}M"
    elif size >= 9_999.5:
        text = f"${_three(size / 1e3)}k"
    else:
        text = f"${size:,.0f}"
    return _sign(number, signed) + text


def shown(value: float) -> float:
    """Return the amount that a reader takes from `dollars`."""
    return rounded(value) if abs(value) >= 999.5 else round(value)


def percent(share: float) -> str:
    """Return a share such as `62 %`; what is little but not nothing, or nearly all but not all, is called so."""
    text = f"{100.0 * share:,.0f}"
    if text == "0" and share > 0.0:
        return "less than 1 %"
    if text == "100" and share < 1.0:
        return "more than 99 %"
    return f"{text} %"


def payer(name: str) -> str:
    """Return a payer as a reader knows it."""
    return PAYERS.get(name, plain(name))


def plain(name: str) -> str:
    """Return a name of a file as words."""
    return name.replace("_", " ")


def amount(record: Record, value: float, *, signed: bool = True) -> str:
    """Return a value of a record in its unit."""
    if record.unit.startswith("per "):
        return rate(value, signed=signed)
    return dollars(value, signed=signed) if record.unit.startswith("dollars") else count(value, signed=signed)


def rate(value: float, *, signed: bool = True) -> str:
    """Return a rate such as `−0.031`, with two significant digits below 1 and at most four decimals."""
    if value == 0.0:
        return "0"
    digits = max(1, min(4, 1 - math.floor(math.log10(abs(value)))))
    return _sign(round(value, digits), signed) + f"{abs(value):.{digits}f}"


def interval(record: Record) -> str:
    """Return the spread of futures of a difference: the middle 90 %."""
    return f"{amount(record, record.difference.low)} to {amount(record, record.difference.high)}"


def agreement(record: Record) -> str:
    """Return in words how many futures agree, or why the difference cannot be told from none."""
    kind = verdict(record.difference)
    several, of = futures(record.difference)
    if kind is Verdict.SAME:
        return "the same"
    if kind is Verdict.MIXED_FUTURES:
        return f"cannot be told apart ({_direction(record, positive=True)} in {several} of {of})"
    if kind is Verdict.SIMULATION_ERROR:
        return f"cannot be told from chance at {_draws(record.difference)}"
    positive = kind is Verdict.POSITIVE
    several, of = futures(record.difference, positive=positive)
    against, _ = futures(record.difference, positive=not positive)
    otherwise = ", else the same" if several < of and not against else ""
    return f"{_direction(record, positive=positive)} in {several} of {of}{otherwise}"


@dataclass(frozen=True)
class Phrases:
    """How a net is told: where nothing differs, what cannot be told, and each side with its size as {}."""

    same: str
    unclear: str
    loss: str
    gain: str
    warning: str


def finding(net: Record, title: str, years: str) -> str:
    """Return what the net of all payers says, in one sentence that turns round when it loses."""
    told = Phrases(
        same=f"costs and saves the same as the baseline over {years}",
        unclear=f"whether it costs or saves over {years}",
        loss=f"costs {{}} more than it avoids over {years}",
        gain=f"avoids {{}} more than it costs over {years}",
        warning="costs more than it avoids",
    )
    return f"{title}: {_told(net, told)}."


def cash_finding(net: Record) -> str:
    """Return what the net in cash of all payers says, in one sentence that turns round when it loses."""
    told = Phrases(
        same="it costs and saves the same",
        unclear="whether it costs or saves",
        loss="it costs {} more than it takes out of budgets",
        gain="it takes {} more out of budgets than it costs",
        warning="costs more than it takes out",
    )
    return f"In cash, {_told(net, told)}."


def _told(net: Record, say: Phrases) -> str:
    kind = verdict(net.difference)
    several, of = futures(net.difference)
    losing, _ = futures(net.difference, positive=False)
    if kind is Verdict.SAME:
        return say.same
    if kind is Verdict.MIXED_FUTURES:
        return f"{say.unclear} cannot be told: it saves in {several} of {of} futures"
    if kind is Verdict.SIMULATION_ERROR:
        return f"{say.unclear} {agreement(net)}"
    size = dollars(abs(net.difference.mean), signed=False)
    if kind is Verdict.NEGATIVE:
        return f"{say.loss.format(size)}, {in_futures(losing, of)}"
    warning = f", and {say.warning} in {losing} of {of}" if losing >= WARNED_SHARE * of else ""
    return f"{say.gain.format(size)}, {in_futures(several, of)}{warning}"


def luck_and_inputs(net: Record) -> str:
    """Return how much of a net's range the uncertain inputs account for, and how far luck moves its mean.

    Nothing where nothing differs, or where one replication does not tell them apart.
    """
    luck, spread = net.difference.simulation_error, net.difference.parameter_spread
    if luck is None or verdict(net.difference) is Verdict.SAME:
        return ""
    of_luck = f"luck in the simulation moves the mean by about ±{dollars(luck, signed=False)} (one standard error)"
    if spread is None:
        return f"Of the uncertain inputs one draw says nothing; {of_luck}."
    if spread == 0.0 < luck:
        return f"The range is no wider than luck alone makes it, so what the inputs add cannot be told; {of_luck}."
    of_inputs = f"±{dollars(spread, signed=False)} (one standard deviation)"
    return f"Of the range, the uncertain inputs account for {of_inputs}; {of_luck}."


def in_futures(agreeing: int, of: int) -> str:
    """Return in words how many futures say so."""
    if of == 1:
        return "in the only future simulated"
    return f"in all {of} futures" if agreeing == of else f"in {agreeing} of {of} futures"


def of_futures(share: Record) -> tuple[int, int]:
    """Return (in how many futures, of how many) from a record that is a share of futures."""
    return futures(replace(share.difference, chance_positive=share.difference.mean))


def duration(seconds: float) -> str:
    """Return a rough length of time, such as `about 3 hours`."""
    for unit, size in (("years", 31_557_600), ("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"about {count(seconds / size, signed=False)} {unit}"
    return "a minute or two"


def _direction(record: Record, *, positive: bool) -> str:
    if record.rung in DIRECTIONS:
        return DIRECTIONS[record.rung][0 if positive else 1]
    if record.table in ("money", "sensitivity"):
        return "saves" if positive else "costs"
    return "more" if positive else "fewer"


def _draws(estimate: Difference) -> str:
    return "one draw" if estimate.draws == 1 else f"{estimate.draws} draws"


def _three(value: float) -> str:
    return f"{value:.{max(0, SIGNIFICANT - 1 - math.floor(math.log10(value)))}f}"


def _sign(number: float, signed: bool) -> str:
    if number < 0:
        return MINUS
    return "+" if signed and number > 0 else ""
