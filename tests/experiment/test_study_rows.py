"""Rows say of each run what a comparison says of the same run, and nothing that depends on anything else."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiment.question import Question, world_of
from simulator.experiment.study import rows as study_rows
from simulator.experiment.study.columns import (
    PROGRAM_COST,
    PROGRAM_SAVING,
    Column,
    columns_of,
    money_unit,
    name_of,
    views_of,
)
from simulator.experiment.study.rows import Rows
from simulator.experiment.study.simulate import outline
from simulator.experiment.study.study import Study
from simulator.model.measures import MEASURES
from simulator.report.study import Nets
from simulator.results import ALL, TAXPAYERS, Comparison, Record
from tests.experiment.doubles import ask
from tests.experiment.places import Place, make_place
from tests.experiment.studies import FUND, HALF, MORE, Sink, add_scenarios, make_study, named, rows_of, simulate

Row = dict[str, Any]
SCENARIOS = ["more.yaml", "half.yaml"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small place of two years, so that what is captured after the first is spent in the second."""
    return add_scenarios(make_place(tmp_path_factory.mktemp("places") / "smallville", horizon_years=2))


# -- against a comparison -----------------------------------------------------------------------------------------


def whole(comparison: Comparison, scenario: str) -> Iterator[Record]:
    """Yield what a comparison says of a scenario over the whole horizon, of all people and all lines."""
    for record in comparison.records:
        if record.scenario == scenario and (record.fiscal_year, record.group, record.line) == (ALL, ALL, None):
            yield record


def expected(study: Study, comparison: Comparison, scenario: str) -> dict[str, float]:
    """Return by column what a comparison of one run says of the run's row."""
    unit, found = money_unit(study), dict[str, float]()
    for record in whole(comparison, scenario):
        if record.table == "quantities":
            name = "_".join(part for part in (record.measure, record.route, record.reason) if part)
            column = f"{name}__{record.unit}"
            found[column], found[f"difference_{column}"] = record.scenario_mean, record.difference.mean
        elif record.table == "money" and record.measure == "dollars":
            amount = PROGRAM_SAVING if record.rung == "program" else record.rung
            found[f"{amount}_{record.payer}__{unit}"] = record.difference.mean
            if record.rung == "program":
                found[f"{PROGRAM_COST}_{record.payer}__{unit}"] = record.scenario_mean
    return found


def check_against_comparison(study: Study, rows: list[Row], question: Question) -> None:
    """Hold rows of one world against the comparison that asks the same: to the cent, with nothing left over."""
    comparison = ask(question)
    baseline, *others = rows
    assert baseline["is_baseline"]
    for row, scenario in zip(others, question.scenarios, strict=True):
        said = expected(study, comparison, scenario.name)
        money = {column for column in row if column.endswith(money_unit(study))}
        shown = {column for column in row if column.partition("__")[2] and not column.startswith("design_")}
        nobody = ("_fund__", "_others__")
        moved = {c for c in money if c.startswith(("captured", "reinvested")) or any(payer in c for payer in nobody)}
        assert {column: row[column] for column in said} == pytest.approx(said, rel=1e-13, abs=1e-9)
        assert {column: row[column] for column in said if column in money} == {c: said[c] for c in said if c in money}
        assert shown - set(said) <= moved, "only what there is no agreement for is not in the comparison"
        assert {row[column] for column in shown - set(said)} <= {0.0}
        of_baseline = {c: r.baseline_mean for r in whole(comparison, scenario.name) if (c := _program(r, study))}
        assert {column: baseline[column] for column in of_baseline} == of_baseline


def _program(record: Record, study: Study) -> str | None:
    is_program = record.table == "money" and record.measure == "dollars" and record.rung == "program"
    own = is_program and record.payer not in ("fund", "others")  # the baseline has no agreement, and neither of them
    return f"{PROGRAM_COST}_{record.payer}__{money_unit(study)}" if own else None


@pytest.mark.parametrize("keys", [{}, {"money": "nominal"}, {"money": "discounted", "society": True}, {"draws": 0}])
def test_a_row_is_what_a_comparison_of_that_one_run_says(place: Place, keys: dict[str, Any]) -> None:
    study = make_study(place, **{"draws": 1, "scenarios": SCENARIOS, **keys})
    check_against_comparison(study, rows_of(study), study.question)


