"""The claim of a funding case: a sentence that is hedged by how many futures agree, and turns round when it loses."""

from __future__ import annotations

from simulator.inputs.scenario import FUND, OTHERS
from simulator.report import words
from simulator.report.case.amounts import told
from simulator.report.case.view import View
from simulator.report.outlook import chance_of_loss, outlook
from simulator.results import ALL, TAXPAYERS

SUBJECT = "This plan"
TOGETHER = {ALL: "all payers together", TAXPAYERS: "all taxpayers together"}


def claim(view: View) -> str:
    """Return the claim without its end stop."""
    found, net = outlook(view.net.difference), view.net.difference
    whom = TOGETHER.get(view.payer) or view.the(view.payer)
    cash = " in cash" if view.rung == "cash_net" else ""
    by, size = f"by {view.years[-1]}", told(abs(net.mean), signed=False)
    verb = "saves" if net.mean >= 0 else "costs"
    more = "" if net.mean >= 0 else " more than it saves"
    several, most = f"{found.saving} of {found.of}", max(found.saving, found.losing)
    mostly = f"saves {whom} money{cash}" if found.saving >= found.losing else f"costs {whom} more{cash} than it saves"
    said = {
        "saves": f"{SUBJECT} would {found.hedge} save {whom} {size}{cash} {by}{_but(view)}",
        "costs": f"{SUBJECT} would {found.hedge} cost {whom} {size} more{cash} than it saves {by}",
        "unclear": f"{SUBJECT} could go either way: {by} it saves {whom} money{cash} in {several} simulated futures",
        "chance": f"{SUBJECT} could go either way: what it saves or costs {whom}{cash} {by} cannot be told from chance",
        "few": f"{SUBJECT} {mostly} {by} in {most} of {found.of} simulated futures, too few to say how sure",
        "same": f"{SUBJECT} would cost and save {whom} the same{cash} as {view.comparison.identity.baseline} {by}",
    }
    if found.of == 1 and found.kind == "few":
        return (
            f"In the only future simulated, this plan {verb} {whom} {size}{more}{cash} {by}, "
            "and one future cannot say how sure that is"
        )
    return said[found.kind]


def _but(view: View) -> str:
    """Return what has to be said with a saving: that notice makes it, less cash than cost, or somebody who loses."""
    if 0.0 < view.net.difference.mean <= view.book.notice(view.payer):
        return ", but only because without it those who lose their places get notice, which is paid once"
    cash = view.book.records.get(("cash_net", view.payer, None, ALL))
    if view.rung == "net" and cash is not None and cash.difference.mean < 0:
        return ", but puts less cash back into budgets than it costs"
    losers = losing_payers(view)
    if not losers:
        return ""
    if len(losers) > 2:
        return f", but {len(losers)} of {len(view.payers)} payers would pay more than they save"
    names = " and ".join(view.the(payer) for payer in losers)
    return f", but {names} would pay more than {'they save' if len(losers) > 1 else 'it saves'}"


def losing_payers(view: View) -> list[str]:
    """Return the payers whose net in the view's own terms is a loss that is shown as one."""
    nets = {p: view.book.mean("cash_net", p) if view.rung == "cash_net" else avoided_net(view, p) for p in view.payers}
    return [payer for payer, net in nets.items() if words.shown(net) < 0 and payer not in (FUND, OTHERS)]


def avoided_net(view: View, payer: str) -> float:
    """Return what a payer is better off by in what varies, with what an agreement hands over and brings."""
    return view.book.mean("net", payer) + moved(view, payer)


def moved(view: View, payer: str, year: str | int = ALL) -> float:
    """Return what an agreement brings a payer less what the payer hands over; half a cent is a rounding rest."""
    book = view.book
    found = book.mean("cash_net", payer, year=year) - book.mean("cashable", payer, year=year)
    found -= book.mean("program", payer, year=year)
    return found if abs(found) >= 0.005 else 0.0


def warning(view: View) -> str | None:
    """Return the sentence about losing futures that the headline must carry, where enough of them lose."""
    found = outlook(view.net.difference)
    return chance_of_loss(found) if found.warned else None


def spread(view: View) -> str:
    """Return the average, its range over futures, and how far luck moves it."""
    net = view.net.difference
    mean, low, high = (told(value) for value in (net.mean, net.low, net.high))
    notice = view.book.notice(view.payer)
    once = (
        f" It counts {told(notice, signed=False)} of notice as saved: the baseline pays it once, as its LEAD stops."
        if notice >= 0.5
        else ""
    )
    if net.draws == 1 or net.low == net.high:
        return f"The result is {mean}.{once}"
    luck = net.simulation_error
    error = f", give or take {told(luck, signed=False)} of simulation error" if luck else ""
    return f"The average is {mean}{error}; 90 % of futures fall between {low} and {high}.{once}"
