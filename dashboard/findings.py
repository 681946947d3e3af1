"""What a page says: findings, deks, key figures and titles as pure functions of an answer.

Each is written from the numbers, turns round when they do, and never leaves out a loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.figures.names import NUMBERS, called, capital, quoted
from dashboard.story import Story, in_sentence
from simulator.analysis.estimate import Verdict, futures, verdict
from simulator.report import words
from simulator.report.outlook import chance_of_loss, outlook
from simulator.report.scales import MILLIONS
from simulator.results import ALL, TAXPAYERS, Comparison, Difference

NO_EFFECT = "–"
SMALLEST = 50_000.0  # dollars; less is $0.0M
Tone = Literal["saves", "costs", ""]


@dataclass(frozen=True)
class Headline:
    """The finding of a page: the sentence, the forced sentence about a loss (or nothing), and the dek."""

    finding: str
    loss: str
    dek: str


@dataclass(frozen=True)
class KeyFigure:
    """A number with what it is and how to read it."""

    label: str
    value: str
    detail: str
    tone: Tone = ""


# -- words for futures ----------------------------------------------------------------------------------------


def how_sure(estimate: Difference) -> str:
    """Return the words for a count of futures, as the table on How sure lists them."""
    found = outlook(estimate)
    told = {
        "saves": f"{found.hedge} saves",
        "costs": f"{found.hedge} costs more",
        "unclear": "could go either way",
        "chance": "cannot be told from chance",
        "few": "too few futures to say",
        "same": "the same in every future",
    }
    return told[found.kind]


def several_of(estimate: Difference, *, positive: bool = True) -> str:
    """Return how many futures say so: `43 of 50`."""
    several, of = futures(estimate, positive=positive)
    return f"{several} of {of}"


def forced_loss(estimate: Difference) -> str:
    """Return the sentence that no headline may leave out, from 11 losing futures of 50 on."""
    found = outlook(estimate)
    return chance_of_loss(found) if found.warned else ""


# -- the headline ---------------------------------------------------------------------------------------------


def headline(story: Story, placeholders: Sequence[str] = ()) -> Headline:
    """Return the finding; `placeholders` are inputs that are only guesses and could turn its sign round."""
    return Headline(finding(story, placeholders), forced_loss(story.net), dek(story))


def finding(story: Story, placeholders: Sequence[str] = ()) -> str:
    """Return the finding in a sentence without its period; for one payer it is about cash."""
    net, found, over = story.net, outlook(story.net), f"over {story.horizon}"
    name, whom, several = quoted(story.name), f" {story.whom}", several_of(story.net)
    if story.payer == ALL:
        whom = ""
    cash = " in cash" if story.rung == "cash_net" else ""
    saves = "saves" if cash else "avoids"
    size = MILLIONS.text(abs(net.mean), signed=False)
    told = {
        "saves": f"{name} would {found.hedge} save{whom} {size}{cash} {over}{_but(story, placeholders)}",
        "costs": f"{name} would {found.hedge} cost{whom} {size} more{cash} than it {saves} {over}",
        "unclear": f"{name} could go either way: {over} it saves{whom} money{cash} in {several} simulated futures",
        "chance": f"{name} could go either way: what it saves or costs{whom}{cash} {over} cannot be told from chance",
        "few": f"{name} saves{whom} money{cash} in {several} simulated futures {over}, too few to say how sure that is",
        "same": f"{name} would change nothing for {story.to_whom}{cash} {over}",
    }
    return told[found.kind]


def _but(story: Story, placeholders: Sequence[str]) -> str:
    """Return what a finding of a saving must not hide: cash, a payer who loses, a guess that could turn it round."""
    if story.cash.mean < 0.0:
        return ", but budgets would get back less than they spend"
    losers = [in_sentence(payer) for payer in story.losers if payer != story.payer]
    if len(losers) > 2:
        return f", but {in_words(len(losers))} of {in_words(len(story.payers))} payers would pay more than they save"
    if losers:
        return f", but {listed(losers)} would pay more than {'they save' if len(losers) > 1 else 'it saves'}"
    return f", but a guess decides that: {listed(list(placeholders)[:2])}" if placeholders else ""


def dek(story: Story) -> str:
    """Return at most two sentences: what is avoided, what of it leaves a budget, what LEAD costs, and what follows."""
    avoided, cashable, program = story.mean("avoided"), story.mean("cashable"), story.mean("program")
    if outlook(story.net).kind == "same":
        return "Nothing that is counted differs from the baseline."
    first = f"{_avoided(avoided, cashable)}; {_paid(program, story)}."
    return f"{first} {_consequence(story)}".strip()


def _avoided(avoided: float, cashable: float) -> str:
    leaves = MILLIONS.text(abs(cashable), signed=False)
    if avoided < 0.0:
        return f"It adds {MILLIONS.text(-avoided, signed=False)} in justice costs instead of avoiding any"
    of = f"Of the {MILLIONS.text(avoided, signed=False)} in costs avoided"
    if cashable < 0.0:
        return f"{of}, none leaves a budget: {leaves} is added there"
    return f"{of}, {leaves} actually leaves a budget"


def _paid(program: float, story: Story) -> str:
    """Return what LEAD costs whom, and beside it what it costs all payers, where others bear a part."""
    size, whom = MILLIONS.text(abs(program), signed=False), "" if story.payer == ALL else f" {story.whom}"
    if program > 0.0:
        return f"LEAD costs{whom} {size} less than in the baseline{_in_all(story)}"
    return f"LEAD costs{whom} {size if program else 'nothing more'}{_in_all(story)}"


def _in_all(story: Story) -> str:
    """Return what LEAD costs all payers, where that is not what it costs the one in question."""
    everybody = -story.mean("program", ALL)
    if words.shown(everybody) == words.shown(-story.mean("program")):
        return ""
    return f" and all payers {MILLIONS.text(everybody, signed=False)}"


def _consequence(story: Story) -> str:
    net, cash, average = story.net.mean, story.cash.mean, story.mean("average_net")
    if net > 0.0 > cash:
        return "Whether it “pays for itself” depends on which of these numbers you mean."
    if net < 0.0 and average < 0.0:
        return "Even if every unit avoided were worth its average cost, which is not cash, it would not cover its cost."
    if net < 0.0 < average:
        seeming = MILLIONS.text(average, signed=False)
        return f"Average costs would make it look like a saving of {seeming}; they are not cash."
    return ""


# -- key figures ----------------------------------------------------------------------------------------------


def key_figures(story: Story) -> list[KeyFigure]:
    """Return the key figures, the four about money and its doubt first."""
    return [
        _net_figure(story), _cash_figure(story), _futures_figure(story), _break_even_figure(story),
        *_people_figures(story), _program_figure(story),
    ]  # fmt: skip


def _net_figure(story: Story) -> KeyFigure:
    net = story.net
    ends = MILLIONS.span(net.low, net.high)
    detail = f"average; 90% of futures fall between {ends}" if net.draws > 1 else "one simulated future, no range"
    return KeyFigure(f"Net to {story.to_whom}", MILLIONS.text(net.mean), detail, _tone(net.mean))


def _cash_figure(story: Story) -> KeyFigure:
    saved, paid = story.mean("cashable"), -story.mean("program")
    parts = [
        f"cashable savings {MILLIONS.text(saved, signed=False)}",
        f"less program cost {MILLIONS.text(paid, signed=False)}",
    ]
    moved = story.cash.mean - (saved - paid)
    if abs(moved) >= SMALLEST:
        parts.append(f"{'plus' if moved > 0 else 'less'} {MILLIONS.text(abs(moved), signed=False)} moved by agreement")
    where = "budgets" if story.payer in (ALL, TAXPAYERS) else story.to_whom
    return KeyFigure(f"Net cash to {where}", MILLIONS.text(story.cash.mean), ", ".join(parts), _tone(story.cash.mean))


def _futures_figure(story: Story) -> KeyFigure:
    losing, of = futures(story.net, positive=False)
    several, _ = futures(story.net)
    if several + losing == 0:
        return KeyFigure("Futures that save", f"0 of {of}", "nothing changes in any simulated future")
    other = f"in {losing if losing else 'none'} it costs more than it saves"
    return KeyFigure(
        "Futures that save", f"{several} of {of}", f"simulated futures; {other}", "" if several else "costs"
    )


def _break_even_figure(story: Story) -> KeyFigure:
    found = story.break_even()
    if found is None:
        return KeyFigure("Breaks even", NO_EFFECT, "nothing to pay back")
    never = f"in {found.never} of {found.of} not by the end of {story.last_year}"
    if found.month is None:
        return KeyFigure("Breaks even", f"Not by {story.last_year}", f"simulated futures: {never}", "costs")
    middle = f"month {found.number} in the middle future"
    return KeyFigure("Breaks even", found.month, f"{middle}; {never}" if found.never else middle)


def _people_figures(story: Story) -> list[KeyFigure]:
    found = []
    if new := story.measured("participants"):
        there, before = (words.count(side, signed=False) for side in (new.scenario_mean, new.baseline_mean))
        found.append(KeyFigure("New participants", there, f"{before} in the baseline, over {story.horizon}"))
    bookings, days = story.measured("bookings"), story.measured("jail_days")
    if bookings and days:
        label = "Bookings avoided" if bookings.difference.mean <= 0 else "Bookings added"
        which = "avoided" if days.difference.mean <= 0 else "added"
        jail = f"{words.count(abs(days.difference.mean), signed=False)} jail days {which}"
        share = -days.difference.mean / days.baseline_mean if days.baseline_mean else 0.0
        found.append(
            KeyFigure(
                label,
                words.count(abs(bookings.difference.mean), signed=False),
                f"and {jail} ({_percent(share)} of this group’s)",
            )
        )
    return found


def _program_figure(story: Story) -> KeyFigure:
    cost = -story.mean("program")
    detail = [f"paid by {story.to_whom}, more than in the baseline"]
    if others := _in_all(story):
        detail[0] = f"to {story.to_whom}, more than in the baseline{others.replace(' and all', ', and to all')}"
    if (month := story.number("cost_per_participant_month")) is not None:
        detail.append(f"${month:,.0f} for a month of a participant")
    return KeyFigure("Program cost", MILLIONS.text(cost, signed=False), "; ".join(detail))


def _percent(share: float) -> str:
    size = 100.0 * abs(share)
    return "less than 1%" if 0.0 < size < 1.0 else f"{size:.0f}%"


def _tone(value: float) -> Tone:
    return "saves" if value > 0.0 else "costs" if value < 0.0 else ""


# -- titles of tables -----------------------------------------------------------------------------------------


def scenarios_title(comparison: Comparison, shown: Sequence[str], payer: str) -> str:
    """Return how many scenarios save, cost, or could go either way, and whether one stands out."""
    nets = {name: Story(comparison, name, payer).net for name in shown}
    kinds = {name: verdict(net) for name, net in nets.items()}
    saving = [name for name, kind in kinds.items() if kind is Verdict.POSITIVE]
    costing = [name for name, kind in kinds.items() if kind is Verdict.NEGATIVE]
    unclear = [name for name in shown if name not in (*saving, *costing)]
    if len(shown) == 1:
        return "How this scenario compares with the baseline"
    cash = Story(comparison, shown[0], payer).rung == "cash_net"
    saves, save = ("saves in cash", "save in cash") if cash else ("avoids", "avoid")
    told = [
        text
        for names, one, many in (
            (saving, f"{saves} more than it costs", f"{save} more than they cost"),
            (costing, f"costs more than it {saves}", f"cost more than they {save}"),
            (unclear, "could go either way", "could go either way"),
        )
        if names
        for text in [f"{_how_many(len(names), len(shown))} {one if len(names) == 1 else many}"]
    ]
    best = best_of(comparison, shown, payer)
    stands_out = ""
    if best is not None:
        words_for = "saves most" if best in saving else "loses least" if best in costing else "comes out best"
        stands_out = f"; {quoted(called(comparison)[best])} {words_for}"
    return capital(f"{_for(payer)}{listed(told)}{stands_out}")


def _for(payer: str) -> str:
    """Return whose money a title is about, where it is not everybody's."""
    return "" if payer == ALL else f"for {in_sentence(payer)}, "


