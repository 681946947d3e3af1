"""What a reinvestment fund decides by: agreement, spending plan, prices, and what savings are measured against."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.costs.capture import CaptureRule
from simulator.costs.price import PriceBook
from simulator.errors import InputError, nearest_names
from simulator.experiment.bought import RESOURCES
from simulator.experiment.capacities import capacity_plans
from simulator.experiment.setup import STAFF_OR_FUNDING, money_version, price_books
from simulator.experiment.staffing import staffing_rules
from simulator.inputs.agreement import Agreement
from simulator.inputs.draw import Inputs
from simulator.inputs.values import Snapshot, number
from simulator.model.engine import CapacityPlan
from simulator.model.measures import MEASURES
from simulator.model.tally import Tally
from simulator.units import to_cents

BY_MEASUREMENT = ("measured", "perfect_audit")
STAFF = {"supervisors": "costs.supervisor", "liaison_prosecutor": "costs.liaison_prosecutor"}
"""Whom a fund alone pays, and what they cost in a year."""
FOR_THE_WHOLE_RUN = ("capture.", "fund.", "lead.supervisor_ratio", *STAFF.values())


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
        rest = [repr(value) for name, value in vars(self).items() if name not in ("reference", "books")]
        # Most months share their book, which is long to write.
        written = {key: repr(book) for key, book in {id(book): book for book in self.books}.items()}
        different = list(dict.fromkeys(written.values()))
        months = [different.index(written[id(book)]) for book in self.books]
        digest.update("\n".join([*rest, *different, repr(months)]).encode())
        return digest.hexdigest()


def fund_terms(inputs: Inputs, baseline: Sequence[Tally]) -> FundTerms | None:
    """Return the terms of a scenario's fund, measured against the mean of these worlds of its baseline.

    None where no agreement captures anything. Raises InputError where it counts what there is no measure of or takes
    from whom it does not cover, and where its terms change on a later date.
    """
    agreement = inputs.scenario.agreement
    if agreement is None or not inputs.scenario.has_fund:
        return None
    calendar = inputs.scenario.jurisdiction.calendar
    refuse_unusable_terms(inputs)
    values = inputs.policy.at(calendar.start)
    staffing, capacities = staffing_rules(inputs), capacity_plans(inputs)
    counts = np.mean([tally.counts for tally in baseline], axis=0)
    changes = [when for when in inputs.policy.dates(STAFF_OR_FUNDING) if when > calendar.start]
    return FundTerms(
        agreement=agreement.model_copy(update={"certified_by": "-"}),  # who certifies decides nothing
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
        staff={item: to_cents(number(values, path)) for item, path in STAFF.items()},
        caseloads=staffing.caseloads,
        places={item: capacities[resource] for item, resource in RESOURCES.items()},
        base_changes=tuple(float(calendar.day_of(when)) for when in changes),
    )


def refuse_unusable_terms(inputs: Inputs) -> None:
    """Refuse an agreement that a fund cannot decide by, before anything is simulated; nothing without a fund."""
    agreement = inputs.scenario.agreement
    if agreement is not None and inputs.scenario.has_fund:
        _refuse_unknown_count(agreement)
        _refuse_uncovered_receiver(inputs, agreement)
        _refuse_later_terms(inputs)


def _refuse_unknown_count(agreement: Agreement) -> None:
    known, name = sorted({measure.name for measure in MEASURES}), agreement.deemed_quantity
    if name is not None and name not in known:
        nearest = nearest_names(name, known)
        raise InputError("there is no such quantity", key="reinvestment.deemed_quantity", found=name, nearest=nearest)


def _refuse_uncovered_receiver(inputs: Inputs, agreement: Agreement) -> None:
    if agreement.contract_line is not None:
        receiver = inputs.scenario.cost_lines[agreement.contract_line].receiver
        if receiver not in agreement.covers:
            raise InputError(
                "what a contract sends back is handed over by who receives its payments, whom the agreement covers",
                key="reinvestment.covers", found=", ".join(agreement.covers), allowed=receiver,
            )  # fmt: skip


def _refuse_later_terms(inputs: Inputs) -> None:
    start = inputs.scenario.jurisdiction.calendar.start
    for path in (path for path in inputs.policy.by_path if path.startswith(FOR_THE_WHOLE_RUN)):
        later = [when for when in inputs.policy.dates((path,)) if when > start]
        if later:
            raise InputError("this holds for the whole run and takes no later value", key=path, found=str(later[0]))


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
