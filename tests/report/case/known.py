"""What is known further of a small place's scenario, as the commands keep it: records of nets that a test says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from simulator.analysis.sensitivity import Crossing
from simulator.experiment.break_even import BreakEven, Searched
from simulator.experiment.frontier import Frontier, axes_of
from simulator.experiment.ladder_of_effects import EffectLadder
from simulator.experiment.oneway import Effect, End, OneWay, Setting
from simulator.experiment.question import Question
from simulator.experiment.sensitivity import Sensitivity
from simulator.experiment.sensitivity_information import Information, Worth
from simulator.experiment.sensitivity_records import (
    frontier_records,
    information_records,
    ladder_records,
    sensitivity_records,
)
from simulator.experiment.sensitivity_runs import Stake
from simulator.inputs.draw import stated
from simulator.report.case.rests_on import belief
from simulator.report.case.view import View
from simulator.results import ALL, Difference, Record
from simulator.store.beside import Further
from tests.report.samples import record

JAIL_DAY, SHARE, SERVICES = "costs.jail_day", "costs.jail_day_marginal_share", "costs.treatment_day"
BASE = (-4e6, -6e6, -5e6)
CREATED = "2026-11-23T08:00:00+00:00"
ABOVE = Crossing(0.75, 0.5, 0.9, saves_above=True)
TARGET = "at most 5 % of those who qualify are turned away"

Moved = tuple[Effect, tuple[Crossing, ...], bool, bool]
"""An effect, where it crosses zero, whether it can be told from noise, and whether it was searched in full."""


def question(view: View, draws: int = 3) -> Question:
    return Question((view.scenario,), view.baseline, draws=draws)


def moved(
    view: View, path: str, low: Sequence[float], high: Sequence[float], base: Sequence[float] = BASE,
    category: str | None = None,
) -> Effect:  # fmt: skip
    """Return the effect of an input of the place whose nets by draw were these at both ends."""
    parameter, setting = belief(view, path), Setting(path, category)
    assert parameter is not None
    ends = (
        End(stated(path, parameter, lucks), tuple(nets)) for lucks, nets in zip(setting.lucks, (low, high), strict=True)
    )
    return Effect(setting, parameter, End(stated(path, parameter, {}), tuple(base)), *ends)


def turns(view: View) -> Moved:
    return moved(view, JAIL_DAY, (-9e6, -9e6, -9e6), (2e6, 1e6, 3e6)), (ABOVE,), True, True


def stays(view: View) -> Moved:
    return moved(view, SHARE, (-5e6, -7e6, -6e6), (-3e6, -5e6, -4e6)), (), True, True


def noise(view: View) -> Moved:
    return moved(view, SERVICES, (-4e6, -6e6, -5e6), (-4e6, -6e6, -4.9e6)), (), False, False


def tornado_of(view: View, *several: Moved, stake: Stake | None = None) -> Further:
    """Return a tornado that is kept."""
    effects = tuple(effect for effect, *_ in several)
    evens = tuple(BreakEven(each, Searched(at, ((0.01, -1.0), (0.99, 1.0))), full) for each, at, _, full in several)
    apart = tuple(is_apart for _, _, is_apart, _ in several)
    one_way = OneWay(effects[0].base.nets, effects)
    return further(
        view, "tornado", sensitivity_records(Sensitivity(question(view), stake or Stake(), one_way, apart, evens))
    )


def frontier_of(view: View, shift: float = 0.0) -> Further:
    """Return a grid of the price of a jail day and its marginal share; the net rises with both, from −6 million."""
    axes = axes_of(question(view), (JAIL_DAY, SHARE))
    down, across = (np.linspace(0.0, 4e6, len(axis.values)) for axis in axes)
    nets = (down[:, None] + across[None, :] - 6e6 + shift)[:, :, None] + np.array([-1e5, 0.0, 1e5])
    return further(view, "frontier", frontier_records(Frontier(question(view), Stake(), axes, nets)))


def ladder_of(view: View, means: Sequence[float]) -> Further:
    """Return the net at each share of the effects."""
    nets = np.array(means)[:, None] + np.array([-1e5, 0.0, 1e5])
    return further(view, "ladder", ladder_records(EffectLadder(question(view), Stake(), nets)))


def worth_of(view: View, nets: Sequence[float], *worths: tuple[str, float, bool]) -> Further:
    """Return what each input is worth knowing, and whether that can be told from noise."""
    found = []
    for path, value, apart in worths:
        parameter = belief(view, path)
        assert parameter is not None
        found.append(Worth(path, parameter, value, apart))
    return further(
        view, "worth", information_records(Information(question(view), Stake(), np.array(nets), tuple(found)))
    )


def further(view: View, kind: str, records: object, run: str = "5e7c0ffee123", **identity: object) -> Further:
    """Return records as they are kept about a view's scenario, in an answer with this identity otherwise."""
    assert hasattr(records, "__iter__")
    mine = tuple(replace(each, scenario=view.name) for each in records)
    return Further(kind, run, CREATED, replace(view.comparison.identity, **identity), mine)  # type: ignore[arg-type]


