"""Draw the overview of docs/method.md from the code: docs/pictures/method.svg, by `make pathway`.

The boxes are all lines of the log in the colors of their strands, the arrows what simulated lives show, as in
`tests.regression.pathway`; only the most frequent are drawn. By hand is where each box is. The text of the picture is
kept beside it and held by a test; Graphviz (`neato`) is needed only to draw it anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from simulator.model.events import Kind
from tests.regression.pathway import FONT, PICTURES, STRANDS, Strand, draw, heading, homes
from tests.regression.ways import Way, watch_lives

NAME = "method"
TEXT = PICTURES / f"{NAME}.dot"
PICTURE = PICTURES / f"{NAME}.svg"

ONE_TO, ONE_FROM = 6, 3
"""An arrow is drawn if it is at least one in so many of the ways to its line, or of those from its first line."""

GRID = """
.                  .                  .                  arrived            .                    .
died               left               desisted           spell              .                    .
.                  .                  .                  .                  .                    .
.                  released           contact            .                  referred             referral_refused
.                  booked             arrested           no_action          joined_waiting_list  left_waiting_list
.                  .                  booking_restricted not_diverted       .                    capacity
.                  .                  cited              diverted           slot_granted         intake
.                  .                  .                  .                  intake_failed        engaged
.                  charge_declined    charge_referred    charge_joined      held_charge_referred lapsed
.                  .                  case_filed         .                  stable               lead_exit
.                  .                  .                  .                  .                    .
warrant_served     case_waits         case_opened        .                  .                    .
warrant_issued     failed_to_appear   hearing            evaluation_ordered service_waits        service_began
warrant_cleared    case_dismissed     convicted          found_competent    service_wait_ended   service_ended
.                  court_diverted     time_served        restoration_ordered service_found       .
violation          jail_sentence      prison_sentence    admitted           .                    .
supervision_began  case_abated        .                  restored           .                    .
supervision_ended  .                  .                  not_restored       .                    .
"""
"""Where each line's box is, in columns and rows; the picture is as wide as a page."""

COLUMN, ROW = 166.0, 40.0
BOX = (136.0, 24.0)
MARGIN, TITLE = 9.0, 17.0
"""Around the boxes of a strand, and above them for its name, in points."""


def places() -> Mapping[Kind, tuple[float, float]]:
    """Return the middle of each line's box in points; the origin is at the bottom left."""
    rows = [line.split() for line in GRID.strip().splitlines()]
    return {
        Kind[name.upper()]: (column * COLUMN, (len(rows) - 1 - row) * ROW)
        for row, names in enumerate(rows)
        for column, name in enumerate(names)
        if name != "."
    }


def panel(strand: Strand) -> tuple[float, float, float, float]:
    """Return the panel behind a strand's boxes: left, bottom, right and top, in points."""
    at = [places()[kind] for kind, home in homes().items() if home == strand]
    across, up = [x for x, _ in at], [y for _, y in at]
    width, height = BOX[0] / 2 + MARGIN, BOX[1] / 2 + MARGIN
    return min(across) - width, min(up) - height, max(across) + width, max(up) + height + TITLE


def most_frequent(ways: Counter[Way]) -> list[Way]:
    """Return the arrows in order; where one line leads to another at once and after a wait, the more frequent."""
    to, out = Counter[Kind](), Counter[Kind]()
    between: dict[tuple[Kind, Kind], Counter[bool]] = {}
    for way, times in ways.items():
        to[way.then] += times
        out[way.first] += times
        between.setdefault((way.first, way.then), Counter())[way.waits] += times
    return sorted(
        Way(first, then, waits.most_common(1)[0][0])
        for (first, then), waits in between.items()
        if first != then and (waits.total() * ONE_TO >= to[then] or waits.total() * ONE_FROM >= out[first])
    )


# -- the text of the picture ------------------------------------------------------------------------------


def picture(ways: Iterable[Way]) -> str:
    """Return the text of the picture."""
    home, at = homes(), places()
    lines = [
        f"digraph {NAME} {{",
        f'  graph [{FONT}, bgcolor=white, pad=0.1, splines=true, esep="+3", _background="{" ".join(_panels())}"];',
        f'  node [{FONT}, fontsize=13, shape=box, style="rounded,filled", fixedsize=true, penwidth=0.8];',
        f"  node [width={BOX[0] / 72:.3f}, height={BOX[1] / 72:.3f}];",
        f"  edge [{FONT}, arrowsize=0.7, penwidth=1.2];",
    ]
    for kind in Kind:
        x, y = at[kind]
        look = f'label="{heading(kind)}", fillcolor="{home[kind].fill}", color="{home[kind].line}"'
        lines.append(f'  {kind.name} [pos="{x:.0f},{y:.0f}!", {look}];')
    for way in ways:
        dashed = ", style=dashed" if way.waits else ""
        lines.append(f'  {way.first.name} -> {way.then.name} [color="{home[way.first].line}"{dashed}];')
    return "\n".join([*lines, "}", ""])


def _panels() -> Iterator[str]:
    """Yield each strand's panel and name in the words of Graphviz's drawings (xdot)."""
    for strand in STRANDS:
        left, bottom, right, top = panel(strand)
        corners = " ".join(f"{x:.0f} {y:.0f}" for x, y in ((left, bottom), (left, top), (right, top), (right, bottom)))
        yield f"C 9 -{strand.fill}55 c 9 -{strand.line}66 P 4 {corners}"
        font, title = (f"{len(text)} -{text}" for text in ("Helvetica", strand.title))
        yield f"c 7 -{strand.line} F 14 {font} t 1 T {left + MARGIN:.0f} {top - TITLE:.0f} -1 100 {title}"


if __name__ == "__main__":
    found = picture(most_frequent(watch_lives().ways))
    TEXT.write_text(found, encoding="utf-8")
    PICTURE.write_text(draw(found, "neato", "-n"), encoding="utf-8")
