"""The format of a store: kept, brought up to date in one step, or refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

import simulator.store.tables
from simulator.errors import StoreError
from simulator.store import Store
from simulator.store.tables import FORMAT
from tests.store.samples import directly, rows, same_tally, tally

OLD_RUNS = {3: "tallies", 4: "runs"}  # the tables that runs were kept in, by format
ANSWERS = {"919f76c8c7de": 20270101, "114819b4a487": 2}  # by id, with the seeds that were asked with


def tables(location: str) -> set[str]:
    with directly(location) as connection:
        return set(sa.inspect(connection).get_table_names())


def version(location: str) -> int:
    with directly(location) as connection:
        return int(connection.exec_driver_sql("SELECT version FROM schema_version").scalar_one())


@pytest.fixture(params=OLD_RUNS)
def older(request: pytest.FixtureRequest) -> int:
    """Give each format that is brought up to date."""
    return int(request.param)


@pytest.fixture
def before(location: str, older: int) -> str:
    """Give a store of an older format."""
    script = Path(__file__).with_name(f"format_{older}.sql").read_text(encoding="utf-8")
    if "://" in location:
        script = re.sub(r"X'([0-9A-F]*)'", r"'\\x\1'", script).replace("BLOB", "BYTEA")
    else:
        Path(location).parent.mkdir(parents=True)
    with directly(location) as connection:
        for statement in script.partition("BEGIN TRANSACTION;")[2].rpartition("COMMIT;")[0].split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    assert rows(location, OLD_RUNS[older], "comparisons") == [1, 2]
    return location


def test_a_new_store_says_its_format(store: Store, location: str) -> None:
    assert version(location) == FORMAT
    assert tables(location) == {"schema_version", "runs", "comparisons", "jobs"}


@pytest.mark.parametrize("other", [2, FORMAT + 1, 99, 0])
def test_another_format_is_refused_and_left_as_it_is(store: Store, location: str, other: int) -> None:
    store.keep_tally("k", tally())
    with directly(location) as connection:
        connection.execute(sa.text("UPDATE schema_version SET version = :other"), {"other": other})
    with pytest.raises(StoreError) as refused:
        Store(location)
    assert f"has format {other}, and this leadsim reads format {FORMAT}; name another place" in str(refused.value)
    assert (version(location), rows(location, "runs")) == (other, [1])


def test_answers_of_the_format_before_are_still_there(before: str) -> None:
    for _ in range(2):
        with Store(before) as store:
            assert {name: identity.seed for name, _, identity in store.comparisons()} == ANSWERS
            assert [when for _, when, _ in store.comparisons()] == [
                "2026-11-03T09:00:00.000+00:00", "2026-11-02T09:00:00.000+00:00",
            ]  # fmt: skip
            assert [r.baseline_mean for r in store.find_comparison("919f").records] == [10.0, 10.0]
            assert store.find_tally("k" * 64) is None, "runs of an earlier model answer nothing"
            store.keep_tally("l", tally())
            assert same_tally(store.find_tally("l"), tally())
    assert (version(before), tables(before)) == (FORMAT, {"schema_version", "runs", "comparisons", "jobs"})


def test_a_step_to_a_new_format_is_taken_whole_or_not_at_all(
    before: str, older: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(connection: sa.Connection, table: str) -> None:
        whole(connection, table)
        raise KeyboardInterrupt

    whole = simulator.store.tables._let_go_of_runs
    with monkeypatch.context() as patched:
        patched.setattr(simulator.store.tables, "_let_go_of_runs", torn)
        with pytest.raises(KeyboardInterrupt):
            Store(before)
    assert version(before) == older
    assert tables(before) == {"schema_version", OLD_RUNS[older], "comparisons"}
    assert rows(before, OLD_RUNS[older], "comparisons") == [1, 2]
    with Store(before) as store:
        assert len(store.comparisons()) == 2


@pytest.mark.parametrize("older", [3], indirect=True)
def test_an_older_leadsim_that_is_still_running_is_told_that_it_keeps_nothing(before: str) -> None:
    with directly(before) as running:
        Store(before).close()
        with pytest.raises(sa.exc.DBAPIError, match="tallies"):  # its own StoreError, not a run lost in silence
            running.exec_driver_sql("INSERT INTO tallies VALUES ('k', '', '', '', '')")
