"""How an investor is repaid, in words: a loss is called one, and each tier has its chance."""

from __future__ import annotations

from typing import Any

from simulator.report.investor import investor, investor_table, paid_in, per_year, sentences, tier_label
from simulator.results import Comparison
from tests.report.samples import comparison, number, printed, read, record

NAME = "town/pilot"


def bond(paid: list[float], net: list[float], guarantor: list[float], rates: tuple[float, float, float]) -> Comparison:
    """Return an answer with a loan of $9.6M, half of whose futures are in each of two tiers."""
    keys: dict[str, Any] = {"table": "fund", "line": "philanthropy", "draws": len(paid)}
    amounts = {"investor_paid": paid, "investor_net": net, "guarantor_net": guarantor}
    told = [
        record(values, table="fund", measure=name, rung=None, line="philanthropy") for name, values in amounts.items()
    ]
    told += [
        number("investor_invested", 9.6e6, **keys), number("investor_paid_month", 60.0, **keys),
        *(number(f"investor_rate_{end}", r, **keys) for end, r in zip(("low", "median", "high"), rates, strict=True)),
    ]  # fmt: skip
    for line, pays, chance in (("0 %", 0.0, 0.5), ("10 %", 9.6e6, 0.5), ("20 %", 12.3e6, 0.0)):
        tier = {**keys, "line": line}
        told += [number("investor_tier", chance, **tier), number("investor_tier_pays", pays, **tier)]
    return comparison(*told)


LOSING = bond([0.0, 9.6e6], [-2.4e6, 0.0], [-7.2e6, 0.0], (-1.0, -0.5, 0.0))
GAINING = bond([12.3e6] * 2, [2.7e6] * 2, [0.0] * 2, (0.051, 0.051, 0.051))


def test_a_loss_and_a_gain_are_said_as_they_are() -> None:
    found = investor(LOSING, NAME)
    assert found is not None
    assert sentences(LOSING, found) == [
        "Investors (philanthropy) pay $9.60M up front and are paid $4.80M in Dec 2031 on average (90 % of futures: "
        "$480k to $9.12M); in 1 of 2 futures nothing.",
        "They lose $1.20M on average; the return in the middle future is −50 % a year (−100 % to 0 %).",
        "A guarantor loses $3.60M on average.",
    ]  # fmt: skip
    gain = investor(GAINING, NAME)
    assert gain is not None
    assert sentences(GAINING, gain)[1:] == [
        "They gain $2.70M on average; the return in the middle future is +5.1 % a year."
    ]


def test_each_tier_has_its_payment_its_date_and_its_chance() -> None:
    sheet = investor_table(LOSING, NAME)
    assert sheet is not None
    assert read(sheet) == {
        "Less than 10 %": {"paid at least": "$0", "paid in": "", "futures": "1 of 2"},
        "10 % to 20 %": {"paid at least": "$9.60M", "paid in": "Dec 2031", "futures": "1 of 2"},
        "20 % or more": {"paid at least": "$12.3M", "paid in": "Dec 2031", "futures": "0 of 2"},
    }
    assert "not scaled to this one" in " ".join(printed([sheet]).split())


def test_an_answer_without_an_investor_says_nothing() -> None:
    assert investor(comparison(), NAME) is None
    assert investor_table(comparison(), NAME) is None


def test_months_and_rates_are_read_in_words() -> None:
    assert [paid_in(comparison(), month) for month in (1, 12, 13, 72)] == [
        "Jan 2027",
        "Dec 2027",
        "Jan 2028",
        "Dec 2032",
    ]
    assert [per_year(rate) for rate in (0.0512, 0.0, -1.0, -0.0004)] == ["+5.1 %", "0 %", "−100 %", "0 %"]
    found = investor(LOSING, NAME)
    assert found is not None
    assert tier_label(found, 2) == "20 % or more"
