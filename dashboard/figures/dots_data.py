"""What the dots show, and their words: a net in equally likely futures, how many save and how many cost."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.figures import names
from dashboard.figures.drawn import Table
from simulator.analysis.estimate import FEWEST_APART, FUTURES, MOST_APART, Verdict, futures, verdict
from simulator.report.money import Money
from simulator.report.scales import Scale, scale_of
from simulator.report.words import WARNED_SHARE
from simulator.results import ALL, Comparison, Difference

NETS = {"net": "Net of what varies", "cash_net": "Net in cash"}
"""What a net is called in a subtitle."""
DOES = {
    "net": ("save more than they cost", "cost more than they save"),
    "cash_net": ("leave more cash", "leave less cash"),
}
"""What futures above and below zero do."""


@dataclass(frozen=True)
class DotsData:
    """A net over the whole horizon: its estimate, and its value in each of up to 50 futures, in order, in dollars."""

    scenario: str
    baseline: str
    rung: str
    payer: str
    years: str
    dollars: str
    values: tuple[float, ...]
    net: Difference

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many futures save, how many cost, and of how many, as everywhere."""
        saving, of_all = futures(self.net)
        return saving, futures(self.net, positive=False)[0], of_all

    @property
    def scale(self) -> Scale:
        """The unit of all amounts."""
        return scale_of([*self.values, self.net.mean])


def of(comparison: Comparison, scenario: str, payer: str = ALL, rung: str = "net") -> DotsData | None:
    """Return a scenario's net in its futures; None where the answer has none, being of an earlier leadsim."""
    key = (scenario, rung, payer)
    found = next((each for each in comparison.futures if (each.scenario, each.rung, each.payer) == key), None)
    net = Money.of(comparison, scenario).records.get((rung, payer, None, ALL))
    if found is None or net is None:
        return None
    called = names.called(comparison)
    return DotsData(
        scenario=called[scenario],
        baseline=called[comparison.identity.baseline],
        rung=rung,
        payer=payer,
        years=names.many_years(comparison.identity),
        dollars=names.dollars(comparison.identity),
        values=found.values,
        net=net.difference,
    )


def title(data: DotsData) -> str:
    """Return in how many futures it saves, or costs where these are more."""
    saving, costing, of_all = data.counts
    name, whom = names.quoted(data.scenario), names.whom(data.payer)
    saves, costs = _verbs(data, whom)
    kind = verdict(data.net)
    if kind is Verdict.SAME:
        return f"{name} changes nothing for {names.payers(data.payer)}"
    if kind is Verdict.SIMULATION_ERROR:
        draws = "one draw" if data.net.draws == 1 else f"{data.net.draws} draws"
        return f"Whether {name} {saves} cannot be told from chance at {draws}"
    if FEWEST_APART <= FUTURES * saving / of_all <= MOST_APART and costing:
        return f"{name} could go either way: it {saves} in {saving} of {of_all} futures"
    if saving >= costing:
        warned = f"; in {costing} of {of_all} it {costs}" if costing >= WARNED_SHARE * of_all else ""
        return f"In {saving} of {of_all} futures {name} {saves}{warned}"
    return f"In {costing} of {of_all} futures {name} {costs}"


def _verbs(data: DotsData, whom: str) -> tuple[str, str]:
    if data.rung == "cash_net":
        return f"leaves {whom or 'budgets '}with more cash", f"leaves {whom or 'budgets '}with less cash"
    return f"saves {whom}money", f"costs {whom}more than it saves"


def subtitle(data: DotsData) -> str:
    """Return measure, unit, period, and what a dot is."""
    of_all = len(data.values)
    dot = f"one of {of_all} equally likely futures" if of_all == FUTURES else f"one of the {of_all} draws simulated"
    if of_all == 1:
        dot = "the only draw simulated"
    return (
        f"{NETS[data.rung]} to {names.payers(data.payer)} after {data.years}, {data.scale.name}, {data.dollars}, "
        f"against {names.quoted(data.baseline)}. Each dot is {dot}."
    )


def alt(data: DotsData) -> str:
    """Return the chart in words."""
    text = data.scale.text
    saving, costing, of_all = data.counts
    neither = of_all - saving - costing
    same = f", {neither} make no difference" if neither else ""
    saves, costs = DOES[data.rung]
    return (
        f"{title(data)}. {subtitle(data)} {saving} of {of_all} {saves}, {costing} {costs}{same}. "
        f"The average is {text(data.net.mean)}; the worst dot is {text(data.values[0])}, the best "
        f"{text(data.values[-1])}. 90% of futures fall between {data.scale.span(data.net.low, data.net.high)}."
    )


def table(data: DotsData) -> Table:
    """Return the futures from the worst to the best."""
    rows = [(n + 1, value, kind_of(value)) for n, value in enumerate(data.values)]
    return Table(
        headings=("Future, from the worst", data.scale.name, "What it does"),
        rows=tuple((str(n), data.scale.cell(value), kind) for n, value, kind in rows),
        columns=("future", "dollars", "kind"),
        values=tuple(rows),
    )


def kind_of(value: float) -> str:
    """Return what a future of such a net does."""
    return "saves" if value > 0 else "costs" if value < 0 else "no difference"
