"""The format of a store: kept, brought up to date in one step, or refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

import simulator.store.formats
from simulator.errors import StoreError
from simulator.store import Store
from simulator.store.jobs import Jobs
from simulator.store.tables import FORMAT
from tests.store.samples import directly, rows, same_tally, tally

OLD_RUNS = {3: "tallies", 4: "runs", 5: "runs"}  # the tables that runs were kept in, by format
TABLES = {"schema_version", "runs", "answers", "comparisons", "lives", "jobs"}
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
    assert tables(location) == TABLES


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
            assert store.find_comparison("919f").identity.inputs == {}, "what it does not say is not known"
            assert [[net.payer for net in each.nets] for each in store.answers()] == [["all"], ["all"]]
            store.keep_tally("l", tally())
            assert same_tally(store.find_tally("l"), tally())
    assert (version(before), tables(before)) == (FORMAT, TABLES)


@pytest.mark.parametrize("older", [3, 4], indirect=True)
def test_runs_of_an_earlier_model_are_let_go(before: str) -> None:
    with Store(before) as store:
        assert store.find_tally("k" * 64) is None
        assert store.size().runs == {}


@pytest.mark.parametrize("older", [5], indirect=True)
def test_runs_and_the_queue_of_the_last_format_stay(before: str) -> None:
    with Store(before) as store:
        assert sum(store.size().runs.values()) == 1
        (waiting,) = Jobs(store).open()
        assert (waiting.number, list(waiting.watchers)) == (1, ["ana"])


@pytest.mark.parametrize("older", [5], indirect=True)
def test_a_store_from_before_there_was_a_queue_gets_one(before: str) -> None:
    with directly(before) as direct:
        direct.exec_driver_sql("DROP TABLE jobs")
    with Store(before) as store:
        assert Jobs(store).newest() == []
        assert len(store.answers()) == 2


@pytest.mark.parametrize("older", [5], indirect=True)
def test_a_damaged_answer_is_not_taken_over_as_if_it_were_whole(before: str) -> None:
    with directly(before) as direct:
        direct.exec_driver_sql("UPDATE comparisons SET identity = '{}' WHERE id = '919f76c8c7de'")
    with pytest.raises(StoreError, match="damaged"):
        Store(before)
    assert version(before) == 5
    assert rows(before, "runs", "comparisons", "jobs") == [1, 2, 1]


def test_a_step_to_a_new_format_is_taken_whole_or_not_at_all(
    before: str, older: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(connection: sa.Connection, found: int, location: str) -> None:
        whole(connection, found, location)
        raise KeyboardInterrupt

    whole = simulator.store.formats.bring_up_to_date
    there = tables(before)
    with monkeypatch.context() as patched:
        patched.setattr(simulator.store.formats, "bring_up_to_date", torn)
        with pytest.raises(KeyboardInterrupt):
            Store(before)
    assert version(before) == older
    assert tables(before) == there
    assert rows(before, OLD_RUNS[older], "comparisons") == [1, 2]
    with Store(before) as store:
        assert len(store.comparisons()) == 2


@pytest.mark.parametrize(
    ("older", "keeping", "said"),
    [
        (3, "INSERT INTO tallies VALUES ('k', '', '', '', '')", "tallies"),
        (
            5,
            "INSERT INTO comparisons (id, identity, records, checksum, created) VALUES ('k', '', '', '', '')",
            "identity",
        ),
    ],
    indirect=["older"],
)
def test_an_older_leadsim_that_is_still_running_is_told_that_it_keeps_nothing(
    before: str, keeping: str, said: str
) -> None:
    with directly(before) as running:
        Store(before).close()
        with pytest.raises(sa.exc.DBAPIError, match=said):  # its own StoreError, not a result lost in silence
            running.exec_driver_sql(keeping)
