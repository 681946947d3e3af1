"""Who gets into LEAD and where others are lost: a tree of counts that add up.

Only what is counted without overlap is shown. A decision by the protocol ends in exactly one reason or in a referral,
so decisions split without rest. Reasons are not counted by route, so police contacts and referrals without an arrest
flow together. Which referrals waited before their intake is not counted either: what happens is shown for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dashboard.figures import names
from simulator.report.headline import quantity
from simulator.results import ALL, Comparison

Which = Literal["scenario", "baseline"]
Tone = Literal["way", "lost", "before"]
LEAST = 0.01  # of all: smaller flows are merged into "other"
COLUMNS = ("Contact or referral", "Is LEAD offered?", "Does the person agree?", "What happens")
NOT_OFFERED = {
    "area_not_covered": "Area not covered",
    "shift_not_covered": "No LEAD on that shift",
    "officer_not_trained": "Officer not trained",
    "officer_did_not_offer": "Officer did not offer it",
    "in_custody": "In custody",
}
NOT_ELIGIBLE = {
    "history_not_eligible": "Criminal history",
    "offense_not_eligible": "Offense",
    "already_diverted_once": "Diverted once before",
    "outstanding_warrant": "Wanted on a warrant",
    "amount_over_limit": "More drugs than the limit",
}
ALREADY = ("already_participant", "already_waiting")
OTHER = "Other reasons"


@dataclass(frozen=True)
class Node:
    """Something that contacts and referrals come to: in which column, how many, and from where (several for two)."""

    key: str
    label: str
    column: int
    value: float
    tone: Tone
    sources: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class FlowData:
    """The flow of one scenario: means over futures, whole horizon. The first node is where all of it begins."""

    name: str
    period: str
    draws: int
    nodes: tuple[Node, ...]
    already: tuple[float, float]  # in LEAD, on its waiting list: asked again, and no part of the flow
    without_place: float
    participants: float
    waits: bool

    def value(self, key: str) -> float:
        """Return how many come to a node; none where it is not there."""
        return next((node.value for node in self.nodes if node.key == key), 0.0)

    @property
    def qualifying(self) -> float:
        """Contacts and referrals that LEAD is open and eligible for, and whose person is neither in it nor waiting."""
        return self.value("all") - self.value("closed") - self.value("not_eligible")

    @property
    def reached(self) -> float:
        """Those that end with a completed intake; of people from before the start none is counted here."""
        return next((node.sources.get("agrees", 0.0) for node in self.nodes if node.key == "in_lead"), 0.0)

    @property
    def losses(self) -> dict[str, float]:
        """Where qualifying ones are lost, by what `flow_words.BECAUSE` calls it; they add up to what is not reached."""
        found = {
            "not_offered": self.value("not_offered"),
            "declined": self.value("declines"),
            "unfinished": self._of_agreed("unfinished"),
        }
        found["no_place"] = self.qualifying - self.reached - sum(found.values())
        return found

    def _of_agreed(self, key: str) -> float:
        return next((node.sources.get("agrees", 0.0) for node in self.nodes if node.key == key), 0.0)


def of(comparison: Comparison, scenario: str, which: Which = "scenario") -> FlowData | None:
    """Return the flow of a scenario or of its baseline; None where the answer has no counts of decisions."""
    counts = _counts(comparison, scenario, which)
    if not counts.keys() & {"referrals", "not_operating", *NOT_OFFERED, *NOT_ELIGIBLE}:
        return None
    identity = comparison.identity
    name = names.called(comparison)[scenario if which == "scenario" else identity.baseline]
    waits = counts.get("waiting_days", 0.0) > 0.0 or counts.get("drop_outs", 0.0) > 0.0
    return FlowData(
        name=name,
        period=names.period(identity),
        draws=max(1, identity.draws),
        nodes=tuple(_nodes(counts, waits)),
        already=(counts.get(ALREADY[0], 0.0), counts.get(ALREADY[1], 0.0)),
        without_place=counts.get("referrals_without_slot", 0.0),
        participants=counts.get("participants", 0.0),
        waits=waits,
    )


def _counts(comparison: Comparison, scenario: str, which: Which) -> dict[str, float]:
    """Return means by measure; refusals by their reason, referrals over all routes."""
    found: dict[str, float] = {}
    wanted = (
        "refusals", "referrals", "referrals_without_slot", "intakes", "intake_failures", "drop_outs", "participants",
        "waiting_days",
    )  # fmt: skip
    tests = {name: quantity(name) for name in wanted if name not in ("refusals", "referrals")}
    for record in comparison.records:
        if (
            record.scenario != scenario
            or record.fiscal_year != ALL
            or record.group != ALL
            or record.measure not in wanted
        ):
            continue
        if record.measure in tests and not tests[record.measure](record):
            continue
        key = record.reason if record.measure == "refusals" and record.reason else record.measure
        found[key] = found.get(key, 0.0) + (record.scenario_mean if which == "scenario" else record.baseline_mean)
    return found


def _nodes(counts: Mapping[str, float], waits: bool) -> list[Node]:
    """Return the tree; of each column the way into LEAD comes first."""
    not_offered = {key: counts.get(key, 0.0) for key in NOT_OFFERED}
    not_eligible = {key: counts.get(key, 0.0) for key in NOT_ELIGIBLE}
    agrees, declines, closed = (counts.get(key, 0.0) for key in ("referrals", "no_consent", "not_operating"))
    offered, unoffered, ineligible = agrees + declines, sum(not_offered.values()), sum(not_eligible.values())
    everything = offered + unoffered + ineligible + closed
    least = LEAST * everything
    nodes = [Node("all", "Contacts and referrals", 0, everything, "way")]
    nodes += [
        Node("offered", "Offered", 1, offered, "way", {"all": offered}),
        Node("not_offered", "Not offered", 1, unoffered, "lost", {"all": unoffered}),
        Node("not_eligible", "Not eligible", 1, ineligible, "lost", {"all": ineligible}),
        Node("closed", "LEAD is closed", 1, closed, "lost", {"all": closed}),
        Node("agrees", "Agrees", 2, agrees, "way", {"offered": agrees}),
        Node("declines", "Says no", 2, declines, "lost", {"offered": declines}),
    ]
    nodes = [node for node in nodes if node.value > 0.0 or node.key == "all"]
    nodes += _reasons(not_offered, NOT_OFFERED, "not_offered", least)
    nodes += _reasons(not_eligible, NOT_ELIGIBLE, "not_eligible", least)
    return [*nodes, *_outcomes(counts, agrees, waits, least)]


def _reasons(found: Mapping[str, float], labels: Mapping[str, str], source: str, least: float) -> list[Node]:
    """Return the reasons of a loss, the most frequent first; small ones together."""
    shown = sorted((key for key, value in found.items() if value >= least and value > 0.0), key=lambda key: -found[key])
    rest = sum(value for key, value in found.items() if key not in shown)
    nodes = [Node(key, labels[key], 2, found[key], "lost", {source: found[key]}) for key in shown]
    return [*nodes, Node(f"other_{source}", OTHER, 2, rest, "lost", {source: rest})] if rest > 0.0 else nodes


def _outcomes(counts: Mapping[str, float], agrees: float, waits: bool, least: float) -> list[Node]:
    """Return what referrals end in.

    Who was waiting or in intake when the horizon begins ends in it too, who is at its end does not: only the balance
    is known. Where more come from before, they are taken to be among the intakes, which flatters no contact.
    """
    no_place = 0.0 if waits else counts.get("referrals_without_slot", 0.0)
    ends = {
        "in_lead": counts.get("intakes", 0.0),
        "gave_up": counts.get("drop_outs", 0.0),
        "no_place": no_place,
        "unfinished": counts.get("intake_failures", 0.0),
    }
    still = agrees - sum(ends.values())
    labels = {
        "in_lead": "Completes intake: in LEAD", "gave_up": "Leaves the waiting list", "no_place": "No place is free",
        "unfinished": "Intake not completed", "still": "Still open, or gone",
    }  # fmt: skip
    before = max(0.0, -still)
    ends["still"] = max(0.0, still)
    nodes = [] if before <= 0.0 else [Node("before", "Began earlier", 2, before, "before")]
    left = before
    for key, value in ends.items():
        if value <= 0.0:
            continue
        early = min(left, value)
        left -= early
        sources = {source: part for source, part in (("agrees", value - early), ("before", early)) if part > 0.0}
        nodes.append(Node(key, labels[key], 3, value, "way" if key == "in_lead" else "lost", sources))
    return _merged(nodes, least)


def _merged(nodes: Sequence[Node], least: float) -> list[Node]:
    """Return the nodes with small ends of the last column as one; who gets in is always shown."""
    small = [
        node for node in nodes if node.column == 3 and node.value < least and node.key not in ("in_lead", "unfinished")
    ]
    if len(small) < 2:
        return list(nodes)
    sources: dict[str, float] = {}
    for node in small:
        for source, value in node.sources.items():
            sources[source] = sources.get(source, 0.0) + value
    other = Node("other", "Other ends", 3, sum(node.value for node in small), "lost", sources)
    return [*(node for node in nodes if node not in small), other]
