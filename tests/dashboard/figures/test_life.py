"""One life, twice: words and marks that say the same, and a loss as plainly as a saving."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from dashboard import lives
from dashboard.figures import life, life_data
from dashboard.figures.life_data import LifeData
from dashboard.queries import stored_example
from dashboard.theme import LIGHT
from simulator.experiment.trace import Caused, Life, Step
from simulator.model.events import Event, Kind, Service
from simulator.model.quantities import Quantity
from simulator.report import life_marks
from simulator.report import lives as making
from tests.dashboard.figures.people_samples import LIVES, WITH, WITHOUT
from tests.dashboard.figures.people_samples import life as made
from tests.dashboard.figures.samples import said

NOTHING = Caused({}, {})


def lived(*events, warm_up=()):
    """Return a life of (time, kind, detail)."""
    return Life(
        "here/up", "Up", tuple(Event(time, 1, kind, detail) for time, kind, detail in warm_up), NOTHING,
        tuple(Step(time, kind, detail, NOTHING) for time, kind, detail in events), {}, 0.0,
    )  # fmt: skip


def marked(*events, warm_up=(), days=100.0):
    return [(mark.kind, mark.start, mark.end) for mark in life_marks.marks_of(lived(*events, warm_up=warm_up), days)]


@pytest.mark.parametrize(
    ("sample", "title"),
    [
        ("saving", "One life, twice: 572 fewer days in jail or prison, and $5,190 saved after paying for LEAD"),
        ("loss", "One life, twice: 572 more days in jail or prison, and $5,190 more spent than saved"),
        ("nothing happens", "One life, twice: no day in jail in either, and the same is spent"),
        ("only LEAD", "One life, twice: no day in jail in either, and $22,000 more spent than saved"),
    ],
)
def test_the_title_says_what_changed_whichever_way(sample, title):
    assert life_data.title(LIVES[sample]) == title


def test_a_saving_with_more_days_in_jail_says_but():
    cheap = replace(WITHOUT, name="Scaled up", dollars={"custody": 10.0})
    assert life_data.title(made(WITH, cheap)).endswith(
        "more days in jail or prison, but $32,800 saved after paying for LEAD"
    )


def test_how_unusual_the_person_is_comes_from_the_choice():
    assert life_data.unusual(LIVES["saving"]) == (
        "Of the 640 people who enter LEAD, half have a net lower than or equal to this one: 90% of nets fall between "
        "−$31,200 and $22,500, the middle one is −$1,200."
    ).replace("and $22,500", "and +$22,500")
    assert "3% have a lower net than this one" in life_data.unusual(LIVES["only LEAD"])
    assert life_data.unusual(LIVES["nothing happens"]) == "Nobody enters LEAD in either scenario."


def test_a_choice_is_not_called_a_saving_where_nobody_saves():
    assert [label for _, label in life_data.choices(LIVES["saving"])] == ["Typical", "Large saving", "Loss", "Random"]
    losing = replace(LIVES["saving"], low=-60e3, high=-2e3)
    assert [label for _, label in life_data.choices(losing)][1:3] == ["Smallest loss", "Loss"]
    winning = replace(LIVES["saving"], low=1e3, high=9e3)
    assert [label for _, label in life_data.choices(winning)][1:3] == ["Large saving", "Smallest saving"]


def test_totals_are_told_by_lane():
    data = LIVES["saving"]
    told = {lane: (life_data.told(data.baseline, lane), life_data.dollars(data.baseline, lane)) for lane in data.lanes}
    assert told["police"] == ("44 arrests", "$4,600")
    assert told["custody"] == ("174 days + 410 prison", "$26,400")
    assert told["court"] == ("45 hearings, 1 missed", "$7,000")
    assert life_data.told(data.scenario, "police") == "1 arrest, 1 diverted"
    assert life_data.told(data.scenario, "lead") == "59 months"
    assert life_data.told(data.scenario, "care") == "260 days"


def test_bars_of_cost_have_one_scale_in_both_lives():
    bars = [trace for trace in life.draw(LIVES["large"], theme="light", width=1280).figure.data if trace.name == "cost"]
    heights = {
        color: max(bar.width[0] for bar in bars if bar.marker.color == LIGHT[color]) for color in ("costf", "focus")
    }
    data = LIVES["large"]
    most = max(sum(quarter) for quarter in data.baseline.quarters)
    assert heights["costf"] == pytest.approx(life.COSTS - 20.0)
    assert heights["focus"] == pytest.approx(
        (life.COSTS - 20.0) * max(lead for _, lead in data.scenario.quarters) / most, rel=1e-3
    )


def test_marks_stand_at_their_days():
    figure = life.draw(LIVES["saving"], theme="light", width=1280).figure
    diverted = next(trace for trace in figure.data if trace.name == "Diverted to LEAD")
    right = 1280 - life.TOTALS
    assert diverted.x[0] == pytest.approx(life.LABELS + 30.0 / 1826.0 * (right - life.LABELS))
    prison = [trace for trace in figure.data if trace.name == "In prison"][-1]
    assert prison.x[0] == pytest.approx(410.0 / 1826.0 * (right - life.LABELS))
    assert prison.marker.color == LIGHT["pink"]


def test_on_a_phone_time_runs_down():
    figure = life.draw(LIVES["saving"], theme="light", width=358).figure
    engaged = [trace for trace in figure.data if trace.name == "In LEAD, in touch"]
    assert max(trace.width[0] for trace in engaged) == pytest.approx(1126.0 / 1826.0 * life.PHONE_TIME)
    assert figure.layout.height > 900


@pytest.mark.parametrize("width", [1280, 734, 358])
def test_both_totals_stand_in_the_chart_and_in_the_table(width):
    drawn = life.draw(LIVES["saving"], theme="light", width=width)
    for total in ("$38,000", "$32,810"):
        assert total in said(drawn.figure)
        assert total in drawn.table.rows[-1]
        assert total in drawn.alt


# -- from events to marks -------------------------------------------------------------------------------------


def test_a_stay_lasts_from_booking_to_release_and_prison_takes_it_over():
    assert marked(
        (10.0, Kind.BOOKED, 1), (20.0, Kind.RELEASED, 0), (30.0, Kind.BOOKED, 0), (35.0, Kind.BOOKED, 0),
        (40.0, Kind.PRISON_SENTENCE, 0), (60.0, Kind.RELEASED, 0), (95.0, Kind.BOOKED, 0),
    ) == [("jail", 10.0, 20.0), ("jail", 30.0, 40.0), ("prison", 40.0, 60.0), ("jail", 95.0, 100.0)]  # fmt: skip


def test_what_began_before_the_start_is_shown_from_the_start():
    assert marked((20.0, Kind.RELEASED, 0), warm_up=((-9.0, Kind.ARRESTED, 0), (-9.0, Kind.BOOKED, 1))) == [
        ("jail", 0.0, 20.0)
    ]


def test_lead_is_in_touch_or_out_of_touch_until_it_ends():
    assert marked(
        (1.0, Kind.JOINED_WAITING_LIST, 0), (5.0, Kind.SLOT_GRANTED, 0), (9.0, Kind.INTAKE, 0), (9.0, Kind.ENGAGED, 0),
        (30.0, Kind.LAPSED, 0), (50.0, Kind.LEAD_EXIT, 0),
    ) == [("waiting", 1.0, 5.0), ("engaged", 9.0, 30.0), ("lapsed", 30.0, 50.0)]  # fmt: skip


def test_an_instant_is_shown_once_and_housing_is_not_treatment():
    assert marked(
        (5.0, Kind.NO_ACTION, 0), (5.0, Kind.WARRANT_SERVED, 1),
        (6.0, Kind.HEARING, 0), (6.0, Kind.FAILED_TO_APPEAR, 0),
        (7.0, Kind.SERVICE_BEGAN, Service.PERMANENT_HOUSING), (8.0, Kind.SERVICE_FOUND, Service.TREATMENT),
        (9.0, Kind.SERVICE_ENDED, Service.TREATMENT), (12.0, Kind.DIED, 0),
    ) == [("arrest", 5.0, 5.0), ("missed", 6.0, 6.0), ("treatment", 8.0, 9.0)]  # fmt: skip


def test_quarters_are_sums_of_three_months_justice_and_lead_apart():
    by_month = np.arange(14.0).reshape(7, 2)
    assert making.quarters_of(by_month, [True, False]) == ((9.0, 6.0), (27.0, 24.0), (13.0, 12.0))


def test_a_cost_line_stands_in_the_lane_of_what_it_counts():
    program = {"jail": False, "hand-off": False, "felony": False, "bed": False, "LEAD": True, "harm": False}
    counted = {
        "jail": [Quantity.JAIL_DAYS_DISTRICT], "hand-off": [Quantity.DIVERSIONS_CITY],
        "felony": [Quantity.FILINGS_SUPERIOR],
        "bed": [Quantity.COMPETENCY_BED_DAYS], "LEAD": [Quantity.CASE_MANAGER_MONTHS], "harm": [Quantity.CONTACTS],
    }  # fmt: skip
    lanes = {line: making.lane_of(line, program, of) for line, of in counted.items()}
    assert lanes == dict(zip(counted, ("custody", "police", "court", "care", "lead", "other"), strict=True))


# -- the stored lives -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", stored_example().identity.scenarios)
@pytest.mark.parametrize("choice", lives.CHOICES)
def test_stored_lives_add_up(scenario, choice):
    data = lives.find(stored_example(), scenario, choice)
    for side in (data.baseline, data.scenario):
        assert sum(map(sum, side.quarters)) == pytest.approx(side.total)
        for kind in ("jail", "prison"):
            assert sum(mark.days for mark in side.marks if mark.kind == kind) == pytest.approx(
                side.days[kind], abs=0.01
            )
        in_lead = sum(mark.days for mark in side.marks if mark.kind in ("engaged", "lapsed"))
        assert in_lead == pytest.approx(side.days["lead"], abs=0.01)
    wanted = {"typical": data.middle, "large-saving": data.high, "loss": data.low}.get(choice, data.net)
    assert data.net == pytest.approx(wanted, abs=0.5)  # each cost of a quarter is kept in cents


def test_a_life_of_other_inputs_is_not_found():
    comparison = stored_example()
    name = comparison.identity.scenarios[0]
    identity = comparison.identity
    for kind in ("hashes", "inputs"):  # an older answer has only the first
        changed = {**getattr(identity, kind), name: "x"}
        if getattr(identity, kind):
            identity = replace(identity, **{kind: changed})
    assert lives.find(replace(comparison, identity=identity), name, "typical") is None
    assert lives.find(replace(comparison, identity=replace(comparison.identity, seed=5)), name, "typical") is None


def test_a_life_survives_being_kept():
    data = LIVES["saving"]
    assert LifeData.from_dict(json.loads(json.dumps(data.as_dict()))) == data
