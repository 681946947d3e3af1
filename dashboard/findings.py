"""What a page finds: one sentence and the dek below it, as pure functions of an answer.

Each is written from the numbers, turns round when they do, and never leaves out a loss.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.figures.names import in_words, listed, quoted
from dashboard.hedges import forced_loss, several_of
from dashboard.story import Story, in_sentence
from simulator.report import words
from simulator.report.outlook import outlook
from simulator.report.scales import MILLIONS
from simulator.results import ALL


@dataclass(frozen=True)
class Headline:
    """The finding of a page: the sentence, the forced sentence about a loss (or nothing), and the dek."""

    finding: str
    loss: str
    dek: str


def headline(story: Story, behind: str = "") -> Headline:
    """Return the finding, what a loss forces, and the dek; `behind` is what is known of the facts it rests on."""
    return Headline(finding(story), forced_loss(story.net), dek(story, behind))


def finding(story: Story) -> str:
    """Return the finding in a sentence without its period; for one payer it is about cash."""
    net, found, over = story.net, outlook(story.net), f"over {story.horizon}"
    name, whom, several = quoted(story.name), f" {story.whom}", several_of(story.net)
    if story.payer == ALL:
        whom = ""
    cash = " in cash" if story.rung == "cash_net" else ""
    saves = "saves" if cash else "avoids"
    size = MILLIONS.text(abs(net.mean), signed=False)
    told = {
        "saves": f"{name} would {found.hedge} save{whom} {size}{cash} {over}{_but(story)}",
        "costs": f"{name} would {found.hedge} cost{whom} {size} more{cash} than it {saves} {over}",
        "unclear": f"{name} could go either way: {over} it saves{whom} money{cash} in {several} simulated futures",
        "chance": f"{name} could go either way: what it saves or costs{whom}{cash} {over} cannot be told from chance",
        "few": f"{name} saves{whom} money{cash} in {several} simulated futures {over}, too few to say how sure that is",
        "same": f"{name} would change nothing for {story.to_whom}{cash} {over}",
    }
    return told[found.kind]


def _but(story: Story) -> str:
    """Return what a finding of a saving must not hide: cash, or a payer who loses."""
    if story.cash.mean < 0.0:
        return ", but budgets would get back less than they spend"
    losers = [in_sentence(payer) for payer in story.losers if payer != story.payer]
    if len(losers) > 2:
        return f", but {in_words(len(losers))} of {in_words(len(story.payers))} payers would pay more than they save"
    if losers:
        return f", but {listed(losers)} would pay more than {'they save' if len(losers) > 1 else 'it saves'}"
    return ""


def dek(story: Story, behind: str = "") -> str:
    """Return at most two sentences: costs avoided, what leaves a budget, what LEAD costs; what follows, from what."""
    avoided, cashable, program = story.mean("avoided"), story.mean("cashable"), story.mean("program")
    if outlook(story.net).kind == "same":
        return "Nothing that is counted differs from the baseline."
    second = "; ".join(filter(None, (_consequence(story), behind)))
    return f"{_avoided(avoided, cashable)}; {_paid(program, story)}.{f' {second}.' if second else ''}"


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
        return f"LEAD costs{whom} {size} less than in the baseline{in_all(story)}"
    return f"LEAD costs{whom} {size if program else 'nothing more'}{in_all(story)}"


def in_all(story: Story) -> str:
    """Return what LEAD costs all payers, where that is not what it costs the one in question."""
    everybody = -story.mean("program", ALL)
    if words.shown(everybody) == words.shown(-story.mean("program")):
        return ""
    return f" and all payers {MILLIONS.text(everybody, signed=False)}"


def _consequence(story: Story) -> str:
    net, cash, average = story.net.mean, story.cash.mean, story.mean("average_net")
    if net > 0.0 > cash:
        return "Whether it “pays for itself” depends on which of these numbers you mean"
    if net < 0.0 and average < 0.0:
        return "Even if every unit avoided were worth its average cost, which is not cash, it would not cover its cost"
    if net < 0.0 < average:
        seeming = MILLIONS.text(average, signed=False)
        return f"Average costs would make it look like a saving of {seeming}; they are not cash"
    return ""
