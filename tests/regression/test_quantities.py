"""docs/quantities.md is what the code says, and every measure is priced or says why not."""

import pytest

from simulator.model.measures import MEASURES, Measure
from simulator.model.quantities import Quantity
from tests.regression.quantities import PAGE, cost_lines, king_county, page, unpriced_parts

LINES = cost_lines(king_county(), society=False)


def problem_of(measure: Measure) -> str | None:
    left_out = unpriced_parts(measure, LINES)
    if left_out and not measure.unpriced:
        return f"neither a price nor a reason: {', '.join(part.name.lower() for part in left_out)}"
    if not left_out and measure.unpriced:
        return f"priced, so its reason is wrong: {measure.unpriced}"
    return None


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(king_county())


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: f"{measure.name} {measure.route or measure.reason}")
def test_a_measure_is_priced_or_says_why_not(measure: Measure) -> None:
    assert problem_of(measure) is None


@pytest.mark.parametrize(
    ("parts", "unpriced", "problem"),
    [
        ((Quantity.PRISON_DAYS,), "", None),
        ((Quantity.DEATHS,), "not a cost", None),
        ((Quantity.DEATHS,), "", "neither a price nor a reason: deaths"),
        ((Quantity.PRISON_DAYS, Quantity.DEATHS), "", "neither a price nor a reason: deaths"),
        ((Quantity.PRISON_DAYS, Quantity.DEATHS), "deaths are not a cost", None),
        ((Quantity.PRISON_DAYS,), "paid for elsewhere", "priced, so its reason is wrong: paid for elsewhere"),
    ],
)
def test_what_is_missing_or_needless_is_noticed(parts: tuple[Quantity, ...], unpriced: str, problem: str) -> None:
    assert problem_of(Measure("made_up", "Made up", "things", parts, unpriced=unpriced)) == problem


def test_every_priced_quantity_is_on_the_page() -> None:
    text = page(king_county())
    for line in king_county().file.cost_lines:
        assert f"**{line}**" in text
