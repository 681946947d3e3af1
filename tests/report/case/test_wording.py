from __future__ import annotations

import re
from dataclasses import replace

import pytest

from simulator.report.case.content import funding_case
from simulator.report.case.view import View
from simulator.report.case.wording import avoided_net, claim, spread, warning
from simulator.report.outlook import HEDGES, chance_of_loss, outlook
from simulator.results import ALL
from tests.report.case.cases import fifty, with_net
from tests.report.samples import estimate

NEVER = ("proves", "guarantee", "will save", "significant", "ROI", "pays for itself")


@pytest.mark.parametrize("saving", range(51))
def test_the_words_follow_the_futures_as_the_table_lists_them(saving: int) -> None:
    found = outlook(estimate(fifty(saving)))
    (said,) = [
        words for several, words in HEDGES if int(several.split()[0]) <= saving <= int(several.split()[2])
    ]  # fmt: skip
    kinds = {"unclear": "could go either way", "saves": f"{found.hedge} saves", "costs": f"{found.hedge} costs more"}
    assert kinds[found.kind] == said


@pytest.mark.parametrize(
    ("saving", "said"),
    [
        (50, "This plan would very likely save all payers together $1.0M by 2031"),
        (40, "This plan would probably save all payers together $600k by 2031"),
        (25, "This plan could go either way: by 2031 it saves all payers together money in 25 of 50 simulated futures"),
        (10, "This plan would probably cost all payers together $600k more than it saves by 2031"),
        (0, "This plan would very likely cost all payers together $1.0M more than it saves by 2031"),
    ],
)
def test_the_claim_turns_round_when_the_numbers_do(view: View, saving: int, said: str) -> None:
    assert re.split(", but", claim(with_net(view, fifty(saving))))[0] == said


def test_a_loss_is_part_of_the_headline_from_eleven_futures_on(view: View) -> None:
    assert warning(with_net(view, fifty(40))) is None
    assert warning(with_net(view, fifty(39))) == "In 11 of 50 simulated futures this costs more than it saves."
    assert warning(with_net(view, fifty(0))) == "In 50 of 50 simulated futures this costs more than it saves."


@pytest.mark.parametrize("saving", [0, 25, 39, 45, 50])
def test_the_chance_of_a_loss_is_always_in_the_detail(view: View, saving: int) -> None:
    first = funding_case(with_net(view, fifty(saving))).risks[0]
    several = "none" if saving == 50 else str(50 - saving)
    assert first.startswith(f"In {several} of 50 simulated futures this costs more than it saves")


def test_a_saving_that_puts_less_cash_back_than_it_costs_says_so(view: View) -> None:
    assert view.book.mean("cash_net") < 0
    assert claim(with_net(view, fifty(50, 1e9))).endswith(", but puts less cash back into budgets than it costs")


def test_a_saving_that_is_only_notice_says_so(view: View) -> None:
    notice = view.book.notice()
    assert notice > 0
    assert ", but only because" in claim(with_net(view, fifty(50, notice)))
    assert ", but only because" not in claim(with_net(view, fifty(50, notice + 1.0)))
    assert "of notice as saved" in spread(view)


def test_payers_who_lose_are_named_beside_a_saving(view: View) -> None:
    winning = with_net(with_net(view, fifty(50, 1e9)), fifty(50, 1e9), "cash_net")
    losers = [payer for payer in winning.payers if avoided_net(winning, payer) < 0]
    said = claim(winning)
    assert losers
    if len(losers) > 2:
        assert said.endswith(f", but {len(losers)} of {len(winning.payers)} payers would pay more than they save")
    else:
        assert all(winning.the(payer) in said for payer in losers)


def test_one_payer_is_told_cash(view: View) -> None:
    city = with_net(replace(view, payer="city"), fifty(0), "cash_net", "city")
    assert claim(city) == (
        "This plan would very likely cost the City of Seattle $1.0M more in cash than it saves by 2031"
    )


def test_few_futures_have_no_hedge(view: View) -> None:
    said = claim(with_net(view, [3e6, 4e6, 5e6]))
    assert said.endswith("in 3 of 3 simulated futures, too few to say how sure")
    assert "likely" not in said and "probably" not in said


def test_few_futures_that_lose_are_told_as_a_loss(view: View) -> None:
    said = claim(with_net(view, [-3e6, -4e6, 5e6]))
    assert said.startswith("This plan costs all payers together more than it saves by ")
    assert said.endswith("in 2 of 3 simulated futures, too few to say how sure")


def test_one_future_says_that_it_is_one(view: View) -> None:
    said = claim(with_net(view, [-3e6]))
    assert said == (
        "In the only future simulated, this plan costs all payers together $3.0M more than it saves by 2031, "
        "and one future cannot say how sure that is"
    )
    assert chance_of_loss(outlook(estimate([-3e6]))) == "In the only simulated future this costs more than it saves."


def test_what_cannot_be_told_from_chance_is_not_claimed(view: View) -> None:
    by_draw = [1.0] * 40 + [-1.0] * 9 + [-1e9]  # most futures save, the mean is one large loss
    found = outlook(estimate(by_draw))
    assert (found.saving, found.kind) == (40, "chance")
    assert "cannot be told from chance" in claim(with_net(view, by_draw))


def test_a_mean_that_contradicts_the_futures_decides_nothing() -> None:
    by_draw = [1.0] * 40 + [-100.0] * 10
    assert outlook(estimate(by_draw)).kind == "unclear"


def test_nothing_changes_where_nothing_differs(view: View) -> None:
    assert "would cost and save all payers together the same" in claim(with_net(view, [0.0] * 60))


@pytest.mark.parametrize("saving", [0, 10, 25, 40, 50])
def test_nothing_is_promised(view: View, saving: int) -> None:
    case = funding_case(with_net(view, fifty(saving)))
    said = " ".join((case.claim, case.spread, case.problem, *case.ask, *case.risks, *case.uncounted))
    assert not [word for word in NEVER if word in said]


def test_the_range_is_of_futures_and_not_called_confidence(view: View) -> None:
    said = spread(with_net(view, [*([1e6] * 30), *([3e6] * 30)]))
    assert said.startswith("The average is +$2.0M; 90 % of futures fall between +$1.0M and +$3.0M.")
    assert view.payer == ALL and "confidence" not in said
