"""Cost lines as files write them: what is counted, who pays, and by which function use becomes dollars."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Discriminator, Field, Tag, model_validator

from simulator.inputs.entries import Category, Model, Path, Text

Quantities = Annotated[dict[Category, Category], Field(min_length=1)]
"""Counted quantities, each with its payer."""


class PerEvent(Model):
    """The whole price varies and is cash: a fee."""

    kind: Literal["per_event"]


class Average(Model):
    """The price is an average, and nothing is known to vary of it: a gross value only."""

    kind: Literal["average"]


class Marginal(Model):
    """A share of the price varies at once, and where it is given a larger one once staffing has followed.

    What varies only in the long run is staff, and becomes cash as far as positions are cut (`savings.positions_cut`).
    """

    kind: Literal["marginal"]
    share: Path
    long_run_share: Path | None = None


class Fixed(Model):
    """The same amount a year, whatever is used."""

    kind: Literal["fixed"]
    amount: Path


class StepFixed(Model):
    """Units of capacity, each of which closes as a whole when the load has stayed low enough for long enough."""

    kind: Literal["step_fixed"]
    unit_size: Path
    cost: Path
    closes_after: Path
    hysteresis: Path
    notice: Path


class TakeOrPay(Model):
    """A contract with a yearly minimum that is paid whether it is used or not.

    `billed` is the share of what is counted that the contract bills, `others` is use that is not simulated.
    """

    kind: Literal["take_or_pay"]
    receiver: Category
    minimum: Path
    rate: Path
    surcharge: Path | None = None
    redirect: Path | None = None
    billed: Path | None = None
    others: Path | None = None


class RateReset(Model):
    """A contract whose rate is a cost divided by the use of a past year: fewer days can raise it."""

    kind: Literal["rate_reset"]
    receiver: Category
    cost: Path
    years_back: Path
    billed: Path | None = None
    others: Path | None = None


LINEAR = ("per_event", "average", "marginal")
"""Kinds whose dollars are units times an amount; the cost of the others depends on all that is used."""


class _Kind(BaseModel):
    kind: Literal["per_event", "average", "marginal", "fixed", "step_fixed", "take_or_pay", "rate_reset"]


def _known_kind(given: object) -> object:
    # Looked at first, since pydantic's own words for a choice between models are for programmers.
    if not isinstance(given, Model):
        _Kind.model_validate(given)
    return given


def _kind(given: object) -> str:
    kind = given.get("kind", "") if isinstance(given, dict) else getattr(given, "kind", "")
    return str(kind)


Function = Annotated[
    Annotated[PerEvent, Tag("per_event")]
    | Annotated[Average, Tag("average")]
    | Annotated[Marginal, Tag("marginal")]
    | Annotated[Fixed, Tag("fixed")]
    | Annotated[StepFixed, Tag("step_fixed")]
    | Annotated[TakeOrPay, Tag("take_or_pay")]
    | Annotated[RateReset, Tag("rate_reset")],
    Discriminator(_kind),
    BeforeValidator(_known_kind),
]


class CostLine(Model):
    """One line of the ledger: what is counted and who pays for it, at which price and by which function.

    `price` is the average cost of a unit. `backfill` is the share of freed use that others fill again: it is cost
    avoided, but no cash. A line of `society` is nobody's budget, and counts only where society's view is asked for.
    """

    agency: Text
    counts: Quantities
    price: Path | None = None
    function: Function = PerEvent(kind="per_event")
    backfill: Path | None = None
    program: bool = False
    society: bool = False

    @property
    def is_linear(self) -> bool:
        """Whether each unit costs so much, whatever else is used."""
        return self.function.kind in LINEAR

    @property
    def receiver(self) -> str | None:
        """Who is paid under a contract."""
        return getattr(self.function, "receiver", None)

    def paths(self) -> Iterator[tuple[str, str]]:
        """Yield every parameter that the line reads, with the key that names it."""
        if self.price is not None:
            yield "price", self.price
        if self.backfill is not None:
            yield "backfill", self.backfill
        for name, value in self.function:
            if name not in ("kind", "receiver") and value is not None:
                yield f"function.{name}", value

    @model_validator(mode="after")
    def _whole(self) -> CostLine:
        if self.is_linear and self.price is None:
            raise ValueError(f"a line with the function {self.function.kind} needs a price")
        if self.program and (self.function.kind != "per_event" or self.backfill is not None):
            raise ValueError("what LEAD itself costs is paid in full: a program line takes no function and no backfill")
        if not self.is_linear and len(set(self.counts.values())) > 1:
            raise ValueError(f"a line with the function {self.function.kind} has one payer for all that it counts")
        return self


UNITS: dict[str, tuple[str, ...]] = {
    "backfill": ("share",),
    "function.share": ("share",),
    "function.long_run_share": ("share",),
    "function.amount": ("dollars per year",),
    "function.unit_size": ("places", "persons", "count"),
    "function.cost": ("dollars per year",),
    "function.closes_after": ("months",),
    "function.hysteresis": ("places", "persons", "count"),
    "function.notice": ("months",),
    "function.minimum": ("places", "persons", "count"),
    "function.rate": ("dollars per day", "dollars", "dollars per case"),
    "function.surcharge": ("dollars per day", "dollars", "dollars per case"),
    "function.redirect": ("share",),
    "function.billed": ("share",),
    "function.others": ("places", "persons", "count"),
    "function.years_back": ("years",),
}
"""The units that what a function reads must be in; a price is any amount of money."""

__all__ = ["LINEAR", "UNITS", "CostLine", "Function"]
