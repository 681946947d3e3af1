"""What to measure next, and its words: what knowing an input before the choice would be worth, in dollars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.figures import names
from dashboard.figures.about import About
from dashboard.figures.drawn import Table
from dashboard.figures.inputs import Named, named
from simulator.inputs.parameter import Parameter
from simulator.report.scales import Scale, scale_of
from simulator.results import Record

MOST = 8
COLUMNS = ("input", "path", "grade", "worth", "told_from_noise")
LUCK = (
    "A study is worth less than that, since it never says all. Worths do not add up. The expected loss holds luck in "
    "the simulation too, which no study removes."
)


@dataclass(frozen=True)
class Worth:
    """What knowing an input would be worth in dollars, and whether that can be told from noise."""

    name: Named
    value: float
    told: bool


@dataclass(frozen=True)
class WorthData:
    """Inputs, the most valuable first, and the expected loss of the better choice: the most that learning is worth."""

    about: About
    loss: float
    worths: tuple[Worth, ...]

    @property
    def apart(self) -> list[Worth]:
        """Those that can be told from noise."""
        return [each for each in self.worths if each.told]

    @property
    def shown(self) -> list[Worth]:
        """Those that are drawn."""
        return self.apart[:MOST]

    @property
    def scale(self) -> Scale:
        """The unit of all amounts."""
        return scale_of([self.loss, *(each.value for each in self.shown)])


def of(records: Sequence[Record], about: About, parameters: Mapping[str, Parameter]) -> WorthData | None:
    """Return what records of one net say; None where they do not say the expected loss."""
    loss = next((record.scenario_mean for record in records if record.measure == "expected_loss"), None)
    if loss is None:
        return None
    worths = tuple(
        Worth(named(str(record.line), parameters), record.scenario_mean, record.reason is None)
        for record in records
        if record.measure == "worth_knowing"
    )
    return WorthData(about, loss, tuple(sorted(worths, key=lambda each: -each.value)))


def choice(data: WorthData) -> str:
    """Return the choice that it is about."""
    return f"the choice between {names.quoted(data.about.scenario)} and {names.quoted(data.about.baseline)}"


def title(data: WorthData) -> str:
    """Return what is to be measured next, or that nothing is worth it."""
    if data.loss == 0.0:
        return f"Nothing is worth measuring for {choice(data)}"
    if not data.apart:
        return f"No single input can be told to be worth measuring for {choice(data)}"
    worth = data.scale.text(data.apart[0].value, signed=False)
    return f"To measure next: {names.quoted(data.apart[0].name.label)}, worth up to {worth}"


def why_not(data: WorthData) -> list[str]:
    """Return why nothing is to be measured; empty where something is."""
    if data.loss == 0.0:
        return [
            f"One of the two is better in all {data.about.futures}, so that nothing that could be learned about an "
            "input would change the choice, whatever the range.",
            "It may still be worth learning what would make a better program: that is another choice.",
        ]
    if not data.apart:
        return [
            f"The choice loses {data.scale.text(data.loss, signed=False)} on average where the other one is better: "
            "the most that learning everything could be worth.",
            f"No input’s own part of it can be told from that of one without any bearing, at {data.about.futures}.",
        ]
    return []


def subtitle(data: WorthData) -> str:
    """Return the measure, and what it is the most of."""
    return (
        f"How much better {choice(data)} would be on average if an input were known before it. {data.about.net}, "
        f"{data.scale.name}, {data.about.period} total, {data.about.dollars}, {data.about.futures}. All inputs "
        f"together: {data.scale.text(data.loss, signed=False)} at most."
    )


def note(data: WorthData) -> str:
    """Return what is not drawn, what it is not, and where all of it stands."""
    more, noise = len(data.apart) - len(data.shown), len(data.worths) - len(data.apart)
    left = [f"{more} more are worth something, in the file of numbers."] if more else []
    left += [f"Worths that cannot be told from noise: {noise} of {len(data.worths)} inputs."] if noise else []
    return data.about.noted(*left, LUCK)


def alt(data: WorthData) -> str:
    """Return the chart in words."""
    rows = [f"{each.name.label} {data.scale.text(each.value, signed=False)}" for each in data.shown]
    return f"{title(data)}. {'; '.join(rows)}."


def table(data: WorthData) -> Table:
    """Return a row for each input that is drawn; in the file all of them."""
    return Table(
        headings=("Input", "Path", "Grade", f"Worth, {data.scale.name}"),
        rows=tuple(
            (each.name.label, each.name.path, each.name.grade, data.scale.cell(each.value, signed=False))
            for each in data.shown
        ),
        columns=COLUMNS,
        values=tuple(
            (each.name.label, each.name.path, each.name.grade, each.value, "yes" if each.told else "no")
            for each in data.worths
        ),
    )
