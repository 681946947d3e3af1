"""What figures of further questions show, made by hand: losses, turns, noise, one future, several categories."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dashboard.figures import acceptability, capacity, effects, frontier, tornado, worth
from dashboard.figures.about import About
from simulator.inputs.parameter import Parameter
from simulator.results import Record
from tests.dashboard.capacity_samples import searched
from tests.dashboard.further_samples import (
    LOSING,
    NONE,
    ONE_FUTURE,
    SOME,
    TURNING,
    learned,
    left,
    moved,
    pairs,
    record,
    unsure,
)

HOSTILE = "<a href='https://evil.example'>%{x} & $1.2M of $3.4M <b>Wide</b>"


def parameter(label: str, unit: str, value: float = 0.5, **fields: Any) -> Parameter:
    """Return a parameter that is guessed."""
    guessed = {"distribution": "uniform", "low": 0.1, "high": 0.9}
    plain = {"label": label, "unit": unit, "value": value, "grade": "placeholder", "assumption": "a guess"}
    return Parameter.model_validate({**plain, "uncertainty": guessed, **fields})


PARAMETERS = {
    "costs.jail_day": parameter("What a jail day costs", "dollars per day", 180.0, price_year=2025, uncertainty=None),
    "costs.jail_day_marginal_share": parameter("Share of a jail day's cost that varies at once", "share", 0.12),
    "lead.effect.discount": parameter("Share of the effects that carries over", "share", 0.75),
    "lead.patience": parameter("How long people wait for LEAD before they give up", "days", 30.0, uncertainty=None),
}  # fmt: skip
ABOUT = About("Scaled up", "No LEAD", "taxpayers", "net", "2027–2031", "constant 2025 dollars", 10, 1, 7)
HOSTILE_ABOUT = replace(ABOUT, scenario=HOSTILE, baseline=HOSTILE, instead="city", elsewhere="From answer 0123.")


def several(reason: str | None = None) -> list[Record]:
    """Return an input that was moved in two categories at once."""
    found = moved("jail.stay", (3.0, 9.0), (-12.0, -8.0), base=-10.0, unit="days", reason=reason)
    more = [
        record(each.measure, 4.0, "days", line="jail.stay.other", stated=2.0)
        for each in found
        if each.measure.startswith("input")
    ]
    first, low, net_low, high, net_high, none = found
    return [first, low, more[0], net_low, high, more[1], net_high, none]


def one_future() -> list[Record]:
    """Return inputs that were moved in one future, without any error."""
    return [
        replace(each, reason=ONE_FUTURE if each.measure == "swing" else each.reason,
                difference=replace(each.difference, mcse=None, draws=1))
        for each in LOSING
    ]  # fmt: skip


ONE_SIDED = moved("lead.patience", (10.0, 90.0), (-15.0, -12.0), base=-10.0, unit="days", stated=30.0)
FAR = moved("lead.patience", (10.0, 90.0), (-105.0, -95.0), base=-100.0, unit="days", stated=30.0)
MANY = [each for n in range(12) for each in moved(f"lead.many_{n}", (0.1, 0.9), (-30.0 + n, -5.0 - n), base=-15.0)]
TORNADO = {
    name: tornado.of(records, ABOUT if name != "hostile" else HOSTILE_ABOUT, PARAMETERS)
    for name, records in {
        "losing": LOSING, "turning": TURNING, "one future": one_future(), "one-sided": ONE_SIDED, "far": FAR,
        "many": MANY, "several": several(), "hostile": moved(HOSTILE, (0.1, 0.9), (-12.0, 8.0), base=-10.0),
    }.items()
}  # fmt: skip
WIDE = pairs(
    [[-111.4, -111.2, -111.0, -110.8, -109.9, -109.2, 108.5]] * 5,
    (0.0, 0.23, 0.5, 0.75, 1.0), (0.0, 0.0546, 0.12, 0.203, 0.5, 0.75, 1.0),
)  # fmt: skip
FRONTIER = {
    "some": frontier.of(SOME, ABOUT, PARAMETERS), "none": frontier.of(NONE, ABOUT, PARAMETERS),
    "all": frontier.of(pairs([[2.0, 1.0]], (0.5,), (0.1, 0.9)), ABOUT, PARAMETERS),
    "wide": frontier.of(WIDE, ABOUT, PARAMETERS), "hostile": frontier.of(SOME, HOSTILE_ABOUT, {}),
}  # fmt: skip
FIVE = learned(2.5, {"costs.jail_day": 2.0, "lead.effect.discount": 0.04, HOSTILE: 0.001}, ["lead.patience"])
WORTH = {
    "three": worth.of(FIVE, ABOUT, PARAMETERS),
    "none": worth.of(learned(2.5, {}, ["lead.patience"]), ABOUT, PARAMETERS),
    "nothing": worth.of(learned(0.0, {}, ["lead.patience"]), ABOUT, PARAMETERS),
}  # fmt: skip
EFFECTS = {
    "some": effects.of(left((9, 4, 0, -5, -9)), ABOUT), "none": effects.of(left((-9, -10, -11, -12, -13)), ABOUT),
    "all": effects.of(left((9, 8, 7, 6, 5), draws=10), ABOUT), "hostile": effects.of(left((3,) * 5), HOSTILE_ABOUT),
    "little": effects.of(left((0.2, 0.1, 0.05, 0.0, -0.4), spread=0.8), ABOUT),
}  # fmt: skip
_SEARCHED = {
    "far": searched(), "near": searched(stated=13.0), "same": searched(stated=12.0),
    "at the end": searched(stated=30.0),
    "not enough": searched(smallest=None, why="not even at 20"), "one end": searched(smallest=4.0, ends=(4.0, 4.0)),
    "money": searched(12e6, (9e6, 14e6), 8e6, line="lead.annual_budget", unit="dollars per year (2025)"),
}  # fmt: skip
CAPACITY = {name: capacity.of(each, str(each[0].line), ABOUT, PARAMETERS) for name, each in _SEARCHED.items()}
RESTS = {
    "tornado": (tornado, TORNADO), "frontier": (frontier, FRONTIER), "effects": (effects, EFFECTS),
    "worth": (worth, {"three": WORTH["three"]}),
    "acceptability": (acceptability, {"one": acceptability.of(unsure(), ABOUT)}),
}  # fmt: skip
