"""How sure by payer and year: the counts are those of the records, and what nobody pays or saves is no chance."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dashboard.address import Client
from dashboard.figures import acceptability
from dashboard.pages import sure
from simulator.results import Comparison
from tests.dashboard.figures.rests_samples import ABOUT
from tests.dashboard.figures.samples import said, traces
from tests.dashboard.further_samples import chance, told, unsure
from tests.dashboard.pieces import pieces, text_of
from tests.dashboard.test_reinvest_page import OneAnswer, figures, texts


def page(comparison: Comparison, **query: str) -> Any:
    return sure.layout(Client("/sure", {name: (value,) for name, value in query.items()}), OneAnswer(comparison))


def cells(shown: Any) -> list[list[str]]:
    """Return the rows of the table of chances as text."""
    table = next(each for each in pieces(shown.parts) if "chances" in (getattr(each, "className", "") or ""))
    rows = [each for each in pieces(table) if type(each).__name__ == "Tr"]
    return [[text_of(cell) for cell in row.children if type(cell).__name__ in ("Th", "Td")] for row in rows]


def test_counts_are_those_of_the_records_and_late_years_are_marked() -> None:
    rows = cells(page(told(*unsure())))
    assert rows[0] == ["Net of", "All years", "2027", "2028", "2029", "2030*"]
    assert ["All payers", "45", "45", "45", "45", "45"] in rows
    assert "State" not in [row[0] for row in rows if row]


def test_a_payer_without_anything_in_a_year_has_no_chance_there() -> None:
    nothing = replace(chance(0.0, "city", "net", 2027), reason="neither pays nor saves anything")
    rows = cells(page(told(chance(0.9, "city"), nothing, chance(0.2, "city", "net", 2028))))
    assert rows[-1] == ["City", "45", "–", "10"]


@pytest.mark.parametrize(
    ("shares", "title"),
    [
        ((0.9, 0.8), "Every payer saves in more than half of the futures, on either count"),
        ((0.1, 0.0), "No payer saves in more than half of the futures, on either count"),
        ((0.1, 0.8), "More than half of the futures save for the city, and not for the others"),
    ],
)
def test_the_title_turns_with_the_counts(shares: tuple[float, float], title: str) -> None:
    everybody, city = shares
    assert title in texts(page(told(chance(everybody), chance(city, "city"))).parts)


def test_inputs_luck_losses_and_groups_are_told() -> None:
    said_ = texts(page(told(*unsure())).parts)
    assert "one standard deviation of futures is $6.0M by the inputs" in said_
    assert "$2.0M by luck; luck is 10% of the variance" in said_
    assert "Choosing “No LEAD” loses $9.0M on average, where the other one is better." in said_
    assert "Worth learning more about: Effects (up to $800k)." in said_


def test_the_price_of_an_effect_is_drawn_from_its_records() -> None:
    assert "figure-acceptability" in figures(page(told(*unsure())).parts)
    data = acceptability.of(unsure(), ABOUT)
    assert data is not None
    drawn = acceptability.draw(data, theme="light", width=514)
    assert drawn.title == "“Scaled up” is worth its cost in half of the futures if a booking avoided is worth $6,000"
    assert "A booking avoided costs $5,500 on average." in drawn.note
    assert "half accept $6,000" in said(drawn.figure)
    curve = traces(drawn.figure)["bookings"]
    assert list(curve.y) == sorted(curve.y, reverse=True)  # px from the top: more futures stand higher
    assert [row[:3] for row in drawn.table.values] == [
        ("bookings", 0.0, 0.0), ("bookings", 5_000.0, 0.4), ("bookings", 20_000.0, 0.9),
    ]  # fmt: skip


def test_where_no_price_is_accepted_by_half_that_is_the_title() -> None:
    records = [each for each in unsure((0.0, 0.1, 0.2)) if each.measure != "price_half_accept"]
    data = acceptability.of(records, ABOUT)
    assert data is not None
    title = "At no price of what “Scaled up” does is it worth its cost in half of the futures"
    assert acceptability.draw(data, theme="light", width=514).title == title
    assert acceptability.of([], ABOUT) is None


@pytest.mark.parametrize("name", ["chances", "acceptability"])
def test_both_have_their_numbers(name: str) -> None:
    found = sure.table(name, Client(), OneAnswer(told(*unsure())))
    assert found is not None and found.rows
    assert all(len(row) == len(found.columns) for row in found.rows)
    assert sure.table(name, Client(), OneAnswer(told())) is None
