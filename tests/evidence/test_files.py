"""Files of targets: the shipped ones, and what is refused in others."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.evidence.files import read_targets, target_files
from simulator.evidence.place import place_of

FILE = """
title: A study
sentence: Somebody against somebody else.
scenario: king-county/pilot
cohort:
  enters_from: 2027-01-01
  enters_until: 2028-01-01
  followed_until: 2029-01-01
  arms:
    lead: {title: LEAD, enters_by: [arrest_diversion], people: 20}
    control: {title: As usual, enters_by: [shift_not_covered], people: 20, without_lead: true}
targets:
  arrests:
    title: Any arrest
    measured: {measure: odds_ratio, of: all_arrests, arms: [lead, control]}
    value: 0.5
    use: validation
    source: Nobody.
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "targets.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", target_files(), ids=lambda path: path.stem)
def test_a_shipped_file_is_read_and_its_place_found(path: Path):
    file, document = read_targets(path)
    place = place_of(file, document)
    assert place.with_lead.parameters["lead.annual_budget"] != place.without.parameters["lead.annual_budget"]
    assert {target.use for target in file.targets.values()} <= {"calibration", "validation"}
    assert all(target.source for target in file.targets.values())


def test_dates_facts_and_settings_are_the_studys():
    file, document = read_targets(next(path for path in target_files() if path.stem == "seattle"))
    place = place_of(file, document)
    calendar = place.with_lead.jurisdiction.calendar
    assert (calendar.start.isoformat(), calendar.warm_up_months, calendar.horizon_months) == ("2011-10-01", 36, 36)
    assert place.with_lead.parameters["lead.shift_covered"].value == 0.5
    assert place.with_lead.jurisdiction.parameters["lead.shift_covered"].value != 0.5
    for parameters in (place.with_lead.parameters, place.with_lead.jurisdiction.parameters):
        assert parameters["funding.sales_tax"].value == 0
    eligible = place.with_lead.parameters["lead.eligible"].value
    assert isinstance(eligible, dict)
    assert eligible["poverty_misdemeanor"] == 0, "what the scenario sets stays"


REFUSED = [
    ("of: all_arrests", "of: all_arests", "there is no such measure", "all_arrests"),
    ("arms: [lead, control]", "arms: [lead, controls]", "there is no such arm", "control"),
    ("measure: odds_ratio", "measure: odds", "odds", "odds_ratio"),
    ("[shift_not_covered]", "[shift_not_covered, community]", "not by both", ""),
    ("enters_until: 2028-01-01", "enters_until: 2026-01-01", "people enter before they are followed", ""),
    ("value: 0.5", "low: 0.5", "a range has both ends", ""),
    ("value: 0.5", "note: Nothing.", "a target has a value, a range", ""),
    ("use: validation", "use: both", "calibration", ""),
]


@pytest.mark.parametrize(("old", "new", "says", "nearest"), REFUSED)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, old: str, new: str, says: str, nearest: str):
    assert old in FILE
    with pytest.raises(InputError) as refused:
        read_targets(write(tmp_path, FILE.replace(old, new)))
    message = str(refused.value)
    assert says in message
    assert "targets.yaml, line" in message
    assert nearest in message


def test_a_fact_needs_a_grade_and_a_source(tmp_path: Path):
    text = FILE.replace("cohort:", "facts:\n  lead.consent: {value: 0.5}\ncohort:", 1)
    file, document = read_targets(write(tmp_path, text))
    with pytest.raises(InputError, match="a local fact needs a grade"):
        place_of(file, document)


# -- what of the event of entry counts ------------------------------------------------------------------------

READINGS = (
    FILE
    + """
  bookings:
    title: Bookings
    measured: {measure: rate_difference, of: bookings, arms: [lead, control]}
    value: -1
    use: validation
    source: Nobody.
  felonies:
    title: Felony charges
    measured: {measure: rate_ratio, of: felony_filings, arms: [lead, control]}
    value: 1
    use: validation
    source: Nobody.
  days:
    title: Jail days, whatever the file says
    measured: {measure: rate_difference, of: jail_days, arms: [lead, control], entry: left_out}
    value: -1
    use: validation
    source: Nobody.
"""
)


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("", []),
        ("entry: left_out", []),
        ("entry: in_use", ["bookings"]),
        ("entry: counted", ["bookings", "felonies"]),
    ],
)
def test_a_line_of_the_file_says_what_of_the_event_of_entry_counts(tmp_path: Path, said: str, counted: list[str]):
    file, _ = read_targets(write(tmp_path, f"{said}\n{READINGS}"))
    entries = {name: target.measured.entry for name, target in file.targets.items()}
    assert entries == {name: "counted" if name in counted else "left_out" for name in file.targets}


def test_there_is_no_fourth_reading(tmp_path: Path):
    with pytest.raises(InputError, match="entry"):
        read_targets(write(tmp_path, f"entry: sometimes\n{FILE}"))
