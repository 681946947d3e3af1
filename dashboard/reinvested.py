"""What captured savings do in a scenario of an answer, in words; each sentence turns round where it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from dashboard import pairs
from dashboard.figures import fund_places_data as places
from dashboard.figures.names import called, capital, listed, many_years, quoted
from dashboard.findings import Headline
from dashboard.funding import Funding
from dashboard.key_figures import NO_EFFECT, KeyFigure
from dashboard.story import in_sentence
from simulator.analysis.estimate import Verdict, futures, verdict
from simulator.experiment.reinvest import WITHOUT, Cliff
from simulator.report import words
from simulator.report.comes_to import Ratios, ratios
from simulator.report.fund import FundYears
from simulator.report.money import Money
from simulator.report.scales import scale_of
from simulator.results import ALL, Comparison, Difference, Record

CENT = 0.005
NOTHING_ASKED = "No agreement is named, so nothing is captured"


@dataclass(frozen=True)
class Reinvested:
    """A scenario of an answer and its fund; `funding` is who funds LEAD besides, where that can be read."""

    comparison: Comparison
    scenario: str
    funding: Funding | None = None

    @cached_property
    def fund(self) -> FundYears:
        """The fund by fiscal year."""
        return FundYears(self.comparison, self.scenario)

    @cached_property
    def book(self) -> Money:
        """The money of the scenario."""
        return Money.of(self.comparison, self.scenario)

    @cached_property
    def ratios(self) -> Ratios:
        """What the scenario comes to."""
        return ratios(self.comparison, self.scenario)

    @property
    def has_fund(self) -> bool:
        """Whether an agreement captures anything, or could."""
        return self.fund.record("deposits") is not None

    @property
    def without(self) -> str | None:
        """The same scenario without its fund; None where the answer does not have it."""
        name = self.scenario + WITHOUT
        return name if name in self.comparison.identity.scenarios else None

    @property
    def name(self) -> str:
        """The scenario's short name."""
        return called(self.comparison)[self.scenario]

    @property
    def years(self) -> tuple[int, ...]:
        """The fiscal years."""
        return self.comparison.identity.fiscal_years

    @property
    def cliffs(self) -> Sequence[Cliff]:
        """Where LEAD's other funding falls."""
        return self.funding.found.cliffs if self.funding else ()

    def cost(self, year: str | int = ALL) -> float:
        """Return what LEAD costs, with its services, in dollars."""
        found = self.book.records.get(("program", ALL, None, year))
        return found.scenario_mean if found else 0.0

    def share(self, year: int) -> float | None:
        """Return which share of LEAD's cost the deposits of a year would pay; None where there is no LEAD."""
        cost = self.cost(year)
        return self.fund.mean("deposits", period=year) / cost if cost > 0.0 else None

    def because(self, measure: str) -> Record | None:
        """Return what the fund changed over the whole horizon."""
        mine = (r for r in self.comparison.records if r.scenario == self.scenario and r.fiscal_year == ALL)
        return next((r for r in mine if r.measure == f"because_{measure}"), None)

    @property
    def places(self) -> places.PlacesData | None:
        """The places with and without the fund."""
        if self.without is None:
            return None
        return places.of(self.comparison, self.scenario, self.without, self.cliffs)

    @property
    def better_off(self) -> Difference | None:
        """By how much all payers together are better off in cash for the agreement."""
        if self.without is None:
            return None
        return pairs.against(self.comparison, self.scenario, self.without, ALL, "cash_net")


def percent(share: float) -> str:
    """Return a share as pages have it, such as `62%`."""
    return words.percent(share).replace(" %", "%")


def dollars(value: float) -> str:
    """Return an amount by itself, in the unit that fits it, without a plus."""
    return scale_of([value]).text(value, signed=False)


# -- the headline ---------------------------------------------------------------------------------------------


def headline(of: Reinvested) -> Headline:
    """Return the finding, what the agreement costs all payers together where it does, and where the money is from."""
    return Headline(finding(of), worse_off(of), dek(of))


