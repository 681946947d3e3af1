"""Jurisdictions and scenarios: the files as they are written, and what they mean together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import Discriminator, Field, Tag, field_validator

from simulator.inputs.agreement import FUND, Agreement, AgreementFile
from simulator.inputs.cost_lines import CostLine
from simulator.inputs.entries import Category, IsoDate, Model, Number, Path, ScenarioName, Text, Title
from simulator.inputs.parameter import Override, Parameter
from simulator.units import MONTHS_PER_YEAR, Calendar

FUNDERS = "funders"
"""The payer of a program line: whoever funds LEAD, in the shares of its sources of money."""
FORMER_FUNDERS = "former_funders"
"""Who funded LEAD before its staff or funding last changed: they pay for the notice of those whose places were cut."""
MEDICAID = "medicaid"
"""The payer of what Medicaid covers: the two payers below, by `medicaid.federal_share`."""
SERVICE_FUNDERS = "service_funders"
"""The payer of client services: Medicaid for `medicaid.services_share` of them, and LEAD's funders for the rest."""
SHARING_PAYERS = (FUNDERS, FORMER_FUNDERS, MEDICAID, SERVICE_FUNDERS)
"""The payers that a place does not list: each stands for several of its payers, in shares."""
FEDERAL, STATE = MEDICAID_PAYERS = ("federal", "state")
"""The payers that a place lists where anything is paid by Medicaid."""

OTHERS = "others"
"""Who receives what an agreement sends to purposes that are neither LEAD's fund nor a payer of the place."""

FUNDING_SOURCES = (
    "city_general_fund",
    "county_general_fund",
    "sales_tax",
    "state_grant",
    "federal_grant",
    "philanthropy",
    "matching_grant",
)
"""Where LEAD's money may come from; the parameter `funding.<source>` says how much."""

FIRST_START, LAST_START = 1950, 2100


class TopicFile(Model):
    """A file of default parameters on one topic."""

    title: Title
    parameters: dict[Path, Parameter]


class JurisdictionFile(Model):
    """A place: when and in which dollars it is looked at, its own facts, and who pays for what.

    `caveats` are what every reader of a number of this place has to know. `private_payers` are those who pay no taxes
    with it; `funding_sources` names the payer whose money each of LEAD's sources is.
    """

    title: Title
    sentence: Text
    start: IsoDate
    horizon_years: int = Field(ge=1, le=50)
    warm_up_years: int = Field(ge=0, le=20)
    fiscal_start_month: int = Field(ge=1, le=12)
    currency_year: int = Field(ge=1950, le=2100)
    baseline: ScenarioName
    payers: Annotated[dict[Category, Text], Field(min_length=1)]
    caveats: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    private_payers: Annotated[tuple[Category, ...], Field(strict=False)] = ()
    funding_sources: dict[Category, Category] = {}
    facts: dict[Path, Override] = {}
    cost_lines: Annotated[dict[Title, CostLine], Field(min_length=1)]

    @field_validator("start")
    @classmethod
    def _starts_with_a_month(cls, start: date) -> date:
        if start.day != 1 or not FIRST_START <= start.year <= LAST_START:
            raise ValueError(f"a run starts on the first day of a month from {FIRST_START} to {LAST_START}")
        return start


# Who writes one of these means the parameter in full, not a category of that name.
IN_FULL = {*Override.key_names(), *Parameter.key_names()}


def _kind(given: object) -> str:
    in_full = isinstance(given, Override) or (isinstance(given, dict) and not IN_FULL.isdisjoint(given))
    return "in full" if in_full else "by category" if isinstance(given, dict) else "a number"


Setting = Annotated[
    Annotated[Override, Tag("in full")]
    | Annotated[dict[Category, Number], Tag("by category")]
    | Annotated[Number, Tag("a number")],
    Discriminator(_kind),
]
"""What a scenario sets a parameter to: a number, a number by category, or more in full with `value`."""


