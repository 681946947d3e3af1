"""Evidence: every input is there, found, counted and told as it is; what has no price is not told to be a saving."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from dash import Dash

from dashboard import uncounted
from dashboard.address import Client
from dashboard.components import Page
from dashboard.evidence import (
    BOXES,
    Input,
    Search,
    Topic,
    between,
    inputs_of,
    linked,
    range_of,
    search_of,
    shipped,
    topics,
)
from dashboard.evidence_words import behind, dek, finding, key_figures, never_differing, standing
from dashboard.pages import evidence
from dashboard.pages import evidence_tables as tables
from dashboard.queries import Library, stored_example
from dashboard.story import Story
from simulator.experiment.reinvest import WITHOUT
from simulator.inputs.parameter import GRADES, Parameter, Uncertainty
from simulator.inputs.scenario import Scenario
from simulator.model.measures import MEASURES
from simulator.report.case.doubts import placeholders
from simulator.report.uncounted import not_counted
from simulator.results import Comparison, Record
from simulator.store import Store
from tests.dashboard import pieces
from tests.dashboard.sample import GAIN, answer

PILOT = "king-county/pilot"
TOPIC = Topic("jail", "Jail stays", ("a.b",))


def pilot() -> Scenario:
    found = shipped(PILOT)
    assert found is not None
    return found


def made(**fields: object) -> Parameter:
    usual = {"label": "A share", "unit": "share", "value": 0.5, "source": "A report", "grade": "derived"}
    return Parameter.model_validate({**usual, **fields})


def guess(**fields: object) -> Input:
    return Input("a.b", TOPIC, made(grade="placeholder", source=None, assumption="Half", **fields))


@pytest.fixture
def library() -> Library:
    return Library(lambda: Store(":memory:"), stored_example)


def ask(library: Library, **query: str) -> Page:
    return evidence.layout(Client("/evidence", {name: (value,) for name, value in query.items()}), library)


# -- what there is ----------------------------------------------------------------------------------------------


def test_every_input_of_a_scenario_is_there_once() -> None:
    found = [each.path for each in inputs_of(pilot())]
    assert sorted(found) == sorted(pilot().parameters)


def test_placeholders_are_counted_as_the_funding_case_counts_them() -> None:
    now = standing(inputs_of(pilot()))
    assert (now.grades["placeholder"], now.facts) == placeholders(pilot())
    assert now.all == len(pilot().parameters)


def test_what_numbers_rest_on_is_counted_where_the_inputs_are_known() -> None:
    now = standing(inputs_of(pilot()))
    said = f"{now.guesses} of the {now.facts} facts behind it are placeholders"
    assert behind("king-county/pilot") == behind("king-county/pilot" + WITHOUT) == said
    assert never_differing("king-county/pilot") == (
        f"{said}, and {now.unranged} of those have no range, so no interval shows what is not known of them"
    )
    assert behind("mine.yaml") == never_differing("mine.yaml") == ""


def test_what_a_scenario_changes_is_told_from_what_it_was() -> None:
    changed = {each.path: each for each in inputs_of(pilot()) if each.before is not None}
    assert set(changed) == {
        "lead.coverage", "lead.eligible", "funding.city_general_fund", "funding.sales_tax", "funding.philanthropy",
    }  # fmt: skip
    west, *_, last = changed["lead.coverage"].entries()
    assert (west.category, west.before, west.value) == ("west", "1", "0.4")
    assert (last.category, last.before, last.value) == ("burien white center", "0.5", "0.2")
    southwest = changed["lead.coverage"].entries()[4]
    assert (southwest.category, southwest.before) == ("southwest", "")


def test_two_scenarios_differ_in_what_either_changes() -> None:
    current = shipped("king-county/current")
    assert current is not None
    assert {each.path for each in between(current, pilot())} == {
        each.path for each in inputs_of(pilot()) if each.before is not None
    }
    assert between(pilot(), pilot()) == ()


def test_a_file_of_ones_own_is_not_opened() -> None:
    assert shipped("scenarios/king-county/pilot.yaml") is None
    assert shipped("../../etc/passwd") is None


def test_values_of_later_dates_follow() -> None:
    police = next(each for each in inputs_of(pilot()) if each.path == "police.felony")
    assert any(" from " in entry.category or entry.category.startswith("from") for entry in police.entries())


def test_a_formula_has_no_value_of_its_own() -> None:
    (entry,) = Input("a.b", TOPIC, made(value=None, source=None, formula="c.d * 2")).entries()
    assert (entry.value, entry.range) == ("by formula", "")


# -- ranges, grades, links ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (None, ("none", "")),
        ({"distribution": "fixed"}, ("none", "")),
        ({"distribution": "beta", "low": 0.2, "high": 0.7}, ("0.2 to 0.7", "middle 90%")),
        ({"distribution": "uniform", "low": 0.2, "high": 0.7}, ("0.2 to 0.7", "lowest to highest")),
        ({"distribution": "triangular", "low": 0.2, "high": 0.7}, ("0.2 to 0.7", "lowest to highest")),
        ({"distribution": "normal", "standard_error": 0.1}, ("± 0.1", "one standard error")),
        ({"distribution": "dirichlet", "concentration": 30.0}, ("worth 30", "observations, all shares together")),
    ],
)
def test_a_range_says_what_it_is(given: dict[str, object] | None, told: tuple[str, str]) -> None:
    assert range_of(Uncertainty.model_validate(given) if given else None) == told


def test_every_grade_has_its_boxes_and_only_a_choice_has_none() -> None:
    assert set(BOXES) == set(GRADES)
    assert [grade for grade in GRADES if BOXES[grade] is None] == ["policy choice"]
    assert BOXES["local data"] == 4
    assert BOXES["placeholder"] == 0
    counts = [BOXES[grade] for grade in GRADES if BOXES[grade] is not None]
    assert counts == sorted(counts, key=lambda boxes: -(boxes or 0))


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Collins (2017, doi:10.1016/j.evalprogplan.2017.05.008; 2019).", ["https://doi.org/10.1016/j.evalprogplan.2017.05.008"]),
        ("See https://example.org/a_(b), and http://example.org.", ["https://example.org/a_(b)", "http://example.org"]),
        ("(doi:10.1000/x(1)y)", ["https://doi.org/10.1000/x(1)y"]),
        ("javascript:alert(1) ftp://example.org data:text/html,x kingcounty.gov doi:none", []),
    ],
)  # fmt: skip
def test_only_a_doi_or_an_http_address_becomes_a_link(text: str, addresses: list[str]) -> None:
    found = list(linked(text))
    assert "".join(piece for piece, _ in found) == text
    assert [address for _, address in found if address] == addresses


def test_what_a_stranger_writes_into_a_source_is_text_and_no_link() -> None:
    evil = made(source="<script>x</script> javascript:x", note="[x](data:text/html,x)")
    cell = tables._origin(evil)
    assert pieces.text_of(cell) == "<script>x</script> javascript:x[x](data:text/html,x)"
    assert [each for each in pieces.pieces(cell) if type(each).__name__ == "A"] == []


# -- what is looked for -------------------------------------------------------------------------------------------


def test_all_words_of_a_search_must_be_there_in_any_order_and_case() -> None:
    inputs = inputs_of(pilot())
    found = Search(find="SEATTLE offenses").of(inputs)
    assert found == Search(find="offenses  seattle").of(inputs)
    assert 0 < len(found) < len(inputs)
    assert all("seattle" in each.origin.lower() + (each.parameter.note or "").lower() for each in found)


def test_a_search_by_topic_and_grade_finds_just_these() -> None:
    inputs = inputs_of(pilot())
    found = Search("jail", "placeholder").of(inputs)
    assert found
    assert {(each.topic.name, each.parameter.grade) for each in found} == {("jail", "placeholder")}
    assert sum(len(Search(topic.name).of(inputs)) for topic in topics()) == len(inputs)


@pytest.mark.parametrize("strange", ["", "<b>", "../x", "Placeholder", "0", None])
def test_what_is_no_topic_or_grade_means_all(strange: str | None) -> None:
    assert not search_of(strange, strange, None).is_on


# -- how it stands ------------------------------------------------------------------------------------------------


def test_a_placeholder_without_a_range_is_counted_as_such() -> None:
    ranged = {"distribution": "beta", "low": 0.2, "high": 0.7}
    now = standing([guess(), guess(uncertainty={"distribution": "fixed"}), guess(uncertainty=ranged)])
    assert (now.grades["placeholder"], now.unranged) == (3, 2)
    assert standing([Input("a.b", TOPIC, made())]).unranged == 0


def test_the_finding_turns_round_with_the_counts() -> None:
    local = Input("a.b", TOPIC, made(grade="local data"))
    assert finding("X", standing([guess(), local])) == (
        "1 of the 2 facts that “X” rests on is a placeholder; 1 is local data"
    )
    assert finding("X", standing([guess(), guess()])) == (
        "All of the 2 facts that “X” rests on are placeholders, and none is local data"
    )
    assert finding("X", standing([local, local])) == "None of the 2 facts that “X” rests on is a placeholder"
    assert "placeholder" not in dek(standing([local]), pilot(), [local])


def test_key_figures_are_orange_only_where_something_is_missing() -> None:
    tones = [figure.tone for figure in key_figures(standing([guess()]))]
    assert tones == ["costs", "costs", "", ""]
    assert [figure.tone for figure in key_figures(standing([Input("a.b", TOPIC, made())]))] == [""] * 4


def test_topics_add_up_to_all_inputs() -> None:
    inputs = inputs_of(pilot())
    drawn = tables.topics(inputs, lambda topic: f"/evidence?topic={topic}")
    rows = [each for each in pieces.pieces(drawn) if type(each).__name__ == "Tr"][1:]
    numbers = [[int(pieces.text_of(cell).replace("–", "0")) for cell in row.children[1:]] for row in rows]
    assert [sum(column) for column in zip(*numbers[:-1], strict=True)] == numbers[-1]
    assert all(sum(row[:-1]) == row[-1] for row in numbers)


# -- what has no price --------------------------------------------------------------------------------------------


def test_everything_without_a_price_stands_in_one_place() -> None:
    story = Story(stored_example(), "king-county/current")
    told = [each.label for each in (*uncounted.left_out(story), *uncounted.outcomes(story))]
    told += [label for labels in uncounted.elsewhere().values() for label in labels] + list(uncounted.costless())
    wanted = {(each.name, each.label.split(",")[0], each.unpriced) for each in MEASURES if each.unpriced}
    assert sorted(told) == sorted(label for _, label, _ in wanted)


def test_what_is_left_out_is_what_the_reasons_say_is_missing() -> None:
    found = [each.label for each in uncounted.left_out(Story(stored_example(), "king-county/current"))]
    assert found == [
        "Contacts that end without arrest", "Charges referred", "Warrants issued", "Cases diverted by the court",
        "Violations of supervision", "Contacts and referrals that did not lead to LEAD", "Days housed and at liberty",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "told", "pushes"),
    [
        (-1234.0, "1,230 fewer", "would add to savings"),
        (86.0, "86 more", "would add to costs"),
        (0.0, "no change", "would change nothing"),
        (None, "not kept", "not known"),
    ],
)
def test_a_price_on_less_would_save_and_on_more_would_cost(change: float | None, told: str, pushes: str) -> None:
    assert (uncounted.told(change), uncounted.push(change)) == (told, pushes)


def test_nobody_decides_where_there_is_no_program() -> None:
    def refusal(reason: str, mean: float) -> Record:
        base = next(record for record in with_counts().records if record.table == "quantities")
        return replace(base, measure="refusals", reason=reason, difference=replace(base.difference, mean=mean))

    comparison = replace(with_counts(), records=[refusal("not_operating", -5_000.0), refusal("no_slot", 40.0)])
    assert uncounted.changed(Story(comparison, "here/gain"), "refusals") == 40.0


def with_counts() -> Comparison:
    return answer({"here/gain": GAIN})


# -- the page -----------------------------------------------------------------------------------------------------


def test_the_page_says_how_many_placeholders_there_are(library: Library) -> None:
    some, of = placeholders(pilot())
    page = ask(library, focus=PILOT)
    assert pieces.finding(page).startswith(f"{some} of the {of} facts that “Pilot” rests on are placeholders")


def test_the_search_is_in_the_address_and_choosing_nothing_changes_nothing(library: Library) -> None:
    page = ask(library, focus=PILOT, topic="jail", grade="placeholder", find="bed")
    query = parse_qs(page.search.removeprefix("?"), keep_blank_values=True)
    assert pieces.controls(page) == {
        "part": "inputs", "place": "king-county", "answer": "example", "focus": PILOT, "topic": "jail",
        "grade": "placeholder", "find": "bed",
    }  # fmt: skip
    empty = ask(library)
    query = parse_qs(empty.search.removeprefix("?"), keep_blank_values=True)
    assert {name: query[name][0] for name in pieces.controls(empty)} == pieces.controls(empty)


def test_not_all_inputs_are_shown_at_once_and_the_page_says_so(library: Library) -> None:
    first, everything = ask(library, focus=PILOT), ask(library, focus=PILOT, rows="all")
    several = len(pilot().parameters)
    assert f"Shown: 40 of {several}." in pieces.text_of(first.parts)
    assert "Shown:" not in pieces.text_of(everything.parts)
    codes = sum(type(each).__name__ == "Code" for each in pieces.pieces(everything.parts))
    assert codes == several + 1  # and the command in the footer


def test_a_search_that_finds_nothing_says_so_and_shows_a_way_out(library: Library) -> None:
    page = ask(library, find="zebra <b>")
    assert "No input with “zebra <b>”" in pieces.text_of(page.parts)
    assert any("topic=all&grade=all&find=" in link for link in pieces.links(page))


def test_a_scenario_whose_file_is_not_here_is_said_to_be_so() -> None:
    page = ask(Library(lambda: Store(":memory:"), answer))
    assert "in a file that was not kept with its answer" in pieces.finding(page)


def test_another_version_of_leadsim_is_said_to_be_another(library: Library) -> None:
    old = replace(stored_example(), identity=replace(stored_example().identity, versions={"leadsim": "0.0.1"}))
    page = ask(Library(lambda: Store(":memory:"), lambda: old))
    assert "This answer is from leadsim 0.0.1" in pieces.text_of(page.parts)
    assert "This answer is from" not in pieces.text_of(ask(library).parts)


def test_the_file_has_what_is_shown_and_a_row_for_each_category(library: Library) -> None:
    query = {"focus": (PILOT,), "topic": ("program",), "find": ("covers",)}
    found = evidence.table("inputs", Client("/evidence", query), library)
    assert found is not None
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    first = next(row for row in rows if row["path"] == "lead.coverage")
    assert (first["category"], first["before"], first["value"]) == ("west", "1", "0.4")
    assert evidence.table("ladder", Client("/evidence", query), library) is None


def test_the_page_registers_nothing_of_its_own() -> None:
    app = Dash("test")
    evidence.register(app, Library())
    assert app.callback_map == {}


def test_what_is_in_no_number_is_said_with_which_way_it_would_push(library: Library) -> None:
    text = pieces.text_of(ask(library).parts)
    for each in not_counted(victims=False):
        assert each.label in text
    assert "What new offenses cost victims (668 fewer: would add to savings)" in text