def test_draws_and_replications_are_those_of_a_comparison(place: Place) -> None:
    study = make_study(place, scenarios=SCENARIOS, draws=3, replications=2)
    rows, comparison = rows_of(study), ask(study.question)
    assert [(row["draw"], row["replication"], row["world"]) for row in rows[::3]] == [
        (draw, r, world_of(draw, r)) for draw in (1, 2, 3) for r in (0, 1)
    ]
    for scenario in SCENARIOS:
        own = [row for row in rows if row["scenario"] == scenario]
        for column, mean in expected(study, comparison, scenario).items():
            assert np.mean([row[column] for row in own]) == pytest.approx(mean, rel=1e-12, abs=1e-6), column


def test_the_hashes_of_runs_are_a_comparisons(place: Place) -> None:
    study, sink = make_study(place, scenarios=SCENARIOS, draws=2, replications=2), Sink()
    simulate(study, sink)
    rows = Rows(study, sink, outline(study))
    for _ in range(2):  # gone through again they are the same
        assert list(rows)
        assert rows.hashes == ask(study.question, sink).identity.hashes


def test_a_choice_is_what_a_scenario_that_sets_it_says(place: Place) -> None:
    place.scenario("by-hand", {**MORE, **HALF, "lead.caseload": 5, "capture.share": 0.25}, reinvestment=FUND)
    design = {"kind": "grid", "choices": {"lead.caseload": [8, 5], "capture.share": [0.25, 1]}}
    study = make_study(place, scenarios=["half.yaml"], draws=1, design=design)
    rows = [row for row in rows_of(study) if row["point"] == 3]
    assert [rows[0]["design_lead.caseload__persons"], rows[0]["design_capture.share__share"]] == [5, 0.25]
    by_hand = make_study(place, scenarios=["by-hand.yaml"], draws=1)
    check_against_comparison(study, rows, by_hand.question)


def test_a_belief_is_what_a_place_says_that_holds_it(tmp_path_factory: pytest.TempPathFactory, place: Place) -> None:
    beliefs = {"lead.effect.discount": 0.1, "costs.booking": 700, "courts.failure_to_appear": 0.05}
    other = add_scenarios(make_place(tmp_path_factory.mktemp("other") / place.folder.name, beliefs, horizon_years=2))
    factors = {path: {"values": [value]} for path, value in beliefs.items()}
    factors["costs.booking"]["price_year"] = 2025  # type: ignore[assignment]
    study = make_study(place, scenarios=SCENARIOS, draws=1, design={"kind": "grid", "beliefs": factors})
    check_against_comparison(study, rows_of(study), make_study(other, scenarios=SCENARIOS, draws=1).question)


# -- what a row is --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def grid(place: Place) -> tuple[Study, list[Row]]:
    """A study of both scenarios at six points, two of which have no fund."""
    design = {"kind": "grid", "beliefs": {"lead.effect.discount": [0, 1]}, "choices": {"capture.share": [0, 0.5, 1]}}
    study = make_study(place, scenarios=SCENARIOS, draws=2, replications=2, design=design)
    return study, rows_of(study)


def test_there_is_one_row_for_each_run_in_the_order_of_draw_point_replication_and_scenario(
    grid: tuple[Study, list[Row]],
) -> None:
    study, rows = grid
    everyone = ["no-lead.yaml", *SCENARIOS]
    expected = [(d, p, r, s) for d in (1, 2) for p in range(1, 7) for r in (0, 1) for s in everyone]
    assert [(row["draw"], row["point"], row["replication"], row["scenario"]) for row in rows] == expected
    assert len(rows) == study.rows


def test_the_columns_of_a_design_hold_what_the_point_sets(grid: tuple[Study, list[Row]]) -> None:
    study, rows = grid
    for row in rows:
        values = (row["design_lead.effect.discount__share"], row["design_capture.share__share"])
        assert values == tuple(study.points[row["point"] - 1])


def test_the_baseline_has_no_differences_and_no_savings_and_costs_what_its_own_lead_costs(
    grid: tuple[Study, list[Row]],
) -> None:
    study, rows = grid
    for row in rows:
        empty = {column for column, value in row.items() if value is None}
        compared = {c for c in row if c.startswith("difference_") or c.endswith(money_unit(study))}
        own = {column for column in compared if column.startswith(PROGRAM_COST)}
        assert empty == (compared - own if row["is_baseline"] else set())
        assert row["is_baseline"] == (row["scenario"] == "no-lead.yaml")
    assert any(row[f"{PROGRAM_COST}_all__{money_unit(study)}"] > 0 for row in rows if row["is_baseline"])


def test_a_difference_is_taken_from_the_baselines_row_of_the_same_world(grid: tuple[Study, list[Row]]) -> None:
    _, rows = grid
    for i, row in enumerate(rows):
        baseline = rows[i - i % 3]
        for measure in MEASURES if not row["is_baseline"] else ():
            column = f"{name_of(measure)}__{measure.unit}"
            assert row[f"difference_{column}"] == row[column] - baseline[column]
            assert row["world"] == baseline["world"]


