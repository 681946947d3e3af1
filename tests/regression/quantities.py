"""Write docs/quantities.md from the code and the King County files: what is counted, in which unit, priced by what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from simulator.analysis.compare import RATES
from simulator.analysis.equity import DECISIONS
from simulator.analysis.levels import LEVELS
from simulator.inputs.load import load_scenario
from simulator.inputs.scenario import FORMER_FUNDERS, FUNDERS, MEDICAID, SERVICE_FUNDERS, Jurisdiction
from simulator.model.measures import MEASURE, MEASURES, Measure
from simulator.model.quantities import Quantity

PAGE = Path(__file__).parents[2] / "docs" / "quantities.md"

EQUITY_TEXT = """## Decisions by group

What is counted beside those whom it was decided about, for relative rate indexes ([equity.md](equity.md)). Contacts of
people whom LEAD does not have yet, those that it may divert, and offers of diversion are counted for this alone.
"""
PAYERS = {
    FUNDERS: "LEAD's funders",
    FORMER_FUNDERS: "its former funders",
    MEDICAID: "Medicaid (federal and state)",
    SERVICE_FUNDERS: "LEAD's funders and Medicaid",
}

Lines = Mapping[Quantity, Sequence[tuple[str, str]]]
"""For each quantity that is priced, the cost lines that count it, each with its payer."""

INTRODUCTION = """# What is counted, and what it costs

This page is made from the code and from King County's files by `make baselines`, and a test holds it. Another place
has its own cost lines, in its `jurisdiction.yaml`.

What happens is counted by month and group, and reported by the names below. A measure is priced if a cost line counts
every part of it; then it says by which line, and who pays. Everything else says why it is not priced: mostly because
its cost is in another line, and counting it would pay twice. Harm to victims counts only in society's view
(`--society`), so contacts have a line and a reason. The prices with their ranges and sources are shown by
`leadsim parameters king-county/current --find costs --sources`.

## Measures
"""
RATES_TEXT = """## Rates

Rates are counts over the time in which people are exposed to what is counted: who is in jail commits no offense
outside, so counts alone would flatter jail.
"""
LEVELS_TEXT = """## Mean levels

How many people, places, cases or staff there are on average: days over the days of a period, and months over its
months.
"""
OTHERS_TEXT = """## Counted for the ledger alone

Staff, client services and notice are measured by the budget, so they are priced and are no measures of their own.
"""


def king_county() -> Jurisdiction:
    """Return the place whose prices are shown."""
    return load_scenario("king-county/current").jurisdiction


def cost_lines(place: Jurisdiction, *, society: bool = True) -> Lines:
    """Return the cost lines by what they count, with or without those of society, which are in nobody's budget."""
    found: dict[Quantity, list[tuple[str, str]]] = {}
    for line, entry in place.file.cost_lines.items():
        for name, payer in entry.counts.items() if society or not entry.society else ():
            found.setdefault(Quantity[name.upper()], []).append((line, payer))
    return found


def unpriced_parts(measure: Measure, lines: Lines) -> list[Quantity]:
    """Return the parts of a measure that no cost line counts."""
    return [part for part in measure.parts if part not in lines]


# -- the page ---------------------------------------------------------------------------------------------


def page(place: Jurisdiction) -> str:
    """Return docs/quantities.md."""
    lines = cost_lines(place)
    others = [quantity for quantity in lines if all(quantity not in measure.parts for measure in MEASURES)]
    sections = (
        (INTRODUCTION, ("Measure", "Name", "Unit", "Priced by: who pays", "Why not priced"), list(_measures(lines))),
        (RATES_TEXT, ("Name", "Unit", "Counted", "Over the days of"), [
            (_code(name), unit, MEASURE[counted].label, MEASURE[exposed].label)
            for name, unit, counted, exposed, _ in RATES
        ]),
        (LEVELS_TEXT, ("Name", "Unit", "From", "In the table"), [
            (_code(name), unit, _label(source), table) for table, name, unit, source in LEVELS
        ]),
        (OTHERS_TEXT, ("Quantity", "Priced by"), [
            (_code(quantity.name.lower()), _priced([quantity], lines)) for quantity in others
        ]),
        (EQUITY_TEXT, ("Decision", "Name", "Of these"), [
            (decision.label, _code(decision.key), decision.feeder_label) for decision in DECISIONS
        ]),
    )  # fmt: skip
    return "\n".join("\n".join([text, _table(head, rows)]) for text, head, rows in sections)


def _measures(lines: Lines) -> Iterator[tuple[str, ...]]:
    """Yield a row for each measure; those told apart by route or reason alone share one."""
    for (name, label, unit, _), group in groupby(
        MEASURES, key=lambda measure: (measure.name, measure.label, measure.unit, measure.unpriced)
    ):
        same = list(group)
        told_apart = [word for measure in same for word in (measure.route, measure.reason) if word]
        by = f" (by {'route' if same[0].route else 'reason'})" if len(told_apart) > 1 else ""
        parts = [part for measure in same for part in measure.parts]
        yield f"{label}{by}", _code(name), unit, _priced(parts, lines), same[0].unpriced


def _priced(parts: Iterable[Quantity], lines: Lines) -> str:
    """Return the cost lines that count these quantities and who pays each, in the order of the quantities."""
    payers: dict[str, dict[str, None]] = {}
    for part in parts:
        for line, payer in lines.get(part, ()):
            payers.setdefault(line, {})[PAYERS.get(payer, payer)] = None
    return "; ".join(f"**{line}**: {', '.join(paying)}" for line, paying in payers.items())


def _label(name: str) -> str:
    """Return a measure's label; of several by service, what is common to them."""
    labels = {measure.label for measure in MEASURES if measure.name == name}
    return labels.pop() if len(labels) == 1 else next(iter(labels)).partition(",")[0]


def _code(name: str) -> str:
    return f"`{name}`"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(king_county()), encoding="utf-8")
