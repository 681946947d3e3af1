"""What was found about sensitivity as records of the table `sensitivity`, beside those of the answer that it is about.

`line` is the input, and the category of it where one was moved or a value has several. Nets are in dollars, with the
net of the same futures with nothing set as `baseline_mean`; values of inputs are in their own unit, with the stated
value as `baseline_mean`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.analysis.estimate import difference
from simulator.analysis.sensitivity import Crossing
from simulator.experiment.break_even import BreakEven
from simulator.experiment.frontier import Frontier
from simulator.experiment.ladder_of_effects import SHARES, EffectLadder
from simulator.experiment.oneway import Effect, End
from simulator.experiment.question import Question
from simulator.experiment.sensitivity import Sensitivity
from simulator.experiment.sensitivity_information import Information
from simulator.experiment.sensitivity_runs import Stake
from simulator.experiment.sobol import Shares
from simulator.inputs.effects import SHARE
from simulator.inputs.parameter import Parameter, Value
from simulator.results import Difference, Record

NO_CHANGE = "no value in its range changes the sign"
NOT_AT_ENDS = "neither end of its range changes the sign"
SAVES_ABOVE, SAVES_BELOW = "saves above it", "saves below it"


@dataclass(frozen=True)
class _About:
    """What all records of an answer have in common."""

    question: Question
    stake: Stake

    def net(self, measure: str, line: str, base: Sequence[float], moved: Sequence[float], group: str = "all") -> Record:
        """Return a record of a net in dollars, paired by future."""
        before, after = (self._by_draw(each) for each in (base, moved))
        return self._record(
            measure, "dollars", line, float(before.mean()), float(after.mean()), difference(after - before), group=group
        )

    def value(
        self, measure: str, unit: str, line: str, stated: float, value: float, reason: str | None = None
    ) -> Record:
        """Return a record of one number that has no spread."""
        return self._record(measure, unit, line, stated, value, _alone(value - stated), reason=reason)

    def within(
        self, measure: str, unit: str, line: str, stated: float, ends: tuple[float, float, float], reason: str | None
    ) -> Record:
        """Return a record of a number with the ends of its interval."""
        low, value, high = (each - stated for each in ends)
        found = Difference(value, low, high, None, low, high, float(value > 0), float(value < 0), 1)
        return self._record(measure, unit, line, stated, ends[1], found, reason=reason)

    def _by_draw(self, by_future: Sequence[float]) -> npt.NDArray[np.float64]:
        found = np.array(by_future, dtype=np.float64)
        return found.reshape(-1, 1) if self.question.draws > 1 else found.reshape(1, -1)

    def _record(
        self, measure: str, unit: str, line: str, stated: float, value: float, found: Difference,
        group: str = "all", reason: str | None = None,
    ) -> Record:  # fmt: skip
        money = unit == "dollars" and self.question.money != "nominal"
        return Record(
            table="sensitivity", measure=measure, unit=unit, line=line, rung=self.stake.net, payer=self.stake.payer,
            price_year=self.question.jurisdiction.file.currency_year if money else None, reason=reason, group=group,
            scenario=self.question.scenarios[0].name, baseline=self.question.baseline.name,
            baseline_mean=stated, scenario_mean=value, difference=found,
        )  # fmt: skip


def _alone(value: float) -> Difference:
    return Difference(value, value, value, None, value, value, float(value > 0), float(value < 0), 1)


def sensitivity_records(found: Sensitivity) -> Iterator[Record]:
    """Yield for each input its swing, the value and the net at either end, and its break-even values."""
    about = _About(found.question, found.stake)
    apart = found.apart or (None,) * len(found.effects)
    for effect, told, even in zip(found.effects, apart, found.break_evens, strict=True):
        yield from _of_effect(about, effect, told)
        yield from _of_break_even(about, even)


def _of_effect(about: _About, effect: Effect, told: bool | None) -> Iterator[Record]:
    line, base = effect.setting.key, effect.base.nets
    reason = {True: None, False: "cannot be told from noise", None: "one future cannot tell it from noise"}[told]
    swing = about.net("swing", line, [0.0] * len(effect.by_future), effect.by_future)
    yield replace(swing, reason=reason)
    for name, end in (("low", effect.low), ("high", effect.high)):
        yield from _values(about, f"input_at_{name}", effect, end)
        yield about.net(f"net_at_{name}", line, base, end.nets)


def _values(about: _About, measure: str, effect: Effect, end: End) -> Iterator[Record]:
    for line, stated, value in _numbers(effect, end.value):
        yield about.value(measure, _unit(effect.parameter), line, stated, value)


def _numbers(effect: Effect, value: Value) -> Iterator[tuple[str, float, float]]:
    """Yield (input, stated value, value) for each category that was moved."""
    base, setting = effect.base.value, effect.setting
    if not isinstance(value, dict):
        assert not isinstance(base, dict)
        yield setting.path, base, value
        return
    assert isinstance(base, dict)
    for category in [setting.category] if setting.category else [each for each in value if value[each] != base[each]]:
        yield f"{setting.path}.{category}", base[category], value[category]


def _unit(parameter: Parameter) -> str:
    return parameter.unit + (f" ({parameter.price_year})" if parameter.price_year else "")


def _of_break_even(about: _About, even: BreakEven) -> Iterator[Record]:
    unit, effect = _unit(even.effect.parameter), even.effect
    if not even.searched.crossings:
        reason = NO_CHANGE if even.full else NOT_AT_ENDS
        yield about.value("break_even_none", "ratio", effect.setting.key, 0.0, 0.0, reason=reason)
    for each in even.searched.crossings:
        yield from _of_crossing(about, even, each, unit)


def _of_crossing(about: _About, even: BreakEven, found: Crossing, unit: str) -> Iterator[Record]:
    tried = [quantile for quantile, _ in even.searched.tried]
    at = even.value(found.at)
    low, high = (
        even.value(each if each is not None else end) for each, end in ((found.low, tried[0]), (found.high, tried[-1]))
    )
    assert at is not None and low is not None and high is not None
    sides = [SAVES_ABOVE if found.saves_above else SAVES_BELOW]
    sides += ["its interval reaches beyond the range"] if None in (found.low, found.high) else []
    least, most = ({line: value for line, _, value in _numbers(even.effect, end)} for end in (low, high))
    for line, stated, value in _numbers(even.effect, at):
        ends = least.get(line, value), value, most.get(line, value)
        yield about.within("break_even", unit, line, stated, ends, "; ".join(sides))


def frontier_records(found: Frontier) -> Iterator[Record]:
    """Yield the net at every pair of values: `line` is the value of the first input, `group` of the second."""
    about, (first, second) = _About(found.question, found.stake), found.axes
    for i, a in enumerate(first.values):
        for j, b in enumerate(second.values):
            nets = found.nets[i, j].tolist()
            names = f"{first.path}={a:.10g}", f"{second.path}={b:.10g}"
            yield about.net("frontier", names[0], [0.0] * len(nets), nets, group=names[1])


def ladder_records(found: EffectLadder) -> Iterator[Record]:
    """Yield the net at each share of LEAD's published effects: `line` is the share, from all of them to none."""
    about = _About(found.question, found.stake)
    for share, nets in zip(SHARES, found.nets.tolist(), strict=True):
        yield about.net("effect_ladder", f"{SHARE}={share:g}", [0.0] * len(nets), nets)


def shares_records(found: Shares) -> Iterator[Record]:
    """Yield the first-order and the total share of the variance of every group, with 90 % intervals."""
    about = _About(found.sobol.variants.question, found.sobol.variants.stake)
    for each in found.indices:
        for measure, value, error in (
            ("share_alone", each.first, each.first_error),
            ("share_with_others", each.total, each.total_error),
        ):
            yield about.within(measure, "share", each.name, 0.0, (value - error, value, value + error), None)


def information_records(found: Information) -> Iterator[Record]:
    """Yield the expected loss of the better choice, and what each input is worth knowing, in dollars."""
    about = _About(found.question, found.stake)
    yield about.value("expected_loss", "dollars", "all inputs", 0.0, found.perfect)
    for each in found.worths:
        reason = None if each.told_apart else "cannot be told from noise"
        yield about.value("worth_knowing", "dollars", each.path, 0.0, each.value, reason)


__all__ = [
    "NOT_AT_ENDS",
    "NO_CHANGE",
    "frontier_records",
    "information_records",
    "ladder_records",
    "sensitivity_records",
    "shares_records",
]
