"""A parameter: a short fact with unit, price year, source, grade and range."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Unit = Literal[
    "share",
    "shares of a whole",
    "yes or no",
    "ratio",
    "per person-year",
    "days",
    "years",
    "persons",
    "places",
    "case managers",
    "count",
    "order",
    "hours",
    "dollars",
    "dollars per year",
    "dollars per month",
    "dollars per day",
    "dollars per hour",
    "dollars per case",
]
Grade = Literal[
    "local data",
    "published, several studies",
    "published, one study",
    "derived",
    "expert judgment",
    "placeholder",
    "policy choice",
]
GRADES: tuple[Grade, ...] = (
    "local data",
    "published, several studies",
    "published, one study",
    "derived",
    "expert judgment",
    "placeholder",
    "policy choice",
)

UNIT_LIMITS: Mapping[str, tuple[float, float]] = {
    "share": (0.0, 1.0),
    "shares of a whole": (0.0, 1.0),
    "yes or no": (0.0, 1.0),
    "ratio": (0.0, 100.0),
    "per person-year": (0.0, 365.0),
    "days": (0.0, 36_525.0),
    "years": (0.001, 100.0),
    "persons": (0.0, 200_000.0),
    "places": (0.0, 100_000.0),
    "case managers": (0.0, 10_000.0),
    "count": (0.0, 1_000_000.0),
    "order": (0.0, 2.0),
    "hours": (0.0, 10_000.0),
    "dollars": (0.0, 1e11),
    "dollars per year": (0.0, 1e11),
    "dollars per month": (0.0, 1e9),
    "dollars per day": (0.0, 1e6),
    "dollars per hour": (0.0, 1e5),
    "dollars per case": (0.0, 1e7),
}

SCALAR_FAMILIES = ("fixed", "beta", "gamma", "lognormal", "normal", "uniform", "triangular")

PATH_PATTERN = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$"
CATEGORY_PATTERN = r"^[a-z][a-z0-9_]*$"
TEXT_LIMIT = 2_000


def _number(value: object) -> object:
    # A whole number is a number; true and false are 1 and 0 (for "yes or no").
    return float(value) if isinstance(value, int) else value


def _iso_date(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False, ge=-1e12, le=1e12)]
IsoDate = Annotated[date, BeforeValidator(_iso_date)]
Path = Annotated[str, Field(pattern=PATH_PATTERN, max_length=100)]
Category = Annotated[str, Field(pattern=CATEGORY_PATTERN, max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=TEXT_LIMIT)]
Value = Number | dict[Category, Number]


class Model(BaseModel):
    """Strict: no unknown keys, no conversions, no nan, nothing can be changed afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class Uncertainty(Model):
    """What is not known about a number.

    `low` and `high` are the 5th and 95th percentile, or hard limits for `uniform` and `triangular`. Instead of
    an interval a `standard_error` will do; for shares of a whole, a `concentration` (how many observations they
    are worth).
    """

    distribution: Literal["fixed", "beta", "gamma", "lognormal", "normal", "uniform", "triangular", "dirichlet"]
    low: Number | None = None
    high: Number | None = None
    standard_error: Annotated[Number, Field(gt=0)] | None = None
    concentration: Annotated[Number, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _enough_and_not_more(self) -> Self:
        interval = self.low is not None and self.high is not None
        if (self.low is None) != (self.high is None):
            raise ValueError("give both low and high")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError("low must be below high")
        given = [interval, self.standard_error is not None, self.concentration is not None]
        needed = {
            "fixed": [False, False, False],
            "dirichlet": [False, False, True],
            "uniform": [True, False, False],
            "triangular": [True, False, False],
        }.get(self.distribution)
        if needed is not None and given != needed:
            words = {"fixed": "nothing else", "dirichlet": "a concentration"}.get(self.distribution, "low and high")
            raise ValueError(f"{self.distribution} takes {words}")
        if needed is None and (given[0] == given[1] or given[2]):
            raise ValueError(f"{self.distribution} takes either low and high or a standard error")
        return self


class Later(Model):
    """A value from a date on: laws and budgets change."""

    from_: IsoDate = Field(alias="from")
    value: Value
    source: Text | None = None


class Override(Model):
    """What a scenario says about one parameter; a bare number is short for `{value: number}`."""

    value: Value
    then: Annotated[tuple[Later, ...], Field(strict=False)] = ()
    price_year: int | None = Field(default=None, ge=1950, le=2100)
    uncertainty: Uncertainty | dict[Category, Uncertainty] | None = None
    source: Text | None = None
    assumption: Text | None = None
    grade: Grade | None = None
    note: Text | None = None


class Parameter(Model):
    """One fact. Exactly one of `source` and `assumption` says where it is from; a formula replaces the value."""

    label: Text
    unit: Unit
    value: Value | None = None
    formula: Text | None = None
    then: Annotated[tuple[Later, ...], Field(strict=False)] = ()
    price_year: int | None = Field(default=None, ge=1950, le=2100)
    source: Text | None = None
    assumption: Text | None = None
    grade: Grade
    uncertainty: Uncertainty | dict[Category, Uncertainty] | None = None
    note: Text | None = None

    @property
    def is_money(self) -> bool:
        """Whether the value is in dollars of a price year."""
        return self.unit.startswith("dollars")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.value is None) == (self.formula is None):
            raise ValueError("give either a value or a formula")
        if self.formula is not None and (self.then or self.uncertainty):
            raise ValueError("a formula takes its dates and its uncertainty from what it is made of")
        if self.formula is None and (self.source is None) == (self.assumption is None):
            raise ValueError("give either a source or an assumption (why)")
        if self.is_money and self.formula is None and self.price_year is None:
            raise ValueError("money needs a price_year")
        if not self.is_money and self.price_year is not None:
            raise ValueError("only money has a price_year")
        if self.grade.startswith("published") and self.source is None:
            raise ValueError(f"the grade {self.grade} needs a source")
        return self

    @model_validator(mode="after")
    def _values_fit(self) -> Self:
        for value in (self.value, *(later.value for later in self.then)):
            if value is not None:
                self._check_value(value)
        if isinstance(self.uncertainty, dict):
            if not isinstance(self.value, dict):
                raise ValueError("uncertainty by category needs a value by category")
            unknown = sorted(set(self.uncertainty) - set(self.value))
            if unknown:
                raise ValueError(f"uncertainty for an unknown category: {unknown[0]}")
        elif self.uncertainty is not None:
            whole = self.unit == "shares of a whole"
            if self.uncertainty.distribution not in (("dirichlet", "fixed") if whole else SCALAR_FAMILIES):
                raise ValueError("dirichlet is for shares of a whole, and they take it or fixed")
            if isinstance(self.value, dict) and self.uncertainty.distribution not in ("dirichlet", "fixed"):
                raise ValueError("a value by category takes its uncertainty by category")
        return self

    def _check_value(self, value: Value) -> None:
        if isinstance(self.value, dict) != isinstance(value, dict):
            raise ValueError("either all values are by category or none is")
        low, high = UNIT_LIMITS[self.unit]
        entries = value.items() if isinstance(value, dict) else [("", value)]
        for category, entry in entries:
            if not low <= entry <= high:
                where = f" for {category}" if category else ""
                raise ValueError(f"{entry:g}{where} is outside {low:g} to {high:g} ({self.unit})")
            if self.unit == "yes or no" and entry not in (0.0, 1.0):
                raise ValueError(f"{entry:g} is neither 0 (no) nor 1 (yes)")
        if isinstance(value, dict) and not value:
            raise ValueError("a value by category needs at least one category")
        if self.unit == "shares of a whole" and isinstance(value, dict):
            total = sum(value.values())
            if abs(total - 1.0) > 1e-6:
                raise ValueError(f"the shares add up to {total:g}, not 1")
