"""Who pays and who saves, payer by payer: parts that add up to each net, and nets that add up to the claim."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.inputs.scenario import FUND, OTHERS
from simulator.report.case.amounts import cell, rounding_note, told
from simulator.report.case.view import View
from simulator.report.case.wording import moved
from simulator.report.scales import Scale, scale_of
from simulator.results import ALL


@dataclass(frozen=True)
class PayerRow:
    """What a payer saves, is handed by an agreement, and pays for LEAD, in dollars; net = saved + moved − pays."""

    payer: str
    name: str
    saved: float
    moved: float
    pays: float
    net: float


@dataclass(frozen=True)
class Matrix:
    """The rows of all payers and their total, the scale they are shown in, and what is said below."""

    title: str
    head: tuple[str, ...]
    rows: tuple[PayerRow, ...]
    total: PayerRow
    scale: Scale
    note: str

    @property
    def has_moved(self) -> bool:
        """Whether an agreement moves anything between payers."""
        return any(row.moved for row in self.rows)

    def cells(self, row: PayerRow) -> tuple[str, ...]:
        """Return a row as it is shown, below the heads."""
        moved = (cell(self.scale, row.moved, signed=True),) if self.has_moved else ()
        net = cell(self.scale, row.net, signed=True)
        return (row.name, cell(self.scale, row.saved), *moved, cell(self.scale, row.pays), net)


SAVED_NAMES = {"avoided": "Avoided", "cashable": "Saved in cash"}


def payer_matrix(view: View) -> Matrix:
    """Return the matrix in the view's own terms: what varies for all payers together, cash for one."""
    rows = tuple(row for payer in view.payers if _any(row := _row(view, payer)))
    total = _row(view, ALL)
    scale = scale_of(v for row in (*rows, total) for v in (row.saved, row.pays, row.net))
    moves = any(row.moved for row in rows)
    head = (f"{scale.name}, {span(view)}", SAVED_NAMES[view.saved], *(("Moved",) if moves else ()), "Pays", "Net")
    return Matrix(_title(rows), head, rows, total, scale, _note(view, rows, total, scale))


def span(view: View) -> str:
    """Return the fiscal years of the answer."""
    return f"{view.years[0]}–{view.years[-1]}" if len(view.years) > 1 else str(view.years[0])


def _row(view: View, payer: str) -> PayerRow:
    book = view.book
    saved, pays, handed = book.mean(view.saved, payer), -book.mean("program", payer) + 0.0, moved(view, payer)
    name = "All payers" if payer == ALL else view.called(payer)
    return PayerRow(payer, name[:1].upper() + name[1:], saved, handed, pays, saved + handed - pays)


def _any(row: PayerRow) -> bool:
    return any(abs(value) >= 0.005 for value in (row.saved, row.moved, row.pays))


def _title(rows: tuple[PayerRow, ...]) -> str:
    pays = max(rows, key=lambda row: row.pays, default=None)
    own = [row for row in rows if row.payer not in (FUND, OTHERS)]  # what a fund holds is nobody's gain
    gains = max(own, key=lambda row: row.net, default=None)
    if pays is None or gains is None:
        return "No payer pays or saves anything"
    if pays.pays <= 0:
        return f"Nobody pays more for LEAD; most is gained by {gains.name}" if gains.net > 0 else "Nobody pays or gains"
    if gains.net <= 0:
        return f"Most is paid by {pays.name}; nobody gains"
    same = gains.payer == pays.payer
    return (
        f"Most is paid and gained by {pays.name}" if same else f"Most is paid by {pays.name} and gained by {gains.name}"
    )


def _note(view: View, rows: tuple[PayerRow, ...], total: PayerRow, scale: Scale) -> str:
    means = [view.book.mean(rung) for rung in ("cashable", "avoided")]
    cash, avoided = (told(mean, signed=mean < 0) for mean in means)
    if view.saved == "avoided":
        said = f"Avoided means costs that really vary. Of {avoided}, {cash} leaves a budget as cash."
    else:
        said = f"Saved in cash means that it leaves a budget. {avoided} is avoided in all."
    parts = [
        (tuple(getattr(row, key) for row in rows), getattr(total, key)) for key in ("saved", "moved", "pays", "net")
    ]
    across = [((row.saved, row.moved, -row.pays), row.net) for row in (*rows, total)]
    agreed = "Moved: handed over and received by agreement; it adds up to zero." if any(r.moved for r in rows) else ""
    return " ".join(filter(None, (said, agreed, rounding_note(scale, [*parts, *across]))))
