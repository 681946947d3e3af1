"""How much of the published effects has to carry over: the net at all of them, at less, and at none."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.estimate import Verdict, futures, verdict
from simulator.report import words
from simulator.report.case.amounts import listed
from simulator.report.case.exhibit import Amount, Cell, Exhibit, Table, net_cell, share_cell, size_cell
from simulator.report.case.rests_on import basis, belief, known
from simulator.report.case.view import View
from simulator.report.sensitivity_ladder import LEFT
from simulator.results import Record

HEAD = (
    "Share of the published effects that carries over", "Net, mean, $", "Low (5 % of futures), $",
    "High (95 % of futures), $", "Monte Carlo error, $", "Futures that save",
)  # fmt: skip
SUBTITLE = "Net in dollars, a saving +, where this share of the published effects on people's lives is taken as true."
HOW = "All other inputs stay as in the draws, and every row meets the same luck."

Steps = Sequence[tuple[float, Record]]


def exhibit(view: View) -> Exhibit | None:
    """Return the net by how much of the effects carries over; nothing where nobody asked."""
    found = known(view, "ladder")
    if found is None:
        return None
    steps = sorted(((_share(record), record) for record in found.of("effect_ladder")), key=lambda each: -each[0])
    table = Table("The net by the share of the effects", HEAD, tuple(_row(share, record) for share, record in steps))
    stated = belief(view, str(steps[0][1].line).rpartition("=")[0])
    value = stated.value if stated else None
    usual = f" The share that is stated is {words.percent(value)}." if isinstance(value, float) else ""
    return Exhibit(
        "ladder", title(steps), SUBTITLE, basis(view, found), (table,), {"Effect ladder": table}, (LEFT, HOW + usual)
    )


def title(steps: Steps) -> str:
    """Return the finding without its end stop: at which of the shares, from all down to none, it saves or costs."""
    by_kind = {kind: [words.percent(share) for share, r in steps if verdict(r.difference) is kind] for kind in Verdict}
    saves, costs = by_kind[Verdict.POSITIVE], by_kind[Verdict.NEGATIVE]
    if len(costs) == len(steps):
        return "It costs more than it saves however much of the published effects carries over"
    if len(saves) == len(steps):
        return "It saves even if none of the published effects carries over"
    unclear = [words.percent(share) for share, _ in steps if words.percent(share) not in (*saves, *costs)]
    parts = [f"saves at {listed(saves)}"] if saves else []
    parts += [f"costs more at {listed(costs)}"] if costs else []
    parts += [f"cannot be told at {listed(unclear)}"] if unclear else []
    return f"It {', '.join(parts)} of the published effects"


def _share(record: Record) -> float:
    return float(str(record.line).rpartition("=")[2])


def _row(share: float, record: Record) -> tuple[Cell, ...]:
    net = record.difference
    several, of = futures(net)
    return (
        share_cell(share), net_cell(net.mean), net_cell(net.low), net_cell(net.high), size_cell(net.mcse),
        Amount(net.chance_positive, f"{several} of {of}", "share"),
    )  # fmt: skip


__all__ = ["exhibit"]
