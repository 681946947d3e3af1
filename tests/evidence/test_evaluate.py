"""Evaluations from end to end: what is known of them without any publication."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.evidence.evaluate import Evaluation, Match, evaluate
from simulator.evidence.files import EvaluationFile, TargetFile, read_targets
from simulator.report.validation import misses, published, sentence, simulated, validation_data, validation_tables
from tests.evidence.test_files import write

SMALL = """
title: Shifts with LEAD and without
sentence: Who was met on a shift with LEAD, against who was not.
scenario: king-county/pilot
start: 2012-01-01
horizon_years: 2
warm_up_years: 2
facts:
  population.pool:
    value: {pool}
    uncertainty: {{distribution: fixed}}
    grade: placeholder
    assumption: Few, to be quick.
  lead.consent: {{value: 1, uncertainty: {{distribution: fixed}}, grade: placeholder, assumption: Everybody.}}
set:
  lead.shift_covered: 0.5
  lead.effect.discount: {discount}
  lead.coverage: {{west: 1, east: 1, north: 1, south: 1, southwest: 1, burien_white_center: 1}}
  lead.officer_trained: 1
  lead.officer_offers: 1
  lead.social_referral_rate: 0
  funding.philanthropy: {{value: 20000000, price_year: 2013}}
  lead.community_referral_rate: 0
cohort:
  enters_from: 2012-01-01
  enters_until: 2013-07-01
  followed_until: 2014-01-01
  arms:
    lead: {{title: LEAD, enters_by: [arrest_diversion], people: 60}}
    control: {{title: As usual, enters_by: [shift_not_covered], people: 60, without_lead: true}}
targets:
  entry:
    title: Bookings a person-year, entry counted
    measured: {{measure: rate_difference, of: bookings, arms: [lead, control], entry: counted}}
    value: -1.4
    use: calibration
    source: Nobody.
  left_out:
    title: Bookings a person-year, entry left out
    measured: {{measure: rate_difference, of: bookings, arms: [lead, control]}}
    value: 9
    use: validation
    source: Nobody.
    note: Nobody knows.
  earlier:
    title: Bookings a person-year in the two years before
    measured: {{measure: quotient, of: bookings, per: person_days, arm: control, per_year: true}}
    low: 0
    high: 9
    use: validation
    source: Nobody.
