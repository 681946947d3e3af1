"""What a net is worth at the start, by hand and as the money of that name has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simulator.analysis.present_value import RATES, present_value_records, rate_name
from tests.analysis.test_ratios import CITY, COUNTY, breaking_even

START = date(2027, 1, 1)


def test_a_dollar_of_each_month_is_discounted_from_its_middle():
    pair = breaking_even({(CITY, 1): [-100, 0, 0, 0, 0, 200]})
    found = {r.line: r for r in present_value_records(pair, START) if (r.payer, r.rung) == ("city", "cash_net")}
    assert list(found) == ["0 %", "1 %", "2 %", "3 %", "5 %", "7 %"]
    assert found["0 %"].difference.mean == 100.0
    january, june = 15.5 / 365.25, (151 + 15) / 365.25
    assert found["7 %"].difference.mean == pytest.approx(-100 * 1.07**-january + 200 * 1.07**-june, abs=1e-9)
    assert {(r.unit, r.price_year, r.measure) for r in found.values()} == {
        ("dollars at the start", 2025, "present_value")
    }


def test_draws_have_their_range_and_payers_add_up():
    pair = breaking_even({(CITY, 0): [0, 0, 0, 0, 0, 100]}, {(CITY, 0): [0] * 6, (COUNTY, 0): [-40, 0, 0, 0, 0, 0]})
    found = {(r.payer, r.line): r.difference for r in present_value_records(pair, START)}
    assert found["city", "3 %"].chance_positive == 0.5
    assert found["city", "0 %"].low == pytest.approx(5.0)
    for rate in map(rate_name, RATES):
        assert found["city", rate].mean + found["county", rate].mean == pytest.approx(found["all", rate].mean)


def test_only_payers_and_nets_that_change_are_told():
    pair = breaking_even({(CITY, 0): [-1, 0, 0, 0, 0, 0]})
    assert {(r.payer, r.rung) for r in present_value_records(pair, START)} == {("all", "net"), ("city", "net")}


def test_what_has_been_discounted_is_not_discounted_again():
    pair = breaking_even({(CITY, 0): [-1, 0, 0, 0, 0, 0]})
    assert list(present_value_records(replace(pair, constant=False), START)) == []


def test_a_late_saving_is_worth_less_at_every_higher_rate():
    pair = breaking_even({(CITY, 1): [-100, 0, 0, 0, 0, 110]})
    worth = [r.difference.mean for r in present_value_records(pair, START) if r.payer == "city"]
    assert np.all(np.diff(worth) < 0)
