"""What moves a case farthest: read from records as the command keeps them, and said with the sign of the net."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.experiment.sensitivity_runs import Stake
from simulator.report.case import tornado_words as told
from simulator.report.case.amounts import told as amount
from simulator.report.case.rests_on import with_a_range
from simulator.report.case.tornado import Tornado, tornado
from simulator.report.case.tornado_bars import bar_of, placed, reach, scale_head
from simulator.report.case.view import View
from simulator.store.beside import Further
from tests.report.case.cases import with_net
from tests.report.case.known import BASE, JAIL_DAY, SERVICES, SHARE, moved, noise, stays, tornado_of, turns

GAIN = (4e6, 6e6, 5e6)


def read(view: View, *further: Further) -> Tornado:
    found = tornado(replace(view, further={"tornado": list(further)}))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def found(view: View) -> Tornado:
    return read(view, tornado_of(view, stays(view), turns(view), noise(view)))


def test_records_are_read_as_the_effects_that_they_were_made_of(view: View, found: Tornado) -> None:
    assert [each.path for each in found.swings] == [JAIL_DAY, SHARE, SERVICES], "the widest swing comes first"
    first, (effect, *_) = found.swings[0], turns(view)
    assert (found.net, first.base, first.low, first.high) == (effect.base.net, effect.base.net, -9e6, 2e6)
    assert first.values == (("", effect.base.value, effect.low.value, effect.high.value),)
    assert (first.swing, first.error) == (pytest.approx(effect.swing), pytest.approx(effect.error))
    assert (first.name, first.unit, first.grade) == ("Jail day", "dollars per day (2022)", "published, one study")
    assert [each.apart for each in found.swings] == [True, True, False]
    (even,) = first.evens
    assert even.low < even.value < even.high and even.said.startswith("saves above 236 (")
    assert found.swings[1].even == "no value in its range changes the sign"
    assert found.swings[2].even == "neither end of its range changes the sign"


def test_what_turns_the_answer_is_named_with_where(view: View, found: Tornado) -> None:
    assert told.title(view, found) == "“Jail day” can turn this loss into a saving by itself"
    line = told.line(view, found)
    assert "by itself: saves above 236 (219 to 252)." in line
    assert "“Jail day” moves it farthest: −$9.0M at 182 and +$2.0M at 263 dollars per day (2022)" in line
    assert f"(swing $11.0M ±{amount(found.swings[0].error or 0.0, signed=False)}, 3 draws)" in line


def test_of_two_that_turn_it_each_is_named_with_where(view: View) -> None:
    price, crossings, *_ = turns(view)
    share = moved(view, SHARE, (-7e6, -7e6, -6e6), (1e6, 2e6, 1e6))
    line = told.line(view, read(view, tornado_of(view, (price, crossings, True, True), (share, crossings, True, True))))
    assert "can turn this loss into a saving by themselves, one at a time: “Jail day” saves above 236" in line
    assert "; “Share of a jail day's cost that varies at once” saves above 0.1" in line


def test_where_nothing_turns_it_that_is_said_and_it_turns_round_with_the_sign(view: View) -> None:
    loss = read(view, tornado_of(view, stays(view), noise(view)))
    assert told.title(view, loss) == "No single input of 2 turns this loss into a saving at any value that was tried"
    saved = with_net(view, GAIN)
    gain = read(view, tornado_of(view, (moved(view, SHARE, (3e6, 5e6, 4e6), (5e6, 7e6, 6e6), GAIN), (), True, True)))
    assert told.title(saved, gain) == "No single input of 1 turns this saving into a loss at any value that was tried"


def test_what_turns_it_by_noise_alone_is_no_finding(view: View) -> None:
    effect, crossings, _, full = turns(view)
    found = read(view, tornado_of(view, (effect, crossings, False, full), stays(view)))
    assert told.title(view, found) == "No single input can be told to turn this loss into a saving"
    assert not found.turning and [each.path for each in found.shown] == [SHARE]


def test_where_all_is_noise_nothing_is_claimed_and_nothing_drawn(view: View) -> None:
    found = read(view, tornado_of(view, noise(view)))
    assert told.title(view, found) == "No input's effect can be told from noise at 3 draws"
    assert "farthest" not in told.line(view, found) and not found.shown


def test_inputs_that_were_not_moved_are_counted(view: View, found: Tornado) -> None:
    assert found.inputs == with_a_range(view) > 100
    assert f"Only 3 of {found.inputs} inputs were moved." in told.line(view, found)
    whole = replace(found, inputs=3)
    assert "were moved" not in told.line(view, whole) and "3 inputs were moved" in " ".join(told.notes(view, whole))


def test_a_share_of_a_whole_is_told_by_the_category_that_was_set(view: View) -> None:
    mix = "police.offense_mix"
    one = moved(view, mix, (-7e6, -7e6, -7e6), (-3e6, -3e6, -3e6), category="drug_possession")
    found = read(view, tornado_of(view, (one, (), True, True)))
    (swing,) = found.swings
    assert swing.path == f"{mix}.drug_possession" and swing.name.endswith(": drug possession")
    assert isinstance(one.low.value, dict)
    assert swing.values[0][2] == one.low.value["drug_possession"]
    rates = "competency.raised"
    several = read(view, tornado_of(view, (moved(view, rates, BASE, BASE), (), True, True))).swings[0]
    assert [name for name, *_ in several.values] == ["felony", "misdemeanor"]
    assert "felony 0." in several.value(high=True) and ", misdemeanor 0." in several.value(high=True)


def test_the_net_it_starts_from_is_said_beside_the_case_s_own(view: View) -> None:
    kept = tornado_of(view, turns(view))
    assert "this case has" not in " ".join(told.notes(view, read(view, kept)))
    more = replace(kept, identity=replace(kept.identity, draws=10))
    said = " ".join(told.notes(view, read(view, more)))
    assert f"−$5.0M at 10 draws; this case has {amount(view.net.difference.mean)} at 3 draws" in said


def test_a_loss_that_only_other_draws_show_is_not_called_this_one(view: View) -> None:
    found, saved = read(view, tornado_of(view, stays(view))), with_net(view, GAIN)
    assert told.title(saved, found).startswith("No single input of 1 turns the loss that 3 draws show into a saving")


def test_of_another_net_it_is_said_whose(view: View) -> None:
    other = read(view, tornado_of(view, stays(view), stake=Stake("county", "cashable")))
    line = told.line(view, other)
    assert "Not the net of this case, but the net of King County, cash saved less cash paid." in line
    assert line.startswith("No single input of 1 turns the loss of King County into a saving")
    own = read(view, tornado_of(view, stays(view), stake=Stake("county", "cashable")), tornado_of(view, turns(view)))
    assert own.known.payer == "all" and "Not the net" not in told.line(view, own)


def test_the_newest_counts_but_not_before_one_that_moved_more(view: View) -> None:
    few, many = tornado_of(view, turns(view)), tornado_of(view, turns(view), stays(view))
    assert len(read(view, few, many).swings) == 2
    newer, older = replace(many, id="newer"), replace(many, id="older")
    assert read(view, newer, older).known.id == "newer"


# -- where the bars lie ---------------------------------------------------------------------------------------


def test_a_bar_reaches_from_the_lowest_net_to_the_highest_with_both_values_at_its_ends(found: Tornado) -> None:
    bar = bar_of(found.swings[0])
    assert (bar.low, bar.base, bar.high, bar.between) == (-9e6, -5e6, 2e6, 0.0)
    assert (bar.left, bar.right) == ("182: −$9.0M", "263: +$2.0M")
    assert bar_of(found.swings[1]).between == -4e6


def test_both_ends_below_the_base_are_named_on_the_same_side(view: View) -> None:
    bent = read(view, tornado_of(view, (moved(view, SHARE, (-7e6,) * 3, (-6e6,) * 3), (), True, True))).swings[0]
    bar = bar_of(bent)
    assert (bar.low, bar.high) == (-7e6, -5e6) and bar.right == ""
    assert bar.left == "0.0546: −$7.0M; 0.203: −$6.0M"


def test_zero_is_always_in_the_picture_and_places_are_in_proportion(view: View, found: Tornado) -> None:
    lost = read(view, tornado_of(view, stays(view)))
    assert reach(lost) == (-6e6, 0.0) and scale_head(lost).startswith("From −$6.0M to $0")
    for each in found.shown:
        at, bar = placed(found, each), bar_of(each)
        assert 0.0 < at.low <= at.base < 100.0 and 0.0 < at.zero < 100.0
        assert at.worse / (at.worse + at.better) == pytest.approx((bar.base - bar.low) / (bar.high - bar.low), abs=0.01)
        assert (at.zero - at.base) / at.worse == pytest.approx(5e6 / (bar.base - bar.low), rel=0.01)
