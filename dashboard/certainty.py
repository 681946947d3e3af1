"""How sure an answer is, in words and rows: bands of words, what luck and inputs add, and every interval."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.figures.names import capital, many_years, quoted
from dashboard.findings import Headline
from dashboard.hedges import forced_loss, several_of
from dashboard.story import Story, as_choice
from simulator.analysis.estimate import FUTURES
from simulator.report import words
from simulator.report.outlook import HEDGES, Outlook, outlook
from simulator.report.scales import Scale, scale_of
from simulator.results import ALL, Difference, Record, Table

RUNGS = {
    "gross": "Gross savings, at average cost",
    "avoided": "Costs avoided",
    "cashable": "Cashable savings",
    "captured": "Captured savings",
    "reinvested": "Reinvested savings",
    "program": "Program cost",
    "net": "Net of costs avoided",
    "cash_net": "Net in cash",
}
NETS = ("net", "cash_net")
COUNTS = {
    "participants": "New participants",
    "diversions": "Arrests and contacts diverted",
    "bookings": "Jail bookings",
    "jail_days": "Jail days",
}


def dollars(value: float) -> str:
    """Return an amount by itself, in the unit that fits it."""
    return scale_of([value]).text(value)


def size(value: float) -> str:
    """Return an amount by itself, without a sign."""
    return scale_of([value]).text(abs(value), signed=False)


# -- the headline ---------------------------------------------------------------------------------------------


def headline(story: Story, behind: str = "") -> Headline:
    """Return how surely a scenario saves or costs, its range, and what is known of the facts `behind` it."""
    return Headline(finding(story), forced_loss(story.net), f"{dek(story)} {f'{behind}.' if behind else ''}".strip())


def finding(story: Story) -> str:
    """Return how sure it is, without an amount; what the futures do not say is said so."""
    found, name = outlook(story.net), quoted(story.name)
    cash = " in cash" if story.rung == "cash_net" else ""
    whom = "" if story.payer == ALL else f" {story.whom}"
    told = {
        "saves": f"{name} {found.hedge} saves{whom} money{cash}",
        "costs": f"{name} {found.hedge} costs{whom} more{cash} than it saves",
        "unclear": f"{name} could go either way: it saves{whom} money{cash} in {several_of(story.net)} futures",
        "chance": f"Whether {name} saves{whom} money{cash} cannot be told from chance",
        "few": f"{found.of} {_future(found.of)} too few to say how surely {name} saves{whom} money{cash}",
        "same": f"{name} changes nothing for {story.to_whom}{cash} in any future",
    }
    return told[found.kind]


def _future(count: int) -> str:
    return "simulated future is" if count == 1 else "simulated futures are"


def dek(story: Story) -> str:
    """Return the average, the middle 90 % of futures, and how far chance could move the average."""
    net = story.net
    if outlook(net).kind == "same":
        return "Nothing that is counted differs from the baseline, so there is nothing to be unsure of."
    average = f"On average the net is {dollars(net.mean)} over {many_years(story.comparison.identity)}"
    if net.draws == 1:
        return f"{average}. One future has no range, so how far it could be off is not known."
    scale = scale_of([net.low, net.high])
    error = "" if net.mcse is None else f", give or take {size(net.mcse)} of simulation error in the average"
    return f"{average}; 90% of futures fall between {scale.span(net.low, net.high, signed=True)}{error}."


# -- the bands of words ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Band:
    """How many of fifty futures save, what that is called, and whether it is so now."""

    futures: str
    words: str
    here: bool


def bands(net: Difference) -> list[Band]:
    """Return the five bands; none is the present one where words are not due."""
    now = _words(outlook(net))
    return [Band(several, said, said == now) for several, said in HEDGES]


def _words(found: Outlook) -> str | None:
    told = {"saves": f"{found.hedge} saves", "costs": f"{found.hedge} costs more", "unclear": "could go either way"}
    return told.get(found.kind)


def bands_note(net: Difference) -> str:
    """Return why no band is marked, or what could come besides; nothing where the band says all."""
    found = outlook(net)
    if found.kind == "few":
        return f"Words are given from {FUTURES} futures on; this answer has {found.of}."
    if found.kind == "chance":
        return (
            "No words are given: the average is within two standard errors of none, so more draws could turn it round."
        )
    if found.kind == "same":
        return "No words are given: nothing differs in any future."
    return ""


# -- inputs and luck ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Doubt:
    """A part of not knowing: what it is, how large (empty where it cannot be told), and what makes it smaller."""

    label: str
    size: str
    detail: str
    value: float | None


def doubts(story: Story) -> list[Doubt]:
    """Return what uncertain inputs and luck each add to the range of a net."""
    net = story.net
    inputs, luck = net.parameter_spread, net.simulation_error
    spread = (net.high - net.low) if net.draws > 1 else None
    return [
        _doubt("Width of the middle 90% of futures", spread, "from the 5th to the 95th percentile of futures", ""),
        _doubt(
            "What the uncertain inputs add", inputs, "one standard deviation between futures; only better evidence "
            "makes it smaller", "±",
        ),
        _doubt("What luck adds to the average", luck, "one standard error; replications make it smaller", "±"),
        _doubt(
            "Both together, in the average", net.mcse, "one standard error; how far another seed would move it",
            "±",
        ),
    ]  # fmt: skip


def _doubt(label: str, value: float | None, detail: str, sign: str) -> Doubt:
    return Doubt(label, "" if value is None else f"{sign}{size(value)}", detail, value)


def doubts_title(story: Story) -> str:
    """Return whether inputs or luck make the range, or why that cannot be told."""
    net = story.net
    inputs, luck = net.parameter_spread, net.simulation_error
    if outlook(net).kind == "same":
        return "Nothing differs, so neither inputs nor luck add anything"
    if luck is None:
        return "With one replication, what luck adds cannot be told from what inputs add"
    if inputs is None:
        return "One draw says nothing about the uncertain inputs"
    if inputs == 0.0:
        return "The range is no wider than luck alone makes it"
    of_luck = luck * net.draws**0.5  # of one draw, as the spread between futures is
    if inputs >= 2.0 * of_luck:
        return "What is not known about the inputs makes the range, not luck in the simulation"
    if of_luck >= 2.0 * inputs:
        return "Luck in the simulation makes most of the range; more replications would narrow it"
    return "Uncertain inputs and luck in the simulation both make the range"


def doubts_words(story: Story) -> str:
    """Return how much of the range each accounts for, in the words of the command line."""
    record = story.book.records.get((story.rung, story.payer, None, ALL))
    told = "" if record is None else words.luck_and_inputs(record)
    return told.replace(" %", "%")


# -- every interval -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Interval:
    """A paired difference with its range: of money (a saving +, with its rung) or, without one, of what is counted."""

    label: str
    of: Difference
    rung: str | None = None

    @property
    def is_net(self) -> bool:
        """Whether this is a bottom line."""
        return self.rung in NETS

    def cell(self, value: float, scale: Scale) -> str:
        """Return a value of it as it is read, money in the unit of its column."""
        return words.count(value) if self.rung is None else scale.cell(value)


def rungs(story: Story) -> list[Interval]:
    """Return the rungs of the ladder and the nets of the payer in view."""
    there = (*story.book.rungs, "program", *NETS)
    return [Interval(label, story.of_rung(rung), rung) for rung, label in RUNGS.items() if rung in there]


def nets(story: Story) -> list[Interval]:
    """Return each payer's net in cash."""
    return [Interval(as_choice(payer), story.of_rung("cash_net", payer), "cash_net") for payer in story.book.in_cash]


def counts(story: Story) -> list[Interval]:
    """Return what is counted of people and the jail."""
    found = [(label, story.measured(measure)) for measure, label in COUNTS.items()]
    return [Interval(label, record.difference) for label, record in found if record is not None]


def sureness(found: Interval) -> str:
    """Return how many futures agree, in words."""
    table: Table = "quantities" if found.rung is None else "money"
    return capital(words.agreement(Record(table, "", "", "", "", 0.0, 0.0, found.of, rung=found.rung)))
