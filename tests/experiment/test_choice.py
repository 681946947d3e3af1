"""Whose life is shown: by a rule, with ties to the lowest number, and never somebody who does not exist."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiment.choice import QUANTILE, Choice, at_quantile, choose, read_choice, refuse_unknown

NETS = np.array([-9.0, 5.0, 1.0, 3.0, 2.0, 4.0, -7.0, 0.0])
NEWCOMERS = np.array([1, 2, 3, 4, 5])


def chosen(asked: str | int, nets: np.ndarray = NETS, newcomers: np.ndarray = NEWCOMERS, luck: float = 0.5) -> Choice:
    return choose(asked, newcomers, "town/pilot", nets, luck)


@pytest.mark.parametrize(("word", "number"), [("typical", 3), ("large-saving", 1), ("loss", 2)])
def test_a_word_is_a_place_in_the_order_of_nets(word: str, number: int):
    assert chosen(word).number == number


def test_only_newcomers_are_chosen_from_and_said_to_be():
    found = chosen("typical")
    assert (found.people, found.entered) == (5, "town/pilot")
    assert (found.low, found.middle, found.high) == (1.0, 3.0, 5.0)
    assert found.lower == 0.4


def test_a_number_is_taken_as_it_is_newcomer_or_not():
    found = chosen(0)
    assert (found.number, found.asked, found.people, found.lower) == (0, "0", 5, 0.0)


def test_of_equal_nets_the_lowest_number_is_chosen():
    nets = np.array([2.0, 1.004, 1.0, 0.996, 1.001, 0.0])
    assert chosen("typical", nets, np.array([5, 4, 3, 2, 1, 0])).number == 1


@pytest.mark.parametrize(
    ("share", "number"), [(0.0, 0), (0.05, 0), (0.26, 1), (0.5, 1), (0.51, 2), (0.95, 3), (1.0, 3)]
)
def test_quantiles_are_nearest_ranks(share: float, number: int):
    assert at_quantile([0, 1, 2, 3], np.array([1.0, 2.0, 3.0, 4.0]), share) == number


@pytest.mark.parametrize("word", QUANTILE)
def test_one_newcomer_is_typical_and_extreme(word: str):
    assert chosen(word, newcomers=np.array([6])).number == 6


def test_random_is_by_luck_and_reaches_everybody():
    found = [chosen("random", luck=luck).number for luck in (0.01, 0.21, 0.41, 0.61, 0.99)]
    assert found == [1, 2, 3, 4, 5]


def test_without_newcomers_only_a_number_can_be_asked_for():
    nobody = np.array([], dtype=np.int64)
    with pytest.raises(InputError, match=r"nobody completes an intake.*0 to 7"):
        chosen("typical", newcomers=nobody)
    found = chosen(6, newcomers=nobody)
    assert (found.number, found.people, found.middle, found.lower) == (6, 0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("given", "read"), [("typical", "typical"), (" loss ", "loss"), ("12", 12), (7, 7), ("007", 7)]
)
def test_a_choice_is_a_known_word_or_a_number(given: str | int, read: str | int):
    assert read_choice(given) == read


@pytest.mark.parametrize("given", ["", "typcal", "-1", "1.5", "1e3", "٣", "²", "everybody", -4])
def test_anything_else_is_refused_with_what_is_allowed(given: str | int):
    with pytest.raises(InputError, match="allowed: typical, large-saving, loss, random, or a number"):
        read_choice(given)


def test_a_near_word_is_suggested():
    with pytest.raises(InputError, match=r"did you mean typical\?"):
        read_choice("typcal")


def test_a_number_beyond_the_last_person_is_refused_with_the_range():
    refuse_unknown(59, 60)
    refuse_unknown("typical", 60)
    with pytest.raises(InputError, match="no such person; found 60; allowed: 0 to 59"):
        refuse_unknown(60, 60)
    with pytest.raises(InputError, match="no such person"):
        refuse_unknown(read_choice("9" * 5_000), 60)
