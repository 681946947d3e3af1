"""What published findings say of inputs: before and after, what goes together, and what next to nothing is said of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dashboard import calibration as fits
from dashboard.address import Client
from dashboard.calibration import Calibration, FittedInput, calibration_of, stored_calibrations
from dashboard.figures import fitted
from dashboard.pages import evidence, validation
from dashboard.queries import Library, stored_example
from simulator.evidence.posterior import Spread
from simulator.inputs.files import scenarios_folder
from simulator.store import Store
from tests.dashboard import pieces

OFFENSES, WARRANTS = "lead.effect.new_offenses", "lead.effect.warrants"


def kept(level: float = -0.6, moved: tuple[float, float] = (0.5, 0.02)) -> dict[str, Any]:
    before, after = {"mean": 0.8, "low": 0.4, "high": 1.2}, {"mean": 0.6, "low": 0.5, "high": 0.7}
    inputs = [
        {"name": name, "prior": before, "posterior": after, "moved": share}
        for name, share in zip((OFFENSES, WARRANTS), moved, strict=True)
    ]
    return {
        "title": "A fit", "made_with": {"leadsim": "0.1.0"}, "seed": 3, "draws": 1000, "worlds": 2,
        "effective_draws": 263.7, "inputs": inputs,
        "correlations": {OFFENSES: {OFFENSES: 1.0, WARRANTS: level}, WARRANTS: {OFFENSES: level, WARRANTS: 1.0}},
    }  # fmt: skip


def made(level: float = -0.6, moved: tuple[float, float] = (0.5, 0.02)) -> Calibration:
    return calibration_of("seattle", kept(level, moved))


def page() -> Any:
    return evidence.layout(
        Client("/evidence", {"part": ("validation",)}), Library(lambda: Store(":memory:"), stored_example)
    )


def test_what_is_kept_is_read_whole() -> None:
    of = made()
    assert (of.name, of.title, of.seed, of.draws, of.worlds, of.effective) == ("seattle", "A fit", 3, 1000, 2, 263.7)
    assert of.inputs[0] == FittedInput(OFFENSES, of.inputs[0].label, Spread(0.8, 0.4, 1.2), Spread(0.6, 0.5, 0.7), 0.5)
    assert of.inputs[0].label == "Effect on new offenses"
    names = {path.stem for path in (scenarios_folder() / "calibrations").glob("*.json")}
    assert {each.name for each in stored_calibrations()} == names


def test_the_title_says_what_moved_most_and_turns_round() -> None:
    assert fits.title(made()).endswith("one of two inputs, most of: effect on new offenses")
    assert "all of two inputs, most of: effect on" in fits.title(made(moved=(0.3, 0.4)))
    assert fits.title(made(moved=(0.01, -0.2))) == "What was published says next to nothing of any of two inputs"


def test_what_trades_off_is_said_in_words() -> None:
    against, together, apart = (fits.trade_offs(made(level)) for level in (-0.6, 0.6, 0.1))
    assert "trade off (−0.60)" in against[0]
    assert "only with less of the other" in against[0]
    assert "rise together (0.60)" in together[0]
    assert "only with more of the other" in together[0]
    assert apart[0].startswith("No two inputs go together clearly")
    assert any(line.startswith("Next to nothing is said of") for line in against)
    assert not any(line.startswith("Next to nothing") for line in fits.trade_offs(made(moved=(0.3, 0.3))))
    assert made().together[0][:2] == made().inputs


@pytest.mark.parametrize("width", [1280, 734, 358])
def test_every_input_has_its_band_before_and_its_mark_after(width: int) -> None:
    drawn = fitted.draw(made(), theme="light", width=width)
    shapes = drawn.figure.layout.shapes
    bands = [shape for shape in shapes if shape.type == "rect"]
    dots = [shape for shape in shapes if shape.type == "circle"]
    assert len(bands) == len(dots) == 2
    for band, dot in zip(bands, dots, strict=True):
        part = ((dot.x0 + dot.x1) / 2 - band.x0) / (band.x1 - band.x0)
        assert part == pytest.approx((0.6 - 0.4) / (1.2 - 0.4))
    text = " ".join(note.text.replace("<br>", " ") for note in drawn.figure.layout.annotations)
    assert "0.80 (0.40 to 1.20)" in text
    assert "50%" in text
    assert drawn.table.values[0] == (OFFENSES, "Effect on new offenses", 0.8, 0.4, 1.2, 0.6, 0.5, 0.7, 0.5)


def test_an_input_that_is_less_certain_after_stays_inside_and_is_not_said_to_be_told() -> None:
    of = made(moved=(-0.4, 0.2))
    wide = replace(of.inputs[0], posterior=Spread(0.8, 0.1, 1.9))
    drawn = fitted.draw(replace(of, inputs=(wide, of.inputs[1])), theme="light", width=1280)
    assert all(0.0 <= each.x0 <= each.x1 <= 1.0 for each in drawn.figure.layout.shapes if each.type == "line")
    assert fits.moved(wide) == "0%"


def test_the_page_shows_what_is_kept_and_nothing_where_nothing_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "stored_calibrations", lambda: (made(),))
    text = pieces.text_of(page().parts)
    assert fits.title(made()) in text
    assert "leadsim calibrate seattle: 1,000 draws of 2 worlds each, worth 264 of equal weight, seed 3" in text
    found = validation.table("calibration-seattle", Client("/evidence"))
    assert found is not None
    assert list(found.rows) == list(fits.values(made()))
    monkeypatch.setattr(validation, "stored_calibrations", lambda: ())
    assert "leadsim calibrate" not in pieces.text_of(page().parts)
    assert validation.table("calibration-seattle", Client("/evidence")) is None
