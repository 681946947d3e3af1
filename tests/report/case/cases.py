"""Views to tell: of a small place's answer, with its nets as a test wants them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from simulator.inputs.load import load_scenario
from simulator.inputs.scenario import Scenario
from simulator.report.case.view import View, view_of
from simulator.results import ALL, Comparison, Futures
from tests.experiment.places import Place
from tests.report.samples import estimate

KEPT = date(2026, 11, 22)
RUN = "0b40c1d25f6e"


def view_in(
    answer: Comparison,
    place: Place | None,
    name: str,
    scenario: Scenario | None = None,
    baseline: Scenario | None = None,
    payer: str | None = None,
) -> View:
    """Return the view of a scenario of an answer about a small place."""
    if place is not None:
        scenario, baseline = (
            replace(load_scenario(place.folder / f"{each}.yaml"), name=f"town/{each}") for each in (name, "no-lead")
        )
    assert scenario is not None and baseline is not None
    return view_of(answer, scenario, baseline, payer, RUN, KEPT)


def with_net(view: View, by_draw: Sequence[float], rung: str = "net", payer: str = ALL) -> View:
    """Return a view whose net of all years was this in each draw, and in its dots too."""
    net = estimate(by_draw)
    records = [
        replace(r, difference=net)
        if (r.scenario, r.rung, r.payer, r.line, r.fiscal_year) == (view.name, rung, payer, None, ALL)
        and r.measure == "dollars"
        else r
        for r in view.comparison.records
    ]
    kept = [f for f in view.comparison.futures if (f.scenario, f.rung, f.payer) != (view.name, rung, payer)]
    dots = Futures(view.name, view.baseline.name, rung, payer, tuple(sorted(by_draw)))
    identity = replace(view.comparison.identity, draws=len(by_draw))
    return replace(view, comparison=replace(view.comparison, identity=identity, records=records, futures=(*kept, dots)))


def fifty(saving: int, size: float = 1e6) -> list[float]:
    """Return fifty futures of which so many save and the others cost."""
    return [size] * saving + [-size] * (50 - saving)


def renamed(view: View, title: str) -> View:
    """Return a view whose scenario is called something else."""
    identity = view.comparison.identity
    titles = {**identity.titles, view.name: title}
    scenario = replace(view.scenario, title=title, sentence=title)
    comparison = replace(view.comparison, identity=replace(identity, titles=titles))
    return replace(view, scenario=scenario, comparison=comparison)


def with_payers(view: View, names: dict[str, str]) -> View:
    """Return a view of a place whose payers have these names."""
    place = view.scenario.jurisdiction
    file = place.file.model_copy(update={"payers": {**place.file.payers, **names}})
    return replace(view, scenario=replace(view.scenario, jurisdiction=replace(place, file=file)))


def with_place(view: View, **keys: object) -> View:
    """Return a view of a place with other keys in its file."""
    place = view.scenario.jurisdiction
    file = place.file.model_copy(update=keys)
    return replace(view, scenario=replace(view.scenario, jurisdiction=replace(place, file=file)))
