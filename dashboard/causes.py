"""What the difference between two answers can be due to, and the command that would tell several causes apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from simulator.report.again import command_of
from simulator.results import Comparison, Identity

Kind = Literal["inputs", "seed", "draws", "replications", "engine", "dollars", "version"]
ALONE = {
    "inputs": "Only inputs differ, so whatever moved is due to them.",
    "seed": "Only the seed differs, so whatever moved is due to other luck.",
    "draws": "Only the number of draws differs, so whatever moved is due to the futures that one of the two has more.",
    "replications": "Only the number of replications differs, so whatever moved is due to how much luck is averaged.",
    "engine": "Only the engine differs, so whatever moved is due to it.",
    "dollars": "Only the dollars differ, so amounts are not to be compared, and nothing else has moved.",
    "version": "Only the version differs, so whatever moved is due to what leadsim does otherwise.",
}
THE = {
    "inputs": "inputs", "seed": "the seed", "draws": "the number of draws",
    "replications": "the number of replications", "engine": "the engine", "dollars": "the dollars",
    "version": "the version",
}  # fmt: skip
UNKNOWN = (
    "Whether inputs differ is not known: an earlier leadsim kept no hash of them alone. What moved cannot be put down "
    "to one cause."
)
HOLD = "then hold what it says against either answer"
SAME_RUNS = "The same simulated runs stand behind both: what happens in them is equal, prices apart."


@dataclass(frozen=True)
class Pair:
    """A scenario of one answer and a scenario of another, which may be the same one, by their names."""

    before: Comparison
    after: Comparison
    one: str
    other: str

    @property
    def identities(self) -> tuple[Identity, Identity]:
        """What was asked, before and after."""
        return self.before.identity, self.after.identity

    @property
    def inputs_differ(self) -> bool | None:
        """Whether the scenario or its baseline has other inputs; None where that is not known."""
        before, after = self.identities
        found = (differ(before, after, self.one, self.other), differ(before, after, before.baseline, after.baseline))
        return True if True in found else None if None in found else False

    @property
    def causes(self) -> tuple[Kind, ...]:
        """What is known to differ."""
        return (*(("inputs",) if self.inputs_differ else ()), *others(*self.identities))

    @property
    def due(self) -> str:
        """Return what the move of a number is due to, as far as that can be told, in a sentence."""
        causes = self.causes
        if self.inputs_differ is None:
            return SAME_RUNS if self._same_runs else UNKNOWN
        if not causes:
            return "Inputs, seed, draws and version are the same."
        if len(causes) == 1:
            return ALONE[causes[0]]
        named = [THE[cause] for cause in causes]
        told = f"{', '.join(named[:-1])} and {named[-1]}"
        return f"{told[:1].upper()}{told[1:]} differ, and what each changes cannot be told apart without another run."

    @property
    def _same_runs(self) -> bool:
        before, after = self.identities
        pairs = ((self.one, self.other), (before.baseline, after.baseline))
        return all(one in before.hashes and before.hashes[one] == after.hashes.get(other) for one, other in pairs)

    @property
    def telling(self) -> tuple[str, str] | None:
        """Return what to do to tell several causes apart, and its command; None where there is nothing to tell.

        The later question with the earlier luck stands between the two: held against either, it has fewer causes.
        """
        causes = self.causes
        if self.inputs_differ is None or len(causes) < 2:
            return None
        before, after = self.identities
        lucky = replace(
            after, seed=before.seed, draws=before.draws, replications=before.replications, engine=before.engine
        )
        dollars = before.money if "dollars" in causes else after.money
        command = command_of(replace(self.after, identity=replace(lucky, money=dollars)))
        if {"inputs", "version"} <= set(causes):
            once_more = ", and once more with that of the later one" if len(causes) > 2 else ""
            said = (
                f"Ask this of the later inputs with the leadsim of the earlier answer ({_leadsim(before)}){once_more}"
            )
            return f"{said}{once_more}; {HOLD}:", command
        return f"Ask this with the leadsim and the files of the later answer ({_leadsim(after)}); {HOLD}:", command


def _leadsim(identity: Identity) -> str:
    model = identity.versions.get("model", "")[:8]
    return f"{identity.versions.get('leadsim', 'version unknown')}{f', model {model}' if model else ''}"


def differ(before: Identity, after: Identity, one: str, other: str) -> bool | None:
    """Return whether two scenarios have other inputs, prices among them; None where that is not known.

    A hash of runs is made of inputs and luck, so with the same luck another one means other inputs.
    """
    if one in before.inputs and other in after.inputs:
        return before.inputs[one] != after.inputs[other]
    if one not in before.hashes or other not in after.hashes or _luck(before) != _luck(after):
        return None
    return True if before.hashes[one] != after.hashes[other] else None


def others(before: Identity, after: Identity) -> tuple[Kind, ...]:
    """Return what differs besides inputs."""
    found: Sequence[tuple[Kind, bool]] = (
        ("seed", before.seed != after.seed),
        ("draws", before.draws != after.draws),
        ("replications", before.replications != after.replications),
        ("engine", before.engine != after.engine),
        ("dollars", before.money != after.money),
        ("version", before.versions != after.versions),
    )
    return tuple(kind for kind, differs in found if differs)


def _luck(identity: Identity) -> tuple[object, ...]:
    """Return what a hash of runs is made of besides the inputs."""
    return (
        identity.seed, identity.draws, identity.replications, identity.engine, identity.start, identity.fiscal_years,
        identity.versions.get("model"),
    )  # fmt: skip
