"""What the words for futures mean is said for both sides, and agrees with when they are used."""

from __future__ import annotations

import re

import numpy as np
import pytest

from dashboard.hedges import how_sure, meanings
from simulator.analysis.estimate import difference


@pytest.mark.parametrize("saving", range(51))
def test_a_word_means_what_is_said_of_it(saving: int) -> None:
    by_draw = np.concatenate([np.full(saving, 1e6), np.full(50 - saving, -1e6)])
    used = how_sure(difference(by_draw[:, np.newaxis]))
    for line in meanings():
        found = re.fullmatch(r"(.+): (\d+) to (\d+)", line)
        assert found is not None
        if int(found[2]) <= saving <= int(found[3]) and used != "cannot be told from chance":
            assert used == found[1].lower()


def test_costs_have_their_words_as_savings_have() -> None:
    said = [line.partition(":")[0] for line in meanings()]
    assert said == [
        "Very likely saves", "Probably saves", "Could go either way", "Probably costs more", "Very likely costs more",
    ]  # fmt: skip
