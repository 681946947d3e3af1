"""Present values by rate: a table, and the same amounts as the money that is called so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.experiment.question import Question
from simulator.inputs.load import load_scenario
from simulator.report.present_value import present_value_table, present_values
from simulator.results import Comparison
from tests.experiment.doubles import ask
from tests.experiment.places import Place
from tests.report.samples import comparison, read, record

NAME = "town/pilot"


def test_both_nets_by_rate_with_their_range() -> None:
    made = comparison(*(
        record([value * 1e6, value * 3e6], measure="present_value", rung=rung, line=rate)
        for rung, sign in (("net", 1.0), ("cash_net", -1.0)) for rate, value in (("0 %", sign), ("3 %", 0.5 * sign))
    ))  # fmt: skip
    sheet = present_value_table(made, NAME)
    assert sheet is not None
    rows = read(sheet)
    assert rows["at 0 % a year"]["Net of what varies"] == "+$2.00M"
    assert rows["at 3 % a year"]["Net in cash"] == "−$1.00M"
    assert rows["at 3 % a year"]["90 % of futures, in cash"] == "−$1.45M to −$550k"


def test_other_dollars_have_none() -> None:
    assert present_value_table(comparison(), NAME) is None
    assert present_values(comparison(), NAME, "net", "all") == {}


def test_at_the_places_own_rate_it_is_what_the_money_of_that_name_gives(town: Place, answer: Comparison) -> None:
    named = {name: load_scenario(town.folder / f"{name}.yaml") for name in ("pilot", "more", "no-lead")}
    pilot, more, none = (replace(scenario, name=f"town/{name}") for name, scenario in named.items())
    discounted = ask(Question((pilot, more), none, draws=3, money="discounted"))
    assert not [r for r in discounted.records if r.measure == "present_value"]
    nets = {(r.scenario, r.rung, r.payer): r.difference for r in discounted.records if r.measure == "dollars"
            and r.line is None and r.fiscal_year == "all"}  # fmt: skip
    found = [r for r in answer.records if r.measure == "present_value" and r.line == "3 %"]
    assert len(found) > 10
    for worth in found:
        net = nets[worth.scenario, worth.rung, worth.payer]
        cents = 60 * 40 * 0.005  # months, lines, and half a cent each
        assert worth.difference.mean == pytest.approx(net.mean, abs=cents)
        assert worth.difference.high == pytest.approx(net.high, abs=cents)


def test_at_no_rate_a_net_is_what_it_is(answer: Comparison) -> None:
    nets = {(r.scenario, r.rung, r.payer): r for r in answer.records if r.measure == "dollars" and r.line is None
            and r.fiscal_year == "all"}  # fmt: skip
    found = [r for r in answer.records if r.measure == "present_value" and r.line == "0 %"]
    assert found
    for worth in found:
        net = nets[worth.scenario, worth.rung, worth.payer].difference
        assert abs(worth.difference.mean - net.mean) < 0.01
        assert abs(worth.difference.low - net.low) < 0.01