class ScenarioFile(Model):
    """A policy choice: a title, one plain sentence, and the parameters that it sets from the start date on.

    `cost_lines` replace the place's lines of the same names or come on top. `reinvestment` is an agreement to capture
    savings and what they buy.
    """

    title: Title
    sentence: Text
    extends: ScenarioName | None = None
    jurisdiction: ScenarioName | None = None
    set: dict[Path, Setting] = {}
    cost_lines: dict[Title, CostLine] = {}
    reinvestment: AgreementFile | None = None


FILES: dict[str, type[Model]] = {
    "scenario": ScenarioFile,
    "jurisdiction": JurisdictionFile,
    "parameters": TopicFile,
}


@dataclass(frozen=True)
class Jurisdiction:
    """A place with all its parameters, as practiced before any scenario."""

    name: str
    file: JurisdictionFile
    parameters: Mapping[str, Parameter]

    @cached_property
    def calendar(self) -> Calendar:
        """Warm-up and horizon by month."""
        return Calendar(
            start=self.file.start,
            warm_up_months=self.file.warm_up_years * MONTHS_PER_YEAR,
            horizon_months=self.file.horizon_years * MONTHS_PER_YEAR,
            fiscal_start_month=self.file.fiscal_start_month,
        )

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas, in the order of their shares."""
        value = self.parameters["population.areas"].value
        assert isinstance(value, dict)
        return tuple(value)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in the order of their shares."""
        value = self.parameters["population.groups"].value
        assert isinstance(value, dict)
        return tuple(value)


@dataclass(frozen=True)
class Scenario:
    """A scenario resolved: current practice until the start date, its own parameters from then on.

    `changes` are the parameters that it, its preset and what it extends set, for people who ask what is different.
    `baseline_name` is what this scenario is measured against by default: a name, or a path in a place of one's own.
    """

    name: str
    title: str
    sentence: str
    baseline_name: str
    jurisdiction: Jurisdiction
    parameters: Mapping[str, Parameter]
    changes: tuple[str, ...]
    all_lines: Mapping[str, CostLine]
    agreement: Agreement | None = None
    society: bool = False

    @property
    def cost_lines(self) -> Mapping[str, CostLine]:
        """The cost lines that count: those of society only in its own view."""
        return {name: line for name, line in self.all_lines.items() if self.society or not line.society}

    @property
    def has_fund(self) -> bool:
        """Whether an agreement captures anything; where it does not, nothing of it reaches a run."""
        if self.agreement is None:
            return False
        shares = self.agreement.shares_by_year or (self.parameters["capture.share"].value,)
        return any(shares)

    @property
    def _out_of_view(self) -> set[str]:
        """Payers of society's lines and of nothing else, where they do not count."""
        hidden = {payer for line in self.all_lines.values() if line.society for payer in line.counts.values()}
        counted = {payer for line in self.cost_lines.values() for payer in line.counts.values()}
        return hidden - counted - set(self.jurisdiction.file.funding_sources.values())

    @property
    def payers(self) -> tuple[str, ...]:
        """Who pays and receives: the place's payers, the fund, and whoever else an agreement pays."""
        own = tuple(payer for payer in self.jurisdiction.file.payers if payer not in self._out_of_view)
        if self.agreement is None or not self.has_fund:
            return own
        elsewhere = any(recipient not in (*own, FUND) for recipient in self.agreement.split)
        return (*own, FUND, OTHERS) if elsewhere else (*own, FUND)


__all__ = [
    "FEDERAL",
    "FILES",
    "FORMER_FUNDERS",
    "FUND",
    "FUNDERS",
    "FUNDING_SOURCES",
    "MEDICAID",
    "MEDICAID_PAYERS",
    "OTHERS",
    "SERVICE_FUNDERS",
    "SHARING_PAYERS",
    "STATE",
    "CostLine",
    "Jurisdiction",
    "JurisdictionFile",
    "Scenario",
    "ScenarioFile",
    "TopicFile",
]
