"""What a funding case says against itself: what could go wrong, and what is not counted."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.inputs.scenario import Scenario
from simulator.model.measures import MEASURES, NOT_KNOWN
from simulator.report import uncounted, words
from simulator.report.case.amounts import listed, told
from simulator.report.case.view import View
from simulator.report.case.wording import losing_payers
from simulator.report.headline import EVIDENCE
from simulator.report.outlook import chance_of_loss, outlook
from simulator.report.tables import BEYOND_EVIDENCE


def could_go_wrong(view: View) -> tuple[str, ...]:
    """Return what could go wrong, the chance of a loss first and what a place says of its numbers last."""
    return (
        chance_of_loss(outlook(view.net.difference)),
        *_cash(view),
        *_losers(view),
        *_evidence(view),
        *view.scenario.jurisdiction.file.caveats,
    )


def _cash(view: View) -> Iterator[str]:
    net, saved, cost = (view.book.mean(rung, view.payer) for rung in ("cash_net", "cashable", "program"))
    if words.shown(net) < 0:
        back, paid = told(saved, signed=saved < 0), told(-cost, signed=False)
        yield f"Cash returned to budgets ({back}) is less than what the plan costs more ({paid})."


def _losers(view: View) -> Iterator[str]:
    nets = {payer: view.book.mean("cash_net", payer) for payer in losing_payers(view)}
    losses = [f"{view.the(payer)} {told(-net, signed=False)}" for payer, net in nets.items() if words.shown(net) < 0]
    if losses:
        yield f"In cash, the plan would cost {listed(losses)} more than it saves there."


def placeholders(scenario: Scenario) -> tuple[int, int]:
    """Return how many inputs are placeholders, of how many that are facts and no choices."""
    facts = [p for p in scenario.parameters.values() if p.grade != "policy choice" and p.formula is None]
    return sum(p.grade == "placeholder" for p in facts), len(facts)


def _evidence(view: View) -> Iterator[str]:
    some, of = placeholders(view.scenario)
    if some:
        yield f"{some} of {of} inputs are placeholders: stand-ins for facts that nobody has found yet."
    if len(view.years) > EVIDENCE:
        yield BEYOND_EVIDENCE.format(f"what is shown after {view.years[EVIDENCE - 1]} is")


def not_counted(view: View) -> tuple[str, ...]:
    """Return what has no price here and which way it would push, as far as the answer can tell."""
    counted = any(view.scenario.all_lines[line].society for line in view.book.lines if line in view.scenario.all_lines)

    def change(measure: str) -> float:
        return view.count(measure).difference.mean

    unpriced = (uncounted.NotCounted(each.label, "", each.name) for each in MEASURES if each.unpriced == NOT_KNOWN)
    return tuple(each.said(change) for each in (*uncounted.not_counted(victims=counted), *unpriced))
