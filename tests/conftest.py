"""Fixtures of all tests."""

from tests.commands import executor, store
from tests.servers import location, postgres, postgres_of_session

__all__ = ["executor", "location", "postgres", "postgres_of_session", "store"]
