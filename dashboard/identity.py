"""The whole identity of an answer in words."""

from __future__ import annotations

from dashboard.figures.names import dollars
from simulator.report import words
from simulator.report.money import Money
from simulator.results import Comparison

UNKNOWN = "not known: kept by an earlier leadsim"


def identity_rows(of: Comparison) -> dict[str, str]:
    """Return the whole identity of an answer as labels and words."""
    identity = of.identity
    return {
        "Scenarios": ", ".join(identity.scenarios),
        "Baseline": identity.baseline,
        "Seed": str(identity.seed),
        "Draws": str(identity.draws),
        "Replications": str(identity.replications),
        "Engine": identity.engine,
        "Dollars": dollars(identity),
        "Begins": identity.start,
        "Fiscal years": ", ".join(map(str, identity.fiscal_years)),
        "People in the pool": f"{identity.people:,}",
        "Payers": ", ".join(payers_of(of)),
        **{f"Version of {name}": version for name, version in identity.versions.items()},
        **{f"Inputs of {name}": identity.inputs.get(name, UNKNOWN) for name in identity.hashes},
        **{f"Runs of {name}": hash_ for name, hash_ in identity.hashes.items()},
    }


def payers_of(of: Comparison) -> list[str]:
    """Return the payers of an answer, as a reader knows them: who harm is counted for is seen in them."""
    books = [Money.of(of, name) for name in of.identity.scenarios]
    return list(dict.fromkeys(words.payer(name) for book in books for name in book.payers))
