"""The claim of a funding case: a sentence that is hedged by how many futures agree, and turns round when it loses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.analysis.estimate import FUTURES, Verdict, futures, verdict
from simulator.inputs.scenario import FUND, OTHERS
from simulator.report import words
from simulator.report.case.amounts import told
from simulator.report.case.view import View
from simulator.results import ALL, TAXPAYERS, Difference

VERY_LIKELY, PROBABLE = 45, 36
"""Of fifty futures: from so many on a net is very likely or probably what most of them say."""
HEDGES = (
    ("45 to 50", "very likely saves"),
    ("36 to 44", "probably saves"),
    ("15 to 35", "could go either way"),
    ("6 to 14", "probably costs more"),
    ("0 to 5", "very likely costs more"),
)
"""The words for how many of fifty futures save."""
SUBJECT = "This plan"
TOGETHER = {ALL: "all payers together", TAXPAYERS: "all taxpayers together"}

Kind = Literal["saves", "costs", "unclear", "chance", "few", "same"]


@dataclass(frozen=True)
class Outlook:
    """What may be said of a net: which way, how surely, and in how many futures it saves and loses."""

    kind: Kind
    hedge: str
    saving: int
    losing: int
    of: int

    @property
    def warned(self) -> bool:
        """Whether a loss belongs into the headline."""
        return self.losing >= words.WARNED_SHARE * self.of and self.losing > 0


def outlook(estimate: Difference) -> Outlook:
    """Return what may be said of a net; the words follow the futures, and where the mean contradicts them, neither."""
    saving, of = futures(estimate)
    losing, _ = futures(estimate, positive=False)
    kind, hedge = _kind(estimate, saving, losing, of)
    return Outlook(kind, hedge, saving, losing, of)


def _kind(estimate: Difference, saving: int, losing: int, of: int) -> tuple[Kind, str]:
    found = verdict(estimate)
    if found is Verdict.SAME:
        return "same", ""
    if of < FUTURES:
        return "few", ""
    if found is Verdict.SIMULATION_ERROR:
        return "chance", ""
    if saving >= PROBABLE and estimate.mean > 0:
        return "saves", "very likely" if saving >= VERY_LIKELY else "probably"
    if losing >= PROBABLE and estimate.mean < 0:
        return "costs", "very likely" if losing >= VERY_LIKELY else "probably"
    return "unclear", ""


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


def chance_of_loss(found: Outlook) -> str:
    """Return in how many futures the plan loses, which the detail always says."""
    if found.of == 1:
        lost = "costs more than it saves" if found.losing else "does not cost more than it saves"
        return f"In the only simulated future this {lost}."
    if found.losing == 0:
        return f"In none of {found.of} simulated futures this costs more than it saves, as far as inputs are uncertain."
    return f"In {found.losing} of {found.of} simulated futures this costs more than it saves."


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
