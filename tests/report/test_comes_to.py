"""Break-even, unit costs and the self-funding rate: a number, its range, or in how many futures there is none."""

from __future__ import annotations

import pytest

from simulator.report.comes_to import break_even, comes_to_table, ratios, self_funding, unit_cost, units_open
from simulator.results import ALL, Comparison, Record
from tests.report.samples import PLAIN, comparison, estimate, money, number, printed, read

NAME = "town/pilot"


def months(never: float, *, payer: str = ALL, draws: int = 12, **by_name: float) -> list[Record]:
    """Return the records of a break-even in cash."""
    keys = {"rung": "cash_net", "payer": payer, "draws": draws}
    found = [number(f"break_even_month_{name}", month, unit="months", **keys) for name, month in by_name.items()]
    return [number("break_even_never", never, **keys), *found]


def found(*records: Record) -> dict[tuple[str, str], Record]:
    return dict(ratios(comparison(*records), NAME))


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (months(0.0, low=9.0, median=14.0, high=30.0), "month 14\n9 to 30"),
        (months(0.0, low=1.0, median=1.0, high=1.0), "month 1"),
        (months(0.25, low=9.0, median=14.0), "month 14\n9 to never\nnever in 3 of 12"),
        (months(0.75, low=40.0), "never\n40 to never\nnever in 9 of 12"),
        (months(1.0), "never in 12 of 12"),
        (months(0.99, draws=200), "never in 49 of 50"),
        (months(0.005, low=9.0, median=14.0, high=30.0, draws=200), "month 14\n9 to 30\nnever in 1 of 50"),
        ([], "nothing changes"),
    ],
)
def test_break_even(records: list[Record], said: str) -> None:
    assert str(break_even(found(*records), ALL)) == said


def test_break_even_of_what_varies_is_another_number() -> None:
    other = number("break_even_never", 0.0, rung="net")
    assert str(break_even(found(other, *months(1.0)), ALL)) == "never in 12 of 12"
    assert str(break_even(found(other), ALL)) == "nothing changes"


def cost(
    measure: str, none: float, mean: float | None = None, edges: tuple[float, float] | None = None
) -> list[Record]:
    """Return the records of a unit cost."""
    records = [number(f"{measure}_none", none)]
    if mean is not None:
        low, high = edges or (mean, mean)
        spread = estimate([mean] * 12)
        spread = type(spread)(**{**vars(spread), "low": low, "high": high})
        records.append(number(measure, mean, unit="dollars per booking avoided", difference=spread))
    return records


@pytest.mark.parametrize(
    ("none", "mean", "edges", "said"),
    [
        (0.0, 82_886.6, (58_964.9, 173_582.9), "$82.9k\n$59.0k to $174k"),
        (0.0, -1_200.0, (-2_000.0, 90.0), "−$1,200\n−$2,000 to $90"),
        (0.25, 82_886.6, None, "$82.9k\nnone avoided in 3 of 12"),
        (1.0, None, None, "none avoided\nin 12 of 12"),
        (0.5, None, None, "none avoided\nin 6 of 12"),
    ],
)
def test_cost_of_a_booking_avoided(
    none: float, mean: float | None, edges: tuple[float, float] | None, said: str
) -> None:
    records = cost("cost_per_booking_avoided", none, mean, edges)
    assert str(unit_cost(found(*records), "cost_per_booking_avoided")) == said


def test_a_month_that_nobody_was_served_has_no_cost() -> None:
    records = cost("cost_per_participant_month", 1.0)
    assert str(unit_cost(found(*records), "cost_per_participant_month")) == "nobody served\nin 12 of 12"


@pytest.mark.parametrize(
    ("never", "rate", "said"),
    [
        (0.0, 0.624, "62 %"),
        (0.25, 0.97, "97 %\nnone in 3 of 12"),
        (1.0, None, "none up to 100 %\nin 12 of 12"),
        (7 / 12, None, "none up to 100 %\nin 7 of 12"),
        (None, None, "LEAD costs nothing"),
    ],
)
def test_self_funding(never: float | None, rate: float | None, said: str) -> None:
    records = [number("self_funding_never", never)] if never is not None else []
    records += [number("self_funding_rate", rate, unit="share")] if rate is not None else []
    assert str(self_funding(found(*records))) == said


def everything(never: float) -> Comparison:
    return comparison(
        *money(PLAIN), *months(never), *months(0.0, payer="state", low=1.0, median=1.0, high=1.0),
        *cost("cost_per_participant_month", 0.0, 900.0), *cost("cost_per_booking_avoided", 1.0),
        *cost("cost_per_jail_day_avoided", 0.0, 300.0), number("self_funding_never", 1.0),
    )  # fmt: skip


def test_the_table_has_a_row_for_each_payer_and_each_number() -> None:
    assert read(comes_to_table(everything(1.0))) == {
        "Paid for itself, all payers": {"pilot": "never in 12 of 12"},
        "Paid for itself, city": {"pilot": "nothing changes"},
        "Paid for itself, county": {"pilot": "nothing changes"},
        "Paid for itself, state": {"pilot": "month 1"},
        "LEAD's cost for a month of a participant": {"pilot": "$900"},
        "Cost of a booking avoided": {"pilot": "none avoided\nin 12 of 12"},
        "Cost of a jail day avoided": {"pilot": "$300"},
        "Share to capture so that savings pay for LEAD": {"pilot": "none up to 100 %\nin 12 of 12"},
    }


def test_what_the_words_mean_stands_below() -> None:
    text = printed([comes_to_table(everything(1.0))])
    assert "in cash (months from the start; costs without a sign" in text
    assert "the median and the middle 90 % of futures" in " ".join(text.split())


def test_real_answers_have_all_of_it(answer: Comparison) -> None:
    rows = read(comes_to_table(answer))
    whole = {(r.scenario, r.measure, r.rung, r.payer): r for r in answer.records if r.table == "money"}
    for scenario in answer.identity.scenarios:
        never = whole[scenario, "break_even_never", "cash_net", ALL]
        assert never.difference.mean == 1.0, "this town's LEAD never pays for itself"
        assert rows["Paid for itself, all payers"][scenario.split("/")[1]] == "never in 3 of 3"


def test_open_units_are_told_against_the_baseline_and_where_none_can_close_it_says_so() -> None:
    units = {"table": "queues", "unit": "units", "line": "jail units", "price_year": None}
    records = [
        number("units_open_mean", 0.0, difference=estimate([-1.0, -0.5, 0.0, -0.5]), **units),
        number("units_open_mean", 0.0, difference=estimate([0.0] * 4), scenario="town/other", **units),
    ]
    made = comparison(*records, scenarios=("town/pilot", "town/other", "town/third"))
    shown = [str(units_open(made, name, "jail units")) for name in made.identity.scenarios]
    assert shown[0].splitlines()[0] == "−0.5"
    assert shown[0].splitlines()[1].startswith("−0.9 to ")
    assert shown[1:] == ["0", "none can close"]
