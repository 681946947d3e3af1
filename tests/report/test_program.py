"""Staff by class and year as recorded, and what of LEAD's cost is one-time."""

from __future__ import annotations

from simulator.report.program import one_time, staff_table
from simulator.results import ALL, Comparison
from tests.report.samples import BEFORE, PLAIN, comparison, money, printed, read, record

NAME = "town/pilot"


def staffed() -> Comparison:
    means = {
        ("case managers", 2027): (2.0, 3.5), ("case managers", 2028): (0.0, 12.25), ("case managers", ALL): (1.0, 7.9),
        ("supervisors", 2027): (0.5, 1.0), ("supervisors", 2028): (0.0, 2.0), ("supervisors", ALL): (0.25, 1.5),
    }  # fmt: skip
    return comparison(*(
        record([now - was], table="queues", measure="staff", unit="full-time staff", rung=None, line=line,
               fiscal_year=year, baseline_mean=was, scenario_mean=now)
        for (line, year), (was, now) in means.items()
    ))  # fmt: skip


def test_staff_is_what_the_scenario_has_and_adds_up() -> None:
    rows = read(staff_table(staffed(), NAME))
    assert rows == {
        "case managers": {"FY 2027": "3.5", "FY 2028": "12", "all years": "7.9"},
        "supervisors": {"FY 2027": "1", "FY 2028": "2", "all years": "1.5"},
        "all classes": {"FY 2027": "4.5", "FY 2028": "14", "all years": "9.4"},
    }


def test_the_baselines_staff_stands_below() -> None:
    assert staff_table(staffed(), NAME).caption == "In the baseline, all classes: 2.5 in FY 2027."


def test_one_time_and_ongoing_add_up_to_the_cost() -> None:
    spends = {**PLAIN, ("program", "city", "notice after a cut, case managers"): (700.0, -300.0)}
    text = str(one_time(comparison(*money(spends, before=BEFORE)), NAME, 2028))
    assert "of the $6,400 that LEAD costs over all years, $300 is one-time (notice after a cut)" in text
    assert "and $6,100 is ongoing" in text
    assert "The ongoing level is $3,100 a year (FY 2028)." in text
    assert "The baseline pays $780 of notice, once: being spared it is one-time too." in text


def test_without_a_full_year_or_notice_nothing_is_said_of_them() -> None:
    text = str(one_time(comparison(*money({("program", "city", "LEAD"): (-5.0, -5.0)})), NAME, None))
    assert text == (
        "One-time and ongoing: of the $10 that LEAD costs over all years, $0 is one-time (notice after a cut) and $10 "
        "is ongoing. What recruiting and starting up take beyond the hiring delay is not modeled."
    )


def test_real_staff_is_as_recorded(answer: Comparison) -> None:
    name = answer.identity.scenarios[0]
    text = printed([staff_table(answer, name)])
    assert "case managers" in text
    assert "all classes" in text
