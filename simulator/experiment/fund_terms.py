"""What a reinvestment fund decides by: agreement, spending plan, prices, and what savings are measured against."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.costs.capture import CaptureRule
from simulator.costs.price import PriceBook
from simulator.experiment.bought import RESOURCES
from simulator.experiment.capacities import capacity_plans
from simulator.experiment.setup import STAFF_OR_FUNDING, money_version, price_books
from simulator.experiment.staffing import staffing_rules
from simulator.inputs.agreement import Agreement
from simulator.inputs.draw import Inputs
from simulator.inputs.values import Snapshot, number
from simulator.model.engine import CapacityPlan
from simulator.model.tally import Tally
from simulator.units import to_cents

BY_MEASUREMENT = ("measured", "perfect_audit")


@dataclass(frozen=True)
class FundTerms:
    """Everything that a fund decides by, in constant dollars; all of it can change what happens in a run.

    `reference` is the baseline that savings are measured against: the mean of what happened in some of its worlds.
    `staff` are the yearly cents of a supervisor and of a liaison prosecutor, `places` what there is without the fund.
    """

    agreement: Agreement
    rule: CaptureRule
    books: tuple[PriceBook, ...]
    reference: Tally
    lag: int
    hire_lag: float
    administration: float
    opening: int
    reserve_months: int
    notice_months: int
    deemed_price: float
    supervisor_ratio: float
    staff: Mapping[str, int]
    caseloads: tuple[tuple[float, float], ...]
    places: Mapping[str, CapacityPlan]
    base_changes: tuple[float, ...]

    def key(self) -> str:
        """Return the hash of the terms, and of the code that reckons with them."""
        digest = hashlib.sha256(money_version().encode())
        digest.update(np.ascontiguousarray(self.reference.counts).tobytes())
        rest = [repr(value) for name, value in vars(self).items() if name != "reference"]
        digest.update("\n".join(rest).encode())
        return digest.hexdigest()


def fund_terms(inputs: Inputs, baseline: Sequence[Tally]) -> FundTerms | None:
    """Return the terms of a scenario's fund, measured against the mean of these worlds of its baseline.

    None where no agreement captures anything.
    """
    agreement = inputs.scenario.agreement
    if agreement is None or not inputs.scenario.has_fund:
        return None
    calendar = inputs.scenario.jurisdiction.calendar
    values = inputs.policy.at(calendar.start)
    staffing, capacities = staffing_rules(inputs), capacity_plans(inputs)
    counts = np.mean([tally.counts for tally in baseline], axis=0)
    changes = [when for when in inputs.policy.dates(STAFF_OR_FUNDING) if when > calendar.start]
    return FundTerms(
        agreement=agreement,
        rule=CaptureRule(
            shares=_shares(inputs),
            audit_factor=number(values, "capture.audit_factor"),
            floor=to_cents(number(values, "capture.floor")),
            caps=_caps(agreement, values),
            years=agreement.years,
            clawback=number(values, "capture.clawback"),
        ),
        books=tuple(price_books(inputs)),
        reference=Tally(counts, baseline[0].groups),
        lag=round(number(values, "capture.lag")),
        hire_lag=staffing.hire_lag,
        administration=number(values, "capture.administration"),
        opening=to_cents(number(values, "fund.opening_balance")),
        reserve_months=max(1, round(number(values, "fund.reserve_months"))),
        notice_months=round(number(values, "fund.notice_months")),
        deemed_price=number(values, "capture.deemed_price"),
        supervisor_ratio=number(values, "lead.supervisor_ratio"),
        staff={
            "supervisors": to_cents(number(values, "costs.supervisor")),
            "liaison_prosecutor": to_cents(number(values, "costs.liaison_prosecutor")),
        },
        caseloads=staffing.caseloads,
        places={item: capacities[resource] for item, resource in RESOURCES.items()},
        base_changes=tuple(float(calendar.day_of(when)) for when in changes),
    )


def _shares(inputs: Inputs) -> tuple[float, ...]:
    agreement = inputs.scenario.agreement
    if agreement is not None and agreement.shares_by_year is not None:
        return agreement.shares_by_year
    return (number(inputs.policy.at(inputs.scenario.jurisdiction.calendar.start), "capture.share"),)


def _caps(agreement: Agreement, values: Snapshot) -> tuple[int | None, ...]:
    every_year = to_cents(number(values, "capture.cap"))
    if agreement.caps_by_year is None:
        return (every_year,)
    return tuple(every_year if cap is None else min(every_year, to_cents(cap)) for cap in agreement.caps_by_year)
