"""The headline's money: an agreement and a notice where there is one, taxpayers apart where others pay too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.report import words
from simulator.report.headline import Row, headline_rows, money, short_names, side_by_side, year_tables
from simulator.report.money import Money
from simulator.results import ALL, TAXPAYERS, Comparison, Record
from tests.report.samples import BEFORE, PLAIN, RECEIVED, SAVED, comparison, counted, printed, read
from tests.report.samples import money as ladder

NAMES = ("town/pilot", "town/fund")
COUNTS = [row for row in headline_rows([]) if not row.section.startswith("Money")]


def people(scenario: str) -> list[Record]:
    """Return a record for each row that is not money."""
    measures = {
        "New participants": "participants", "Intakes, returns included": "intakes",
        "Arrests and contacts diverted": "diversions", "People in LEAD, on average": "participants_mean",
        "Places paid for, on average": "places_funded_mean", "Referrals without a free place": "referrals_without_slot",
        "Arrests for new offenses": "arrests", "Arrests on a warrant alone": "warrant_arrests",
        "Jail bookings": "bookings", "Jail days": "jail_days", "Cases filed": "filings",
        "New offenses a person-year at liberty": "offenses_rate",
        "Jail bookings a person-year at liberty": "bookings_rate",
        "People housed and not in jail, on average": "housed_mean",
        "People in treatment, on average": "in_treatment_mean", "Deaths": "deaths",
    }  # fmt: skip
    periods = (ALL, 2027, 2028)
    return [counted([1.0, 2.0], measure=measures[row.label], scenario=scenario, fiscal_year=when)
            for row in COUNTS for when in periods]  # fmt: skip


@pytest.fixture
def both() -> Comparison:
    """A scenario without an agreement beside one with it."""
    records = [
        *people(NAMES[0]), *ladder(PLAIN, before=BEFORE, scenario=NAMES[0]),
        *people(NAMES[1]), *ladder(SAVED, RECEIVED, before=BEFORE, scenario=NAMES[1]),
    ]  # fmt: skip
    return comparison(*records, scenarios=NAMES, titles=dict.fromkeys(NAMES, "T"))


def cells(answer: Comparison) -> dict[str, dict[str, str]]:
    """Return the cells of the money by label; labels of notice are told apart by the row above."""
    (sheet,) = (sheet for sheet in side_by_side(answer) if str(sheet.title).startswith("Money"))
    found, above = {}, ""
    first, *others = sheet.columns
    for i, label in enumerate(map(str, first.cells)):
        above = above if label.startswith(" ") else label
        key = f"{above}: notice" if label.startswith(" ") else label
        found[key] = {column.heading: str(column.cells[i]) for column in others}
    return found


def test_the_money_from_program_cost_to_the_net_of_each_payer(both: Comparison) -> None:
    assert list(cells(both)) == [
        "LEAD program cost, with services", "Gross value (average cost, not cash)",
        "Avoided (what varies, closed units too)", "Cashable (leaves a budget)", "Captured by an agreement",
        "Reinvested in LEAD", "Net if averages were cash (they are not)", "Net of what varies, all payers",
        "Net in cash, all payers", "Net in cash, all payers: notice", "Net in cash, city", "Net in cash, city: notice",
        "Net in cash, county", "Net in cash, county: notice", "Net in cash, state", "Net in cash, the fund",
        "Net in cash, others",
    ]  # fmt: skip


def test_every_amount_is_its_records(both: Comparison) -> None:
    found = cells(both)
    rows = {
        "LEAD program cost, with services": "program", "Cashable (leaves a budget)": "cashable",
        "Net if averages were cash (they are not)": "average_net", "Net of what varies, all payers": "net",
        "Net in cash, all payers": "cash_net",
    }  # fmt: skip
    for scenario in NAMES:
        book = Money.of(both, scenario)
        for label, rung in rows.items():
            assert found[label][scenario.split("/")[1]].splitlines()[0] == words.dollars(book.mean(rung))
    assert found["Net in cash, county"]["fund"].startswith("+$2,600")


def test_notice_is_the_part_of_a_net_that_only_the_baseline_pays(both: Comparison) -> None:
    found = cells(both)
    assert found["Net in cash, all payers: notice"] == {"pilot": "+$780", "fund": "+$780"}
    assert found["Net in cash, city: notice"] == {"pilot": "+$700", "fund": "+$700"}
    assert found["Net in cash, county: notice"] == {"pilot": "+$80", "fund": "+$80"}


def test_notice_of_the_scenario_itself_is_not_spared() -> None:
    late = {**PLAIN, ("program", "city", "notice after a cut, case managers"): (700.0, -900.0)}
    answer = comparison(*people(NAMES[0]), *ladder(late, before=BEFORE))
    assert cells(answer)["Net in cash, city: notice"] == {"pilot": "+$700"}


def test_where_the_baseline_pays_no_notice_no_row_says_so(both: Comparison) -> None:
    answer = comparison(*people(NAMES[0]), *ladder(PLAIN))
    assert not any("notice" in label for label in cells(answer))


def test_a_scenario_without_an_agreement_says_so_beside_one_with_it(both: Comparison) -> None:
    found = cells(both)
    for label in ("Captured by an agreement", "Reinvested in LEAD", "Net in cash, the fund", "Net in cash, others"):
        assert found[label]["pilot"] == "no agreement"
        assert found[label]["fund"].startswith(("+$", "−$"))
    assert "captured in 3 of 3" in found["Captured by an agreement"]["fund"]
    assert "reinvested in 3 of 3" in found["Reinvested in LEAD"]["fund"]
    alone = comparison(*people(NAMES[0]), *ladder(PLAIN))
    assert not any(label.startswith(("Captured", "Reinvested")) for label in cells(alone))


def test_by_year_notice_falls_into_its_year_and_the_ladder_has_a_table_of_its_own(both: Comparison) -> None:
    (sheet,) = (sheet for sheet in year_tables(both, NAMES[1]) if str(sheet.title).startswith("Money"))
    rows = read(sheet)
    assert not any(label.startswith(("Gross", "Avoided", "Cashable", "Captured")) for label in rows)
    notice = rows["  of it, notice that the baseline pays"]
    assert notice == {"FY 2027": "+$80", "FY 2028": "$0", "all years": "+$80"}, "the last one, of the county"


def with_taxpayers(records: list[Record], *nets: str) -> list[Record]:
    """Return records with nets of taxpayers, of whom some private payer is none."""
    private = [r for r in records if r.rung in nets and r.payer == ALL]
    moved = [replace(r, payer=TAXPAYERS, difference=replace(r.difference, mean=-123_000.0)) for r in private]
    same = [
        replace(r, payer=TAXPAYERS) for r in records if r.rung in {"net", "cash_net"} - set(nets) and r.payer == ALL
    ]
    return [*records, *moved, *same]


@pytest.mark.parametrize("nets", [(), ("net",), ("net", "cash_net")])
def test_taxpayers_stand_apart_only_where_somebody_else_pays(nets: tuple[str, ...]) -> None:
    found = cells(comparison(*people(NAMES[0]), *with_taxpayers(ladder(PLAIN), *nets)))
    apart = {label: cell["pilot"] for label, cell in found.items() if "taxpayers" in label}
    labels = {"net": "Net of what varies, all taxpayers", "cash_net": "Net in cash, all taxpayers"}
    assert list(apart) == [labels[net] for net in nets]
    assert all(cell.startswith("−$123k") for cell in apart.values())


def test_no_row_is_filled_by_a_number_that_is_no_sum(answer: Comparison) -> None:
    rows = [row for row in headline_rows([Money.of(answer, NAMES[0])]) if row.section.startswith("Money")]
    whole = [r for r in answer.records if r.fiscal_year == ALL and r.scenario == NAMES[0]]
    assert all(len([r for r in whole if row.picks(r)]) == 1 for row in rows)
    assert not money("cash_net")(next(r for r in whole if r.measure == "break_even_never" and r.payer == ALL))


def test_scenarios_of_the_same_name_keep_their_folders() -> None:
    names = ("one/pilot.yaml", "two/pilot.yaml")
    assert short_names(names) == {"one/pilot.yaml": "one/pilot", "two/pilot.yaml": "two/pilot"}
    assert short_names(names[:1]) == {"one/pilot.yaml": "pilot"}
    records = [record for name in names for record in (*people(name), *ladder(PLAIN, scenario=name))]
    text = printed(side_by_side(comparison(*records, scenarios=names)))
    assert "one/pilot" in text and "two/pilot" in text


def test_a_file_of_ones_own_is_called_by_its_name_beside_those_that_share_one() -> None:
    mine = "/home/somebody/long/way/mine.yaml"
    names = ("town/pilot", "/home/somebody/long/way/pilot.yaml", mine)
    assert list(short_names(names).values()) == ["town/pilot", "way/pilot", "mine"]


def test_scenarios_that_only_their_ending_tells_apart_are_called_in_full() -> None:
    names = ("a/mine.yaml", "a/mine.yml")
    assert list(short_names(names).values()) == list(names)


def test_rows_are_told_apart_by_what_fills_them() -> None:
    assert Row("a", money("net"), "s") != Row("a", money("net"), "s", notice_of=ALL)
