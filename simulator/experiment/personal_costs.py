"""What each person costs: what was counted of them at its price, and their share of what LEAD costs.

LEAD's staff, services and management are paid for by the month and not by the person. Each month's are shared among
that month's participants by their days in LEAD, its housing units among those who live in one by their days in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator.costs.ledger import Ledger, cost
from simulator.costs.price import Price, PriceBook
from simulator.experiment.causes import is_days
from simulator.experiment.run import Run
from simulator.model.events import Credit
from simulator.model.quantities import Quantity
from simulator.model.rows import columns
from simulator.model.tally import NOBODY, Tally
from simulator.units import Calendar, split_cents

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Cents = tuple[int, int]
"""Cents on each basis: average, and the part that varies."""

BY_DAYS_IN_LEAD = (
    Quantity.CASE_MANAGER_MONTHS, Quantity.PROGRAM_MONTHS, Quantity.PLACE_DAYS_USED, Quantity.PLACE_DAYS_FUNDED,
    Quantity.SERVED_DAYS, Quantity.NOTICE_DAYS, Quantity.NOTICE_MONTHS, Quantity.NOTICE_PROGRAM_MONTHS,
)  # fmt: skip
SHARED_BY: Mapping[Quantity, tuple[Quantity, ...]] = {
    **dict.fromkeys(BY_DAYS_IN_LEAD, (Quantity.PARTICIPANT_DAYS,)),
    Quantity.INTERIM_UNIT_DAYS: (Quantity.INTERIM_HOUSING_PLACE_DAYS, Quantity.PARTICIPANT_DAYS),
    Quantity.PERMANENT_UNIT_DAYS: (Quantity.PERMANENT_HOUSING_PLACE_DAYS, Quantity.PARTICIPANT_DAYS),
}
"""What LEAD pays for without its being counted of anybody, and by whose days it is shared: the first that are any."""
NO_KEY = -1

_DAYS = np.array([is_days(quantity) for quantity in Quantity])


@dataclass(frozen=True)
class Sharing:
    """By which quantity a shared one is shared in each month, and how much of it falls to each of its days."""

    key: Ints
    per_day: Floats


@dataclass(frozen=True)
class Counted:
    """Everything that one run counted of people, as columns, and the run's tally; `month` is the tally's."""

    person: Ints
    quantity: Ints
    amount: Floats
    time: Floats
    month: Ints
    tally: Tally
    calendar: Calendar

    @property
    def horizon(self) -> range:
        """The months that cost something: those after the warm-up."""
        return range(self.calendar.warm_up_months, self.calendar.months)

    def of(self, person: int) -> list[Credit]:
        """Return what was counted of a person."""
        return [
            Credit(float(self.time[i]), person, int(self.quantity[i]), float(self.amount[i]))
            for i in np.flatnonzero(self.person == person)
        ]

    def months_of(self, person: int) -> list[int]:
        """Return the month of everything that was counted of a person."""
        return [int(month) for month in self.month[self.person == person]]

    def by_month(self, person: int | None = None) -> Floats:
        """Return what was counted of one or of all people, by month and quantity."""
        chosen = slice(None) if person is None else self.person == person
        found = np.zeros(self.tally.counts.shape[:2])
        np.add.at(found, (self.month[chosen], self.quantity[chosen]), self.amount[chosen])
        return found

    @cached_property
    def sharing(self) -> Mapping[Quantity, Sharing]:
        """How each shared quantity is shared; what falls into a month in which nobody has such days is left over."""
        everyone = self.by_month()
        found = {}
        for quantity, keys in SHARED_BY.items():
            key = np.full(len(everyone), NO_KEY)
            for candidate in reversed(keys):
                key[everyone[:, candidate] > 0.0] = candidate
            days = np.where(key == NO_KEY, np.inf, everyone[np.arange(len(key)), key])
            found[quantity] = Sharing(key, self.tally.counts[:, quantity, NOBODY] / days)
        return found


def count_people(run: Run, calendar: Calendar) -> Counted:
    """Return what a run counted of people, who must have been recorded."""
    time, person, quantity, amount = columns(run.credits, len(Credit._fields))
    numbers, edges = quantity.astype(np.int64), np.array(calendar.edges)
    # Days are counted when they are over: at a month's end they still belong to it, what happens then does not.
    month = np.where(_DAYS[numbers], np.searchsorted(edges, time, "left"), np.searchsorted(edges, time, "right")) - 1
    return Counted(person.astype(np.int64), numbers, amount, time, month, run.tally, calendar)


# -- everybody, to choose from --------------------------------------------------------------------------------


def everybodys_dollars(counted: Counted, books: Sequence[PriceBook], people: int) -> Floats:
    """Return what each person costs on the horizon, the part that varies, LEAD's shares included."""
    rates = _rates(counted, books)
    for quantity, sharing in counted.sharing.items():
        for month in counted.horizon:
            if sharing.key[month] != NO_KEY:
                rates[month, sharing.key[month]] += rates[month, quantity] * sharing.per_day[month]
    dollars = counted.amount * rates[counted.month, counted.quantity]
    return np.bincount(counted.person, weights=dollars, minlength=people).astype(np.float64)


