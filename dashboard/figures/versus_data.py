"""What the paired differences show, and their words: whether a scenario is better than another in the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from dashboard.figures import names
from dashboard.figures.dots_data import NETS
from dashboard.figures.drawn import Table
from simulator.analysis.estimate import Verdict, futures, verdict
from simulator.report.scales import Scale, scale_of
from simulator.results import ALL, Comparison, Difference

Side = Literal["better", "worse", "apart"]


@dataclass(frozen=True)
class Against:
    """By how many dollars a scenario's net is better than the reference's."""

    scenario: str
    difference: Difference

    @property
    def side(self) -> Side:
        """Whether it is better or worse; `apart` where that cannot be told."""
        kind = verdict(self.difference)
        return "better" if kind is Verdict.POSITIVE else "worse" if kind is Verdict.NEGATIVE else "apart"

    @property
    def words(self) -> str:
        """In how many futures it is better or worse, or that they cannot be told apart."""
        kind = verdict(self.difference)
        better, of_all = futures(self.difference)
        if kind is Verdict.SAME:
            return "the same in every future"
        if kind is Verdict.MIXED_FUTURES:
            return f"cannot be told apart: better in {better} of {of_all}"
        if kind is Verdict.SIMULATION_ERROR:
            draws = "one draw" if self.difference.draws == 1 else f"{self.difference.draws} draws"
            return f"cannot be told from chance at {draws}"
        if kind is Verdict.POSITIVE:
            return f"better in {better} of {of_all}"
        return f"worse in {futures(self.difference, positive=False)[0]} of {of_all}"


@dataclass(frozen=True)
class VersusData:
    """Scenarios against one of them, in the order in which they were asked."""

    reference: str
    rung: str
    payer: str
    period: str
    dollars: str
    rows: tuple[Against, ...]

    @property
    def scale(self) -> Scale:
        """The unit of all amounts."""
        return scale_of([edge for row in self.rows for edge in (row.difference.low, row.difference.high)])


def of(
    comparison: Comparison, reference: str, payer: str = ALL, rung: str = "net", shown: Sequence[str] | None = None
) -> VersusData | None:
    """Return scenarios, those shown or all, against one of them; None where the answer pairs none."""
    pairs = {
        (each.scenario, each.other): each.difference
        for each in comparison.versus
        if (each.payer, each.rung) == (payer, rung)
    }
    called, rows = names.called(comparison), []
    for name in comparison.identity.scenarios if shown is None else shown:
        if (name, reference) in pairs:
            rows.append(Against(called[name], pairs[name, reference]))
        elif (reference, name) in pairs:
            rows.append(Against(called[name], turned(pairs[reference, name])))
    if not rows:
        return None
    identity = comparison.identity
    return VersusData(called[reference], rung, payer, names.period(identity), names.dollars(identity), tuple(rows))


def turned(difference: Difference) -> Difference:
    """Return a difference the other way round."""
    d = difference
    return replace(
        d, mean=-d.mean, low=-d.high, high=-d.low, p25=-d.p75, p75=-d.p25, chance_positive=d.chance_negative,
        chance_negative=d.chance_positive,
    )  # fmt: skip


def title(data: VersusData) -> str:
    """Return who is better and who worse, in how many futures, and who cannot be told apart."""
    reference = names.quoted(data.reference)
    told: list[str] = []
    for side, verbs in (("better", ("beats", "beat")), ("worse", ("does worse than", "do worse than"))):
        if mine := [row for row in data.rows if row.side == side]:
            verb = verbs[len(mine) > 1]
            against = verb.removesuffix(" than") if told else f"{verb} {reference}"
            told.append(f"{_listed(mine)} {against} in {_agreeing(mine)}{'' if told else ' futures'}")
    if mine := [row for row in data.rows if row.side == "apart"]:
        told.append(f"{_listed(mine)} cannot be told apart from {'it' if told else reference}")
    return "; ".join(told)


def _agreeing(rows: Sequence[Against]) -> str:
    """Return in how many futures scenarios are better, or worse, in each of them."""
    counts = [futures(row.difference, positive=row.side == "better") for row in rows]
    least, of_all = min(counts)
    return f"{'' if max(counts) == min(counts) else 'at least '}{least} of {of_all}"


def _listed(rows: Sequence[Against]) -> str:
    *others, last = [names.quoted(row.scenario) for row in rows]
    return f"{', '.join(others)} and {last}" if others else last


def subtitle(data: VersusData) -> str:
    """Return measure, unit, period, and what the marks are."""
    return (
        f"Difference in {NETS[data.rung].lower()} to {names.payers(data.payer)} from {names.quoted(data.reference)}, "
        f"{data.scale.name}, {data.period} total, {data.dollars}, same people and same luck. Dot: average. "
        "Line: 90% of futures."
    )


def note(data: VersusData) -> str:
    """Return what it means that two cannot be told apart, where that is said."""
    if all(row.side != "apart" for row in data.rows):
        return ""
    return (
        "“Cannot be told apart” means that fewer than 36 of 50 futures agree on which is better, or that the average "
        "is within two standard errors of none."
    )


def alt(data: VersusData) -> str:
    """Return the chart in words."""
    rows = [
        f"{names.quoted(row.scenario)} {data.scale.text(row.difference.mean)} on average, 90% of futures between "
        f"{data.scale.span(row.difference.low, row.difference.high, signed=True)}, {row.words}"
        for row in data.rows
    ]
    return f"{title(data)}. {subtitle(data)} {'; '.join(rows)}."


def table(data: VersusData) -> Table:
    """Return a row for each scenario."""
    cell = data.scale.cell
    return Table(
        headings=("Scenario", "Average", "5th percentile", "95th percentile", f"Against {data.reference}"),
        rows=tuple(
            (r.scenario, cell(r.difference.mean), cell(r.difference.low), cell(r.difference.high), r.words)
            for r in data.rows
        ),
        columns=("scenario", "mean", "p05", "p95", "words"),
        values=tuple((r.scenario, r.difference.mean, r.difference.low, r.difference.high, r.words) for r in data.rows),
    )
