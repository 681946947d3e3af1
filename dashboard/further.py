"""What else is known of a scenario of an answer: what it rests on, and how many places it takes, where somebody asked.

It stands in the answer in view, in another kept answer to the same question, or in the example that comes with leadsim.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.evidence import shipped
from dashboard.figures import names
from dashboard.figures.about import About
from dashboard.queries import Answer, Library
from dashboard.sensitivity_example import ID, stored_sensitivity
from simulator.experiment.reinvest import WITHOUT
from simulator.inputs.load import list_scenarios
from simulator.inputs.parameter import Parameter
from simulator.report.again import effects_asked, money_asked
from simulator.results import Comparison, Identity, Record
from simulator.store.beside import Further, kinds_of, same_question

MEASURES: Mapping[str, tuple[str, ...]] = {
    "tornado": (
        "swing", "input_at_low", "net_at_low", "input_at_high", "net_at_high", "break_even", "break_even_none",
    ),
    "frontier": ("frontier",),
    "worth": ("expected_loss", "worth_knowing"),
    "ladder": ("effect_ladder",),
}  # fmt: skip
"""The measures of each kind that is about one net; of any other kind all records are its own."""
ASKED_WITH = {
    "tornado": ("sensitivity", ""), "frontier": ("sensitivity", "--frontier"), "ladder": ("sensitivity", "--ladder"),
    "worth": ("sensitivity", "--measure-next"), "uncertainty": ("uncertainty", ""),
}  # fmt: skip
"""The command and the option that ask for each kind."""
RUNGS = {"net": "avoided", "cash_net": "cashable", "average_net": "gross"}
"""The word of the command for each net."""


@dataclass(frozen=True)
class Known:
    """Records of one kind about one net: where they stand, and how they were asked."""

    kind: str
    id: str
    identity: Identity
    records: tuple[Record, ...]
    payer: str
    rung: str

    def about(self, comparison: Comparison, answer_id: str, payer: str, rung: str) -> About:
        """Return what is to be said of them beside an answer, of which this payer's net is in view."""
        called, mine = names.called(comparison), self.records[0]
        return About(
            scenario=called.get(mine.scenario, mine.scenario), baseline=called.get(mine.baseline, mine.baseline),
            payer=self.payer, rung=self.rung, period=names.period(self.identity), dollars=names.dollars(self.identity),
            draws=self.identity.draws, replications=self.identity.replications, seed=self.identity.seed,
            elsewhere=self._elsewhere(comparison.identity, answer_id),
            instead="" if (self.payer, self.rung) == (payer, rung) else payer,
        )  # fmt: skip

    def _elsewhere(self, shown: Identity, answer_id: str) -> str:
        """Return where the records stand and what the answer in view has otherwise; nothing where that is nothing."""
        seed = self.identity.seed != shown.seed
        mine, there = (_luck(each, seed=seed) for each in (self.identity, shown))
        other = f"; the answer in view has {there}" if mine != there else ""
        if self.id == answer_id:
            return f"Asked with {mine}{other}." if other else ""
        return f"From {'the stored example' if self.id == ID else f'answer {self.id}'}, {mine}{other}."


def _luck(identity: Identity, *, seed: bool) -> str:
    draws = f"{identity.draws} draw{'' if identity.draws == 1 else 's'}" if identity.draws else "the base case"
    worlds = f" × {identity.replications} replications" if identity.replications > 1 else ""
    return f"{draws}{worlds}{f', seed {identity.seed}' if seed else ''}"


# -- finding it -----------------------------------------------------------------------------------------------


def find(library: Library, answer: Answer, scenario: str) -> Mapping[str, Sequence[Further]]:
    """Return by kind what is known of a scenario: in the answer itself first, then kept, then in the example."""
    kept = (each for several in library.beside(answer, scenario).values() for each in several)
    found: dict[str, list[Further]] = {}
    for each in (*_own(answer, scenario), *kept, *_example(answer.comparison, scenario)):
        if all(each.id != other.id for other in found.setdefault(each.kind, [])):
            found[each.kind].append(each)
    return found


def _own(answer: Answer, scenario: str) -> Iterator[Further]:
    identity = answer.comparison.identity
    for kind, records in kinds_of(answer.comparison).items():
        if mine := tuple(record for record in records if record.scenario == scenario):
            yield Further(kind, answer.id, answer.created, identity, mine)


def _example(comparison: Comparison, scenario: str) -> Iterator[Further]:
    """Yield what comes with leadsim about the same inputs; which version found it is said by its own identity."""
    shown = comparison.identity
    for each in stored_sensitivity():
        if same_question(shown, replace(each.identity, versions=shown.versions), scenario):
            mine = tuple(record for record in each.records if record.scenario == scenario)
            if mine:
                yield replace(each, records=mine)


def known(library: Library, answer: Answer, scenario: str, payer: str, rung: str) -> Mapping[str, Known]:
    """Return by kind what is about the net in view, or else about another one of the same scenario.

    The newest, but for a tornado that moved fewer inputs: a later look at a few hides nothing.
    """

    def far(option: Known) -> tuple[bool, bool, int]:
        moved = sum(record.measure == "swing" for record in option.records)
        return (option.payer, option.rung) != (payer, rung), option.payer != payer, -moved

    found = {}
    for kind, several in find(library, answer, scenario).items():
        if options := [option for each in several for option in _stakes(each)]:
            found[kind] = min(options, key=far)
    return found


def searches(library: Library, answer: Answer, scenario: str) -> list[Known]:
    """Return every search for capacity that is known, the nearest and newest first."""
    return [known for each in find(library, answer, scenario).get("capacity", ()) for known in _stakes(each)]


def named_inputs(scenario: str) -> Mapping[str, Parameter]:
    """Return what inputs are called: those of the scenario where it comes with leadsim, or else of any that does."""
    first = shipped(scenario) or next((shipped(name) for name in list_scenarios()), None)
    return first.parameters if first else {}


def _stakes(further: Further) -> Iterator[Known]:
    """Yield the records of each net that is told of; those that are about no single net together."""
    measures = MEASURES.get(further.kind)
    if measures is None:
        chosen = (each for each in further.records if each.rung and each.measure != "chance_of_saving")
        first = next(chosen, further.records[0])
        yield Known(further.kind, further.id, further.identity, further.records, first.payer, first.rung or "net")
        return
    by_stake: dict[tuple[str, str], list[Record]] = {}
    for record in further.records:
        if record.measure in measures and record.rung:
            by_stake.setdefault((record.payer, record.rung), []).append(record)
    for (payer, rung), records in by_stake.items():
        yield Known(further.kind, further.id, further.identity, tuple(records), payer, rung)


# -- asking for it --------------------------------------------------------------------------------------------


def command(kind: str, comparison: Comparison, scenario: str, payer: str, rung: str) -> str | None:
    """Return the command that asks for a kind about a net; None where a scenario is no file, or luck is its own."""
    identity = comparison.identity
    if scenario.endswith(WITHOUT):
        return None
    verb, option = ASKED_WITH[kind]
    words = ["leadsim", verb, scenario, "--baseline", identity.baseline, *([option] if option else [])]
    words += ["--payer", payer] if payer != "all" else []
    words += ["--rung", RUNGS[rung]] if rung != "net" else []
    words += ["--seed", str(identity.seed), *effects_asked(comparison)]
    return shlex.join([*words, *money_asked(comparison)])


__all__ = ["RUNGS", "Known", "command", "find", "known", "named_inputs", "searches"]
