"""What an effect would have to be worth for a scenario to be worth its cost, and its words: by price, in what share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures import names
from dashboard.figures.about import About
from dashboard.figures.drawn import Table
from simulator.experiment.uncertainty import EFFECTS
from simulator.report import words
from simulator.results import Record


@dataclass(frozen=True)
class Curve:
    """The share of futures in which a unit of an effect is worth its cost, by the price of a unit in dollars.

    `half` is the price from which on half of the futures say so, `cost` what a unit costs; None where there is none.
    """

    effect: str
    prices: tuple[float, ...]
    shares: tuple[float, ...]
    ends: tuple[tuple[float, float], ...]
    half: float | None
    cost: float | None

    @property
    def one(self) -> str:
        """A unit of the effect, such as `booking avoided`."""
        return EFFECTS[self.effect].one if self.effect in EFFECTS else words.plain(self.effect)


@dataclass(frozen=True)
class AcceptabilityData:
    """The curves of every effect that the scenario has."""

    about: About
    curves: tuple[Curve, ...]


def of(records: Sequence[Record], about: About) -> AcceptabilityData | None:
    """Return the curves in records of the table `uncertainty`; None where there is none."""
    lines = dict.fromkeys(record.line for record in records if record.measure == "acceptability" and record.line)
    curves = tuple(_curve([record for record in records if record.line == line], line) for line in lines if line)
    return AcceptabilityData(about, curves) if curves else None


def _curve(records: Sequence[Record], line: str) -> Curve:
    points = sorted(
        ((float(record.group), record.difference) for record in records if record.measure == "acceptability"),
        key=lambda point: point[0],
    )
    numbers = {record.measure: record.scenario_mean for record in records if record.measure != "acceptability"}
    return Curve(
        effect=line,
        prices=tuple(price for price, _ in points),
        shares=tuple(share.mean for _, share in points),
        ends=tuple((share.low, share.high) for _, share in points),
        half=numbers.get("price_half_accept"),
        cost=numbers.get("cost_per"),
    )


def title(data: AcceptabilityData) -> str:
    """Return from which price on half of the futures accept, of the first effect, or that no price does."""
    name = names.quoted(data.about.scenario)
    first = next((curve for curve in data.curves if curve.half is not None), None)
    if first is None or first.half is None:
        return f"At no price of what {name} does is it worth its cost in half of the futures"
    if first.half <= 0.0:
        return f"{name} is worth its cost in half of the futures even if a {first.one} is worth nothing"
    return f"{name} is worth its cost in half of the futures if a {first.one} is worth {price(first.half)}"


def price(value: float) -> str:
    """Return a price as it is read."""
    return words.dollars(value, signed=False)


def subtitle(data: AcceptabilityData) -> str:
    """Return what is shown, and that the net alone is not enough for it."""
    return (
        f"Share of {data.about.futures} in which {data.about.pair} is worth its cost, by the price that somebody puts "
        f"on a unit of what it does besides saving money. {data.about.net}, {data.about.period} total, "
        f"{data.about.dollars}. Shaded: 90% interval of that share; ring: half."
    )


def note(data: AcceptabilityData) -> str:
    """Return what a unit costs, and where all of it stands."""
    told = [f"A {curve.one} costs {price(curve.cost)} on average." for curve in data.curves if curve.cost is not None]
    return data.about.noted(*told)


def alt(data: AcceptabilityData) -> str:
    """Return the chart in words."""
    told = []
    for curve in data.curves:
        half = "no price is accepted by half" if curve.half is None else f"half accept from {price(curve.half)} on"
        last = words.percent(curve.shares[-1]).replace(" %", "%")
        told.append(f"{curve.one}: {half}; at {price(curve.prices[-1])} {last} do")
    return f"{title(data)}. {'; '.join(told)}."


def table(data: AcceptabilityData) -> Table:
    """Return a row for each price of each effect."""
    return Table(
        headings=("Unit", "Price", "Futures that accept it", "5th percentile", "95th percentile"),
        rows=tuple(
            (curve.one, price(each), *(words.percent(value).replace(" %", "%") for value in (share, *ends)))
            for curve in data.curves
            for each, share, ends in zip(curve.prices, curve.shares, curve.ends, strict=True)
        ),
        columns=("effect", "price", "share_of_futures", "p05", "p95"),
        values=tuple(
            (curve.effect, each, share, *ends)
            for curve in data.curves
            for each, share, ends in zip(curve.prices, curve.shares, curve.ends, strict=True)
        ),
    )
