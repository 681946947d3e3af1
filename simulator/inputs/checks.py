"""Whether facts fit together: prices and indexes, ranges, formulas, places, payers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from simulator.errors import InputError, nearest_names
from simulator.inputs import formula
from simulator.inputs.distributions import HIGHEST_LUCK, LOWEST_LUCK, dirichlet, quantile
from simulator.inputs.files import price_index
from simulator.inputs.joint import check_together
from simulator.inputs.parameter import Parameter, Uncertainty, Value
from simulator.inputs.reader import Document, KeyPath
from simulator.inputs.scenario import FUND, FUNDING_SOURCES, OTHERS, SHARING_PAYERS, JurisdictionFile

# The model divides by these, so that 0 has no meaning for them.
ABOVE_ZERO = (
    "jail_unit.beds",
    "lead.caseload",
    "lead.patience",
    "lead.reference_caseload",
    "lead.supervisor_ratio",
    "population.desistance_growth",
    "population.frailty_shape",
    "prosecution.case_length_shape",
    "prosecution.felony_cases_per_attorney",
    "prosecution.misdemeanor_cases_per_attorney",
)
BY_AREA = ("population.area_is_city", "lead.coverage")
BY_GROUP = ("equity.arrest", "equity.booking", "equity.offer", "equity.referral", "equity.filing")


def require_known(name: str, known: Iterable[str], document: Document, where: KeyPath) -> None:
    """Refuse a parameter that does not exist, with the nearest names."""
    if name not in known:
        raise document.error("there is no such parameter", where, found=name, nearest=nearest_names(name, known))


def check_parameter(parameter: Parameter, document: Document, where: KeyPath) -> None:
    """Refuse what a parameter cannot be by itself; it is written in the document at `where`."""
    check_price_year(parameter.price_year, document, (*where, "price_year"))
    _check_answers(parameter, document, where)
    _check_later(parameter, document, (*where, "then"))
    _check_range(parameter, document, where)


def check_price_year(year: int | None, document: Document, where: KeyPath) -> None:
    """Refuse a year for which there is no price index."""
    if year is not None and year not in price_index():
        raise document.error(
            "there is no price index for this year", where, found=year,
            allowed=f"{min(price_index())} to {max(price_index())}",
        )  # fmt: skip


def _check_answers(parameter: Parameter, document: Document, where: KeyPath) -> None:
    """Refuse true and false as numbers: they only answer yes or no."""
    if parameter.unit == "yes or no":
        return
    for path, value in _leaves(document, where):
        if isinstance(value, bool):
            raise document.error(
                "true and false only answer yes or no", path,
                found=str(value).lower(), allowed=f"a number ({parameter.unit})",
            )  # fmt: skip


def _leaves(document: Document, where: KeyPath) -> Iterable[tuple[KeyPath, Any]]:
    value: Any = document.data
    for step in where:
        value = value[step]
    waiting: list[tuple[KeyPath, Any]] = [(where, value)]
    while waiting:
        path, value = waiting.pop(0)
        children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        waiting += [((*path, key), child) for key, child in children]
        yield path, value


def _check_later(parameter: Parameter, document: Document, where: KeyPath) -> None:
    dates = [later.from_ for later in parameter.then]
    for i, later in enumerate(parameter.then):
        if i and dates[i] <= dates[i - 1]:
            raise document.error(
                "later values stand in the order of their dates, each date once", (*where, i, "from"),
                found=str(dates[i]), allowed=f"a date after {dates[i - 1]}",
            )  # fmt: skip
        if isinstance(later.value, dict) and isinstance(parameter.value, dict):
            check_same_categories(later.value, parameter.value, document, (*where, i, "value"))


def check_same_categories(value: Value, known: Value, document: Document, where: KeyPath) -> None:
    """Refuse a value whose categories are not exactly those known."""
    if not isinstance(value, dict) or not isinstance(known, dict):
        return
    unknown = [category for category in value if category not in known]
    missing = [category for category in known if category not in value]
    allowed = "all of " + ", ".join(known)
    if unknown:
        nearest = nearest_names(unknown[0], known)
        raise document.error("there is no such category", where, found=unknown[0], allowed=allowed, nearest=nearest)
    if missing:
        raise document.error(f"the category {missing[0]} is missing", where, allowed=allowed)


def _check_range(parameter: Parameter, document: Document, where: KeyPath) -> None:
    """Refuse values and uncertainties that no number can be drawn from, or that draw a 0 to divide by."""
    lowest = [later.value for later in parameter.then]
    try:
        for value, uncertainty in parameter.uncertain():
            lowest.append(quantile(uncertainty, value, LOWEST_LUCK))
            quantile(uncertainty, value, HIGHEST_LUCK)
        _check_whole(parameter)
        _check_together(str(where[-1]), parameter)
    except ValueError as error:
        raise document.error(str(error), (*where, "uncertainty")) from None
    lowest += [] if parameter.value is None else [parameter.value]
    if where[-1] in ABOVE_ZERO and any(isinstance(value, float) and value <= 0.0 for value in lowest):
        raise document.error("the model divides by this, so it cannot be 0 or drawn as 0", where, allowed="above 0")


def _check_together(name: str, parameter: Parameter) -> None:
    """Refuse calibrations that did not fit the input; `name` may be that of one category, as a scenario sets it."""
    given = parameter.uncertainty
    if not isinstance(given, dict):
        by_path = {name: given}
    else:
        before, _, last = name.rpartition(".")
        path = before if isinstance(parameter.value, dict) and last in parameter.value else name
        by_path = {f"{path}.{category}": each for category, each in given.items()}
    for path, uncertainty in by_path.items():
        if uncertainty is not None and uncertainty.together is not None:
            check_together(path, uncertainty.together)


def _check_whole(parameter: Parameter) -> None:
    value, given = parameter.value, parameter.uncertainty
    if isinstance(value, dict) and isinstance(given, Uncertainty) and given.concentration is not None:
        dirichlet(given.concentration, list(value.values()), [LOWEST_LUCK] * len(value))


def check_formulas(parameters: Mapping[str, Parameter], documents: Mapping[str, Document]) -> None:
    """Refuse formulas that cannot be read, name unknown parameters, or go in a circle.

    `documents` says for each parameter in which file it stands.
    """
    for name, parameter in parameters.items():
        if parameter.formula is None:
            continue
        document, where = documents[name], ("parameters", name, "formula")
        try:
            used = formula.paths_in(parameter.formula)
        except ValueError as error:
            raise document.error(str(error), where, found=parameter.formula) from None
        for path in sorted(used):
            require_known(path, parameters, document, where)
            if isinstance(parameters[path].value, dict):
                raise document.error("a formula reads single numbers, not categories", where, found=path)
    try:
        in_order(parameters)
    except InputError as error:
        name = str(error.key)
        raise documents[name].error(error.problem, ("parameters", name, "formula")) from None


def in_order(parameters: Mapping[str, Parameter]) -> list[str]:
    """Return the derived parameters in an order in which each only reads earlier ones; refuses circles."""
    order: list[str] = []
    begun: set[str] = set()

    def visit(name: str) -> None:
        text = parameters[name].formula
        if text is None or name in order:
            return
        if name in begun:
            raise InputError("formulas read each other in a circle", key=name)
        begun.add(name)
        for path in sorted(formula.paths_in(text)):
            visit(path)
        order.append(name)

    for name in parameters:
        visit(name)
    return order


def check_places(parameters: Mapping[str, Parameter], document: Document) -> None:
    """Refuse facts by area or by group that do not name every one of the place."""
    for names, of_the_place in ((BY_AREA, "population.areas"), (BY_GROUP, "population.groups")):
        known = parameters[of_the_place].value
        assert known is not None
        for name in names:
            value = parameters[name].value
            assert value is not None
            check_same_categories(value, known, document, ("facts", name))


def check_payers(file: JurisdictionFile, document: Document) -> None:
    """Refuse payers whose names stand for several, and private payers and sources of funding that are nobody's."""
    for payer in (*SHARING_PAYERS, FUND, OTHERS):
        if payer in file.payers:
            raise document.error("this name stands for several payers and is none by itself", ("payers", payer))
    for payer in file.private_payers:
        require_payer(payer, list(file.payers), document, ("private_payers",))
    for source, payer in file.funding_sources.items():
        where = ("funding_sources", source)
        if source not in FUNDING_SOURCES:
            raise document.error(
                "there is no such source of funding", where, found=source,
                allowed=", ".join(FUNDING_SOURCES), nearest=nearest_names(source, FUNDING_SOURCES),
            )  # fmt: skip
        require_payer(payer, list(file.payers), document, where)


def check_funding(
    name: str, parameter: Parameter, sources: Mapping[str, str], document: Document, where: KeyPath
) -> None:
    """Refuse money that comes from nobody: a source that has or may draw some, for which `sources` has no payer."""
    topic, _, source = name.partition(".")
    if topic == "funding" and source in FUNDING_SOURCES and source not in sources and _may_have_money(parameter):
        raise document.error(
            "this source has money, and funding_sources in jurisdiction.yaml does not say whose", where,
            found=source, allowed=", ".join(sources) or "no source at all",
        )  # fmt: skip


def _may_have_money(parameter: Parameter) -> bool:
    amounts = [parameter.value, *(later.value for later in parameter.then)]
    amounts += [quantile(uncertainty, value, HIGHEST_LUCK) for value, uncertainty in parameter.uncertain()]
    return any(isinstance(amount, float) and amount > 0.0 for amount in amounts)


def require_payer(payer: str, known: list[str], document: Document, where: KeyPath) -> None:
    """Refuse a payer that there is not, with the nearest names."""
    if payer not in known:
        raise document.error(
            "there is no such payer", where, found=payer,
            allowed=", ".join(known), nearest=nearest_names(payer, known),
        )  # fmt: skip
