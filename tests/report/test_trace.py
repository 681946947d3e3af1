"""One life twice, as it is printed: pinned stories, the sentences above, the tables below, and the plain data."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from textwrap import dedent

import pytest

from simulator.experiment.trace import Caused, Life, Trace
from simulator.model.events import Event, Kind, Resource, Venue
from simulator.model.quantities import Quantity
from simulator.report import trace as report
from simulator.report.life_words import tell
from simulator.report.timeline import dollars, side_by_side
from simulator.report.trace import trace_data, trace_parts
from tests.report.lives import IN_LEAD, lives, printed, recorded, timeline


def block(text: str) -> list[str]:
    return dedent(text).strip("\n").splitlines()


@pytest.fixture(scope="module")
def backlog() -> Trace:
    """One attorney for six people, and enough of them."""
    one = recorded("one-attorney", others={Resource.COURT_MUNICIPAL: [(0.0, 1)]})
    return lives(one, recorded("enough-attorneys"), 4)


@pytest.fixture(scope="module")
def stopped() -> Trace:
    """LEAD's money goes on, and ends in the middle of the year."""
    goes_on = recorded("goes-on", IN_LEAD, places=[(0.0, 10)])
    ends = recorded("money-ends", {**IN_LEAD, "lead.wind_down": 60.0}, places=[(0.0, 10), (181.0, 0)])
    return lives(goes_on, ends, "typical")


@pytest.fixture(scope="module")
def entered() -> Trace:
    """Without LEAD, and in it."""
    lapsing = {**IN_LEAD, "lead.lapse_rate": 6.0, "lead.resume_rate": 6.0}
    return lives(recorded("no-lead", lapsing), recorded("lead", lapsing, places=[(0.0, 10)]), 4)


# -- pinned stories -------------------------------------------------------------------------------------------
# Each world is made so that its story has to happen. If a change of the model moves dates or luck, read the new
# story line by line before pinning it: it has to be one that a caseworker believes.


def test_a_court_backlog(backlog: Trace):
    assert timeline(backlog, 100) == block(
        """
        What happened, and what each event cost (the part that varies)
                one-attorney (baseline)                  cost  enough-attorneys                         cost
        ────────────────────────────────────────────────────────────────────────────────────────────────────
        2027
        Jun 5   Cited and let go: another misdemeanor     $30  the same                                  $30
        Jul 11  Charges filed (municipal case)           $250  the same                                 $250
                No attorney has room: the municipal
                case waits
        Oct 15  An attorney took up the municipal case
        Dec 22  Cited and let go: another misdemeanor     $30  the same                                  $30

        Total                                            $310                                           $310
        """
    )


def test_a_warrant_served_when_police_meet_the_person():
    nobody_comes = {
        "courts.failure_to_appear": 1.0, "courts.warrant_service_rate": 0.0, "jail.warrant_long_stay_share": 0.0,
    }  # fmt: skip
    all_come = {**nobody_comes, "courts.failure_to_appear": 0.0}
    trace = lives(recorded("nobody-comes", nobody_comes), recorded("all-come", all_come), 0)
    assert timeline(trace, 100) == block(
        """
        What happened, and what each event cost (the part that varies)
                nobody-comes (baseline)                  cost  all-come                                 cost
        ────────────────────────────────────────────────────────────────────────────────────────────────────
        2027
        Jan 16  Cited and let go: another misdemeanor     $30  the same                                  $30
        May 9   Cited and let go: another misdemeanor     $30  the same                                  $30
        May 20  Charges filed (municipal case)           $250  the same                                 $250
        Jun 25  Did not come to a hearing (municipal
                case): warrant issued
        Jul 2                                                  Case dismissed (municipal case)
        Aug 29  Arrested: another misdemeanor             $30  Cited and let go: another misdemeanor     $30
                Warrant served when police met the
                person
                Booked into jail (municipal case), 1      $18
                day
        Sep 1   Charges filed (municipal case)           $250
        Sep 2   Did not come to a hearing (municipal
                case): warrant issued
        Sep 17                                                 Charges filed (municipal case)           $250
        Oct 1   Did not come to a hearing (municipal
                case)
        Oct 15                                                 Case dismissed (municipal case)
        Nov 21  Charges filed (municipal case)           $250  the same                                 $250
        Dec 24  Did not come to a hearing (municipal
                case)

        Total                                            $858                                           $840
        """
    )


def test_a_lapse_and_a_return(entered: Trace):
    assert timeline(entered, 100) == block(
        """
        What happened, and what each event cost (the part that varies)
                no-lead (baseline)                       cost  lead                                     cost
        ────────────────────────────────────────────────────────────────────────────────────────────────────
        2027
        Jan 10                                                 Referred to LEAD by the community
        Jan 19                                                 Completed LEAD intake, 347 days in    $42,223
                                                               LEAD
                                                               Began work with a case manager
        Jul 9                                                  Stopped coming to the case manager
        Jul 24                                                 Came back to the case manager
        Jul 29                                                 Stopped coming to the case manager
        Aug 28                                                 Came back to the case manager
        Oct 18                                                 Stopped coming to the case manager
        Dec 9                                                  Came back to the case manager

        Total                                              $0                                        $42,223
        """
    )


