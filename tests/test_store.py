"""The store keeps to the bit, adds nothing twice, notices damage, and says in one message what it cannot do."""

from __future__ import annotations

import math
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE
from typing import Any

import numpy as np
import pytest

import simulator.store
from simulator.errors import InputError, StoreError
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.results import Comparison
from simulator.store import Store, default_location
from tests.report.samples import comparison, counted, record

GROUPS = ("black", "white", "other", "Māori, ﷽")


def tally(seed: int = 1, months: int = 24) -> Tally:
    """Return a tally of whole counts, fractions, and the numbers that a text format would lose."""
    luck = np.random.default_rng(seed)
    counts = luck.gamma(0.3, 50.0, size=(months, len(Quantity), len(GROUPS) + 1))
    counts[::2] = np.floor(counts[::2])
    counts[0, 0, :5] = [-0.0, 5e-324, 1e308, 0.1 + 0.2, math.pi]
    return Tally(counts, GROUPS)


def same_tally(one: Tally | None, other: Tally) -> bool:
    return one is not None and one.groups == other.groups and _same_array(one.counts, other.counts)


def _same_array(one: Any, other: Any) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


def rows(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - a table of ours
    connection.close()
    return int(count)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "er" / "store.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(str(path)) as opened:
        yield opened


# -- what is kept -------------------------------------------------------------------------------------------


def test_every_connection_writes_ahead_and_waits_for_the_disk(store: Store) -> None:
    with store._engine.connect() as one, store._engine.connect() as other:
        for connection in (one, other):
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2, "2 is FULL"


def test_tallies_come_back_to_the_bit(store: Store, path: Path) -> None:
    store.keep_tally("k" * 64, tally())
    assert same_tally(store.find_tally("k" * 64), tally())
    with Store(str(path)) as again:
        assert same_tally(again.find_tally("k" * 64), tally())
    assert store.find_tally("k" * 63) is None, "a run is found by its whole key"


def test_comparisons_come_back_to_the_last_digit(store: Store) -> None:
    odd = comparison(
        record([0.1 + 0.2], payer="county", line="jail bed", rung="avoided", fiscal_year=2027),
        counted([1e-300, -5e-324, 1e150], group="other", reason="=timing", route=None),
        fiscal_years=(2027,),
    )
    name = store.keep_comparison(odd)
    assert len(name) == 12
    assert store.find_comparison(name) == odd
    assert store.find_comparison(name).as_dict() == odd.as_dict()
    ((listed, _, identity),) = store.comparisons()
    assert (listed, identity) == (name, odd.identity)


def test_keeping_twice_adds_nothing_and_changes_nothing(store: Store, path: Path) -> None:
    names = set()
    for turn in range(3):
        store.keep_tally("k", tally(seed=turn))
        names.add(store.keep_comparison(comparison()))
    assert same_tally(store.find_tally("k"), tally(seed=0)), "the first stays"
    assert len(names) == 1, "the same answer has the same id"
    assert [rows(path, table) for table in ("tallies", "comparisons")] == [1, 1]


def test_the_newest_answer_comes_first_also_when_it_is_asked_for_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter(f"2027-01-01T00:00:0{i}.000+00:00" for i in range(9))
    monkeypatch.setattr(simulator.store, "_now", lambda: next(moments))
    first, second = comparison(), comparison(seed=2)
    names = [store.keep_comparison(answer) for answer in (first, second)]
    assert [name for name, _, _ in store.comparisons()] == names[::-1]
    store.keep_comparison(first)
    assert [name for name, _, _ in store.comparisons()] == names


def test_any_difference_in_what_was_asked_or_found_is_another_answer(store: Store) -> None:
    different = [
        comparison(), comparison(seed=2), comparison(money="nominal"), comparison(record([1.0])),
        comparison(record([1.0 + 2**-52])),
    ]  # fmt: skip
    assert len({store.keep_comparison(answer) for answer in different}) == len(different)


# -- finding answers ----------------------------------------------------------------------------------------


def test_answers_are_found_by_the_beginning_of_their_id(store: Store) -> None:
    answers = {store.keep_comparison(answer): answer for answer in (comparison(seed=i) for i in range(17))}
    firsts = [name[0] for name in answers]
    ambiguous = next(name for name in answers if firsts.count(name[0]) > 1)[0]  # 17 ids, 16 digits
    with pytest.raises(InputError, match="several runs") as refused:
        store.find_comparison(ambiguous)
    assert set(refused.value.nearest) <= {name for name in answers if name.startswith(ambiguous)}
    assert refused.value.nearest, "the ids that it could be are named"
    for name, answer in answers.items():
        assert store.find_comparison(name) == answer
        shortest = next(n for n in range(1, 13) if sum(other.startswith(name[:n]) for other in answers) == 1)
        assert store.find_comparison(name[:shortest]) == answer


@pytest.mark.parametrize("unknown", ["zzz", "%", "_", "' OR 1=1 --", "0" * 13, "\0", "\ud800"])
def test_an_unknown_id_is_refused(store: Store, unknown: str) -> None:
    name = store.keep_comparison(comparison())
    assert not name.startswith(unknown)
    with pytest.raises(InputError, match="no such run") as refused:
        store.find_comparison(unknown)
    assert refused.value.exit_code == 2
    assert "\n" not in str(refused.value)


def test_a_slip_in_an_id_is_met_with_the_nearest(store: Store) -> None:
    name = store.keep_comparison(comparison())
    with pytest.raises(InputError) as refused:
        store.find_comparison(name[:5] + name[6:])
    assert refused.value.nearest == (name,)


# -- damage -------------------------------------------------------------------------------------------------

TALLY = "k" * 64


@pytest.fixture
def full(store: Store, path: Path) -> Iterator[tuple[Store, sqlite3.Connection, str]]:
    """Give a store with one row in each table, a way to damage it, and the id of its answer."""
    store.keep_tally(TALLY, tally(months=2))
    name = store.keep_comparison(comparison())
    direct = sqlite3.connect(path, isolation_level=None)
    direct.execute("PRAGMA synchronous=OFF")
    yield store, direct, name
    direct.close()


def _readers(store: Store, name: str) -> dict[str, list[Callable[[], Any]]]:
    """Return all ways to read a row of each table."""
    return {
        "tallies": [lambda: store.find_tally(TALLY)],
        "comparisons": [lambda: store.find_comparison(name), store.comparisons],
    }


COLUMNS = {
    "tallies": ("axes", "data", "checksum", "created"),
    "comparisons": ("identity", "records", "checksum", "created"),
}


DAMAGES = 400  # of each table
FLIPS = 250  # in the file


def _damaged(data: bytes, luck: np.random.Generator) -> bytes:
    """Return data with a flipped bit or without its end."""
    return data[: luck.integers(len(data))] if luck.random() < 0.3 else _flipped(data, luck)


def _flipped(data: bytes, luck: np.random.Generator) -> bytes:
    damaged = bytearray(data)
    damaged[luck.integers(len(data))] ^= 1 << int(luck.integers(8))
    return bytes(damaged)


@pytest.mark.parametrize("table", COLUMNS)
def test_damage_in_any_column_is_a_store_error(full: tuple[Store, sqlite3.Connection, str], table: str) -> None:
    store, direct, name = full
    luck = np.random.default_rng(DAMAGES)
    for _ in range(DAMAGES):
        column = str(luck.choice(COLUMNS[table]))
        kind, whole = direct.execute(f"SELECT typeof({column}), CAST({column} AS BLOB) FROM {table}").fetchone()  # noqa: S608
        change = f"UPDATE {table} SET {column} = CAST(? AS {kind})"  # noqa: S608 - tables and columns of ours
        direct.execute(change, [_damaged(whole, luck)])
        for read in _readers(store, name)[table]:
            with pytest.raises(StoreError) as refused:
                read()
            assert refused.value.exit_code == 1
            assert "\n" not in str(refused.value)
        direct.execute(change, [whole])
    for read in _readers(store, name)[table]:
        assert read()


@pytest.mark.parametrize("value", [b"", "", "text", 17, 1.5])
@pytest.mark.parametrize(("table", "column"), [(table, column) for table in COLUMNS for column in COLUMNS[table]])
def test_a_value_of_another_type_is_damage_too(
    full: tuple[Store, sqlite3.Connection, str], table: str, column: str, value: object
) -> None:
    store, direct, name = full
    direct.execute(f"UPDATE {table} SET {column} = ?", [value])  # noqa: S608 - tables and columns of ours
    for read in _readers(store, name)[table]:
        with pytest.raises(StoreError, match=r"damaged|cannot be used"):
            read()


def test_a_row_under_another_key_is_not_believed(full: tuple[Store, sqlite3.Connection, str]) -> None:
    store, direct, name = full
    direct.execute("UPDATE tallies SET model_key = ?", ["other"])
    direct.execute("UPDATE comparisons SET id = ?", ["0ther"])
    assert store.find_tally(TALLY) is None
    with pytest.raises(InputError, match="no such run"):
        store.find_comparison(name)
    for read in (
        lambda: store.find_tally("other"),
        lambda: store.find_comparison("0"),
    ):
        with pytest.raises(StoreError, match="damaged"):
            read()


def test_damage_anywhere_in_the_file_never_gives_a_wrong_result(
    full: tuple[Store, sqlite3.Connection, str], path: Path, tmp_path: Path
) -> None:
    _, direct, name = full
    direct.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole, luck, noticed = path.read_bytes(), np.random.default_rng(FLIPS), 0
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
            return found is not None
    except (StoreError, InputError):
        return False


def test_a_run_with_other_quantities_is_not_read_as_ours(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as then:
        then.setattr(simulator.store, "Quantity", list(Quantity)[:-1])
        store.keep_tally("k", tally())
    with pytest.raises(StoreError, match="another version of leadsim"):
        store.find_tally("k")


# -- where it cannot be -------------------------------------------------------------------------------------


def _text_file(folder: Path) -> str:
    (folder / "notes.txt").write_text("not a database, and dear to somebody\n" * 100)
    return str(folder / "notes.txt")


def _under_a_file(folder: Path) -> str:
    return str(Path(_text_file(folder)) / "store.sqlite")


def _other_format(folder: Path) -> str:
    Store(str(folder / "store.sqlite")).close()
    direct = sqlite3.connect(folder / "store.sqlite")
    direct.execute("UPDATE schema_version SET version = 99")
    direct.commit()
    direct.close()
    return str(folder / "store.sqlite")


def _format_with_ledgers(folder: Path) -> str:
    """Return a store as it was when what runs cost was kept too."""
    Store(str(folder / "store.sqlite")).close()
    direct = sqlite3.connect(folder / "store.sqlite")
    direct.execute("UPDATE schema_version SET version = 2")
    direct.execute("CREATE TABLE ledgers (money_key TEXT PRIMARY KEY)")
    direct.commit()
    direct.close()
    return str(folder / "store.sqlite")


def _other_tables(folder: Path) -> str:
    direct = sqlite3.connect(folder / "other.sqlite")
    direct.execute("CREATE TABLE schema_version (name TEXT)")
    direct.commit()
    direct.close()
    return str(folder / "other.sqlite")


UNUSABLE: dict[str, tuple[Callable[[Path], str], str]] = {
    "a folder": (str, "unable to open database file"),
    "a text file": (_text_file, "file is not a database"),
    "a file where a folder should be": (_under_a_file, "cannot be made: "),
    "a missing folder": (lambda folder: f"sqlite:///{folder}/missing/store.sqlite", "unable to open database file"),
    "another format": (_other_format, "has format 99, and this leadsim reads format"),
    "a format of before": (_format_with_ledgers, "has format 2, and this leadsim reads format 3"),
    "another program's tables": (_other_tables, "no such column"),
    "an unknown database": (lambda folder: f"nosuch://{folder}/x", "cannot be used"),
    "a missing driver": (lambda _: "postgresql+nosuchdriver://reader@host/leadsim", "cannot be used"),
    "no address at all": (lambda _: "://", "not the address of a database"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_a_place_that_will_not_do_is_refused_in_one_message(case: str, tmp_path: Path) -> None:
    make, problem = UNUSABLE[case]
    location = make(tmp_path)
    with pytest.raises(StoreError) as refused:
        Store(location)
    message = str(refused.value)
    assert problem in message
    assert "\n" not in message
    assert location in message or "://" in location, "it says which place"
    assert refused.value.exit_code == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    for location in (tmp_path / "store.sqlite", tmp_path / "below" / "store.sqlite"):
        with pytest.raises(StoreError):
            Store(str(location))
    tmp_path.chmod(0o700)


def test_a_store_that_is_read_only_is_read_and_refuses_to_keep(path: Path, store: Store) -> None:
    store.keep_tally("k", tally())
    name = store.keep_comparison(comparison())
    with Store(f"sqlite:///file:{path}?mode=ro&uri=true") as fixed:
        assert same_tally(fixed.find_tally("k"), tally())
        assert fixed.find_comparison(name) == comparison()
        for keep in (lambda: fixed.keep_tally("l", tally()), lambda: fixed.keep_comparison(comparison(seed=2))):
            with pytest.raises(StoreError, match="readonly database") as refused:
                keep()
            assert "\n" not in str(refused.value)


def test_a_file_that_is_not_a_store_is_left_as_it_was(tmp_path: Path) -> None:
    location = Path(_text_file(tmp_path))
    before = location.read_bytes()
    with pytest.raises(StoreError):
        Store(str(location))
    assert location.read_bytes() == before


@pytest.mark.parametrize("location", ["postgresql+nosuchdriver://reader:hunter2@host/leadsim", "pg://r:hunter2@[:/x"])
def test_no_message_shows_a_password(location: str) -> None:
    with pytest.raises(StoreError) as refused:
        Store(location)
    assert "hunter2" not in str(refused.value)


def test_the_place_is_named_by_the_environment_or_in_the_users_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADSIM_STORE", "/somewhere/x.sqlite")
    assert default_location() == "/somewhere/x.sqlite"
    monkeypatch.delenv("LEADSIM_STORE")
    assert Path(default_location()).is_absolute()
    assert Path(default_location()).name == "leadsim.sqlite"


def test_an_address_works_like_a_path(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with Store(f"sqlite:///{path}") as store:
        store.keep_tally("k", tally())
        assert store.location == f"sqlite:///{path}"
    with Store(str(path)) as again:
        assert same_tally(again.find_tally("k"), tally())


# -- several at once ----------------------------------------------------------------------------------------

WRITERS, OPENINGS, ROUNDS, SHARED, OWN = 4, 60, 4, 4, 2

WRITER = """
import sys
from simulator.store import Store
from tests.report.samples import comparison
from tests.test_store import OWN, SHARED, tally

def keep(store, me):
    for key in [*(f"both-{i}" for i in range(SHARED)), *(f"{me}-{i}" for i in range(OWN))]:
        store.keep_tally(key, tally(seed=len(key), months=1))
    store.keep_comparison(comparison())
    store.keep_comparison(comparison(seed=int(me)))

print("ready", flush=True)
for line in sys.stdin:
    what, location, me = line.split()
    with Store(location) as store:
        if what == "keep":
            keep(store, me)
    print("done", flush=True)
"""


class Writers:
    """Processes that do the same at the same moment; whoever fails ends, and says why on stderr."""

    def __init__(self) -> None:
        command, root = [sys.executable, "-c", WRITER], Path(__file__).parents[1]
        self._processes = [
            subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True, cwd=root) for _ in range(WRITERS)
        ]
        self._hear("ready\n")

    def do(self, what: str, path: Path) -> None:
        for me, process in enumerate(self._processes):
            assert process.stdin is not None
            process.stdin.write(f"{what} {path} {me}\n")
            process.stdin.flush()
        self._hear("done\n")

    def _hear(self, wanted: str) -> None:
        heard = [process.stdout.readline() for process in self._processes if process.stdout is not None]
        assert heard == [wanted] * WRITERS, self.close()

    def close(self) -> list[str]:
        """End, and return what was said on stderr."""
        return [process.communicate()[1] for process in self._processes]


def test_processes_that_write_the_same_and_other_runs_lose_nothing(tmp_path: Path) -> None:
    writers = Writers()
    for turn in range(OPENINGS):
        writers.do("open", tmp_path / f"new-{turn}.sqlite")
    for turn in range(ROUNDS):
        writers.do("keep", tmp_path / f"{turn}.sqlite")
    assert writers.close() == [""] * WRITERS
    keys = [f"both-{i}" for i in range(SHARED)] + [f"{me}-{i}" for me in range(WRITERS) for i in range(OWN)]
    for turn in range(ROUNDS):
        _holds_exactly(tmp_path / f"{turn}.sqlite", keys, [comparison(), *(comparison(seed=i) for i in range(WRITERS))])


def _holds_exactly(path: Path, keys: list[str], answers: list[Comparison]) -> None:
    with Store(str(path)) as store:
        for key in keys:
            assert same_tally(store.find_tally(key), tally(seed=len(key), months=1))
        assert {name for name, _, _ in store.comparisons()} == {store.keep_comparison(answer) for answer in answers}
    assert [rows(path, table) for table in ("tallies", "comparisons")] == [len(keys), len(answers)]
