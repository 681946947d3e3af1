"""What the savings ladder shows, and its words: how much of a gross value is avoided, leaves a budget, and is used."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.figures import names
from dashboard.figures.drawn import Table
from simulator.report.ladder import REASONS
from simulator.report.money import Money
from simulator.report.scales import Scale, scale_of
from simulator.results import ALL, Comparison

LABELS = {
    "gross": ("Gross value", "at average cost per unit"),
    "avoided": ("Avoided", "what really varies"),
    "cashable": ("Cashable", "leaves a budget"),
    "captured": ("Captured", "moved by an agreement"),
    "reinvested": ("Reinvested", "spent on LEAD"),
}
DROPS = {
    "avoided": "fixed: a jail wing stays staffed when one person stays out",
    "cashable": "beds that fill again, contract minimums, positions nobody cuts",
    "captured": "not covered by the agreement, or due after {last}",
    "reinvested": "administration, other uses, or still in the fund at the end of {last}",
}
"""Why a rung is less than the one before it."""
LOSSES = {
    "avoided": "nothing is avoided: more is used than in the baseline",
    "cashable": "budgets pay more than they get back",
    "captured": "given back under the agreement",
    "reinvested": "less than nothing is spent on LEAD",
}
"""The same where nothing is left of it."""
NOT_CASH = "average × people: not cash"
NO_AGREEMENT = "$0: no agreement named"
SHARES = (
    (0.02, "hardly any"), (0.10, "under a tenth"), (0.20, "under a fifth"), (0.25, "under a quarter"),
    (0.333, "under a third"), (0.36, "about a third"), (0.45, "under half"), (0.495, "just under half"),
    (0.505, "half"), (0.57, "just over half"), (0.64, "over half"), (0.70, "about two thirds"),
    (0.80, "about three quarters"), (0.95, "most"),
)  # fmt: skip
"""Up to which share of the gross value how much of it is said to be."""


@dataclass(frozen=True)
class Rung:
    """A rung: dollars, a saving positive; and why it is more than the one before it, if it is."""

    name: str
    value: float
    before: float | None = None
    reasons: tuple[str, ...] = ()

    @property
    def lost(self) -> float:
        """What the rung before has more; 0 for the first."""
        return 0.0 if self.before is None else self.before - self.value


@dataclass(frozen=True)
class LadderData:
    """The means of one scenario's ladder for one payer over the whole horizon.

    `cost` is what LEAD costs more than in the baseline, negative where it costs less. `moved` is what an agreement
    brings the payer on balance, which is part of its net in cash but of no rung.
    """

    scenario: str
    baseline: str
    payer: str
    period: str
    last_year: int
    dollars: str
    rungs: tuple[Rung, ...]
    cost: float
    moved: float
    agreement: bool

    def rung(self, name: str) -> Rung:
        """Return a rung by its name."""
        return next(rung for rung in self.rungs if rung.name == name)

    def left(self, name: str) -> float:
        """Return what a rung is more than LEAD's cost."""
        return self.rung(name).value - self.cost

    @property
    def scale(self) -> Scale:
        """The unit of all amounts."""
        return scale_of([self.cost, *(rung.value for rung in self.rungs)])


def of(comparison: Comparison, scenario: str, payer: str = ALL) -> LadderData:
    """Return a scenario's ladder for a payer; what has no agreement has nothing captured."""
    book, called = Money.of(comparison, scenario), names.called(comparison)
    rungs: list[Rung] = []
    for name in LABELS:
        record = book.records.get((name, payer, None, ALL))
        before = rungs[-1].value if rungs else None
        why = tuple(record.reason.split("; ")) if record and record.reason else ()
        rungs.append(Rung(name, record.difference.mean if record else 0.0, before, why))
    cost = -book.mean("program", payer)
    return LadderData(
        scenario=called[scenario],
        baseline=called[comparison.identity.baseline],
        payer=payer,
        period=names.period(comparison.identity),
        last_year=names.last_year(comparison.identity),
        dollars=names.dollars(comparison.identity),
        rungs=tuple(rungs),
        cost=cost,
        moved=book.mean("cash_net", payer) - (rungs[2].value - cost),
        agreement="captured" in book.rungs,
    )


def drop_words(data: LadderData, rung: Rung) -> str:
    """Return why a rung is less than the one before it, or more; nothing where it is as much."""
    if rung.before is None:
        return NOT_CASH if rung.value > 0 else ""
    if rung.reasons:
        return "why: " + "; ".join(REASONS[reason] for reason in rung.reasons)
    if rung.name in ("captured", "reinvested") and not data.agreement:
        return NO_AGREEMENT.removeprefix("$0: ") if rung.name == "captured" else ""
    if rung.lost <= 0.0 or data.scale.text(rung.lost) == "$0":
        return ""
    if rung.value < 0.0:
        return LOSSES[rung.name]
    return DROPS[rung.name].format(last=data.last_year)


