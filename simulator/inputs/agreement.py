"""A capture agreement: what it says that is not a number with a range (those are the parameters `capture.*`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from simulator.inputs.entries import Category, Model, Number, ScenarioName, Text, Title, plain
from simulator.inputs.validate import first_detail, own_words

NO_AGREEMENT = "none"
"""The preset that takes back an agreement: nothing is captured."""
FUND = "fund"
"""The recipient that is LEAD's reinvestment fund; any other is a payer or a purpose of its own."""

Measure = Literal["measured", "perfect_audit", "deemed", "contract", "outcome"]
"""How savings are found: by an audit, by an audit that knows everything, as so many units at an agreed price, as
what a contract sends back, or as a fall in jail days that pays investors by tiers."""
Buy = Literal["case_managers", "supervisors", "liaison_prosecutor", "interim_housing", "permanent_housing", "treatment"]

NEEDED: Mapping[str, Mapping[str, str]] = {
    "deemed": {"deemed_quantity": "which quantity it counts, as in deemed_quantity: jail_days"},
    "contract": {"contract_line": "which cost line's contract sends money back, as in contract_line: jail bed"},
    "outcome": {
        "tiers": "by which tiers it pays, as in tiers: denver",
        "investor": "which payer paid up front, as in investor: philanthropy",
    },
}
"""The keys that belong to one measure and no other, and what each says."""


def _no_answer(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticCustomError("float_type", "not a number")
    return value


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    twice = [name for i, name in enumerate(names) if name in names[:i]]
    if twice:
        raise ValueError(f"{twice[0]} is named twice")
    return names


def _a_whole(shares: dict[str, float]) -> dict[str, float]:
    total = sum(shares.values())
    if abs(total - 1.0) > 1e-6:
        raise ValueError(f"the shares add up to {plain(total)}, not 1")
    return shares


# The limits stand with the number itself; true and false are sorted out before it.
Share = Annotated[Number, Field(ge=0, le=1), BeforeValidator(_no_answer)]
Dollars = Annotated[Number, Field(ge=0), BeforeValidator(_no_answer)]
Covers = Annotated[tuple[Category, ...], Field(strict=False, min_length=1), AfterValidator(_each_once)]
Split = Annotated[dict[Category, Share], Field(min_length=1), AfterValidator(_a_whole)]
ByYear = Field(strict=False, min_length=1)


class Purchase(Model):
    """One entry of a spending plan: what is bought, and at most how many (None: no limit)."""

    buy: Buy
    most: Annotated[int, Field(ge=1)] | None = None


class AgreementFile(Model):
    """An agreement as a scenario or a preset writes it: what is left out, a preset or these defaults fill in.

    covers: the payers who hand over what they save
    split: who gets which share of what is captured
    shares_by_year: the share captured in the agreement's first, second … year; the last one holds on. None: the
        parameter `capture.share` in every year
    caps_by_year: the most that is captured in each year, in dollars of the place's currency year; None: no cap
    years: how many years the agreement lasts; None: it has no end
    up_to_cost_of: a payer; no more is captured than what this payer's net cost of the year was
    plan: what the fund buys, first things first
    """

    preset: ScenarioName | None = None
    covers: Covers = ()
    measure: Measure = "measured"
    deemed_quantity: Category | None = None
    contract_line: Title | None = None
    tiers: Literal["rikers", "denver"] | None = None
    investor: Category | None = None
    certified_by: Text = "Nobody is named."
    split: Split = {FUND: 1.0}
    shares_by_year: Annotated[tuple[Share, ...], ByYear] | None = None
    caps_by_year: Annotated[tuple[Dollars | None, ...], ByYear] | None = None
    years: Annotated[int, Field(ge=1, le=50)] | None = None
    up_to_cost_of: Category | None = None
    plan: Annotated[tuple[Purchase, ...], Field(strict=False)] = ()

    @property
    def is_none(self) -> bool:
        """Whether this says that there is no agreement."""
        return self.preset == NO_AGREEMENT

    @model_validator(mode="after")
    def _none_alone(self) -> Self:
        if self.is_none and len(self.model_fields_set) > 1:
            raise ValueError("preset: none means that there is no agreement, so nothing else is said about it")
        return self


class Agreement(AgreementFile):
    """An agreement that is complete: every key has its value, and they fit together."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.is_none:
            raise ValueError("preset: none means that there is no agreement")
        if not self.covers:
            raise ValueError("an agreement says which payers hand over what they save, as in covers: [city]")
        for measure, keys in NEEDED.items():
            for key, what in keys.items():
                given = getattr(self, key) is not None
                if self.measure == measure and not given:
                    raise ValueError(f"measure: {measure} needs {key}: {what}")
                if self.measure != measure and given:
                    raise ValueError(f"{key} belongs to measure: {measure}, and this agreement's is {self.measure}")
        return self

    @model_validator(mode="after")
    def _investors_are_paid(self) -> Self:
        if self.measure == "outcome" and self.investor is not None:
            if self.split != {self.investor: 1.0}:
                raise ValueError(f"an outcome payment goes to the investor: split: {{{self.investor}: 1}}")
            if self.shares_by_year is not None:
                raise ValueError("an outcome payment follows its tiers, so it takes no shares_by_year")
        return self


def resolve(own: AgreementFile, preset: AgreementFile | None) -> Agreement:
    """Return the agreement that a scenario's own keys make of a preset: own keys win, also those set to null.

    Of a preset, keys that belong to another measure than the scenario's are left out; an outcome payment goes to
    the investor unless the split says otherwise. Raises ValueError, in one sentence, for what does not fit together
    and for `preset: none`, which is no agreement.
    """
    terms = _written(preset) if preset else {}
    ours = _written(own)
    measure = ours.get("measure", terms.get("measure", AgreementFile.model_fields["measure"].default))
    others = {key for other, keys in NEEDED.items() if other != measure for key in keys}
    terms = {key: value for key, value in terms.items() if key not in others} | ours
    if measure == "outcome" and terms.get("investor") is not None:
        terms.setdefault("split", {terms["investor"]: 1.0})
    try:
        return Agreement.model_validate(terms)
    except ValidationError as error:
        said = own_words(first_detail(error))
    raise ValueError(said)


def _written(file: AgreementFile) -> dict[str, Any]:
    return {key: getattr(file, key) for key in AgreementFile.model_fields if key in file.model_fields_set}


__all__ = ["FUND", "NO_AGREEMENT", "Agreement", "AgreementFile", "Purchase", "resolve"]
