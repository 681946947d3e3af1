"""Who enters which arm, and what of them counts before, at and after that, by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from simulator.evidence.cohort import Arm, arms_of
from simulator.evidence.files import ArmFile, CohortFile, OddsRatio
from simulator.evidence.lives import Followed, Lives
from simulator.evidence.measures import columns_of
from simulator.model.events import Kind, Refusal, Route
from simulator.model.quantities import Quantity
from simulator.units import DAYS_PER_YEAR, Calendar
from tests.evidence.lives import lives

CALENDAR = Calendar(date(2012, 1, 1), warm_up_months=24, horizon_months=36)
LEAD = ArmFile(title="LEAD", enters_by=("arrest_diversion", "social_contact"), people=10)
CONTROL = ArmFile(title="As usual", enters_by=("shift_not_covered",), people=10, without_lead=True)
COHORT = CohortFile(
    arms={"lead": LEAD, "control": CONTROL},
    enters_from=date(2012, 1, 1),
    enters_until=date(2014, 1, 1),
    followed_until=date(2014, 7, 1),
)
YEAR = DAYS_PER_YEAR
Q = Quantity


def not_diverted(time: float, person: int, why: Refusal = Refusal.SHIFT_NOT_COVERED):
    return (time, person, Kind.NOT_DIVERTED, why)


def diverted(time: float, person: int):
    return [
        (time, person, Kind.REFERRED, Route.ARREST_DIVERSION),
        (time, person, Kind.DIVERTED, 0),
        (time + 3.0, person, Kind.INTAKE, Route.ARREST_DIVERSION),
    ]


def entered(with_lead: Lives, without: Lives | None = None) -> dict[str, dict[int, float]]:
    arms = arms_of(COHORT, CALENDAR, with_lead, without or with_lead)
    return {
        name: dict(zip(arm.people.numbers.tolist(), arm.people.entered.tolist(), strict=True))
        for name, arm in arms.items()
    }


# -- who enters -------------------------------------------------------------------------------------------


def test_the_first_entry_into_any_arm_decides():
    happened = [not_diverted(10.0, 0), *diverted(20.0, 0), *diverted(5.0, 1), not_diverted(30.0, 1)]
    assert entered(lives(3, events=sorted(happened))) == {"lead": {1: 5.0}, "control": {0: 10.0}}


def test_who_is_handed_over_enters_at_that_moment_and_not_at_intake():
    assert entered(lives(1, events=diverted(20.0, 0)))["lead"] == {0: 20.0}


def test_a_hand_over_without_intake_is_no_entry():
    assert entered(lives(1, events=diverted(20.0, 0)[:2]))["lead"] == {}


@pytest.mark.parametrize("when", [-1.0, 731.0, 2000.0])
def test_nobody_enters_outside_the_time_of_entry(when: float):
    assert entered(lives(1, events=[not_diverted(when, 0)]))["control"] == {}


def test_an_entry_after_one_outside_the_time_still_counts():
    assert entered(lives(1, events=[not_diverted(-1.0, 0), not_diverted(4.0, 0)]))["control"] == {0: 4.0}


def test_other_reasons_are_no_entry():
    assert entered(lives(1, events=[not_diverted(4.0, 0, Refusal.OFFENSE_NOT_ELIGIBLE)]))["control"] == {}


def test_who_was_in_lead_before_enters_no_arm():
    happened = [*diverted(-50.0, 0), not_diverted(10.0, 0)]
    assert entered(lives(1, events=happened)) == {"lead": {}, "control": {}}


def test_an_arm_without_lead_is_followed_in_the_lives_without_it():
    with_lead = lives(1, [(50.0, 0, Q.BOOKINGS_SUPERIOR, 1.0)], [not_diverted(10.0, 0)])
    arms = arms_of(COHORT, CALENDAR, with_lead, lives(1))
    assert arms["control"].after("bookings").tolist() == [0.0]


# -- what counts ------------------------------------------------------------------------------------------


def arm(life: Lives, entry: float = 100.0, until: float = 800.0) -> Arm:
    return Arm(Followed.of(life, np.array([0]), np.array([entry])), np.array([until]))


def test_the_booking_and_the_stay_of_the_entry_are_kept_apart():
    life = lives(
        1,
        [
            (100.0, 0, Q.BOOKINGS_SUPERIOR, 1.0),
            (112.0, 0, Q.JAIL_DAYS_SUPERIOR, 12.0),
            (300.0, 0, Q.BOOKINGS_MUNICIPAL, 1.0),
            (305.0, 0, Q.JAIL_DAYS_MUNICIPAL, 5.0),
        ],
        [(112.0, 0, Kind.RELEASED, 0), (305.0, 0, Kind.RELEASED, 0)],
    )
    found = arm(life)
    assert (found.at_entry("bookings").item(), found.after("bookings").item()) == (1.0, 1.0)
    assert (found.at_entry("jail_days").item(), found.after("jail_days").item()) == (12.0, 5.0)


def test_days_that_reach_over_an_edge_count_for_their_part():
    life = lives(1, [(110.0, 0, Q.JAIL_DAYS_SUPERIOR, 30.0), (820.0, 0, Q.JAIL_DAYS_SUPERIOR, 40.0)])
    found = arm(life)
    assert found.before("jail_days", 1.0).item() == 20.0
    assert found.after("jail_days").item() == 10.0 + 20.0


def test_a_window_of_years_has_no_ends_of_its_own():
    at_half_a_year = 100.0 + 0.5 * YEAR
    life = lives(1, [(at_half_a_year, 0, Q.WARRANT_ARRESTS_CITY, 1.0), (101.0, 0, Q.WARRANT_ARRESTS_CITY, 1.0)])
    found = arm(life)
    assert found.after("all_arrests", 0.0, 0.5).item() == 1.0
    assert found.after("all_arrests").item() == 2.0
    assert found.before("all_arrests", 2.0).item() == 0.0


def test_a_case_filed_at_the_decision_about_the_entry_is_the_entrys():
    decided = 100.0 + 3.0  # in custody, three days after the booking
    credits_ = [
        (100.0, 0, Q.BOOKINGS_SUPERIOR, 1.0),
        (decided, 0, Q.FILINGS_SUPERIOR, 1.0),
        (400.0, 0, Q.FILINGS_SUPERIOR, 1.0),
        (450.0, 0, Q.FILINGS_MUNICIPAL, 1.0),
    ]
    found = arm(lives(1, credits_))
    assert found.at_entry("felony_filings").item() == 1.0
    assert found.after("felony_filings").item() == 1.0
    assert found.after("misdemeanor_filings").item() == 1.0
    assert found.after("felony_filings", 0.5, 1.0).item() == 1.0


# -- whether the event of entry counts ----------------------------------------------------------------------


@pytest.mark.parametrize(("of", "outcome"), [("bookings", [0.0, 1.0]), ("felony_filings", [0.0, 1.0])])
def test_an_odds_ratio_counts_the_event_of_entry_where_it_says_so(of: str, outcome: list[float]):
    booked = arm(lives(1, [(100.0, 0, Q.BOOKINGS_SUPERIOR, 1.0), (103.0, 0, Q.FILINGS_SUPERIOR, 1.0)]))
    found = [
        columns_of(OddsRatio(measure="odds_ratio", of=of, arms=("lead", "control"), entry=entry), booked)["outcome"]
        for entry in ("left_out", "counted")
    ]
    assert [each.item() for each in found] == outcome
