"""What the flow into LEAD says: the finding and its counts, the largest loss, and every node as a table."""

from __future__ import annotations

from dashboard.figures import names
from dashboard.figures.drawn import Table
from dashboard.figures.flow_data import COLUMNS, LEAST, FlowData
from simulator.report import words

BECAUSE = {
    "not_offered": "LEAD is not offered",
    "declined": "the person says no",
    "no_place": "no place is free",
    "unfinished": "intake is not completed",
}
PARTS = (
    (0.55, "half of"), (0.635, "three in five"), (0.71, "two in three"), (0.775, "three in four"),
    (0.85, "four in five"), (0.95, "nine in ten"),
)  # fmt: skip
"""Shares from a half up, below these limits."""


def part(share: float) -> str:
    """Return a share of at least a half in words, such as `three in four`; of futures `n of 50` is said instead."""
    return next((said for limit, said in PARTS if share < limit), "nearly all")


def number(value: float) -> str:
    """Return a count as it is read."""
    return words.count(value, signed=False)


def largest_loss(data: FlowData) -> tuple[str, float]:
    """Return where most qualifying contacts are lost, as in BECAUSE, and which share of all that are lost."""
    losses = data.losses
    lost = sum(losses.values())
    key = max(losses, key=lambda name: losses[name])
    return key, losses[key] / lost if lost > 0.0 else 0.0


def finding(data: FlowData) -> str:
    """Return how many qualifying contacts reach LEAD and where most are lost."""
    if data.value("all") <= 0.0:
        return f"With {names.quoted(data.name)} no contact or referral could lead to LEAD"
    if data.qualifying <= 0.0:
        closed = data.value("closed") > 0.0
        why = "LEAD is closed" if closed else "none of them is eligible"
        return f"With {names.quoted(data.name)} no contact or referral leads to LEAD: {why}"
    lost = 1.0 - data.reached / data.qualifying
    key, share = largest_loss(data)
    while_open = " that come while LEAD is open" if data.value("closed") >= LEAST * data.value("all") else ""
    if lost >= 0.5:
        how = "most of them" if share > 0.5 else "more of them than for any other reason"
        said = f"{names.capital(part(lost))} qualifying contacts{while_open}"
        return f"{said} never reach LEAD, {how} because {BECAUSE[key]}"
    said = names.capital(part(1.0 - lost))
    if lost <= 0.0:
        return f"{said} qualifying contacts{while_open} reach LEAD"
    why = "most often because" if share > 0.5 else "because, more than for any other reason,"
    return f"{said} qualifying contacts{while_open} reach LEAD; the others do not, {why} {BECAUSE[key]}"


def dek(data: FlowData, years: str) -> str:
    """Return the counts behind the finding in at most two sentences."""
    if data.qualifying <= 0.0:
        return f"Over {years} there are {number(data.value('all'))} contacts and referrals that could."
    first = (
        f"Of {number(data.qualifying)} qualifying police contacts and referrals over {years}, {number(data.reached)} "
        f"end with an intake into LEAD; {number(data.participants)} people enter it for the first time."
    )
    rest = [
        f"{number(data.value(key))} more {what}"
        for key, what in (("not_eligible", "are not eligible"), ("closed", "come while LEAD is closed"))
        if data.value(key) >= 0.5
    ]
    return f"{first} {names.capital(' and '.join(rest))}." if rest else first


def title(data: FlowData) -> str:
    """Return where most are lost, of all contacts and referrals."""
    lost = {key: data.value(key) for key in ("not_eligible", "not_offered", "closed")}
    lost["after"] = data.value("offered") - data.reached
    everything = data.value("all")
    if everything <= 0.0:
        return f"With {names.quoted(data.name)} there is no way into LEAD"
    key = max(lost, key=lambda name: lost[name])
    said = {
        "not_eligible": "The largest loss is before LEAD can be offered: the person or the offense is not eligible",
        "not_offered": "The largest loss is before LEAD is ever mentioned",
        "closed": "The largest loss is that LEAD is closed",
        "after": "The largest loss is after LEAD was offered",
    }
    return said[key]


def subtitle(data: FlowData) -> str:
    """Return measure, unit, period, and what the marks are."""
    how = "average of futures" if data.draws > 1 else "one simulated future"
    return (
        f"Police contacts and referrals of people who are neither in LEAD nor waiting, {names.quoted(data.name)}, "
        f"{data.period} total, {how}. Width is how many; blue leads into LEAD, grey does not."
    )


def note(data: FlowData) -> str:
    """Return what is left out, and what a referral without a free place does."""
    there, waiting = data.already
    parts = []
    if there + waiting >= 0.5:
        parts.append(
            f"Not shown: {number(there)} of people already in LEAD, {number(waiting)} of people already waiting."
        )
    if data.without_place >= 0.5:
        then = "and joined the waiting list" if data.waits else "and there is no waiting list"
        parts.append(f"{number(data.without_place)} referrals met no free place {then}.")
    if data.value("before"):
        parts.append("“Began earlier” waited or were in intake at the start, less those who are at the end.")
    if data.value("still") or data.value("other"):
        parts.append("“Still open, or gone”: waiting or in intake at the end, died, moved, or diverted while waiting.")
    parts.append("A person counts each time. Reasons are not counted by route: contacts and referrals flow together.")
    return " ".join(parts)


def alt(data: FlowData) -> str:
    """Return the flow in words."""
    everything = data.value("all")
    told = "; ".join(
        f"{node.label}: {number(node.value)}" + (f" ({words.percent(node.value / everything)})" if everything else "")
        for node in data.nodes
    )
    return f"{title(data)}. {subtitle(data)} {told}."


def table(data: FlowData) -> Table:
    """Return every node: its step, how many, and the share of all."""
    everything = data.value("all")
    shares = [node.value / everything if everything else 0.0 for node in data.nodes]
    rows = tuple(
        (node.label, COLUMNS[node.column], number(node.value), words.percent(share))
        for node, share in zip(data.nodes, shares, strict=True)
    )
    labels = {node.key: node.label for node in data.nodes}
    values = tuple(
        (node.label, COLUMNS[node.column], " and ".join(labels[key] for key in node.sources), node.value, share)
        for node, share in zip(data.nodes, shares, strict=True)
    )
    headings = ("What they come to", "Step", "Contacts and referrals", "Of all")
    return Table(headings, rows, ("name", "step", "comes_from", "mean", "share_of_all"), values)
