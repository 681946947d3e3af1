"""What a draft comes to: its file, loaded by the same rules as any other, or what is wrong and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from dashboard.build_text import agreements
from dashboard.changes import sentence_of
from dashboard.draft import (
    TITLE_LIMIT,
    Draft,
    TypedError,
    as_yaml,
    file_name,
    number_of,
    parameter_of,
    shown,
    typed_of,
)
from dashboard.places import usual_start
from dashboard.starts import at_start, names, start_of
from simulator.errors import InputError
from simulator.experiment.purchases import refuse_unusable
from simulator.experiment.question import DEFAULT_SEED
from simulator.experiment.setup import price_books
from simulator.experiment.staffing import staffing_rules
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.load import load_scenario_text
from simulator.inputs.overrides import NOT_POLICY
from simulator.inputs.scenario import Scenario

USUAL_START = "king-county/current"
UNTITLED = "My scenario"
LONGEST_SENTENCE = 1_900


@dataclass(frozen=True)
class Built:
    """A draft with what it starts from and what it comes to.

    `values` are the changes that can be read, by key. `problems` say by key what is wrong with what was typed, and
    `trouble` what is wrong with all of it together. `inputs` is the base case of what it comes to, None where
    something is wrong. `left_out` are keys of the address that leadsim does not know or no scenario may change.
    """

    draft: Draft
    start: Scenario
    base: Inputs
    values: Mapping[str, float]
    text: str
    inputs: Inputs | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """What its file is called."""
        return file_name(self.draft.title)

    @property
    def is_changed(self) -> bool:
        """Whether it is anything else than what it starts from."""
        return bool(self.draft.typed or self.draft.agreement)

    @property
    def can_run(self) -> bool:
        """Whether it can be simulated."""
        return self.inputs is not None and self.is_changed


def draft_of(query: Mapping[str, Sequence[str]]) -> Draft:
    """Return the draft that an address has; names that are not there, or of another place, are the usual start's."""
    known = names()
    usual = USUAL_START if USUAL_START in known else known[0]
    asked = next((name for name in query.get("from", ()) if name in known), None)
    place = next((key for key in query.get("place", ()) if usual_start(key)), (asked or usual).partition("/")[0])
    start = asked if asked and asked.partition("/")[0] == place else usual_start(place) or usual
    agreement = next((name for name in query.get("agreement", ()) if name in agreements()), "")
    title = next(iter(query.get("name", ())), "").strip()[:TITLE_LIMIT]
    return Draft(start, title or UNTITLED, typed_of(query.get("set", ())), agreement)


def build(draft: Draft) -> Built:
    """Return what a draft comes to; whatever is wrong is said and nothing is raised."""
    start, base = start_of(draft.start)
    known = {key: text for key, text in draft.typed.items() if is_open(key, start)}
    values, problems, typed = {}, {}, {}
    for key, text in known.items():
        unit = start.parameters[(parameter_of(key, start.parameters) or ("", ""))[0]].unit
        try:
            value = number_of(text, unit)
        except TypedError as error:
            problems[key], typed[key] = str(error), text
            continue
        if value != at_start(draft.start, key):
            values[key], typed[key] = value, shown(value, unit)
    left_out = tuple(key for key in draft.typed if key not in known)
    draft = replace(draft, typed=typed)
    built = Built(draft, start, base, values, _text(draft, values, start), None, problems, "", left_out)
    return built if problems else _loaded(built)


def is_open(key: str, start: Scenario) -> bool:
    """Return whether a draft may change a key: it is there, and a choice rather than what a place is."""
    return parameter_of(key, start.parameters) is not None and not key.startswith(tuple(NOT_POLICY))


def _text(draft: Draft, values: Mapping[str, float], start: Scenario) -> str:
    terms = agreements()[draft.agreement].terms if draft.agreement else None
    return as_yaml(draft, values, sentence_of(draft, values, start)[:LONGEST_SENTENCE], start, terms)


@lru_cache(maxsize=64)
def _load(text: str, name: str) -> Inputs:
    """Return the base case of a file, priced and staffed; InputError for whatever would stop a run."""
    scenario = load_scenario_text(text, name)
    inputs = draw_inputs(scenario, DEFAULT_SEED, 0)
    staffing_rules(inputs)
    price_books(inputs)
    refuse_unusable(inputs)
    return inputs


def _loaded(built: Built) -> Built:
    try:
        return replace(built, inputs=_load(built.text, built.file))
    except InputError as error:
        key = (error.key or "").removeprefix("set.")
        said = _said(error)
        if key in built.values:
            return replace(built, problems={key: said})
        same = next((other for other in built.values if other.startswith(f"{key}.")), None)
        return replace(built, problems={same: said}) if same and key else replace(built, trouble=said)


def _said(error: InputError) -> str:
    """Return what is wrong as a sentence: found, allowed and a way out."""
    said = error.problem[:1].upper() + error.problem[1:]
    said += f" (found {error.found})" if error.found else ""
    said += f". Allowed: {error.allowed}" if error.allowed else ""
    return f"{said}. Change it, or take the change back."
