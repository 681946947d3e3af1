"""Everything a funding case says, as strings and numbers: the page, the slides and the files only set it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from simulator.experiment.question import DEFAULT_DRAWS, DEFAULT_SEED
from simulator.inputs.scenario import FUND
from simulator.report import words
from simulator.report.case import tornado_words
from simulator.report.case.amounts import listed, told
from simulator.report.case.doubts import could_go_wrong, not_counted
from simulator.report.case.key_figures import Figure, key_figures
from simulator.report.case.payer_matrix import Matrix, payer_matrix, span
from simulator.report.case.tornado import tornado
from simulator.report.case.view import View
from simulator.report.case.wording import claim, spread, warning
from simulator.report.tables import MONEY_NOTE
from simulator.results import ALL

DAY = "{0:%b} {0.day}, {0.year}"


@dataclass(frozen=True)
class FundingCase:
    """What is said of one scenario.

    `claim` has no end stop. `warning` is there when enough futures lose. `sign` says how money is signed. `source` is
    the one line below every picture, `basis` all that is needed to ask again, `command` how. `rests_on` says whether
    a single input turns the result and which one moves it farthest, where somebody asked.
    """

    place: str
    title: str
    sentence: str
    claim: str
    warning: str | None
    spread: str
    problem: str
    ask: tuple[str, ...]
    figures: tuple[Figure, ...]
    matrix: Matrix
    risks: tuple[str, ...]
    uncounted: tuple[str, ...]
    rests_on: str | None
    source: str
    basis: tuple[str, ...]
    command: str
    loses: bool

    @property
    def document_title(self) -> str:
        """The title of a file."""
        return f"{self.title}: {self.claim}"


def funding_case(view: View) -> FundingCase:
    """Return everything a funding case says."""
    return FundingCase(
        place=view.place,
        title=view.title,
        sentence=view.scenario.sentence,
        claim=claim(view),
        warning=warning(view),
        spread=spread(view),
        problem=_problem(view),
        ask=_ask(view),
        figures=key_figures(view),
        matrix=payer_matrix(view),
        risks=could_go_wrong(view),
        uncounted=not_counted(view),
        rests_on=_rests_on(view),
        source=_source(view),
        basis=_basis(view),
        command=command(view),
        loses=words.shown(view.net.difference.mean) < 0,
    )


def _problem(view: View) -> str:
    """Return the place's problem in one number, as the baseline has it."""
    people = view.comparison.identity.people
    pool, others = (view.count(m).baseline_mean for m in ("jail_population_mean", "jail_background_mean"))
    beds = words.count(pool, signed=False)
    who = f"{people:,} people whom police meet again and again"
    in_all = f" of about {words.count(pool + others, signed=False)}" if others else ""
    again = words.count(view.count("bookings").baseline_mean / _length(view), signed=False)
    return (
        f"Here, {who} fill about {beds}{in_all} jail beds in use on an average day and are booked about {again} times "
        f"a year, as simulated without this plan."
    )


def _length(view: View) -> float:
    """Return the years of the horizon."""
    return view.scenario.jurisdiction.file.horizon_years


def _ask(view: View) -> tuple[str, ...]:
    """Return the money, from whom, for how long and for how many people; and the agreement it takes."""
    book, years = view.book, _length(view)
    spent = {
        payer: record.scenario_mean / years
        for payer in view.payers
        if (record := book.records.get(("program", payer, None, ALL))) and record.scenario_mean >= 0.5
    }
    total = book.records["program", ALL, None, ALL].scenario_mean / years
    if not spent:
        return (f"Nothing: no money is spent on LEAD in {span(view)}.",)
    parts = [f"{told(each, signed=False)} from {_from(view, payer)}" for payer, each in spent.items()]
    served, new = view.count("participants_mean").scenario_mean, view.count("participants").scenario_mean
    money = (
        f"{told(total, signed=False)} a year for LEAD in {span(view)}: {listed(parts)}. It serves "
        f"about {words.count(served, signed=False)} people at a time and takes in {words.count(new, signed=False)} new "
        "people in all."
    )
    before = book.records["program", ALL, None, ALL].baseline_mean / years
    against = (
        f"The baseline, {view.baseline.title}, spends {told(before, signed=False)} a year on it, on average."
        if before >= 0.5
        else ""
    )
    return tuple(filter(None, (money, against, _agreement(view))))


def _rests_on(view: View) -> str | None:
    found = tornado(view)
    return None if found is None else tornado_words.line(view, found)


def _from(view: View, payer: str) -> str:
    return "the fund of captured savings" if payer == FUND else view.the(payer)


def _agreement(view: View) -> str:
    agreement = view.scenario.agreement
    if agreement is None or not view.scenario.has_fund:
        return ""
    whose = listed([view.the(payer) for payer in agreement.covers])
    captured = told(view.book.mean("captured"), signed=False)
    return f"It takes an agreement under which {whose} hands over {captured} by {view.years[-1]}."


def _source(view: View) -> str:
    """Return the line below every picture."""
    identity = view.comparison.identity
    money = MONEY_NOTE[identity.money].format(year=identity.price_year)
    draws = f"{identity.draws} draws" if identity.draws else "base case only"
    return (
        f"Against {identity.baseline}. {_capital(money)}. {draws}, seed {identity.seed}, "
        f"leadsim {identity.versions['leadsim']}, inputs {identity.hashes[view.name]}, run {view.run_id}."
    )


def _basis(view: View) -> tuple[str, ...]:
    """Return what the numbers stand on: comparison, money, luck, evidence, and all that is needed to ask again."""
    identity = view.comparison.identity
    money = MONEY_NOTE[identity.money].format(year=identity.price_year)
    draws = f"{identity.draws:,} draws of the uncertain inputs" if identity.draws else "the base case only, no draws"
    luck = f" × {identity.replications} replications" if identity.replications > 1 else ""
    model = identity.versions.get("model", "")
    return (
        f"Measured against {view.baseline.title} ({identity.baseline}) with the same simulated people. "
        f"{_capital(money)}. {_capital(draws)}{luck}; {identity.people:,} people in the pool.",
        "The workbook and the web page list every input with its source.",
        f"Scenario {view.name} · run {view.run_id} · inputs {identity.hashes[view.name]} · seed {identity.seed} · "
        f"leadsim {identity.versions['leadsim']}{f' (model {model[:12]})' if model else ''} · "
        f"{DAY.format(view.kept)}",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def command(view: View) -> str:
    """Return the command that makes the case anew from its question."""
    identity = view.comparison.identity
    options = {
        "--baseline": (identity.baseline, view.scenario.baseline_name),
        "--payer": (view.payer, ALL),
        "--seed": (identity.seed, DEFAULT_SEED),
        "--draws": (identity.draws, DEFAULT_DRAWS),
        "--replications": (identity.replications, 1),
        "--money": (identity.money, "constant"),
    }
    asked = [word for option, (value, usual) in options.items() if value != usual for word in (option, str(value))]
    return shlex.join(["leadsim", "report", view.name, *asked, *(["--society"] if view.scenario.society else [])])
