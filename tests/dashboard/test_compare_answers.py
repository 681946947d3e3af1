"""The smaller tables of Compare: every title turns round, what is not defined is said, and files have the numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dashboard.address import Client, View
from dashboard.pages import compare
from dashboard.pages.compare_files import SMALLER, rows_of
from dashboard.pages.compare_lines import by_kind, folded, line_columns, line_rows, lines, lines_of, lines_title
from dashboard.pages.compare_returns import closing_lines, closing_note, returned, returned_title, unit_costs, units
from dashboard.pages.compare_safety import safety_rows, safety_section
from dashboard.pages.compare_transfers import transfer_rows, transfer_section
from dashboard.pages.compare_worth import is_same, other_dollars, worth, worth_rows
from dashboard.pages.frame import Asked
from dashboard.queries import Answer, Library, Listed
from dashboard.story import Story
from simulator.report.closings import closings
from simulator.report.returns import returns
from simulator.report.scales import MILLIONS
from simulator.results import ALL, Comparison, Record
from simulator.units import DAYS_PER_YEAR
from tests.dashboard.answered import NAME, number, ratio, spread, with_records
from tests.dashboard.pieces import links, pieces, text_of
from tests.dashboard.sample import LOSS, YEARS, Plan, answer, around


def story(*records: Record, payer: str = ALL, made: Comparison | None = None) -> Story:
    return Story(with_records(*records, made=made), NAME, payer)


def read(section: Any) -> list[list[str]]:
    """Return the rows of a table, cell by cell as they are read."""
    rows = [each for each in pieces(section) if type(each).__name__ == "Tr"]
    return [[text_of(cell) for cell in pieces(row.children) if type(cell).__name__ in ("Td", "Th")] for row in rows]


def title(section: Any) -> str:
    return next(text_of(each) for each in pieces(section) if type(each).__name__ == "H2")


# -- what a dollar returns, and what a unit costs -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (ratio(0.0, 0.31, (0.02, 0.58)), "Each program dollar returns 31 cents in cash"),
        (ratio(0.9, 1.24, (0.9, 2.0)), "Each program dollar returns $1.24 in cash"),
        (ratio(0.0, -0.05, (-0.1, 0.0)), "Each program dollar costs budgets 5 cents more in cash"),
        (ratio(1.0, None), "LEAD costs no more than in the baseline in some futures, so no ratio says anything"),
    ],
)
def test_what_a_dollar_returns_is_said_as_it_is(records: list[Record], said: str) -> None:
    of = story(*records)
    assert returned_title(returns(of.comparison, NAME)) == said


def test_a_ratio_below_a_dollar_is_a_loss_and_stands_beside_its_chance() -> None:
    shown = returned(story(*ratio(0.12, 0.31, (0.02, 0.58))), "", "?")
    assert read(shown)[1] == [
        "Cash that leaves budgets",
        "31 cents2 cents to 58 cents",
        "above a dollar in 6 of 50 futures",
    ]
    assert any("negative" in str(getattr(each, "className", "")) for each in pieces(shown))
    gain = returned(story(*ratio(0.9, 1.24, (0.9, 2.0))), "", "?")
    assert not any("negative" in str(getattr(each, "className", "")) for each in pieces(gain))


def unit(measure: str, none: float, mean: float | None, edges: tuple[float, float] | None = None) -> list[Record]:
    cost = [] if mean is None else [number(measure, mean, "dollars each", edges=edges)]
    return [number(f"{measure}_none", none), *cost]


def costs(booking: list[Record]) -> Story:
    month = spread("participant_days", [730.5] * 50, "days", table="quantities")
    return story(*unit("cost_per_participant_month", 0.0, 1083.4, (786.0, 1547.0)), *booking, month)


def test_numerator_and_denominator_stand_beside_what_one_costs() -> None:
    found = costs(unit("cost_per_booking_avoided", 0.02, 28_915.0))
    shown = units(found, "", "?")
    assert title(shown) == "A month of a participant costs $1,080; a booking avoided costs $28,900"
    rows = {row[0]: row[1:] for row in read(shown)[1:]}
    assert rows["A booking avoided"] == ["$28,900", "$5.00M ÷ 120 bookings avoidednone avoided in 1 of 50 futures"]
    assert rows["A month of a participant"][0] == "$1,080$786 to $1,550"
    by_name = {each.units_name: each for each in unit_costs(found)}
    assert by_name["months of participants"].units == pytest.approx(730.5 / (DAYS_PER_YEAR / 12))
    assert by_name["bookings avoided"].dollars == pytest.approx(5e6)


def test_a_booking_that_is_not_avoided_has_no_cost() -> None:
    shown = units(costs(unit("cost_per_booking_avoided", 0.3, None)), "", "?")
    assert title(shown).endswith("; a booking avoided has no cost that could be named")
    row = next(row for row in read(shown) if row[0] == "A booking avoided")
    assert row[1] == "not defined"
    assert row[2].endswith("none avoided in 15 of 50 futures")


# -- when a unit can close ----------------------------------------------------------------------------------------


def closing(never: float, last: Any = -1.0, **months: float) -> Story:
    keys = {"line": "jail units"}
    records = [number(f"unit_closes_month_{name}", month, "months", **keys) for name, month in months.items()]
    level = spread("units_open_last", [last] * 50, "units", 24.0, table="queues", **keys)
    return story(number("unit_closes_never", never, **keys), level, *records)


def told(of: Story) -> list[str]:
    return [line for each in closings(of.comparison, NAME) for line in closing_lines(of, each)]


def test_the_first_date_of_closing_its_range_and_where_none_closes() -> None:
    assert told(closing(0.2, low=8.0, median=13.2)) == [
        "From Feb 2028 on, in the middle future, one of the jail units fewer than in the baseline is open to the end "
        "of 2030 (90% of futures: Aug 2027 to after 2030).",
        "In 10 of 50 futures none closes for good.",
        "In the last month 1 fewer of 24 are open on average.",
    ]  # fmt: skip
    assert told(closing(0.8, 0.0, low=30.0)) == [
        "In 40 of 50 futures none of the jail units closes for good by the end of 2030. At the earliest (5% of "
        "futures) one does from Jun 2029 on."
    ]
    assert told(closing(1.0, 2.0))[1] == "In the last month 2 more of 24 are open on average."


# -- once, and from year to year ----------------------------------------------------------------------------------


def steady() -> Record:
    return number("steady_year", 2030.0, "fiscal year")


def test_lines_add_up_to_the_net_in_every_year_and_in_a_steady_one() -> None:
    found = story(steady())
    by_line = lines_of(found)
    nets = [found.of_rung("cash_net", year=year).mean for year in YEARS]
    assert [sum(line.by_year[i] for line in by_line) for i in range(4)] == pytest.approx(nets)
    assert sum(line.steady or 0.0 for line in by_line) == pytest.approx(nets[-1])
    assert {(line.label, line.kind) for line in by_line} == {("jail bed", "ongoing"), ("LEAD", "ongoing")}


def test_what_an_agreement_moves_is_a_line_of_its_own_in_a_payers_cash() -> None:
    moved = Plan(
        {"city": around(1.0), "county": around(8.0)}, {"city": around(1.0), "county": around(8.0)},
        {"city": around(4.0)}, moved={"city": around(2.0), "county": around(-2.0)},
    )  # fmt: skip
    of = story(steady(), payer="city", made=answer({NAME: moved}))
    by_line = {line.label: line.whole for line in lines_of(of)}
    assert by_line == pytest.approx({"jail bed": 1e6, "LEAD": -4e6, "moved by agreement": 2e6})
    assert "moved by agreement" not in {line.label for line in lines_of(replace(of, payer=ALL))}


def test_the_title_says_what_a_steady_year_costs_or_leaves() -> None:
    gain = story(steady())
    assert lines_title(gain, lines_of(gain)).startswith("A steady year leaves everybody who pays $2.5M net in cash")
    loss = story(steady(), made=answer({NAME: LOSS}))
    assert lines_title(loss, lines_of(loss)) == (
        "A steady year costs everybody who pays $4.2M net in cash; nothing of it is one-time"
    )


def test_notice_is_one_time_and_no_part_of_a_steady_year() -> None:
    notice = [
        spread("dollars", [value] * 50, rung="program", line="notice after a cut, case managers", fiscal_year=year)
        for year, value in ((2027, 8e5), (2028, 0.0), (2029, 0.0), (2030, 0.0), (ALL, 8e5))
    ]
    of = story(steady(), *notice)
    kinds = {kind.label: [line.label for line in mine] for kind, mine in by_kind(lines_of(of))}
    assert kinds == {"Ongoing": ["jail bed", "LEAD"], "One-time": ["notice after a cut, case managers"]}
    assert lines_title(of, lines_of(of)).endswith("$0.8M of savings over four years come once")
    row = next(row for row in read(lines(of, "", "?")) if row[0] == "Notice after a cut, case managers")
    assert row[1:] == ["0.8", "–", "–", "–", "0.8", "–"]


def test_small_lines_are_put_together_on_the_page_and_not_in_the_file() -> None:
    small = Plan({"city": around(1.0)}, {"city": around(1.0)}, {"city": around(5.0)})
    extra = [
        spread("dollars", [value] * 50, rung="cashable", line=line, fiscal_year=year)
        for line in ("court", "arrest") for year, value in (*((y, 900.0) for y in YEARS), (ALL, 3600.0))
    ]  # fmt: skip
    of = story(steady(), *extra, made=answer({NAME: small}))
    assert [line.label for line in folded(lines_of(of), MILLIONS)] == ["jail bed", "LEAD", "2 smaller lines"]
    assert {row[0] for row in line_rows(of)} == {"jail bed", "court", "arrest", "LEAD", "Net in cash"}
    assert len(line_columns(of)) == len(line_rows(of)[0])


def test_an_answer_that_does_not_say_its_last_full_year_has_no_steady_column() -> None:
    shown = lines(story(), "", "?")
    assert "A steady year" not in text_of(shown)
    assert "does not say which fiscal years are whole" in text_of(shown)


# -- safety, worth, transfers -------------------------------------------------------------------------------------


def offenses(change: Any) -> Record:
    return spread("offenses_rate", change, "per person-year at liberty", 1.1, table="people")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            np.linspace(-0.3, -0.1, 50),
            "People at liberty commit fewer new offenses: 90 for 100 person-years instead of 110",
        ),
        (
            np.linspace(0.1, 0.3, 50),
            "People at liberty commit more new offenses: 130 for 100 person-years instead of 110",
        ),
        (np.linspace(-0.1, 0.1, 50), "Whether people at liberty commit fewer new offenses cannot be told"),
        (np.zeros(50), "People at liberty commit as many new offenses: 110 for 100 person-years"),
    ],
)
def test_safety_is_said_as_it_is(change: Any, said: str) -> None:
    of = story(offenses(change))
    shown = safety_section(of, "", "?")
    assert title(shown) == said
    row = next(row for row in read(shown) if row[0].startswith("New offenses for 100"))
    assert row[1] == "110"
    rate = safety_rows(of)[-1]
    assert rate[1:4] == pytest.approx((110.0, 110.0 + 100 * change.mean(), 100 * change.mean()))


def test_the_sentence_about_time_at_risk_stands_with_the_table() -> None:
    years = spread("liberty_days", [258 * DAYS_PER_YEAR] * 50, "days", 365_250.0, table="quantities")
    shown = text_of(safety_section(story(offenses(np.linspace(-0.3, -0.1, 50)), years), "", "?"))
    assert "People spend 258 more years at liberty in all, so they have more time at risk of offending." in shown


def worths(rung: str = "net", **by_rate: float) -> list[Record]:
    return [
        spread("present_value", around(value, 1.0), rung=rung, line=f"{rate.removeprefix('at')} %")
        for rate, value in by_rate.items()
    ]


def test_present_values_by_rate_and_where_the_rate_decides() -> None:
    of = story(*worths(at0=5.0, at3=2.0, at7=-1.0), *worths("cash_net", at0=4.0, at3=1.0, at7=-2.0))
    shown = worth(of, "", "?")
    assert title(shown) == (
        "Worth at the start, the net for all payers is +$2.0M at 3% a year, and the rate decides whether it is a saving"
    )
    assert read(shown)[2][:2] == ["3%", "+2.0+1.1 to +2.9"]
    assert [row[0] for row in worth_rows(of)] == ["0 %", "3 %", "7 %"]
    plain = worth(story(*worths(at0=-5.0, at3=-4.0)), "", "?")
    assert title(plain) == "Worth at the start, the net for all payers is −$4.0M at 3% a year"


def needed(giver: str, never: float, nothing: float = 0.0, **shares: float) -> list[Record]:
    keys = {"payer": "city", "line": giver, "rung": "cash_net"}
    found = [number(f"transfer_share_{name}", share, "share", **keys) for name, share in shares.items()]
    others = {"never": never, "nothing_saved": nothing, "giver_loses": 0.1}
    return [*(number(f"transfer_{name}", value, **keys) for name, value in others.items()), *found]


TWO = Plan(
    {"city": around(1.0), "county": around(20.0)}, {"city": around(0.5), "county": around(15.0)},
    {"city": around(6.0), "county": around(0.1)},
)  # fmt: skip


def lacking(*records: Record, payer: str = ALL) -> Story:
    return story(*records, payer=payer, made=answer({NAME: TWO}))


def test_which_share_of_the_countys_saving_makes_the_city_even() -> None:
    of = lacking(*needed("county", 0.04, low=0.2, median=0.366, high=0.9))
    shown = transfer_section(of, "", "?")
    assert title(shown) == "37% of what the county saves in cash would make the city even in the middle future"
    assert read(shown)[1] == ["Citynet in cash −$5.5M", "37%20% to 90%none in 2 of 50county then loses in 5 of 50"]
    assert "priced on this answer, not simulated" in text_of(shown)
    [row] = transfer_rows(of)
    assert row[:2] == ("city", "county")
    assert row[2:] == pytest.approx((0.2, 0.366, 0.9, 0.04, 0.0, 0.1))


def test_no_share_and_nothing_to_share_are_answers_too() -> None:
    assert title(transfer_section(lacking(*needed("county", 1.0)), "", "?")) == (
        "No share of what the county saves in cash would make the city even"
    )
    nothing = transfer_section(lacking(*needed("county", 1.0, 0.9)), "", "?")
    assert title(nothing) == "The county saves no cash to share with the city"
    assert read(nothing)[1][1].startswith("nothing to sharein 45 of 50")


def test_of_several_who_lose_the_title_is_about_the_one_who_loses_most_or_the_one_in_view() -> None:
    both = Plan(
        {"city": around(1.0), "county": around(1.0), "state": around(9.0)},
        {"city": around(1.0), "county": around(1.0), "state": around(9.0)},
        {"city": around(4.0), "county": around(2.0)},
    )
    keys = {"payer": "county", "line": "state", "rung": "cash_net"}
    county = [number(f"transfer_{name}", 1.0 if name == "never" else 0.0, **keys)
              for name in ("never", "nothing_saved", "giver_loses")]  # fmt: skip
    records = [*needed("state", 0.0, low=0.3, median=1 / 3, high=0.4), *county]
    made = answer({NAME: both})
    assert title(transfer_section(story(*records, made=made), "", "?")).startswith("33% of what the state saves")
    mine = transfer_section(story(*records, payer="county", made=made), "", "?")
    assert title(mine) == "No share of what the state saves in cash would make the county even"
    assert [row[0] for row in read(mine)[1:]] == ["Countynet in cash −$1.0M"]


def test_where_nobody_loses_nothing_is_told_of_transfers() -> None:
    assert transfer_section(lacking(), "", "?") is None


# -- other dollars ------------------------------------------------------------------------------------------------


def test_the_same_answer_in_other_dollars_is_a_link_if_it_is_kept_and_else_a_command() -> None:
    made = answer()
    nominal = replace(made.identity, money="nominal", versions={"leadsim": "0.2.0"})
    other = replace(nominal, hashes=dict.fromkeys(nominal.hashes, "f" * 16))
    view = View("example", (NAME,), NAME, "city")
    listed = [Listed("a" * 12, "", other), Listed("b" * 12, "", nominal)]
    shown = other_dollars(Asked(Answer("example", made), listed), view)
    found = [each.href for each in pieces(shown) if type(each).__name__ == "A"]
    assert found == [f"/?answer={'b' * 12}&shown=here/gain&focus=here/gain&payer=city"]
    assert "See all of it in nominal dollars" in text_of(shown)
    [code] = [text_of(each) for each in pieces(shown) if type(each).__name__ == "Code"]
    assert code.startswith("leadsim compare here/gain here/loss")
    assert code.endswith("--money discounted")
    assert not is_same(other, made.identity, "nominal")
    assert not is_same(nominal, made.identity, "discounted")


# -- the page -----------------------------------------------------------------------------------------------------


def test_an_answer_of_an_earlier_leadsim_has_none_of_the_new_tables_and_still_a_page() -> None:
    of = story()
    assert [section(of, "", "?") for section in (returned, units, worth, transfer_section)] == [None] * 4
    assert closing_note(of) is None
    library = Library(open_store=_no_store, example=answer)
    assert text_of(compare.layout(Client(), library).parts)


def _no_store() -> Any:
    from simulator.errors import LeadsimError

    raise LeadsimError("there is no store here")


def test_every_table_has_a_file_with_as_many_columns_as_values() -> None:
    records = [
        *ratio(0.0, 0.31, (0.02, 0.58)), *unit("cost_per_booking_avoided", 0.02, 28_915.0), steady(),
        offenses(np.linspace(-0.3, -0.1, 50)), *worths(at0=5.0, at3=2.0),
        *needed("county", 0.0, low=0.1, median=0.2, high=0.3),
    ]  # fmt: skip
    made = with_records(*records, made=answer({NAME: TWO}))
    view = View("example", (NAME,), NAME, ALL)
    library = Library(open_store=_no_store, example=lambda: made)
    page = compare.layout(Client(), library)
    for figure in SMALLER:
        found = rows_of(figure, made, view)
        assert found is not None
        columns, rows = found
        assert rows
        assert {len(row) for row in rows} == {len(columns)}, figure
        assert any(link.startswith(f"/csv/{figure}.csv") for link in links(page)), figure
        table = compare.table(figure, Client(), library)
        assert table is not None and list(table.rows) == list(rows), figure
