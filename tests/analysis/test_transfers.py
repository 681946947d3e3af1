"""Which share of one payer's saving another would need, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.analysis.samples import Pair
from simulator.analysis.transfers import transfer_records
from simulator.costs.ledger import BASES
from tests.analysis.samples import made
from tests.analysis.test_ratios import BED, CITY, COUNTY, OWN, SMALL, nothing

CASH = BASES.index("cash")
EACH = ("low", "median", "high")


def paying(*of_draws: tuple[float, float, float], captured: float = 0.0, axes: object = SMALL) -> Pair:
    """Return a pair in which the city pays for LEAD and the county saves and pays a part of LEAD, in dollars by draw.

    `captured` is handed over by the county already, to the fund, and is part of its net.
    """
    before, spent = nothing(len(of_draws)), nothing(len(of_draws))
    monthly = made(before, spent, SMALL).money.monthly[:]
    moved = nothing(len(of_draws))[..., 0]
    before[:, 0, :, COUNTY, BED, CASH] = 10**7
    spent[:, 0, :, COUNTY, BED, CASH] = 10**7
    moved[:, 0, 1, COUNTY, BED] = round(captured * 100)
    for d, (cost, saved, own) in enumerate(of_draws):
        spent[d, 0, 0, CITY, OWN, CASH] = round(cost * 100)
        spent[d, 0, 1, COUNTY, BED, CASH] -= round(saved * 100)
        spent[d, 0, 1, COUNTY, BED, 0] -= 12345
        spent[d, 0, 0, COUNTY, OWN, CASH] = round(own * 100)
        monthly[d, 0, 1, CITY, 1] = -round(cost * 100)
        monthly[d, 0, 4, COUNTY, 1] = round((saved - own - captured) * 100)
        monthly[d, 0, :, CITY, 0] = 10**8
    return made(before, spent, axes, monthly=monthly, captured=moved)  # type: ignore[arg-type]


def found(pair: Pair, payer: str = "city", line: str = "county") -> dict[str, float]:
    return {r.measure: r.difference.mean for r in transfer_records(pair) if (r.payer, r.line) == (payer, line)}


def shares(pair: Pair) -> list[float | None]:
    told = found(pair)
    return [told.get(f"transfer_share_{name}") for name in EACH]


def test_the_share_is_what_the_payer_lacks_over_what_the_giver_saves():
    pair = paying((30.0, 120.0, 0.0))
    assert shares(pair) == pytest.approx([0.25] * 3)
    assert found(pair)["transfer_never"] == found(pair)["transfer_giver_loses"] == 0.0


def test_the_median_and_its_interval_are_over_draws():
    pair = paying((30.0, 120.0, 0.0), (80.0, 100.0, 0.0), (10.0, 20.0, 0.0))
    assert shares(pair) == pytest.approx([0.25 + 0.1 * 0.25, 0.5, 0.8 - 0.1 * 0.3])


def test_no_share_up_to_all_of_it_may_be_enough():
    pair = paying((30.0, 20.0, 0.0), (90.0, 50.0, 0.0), (10.0, 20.0, 0.0))
    assert shares(pair) == [None, None, None]
    assert found(pair)["transfer_never"] == pytest.approx(2 / 3)
    assert found(pair)["transfer_nothing_saved"] == 0.0


def test_all_of_it_may_be_just_enough():
    assert shares(paying((30.0, 30.0, 0.0))) == [1.0] * 3


def test_who_saves_nothing_has_nothing_to_share():
    pair = paying((30.0, -5.0, 0.0), (30.0, 0.0, 0.0))
    assert found(pair) == {"transfer_never": 1.0, "transfer_nothing_saved": 1.0, "transfer_giver_loses": 0.0}


def test_a_draw_in_which_nothing_is_lacking_needs_no_share_whatever_is_saved():
    pair = paying((-30.0, -5.0, 0.0), (-1.0, 9.0, 0.0), (90.0, 100.0, 0.0))
    assert shares(pair) == pytest.approx([0.0, 0.0, 0.9 * 0.9])
    assert found(pair)["transfer_never"] == 0.0
    assert found(pair)["transfer_nothing_saved"] == pytest.approx(1 / 3)


def test_a_giver_who_pays_for_lead_too_may_be_out_of_pocket_itself():
    pair = paying((30.0, 100.0, 80.0), (10.0, 100.0, 80.0))
    assert shares(pair)[1] == pytest.approx(0.2)
    assert found(pair)["transfer_giver_loses"] == 0.5


def test_what_an_agreement_moves_already_cannot_be_given_again():
    assert shares(paying((30.0, 120.0, 0.0), captured=60.0)) == pytest.approx([0.5] * 3)


def test_there_is_a_record_only_for_public_payers_who_lose_on_average():
    pair = paying((30.0, 120.0, 0.0))
    assert {(r.payer, r.line) for r in transfer_records(pair)} == {("city", "county")}
    assert {(r.rung, r.fiscal_year) for r in transfer_records(pair)} == {("cash_net", "all")}
    even = paying((-30.0, 120.0, 0.0), (30.0, 120.0, 0.0))
    assert list(transfer_records(even)) == []
    apart = paying((30.0, 120.0, 0.0), axes=replace(SMALL, private=("county",)))
    assert list(transfer_records(apart)) == []
