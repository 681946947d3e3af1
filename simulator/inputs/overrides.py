"""What a scenario or a place says about a parameter instead of what was there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from pydantic import ValidationError

from simulator.errors import nearest_names
from simulator.inputs.checks import BY_GROUP, check_funding, check_parameter, check_same_categories, require_known
from simulator.inputs.joint import beside
from simulator.inputs.parameter import Override, Parameter, Uncertainties, Uncertainty
from simulator.inputs.reader import Document, KeyPath
from simulator.inputs.scenario import Setting
from simulator.inputs.validate import describe, first_detail, own_words

# What a place is, and nobody's choice: the same in a scenario and its baseline.
NOT_POLICY = {
    "population.": "who the people are",
    "jail.background_": "who else is in jail",
    "courts.background_": "whose other cases are in court",
    "competency.background_": "who else is in a state bed",
}
# Read once, when the policy begins.
WHOLE_RUN = ("capture.", "fund.")
POLICY_CHOICE = "a choice of this scenario, not an estimate"
# A place names its own areas and groups; the categories of everything else are the model's.
OWN_CATEGORIES = (
    *BY_GROUP,
    "lead.coverage",
    "population.area_is_city",
    "population.areas",
    "population.groups",
)


def state_fact(parameters: dict[str, Parameter], name: str, override: Override, document: Document) -> None:
    """Put a place's own fact in the place of a default."""
    where = ("facts", name)
    require_known(name, parameters, document, where)
    if override.grade is None or (override.source is None) == (override.assumption is None):
        raise document.error("a local fact needs a grade, and a source or an assumption", where)
    _refuse_later(name, override, document, where)
    old = parameters[name]
    parameters[name] = _apply(old, override, document, where)
    if name not in OWN_CATEGORIES:
        _keep_categories(old, override, document, where)


def follow_groups(parameters: dict[str, Parameter], stated: Collection[str]) -> None:
    """Give groups that only this place has the process rate of all, unless it has `stated` their own."""
    groups = parameters["population.groups"].value
    assert isinstance(groups, dict)
    for name in BY_GROUP:
        known = parameters[name].value
        assert isinstance(known, dict)
        if name not in stated and set(known) != set(groups):
            parameters[name] = parameters[name].model_copy(update={"value": dict.fromkeys(groups, 1.0)})


def set_policy(
    parameters: dict[str, Parameter],
    key: str,
    given: Setting,
    document: Document,
    where: KeyPath,
    sources: Mapping[str, str],
) -> None:
    """Apply one entry of a scenario; `lead.coverage.west` sets one category of a parameter.

    `sources` says for the place's sources of funding whose money they are.
    """
    override = given if isinstance(given, Override) else Override(value=given)
    name, category = _find(parameters, key, document, where)
    if said := next((said for prefix, said in NOT_POLICY.items() if name.startswith(prefix)), None):
        raise document.error(
            f"a scenario cannot change {said}, or the comparison would not be of like with like; "
            "facts like this one belong in jurisdiction.yaml",
            where,
        )
    _refuse_later(name, override, document, where)
    if category:
        override = _one_category(parameters[name], category, override, document, where)
    elif override.grade is None and override.source is None and override.assumption is None:
        override = override.model_copy(update={"assumption": POLICY_CHOICE, "grade": "policy choice"})
    elif override.grade is None or (override.source is None) == (override.assumption is None):
        raise document.error("give a grade with a source or an assumption, or none of the three", where)
    old = parameters[name]
    parameters[name] = _apply(old, override, document, where)
    check_funding(name, parameters[name], sources, document, where)
    _keep_categories(old, override, document, where)


def _refuse_later(name: str, override: Override, document: Document, where: KeyPath) -> None:
    if name.startswith(WHOLE_RUN) and override.then:
        found = str(override.then[0].from_)
        raise document.error("this holds for the whole run and takes no later value", where, found=found)


def _find(parameters: Mapping[str, Parameter], key: str, document: Document, where: KeyPath) -> tuple[str, str]:
    """Return the parameter that a key names, and the category if it names one."""
    if key in parameters:
        return key, ""
    name, _, category = key.rpartition(".")
    found = parameters.get(name)
    if found is None or not isinstance(found.value, dict) or category not in found.value:
        known = [*parameters, *_component_paths(parameters)]
        raise document.error("there is no such parameter", where, found=key, nearest=nearest_names(key, known))
    return name, category


def _one_category(old: Parameter, category: str, override: Override, document: Document, where: KeyPath) -> Override:
    """Return an override of the whole parameter in which one category is set and the others stay as they are."""
    assert isinstance(old.value, dict)
    if override.model_fields_set != {"value"} or isinstance(override.value, dict):
        raise document.error("a single category takes a single number", where)
    uncertainty = old.uncertainty
    if isinstance(uncertainty, dict):
        uncertainty = {other: entry for other, entry in uncertainty.items() if other != category} or None
    then = tuple(
        later.model_copy(update={"value": {**later.value, category: override.value}})
        for later in old.then
        if isinstance(later.value, dict)
    )
    return Override(
        value={**old.value, category: override.value},
        then=then,
        price_year=old.price_year,
        uncertainty=uncertainty,
        source=old.source,
        assumption=old.assumption,
        grade=old.grade,
        note=f"{category} is {POLICY_CHOICE}",
    )


def _component_paths(parameters: Mapping[str, Parameter]) -> list[str]:
    return [
        f"{name}.{category}"
        for name, parameter in parameters.items()
        if isinstance(parameter.value, dict)
        for category in parameter.value
    ]


def _keep_categories(old: Parameter, override: Override, document: Document, where: KeyPath) -> None:
    """Refuse a value whose categories are not those that the parameter had."""
    if old.value is not None:
        check_same_categories(override.value, old.value, document, where)


def _apply(old: Parameter, override: Override, document: Document, where: KeyPath) -> Parameter:
    """Return a parameter with another value; label and unit stay, everything said about the old value goes."""
    if isinstance(old.value, dict) != isinstance(override.value, dict):
        allowed = "a number for each of " + ", ".join(old.value) if isinstance(old.value, dict) else "one number"
        found = describe(override.value)
        raise document.error("not the kind of value this parameter has", where, found=found, allowed=allowed)
    fields = {key: getattr(override, key) for key in Override.model_fields if getattr(override, key) is not None}
    if override.uncertainty is not None:
        fields["uncertainty"] = _located(override.uncertainty, Path(document.file).parent)
    try:
        new = Parameter.model_validate({"label": old.label, "unit": old.unit, **fields})
    except ValidationError as error:
        raise document.error(own_words(first_detail(error)), where) from None
    check_parameter(new, document, where)
    return new


def _located(given: Uncertainties, folder: Path) -> Uncertainties:
    """Return uncertainties whose calibration is found from anywhere, if it is a file of the user's own."""
    if isinstance(given, dict):
        return {category: _located_one(each, folder) for category, each in given.items()}
    return _located_one(given, folder)


def _located_one(given: Uncertainty, folder: Path) -> Uncertainty:
    return given if given.together is None else given.model_copy(update={"together": beside(given.together, folder)})
