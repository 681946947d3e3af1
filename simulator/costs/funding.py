"""Who pays in shares: those whose money LEAD's sources are, and Medicaid.

Shares go by the order of the payers and add up to one, or are all zero where nobody pays.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from simulator.inputs.scenario import FEDERAL, MEDICAID_PAYERS, STATE
from simulator.inputs.values import Snapshot, number


def funder_shares(values: Snapshot, sources: Mapping[str, str], payers: Sequence[str]) -> tuple[float, ...]:
    """Return the shares of LEAD's money by payer; `sources` says whose money each source is."""
    amounts = dict.fromkeys(payers, 0.0)
    for source, payer in sources.items():
        amounts[payer] += _amount(values, source)
    total = math.fsum(amounts.values())
    return tuple(amount / total if total > 0.0 else 0.0 for amount in amounts.values())


def _amount(values: Snapshot, source: str) -> float:
    # A matching grant is an offer: only what local public money brings in of it is paid.
    return number(values, "funding.match_paid" if source == "matching_grant" else f"funding.{source}")


def medicaid_shares(values: Snapshot, payers: Sequence[str]) -> tuple[float, ...]:
    """Return the shares of what Medicaid pays; nobody's where the federal or the state payer is missing."""
    federal = number(values, "medicaid.federal_share")
    shares = {FEDERAL: federal, STATE: 1.0 - federal} if set(MEDICAID_PAYERS) <= set(payers) else {}
    return tuple(shares.get(payer, 0.0) for payer in payers)


def service_shares(values: Snapshot, funders: Sequence[float], medicaid: Sequence[float]) -> tuple[float, ...]:
    """Return the shares of client services, a part of which is billed to Medicaid.

    What funders would pay and nobody does is not Medicaid's: without funders nobody pays.
    """
    billed = number(values, "medicaid.services_share")
    if billed < 1.0 and not any(funders):
        return (0.0,) * len(funders)
    return tuple(billed * public + (1.0 - billed) * own for public, own in zip(medicaid, funders, strict=True))


__all__ = ["funder_shares", "medicaid_shares", "service_shares"]
