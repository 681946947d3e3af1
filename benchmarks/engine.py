"""One run, and how much of it is the engine: everything but making the people and the facts it starts from."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from benchmarks.places import write_place
from simulator.experiment import run as of_run
from simulator.experiment.setup import make_setup as setup_of
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.load import load_scenario
from simulator.model import population
from simulator.model.engine import Setup
from simulator.model.engines import EngineName
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.units import DAYS_PER_YEAR

SEED = 20270101


@dataclass(frozen=True)
class Timed:
    """A run and the processor seconds that it took, of which `setup` made the people and the facts."""

    tally: Tally
    setup: float
    engine: float

    @property
    def whole(self) -> float:
        """The processor seconds of the whole run."""
        return self.setup + self.engine

    @property
    def person_years(self) -> float:
        """The time that everybody spent in the pool."""
        return float(self.tally.counts[:, Quantity.PERSON_DAYS].sum()) / DAYS_PER_YEAR


def timed_run(inputs: Inputs, world: int, engine: EngineName) -> Timed:
    """Do one run in a world that is new to it, and tell its engine apart from what is made before."""
    forget_people()
    making = 0.0

    def watched(inputs: Inputs, world: int) -> Setup:
        nonlocal making
        start = time.process_time()
        setup = setup_of(inputs, world)
        making += time.process_time() - start
        return setup

    with patch.object(of_run, "make_setup", watched):
        start = time.process_time()
        tally = of_run.run(inputs, world, engine=engine).tally
        whole = time.process_time() - start
    assert making > 0.0, "a run makes its setup by the name that is watched here"
    return Timed(tally, making, whole - making)


def forget_people() -> None:
    """Let people be made again: those of the last worlds are kept, for the scenarios that share them."""
    for kept in vars(population).values():
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()


@cache
def county(people: int, years: int | None = None, warm_up: int | None = None, scenario: str = "current") -> Inputs:
    """Return the base case of King County with so many people in its pool."""
    with TemporaryDirectory() as folder:
        path = write_place(Path(folder), people, years=years, warm_up=warm_up) / f"{scenario}.yaml"
        return draw_inputs(load_scenario(path), SEED, 0)


def compile_now(engine: EngineName) -> None:
    """Do a run so small that all it takes is compiling, if that has not been done."""
    of_run.run(county(20, 1, 0), 0, engine=engine)
