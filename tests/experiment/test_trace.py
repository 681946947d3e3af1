"""One life twice: the same person in both, every cent with its cause, and the choice that was promised."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from simulator.costs.ledger import cost
from simulator.errors import InputError
from simulator.experiment import trace as module
from simulator.experiment.collection import Progress
from simulator.experiment.personal_costs import SHARED_BY
from simulator.experiment.run import run
from simulator.experiment.setup import price_books
from simulator.experiment.trace import Life, Parting, Step, Trace, first_difference, follow, live, trace
from simulator.inputs.draw import draw_inputs
from simulator.inputs.scenario import Scenario
from simulator.model.events import Event, Kind, Refusal
from simulator.model.quantities import Quantity
from simulator.model.tally import NOBODY, Tally
from simulator.units import per_day
from tests.experiment.places import CLOSED, Place

SEED = 3
LARGE = {
    "lead.annual_budget": {"value": 2_400_000, "price_year": 2025},
    "lead.hire_lag": 15,
    "interim_housing.places": 4,
    "permanent_housing.places": 2,
}
"""A LEAD that many of the few people enter, with homes of its own."""


@pytest.fixture(scope="module")
def scenario(place: Place) -> Scenario:
    return place.scenario("with-lead", LARGE)


@pytest.fixture(scope="module")
def baseline(place: Place) -> Scenario:
    return place.scenario("without-lead", CLOSED)


@pytest.fixture(scope="module")
def recorded(scenario: Scenario, baseline: Scenario) -> Mapping[str, module.Recorded]:
    return {
        each.name: module._run(*(draw_inputs(one, SEED, 0) for one in (each, scenario)), 0)
        for each in (scenario, baseline)
    }


@pytest.fixture
def asked(
    scenario: Scenario, baseline: Scenario, recorded: Mapping[str, module.Recorded], monkeypatch: pytest.MonkeyPatch
):
    """Return a way to ask for a person that runs neither scenario again."""
    monkeypatch.setattr(module, "_run", lambda inputs, *_: recorded[inputs.scenario.name])

    def ask(person: str | int = "typical", **keys: int) -> Trace:
        return trace(scenario, baseline, person=person, seed=SEED, **keys)

    return ask


def summed(life: Life) -> Mapping[str, tuple[int, int]]:
    """Return the cents by line of everything that caused any."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for caused in (life.before, *(step.caused for step in life.steps)):
        for line, cents in caused.cents.items():
            found[line] = [before + more for before, more in zip(found[line], cents, strict=True)]
    return {line: (average, marginal) for line, (average, marginal) in found.items()}


# -- every cent has a cause -----------------------------------------------------------------------------------


def test_the_events_of_every_life_cost_what_the_person_costs_to_the_cent(recorded: Mapping[str, module.Recorded]):
    spent = 0
    for run_ in recorded.values():
        for person in range(60):
            life = live(run_, person)
            assert summed(life) == life.cents
            spent += sum(marginal for _, marginal in life.cents.values())
    assert spent > 1_000_000


def test_a_life_costs_what_the_ledger_says_of_that_person_alone(
    scenario: Scenario, recorded: Mapping[str, module.Recorded]
):
    inputs = draw_inputs(scenario, SEED, 0)
    happened = run(inputs, 0, record_events=True)
    calendar, books = scenario.jurisdiction.calendar, [book.of_units() for book in price_books(inputs)]
    own_lines = [price.line for price in books[0].prices if not {q for q, _, _ in price.counts} & set(SHARED_BY)]
    for person in (0, 7, 31):
        alone = Tally.empty(calendar.months, ("alone",))
        for credit in happened.credits:
            if credit.person == person:
                days = "_DAYS" in Quantity(credit.quantity).name
                month = np.searchsorted(calendar.edges, credit.time, "left" if days else "right") - 1
                alone.counts[month, credit.quantity, 0] += credit.amount
        months = list(range(calendar.warm_up_months, calendar.months))
        ledger = cost(alone, months, books, [1.0] * len(months))
        totals = dict(zip(ledger.lines, ledger.cents.sum(axis=(0, 1))[:, :2].tolist(), strict=True))
        life = live(recorded[scenario.name], person)
        assert {line: list(life.cents.get(line, (0, 0))) for line in own_lines} == {
            line: totals[line] for line in own_lines
        }


def test_what_a_life_counts_is_what_was_counted_of_the_person_from_the_start_on(
    recorded: Mapping[str, module.Recorded],
):
    for run_ in recorded.values():
        for person in (0, 7, 31, 59):
            life = live(run_, person)
            found = np.zeros(len(Quantity))
            for caused in (life.before, *(step.caused for step in life.steps)):
                for quantity, amount in caused.counted.items():
                    found[quantity] += amount
            own = run_.counted.by_month(person)[list(run_.counted.horizon)].sum(axis=0)
            assert np.allclose(found, own, rtol=0.0, atol=1e-9)


