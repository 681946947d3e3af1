"""Answers made by hand for the tests of pages: what each payer avoids, gets back in cash and pays, draw by draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from simulator.analysis.break_even import break_even
from simulator.analysis.estimate import difference
from simulator.analysis.futures import dots
from simulator.results import ALL, TAXPAYERS, Comparison, Difference, Futures, Identity, Record, Series, Table, Versus

Draws = npt.NDArray[np.float64]
YEARS = (2027, 2028, 2029, 2030)
MILLION = 1e6
PRIVATE = "philanthropy"


def around(mean: float, spread: float = 0.0, draws: int = 50) -> Draws:
    """Return draws in millions of dollars, evenly spread around a mean."""
    return MILLION * (mean + np.linspace(-spread, spread, draws))


@dataclass(frozen=True)
class Plan:
    """What payers avoid, get back in cash and pay for LEAD (a cost is positive), in dollars by draw."""

    avoided: Mapping[str, Draws]
    cashable: Mapping[str, Draws]
    program: Mapping[str, Draws]
    moved: Mapping[str, Draws] = field(default_factory=dict)


def plan(avoided: float, cashable: float, program: float, spread: float = 0.0, draws: int = 50) -> Plan:
    """Return a plan of one city: averages in millions; what is avoided is spread, and cash with it."""
    return Plan(
        {"city": around(avoided, spread, draws)},
        {"city": around(cashable, spread, draws)},
        {"city": around(program, 0.0, draws)},
    )


GAIN = plan(20.0, 15.0, 5.0, spread=4.0)
LOSS = plan(5.0, 3.0, 20.0, spread=4.0)


def answer(plans: Mapping[str, Plan] | None = None, titles: Mapping[str, str] | None = None) -> Comparison:
    """Return an answer with these scenarios, by their names."""
    plans = plans or {"here/gain": GAIN, "here/loss": LOSS}
    draws = len(next(iter(next(iter(plans.values())).avoided.values())))
    identity = Identity(
        scenarios=tuple(plans),
        baseline="here/no-lead",
        titles={name: (titles or {}).get(name, f"A plan that is called {name}") for name in (*plans, "here/no-lead")},
        seed=7,
        draws=draws,
        replications=1,
        engine="fast",
        money="constant",
        price_year=2025,
        start="2027-01-01",
        fiscal_years=YEARS,
        people=1000,
        versions={"leadsim": "0.1.0"},
        hashes=dict.fromkeys((*plans, "here/no-lead"), "0123456789abcdef"),
    )
    made = {name: _Sums(of) for name, of in plans.items()}
    names = list(plans)
    return Comparison(
        identity,
        tuple(record for name, sums in made.items() for record in sums.records(name, "here/no-lead")),
        tuple(each for name, sums in made.items() for each in sums.futures(name)),
        tuple(each for name, sums in made.items() for each in sums.series(name)),
        tuple(
            Versus(later, earlier, rung, payer, _better(made[later].net(rung, payer), made[earlier].net(rung, payer)))
            for i, earlier in enumerate(names)
            for later in names[i + 1 :]
            for rung in ("net", "cash_net")
            for payer in made[later].views
        ),
    )  # fmt: skip


def _better(one: Draws, other: Draws) -> Difference:
    return difference((one - other)[:, np.newaxis])


class _Sums:
    """A plan's sums by rung and payer."""

    def __init__(self, of: Plan) -> None:
        self.plan = of
        self.payers = list(dict.fromkeys([*of.avoided, *of.cashable, *of.program, *of.moved]))
        self.draws = len(next(iter(of.avoided.values())))
        private = [TAXPAYERS] if PRIVATE in self.payers else []
        self.views = [ALL, *private, *self.payers]

    def of(self, rung: str, view: str) -> Draws:
        """Return a rung of a payer, or of several; a saving is positive."""
        members = {ALL: self.payers, TAXPAYERS: [p for p in self.payers if p != PRIVATE]}.get(view, [view])
        return sum((self._one(rung, payer) for payer in members), np.zeros(self.draws))

    def _one(self, rung: str, payer: str) -> Draws:
        none = np.zeros(self.draws)
        if rung == "gross":
            return 2.0 * self.plan.avoided.get(payer, none)
        if rung == "program":
            return -self.plan.program.get(payer, none)
        found: Mapping[str, Draws] = getattr(self.plan, rung)
        return found.get(payer, none)

    def net(self, rung: str, view: str) -> Draws:
        """Return a net of a payer or several."""
        saved = {"net": "avoided", "cash_net": "cashable", "average_net": "gross"}[rung]
        moved = self.of("moved", view) if rung == "cash_net" else 0.0
        return self.of(saved, view) + self.of("program", view) + moved

    def records(self, name: str, baseline: str) -> Sequence[Record]:
        found = [_count(name, baseline, measure, mean) for measure, mean in COUNTS.items()]
        for view in self.views:
            for rung in ("gross", "avoided", "cashable", "program"):
                line = "LEAD" if rung == "program" else "jail bed"
                values = self.of(rung, view)
                found += self._dollars(name, baseline, rung, view, None, values)
                if values.any():
                    found += self._dollars(name, baseline, rung, view, line, values)
            for rung in ("net", "cash_net", "average_net"):
                found += self._dollars(name, baseline, rung, view, None, self.net(rung, view))
            for rung in ("net", "cash_net"):
                found += self._break_even(name, baseline, rung, view)
        found.append(_number(name, baseline, "cost_per_participant_month", 900.0))
        return found

    def _dollars(self, name: str, baseline: str, rung: str, view: str, line: str | None, values: Draws) -> list[Record]:
        parts = [(ALL, values), *((year, values / len(YEARS)) for year in YEARS)]
        return [
            Record(
                "money", "dollars", "dollars", name, baseline, float(np.abs(of).mean()), 0.0, difference(of[:, None]),
                rung=rung, payer=view, line=line, fiscal_year=when, price_year=2025,
            )
            for when, of in parts
        ]  # fmt: skip

    def _monthly(self, rung: str, view: str) -> Draws:
        months = 12 * len(YEARS)
        return np.outer(self.net(rung, view), np.arange(1, months + 1) / months)

    def _break_even(self, name: str, baseline: str, rung: str, view: str) -> list[Record]:
        found = break_even(self._monthly(rung, view))
        if found.nothing:
            return []
        made = [_number(name, baseline, "break_even_never", found.never, rung, view)]
        if found.median is not None:
            made.append(_number(name, baseline, "break_even_month_median", found.median, rung, view))
        return made

    def futures(self, name: str) -> list[Futures]:
        return [
            Futures(name, "here/no-lead", rung, view, dots(self.net(rung, view)))
            for rung in ("net", "cash_net")
            for view in self.views
        ]

    def series(self, name: str) -> list[Series]:
        found = []
        for rung in ("net", "cash_net"):
            for view in self.views:
                by_month = self._monthly(rung, view)
                low, p25, p75, high = np.percentile(by_month, [5, 25, 75, 95], axis=0)
                band = (tuple(each.tolist()) for each in (by_month.mean(axis=0), low, p25, p75, high))
                found.append(
                    Series("money", "cumulative_net", "dollars", name, "here/no-lead", rung, view, None, (), (), *band)
                )
        return found


COUNTS = {"participants": 400.0, "bookings": -120.0, "jail_days": -3_600.0}


def _count(name: str, baseline: str, measure: str, mean: float) -> Record:
    table: Table = "quantities"
    of = difference(np.full((2, 1), mean))
    return Record(table, measure, "count", name, baseline, 10_000.0, 10_000.0 + mean, of)


def _number(name: str, baseline: str, measure: str, value: float, rung: str | None = None, payer: str = ALL) -> Record:
    of = replace(difference(np.full((50, 1), value)), mcse=None)
    return Record("money", measure, "share of futures", name, baseline, 0.0, value, of, rung=rung, payer=payer)
