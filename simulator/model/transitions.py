"""The written list of transitions: what each does, in which order, what it records, and what sets it off.

This is the specification of both engines, and a test holds it against the code of each. Two engines that are written
from it give the same log and the same tally to the last bit; so the order of steps inside a transition is part of its
meaning.

A transition acts at once: it is a plain function with the name and in the module given here, without the underscore
of a method that is private, in `simulator.model.reference` and in `simulator.model.fast` alike. The few places where
the compiled engine is written otherwise are named in that test (`tests.model.compiled`), each with its reason. Strands
only ring for a transition: in the reference a process waits and calls it, in the compiled engine one function chooses
it. What else a transition does to a person, a case or a pool, and under which conditions, is told by the code.

Steps are written so:

    CONTACT             a line of the log (`Kind`)
    release             another transition of the same module; `jail.hold_on`, one of another module
    +CONTACTS           a quantity is counted
    @INTAKE  ~INTAKE    a strand's alarm is set, or switched off
    @CASE_0..           the one that is meant of a run that begins there (places of cases, services, venues, …)
    ( a | b )           one of them
    [ a ]               perhaps
    { a }               any number of times

A word in capitals in `when` is a strand that rings for the transition; otherwise other transitions call it.
"""

from __future__ import annotations

from dataclasses import dataclass

MARKS = frozenset("()[]{}|")


@dataclass(frozen=True)
class Transition:
    """One transition: where it is, what sets it off, and its steps in order, in the notation above."""

    module: str
    name: str
    when: str
    steps: str = ""

    @property
    def path(self) -> str:
        """Its name with its module: names are told apart only so."""
        return f"{self.module}.{self.name}"

    @property
    def words(self) -> tuple[str, ...]:
        """Its steps without brackets, branches one after the other."""
        return tuple(word for word in self.steps.split() if word not in MARKS)