def finding(of: Reinvested) -> str:
    """Return how far captured savings carry LEAD, against where its funding falls if it does."""
    if not of.has_fund:
        return f"{NOTHING_ASKED} in {quoted(of.name)}"
    if of.fund.total("captured") <= 0.0:
        return "Nothing is captured in any future: no saving in cash was certified in time"
    if of.fund.mean("deposits") <= 0.0:
        return f"LEAD’s fund gets nothing: what is captured goes to {listed(_recipients(of))}"
    last = of.years[-1]
    deposits, falls = of.fund.mean("deposits", period=last), [c for c in of.cliffs if c.when.year <= last]
    if falls:
        share = deposits / sum(fall.lost for fall in falls)
        sources = listed(list(dict.fromkeys(words.plain(fall.source) for fall in falls)))
        much = "all of it" if share >= 1.0 else f"{percent(share)} of what it gave"
        return f"Where {sources} falls, captured savings replace {much} in {last}"
    share_of_cost = of.share(last)
    if share_of_cost is None:
        return f"In {last} there is no LEAD that captured savings could pay for"
    much = "more than all" if share_of_cost > 1.0 else percent(share_of_cost)
    return f"In {last} captured savings pay for {much} of what LEAD costs"


def _recipients(of: Reinvested) -> list[str]:
    return [words.plain(name) for name in of.fund.details("recipient")] or ["nobody"]


def worse_off(of: Reinvested) -> str:
    """Return the sentence that a headline may not leave out: that all payers together are worse off in cash."""
    better = of.better_off
    if better is None:
        return ""
    losing, all_ = futures(better, positive=False)
    if not losing or losing < words.WARNED_SHARE * all_:
        return ""
    size = f", by {dollars(-better.mean)} on average" if verdict(better) is Verdict.NEGATIVE else ""
    return f"In {losing} of {all_} futures all payers together are worse off in cash with the agreement{size}."


def dek(of: Reinvested) -> str:
    """Return what is captured from whom, in how many futures nothing is, and whether that carries LEAD."""
    total = of.fund.total("captured")
    if total <= 0.0:
        return "Only an agreement moves money, and only money that an audit or a formula finds to be saved."
    payers = listed([in_sentence(payer) for payer in of.fund.details("captured")])
    horizon = many_years(of.comparison.identity)
    moved = f"The agreement moves {dollars(total)} out of the budget of {payers} over {horizon}"
    got = of.fund.mean("deposits")
    parts = [f"{moved}{_never(of)}{'' if got >= total - 1.0 else f'; LEAD’s fund gets {dollars(got)}'}."]
    return " ".join([*parts, carried(of)]).strip()


def _never(of: Reinvested) -> str:
    """Return in how many futures nothing is captured, where that is some of them."""
    record = of.book.records.get(("captured", ALL, None, ALL))
    if record is None or record.difference.chance_positive == 1.0:
        return ""
    several, all_ = words.of_futures(_share_without(record))
    return f", and nothing in {several} of {all_} futures"


def _share_without(record: Record) -> Record:
    return replace(record, difference=replace(record.difference, mean=1.0 - record.difference.chance_positive))


def carried(of: Reinvested) -> str:
    """Return in how many futures captured savings alone ever pay for LEAD."""
    never = _measure(of, "carried_never")
    if never is None:
        return ""
    several, all_ = words.of_futures(never)
    if several == all_:
        return "In no future do they pay for LEAD alone, in any year." if all_ > 1 else "They never pay for LEAD alone."
    return f"In {all_ - several} of {all_} futures they pay for all of LEAD in the end."


def _measure(of: Reinvested, measure: str) -> Record | None:
    mine = (r for r in of.comparison.records if r.scenario == of.scenario and r.table == "fund")
    return next((r for r in mine if r.measure == measure), None)


# -- key figures ----------------------------------------------------------------------------------------------


def key_figures(of: Reinvested) -> list[KeyFigure]:
    """Return what is captured, what it buys, what it carries, and what would carry LEAD."""
    return [_captured(of), *_places(of), _carried(of), needed(of)]


def _captured(of: Reinvested) -> KeyFigure:
    cashable = sum(of.book.mean("cashable", payer) for payer in of.fund.details("captured"))
    total = of.fund.total("captured")
    detail = f"of the {dollars(cashable)} in cash that the payers covered save" if cashable > 0.0 else (
        "though the payers covered save no cash on average; an audit can find more than was saved"
    )  # fmt: skip
    return KeyFigure(f"Captured, {many_years(of.comparison.identity)}", dollars(total), detail if total > 0 else "")


def _places(of: Reinvested) -> list[KeyFigure]:
    data = of.places
    if data is None:
        return []
    there, without = data.last
    more, year = there - without, of.years[-1]
    detail = f"{there:,} with captured savings, {without:,} without"
    if more < 0:
        return [KeyFigure(f"Fewer places in {year}", f"{-more:,}", detail, "costs")]
    return [KeyFigure(f"More places in {year}", f"{more:,}" if more else NO_EFFECT, detail, "saves" if more else "")]


