"""What any rate of capture carries: its words turn round, its numbers are in proportion, and its text fits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dashboard.figures import rates, rates_data
from dashboard.figures.drawn import Drawn
from dashboard.figures.rates_data import Present, RatesData
from dashboard.theme import WIDTHS
from simulator.analysis.estimate import difference
from simulator.experiment.reinvest import WITHOUT
from tests.dashboard import funds
from tests.dashboard.answered import number, with_records
from tests.dashboard.figures.browser import CHROMIUM, figure_browser
from tests.dashboard.figures.samples import HOSTILE
from tests.dashboard.figures.test_text_fits import faults


def data(mean: float, low: float, high: float, **fields: Any) -> RatesData:
    plain: dict[str, Any] = {"needed": None, "never": 50, "of": 50, "present": None, **fields}
    carried = difference(np.full((50, 1), mean))
    carried = replace(carried, low=low, p25=(low + mean) / 2, p75=(high + mean) / 2, high=high)
    return RatesData("Citywide", "2027–2032", carried, **plain)


LITTLE = data(0.06, 0.01, 0.13, present=Present(0.28, 0.017))
ENOUGH = data(1.6, 0.7, 2.4, needed=0.62, never=8)
LOSING = data(-0.1, -0.4, 0.1)
ONE = data(0.4, 0.4, 0.4, of=1, never=1)
HOSTILE_NAME = replace(ENOUGH, scenario=HOSTILE)
SAMPLES = {"little": LITTLE, "enough": ENOUGH, "losing": LOSING, "one": ONE, "hostile": HOSTILE_NAME}


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (LITTLE, "Even at a capture rate of 100% savings would carry 6% of “Citywide”"),
        (ENOUGH, "A capture rate of 62% would carry “Citywide”, in the middle future"),
        (LOSING, "“Citywide” saves no public cash that could carry it, at any capture rate"),
    ],
)
def test_the_title_says_which_rate_carries_it_or_that_none_does(of: RatesData, said: str) -> None:
    assert rates_data.title(of) == said


def test_a_rate_carries_its_part_of_what_all_savings_carry() -> None:
    table = rates_data.table(LITTLE)
    assert [row[0] for row in table.values] == pytest.approx([i / 10 for i in range(11)])
    assert table.values[0][1:] == (0.0,) * 5
    assert table.values[5][1:] == pytest.approx((0.03, 0.005, 0.0175, 0.0475, 0.065))
    assert table.rows[-1] == ("100%", "6%", "1%", "13%")
    assert {len(row) for row in table.values} == {len(table.columns)}


def test_what_is_not_in_it_and_where_no_rate_is_enough_stands_below() -> None:
    assert rates_data.note(LITTLE).startswith(
        "In 50 of 50 futures no rate up to 100% carries it. Priced on this answer, "
    )
    assert "this agreement captures 28% and carries 2%" in rates_data.note(LITTLE)
    assert rates_data.note(replace(ENOUGH, never=0)).startswith("Priced on this answer, not simulated")
    assert "bands" not in rates_data.subtitle(ONE)


def test_the_data_are_of_the_scenario_without_its_fund_and_the_dot_is_of_the_one_with_it() -> None:
    scenario = funds.NAME
    carried = {"edges": (0.1, 0.4), "scenario": scenario + WITHOUT}
    made = with_records(
        number("self_funding_carried", 0.25, "share", **carried),
        number("self_funding_never", 1.0, scenario=scenario + WITHOUT),
        made=funds.funded(),
    )  # fmt: skip
    found = rates.of(made, scenario, scenario + WITHOUT)
    assert found is not None
    assert (found.all_of_it.mean, found.needed, found.never) == (0.25, None, 50)
    whole = {(r.scenario, r.measure, r.rung): r for r in made.records if r.fiscal_year == "all" and r.payer == "all"
             and r.line is None}  # fmt: skip
    saved = whole[scenario + WITHOUT, "dollars", "cashable"].difference.mean
    captured = whole[scenario, "dollars", "captured"].difference.mean
    cost = -whole[scenario, "dollars", "program"].difference.mean
    deposits = whole[scenario, "fund_deposits", None].difference.mean
    assert found.present == Present(pytest.approx(captured / saved), pytest.approx(deposits / cost))
    assert rates.of(made, scenario, scenario) is None, "an answer of an earlier leadsim does not know it"


def drawn(theme: Any, width: int) -> dict[str, Drawn]:
    return {name: rates.draw(sample, theme=theme, width=width) for name, sample in SAMPLES.items()}


def test_all_of_lead_and_nothing_are_in_view_however_little_is_carried() -> None:
    for name, sample in SAMPLES.items():
        low, high = rates.draw(sample, theme="light", width=514).figure.layout.yaxis.range
        assert low <= min(0.0, sample.all_of_it.low), name
        assert high >= max(1.0, sample.all_of_it.high), name


@pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")
def test_every_text_fits() -> None:
    with figure_browser() as browser:
        for width in (*WIDTHS, 300):
            made = drawn("light", width)
            found = browser.render([each.figure for each in made.values()])
            for (name, each), figure in zip(made.items(), found, strict=True):
                wrong = list(faults(figure, each.figure.layout.width, each.figure.layout.height))
                assert not wrong, (name, width, wrong)
        assert not browser.requests
