"""The ladder of effects: a rung is what a comparison with that share says, and what is said turns with the sign."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiment.ladder_of_effects import SHARES, EffectLadder, effect_ladder, variations
from simulator.experiment.question import Question
from simulator.experiment.sensitivity import Bench
from simulator.experiment.sensitivity_records import ladder_records
from simulator.experiment.sensitivity_runs import Floats, Stake, Variation
from simulator.inputs.effects import with_effects
from simulator.report.sensitivity_ladder import findings, ladder_data, ladder_parts
from simulator.results import ALL
from tests.experiment.doubles import Inline, ask
from tests.experiment.places import CLOSED, Place, make_place
from tests.experiment.studies import Sink
from tests.report.test_tables import printed

SEED = 7
KNOWN = Sink()
WITH_SERVICES = {"treatment.effect": 0.8, "treatment.places": 5}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(tmp_path_factory.mktemp("places") / "town")


@pytest.fixture(scope="module")
def asked(place: Place) -> Question:
    return Question((place.scenario("current"),), place.scenario("none", CLOSED), seed=SEED, draws=2)


@pytest.fixture(scope="module")
def found(asked: Question) -> EffectLadder:
    stake = Stake("county", "cashable")
    return effect_ladder(asked, stake, Bench(KNOWN, Inline, 1).nets(asked, stake))


@pytest.mark.parametrize(("rung", "share"), [(0, 1.0), (2, 0.5), (4, 0.0)])
def test_a_rung_is_what_a_comparison_with_that_share_says(
    asked: Question, found: EffectLadder, rung: int, share: float
) -> None:
    assert SHARES[rung] == share
    before, after = with_effects([asked.baseline, *asked.scenarios], share)
    by_itself = replace(asked, baseline=before, scenarios=(after,))
    (compared,) = [
        record.difference
        for record in ask(by_itself, KNOWN).records
        if (record.rung, record.payer, record.line, record.fiscal_year) == ("cash_net", "county", None, ALL)
        and record.measure == "dollars"
    ]
    assert found.estimate(rung) == compared
    (nets,) = Bench(KNOWN, Inline, 1).nets(by_itself, found.stake)([Variation()])
    assert np.array_equal(found.nets[rung], nets)


def test_shares_differ_and_are_recorded_in_their_order(found: EffectLadder) -> None:
    assert len({tuple(row) for row in found.nets.tolist()}) > 1, "the small place has effects to discount"
    records = list(ladder_records(found))
    assert [record.line for record in records] == [
        f"lead.effect.discount={share}" for share in ("1", "0.75", "0.5", "0.25", "0")
    ]
    assert {(record.table, record.measure, record.unit, record.rung, record.payer) for record in records} == {
        ("sensitivity", "effect_ladder", "dollars", "cash_net", "county")
    }
    assert [record.difference for record in records] == [found.estimate(rung) for rung in range(5)]
    assert [record.scenario_mean for record in records] == pytest.approx(found.means)
    assert {record.baseline_mean for record in records} == {0.0}


def test_one_future_is_refused(asked: Question) -> None:
    def nobody(_: object) -> Floats:
        raise AssertionError("nothing is to be simulated")

    with pytest.raises(InputError, match="one future cannot say what is luck"):
        effect_ladder(replace(asked, draws=1), Stake(), nobody)


def ladder(asked: Question, *means: float, spread: float = 0.1e6) -> EffectLadder:
    wobble = spread * np.array([-1.0, 0.0, 1.0])
    return EffectLadder(replace(asked, draws=3), Stake(), np.array(means)[:, np.newaxis] + wobble)


def said(found: EffectLadder) -> str:
    return " ".join(findings(found))


def test_a_loss_at_the_whole_effect_is_said_first(asked: Question) -> None:
    text = said(ladder(asked, -3e6, -4e6, -5e6, -6e6, -7e6))
    assert text == (
        "Even at the whole published effect it costs $3.00M more than it avoids in 2027; with none of it, $7.00M more. "
        "The sign does not rest on them: all of them together move the net by +$4.00M."
    )


def test_a_saving_without_effects_is_the_entry_alone(asked: Question) -> None:
    text = said(ladder(asked, 7e6, 6e6, 5e6, 4e6, 3e6))
    assert (
        "Even with none of the published effects it avoids $3.00M more than it costs in 2027, by the diversion" in text
    )
    assert "with all of them, $7.00M more." in text


@pytest.mark.parametrize(
    ("stake", "loss", "gain"),
    [
        (
            Stake("all", "gross"),
            "it costs $3.00M more than the use it avoids is worth in 2027;",
            "avoids use worth $3.00M",
        ),
        (
            Stake("county"),
            "it costs $3.00M more than it avoids in 2027, for county; with none",
            "in 2027, for county, by",
        ),
        (Stake("all", "cashable"), "it costs $3.00M more than it takes out of", "it takes $3.00M more out of budgets"),
    ],
    ids=str,
)
def test_whose_net_and_of_what_is_said(asked: Question, stake: Stake, loss: str, gain: str) -> None:
    assert loss in said(replace(ladder(asked, -3e6, -4e6, -5e6, -6e6, -7e6), stake=stake))
    assert gain in said(replace(ladder(asked, 7e6, 6e6, 5e6, 4e6, 3e6), stake=stake))


def test_where_the_sign_turns_is_said(asked: Question) -> None:
    found = ladder(asked, 3e6, 1e6, -1e6, -3e6, -5e6)
    assert found.turns == pytest.approx((0.625,))
    text = said(found)
    assert text.startswith("It saves at 100 % and 75 %; it loses at 50 %, 25 % and 0 % of the published effects.")
    assert "The mean net is 0 at about 62 %, by a straight line" in text


def test_what_cannot_be_told_is_no_saving(asked: Question) -> None:
    text = said(ladder(asked, 3e6, 1e6, 0.01e6, -0.01e6, -5e6, spread=0.5e6))
    assert "it loses at 0 %; whether it saves cannot be told at 50 % and 25 % of the published effects." in text
    assert said(ladder(asked, 0.0, 0.0, 0.0, 0.0, 0.0, spread=0.0)).startswith("It costs and saves the same")


def test_what_is_shown_says_what_is_left_at_none(found: EffectLadder, place: Place) -> None:
    records = list(ladder_records(found))
    shown = " ".join(printed(ladder_parts(found, records), 120).split())
    assert "what is left at 0 % is that alone" in shown
    assert "costs in 2 of 2" in shown
    assert "effect of their own" not in shown
    more = replace(found, question=replace(found.question, scenarios=(place.scenario("more", WITH_SERVICES),)))
    shown = " ".join(printed(ladder_parts(more, records), 120).split())
    assert "also gives treatment an effect of their own, which is not discounted either" in shown
    data = ladder_data(found, records)
    assert data["shares"] == [1.0, 0.75, 0.5, 0.25, 0.0]
    assert data["said"] == findings(found)
    assert len(variations()) == len(data["estimates"]) == 5
