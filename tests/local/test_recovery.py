"""The truth of made-up bookings is found again, in intervals that hold it as often as they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.local.facts import facts_of
from simulator.local.fitted import LocalFit
from simulator.local.reading import CLASSES, NO_CLASS
from simulator.local.synthetic import LONG_SHARE, MIX, Truth, make_bookings
from simulator.local.tidying import BACKWARD, DUPLICATE, LOST, MERGED
from tests.local.mess import LAST, MESSY, SMALL, Mess, clean, fit_text, messy

SEEDS = range(10)
CLEAN_MAP = {
    "window": {"from": "2022-01-01", "until": LAST}, "time_zone": "America/Los_Angeles", "exit_rate": SMALL.exit_rate,
}  # fmt: skip
WITHIN = 1.645


def scores(fit: LocalFit, truth: Truth) -> dict[str, float]:
    """Return how many standard errors every estimate is from the truth."""
    found, stays = fit.rebooking, fit.stay_fit
    assert found is not None
    assert stays is not None
    logs = np.log([found.pool, found.arrivals, found.rate, found.shape])
    true = np.log([truth.pool, truth.arrivals, truth.rate, truth.shape])
    people = (logs - true) / np.sqrt(np.diag(found.covariance))
    parts = np.array([stays.short_median, stays.short_sigma, stays.long_median, stays.long_sigma, *stays.long_share])
    shares = [truth.long_share[CLASSES[code]] for code in stays.classes]
    true = np.array([truth.short_median, truth.short_sigma, truth.long_median, truth.long_sigma, *shares])
    mix = (fit.mix.value - [truth.mix[name] for name in CLASSES]) / fit.mix.error
    names = ["pool", "arrivals", "rate", "shape", "short", "short sigma", "long", "long sigma"]
    names += [f"long share {CLASSES[code]}" for code in stays.classes] + [f"mix {name}" for name in CLASSES]
    return dict(zip(names, [*people, *((parts - true) / stays.errors), *mix], strict=True))


@pytest.fixture(scope="module")
def fits(tmp_path_factory: pytest.TempPathFactory) -> list[LocalFit]:
    folder = tmp_path_factory.mktemp("clean")
    return [fit_text(clean(SMALL, seed), folder, CLEAN_MAP) for seed in SEEDS]


@pytest.fixture(scope="module")
def messes() -> list[Mess]:
    return [messy(SMALL, seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def messy_fits(messes: list[Mess], tmp_path_factory: pytest.TempPathFactory) -> list[LocalFit]:
    folder = tmp_path_factory.mktemp("messy")
    return [fit_text(each.text, folder, {**MESSY, "exit_rate": SMALL.exit_rate}) for each in messes]


def test_intervals_hold_the_truth_as_often_as_they_say(fits: list[LocalFit]) -> None:
    table = np.array([list(scores(fit, SMALL).values()) for fit in fits])
    share = (np.abs(table) < WITHIN).mean()
    # 10 seeds x 22 numbers, some of them tied: two standard errors of a share of 0.9 are about 0.05.
    assert 0.84 <= share <= 0.97, share
    assert np.abs(table).max() < 4.0
    # No estimate leans to one side: the mean of 10 scores has a standard error of about 0.32.
    assert np.abs(table.mean(axis=0)).max() < 1.0


def test_errors_are_neither_too_small_nor_too_large(fits: list[LocalFit]) -> None:
    table = np.array([list(scores(fit, SMALL).values()) for fit in fits])
    assert 0.75 < np.sqrt((table**2).mean()) < 1.2


def test_the_truth_is_found_under_the_mess(messy_fits: list[LocalFit]) -> None:
    table = np.array([list(scores(fit, SMALL).values()) for fit in messy_fits])
    share = (np.abs(table) < WITHIN).mean()
    assert 0.84 <= share <= 0.98, share
    assert np.abs(table.mean(axis=0)).max() < 1.1


def test_every_row_of_the_mess_is_counted(messes: list[Mess], messy_fits: list[LocalFit]) -> None:
    for mess, fit in zip(messes, messy_fits, strict=True):
        dropped, changed = fit.stays.dropped, fit.stays.changed
        assert mess.duplicates <= dropped[DUPLICATE] <= mess.duplicates + 2
        assert dropped[BACKWARD] == mess.backward
        assert dropped["no person key"] == mess.no_key
        assert dropped["no booking time, or one that cannot be read"] == mess.no_time
        assert dropped["left out by the map"] == mess.traffic
        # A few made-up stays touch one another without any mess, or outlast what is taken for lost.
        assert mess.split <= changed[MERGED] <= mess.split + 8
        assert mess.lost - 3 <= changed[LOST] <= mess.lost + 8
        assert changed[NO_CLASS] == 0
        kept = fit.stays.bookings + changed[MERGED]
        assert kept + sum(dropped.values()) == fit.stays.read


def test_the_mess_moves_estimates_by_less_than_their_errors(fits: list[LocalFit], messy_fits: list[LocalFit]) -> None:
    for plain, mess in zip(fits, messy_fits, strict=True):
        assert plain.rebooking is not None
        assert mess.rebooking is not None
        apart = np.log([mess.rebooking.rate / plain.rebooking.rate, mess.rebooking.shape / plain.rebooking.shape])
        assert np.all(np.abs(apart) < np.sqrt(np.diag(plain.rebooking.covariance))[2:])


def test_what_the_fit_implies_looks_like_what_is_observed(fits: list[LocalFit]) -> None:
    fit = fits[0]
    assert fit.implied is not None
    assert fit.weibull is not None
    assert fit.implied.weibull is not None
    assert abs(fit.implied.concentration - fit.concentration.value) < 0.03
    assert abs(fit.implied.weibull - fit.weibull.value) < 0.08
    assert fit.weibull.value < 0.9  # a falling hazard, out of nothing but unequal people
    assert np.nanmax(np.abs(fit.implied.rebooked - fit.not_rebooked)) < 0.05


def test_the_arrest_rate_undoes_what_bookings_leave_out(fits: list[LocalFit]) -> None:
    fact = facts_of(fits[0])["police.arrest_rate"]
    found = fits[0].rebooking
    assert found is not None
    # Misdemeanors are booked at 0.8 and felonies at 0.95, spells leave 0.75, and 0.88 of bookings are no warrants.
    felony = (MIX["low_level_sale"] + MIX["other_felony"]) / (1 - MIX["warrant"])
    arrests_per_booking = felony / 0.95 + (1 - felony) / 0.8
    assert fact["value"] == pytest.approx(found.rate * 0.88 * arrests_per_booking / 0.75, rel=0.02)


def test_exits_that_are_left_out_would_make_people_look_less_active(tmp_path: Path) -> None:
    text = clean(Truth(pool=3_000, exit_rate=0.4, years=SMALL.years), 3)
    right = fit_text(text, tmp_path, {**CLEAN_MAP, "exit_rate": 0.4}).rebooking
    wrong = fit_text(text, tmp_path, {**CLEAN_MAP, "exit_rate": 0.0}).rebooking
    assert right is not None
    assert wrong is not None
    assert abs(np.log(right.rate / 0.9)) < 3 * np.sqrt(right.covariance[2, 2])
    assert wrong.rate < 0.85 * right.rate


def test_not_knowing_who_left_is_part_of_the_error(fits: list[LocalFit], tmp_path: Path) -> None:
    unknown = fit_text(clean(SMALL, SEEDS[0]), tmp_path, {**CLEAN_MAP, "exit_rate": None}).rebooking
    known = fits[0].rebooking
    assert unknown is not None
    assert known is not None
    assert unknown.exit_rate == pytest.approx(SMALL.exit_rate)
    assert unknown.rate == pytest.approx(known.rate, rel=1e-6)
    low, high = (
        fit_text(clean(SMALL, SEEDS[0]), tmp_path, {**CLEAN_MAP, "exit_rate": SMALL.exit_rate + by}).rebooking
        for by in (
            -0.0388,
            0.0388,
        )  # from the shipped ranges: 0.105 of leaving, 0.072 of giving up, 0.0065 of death
    )
    assert low is not None
    assert high is not None
    moved = (
        np.log([high.pool / low.pool, high.arrivals / low.arrivals, high.rate / low.rate, high.shape / low.shape]) / 2
    )
    expected = np.sqrt(np.diag(known.covariance) + moved**2)
    assert np.sqrt(np.diag(unknown.covariance)) == pytest.approx(expected, rel=0.01)


def test_the_same_seed_makes_the_same_bookings() -> None:
    first, second, other = (make_bookings(SMALL, seed) for seed in (7, 7, 8))
    assert np.array_equal(first.booked, second.booked)
    assert not np.array_equal(first.booked[:50], other.booked[:50])


def test_made_up_bookings_are_what_they_say() -> None:
    truth = Truth(pool=4_000, arrivals=0.0, exit_rate=0.0, rate=0.5, shape=1e6, years=2.0, long_median=2.0)
    made = make_bookings(truth, 1)
    liberty = truth.pool * truth.years - np.minimum(made.length, truth.years * 365.25 - made.booked).sum() / 365.25
    assert len(made.person) / liberty == pytest.approx(0.5, abs=3 * np.sqrt(0.5 / liberty))
    short = made.length[made.charge == CLASSES.index("prostitution")]
    assert np.median(short) == pytest.approx(1.25, rel=0.3)
    assert set(LONG_SHARE) == set(MIX) == set(CLASSES)
