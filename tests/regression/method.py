"""The table of numbers of docs/method.md, from the code and King County's files; `make baselines` writes it anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from simulator.analysis.estimate import FUTURES, HIGH, LOW
from simulator.evidence.evaluate import STUDIES
from simulator.experiment.oneway import settings_of
from simulator.experiment.question import DEFAULT_DRAWS, DEFAULT_SEED
from simulator.inputs.load import jurisdiction_folders, list_scenarios, load_scenario
from simulator.inputs.parameter import GRADES
from simulator.model.events import Decision, Kind, Resource
from simulator.model.measures import MEASURES
from simulator.model.transitions import TRANSITIONS
from tests.regression.pathway import STRANDS
from tests.regression.quantities import cost_lines, unpriced_parts
from tests.regression.targets import WORLDS

DOCUMENT = Path(__file__).parents[2] / "docs" / "method.md"
BEGIN, END = "<!-- numbers: begin -->", "<!-- numbers: end -->"


def rows() -> Iterator[tuple[str, str]]:
    """Yield what there is and how much of it."""
    scenario = load_scenario("king-county/current")
    place, parameters = scenario.jurisdiction, scenario.parameters
    lines = cost_lines(place, society=False)
    priced = sum(not unpriced_parts(measure, lines) for measure in MEASURES)
    years = place.calendar.fiscal_years
    grades = Counter(parameter.grade for parameter in parameters.values())
    ranged = sum(bool(settings_of(path, parameter)) for path, parameter in parameters.items())
    yield "People in the pool at the start", f"{parameters['population.pool'].value:,.0f} (placeholder)"
    yield "Start, and years of warm-up before it", f"{place.file.start}, {place.file.warm_up_years}"
    yield "Horizon", f"{place.file.horizon_years} years, fiscal {years[0]} to {years[-1]}"
    yield "Dollars", f"constant, of {place.file.currency_year}; `--money nominal` and `discounted` on request"
    yield "Discount rate of `discounted`", f"{parameters['economy.discount_rate'].value:.1%} a year, after inflation"
    yield "Draws of the inputs by default", f"{DEFAULT_DRAWS}, one replication each, seed {DEFAULT_SEED}"
    yield "Ranges of results", f"{LOW:.0f}th to {HIGH:.0f}th percentile of draws; futures told of {FUTURES}"
    yield "Studies of the published size, per evaluation", f"{STUDIES}, from {WORLDS} worlds of the base case"
    yield "Inputs, and of them with a range", f"{len(parameters)}, {ranged}"
    yield "Inputs by grade", ", ".join(f"{grade}: {grades[grade]}" for grade in GRADES if grades[grade])
    yield "Lines of the event log, strands of a life", f"{len(Kind)}, {len(STRANDS)}"
    yield "Transitions in the written list, kinds of decision by chance", f"{len(TRANSITIONS)}, {len(Decision)}"
    yield (
        "Limited resources",
        ", ".join(resource.name.replace("_", " ").lower().replace("lead", "places in LEAD") for resource in Resource),
    )
    yield "Measures, and of them priced", f"{len(MEASURES)}, {priced}"
    yield "Payers", ", ".join(place.file.payers.values())
    yield "Places and scenarios that come with it", f"{len(jurisdiction_folders())}, {len(list_scenarios())}"


def document_with(found: Iterator[tuple[str, str]]) -> str:
    """Return the document with its table replaced."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    _, there, after = rest.partition(END)
    assert there, f"{DOCUMENT.name} has no place for its table"
    table = "\n".join(["| What | How much |", "|---|---|", *(f"| {what} | {much} |" for what, much in found)])
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


if __name__ == "__main__":
    DOCUMENT.write_text(document_with(rows()), encoding="utf-8")