"""


def small(folder: Path, discount: float, pool: int = 1_500) -> Evaluation:
    file, document = read_targets(write(folder, SMALL.format(discount=discount, pool=pool)))
    return evaluate(file, document, seed=3, worlds=4, studies=100)


@pytest.fixture(scope="module")
def without_effects(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    return small(tmp_path_factory.mktemp("none"), 0.0)


def match(evaluation: Evaluation, name: str) -> Match:
    return next(match for match in evaluation.matches if match.name == name)


def test_diverting_the_entry_alone_counts_where_the_entry_does(without_effects: Evaluation):
    counted, left_out = match(without_effects, "entry"), match(without_effects, "left_out")
    assert counted.expected < left_out.expected - 0.5, "a booking for nearly everybody, over about a year"
    assert counted.high < 0.0


def test_one_line_of_the_file_counts_the_entry_in_every_target_that_is_silent(
    tmp_path: Path, without_effects: Evaluation
):
    file, document = read_targets(write(tmp_path, f"entry: in_use\n{SMALL.format(discount=0.0, pool=1_500)}"))
    switched = evaluate(file, document, seed=3, worlds=4, studies=100)
    assert match(switched, "left_out").expected == match(without_effects, "entry").expected


def test_shifts_are_as_good_as_chance(without_effects: Evaluation):
    entered = without_effects.entered
    assert entered["lead"] == pytest.approx(0.935 * entered["control"], rel=0.15), "one intake in fifteen fails"


def test_an_evaluation_is_the_same_again_and_for_any_number_of_workers(tmp_path: Path):
    file, document = read_targets(write(tmp_path, SMALL.format(discount=1, pool=500)))
    one, two = (evaluate(file, document, seed=5, worlds=2, studies=20, workers=n) for n in (1, 2))
    assert one == two
    assert evaluate(file, document, seed=6, worlds=2, studies=20) != one


def test_draws_make_the_intervals_wider(tmp_path: Path):
    file, document = read_targets(write(tmp_path, SMALL.format(discount=1, pool=800)))
    base, drawn = (evaluate(file, document, seed=5, draws=draws, worlds=2, studies=120) for draws in (0, 12))
    widths = [m.high - m.low for e in (base, drawn) for m in e.matches if m.name == "earlier"]
    assert widths[1] > 1.2 * widths[0]


def test_an_arm_that_nobody_enters_is_refused(tmp_path: Path):
    text = SMALL.format(discount=1, pool=300).replace("[shift_not_covered]", "[no_consent]")
    file, document = read_targets(write(tmp_path, text))
    with pytest.raises(InputError, match="next to nobody, enters this arm"):
        evaluate(file, document, seed=1, worlds=1)


# -- what agrees ------------------------------------------------------------------------------------------


def target(**keys: object) -> TargetFile:
    measured = {"measure": "odds_ratio", "of": "arrests", "arms": ["lead", "control"]}
    return TargetFile.model_validate({"title": "T", "measured": measured, "use": "validation", "source": "S", **keys})


def found(target: TargetFile, expected: float, low: float, high: float, find_it: float = math.nan) -> Match:
    return Match("t", target, expected, low, high, find_it, math.nan, 100)


@pytest.mark.parametrize(
    ("keys", "values", "agrees"),
    [
        ({"value": 0.5}, (0.9, 0.4, 1.2), True),
        ({"value": 0.5}, (0.9, 0.6, 1.2), False),
        ({"value": 0.5, "low": 0.4, "high": 0.6}, (0.5, 0.0, 9.0), True),
        ({"value": 0.5, "low": 0.4, "high": 0.6}, (0.7, 0.0, 9.0), False),
        ({"finds": "no_difference"}, (0.7, 0.5, 0.9, 0.11), True),
        ({"finds": "fewer"}, (0.7, 0.5, 0.9, 0.09), False),
    ],
)
def test_what_agrees(keys: dict[str, object], values: tuple[float, ...], agrees: bool):
    assert found(target(**keys), *values).agrees is agrees


def test_a_miss_is_a_sentence_that_says_which_way():
    weaker = found(target(value=0.4, note="As was known."), 0.7, 0.5, 0.9)
    assert (
        sentence(weaker)
        == "T: published 0.40, simulated 0.70 (0.50 to 0.90); the simulated effect is weaker. As was known."
    )
    stronger = found(target(low=0.6, high=0.9), 0.3, 0.2, 0.4)
    assert sentence(stronger).endswith("the simulated effect is stronger.")


def test_every_miss_is_said_and_nothing_else(without_effects: Evaluation):
    said = misses(without_effects)
    assert any("Nobody knows." in each for each in said)
    assert len(said) == sum(not match.agrees for match in without_effects.matches)
    assert not any("two years before" in each for each in said)


def test_tables_and_data_hold_every_target(without_effects: Evaluation):
    data = validation_data(without_effects)
    assert [each["name"] for each in data["targets"]] == ["entry", "left_out", "earlier"]
    assert data["targets"][1]["agrees"] is False
    assert data["targets"][2]["simulated"]["below_published"] is None
    assert len(validation_tables(without_effects)) == 4, "preface, two tables, what is missed"
    assert published(match(without_effects, "earlier").target) == "0.00 to 9.00"
    assert published(target(finds="no_difference")) == "no significant difference"
    assert simulated(found(target(finds="fewer"), 0.7, 0.5, 0.9, 0.5)).endswith("; so do 50% of studies")


def test_the_file_says_what_was_asked(without_effects: Evaluation):
    assert isinstance(without_effects.file, EvaluationFile)
    assert (without_effects.draws, without_effects.worlds, without_effects.seed) == (0, 4, 3)
