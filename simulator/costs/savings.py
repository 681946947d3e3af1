"""The ladder: gross → avoided → cashable → captured → reinvested, and the nets that take LEAD's own cost off it.

A saving is positive and a cost or loss negative. `gross` is avoided use × average cost and is not cash; `avoided` is
what really varies; `cashable` is what leaves a payer's budget; `captured` is what an agreement moves to a fund, and
`reinvested` what the fund spends on capacity. `program` is what LEAD itself costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulator.costs.ledger import BASES, Cents

LADDER = ("gross", "avoided", "cashable", "captured", "reinvested")
BASIS: Mapping[str, str] = {"gross": "average", "avoided": "marginal", "cashable": "cash"}
"""The basis of the ledger that a rung compares."""
NETS: Mapping[str, str] = {"average_net": "average", "net": "marginal", "cash_net": "cash"}
"""What is left once LEAD's own cost is paid, on each basis: if averages were money, of what varies, and in cash."""


SPENT_AS: Mapping[str, str] = {**BASIS, "program": "cash"}
"""The basis of the ledger that says what was spent as a rung sees it, LEAD's own cost with them."""


def spending(cents: Cents, program: Sequence[bool]) -> dict[str, Cents]:
    """Return what was spent as each rung sees it (a cost is positive), LEAD's own cost as `program`.

    `cents` has payers, lines and bases as its last axes, `program` says which lines are LEAD's own.
    """
    return {rung: of_lines(cents[..., BASES.index(basis)], program, rung) for rung, basis in SPENT_AS.items()}


def of_lines(cents: Cents, program: Sequence[bool], rung: str) -> Cents:
    """Return cents of the lines that a rung sees, LEAD's own or all others; lines are the last axis."""
    return np.where(np.array(program) == (rung == "program"), cents, 0)


__all__ = ["BASIS", "LADDER", "NETS", "SPENT_AS", "of_lines", "spending"]
