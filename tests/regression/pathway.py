"""Draw the pathway from the code: docs/pathway.md and its pictures, by `make pathway`.

The boxes are the lines of the log, in the strand whose transition writes them; the arrows are what simulated lives
show (`tests.regression.ways`). By hand are only the names, colors and order of the strands and a sentence on each.
The text of the pictures is kept beside them and held by a test; Graphviz (`dot`) is needed only to draw them anew.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from simulator.model.events import Kind
from simulator.model.events import Strand as Alarm
from simulator.model.transitions import TRANSITIONS, Transition
from tests.regression.ways import Way, watch_lives

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "pathway.md"
PICTURES = DOCS / "pictures"
TEXT = PICTURES / "pathway.dot"
"""Every picture's text, one after the other."""

RARE_TO, RARE_FROM = 100, 10
"""An arrow is left out if it is rarer than one in so many of the ways to its line, and of those from its first line."""


@dataclass(frozen=True)
class Strand:
    """A part of the pathway: its name, the colors of its boxes and arrows, who writes its lines, and a sentence.

    `written_by` are modules, or single transitions, which come before modules.
    """

    name: str
    title: str
    fill: str
    line: str
    written_by: tuple[str, ...]
    sentence: str


STRANDS = (
    Strand(
        "life", "Life", "#e6e6e6", "#6b6b6b", ("life",),
        "Somebody comes into the pool, lives through active and quiet spells, and desists, leaves the area or dies.",
    ),
    Strand(
        "police", "Police", "#cfe2f3", "#1f5f9e", ("police",),
        "A contact about a new offense is diverted to LEAD, ends without action, or is an arrest, booked or cited.",
    ),
    Strand(
        "jail", "Jail", "#f4cccc", "#b03030", ("jail",),
        "The first reason to hold somebody books, and the last to end releases. Charges, warrants and sentences are "
        "reasons of their own; a state bed holds too.",
    ),
    Strand(
        "prosecution", "Prosecution", "#fce5cd", "#b8651b", ("prosecution",),
        "A charge is referred, and filed or declined; beyond four pending cases it is joined to one of them.",
    ),
    Strand(
        "courts", "Court", "#fff2cc", "#8a6d00", ("courts", "sentencing"),
        "A filed case waits for attorneys with room, is heard on court days, and is dismissed, diverted or sentenced.",
    ),
    Strand(
        "warrants", "Warrants", "#f9cb9c", "#c4410c", ("warrants", "warrant_service", "courts.clear_warrant"),
        "Who does not appear in court or violates supervision is wanted, until the warrant is served or cleared.",
    ),
    Strand(
        "supervision", "Supervision", "#d9d2e9", "#5b3fa0", ("supervision",),
        "A sentence may be followed by supervision in the community, which can be violated.",
    ),
    Strand(
        "competency", "Competency", "#ead1dc", "#a02c6b", ("competency", "courts.order_evaluation"),
        "A case can stand still for an evaluation, for the wait for a state bed, and for restoration.",
    ),
    Strand(
        "lead", "LEAD", "#b6d7a8", "#2e7d1f", ("referrals", "places", "lead", "capacity"),
        "A referral that the protocol allows gets a place or waits for one; intake, engagement and its lapses follow.",
    ),
    Strand(
        "services", "Services", "#d9ead3", "#1b7a6b", ("services",),
        "Housing, treatment and work: LEAD's places and their waiting lists, and what people find without LEAD.",
    ),
)  # fmt: skip


# -- what is drawn ----------------------------------------------------------------------------------------


def strand_of(transition: Transition) -> Strand:
    """Return the strand of a transition: its own, or its module's."""
    for written_by in (transition.path, transition.module):
        for strand in STRANDS:
            if written_by in strand.written_by:
                return strand
    raise KeyError(transition.path)