def _of(view: View, table: str, measure: str, unit: str, value: float, **fields: object) -> Record:
    alone = Difference(value, value, value, None, value, value, value, 0.0, 3)
    plain = {"rung": None, "price_year": None, "baseline_mean": 0.0, "difference": alone, **fields}
    return record([0.0], table=table, measure=measure, unit=unit, scenario=view.name, scenario_mean=value, **plain)


def uncertainty_of(view: View) -> Further:
    """Return the chance of a saving by payer, net and year, what is acceptable, and what learning is worth."""
    records = [
        _of(
            view,
            "uncertainty",
            "chance_of_saving",
            "share of futures",
            chance,
            payer=payer,
            rung=rung,
            fiscal_year=year,
        )
        for payer, of in ((ALL, 0.0), ("city", 0.2))
        for rung, more in (("net", 0.4), ("cash_net", 0.1))
        for year, chance in ((ALL, of + more), (2027, of + more / 2))
    ]
    records += [
        _of(
            view,
            "uncertainty",
            "acceptability",
            "share of futures",
            share,
            line="bookings",
            group=f"{price:g}",
            rung="net",
        )
        for price, share in ((500.0, 0.1), (20_000.0, 0.7), (5_000.0, 0.4))
    ]
    records += [
        _of(view, "uncertainty", "expected_value_of_perfect_information", "dollars", 123_456.0, rung="net"),
        _of(
            view,
            "uncertainty",
            "worth_of_group",
            "dollars",
            0.0,
            line="prices",
            rung="net",
            reason="cannot be told from noise",
        ),
        _of(view, "uncertainty", "cost_per", "dollars per booking avoided", 7_654.0, line="bookings", rung="net"),
    ]
    records.append(_of(view, "uncertainty", "draws_chosen", "draws", 200.0, rung="net", reason="as asked for"))
    return further(view, "uncertainty", records, draws=200)


def capacity_of(view: View, smallest: float | None = 12.0) -> Further:
    """Return what was seen at each number of case managers, and the smallest that is enough, or that there is none."""
    line, records = "lead.case_managers", []
    for size, away, wait, net in ((4, 90.0, 1826.0, -1e6), (8, 40.0, 120.0, -2e6), (12, 2.0, 30.0, -3e6)):
        plain = {"line": line, "group": f"{size}"}
        never = ": never, 5 of 100 or more are turned away" if size == 4 else ""
        records += [
            _of(view, "capacity", "turned_away", "referrals", away, **plain),
            _of(view, "capacity", "wait_p95", "days", wait, reason=f"in 90 % of futures no more{never}", **plain),
            _of(view, "capacity", "target_met", "share of futures", 0.95 if size == 12 else 0.0, **plain),
            _of(view, "capacity", "program_cost", "dollars", 1e6 * size, **plain),
            _of(view, "capacity", "net", "dollars", net, rung="net", **plain),
        ]
    found, why = (5_000.0, f"{TARGET}: not with up to 5,000 case managers") if smallest is None else (smallest, TARGET)
    low, high = (0.0, 0.0) if smallest is None else (3.0, 6.0)
    reach = Difference(found - 8.0, low, high, None, low, high, 1.0, 0.0, 1)
    asked = {"line": line, "baseline_mean": 8.0}
    records += [
        _of(view, "capacity", "smallest", "case managers", found, difference=reach, reason=why, **asked),
        _of(view, "capacity", "target", "share", 0.05, line=line, reason=TARGET),
        _of(view, "capacity", "chance", "share of futures", 0.9, line=line),
        *(
            _of(view, "capacity", f"enough_in_{share}", "case managers", size, reason=lacking, **asked)
            for share, size, lacking in ((5, 9.0, None), (50, 11.0, None), (95, 12.0, "none that was tried is enough"))
        ),
    ]
    return further(view, "capacity", records, draws=50)


def everything(view: View) -> Mapping[str, Sequence[Further]]:
    """Return one of each kind, of a loss that one input can turn."""
    return {
        "tornado": [tornado_of(view, turns(view), stays(view), noise(view))],
        "frontier": [frontier_of(view)],
        "ladder": [ladder_of(view, (1e6, -1e6, -2e6, -3e6, -4e6))],
        "worth": [worth_of(view, (-2e6, 1e6, -1e6), (JAIL_DAY, 3e5, True), (SHARE, 1e4, False))],
        "uncertainty": [uncertainty_of(view)],
        "capacity": [capacity_of(view)],
    }


def with_everything(view: View) -> View:
    return replace(view, further=everything(view))
