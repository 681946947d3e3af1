"""What share of LEAD any rate of capture would carry: its data, words and table."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.figures.drawn import Table, Value
from dashboard.figures.names import called, period, quoted
from simulator.report import words
from simulator.report.comes_to import ratios
from simulator.results import ALL, Comparison, Difference

STEP = 10
RATES = tuple(percent / 100.0 for percent in range(0, 101, STEP))
ENDS = ("mean", "p05", "p25", "p75", "p95")
NOTE = (
    "Priced on this answer, not simulated: what captured savings would buy, delays, caps and audits are not in it. A "
    "rate is a share of all public savings in cash."
)


@dataclass(frozen=True)
class Present:
    """Where this answer's own agreement is: its captured share of public savings in cash, and what that carries."""

    rate: float
    carried: float


@dataclass(frozen=True)
class RatesData:
    """Shares of LEAD's cost that all public savings in cash would carry; a rate carries that part of them.

    `needed` is the rate that carries LEAD in the middle future, None where half have none; `never` of `of` futures have
    none. `present` is where an agreement of this answer is, with what its fund bought.
    """

    scenario: str
    period: str
    all_of_it: Difference
    needed: float | None
    never: int
    of: int
    present: Present | None

    @property
    def several(self) -> bool:
        """Whether there is a range to draw."""
        return self.all_of_it.low != self.all_of_it.high


def of(comparison: Comparison, scenario: str, priced: str) -> RatesData | None:
    """Return the data of a scenario; `priced` is the same one without its fund, or itself where it has none.

    None where LEAD costs no more than in the baseline in some futures, or in an answer of an earlier leadsim.
    """
    found = ratios(comparison, priced)
    carried, never, rate = (found.get((f"self_funding_{name}", ALL)) for name in ("carried", "never", "rate"))
    if carried is None or never is None:
        return None
    several, all_ = words.of_futures(never)
    return RatesData(
        called(comparison)[scenario], period(comparison.identity), carried.difference,
        rate.difference.mean if rate else None, several, all_, _present(comparison, scenario, priced),
    )  # fmt: skip


def _present(comparison: Comparison, scenario: str, priced: str) -> Present | None:
    """Return what this answer's agreement captures of what it would be without it, and carries of LEAD's cost."""
    whole = {
        (r.scenario, r.measure, r.rung): r.difference.mean
        for r in comparison.records
        if r.fiscal_year == ALL and r.payer == ALL and r.line is None
    }
    deposits, cost = whole.get((scenario, "fund_deposits", None)), -whole.get((scenario, "dollars", "program"), 0.0)
    captured, saved = (
        whole.get((name, "dollars", rung)) for name, rung in ((scenario, "captured"), (priced, "cashable"))
    )
    if not deposits or not captured or cost <= 0.0 or not saved or saved <= 0.0:
        return None
    return Present(captured / saved, deposits / cost)


def percent(share: float) -> str:
    """Return a share such as `62%`."""
    return words.percent(share).replace(" %", "%").replace("-", words.MINUS)


def title(data: RatesData) -> str:
    """Return which rate carries LEAD, or how little of it all savings would."""
    if data.never == data.of or data.needed is None:
        most = data.all_of_it.mean
        if most <= 0.0:
            return f"{quoted(data.scenario)} saves no public cash that could carry it, at any capture rate"
        return f"Even at a capture rate of 100% savings would carry {percent(most)} of {quoted(data.scenario)}"
    return f"A capture rate of {percent(data.needed)} would carry {quoted(data.scenario)}, in the middle future"


def subtitle(data: RatesData) -> str:
    """Return the measure, the period and the marks."""
    marks = "Line: average; bands: the middle 50% and 90% of futures" if data.several else "Line: the one future"
    return (
        f"Share of what LEAD costs more than in the baseline that captured savings would carry, by the share captured "
        f"of public savings in cash, {data.period}. {marks}."
    )


def note(data: RatesData) -> str:
    """Return what is not in it, and where no rate is enough."""
    never = f"In {data.never} of {data.of} futures no rate up to 100% carries it. "
    here = ""
    if data.present is not None:
        here = (
            f" The dot is simulated: this agreement captures {percent(data.present.rate)} and carries "
            f"{percent(data.present.carried)}, with what its fund buys."
        )
    return f"{never if data.never else ''}{NOTE}{here}"


def alt(data: RatesData) -> str:
    """Return the figure in words."""
    most = data.all_of_it
    ends = f", 90% of futures between {percent(most.low)} and {percent(most.high)}" if data.several else ""
    return f"{title(data)}. At a capture rate of 100% savings carry {percent(most.mean)} of LEAD{ends}."


def table(data: RatesData) -> Table:
    """Return what each rate carries."""
    ends = [data.all_of_it.mean, data.all_of_it.low, data.all_of_it.p25, data.all_of_it.p75, data.all_of_it.high]
    rows: list[tuple[str, ...]] = []
    values: list[tuple[Value, ...]] = []
    for rate in RATES:
        mean, low, _, _, high = (rate * end for end in ends)
        rows.append((percent(rate), percent(mean), percent(low), percent(high)))
        values.append((rate, *(rate * end for end in ends)))
    headings = ("Capture rate", "Carried, average", "Low end of 90%", "High end of 90%")
    return Table(headings, tuple(rows), ("capture_rate", *(f"carried_{end}" for end in ENDS)), tuple(values))
