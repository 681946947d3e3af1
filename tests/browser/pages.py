"""The pages with something in them to look at: which answer each of them is shown, and how many charts that has."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.calibration import stored_calibrations
from dashboard.validation import stored_validation
from tests.dashboard.further_samples import NAME

VALIDATION = "/evidence?part=validation"
USES = {(name, match.target.use) for name, each in stored_validation().evaluations.items() for match in each.matches}
CHARTS = {
    "/": 3, "/build": 1, "/reinvest": 2, "/people": 6, "/capacity": 2, "/equity": 1, "/sure": 7, "/evidence": 0,
    VALIDATION: len(USES) + len(stored_calibrations()), "/runs": 0,
}  # fmt: skip
"""How many charts each page, or part of one, has of these answers."""
PATHS = tuple(CHARTS)


def search(path: str, ids: Mapping[str, str]) -> str:
    """Return the query of a page's view: of the stored example, kept in a store, or of an answer that has more."""
    return {
        "/build": "?from=king-county/current&set=lead.caseload:20&set=lead.officer_offers:60",
        "/reinvest": f"?answer={ids['fund']}&focus=here/plan",
        "/capacity": f"?answer={ids['further']}&focus={NAME}",
        "/equity": f"?answer={ids['equal']}",
        "/sure": f"?answer={ids['further']}&focus={NAME}",
        VALIDATION: f"&answer={ids['full']}",
        "/runs": f"?answer={ids['full']}&other={ids['sample']}",
    }.get(path, f"?answer={ids['full']}")


def name(path: str) -> str:
    """Return what a page is called where a path cannot stand."""
    return path.strip("/").partition("=")[2] or path.strip("/") or "compare"
