"""Concentration of runs: what is added up of whom, who is in LEAD when, and what is said of it."""

from __future__ import annotations

import re
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator.analysis.concentration import top_shares
from simulator.errors import InputError, LeadsimError
from simulator.evidence.everybody import concentration as as_validated
from simulator.evidence.lives import live
from simulator.experiment import concentration_worlds
from simulator.experiment.compare import answer
from simulator.experiment.concentration import (
    CURVE,
    FOLLOWED,
    GROUPS,
    MEASURES,
    TOPS,
    WAYS,
    Concentration,
    check,
    concentration,
)
from simulator.experiment.concentration_entry import AFTER, BEFORE, MONTH, AroundEntry, around_entry, by_month
from simulator.experiment.concentration_records import concentration_records
from simulator.experiment.concentration_worlds import NEVER, Recorded, Stays, entries, record
from simulator.experiment.personal_costs import everybodys_dollars
from simulator.experiment.question import Question, world_of
from simulator.experiment.setup import price_books
from simulator.inputs.draw import draw_inputs
from simulator.model.engines import DEFAULT_ENGINE
from simulator.model.events import Kind
from simulator.model.quantities import Quantity
from simulator.report.around_entry import COLUMNS, entry_data, entry_findings, entry_parts, entry_rows
from simulator.report.concentration import concentration_data, concentration_parts, findings, published
from tests.experiment.doubles import nobody
from tests.experiment.places import CLOSED, Place, make_place
from tests.experiment.studies import Sink
from tests.report.test_tables import printed

SEED = 7
BUSY = {"population.pool": 300, "lead.annual_budget": 2_000_000}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(tmp_path_factory.mktemp("places") / "town", BUSY, horizon_years=3, warm_up_years=2)


@pytest.fixture(scope="module")
def asked(place: Place) -> Question:
    return Question((place.scenario("current"),), place.scenario("none", CLOSED), seed=SEED, draws=2)


@pytest.fixture(scope="module")
def sink() -> Sink:
    return Sink()


@pytest.fixture(scope="module")
def found(asked: Question, sink: Sink) -> Concentration:
    with ThreadPoolExecutor(2) as pool:
        return concentration(asked, sink, lambda: pool, 2)


@pytest.fixture(scope="module")
def entered(asked: Question) -> AroundEntry:
    with ThreadPoolExecutor(2) as pool:
        return around_entry(asked, Sink(), lambda: pool, 2)


@pytest.fixture(scope="module")
def recorded(asked: Question) -> Recorded:
    inputs = asked.inputs_of(1)[1]
    return record(inputs, inputs, world_of(1, 0), DEFAULT_ENGINE)[0]


# -- stretches of time -------------------------------------------------------------------------------------


def test_days_are_counted_as_far_as_a_stretch_covers_them() -> None:
    stays = Stays.of(np.array([5, 2, 2]), np.array([10.0, 30.0, 10.0]), np.array([4.0, 5.0, 10.0]))
    who = np.array([2, 2, 2, 2, 5, 5, 3, 9])
    begin = np.array([-5.0, 5.0, 12.0, 8.0, 0.0, 11.0, 0.0, 0.0])
    end = np.array([-1.0, 8.0, 20.0, 27.0, 99.0, 12.0, 99.0, 99.0])
    found = stays.days_before(who, end) - stays.days_before(who, begin)
    assert found.tolist() == [0.0, 3.0, 0.0, 4.0, 4.0, 0.0, 0.0, 0.0]


def test_a_stretch_holds_its_ends() -> None:
    stays = Stays.of(np.array([2, 2]), np.array([10.0, 30.0]), np.array([10.0, 5.0]))
    when = np.array([-0.1, 0.0, 10.0, 10.1, 24.9, 25.0, 30.0, 30.1])
    assert stays.holds(np.full(8, 2), when).tolist() == [False, True, True, False, False, True, True, False]
    assert not stays.holds(np.full(2, 3), np.array([5.0, 26.0])).any()
    nowhere = Stays.of(np.array([], dtype=np.int64), np.array([]), np.array([]))
    assert not nowhere.holds(np.array([1]), np.array([0.0])).any()
    assert nowhere.days_before(np.array([1]), np.array([0.0])).tolist() == [0.0]