def _carried(of: Reinvested) -> KeyFigure:
    year = of.years[-1]
    share = of.share(year)
    label = f"Carried by savings in {year}"
    if share is None:
        return KeyFigure(label, NO_EFFECT, "there is no LEAD then")
    deposits = dollars(of.fund.mean("deposits", period=year))
    return KeyFigure(label, percent(share), f"{deposits} of the {dollars(of.cost(year))} that LEAD costs")


def needed(of: Reinvested) -> KeyFigure:
    """Return which share of savings would have to be captured to carry LEAD, or that no share does."""
    label = "Capture needed to carry itself"
    never, rate = of.ratios.get(("self_funding_never", ALL)), of.ratios.get(("self_funding_rate", ALL))
    if never is None:
        return KeyFigure(label, NO_EFFECT, "LEAD costs no more than in the baseline")
    several, all_ = words.of_futures(never)
    if rate is None or several == all_:
        detail = f"in {several} of {all_} futures no share up to 100% of public cash savings is enough"
        return KeyFigure(label, "No rate", detail, "costs")
    other = f"; in {several} of {all_} futures no share up to 100% is enough" if several else ""
    return KeyFigure(label, percent(rate.difference.mean), f"of public cash savings, in the middle future{other}")


def carries_itself(of: Reinvested) -> str:
    """Return whether any share of savings could pay for LEAD, as a title."""
    figure = needed(of)
    if figure.value == "No rate":
        return "No capture rate up to 100% lets savings alone carry this program"
    if figure.value == NO_EFFECT:
        return "There is nothing that savings would have to carry"
    return f"An agreement would have to move {figure.value} of savings to carry the program"


# -- who has to agree, and what is checked ----------------------------------------------------------------------


def agreeing(of: Reinvested) -> list[str]:
    """Return who gives up what, who says how much that is, and whose money the fund replaces."""
    fund = of.fund
    payers = [f"{in_sentence(payer)} ({dollars(fund.mean('captured', payer))})" for payer in fund.details("captured")]
    lines = []
    if payers:
        whose = "that budget office" if len(payers) == 1 else "each of these budget offices"
        leaves = f"Captured savings leave the budget of {listed(payers)}."
        lines.append(f"{leaves} {capital(whose)} has to lower a spending line first.")
    lines += [
        f"{capital(words.plain(name))} gets {dollars(fund.mean('recipient', name))} of what is captured."
        for name in fund.details("recipient")
    ]
    if of.funding and of.funding.found.certified_by:
        lines.append(f"How much was saved is certified by: {of.funding.found.certified_by}.".replace("..", "."))
    replaced = of.because("paid_by_others")
    if replaced is not None and words.shown(replaced.difference.mean) != 0.0:
        size = dollars(abs(replaced.difference.mean))
        lines.append(
            f"LEAD’s other funders pay {size} less than without the fund: its money replaces theirs."
            if replaced.difference.mean < 0.0
            else f"LEAD’s other funders pay {size} more than without the fund."
        )
    return lines


def checks(of: Reinvested) -> list[str]:
    """Return what is reckoned again for this page, and whether it holds."""
    return [balances(of), *_ladder(of)]


def balances(of: Reinvested) -> str:
    """Return whether what comes in is what goes out and what is left, to the cent, in every year."""
    fund = of.fund
    before: float | None = None
    for year in of.years:
        opening, closing = fund.mean("opening", period=year), fund.mean("closing", period=year)
        out = fund.total("spending", year)
        out += fund.mean("administration", period=year) + fund.mean("returned", period=year)
        if abs(opening + fund.mean("deposits", period=year) - out - closing) > CENT:
            return f"The ledger does not balance in {year}."
        if before is not None and abs(opening - before) > CENT:
            return f"The ledger of {year} does not open with what was left the year before."
        before = closing
    return "The ledger balances to the cent in every year, and each year opens with what the year before left."


def _ladder(of: Reinvested) -> list[str]:
    """Return the rungs from captured down, each at most the one before, or where that is not so."""
    rungs = [rung for rung in ("gross", "avoided", "cashable", "captured", "reinvested") if rung in of.book.rungs]
    means = {rung: of.book.mean(rung) for rung in rungs}
    told = [f"{rung} {dollars(means[rung])}" for rung in reversed(rungs)]
    wrong = [f"{below} is more than {above}" for above, below in pairwise(rungs) if means[below] > means[above] + CENT]
    if not wrong:
        return [f"Each rung is part of the one above: {' ≤ '.join(told)}."]
    one_time = of.fund.mean("opening") and "reinvested is more than captured" in wrong
    why = "; the fund also spends what it started with" if one_time else ""
    return [f"Not each rung is part of the one above: {listed(wrong)} ({', '.join(told)}){why}."]
