"""A parameter: a short fact with unit, price year, source, grade and range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from simulator.inputs.entries import Category, IsoDate, Model, Number, Text, plain

Unit = Literal[
    "share",
    "shares of a whole",
    "yes or no",
    "ratio",
    "per person-year",
    "days",
    "months",
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
    "months": (0.0, 600.0),
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

# Choices and orders are made, not estimated.
CERTAIN_UNITS = ("yes or no", "order")


def _kind_of_value(given: object) -> str:
    return "by category" if isinstance(given, dict) else "a number"


Value = Annotated[
    Annotated[Number, Tag("a number")] | Annotated[dict[Category, Number], Tag("by category")],
    Discriminator(_kind_of_value),
]
"""A number, or a number for each category."""


class Uncertainty(Model):
    """What is not known about a number.

    `low` and `high` are the 5th and 95th percentile, or hard limits for `uniform` and `triangular`. Instead of
    an interval a `standard_error` will do; for shares of a whole, a `concentration` (how many observations they
    are worth). `together` names a calibration whose draws say what this input is high or low with.
    """

    distribution: Literal["fixed", "beta", "gamma", "lognormal", "normal", "uniform", "triangular", "dirichlet"]
    low: Number | None = None
    high: Number | None = None
    standard_error: Annotated[Number, Field(gt=0)] | None = None
    concentration: Annotated[Number, Field(gt=0)] | None = None
    together: Text | None = None

    @property
    def is_fixed(self) -> bool:
        """Whether nothing is uncertain."""
        return self.distribution == "fixed"

    @model_validator(mode="after")
    def _enough_and_not_more(self) -> Self:
        interval = self.low is not None and self.high is not None
        if (self.low is None) != (self.high is None):
            raise ValueError("give both low and high")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError(f"low must be below high; found {plain(self.low)} and {plain(self.high)}")
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
            raise ValueError(f"{self.distribution} takes either low and high or a standard_error")
        if self.together is not None and self.distribution in ("fixed", "dirichlet"):
            raise ValueError(f"{self.distribution} is not drawn together with other inputs")
        return self


def _kind_of_uncertainty(given: object) -> str:
    by_category = isinstance(given, dict) and given and not set(given) & set(Uncertainty.key_names())
    return "by category" if by_category else "for all"


Uncertainties = Annotated[
    Annotated[Uncertainty, Tag("for all")] | Annotated[dict[Category, Uncertainty], Tag("by category")],
    Discriminator(_kind_of_uncertainty),
]
"""The uncertainty of a value, or of each category by itself."""


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
    uncertainty: Uncertainties | None = None
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
    uncertainty: Uncertainties | None = None
    note: Text | None = None

    @property
    def is_money(self) -> bool:
        """Whether the value is in dollars of a price year."""
        return self.unit.startswith("dollars")

    def uncertain(self) -> Iterator[tuple[float, Uncertainty]]:
        """Yield each number with its own uncertainty; shares of a whole have one together."""
        if isinstance(self.value, float) and isinstance(self.uncertainty, Uncertainty):
            yield self.value, self.uncertainty
        elif isinstance(self.value, dict) and isinstance(self.uncertainty, dict):
            for category, uncertainty in self.uncertainty.items():
                yield self.value[category], uncertainty

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.value is None) == (self.formula is None):
            raise ValueError("give either a value or a formula")
        if self.source is not None and self.assumption is not None:
            raise ValueError("give either a source or an assumption, not both")
        if self.formula is not None:
            if self.then or self.uncertainty or self.price_year is not None:
                raise ValueError("a formula takes its dates, price year and uncertainty from what it is made of")
        elif self.source is None and self.assumption is None:
            raise ValueError("give a source, or an assumption (why this number)")
        if self.grade.startswith("published") and self.source is None:
            raise ValueError(f"the grade '{self.grade}' needs a source")
        return self

    @model_validator(mode="after")
    def _priced(self) -> Self:
        if self.is_money and self.formula is None and self.price_year is None:
            example = "" if isinstance(self.value, dict) else f", as in {{value: {self.value:.15g}, price_year: 2025}}"
            raise ValueError(f"money needs a price_year{example}")
        if not self.is_money and self.price_year is not None:
            raise ValueError(f"only money has a price_year, and this is not money ({self.unit})")
        return self

    @model_validator(mode="after")
    def _values_fit(self) -> Self:
        if self.value is not None:
            self._check_value(self.value, "")
        for later in self.then:
            self._check_value(later.value, f" from {later.from_}")
        return self

    @model_validator(mode="after")
    def _uncertainty_fits(self) -> Self:
        given = self.uncertainty
        entries = given.values() if isinstance(given, dict) else [given] if given else []
        if self.unit in CERTAIN_UNITS and not all(entry.is_fixed for entry in entries):
            raise ValueError(f"{self.unit} is a choice, so its uncertainty is fixed")
        if self.unit == "shares of a whole":
            together = isinstance(given, Uncertainty) and given.distribution == "dirichlet"
            if not together and not all(entry.is_fixed for entry in entries):
                raise ValueError("shares of a whole take dirichlet for all together, or fixed")
        elif any(entry.distribution == "dirichlet" for entry in entries):
            raise ValueError("dirichlet is for shares of a whole only")
        elif isinstance(self.value, dict) and isinstance(given, Uncertainty) and not given.is_fixed:
            raise ValueError("a value by category takes its uncertainty by category")
        if isinstance(given, dict):
            self._check_categories(given)
        for value, uncertainty in self.uncertain():
            if uncertainty.low is not None and uncertainty.high is not None:
                low, high = uncertainty.low, uncertainty.high
                if not low <= value <= high:
                    raise ValueError(f"the value {plain(value)} is outside its range {plain(low)} to {plain(high)}")
        return self

    def _check_categories(self, uncertainty: Mapping[str, Uncertainty]) -> None:
        if not isinstance(self.value, dict):
            raise ValueError("uncertainty by category needs a value by category")
        unknown = sorted(set(uncertainty) - set(self.value))
        if unknown:
            raise ValueError(f"uncertainty for an unknown category: {unknown[0]}; allowed: {', '.join(self.value)}")

    def _check_value(self, value: Value, when: str) -> None:
        if isinstance(self.value, dict) != isinstance(value, dict):
            raise ValueError("either all values are by category or none is")
        entries = value if isinstance(value, dict) else {"": value}
        if not entries:
            raise ValueError("a value by category needs at least one category")
        low, high = UNIT_LIMITS[self.unit]
        for category, entry in entries.items():
            where = f"{f' for {category}' if category else ''}{when}"
            if not low <= entry <= high:
                raise ValueError(f"{plain(entry)}{where} is outside {plain(low)} to {plain(high)} ({self.unit})")
            if self.unit == "yes or no" and entry not in (0.0, 1.0):
                raise ValueError(f"{plain(entry)}{where} is neither 0 (no) nor 1 (yes)")
        if self.unit == "shares of a whole":
            self._check_whole(value, when)

    @staticmethod
    def _check_whole(value: Value, when: str) -> None:
        if not isinstance(value, dict):
            raise ValueError("shares of a whole need a share for each category")
        total = sum(value.values())
        if abs(total - 1.0) > 1e-6:
            raise ValueError(f"the shares{when} add up to {plain(total)}, not 1")