TRANSITIONS: tuple[Transition, ...] = (
    # -- the engine: time passes; law and policy change first, then capacities, then what rings, then the month closes
    Transition("engine", "__init__", "a run begins", "{ @ARRIVAL }"),
    Transition("engine", "set_capacity", "the caller plans a resource's units from now on"),
    Transition("engine", "advance", "the caller lets time pass, to the next change each time",
               "{ act_at agenda.advance close_month }"),
    Transition("engine", "act_at", "before anything else of an instant at which something may change",
               "{ change_facts } { capacity.change_capacity } [ places.serve_waiting ]"),
    Transition("engine", "change_facts", "law or policy changes: clocks under a new hazard, then referrals",
               "{ clock.stop } { clock.go } { { referrals.change_referral_rate } }"),
    Transition("agenda", "advance", "every alarm before a day rings, by time, strand and the person's rank"),
    Transition("engine", "close_month", "time stands at a month's end",
               "[ { world.credit_days } world.settle_places ]"),
    # -- days are credited: before every change of what they are credited to, and at each month's end, where no state
    # is found anew
    Transition("world", "settle", "before a change of the person's states", "credit_days"),
    Transition("world", "credit_days", "days are credited, of a present person; not twice at one time",
               "[ states.states_of ]"),
    Transition("states", "states_of", "what days are credited to is found, after a change and in this order",
               "+PERSON_DAYS custody justice lead services"),
    Transition("states", "custody", "likewise",
               """( +LIBERTY_DAYS | +PRISON_DAYS | +COMPETENCY_BED_DAYS |
               +JAIL_DAYS_SUPERIOR.. [ +JAIL_MEDICAL_DAYS_SUPERIOR.. | +JAIL_PSYCHIATRIC_DAYS_SUPERIOR.. ] )"""),
    Transition("states", "justice", "likewise",
               """[ +WARRANT_DAYS ] [ +SUPERVISION_DAYS_SUPERIOR.. ] [ +COMPETENCY_WAITING_DAYS ]
               { +COURT_WAITING_DAYS_SUPERIOR.. }"""),
    Transition("states", "lead", "likewise", "[ +WAITING_DAYS | +PARTICIPANT_DAYS [ +ENGAGED_DAYS ] ]"),
    Transition("states", "services", "likewise",
               """[ +HOUSED_DAYS ] [ +TREATMENT_DAYS ] [ +WORK_DAYS ]
               { +INTERIM_HOUSING_PLACE_DAYS.. | +INTERIM_HOUSING_WAITING_DAYS.. }"""),
    Transition("world", "settle_places", "before a change of the LEAD places in use, and at a month's end",
               "+PLACE_DAYS_USED"),
    # -- the contact clock: around every real change of the hazard, and only then
    Transition("clock", "draw", "arrival, or a contact begins: the hazard that the next one takes; the clock stands"),
    Transition("clock", "stop", "before the hazard changes or the person is held", "[ ~CONTACT ]"),
    Transition("clock", "go", "after it, if the person is present and at liberty", "[ @CONTACT ]"),
    Transition("clock", "turn", "LEAD's effect on the person begins, is whole again, or fades", "[ stop ] [ go ]"),
    # -- life
    Transition("life", "arrive", "ARRIVAL rings",
               """ARRIVED @DEATH @LEAVING expect_switch expect_desistance referrals.expect_referral
               referrals.expect_referral services.settle_in clock.draw clock.go"""),
    Transition("life", "expect_desistance", "arrival", "@DESISTANCE"),
    Transition("life", "desist", "DESISTANCE rings", "[ clock.stop ] [ clock.go ] DESISTED"),
    Transition("life", "expect_switch", "a spell begins", "@SPELL"),
    Transition("life", "switch_spell", "SPELL rings", "clock.stop clock.go SPELL expect_switch"),
    Transition("life", "die", "DEATH or DEATH_AFTER_RELEASE rings", "depart +DEATHS"),
    Transition("life", "leave", "LEAVING rings; in custody it waits for release", "[ depart ]"),
    Transition("life", "depart", "death or leaving: gone and every strand off before anything is passed on",
               """world.settle { ~ALARM } jail.place ( DIED | LEFT ) [ warrants.withdraw ] courts.abate_cases
               competency.abandon [ lead.leave_place places.serve_waiting ] services.give_up_places"""),
    # -- police
    Transition("police", "encounter", "CONTACT rings",
               """clock.draw CONTACT +CONTACTS [ try_to_divert ]
               [ arrest | NO_ACTION +NO_ACTIONS [ warrant_service.serve ] ] [ clock.go ]"""),
    Transition("police", "try_to_divert", "an arrest, or a contact that a wide net would catch",
               """diversion_protocol
               ( referrals.record_referral ( divert | places.find_no_slot NOT_DIVERTED places.count_refusal ) |
               NOT_DIVERTED places.count_refusal )"""),
    Transition("police", "diversion_protocol", "the protocol's first half: program, person, offense",
               "[ +PROTOCOL_CONTACTS [ +ELIGIBLE_CONTACTS occasion_protocol ] ]"),
    Transition("police", "occasion_protocol", "its second half: place, shift, officer, consent",
               "[ +DIVERSION_OFFERS ]"),
    Transition("police", "divert", "the protocol allows and a place is free",
               "[ places.take_off_list ] DIVERTED +DIVERSIONS_CITY.. places.grant"),
    Transition("police", "arrest", "not diverted",
               """ARRESTED is_booked [ jail.hold_on ] [ warrant_service.serve ]
               ( +ARRESTS_BOOKED_CITY.. | CITED +ARRESTS_CITED_CITY.. ) prosecution.refer_charge"""),
    Transition("police", "is_booked", "an arrest: booked or not", "[ BOOKING_RESTRICTED +BOOKINGS_RESTRICTED ]"),
    # -- jail
    Transition("jail", "hold_on", "a reason to hold begins or is made longer",
               """[ world.settle [ clock.stop ~DEATH_AFTER_RELEASE ] place [ book ] @PRETRIAL_HOLD.. ]"""),
    Transition("jail", "place", "a reason to hold begins or ends: jail, prison, a state bed or liberty"),
    Transition("jail", "book", "the first reason to hold, unless it is a state bed",
               "BOOKED +BOOKINGS_SUPERIOR.."),
    Transition("jail", "hold_off",
               "PRETRIAL_HOLD, WARRANT_HOLD, JAIL_SENTENCE or PRISON_SENTENCE rings, or its reason is gone before",
               "world.settle ~PRETRIAL_HOLD.. place [ release ]"),
    Transition("jail", "release", "the last reason to hold ends",
               "RELEASED clock.go [ @DEATH_AFTER_RELEASE ] [ @LEAVING ]"),
    Transition("jail", "let_go", "a charge is declined or its case is over: holds on it alone end, warrants' too",
               "[ hold_off ] [ hold_off ]"),
    # -- prosecution
    Transition("prosecution", "refer_charge", "an arrest, or intake fails and a charge was held",
               "CHARGE_REFERRED +CHARGES_REFERRED_SUPERIOR.. ( CHARGE_JOINED | @CASE_0.. )"),
    Transition("prosecution", "decide_filing", "CASE_0.. rings before filing",
               "( CHARGE_DECLINED jail.let_go | CASE_FILED +FILINGS_SUPERIOR.. courts.join_docket )"),
    # -- courts: slots
    Transition("courts", "join_docket", "a case is filed, or its warrant is gone",
               "( open_case | world.settle CASE_WAITS )"),
    Transition("courts", "serve_docket", "a slot may have become free", "{ world.settle open_case }"),
    Transition("courts", "open_case", "a case takes a slot", "CASE_OPENED [ ~PRETRIAL_HOLD ] expect_hearing"),
    Transition("courts", "close_case", "a case is decided or dismissed: its place and slot, not passed on yet"),
    # -- courts: hearings
    Transition("courts", "expect_hearing", "a case is opened, goes on, or is continued", "@CASE_0.."),
    Transition("courts", "hear", "CASE_0.. rings after filing",
               """( expect_hearing | HEARING +HEARINGS_SUPERIOR..
               ( fail_to_appear | [ clear_warrant ] ( order_evaluation | decide | expect_hearing ) ) )"""),
    Transition("courts", "fail_to_appear", "nobody comes: the warrant before the slot is passed on",
               "FAILED_TO_APPEAR +FAILURES_TO_APPEAR_SUPERIOR.. warrants.issue serve_docket"),
    Transition("courts", "resume_stalled", "the warrant is gone", "{ join_docket }"),
    Transition("courts", "clear_warrant", "WARRANT_CLEARING rings, the person comes to a hearing or takes a state bed",
               "WARRANT_CLEARED +WARRANTS_CLEARED warrants.withdraw resume_stalled"),
    Transition("courts", "decide", "a hearing at which the case is ready: the sentence before the hold is taken off",
               "close_case sentencing.dispose jail.let_go serve_docket"),
    Transition("courts", "dismiss", "the person is not competent, and not restored",
               "close_case sentencing.record_dismissal jail.let_go serve_docket"),
    Transition("courts", "abate_cases", "the person died or left", "{ CASE_ABATED } { serve_docket }"),
    Transition("courts", "order_evaluation", "competency is raised when the person first appears",
               """world.settle EVALUATION_ORDERED +COMPETENCY_EVALUATIONS [ ~PRETRIAL_HOLD ] [ ~WARRANT_HOLD ]
               @COMPETENCY"""),
    Transition("courts", "resume_after_evaluation", "found competent, or restored", "expect_hearing"),
    # -- sentencing
    Transition("sentencing", "dispose", "a case is decided",
               """( CONVICTED +CONVICTIONS_SUPERIOR.. sentence | COURT_DIVERTED +COURT_DIVERSIONS_SUPERIOR.. |
               record_dismissal )"""),
    Transition("sentencing", "record_dismissal", "a case is dismissed", "CASE_DISMISSED +DISMISSALS_SUPERIOR.."),
    Transition("sentencing", "sentence", "a conviction",
               "( send_to_prison | ( send_to_jail | TIME_SERVED +TIME_SERVED_SENTENCES ) [ supervision.begin ] )"),
    Transition("sentencing", "send_to_prison", "a felony, and prison",
               "PRISON_SENTENCE [ +PRISON_ADMISSIONS ] services.end_all jail.hold_on [ @LEAD_EXIT ]"),
    Transition("sentencing", "send_to_jail", "jail beyond the time served",
               "JAIL_SENTENCE +JAIL_SENTENCES jail.hold_on"),
    # -- warrants
    Transition("warrants", "issue", "somebody fails to appear or violates supervision",
               "[ world.settle WARRANT_ISSUED +WARRANTS_ISSUED @WARRANT_PICK_UP expect_clearing ]"),
    Transition("warrants", "expect_clearing", "a warrant is issued, or LEAD's work with its participant begins",
               "[ @WARRANT_CLEARING ]"),
    Transition("warrants", "withdraw", "served, cleared, or the person is gone",
               "world.settle ~WARRANT_PICK_UP ~WARRANT_CLEARING"),
    Transition("warrant_service", "serve", "WARRANT_PICK_UP rings, or police meet the person",
               """WARRANT_SERVED +WARRANTS_SERVED [ +WARRANT_ARRESTS_CITY.. ] warrants.withdraw jail.hold_on
               courts.resume_stalled"""),
    # -- supervision
    Transition("supervision", "begin", "a sentence with supervision",
               "world.settle SUPERVISION_BEGAN +SUPERVISION_SENTENCES [ expect_violation ] @SUPERVISION"),
    Transition("supervision", "expect_violation", "supervision begins, or the last occasion is over", "@VIOLATION"),
    Transition("supervision", "consider_violation", "VIOLATION rings",
               "expect_violation [ VIOLATION +VIOLATIONS warrants.issue ]"),
    Transition("supervision", "end", "SUPERVISION rings", "world.settle ~VIOLATION SUPERVISION_ENDED"),
    # -- competency
    Transition("competency", "report", "COMPETENCY rings before a state bed is taken",
               """( FOUND_COMPETENT finish courts.resume_after_evaluation | finish courts.dismiss |
               RESTORATION_ORDERED [ admit ] )"""),
    Transition("competency", "admit", "a state bed is free",
               "[ courts.clear_warrant ] world.settle ADMITTED +COMPETENCY_ADMISSIONS jail.hold_on"),
    Transition("competency", "end_restoration", "COMPETENCY rings in a state bed; the bed passes on at the end",
               """finish ( RESTORED jail.hold_off courts.resume_after_evaluation |
               NOT_RESTORED courts.dismiss jail.hold_off ) serve_beds"""),
    Transition("competency", "serve_beds", "a state bed may have become free", "{ admit }"),
    Transition("competency", "finish", "competency is no longer in question", "world.settle"),
    Transition("competency", "abandon", "the person died or left", "[ finish [ serve_beds ] ]"),
    # -- LEAD: referrals
    Transition("referrals", "expect_referral", "arrival, or the last occasion is over", "@SOCIAL_REFERRAL.."),
    Transition("referrals", "change_referral_rate", "law or policy changes it: what is left of the delay is rescaled",
               "[ expect_referral | ~SOCIAL_REFERRAL.. | @SOCIAL_REFERRAL.. ]"),
    Transition("referrals", "consider_referral", "SOCIAL_REFERRAL or COMMUNITY_REFERRAL rings",
               """expect_referral ( REFERRAL_REFUSED places.count_refusal |
               record_referral ( places.grant | places.find_no_slot ) )"""),
    Transition("referrals", "record_referral", "the protocol allows a referral", "REFERRED +REFERRALS_ARREST.."),
    # -- LEAD: places
    Transition("places", "count_refusal", "a contact or referral does not lead to LEAD", "+REFUSED_NOT_OPERATING.."),
    Transition("places", "find_no_slot", "the protocol allows, and no place is free",
               """+REFERRALS_WITHOUT_SLOT
               ( REFERRAL_REFUSED [ count_refusal ] | world.settle JOINED_WAITING_LIST @PATIENCE )"""),
    Transition("places", "take_off_list", "who waits is diverted at an arrest", "~PATIENCE"),
    Transition("places", "drop_out", "PATIENCE rings, or the program closes",
               "world.settle ~PATIENCE LEFT_WAITING_LIST +DROP_OUTS"),
    Transition("places", "grant", "a place is given", "world.settle world.settle_places SLOT_GRANTED @INTAKE"),
    Transition("places", "serve_waiting", "a place may have become free", "{ ~PATIENCE grant }"),
    # -- LEAD: intake, engagement, exit
    Transition("lead", "complete_intake", "INTAKE rings in the window",
               """world.settle INTAKE +INTAKES [ +FIRST_INTAKES ] @LEAD_EXIT @STABLE [ engage ] services.offer"""),
    Transition("lead", "fail_intake", "INTAKE rings at the window's end, or the place is cut",
               """world.settle ~INTAKE ~WIND_DOWN world.settle_places INTAKE_FAILED +INTAKE_FAILURES
               [ HELD_CHARGE_REFERRED prosecution.refer_charge ] places.serve_waiting"""),
    Transition("lead", "engage", "intake, or ENGAGEMENT rings after a lapse",
               "world.settle clock.turn ENGAGED warrants.expect_clearing expect_turn"),
    Transition("lead", "lapse", "ENGAGEMENT rings while engaged",
               "world.settle clock.turn ~WARRANT_CLEARING LAPSED expect_turn"),
    Transition("lead", "expect_turn", "engagement has turned", "@ENGAGEMENT"),
    Transition("lead", "stabilize", "STABLE rings", "world.settle_places STABLE places.serve_waiting"),
    Transition("lead", "end_participation", "LEAD_EXIT rings", "exit_lead"),
    Transition("lead", "exit_lead", "needed no longer, prison, or the place is cut",
               "leave_place services.leave_with_lead places.serve_waiting"),
    Transition("lead", "leave_place", "exit, death or leaving: the place is not passed on yet",
               """world.settle ~LEAD_EXIT ~STABLE ~ENGAGEMENT ~WIND_DOWN ~INTAKE ~WARRANT_CLEARING [ clock.turn ]
               world.settle_places ( INTAKE_FAILED +INTAKE_FAILURES | LEAD_EXIT +LEAD_EXITS )"""),
    # -- capacities change, before anything else of the same instant
    Transition("capacity", "change_capacity", "the plan changes the units of a resource",
               "( change_places | [ courts.serve_docket | competency.serve_beds | services.serve ] )"),
    Transition("capacity", "change_places", "the plan changes LEAD's places",
               "CAPACITY { places.drop_out } { give_notice | ~WIND_DOWN } places.serve_waiting"),
    Transition("capacity", "give_notice", "more places are in use than there are: to each holder", "[ @WIND_DOWN ]"),
    Transition("capacity", "end_notice", "WIND_DOWN rings", "[ lead.fail_intake | lead.exit_lead ]"),
    # -- services: housing, treatment, work
    Transition("services", "turn", "INTERIM_HOUSING.. rings",
               "( expect_own | find | draw_own keep_waiting | stop_waiting ( find | expect_own ) | end )"),
    Transition("services", "settle_in", "arrival", "{ expect_end | expect_own }"),
    Transition("services", "offer", "intake is done", "[ ask ] [ ask ] [ ask ] [ ask ]"),
    Transition("services", "ask", "a service is offered and taken",
               "( begin | world.settle SERVICE_WAITS keep_waiting )"),
    Transition("services", "keep_waiting", "waiting begins, or what is found in custody is lost", "@INTERIM_HOUSING.."),
    Transition("services", "stop_waiting", "patience ends, it is found without LEAD, or it is needed no longer",
               "world.settle ~INTERIM_HOUSING.. SERVICE_WAIT_ENDED"),
    Transition("services", "begin", "a LEAD place is free",
               "SERVICE_BEGAN +INTERIM_HOUSING_STARTS.. stand expect_end [ leave_interim ]"),
    Transition("services", "find", "found without LEAD", "SERVICE_FOUND stand expect_end [ leave_interim ]"),
    Transition("services", "leave_interim", "a home is found", "[ stop_waiting expect_own | end ]"),
    Transition("services", "end", "a stay is over", "stand SERVICE_ENDED expect_own [ serve ]"),
    Transition("services", "serve", "a place may have become free", "{ ~INTERIM_HOUSING.. begin }"),
    Transition("services", "end_all", "prison", "stop_all_waiting { end }"),
    Transition("services", "leave_with_lead", "LEAD is left; homes and treatment are kept", "stop_all_waiting [ end ]"),
    Transition("services", "stop_all_waiting", "prison, or LEAD is left", "{ stop_waiting expect_own }"),
    Transition("services", "give_up_places", "the person died or left", "{ serve }"),
    Transition("services", "stand", "where a person stands with a service changes",
               "world.settle [ clock.stop ] [ clock.go ]"),
    Transition("services", "expect_own", "a service has ended, or nothing was found yet",
               "draw_own @INTERIM_HOUSING.."),
    Transition("services", "draw_own", "when it will be found without LEAD is drawn"),
    Transition("services", "expect_end", "a stay begins", "@INTERIM_HOUSING.."),
)  # fmt: skip