def test_a_funding_stop(stopped: Trace):
    assert timeline(stopped, 100) == block(
        """
        What happened, and what each event cost (the part that varies)
                goes-on (baseline)                       cost  money-ends                               cost
        ────────────────────────────────────────────────────────────────────────────────────────────────────
        2027
        Mar 16  Referred to LEAD by the community              the same
                Completed LEAD intake, 291 days in    $31,976  Completed LEAD intake, 133 days in    $13,420
                LEAD                                           LEAD
                Began work with a case manager                 the same
        Jul 27                                                 Had to leave LEAD: its places were
                                                               cut
        Aug 1   Cited and let go: another                 $30  the same                                  $30
                misdemeanor
        Dec 2   Charges filed (municipal case)           $250  the same                                 $250

        Total                                         $32,256                                        $13,700
        """
    )


# -- the timeline ---------------------------------------------------------------------------------------------


def test_many_lines_that_are_the_same_until_the_lives_part_are_one():
    """Of six people, number 1 meets police most often: many citations before courts have more room."""
    always = {"police.contact_rate": 12.0}
    one = recorded("a", always, others={Resource.COURT_MUNICIPAL: [(0.0, 3)]})
    trace = lives(one, recorded("b", always, others={Resource.COURT_MUNICIPAL: [(0.0, 3), (120.0, 100)]}), 1)
    lines = timeline(trace)
    folded = " ".join(line[8:54].strip() for line in lines[3:7])
    assert folded.strip() == (
        "Until May 15, 2027 the same in both: cited and let go ×7, charges filed ×2, case dismissed, charge joined to "
        "a pending municipal case ×2"
    )
    assert trace.parting
    rows = [
        row for row in side_by_side(trace) if row.is_same and row.baseline and row.baseline.time < trace.parting.time
    ]
    assert len(rows) > 10
    cost = dollars(sum(row.baseline.cents for row in rows if row.baseline))
    assert lines[3].split()[-1] == cost
    assert not any(line.startswith("Feb") for line in lines)


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_the_timeline_keeps_every_word_and_amount_on_any_page(entered: Trace, width: int):
    lines = timeline(entered, width)
    assert sum("$42,223" in line for line in lines) == 2  # beside the intake, and in the total
    assert max(len(line) for line in lines) <= width
    words = " ".join(lines).split()
    for line in tell(entered.scenario):
        assert set(line.text.split()) <= set(words)


def test_on_a_narrow_page_one_life_is_below_the_other(backlog: Trace):
    lines = timeline(backlog, 50)
    assert [line for line in lines if line] == block(
        """
        What happened, and what each event cost (the part
        that varies)
                one-attorney (baseline)               cost
        ──────────────────────────────────────────────────
        2027
        Jun 5   Cited and let go: another              $30
                misdemeanor
        Jul 11  Charges filed (municipal case)        $250
                No attorney has room: the municipal
                case waits
        Oct 15  An attorney took up the municipal
                case
        Dec 22  Cited and let go: another              $30
                misdemeanor
        Total                                         $310
        What happened, and what each event cost (the part
        that varies)
                enough-attorneys                      cost
        ──────────────────────────────────────────────────
        2027
        Jun 5   Cited and let go: another              $30
                misdemeanor
        Jul 11  Charges filed (municipal case)        $250
        Dec 22  Cited and let go: another              $30
                misdemeanor
        Total                                         $310
        """
    )


def test_what_went_on_from_before_has_a_row_of_its_own(backlog: Trace):
    jail = Caused({Quantity.JAIL_DAYS_MUNICIPAL: 4.0, Quantity.WARRANT_DAYS: 9.0}, {"jail bed": (80_000, 9_600)})
    trace = replace(backlog, baseline=replace(backlog.baseline, before=jail))
    assert re.split(r"\s{2,}", timeline(trace, 120)[3].strip()) == [
        "Went on from before: 4 days in jail", "$96", "Went on from before: nothing",
    ]  # fmt: skip


def test_rows_hold_every_line_of_both_lives_in_order(backlog: Trace, stopped: Trace, entered: Trace):
    for trace in (backlog, stopped, entered):
        rows = side_by_side(trace)
        assert [row.baseline for row in rows if row.baseline] == tell(trace.baseline)
        assert [row.scenario for row in rows if row.scenario] == tell(trace.scenario)
        assert [row.date for row in rows] == sorted(row.date for row in rows)


