"""Equity in words: what moves and how surely, what rests on few, what is not shown, and who is the reference."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.analysis.equity import DECISIONS, equity_records
from simulator.analysis.samples import Pair
from simulator.errors import InputError
from simulator.report.equity import (
    ALIKE,
    EARLIER,
    NONE,
    NOT_SHOWN,
    NOT_SHOWN_FEEDER,
    Equity,
    Row,
    equity_of,
    groups_of,
    inverse,
    reference_of,
)
from simulator.report.equity_tables import equity_data, equity_parts
from simulator.results import Comparison
from tests.analysis.test_equity import offers, pair_of
from tests.report.samples import identity, printed

SCENARIO, BASELINE = "smallville/more", "smallville/no-lead"


def answer(pair: Pair | None = None) -> Comparison:
    asked = identity(scenarios=(SCENARIO,), baseline=BASELINE, titles={SCENARIO: "More", BASELINE: "None"})
    return Comparison(asked, tuple(equity_records(pair)) if pair else ())


def equity(pair: Pair, reference: str = "white") -> Equity:
    found = equity_of(answer(pair), SCENARIO, reference)
    assert found is not None
    return found


def offered(pair: Pair, reference: str = "white", group: str = "black") -> Row:
    [row] = [r for r in equity(pair, reference).rows if (r.decision.key, r.group) == ("offered", group)]
    return row


@pytest.mark.parametrize(
    ("before", "after", "moves"),
    [
        (100.0, 60.0, "widens"),
        (60.0, 90.0, "narrows"),
        (100.0, 150.0, "widens"),
        (150.0, 120.0, "narrows"),
        (80.0, 125.0, "as far from parity"),
        (100.0, 100.2, "hardly moves"),
    ],
)
def test_an_index_widens_or_narrows_by_its_distance_from_parity(before: float, after: float, moves: str):
    row = offered(pair_of(offers(before, 100.0), offers(after, 100.0)))
    assert row.moves == moves


def test_what_futures_disagree_about_cannot_be_told():
    row = offered(pair_of(offers(100.0, 100.0), offers([80.0, 90.0, 115.0, 118.0], 100.0)))
    assert row.moves == "cannot be told"


def test_the_finding_says_both_and_puts_numbers_to_it():
    before = {**offers(100.0, 100.0), (0, 0): 0.0}
    found = equity(pair_of(before, offers(50.0, 100.0)))
    assert found.finding == (
        "More: Disparity against white widens at offers of diversion, black (1.00 to 0.50, in all 4 futures)."
    )
    assert "narrows" in equity(pair_of(offers(50.0, 100.0), offers(90.0, 100.0))).finding
    unmoved = equity(pair_of(offers(50.0, 100.0), offers(50.0, 100.0)))
    assert unmoved.finding == "More: No disparity against white is seen to widen or to narrow."


def test_where_the_baseline_has_no_such_decision_the_scenario_stands_by_itself():
    found = equity(pair_of({}, offers([48.0, 50.0, 50.0, 52.0], 100.0)))
    row = next(row for row in found.rows if row.decision.key == "offered")
    assert (row.before.index, row.moves) == (NONE, "no comparison")
    assert row.after.index == "0.50 (0.48 to 0.52)"
    assert "Away from parity where the baseline gives nothing to compare: offers of diversion, black (0.50)." in (
        found.finding
    )


def test_few_are_not_shown_and_are_named():
    few = offered(pair_of(offers(100.0, 100.0), offers(9.0, 100.0)))
    assert (few.after.index, few.after.rate, few.after.gap) == (NOT_SHOWN, None, None)
    assert NOT_SHOWN == "not shown: fewer than 10"
    short = offered(pair_of(offers(100.0, 100.0), offers(12.0, 100.0, (20.0, 400.0))))
    assert short.after.index == NOT_SHOWN_FEEDER
    told = equity(pair_of(offers(100.0, 100.0), offers(9.0, 100.0))).few
    assert told.startswith("Not shown, for fewer than 10 counted or 30 decided about: offers of diversion, black")
    assert "Rests on fewer than 100 counted: offers of diversion, black (60)." in (
        equity(pair_of(offers(100.0, 100.0), offers(60.0, 100.0))).few
    )


def test_rates_gaps_and_shares_stand_beside_the_index():
    after = offered(pair_of(offers(100.0, 100.0), offers(60.0, 120.0, (400.0, 600.0)))).after
    assert (after.rate, after.reference_rate, after.gap) == pytest.approx((150.0, 200.0, -50.0))
    assert (after.share, after.share_fed) == pytest.approx((1 / 3, 0.4))


def test_any_group_is_the_reference_and_white_is_usual():
    pair = pair_of(offers(60.0, 120.0), offers(60.0, 120.0))
    assert groups_of(answer(pair)) == ("black", "white", "other")
    assert reference_of(answer(pair)) == "white"
    assert reference_of(answer(pair), "black") == "black"
    assert offered(pair, "black", "white").after.index == "2.00 (2.00 to 2.00)"
    with pytest.raises(InputError, match=r"there is no such group; found whit; allowed: .*; did you mean white\?"):
        reference_of(answer(pair), "whit")


def test_an_index_under_one_is_said_the_other_way_round():
    assert inverse(0.82) == "1.22 times less often"
    found = equity(pair_of({}, offers(50.0, 100.0)))
    assert "Under 1, divide 1 by it: 0.50 is 2.00 times less often." in found.notes[0]


def test_the_page_has_counts_beside_every_index_and_an_earlier_answer_says_so():
    said = printed(equity_parts(answer(pair_of(offers(100.0, 100.0), offers(50.0, 100.0))), "white"))
    assert said.index("Disparity against white widens") < said.index("Black against white")
    assert "0.50 (0.50 to 0.50)" in said
    assert "of contacts that LEAD may divert" in said
    assert max(map(len, said.splitlines())) <= 120
    assert EARLIER.split(",")[0] in printed(equity_parts(answer(), "white"))


def test_machines_get_every_row_with_why_it_is_not_shown():
    data = equity_data(equity(pair_of({}, offers(9.0, 100.0))))
    assert len(data["rows"]) == 2 * len(DECISIONS)
    row = next(r for r in data["rows"] if (r["decision"], r["group"]) == ("offered", "black"))
    assert row["scenario"]["why_not"] == NOT_SHOWN
    assert row["scenario"]["relative_rate_index"] is None
    assert (row["scenario"]["count"], row["scenario"]["feeder"]) == (9.0, 400.0)


@pytest.mark.parametrize(
    ("place", "own", "alike"),
    [
        ({"black": 1.0, "white": 1.0}, {}, True),
        ({"black": 1.0, "white": 1.2}, {}, False),
        ({"black": 1.0, "white": 1.0}, {"equity.offer": {"value": {"black": 0.5, "white": 1.0}}}, False),
    ],
)
def test_where_no_group_has_a_rate_of_its_own_it_is_said(
    place: dict[str, float], own: dict[str, dict[str, dict[str, float]]], alike: bool
):
    pair = pair_of(offers(100.0, 100.0), offers(100.0, 100.0))
    kept = replace(answer(pair), inputs={"": {"equity.booking": {"value": place}}, SCENARIO: own, BASELINE: {}})
    found = equity_of(kept, SCENARIO, "white")
    assert found is not None
    assert found.alike == alike
    assert (ALIKE in " ".join(printed(equity_parts(kept, "white")).split())) == alike


def test_of_inputs_that_were_not_kept_nothing_is_said():
    assert not equity(pair_of(offers(100.0, 100.0), offers(100.0, 100.0))).alike
