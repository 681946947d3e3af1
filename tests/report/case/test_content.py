from __future__ import annotations

import re
from dataclasses import replace

import pytest

from simulator.errors import InputError
from simulator.report import words
from simulator.report.case.amounts import told
from simulator.report.case.content import command, funding_case
from simulator.report.case.doubts import not_counted, placeholders
from simulator.report.case.key_figures import cash_by, key_figures
from simulator.report.case.payer_matrix import payer_matrix
from simulator.report.case.view import View, view_of
from simulator.results import ALL
from tests.report.case.cases import KEPT, RUN, fifty, view_in, with_net
from tests.report.samples import estimate


def test_the_rows_of_the_matrix_add_up_exactly(view: View, fund_view: View) -> None:
    for each in (view, fund_view, replace(view, payer="city")):
        matrix = payer_matrix(each)
        for row in (*matrix.rows, matrix.total):
            assert row.net == row.saved + row.moved - row.pays
        for key in ("saved", "moved", "pays", "net"):
            assert sum(getattr(row, key) for row in matrix.rows) == pytest.approx(getattr(matrix.total, key), abs=0.005)


def test_the_matrix_is_the_records(view: View) -> None:
    matrix = payer_matrix(view)
    assert matrix.total.net == pytest.approx(view.book.records["net", ALL, None, ALL].difference.mean, abs=1e-6)
    for row in matrix.rows:
        assert row.saved == view.book.mean("avoided", row.payer)
        assert row.pays == -view.book.mean("program", row.payer)
        assert row.net == pytest.approx(view.book.mean("net", row.payer), abs=1e-6)


def test_what_an_agreement_moves_adds_up_to_nothing_and_has_a_column(fund_view: View) -> None:
    matrix = payer_matrix(fund_view)
    assert matrix.has_moved and "Moved" in matrix.head
    assert any(row.moved > 0 for row in matrix.rows) and any(row.moved < 0 for row in matrix.rows)
    assert matrix.total.moved == 0.0
    assert len(matrix.cells(matrix.total)) == len(matrix.head)


def test_one_payers_matrix_is_in_cash(view: View) -> None:
    matrix = payer_matrix(replace(view, payer="city"))
    city = next(row for row in matrix.rows if row.payer == "city")
    assert matrix.head[1] == "Saved in cash"
    assert city.net == pytest.approx(view.book.mean("cash_net", "city"), abs=1e-6)


def test_key_figures_are_the_records(view: View) -> None:
    cost, jail, cash, sure = key_figures(view)
    record = view.number("cost_per_participant_month")
    assert record is not None and cost.value == told(record.difference.mean, signed=False)
    days, people = view.count("jail_days"), view.count("participant_days")
    each = -days.difference.mean / (people.difference.mean / 365.25)
    assert jail.value.split()[0] == words.count(abs(each), signed=False)
    year, mean = cash_by(view)
    assert year == 2029 and cash.value == told(mean)
    assert sure.value.endswith("of 3")


def test_cash_after_three_years_is_the_end_of_that_month_of_the_line(view: View) -> None:
    series = view.cumulative("cash_net", view.funder)
    year, mean = cash_by(view)
    assert series is not None
    assert series.mean[view.months_to(year) - 1] == pytest.approx(mean, abs=0.01)


def test_more_jail_days_are_not_called_avoided(view: View) -> None:
    records = [
        replace(r, difference=estimate([50.0, 60.0, 70.0])) if r.measure == "jail_days" and r.group == ALL else r
        for r in view.comparison.records
    ]
    jail = key_figures(replace(view, comparison=replace(view.comparison, records=records)))[1]
    assert jail.loss and jail.note.startswith("more")


def test_the_ask_names_every_payer_of_lead_and_adds_up(view: View) -> None:
    ask = funding_case(view).ask[0]
    years = view.scenario.jurisdiction.file.horizon_years
    for payer in view.payers:
        spent = view.book.records.get(("program", payer, None, ALL))
        if spent and spent.scenario_mean >= 0.5:
            assert f"{told(spent.scenario_mean / years, signed=False)} from {view.the(payer)}" in ask
    total = view.book.records["program", ALL, None, ALL].scenario_mean / years
    assert ask.startswith(f"{told(total, signed=False)} a year for LEAD in 2027–2031")


