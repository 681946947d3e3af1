"""Which of what is known further of a case is shown: of each kind the newest about its own net, else about another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simulator.experiment.oneway import settings_of
from simulator.inputs.parameter import Parameter
from simulator.report.case.answers import day_of
from simulator.report.case.view import View
from simulator.report.case.wording import TOGETHER
from simulator.results import Identity, Record
from simulator.store.beside import Further

DAY = "{0:%b} {0.day}, {0.year}"
NETS = {
    "net": "costs avoided less LEAD's cost",
    "cash_net": "cash saved less cash paid",
    "average_net": "use at average cost less LEAD's cost",
}
"""What each net is, in words."""
MEASURES: Mapping[str, tuple[str, ...]] = {
    "tornado": (
        "swing", "input_at_low", "net_at_low", "input_at_high", "net_at_high", "break_even", "break_even_none",
    ),
    "frontier": ("frontier",),
    "worth": ("expected_loss", "worth_knowing"),
    "ladder": ("effect_ladder",),
}  # fmt: skip
"""The measures of each kind that is about one net; of other kinds all records are shown."""


@dataclass(frozen=True)
class Known:
    """Records of one kind, all about one net (`payer` and `rung`) where the kind is; and the answer they stand in."""

    kind: str
    id: str
    created: str
    identity: Identity
    records: tuple[Record, ...]
    payer: str
    rung: str

    @property
    def about_one_net(self) -> bool:
        """Whether all records are of one net."""
        return self.kind in MEASURES

    def fits(self, view: View) -> bool:
        """Return whether this is about the net that the case is about."""
        return (self.payer, self.rung) == (view.payer, view.rung)

    @property
    def draws(self) -> str:
        """In how many futures it was found."""
        identity = self.identity
        counted = {0: "the base case", 1: "1 draw"}.get(identity.draws, f"{identity.draws:,} draws")
        return counted + (f" × {identity.replications} replications" if identity.replications > 1 else "")

    def of(self, measure: str) -> tuple[Record, ...]:
        """Return the records of a measure, in their order."""
        return tuple(record for record in self.records if record.measure == measure)


def known(view: View, kind: str) -> Known | None:
    """Return what is shown of a kind: the first about the case's own net, else about the same payer, else any.

    Of tornados those come first that moved most inputs, so that a later look at a few of them hides nothing.
    """
    found = [each for further in view.further.get(kind, ()) for each in _by_net(further)]
    return min(
        found,
        key=lambda each: (each.payer != view.payer, each.rung != view.rung, -len(each.of("swing"))),
        default=None,
    )


def _by_net(further: Further) -> Iterator[Known]:
    """Yield the records of each net apart; of a kind that is about several nets all together."""
    measures = MEASURES.get(further.kind)
    by_net: dict[tuple[str, str], list[Record]] = {}
    for record in further.records:
        if measures is None or (record.measure in measures and record.rung):
            by_net.setdefault((record.payer, record.rung or "") if measures else ("", ""), []).append(record)
    for (payer, rung), records in by_net.items():
        yield Known(further.kind, further.id, further.created, further.identity, tuple(records), payer, rung)


def whose(view: View, payer: str, rung: str) -> str:
    """Return whose net this is and which, as it stands within a sentence."""
    what = f", {NETS[rung]}" if rung in NETS else ""
    return f"net of {TOGETHER.get(payer) or view.the(payer)}{what}"


def basis(view: View, found: Known) -> str:
    """Return whose net it is, in how many draws with which luck, and where it is kept."""
    identity = found.identity
    kept = f", {DAY.format(day_of(found.created))}" if found.created else ""
    net = f"{whose(view, found.payer, found.rung)}; " if found.about_one_net else ""
    other = "" if not found.about_one_net or found.fits(view) else "Not the net of this case, but the "
    said = f"{other}{net}{found.draws}, seed {identity.seed}; run {found.id}{kept}."
    return said[:1].upper() + said[1:]


def other_luck(view: View, found: Known) -> bool:
    """Return whether something was asked with other luck than the case's own numbers."""
    mine, theirs = view.comparison.identity, found.identity
    return (mine.seed, mine.draws, mine.replications) != (theirs.seed, theirs.draws, theirs.replications)


def belief(view: View, path: str) -> Parameter | None:
    """Return what is believed of an input: the scenario's, or where it chose for itself, the first with a range."""
    everywhere = (view.scenario.parameters, view.baseline.parameters, view.scenario.jurisdiction.parameters)
    found = [parameters[path] for parameters in everywhere if path in parameters]
    return next((each for each in found if settings_of(path, each)), found[0] if found else None)


def with_a_range(view: View) -> int:
    """Return how many inputs have a range to be moved in."""
    paths = view.scenario.jurisdiction.parameters
    return sum(1 for path in paths if (found := belief(view, path)) and settings_of(path, found))


__all__ = ["DAY", "Known", "basis", "belief", "known", "other_luck", "whose", "with_a_range"]
