"""Whether facts fit together: prices and indexes, formulas, places, payers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from simulator.errors import InputError, nearest_names
from simulator.inputs import formula
from simulator.inputs.files import price_index
from simulator.inputs.parameter import Parameter
from simulator.inputs.reader import Document
from simulator.inputs.scenario import FORMER_FUNDERS, FUNDERS, JurisdictionFile


def require_known(name: str, known: Iterable[str], document: Document, where: tuple[str, ...]) -> None:
    """Refuse a parameter that does not exist, with the nearest names."""
    if name not in known:
        raise document.error("there is no such parameter", where, found=name, nearest=nearest_names(name, known))


def check_parameter(parameter: Parameter, document: Document, where: tuple[str, ...]) -> None:
    """Refuse a price year without index, and later values out of order or of another kind."""
    if parameter.price_year is not None and parameter.price_year not in price_index():
        raise document.error(
            "there is no price index for this year", (*where, "price_year"), found=parameter.price_year,
            allowed=f"{min(price_index())} to {max(price_index())}",
        )  # fmt: skip
    dates = [later.from_ for later in parameter.then]
    if dates != sorted(set(dates)):
        raise document.error("the dates of later values go up", (*where, "then"))
    for later in parameter.then:
        if (
            isinstance(later.value, dict)
            and isinstance(parameter.value, dict)
            and set(later.value) != set(parameter.value)
        ):
            raise document.error("a later value has the same categories", (*where, "then"))


def check_formulas(parameters: Mapping[str, Parameter], document: Document) -> None:
    """Refuse formulas that cannot be read, name unknown parameters, or go in a circle."""
    for name, parameter in parameters.items():
        if parameter.formula is None:
            continue
        try:
            used = formula.paths_in(parameter.formula)
        except ValueError as error:
            raise document.error(str(error), (), found=parameter.formula) from None
        for path in used:
            require_known(path, parameters, document, ("parameters", name))
            if isinstance(parameters[path].value, dict):
                raise document.error(f"the formula of {name} reads {path}, which has categories", ())
    in_order(parameters)


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
    """Refuse parameters by area that do not name every area."""
    areas = parameters["population.areas"].value
    assert isinstance(areas, dict)
    for name in ("population.area_is_city", "lead.coverage"):
        value = parameters[name].value
        if not isinstance(value, dict) or set(value) != set(areas):
            raise document.error(f"{name} needs a value for each area", (), allowed=", ".join(areas))


def check_cost_lines(file: JurisdictionFile, parameters: Mapping[str, Parameter], document: Document) -> None:
    """Refuse cost lines and funding with unknown prices or payers."""
    payers = {*file.payers, FUNDERS, FORMER_FUNDERS}
    for line, entry in file.cost_lines.items():
        for path in filter(None, (entry.price, entry.marginal)):
            require_known(path, parameters, document, ("cost_lines", line))
        for quantity, payer in entry.counts.items():
            if payer not in payers:
                raise document.error(
                    "there is no such payer", ("cost_lines", line, "counts", quantity), found=payer,
                    allowed=", ".join(sorted(payers)),
                )  # fmt: skip
    funding = parameters["lead.funding"].value
    unknown = set(funding) - set(file.payers) if isinstance(funding, dict) else set()
    if unknown:
        raise document.error("lead.funding names a payer that is not listed", ("payers",), found=sorted(unknown)[0])
