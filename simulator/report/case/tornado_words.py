"""What single inputs do, in words: whether any turns the result, which moves it farthest, and every one in a table."""

from __future__ import annotations

from simulator.experiment.sensitivity_records import NOT_AT_ENDS
from simulator.report.case.amounts import told
from simulator.report.case.exhibit import Cell, Exhibit, Table, input_cell, net_cell, size_cell
from simulator.report.case.rests_on import basis, other_luck, whose
from simulator.report.case.tornado import Swing, Tornado
from simulator.report.case.view import View
from simulator.report.case.wording import TOGETHER

NAMED = 3
HEAD = (
    "Input", "What it is", "Unit", "Grade", "Stated", "Value at 5 %", "Value at 95 %", "Net at 5 %, $",
    "Net at 95 %, $", "Swing, $", "Monte Carlo error of the swing, $", "Told from noise", "Break-even",
    "Break-even value", "From", "To",
)  # fmt: skip
HOW = (
    "One input at a time is set to the 5th and the 95th percentile of its range, in the plan and in the baseline, and "
    "all else stays as in the draws. ± is the Monte Carlo error of the swing (one standard error)."
)
NOT_TOGETHER = "What several inputs do together is not in here. A range that was guessed too narrow moves little."


def title(view: View, found: Tornado) -> str:
    """Return the finding without its end stop: it turns round with the sign of the net."""
    side = _turned(view, found)
    if not found.apart:
        return f"No input's effect can be told from noise at {found.known.draws}"
    if found.turning:
        named = " and ".join(_quoted(each.name) for each in found.turning[:NAMED]) if len(found.turning) < NAMED else ""
        several = named or f"{len(found.turning)} of {len(found.swings)} inputs"
        alone = "by itself" if len(found.turning) == 1 else "by themselves, one at a time"
        return f"{several} can turn {side} {alone}"
    if any(each.turns for each in found.swings):
        return f"No single input can be told to turn {side}"
    return f"No single input of {len(found.swings)} turns {side} at any value that was tried"


def _turned(view: View, found: Tornado) -> str:
    """Return what would be turned into what; it is this case's own result only where net and sign are the same."""
    one, other = ("loss", "saving") if found.net < 0.0 else ("saving", "loss")
    if not found.known.fits(view):
        whom = TOGETHER.get(found.known.payer) or view.the(found.known.payer)
        return f"the {one} of {whom} into a {other}"
    same = found.net * view.net.difference.mean >= 0.0
    return f"this {one} into a {other}" if same else f"the {one} that {found.known.draws} show into a {other}"


def line(view: View, found: Tornado) -> str:
    """Return in one line whether anything turns the net and what moves it farthest, for a page with little room."""
    few = found.turning if len(found.turning) < NAMED else ()
    evens = "; ".join(each.even if len(few) == 1 else f"{_quoted(each.name)} {each.even}" for each in few)
    parts = [f"{title(view, found)}{': ' if few else ''}{evens}."]
    if found.apart:
        first = found.apart[0]
        error = "" if first.error is None else f" ±{told(first.error, signed=False)}"
        swing = f"swing {told(first.swing, signed=False)}{error}"
        far = f"{_quoted(first.name)} moves it farthest: {first.reach} {first.unit}"
        parts.append(f"{far} ({swing}, {found.known.draws}).")
    parts += [f"{_moved(found)}."] if len(found.swings) < found.inputs else []
    net = whose(view, found.known.payer, found.known.rung)
    parts += [] if found.known.fits(view) else [f"Not the net of this case, but the {net}."]
    return " ".join(parts)


def _moved(found: Tornado) -> str:
    some, of = len(found.swings), found.inputs
    return f"{some} inputs were moved" if some >= of else f"Only {some} of {of} inputs were moved"


def _quoted(name: str) -> str:
    return f"“{name}”"


def notes(view: View, found: Tornado) -> tuple[str, ...]:
    """Return what has to be said below: the net it starts from, what is noise, what was left out, and how."""
    noise = len(found.swings) - len(found.apart)
    start = f"Bars start at the net with nothing set, {told(found.net)}"
    if other_luck(view, found.known) and found.known.fits(view):
        own = view.comparison.identity.draws
        start += f" at {found.known.draws}; this case has {told(view.net.difference.mean)} at {own:,} draws"
        if found.net * view.net.difference.mean < 0.0:
            start += ", which is on the other side of zero"
    return (
        f"{start}.",
        f"{_moved(found)}, one at a time; the effect of {noise} cannot be told from noise at {found.known.draws}.",
        f"{_searched(found)} {NOT_TOGETHER}",
        HOW,
    )


def _searched(found: Tornado) -> str:
    """Return how many inputs were looked at over their whole range for a change of sign."""
    full = sum(each.none != NOT_AT_ENDS for each in found.swings)
    rest = len(found.swings) - full
    ends = f", and of {rest} the two ends were tried" if rest else ""
    return f"{full} inputs were searched over the middle 98 % of their range for a change of sign{ends}."


def exhibit(view: View, found: Tornado) -> Exhibit:
    """Return the tornado as it is shown, with a row for each input."""
    subtitle = "Net in dollars, a saving +, where one input is at the 5th or the 95th percentile of its range."
    rows = tuple(row for each in found.swings for row in _rows(each))
    table = Table("Every input that was moved, the widest swing first", HEAD, rows)
    return Exhibit(
        "tornado",
        title(view, found),
        subtitle,
        basis(view, found.known),
        (),
        {"Sensitivity": table},
        notes(view, found),
    )


def _rows(each: Swing) -> list[tuple[Cell, ...]]:
    """Return a row for an input, and one more for every further category and break-even value of it."""
    apart = {True: "yes", False: "no", None: "one future cannot tell"}[each.apart]
    first: tuple[Cell, ...] = (
        net_cell(each.low),
        net_cell(each.high),
        size_cell(each.swing),
        size_cell(each.error),
        apart,
    )
    rows: list[tuple[Cell, ...]] = []
    for i in range(max(len(each.values), len(each.evens), 1)):
        name, *values = each.values[i] if i < len(each.values) else ("", None, None, None)
        even = each.evens[i] if i < len(each.evens) else None
        path = each.path if each.path.endswith(name) or not name else f"{each.path}.{name}"
        ends = (even.value, even.low, even.high) if even else (None, None, None)
        rows.append(
            (path, each.name, each.unit, each.grade, *(input_cell(value) for value in values),
             *(first if i == 0 else (None,) * len(first)),
             even.side if even else each.none if i == 0 else None, *(input_cell(value) for value in ends))
        )  # fmt: skip
    return rows


__all__ = ["exhibit", "line", "notes", "title"]