def nobodys_dollars(counted: Counted, books: Sequence[PriceBook]) -> float:
    """Return what LEAD costs in months in which there is nobody to share it among."""
    rates = _rates(counted, books)
    return sum(
        float(counted.tally.counts[month, quantity, NOBODY] * rates[month, quantity])
        for quantity, sharing in counted.sharing.items()
        for month in counted.horizon
        if sharing.key[month] == NO_KEY
    )


def _rates(counted: Counted, books: Sequence[PriceBook]) -> Floats:
    """Return the dollars of a counted unit by month and quantity, the part that varies; none in the warm-up."""
    rates = np.zeros(counted.tally.counts.shape[:2])
    for month, book in zip(counted.horizon, books, strict=True):
        for price in book.prices:
            for quantity, _, units in price.counts:
                rates[month, quantity] += units * price.marginal
    return rates


# -- one person, to the cent ----------------------------------------------------------------------------------


def personal_ledger(counted: Counted, books: Sequence[PriceBook], person: int) -> Ledger:
    """Return the ledger as if there were nobody else, with the person's share of what LEAD costs."""
    own = counted.by_month(person)
    counts = np.zeros((*own.shape, 2))
    counts[:, :, 0] = own
    for quantity, sharing in counted.sharing.items():
        key = np.maximum(sharing.key, 0)
        counts[:, quantity, NOBODY] = own[np.arange(len(own)), key] * sharing.per_day
    months = list(counted.horizon)
    return cost(Tally(counts, ("person",)), months, books, [1.0] * len(months))


def split_by_cause(
    counted: Counted, books: Sequence[PriceBook], person: int, causes: Sequence[int], ledger: Ledger
) -> Mapping[int, Mapping[str, Cents]]:
    """Split a person's ledger among the causes of what was counted, to the cent; by cause and line."""
    found: dict[int, dict[str, Cents]] = defaultdict(dict)
    amounts = _by_cause(counted, person, causes)
    for i, (month, book) in enumerate(zip(counted.horizon, books, strict=True)):
        for j, price in enumerate(book.prices):
            weights = _weights(counted, amounts, month, price)
            parts = [_split(int(cents), weights) for cents in ledger.cents[i, :, j, :2].sum(axis=0)]
            for cause, average, marginal in zip(weights, *parts, strict=True):
                before = found[cause].get(price.line, (0, 0))
                found[cause][price.line] = (before[0] + average, before[1] + marginal)
    return found


Amounts = Mapping[tuple[int, int], Sequence[tuple[int, float]]]
"""By month and quantity, what was counted: its cause and how much of it."""


def _by_cause(counted: Counted, person: int, causes: Sequence[int]) -> Amounts:
    amounts: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    for credit, month, cause in zip(counted.of(person), counted.months_of(person), causes, strict=True):
        amounts[month, credit.quantity].append((cause, credit.amount))
    return amounts


def _weights(counted: Counted, amounts: Amounts, month: int, price: Price) -> Mapping[int, float]:
    """Return how much of a line's units in a month each cause has: what was counted of it, and its share."""
    weights: dict[int, float] = defaultdict(float)
    for quantity, _, units in price.counts:
        sharing = counted.sharing.get(quantity)
        key, per_day = (int(quantity), 1.0) if sharing is None else (int(sharing.key[month]), sharing.per_day[month])
        for cause, amount in amounts.get((month, key), ()):
            weights[cause] += units * amount * float(per_day)
    return weights


def _split(cents: int, weights: Mapping[int, float]) -> list[int]:
    return split_cents(cents, list(weights.values())) if cents else [0] * len(weights)
