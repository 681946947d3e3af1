"""Reading answers: the example, the store's own, and what is said where one is not there."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dashboard import example
from dashboard.address import Client
from dashboard.pages import compare
from dashboard.queries import EXAMPLE, EXAMPLE_FILE, Library, example_day, place_of, place_title, stored_example
from simulator.errors import StoreError
from simulator.inputs.load import list_scenarios
from simulator.report.money import Money
from simulator.results import ALL, Comparison
from simulator.store import Store
from tests.dashboard.sample import answer


@pytest.fixture
def open_store(tmp_path: Path) -> Callable[[], Store]:
    return lambda: Store(str(tmp_path / "store.sqlite"))


def test_the_example_comes_first_and_answers_of_the_store_after_it(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        name = store.keep_comparison(answer())
    library = Library(open_store, answer)
    listed, trouble = library.listed()
    assert ([each.id for each in listed], trouble) == ([EXAMPLE, name], "")
    assert listed[1].label.endswith("(50 draws)")
    found = library.find(name)
    assert found.comparison == answer()
    assert found.created.startswith("20")


@pytest.mark.parametrize("asked", ["0123456789ab", "../../etc/passwd", "<b>", "0123", "x" * 200, "%"])
def test_an_answer_that_is_not_there_is_said_to_be_so(open_store: Callable[[], Store], asked: str) -> None:
    found = Library(open_store, answer).find(asked)
    assert found.id == EXAMPLE
    assert found.notes[0].endswith("What you see is the stored example.")
    assert (asked in found.notes[0]) == (asked == "0123456789ab")


def test_an_answer_is_read_once(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        name = store.keep_comparison(answer())
    library = Library(open_store, answer)
    assert library.find(name) is library.find(name)


def test_a_page_is_drawn_once_until_something_else_can_be_chosen(open_store: Callable[[], Store]) -> None:
    now = [0.0]
    library = Library(open_store, answer, clock=lambda: now[0])
    first = compare.layout(Client(), library)
    assert compare.layout(Client(), library) is first
    assert compare.layout(Client(scheme="dark"), library) is not first
    with open_store() as store:
        store.keep_comparison(answer())
    now[0] = 6.0
    assert compare.layout(Client(), library) is not first


def test_new_answers_are_listed_after_a_while(open_store: Callable[[], Store]) -> None:
    now = [0.0]
    library = Library(open_store, answer, clock=lambda: now[0])
    assert len(library.listed()[0]) == 1
    with open_store() as store:
        store.keep_comparison(answer())
    assert len(library.listed()[0]) == 1
    now[0] = 6.0
    assert len(library.listed()[0]) == 2


def test_a_store_that_cannot_be_read_leaves_the_example() -> None:
    def broken() -> Store:
        raise StoreError("no room")

    library = Library(broken, answer)
    listed, trouble = library.listed()
    assert [each.id for each in listed] == [EXAMPLE]
    assert "cannot be read" in trouble
    assert "no room" not in trouble
    assert "cannot be read" in library.find("0123456789ab").notes[0]


def test_places_are_called_by_their_titles() -> None:
    assert place_title("king-county") == "King County, Washington"
    assert place_title("nowhere") == "nowhere"
    assert place_of(stored_example().identity) == "king-county"


# -- the example that comes with leadsim ----------------------------------------------------------------------


def test_the_stored_example_is_what_its_maker_asks_for() -> None:
    identity = stored_example().identity
    assert identity.scenarios == example.SCENARIOS
    assert identity.baseline == example.BASELINE
    assert identity.draws == example.DRAWS <= 50
    assert set(example.SCENARIOS) | {example.BASELINE} <= set(list_scenarios())


def test_the_stored_example_has_what_every_figure_takes() -> None:
    found = stored_example()
    for scenario in found.identity.scenarios:
        rungs = {rung for rung, payer, line, year in Money.of(found, scenario).records if payer == ALL and line is None}
        assert {"gross", "avoided", "cashable", "program", "net", "cash_net"} <= rungs
        for parts in (found.futures, found.series):
            assert {each.rung for each in parts if each.scenario == scenario} >= {"net", "cash_net"}
    assert len({(each.scenario, each.other) for each in found.versus}) == 6


def test_the_example_is_packed_the_same_every_time_and_small() -> None:
    packed = example.pack(stored_example(), example_day())
    assert packed == example.pack(stored_example(), example_day())
    assert gzip.decompress(packed) == gzip.decompress(EXAMPLE_FILE.read_bytes())
    assert len(packed) < 2_000_000


def test_the_maker_writes_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, store: Path) -> None:
    made = answer()
    monkeypatch.setattr("simulator.api.compare", lambda *_, **__: made)
    monkeypatch.setattr(example, "EXAMPLE_FILE", tmp_path / "examples" / "x.json.gz")
    example.main()
    data = json.loads(gzip.decompress((tmp_path / "examples" / "x.json.gz").read_bytes()))
    assert Comparison.from_dict(data) == made
    assert date.fromisoformat(data["kept"])


def test_an_answer_survives_being_packed() -> None:
    assert Comparison.from_dict(json.loads(gzip.decompress(example.pack(answer(), "2027-01-31")))) == answer()
