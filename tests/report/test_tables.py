"""Tables hold the records' numbers, whole, at any width; no word is cut and nothing is left out."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from rich.console import RenderableType
from rich.text import Text

from simulator.analysis.estimate import difference
from simulator.report import tables, words
from simulator.report.headline import Row, headline_rows, side_by_side, year_tables
from simulator.report.layout import Column, Sheet, labels, numbers
from simulator.report.money import Money
from simulator.results import ALL, Comparison, Record
from simulator.units import Calendar
from tests.report.samples import comparison, nets, printed, record

WIDTHS = (50, 60, 80, 100, 120, 200)


def closing(answer: Comparison, *, by_year: bool = False) -> RenderableType:
    return tables.closing(
        answer, "0123456789ab", placeholders=3, usual_baseline=answer.identity.baseline, by_year=by_year
    )


CALENDAR = Calendar(date(2027, 1, 1), 12, 60)


def everything(answer: Comparison) -> list[RenderableType]:
    first = answer.identity.scenarios[0]
    return [
        tables.preface(answer, "Town"), *tables.compare_tables(answer),
        *tables.run_tables(answer, first, CALENDAR), closing(answer),
    ]  # fmt: skip


def rows_of(answer: Comparison, *, ladder: bool = True) -> list[Row]:
    """Return the rows that are filled by records of their own."""
    books = [Money.of(answer, scenario) for scenario in answer.identity.scenarios]
    return [row for row in headline_rows(books, ladder=ladder) if row.notice_of is None]


def headline(answer: Comparison, scenario: str) -> dict[str, Record]:
    """Return the records of the headline, by label."""
    whole = [r for r in answer.records if (r.scenario, r.fiscal_year, r.group) == (scenario, ALL, ALL)]
    return {row.label: next(r for r in whole if row.picks(r)) for row in rows_of(answer)}


# -- numbers ------------------------------------------------------------------------------------------------


def test_side_by_side_every_number_is_its_records(answer: Comparison) -> None:
    lines = printed(side_by_side(answer)).splitlines()
    by_scenario = [headline(answer, scenario) for scenario in answer.identity.scenarios]
    for label in by_scenario[0]:
        start = next(i for i, line in enumerate(lines) if line.startswith(label))
        expected = [found[label] for found in by_scenario]
        means = [words.amount(found, found.difference.mean) for found in expected]
        assert lines[start].removeprefix(label).split() == means
        if all(found.difference.low != found.difference.high for found in expected):
            assert lines[start + 1].split() == " ".join(words.interval(found) for found in expected).split()


def test_side_by_side_says_sign_interval_and_futures(answer: Comparison) -> None:
    text = printed(tables.compare_tables(answer))
    assert re.search(r"−\$[\d.]+[kM] to [−+]\$[\d.]+[kM]", text)
    assert re.search(r"\+[\d,.]+ to \+[\d,.]+", text)
    assert "in 3 of 3" in text
    assert "(saving +, cost or loss −)" in text
    assert "fewer is −" in text
    assert not re.search(r"-\d", text), "every minus is a true minus"


def test_by_year_every_number_is_its_records(answer: Comparison) -> None:
    scenario = answer.identity.scenarios[1]
    text = printed(year_tables(answer, scenario))
    for row in rows_of(answer, ladder=False):
        found = [
            next(r for r in answer.records if r.scenario == scenario and r.fiscal_year == period and row.picks(r))
            for period in (*answer.identity.fiscal_years, ALL)
        ]
        line = next(line for line in text.splitlines() if line.startswith(row.label))
        assert line.removeprefix(row.label).split() == [words.amount(r, r.difference.mean) for r in found]


def test_years_beyond_the_evidence_are_marked(answer: Comparison) -> None:
    header = printed(year_tables(answer, answer.identity.scenarios[0])).splitlines()[1]
    assert re.findall(r"FY \d{4}\*?", header) == ["FY 2027", "FY 2028", "FY 2029", "FY 2030*", "FY 2031*"]
    assert "the years marked * are beyond the evidence" in printed([closing(answer, by_year=True)])
    assert "after 2029 is beyond the evidence" in " ".join(printed([closing(answer)]).split())
    short = replace(answer, identity=replace(answer.identity, fiscal_years=(2027, 2028, 2029)))
    assert "beyond the evidence" not in printed([closing(short)])


def test_the_preface_says_what_was_asked_and_what_was_found(answer: Comparison) -> None:
    text = printed([tables.preface(answer, "Town")])
    assert "Town, 2027–2031" in text
    assert "60 people in the pool · 3 draws of the uncertain inputs · intervals hold the middle 90 %" in text
    for scenario in answer.identity.scenarios:
        found = headline(answer, scenario)
        net, cash = found["Net of what varies, all payers"], found["Net in cash, all payers"]
        sentence = words.finding(net, answer.identity.titles[scenario], "2027–2031") + " " + words.cash_finding(cash)
        assert " ".join(f"• {sentence}".split()) in " ".join(text.split())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"draws": 0}, "the base case only, no draws"),
        ({"replications": 4}, "3 draws of the uncertain inputs × 4 replications"),
        ({"money": "nominal"}, "nominal dollars"),
        ({"money": "constant"}, "constant 2025 dollars"),
        ({"money": "discounted"}, "constant 2025 dollars, discounted to the start"),
        ({"fiscal_years": (2027,)}, "Town, 2027: what"),
    ],
)
def test_the_preface_says_how_it_was_asked(fields: dict[str, object], said: str) -> None:
    assert said in printed([tables.preface(comparison(*nets([1.0, 2.0, 3.5]), **fields), "Town")], width=200)


def net(table: list[list[float]], scenario: str = "town/pilot") -> Record:
    return record([0.0], scenario=scenario, difference=difference(np.array(table)))


def test_the_preface_tells_luck_and_inputs_apart_for_each_scenario() -> None:
    both_nets = [net([[1e6, 2e6], [7e6, 9e6]]), net([[-1e5, -2e5], [-7e6, -9e6]], "town/more")]
    cash = [replace(found, rung="cash_net") for found in both_nets]
    names = ("town/pilot", "town/more")
    both = comparison(*both_nets, *cash, scenarios=names, titles=dict.fromkeys(names, "T"), replications=2)
    lines = printed([tables.preface(both, "Town")], width=500).splitlines()
    said = [line.strip() for line in lines if "Of the range" in line]
    assert said == [words.luck_and_inputs(found) for found in both_nets]
    assert len(set(said)) == 2
    assert all(lines[lines.index(f"  {line}") - 1].startswith("• T: ") for line in said), "below its finding"
    assert "--precision" not in "".join(lines)


@pytest.mark.parametrize(
    ("fields", "hint"),
    [
        ({"draws": 3}, tables.NOT_TOLD_APART),
        ({"draws": 0}, tables.ONE_RUN),
        ({"draws": 1}, tables.ONE_RUN),
        ({"draws": 3, "replications": 2}, None),
        ({"draws": 0, "replications": 2}, None),
    ],
)
def test_without_replications_the_preface_says_what_would_tell_them_apart(
    fields: dict[str, int], hint: str | None
) -> None:
    text = " ".join(printed([tables.preface(comparison(*nets([1.0, 2.0, 3.5]), **fields), "Town")]).split())
    found = [each for each in (tables.NOT_TOLD_APART, tables.ONE_RUN) if each in text]
    assert found == ([hint] if hint else [])
    assert "luck in the simulation moves" not in text


def test_where_to_look_next_is_the_same_question_again(answer: Comparison) -> None:
    odd = replace(
        answer,
        identity=replace(
            answer.identity, scenarios=("my place/a b.yaml",), seed=5, draws=7, replications=2, money="nominal",
            baseline="other.yaml",
        ),
    )  # fmt: skip
    for by_year, command in ((False, "run"), (True, "compare")):
        shown = tables.closing(odd, "0123", placeholders=3, usual_baseline="none.yaml", by_year=by_year)
        (line,) = (line for line in printed([shown]).splitlines() if f"leadsim {command}" in line)
        assert shlex.split(line) == [
            "leadsim", command, "my place/a b.yaml", "--baseline", "other.yaml", "--seed", "5", "--draws", "7",
            "--replications", "2", "--money", "nominal",
        ]  # fmt: skip
    usual = tables.closing(answer, "0123", placeholders=3, usual_baseline=answer.identity.baseline)
    shown = printed([usual]).split("Where to look next")[1].split("parameters")[0]
    assert "--" not in shown.replace("--draws 3", "")


def test_where_to_look_next_keeps_the_view_of_society(answer: Comparison) -> None:
    shown = printed([tables.closing(answer, "0123", placeholders=3, usual_baseline="none.yaml", society=True)])
    (line,) = (line for line in shown.splitlines() if "leadsim run" in line)
    assert shlex.split(line)[-1] == "--society"
    assert "--society counts them" not in shown
    assert "--society" not in next(line for line in shown.splitlines() if "leadsim reinvest" in line)


def test_money_of_another_kind_is_not_asked_of_reinvest(answer: Comparison) -> None:
    nominal = replace(answer, identity=replace(answer.identity, money="nominal"))
    lines = printed([closing(nominal)]).splitlines()
    assert any("leadsim run" in line and "--money nominal" in line for line in lines)
    assert not any("leadsim reinvest" in line and "--money" in line for line in lines)


# -- width --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_at_any_width(answer: Comparison, width: int) -> None:
    text = printed(everything(answer), width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "…" not in text
    wide = printed(everything(answer), 1_000)
    assert set(wide.split()) - set(text.split()) <= {"─" * n for n in range(1_000)} | _rules(wide)
    for scenario in answer.identity.scenarios:
        for found in headline(answer, scenario).values():
            if found.difference.low != found.difference.high:
                assert words.interval(found) in text, "an interval stands on one line"


def _rules(text: str) -> set[str]:
    return set(re.findall("─+", text))


@pytest.mark.parametrize("width", WIDTHS)
def test_columns_of_all_years_stand_together_with_their_labels(answer: Comparison, width: int) -> None:
    text = printed(year_tables(answer, answer.identity.scenarios[0]), width)
    blocks = text.count("Net in cash, all payers")
    assert blocks == text.count("LEAD program cost") >= 1
    for year in answer.identity.fiscal_years:
        assert len(re.findall(rf"FY {year}", text)) == 4, "once in each section"
    if width >= 120:
        assert blocks == 1


def test_where_the_output_is_not_a_terminal_the_page_is_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    assert tables.console().width == 120
    assert tables.console(to_stderr=True).width == 120


def test_texts_are_shown_as_they_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "[bold]no[/nope] :smile: [link=https://x]"
    columns = [labels([hostile], 80), numbers(hostile, [Text("+1")], 5)]
    tables.show([Sheet(columns, title=hostile, caption=hostile), hostile])
    assert capsys.readouterr().out.count(hostile) == 5


# -- layout -------------------------------------------------------------------------------------------------


def sheet(columns: int = 7, width: int = 9, **keys: bool) -> Sheet:
    names = ["a label of five words", "total"]
    others = [numbers(f"c{i}", [Text(f"+{i}" * 3), Text("−9")], width) for i in range(columns)]
    return Sheet([labels(names, 30), *others], **keys)


@pytest.mark.parametrize("width", range(36, 140, 7))
def test_columns_that_do_not_fit_go_below_in_order(width: int) -> None:
    text = printed([sheet()], width)
    assert re.findall(r"c\d", text) == [f"c{i}" for i in range(7)]
    blocks = text.count("total")
    assert max(len(line) for line in text.splitlines()) <= width
    assert blocks == 1 or width < 24 + 7 * 11, "no more blocks than it takes"
    shares = [len(re.findall(r"c\d", line)) for line in text.splitlines() if "c" in line and "words" not in line]
    assert max(shares) - min(share for share in shares if share) <= max(1, max(shares) - 1)


def test_a_total_is_set_off_and_an_indivisible_sheet_stays_whole() -> None:
    lines = printed([sheet(total=True)], 120).splitlines()
    assert lines[-2].strip() == ""
    assert lines[-1].startswith("total")
    assert printed([sheet(divisible=False)], 60).count("total") == 1


def test_labels_wrap_between_words() -> None:
    column = labels(["Gross value (average cost, not cash)"], 36)
    assert (column.narrowest, column.widest) == (24, 36)
    assert labels(["short"], 5).narrowest == 5
    text = printed([Sheet([column, numbers("x", [Text("+1")], 40)])], 70)
    assert [line[:28].strip() for line in text.splitlines()[2:]] == ["Gross value (average cost,", "not cash)"]


def test_a_column_has_no_more_than_it_would_like() -> None:
    text = printed([Sheet([Column("a", ["x"], 1, 3), Column("b", ["y"], 1, 3)], divisible=False)], 100)
    assert max(len(line.rstrip()) for line in text.splitlines()) == 3 + 2 + 3


# -- one scenario -------------------------------------------------------------------------------------------

TITLES = (
    "LEAD (scenario minus baseline)", "Justice system", "People's lives", "Money (saving +",
    "The ladder by fiscal year", "The ladder by cost line", "The ladder by payer", "Who pays and who saves",
    "Full-time staff", "One-time and ongoing",
)  # fmt: skip


def test_run_shows_years_ladders_payers_staff_and_what_goes_on(answer: Comparison) -> None:
    text = printed(tables.run_tables(answer, answer.identity.scenarios[0], CALENDAR))
    starts = [text.index(title) for title in TITLES]
    assert starts == sorted(starts)
    assert "ongoing level is" in text and "(FY 2031)" in text
    assert "biennium" not in text, "fiscal years that begin in January are budgeted one by one or otherwise"


def test_fiscal_years_from_july_have_biennia(answer: Comparison) -> None:
    july = Calendar(date(2026, 7, 1), 12, 60, fiscal_start_month=7)
    text = printed(tables.run_tables(answer, answer.identity.scenarios[0], july))
    assert "biennium FY 2028–2029" in text
    assert "biennium FY 2030–2031" in text
    assert "biennium FY 2026" not in text, "of that biennium there is one year only"


def test_a_part_of_a_year_is_no_ongoing_level(answer: Comparison) -> None:
    partial = Calendar(date(2027, 1, 1), 12, 54)
    text = printed(tables.run_tables(answer, answer.identity.scenarios[0], partial))
    assert "(FY 2030)" in text and "(FY 2031)" not in text


def test_nothing_is_captured_unless_a_scenario_has_an_agreement(answer: Comparison) -> None:
    assert tables.NOT_CAPTURED in " ".join(printed([closing(answer)]).split())
    name = answer.identity.scenarios[0]
    agreed = record([1.0], rung="captured", scenario=name)
    with_agreement = replace(answer, records=(*answer.records, agreed))
    assert tables.NOT_CAPTURED not in " ".join(printed([closing(with_agreement)]).split())


def test_the_limits_say_what_is_counted_now(answer: Comparison) -> None:
    text = " ".join(printed([closing(answer)]).split())
    assert "jail units that close included" in text
    assert "placeholders" in text
    assert "Not counted yet" not in text
    assert "Not counted: victims' losses (--society counts them), health care" in text
    assert "homes found without LEAD, deaths (counted, never priced)." in text


def test_the_export_hint_names_the_answer() -> None:
    lines = str(tables.export_hint("0123abcd")).splitlines()
    assert lines[-1].split() == ["leadsim", "export", "0123abcd", "--format", "csv"]
