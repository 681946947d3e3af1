"""Lives for the People page: those that come with leadsim, those that the store keeps, and how to ask for others.

A life takes too long for a request. Those of the stored example come with leadsim, made by `python -m dashboard.lives`;
any other is made by a job of the queue, and kept in the store by what it is made of.
"""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from dashboard.figures.names import called
from dashboard.queries import Answer
from simulator.errors import InputError, LeadsimError
from simulator.experiment.setup import model_version, money_version
from simulator.inputs.content import AGREEMENT, PLACE, SOCIETY, contents, hashes
from simulator.inputs.load import list_scenarios
from simulator.report.lives import CHOICES, LifeData, lives_id, lives_of
from simulator.results import Comparison
from simulator.store import Store
from simulator.store.jobs import Jobs
from simulator.work.request import LIVES, Request, Source

LIVES_FILE = files("dashboard") / "examples" / "king-county-lives.json.gz"
EARLIER = (
    "This answer was kept by an earlier leadsim, without its inputs. Ask the same again, and its lives can be made."
)
ANOTHER = "Another version of leadsim gave this answer. Ask the same again, and its lives can be made."
NO_FILE = "The file of a scenario of this answer is not here, so its lives cannot be made from this page."
FUND = "No life is followed through a scenario that reinvests: what its fund buys is decided by all lives together."
CHANGED = "A scenario of this answer has changed since. Ask the same again, and its lives can be made."
log = logging.getLogger(__name__)


# -- finding them ---------------------------------------------------------------------------------------------


def find(
    comparison: Comparison, scenario: str, choice: str, open_store: Callable[[], Store] | None = None
) -> LifeData | None:
    """Return a life that was made of exactly these inputs and this luck; None where there is none."""
    made = stored().get(key_of(comparison, scenario)) or _kept(comparison, scenario, open_store)
    if not made or choice not in made:
        return None
    life, names = LifeData.from_dict(made[choice]), called(comparison)
    return replace(
        life,
        baseline=replace(life.baseline, name=names[comparison.identity.baseline]),
        scenario=replace(life.scenario, name=names[scenario]),
    )


def _kept(comparison: Comparison, scenario: str, open_store: Callable[[], Store] | None) -> Mapping[str, Any] | None:
    name = lives_id(comparison.identity, scenario)
    if open_store is None or name is None:
        return None
    try:
        with open_store() as store:
            return store.find_lives(name)
    except LeadsimError as error:
        log.warning("lives cannot be read: %s", error)
        return None


def key_of(comparison: Comparison, scenario: str) -> str:
    """Return what stored lives are called: by their inputs, or of an older answer by the hashes of its runs."""
    identity = comparison.identity
    runs = identity.hashes.get(identity.baseline, ""), identity.hashes.get(scenario, "")
    older = " ".join((*runs, str(identity.seed), identity.versions.get("leadsim", "")))
    return lives_id(identity, scenario) or older


@lru_cache(maxsize=1)
def stored() -> Mapping[str, Mapping[str, dict[str, object]]]:
    """Return the lives that come with leadsim, by what they are made of and how the person was chosen."""
    if not LIVES_FILE.is_file():
        return {}
    found: Mapping[str, Mapping[str, dict[str, object]]] = json.loads(gzip.decompress(LIVES_FILE.read_bytes()))
    return found


# -- asking for them ------------------------------------------------------------------------------------------


def request_for(answer: Answer, scenario: str, open_store: Callable[[], Store]) -> Request | str:
    """Return what asks for the lives in a scenario of an answer, or why nobody can ask here."""
    comparison = answer.comparison
    identity = comparison.identity
    if lives_id(identity, scenario) is None:
        return EARLIER
    if (identity.versions.get("model"), identity.versions.get("money")) != (model_version(), money_version()):
        return ANOTHER
    if captures(comparison, scenario):
        return FUND
    sources = _sources(answer.id, open_store)
    if scenario not in sources or identity.baseline not in sources:
        return NO_FILE
    society = SOCIETY in comparison.inputs.get(scenario, {})
    return Request(
        (sources[scenario],), sources[identity.baseline], kind=LIVES, seed=identity.seed, draws=0, society=society
    )  # fmt: skip


def refuse_changed(request: Request, comparison: Comparison) -> None:
    """Refuse to make lives of other inputs than those of the answer: a file may have changed since."""
    question = request.question()
    found = hashes(contents(question.everyone))
    if any(comparison.identity.inputs.get(name) != hash_ for name, hash_ in found.items()):
        raise InputError(CHANGED)


def captures(comparison: Comparison, scenario: str) -> bool:
    """Return whether a scenario of an answer has an agreement that captures anything, by its kept inputs."""
    own = comparison.inputs.get(scenario, {})
    if AGREEMENT not in own:
        return False
    share = {**comparison.inputs.get(PLACE, {}), **own}.get("capture.share", {}).get("value")
    return any(own[AGREEMENT]["shares_by_year"] or (share,))


def _sources(answer: str, open_store: Callable[[], Store]) -> dict[str, Source]:
    """Return the scenarios that a server can load: those of its own list, and texts that an answer was asked with."""
    found = {name: Source(name) for name in list_scenarios()}
    try:
        with open_store() as store:
            job = Jobs(store).of_answer(answer)
        if job is not None:
            asked = Request.from_text(job.question)
            given = (*asked.scenarios, *([asked.baseline] if asked.baseline else []))
            found |= {source.name: source for source in given if source.text is not None}
    except LeadsimError as error:
        log.warning("the question of answer %s cannot be read: %s", answer, error)
    return found


# -- those that come with leadsim -----------------------------------------------------------------------------


def make(comparison: Comparison) -> dict[str, dict[str, object]]:
    """Return the lives of each scenario of an answer about scenarios that leadsim knows by name."""
    from simulator.inputs.load import load_scenario

    identity = comparison.identity
    baseline = load_scenario(identity.baseline)
    return {
        key_of(comparison, name): {
            choice: life.as_dict() for choice, life in lives_of(load_scenario(name), baseline, identity.seed).items()
        }
        for name in identity.scenarios
    }


def main() -> None:
    """Make the lives of the stored example, and write them into the package."""
    from dashboard.queries import stored_example

    text = json.dumps(make(stored_example()), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    Path(str(LIVES_FILE)).write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()

__all__ = ["CHOICES", "captures", "find", "key_of", "make", "refuse_changed", "request_for", "stored"]
