"""The same workload in several simulators: all find what theory says, and one that does not is noticed."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from benchmarks.peers import in_leadsim, plain_simpy
from benchmarks.peers.side_by_side import absent, disagreements, measure, rows
from benchmarks.peers.workload import Book, Found, Level, Workload, in_theory
from simulator.model.engines import DEFAULT_ENGINE, ENGINES
from simulator.units import DAYS_PER_YEAR

SMALL = Workload(60, DAYS_PER_YEAR, 4 * DAYS_PER_YEAR)


def found_by(module, workload: Workload = SMALL, seeds: range = range(8)) -> list[Found]:
    return [module.simulate(workload, seed) for seed in seeds]


def own(engine, workload: Workload = SMALL, seeds: range = range(8)) -> list[Found]:
    return [in_leadsim.simulate(workload, in_leadsim.setup_of(workload, seed), engine)[0] for seed in seeds]


# -- the closed form --------------------------------------------------------------------------------------


def test_people_are_conserved_in_theory():
    found = in_theory(SMALL)
    at_liberty = found.contacts / DAYS_PER_YEAR * SMALL.people * SMALL.at_liberty
    assert at_liberty + found.in_jail + found.in_program == pytest.approx(SMALL.people)


def test_with_places_for_all_nobody_waits_and_shares_are_in_proportion():
    found = in_theory(replace(SMALL, places_each=1.0))
    cycle = SMALL.at_liberty + 1.0 + SMALL.jail_share * SMALL.jail + (1.0 - SMALL.jail_share) * SMALL.program
    assert found.wait == pytest.approx(0.0)
    assert found.contacts == pytest.approx(DAYS_PER_YEAR / cycle)
    assert found.in_jail == pytest.approx(SMALL.people * (1.0 + SMALL.jail_share * SMALL.jail) / cycle)


def test_a_single_place_is_always_taken():
    found = in_theory(replace(SMALL, people=60, places_each=1 / 60))
    assert found.in_program == pytest.approx(1.0, abs=1e-6)


# -- who finds it -----------------------------------------------------------------------------------------


def test_simpy_finds_the_closed_form():
    assert not disagreements(SMALL, {"SimPy": found_by(plain_simpy)})


@pytest.mark.parametrize("engine", ENGINES)
def test_this_simulator_finds_the_closed_form(engine):
    assert not disagreements(SMALL, {"SimPy": found_by(plain_simpy), engine: own(engine)})


def test_both_engines_find_the_same():
    one, other = (own(engine, seeds=range(2)) for engine in ENGINES)
    assert one == other


def test_salabim_meets_the_luck_of_simpy():
    pytest.importorskip("salabim")
    from benchmarks.peers import in_salabim

    for one, other in zip(found_by(plain_simpy, seeds=range(3)), found_by(in_salabim, seeds=range(3)), strict=True):
        assert [getattr(one, field.name) for field in fields(one)] == pytest.approx(
            [getattr(other, field.name) for field in fields(other)]
        )


def test_ciw_finds_the_closed_form():
    pytest.importorskip("ciw")
    from benchmarks.peers import in_ciw

    assert not disagreements(SMALL, {"SimPy": found_by(plain_simpy), "Ciw": found_by(in_ciw)})


@pytest.mark.parametrize(
    "wrong",
    [{"at_liberty": 80.0}, {"jail": 30.0}, {"jail_share": 0.65}, {"program": 52.0}, {"places_each": 0.25}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_another_workload_is_noticed(wrong):
    off = disagreements(SMALL, {"SimPy": found_by(plain_simpy), "other": own(DEFAULT_ENGINE, replace(SMALL, **wrong))})
    assert off
    assert all(line.startswith("other") for line in off)


def test_as_much_happens_in_each():
    """An event is the same in all, or a cost of one says nothing."""
    expected = in_theory(SMALL).moves
    counts = {
        "theory": expected,
        "SimPy": np.mean([found.moves for found in found_by(plain_simpy)]),
        "leadsim": np.mean([found.moves for found in own(DEFAULT_ENGINE)]),
    }
    assert max(counts.values()) < 1.05 * min(counts.values()), counts


# -- the book and the rows --------------------------------------------------------------------------------


def test_a_level_is_added_up_from_the_beginning_of_the_measured_time():
    level = Level(10.0)
    level.change(4.0, 2)
    level.change(12.0, 1)
    level.change(15.0, -3)
    level.change(20.0, 0)
    assert level.area == 2 * (12.0 - 10.0) + 3 * (15.0 - 12.0)


def test_the_book_of_one_life():
    book = Book(Workload(1, 0.0, 100.0))
    book.contact(10.0)
    book.hearing(11.0, to_jail=True)
    book.jail_ends(30.0)
    book.contact(40.0)
    book.hearing(41.0, to_jail=False)
    book.program_begins(45.0)
    book.program_ends(95.0)
    found = book.found()
    assert found == Found(2 / 100.0 * DAYS_PER_YEAR, 0.25, 0.5, 4.0, 7)


def test_a_cheaper_event_is_a_higher_rate():
    found = found_by(plain_simpy)
    runs = {"SimPy": [(each, 2.0) for each in found], "other": [(each, 1.0) for each in found]}
    cost, rate, agree = rows(SMALL, runs)
    assert float(cost.value) == pytest.approx(2e6 / found[0].moves, rel=0.1)
    assert (rate.value, agree.value) == ("2", "yes")


def test_what_is_not_compared_is_said():
    assert any("simmer" in row.measure for row in absent())


def test_the_small_comparison_runs_and_agrees():
    found = list(measure("small", DEFAULT_ENGINE))
    verdicts = [row for row in found if row.wanted == "yes"]
    assert [row.value for row in verdicts] == ["yes"]
    assert any(DEFAULT_ENGINE in row.measure for row in found)
