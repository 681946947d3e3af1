"""Futures in words: the k of 50 in a sentence is the share that it stands for, and all or none only where true."""

from __future__ import annotations

import re
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.analysis.estimate import FUTURES, Verdict, verdict
from simulator.report import words
from simulator.results import Difference, Record

HALF = Fraction(1, 2)

repeatable = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@st.composite
def counted(draw: st.DrawFn) -> tuple[int, int, int]:
    """Return (draws, how many of them save, how many lose)."""
    draws = draw(st.integers(2, 1_000))
    saves = draw(st.integers(0, draws))
    return draws, saves, draw(st.integers(0, draws - saves))


def net(draws: int, saves: int, loses: int) -> Record:
    """Return a net whose mean has the sign that most of its futures have, far from 0 for its error."""
    mean = 1e6 * (1.0 if saves >= loses else -1.0)
    of = Difference(mean, -1e6, 1e6, 1.0, -1e6, 1e6, saves / draws, loses / draws, draws)
    return Record("money", "dollars", "dollars", "town/pilot", "town/none", 0.0, mean, of, rung="net")


def holds(said: int, of: int, count: int, draws: int) -> bool:
    """Whether k of n is a count of draws by the rule: fiftieths from 50 draws on, all or none only where all agree."""
    if draws < FUTURES:
        return (said, of) == (count, draws)
    if count in (0, draws):
        return (said, of) == (FUTURES * count // draws, FUTURES)
    exact = Fraction(FUTURES * count, draws)
    nearest = abs(said - exact) <= HALF or said in (1, FUTURES - 1)
    return of == FUTURES and 0 < said < FUTURES and nearest and abs(said - exact) < 1


@repeatable
@given(counted())
def test_the_number_in_an_agreement_is_the_share_it_stands_for(found: tuple[int, int, int]) -> None:
    draws, saves, loses = found
    record = net(*found)
    said = words.agreement(record)
    match = re.search(r"(saves|costs) in (\d+) of (\d+)", said)
    assert match, said
    count = saves if match[1] == "saves" else loses
    assert holds(int(match[2]), int(match[3]), count, draws), (said, found)


@repeatable
@given(counted())
def test_the_number_in_a_finding_is_the_share_it_stands_for_and_a_loss_is_told(found: tuple[int, int, int]) -> None:
    draws, saves, loses = found
    record = net(*found)
    said = words.finding(record, "A plan", "2027–2028")
    kind = verdict(record.difference)
    main = loses if kind is Verdict.NEGATIVE else saves
    numbers = [(int(k), int(n)) for k, n in re.findall(r"in (\d+) of (\d+)", said)]
    if match := re.search(r"in all (\d+) futures", said):
        assert main == draws
        numbers.insert(0, (int(match[1]), int(match[1])))
    assert holds(*numbers[0], main, draws), (said, found)
    warned = kind is Verdict.POSITIVE and "costs more than it avoids in" in said
    if warned:
        assert holds(*numbers[1], loses, draws)
    if kind is Verdict.POSITIVE and Fraction(loses, draws) >= Fraction(23, 100):
        assert warned, "a loss from 11 of 50 futures on is in the sentence"


@repeatable
@given(st.integers(1, 50), st.integers(0, 50))
def test_futures_in_words_say_all_only_where_all_agree(of: int, agreeing: int) -> None:
    said = words.in_futures(min(agreeing, of), of)
    if of == 1:
        assert said == "in the only future simulated"
    else:
        assert ("all" in said) == (agreeing >= of)
