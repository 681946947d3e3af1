"""Small studies: files beside a small place, answered in this process, with rows by their column names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import yaml

from simulator.experiment.study.rows import Rows
from simulator.experiment.study.simulate import complete, outline
from simulator.experiment.study.study import Study, load_study
from simulator.model.tally import Tally
from simulator.results import RunSink
from tests.experiment.doubles import Inline, MemorySink
from tests.experiment.places import Place

MORE = {"lead.annual_budget": {"value": 1_500_000, "price_year": 2025}}
# Beds that free cash as they empty, so that a small place saves something within few months.
HALF = {
    "costs.jail_day": {"value": 900, "price_year": 2025},
    "costs.jail_day_marginal_share": 1,
    "savings.jail_backfill": 0,
    "capture.share": 0.5,
    "capture.lag": 1,
    "fund.reserve_months": 2,
    "fund.notice_months": 1,
    "fund.opening_balance": {"value": 140_000, "price_year": 2025},
}
FUND = {
    "covers": ["county", "city"],
    "split": {"fund": 0.7, "state": 0.2, "victims": 0.1},
    "plan": [{"buy": "case_managers"}],
}
SEED = 7


class Sink(MemorySink):
    """Keeps runs in a dictionary, and answers all that a store does."""

    def find_tallies(self, model_keys: Iterable[str]) -> dict[str, Tally]:
        return {key: self.tallies[key] for key in model_keys if key in self.tallies}

    def has_tallies(self, model_keys: Iterable[str]) -> set[str]:
        return {key for key in model_keys if key in self.tallies}

    def keep_tallies(self, tallies: Mapping[str, Tally]) -> None:
        for key, tally in tallies.items():
            self.keep_tally(key, tally)


class Alone(Inline):
    """An executor in this process that is begun like a workforce, and started like any executor."""

    workers = 2

    def begin(self, _engine: str) -> AbstractContextManager[Any]:
        return nullcontext(self)

    def __call__(self) -> Alone:
        return self


def add_scenarios(place: Place) -> Place:
    """Write the scenarios that studies here are about: one with more staff, and one with a fund on top of that."""
    place.scenario("more", MORE)
    place.scenario("half", {**MORE, **HALF}, reinvestment=FUND)
    return place


def write_study(place: Place, name: str = "study", **keys: Any) -> Path:
    """Write a study of the scenario `more` in two draws, unless it says otherwise."""
    said = {"title": "A study of a test", "scenarios": ["more.yaml"], "seed": SEED, "draws": 2, **keys}
    path = place.folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(said, sort_keys=False), encoding="utf-8")
    return path


def make_study(place: Place, **keys: Any) -> Study:
    """Return a study of the scenario `more` in two draws, unless it says otherwise."""
    return load_study(write_study(place, **keys))


def simulate(study: Study, sink: RunSink, executor: Callable[[], Executor] | None = None, workers: int = 1) -> int:
    """Do what a study lacks, in this process unless it says otherwise; return how many runs that were."""
    inline = Inline()
    return complete(study, outline(study), sink, executor or (lambda: inline), workers)


def rows_of(study: Study, sink: RunSink | None = None) -> list[dict[str, Any]]:
    """Return all rows of a study by column, simulated where the sink does not have them."""
    sink = sink or Sink()
    simulate(study, sink)
    return list(named(Rows(study, sink, outline(study))))


def named(rows: Rows) -> Iterator[dict[str, Any]]:
    """Yield rows by the titles of their columns."""
    titles = [column.title for column in rows.columns]
    for row in rows:
        yield dict(zip(titles, row, strict=True))
