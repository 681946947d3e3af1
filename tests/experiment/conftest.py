from __future__ import annotations

import pytest

from tests.experiment.places import Place, make_place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small King County of one year after a year of warm-up."""
    return make_place(tmp_path_factory.mktemp("places") / "smallville")
