"""Text in charts: made harmless, measured, broken into lines and kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from dashboard.figures.widths import ADVANCES, UNKNOWN
from dashboard.theme import LABEL

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def plot_text(text: str) -> str:
    """Return text that plotly shows as it is: no markup, no link, and no template of a hover text."""
    for mark, entity in ESCAPES.items():
        text = text.replace(mark, entity)
    return " ".join(text.replace("%{", "%&#123;").split())


@lru_cache(maxsize=4096)
def width_of(text: str, size: float = LABEL, *, bold: bool = False) -> float:
    """Return how wide a line of plain text is in Inter, in px."""
    advances = ADVANCES[bold]
    return sum(advances.get(mark, UNKNOWN) for mark in text) * size / 1000.0


def wrapped(text: str, room: float, size: float = LABEL, *, bold: bool = False) -> list[str]:
    """Return text in lines no wider than so many px; a word that is wider is cut, with a sign that it was."""
    lines: list[str] = []
    for word in (shortened(word, room, size, bold=bold) for word in text.split()):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def clipped(text: str, room: float, most: int, size: float = LABEL, *, bold: bool = False) -> list[str]:
    """Return text in at most so many lines; what is left out is shown by dots."""
    lines = wrapped(text, room, size, bold=bold)
    if len(lines) <= most:
        return lines
    last = shortened(f"{lines[most - 1]}…", room, size, bold=bold)
    return [*lines[: most - 1], last]


def shortened(text: str, room: float, size: float = LABEL, *, bold: bool = False) -> str:
    """Return a line that is no wider than so many px, with dots at its end where something is missing."""
    if width_of(text, size, bold=bold) <= room:
        return text
    kept = text.rstrip("…")
    while kept and width_of(f"{kept}…", size, bold=bold) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places at least `gap` apart and between `low` and `high`, in the same order and near what was wanted.

    Where there is no room for all, they are spread evenly.
    """
    if not wanted:
        return []
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    if (len(order) - 1) * gap > high - low:
        gap = (high - low) / (len(order) - 1)
    placed = [min(max(wanted[i], low + n * gap), high - (len(order) - 1 - n) * gap) for n, i in enumerate(order)]
    return _back(order, _settled(placed, gap))


def _settled(places: Sequence[float], gap: float) -> list[float]:
    """Return rising places at least a gap apart: those that touch share what they are moved by."""
    blocks: list[tuple[float, int]] = []  # (the first place, how many)
    for place in places:
        blocks.append((place, 1))
        while len(blocks) > 1 and blocks[-2][0] + blocks[-2][1] * gap > blocks[-1][0]:
            (first, many), (second, more) = blocks[-2:]
            start = (many * first + more * (second - many * gap)) / (many + more)
            blocks[-2:] = [(start, many + more)]
    return [first + n * gap for first, many in blocks for n in range(many)]


def _back(order: Sequence[int], placed: Sequence[float]) -> list[float]:
    """Return sorted places in the order in which they were asked for."""
    found = [0.0] * len(order)
    for i, place in zip(order, placed, strict=True):
        found[i] = place
    return found
