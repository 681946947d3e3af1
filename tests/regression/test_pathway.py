"""docs/pathway.md and its pictures are what the code gives now, and the lives they are drawn from leave nothing out."""

from __future__ import annotations

import pytest

from simulator.model.events import Kind, Resource
from simulator.model.transitions import TRANSITIONS
from tests.regression.pathway import (
    PAGE,
    PICTURES,
    RARE_FROM,
    RARE_TO,
    STRANDS,
    TEXT,
    heading,
    homes,
    mark_of,
    page,
    pictures,
)
from tests.regression.pathway import without_rare as drawn
from tests.regression.ways import SILENT, Watch, Way, watch_lives, watching
from tests.support import make_setup, simulate


@pytest.fixture(scope="module")
def watch() -> Watch:
    return watch_lives()


@pytest.fixture(scope="module")
def texts(watch: Watch) -> dict[str, str]:
    return pictures(drawn(watch.ways))


# -- what is kept is what the code gives; `make pathway` makes it anew ---------------------------------------


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_text_of_the_pictures_is_what_the_code_gives(texts: dict[str, str]) -> None:
    assert TEXT.read_text(encoding="utf-8") == "\n".join(texts.values())


def test_the_pictures_are_drawn_from_their_text(texts: dict[str, str]) -> None:
    assert {file.stem for file in PICTURES.glob("pathway*.svg")} == set(texts)
    for name, text in texts.items():
        assert mark_of(text) in (PICTURES / f"{name}.svg").read_text(encoding="utf-8"), name


def test_the_page_shows_every_picture(texts: dict[str, str]) -> None:
    for name in texts:
        assert f"(pictures/{name}.svg)" in page()


# -- everything is in it ------------------------------------------------------------------------------------


def test_every_line_is_in_the_overview_and_one_close_up(texts: dict[str, str]) -> None:
    home = homes()
    for kind in Kind:
        assert f">{heading(kind)}<" in texts["pathway"]
        box = f'  {kind.name} [label="{heading(kind)}", fillcolor="{home[kind].fill}"];'
        assert [name for name, text in texts.items() if box in text] == [f"pathway-{home[kind].name}"]


def test_every_strand_writes_a_line() -> None:
    assert set(homes().values()) == set(STRANDS)


def test_every_line_is_led_to_and_every_step_of_the_list_happens(watch: Watch) -> None:
    """Otherwise the lives would be too few or too plain to draw from."""
    assert {way.then for way in watch.ways} == set(Kind) - {Kind.ARRIVED, Kind.CAPACITY}
    listed = {
        (entry.path, word if word.isupper() or "." in word else f"{entry.module}.{word}")
        for entry in TRANSITIONS
        if entry.module not in SILENT
        for word in entry.words
        if word[0].isalpha() and not word.startswith("world.")
    }
    assert watch.steps == listed


# -- the arrows -----------------------------------------------------------------------------------------------


def test_watching_changes_nothing() -> None:
    setup = make_setup({"population.pool": 60})
    plan, others = [(0.0, 10), (400.0, 4)], {Resource.COURT_MUNICIPAL: [(0.0, 3)]}
    alone = simulate(setup, plan, others=others)
    with watching() as watch:
        watched = simulate(setup, plan, others=others)
    assert watched.events == alone.events
    assert watch.ways


def test_what_leads_to_what(watch: Watch) -> None:
    """A few ways that everybody knows, in the same instant or after a wait."""
    at_once = {(way.first, way.then) for way in watch.ways if not way.waits}
    later = {(way.first, way.then) for way in watch.ways if way.waits}
    assert {
        (Kind.CONTACT, Kind.ARRESTED), (Kind.ARRESTED, Kind.BOOKED), (Kind.CASE_FILED, Kind.CASE_WAITS),
        (Kind.FAILED_TO_APPEAR, Kind.WARRANT_ISSUED), (Kind.WARRANT_SERVED, Kind.CASE_OPENED),
        (Kind.CASE_DISMISSED, Kind.RELEASED), (Kind.DIVERTED, Kind.SLOT_GRANTED), (Kind.INTAKE, Kind.ENGAGED),
        (Kind.INTAKE_FAILED, Kind.HELD_CHARGE_REFERRED), (Kind.DIED, Kind.CASE_ABATED),
    } <= at_once  # fmt: skip
    assert {
        (Kind.BOOKED, Kind.RELEASED), (Kind.CHARGE_REFERRED, Kind.CASE_FILED), (Kind.CASE_WAITS, Kind.CASE_OPENED),
        (Kind.CASE_OPENED, Kind.HEARING), (Kind.HEARING, Kind.HEARING), (Kind.WARRANT_ISSUED, Kind.WARRANT_SERVED),
        (Kind.ENGAGED, Kind.WARRANT_CLEARED), (Kind.JOINED_WAITING_LIST, Kind.SLOT_GRANTED),
        (Kind.RESTORATION_ORDERED, Kind.ADMITTED), (Kind.SERVICE_WAITS, Kind.SERVICE_BEGAN),
        (Kind.RELEASED, Kind.DIED), (Kind.SUPERVISION_BEGAN, Kind.VIOLATION), (Kind.CAPACITY, Kind.LEAD_EXIT),
    } <= later  # fmt: skip
    never = {
        # One thing beside another, not after it.
        (Kind.WARRANT_SERVED, Kind.CHARGE_REFERRED), (Kind.CASE_OPENED, Kind.CASE_OPENED),
        (Kind.CASE_ABATED, Kind.CASE_ABATED), (Kind.SERVICE_BEGAN, Kind.SERVICE_BEGAN),
        (Kind.BOOKED, Kind.CHARGE_REFERRED),
        # A filing decision is not a hearing, though both wait in the same strand.
        (Kind.CHARGE_REFERRED, Kind.HEARING), (Kind.CASE_OPENED, Kind.CASE_FILED),
    }  # fmt: skip
    assert not never & (at_once | later)
    assert {way.then for way in watch.ways if way.first in (Kind.DIED, Kind.LEFT)} <= {
        Kind.CASE_ABATED, Kind.LEAD_EXIT, Kind.INTAKE_FAILED,
    }  # fmt: skip


def test_rare_arrows_are_left_out() -> None:
    common, to, out = (
        Way(Kind.BOOKED, Kind.RELEASED, waits=True),
        Way(Kind.RESTORED, Kind.RELEASED, waits=False),
        Way(Kind.BOOKED, Kind.DIED, waits=True),
    )
    many = RARE_TO * RARE_FROM
    watched = Watch().ways
    watched.update({common: many, to: 1, out: 1})
    # The first is the only way from where it begins, the last the only way to its line.
    assert drawn(watched) == sorted([common, to, out])
    watched.update({Way(Kind.RESTORED, Kind.HEARING, waits=True): RARE_FROM, Way(Kind.ARRIVED, Kind.DIED, True): many})
    assert to not in drawn(watched)
    assert out not in drawn(watched)
    assert common in drawn(watched)
