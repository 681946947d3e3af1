"""An answer with a fund, made by hand: the same scenario without its agreement and with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from simulator.analysis.estimate import difference
from simulator.experiment.reinvest import WITHOUT
from simulator.results import ALL, Comparison, Record, Series
from tests.dashboard.sample import YEARS, Plan, answer, plan

NAME, BASELINE = "here/plan", "here/no-lead"
DRAWS = 50
BETTER, WORSE = plan(20.0, 15.0, 5.0), plan(20.0, 12.0, 5.0)


@dataclass(frozen=True)
class Book:
    """A fund's entries by fiscal year, in dollars; what is left follows from them."""

    opening: float = 0.0
    captured: Mapping[str, Sequence[float]] = field(default_factory=lambda: {"county": (0.0, 1e6, 2e6, 2e6)})
    spending: Mapping[str, Sequence[float]] = field(
        default_factory=lambda: {"LEAD case managers": (0.0, 4e5, 1e6, 2e6)}
    )
    administration: Sequence[float] = (0.0, 5e4, 1e5, 1e5)
    recipients: Mapping[str, Sequence[float]] = field(default_factory=dict)
    shortfall: float = 0.0

    def entries(self) -> dict[tuple[str, str | None], list[float]]:
        """Return every entry by year and, last, over the horizon."""
        captured, given, spent = (
            np.sum([np.zeros(4), *map(np.array, each.values())], axis=0)
            for each in (self.captured, self.recipients, self.spending)
        )
        deposits, administration = captured - given, np.array(self.administration)
        closing = self.opening + np.cumsum(deposits - spent - administration)
        opening = np.array([self.opening, *closing[:-1]])
        found: dict[tuple[str, str | None], Any] = {
            ("opening", None): [*opening, self.opening], ("closing", None): [*closing, closing[-1]],
            ("deposits", None): [*deposits, deposits.sum()],
            ("administration", None): [*administration, administration.sum()],
            ("returned", None): [0.0] * 5, ("shortfall", None): [0.0, 0.0, 0.0, self.shortfall, self.shortfall],
        }  # fmt: skip
        details = {"captured": self.captured, "spending": self.spending, "recipient": self.recipients}
        for entry, by_name in details.items():
            found |= {(entry, name): [*values, sum(values)] for name, values in by_name.items() if any(values)}
        return found


def steady(value: float) -> Any:
    return difference(np.full((DRAWS, 1), value))


def told(measure: str, was: float, now: float, **keys: Any) -> Record:
    """Return a record of a fund's table."""
    plain: dict[str, Any] = {"table": "fund", "unit": "dollars", "scenario": NAME, "baseline": BASELINE, **keys}
    return Record(
        measure=measure, baseline_mean=was, scenario_mean=now, **{"difference": steady(now - was), **plain}
    )  # fmt: skip


def funded(
    book: Book | None = None,
    *,
    without: Plan = BETTER,
    there: Plan = WORSE,
    places: tuple[float, float] = (100.0, 120.0),
    rate: float | None = None,
    never: float = 1.0,
) -> Comparison:
    """Return the answer: plans without and with the fund, places without and with it, and what would carry LEAD."""
    made = answer({NAME + WITHOUT: without, NAME: there}, {NAME + WITHOUT: "A plan", NAME: "A plan"})
    entries = (book or Book()).entries()
    records = [
        told(f"fund_{entry}", 0.0, value, line=detail, fiscal_year=year)
        for (entry, detail), values in entries.items()
        for year, value in zip((*YEARS, ALL), values, strict=True)
    ]
    captured = sum(values[-1] for (entry, _), values in entries.items() if entry == "captured")
    spent = sum(values[-1] for (entry, _), values in entries.items() if entry == "spending")
    for rung, value in (("captured", captured), ("reinvested", spent)):
        records.append(told("dollars", 0.0, value, table="money", rung=rung))
    numbers = {"self_funding_never": never, **({} if rate is None else {"self_funding_rate": rate})}
    records += [told(name, 0.0, value, table="money") for name, value in numbers.items()]
    records.append(told("carried_never", 0.0, 1.0, unit="share of futures"))
    records += [
        told("because_participants", 400.0, 430.0, unit="persons"),
        told("because_jail_days", 5e4, 4.9e4, unit="days"),
        told("because_paid_by_others", 9e6, 8e6),
    ]  # fmt: skip
    before = [
        replace(r, baseline_mean=0.0, scenario_mean=r.baseline_mean) if r.rung == "program" else r for r in made.records
    ]
    levels = [_places(NAME + WITHOUT, places[0]), _places(NAME, places[1])]
    return replace(made, records=(*before, *records), series=(*made.series, *levels))


def _places(scenario: str, level: float) -> Series:
    months = (level,) * (12 * len(YEARS))
    return Series(
        "queues",
        "places_funded_mean",
        "places",
        scenario,
        BASELINE,
        None,
        ALL,
        None,
        (0.0,) * len(months),
        *[months] * 6,
    )


@dataclass(frozen=True)
class Fall:
    """A source of funding that falls."""

    source: str = "state_grant"
    when: date = date(2029, 1, 1)
    lost: float = 4e6
    payer: str = "state"