def test_who_is_in_lead_all_the_time_has_all_of_their_use_in_it(recorded: Recorded) -> None:
    everybody = np.arange(len(recorded))
    always = Stays.of(everybody, np.full(len(everybody), 1e6), np.full(len(everybody), 2e6))
    assert recorded.inside("jail_days", always) == pytest.approx(recorded.total("jail_days"))
    assert recorded.inside("bookings", always).tolist() == recorded.total("bookings").tolist()
    assert recorded.dollars_inside(always) == pytest.approx(recorded.dollars())
    assert recorded.inside("participant_days", recorded.in_lead()) == pytest.approx(recorded.total("participant_days"))
    assert recorded.total("participant_days").sum() > 0.0


def test_those_who_enter_are_those_who_are_ever_in_lead(recorded: Recorded) -> None:
    assert np.array_equal(recorded.entered < NEVER, recorded.total("participant_days") > 0.0)
    assert (recorded.entered >= 0.0).all()
    assert 0 < recorded.new.sum() < (recorded.entered < NEVER).sum()


# -- entries ----------------------------------------------------------------------------------------------


def test_an_entry_is_the_hand_over_or_referral_whose_intake_is_completed() -> None:
    told = [
        (-50.0, 3, Kind.REFERRED), (-40.0, 3, Kind.INTAKE),  # in LEAD before the start
        (-2.0, 2, Kind.REFERRED), (3.0, 2, Kind.INTAKE),  # handed over in the practice before
        (1.0, 0, Kind.REFERRED), (4.0, 0, Kind.REFERRED), (9.0, 0, Kind.INTAKE), (80.0, 0, Kind.DIVERTED),
        (90.0, 0, Kind.INTAKE),
        (5.0, 1, Kind.DIVERTED),  # never completed
        (60.0, 3, Kind.DIVERTED), (61.0, 3, Kind.INTAKE), (70.0, -1, Kind.CAPACITY),
    ]  # fmt: skip
    when, who, kind = (np.array(column) for column in zip(*told, strict=True))
    entered, new = entries(when, who, kind.astype(np.int64), 4)
    assert entered.tolist() == [4.0, NEVER, 0.0, 60.0]
    assert new.tolist() == [True, False, False, False]


def test_months_from_entry_hold_what_happens_in_them_and_days_are_cut_at_their_ends() -> None:
    happened = by_month(np.array([-MONTH, -0.5, 0.0, MONTH - 0.1, 99 * MONTH]), np.ones(5), lasts=False)
    assert (happened[BEFORE - 1], happened[BEFORE], happened.sum()) == (2.0, 2.0, 4.0)
    days = by_month(np.array([10.0, 2.0 * MONTH]), np.array([30.0, 3.0]), lasts=True)
    assert (days[BEFORE - 1], days[BEFORE], days[BEFORE + 1]) == pytest.approx((20.0, 10.0, 3.0))


# -- of runs ----------------------------------------------------------------------------------------------


def test_top_shares_are_those_that_validation_holds_to_its_targets(asked: Question, found: Concentration) -> None:
    """The share of the top tenth, added up from the same runs by other code."""
    tenth = TOPS.index(0.1)
    for m, name in ((0, "bookings"), (1, "jail_days")):
        for place, draw in enumerate(asked.draw_numbers):
            expected = as_validated(live(asked.inputs_of(draw)[0], world_of(draw, 0)), name, 0.1)
            # There, a day that ends with the warm-up is of the horizon.
            rough = 0.0 if name == "bookings" else 0.01
            assert found.values["shares"][place, 0, 0, 0, m, tenth] == pytest.approx(expected, rel=rough)


def test_costs_that_vary_are_those_of_a_trace_without_what_lead_costs(asked: Question, recorded: Recorded) -> None:
    inputs = asked.inputs_of(1)[1]
    books = [book.of_units() for book in price_books(inputs, inputs)]
    justice = [replace(book, prices=tuple(price for price in book.prices if not price.program)) for book in books]
    assert recorded.dollars() == pytest.approx(everybodys_dollars(recorded.counted, justice, len(recorded)))


def test_runs_are_kept_so_that_a_comparison_takes_none(asked: Question, sink: Sink, found: Concentration) -> None:
    assert found.values["shares"].shape[:2] == (2, 1)
    assert len(sink.tallies) == 4
    assert answer(asked, sink, nobody, 1).identity.draws == 2


def test_a_world_of_another_version_is_refused_and_kept_nowhere(
    asked: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concentration_worlds, "code_version", lambda: "another")
    kept = Sink()
    with ThreadPoolExecutor(1) as pool, pytest.raises(LeadsimError, match="another version of leadsim"):
        concentration(asked, kept, lambda: pool, 1)
    assert not kept.tallies


