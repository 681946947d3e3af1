"""A life in words: every kind has its own, what belongs together is one line, and no cost is lost on the way."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from simulator.experiment.event_words import DETAIL, Cleared, LeftList, Served
from simulator.experiment.trace import Caused, Life, Step
from simulator.model.events import Event, ExitReason, Kind, Offense, Refusal, Route, Service, Venue, WarrantFor
from simulator.model.quantities import Quantity
from simulator.report.life_words import WORDS, tell, whole_days, words_of

CITY, COUNTY = Venue.MUNICIPAL, Venue.SUPERIOR
THEFT = Offense.POVERTY_MISDEMEANOR


def step(
    time: float, kind: Kind, detail: int = 0, cents: int = 0, counted: Mapping[Quantity, float] | None = None
) -> Step:
    return Step(time, kind, detail, Caused(counted or {}, {"a line": (10 * cents, cents)} if cents else {}))


def life(*steps: Step, before: tuple[Event, ...] = ()) -> Life:
    return Life("town/pilot", "Pilot", before, Caused({}, {}), steps, {}, 0.0)


def told(*steps: Step, before: tuple[Event, ...] = ()) -> list[str]:
    return [line.text for line in tell(life(*steps, before=before))]


def days(quantity: Quantity, amount: float) -> Mapping[Quantity, float]:
    return {quantity: amount}


# -- words ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_words_for_every_detail(kind: Kind):
    assert kind in WORDS
    details = DETAIL[kind] or [0]
    texts = [words_of(kind, detail) for detail in details]
    for text in texts:
        assert text == text.strip()
        assert len(text) > 3
        assert "{" not in text
        assert text[0].isupper()


def test_no_two_kinds_are_called_the_same():
    texts = [words_of(kind, detail) for kind in Kind for detail in set(DETAIL[kind] or [0])]
    several = {text for text in texts if texts.count(text) > 1}
    by_kind = {
        text: {kind for kind in Kind for d in DETAIL[kind] or [0] if words_of(kind, d) == text} for text in several
    }
    assert all(len(kinds) == 1 for kinds in by_kind.values()), by_kind


def test_lengths_of_time_are_whole_days():
    assert [whole_days(d) for d in (0.1, 0.49, 0.5, 1.2, 1.6, 33.9, 1950.5)] == [
        "less than a day", "less than a day", "1 day", "1 day", "2 days", "34 days", "1,951 days",
    ]  # fmt: skip


# -- what belongs together ------------------------------------------------------------------------------------


def test_an_arrest_with_a_booking_is_two_lines():
    assert told(
        step(3.0, Kind.CONTACT, THEFT),
        step(3.0, Kind.NOT_DIVERTED, Refusal.NOT_OPERATING),
        step(3.0, Kind.ARRESTED, THEFT),
        step(3.0, Kind.BOOKED, CITY, counted=days(Quantity.JAIL_DAYS_MUNICIPAL, 33.9)),
        step(3.0, Kind.CHARGE_REFERRED, CITY),
        step(36.9, Kind.RELEASED),
    ) == ["Arrested: a crime of poverty", "Booked into jail (municipal case), 34 days"]


def test_a_warrant_served_with_an_arrest_comes_before_the_booking():
    assert told(
        step(3.0, Kind.CONTACT, THEFT),
        step(3.0, Kind.ARRESTED, THEFT),
        step(3.0, Kind.BOOKED, CITY),
        step(3.0, Kind.WARRANT_SERVED, Served.AT_CONTACT),
        step(3.0, Kind.CASE_OPENED, CITY),
        step(3.0, Kind.CHARGE_REFERRED, CITY),
    ) == [
        "Arrested: a crime of poverty",
        "Warrant served when police met the person",
        "Booked into jail (municipal case)",
    ]


def test_a_stop_that_serves_a_warrant_is_not_told_as_a_stop_without_arrest():
    assert told(
        step(3.0, Kind.CONTACT, THEFT),
        step(3.0, Kind.NO_ACTION, THEFT),
        step(3.0, Kind.WARRANT_SERVED, Served.AT_CONTACT),
        step(3.0, Kind.BOOKED, CITY),
    ) == ["Warrant served when police met the person", "Booked into jail (municipal case)"]


def test_a_full_jail_is_told_and_the_arrest_is_a_citation():
    assert told(
        step(3.0, Kind.CONTACT, THEFT),
        step(3.0, Kind.ARRESTED, THEFT),
        step(3.0, Kind.BOOKING_RESTRICTED, THEFT),
        step(3.0, Kind.CITED, THEFT),
        step(3.0, Kind.CHARGE_REFERRED, CITY),
    ) == ["Not booked: the jail is full", "Cited and let go: a crime of poverty"]


def test_a_missed_hearing_issues_a_warrant_only_if_there_is_none():
    assert told(
        step(3.0, Kind.HEARING, CITY),
        step(3.0, Kind.FAILED_TO_APPEAR, CITY),
        step(3.0, Kind.WARRANT_ISSUED, WarrantFor.FAILURE_TO_APPEAR),
        step(5.0, Kind.HEARING, COUNTY),
        step(5.0, Kind.FAILED_TO_APPEAR, COUNTY),
        step(6.0, Kind.VIOLATION, CITY),
        step(6.0, Kind.WARRANT_ISSUED, WarrantFor.VIOLATION),
    ) == [
        "Did not come to a hearing (municipal case): warrant issued",
        "Did not come to a hearing (felony case)",
        "Violated supervision (municipal case): warrant issued",
    ]


def test_a_case_waits_and_opens_but_opening_at_once_is_not_told():
    assert told(
        step(3.0, Kind.CASE_FILED, CITY),
        step(3.0, Kind.CASE_OPENED, CITY),
        step(4.0, Kind.CASE_FILED, COUNTY),
        step(4.0, Kind.CASE_WAITS, COUNTY),
        step(90.0, Kind.CASE_OPENED, COUNTY),
    ) == [
        "Charges filed (municipal case)",
        "Charges filed (felony case)",
        "No attorney has room: the felony case waits",
        "An attorney took up the felony case",
    ]


def test_hearings_that_were_attended_are_counted_and_not_told():
    assert told(step(3.0, Kind.HEARING, CITY), step(33.0, Kind.HEARING, CITY)) == []


def test_a_sentence_tells_the_conviction():
    assert told(
        step(3.0, Kind.HEARING, COUNTY),
        step(3.0, Kind.CONVICTED, COUNTY),
        step(3.0, Kind.JAIL_SENTENCE, COUNTY, counted=days(Quantity.JAIL_DAYS_SUPERIOR, 20.0)),
        step(3.0, Kind.SUPERVISION_BEGAN, COUNTY, counted=days(Quantity.SUPERVISION_DAYS_SUPERIOR, 300.0)),
        step(303.0, Kind.SUPERVISION_ENDED, COUNTY),
    ) == [
        "Convicted: sentenced to jail (felony case), 20 days more in jail",
        "Supervision began (felony case), 300 days",
    ]


def test_release_is_told_from_prison_and_a_state_bed_but_not_from_jail():
    assert told(
        step(1.0, Kind.BOOKED, COUNTY),
        step(2.0, Kind.RELEASED),
        step(3.0, Kind.BOOKED, COUNTY),
        step(9.0, Kind.ADMITTED, COUNTY, counted=days(Quantity.COMPETENCY_BED_DAYS, 11.0)),
        step(20.0, Kind.NOT_RESTORED, COUNTY),
        step(20.0, Kind.CASE_DISMISSED, COUNTY),
        step(20.0, Kind.RELEASED),
        step(30.0, Kind.CONVICTED, COUNTY),
        step(30.0, Kind.PRISON_SENTENCE, COUNTY, counted=days(Quantity.PRISON_DAYS, 100.0)),
        step(30.0, Kind.BOOKED, COUNTY),
        step(130.0, Kind.RELEASED),
    ) == [
        "Booked into jail (felony case)",
        "Booked into jail (felony case)",
        "Admitted to a state bed (felony case), 11 days",
        "Not restored to competency (felony case)",
        "Case dismissed (felony case)",
        "Released from the state bed",
        "Convicted: sentenced to prison (felony case), 100 days",
        "Booked into jail (felony case)",
        "Released from prison",
    ]


def test_who_goes_back_to_jail_from_a_state_bed_stays_longer_there():
    assert told(
        step(1.0, Kind.BOOKED, COUNTY),
        step(9.0, Kind.ADMITTED, COUNTY),
        step(20.0, Kind.RESTORED, COUNTY, counted=days(Quantity.JAIL_DAYS_SUPERIOR, 5.0)),
        step(25.0, Kind.RELEASED),
    )[2:] == ["Restored to competency: the felony case goes on, 5 days more in jail"]


def test_a_release_from_before_the_start_is_told():
    booked = Event(-3.0, 1, Kind.BOOKED, CITY)
    assert told(step(3.0, Kind.RELEASED), before=(booked,)) == ["Released from jail"]


def test_who_lapsed_comes_back_and_who_is_new_begins():
    assert told(
        step(1.0, Kind.INTAKE, Route.COMMUNITY),
        step(1.0, Kind.ENGAGED),
        step(9.0, Kind.LAPSED),
        step(20.0, Kind.ENGAGED),
        step(30.0, Kind.LAPSED),
        step(40.0, Kind.LEAD_EXIT, ExitReason.STABILITY),
        step(50.0, Kind.INTAKE, Route.COMMUNITY),
        step(50.0, Kind.ENGAGED),
    ) == [
        "Completed LEAD intake",
        "Began work with a case manager",
        "Stopped coming to the case manager",
        "Came back to the case manager",
        "Stopped coming to the case manager",
        "Left LEAD, needing it no longer",
        "Completed LEAD intake",
        "Began work with a case manager",
    ]


def test_a_diversion_is_one_line():
    assert told(
        step(1.0, Kind.CONTACT, THEFT),
        step(1.0, Kind.REFERRED, Route.ARREST_DIVERSION),
        step(1.0, Kind.DIVERTED, THEFT),
        step(1.0, Kind.SLOT_GRANTED, Route.ARREST_DIVERSION),
    ) == ["Police handed the person to LEAD, no booking: a crime of poverty"]


def test_a_diversion_without_a_place_is_a_wait_and_an_arrest():
    assert told(
        step(1.0, Kind.CONTACT, THEFT),
        step(1.0, Kind.REFERRED, Route.ARREST_DIVERSION),
        step(1.0, Kind.JOINED_WAITING_LIST, Route.ARREST_DIVERSION),
        step(1.0, Kind.NOT_DIVERTED, Refusal.NO_SLOT),
        step(1.0, Kind.ARRESTED, THEFT),
        step(8.0, Kind.LEFT_WAITING_LIST, LeftList.PATIENCE_ENDED),
    ) == [
        "Police would divert to LEAD: no free place, on the waiting list",
        "Arrested: a crime of poverty",
        "Gave up waiting for LEAD",
    ]


def test_a_refusal_for_good_is_told_once_and_others_every_time():
    assert told(
        *(step(float(t), Kind.NOT_DIVERTED, Refusal.ALREADY_DIVERTED_ONCE) for t in (1, 2)),
        *(step(float(t), Kind.REFERRAL_REFUSED, Refusal.NO_CONSENT) for t in (3, 4)),
        *(step(float(t), Kind.NOT_DIVERTED, Refusal.ALREADY_PARTICIPANT) for t in (5, 6)),
    ) == [
        "Not diverted to LEAD: was diverted once before",
        "Referral to LEAD refused: the person said no",
        "Referral to LEAD refused: the person said no",
    ]


def test_treatment_and_places_are_told_with_their_days_and_homes_with_their_end():
    through_lead = {
        Quantity.TREATMENT_DAYS: 80.0, Quantity.TREATMENT_PLACE_DAYS: 80.0, Quantity.TREATMENT_STARTS: 1.0,
    }  # fmt: skip
    homes = {Quantity.HOUSED_DAYS: 20.0, Quantity.INTERIM_HOUSING_PLACE_DAYS: 25.0}
    assert told(
        step(1.0, Kind.SERVICE_BEGAN, Service.TREATMENT, counted=through_lead),
        step(2.0, Kind.SERVICE_BEGAN, Service.INTERIM_HOUSING, counted=homes),
        step(27.0, Kind.SERVICE_ENDED, Service.INTERIM_HOUSING),
        step(81.0, Kind.SERVICE_ENDED, Service.TREATMENT),
        step(82.0, Kind.SERVICE_FOUND, Service.PERMANENT_HOUSING, counted=days(Quantity.HOUSED_DAYS, 8.0)),
        step(85.0, Kind.SERVICE_FOUND, Service.TREATMENT, counted=days(Quantity.TREATMENT_DAYS, 3.0)),
        step(90.0, Kind.SERVICE_ENDED, Service.PERMANENT_HOUSING),
    ) == [
        "Began treatment through LEAD, 80 days",
        "Moved into interim housing through LEAD, 25 days",
        "Left interim housing",
        "Found a home, without LEAD",
        "Began treatment, without LEAD, 3 days",
        "Lost the home",
    ]


def test_a_death_tells_what_it_ends():
    assert told(
        step(1.0, Kind.DIED), step(1.0, Kind.CASE_ABATED, CITY), step(1.0, Kind.LEAD_EXIT, ExitReason.DIED)
    ) == ["Died"]


def test_a_warrant_can_be_cleared_without_an_arrest():
    assert told(
        step(1.0, Kind.WARRANT_CLEARED, Cleared.BY_LEAD), step(1.0, Kind.CASE_OPENED, CITY),
        step(5.0, Kind.HEARING, CITY), step(5.0, Kind.WARRANT_CLEARED, Cleared.IN_COURT),
    ) == ["LEAD had the warrant cleared, no arrest", "Came to court: warrant cleared"]  # fmt: skip


# -- cost -----------------------------------------------------------------------------------------------------


def test_what_is_told_by_others_adds_its_cost_to_them():
    lines = tell(
        life(
            step(1.0, Kind.CONTACT, THEFT, cents=1),
            step(1.0, Kind.ARRESTED, THEFT, cents=20),
            step(1.0, Kind.BOOKED, CITY, cents=300),
            step(1.0, Kind.CHARGE_REFERRED, CITY, cents=4_000),
        )
    )
    assert [(line.text.split(":")[0].split(" (")[0], line.cents) for line in lines] == [
        ("Arrested", 4_021),
        ("Booked into jail", 300),
    ]


@pytest.mark.parametrize("kind", Kind)
def test_whatever_costs_something_is_told(kind: Kind):
    for detail in DETAIL[kind] or [0]:
        lines = tell(life(step(0.0, kind, detail, cents=7)))
        assert sum(line.cents for line in lines) == 7
