"""What the columns of a study's rows are called: a name, two underscores, and the unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.costs.savings import LADDER, NETS
from simulator.experiment.study.design import Factor
from simulator.experiment.study.study import Study
from simulator.inputs.parameter import Parameter
from simulator.model.measures import MEASURES, Measure
from simulator.results import ALL, TAXPAYERS

PROGRAM_SAVING, PROGRAM_COST = "program_saving", "program_cost"
AMOUNTS = (*LADDER, PROGRAM_SAVING, *NETS)
"""What a row says in dollars of a run and the baseline's run in the same world.

A saving is positive, a cost or loss negative, but for what is `MOVED`: what is taken or spent is a positive number.
"""
MOVED = ("captured", "reinvested")

RUNGS = {
    "gross": "Avoided use at average cost; not cash",
    "avoided": "Avoided cost that really varies",
    "cashable": "What leaves the payer's budget",
    "captured": "What an agreement takes from the payer, less what it gives back",
    "reinvested": "What the fund spends of it on capacity",
    PROGRAM_SAVING: "What LEAD itself costs less; negative where it costs more",
    "average_net": "Gross saving less what LEAD costs; not cash",
    "net": "Avoided cost less what LEAD costs",
    "cash_net": "Cashable saving less what LEAD costs, with what is handed over and received",
}


SUMS = "sums over all fiscal years of the horizon, the warm-up excluded; not per year"
AGAINST = "against the baseline's run in the same world"


@dataclass(frozen=True)
class Column:
    """One column: `kind` is int, float, bool or text; numbers that a baseline's row does not have are empty there."""

    name: str
    kind: str
    label: str
    unit: str | None = None

    @property
    def title(self) -> str:
        """The name with its unit, as files have it."""
        return self.name if self.unit is None else f"{self.name}__{self.unit}"


WHO = (
    Column("scenario", "text", "The scenario, as the study calls it"),
    Column("is_baseline", "bool", "Whether it is the baseline"),
    Column("point", "int", "Point of the design; 0 without one"),
    Column("draw", "int", "Draw of the uncertain inputs; 0 is the base case"),
    Column("replication", "int", "Repeat with other luck, from 0 on"),
    Column("world", "int", "The world: runs of one world meet the same people and the same luck"),
    Column("run", "text", "The beginning of the run's hash; rows that share it differ in prices only"),
)


def columns_of(study: Study, payers: tuple[str, ...], private: tuple[str, ...]) -> tuple[Column, ...]:
    """Return all columns of a study in their order; `private` are those payers who are no taxpayers."""
    return (
        *WHO,
        *(_of_factor(factor, study) for factor in study.factors),
        *(_of_measure(measure) for measure in MEASURES),
        *(_of_difference(measure) for measure in MEASURES),
        *_of_money(study, views_of(payers, private)),
    )


def views_of(payers: tuple[str, ...], private: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return everybody together, taxpayers where somebody is none, and each payer: name and who that is."""
    public = tuple(payer for payer in payers if payer not in private)
    taxpayers = {TAXPAYERS: public} if len(public) < len(payers) else {}
    return {ALL: payers, **taxpayers, **{payer: (payer,) for payer in payers}}


def _of_factor(factor: Factor, study: Study) -> Column:
    path = factor.paths[0]
    known = study.question.jurisdiction.parameters
    parameter = known.get(path) or known[path.rpartition(".")[0]]
    label = parameter.label if len(factor.paths) == 1 else f"Set alike: {', '.join(factor.paths)}"
    return Column(f"design_{factor.name}", "float", label, _unit_of(parameter, factor))


def _unit_of(parameter: Parameter, factor: Factor) -> str:
    year = factor.price_year or parameter.price_year
    return _word(parameter.unit if year is None else f"{parameter.unit} of {year}")


def _of_measure(measure: Measure) -> Column:
    return Column(name_of(measure), "float", _label(measure), _word(measure.unit))


def _of_difference(measure: Measure) -> Column:
    label = f"{_label(measure)}: more than in the baseline's run in the same world"
    return Column(f"difference_{name_of(measure)}", "float", label, _word(measure.unit))


def name_of(measure: Measure) -> str:
    """Return the name of a measure with the route or reason that tells it apart."""
    return "_".join(part for part in (measure.name, measure.route, measure.reason) if part)


def _label(measure: Measure) -> str:
    which = measure.route or measure.reason
    return measure.label if which is None else f"{measure.label} ({which.replace('_', ' ')})"


def _of_money(study: Study, views: dict[str, tuple[str, ...]]) -> Iterator[Column]:
    unit = money_unit(study)
    for view in views:
        label = f"What LEAD itself costs in this run: {_who(view)}; over all fiscal years, a cost is positive"
        yield Column(f"{PROGRAM_COST}_{view}", "float", label, unit)
    for amount in AMOUNTS:
        sign = "an amount of this run, positive" if amount in MOVED else f"{AGAINST}; a saving is positive"
        for view in views:
            label = f"{RUNGS[amount]}: {_who(view)}; over all fiscal years, {sign}"
            yield Column(f"{amount}_{view}", "float", label, unit)


def _who(view: str) -> str:
    return {ALL: "all payers", TAXPAYERS: "taxpayers"}.get(view, view)


def money_unit(study: Study) -> str:
    """Return the unit of every amount: constant, discounted or nominal dollars."""
    money, year = study.question.money, study.question.jurisdiction.file.currency_year
    return "nominal_dollars" if money == "nominal" else f"{money}_{year}_dollars"


def _word(unit: str) -> str:
    return unit.replace(" ", "_").replace("-", "_")


__all__ = [
    "AMOUNTS",
    "PROGRAM_COST",
    "PROGRAM_SAVING",
    "SUMS",
    "Column",
    "columns_of",
    "money_unit",
    "name_of",
    "views_of",
]
