"""How scenarios, payers and periods are called."""

from __future__ import annotations

from dashboard.figures import names
from simulator.results import Comparison
from tests.report.samples import identity


def called(**fields):
    return names.called(Comparison(identity(**fields)))


def test_a_short_title_is_the_name_and_a_long_one_gives_way_to_the_file():
    titles = {"town/scaled-up_twice": "LEAD at the size of its awards of 2021", "town/none": "No LEAD"}
    assert called(scenarios=("town/scaled-up_twice",), titles=titles) == {
        "town/scaled-up_twice": "Scaled up twice",
        "town/none": "No LEAD",
    }


def test_the_program_keeps_its_capitals():
    assert called(scenarios=("town/more-lead",), titles={})["town/more-lead"] == "More LEAD"


def test_two_scenarios_are_never_called_the_same():
    titles = {"town/a": "Pilot", "town/b": "Pilot", "city/a": "Pilot", "town/none": "Pilot"}
    found = called(scenarios=("town/a", "town/b", "city/a"), titles=titles)
    assert len(set(found.values())) == 4


def test_a_file_of_ones_own_is_called_by_its_name_alone():
    found = called(scenarios=("/home/me/plans/half_the_jail.yaml", "town/more-lead"), titles={})
    assert found["/home/me/plans/half_the_jail.yaml"] == "Half the jail"
    assert found["town/more-lead"] == "More LEAD"


def test_files_of_the_same_name_are_told_apart_by_their_folders_and_others_are_left_alone():
    files = ("/me/plans/old/mine.yaml", "/me/plans/new/mine.yaml", "town/pilot", "/you/new/mine.yaml")
    assert list(called(scenarios=files, titles={}).values()) == [
        "Mine (old)", "Mine (plans/new)", "Pilot", "Mine (you/new)", "None",
    ]  # fmt: skip


def test_the_same_file_without_its_fund_says_so():
    files = ("/me/mine.yaml without reinvestment", "/me/mine.yaml")
    found = called(scenarios=files, titles=dict.fromkeys(files, "Mine"))
    assert [found[file] for file in files] == ["Mine without reinvestment", "Mine"]


def test_files_that_only_their_ending_tells_apart_keep_their_whole_path():
    found = called(scenarios=("/me/mine.yaml", "/me/mine.yml"), titles={})
    assert [found["/me/mine.yaml"], found["/me/mine.yml"]] == ["/me/mine.yaml", "/me/mine.yml"]


def test_periods_and_payers_read_as_sentences():
    assert names.period(identity()) == "2027–2028"
    assert names.period(identity(fiscal_years=(2027,))) == "2027"
    assert names.many_years(identity()) == "two years"
    assert names.many_years(identity(fiscal_years=(2027,))) == "one year"
    assert names.many_years(identity(fiscal_years=tuple(range(2027, 2039)))) == "12 years"
    assert names.dollars(identity()) == "constant 2025 dollars"
    assert (names.payers("taxpayers"), names.payers("city"), names.payers("a_donor")) == (
        "all taxpayers", "the city", "a donor",
    )  # fmt: skip
    assert (names.whom("all"), names.whom("county")) == ("", "the county ")
