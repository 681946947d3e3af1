"""Drafts: what is typed becomes a file that loads to the same numbers, and whatever else is refused in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.address import query_of
from dashboard.build_text import agreements, groups
from dashboard.built import Built, build, draft_of, is_open
from dashboard.changes import changes_of, question_of
from dashboard.draft import MOST_CHANGES, Draft, TypedError, as_yaml, file_name, number_of, quoted, shown
from dashboard.pages.build_rows import main_groups
from dashboard.starts import at_start, names, start_of
from simulator.inputs.load import load_scenario_text
from simulator.inputs.parameter import UNIT_LIMITS
from tests.dashboard.pieces import pieces

CURRENT = "king-county/current"
STOPS = "king-county/funding-stops"
START, _ = start_of(CURRENT)
NUMBERS = sorted(
    path
    for path, parameter in START.parameters.items()
    if isinstance(parameter.value, float) and is_open(path, START) and parameter.unit not in ("yes or no", "order")
)


def built(*changes: str, start: str = CURRENT, **more: str) -> Built:
    return build(draft_of({"from": (start,), "set": changes, **{key: (value,) for key, value in more.items()}}))


def parameters(text: str) -> Any:
    return load_scenario_text(text, "draft.yaml").parameters


# -- numbers as they are typed --------------------------------------------------------------------------------


@given(st.data())
def test_a_number_that_is_shown_is_read_back_to_the_last_bit(data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(sorted(set(UNIT_LIMITS) - {"yes or no"})))
    low, high = UNIT_LIMITS[unit]
    value = data.draw(st.floats(low, high).map(lambda number: number + 0.0))
    assert number_of(shown(value, unit), unit) == value


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("55", "share", 0.55), ("55%", "share", 0.55), ("93.5", "share", 0.935), ("9,000,000", "dollars per year", 9e6),
        ("$1,500", "dollars", 1500.0), (" 12 ", "months", 12.0), (".5", "ratio", 0.5), ("1", "yes or no", 1.0),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(text: str, unit: str, value: float) -> None:
    assert number_of(text, unit) == value


@pytest.mark.parametrize(
    "text",
    ["", "abc", "nan", "NaN", "inf", "-inf", "1e9", "0x10", "1,5", "1,00", "٣", "--5", "-5", "5 5", "%", ".", "\u202e5",
     "9" * 39, "[1]", "{}", "null", "true", "<script>", "=1+1", "100.0000001"],
)  # fmt: skip
def test_what_is_no_share_is_refused_with_what_is_allowed_and_a_way_out(text: str) -> None:
    with pytest.raises(TypedError, match=r"Enter a number from 0 to 100%, or take the change back\.$"):
        number_of(text, "share")


def test_yes_or_no_is_nothing_between() -> None:
    with pytest.raises(TypedError, match="neither 0"):
        number_of("0.5", "yes or no")


# -- a draft and its file -------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(NUMBERS), st.floats(0.01, 0.99), max_size=4), st.sampled_from((CURRENT, STOPS)))
def test_a_draft_loads_to_the_numbers_it_was_made_of(moved: dict[str, float], name: str) -> None:
    start, _ = start_of(name)
    values = {}
    for path, share in moved.items():
        low, high = UNIT_LIMITS[start.parameters[path].unit]
        values[path] = low + share * (high - low)
    loaded = parameters(as_yaml(Draft(name, "A title"), values, "A sentence.", start, None))
    for path, parameter in start.parameters.items():
        if path not in values:
            assert loaded[path] == parameter
            continue
        assert loaded[path].value == values[path]
        assert loaded[path].price_year == parameter.price_year
        assert [later.value for later in loaded[path].then] == [later.value for later in parameter.then]


@given(st.text(min_size=1, max_size=80).filter(lambda text: text.strip()))
def test_any_title_is_kept_as_it_is_or_refused_in_words(title: str) -> None:
    found = build(Draft(CURRENT, title, {"lead.caseload": "20"}))
    if found.trouble:
        assert found.inputs is None
    else:
        assert found.inputs is not None
        assert found.inputs.scenario.title == title


def test_later_values_stay_when_the_first_one_is_changed() -> None:
    found = built("funding.city_general_fund:10,000,000", start=STOPS)
    (later,) = parameters(found.text)["funding.city_general_fund"].then
    assert later.value == 0.0
    assert "price_year: 2021" in found.text


def test_one_category_leaves_the_others_as_they_are() -> None:
    found = built("lead.eligible.prostitution:0")
    assert parameters(found.text)["lead.eligible"].value == {
        **START.parameters["lead.eligible"].value,  # type: ignore[dict-item]
        "prostitution": 0.0,
    }


def test_shares_of_a_whole_are_set_together() -> None:
    ready = built("police.offense_mix.prostitution:5", "police.offense_mix.drug_possession:23")
    assert ready.can_run
    wrong = built("police.offense_mix.prostitution:50")
    assert "add up to 1.47" in wrong.problems["police.offense_mix.prostitution"]
    assert not wrong.can_run


@pytest.mark.parametrize("name", sorted(agreements()))
def test_every_agreement_that_can_be_chosen_loads(name: str) -> None:
    start = "king-county/jail-contract" if name == "seattle-king-county" else "king-county/current"
    changes = ("capture.share:50",) if name in ("none", "yearly") else ()
    found = built(*changes, agreement=name, start=start)
    assert found.can_run, (found.problems, found.trouble)
    assert found.inputs is not None
    assert found.inputs.scenario.has_fund == (name != "none")


@pytest.mark.parametrize("name", ["denver", "social-impact-bond"])
def test_an_outcome_bond_pays_investors_and_nothing_to_the_fund(name: str) -> None:
    agreement = built(agreement=name).inputs.scenario.agreement
    assert agreement is not None
    assert (agreement.measure, agreement.plan) == ("outcome", ())


def test_a_contract_s_terms_are_offered_only_where_that_contract_is() -> None:
    def offered(start: str, agreement: str = "") -> set[str]:
        rows = main_groups(built(start=start, **({"agreement": agreement} if agreement else {})))
        select = next(each for each in pieces(rows) if getattr(each, "id", None) == {"control": "agreement"})
        return {each["value"] for each in select.data}

    assert "seattle-king-county" in offered("king-county/jail-contract")
    assert offered("king-county/jail-contract") - offered(CURRENT) == {"seattle-king-county"}
    assert "seattle-king-county" in offered(CURRENT, "seattle-king-county")  # an address may name it
    assert "no such contract" in built(agreement="seattle-king-county").trouble


def test_money_that_follows_from_others_is_set_in_the_dollars_of_the_place() -> None:
    found = built("lead.annual_budget:20,000,000")
    assert "{value: 20000000, price_year: 2025}" in found.text
    assert found.can_run


# -- a draft and its address ----------------------------------------------------------------------------------


def test_the_address_has_only_what_differs_and_gives_the_same_draft_again() -> None:
    found = built(
        "lead.caseload:20", "lead.consent:97", "lead.officer_offers:abc", name="Fewer each", agreement="yearly"
    )
    assert found.draft.typed == {"lead.caseload": "20", "lead.officer_offers": "abc"}
    assert draft_of(query_of(found.draft.search(("show", "main")))) == found.draft


def test_an_address_never_has_more_changes_than_it_has_room_for() -> None:
    many = [f"{path}:1" for path in NUMBERS[: MOST_CHANGES + 10]]
    assert len(draft_of({"set": many}).typed) == MOST_CHANGES
    assert draft_of(query_of(built(*many).draft.search(("show", "all"), ("find", "x"), ("draws", "50"))))


@pytest.mark.parametrize(
    "change",
    ["nope:1", "population.pool:1000000000", "population.areas.west:1", "jail.background_population:1", "lead:1",
     "__class__:1", "lead.eligible:1", "lead.caseload.west:1", "../../etc/passwd:1", "lead.eligible.:1", ".:1"],
)  # fmt: skip
def test_what_no_scenario_may_change_is_left_out_and_said(change: str) -> None:
    found = built(change)
    assert found.left_out == (change.rpartition(":")[0],)
    assert not found.is_changed
    assert found.text == built().text


@pytest.mark.parametrize("change", ["lead.caseload", "lead.caseload:", ":", ""])
def test_half_a_change_is_none_or_is_refused_at_its_field(change: str) -> None:
    assert not built(change).can_run


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([*NUMBERS, "lead.eligible.prostitution"]), st.text(max_size=12))),
    st.text(max_size=20),
)
def test_nothing_that_is_typed_raises(pairs: list[tuple[str, str]], name: str) -> None:
    found = build(
        draft_of({"from": (name,), "name": (name,), "agreement": (name,), "set": [f"{k}:{v}" for k, v in pairs]})
    )
    assert found.can_run or found.problems or found.trouble or not found.is_changed


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(NUMBERS), st.sampled_from(("0", "100", "10,000", "99,999,999,999", "0.000001")), max_size=5
    )
)
def test_numbers_at_the_edge_are_loaded_or_refused_in_words(changes: dict[str, str]) -> None:
    found = built(*(f"{key}:{text}" for key, text in changes.items()))
    assert found.can_run or found.problems or found.trouble or not found.is_changed
    for said in (*found.problems.values(), found.trouble):
        assert "Traceback" not in said
        assert said == "" or said.endswith(".")


def test_where_nothing_is_known_the_usual_start_is_taken() -> None:
    assert draft_of({"from": ("elsewhere/nothing",)}).start == CURRENT
    assert draft_of({}).start in names()


# -- words ----------------------------------------------------------------------------------------------------


def test_was_and_now_are_told_in_the_units_of_their_fields() -> None:
    found = built("lead.officer_offers:60", "lead.hire_to_demand:1", "funding.sales_tax:5,000,000", agreement="none")
    told = [(each.label, each.was, each.now) for each in changes_of(found.draft, found.values, found.start)]
    assert told == [
        ("Officers who offer it", "50%", "60%"),
        ("Hire to demand", "no", "yes"),
        ("Sales tax for LEAD", "$4,100,000 a year", "$5,000,000 a year"),
        ("Agreement on savings", "none", "No agreement"),
    ]


def test_the_headline_asks_what_the_draft_asks() -> None:
    one = built("lead.caseload:20")
    several = built("lead.caseload:20", "lead.officer_offers:60", "lead.hire_lag:90")
    assert (
        question_of(changes_of(one.draft, one.values, START))
        == "What if “People per case manager” were 20 instead of 25?"
    )
    assert question_of(changes_of(several.draft, several.values, START)).endswith(", and 2 more changes?")
    assert question_of([]) == "What would you change?"


def test_the_sentence_of_the_file_says_what_is_changed() -> None:
    assert "People per case manager 20 (was 25)" in built("lead.caseload:20").text


@pytest.mark.parametrize(
    ("title", "name"),
    [("Scaled up!", "scaled-up.yaml"), ("../../x", "x.yaml"), ("日本", "draft.yaml"), ("a" * 90, f"{'a' * 50}.yaml")],
)
def test_a_title_gives_the_name_of_a_file(title: str, name: str) -> None:
    assert file_name(title) == name


def test_text_in_quotes_is_text_whatever_it_looks_like() -> None:
    for text in ("yes", "1", "a: b", "# x", '"', "\\", "{a}", "null"):
        scenario = load_scenario_text(f"title: {quoted(text)}\nsentence: x\njurisdiction: king-county\n", "x.yaml")
        assert scenario.title == text


# -- the text file of main inputs -----------------------------------------------------------------------------


def test_every_main_input_is_one_that_a_scenario_may_change() -> None:
    for group in groups():
        for each in group.inputs:
            value = START.parameters[each.path].value
            key = f"{each.path}.{next(iter(value))}" if isinstance(value, dict) else each.path
            assert is_open(key, START)


def test_what_follows_from_others_starts_as_it_is_shown() -> None:
    assert at_start(CURRENT, "lead.case_managers") == pytest.approx(55.7)