def writers() -> Mapping[Kind, Sequence[Transition]]:
    """Return the transitions that write each line of the log."""
    return {kind: [entry for entry in TRANSITIONS if kind.name in entry.words] for kind in Kind}


def homes() -> Mapping[Kind, Strand]:
    """Return the strand of each line: of the first transition that writes it."""
    return {kind: strand_of(entries[0]) for kind, entries in writers().items()}


def without_rare(ways: Counter[Way]) -> list[Way]:
    """Return the arrows in order."""
    to, out = Counter[Kind](), Counter[Kind]()
    for way, times in ways.items():
        to[way.then] += times
        out[way.first] += times
    return sorted(
        way for way, times in ways.items() if times * RARE_TO >= to[way.then] or times * RARE_FROM >= out[way.first]
    )


def words(kind: Kind) -> str:
    """Return a line of the log in words."""
    return kind.name.replace("_", " ").lower().replace("lead ", "LEAD ")


def heading(kind: Kind) -> str:
    """Return a line in words with a capital at the beginning."""
    return words(kind)[0].upper() + words(kind)[1:]


# -- the text of the pictures -----------------------------------------------------------------------------

FONT = 'fontname="Helvetica,Arial,sans-serif"'
STYLE = (
    f"  graph [{FONT}, bgcolor=white, pad=0.1, nodesep=0.1, ranksep=0.35];",
    f'  node [{FONT}, fontsize=11, height=0.3, margin="0.11,0.05"];',
    '  node [shape=box, style="rounded,filled", color="#666666"];',
    f'  edge [{FONT}, fontsize=10, color="#444444", arrowsize=0.6];',
)
PLAIN_TABLE = 'border="0" cellborder="0" cellspacing="0"'


def pictures(ways: Sequence[Way]) -> dict[str, str]:
    """Return the text of each picture by its name: the overview, and a close-up of each strand."""
    return {"pathway": overview(ways), **{f"pathway-{strand.name}": close_up(strand, ways) for strand in STRANDS}}


def overview(ways: Iterable[Way]) -> str:
    """Return the strands with their lines, and which lines of other strands they lead to."""
    home = homes()
    crossing: dict[tuple[str, str], list[Way]] = {}
    for way in ways:
        if home[way.first] != home[way.then]:
            crossing.setdefault((home[way.first].name, home[way.then].name), []).append(way)
    lines = ["digraph pathway {", *STYLE, "  graph [nodesep=0.05];"]
    for strand in STRANDS:
        rows = [f"<tr><td><b>{strand.title}</b></td></tr>"]
        rows += [f'<tr><td align="left">{heading(kind)}</td></tr>' for kind in Kind if home[kind] == strand]
        table = f'<table {PLAIN_TABLE} cellpadding="1">{"".join(rows)}</table>'
        lines.append(f'  {strand.name} [fillcolor="{strand.fill}", label=<{table}>];')
    for strand in STRANDS:
        for (first, then), between in crossing.items():
            if first == strand.name:
                text = "<br/>".join(words(kind) for kind in sorted({way.then for way in between}))
                label = f'<table {PLAIN_TABLE} cellpadding="0" bgcolor="white"><tr><td>{text}</td></tr></table>'
                look = f'color="{strand.line}", fontcolor="{strand.line}"{_dashed(all(way.waits for way in between))}'
                lines.append(f"  {first} -> {then} [{look}, label=<{label}>];")
    return "\n".join([*lines, "}", ""])


def close_up(strand: Strand, ways: Iterable[Way]) -> str:
    """Return one strand's lines with all their arrows, and the lines of other strands where those begin or end."""
    home = homes()
    boxes = {kind.name: f'label="{heading(kind)}", fillcolor="{strand.fill}"' for kind in Kind if home[kind] == strand}
    arrows = []
    for way in ways:
        if strand not in (home[way.first], home[way.then]):
            continue
        for kind in (way.first, way.then):
            other = home[kind]
            look = f'fillcolor="{other.fill}", shape=plaintext, style=filled, fontsize=10'
            boxes.setdefault(kind.name, f'label="{other.title}:\\n{words(kind)}", {look}')
        look = f'color="{home[way.first].line}"{_dashed(way.waits)}'
        arrows.append(f"  {way.first.name} -> {way.then.name} [{look}];")
    return "\n".join(
        [
            f"digraph {strand.name} {{",
            *STYLE,
            *(f"  {name} [{look}];" for name, look in boxes.items()),
            *arrows,
            "}",
            "",
        ]
    )