def test_the_lines_of_a_column_add_up_to_its_total(backlog: Trace, stopped: Trace, entered: Trace):
    for trace in (backlog, stopped, entered):
        for life in (trace.baseline, trace.scenario):
            before = sum(cents for _, cents in life.before.cents.values())
            assert before + sum(line.cents for line in tell(life)) == report.total(
                life, report.MARGINAL, list(life.cents)
            )


def test_lives_that_are_the_same_say_so(backlog: Trace):
    twin = replace(backlog, scenario=backlog.baseline, parting=None)
    assert report.parting(twin) == "The two lives are the same on every day."
    assert sum("the same" in line for line in timeline(twin)) == len(side_by_side(twin)) > 3


# -- the sentences above --------------------------------------------------------------------------------------


def sentences(trace: Trace) -> str:
    return " ".join(line.strip() for line in printed(report.preface(trace), 2_000))


def test_the_preface_says_who_how_chosen_what_it_came_to_and_where_the_lives_part(stopped: Trace):
    assert printed(report.preface(stopped), 2_000) == [
        "Smallville, 2027: one simulated life in money-ends and in goes-on",
        "the base case, no draws · world 0 · seed 11 · constant 2025 dollars",
        "",
        "• Person 0. A woman, 29 on Jan 1, 2027; group: black; usually met by police in downtown; without a home.",
        "• Chosen from the 4 people who complete a LEAD intake in money-ends from Jan 1, 2027 on: the one in the "
        "middle by net (the median). Net is what a person costs in the baseline less what they cost in the scenario: "
        "justice system at the part that varies, and their share of what LEAD costs. Among them it is "
        "+$18,556 at the 5th percentile, +$18,556 in the middle and +$18,556 at the 95th.",
        "• Net of this life: +$18,556. For this person money-ends avoids $18,556 more than it costs: justice system "
        "$0, share of LEAD +$18,556 (saving +, cost or loss −).",
        "• Nothing is simulated from before the start.",
        "• First difference, Jul 27, 2027. In money-ends: Had to leave LEAD: its places were cut. In goes-on: nothing.",
    ]


def test_a_loss_is_said_as_plainly_as_a_saving(entered: Trace):
    assert report.net(entered) == (
        "Net of this life: −$42,223. For this person lead costs $42,223 more than it avoids: justice system "
        "$0, share of LEAD −$42,223 (saving +, cost or loss −)."
    )


def test_a_refusal_says_why_the_lives_part(entered: Trace):
    assert report.parting(entered) == (
        "First difference, Jan 10, 2027. In lead: Referred to LEAD by the community. "
        "In no-lead: Referral to LEAD refused: LEAD is closed."
    )


def test_other_people_are_named_where_they_part_the_lives(backlog: Trace):
    assert report.parting(backlog).endswith("Other people's cases leave another amount of room in court.")


def test_a_number_is_said_to_be_one_and_where_it_stands(entered: Trace):
    said = report.chosen(entered)
    assert said.startswith("Chosen by number (4). Net is ")
    assert "Among the 5 people who complete a LEAD intake in lead from Jan 1, 2027 on it is −$" in said
    assert said.endswith("; it is lower than this person's for 40%.")


def test_nobody_to_choose_from_is_said(backlog: Trace):
    assert report.chosen(backlog) == (
        "Chosen by number (4). Nobody completes a LEAD intake in either scenario."
    )  # fmt: skip


@pytest.mark.parametrize("word", report.HOW)
def test_no_way_of_choosing_promises_a_saving(stopped: Trace, word: str):
    said = report.chosen(replace(stopped, choice=replace(stopped.choice, asked=word)))
    assert said.startswith("Chosen from the 4 people")
    assert "saving" not in said


def with_warm_up(trace: Trace, *events: tuple[Kind, int]) -> Trace:
    happened = tuple(Event(-100.0 + i, 4, kind, detail) for i, (kind, detail) in enumerate(events))
    life = replace(trace.baseline, warm_up=happened)
    return replace(trace, frame=replace(trace.frame, warm_up_years=3), baseline=life)


def test_the_years_before_are_summed_up(backlog: Trace):
    trace = with_warm_up(
        backlog, (Kind.ARRIVED, 0), (Kind.ARRESTED, 4), (Kind.BOOKED, Venue.MUNICIPAL), (Kind.RELEASED, 0),
        (Kind.ARRESTED, 4), (Kind.INTAKE, 0), (Kind.WARRANT_ISSUED, 0), (Kind.SUPERVISION_BEGAN, Venue.MUNICIPAL),
    )  # fmt: skip
    assert report.before(trace) == (
        "In the 3 years before, the same in both: 2 arrests, 1 jail booking, 1 LEAD intake. "
        "On Jan 1, 2027: in LEAD, wanted on a warrant, under supervision."
    )


