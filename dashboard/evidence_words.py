"""What Evidence says: how inputs stand, and the finding, dek and key figures, which turn round with the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dashboard.evidence import Input, inputs_of, shipped
from dashboard.figures.names import quoted
from dashboard.key_figures import KeyFigure, Tone
from simulator.experiment.reinvest import WITHOUT
from simulator.inputs.parameter import Grade
from simulator.inputs.scenario import Scenario

PUBLISHED: tuple[Grade, ...] = ("published, several studies", "published, one study", "derived")


@dataclass(frozen=True)
class Standing:
    """How many inputs there are of each grade, of those that are facts; formulas and choices apart."""

    grades: Mapping[Grade, int]
    formulas: int
    choices: int
    unranged: int

    @property
    def facts(self) -> int:
        """How many inputs are something to be known."""
        return sum(self.grades.values())

    @property
    def guesses(self) -> int:
        """How many of them are placeholders."""
        return self.grades.get("placeholder", 0)

    @property
    def all(self) -> int:
        """How many inputs there are."""
        return self.facts + self.formulas + self.choices


def standing(inputs: Sequence[Input]) -> Standing:
    """Return how inputs stand; `unranged` are placeholders that all futures take as certain."""
    facts = [each for each in inputs if each.is_fact]
    return Standing(
        Counter(each.parameter.grade for each in facts),
        sum(each.parameter.formula is not None and not each.is_choice for each in inputs),
        sum(each.is_choice for each in inputs),
        sum(each.parameter.grade == "placeholder" and each.is_certain for each in facts),
    )


@lru_cache(maxsize=32)
def standing_of(name: str) -> Standing | None:
    """Return how the inputs of a scenario stand, with or without its fund; None where its file is not leadsim's own."""
    scenario = shipped(name.removesuffix(WITHOUT))
    return None if scenario is None else standing(inputs_of(scenario))


def behind(name: str) -> str:
    """Return what a scenario's numbers rest on, as a clause; nothing where no fact is known to be a placeholder."""
    now = standing_of(name)
    return f"{now.guesses} of the {now.facts} facts behind it {_are(now.guesses)}" if now and now.guesses else ""


def never_differing(name: str) -> str:
    """Return the same with how many of them no future differs in, so that no range holds what is not known of them."""
    now, said = standing_of(name), behind(name)
    if now is None or not now.unranged:
        return said
    have = "has" if now.unranged == 1 else "have"
    return f"{said}, and {now.unranged} of those {have} no range, so no interval shows what is not known of them"


def finding(name: str, now: Standing) -> str:
    """Return the finding, without its period: placeholders first, and what is measured on the spot."""
    guesses, local = now.guesses, now.grades.get("local data", 0)
    if not guesses:
        return f"None of the {now.facts} facts that {quoted(name)} rests on is a placeholder"
    start = "All" if guesses == now.facts else str(guesses)
    said = f"{start} of the {now.facts} facts that {quoted(name)} rests on {_are(guesses)}"
    if not local:
        return f"{said}, and none is local data"
    return f"{said}; {local} {'is' if local == 1 else 'are'} local data"


def _are(guesses: int) -> str:
    return "is a placeholder" if guesses == 1 else "are placeholders"


def dek(now: Standing, scenario: Scenario, inputs: Sequence[Input]) -> str:
    """Return what the rest are, and what the scenario itself changes."""
    changed = sum(each.before is not None for each in inputs)
    own = (
        f"This scenario changes {changed} input{'' if changed == 1 else 's'} of {scenario.jurisdiction.file.title}."
        if changed
        else f"This scenario changes no input of {scenario.jurisdiction.file.title}."
    )
    guessed = "A placeholder stands in for a fact that nobody has found yet. " if now.guesses else ""
    return f"{guessed}{own}"


def key_figures(now: Standing) -> list[KeyFigure]:
    """Return the key figures."""
    guesses, local = now.guesses, now.grades.get("local data", 0)
    published = sum(now.grades.get(grade, 0) for grade in PUBLISHED)
    several = now.grades.get("published, several studies", 0)
    judged = now.grades.get("expert judgment", 0)
    tone: Tone = "costs" if guesses else ""
    certain: Tone = "costs" if now.unranged else ""
    unranged = "taken as certain, so what is not known of them is in no range of any result"
    return [
        KeyFigure("Placeholders", str(guesses), f"of {now.facts} facts; {judged} more are expert judgment", tone),
        KeyFigure("Placeholders without a range", str(now.unranged), unranged, certain),
        KeyFigure("Published or derived", str(published), f"{several or 'none'} of them from several studies"),
        KeyFigure("Local data", str(local), f"besides, {now.choices} choices and {now.formulas} formulas"),
    ]
