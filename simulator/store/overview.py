"""What a list says of a kept answer: what was asked, when it was kept, and the headline net of each scenario."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from simulator.results import ALL, TAXPAYERS, Comparison, Difference, Identity
from simulator.store.rows import Row

HEADLINE = "net"
"""The rung of the headline net: what varies, less what LEAD costs, for several payers together."""
NETS = (HEADLINE, "cash_net")
WHOLE = (None, ALL)
"""The line and the fiscal year of all lines and years together."""


@dataclass(frozen=True)
class Net:
    """The headline net of a scenario over the whole horizon: whose it is, and how much, a saving positive."""

    scenario: str
    payer: str
    difference: Difference


@dataclass(frozen=True)
class Overview:
    """A kept answer in a list, by its id; `created` is when it was kept."""

    id: str
    created: str
    identity: Identity
    nets: tuple[Net, ...]


def nets_of(comparison: Comparison) -> tuple[Net, ...]:
    """Return the headline net of each scenario of an answer that has one."""
    mine = [asdict(each) for each in comparison.records if each.rung in NETS and (each.line, each.fiscal_year) == WHOLE]
    return _nets(nets_data(comparison.identity.scenarios, mine))


def nets_data(scenarios: Sequence[str], estimates: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return headline nets as plain data, from records as plain data.

    They are of taxpayers where any net of all payers contains money of others, and otherwise of all payers.
    """
    sums = {
        (each["scenario"], each["rung"], each["payer"]): each["difference"]
        for each in estimates
        if each["measure"] == "dollars" and (each["line"], each["fiscal_year"]) == WHOLE
    }
    private = any(
        difference != sums.get((scenario, rung, ALL))
        for (scenario, rung, payer), difference in sums.items()
        if payer == TAXPAYERS and rung in NETS
    )
    payer = TAXPAYERS if private else ALL
    return [
        {"scenario": name, "payer": payer, "difference": sums[name, HEADLINE, payer]}
        for name in scenarios
        if (name, HEADLINE, payer) in sums
    ]


def overview_of(row: Row) -> Overview:
    """Return a kept answer from its row in the list."""
    return Overview(row["id"], row["created"], identity_of(row["identity"]), _nets(json.loads(row["nets"])))


def identity_of(text: str) -> Identity:
    """Return an identity that was written as JSON."""
    data = json.loads(text)
    lists: dict[str, Any] = {key: tuple(value) for key, value in data.items() if isinstance(value, list)}
    return Identity(**{**data, **lists})


def _nets(data: Sequence[Mapping[str, Any]]) -> tuple[Net, ...]:
    return tuple(Net(**{**each, "difference": Difference(**each["difference"])}) for each in data)
