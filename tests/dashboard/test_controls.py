"""Controls made from parameters: kinds, ends, today, evidence and grades."""

from __future__ import annotations

import pytest

from dashboard.build_text import MainInput
from dashboard.built import Built, build, draft_of
from dashboard.controls import Control, control_of, found_paths, keys_of, main_paths, open_paths
from dashboard.draft import TypedError, number_of
from simulator.inputs.overrides import NOT_POLICY
from simulator.inputs.parameter import UNIT_LIMITS


def built(*changes: str, start: str = "king-county/current") -> Built:
    return build(draft_of({"from": (start,), "set": changes}))


def control(key: str, *changes: str, start: str = "king-county/current") -> Control:
    main = next((each for each in main_paths() if each.path == key), None)
    return control_of(built(*changes, start=start), key, main)


def test_a_share_has_a_slider_in_percent_with_its_evidence_and_today() -> None:
    found = control("lead.officer_offers")
    assert (found.kind, found.unit, found.low, found.high) == ("slider", "%", 0.0, 100.0)
    assert found.evidence == pytest.approx((20.0, 80.0))
    assert (found.field, found.at, found.today, found.today_text) == ("50", 50.0, 50.0, "50%")
    assert not found.changed


def test_a_change_moves_the_slider_and_leaves_today_where_it_is() -> None:
    found = control("lead.officer_offers", "lead.officer_offers:60")
    assert (found.at, found.today, found.field, found.changed) == (60.0, 50.0, "60", True)


def test_what_cannot_be_read_stays_in_its_field_with_the_reason() -> None:
    found = control("lead.hire_lag", "lead.hire_lag:soon")
    assert (found.field, found.at) == ("soon", 120.0)
    assert found.problem.startswith("“soon” is not a number.")
    assert "36,525 days" in found.problem


def test_a_range_given_as_a_standard_error_is_shaded_too() -> None:
    low, high = control("lead.effect.discount").evidence or (0.0, 0.0)
    assert 0.0 < low < 75.0 < high <= 100.0


def test_what_is_certain_has_nothing_shaded() -> None:
    assert control("capture.share").evidence is None


def test_yes_or_no_is_a_switch_and_by_category_chips() -> None:
    assert control("lead.hire_to_demand").kind == "switch"
    assert [control(key).kind for key in keys_of(built(), "lead.eligible")] == ["chip"] * 6


def test_what_nobody_knows_the_range_of_has_a_field_alone() -> None:
    assert control("city_contract.minimum").kind == "number"


def test_money_says_which_years_dollars_its_field_takes() -> None:
    assert control("funding.city_general_fund").unit == "$ a year of 2021"
    assert control("lead.annual_budget").unit == "$ a year of 2025"


def test_what_follows_from_others_moves_with_them_until_it_is_set() -> None:
    assert control("lead.case_managers").field == "55.7"
    assert float(control("lead.case_managers", "lead.caseload:20").field) > 55.7
    assert control("lead.case_managers", "lead.caseload:20", "lead.case_managers:10").field == "10"


def test_today_is_called_so_only_where_it_is_current_practice() -> None:
    assert control("lead.coverage.southwest").since == "today"
    assert control("lead.coverage.southwest", start="king-county/citywide").since == "start"


def test_later_values_are_told() -> None:
    assert control("funding.sales_tax", start="king-county/funding-stops").later == "Later: 0 from Jan 2029"


@pytest.mark.parametrize(
    ("key", "boxes"),
    [("lead.consent", "■■□□"), ("lead.hire_lag", "□□□□"), ("costs.jail_day", "■■□□"), ("lead.dose_exponent", "■□□□")],
)
def test_a_grade_is_four_boxes(key: str, boxes: str) -> None:
    assert control(key).boxes == boxes


def test_every_input_that_is_open_has_a_control_whose_field_its_own_rules_take() -> None:
    draft = built()
    for path in open_paths(draft):
        for key in keys_of(draft, path):
            found = control_of(draft, key)
            unit = draft.start.parameters[path].unit
            low, high = UNIT_LIMITS[unit]
            factor = 100.0 if unit in ("share", "shares of a whole") else 1.0
            if found.kind == "slider":
                assert low * factor <= found.low <= found.today <= found.high <= high * factor, key
            assert found.step > 0.0
            assert found.source, key
            if draft.start.parameters[path].formula is None:
                assert number_of(found.field, unit) == pytest.approx(found.at / factor)


def test_what_a_place_is_has_no_control() -> None:
    assert not [path for path in open_paths(built()) if path.startswith(tuple(NOT_POLICY))]


def test_a_search_finds_inputs_by_any_words_of_name_grade_or_source() -> None:
    draft = built()
    assert "lead.hire_lag" in found_paths(draft, "hire PLACEHOLDER")
    assert "lead.caseload" in found_paths(draft, "snohomish")
    assert found_paths(draft, "nothing of the kind") == []
    assert found_paths(draft, "") == open_paths(draft)


def test_the_ends_of_a_slider_make_room_for_where_it_starts() -> None:
    narrow = MainInput("lead.hire_lag", "Delay", "", 0.0, 60.0)
    assert control_of(built(), "lead.hire_lag", narrow).high == 120.0


def test_what_is_allowed_is_what_the_parameter_itself_takes() -> None:
    assert control("lead.consent").allowed == "0 to 100%"
    with pytest.raises(TypedError):
        number_of("101", "share")
