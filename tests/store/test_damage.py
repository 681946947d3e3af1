"""Damage is noticed wherever it is, and never read as a result."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from simulator.errors import InputError, StoreError
from simulator.store import Lives, Store
from tests.report.samples import comparison
from tests.store.samples import directly, same_tally, tally

TALLY = "k" * 64
LIVES = "l" * 12
COLUMNS = {
    "runs": ("model", "axes", "data", "checksum", "created"),
    "answers": ("identity", "nets", "checksum", "created"),
    "comparisons": ("records", "checksum"),
    "lives": ("data", "checksum", "created"),
}
DAMAGES = 300  # of each table
FLIPS = 250  # in the file


@pytest.fixture
def full(store: Store, location: str) -> Iterator[tuple[Store, sa.Connection, str]]:
    """Give a store with one row in each table, a way to damage it, and the id of its answer."""
    store.keep_tally(TALLY, tally(months=2))
    name = _keep_answer(store)
    with directly(location) as direct:
        if direct.dialect.name == "sqlite":
            direct.exec_driver_sql("PRAGMA synchronous=OFF")
        yield store, direct, name


def _keep_answer(store: Store) -> str:
    """Keep an answer and lives, and return the id of the answer."""
    with store.connection() as connection:
        store.add_lives(connection, Lives(LIVES, {"typical": [1.0]}))
        connection.commit()
    return store.keep_comparison(comparison())


def _readers(store: Store, name: str) -> dict[str, list[Callable[[], Any]]]:
    """Return all ways to read a row of each table."""
    return {
        "runs": [lambda: store.find_tally(TALLY), lambda: store.find_tallies(["a", TALLY])],
        "answers": [lambda: store.find_comparison(name), store.comparisons, store.answers],
        "comparisons": [lambda: store.find_comparison(name)],
        "lives": [lambda: store.find_lives(LIVES)],
    }


def _damaged(whole: str | bytes, luck: np.random.Generator) -> str | bytes:
    """Return a value with a flipped bit or without its end, which the column still takes."""
    if isinstance(whole, bytes):
        return _cut_or_flipped(whole, luck)
    while True:
        text = _cut_or_flipped(whole.encode(), luck).decode("latin-1")
        if "\0" not in text and text.isascii():
            return text


def _cut_or_flipped(data: bytes, luck: np.random.Generator) -> bytes:
    return data[: luck.integers(len(data))] if luck.random() < 0.3 else _flipped(data, luck)


def _flipped(data: bytes, luck: np.random.Generator) -> bytes:
    damaged = bytearray(data)
    damaged[luck.integers(len(data))] ^= 1 << int(luck.integers(8))
    return bytes(damaged)


@pytest.mark.parametrize("table", COLUMNS)
def test_damage_in_any_column_is_a_store_error(full: tuple[Store, sa.Connection, str], table: str) -> None:
    store, direct, name = full
    luck = np.random.default_rng(DAMAGES)
    for _ in range(DAMAGES):
        column = str(luck.choice(COLUMNS[table]))
        whole = direct.execute(sa.text(f"SELECT {column} FROM {table}")).scalar_one()  # noqa: S608 - tables of ours
        change = sa.text(f"UPDATE {table} SET {column} = :value")  # noqa: S608
        direct.execute(change, {"value": _damaged(whole, luck)})
        for read in _readers(store, name)[table]:
            with pytest.raises(StoreError, match="damaged") as refused:
                read()
            assert refused.value.exit_code == 1
            assert "\n" not in str(refused.value)
        direct.execute(change, {"value": whole})
    for read in _readers(store, name)[table]:
        assert read()


def test_a_row_under_another_key_is_not_believed(full: tuple[Store, sa.Connection, str]) -> None:
    store, direct, name = full
    direct.execute(sa.text("UPDATE runs SET model_key = 'other'"))
    direct.execute(sa.text("UPDATE answers SET id = '0ther'"))
    direct.execute(sa.text("UPDATE comparisons SET id = '0ther'"))
    direct.execute(sa.text("UPDATE lives SET id = 'other'"))
    assert (store.find_tally(TALLY), store.find_lives(LIVES)) == (None, None)
    with pytest.raises(InputError, match="no such run"):
        store.find_comparison(name)
    for read in (
        lambda: store.find_tally("other"), lambda: store.find_comparison("0"), lambda: store.find_lives("other")
    ):  # fmt: skip
        with pytest.raises(StoreError, match="damaged"):
            read()


def test_an_answer_in_the_list_of_which_the_numbers_are_gone_is_damage(full: tuple[Store, sa.Connection, str]) -> None:
    store, direct, name = full
    direct.execute(sa.text("DELETE FROM comparisons"))
    with pytest.raises(StoreError, match="damaged: a part of it is not there"):
        store.find_comparison(name)


def test_one_damaged_run_spoils_all_that_are_read_with_it(full: tuple[Store, sa.Connection, str]) -> None:
    store, direct, _ = full
    store.keep_tallies({f"run-{i}": tally(seed=i, months=1) for i in range(9)})
    direct.execute(sa.text("UPDATE runs SET created = '' WHERE model_key = 'run-7'"))
    with pytest.raises(StoreError, match="damaged"):
        store.find_tallies(f"run-{i}" for i in range(9))
    assert len(store.find_tallies(f"run-{i}" for i in range(7))) == 7


# -- what only SQLite allows: values of any type in any column, and damage to the file ------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give the file of a store with one row in each table."""
    path = tmp_path / "store.sqlite"
    with Store(str(path)) as store:
        store.keep_tally(TALLY, tally(months=2))
        _keep_answer(store)
    return path


