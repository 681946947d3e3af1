"""The How sure page: words follow the futures, every number has its range, and what is missing is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dashboard import certainty
from dashboard.address import Client
from dashboard.hedges import how_sure
from dashboard.pages import sure
from dashboard.pages import sure_tables as tables
from dashboard.story import Story
from simulator.analysis.estimate import difference
from simulator.report.scales import MILLIONS
from simulator.results import ALL, Comparison
from tests.dashboard.sample import GAIN, LOSS, MILLION, Plan, answer, plan
from tests.dashboard.test_reinvest_page import OneAnswer, figures, texts

NAME = "here/plan"


def told(of: Plan, payer: str = ALL) -> Story:
    return Story(answer({NAME: of}), NAME, payer)


TEN = plan(6.0, 6.0, 5.0, spread=1.0, draws=10)


def saving(several: int, *, gain: float = 4.0, loss: float = 4.0) -> Plan:
    """Return a plan that saves in so many of fifty futures, and costs in the others, in millions."""
    net = np.where(np.arange(50) < several, gain, -loss) * MILLION
    return Plan({"city": net}, {"city": net}, {"city": np.zeros(50)})


def luck_and_inputs(luck: float | None, inputs: float | None) -> Story:
    """Return a gain of 100 draws whose range has these parts."""
    made = answer({NAME: GAIN})
    records = [
        replace(r, difference=replace(r.difference, simulation_error=luck, parameter_spread=inputs, draws=100))
        for r in made.records
    ]
    return Story(replace(made, records=records), NAME)


def page(comparison: Comparison, **query: str) -> Any:
    client = Client("/sure", {name: (value,) for name, value in query.items()})
    return sure.layout(client, OneAnswer(comparison))


# -- the finding ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "finding"),
    [
        (GAIN, "“Plan” very likely saves money"),
        (LOSS, "“Plan” very likely costs more than it saves"),
        (saving(40), "“Plan” probably saves money"),
        (saving(10), "“Plan” probably costs more than it saves"),
        (saving(25), "“Plan” could go either way: it saves money in 25 of 50 futures"),
        (TEN, "10 simulated futures are too few to say how surely “Plan” saves money"),
        (plan(6.0, 6.0, 5.0, draws=1), "1 simulated future is too few to say how surely “Plan” saves money"),
        (plan(0.0, 0.0, 0.0), "“Plan” changes nothing for all payers in any future"),
    ],
)  # fmt: skip
def test_the_finding_is_how_sure_it_is_and_turns_round(of: Plan, finding: str) -> None:
    assert certainty.finding(told(of)) == finding


def test_the_loss_that_no_headline_leaves_out_is_here_too() -> None:
    assert certainty.headline(told(LOSS)).loss == "In 50 of 50 simulated futures this costs more than it saves."
    assert certainty.headline(told(saving(39))).loss.startswith("In 11 of 50")
    assert certainty.headline(told(saving(40))).loss == ""


def test_a_payer_by_itself_is_told_in_cash() -> None:
    assert certainty.finding(told(GAIN, "city")) == "“Plan” very likely saves the city money in cash"


def test_the_dek_has_average_range_and_error() -> None:
    dek = certainty.dek(told(GAIN))
    assert dek.startswith(
        "On average the net is +$15.0M over four years; 90% of futures fall between +$11.4M and +$18.6M"
    )
    assert "of simulation error in the average" in dek
    assert "One future has no range" in certainty.dek(told(plan(6.0, 6.0, 5.0, draws=1)))


# -- the bands ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("several", "row"),
    [(50, 0), (45, 0), (44, 1), (36, 1), (35, 2), (15, 2), (14, 3), (6, 3), (5, 4), (0, 4)],
)
def test_the_band_that_is_marked_is_the_one_that_the_count_stands_in(several: int, row: int) -> None:
    found = certainty.bands(told(saving(several)).net)
    assert [band.here for band in found] == [n == row for n in range(5)]
    assert found[row].words in how_sure(told(saving(several)).net)


@pytest.mark.parametrize(
    ("of", "why"),
    [
        (TEN, "from 50 futures on; this answer has 10"),
        (plan(0.0, 0.0, 0.0), "nothing differs"),
        (saving(40, gain=1.0, loss=3.9), "within two standard errors"),
    ],
)  # fmt: skip
def test_where_no_words_are_due_none_is_marked_and_why_is_said(of: Plan, why: str) -> None:
    assert not any(band.here for band in certainty.bands(told(of).net))
    assert why in certainty.bands_note(told(of).net)
    assert certainty.bands_note(told(GAIN).net) == ""


# -- luck and inputs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("luck", "inputs", "title"),
    [
        (None, None, "With one replication, what luck adds cannot be told from what inputs add"),
        (1e4, None, "One draw says nothing about the uncertain inputs"),
        (1e4, 0.0, "The range is no wider than luck alone makes it"),
        (1e4, 2e5, "What is not known about the inputs makes the range, not luck in the simulation"),
        (1e4, 5e4, "Luck in the simulation makes most of the range; more replications would narrow it"),
        (1e4, 1.5e5, "Uncertain inputs and luck in the simulation both make the range"),
    ],
)
def test_what_makes_the_range_is_told_from_both_parts(luck: float | None, inputs: float | None, title: str) -> None:
    assert certainty.doubts_title(luck_and_inputs(luck, inputs)) == title


def test_what_cannot_be_told_is_said_with_the_command_that_tells_it() -> None:
    said = texts(page(answer()).parts)
    assert said.count("not known") >= 2
    assert "--replications 4" in said
    known = luck_and_inputs(1e4, 2e5)
    said = texts(page(known.comparison).parts)
    assert "--replications" not in said
    assert "±$200k" in said and "±$10k" in said


# -- every interval -------------------------------------------------------------------------------------------


def test_every_interval_is_its_records() -> None:
    story = told(LOSS)
    rows = {row[1]: row for row in tables.interval_values(story)}
    for rung, label in certainty.RUNGS.items():
        if label in rows:
            of = story.of_rung(rung)
            assert rows[label][2:] == (
                of.mean, of.low, of.p25, of.p75, of.high, of.chance_positive, of.chance_negative, of.mcse,
            )  # fmt: skip
    assert {"Net of costs avoided", "Net in cash", "Program cost", "Jail days", "City"} <= set(rows)


def test_a_loss_is_marked_in_the_table_and_a_gain_is_not() -> None:
    scale = tables.groups(told(LOSS))[0].scale
    rows = {of.label: tables._interval(of, scale) for of in certainty.rungs(told(LOSS))}
    assert "negative" in rows["Net in cash"].children[1].className
    assert "negative" not in rows["Program cost"].children[1].className
    gain = {of.label: tables._interval(of, scale) for of in certainty.rungs(told(GAIN))}
    assert "negative" not in gain["Net in cash"].children[1].className
    assert gain["Net in cash"].children[-1].children == "Saves in 50 of 50"


def test_one_future_has_no_range_and_no_error() -> None:
    row = tables._interval(certainty.rungs(told(plan(6.0, 6.0, 5.0, draws=1)))[0], MILLIONS)
    assert [cell.children for cell in row.children[2:5]] == ["one future", "–", "–"]


# -- the page -------------------------------------------------------------------------------------------------


def test_several_scenarios_are_held_against_the_first_and_one_alone_against_nobody() -> None:
    assert figures(page(answer()).parts) == ["figure-dots", "figure-versus"]
    assert figures(page(answer({NAME: GAIN})).parts) == ["figure-dots"]


def test_an_answer_of_an_older_leadsim_has_no_empty_charts() -> None:
    old = replace(answer(), futures=(), versus=(), series=())
    assert figures(page(old).parts) == []
    assert "Every result with its range" in texts(page(old).parts)


def test_every_table_can_be_downloaded_unrounded() -> None:
    library, client = OneAnswer(answer()), Client("/sure", {"focus": ("here/loss",)})
    for name in ("dots", "versus", "doubts", "intervals"):
        found = sure.table(name, client, library)
        assert found is not None
        assert found.rows
        assert all(len(row) == len(found.columns) for row in found.rows)
    assert sure.table("fund", client, library) is None


def test_the_sample_of_luck_is_as_the_estimate_has_it() -> None:
    """The title compares the spread between futures with luck in one of them, so both must be of one future."""
    rng = np.random.default_rng(7)
    of = difference(rng.normal(size=(400, 1)) * 3.0 + rng.normal(size=(400, 2)) * np.sqrt(2.0))
    assert of.simulation_error is not None and of.parameter_spread is not None
    assert of.simulation_error * 400**0.5 == pytest.approx(1.0, rel=0.1)
    assert of.parameter_spread == pytest.approx(3.0, rel=0.1)