def test_every_number_is_finite_and_differs_somewhere_where_it_can(grid: tuple[Study, list[Row]]) -> None:
    _, rows = grid
    numbers = {column for column, value in rows[1].items() if isinstance(value, float)}
    assert all(math.isfinite(row[column]) for row in rows for column in numbers if row[column] is not None)
    moving = {column for column in numbers if len({row[column] for row in rows}) > 1}
    assert {"jail_days__days", "difference_jail_days__days", "participants__persons"} <= moving
    assert {f"{name}_all__constant_2025_dollars" for name in ("net", "cash_net", "gross", "program_cost")} <= moving


def test_nets_add_up_over_payers_and_along_the_ladder_to_the_cent(grid: tuple[Study, list[Row]]) -> None:
    study, rows = grid
    found = outline(study)
    unit = money_unit(study)
    for row in (row for row in rows if not row["is_baseline"]):
        dollars = {column.removesuffix(f"__{unit}"): value for column, value in row.items() if column.endswith(unit)}
        for name in ("gross", "avoided", "cashable", "captured", "reinvested", "program_saving", "net", "cash_net"):
            parts = [dollars[f"{name}_{payer}"] for payer in found.payers]
            assert math.fsum(parts) == pytest.approx(dollars[f"{name}_{ALL}"], abs=0.005), name
            public = [dollars[f"{name}_{payer}"] for payer in found.payers if payer not in found.private]
            assert math.fsum(public) == pytest.approx(dollars[f"{name}_{TAXPAYERS}"], abs=0.005), name
        for net, rung in (("average_net", "gross"), ("net", "avoided"), ("cash_net", "cashable")):
            assert dollars[f"{rung}_all"] + dollars["program_saving_all"] == pytest.approx(
                dollars[f"{net}_all"], abs=0.005
            )


def test_only_rows_with_a_fund_capture_anything(grid: tuple[Study, list[Row]]) -> None:
    _, rows = grid
    captured: Counter[tuple[str, float]] = Counter()
    for row in rows:
        if not row["is_baseline"]:
            where = row["scenario"], row["design_capture.share__share"]
            captured[where] += row["captured_all__constant_2025_dollars"]
    assert all(captured["more.yaml", share] == 0.0 for share in (0, 0.5, 1))
    assert captured["half.yaml", 0] == 0.0 < captured["half.yaml", 0.5] < captured["half.yaml", 1]
    assert any(row["reinvested_fund__constant_2025_dollars"] for row in rows if row["scenario"] == "half.yaml")
    assert any(row["cash_net_others__constant_2025_dollars"] for row in rows if row["scenario"] == "half.yaml")
    fund = {row["cash_net_fund__constant_2025_dollars"] for row in rows if row["scenario"] == "more.yaml"}
    assert fund == {0.0}


def test_prices_alone_leave_the_run_as_it_is_and_the_gross_value_too(place: Place) -> None:
    paths = ["costs.jail_day_marginal_share", "costs.booking_marginal_share"]
    design = {"kind": "grid", "beliefs": {"share": {"paths": paths, "values": [0.1, 0.5, 0.9]}}}
    rows = [row for row in rows_of(make_study(place, draws=1, design=design)) if not row["is_baseline"]]
    assert len({row["run"] for row in rows}) == 1
    for same in ("gross_all", "program_saving_all", "average_net_all"):
        assert len({row[f"{same}__constant_2025_dollars"] for row in rows}) == 1, same
    assert len({row["avoided_all__constant_2025_dollars"] for row in rows}) == 3
    assert len({row["jail_days__days"] for row in rows}) == 1


def test_where_all_of_average_cost_varies_the_net_is_the_average_net(place: Place) -> None:
    """The shipped study's largest share: the two nets are then the same sum, whatever happened."""
    from simulator.experiment.study.study import load_study

    shipped = load_study("studies/effect-by-marginal-share").file.design
    assert shipped is not None
    beliefs = shipped.model_dump(exclude_none=True)["beliefs"]
    beliefs["marginal_share"] = {"paths": list(beliefs["marginal_share"]["paths"]), "values": [0.25, 1]}
    beliefs |= {"lead.effect.discount": [1], "jail_unit.bed_day": {"values": [0], "price_year": 2025}}
    study = make_study(place, draws=2, design={"kind": "grid", "beliefs": beliefs})
    rows = [row for row in rows_of(study) if not row["is_baseline"]]
    for row in rows:
        net, average = (row[f"{name}_all__constant_2025_dollars"] for name in ("net", "average_net"))
        assert (net == average) == (row["design_marginal_share__share"] == 1)