@pytest.mark.parametrize("value", [b"", "", "text", 17, 1.5, b"\xff", 2**63 - 1])
@pytest.mark.parametrize(("table", "column"), [(table, column) for table in COLUMNS for column in COLUMNS[table]])
def test_a_value_of_another_type_is_damage_too(file: Path, table: str, column: str, value: object) -> None:
    direct = sqlite3.connect(file, isolation_level=None)
    (name,) = direct.execute("SELECT id FROM answers").fetchone()
    direct.execute(f"UPDATE {table} SET {column} = ?", [value])  # noqa: S608 - tables and columns of ours
    direct.close()
    with Store(str(file)) as store:
        for read in _readers(store, name)[table]:
            with pytest.raises(StoreError, match=r"damaged|cannot be used"):
                read()


def test_text_that_is_no_text_is_damage_too(file: Path) -> None:
    direct = sqlite3.connect(file, isolation_level=None)
    direct.execute("UPDATE runs SET axes = CAST(? AS TEXT)", [b"\xff\xfe"])
    direct.close()
    with Store(str(file)) as store, pytest.raises(StoreError, match="cannot be used"):
        store.find_tally(TALLY)


def test_damage_anywhere_in_the_file_never_gives_a_wrong_result(file: Path, tmp_path: Path) -> None:
    with Store(str(file)) as store:
        ((name, _, _),) = store.comparisons()
    whole, luck, noticed = file.read_bytes(), np.random.default_rng(FLIPS), 0
    for turn in range(FLIPS):
        copy = tmp_path / f"{turn}.sqlite"
        copy.write_bytes(_flipped(whole, luck))
        noticed += not _right_or_refused(str(copy), name)
    assert noticed > FLIPS // 10, "the pages are full enough for this to mean something"


def _right_or_refused(location: str, name: str) -> bool:
    """Return whether all was read; what is read is right, and only our own errors come out."""
    try:
        with Store(location) as damaged:
            found = damaged.find_tally(TALLY)
            assert found is None or same_tally(found, tally(months=2))
            assert damaged.find_comparison(name) == comparison()
            damaged.size()
            damaged.has_tallies([TALLY])
            return found is not None
    except (StoreError, InputError):
        return False
