"""What Equity says: whether a scenario narrows or widens disparity, in counts first and then where."""

from __future__ import annotations

from dashboard.figures.names import quoted
from dashboard.findings import Headline
from dashboard.key_figures import KeyFigure
from dashboard.story import Story
from simulator.report import words
from simulator.report.equity import ALIKE, EARLIER, HARDLY, NARROWS, ONE_GROUP, UNCLEAR, WIDENS, Equity

LABELS = (
    "Groups are labels for counting. No group is a cause of what anybody does in the model: people of all groups "
    "offend, appear, accept and stay alike.",
    "What differs between groups is how often officials decide about them, where a place or a scenario says so, and "
    "whom an earlier decision left to be decided about.",
    "Groups are those that records name. What a record calls somebody is not always what they call themselves.",
)
READ_AGAIN = "Ask again to see it; the command is at the foot of the page."


def nothing(story: Story, groups: int) -> Headline:
    """Return what is said of an answer without anything to compare."""
    if groups == 1:
        return Headline("This answer names one group, so nothing can be compared", "", ONE_GROUP)
    return Headline(f"This answer of {quoted(story.name)} has no counts by group", "", f"{EARLIER} {READ_AGAIN}")


def headline(equity: Equity, name: str) -> Headline:
    """Return at how many comparisons disparity widens and narrows, widening first; the dek says where most."""
    widens, narrows = len(equity.moving(WIDENS)), len(equity.moving(NARROWS))
    of, against = len(equity.rows), words.plain(equity.reference)
    if widens:
        less = f", and narrows it at {narrows}" if narrows else ""
        said = f"{quoted(name)} widens disparity at {widens} of {of} comparisons with {against} people{less}"
    elif narrows:
        said = f"{quoted(name)} narrows disparity at {narrows} of {of} comparisons with {against} people"
    elif equity.alike:
        said = f"No disparity is put into {quoted(name)}, so it shows none: nothing was measured by group"
    else:
        said = f"{quoted(name)} is not seen to widen or narrow disparity against {against} people at any decision"
    most = [(how, found[0].told) for how in (WIDENS, NARROWS) if (found := equity.moving(how))]
    dek = " ".join(f"It {how} most for {told}." for how, told in most)
    dek = dek or "Its people are held against those of the baseline, in the same worlds."
    return Headline(said, "", f"{ALIKE} {dek}" if equity.alike else dek)


def where(equity: Equity) -> list[str]:
    """Return where disparity moves most, and which of it rests on few."""
    return [each for each in (equity.finding.removeprefix(f"{equity.title}: "), equity.few) if each]


def key_figures(equity: Equity) -> list[KeyFigure]:
    """Return how many comparisons widen, narrow, cannot be told, and cannot be shown."""
    rows = equity.rows
    widens, narrows = equity.moving(WIDENS), equity.moving(NARROWS)
    same = [row for row in rows if row.moves in (HARDLY, UNCLEAR)]
    hidden = [row for row in rows if row.after.why_not]
    return [
        KeyFigure("Disparity widens", str(len(widens)), f"of {len(rows)} comparisons, by decision and group",
                  "costs" if widens else ""),
        KeyFigure("Disparity narrows", str(len(narrows)), "the index comes nearer to 1", "saves" if narrows else ""),
        KeyFigure("Hardly moves, or cannot be told", str(len(same)), "fewer than 36 of 50 futures agree"),
        KeyFigure("Not shown", str(len(hidden)), "too few, or no such decision"),
    ]  # fmt: skip
