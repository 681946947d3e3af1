"""What each person costs: nothing is lost or counted twice, and what LEAD shares out is all of it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from simulator.costs.ledger import cost
from simulator.costs.price import Price
from simulator.experiment.personal_costs import (
    NO_KEY,
    SHARED_BY,
    Counted,
    count_people,
    everybodys_dollars,
    nobodys_dollars,
    personal_ledger,
    split_by_cause,
)
from simulator.experiment.run import Run, run
from simulator.experiment.setup import price_books
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.scenario import FUNDERS
from simulator.model.events import Credit
from simulator.model.quantities import Quantity
from simulator.model.tally import NOBODY, Tally
from simulator.units import Calendar
from tests.costs.books import book, jail, staff
from tests.experiment.places import Place

Q = Quantity
CALENDAR = Calendar(date(2027, 1, 1), warm_up_months=1, horizon_months=2)  # edges at -31, 0, 31 and 59
HOUSING = Price("housing", 50.0, 50.0, ((Q.INTERIM_UNIT_DAYS, FUNDERS, 1.0),), program=True)


def counted(*credits_: Credit, **nobody: list[float]) -> Counted:
    """Return what was counted of people, and of nobody in the three months."""
    tally = Tally.empty(3, ("everybody",))
    for name, amounts in nobody.items():
        tally.counts[:, Q[name], NOBODY] = amounts
    return count_people(Run(tally, [], list(credits_)), CALENDAR)


# -- by hand --------------------------------------------------------------------------------------------------


def test_days_at_a_months_end_are_of_the_month_that_ends_and_counts_of_the_one_that_begins():
    found = counted(Credit(31.0, 0, Q.JAIL_DAYS_SUPERIOR, 2.0), Credit(31.0, 0, Q.BOOKINGS_SUPERIOR, 1.0))
    assert found.month.tolist() == [1, 2]


def test_staff_is_shared_by_the_days_in_lead_of_each_month():
    found = counted(
        Credit(31.0, 0, Q.PARTICIPANT_DAYS, 30.0), Credit(31.0, 1, Q.PARTICIPANT_DAYS, 10.0),
        Credit(59.0, 1, Q.PARTICIPANT_DAYS, 5.0),
        CASE_MANAGER_MONTHS=[7.0, 1.0, 2.0],
    )  # fmt: skip
    books = [book(staff(1_000.0))] * 2
    assert everybodys_dollars(found, books, 3).tolist() == [750.0, 2_250.0, 0.0]
    assert nobodys_dollars(found, books) == 0.0
    assert [personal_ledger(found, books, person).cents[..., 1].sum() for person in range(3)] == [75_000, 225_000, 0]


def test_the_warm_up_costs_nothing():
    found = counted(
        Credit(-5.0, 0, Q.JAIL_DAYS_SUPERIOR, 9.0), Credit(0.0, 0, Q.JAIL_DAYS_SUPERIOR, 1.0),
        Credit(2.0, 0, Q.JAIL_DAYS_SUPERIOR, 2.0),
    )  # fmt: skip
    books = [book(jail(200.0, 24.0))] * 2
    assert everybodys_dollars(found, books, 1).tolist() == [48.0]
    assert personal_ledger(found, books, 0).cents.sum(axis=(0, 1)).tolist() == [[40_000, 4_800, 4_800]]


def test_housing_is_shared_by_who_lives_in_it_and_by_participants_while_it_stands_empty():
    found = counted(
        Credit(31.0, 0, Q.PARTICIPANT_DAYS, 31.0), Credit(31.0, 1, Q.PARTICIPANT_DAYS, 31.0),
        Credit(59.0, 0, Q.PARTICIPANT_DAYS, 28.0), Credit(59.0, 1, Q.PARTICIPANT_DAYS, 28.0),
        Credit(59.0, 1, Q.INTERIM_HOUSING_PLACE_DAYS, 14.0),
        INTERIM_UNIT_DAYS=[0.0, 31.0, 28.0],
    )  # fmt: skip
    sharing = found.sharing[Q.INTERIM_UNIT_DAYS]
    assert sharing.key.tolist() == [NO_KEY, Q.PARTICIPANT_DAYS, Q.INTERIM_HOUSING_PLACE_DAYS]
    assert everybodys_dollars(found, [book(HOUSING)] * 2, 2).tolist() == [775.0, 775.0 + 1_400.0]


def test_what_falls_into_a_month_without_participants_is_nobodys():
    found = counted(Credit(59.0, 0, Q.PARTICIPANT_DAYS, 28.0), CASE_MANAGER_MONTHS=[3.0, 2.0, 1.0])
    books = [book(staff(1_000.0))] * 2
    assert nobodys_dollars(found, books) == 2_000.0
    assert everybodys_dollars(found, books, 1).tolist() == [1_000.0]


def test_a_months_cents_are_split_by_what_each_cause_counted():
    found = counted(*(Credit(t, 0, Q.JAIL_DAYS_SUPERIOR, 1.0) for t in (2.0, 5.0, 9.0)))
    books = [book(jail(100.0, 0.01 / 3))] * 2
    ledger = personal_ledger(found, books, 0)
    parts = split_by_cause(found, books, 0, [4, 7, 7], ledger)
    assert parts == {4: {"jail bed": (10_000, 0)}, 7: {"jail bed": (20_000, 1)}}


# -- a whole run ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def inputs(place: Place) -> Inputs:
    housed = {"interim_housing.places": 3, "permanent_housing.places": 2}
    return draw_inputs(place.scenario("shared", housed), 5, 1)


@pytest.fixture(scope="module")
def everything(inputs: Inputs) -> Counted:
    return count_people(run(inputs, 0, record_events=True), inputs.scenario.jurisdiction.calendar)


def test_what_was_counted_person_by_person_is_the_tally(everything: Counted):
    of_people = everything.tally.counts[:, :, :NOBODY].sum(axis=2)
    assert np.allclose(everything.by_month(), of_people, rtol=0.0, atol=1e-6)
    assert of_people.sum() > 1_000.0


def test_people_share_all_of_what_lead_costs(everything: Counted):
    people = int(everything.person.max()) + 1
    mine = [everything.by_month(person) for person in range(people)]
    for quantity, sharing in everything.sharing.items():
        assert quantity in SHARED_BY
        for month in everything.horizon:
            parts = [own[month, sharing.key[month]] * sharing.per_day[month] for own in mine]
            assert sum(parts) == pytest.approx(everything.tally.counts[month, quantity, NOBODY])


def test_what_everybody_costs_is_the_ledger_of_the_run(inputs: Inputs, everything: Counted):
    books = [book.of_units() for book in price_books(inputs)]
    months = list(everything.horizon)
    whole = cost(everything.tally, months, books, [1.0] * len(months)).cents.sum(axis=(0, 1))
    people = int(everything.person.max()) + 1
    ledgers = [personal_ledger(everything, books, person).cents for person in range(people)]
    parts = sum(ledger.sum(axis=(0, 1)) for ledger in ledgers)
    cells = people * len(months) * len(books[0].payers)
    assert np.abs(parts - whole).max() <= 0.5 * cells, "each person's cells are rounded once"
    assert nobodys_dollars(everything, books) == 0.0
    exact = [ledger[..., 1].sum() / 100 for ledger in ledgers]
    assert np.allclose(everybodys_dollars(everything, books, people), exact, rtol=0.0, atol=0.005 * cells / people * 25)