def test_an_agreement_is_part_of_the_ask(fund_view: View, view: View) -> None:
    captured = told(fund_view.book.mean("captured"), signed=False)
    assert any("agreement" in line and captured in line for line in funding_case(fund_view).ask)
    assert not any("agreement" in line for line in funding_case(view).ask)


def test_what_is_not_counted_says_which_way_it_would_push(view: View) -> None:
    items = not_counted(view)
    fewer = view.count("contacts").difference.mean < 0
    assert items[0].startswith("What new offenses cost victims")
    assert ("would add to savings" in items[0]) == fewer or "would change nothing" in items[0]
    assert any(item.startswith("Charges referred") for item in items)


def test_a_place_s_own_caveats_are_told(view: View) -> None:
    risks = funding_case(view).risks
    assert set(view.scenario.jurisdiction.file.caveats) <= set(risks)
    some, of = placeholders(view.scenario)
    assert f"{some} of {of} inputs are placeholders: stand-ins for facts that nobody has found yet." in risks


def test_years_beyond_the_evidence_are_named(view: View) -> None:
    assert any("2029 is beyond the evidence" in risk for risk in funding_case(view).risks)


def test_the_basis_is_all_that_is_needed_to_ask_again(view: View) -> None:
    case, identity = funding_case(view), view.comparison.identity
    said = " ".join(case.basis)
    for part in (view.name, RUN, identity.hashes[view.name], str(identity.seed), "Nov 22, 2026", "2025 dollars"):
        assert part in said
    assert identity.versions["leadsim"] in said


def test_the_command_has_what_is_not_usual(view: View) -> None:
    said = command(replace(view, payer="city"))
    assert said.split()[:3] == ["leadsim", "report", "town/pilot"]
    assert "--draws 3" in said and "--payer city" in said and "--seed" not in said


def test_a_payer_that_is_not_there_is_refused(view: View) -> None:
    with pytest.raises(InputError, match="there is no such payer; found parish; allowed: all, city"):
        view_of(view.comparison, view.scenario, view.baseline, "parish", RUN, KEPT)


def test_files_of_another_horizon_are_refused(view: View) -> None:
    identity = replace(view.comparison.identity, fiscal_years=(2027, 2028))
    with pytest.raises(InputError, match="other years than the scenario's files"):
        view_of(replace(view.comparison, identity=identity), view.scenario, view.baseline, None, RUN, KEPT)


def test_months_are_named_from_the_start(view: View) -> None:
    assert [view.month_named(n) for n in (1, 12, 12.5, 13, 25)] == [
        "Jan 2027", "Dec 2027", "Jan 2028", "Jan 2028", "Jan 2029",
    ]  # fmt: skip


def test_losing_is_told_as_plainly_as_saving(view: View) -> None:
    lost, saved = (funding_case(with_net(view, fifty(n, 5e6))) for n in (0, 50))
    assert "$5.0M" in lost.claim and "$5.0M" in saved.claim
    assert lost.loses and not saved.loses
    assert lost.warning and not saved.warning
    assert lost.figures[3].loss and not saved.figures[3].loss


def test_sentences_are_short_and_plain(view: View) -> None:
    """Flesch–Kincaid grade of what leadsim itself writes; names and a place's caveats are others' words."""
    case = funding_case(with_net(view, fifty(39)))
    own = [case.claim + ".", case.warning or "", case.spread, case.problem, *case.ask, *case.risks[:4]]
    text = re.sub(r"[$−+][\d.,]+[Mk]?|\d[\d,–.]*", "9", " ".join(own))
    sentences = max(1, len(re.findall(r"[.!?](?:\s|$)", text)))
    found = re.findall(r"[A-Za-z']+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in found)
    grade = 0.39 * len(found) / sentences + 11.8 * syllables / len(found) - 15.59
    assert grade <= 9.0


def test_another_scenario_of_the_same_answer_is_told_by_its_own_numbers(answer, town) -> None:  # type: ignore[no-untyped-def]
    pilot, more = (funding_case(view_in(answer, town, name)) for name in ("pilot", "more"))
    assert pilot.spread != more.spread and pilot.matrix.total.pays < more.matrix.total.pays