def test_leads_cost_stands_beside_the_intake_or_goes_on_from_before(recorded: Mapping[str, module.Recorded]):
    shared = {"LEAD case managers", "LEAD client services", "LEAD management and liaison prosecutor"}
    beside = {
        step.kind
        for run_ in recorded.values()
        for person in range(60)
        for step in live(run_, person).steps
        if shared & set(step.caused.cents)
    }
    assert beside == {Kind.INTAKE}


def test_shares_of_lead_add_up_to_what_it_costs(scenario: Scenario, recorded: Mapping[str, module.Recorded]):
    run_ = recorded[scenario.name]
    people = int(run_.counted.person.max()) + 1
    line = "LEAD case managers"
    months = list(run_.counted.horizon)
    staff = run_.counted.tally.counts[months, Quantity.CASE_MANAGER_MONTHS, NOBODY]
    prices = [next(p for p in book.prices if p.line == line).average for book in run_.books]
    units = {units for book in run_.books for p in book.prices if p.line == line for _, _, units in p.counts}
    shares = sum(live(run_, person).cents.get(line, (0, 0))[0] for person in range(people))
    assert shares == pytest.approx(100.0 * float(np.dot(staff, prices)) * units.pop(), abs=0.5 * 12 * people * 2)
    assert shares > 10_000_00


# -- the same person ------------------------------------------------------------------------------------------


def test_both_lives_have_the_same_warm_up_and_the_same_steps_until_they_part(asked):
    for person in ("typical", "loss", "random"):
        found = asked(person)
        assert found.baseline.warm_up == found.scenario.warm_up
        assert found.parting
        heads = [
            [(s.kind, s.detail) for s in life.steps if s.time < found.parting.time and s.kind not in module.ASIDES]
            for life in (found.baseline, found.scenario)
        ]
        assert heads[0] == heads[1]


def test_all_steps_are_from_the_start_on_and_in_order(asked):
    found = asked("typical")
    for life in (found.baseline, found.scenario):
        times = [step.time for step in life.steps]
        assert times == sorted(times)
        assert times[0] >= 0.0
        assert all(event.time < 0.0 for event in life.warm_up)


def test_who_it_is_holds_at_the_start_or_on_arrival(asked, scenario: Scenario):
    people = module.make_setup(draw_inputs(scenario, SEED, 0), 0).people
    early = asked(5).who
    assert (early.number, early.since) == (5, 0.0)
    assert early.age == pytest.approx(float(people.age[5]) + per_day(365.0))
    assert (early.female, early.area) == (bool(people.female[5]), people.areas[people.area[5]])
    last = len(people) - 1
    late = asked(last).who
    assert late.since == float(people.arrival[last]) > 0.0
    assert late.age == float(people.age[last])


# -- who is chosen --------------------------------------------------------------------------------------------


def test_words_choose_by_the_net_of_those_who_enter(
    asked, scenario: Scenario, baseline: Scenario, recorded: Mapping[str, module.Recorded]
):
    events = run(draw_inputs(scenario, SEED, 0), 0, record_events=True).events
    entered = {event.person for event in events if event.kind == Kind.INTAKE and event.time >= 0.0}
    marginal = {
        name: {person: sum(c for _, c in live(run_, person).cents.values()) for person in entered}
        for name, run_ in recorded.items()
    }
    nets = {person: marginal[baseline.name][person] - marginal[scenario.name][person] for person in entered}
    order = sorted(entered, key=lambda person: nets[person])
    assert len(order) > 15
    for word, share in (("loss", 0.05), ("typical", 0.5), ("large-saving", 0.95)):
        found = asked(word)
        assert found.who.number == found.choice.number == order[math.ceil(share * len(order)) - 1]
        assert found.choice.people == len(order)
        assert found.choice.entered == scenario.name


def test_random_is_one_of_those_who_enter_and_the_same_every_time(asked, recorded: Mapping[str, module.Recorded]):
    entered = next(iter(recorded.values())).newcomers()
    assert asked("random").who.number in entered
    assert asked("random") == asked("random")


def test_random_is_another_one_with_another_seed(recorded: Mapping[str, module.Recorded], scenario, baseline):
    people = module.make_setup(draw_inputs(scenario, SEED, 0), 0).people
    frame = trace(scenario, baseline, person=0, seed=SEED).frame
    found = {
        follow("random", recorded[baseline.name], recorded[scenario.name], people, replace(frame, seed=seed)).who.number
        for seed in range(12)
    }
    assert len(found) > 3


