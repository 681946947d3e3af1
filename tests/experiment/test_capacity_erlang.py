"""The smallest number of case managers in a place whose LEAD is a textbook queue, against Erlang's formulas."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from simulator.experiment.capacity import Capacity, Target, capacity
from simulator.experiment.capacity_runs import Sized
from simulator.experiment.question import Question
from simulator.experiment.sensitivity import Bench
from simulator.experiment.sensitivity_runs import Stake
from tests.experiment.doubles import Inline, MemorySink
from tests.experiment.places import CLOSED, KING_COUNTY, make_place
from tests.support import SERVICES, each_offense

LOAD, STAY_YEARS, PEOPLE = 5.0, 0.02, 600
STAY = STAY_YEARS * 365.25
# Those who are in the queue are not referred again; the others make up for them, to the first order.
EACH = LOAD / STAY_YEARS / (PEOPLE - LOAD)
ONE_STREAM = {
    "population.pool": PEOPLE,
    "population.death_rate": 0,
    "population.leaving_rate": 0,
    "population.arrivals_share": 0,
    "population.excluded_history_share": 0,
    "police.contact_rate": 0,
    "lead.eligible": each_offense(0),
    "lead.coverage": dict.fromkeys(KING_COUNTY["facts"]["population.areas"]["value"], 1),
    "lead.consent": 1,
    "lead.community_referral_rate": 0,
    "lead.social_referral_rate": EACH,
    "lead.referral_tilt": 0,  # everybody alike
    "lead.intake_completes": 1,
    "lead.intake_mean": 0,
    "lead.ever_engaged": 0,
    "lead.stable_after": 100,
    "lead.duration": STAY_YEARS,
    "lead.patience": 36_525,
    "lead.kept_for_arrests": 0,
    "lead.hire_lag": 0,
    "lead.caseload": 1,  # a case manager is a server
    "lead.annual_budget": 1_800_000,
    "costs.case_manager": 180_000,
    "costs.services_month": 0,
    **{f"{service}.{name}": 0 for service in SERVICES for name in ("take_up", "own_start_rate")},
}  # fmt: skip


def erlang_b(servers: int) -> float:
    """Return the share of arrivals that find all servers taken and leave."""
    return float(stats.poisson.pmf(servers, LOAD) / stats.poisson.cdf(servers, LOAD))


def erlang_c_wait(servers: int, share: float) -> float:
    """Return the days within which a share of all arrivals are served: P(W > t) = C exp(-(c - a) t / stay)."""
    blocked = erlang_b(servers)
    delayed = blocked / (1.0 - LOAD / servers * (1.0 - blocked))
    return max(0.0, math.log(delayed / (1.0 - share)) * STAY / (servers - LOAD))


def smallest_of(target: Target, folder: Path, **changes: float) -> Capacity:
    place = make_place(folder, ONE_STREAM, horizon_years=6, warm_up_years=1)
    scenario = place.scenario("queue", {path.replace("__", "."): value for path, value in changes.items()})
    question = Question((scenario,), place.scenario("closed", CLOSED), draws=0, replications=4)
    sized, executor = Sized(question, Stake(), "case-managers", after=1), Inline()
    return capacity(sized, target, Bench(MemorySink(), lambda: executor, 1), most=30)


@cache
def theory(days: float) -> int:
    return next(servers for servers in range(6, 60) if erlang_c_wait(servers, 0.95) <= days)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("erlang")


@pytest.mark.parametrize("days", [11.0, 4.5, 1.7])
def test_the_smallest_staff_for_a_wait_is_that_of_erlang_c(days: float, folder: Path) -> None:
    expected = theory(days)
    # The neighbors are clearly on either side, so that luck does not decide.
    assert erlang_c_wait(expected, 0.95) < 0.75 * days
    assert erlang_c_wait(expected - 1, 0.95) > 1.3 * days
    found = smallest_of(Target(wait_days=days, chance=0.5), folder / f"wait-{days}")
    assert found.smallest == expected
    at = found.by_future(expected)
    assert float(np.mean(at.wait_p95)) == pytest.approx(erlang_c_wait(expected, 0.95), rel=0.2)
    assert at.used.sum() / at.funded.sum() == pytest.approx(LOAD / expected, rel=0.03)
    assert not at.turned_away.any()


@pytest.mark.parametrize("share", [0.15, 0.09, 0.05])
def test_the_smallest_staff_without_a_list_is_that_of_erlang_b(share: float, folder: Path) -> None:
    expected = next(servers for servers in range(1, 60) if erlang_b(servers) <= share)
    assert erlang_b(expected) < 0.9 * share < 1.1 * share < erlang_b(expected - 1)
    found = smallest_of(Target(share, chance=0.5), folder / f"list-{share}", lead__waiting_list=0)
    assert found.smallest == expected
    at = found.by_future(expected)
    assert at.turned_away.sum() / at.qualified.sum() == pytest.approx(erlang_b(expected), rel=0.1)
