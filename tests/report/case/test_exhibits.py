"""What is known further is read from records as they are kept, says which way it goes, and what nobody asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.report.case import capacity_curve, chances, effect_ladder, frontier_grid, worth_knowing
from simulator.report.case.answers import open_view
from simulator.report.case.exhibit import Amount, Exhibit, Table, text_of
from simulator.report.case.exhibits import exhibits
from simulator.report.case.view import View
from simulator.store.beside import Further
from tests.report.case.known import (
    JAIL_DAY,
    SHARE,
    TARGET,
    capacity_of,
    frontier_of,
    ladder_of,
    stays,
    tornado_of,
    turns,
    uncertainty_of,
    with_everything,
    worth_of,
)


def having(view: View, *several: Further) -> View:
    return replace(view, further={each.kind: [each] for each in several})


def texts(table: Table) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in table.rows]


def numbers(table: Table) -> list[list[float]]:
    return [[cell.value for cell in row if isinstance(cell, Amount)] for row in table.rows]


def shown(found: Exhibit | None) -> Exhibit:
    assert found is not None
    return found


def test_everything_is_shown_in_its_order_with_whose_it_is_and_where_it_is_kept(view: View) -> None:
    found = exhibits(with_everything(view))
    assert [each.kind for each in found.shown] == ["tornado", "frontier", "ladder", "worth", "uncertainty", "capacity"]
    for each in found.shown:
        assert "run 5e7c0ffee123, Nov 23, 2026." in each.basis and "seed 20270101" in each.basis
        assert each.basis.startswith("Net of all payers together, costs avoided") == (
            each.kind not in ("uncertainty", "capacity")
        )
        assert not each.title.endswith(".")
    assert found.ask == ""


# -- two inputs -----------------------------------------------------------------------------------------------


def test_a_grid_is_the_nets_of_its_records(view: View) -> None:
    grid = frontier_grid.frontier_grid(having(view, frontier_of(view)))
    assert grid is not None
    assert (grid.down.path, grid.across.path) == (JAIL_DAY, SHARE)
    nets = [grid.row(value) for value in grid.down.values]
    assert (nets[0][0], nets[-1][-1]) == (pytest.approx(-6e6), pytest.approx(2e6))
    assert all(list(row) == sorted(row) for row in nets)
    assert grid.saving == sum(net > 0.0 for row in nets for net in row)
    assert frontier_grid.title(grid).startswith(
        f"It saves at {grid.saving} of {len(nets) * len(nets[0])} pairs of values of “Jail day”"
    )
    assert (grid.down.stated, grid.across.stated) == (220.0, 0.12)
    assert {"182 ‹", "220 *", "263 ›"} <= set(grid.down.named)
    assert [name for name, _ in frontier_grid.lines(grid)] == ["At 0.12, as stated", "At 1", "At 0"]


def test_the_matrix_says_where_each_row_is_0(view: View) -> None:
    (matrix,) = shown(exhibits(having(view, frontier_of(view))).shown[0]).tables
    rows = texts(matrix)
    assert rows[0][-1] == "–" and float(rows[-1][-1]) > 0.2
    assert matrix.head[-1] == "0 at" and "0.12 *" in matrix.head


@pytest.mark.parametrize(("shift", "said"), [(-9e6, "It saves at no pair"), (9e6, "It saves at every pair")])
def test_a_grid_without_a_line_between_says_so(view: View, shift: float, said: str) -> None:
    found = frontier_grid.frontier_grid(having(view, frontier_of(view, shift)))
    assert found is not None and frontier_grid.title(found).startswith(said)


def test_a_grid_with_a_hole_is_not_shown(view: View) -> None:
    whole = frontier_of(view)
    assert frontier_grid.frontier_grid(having(view, replace(whole, records=whole.records[1:]))) is None


# -- the effects, and what to measure ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("means", "said"),
    [
        (
            (-1e6, -2e6, -3e6, -4e6, -5e6),
            "It costs more than it saves however much of the published effects carries over",
        ),
        ((5e6, 4e6, 3e6, 2e6, 1e6), "It saves even if none of the published effects carries over"),
        ((2e6, 1e6, 0.0, -1e6, -2e6), "It saves at 100 % and 75 %, costs more at 25 % and 0 %, cannot be told at 50 %"),
    ],
)
def test_the_effects_are_said_as_far_as_draws_can_tell(view: View, means: tuple[float, ...], said: str) -> None:
    found = shown(effect_ladder.exhibit(having(view, ladder_of(view, means))))
    assert found.title.startswith(said)
    assert [row[:2] for row in numbers(found.tables[0])] == [
        [share, pytest.approx(mean)] for share, mean in zip((1.0, 0.75, 0.5, 0.25, 0.0), means, strict=True)
    ]
    assert found.sheets["Effect ladder"] is found.tables[0] and "The share that is stated is 75 %." in found.notes[-1]


def test_what_is_worth_measuring_is_ranked_and_noise_is_set_apart(view: View) -> None:
    nets = (-2e6, 1e6, -1e6)
    found = shown(worth_knowing.exhibit(having(view, worth_of(view, nets, (SHARE, 1e4, False), (JAIL_DAY, 3e5, True)))))
    assert found.title == "Most worth measuring is “Jail day”: at most $300k"
    assert [row[0] for row in texts(found.tables[0])] == [JAIL_DAY]
    assert [row[::4] for row in texts(found.sheets["Measure next"])] == [[JAIL_DAY, "yes"], [SHARE, "no"]]
    assert "Expected loss from choosing now, by the mean: $333k." in found.notes[0]


def test_where_nothing_is_worth_measuring_that_is_the_finding(view: View) -> None:
    agreed = shown(worth_knowing.exhibit(having(view, worth_of(view, (-2e6, -1e6, -3e6), (SHARE, 0.0, False)))))
    assert agreed.title == "Nothing that could be learned would change this choice: all 3 draws agree"
    assert not agreed.tables
    unclear = shown(worth_knowing.exhibit(having(view, worth_of(view, (-2e6, 1e6, -3e6), (SHARE, 1.0, False)))))
    assert unclear.title == "Learning everything is worth at most $333k, and no single input stands out"


# -- how sure, and how much it takes ------------------------------------------------------------------------------


def test_chances_are_by_payer_net_and_year_and_the_title_is_of_the_case_s_own(view: View) -> None:
    found = shown(chances.exhibit(having(view, uncertainty_of(view))))
    by_payer, by_year, acceptable, others = found.tables
    assert found.title == "It saves all payers together money in costs avoided in 1 of 3 simulated futures"
    assert by_payer.head == ("Payer", "Saves in costs avoided", "Saves in cash")
    assert numbers(by_payer) == [[0.4, 0.1], [pytest.approx(0.6), pytest.approx(0.3)]]
    assert by_year.head == ("Payer", "FY 2027") and numbers(by_year) == [[0.2], [0.4]]
    assert numbers(acceptable) == [[500.0, 0.1], [5_000.0, 0.4], [20_000.0, 0.7]], "prices ascend"
    assert acceptable.caption.endswith("(net of all payers together, costs avoided less LEAD's cost)")
    assert acceptable.head[0] == "If one booking avoided is worth"
    assert "Draws" not in [row[0] for row in texts(others)]
    assert "Draws" in [row[0] for row in texts(found.sheets["Uncertainty"])]
    assert ["Worth of learning", "prices"] in [row[:2] for row in texts(others)]
    city = shown(chances.exhibit(having(replace(view, payer="city"), uncertainty_of(view))))
    assert city.title == "It saves the City of Seattle money in cash in 1 of 3 simulated futures"


def test_who_neither_pays_nor_saves_has_no_chance(view: View) -> None:
    kept = uncertainty_of(view)
    records = tuple(
        replace(r, reason="neither pays nor saves anything") if r.payer == "city" else r for r in kept.records
    )
    table = shown(chances.exhibit(having(view, replace(kept, records=records)))).tables[0]
    assert texts(table)[1][1:] == ["–", "–"]


def test_the_smallest_that_is_enough_is_said_with_its_interval_and_its_target(view: View) -> None:
    (curve,) = capacity_curve.curves(having(view, capacity_of(view)))
    assert capacity_curve.title(curve) == (
        f"12 case managers (11 to 14) is the least with which {TARGET}, in at least 90 % of futures, "
        "at a net of −$3.0M; the plan has 8"
    )
    assert capacity_curve.points(curve, "turned_away") == ((4.0, 90.0), (8.0, 40.0), (12.0, 2.0))
    assert capacity_curve.points(curve, "wait_p95") == ((8.0, 120.0), (12.0, 30.0)), "what never ends has no point"
    found = capacity_curve.exhibit(view, [curve])
    assert texts(found.tables[0])[0][1:4] == ["90", "never", "0 %"]
    assert found.notes == (
        f"“{curve.name}”. Target: {TARGET}, in at least 90 % of futures.",
        "Days: in 90 % of futures no more; who is turned away never gets a place.",
        "Enough in 5, 50 and 95 % of futures by themselves: 9, 11, none that was tried is enough.",
    )


def test_where_no_size_is_enough_the_reason_is_said(view: View) -> None:
    (curve,) = capacity_curve.curves(having(view, capacity_of(view, None)))
    assert not curve.enough
    assert capacity_curve.title(curve) == (
        f"No size that was tried is enough: {TARGET}: not with up to 5,000 case managers; the plan has 8"
    )


def test_a_budget_is_told_in_dollars(view: View) -> None:
    kept = capacity_of(view)
    records = tuple(replace(r, unit="dollars per year") if r.measure == "smallest" else r for r in kept.records)
    (curve,) = capacity_curve.curves(having(view, replace(kept, records=records)))
    assert capacity_curve.title(curve).startswith("$12 a year ($11 a year to $14 a year) is the least")


# -- what nobody asked, and what stands in the answer itself --------------------------------------------------------


def test_what_nobody_asked_is_one_line_with_its_commands(view: View) -> None:
    ask = exhibits(view).ask
    assert ask.startswith("Not asked of this plan yet: which input moves it farthest, ")
    assert (
        "leadsim sensitivity town/pilot --baseline town/no-lead (and with --frontier, --measure-next, --ladder)" in ask
    )
    some = exhibits(having(replace(view, payer="city"), tornado_of(view, stays(view)), capacity_of(view))).ask
    assert "which input" not in some and "capacity" not in some
    assert "town/no-lead --payer city --rung cashable --frontier (or --measure-next, --ladder)" in some


def test_of_a_plan_with_a_fund_nothing_can_be_asked_further(fund_view: View) -> None:
    assert exhibits(fund_view).ask == "" and not exhibits(fund_view).shown


def test_what_stands_in_the_answer_itself_comes_first_and_once(view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, own = tornado_of(view, turns(view)), tornado_of(view, stays(view))
    monkeypatch.setattr(
        "simulator.report.case.answers.load_scenario",
        lambda name: view.scenario if name == view.name else view.baseline,
    )
    comparison = replace(view.comparison, records=[*view.comparison.records, *own.records])
    again = replace(own, id=view.run_id)
    opened = open_view(comparison, view.run_id, kept.created, view.name, None, {"tornado": [kept, again]})
    assert [each.id for each in opened.further["tornado"]] == [view.run_id, kept.id]
    assert opened.further["tornado"][0].records == own.records
    named_alike = replace(kept, id=view.run_id)  # the example's own answer and what comes with it are both "example"
    plain = open_view(view.comparison, view.run_id, kept.created, view.name, None, {"tornado": [named_alike, again]})
    assert list(plain.further["tornado"]) == [named_alike, again]
