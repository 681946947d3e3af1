"""What is saved: the rungs gross, avoided, program and net, for every payer and line.

A saving is positive and a cost or loss negative. `gross` is avoided quantity × average cost and is not cash;
`avoided` is what really varies; `program` is what LEAD itself costs; `net` is avoided and program together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.costs.ledger import BASES, Cents, Ledger

RUNGS = ("gross", "avoided", "program", "net")


def rungs(baseline: Ledger, scenario: Ledger) -> dict[str, Cents]:
    """Return each rung as cents by month, payer and line: what the baseline spent less what the scenario did."""
    spent, instead = (spending(ledger.cents, ledger.program) for ledger in (baseline, scenario))
    return {rung: spent[rung] - instead[rung] for rung in RUNGS}


def spending(cents: Cents, program: Sequence[bool]) -> dict[str, Cents]:
    """Return what was spent as each rung sees it (a cost is positive).

    `cents` has payers, lines and bases as its last axes, `program` says which lines are LEAD's own.
    """
    average, marginal = (cents[..., BASES.index(basis)] for basis in ("average", "marginal"))
    return {
        "gross": np.where(program, 0, average),
        "avoided": np.where(program, 0, marginal),
        "program": np.where(program, marginal, 0),
        "net": marginal,
    }
