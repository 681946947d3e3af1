"""Process rates by group: equal unless a place says otherwise, for all of its own groups, and by scenarios."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.inputs.checks import BY_GROUP
from simulator.inputs.files import jurisdiction_folders
from simulator.inputs.load import default_parameters, load_jurisdiction, load_scenario
from simulator.inputs.new_jurisdiction import new_jurisdiction
from tests.inputs.conftest import SHIPPED

RATE = """  equity.booking:
    value: {values}
    uncertainty: {{distribution: fixed}}
    grade: local data
    source: The county's jail records of 2024
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a place that names its own groups."""
    return Path(shutil.copytree(SHIPPED / "santa-fe", tmp_path / "santa-fe"))


def with_rates(folder: Path, values: str) -> Path:
    path = folder / "jurisdiction.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nfacts:\n", "\nfacts:\n" + RATE.format(values=values), 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize("path", BY_GROUP)
def test_rates_are_equal_placeholders_that_say_so(path: str):
    rate = default_parameters()[path]
    assert isinstance(rate.value, dict)
    assert set(rate.value.values()) == {1.0}
    assert rate.grade == "placeholder"
    assert str(rate.assumption).startswith("Equal, because nothing was measured")
    assert not list(rate.uncertain()) or all(uncertainty.is_fixed for _, uncertainty in rate.uncertain())


@pytest.mark.parametrize("place", jurisdiction_folders(), ids=lambda place: place.name)
def test_every_place_has_equal_rates_for_its_own_groups(place: Path):
    found = load_jurisdiction(place)
    for path in BY_GROUP:
        assert found.parameters[path].value == dict.fromkeys(found.groups, 1.0)


def test_a_place_states_its_measured_rates(folder: Path):
    place = load_jurisdiction(with_rates(folder, "{hispanic: 1.3, white: 1, native_american: 1.1, other: 1}"))
    assert place.parameters["equity.booking"].value == {
        "hispanic": 1.3, "white": 1.0, "native_american": 1.1, "other": 1.0,
    }  # fmt: skip
    assert place.parameters["equity.filing"].value == dict.fromkeys(place.groups, 1.0)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("{hispanic: 1.3, white: 1, native_american: 1, othr: 1}", "found othr; .*did you mean other"),
        ("{hispanic: 1.3, white: 1, other: 1}", "the category native_american is missing"),
    ],
)
def test_rates_that_are_not_of_the_places_groups_are_refused(folder: Path, values: str, said: str):
    with pytest.raises(InputError, match=said):
        load_jurisdiction(with_rates(folder, values))


def test_a_scenario_sets_one_group(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "jurisdiction: king-county\ntitle: Mine\nsentence: One group alone is offered less.\n"
        "set:\n  equity.offer.black: 0.5\n", encoding="utf-8",
    )  # fmt: skip
    assert load_scenario(path).parameters["equity.offer"].value == {"black": 0.5, "white": 1.0, "other": 1.0}


def test_a_place_of_ones_own_from_one_with_other_groups_loads(tmp_path: Path):
    place = load_jurisdiction(new_jurisdiction("our-town", "los-angeles", tmp_path))
    assert place.parameters["equity.arrest"].value == dict.fromkeys(place.groups, 1.0)