def test_what_cannot_be_paid_at_a_point_is_refused_with_its_name(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    study, sink = (
        make_study(place, draws=1, design={"kind": "grid", "beliefs": {"lead.effect.discount": [0, 1]}}),
        Sink(),
    )
    simulate(study, sink)
    worlds = Rows(study, sink, outline(study))

    def refusing(*_: Any) -> None:
        raise InputError("this costs money that nobody funds", key="cost_lines.x")

    monkeypatch.setattr(study_rows, "settle", refusing)
    with pytest.raises(InputError, match=r"key cost_lines\.x: at point 1 of the design, this costs money that nobody"):
        list(worlds)


# -- what is printed of them ------------------------------------------------------------------------------------------


def nets_of(study: Study, by_draw: list[list[float]], points: int = 1) -> Nets:
    columns = [Column("scenario", "text", ""), Column("point", "int", ""),
               Column("net_all", "float", "", money_unit(study))]  # fmt: skip
    nets = Nets(study, columns)
    for draw in by_draw:
        for point in range(1, points + 1):
            for net in draw:
                nets.take(["no-lead.yaml", point, None])
                nets.take(["more.yaml", point, net * point])
    return nets


def test_the_spread_is_over_draws_and_not_over_replications(place: Place) -> None:
    study = make_study(place, draws=3, replications=2)
    nets = nets_of(study, [[0.0, 10.0], [20.0, 40.0], [-8.0, -4.0]], points=2)
    assert nets.of("more.yaml") == {1: 58.0 / 6, 2: 2 * 58.0 / 6}
    assert nets.of("no-lead.yaml") == {}
    assert nets.spread("more.yaml", 1) == ("draws", -6.0, 30.0)
    assert nets.spread("more.yaml", 2) == ("draws", -12.0, 60.0)


def test_the_middle_of_many_draws_leaves_five_percent_out_at_either_end(place: Place) -> None:
    nets = nets_of(make_study(place, draws=21), [[float(i)] for i in range(21)])
    assert nets.spread("more.yaml", 1) == ("middle 90 % of draws", 1.0, 19.0)
    assert nets_of(make_study(place, draws=1), [[5.0]]).spread("more.yaml", 1) is None


# -- columns ----------------------------------------------------------------------------------------------------------


def test_every_column_has_a_name_of_its_own_with_its_unit(grid: tuple[Study, list[Row]]) -> None:
    study, rows = grid
    found = outline(study)
    columns = columns_of(study, found.payers, found.private)
    titles = [column.title for column in columns]
    assert titles == list(rows[0])
    assert len(set(titles)) == len(titles)
    assert all(column.unit for column in columns if column.kind == "float")
    assert not [title for title in titles if " " in title or "-" in title]
    assert len([title for title in titles if title.startswith("difference_")]) == len(MEASURES)


def test_units_are_those_of_the_parameters_and_of_the_money(place: Place) -> None:
    beliefs = {
        "costs.jail_day": {"values": [100], "price_year": 2013},
        "lead.coverage.west": [0.5],
        "lead.social_referral_rate": [0.5],
        "shares": {"paths": ["lead.consent", "costs.jail_day_marginal_share"], "values": [0.5]},
    }
    study = make_study(place, money="discounted", design={"kind": "grid", "beliefs": beliefs})
    titles = [column.title for column in columns_of(study, ("city",), ())]
    assert [title for title in titles if title.startswith("design_")] == [
        "design_costs.jail_day__dollars_per_day_of_2013",
        "design_lead.coverage.west__share",
        "design_lead.social_referral_rate__per_person_year",
        "design_shares__share",
    ]
    assert "net_city__discounted_2025_dollars" in titles
    assert money_unit(make_study(place, money="nominal")) == "nominal_dollars"


def test_taxpayers_are_seen_together_only_where_somebody_is_none() -> None:
    assert views_of(("city", "county"), ("philanthropy",)) == {
        ALL: ("city", "county"), "city": ("city",), "county": ("county",),
    }  # fmt: skip
    seen = views_of(("city", "philanthropy", "fund"), ("philanthropy",))
    assert list(seen) == [ALL, TAXPAYERS, "city", "philanthropy", "fund"]
    assert seen[TAXPAYERS] == ("city", "fund")


def test_rows_are_the_same_gone_through_twice(grid: tuple[Study, list[Row]]) -> None:
    study, rows = grid
    sink = Sink()
    simulate(study, sink)
    again = Rows(study, sink, outline(study))
    assert list(named(again)) == list(named(again)) == rows
