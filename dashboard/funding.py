"""Who funds LEAD in the base case of an answer: read from its scenario's file again, since answers do not keep it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from simulator.errors import InputError
from simulator.results import Comparison
from simulator.units import Calendar

if TYPE_CHECKING:
    from simulator.experiment.reinvest import Reinvestment
    from simulator.inputs.scenario import Scenario

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Funding:
    """An answer with who funds LEAD in one of its scenarios, and the calendar of its years."""

    found: Reinvestment
    calendar: Calendar


def funding_of(comparison: Comparison, scenario: str) -> Funding | None:
    """Return who funds LEAD; None where the scenario's file is gone or is no longer what was asked about."""
    from simulator.experiment.reinvest import with_funding

    try:
        read = _scenario(scenario)
    except InputError as error:
        log.info("who funds LEAD in %s cannot be read: %s", scenario, error)
        return None
    calendar, identity = read.jurisdiction.calendar, comparison.identity
    same = (read.title, calendar.start.isoformat(), calendar.fiscal_years)
    if same != (identity.titles.get(scenario), identity.start, identity.fiscal_years):
        return None
    return Funding(with_funding(comparison, read), calendar)


@lru_cache(maxsize=8)
def _scenario(name: str) -> Scenario:
    from simulator.inputs.load import load_scenario

    return load_scenario(name)
