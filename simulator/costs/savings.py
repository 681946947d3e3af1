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


def spending(cents: Cents, program: Sequence[bool]) -> dict[str, Cents]:
    """Return what was spent as each rung sees it (a cost is positive), LEAD's own cost as `program`.

    `cents` has payers, lines and bases as its last axes, `program` says which lines are LEAD's own.
    """
    spent = {rung: np.where(program, 0, cents[..., BASES.index(basis)]) for rung, basis in BASIS.items()}
    return {**spent, "program": np.where(program, cents[..., BASES.index("cash")], 0)}


__all__ = ["BASIS", "LADDER", "NETS", "spending"]
