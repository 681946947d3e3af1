"""The written list of transitions: what each does, in which order, and what it writes into the log.

This is the specification that both engines follow and that a test holds against the code. Two engines written
from it by different people must give the same log to the last bit; so the order of steps inside a transition
is part of its meaning.

A transition acts at once: it is a plain function with the name given here, in the module given here. Processes
only wait for their strand and call one. In `steps`, a capital word is a line of the log (`Kind`), a plain word is
another transition, in the order in which they can happen; branches are listed one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Transition:
    """One transition: where it is, what sets it off, and its steps in order."""

    name: str
    module: str
    when: str
    steps: tuple[str, ...]


def _steps(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TRANSITIONS: tuple[Transition, ...] = (
    # -- the contact clock: around every real change of the hazard, and only then
    Transition("stop", "clock", "before the hazard changes or the person is held", ()),
    Transition("go", "clock", "after it, if the person is present and at liberty", ()),
    Transition("turn", "clock", "LEAD's effect on contacts begins, is whole again, or fades", _steps("stop go")),
    # -- life
    Transition("arrive", "life", "ARRIVAL rings", _steps("ARRIVED expect_switch expect_referral expect_referral go")),
    Transition("expect_switch", "life", "a spell begins", ()),
    Transition("switch_spell", "life", "SPELL rings", _steps("stop go SPELL expect_switch")),
    Transition("die", "life", "DEATH rings", _steps("depart")),
    Transition("leave", "life", "LEAVING rings; in custody it waits for release", _steps("depart")),
    Transition(
        "depart", "life", "death or leaving: gone and all strands off before anything is passed on",
        _steps("DIED|LEFT abate_cases leave_place serve_waiting"),
    ),
    # -- police
    Transition(
        "encounter", "police", "CONTACT rings",
        _steps("CONTACT try_to_divert arrest NO_ACTION go"),
    ),
    Transition(
        "try_to_divert", "police", "an arrest, or a contact that a wide net would catch",
        _steps("record_referral divert find_no_slot NOT_DIVERTED"),
    ),
    Transition("divert", "police", "the protocol allows and a place is free", _steps("DIVERTED grant")),
    Transition("arrest", "police", "not diverted", _steps("ARRESTED hold_on CITED refer_charge")),
    # -- jail
    Transition("hold_on", "jail", "a reason to hold begins or is made longer", _steps("stop book")),
    Transition("book", "jail", "the first reason to hold", _steps("BOOKED")),
    Transition("hold_off", "jail", "a hold or a sentence ends, or its charge is declined", _steps("release")),
    Transition("release", "jail", "the last reason to hold ends", _steps("RELEASED go")),
    # -- prosecution
    Transition("refer_charge", "prosecution", "an arrest, or a held charge", _steps("CHARGE_REFERRED CHARGE_JOINED")),
    Transition(
        "decide_filing", "prosecution", "CASE rings before filing",
        _steps("CHARGE_DECLINED hold_off CASE_FILED"),
    ),
    Transition("dispose", "prosecution", "CASE rings after filing", _steps("CASE_DISMISSED CONVICTED sentence")),
    Transition(
        "sentence", "prosecution", "a conviction",
        _steps("PRISON_SENTENCE hold_on JAIL_SENTENCE hold_on"),
    ),
    Transition("abate_cases", "prosecution", "the person died or left", _steps("CASE_ABATED")),
    # -- LEAD: referrals and places
    Transition("expect_referral", "lead", "arrival, or the last occasion is over", ()),
    Transition(
        "change_referral_rate", "lead", "law or policy changes it, after the contact clocks, before the waiting list",
        _steps("expect_referral"),
    ),
    Transition(
        "consider_referral", "lead", "SOCIAL_REFERRAL or COMMUNITY_REFERRAL rings",
        _steps("expect_referral REFERRAL_REFUSED record_referral grant find_no_slot"),
    ),
    Transition("record_referral", "lead", "the protocol allows a referral", _steps("REFERRED")),
    Transition("find_no_slot", "lead", "no place is free", _steps("REFERRAL_REFUSED JOINED_WAITING_LIST")),
    Transition("drop_out", "lead", "PATIENCE rings, or the program closes", _steps("LEFT_WAITING_LIST")),
    Transition("grant", "lead", "a place is given", _steps("SLOT_GRANTED")),
    Transition("serve_waiting", "lead", "a place may have become free", _steps("grant")),
    # -- LEAD: intake, engagement, exit
    Transition("complete_intake", "lead", "INTAKE rings in the window", _steps("INTAKE engage")),
    Transition(
        "fail_intake", "lead", "INTAKE rings at the window's end, or the place is cut",
        _steps("INTAKE_FAILED HELD_CHARGE_REFERRED refer_charge serve_waiting"),
    ),
    Transition("engage", "lead", "intake, or ENGAGEMENT rings after a lapse", _steps("turn ENGAGED expect_turn")),
    Transition("lapse", "lead", "ENGAGEMENT rings while engaged", _steps("turn LAPSED expect_turn")),
    Transition("expect_turn", "lead", "engagement has turned", ()),
    Transition("stabilize", "lead", "STABLE rings", _steps("STABLE serve_waiting")),
    Transition("exit_lead", "lead", "LEAD_EXIT rings, or the place is cut", _steps("leave_place serve_waiting")),
    Transition("leave_place", "lead", "exit, death or leaving", _steps("turn INTAKE_FAILED LEAD_EXIT")),
    # -- LEAD: places change, before anything else of the same instant
    Transition(
        "change_capacity", "lead", "the plan changes the number of places",
        _steps("CAPACITY drop_out give_notice serve_waiting"),
    ),
    Transition("give_notice", "lead", "more places are in use than there are", ()),
    Transition("end_notice", "lead", "WIND_DOWN rings", _steps("fail_intake exit_lead")),
)  # fmt: skip
