"""LEAD's places and waiting list as a queue with many servers, finite sources and impatience."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from simulator.units import DAYS_PER_YEAR, days
from tests.support import AREAS, NO_SERVICES, Outcome
from tests.verification.formulas import Queue, erlang_c, finite_source_queue
from tests.verification.harness import (
    NO_ARREST_DIVERSION,
    STEADY,
    ClosedForm,
    check_columns,
    over_worlds,
)
from tests.verification.paths import WAITING, episodes

if TYPE_CHECKING:
    from collections.abc import Sequence

CHAIN = "finite-source birth-death chain, formulas.finite_source_queue"
IMPATIENT = "Garnett, Mandelbaum and Reiman 2002, doi:10.1287/msom.4.3.208.7753, with finite sources"
ERLANG = "Erlang C; Gross, Shortle, Thompson and Harris 2008, doi:10.1002/9781118625651, section 2.3"

YEARS = 0.05  # mean time in a place: 18 days
WARM_UP = days(1)
FOREVER = 1e12

# A stream of referrals and nothing else: immediate intake, one weight, no lapses, no police contacts.
ONLY_REFERRALS = {
    **STEADY,
    **NO_ARREST_DIVERSION,
    "police.contact_rate": 0.0,
    "population.excluded_history_share": 0.0,
    "lead.coverage": dict.fromkeys(AREAS, 1.0),
    "lead.consent": 1.0,
    "lead.community_referral_rate": 0.0,
    "lead.intake_completes": 1.0,
    "lead.intake_mean": 0.0,
    "lead.ever_engaged": 0.0,
    "lead.stable_after": 1e6,
}


def changes_for(sources: int, each: float, patience_days: float) -> dict[str, object]:
    """Return the parameter values of so many sources who are referred at rate `each` a year."""
    return {
        **ONLY_REFERRALS,
        "population.pool": sources,
        "lead.social_referral_rate": each,
        "lead.duration": YEARS,
        "lead.patience": patience_days,
    }


def second_month(outcome: Outcome, measure: str) -> float:
    return float(outcome.tally.monthly(measure)[1])


def levels(outcome: Outcome, span: float) -> tuple[float, float, float, float]:
    """Return mean served and waiting, and the shares of referrals that gave up and that were delayed."""
    referrals = second_month(outcome, "referrals")
    return (
        second_month(outcome, "participant_days") / span,
        second_month(outcome, "waiting_days") / span,
        second_month(outcome, "drop_outs") / referrals,
        second_month(outcome, "referrals_without_slot") / referrals,
    )


def forms_of(queue: Queue, source: str, detects: Sequence[float]) -> list[ClosedForm]:
    return [
        ClosedForm(name, getattr(queue, name), source, size)
        for name, size in zip(("served", "waiting", "abandoning", "delayed"), detects, strict=True)
    ]


def test_places_without_impatience_are_machine_repair():
    sources, each, places, span = 20, 8.0, 6, days(40)
    rows = over_worlds(
        lambda outcome: levels(outcome, span),
        changes_for(sources, each, FOREVER),
        worlds=range(200, 216),
        edges=(0.0, WARM_UP, WARM_UP + span),
        plan=[(0.0, places)],
    )
    queue = finite_source_queue(sources, each / DAYS_PER_YEAR, places, 1.0 / days(YEARS), 0.0)
    served, waiting, _, delayed = forms_of(queue, CHAIN, (0.02, 0.15, 0.0, 0.07))
    check_columns([served, waiting, delayed], [(row[0], row[1], row[3]) for row in rows])
    assert all(row[2] == 0.0 for row in rows)


def test_places_with_impatience_are_erlang_a():
    sources, each, places, patience, span = 40, 8.0, 10, 11.0, days(30)
    rows = over_worlds(
        lambda outcome: levels(outcome, span),
        changes_for(sources, each, patience),
        worlds=range(300, 312),
        edges=(0.0, WARM_UP, WARM_UP + span),
        plan=[(0.0, places)],
    )
    queue = finite_source_queue(sources, each / DAYS_PER_YEAR, places, 1.0 / days(YEARS), 1.0 / patience)
    check_columns(forms_of(queue, IMPATIENT, (0.02, 0.08, 0.08, 0.05)), rows)


def test_the_chain_becomes_erlang_c_with_many_sources():
    arrivals, ends, places = 9.0, 1.0, 12
    chain = finite_source_queue(10**6, arrivals / 10**6, places, ends, 0.0)
    queue = erlang_c(arrivals, places, ends)
    assert (chain.served, chain.waiting, chain.delayed) == pytest.approx(
        (queue.served, queue.waiting, queue.delayed), rel=1e-3
    )


def test_places_with_many_sources_are_erlang_c():
    sources, load, places, span = 1_000, 1.8, 3, days(120)
    queue = erlang_c(load / YEARS, places, 1.0 / YEARS)
    # Those in the system are not referred again; the others make up for them, to the first order.
    each = load / YEARS / (sources - queue.served - queue.waiting)
    long_wait = days(YEARS) / (places - load)

    def measure(outcome: Outcome) -> tuple[float, float, float, float]:
        served, waiting, _, delayed = levels(outcome, span)
        waits = [e.end - e.begin for e in episodes(outcome.events, WAITING) if e.begin >= WARM_UP]
        longer = sum(wait > long_wait for wait in waits) / second_month(outcome, "referrals")
        return served, waiting, delayed, longer

    rows = over_worlds(
        measure,
        {**changes_for(sources, each, FOREVER), **NO_SERVICES},  # so many people, so long: services take minutes
        worlds=range(400, 416),
        edges=(0.0, WARM_UP, WARM_UP + span),
        plan=[(0.0, places)],
    )
    served, waiting, _, delayed = forms_of(queue, ERLANG, (0.04, 0.18, 0.0, 0.08))
    # First come, first served: the wait of the delayed is exponential, with mean 1 / (cμ − λ).
    longer = ClosedForm("share that waits long", queue.delayed / math.e, ERLANG, 0.16)
    check_columns([served, waiting, delayed, longer], rows)