def _dashed(waits: bool) -> str:
    return ", style=dashed" if waits else ""


# -- the page ---------------------------------------------------------------------------------------------

INTRODUCTION = f"""# The pathway

One person's way through it all, as the model has it. Every strand of a life below runs at the same time; they meet in
the person's state and in what is limited. This page is made from the code by `make pathway`, and a test holds it: the
boxes are the lines of the event log (`leadsim run king-county/current --events events.csv` writes it), put into the
strand whose transition in `simulator/model/transitions.py` writes them.

An arrow says that one line leads to another: **solid** in the same instant, **dashed** after a wait (a delay, a
sentence, a queue). It has the color of the strand where it begins, and in the overview it names the lines that it
leads to. Arrows are not drawn by hand either. They are what happened in simulated lives, in small worlds in which
everything is scarce for some years and then is not, so how often something happens in King County cannot be read from
them; an arrow is left out if it is rarer than one in {RARE_TO} of the ways to its line and one in {RARE_FROM} of the
ways from where it begins.

![Strands of a life and the lines of the log that lead from one to another](pictures/pathway.svg)

Below, each strand by itself. Boxes without a frame are lines of other strands. The tables say what sets off the
transition that writes a line; a name in capitals that rings is a wait that is over.
"""


def page() -> str:
    """Return docs/pathway.md."""
    home = homes()
    parts = [INTRODUCTION]
    for strand in STRANDS:
        rows = [
            f"| {heading(kind)} | {'<br>'.join(f'`{entry.path}`: {_plain(entry.when)}' for entry in entries)} |"
            for kind, entries in writers().items()
            if home[kind] == strand
        ]
        picture = f"![{strand.title}: lines and what leads to them](pictures/pathway-{strand.name}.svg)"
        parts.append(
            "\n".join(
                [
                    f"## {strand.title}",
                    "",
                    strand.sentence,
                    "",
                    picture,
                    "",
                    "| Line | Written by |",
                    "|---|---|",
                    *rows,
                    "",
                ]
            )
        )
    return "\n".join(parts)


def _plain(when: str) -> str:
    """Return `when` with the names of alarms as code."""
    alarms = "|".join(sorted(Alarm.__members__, key=len, reverse=True))
    return re.sub(rf"\b({alarms})\b(\.\.)?", lambda found: f"`{found[1]}{'…' if found[2] else ''}`", when)


# -- drawing ----------------------------------------------------------------------------------------------


def mark_of(text: str) -> str:
    """Return what a drawn picture carries to say from which text it was drawn."""
    return f"<!-- drawn from text {sha256(text.encode()).hexdigest()[:16]} -->"


def draw(text: str, program: str = "dot", *options: str) -> str:
    """Return a picture as SVG, drawn by a program of Graphviz."""
    found = shutil.which(program)
    if found is None:
        sys.exit(f"the text is written; Graphviz ({program}) is needed to draw it")
    command = [found, *options, "-Tsvg"]
    svg = subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
    return svg.replace("<svg ", f"{mark_of(text)}\n<svg ", 1)


if __name__ == "__main__":
    found = pictures(without_rare(watch_lives().ways))
    PAGE.write_text(page(), encoding="utf-8")
    TEXT.write_text("\n".join(found.values()), encoding="utf-8")
    for name, text in found.items():
        (PICTURES / f"{name}.svg").write_text(draw(text), encoding="utf-8")
