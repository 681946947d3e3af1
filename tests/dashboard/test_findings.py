"""What pages say: each sentence turns round with its numbers, and no loss is left out."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard import findings
from dashboard.story import Story, usual_payers
from simulator.results import ALL, TAXPAYERS
from tests.dashboard.sample import GAIN, LOSS, MILLION, PRIVATE, Plan, answer, around, plan


def said(of: Plan, payer: str = ALL) -> findings.Headline:
    return findings.headline(Story(answer({"here/plan": of}), "here/plan", payer))


def test_a_gain_is_a_saving_with_its_hedge() -> None:
    found = said(GAIN)
    assert found.finding == "“Plan” would very likely save $15.0M over four years"
    assert found.loss == ""
    assert found.dek == "Of the $20.0M in costs avoided, $15.0M actually leaves a budget; LEAD costs $5.0M."


def test_a_loss_is_said_as_plainly_and_forces_its_sentence() -> None:
    found = said(LOSS)
    assert found.finding == "“Plan” would very likely cost $15.0M more than it avoids over four years"
    assert found.loss == "In 50 of 50 simulated futures this costs more than it saves."
    assert "would not cover its cost" in found.dek


def test_what_averages_would_make_of_a_loss_is_said_not_to_be_cash() -> None:
    assert "Average costs would make it look like a saving of $10.0M; they are not cash." in said(plan(20, 15, 30)).dek


def test_a_saving_that_budgets_do_not_see_has_its_but() -> None:
    found = said(plan(20.0, 3.0, 5.0, spread=1.0))
    assert found.finding.endswith("save $15.0M over four years, but budgets would get back less than they spend")
    assert "pays for itself" in found.dek


def test_a_saving_at_which_one_payer_loses_names_the_payer() -> None:
    of = Plan(
        {"city": around(1.0), "county": around(20.0, 1.0)},
        {"city": around(1.0), "county": around(15.0, 1.0)},
        {"city": around(6.0)},
    )
    assert said(of).finding.endswith("over four years, but the city would pay more than it saves")


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (GAIN, "LEAD costs $5.0M. 9 of the 10 facts behind it are placeholders."),
        (plan(20, 15, 30), "they are not cash; 9 of the 10 facts behind it are placeholders."),
        (plan(0, 0, 0), "Nothing that is counted differs from the baseline."),
    ],
)
def test_what_it_rests_on_ends_the_dek(of: Plan, told: str) -> None:
    story = Story(answer({"here/plan": of}), "here/plan")
    dek = findings.headline(story, "9 of the 10 facts behind it are placeholders").dek
    assert dek.endswith(told)
    assert dek.count(". ") <= 1


def test_futures_that_disagree_could_go_either_way() -> None:
    found = said(plan(6.0, 6.0, 5.0, spread=8.0))
    assert found.finding == "“Plan” could go either way: over four years it saves money in 28 of 50 simulated futures"
    assert found.loss == "In 22 of 50 simulated futures this costs more than it saves."


@pytest.mark.parametrize(("losing", "warned"), [(10, False), (11, True)])
def test_from_eleven_of_fifty_on_the_loss_is_in_the_headline(losing: int, warned: bool) -> None:
    net = np.concatenate([np.full(losing, -1.0), np.full(50 - losing, 9.0)]) * MILLION
    found = said(Plan({"city": net + 5 * MILLION}, {"city": net + 5 * MILLION}, {"city": around(5.0)}))
    assert "probably save" in found.finding
    assert found.loss == (f"In {losing} of 50 simulated futures this costs more than it saves." if warned else "")


def test_a_mean_that_luck_alone_could_make_is_not_told_from_chance() -> None:
    net = np.full(50, -0.01) * MILLION
    net[:2] = 1.0 * MILLION
    of = Plan({"city": net}, {"city": net}, {"city": np.zeros(50)})
    assert "cannot be told from chance" in said(of).finding


def test_few_futures_are_counted_and_not_hedged() -> None:
    assert said(plan(20, 15, 5, spread=4, draws=9)).finding.endswith(
        "9 of 9 simulated futures over four years, too few to say how sure that is"
    )


def test_what_changes_nothing_is_said_to() -> None:
    found = said(plan(0.0, 0.0, 0.0))
    assert found.finding == "“Plan” would change nothing for all payers over four years"
    assert found.dek == "Nothing that is counted differs from the baseline."


def test_what_others_pay_for_lead_is_never_hidden() -> None:
    of = Plan(GAIN.avoided, GAIN.cashable, {"city": around(1.0), PRIVATE: around(9.0)})
    found = said(of, TAXPAYERS)
    assert found.finding.endswith(
        "save taxpayers $19.0M over four years, but philanthropy would pay more than it saves"
    )
    assert "LEAD costs taxpayers $1.0M and all payers $10.0M." in found.dek


def test_one_payer_is_told_cash() -> None:
    assert said(GAIN, "city").finding == "“Plan” would very likely save the city $10.0M in cash over four years"
    assert said(LOSS, "city").finding.endswith("cost the city $17.0M more in cash than it saves over four years")


def test_costs_that_are_added_are_not_called_avoided() -> None:
    assert said(plan(-2.0, -3.0, 5.0)).dek.startswith(
        "It adds $2.0M in justice costs instead of avoiding any; LEAD costs $5.0M."
    )


def test_taxpayers_come_first_where_a_payer_is_private() -> None:
    assert usual_payers(answer({"here/plan": GAIN})) == [ALL, "city"]
    of = Plan(GAIN.avoided, GAIN.cashable, {"city": around(1.0), PRIVATE: around(4.0)})
    assert usual_payers(answer({"here/plan": of})) == [TAXPAYERS, ALL, "city", PRIVATE]