def drop_amount(data: LadderData, rung: Rung) -> str:
    """Return how much is lost or gained at a rung, such as `−$28.1M`; `$0` where nothing is captured at all."""
    if rung.before is None:
        return ""
    if rung.name == "captured" and not data.agreement:
        return "$0:"
    return data.scale.text(-rung.lost) if drop_words(data, rung) else ""


def title(data: LadderData) -> str:
    """Return what is left of the gross value, and whether it covers LEAD's cost."""
    gross, avoided, cash = (data.rung(name).value for name in ("gross", "avoided", "cashable"))
    if not any(rung.value for rung in data.rungs) and not data.cost:
        return f"Nothing changes for {names.payers(data.payer)}"
    if avoided < 0:
        more = data.scale.text(-avoided, signed=False)
        lead = f"while {cost_words(data)}" if data.cost < 0 else "on top of LEAD’s own"
        return f"On average nothing is avoided: other costs rise by {more}, {lead}"
    if gross <= 0 or avoided > gross:
        first = f"On average {data.scale.text(avoided, signed=False)} is really avoided"
    else:
        first = f"{names.capital(_share(avoided / gross))} of the gross value is really avoided"
    return first + _cash(data, gross, cash) + _covers(data)


def _cash(data: LadderData, gross: float, cash: float) -> str:
    if cash < 0:
        return f", but budgets pay {data.scale.text(-cash, signed=False)} more"
    if gross <= 0 or cash > gross:
        return f", and {data.scale.text(cash, signed=False)} leaves a budget"
    return f", and {_share(cash / gross)} leaves a budget"


def _covers(data: LadderData) -> str:
    """Return what the title adds where LEAD costs more than a rung gives."""
    if data.cost <= 0 or data.left("cashable") >= 0:
        return ""
    if data.rung("cashable").value < 0:
        return " even before LEAD’s cost"
    return "; neither covers LEAD’s cost" if data.left("avoided") < 0 else ", less than LEAD costs"


def _share(share: float) -> str:
    if share == 0.0:
        return "none"
    return next((words for upto, words in SHARES if share < upto), "nearly all" if share < 1.0 else "all")


def subtitle(data: LadderData) -> str:
    """Return measure, unit, period, and what the marks are."""
    return (
        f"Savings ladder for {names.payers(data.payer)}, {data.scale.name}, {data.period} total, {data.dollars}, "
        f"average of futures, against {names.quoted(data.baseline)}. Hatched: lost at that step."
    )


def cost_words(data: LadderData) -> str:
    """Return what LEAD costs, as it stands at its line."""
    amount = data.scale.text(abs(data.cost), signed=False)
    return f"LEAD costs {amount} less" if data.cost < 0 else f"Program cost {amount}"


def note(data: LadderData) -> str:
    """Return what no rung shows."""
    if abs(data.moved) < 0.5:
        return ""
    size, whom = data.scale.text(abs(data.moved), signed=False), names.payers(data.payer)
    moved = f"brings {whom} {size}" if data.moved > 0 else f"takes {size} from {whom}"
    return f"The agreement also {moved}, which no rung contains."


def alt(data: LadderData) -> str:
    """Return the chart in words."""
    text = data.scale.text
    steps = [f"{LABELS[r.name][0].lower()} {text(r.value, signed=False)}{_why(data, r)}" for r in data.rungs]
    left = ", ".join(f"{text(data.left(name))} on {name}" for name in ("avoided", "cashable"))
    return (
        f"{title(data)}. Savings ladder of {names.quoted(data.scenario)} for {names.payers(data.payer)}, "
        f"{data.period}, averages: {'; '.join(steps)}. {cost_words(data)}, which leaves {left}. {note(data)}"
    ).strip()


def _why(data: LadderData, rung: Rung) -> str:
    words = drop_words(data, rung)
    return f" ({' '.join(part for part in (drop_amount(data, rung), words) if part)})" if words else ""


def table(data: LadderData) -> Table:
    """Return the rungs, LEAD's cost and what is left on two of them."""
    rows: list[tuple[str, float, float | None, str]] = [
        (LABELS[rung.name][0], rung.value, None if rung.before is None else -rung.lost, drop_words(data, rung))
        for rung in data.rungs
    ]
    rows.append(("Program cost", -data.cost, None, ""))
    rows += [(f"{LABELS[n][0]} less program cost", data.left(n), None, "") for n in ("avoided", "cashable")]
    cell = data.scale.cell
    return Table(
        headings=("Step", data.scale.name, "Against the step before", "Why"),
        rows=tuple((a, cell(b, signed=False), "" if c is None else cell(c), d) for a, b, c, d in rows),
        columns=("step", "dollars", "against_step_before", "why"),
        values=tuple(rows),
    )
