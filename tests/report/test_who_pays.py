"""Who pays and who saves: every cell is its record, rows and columns add up, and transfers net to zero."""

from __future__ import annotations

import pytest

from simulator.report import words
from simulator.report.who_pays import HANDED_OVER, RECEIVED, TITLE, payer_table
from simulator.results import ALL, Comparison
from tests.report import samples
from tests.report.samples import BEFORE, PLAIN, SAVED, comparison, money, printed, read

NAME = "town/pilot"


@pytest.fixture
def agreed() -> Comparison:
    return comparison(*money(SAVED, samples.RECEIVED, before=BEFORE))


def test_cash_and_program_by_line_and_payer(agreed: Comparison) -> None:
    rows = read(payer_table(agreed, NAME))
    assert rows["jail bed"] == {
        "city": "+$40", "county": "+$16", "state": "", "the fund": "", "others": "", "all payers": "+$56",
    }  # fmt: skip
    assert rows["LEAD case managers"]["city"] == "−$6,100"
    assert rows["LEAD case managers"]["the fund"] == "−$650"
    assert rows["notice after a cut, case managers"]["county"] == "+$80"


def test_what_an_agreement_moves_is_lost_by_one_and_won_by_others(agreed: Comparison) -> None:
    rows = read(payer_table(agreed, NAME))
    assert rows[HANDED_OVER] == {
        "city": "", "county": "−$1,500", "state": "", "the fund": "", "others": "", "all payers": "−$1,500",
    }  # fmt: skip
    assert (rows[RECEIVED]["the fund"], rows[RECEIVED]["others"]) == ("+$1,000", "+$500")
    assert (rows[RECEIVED]["city"], rows[RECEIVED]["all payers"]) == ("", "+$1,500")


def test_the_last_row_is_the_net_in_cash(agreed: Comparison) -> None:
    rows = read(payer_table(agreed, NAME))
    expected = {
        words.payer(r.payer): words.dollars(r.difference.mean)
        for r in agreed.records
        if (r.rung, r.line, r.fiscal_year) == ("cash_net", None, ALL)
    }
    assert rows["Net in cash"] == expected
    assert list(rows)[-1] == "Net in cash"
    assert rows["Net in cash"]["county"] == "+$2,600", "4,016 saved, 80 of notice spared, 1,500 handed over"


def test_without_an_agreement_nothing_is_handed_over() -> None:
    text = printed([payer_table(comparison(*money(PLAIN)), NAME)])
    assert HANDED_OVER not in text
    assert RECEIVED not in text


def test_lines_without_a_difference_in_cash_are_left_out(agreed: Comparison) -> None:
    assert "courts" not in read(payer_table(agreed, NAME))


def test_of_real_answers_rows_and_columns_add_up(answer: Comparison) -> None:
    for scenario in answer.identity.scenarios:
        period = (scenario, "dollars", ALL)
        whole = [r for r in answer.records if (r.scenario, r.measure, r.fiscal_year) == period]
        lines = [r for r in whole if r.line and r.rung in ("cashable", "program")]
        rows = read(payer_table(answer, scenario))
        for net in (r for r in whole if r.rung == "cash_net"):
            of_payer = sum(r.difference.mean for r in lines if r.payer == net.payer)
            assert net.difference.mean == pytest.approx(of_payer, abs=0.005)
            if (heading := words.payer(net.payer)) in rows["Net in cash"]:
                assert rows["Net in cash"][heading] == words.dollars(net.difference.mean)
        for name in rows:
            means = {r.payer: r.difference.mean for r in lines if r.line == name}
            for payer, mean in means.items():
                assert rows[name].get(words.payer(payer), words.dollars(mean)) == words.dollars(mean)


def test_the_title_says_the_sign(agreed: Comparison) -> None:
    assert "saving or receiving +, paying more −" in TITLE
    assert payer_table(agreed, NAME).title == TITLE
