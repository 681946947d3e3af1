"""A new store, in either database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from simulator.store import Store


@pytest.fixture
def store(location: str) -> Iterator[Store]:
    with Store(location) as opened:
        yield opened
