"""Runs: what is kept and asked is listed as it is, and two answers differ in what they are said to differ in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from dash import Dash

from dashboard import runs
from dashboard.address import Client
from dashboard.components import Page
from dashboard.pages import difference_tables
from dashboard.pages import runs as page
from dashboard.pages import runs_tables as tables
from dashboard.queries import EXAMPLE, Library, stored_example
from dashboard.run_differences import BEYOND_CHANCE, BY_CHANCE, OTHER_DOLLARS, Differences, Move, listed
from dashboard.story import Story, usual_payers
from simulator.errors import StoreError
from simulator.results import Comparison
from simulator.store import Store
from simulator.store.job import Job
from simulator.store.jobs import Jobs
from simulator.store.overview import HEADLINE
from simulator.work.request import Request, Source
from tests.dashboard import pieces
from tests.dashboard.sample import GAIN, LOSS, answer, plan

GAIN_NAME, LOSS_NAME, BASELINE = "here/gain", "here/loss", "here/no-lead"
OpenStore = Callable[[], Store]


def asked(**changes: Any) -> Comparison:
    """Return the sample answer, asked otherwise; its hashes are others, as they would be."""
    found = answer()
    hashes = {name: f"{hash_[:8]}{'1' * 8}" for name, hash_ in found.identity.hashes.items()}
    return replace(found, identity=replace(found.identity, **{"hashes": hashes, **changes}))


INPUTS = {GAIN_NAME: "a", LOSS_NAME: "b", BASELINE: "c"}


def known(**changes: Any) -> Comparison:
    """Return the sample answer with hashes of its inputs, asked otherwise."""
    return asked(**{"inputs": INPUTS, **changes})


def told(after: Comparison, before: Comparison | None = None) -> str:
    return Differences(before or answer(), after).in_words


# -- what kind of difference it is --------------------------------------------------------------------------------


def test_an_answer_is_equal_to_itself() -> None:
    found = Differences(answer(), answer())
    assert found.in_words == "The same answer: every number is equal"
    assert all(fact.same for fact in found.facts)
    moves = found.moves(GAIN_NAME, GAIN_NAME)
    assert moves
    assert {found.told(move) for move in moves} == {"the same"}
    assert found.moves_told(moves) == "No number has moved"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seed": 8}, "another seed"),
        ({"draws": 60}, "more draws"),
        ({"draws": 40}, "fewer draws"),
        ({"replications": 2}, "more replications"),
        ({"seed": 8, "engine": "reference"}, "another seed and another engine"),
        ({"money": "nominal", "hashes": answer().identity.hashes}, "other dollars"),
        ({"versions": {"leadsim": "0.2.0"}, "hashes": answer().identity.hashes}, "another version"),
        ({"versions": {"leadsim": "0.1.0", "model": "ab"}}, "another version"),
        ({"versions": {"leadsim": "0.1.0", "numpy": "3"}, "draws": 60}, "more draws and another version"),
    ],
)
def test_what_was_asked_otherwise_is_named(changes: dict[str, Any], words: str) -> None:
    assert told(asked(**changes)) == f"The same scenarios, {words}"
    assert told(known(**changes), known()) == f"The same inputs, {words}"


def test_other_scenarios_are_said_to_be_others() -> None:
    other = answer({GAIN_NAME: GAIN, "here/third": LOSS})
    found = Differences(answer(), other)
    assert found.in_words.startswith("Other scenarios")
    assert found.common == (GAIN_NAME,)


def test_the_order_of_scenarios_makes_no_other_question() -> None:
    assert "The same scenarios" in told(answer({LOSS_NAME: LOSS, GAIN_NAME: GAIN}))


def test_another_baseline_is_named() -> None:
    assert told(known(baseline="here/else"), known()) == "The same scenarios, another baseline"


def test_the_same_question_with_other_numbers_is_reckoned_otherwise() -> None:
    cheaper = answer({GAIN_NAME: plan(21.0, 15.0, 5.0, 4.0), LOSS_NAME: LOSS}).records
    assert told(replace(answer(), records=cheaper)) == (
        "The same question and the same runs, priced or reckoned otherwise"
    )
    assert told(replace(known(), records=cheaper), known()) == (
        "The same question and the same runs, reckoned otherwise"
    )


# -- whether inputs are the same ------------------------------------------------------------------------------------


def test_other_inputs_are_named_by_their_scenarios_the_baseline_among_them() -> None:
    for name, called in ((GAIN_NAME, "“Gain”"), (BASELINE, "“No LEAD”")):
        found = Differences(known(), known(inputs={**INPUTS, name: "f"}))
        assert found.changed_inputs == (name,)
        assert found.in_words == f"The same scenarios, other inputs of {called}"


def test_inputs_are_told_apart_with_other_luck_too() -> None:
    found = Differences(known(), known(inputs={**INPUTS, LOSS_NAME: "f"}, seed=8))
    assert [found.inputs_differ(name) for name in (GAIN_NAME, LOSS_NAME, BASELINE)] == [False, True, False]
    assert found.in_words == "The same scenarios, another seed and other inputs of “Loss”"


def test_of_older_answers_another_hash_of_runs_with_the_same_luck_means_other_inputs() -> None:
    one = answer().identity.hashes
    found = Differences(answer(), asked(hashes={**one, GAIN_NAME: "f" * 16}))
    assert [found.inputs_differ(name) for name in (GAIN_NAME, LOSS_NAME)] == [True, None]
    assert found.in_words == "The same scenarios, other inputs of “Gain”"


@pytest.mark.parametrize("changes", [{"seed": 8}, {"draws": 60}, {"versions": {"model": "other"}}])
def test_of_older_answers_with_other_luck_nobody_can_say(changes: dict[str, Any]) -> None:
    for after in (asked(**changes), known(**changes)):
        found = Differences(answer(), after)
        assert found.inputs_differ(GAIN_NAME) is None
        assert found.changed_inputs == ()
        assert "an earlier leadsim kept no hash" in found.pair(GAIN_NAME, GAIN_NAME).due


# -- how numbers moved ----------------------------------------------------------------------------------------------


def move(found: Differences, label: str) -> Move:
    return next(each for each in found.moves(GAIN_NAME, GAIN_NAME) if each.label == label)


def richer(by: float, **changes: Any) -> Comparison:
    return replace(
        asked(**changes), records=answer({GAIN_NAME: plan(20.0 + by, 15.0, 5.0, 4.0), LOSS_NAME: LOSS}).records
    )


def test_a_net_moves_by_the_difference_of_its_means_with_both_ranges() -> None:
    found = Differences(answer(), richer(3.0, seed=8))
    net = move(found, "Net of what varies, all payers")
    assert net.before is not None
    assert net.after is not None
    assert (net.before.difference.mean, net.after.difference.mean) == pytest.approx((15e6, 18e6))
    assert net.by == pytest.approx(3e6)
    assert (net.after.difference.low, net.before.difference.low) == pytest.approx((18e6 - 3.6e6, 15e6 - 3.6e6))


def test_a_move_is_held_against_chance_only_where_luck_is_another() -> None:
    # The standard error of either mean is 4 × √((n + 1) / (3 (n − 1))) / √n ≈ 0.333 million, of their difference 0.471.
    for by, words in ((0.9, BY_CHANCE), (1.0, BEYOND_CHANCE), (-1.0, BEYOND_CHANCE)):
        found = Differences(answer(), richer(by, seed=8))
        assert found.told(move(found, "Net of what varies, all payers")) == words
    same_luck = Differences(answer(), richer(1.0))
    assert same_luck.told(move(same_luck, "Net of what varies, all payers")) == "moved"


def test_without_an_error_nothing_is_said_of_chance() -> None:
    found = Differences(answer(), richer(3.0, seed=8))
    net = move(found, "Net of what varies, all payers")
    assert net.before is not None
    silent = replace(net, before=replace(net.before, difference=replace(net.before.difference, mcse=None)))
    assert found.told(silent) == "moved"


def test_other_dollars_are_not_compared_but_people_are() -> None:
    found = Differences(answer(), richer(3.0, money="nominal"))
    assert found.told(move(found, "Net of what varies, all payers")) == OTHER_DOLLARS
    assert found.told(move(found, "Jail days")) == "the same"


def test_the_same_average_with_another_range_is_no_equality() -> None:
    found = Differences(answer(), answer())
    net = move(found, "Net of what varies, all payers")
    assert net.after is not None
    wider = replace(net, after=replace(net.after, difference=replace(net.after.difference, low=0.0)))
    assert found.told(wider) == "the same average, another range"


def test_a_number_that_one_answer_does_not_have_is_said_to_be_missing() -> None:
    found = Differences(answer(), replace(asked(), records=[r for r in asked().records if r.measure != "jail_days"]))
    gone = move(found, "Jail days")
    assert gone.after is None
    assert (gone.by, found.told(gone)) == (None, "only in one of the two")
    assert gone.unit == "count"


def test_each_net_is_there_and_so_is_what_people_notice() -> None:
    labels = [each.label for each in Differences(answer(), answer()).moves(GAIN_NAME, GAIN_NAME)]
    assert {"New participants", "Jail bookings", "Jail days", "LEAD program cost, with services"} <= set(labels)
    assert {"Net of what varies, all payers", "Net in cash, all payers", "Net in cash, city"} <= set(labels)


def test_how_many_numbers_moved_is_counted() -> None:
    far = Differences(answer(), richer(3.0, seed=8))
    moves = far.moves(GAIN_NAME, GAIN_NAME)
    beyond = [each.label for each in moves if far.told(each) == BEYOND_CHANCE]
    assert far.moves_told(moves) == f"{len(beyond)} of {len(moves)} numbers moved by more than chance moves them"
    near = Differences(answer(), richer(0.1, seed=8))
    assert near.moves_told(near.moves(GAIN_NAME, GAIN_NAME)) == "No number moved by more than chance moves it"


def test_the_net_is_told_for_the_payer_in_question_before_and_after() -> None:
    found = Differences(answer(), richer(3.0, seed=8))
    assert found.net_told(GAIN_NAME, GAIN_NAME, "all") == ("“Gain” nets +$18.0M for all payers instead of +$15.0M.")
    assert found.net_told(GAIN_NAME, GAIN_NAME, "city") == "“Gain” nets +$10.0M for the city in cash in both."
    assert found.net_told(GAIN_NAME, GAIN_NAME, "nobody") == ""
    assert found.net_told(LOSS_NAME, GAIN_NAME, "all") == "“Gain” nets +$18.0M for all payers, “Loss” −$15.0M."


def test_a_list_reads_as_a_sentence() -> None:
    assert [listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]


def test_rows_for_a_file_are_unrounded() -> None:
    found = Differences(answer(), richer(1 / 3, seed=8))
    rows = {row[0]: row for row in difference_tables.rows(found, GAIN_NAME, GAIN_NAME)}
    assert rows["Net of what varies, all payers"][8] == pytest.approx(1e6 / 3, abs=1e-3)


# -- the page -------------------------------------------------------------------------------------------------------


@pytest.fixture
def open_store(tmp_path: Path) -> OpenStore:
    return lambda: Store(str(tmp_path / "store.sqlite"))


def keep(open_store: OpenStore, *answers: Comparison) -> list[str]:
    with open_store() as store:
        return [store.keep_comparison(each) for each in answers]


def ask(library: Library, **query: str) -> Page:
    return page.layout(Client("/runs", {name: (value,) for name, value in query.items()}), library)


def test_kept_answers_are_listed_with_what_was_asked_and_the_headline_net(open_store: OpenStore) -> None:
    (name,) = keep(open_store, answer({LOSS_NAME: LOSS, GAIN_NAME: GAIN}))
    shown = ask(Library(open_store, stored_example))
    text = pieces.text_of(shown.parts)
    assert pieces.finding(shown) == "One answer is kept here, and no question waits or runs"
    for part in (name, LOSS_NAME, GAIN_NAME, f"against {BASELINE}", "50 × 1", "seed 7", "constant 2025 dollars"):
        assert part in text
    losing = [each for each in pieces.pieces(shown.parts) if getattr(each, "className", "") == "number negative"]
    assert "−$15.0M" in [pieces.text_of(each)[:7] for each in losing]


def test_the_whole_identity_and_the_command_are_shown(open_store: OpenStore) -> None:
    (name,) = keep(open_store, answer())
    text = pieces.text_of(ask(Library(open_store, stored_example), answer=name).parts)
    assert f"What stands behind answer {name}" in text
    assert f"Runs of {GAIN_NAME}0123456789abcdef" in text
    assert f"leadsim compare {GAIN_NAME} {LOSS_NAME} --baseline {BASELINE} --draws 50 --seed 7" in text


def test_two_answers_are_held_against_each_other_by_the_address(open_store: OpenStore) -> None:
    before, after = keep(open_store, answer(), richer(3.0, seed=8))
    shown = ask(Library(open_store, stored_example), answer=after, other=before, focus=GAIN_NAME, payer="all")
    text = pieces.text_of(shown.parts)
    assert pieces.finding(shown) == "The same scenarios, another seed"
    assert "“Gain” nets +$18.0M for all payers instead of +$15.0M." in text
    assert "Net for all payerscosts avoided, less what LEAD costs+$15.0M+$11.4M to +$18.6M+$18.0M" in text
    assert "Seed78" in text
    assert "Equal: Scenarios, Baseline, Draws" in text
    assert BEYOND_CHANCE in text
    found = page.table("moves", Client("/runs", {"answer": (after,), "other": (before,)}), Library(open_store, answer))
    assert found is not None
    assert found.answer == after


def test_choosing_nothing_changes_nothing(open_store: OpenStore) -> None:
    (name,) = keep(open_store, answer())
    for query in ({}, {"answer": name}, {"answer": name, "other": EXAMPLE}, {"answer": name, "other": name}):
        shown = ask(Library(open_store, stored_example), **query)
        found = parse_qs(shown.search.removeprefix("?"), keep_blank_values=True)
        assert {each: found[each][0] for each in pieces.controls(shown)} == pieces.controls(shown)


@pytest.mark.parametrize("strange", ["0123456789ab", "<b>", "../x", "none"])
def test_an_answer_that_is_not_there_is_held_against_none(open_store: OpenStore, strange: str) -> None:
    shown = ask(Library(open_store, stored_example), other=strange)
    assert pieces.controls(shown)["other"] == "none"
    assert ("so nothing is held against this one" in pieces.text_of(shown.parts)) == (strange != "none")


def test_scenarios_of_different_names_show_the_inputs_that_differ() -> None:
    names = ("king-county/current", "king-county/pilot")
    shown = pieces.text_of(difference_tables.inputs_between(Differences(answer(), answer()), *names))
    assert "5 inputs differ between the two scenarios" in shown
    assert "one of the two answers does not keep its inputs" in shown
    assert "950,000" in shown
    other = difference_tables.inputs_between(Differences(answer(), answer()), "here/x", "here/y")
    assert "How to read this" in pieces.text_of(other)


def test_more_answers_than_a_page_holds_are_on_the_next_one(open_store: OpenStore) -> None:
    keep(open_store, *(asked(seed=seed) for seed in range(runs.ON_A_PAGE + 1)))
    library = Library(open_store, answer)
    first = ask(library)
    assert f"Shown: 1 to {runs.ON_A_PAGE} of {runs.ON_A_PAGE + 2}." in pieces.text_of(first.parts)
    (older,) = [link for link in pieces.links(first) if link.endswith(f"&from={runs.ON_A_PAGE}")]
    second = ask(library, **{name: values[0] for name, values in parse_qs(older.partition("?")[2]).items()})
    assert "Newer answers" in pieces.text_of(second.parts)
    assert "Older answers" not in pieces.text_of(second.parts)


@pytest.mark.parametrize("begin", ["-1", "x", "99", "1" * 40, "²", None])
def test_a_page_that_is_not_there_is_the_first_one(begin: str | None) -> None:
    assert runs.page_of([1, 2, 3], begin)[0] == 0  # type: ignore[list-item]


def test_a_store_that_cannot_be_read_leaves_the_example() -> None:
    def broken() -> Store:
        raise StoreError("no room")

    text = pieces.text_of(ask(Library(broken, stored_example)).parts)
    assert "The line of questions cannot be read now" in text
    assert "no room" not in text
    assert "Stored example" in text


# -- questions in line ----------------------------------------------------------------------------------------------

QUESTION = '{"scenarios": [{"name": "king-county/pilot", "text": null}, {"name": "mine.yaml", "text": "x"}]}'


def job(**fields: Any) -> Job:
    return Job(
        **{"id": "a" * 32, "question": QUESTION, "number": 1, "asked": "2026-11-22T14:00:00", "total": 2200, **fields}
    )


@pytest.mark.parametrize(
    ("of", "ahead", "words"),
    [
        (job(), 0, "next in line"),
        (job(), 3, "3 before it"),
        (job(tries=1), 0, "next in line, to be begun again: its process died"),
        (job(state="running", done=1100), 0, "1,100 of 2,200 runs, 50 %"),
        (job(state="running", total=0), 0, "0 of 0 runs"),
        (job(state="failed", message="Stopped: no room."), 0, "Stopped: no room."),
        (job(state="done"), 0, "2,200 runs"),
        (job(state="canceled"), 0, "nobody waited for it any longer"),
    ],
)
def test_how_far_a_question_is_stands_in_words(of: Job, ahead: int, words: str) -> None:
    assert runs.progress(of, ahead) == words


def test_those_that_run_or_asked_before_come_first() -> None:
    jobs = [job(number=4), job(number=3), job(number=2, state="running"), job(number=1, state="done")]
    assert [runs.ahead_of(each, jobs) for each in jobs] == [2, 1, 0, 0]


def test_a_question_is_called_by_its_scenarios() -> None:
    assert runs.asked(job()) == "king-county/pilot, mine.yaml"
    assert runs.asked(job(question="?")) == "Question aaaaaaaa"
    assert runs.asked(job(question='{"scenarios": 3}')) == "Question aaaaaaaa"


def test_lives_are_called_so_and_lead_to_no_answer() -> None:
    lives = job(
        question=Request((Source("king-county/pilot"),), kind="lives", draws=0).as_text(), state="done", answer="l" * 12
    )
    assert runs.asked(lives) == "One life, twice: king-county/pilot"
    page_of_answer = f"/runs?answer={'a' * 12}"
    for asked, to in ((lives, []), (job(state="done", answer="a" * 12), [page_of_answer])):
        shown = tables.questions([asked], "/runs")
        assert [getattr(each, "href", "") for each in pieces.pieces(shown) if type(each).__name__ == "A"] == to
    assert "on People" in pieces.text_of(tables.questions([lives], "/runs"))


def test_nets_in_the_list_are_those_that_compare_begins_with(open_store: OpenStore) -> None:
    name = keep(open_store, answer({LOSS_NAME: LOSS, GAIN_NAME: GAIN}))[0]
    for each in Library(open_store, stored_example).listed()[0]:
        comparison = Library(open_store, stored_example).find(each.id).comparison
        story = Story(comparison, comparison.identity.scenarios[0], usual_payers(comparison)[0])
        net = runs.net(each)
        assert net is not None
        assert (net.payer, net.difference, HEADLINE) == (story.payer, story.net, story.rung), (each.id, name)


def test_questions_are_shown_and_looked_at_again_while_any_is_open(open_store: OpenStore) -> None:
    with open_store() as store:
        jobs = Jobs(store)
        jobs.ask("a" * 32, QUESTION, 2200, "somebody")
    shown = ask(Library(open_store, stored_example))
    assert pieces.finding(shown).endswith("and 1 question waits or runs")
    assert "king-county/pilot, mine.yaml" in pieces.text_of(shown.parts)
    assert not look(shown).disabled
    with open_store() as store:
        jobs = Jobs(store)
        begun = jobs.claim()
        assert begun is not None
        name = jobs.finish("a" * 32, str(begun.claim), answer())
    done = ask(Library(open_store, stored_example))
    assert f"/runs?answer={name}" in pieces.links(done)
    assert look(done).disabled


def look(shown: Page) -> Any:
    return next(each for each in pieces.pieces(shown.parts) if getattr(each, "id", None) == "look")


def test_the_page_is_asked_for_again_by_the_browser() -> None:
    app = Dash("test")
    page.register(app, Library())
    (callback,) = app.callback_map.values()
    assert [each["id"] for each in callback["inputs"]] == ["look"]


def test_the_file_lists_the_answers_of_the_page(open_store: OpenStore) -> None:
    names = keep(open_store, answer(), asked(seed=8))
    found = page.table("answers", Client("/runs"), Library(open_store, answer))
    assert found is not None
    assert {row[0] for row in found.rows} == {EXAMPLE, *names}
    mean: dict[Any, Any] = {row[0]: dict(zip(found.columns, row, strict=True)) for row in found.rows}
    assert mean[EXAMPLE]["first_scenario_mean"] == pytest.approx(15e6)
    assert page.table("ladder", Client("/runs"), Library(open_store, answer)) is None
    assert page.table("moves", Client("/runs"), Library(open_store, answer)) is None