class Broken(Executor):
    """Breaks with its first run, as a pool does whose worker is killed."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(BrokenExecutor())
        return future


def test_a_worker_that_dies_is_said(asked: Question) -> None:
    with pytest.raises(LeadsimError, match="a worker died"):
        concentration(asked, Sink(), Broken, 1)


def test_reach_lies_between_chance_and_foresight_and_a_curve_rises(found: Concentration) -> None:
    reached = found.values["reach"]
    assert reached.shape == (2, 1, len(WAYS), len(MEASURES))
    best = reached[:, :, WAYS.index("by perfect foresight")]
    for way in ("while in LEAD", "at random", "by last year's bookings"):
        assert (reached[:, :, WAYS.index(way)] <= best + 1e-12).all()
    assert (reached[:, :, WAYS.index("while in LEAD")] <= reached[:, :, WAYS.index("ever in LEAD")]).all()
    curve = found.values["curve"]
    assert (np.diff(curve, axis=-1) >= 0.0).all()
    assert (curve[..., 0] == 0.0).all()
    assert curve[..., -1] == pytest.approx(1.0)
    assert CURVE[-1] == 1.0


def test_rates_of_everybody_are_bookings_over_days(asked: Question, found: Concentration) -> None:
    baseline = record(asked.inputs_of(1)[0], asked.inputs_of(1)[1], world_of(1, 0), DEFAULT_ENGINE)[0]
    years = baseline.by_year("bookings")
    assert years.shape[0] == 1 + 3
    assert years[1:].sum() == baseline.total("bookings").sum()
    days = baseline.by_year("person_days")
    here = days[:2].min(axis=0) > 0.0
    expected = years[:, here].sum(axis=1) / days[:, here].sum(axis=1) * 365.25
    everybody = found.values["rates"][0, 0, GROUPS.index("everybody"), FOLLOWED.index("bookings")]
    assert everybody == pytest.approx(expected)


def test_those_picked_for_a_bad_year_come_down_in_the_baseline(found: Concentration) -> None:
    before, after = (found.mean("rates", 0, 0, year) for year in (0, 1))
    assert after < before
    assert any("it would be no saving" in each for each in findings(found))


def test_records_have_every_share_and_no_effect(found: Concentration) -> None:
    records = list(concentration_records(found))
    assert {record.table for record in records} == {"people"}
    keys = [(record.measure, record.line, record.group) for record in records]
    assert len(set(keys)) == len(keys)
    (tenth,) = [r for r in records if r.measure == "top_share" and r.line == "bookings"
                and r.group == "top 0.1 of those with any"]  # fmt: skip
    assert tenth.scenario_mean - tenth.baseline_mean == pytest.approx(tenth.difference.mean)
    assert tenth.baseline_mean == found.mean("shares", 0, 0, 0, TOPS.index(0.1))
    assert {r.reason for r in records if r.measure == "share_reached"} == {"whose use it is; no effect on it"}


def test_what_is_shown_fits_a_page_and_can_be_read_by_machines(found: Concentration) -> None:
    shown = printed(concentration_parts(found), 120)
    assert "on whom use falls" in shown
    assert "Picked by last year's bookings" in shown
    assert max(map(len, shown.splitlines())) <= 120
    data = concentration_data(found, [])
    assert [point for point, _ in data["curves"]["baseline"]["bookings"]] == list(CURVE)


def test_what_is_published_of_a_place_is_held_beside_it(found: Concentration) -> None:
    (target,) = published("king-county")
    assert (target.low, target.high, target.grade) == (0.15, 0.5, "plausible")
    assert published("town") == []
    assert "In one year" not in " ".join(findings(found))


def test_a_place_without_a_year_before_the_start_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    new = make_place(tmp_path_factory.mktemp("places") / "new", warm_up_years=0)
    question = Question((new.scenario("current"),), new.scenario("none", CLOSED), draws=1)
    with pytest.raises(InputError, match=r"no year before the start .* found 0"):
        check(question)


# -- around entry -----------------------------------------------------------------------------------------


def test_the_same_people_have_the_same_life_until_the_start(asked: Question, entered: AroundEntry) -> None:
    assert entered.totals.shape == (2, 1, 3, 3, BEFORE + AFTER)
    assert entered.entered.sum() > 0
    inputs = asked.inputs_of(1)
    baseline, scenario = (record(each, inputs[1], world_of(1, 0), DEFAULT_ENGINE)[0] for each in inputs)
    early = [each.counted.time < 0.0 for each in (baseline, scenario)]
    assert np.array_equal(baseline.counted.amount[early[0]], scenario.counted.amount[early[1]])
    years = entered.person_years(-1, 0)
    assert years == pytest.approx(np.full(3, years[0]), rel=0.05)


def test_where_effects_are_none_to_begin_with_both_lives_in_lead_are_one(place: Place) -> None:
    idle = {"lead.effect.discount": 0}
    question = Question((place.scenario("idle", idle),), place.scenario("none", CLOSED), seed=SEED, draws=1)
    with ThreadPoolExecutor(2) as pool:
        found = around_entry(question, Sink(), lambda: pool, 2)
    assert np.array_equal(found.totals[:, :, 0], found.totals[:, :, 1])
    assert not np.array_equal(found.totals[:, :, 0], found.totals[:, :, 2])


def test_rates_are_counts_over_person_years(entered: AroundEntry) -> None:
    counts, days = (
        entered.totals[1, 0, 2, 0, BEFORE : BEFORE + 12].sum(),
        entered.totals[1, 0, 2, 2, BEFORE : BEFORE + 12],
    )
    assert entered.rates(0, 12)[1, 2, 0] == pytest.approx(counts / days.sum() * 365.25)


def with_rates(entered: AroundEntry, before: float, lead: float, without: float) -> AroundEntry:
    totals = np.zeros((1, 1, 3, 3, BEFORE + AFTER))
    totals[:, :, :, 2] = 365.25
    totals[:, :, :, 0, :BEFORE] = before
    totals[:, :, :2, 0, BEFORE:] = lead
    totals[:, :, 2, 0, BEFORE:] = without
    return replace(entered, totals=totals, entered=np.array([[10.0]]))


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ((2.0, 1.0, 1.0), "sees 50 % fewer. Without LEAD it would have been 50 % fewer, so LEAD makes no change, with"),
        (
            (2.0, 1.0, 1.25),
            "sees 50 % fewer. Without LEAD it would have been 38 % fewer, so LEAD makes 20 % fewer, with",
        ),
        ((1.0, 1.2, 1.6), "sees 20 % more. Without LEAD it would have been 60 % more, so LEAD makes 25 % fewer, with"),
        ((1.0, 1.5, 1.2), "so LEAD makes 25 % more, with"),
    ],
)
def test_a_comparison_with_their_own_past_is_told_from_what_lead_makes(
    entered: AroundEntry, rates: tuple[float, float, float], said: str
) -> None:
    found = " ".join(entry_findings(with_rates(entered, *rates)))
    assert said in found
    later = re.search(r"so LEAD makes ([^,]+),.* From month 4 to 12 it is \1\.$", found)
    assert later, "rates that do not change after entry differ alike in every month"


def test_rows_are_every_month_of_every_life(entered: AroundEntry) -> None:
    heads, *rows = entry_rows(entered)
    assert tuple(heads) == COLUMNS
    assert len(rows) == (BEFORE + AFTER) * 3 * 2 == len(entry_data(entered)["months"])
    assert [row[0] for row in rows[:: 3 * 2]] == list(range(-BEFORE, AFTER))
    shown = printed(entry_parts(entered), 120)
    assert "before and after entry into LEAD" in shown
    assert "without LEAD" in shown


def test_nobody_who_enters_is_said(entered: AroundEntry) -> None:
    nobody_in = replace(entered, totals=np.zeros_like(entered.totals), entered=np.zeros((2, 1)))
    assert entry_findings(nobody_in) == ["Nobody enters LEAD after the start."]


def test_top_shares_of_a_scenario_are_of_its_own_run(asked: Question, found: Concentration) -> None:
    scenario = draw_inputs(asked.scenarios[0], SEED, 1, practice=asked.inputs_of(1)[0].practice)
    own = record(scenario, scenario, world_of(1, 0), DEFAULT_ENGINE)[0]
    bookings = own.total("bookings")
    expected = top_shares(bookings[bookings > 0.0], TOPS)
    assert found.values["shares"][0, 0, 1, 0, 0] == pytest.approx(expected)
    assert Quantity.BOOKINGS_MUNICIPAL in own.counted.quantity