def _how_many(count: int, of: int) -> str:
    if count == of:
        return "both" if of == 2 else f"all {in_words(of)}"
    return in_words(count)


def best_of(comparison: Comparison, shown: Sequence[str], payer: str) -> str | None:
    """Return the scenario that can be told to be better than every other one shown; None where none can."""
    for name in shown:
        others = [against(comparison, name, other, payer) for other in shown if other != name]
        if others and all(found is not None and verdict(found) is Verdict.POSITIVE for found in others):
            return name
    return None


def against(comparison: Comparison, scenario: str, other: str, payer: str, rung: str = "net") -> Difference | None:
    """Return by how much a scenario is better than another one; None where it was not asked."""
    for versus in comparison.versus:
        if (versus.rung, versus.payer) != (rung, payer):
            continue
        if (versus.scenario, versus.other) == (scenario, other):
            return versus.difference
        if (versus.scenario, versus.other) == (other, scenario):
            return reversed_(versus.difference)
    return None


def reversed_(of: Difference) -> Difference:
    """Return the same difference seen from the other side."""
    return Difference(
        -of.mean, -of.high, -of.low, of.mcse, -of.p75, -of.p25, of.chance_negative, of.chance_positive, of.draws,
        of.simulation_error, of.parameter_spread,
    )  # fmt: skip


