"""What to measure next: what it is worth to know an input before choosing, in dollars."""

from __future__ import annotations

from simulator.report.case.amounts import told
from simulator.report.case.exhibit import Amount, Cell, Exhibit, Table, size_cell
from simulator.report.case.rests_on import Known, basis, belief, known
from simulator.report.case.view import View
from simulator.results import Record

SUBTITLE = "How much better the choice between plan and baseline would be on average if an input were known before it."
HOW = (
    "The most that a study of it could be worth, over all years; a study never says all. By regression over the draws. "
    "Worths do not add up. The expected loss holds luck in the simulation too, which no study removes."
)
HEAD = ("Input", "What it is", "Grade", "Worth, $", "Told from noise")


def exhibit(view: View) -> Exhibit | None:
    """Return what it is worth to know; nothing where nobody asked."""
    found = known(view, "worth")
    if found is None or not found.of("expected_loss"):
        return None
    (loss,) = (record.scenario_mean for record in found.of("expected_loss"))
    worths = sorted(found.of("worth_knowing"), key=lambda record: -record.scenario_mean)
    apart = [record for record in worths if record.reason is None]
    rest = len(worths) - len(apart)
    told_apart = Table(
        "Inputs whose worth can be told from noise", HEAD[:-1], tuple(r[:-1] for r in _rows(view, apart))
    )
    every = Table("Every uncertain input, the largest worth first", HEAD, _rows(view, worths))
    size = told(loss, signed=False)
    most = f"Expected loss from choosing now, by the mean: {size}. That is the most that learning everything is worth."
    noise = f"The worth of {rest} of {len(worths)} inputs cannot be told from noise."
    return Exhibit(
        "worth", title(view, found, loss, apart), SUBTITLE, basis(view, found), (told_apart,) if apart else (),
        {"Measure next": every}, (most, noise, HOW),
    )  # fmt: skip


def title(view: View, found: Known, loss: float, apart: list[Record]) -> str:
    """Return the finding without its end stop."""
    if loss == 0.0:
        return f"Nothing that could be learned would change this choice: all {found.draws} agree"
    if not apart:
        return f"Learning everything is worth at most {told(loss, signed=False)}, and no single input stands out"
    first = apart[0]
    name = parameter.label if (parameter := belief(view, str(first.line))) else str(first.line)
    return f"Most worth measuring is “{name}”: at most {told(first.scenario_mean, signed=False)}"


def _rows(view: View, records: list[Record]) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[Cell, ...]] = []
    for record in records:
        parameter, worth = belief(view, str(record.line)), size_cell(record.scenario_mean)
        label, grade = (parameter.label, parameter.grade) if parameter else ("", "")
        assert isinstance(worth, Amount)
        rows.append((str(record.line), label, grade, worth, "yes" if record.reason is None else "no"))
    return tuple(rows)


__all__ = ["exhibit"]
