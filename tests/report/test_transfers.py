"""Which share of another's saving a payer would need, in words."""

from __future__ import annotations

from simulator.report.transfers import Transfer, sentence, transfer_table, transfers
from simulator.results import Comparison, Record
from tests.report.samples import comparison, number, printed, read, record

NAME = "town/pilot"


def needed(
    payer: str, giver: str, never: float, nothing: float = 0.0, loses: float = 0.0, **shares: float
) -> list[Record]:
    keys = {"payer": payer, "line": giver, "rung": "cash_net", "draws": 50}
    found = [number(f"transfer_share_{name}", share, unit="share", **keys) for name, share in shares.items()]
    others = {"never": never, "nothing_saved": nothing, "giver_loses": loses}
    return [*(number(f"transfer_{name}", value, **keys) for name, value in others.items()), *found]


def of(*records: Record) -> Transfer:
    [found] = transfers(comparison(*records), NAME)
    return found


def test_a_share_its_range_and_where_it_fails() -> None:
    found = of(*needed("city", "county", 0.06, 0.0, 0.5, low=0.1, median=0.256, high=0.9))
    assert (found.amount, found.span, found.failing, found.also_loses) == (
        "26 %", "10 % to 90 %", "none in 3 of 50", "county then loses in 25 of 50",
    )  # fmt: skip
    assert sentence(found, "the county", "the city") == (
        "26 % of what the county saves in cash would make the city even in the middle future; in 3 of 50 futures no "
        "share up to 100 % would."
    )
    sure = of(*needed("city", "county", 0.0, low=0.25, median=0.25, high=0.25))
    assert (sure.span, sure.failing, sure.also_loses) == ("", "", "")
    assert sentence(sure, "the county", "the city").endswith("would make the city even in the middle future.")


def test_no_share_may_be_enough() -> None:
    found = of(*needed("city", "county", 1.0, 0.1))
    assert (found.amount, found.span, found.failing) == ("none up to 100 %", "", "in 50 of 50")
    assert sentence(found, "the county", "the city") == (
        "In all 50 futures no share up to 100 % of what the county saves in cash would make the city even."
    )
    some = of(*needed("city", "county", 0.6, low=0.2))
    assert (some.amount, some.span, some.failing) == ("none up to 100 %", "20 % to none", "in 30 of 50")


def test_there_may_be_nothing_to_share() -> None:
    found = of(*needed("city", "county", 1.0, 0.8))
    assert (found.amount, found.failing) == ("nothing to share", "in 40 of 50")
    assert sentence(found, "the county", "the city") == "The county saves no cash to share in 40 of 50 futures."


def cash(*payers: str) -> list[Record]:
    return [record([-1.0, -2.0, -3.0], rung="cash_net", payer=payer) for payer in payers]


def test_who_would_need_it_stands_left_and_who_gives_it_above_in_the_order_of_the_place() -> None:
    made = comparison(
        *cash("city", "county", "state"), *needed("city", "state", 1.0), *needed("state", "county", 0.0, median=0.5),
        *needed("state", "city", 1.0, 1.0),
    )  # fmt: skip
    sheet = transfer_table(made, NAME)
    assert sheet is not None
    assert [column.heading for column in sheet.columns] == ["", "of city’s", "of county’s", "of state’s"]
    rows = read(sheet)
    assert rows["city would need"] == {
        "of city’s": "",
        "of county’s": "",
        "of state’s": "none up to 100 %\nin 50 of 50",
    }
    assert rows["state would need"]["of county’s"] == "50 %"
    assert rows["state would need"]["of city’s"] == "nothing to share\nin 50 of 50"
    assert "priced on this answer, not simulated" in " ".join(printed([sheet]).split())


def test_where_nobody_loses_there_is_no_table() -> None:
    assert transfer_table(comparison(*cash("city")), NAME) is None


def test_real_answers_say_it_of_each_payer_who_loses(answer: Comparison) -> None:
    for name in answer.identity.scenarios:
        nets = {r.payer: r.difference.mean for r in answer.records if r.rung == "cash_net" and r.measure == "dollars"
                and r.scenario == name and r.fiscal_year == "all"}  # fmt: skip
        assert all(nets[each.payer] < 0.0 for each in transfers(answer, name))
