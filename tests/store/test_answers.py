"""Answers come back to the last digit, newest first, and are found by the beginning of their id."""

from __future__ import annotations

import pytest

import simulator.store.rows
from simulator.errors import InputError
from simulator.store import Lives, Store
from simulator.store.overview import nets_of
from tests.report.samples import comparison, counted, nets, record
from tests.store.samples import directly, rows


def test_answers_come_back_to_the_last_digit(store: Store) -> None:
    odd = comparison(
        record([0.1 + 0.2], payer="county", line="jail bed", rung="avoided", fiscal_year=2027),
        counted([1e-300, -5e-324, 1e150], group="Māori \0 \ud800 ﷽", reason="=timing", route=None),
        fiscal_years=(2027,),
    )
    name = store.keep_comparison(odd)
    assert len(name) == 12
    assert store.find_comparison(name) == odd
    assert store.find_comparison(name).as_dict() == odd.as_dict()
    ((listed, _, identity),) = store.comparisons()
    assert (listed, identity) == (name, odd.identity)


def test_an_answer_is_kept_once(store: Store, location: str) -> None:
    assert len({store.keep_comparison(comparison()) for _ in range(3)}) == 1
    assert rows(location, "comparisons") == [1]


def test_the_newest_answer_comes_first_also_when_it_is_asked_for_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = iter(f"2027-01-01T00:00:0{i}.000+00:00" for i in range(9))
    monkeypatch.setattr(simulator.store.rows, "_now", lambda: next(moments))
    answers = [comparison(seed=i) for i in range(4)]
    names = [store.keep_comparison(answer) for answer in answers]
    assert [name for name, _, _ in store.comparisons()] == names[::-1]
    store.keep_comparison(answers[1])
    assert [name for name, _, _ in store.comparisons()] == [names[i] for i in (1, 3, 2, 0)]
    assert [when[17:19] for _, when, _ in store.comparisons()] == ["04", "03", "02", "00"]


def test_answers_of_one_moment_are_in_the_order_of_their_ids(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulator.store.rows, "_now", lambda: "2027-01-01T00:00:00.000+00:00")
    names = [store.keep_comparison(comparison(seed=i)) for i in range(5)]
    assert names != sorted(names)
    assert [name for name, _, _ in store.comparisons()] == sorted(names)


def test_any_difference_in_what_was_asked_or_found_is_another_answer(store: Store) -> None:
    different = [
        comparison(), comparison(seed=2), comparison(money="nominal"), comparison(record([1.0])),
        comparison(record([1.0 + 2**-52])),
    ]  # fmt: skip
    assert len({store.keep_comparison(answer) for answer in different}) == len(different)


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


# -- what a list says of them -------------------------------------------------------------------------------


def test_a_list_says_the_headline_net_of_each_scenario(store: Store) -> None:
    several = comparison(
        *nets([5.0, 6.0, 10.0]), record([1.0, 1.0, 1.0], line="jail bed"), record([2.0, 2.0, 2.0], fiscal_year=2027),
        record([3.0, 3.0, 3.0], payer="city"), *nets([-1.0, -2.0, -3.0], scenario="town/more"),
        scenarios=("town/more", "town/pilot", "town/none-of-it"),
    )  # fmt: skip
    store.keep_comparison(several)
    (listed,) = store.answers()
    assert listed.identity == several.identity
    assert listed.nets == nets_of(several)
    assert [(net.scenario, net.payer, net.difference.mean) for net in listed.nets] == [
        ("town/more", "all", -2.0), ("town/pilot", "all", 7.0),
    ]  # fmt: skip


def test_the_headline_is_of_taxpayers_where_others_pay_too(store: Store) -> None:
    both = [*nets([5.0, 6.0, 7.0]), *nets([5.0, 6.0, 7.0], payer="taxpayers")]
    assert [net.payer for net in nets_of(comparison(*both))] == ["all"], "nobody else pays"
    private = [*nets([5.0, 6.0, 7.0]), *nets([4.0, 5.0, 6.0], payer="taxpayers")]
    (net,) = nets_of(comparison(*private))
    assert (net.payer, net.difference.mean) == ("taxpayers", 5.0)


def test_a_list_reads_no_numbers_of_answers(store: Store, location: str) -> None:
    for seed in range(3):
        store.keep_comparison(comparison(seed=seed))
    with directly(location) as direct:
        direct.exec_driver_sql("DELETE FROM comparisons")
    assert len(store.answers()) == len(store.comparisons()) == 3


# -- lives --------------------------------------------------------------------------------------------------


def test_lives_come_back_under_their_name_and_are_replaced(store: Store, location: str) -> None:
    assert store.find_lives("l" * 12) is None
    for lives in ({"typical": {"net": 0.1 + 0.2}}, {"loss": {"net": -5e-324, "who": "Māori ﷽"}}):
        with store.connection() as connection:
            store.add_lives(connection, Lives("l" * 12, lives))
            connection.commit()
        assert store.find_lives("l" * 12) == lives
    assert rows(location, "lives") == [1]
