"""Records: the contract of the command line's JSON, and sums that agree with each other."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pytest

from simulator.analysis.compare import NOT_OF_PEOPLE, RATES, records
from simulator.analysis.estimate import difference
from simulator.analysis.levels import LEVELS
from simulator.costs.ledger import BASES
from simulator.model.measures import MEASURE, MEASURES, parts_of
from simulator.model.quantities import Quantity
from simulator.results import ALL, Comparison, Identity, Record
from tests.analysis import samples
from tests.analysis.samples import AXES, pair, side, whole_and_years

PAIR = pair(side(1), side(2))
RECORDS = list(records(PAIR))
FUND = {
    "opening": np.zeros((8, 2, 2)), "closing": np.full((8, 2, 2), 500.0), "units treatment": np.ones((8, 2, 2)),
}  # fmt: skip
FUNDED_PAIR = pair(side(1), side(2), replace(AXES, measure="perfect_audit"), fund=FUND)
FUNDED = list(records(FUNDED_PAIR))
BASIS_OF = {
    "gross": "average", "avoided": "marginal", "cashable": "cash", "program": "cash", "captured": None,
    "reinvested": None, "average_net": None, "net": None, "cash_net": None,
}  # fmt: skip
NETS = ("average_net", "net", "cash_net")
OF_A_RUNG = ("break_even", "benefit", "transfer")
"""What is told of several rungs and payers, though it is no sum."""

KEYS = [
    "table", "measure", "unit", "line", "rung", "payer", "basis", "price_year", "route", "reason", "scenario",
    "baseline", "fiscal_year", "group", "baseline_mean", "scenario_mean", "difference",
]  # fmt: skip
DIFFERENCE_KEYS = [
    "mean", "low", "high", "mcse", "p25", "p75", "chance_positive", "chance_negative", "draws", "simulation_error",
    "parameter_spread",
]  # fmt: skip


def find(**wanted: object) -> Record:
    """Return the one record with these fields; the others are as for everybody over the whole horizon."""
    wanted = {"line": None, "payer": ALL, "fiscal_year": ALL, "group": ALL, **wanted}
    [found] = [record for record in RECORDS if all(getattr(record, key) == value for key, value in wanted.items())]
    return found


def is_sum(record: Record) -> bool:
    """Return whether a record is an amount of money, not what it comes to."""
    return record.table == "money" and record.measure == "dollars"


def parts_and_wholes(
    axis: str, picks: Callable[[Record], bool], whole: object = ALL, of: Iterable[Record] = RECORDS
) -> Iterable[tuple[Record, list[Record]]]:
    """Return each record whose axis is whole beside those that differ from it only in that axis."""
    groups: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    others = [key for key in KEYS[:14] if key not in (axis, "scenario", "baseline")]
    for record in filter(picks, of):
        # Why a number of money is what it is differs between the parts and the whole; a count is told by its reasons.
        groups[tuple(None if key == "reason" and is_sum(record) else getattr(record, key) for key in others)].append(
            record
        )
    for found in groups.values():
        wholes = [record for record in found if getattr(record, axis) == whole]
        parts = [record for record in found if getattr(record, axis) != whole]
        if parts:
            yield wholes[0], parts


def assert_sums(cases: Iterable[tuple[Record, list[Record]]], parts_each: int) -> None:
    cases = list(cases)
    assert cases
    for whole, parts in cases:
        assert len(parts) == parts_each
        for value in (lambda r: r.baseline_mean, lambda r: r.scenario_mean, lambda r: r.difference.mean):
            assert sum(map(value, parts)) == pytest.approx(value(whole), rel=1e-12, abs=1e-6)


# -- the contract -----------------------------------------------------------------------------------------


def test_keys_and_their_order_are_the_contract():
    for record in (*RECORDS, *FUNDED):
        data = record.as_dict()
        assert list(data) == KEYS
        assert list(data["difference"]) == DIFFERENCE_KEYS


def test_every_record_is_complete_by_itself():
    for made in (RECORDS, FUNDED):
        seen = Counter(tuple(record.as_dict()[key] for key in KEYS[:14]) for record in made)
        assert set(seen.values()) == {1}
    assert {record.table for record in RECORDS} == {"quantities", "queues", "people", "money", "equity"}
    assert {record.table for record in FUNDED} == {"quantities", "queues", "people", "money", "equity", "fund"}
    assert {record.fiscal_year for record in RECORDS} == {ALL, 2027, 2028}
    assert {record.scenario for record in RECORDS} == {"smallville/more"}
    assert {record.baseline for record in RECORDS} == {"smallville/no-lead"}
    assert all(record.unit and record.measure for record in RECORDS)


def test_money_says_its_rung_basis_and_price_year_and_nothing_else_does():
    for record in (*RECORDS, *FUNDED):
        if is_sum(record):
            assert (record.price_year, record.basis) == (2025, BASIS_OF[record.rung])
            continue
        of_two_groups = record.table == "equity" and record.measure not in ("count", "feeder")
        assert (record.basis in AXES.groups) if of_two_groups else (record.basis is None)
        assert record.price_year == (2025 if "dollars" in record.unit else None)
        if not record.measure.startswith(OF_A_RUNG):
            assert (record.rung, record.payer) == (None, ALL)


def test_nominal_dollars_are_not_dollars_of_a_year():
    nominal = list(records(pair(side(1), side(2), price_year=None, constant=False)))
    assert {record.price_year for record in nominal} == {None}
    assert len(nominal) == len(RECORDS)


def test_everything_asked_for_is_there():
    expected = {(measure.name, year) for measure in MEASURES for year in (ALL, 2027, 2028)}
    assert {(r.measure, r.fiscal_year) for r in RECORDS if r.table == "quantities" and r.group == ALL} == expected
    names = [*(name for _, name, _, _ in LEVELS), *(name for name, *_ in RATES)]
    expected = {(name, year) for name in names for year in (ALL, 2027, 2028)}
    found = {(r.measure, r.fiscal_year) for r in RECORDS if r.table in ("queues", "people")}
    assert found == expected | {("staff", year) for year in (ALL, 2027, 2028)}
    for made, kinds in ((RECORDS, 7), (FUNDED, 9)):
        assert len({(r.rung, r.payer, r.fiscal_year) for r in made if is_sum(r) and r.line is None}) == kinds * 5 * 3
        # The fund has no line of justice.
        lines = {(r.rung, r.payer, r.line) for r in made if is_sum(r) and r.line is not None}
        assert len(lines) == (kinds - 4) * 4 * 2 + 5 * 2
        assert {line for rung, _, line in lines if rung == "program"} == {"case managers", "services"}
    ratios = {"break_even_never", "self_funding_never", "cost_per_participant_month", "cost_per_booking_avoided_none"}
    assert ratios <= {r.measure for r in RECORDS if r.table == "money"}
    assert {r.measure for r in FUNDED if r.table == "fund"} == {"fund_opening", "fund_closing", "fund_units"}


def test_records_are_json_and_come_back():
    text = json.dumps([record.as_dict() for record in FUNDED], allow_nan=False)
    assert [Record.from_dict(data) for data in json.loads(text)] == FUNDED


def test_a_record_from_before_luck_and_inputs_were_told_apart_can_be_read():
    data = RECORDS[0].as_dict()
    for key in ("simulation_error", "parameter_spread"):
        del data["difference"][key]
    read = Record.from_dict(data)
    assert (read.difference.simulation_error, read.difference.parameter_spread) == (None, None)
    assert read.difference.mcse == RECORDS[0].difference.mcse


def test_one_draw_is_json_too():
    single = pair(side(1, draws=1, replications=1), side(2, draws=1, replications=1))
    made = list(records(single))
    json.dumps([record.as_dict() for record in made], allow_nan=False)
    assert {record.difference.mcse for record in made} == {None}
    assert {record.difference.simulation_error for record in made} == {None}


def test_a_comparison_is_one_object_of_run_and_estimates():
    identity = Identity(
        scenarios=("a",), baseline="b", titles={}, seed=1, draws=8, replications=2, engine="simpy", money="constant",
        price_year=2025, start="2027-01-01", fiscal_years=(2027, 2028), people=10, versions={}, hashes={},
    )  # fmt: skip
    data = Comparison(identity, tuple(RECORDS)).as_dict()
    assert list(data) == ["run", "estimates", "futures", "series", "versus", "inputs"]
    assert len(data["estimates"]) == len(RECORDS)
    json.dumps(data, allow_nan=False)


# -- values -----------------------------------------------------------------------------------------------


def test_a_quantity_by_hand():
    parts = [Quantity.BOOKINGS_SUPERIOR, Quantity.BOOKINGS_MUNICIPAL, Quantity.BOOKINGS_DISTRICT]
    before, after = (counts.totals[:, :, 2, parts].sum(axis=2) for counts in PAIR.counts)
    record = find(table="quantities", measure="bookings", fiscal_year=2028)
    assert record.baseline_mean == pytest.approx(before.mean())
    assert record.scenario_mean == pytest.approx(after.mean())
    assert record.difference == difference(after - before)


def test_a_saving_is_positive_and_by_hand():
    county, marginal = 1, BASES.index("marginal")
    both = (PAIR.money.before, PAIR.money.spent)
    before, after = (cents[:, :, 1, county, :2, marginal].sum(axis=2) / 100 for cents in both)
    record = find(rung="avoided", payer="county", fiscal_year=2027)
    assert record.difference.mean == pytest.approx((before - after).mean())
    before, after = (cents[:, :, 0, county, 0, marginal] / 100 for cents in both)
    record = find(rung="avoided", payer="county", line="jail bed")
    assert record.difference == difference(before - after)
    assert record.baseline_mean == pytest.approx(before.mean())


def test_levels_are_person_days_over_days():
    for _, name, _, source in LEVELS:
        for year, days, months in zip(AXES.periods, AXES.days, AXES.months, strict=True):
            length = months if source == "case_manager_months" else days
            level, parts = find(measure=name, fiscal_year=year), told_of(source, year)
            assert level.baseline_mean == pytest.approx(sum(p.baseline_mean for p in parts) / length, rel=1e-12)
            assert level.difference.mean == pytest.approx(sum(p.difference.mean for p in parts) / length, rel=1e-12)


def told_of(measure: str, year: object) -> list[Record]:
    """Return the records of a measure in a year, one for each route or reason that it is told by."""
    found = [r for r in RECORDS if r.measure == measure and r.fiscal_year == year and r.group == ALL]
    assert len(found) == sum(other.name == measure for other in MEASURES)
    return found


def test_a_rate_is_a_count_over_the_time_at_risk_run_by_run():
    for name, _, counted, exposed, unit_days in RATES:
        for period, year in enumerate(AXES.periods):
            before, after = (
                counts.totals[:, :, period, parts_of(counted)].sum(axis=2)
                / (counts.totals[:, :, period, parts_of(exposed)].sum(axis=2) / unit_days)
                for counts in PAIR.counts
            )
            record = find(table="people", measure=name, fiscal_year=year)
            assert (record.baseline_mean, record.scenario_mean) == (before.mean(), after.mean())
            assert record.difference == difference(after - before)


def test_a_rate_of_nobody_is_nothing():
    empty = side(4)
    empty.counts[:, :, :, parts_of("liberty_days")] = 0.0
    rates = [r for r in records(pair(empty, empty)) if r.measure in ("offenses_rate", "arrests_rate")]
    assert {(r.baseline_mean, r.scenario_mean, r.difference.mean) for r in rates} == {(0.0, 0.0, 0.0)}


def test_staff_who_stay_a_whole_leap_year_are_as_many_as_they_are():
    steady = side(3)
    steady.counts[:, :, :, [Quantity.CASE_MANAGER_MONTHS, Quantity.NOTICE_MONTHS]] = 0.0
    steady.counts[:, :, :, Quantity.CASE_MANAGER_MONTHS, -1] = 25.0 * np.array(AXES.months[1:])
    means = [r.scenario_mean for r in records(pair(steady, steady)) if r.measure == "case_managers_mean"]
    assert means == [25.0, 25.0, 25.0]


# -- sums -------------------------------------------------------------------------------------------------


def test_fiscal_years_add_up_for_counts_and_money():
    def counts(record: Record) -> bool:
        return record.table == "quantities" and record.group == ALL

    assert_sums(parts_and_wholes("fiscal_year", counts), parts_each=2)
    assert_sums(parts_and_wholes("fiscal_year", is_sum, of=FUNDED), parts_each=2)


def test_groups_add_up_to_all():
    def of_people(record: Record) -> bool:
        return record.table == "quantities" and record.fiscal_year == ALL and record.measure not in NOT_OF_PEOPLE

    assert_sums(parts_and_wholes("group", of_people), parts_each=len(AXES.groups))


def test_staff_and_places_are_not_told_by_group():
    assert {record.group for record in RECORDS if record.measure in NOT_OF_PEOPLE} == {ALL}
    staff = {quantity for name in NOT_OF_PEOPLE for quantity in MEASURE[name].parts}
    assert all(staff.issuperset(m.parts) or staff.isdisjoint(m.parts) for m in MEASURES)


def test_payers_add_up_to_all_payers():
    def of_all_lines(record: Record) -> bool:
        return is_sum(record) and record.line is None

    assert_sums(parts_and_wholes("payer", of_all_lines, of=FUNDED), parts_each=len(AXES.payers))


def test_payers_of_a_line_add_up_to_all_payers():
    def of_lines(own: bool) -> Callable[[Record], bool]:
        return lambda record: is_sum(record) and record.line is not None and (record.rung == "program") == own

    assert_sums(parts_and_wholes("payer", of_lines(own=True), of=FUNDED), parts_each=len(AXES.payers))
    assert_sums(parts_and_wholes("payer", of_lines(own=False), of=FUNDED), parts_each=len(AXES.payers) - 1)


def test_lines_add_up_to_their_rung():
    def of_rung(record: Record) -> bool:
        return is_sum(record) and record.rung not in NETS

    assert_sums(parts_and_wholes("line", of_rung, whole=None, of=FUNDED), parts_each=2)


def test_what_breaks_even_is_what_the_nets_add_up_to():
    found = {(r.rung, r.payer): r.difference.mean for r in FUNDED if is_sum(r) and r.fiscal_year == ALL and not r.line}
    for p, payer in enumerate(AXES.payers):
        for b, rung in enumerate(("net", "cash_net")):
            cumulative = FUNDED_PAIR.money.monthly[:, :, :, p, b].sum(axis=2) / 100
            assert found[rung, payer] == pytest.approx(cumulative.mean())


def paired(made: Iterable[Record]) -> list[Record]:
    """Return the records that are differences, and not what differences come to, or a level of one side."""
    levels = ("rri_baseline", "rri_scenario")
    return [record for record in made if is_sum(record) or (record.table != "money" and record.measure not in levels)]


def test_a_side_against_itself_differs_in_nothing_to_the_bit():
    same = side(5)
    made = list(records(pair(same, same)))
    for record in paired(made):
        found = record.difference
        assert (found.mean, found.low, found.high, found.mcse, found.p25, found.p75) == (0.0,) * 6
        assert found.chance_positive == 0.0
        assert record.baseline_mean == record.scenario_mean
        assert record.reason is None or record.table == "quantities"
    assert not [record for record in made if record.measure.startswith("break_even")]


def test_turning_the_comparison_round_turns_every_sign():
    there_and_back = (paired(records(one)) for one in (PAIR, pair(side(2), side(1))))
    for there, back in zip(*there_and_back, strict=True):
        assert there.difference.mean == -back.difference.mean
        assert there.difference.low == pytest.approx(-back.difference.high, rel=1e-12)
        assert (there.baseline_mean, there.scenario_mean) == (back.scenario_mean, back.baseline_mean)


def test_made_up_sides_are_what_they_say():
    money = FUNDED_PAIR.money
    for whole in (PAIR.counts[0].totals, money.spent, money.before, money.captured, money.reinvested, money.received):
        assert np.array_equal(whole[:, :, 0], whole[:, :, 1:].sum(axis=2))
    assert money.captured.any()
    assert np.array_equal(money.captured.sum(axis=(3, 4)), money.received.sum(axis=3))
    assert np.array_equal(whole_and_years(side(1).cents), money.spent)


def test_open_units_are_a_level_by_line_and_year():
    units = np.arange(2 * 1 * 3 * 2, dtype=float).reshape(2, 1, 3, 2)
    axes = AXES
    nothing = np.zeros((2, 1, 2, len(axes.payers), len(axes.lines), 3), dtype=np.int64)
    pair = replace(samples.made(nothing, nothing, axes), units={"jail units": units})
    found = {r.fiscal_year: r for r in records(pair) if r.measure == "units_open_mean"}
    assert list(found) == [ALL, *axes.fiscal_years]
    for period, record in enumerate(found.values()):
        assert (record.table, record.unit, record.line) == ("queues", "units", "jail units")
        assert record.baseline_mean == units[:, 0, period, 0].mean()
        assert record.scenario_mean == units[:, 0, period, 1].mean()
