"""Who gets in: counts that add up, on hand-made answers and on the stored one, and words that turn with them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dashboard.figures import flow, flow_data, flow_words
from dashboard.queries import stored_example
from dashboard.theme import LIGHT
from tests.dashboard.figures.people_samples import CLOSED, FLOWS, OPEN, answer
from tests.dashboard.figures.people_samples import flow as made
from tests.dashboard.figures.samples import said

REAL = [(scenario, which) for scenario in stored_example().identity.scenarios for which in ("scenario", "baseline")]


def conserves(data):
    """Assert that what enters a node leaves it, and that nothing is counted twice."""
    for node in data.nodes:
        assert node.value >= 0.0
        if node.sources:
            assert sum(node.sources.values()) == pytest.approx(node.value)
        out = sum(other.sources.get(node.key, 0.0) for other in data.nodes)
        if out or node.key in ("all", "offered", "not_offered", "not_eligible", "agrees", "before"):
            assert out == pytest.approx(node.value), node.key
    ends = [node.value for node in data.nodes if not any(node.key in other.sources for other in data.nodes)]
    assert sum(ends) == pytest.approx(data.value("all") + data.value("before"))
    assert sum(data.losses.values()) + data.reached == pytest.approx(max(0.0, data.qualifying))
    assert all(loss >= -1e-6 for loss in data.losses.values())


@pytest.mark.parametrize("sample", FLOWS)
def test_what_enters_a_node_leaves_it(sample):
    conserves(FLOWS[sample])


@pytest.mark.parametrize(("scenario", "which"), REAL)
def test_what_enters_a_node_leaves_it_in_a_real_answer(scenario, which):
    conserves(flow_data.of(stored_example(), scenario, which))


@pytest.mark.parametrize("scenario", stored_example().identity.scenarios)
def test_police_contacts_of_a_real_answer_split_without_rest(scenario):
    """Why decisions and not contacts flow: a contact ends in no action, an arrest or a diversion, and nothing else."""
    means = {
        record.measure: record.scenario_mean
        for record in stored_example().records
        if record.scenario == scenario and record.fiscal_year == "all" and record.group == "all"
        and record.measure in ("contacts", "no_actions", "arrests", "diversions")
    }  # fmt: skip
    assert means["contacts"] == pytest.approx(means["no_actions"] + means["arrests"] + means["diversions"])


def test_every_decision_of_a_real_answer_is_in_the_flow_or_named_beside_it():
    comparison = stored_example()
    scenario = comparison.identity.scenarios[0]
    decisions = sum(
        record.scenario_mean
        for record in comparison.records
        if record.scenario == scenario and record.fiscal_year == "all" and record.group == "all"
        and (record.measure == "referrals" or (record.measure == "refusals" and record.reason != "no_slot"))
    )  # fmt: skip
    data = flow_data.of(comparison, scenario)
    assert data.value("all") + sum(data.already) == pytest.approx(decisions)


def test_the_nodes_are_the_counts():
    data = FLOWS["open"]
    assert data.value("all") == 2000 + 100 + 2000 + 2515
    assert (data.value("offered"), data.value("agrees"), data.value("declines")) == (2100, 2000, 100)
    assert (data.value("not_offered"), data.value("not_eligible")) == (2000, 2515)
    assert (data.value("in_lead"), data.value("gave_up"), data.value("unfinished")) == (1400, 400, 150)
    assert data.value("still") == 50
    assert data.already == (321, 45)
    assert data.qualifying == 4100
    assert data.reached == 1400


def test_reasons_below_one_percent_are_one():
    keys = [node.key for node in FLOWS["open"].nodes]
    assert "amount_over_limit" not in keys
    assert "outstanding_warrant" not in keys
    assert FLOWS["open"].value("other_not_eligible") == 15


def test_without_a_waiting_list_referrals_end_where_no_place_is_free():
    data = FLOWS["no waiting list"]
    assert data.value("no_place") == 800
    assert data.value("gave_up") == 0
    assert "there is no waiting list" in flow_words.note(data)


def test_ends_of_what_began_before_the_start_are_not_said_to_be_of_contacts():
    data = FLOWS["more than came"]
    assert data.value("before") == 250
    assert data.reached == 1600 - 250
    assert data.value("in_lead") == 1600


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (OPEN, "Two in three qualifying contacts never reach LEAD, most of them because LEAD is not offered"),
        (
            {**OPEN, "area_not_covered": 0.0, "officer_not_trained": 0.0, "drop_outs": 250.0, "intakes": 900.0},
            "Two in three qualifying contacts never reach LEAD, most of them because no place is free",
        ),
        (
            {"referrals": 5000.0, "intakes": 4000.0, "intake_failures": 800.0, "drop_outs": 200.0, "no_consent": 90.0},
            "Four in five qualifying contacts reach LEAD; the others do not, most often because intake is not "
            "completed",
        ),
        (CLOSED, "With “Scaled up” no contact or referral leads to LEAD: LEAD is closed"),
        (
            {**OPEN, "not_operating": 5000.0},
            "Two in three qualifying contacts that come while LEAD is open never reach LEAD, most of them because "
            "LEAD is not offered",
        ),
        ({"referrals": 0.0}, "With “Scaled up” no contact or referral could lead to LEAD"),
        (
            {"history_not_eligible": 9.0},
            "With “Scaled up” no contact or referral leads to LEAD: none of them is eligible",
        ),
    ],
)  # fmt: skip
def test_the_finding_turns_with_the_counts(counts, sentence):
    assert flow_words.finding(made(counts)) == sentence


def test_the_dek_has_the_counts_behind_it():
    assert flow_words.dek(made({**OPEN, "not_operating": 5000.0}), "five years") == (
        "Of 4,100 qualifying police contacts and referrals over five years, 1,400 end with an intake into LEAD; 700 "
        "people enter it for the first time. 2,520 more are not eligible and 5,000 more come while LEAD is closed."
    )


def test_the_title_names_the_largest_loss():
    assert flow_words.title(FLOWS["open"]).endswith("the person or the offense is not eligible")
    assert flow_words.title(FLOWS["closed"]) == "The largest loss is that LEAD is closed"
    assert flow_words.title(FLOWS["nearly all get in"]) == "The largest loss is after LEAD was offered"
    assert flow_words.title(FLOWS["nothing"]) == "With “Scaled up” there is no way into LEAD"


def test_the_baseline_has_a_flow_of_its_own():
    found = flow_data.of(answer(OPEN), "here/up", "baseline")
    assert found.name == "No LEAD"
    assert found.value("closed") == found.value("all") == 7000


def test_an_answer_without_decisions_has_no_flow():
    assert flow_data.of(answer({}, {}), "here/up") is None


@pytest.mark.parametrize("width", [1280, 734])
@pytest.mark.parametrize("sample", FLOWS)
def test_nodes_of_a_column_do_not_touch_and_are_as_high_as_their_values(sample, width):
    data = FLOWS[sample]
    found = flow.places(data.nodes, [n * width / 4 for n in range(4)])
    scale = (found["all"].bottom - found["all"].top) / data.value("all") if data.value("all") else 0.0
    for column in range(4):
        places = sorted((found[node.key] for node in data.nodes if node.column == column), key=lambda place: place.top)
        assert all(one.bottom + flow.GAP <= other.top + 1e-6 for one, other in pairwise(places))
        middles = [(place.top + place.bottom) / 2 for place in places]
        assert all(other - one >= flow.LINE for one, other in pairwise(middles))
        assert all(place.top >= flow.TOP - 1e-6 and place.bottom <= flow.HEIGHT for place in places)
    for node in data.nodes:
        high = found[node.key].bottom - found[node.key].top
        assert high == pytest.approx(max(1.0, node.value * scale)) or node.value == 0.0


def test_the_way_into_lead_is_blue_and_losses_are_grey():
    figure = flow.draw(FLOWS["open"], theme="light", width=1280).figure
    nodes = dict(
        zip(
            [node.key for node in FLOWS["open"].nodes], [shape.fillcolor for shape in figure.layout.shapes], strict=True
        )
    )
    assert nodes["in_lead"] == nodes["agrees"] == LIGHT["focus"]
    assert nodes["not_offered"] == nodes["gave_up"] == LIGHT["grey"]
    fills = {trace.name: trace.fillcolor for trace in figure.data}
    assert fills["Offered"] == fills["Agrees"] == fills["Completes intake: in LEAD"] == LIGHT["focus3"]
    assert len({fills[name] for name in ("Not offered", "Not eligible", "Says no", "Leaves the waiting list")}) == 1
    assert fills["Not offered"].startswith("rgba(191,195,200")


@pytest.mark.parametrize("width", [1280, 734, 358])
def test_every_number_stands_in_the_chart(width):
    data = FLOWS["open"]
    shown = said(flow.draw(data, theme="light", width=width).figure)
    for node in data.nodes:
        assert flow_words.number(node.value) in shown, node.label


def test_the_table_has_every_node_with_its_share():
    table = flow.draw(FLOWS["open"], theme="light", width=734).table
    assert table.rows[0] == ("Contacts and referrals", "Contact or referral", "6,620", "100 %")
    assert len(table.rows) == len(table.values) == len(FLOWS["open"].nodes)
    assert next(row for row in table.values if row[0] == "Agrees")[2:4] == ("Offered", 2000.0)


def test_reasons_are_told_whole_where_nothing_stands_right_of_them():
    shown = said(flow.draw(FLOWS["open"], theme="light", width=734).figure)
    for label in ("Area not covered", "Officer not trained", "Criminal history", "Other reasons"):
        assert label in shown