def test_a_scenario_that_nobody_enters_is_followed_by_the_baselines_participants(scenario, baseline):
    found = trace(baseline, scenario, person="typical", seed=SEED)
    assert (found.scenario.scenario, found.choice.entered) == (baseline.name, scenario.name)
    assert any(step.kind == Kind.INTAKE for step in found.baseline.steps)


def test_nobody_to_choose_from_is_refused_but_a_number_is_not(place: Place, baseline: Scenario):
    # The warm-up's participants are given notice, but nobody new comes.
    other = place.scenario("closed-too", CLOSED)
    with pytest.raises(InputError, match=r"nobody completes an intake in either scenario.*allowed: 0 to \d+"):
        trace(other, baseline, seed=SEED)
    assert trace(other, baseline, person=1, seed=SEED).parting is None


# -- refusals -------------------------------------------------------------------------------------------------


def test_what_cannot_be_is_refused_before_anything_is_simulated(
    scenario: Scenario, baseline: Scenario, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delattr(module, "run")
    with pytest.raises(InputError, match=r"no such person; found 5000; allowed: 0 to \d\d"):
        trace(scenario, baseline, person=5000, seed=SEED)
    with pytest.raises(InputError, match="no such way to choose"):
        trace(scenario, baseline, person="worst", seed=SEED)
    with pytest.raises(InputError, match="not with itself"):
        trace(scenario, scenario, seed=SEED)


def test_progress_is_told_run_by_run(scenario: Scenario, baseline: Scenario):
    told: list[Progress] = []
    trace(scenario, baseline, person=0, seed=SEED, report=told.append)
    assert [(each.done, each.total) for each in told] == [(0, 2), (1, 2), (2, 2)]


def test_a_draw_and_a_world_are_those_that_were_asked_for(scenario: Scenario, baseline: Scenario):
    one, other, drawn = (
        trace(scenario, baseline, person=0, seed=SEED, **keys) for keys in ({}, {"world": 1}, {"draw": 2})
    )
    assert (other.frame.world, drawn.frame.draw) == (1, 2)
    assert one.who != other.who
    assert one.who.group == drawn.who.group, "groups have no range here, so luck puts everybody into the same"
    assert one.baseline.cents != drawn.baseline.cents


def test_a_trace_is_frozen(asked):
    found = asked("typical")
    for value in (found, found.who, found.choice, found.frame, found.baseline, found.baseline.steps[0]):
        with pytest.raises(FrozenInstanceError):
            value.anything = 1  # type: ignore[attr-defined]


# -- the first difference -------------------------------------------------------------------------------------


def step(time: float, kind: Kind, detail: int = 0) -> Step:
    return Step(time, kind, detail, module.Caused({}, {}))


ARRESTED, REFERRED = step(3.0, Kind.ARRESTED, 3), step(5.0, Kind.REFERRED, 2)


@pytest.mark.parametrize(
    ("baseline", "scenario", "parting"),
    [
        ([], [], None),
        ([ARRESTED], [ARRESTED], None),
        ([ARRESTED], [replace(ARRESTED, time=3.0 + 1e-9)], None),
        ([ARRESTED], [ARRESTED, REFERRED], Parting(5.0, None, REFERRED)),
        ([ARRESTED, REFERRED], [ARRESTED], Parting(5.0, REFERRED, None)),
        ([ARRESTED], [REFERRED], Parting(3.0, ARRESTED, None)),
        ([ARRESTED], [replace(ARRESTED, detail=1)], Parting(3.0, ARRESTED, replace(ARRESTED, detail=1))),
        ([ARRESTED], [replace(ARRESTED, time=9.0)], Parting(3.0, ARRESTED, None)),
        ([step(1.0, Kind.NOT_DIVERTED, Refusal.NOT_OPERATING), ARRESTED], [step(2.0, Kind.SPELL, 1), ARRESTED], None),
    ],
)
def test_the_first_difference_is_the_first_event_that_is_not_in_both(
    baseline: list[Step], scenario: list[Step], parting: Parting | None
):
    assert first_difference(baseline, scenario) == parting


def test_a_warm_up_event_is_not_a_step_but_what_it_causes_goes_on(recorded: Mapping[str, module.Recorded]):
    carried = [life for life in (live(run_, p) for run_ in recorded.values() for p in range(60)) if life.before.cents]
    assert len(carried) > 5
    for life in carried:
        assert all(isinstance(event, Event) and event.time < 0.0 for event in life.warm_up)
        assert any(amount > 0.0 for amount in life.before.counted.values())
