"""Fixtures of all tests."""

from tests.servers import location, postgres, postgres_of_session

__all__ = ["location", "postgres", "postgres_of_session"]
