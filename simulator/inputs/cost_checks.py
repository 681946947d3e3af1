"""Cost lines and agreements that name what there is not, or something of another kind."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.errors import nearest_names
from simulator.inputs.agreement import FUND, Agreement
from simulator.inputs.checks import require_known, require_payer
from simulator.inputs.cost_lines import UNITS, CostLine
from simulator.inputs.parameter import Parameter
from simulator.inputs.reader import Document, KeyPath
from simulator.inputs.scenario import MEDICAID, MEDICAID_PAYERS, SERVICE_FUNDERS, SHARING_PAYERS


def check_cost_lines(
    lines: Mapping[str, CostLine], payers: list[str], parameters: Mapping[str, Parameter], document: Document
) -> None:
    """Refuse cost lines with unknown parameters or payers, or with something else where a price or a share belongs."""
    no_medicaid = [payer for payer in MEDICAID_PAYERS if payer not in payers]
    for name, line in lines.items():
        where = ("cost_lines", name)
        for key, path in line.paths():
            _check_path(key, path, parameters, document, (*where, *key.split(".")))
        known = [*payers, *SHARING_PAYERS] if line.is_linear else payers
        for quantity, payer in line.counts.items():
            require_payer(payer, known, document, (*where, "counts", quantity))
            if payer in (MEDICAID, SERVICE_FUNDERS) and no_medicaid:
                raise document.error(
                    f"Medicaid is paid by {' and '.join(MEDICAID_PAYERS)}, and this place has no payer "
                    f"{no_medicaid[0]}", (*where, "counts", quantity), found=payer,
                )  # fmt: skip
        _check_receiver(line, payers, document, where)


def _check_path(key: str, path: str, parameters: Mapping[str, Parameter], document: Document, where: KeyPath) -> None:
    require_known(path, parameters, document, where)
    parameter = parameters[path]
    found = f"{path} ({parameter.unit})"
    if key == "price":
        if not parameter.is_money or isinstance(parameter.value, dict):
            raise document.error("a price is one amount of money", where, found=found)
    elif isinstance(parameter.value, dict):
        raise document.error("one number belongs here, not several by category", where, found=path)
    elif parameter.unit not in UNITS[key]:
        raise document.error(
            "not the kind of number that belongs here", where, found=found, allowed=", ".join(UNITS[key])
        )


def _check_receiver(line: CostLine, payers: list[str], document: Document, where: KeyPath) -> None:
    if line.receiver is None:
        return
    require_payer(line.receiver, payers, document, (*where, "function", "receiver"))
    if line.receiver in line.counts.values():
        raise document.error("nobody is paid by themselves", (*where, "function", "receiver"), found=line.receiver)


def check_agreement(
    agreement: Agreement, lines: Mapping[str, CostLine], payers: list[str], document: Document, where: KeyPath
) -> None:
    """Refuse an agreement with payers, lines or quantities that there are not."""
    named = [("covers", payer) for payer in agreement.covers]
    named += [(key, str(getattr(agreement, key))) for key in ("up_to_cost_of", "investor") if getattr(agreement, key)]
    for key, payer in named:
        require_payer(payer, payers, document, (*where, key))
    without_budget = {payer for line in lines.values() if line.society for payer in line.counts.values()}
    for key, payer in named:
        if payer in without_budget:
            raise document.error("who bears society's costs has no budget that saves", (*where, key), found=payer)
    line = agreement.contract_line
    if line is not None and (line not in lines or lines[line].function.kind != "take_or_pay"):
        contracts = [name for name, entry in lines.items() if entry.function.kind == "take_or_pay"]
        raise document.error(
            "there is no such contract with a minimum", (*where, "contract_line"), found=line,
            allowed=", ".join(contracts) or "none in this scenario", nearest=nearest_names(line, contracts),
        )  # fmt: skip
    for recipient in agreement.split:
        nearest = nearest_names(recipient, [FUND, *payers])
        if recipient not in (FUND, *payers) and nearest:  # any other purpose may be named, a misspelled payer may not
            raise document.error(
                "this is nearly a payer and is none", (*where, "split"), found=recipient, nearest=nearest
            )
    if agreement.plan and not agreement.split.get(FUND):
        raise document.error("a plan spends what the fund gets, and the split gives it nothing", (*where, "plan"))


__all__ = ["check_agreement", "check_cost_lines"]
