"""Inputs that a calibration found to go together are drawn in its order, each from its own range."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from simulator.errors import InputError
from simulator.inputs.content import contents, hashes
from simulator.inputs.distributions import HIGHEST_LUCK, quantile
from simulator.inputs.draw import draw_inputs, draw_values
from simulator.inputs.joint import Joint, read_joint
from simulator.inputs.parameter import Parameter, Uncertainty
from simulator.inputs.scenario import Scenario
from simulator.inputs.values import number
from tests.experiment.places import Place, make_place

SEED = 7
DRAWS = range(1, 1_001)
FIRST, SECOND = "lead.consent", "lead.ever_engaged"
ROWS = 50


def write_table(path: Path, names: tuple[str, ...] = (FIRST, SECOND), falls: bool = True) -> Path:
    """Write draws in which the second input falls (or rises) with the first, not quite evenly."""
    rng = np.random.default_rng(1)
    first = rng.normal(size=ROWS)
    second = (-1.0 if falls else 1.0) * first + 0.1 * rng.normal(size=ROWS)
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([names, *zip(first.tolist(), second.tolist(), strict=True)])
    return path


def fact(table: Path | str | None, low: float = 0.3, high: float = 0.7) -> Parameter:
    together = {} if table is None else {"together": str(table)}
    return Parameter.model_validate(
        {
            "label": "A fact", "unit": "share", "value": 0.5, "grade": "placeholder", "assumption": "Because.",
            "uncertainty": {"distribution": "normal", "low": low, "high": high, **together},
        }
    )  # fmt: skip


def drawn(parameters: dict[str, Parameter], draw: int) -> list[float]:
    values = draw_values(parameters, SEED, draw, 2025).by_path
    return [float(values[path][0][1]) for path in parameters]  # type: ignore[arg-type]


def test_draws_keep_the_correlation_of_the_table_and_the_range_of_each_input(tmp_path: Path):
    table = write_table(tmp_path / "draws.csv")
    values = np.array([drawn({FIRST: fact(table), SECOND: fact(table, 0.45, 0.55)}, draw) for draw in DRAWS])
    theirs = read_joint(str(table)).ranks
    expected = stats.spearmanr(theirs[FIRST], theirs[SECOND]).statistic
    assert stats.spearmanr(values).statistic == pytest.approx(expected, abs=0.03)
    assert expected < -0.9
    for column, (low, high) in zip(values.T, ((0.3, 0.7), (0.45, 0.55)), strict=True):
        given = Uncertainty(distribution="normal", low=low, high=high)
        spread = (quantile(given, 0.5, 0.95) - 0.5) / stats.norm.ppf(0.95)
        assert stats.kstest(column, "norm", args=(0.5, spread)).pvalue > 0.01


def test_what_is_not_drawn_together_is_independent(tmp_path: Path):
    table = write_table(tmp_path / "draws.csv")
    values = np.array([drawn({FIRST: fact(table), SECOND: fact(None)}, draw) for draw in DRAWS])
    assert abs(stats.spearmanr(values).statistic) < 0.1


def test_the_base_case_and_luck_that_is_set_know_nothing_of_it(tmp_path: Path):
    parameters = {FIRST: fact(write_table(tmp_path / "draws.csv")), SECOND: fact(None)}
    assert drawn(parameters, 0) == [0.5, 0.5]
    set_to = draw_values(parameters, SEED, 3, 2025, {FIRST: 0.95}).by_path[FIRST][0][1]
    assert set_to == pytest.approx(0.7)


def test_luck_is_never_quite_one():
    one = Joint({"a": np.array([0, 1, 2])}, 3, "")
    assert one.luck("a", HIGHEST_LUCK, HIGHEST_LUCK) == HIGHEST_LUCK
    assert one.luck("a", 0.0, 0.5) == pytest.approx(1 / 6)


# -- in the files of a place ------------------------------------------------------------------------------


def place_with(folder: Path, name: str = "draws.csv") -> Place:
    """Return a place whose two facts are drawn in the order of a table that lies beside its files."""
    given = {
        path: {
            "value": 0.5, "grade": "placeholder", "assumption": "For a test.",
            "uncertainty": {"distribution": "normal", "low": 0.3, "high": 0.7, "together": name},
        }
        for path in (FIRST, SECOND)
    }  # fmt: skip
    return make_place(folder, given)


def pairs_of(scenario: Scenario) -> np.ndarray:
    start = scenario.jurisdiction.calendar.start
    snapshots = [draw_inputs(scenario, SEED, draw).policy.at(start) for draw in range(1, 201)]
    return np.array([[number(values, path) for path in (FIRST, SECOND)] for values in snapshots])


@pytest.mark.parametrize("falls", [True, False])
def test_a_place_can_have_a_calibration_of_its_own_beside_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, falls: bool
):
    (tmp_path / "town").mkdir()
    write_table(tmp_path / "town" / "draws.csv", falls=falls)
    monkeypatch.chdir(tmp_path)  # from wherever it is run
    scenario = place_with(tmp_path / "town").scenario("as-before")
    together = float(stats.spearmanr(pairs_of(scenario)).statistic)
    assert together < -0.9 if falls else together > 0.9


def test_a_scenario_that_sets_an_input_draws_the_other_as_before(tmp_path: Path):
    (tmp_path / "town").mkdir()
    write_table(tmp_path / "town" / "draws.csv")
    place = place_with(tmp_path / "town")
    as_before, other = pairs_of(place.scenario("as-before")), pairs_of(place.scenario("other", {FIRST: 0.9}))
    assert np.array_equal(as_before[:, 1], other[:, 1])
    assert set(other[:, 0]) == {0.9}


def test_the_same_draws_elsewhere_are_the_same_inputs_and_others_are_not(tmp_path: Path):
    def hash_of(folder: str, *, falls: bool = True) -> dict[str, str]:
        (tmp_path / folder).mkdir()
        write_table(tmp_path / folder / "draws.csv", falls=falls)
        return hashes(contents([place_with(tmp_path / folder).scenario("as-before")]))

    one, elsewhere, another = hash_of("one"), hash_of("two"), hash_of("three", falls=False)
    assert list(one.values()) == list(elsewhere.values()) != list(another.values())


@pytest.mark.parametrize(
    ("name", "written", "says"),
    [
        ("nowhere.csv", "", "cannot be read: No such file"),
        ("nowhere", "", "there are no draws of a calibration named nowhere"),
        ("draws.csv", f"{FIRST}\n0.5\n", f"did not fit {SECOND}; it fitted {FIRST}"),
        ("draws.csv", f"{FIRST},{SECOND}\n0.5\n", "need a number for every input in every row"),
        ("draws.csv", f"{FIRST},{SECOND}\n0.5,high\n", "need a number for every input in every row"),
        ("draws.csv", f"{FIRST},{SECOND}\n0.5,nan\n", "are not all numbers"),
        ("draws.csv", "", "need a number for every input in every row"),
    ],
)
def test_draws_that_cannot_be_used_are_refused_where_they_are_named(tmp_path: Path, name: str, written: str, says: str):
    (tmp_path / "town").mkdir()
    (tmp_path / "town" / "draws.csv").write_text(written, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        place_with(tmp_path / "town", name).scenario("as-before")
    assert says in str(refused.value)
    assert "jurisdiction.yaml" in str(refused.value)


@pytest.mark.parametrize(
    "given", [{"distribution": "fixed"}, {"distribution": "dirichlet", "concentration": 30}], ids=str
)
def test_what_has_no_luck_of_its_own_is_not_drawn_together(given: dict[str, object]):
    with pytest.raises(ValueError, match="not drawn together"):
        Uncertainty.model_validate({**given, "together": "seattle"})
