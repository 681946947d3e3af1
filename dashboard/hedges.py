"""How surely something is so, in words: by how many futures agree, and the sentence that a loss forces."""

from __future__ import annotations

from dashboard.figures.names import capital
from simulator.analysis.estimate import FUTURES, futures
from simulator.report.outlook import HEDGES, chance_of_loss, outlook
from simulator.results import Difference

MEANINGS = f"What the words mean: how many of {FUTURES} futures save"


def how_sure(estimate: Difference) -> str:
    """Return the words for a count of futures, as the table on How sure lists them."""
    found = outlook(estimate)
    told = {
        "saves": f"{found.hedge} saves",
        "costs": f"{found.hedge} costs more",
        "unclear": "could go either way",
        "chance": "cannot be told from chance",
        "few": "too few futures to say",
        "same": "the same in every future",
    }
    return told[found.kind]


def meanings() -> list[str]:
    """Return what each of the words for a net means, from the surest saving to the surest cost."""
    return [f"{capital(said)}: {several}" for several, said in HEDGES]


def several_of(estimate: Difference, *, positive: bool = True) -> str:
    """Return how many futures say so: `43 of 50`."""
    several, of = futures(estimate, positive=positive)
    return f"{several} of {of}"


def forced_loss(estimate: Difference) -> str:
    """Return the sentence that no headline may leave out, from 11 losing futures of 50 on."""
    found = outlook(estimate)
    return chance_of_loss(found) if found.warned else ""