def test_who_died_before_the_start_has_no_state_at_it(backlog: Trace):
    trace = with_warm_up(backlog, (Kind.ARRIVED, 0), (Kind.BOOKED, Venue.MUNICIPAL), (Kind.DIED, 0))
    assert report.before(trace) == "In the 3 years before, the same in both: 1 jail booking, died."


def test_who_moved_away_before_the_start_has_nothing_to_tell(backlog: Trace):
    trace = with_warm_up(backlog, (Kind.ARRIVED, 0), (Kind.BOOKED, 1), (Kind.LEFT, 0), (Kind.CASE_ABATED, 1))
    gone = replace(trace.baseline, steps=(), cents={})
    trace = replace(trace, baseline=gone, scenario=gone, parting=None)
    assert report.before(trace).endswith("1 jail booking, moved away.")
    assert [line for part in trace_parts(trace)[1:] for line in printed(part)] == [
        "The person is not here from the start date on: nothing happens, and nothing is spent."
    ]


# -- the tables below -----------------------------------------------------------------------------------------


def test_the_tables_hold_what_happened_and_what_it_cost(stopped: Trace):
    assert printed(report.happened(stopped)) == block(
        """
        What happened, 2027 (difference: scenario minus baseline)
                                    goes-on  money-ends  difference
        ───────────────────────────────────────────────────────────
        Arrests, warrants included        1           1           0
        Cases filed                       1           1           0
        Days in LEAD                    291         133        −157
        Days engaged in LEAD            291         133        −157
        """
    )
    assert printed(report.money(stopped)) == block(
        """
        What the person cost, 2027: the part that varies (difference: saving +, cost or loss −)
                                    goes-on  money-ends  difference  at average cost
        ────────────────────────────────────────────────────────────────────────────
        police arrest                   $30         $30          $0               $0
        courts                         $250        $250          $0               $0
        Justice system                 $280        $280          $0               $0
        case managers               $31,976     $13,420    +$18,556         +$18,556
        LEAD, this person's share   $31,976     $13,420    +$18,556         +$18,556

        Net                         $32,256     $13,700    +$18,556         +$18,556
        """
    )


def test_months_without_participants_are_said_to_be_nobodys(stopped: Trace):
    said = " ".join(printed(report.notes(stopped), 2_000))
    assert "nobody's share" not in said
    spent = replace(stopped, baseline=replace(stopped.baseline, left_over=1_234.4))
    assert "LEAD cost $1,234 in goes-on that is nobody's share." in " ".join(printed(report.notes(spent), 2_000))


@pytest.mark.parametrize("width", [40, 80, 120])
def test_everything_is_printed_on_any_page(backlog: Trace, stopped: Trace, entered: Trace, width: int):
    for trace in (backlog, stopped, entered):
        for part in trace_parts(trace):
            assert printed(part, width)


# -- for machines ---------------------------------------------------------------------------------------------


def test_the_plain_data_holds_every_event_with_its_cost_and_adds_up(stopped: Trace):
    data = json.loads(json.dumps(trace_data(stopped), allow_nan=False))
    assert (data["scenario"], data["baseline"], data["person"]["number"]) == ("money-ends", "goes-on", 0)
    assert data["net"]["marginal"] == 18_555.74
    assert data["first_difference"] == pytest.approx(207.5, abs=1.0)
    for told, life in zip(data["lives"], (stopped.baseline, stopped.scenario), strict=True):
        assert len(told["events"]) == len(life.steps)
        assert told["cost"] == summed(told)
        assert [event["event"] for event in told["events"]] == [step.kind.name.lower() for step in life.steps]
    intake = next(event for event in data["lives"][1]["events"] if event["event"] == "intake")
    assert (intake["detail"], intake["words"]) == ("community", "Completed LEAD intake")
    assert intake["date"].startswith("2027-03-16 ")
    assert intake["counted"]["participant_days"] == pytest.approx(133.29, abs=0.01)
    assert intake["cost"]["case managers"]["marginal"] == 13_420.08


def summed(told: dict) -> dict:
    """Return the cost by line over everything that caused any."""
    found: dict[str, dict[str, float]] = {}
    for part in (told["before"], *told["events"]):
        for line, amounts in part["cost"].items():
            before = found.setdefault(line, {"average": 0.0, "marginal": 0.0})
            found[line] = {basis: round(before[basis] + amount, 2) for basis, amount in amounts.items()}
    return found


def test_a_life_of_nothing_is_printed_too(backlog: Trace):
    empty = Life("town/empty", "Empty", (), backlog.baseline.before, (), {}, 0.0)
    trace = replace(backlog, baseline=empty, scenario=empty, parting=None)
    assert [line for line in timeline(trace) if line.startswith("Total")] != []
    for part in trace_parts(trace):
        printed(part)
    assert trace_data(trace)["lives"][0]["events"] == []
