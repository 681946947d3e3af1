"""Charts of the stored example: what they show is what its records say, whoever's money it is."""

from __future__ import annotations

import pytest

from dashboard.figures import dots_data, fan_data, ladder_data, levels_data, versus_data
from dashboard.queries import stored_example
from simulator.analysis.estimate import futures
from simulator.report import words
from simulator.report.money import Money
from simulator.results import ALL, TAXPAYERS, Comparison

PAYERS = (ALL, TAXPAYERS, "city", "county", "state")
CENT = 0.011


@pytest.fixture(scope="module")
def answer() -> Comparison:
    return stored_example()


@pytest.mark.parametrize("payer", PAYERS)
@pytest.mark.parametrize("rung", ["net", "cash_net"])
def test_dots_and_lines_end_where_the_net_of_the_records_is(answer, payer, rung):
    for scenario in answer.identity.scenarios:
        net = Money.of(answer, scenario).records[rung, payer, None, ALL].difference
        fan, dots = fan_data.of(answer, scenario, payer, rung), dots_data.of(answer, scenario, payer, rung)
        assert fan.mean[-1] == pytest.approx(net.mean, abs=CENT)
        assert (fan.low[-1], fan.high[-1]) == pytest.approx((net.low, net.high), abs=CENT)
        assert dots.counts == (*(futures(net, positive=side)[0] for side in (True, False)), futures(net)[1])
        assert sum(value > 0 for value in dots.values) == dots.counts[0]
        assert sum(value < 0 for value in dots.values) == dots.counts[1]


@pytest.mark.parametrize("payer", PAYERS)
def test_what_is_avoided_less_the_program_cost_is_the_net(answer, payer):
    for scenario in answer.identity.scenarios:
        ladder, book = ladder_data.of(answer, scenario, payer), Money.of(answer, scenario)
        assert ladder.left("avoided") == pytest.approx(book.mean("net", payer), abs=CENT)
        assert ladder.left("cashable") + ladder.moved == pytest.approx(book.mean("cash_net", payer), abs=CENT)


def test_the_break_even_is_that_of_the_records(answer):
    for record in answer.records:
        if record.measure == "break_even_never" and record.payer in PAYERS:
            found = fan_data.of(answer, record.scenario, record.payer, str(record.rung)).break_even
            assert (found.never, found.of) == words.of_futures(record)
            assert (found.month is None) == (record.difference.mean >= 0.5)


def test_scenarios_are_as_much_apart_as_their_nets(answer):
    first, *others = answer.identity.scenarios
    means = {name: Money.of(answer, name).mean("net") for name in answer.identity.scenarios}
    rows = versus_data.of(answer, first).rows
    assert [row.difference.mean for row in rows] == pytest.approx(
        [means[name] - means[first] for name in others], abs=1.0
    )


def test_levels_average_to_those_of_the_records(answer):
    scenario = answer.identity.scenarios[0]
    for kind, of in levels_data.KINDS.items():
        data = levels_data.of(answer, scenario, kind)
        record = next(
            r
            for r in answer.records
            if (r.measure, r.scenario, r.fiscal_year, r.line) == (of.measure, scenario, ALL, data.line)
        )
        assert sum(data.after) / len(data.after) == pytest.approx(record.scenario_mean, rel=0.02)
        assert sum(data.before) / len(data.before) == pytest.approx(record.baseline_mean, rel=0.02, abs=1e-9)
