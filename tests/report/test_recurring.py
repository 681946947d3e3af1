"""What comes once and what goes on: each line by year, and a year at steady state."""

from __future__ import annotations

from simulator.report.money import Money
from simulator.report.recurring import kind_of, recurring_lines, steady_year, total
from simulator.results import ALL
from tests.report.samples import comparison, money, number

NAME = "town/pilot"
NOTICE = "notice after a cut, case managers"
SAVED = {
    ("cashable", "city", "jail bed"): (10.0, 30.0), ("program", "city", "LEAD"): (-50.0, -60.0),
    ("program", "city", NOTICE): (7.0, 0.0), ("cashable", "county", "jail bed"): (1.0, 1.0),
}  # fmt: skip


def test_notice_comes_once_and_everything_else_goes_on() -> None:
    assert (kind_of(NOTICE), kind_of("LEAD case managers")) == ("one-time", "ongoing")


def test_lines_of_a_payer_by_year_and_in_a_steady_year() -> None:
    made = comparison(*money(SAVED), number("steady_year", 2028.0, unit="fiscal year"))
    assert steady_year(made) == 2028
    lines = recurring_lines(Money.of(made, NAME), "city", (2027, 2028), steady_year(made))
    assert [(line.label, line.kind, line.by_year, line.whole, line.steady) for line in lines] == [
        ("jail bed", "ongoing", (10.0, 30.0), 40.0, 30.0), ("LEAD", "ongoing", (-50.0, -60.0), -110.0, -60.0),
        (NOTICE, "one-time", (7.0, 0.0), 7.0, 0.0),
    ]  # fmt: skip
    of_all = total(lines, "Net in cash")
    assert (of_all.by_year, of_all.whole, of_all.steady) == ((-33.0, -30.0), -63.0, -30.0)
    once = total(lines, "Once", "one-time")
    assert (once.by_year, once.steady) == ((7.0, 0.0), 0.0)


def test_what_comes_once_in_a_steady_year_is_no_part_of_it() -> None:
    late = {**SAVED, ("program", "city", NOTICE): (0.0, -7.0)}
    lines = recurring_lines(Money.of(comparison(*money(late)), NAME), "city", (2027, 2028), 2028)
    assert {line.label: line.steady for line in lines} == {"jail bed": 30.0, "LEAD": -60.0, NOTICE: 0.0}


def test_what_an_agreement_moves_goes_on_and_counts() -> None:
    made = comparison(*money(SAVED), number("steady_year", 2028.0, unit="fiscal year"))
    moved = {2027: 0.0, 2028: 5.0, ALL: 5.0}
    lines = recurring_lines(Money.of(made, NAME), "city", (2027, 2028), 2028, moved=moved)
    assert (lines[-1].label, lines[-1].kind, lines[-1].steady) == ("moved by agreement", "ongoing", 5.0)
    nothing = recurring_lines(Money.of(made, NAME), "city", (2027, 2028), 2028, moved=dict.fromkeys(moved, 0.004))
    assert "moved by agreement" not in [line.label for line in nothing]


def test_an_answer_that_does_not_say_its_last_full_year_has_no_steady_one() -> None:
    made = comparison(*money(SAVED))
    assert steady_year(made) is None
    lines = recurring_lines(Money.of(made, NAME), "city", (2027, 2028), None)
    assert {line.steady for line in lines} == {None}
    assert total(lines, "Net").steady is None
    assert total([], "Net").by_year == ()