def against_words(difference: Difference) -> str:
    """Return whether a scenario is better than the one it is held against."""
    kind = verdict(difference)
    if kind is Verdict.SAME:
        return "the same in every future"
    if kind in (Verdict.MIXED_FUTURES, Verdict.SIMULATION_ERROR):
        return f"not distinguishable: better in {several_of(difference)}"
    better = kind is Verdict.POSITIVE
    return f"{'better' if better else 'worse'} in {several_of(difference, positive=better)}"


def payers_title(story: Story) -> str:
    """Return who gains and who does not get the money back."""
    gain, lose = ([in_sentence(payer) for payer in payers] for payers in (story.winners, story.losers))
    if not gain and not lose:
        return "No payer can be told to gain or to lose"
    if not gain:
        if len(lose) == len(story.payers):
            return "No payer gets its money back"
        return capital(f"{listed(lose)} {_do(lose)} not get {_its(lose)} money back")
    text = capital(f"{listed(gain)} {'gains' if len(gain) == 1 else 'gain'}")
    return f"{text}; {listed(lose)} {_do(lose)} not get {_its(lose)} money back" if lose else text


def _do(names: Sequence[str]) -> str:
    return "does" if len(names) == 1 else "do"


def _its(names: Sequence[str]) -> str:
    return "its" if len(names) == 1 else "their"


def years_title(story: Story) -> str:
    """Return in which fiscal years a scenario saves and in which it costs."""
    years = story.comparison.identity.fiscal_years
    kinds = {year: verdict(story.of_rung(story.rung, year=year)) for year in years}
    saving = [year for year, kind in kinds.items() if kind is Verdict.POSITIVE]
    costing = [year for year, kind in kinds.items() if kind is Verdict.NEGATIVE]
    saves = "saves in cash" if story.rung == "cash_net" else "avoids"
    gains, loses = f"{saves} more than it costs", f"costs more than it {saves}"
    if not saving and not costing:
        return capital(f"{_for(story.payer)}in no single year a saving can be told from a cost")
    parts = [f"{gains} in {_years(saving, years)}"] if saving else []
    parts += [f"{loses} in {_years(costing, years)}"] if costing else []
    return capital(f"{_for(story.payer)}it {listed(parts)}")


def _years(years: Sequence[int], of: Sequence[int]) -> str:
    if len(years) == len(of) > 1:
        return "every year"
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]} to {years[-1]}"
    return listed([str(year) for year in years])


def listed(names: Sequence[str]) -> str:
    """Return names as a list in a sentence."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def in_words(number: int) -> str:
    """Return a small count as a word."""
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"
