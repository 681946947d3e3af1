"""What an answer rests on, on How sure: taken from wherever it is known, said whose it is, and asked for where not."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dashboard import further
from dashboard.address import Client
from dashboard.pages import sure, sure_rests
from dashboard.queries import Answer, Library
from simulator.errors import StoreError
from simulator.experiment.reinvest import WITHOUT
from simulator.results import Comparison
from simulator.store import Store
from simulator.store.beside import Further
from tests.dashboard.further_samples import (
    BASELINE,
    EVERYTHING,
    LOSING,
    NAME,
    TURNING,
    learned,
    left,
    told,
)  # fmt: skip
from tests.dashboard.pieces import pieces, text_of
from tests.dashboard.sample import GAIN, answer
from tests.dashboard.test_reinvest_page import OneAnswer, figures, texts


def page(comparison: Comparison, **query: str) -> Any:
    return sure.layout(Client("/sure", {name: (value,) for name, value in query.items()}), OneAnswer(comparison))


def codes(shown: Any) -> list[str]:
    """Return the commands that a page offers to ask more."""
    found = (text_of(each) for each in pieces(shown.parts) if type(each).__name__ == "Code")
    return [each for each in found if each.startswith(("leadsim sensitivity", "leadsim uncertainty"))]


@pytest.fixture
def open_store(tmp_path: Path) -> Callable[[], Store]:
    return lambda: Store(str(tmp_path / "store.sqlite"))


def kept(open_store: Callable[[], Store], *comparisons: Comparison) -> list[str]:
    with open_store() as store:
        return [store.keep_comparison(each) for each in comparisons]


# -- where it is known ----------------------------------------------------------------------------------------


def test_an_answer_that_holds_everything_shows_everything_and_asks_for_the_rest() -> None:
    shown = page(told(*EVERYTHING))
    on_screen = [name for name in figures(shown.parts) if name.startswith("figure-")]
    assert on_screen[1:] == ["figure-tornado", "figure-frontier", "figure-measure-next", "figure-effects"]
    assert "At no value that was tried is the net $0, for any of 4 inputs" in texts(shown.parts)
    assert [each.split()[1] for each in codes(shown)] == ["uncertainty"]


def test_where_nothing_is_known_the_commands_are_shown_and_no_empty_chart() -> None:
    shown = page(answer({NAME: GAIN}))
    assert figures(shown.parts) == ["figure-dots"]
    assert "What this rests on, nobody has asked yet" in texts(shown.parts)
    found = [shlex.split(each) for each in codes(shown)]
    options = [option for _, option in further.ASKED_WITH.values() if option]
    assert [(each[1], next((word for word in each if word in options), "")) for each in found] == [
        ("sensitivity", ""), ("sensitivity", "--frontier"), ("sensitivity", "--ladder"),
        ("sensitivity", "--measure-next"), ("uncertainty", ""),
    ]  # fmt: skip
    assert all(each[2:5] == [NAME, "--baseline", BASELINE] for each in found)


def test_commands_ask_about_the_net_in_view() -> None:
    asked = shlex.split(codes(page(answer({NAME: GAIN}), payer="city"))[0])
    assert asked[asked.index("--payer") + 1] == "city"
    assert asked[asked.index("--rung") + 1] == "cashable"


def test_a_scenario_that_is_no_file_cannot_be_asked_about() -> None:
    assert codes(page(answer({NAME + WITHOUT: GAIN}))) == []


def test_other_kept_answers_to_the_same_question_are_found_and_named(open_store: Callable[[], Store]) -> None:
    """With another seed and fewer draws it is the same question, and both are said."""
    plain = told()
    luck = replace(told(*LOSING).identity, seed=9, draws=10)
    first, second = kept(open_store, plain, replace(told(*LOSING), identity=luck))
    library = Library(open_store, plain_example)
    shown = sure.layout(Client("/sure", {"answer": (first,)}), library)
    assert "figure-tornado" in figures(shown.parts)
    said = texts(shown.parts)
    assert f"From answer {second}, 10 draws, seed 9; the answer in view has 50 draws, seed 7." in said


def plain_example() -> Comparison:
    return answer({"there/else": GAIN})


@pytest.mark.parametrize(
    "other",
    [
        told(*LOSING, **{NAME: "two"}),
        replace(told(*LOSING), identity=replace(told().identity, money="nominal")),
        replace(told(*LOSING), identity=replace(told().identity, versions={"leadsim": "0.2.0"})),
    ],
    ids=["inputs", "money", "version"],
)
def test_answers_to_other_questions_are_not_taken(open_store: Callable[[], Store], other: Comparison) -> None:
    first, _ = kept(open_store, told(), other)
    shown = sure.layout(Client("/sure", {"answer": (first,)}), Library(open_store, plain_example))
    assert "figure-tornado" not in figures(shown.parts)


def test_what_is_kept_later_is_found_without_another_start(open_store: Callable[[], Store]) -> None:
    now = [0.0]
    (first,) = kept(open_store, told())
    library = Library(open_store, plain_example, clock=lambda: now[0])
    shown = library.find(first)
    assert library.beside(shown, NAME) == {}
    kept(open_store, told(*LOSING))
    now[0] += 60.0
    assert list(library.beside(shown, NAME)) == ["tornado"]


def test_a_store_that_cannot_be_read_says_nothing_more(open_store: Callable[[], Store]) -> None:
    first, _ = kept(open_store, told(), told(*LOSING))
    away = [False]

    def open_or_not() -> Store:
        if away[0]:
            raise StoreError("the store is away")
        return open_store()

    library = Library(open_or_not, plain_example)
    shown, _ = library.find(first), library.listed()
    away[0] = True
    assert library.beside(shown, NAME) == {}
    away[0] = False
    assert list(library.beside(shown, NAME)) == ["tornado"]


# -- whose net ------------------------------------------------------------------------------------------------


def of_payer(payer: str, rung: str) -> list[Any]:
    return [replace(record, payer=payer, rung=rung) for record in LOSING]


def test_the_net_in_view_comes_first_and_another_one_is_said_to_be_another() -> None:
    both = told(*LOSING, *of_payer("city", "cash_net"))
    mine = sure_rests.of(OneAnswer(both), Answer("example", both), sure.settle(Client(), Answer("example", both)))
    assert mine.tornado is not None
    assert (mine.tornado.about.payer, mine.tornado.about.instead) == ("all", "")
    city = page(both, payer="city")
    assert "nobody has asked about" not in texts(city.parts)
    other = page(told(*LOSING), payer="city")
    assert "Net of what varies to all payers (nobody has asked about the city alone)" in texts(other.parts)


def test_the_same_payer_on_another_rung_comes_before_another_payer() -> None:
    made = told(*LOSING, *of_payer("city", "net"))
    found = further.known(OneAnswer(made), Answer("example", made), NAME, "city", "cash_net")
    assert (found["tornado"].payer, found["tornado"].rung) == ("city", "net")


def test_a_later_look_at_a_few_inputs_hides_no_full_tornado(monkeypatch: pytest.MonkeyPatch) -> None:
    made = told(*LOSING)
    few = tuple(each for each in LOSING if each.line == next(one.line for one in LOSING if one.measure == "swing"))
    assert 0 < sum(each.measure == "swing" for each in few) < sum(each.measure == "swing" for each in LOSING)
    found = (("later", few), ("first", tuple(LOSING)))
    kept = [Further("tornado", name, "", made.identity, records) for name, records in found]
    monkeypatch.setattr(further, "find", lambda *_: {"tornado": kept})
    assert further.known(OneAnswer(made), Answer("example", made), NAME, "all", "net")["tornado"].id == "first"


# -- words ----------------------------------------------------------------------------------------------------


def test_a_choice_on_which_all_futures_agree_is_not_worth_measuring_for() -> None:
    said = texts(page(told(*learned(0.0, {}, ["lead.patience"]))).parts)
    assert "Nothing is worth measuring for the choice between “Gain” and “No LEAD”" in said
    assert "figure-measure-next" not in figures(page(told(*learned(0.0, {}, ["lead.patience"]))).parts)
    few = texts(page(told(*learned(2.5, {}, ["lead.patience"]))).parts)
    assert "The choice loses $2.5M on average where the other one is better" in few


def test_inputs_of_which_none_can_be_told_from_noise_are_no_chart() -> None:
    noise = [replace(r, reason="cannot be told from noise") if r.measure == "swing" else r for r in LOSING]
    shown = page(told(*noise))
    assert "figure-tornado" not in figures(shown.parts)
    assert "4 inputs were moved in 50 draws, and no swing can be told from noise" in texts(shown.parts)


def test_break_even_values_have_their_intervals_and_their_file_all_inputs() -> None:
    made = told(*TURNING)
    said = texts(page(made).parts)
    assert "Where the net would be $0: two inputs turn the loss into a saving" in said
    assert "Saves above $190 ($170 to $215)" in said
    assert "Saves above 80% (70% to 95%)" in said
    assert "None in its range" in said
    found = sure.table("break-even", Client(), OneAnswer(made))
    assert found is not None
    values = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    assert [(row["break_even"], row["saves"]) for row in values] == [(190.0, "above"), (0.8, "above"), (None, "none")]


@pytest.mark.parametrize("name", ["tornado", "frontier", "measure-next", "effects", "break-even"])
def test_every_figure_has_a_file_where_it_is_known_and_none_where_not(name: str) -> None:
    there = sure.table(name, Client(), OneAnswer(told(*EVERYTHING)))
    assert there is not None
    assert there.rows
    assert all(len(row) == len(there.columns) for row in there.rows)
    assert sure.table(name, Client(), OneAnswer(answer())) is None


def test_less_of_the_effects_is_shown_where_it_is_known() -> None:
    shown = page(told(*left((-9, -10, -11, -12, -13))))
    assert "figure-effects" in figures(shown.parts)
    said = "“Gain” costs more than it saves at any share of the published effects, all of them included"
    assert said in texts(shown.parts)
