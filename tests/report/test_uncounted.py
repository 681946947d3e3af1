"""What is not counted is one list, and each of it says which way it would push."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from simulator.report.uncounted import EVERYWHERE, VICTIMS, Changes, direction_of, not_counted


def changes(**by_measure: float) -> Changes:
    given: Mapping[str, float] = by_measure
    return given.get


def said(start: str, of: Changes) -> str:
    return next(each.said(of) for each in (VICTIMS, *EVERYWHERE) if each.label.startswith(start))


def test_victims_are_in_the_list_unless_their_losses_are_counted() -> None:
    assert not_counted(victims=False) == (VICTIMS, *not_counted(victims=True))
    labels = " ".join(each.label for each in not_counted(victims=True))
    for entry in ("Health care", "participants earn", "Homes", "Deaths"):
        assert entry in labels


@pytest.mark.parametrize(
    ("fewer", "told"),
    [
        (-1_234.0, "What new offenses cost victims (1,230 fewer: would add to savings)"),
        (1_234.0, "What new offenses cost victims (1,230 more: would add to costs)"),
        (0.0, "What new offenses cost victims (would change nothing)"),
    ],
)
def test_what_goes_by_a_count_turns_round_with_it(fewer: float, told: str) -> None:
    assert said("What new", changes(contacts=fewer)) == told


def test_what_goes_by_no_count_says_what_is_known() -> None:
    assert said("Health", changes()).endswith("(could add to savings or to costs)")
    assert said("What participants", changes()).endswith("(would add to savings)")
    assert said("What new", changes()).endswith("(could add to savings or to costs)")


def test_homes_push_the_way_of_days_housed_unless_lead_pays_for_homes_itself() -> None:
    assert said("Homes", changes(housed_days=900.0, housing_unit_days_used=0.0)).endswith(
        "(900 more days housed: would add to costs)"
    )
    assert said("Homes", changes(housed_days=900.0, housing_unit_days_used=40.0)).endswith(
        "(could add to savings or to costs)"
    )
    assert said("Homes", changes(housed_days=900.0)).endswith("(could add to savings or to costs)")


def test_fewer_deaths_are_told_and_never_hidden_in_a_net() -> None:
    assert said("Deaths", changes(deaths=-1.54)) == (
        "Deaths, which are counted and never priced (1.5 fewer: would add to savings)"
    )


def test_directions() -> None:
    assert [direction_of(change) for change in (-2.0, 2.0, 0.01)] == ["raises", "lowers", "nothing"]
