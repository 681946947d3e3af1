"""Records of further questions made by hand: inputs that were moved, pairs, worths, shares of the effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from simulator.analysis.estimate import difference
from simulator.experiment.sensitivity_records import NO_CHANGE, NOT_AT_ENDS, SAVES_ABOVE, SAVES_BELOW
from simulator.results import Comparison, Difference, Identity, Record
from tests.dashboard.sample import GAIN, answer

NAME, BASELINE = "here/gain", "here/no-lead"
MILLION = 1e6
NOISE = "cannot be told from noise"
ONE_FUTURE = "one future cannot tell it from noise"


def record(measure: str, value: float, unit: str = "dollars", **fields: Any) -> Record:
    """Return a record of one number without any spread, with `stated` as what it was."""
    stated, of = fields.pop("stated", 0.0), fields.pop("of", None)
    change = value - stated
    alone = Difference(change, change, change, None, change, change, float(change > 0), float(change < 0), 1)
    plain: dict[str, Any] = {
        "table": "sensitivity", "scenario": NAME, "baseline": BASELINE, "rung": "net", "payer": "all", **fields,
    }  # fmt: skip
    return Record(
        measure=measure, unit=unit, baseline_mean=stated, scenario_mean=value, difference=of or alone, **plain
    )


def _paired(value: float, base: float, error: float) -> Difference:
    """Return a paired change whose standard error is known, in dollars."""
    return replace(difference(np.full((10, 1), value - base)), mcse=error)


def moved(
    line: str, values: tuple[float, float], nets: tuple[float, float], *, base: float, unit: str = "share",
    stated: float = 0.0, evens: Sequence[tuple[float, float, float, bool]] = (), reason: str | None = None,
    searched: bool = True, error: float = 0.4, **fields: Any,
) -> list[Record]:  # fmt: skip
    """Return the records of an input at both ends of its range; nets and errors in millions."""
    at, low, high = base * MILLION, nets[0] * MILLION, nets[1] * MILLION
    swing = max(at, low, high) - min(at, low, high)
    found = [record("swing", swing, line=line, of=_paired(swing, 0.0, error * MILLION), reason=reason, **fields)]
    for which, value, net in (("low", values[0], low), ("high", values[1], high)):
        found.append(record(f"input_at_{which}", value, unit, line=line, stated=stated, **fields))
        of = _paired(net, at, error * MILLION)
        found.append(record(f"net_at_{which}", net, line=line, stated=at, of=of, **fields))
    for value, least, most, above in evens:
        of = Difference(value - stated, least - stated, most - stated, None, least - stated, most - stated, 1.0, 0.0, 1)
        side = SAVES_ABOVE if above else SAVES_BELOW
        found.append(record("break_even", value, unit, line=line, stated=stated, of=of, reason=side, **fields))
    if not evens:
        none = NO_CHANGE if searched else NOT_AT_ENDS
        found.append(record("break_even_none", 0.0, "ratio", line=line, reason=none, **fields))
    return found


LOSING = [
    *moved("costs.jail_day", (90.0, 300.0), (-40.0, -22.0), base=-30.0, unit="dollars per day (2025)", stated=180.0),
    *moved("lead.effect.discount", (0.23, 1.0), (-36.0, -27.0), base=-30.0, stated=0.75),
    *moved("lead.duration", (0.9, 5.4), (-29.0, -34.0), base=-30.0, unit="years", stated=2.5, searched=False),
    *moved("lead.patience", (10.0, 90.0), (-30.5, -29.5), base=-30.0, unit="days", reason=NOISE, searched=False),
]
"""All nets lose; one input cannot be told from noise."""
TURNING = [
    *moved(
        "costs.jail_day", (90.0, 300.0), (-6.0, 9.0), base=-1.0, unit="dollars per day (2025)", stated=180.0,
        evens=[(190.0, 170.0, 215.0, True)],
    ),
    *moved("lead.effect.discount", (0.23, 1.0), (-4.0, 2.0), base=-1.0, stated=0.75, evens=[(0.8, 0.7, 0.95, True)]),
    *moved("lead.duration", (0.9, 5.4), (-0.5, -1.5), base=-1.0, unit="years", stated=2.5),
]  # fmt: skip
"""A loss that two inputs turn."""


def pairs(nets: Sequence[Sequence[float]], first: Sequence[float], second: Sequence[float]) -> list[Record]:
    """Return the net in millions at each pair of a discount and a share of a jail day."""
    return [
        record(
            "frontier", net * MILLION, line=f"lead.effect.discount={a:.10g}",
            group=f"costs.jail_day_marginal_share={b:.10g}",
            of=difference(MILLION * (net + np.linspace(-1, 1, 10)[:, np.newaxis])),
        )
        for a, row in zip(first, nets, strict=True)
        for b, net in zip(second, row, strict=True)
    ]  # fmt: skip


SOME = pairs([[-9.0, -4.0, 1.0], [-6.0, 0.5, 6.0], [-3.0, 4.0, 12.0]], (0.0, 0.75, 1.0), (0.0546, 0.12, 1.0))
NONE = pairs([[-9.0, -4.0], [-6.0, -0.5]], (0.0, 0.75), (0.12, 1.0))


def learned(loss: float, worths: dict[str, float], noise: Sequence[str] = ()) -> list[Record]:
    """Return the expected loss and worths in millions; those of noise have a worth, too."""
    told = [record("worth_knowing", value * MILLION, line=line) for line, value in worths.items()]
    told += [record("worth_knowing", 0.1 * MILLION, line=line, reason=NOISE) for line in noise]
    return [record("expected_loss", loss * MILLION, line="all inputs"), *told]


def left(means: Sequence[float], spread: float = 2.0, draws: int = 50) -> list[Record]:
    """Return the net at all, 75, 50, 25 % and none of the effects, in millions."""
    around = MILLION * np.linspace(-spread, spread, draws)[:, np.newaxis]
    shares = (1.0, 0.75, 0.5, 0.25, 0.0)
    return [
        record(
            "effect_ladder", mean * MILLION, line=f"lead.effect.discount={share:g}",
            of=difference(mean * MILLION + around),
        )
        for share, mean in zip(shares, means, strict=True)
    ]  # fmt: skip


EVERYTHING = [*LOSING, *SOME, *learned(2.5, {"costs.jail_day": 2.0}, ["lead.patience"]), *left((9, 4, 0, -5, -9))]


def told(*records: Record, made: Comparison | None = None, **inputs: str) -> Comparison:
    """Return an answer with these records besides its own; `inputs` are hashes, the same unless told otherwise."""
    found = made or answer({NAME: GAIN})
    hashes = {NAME: "one", BASELINE: "none", **inputs}
    identity: Identity = replace(found.identity, inputs=hashes)
    return replace(found, identity=identity, records=(*found.records, *records))


def chance(share: float, payer: str = "all", rung: str = "net", year: str | int = "all", draws: int = 50) -> Record:
    """Return the record of a share of futures that save, with its interval."""
    of = Difference(share, share - 0.1, share + 0.1, 0.05, share - 0.1, share + 0.1, share, 1.0 - share, draws)
    return record(
        "chance_of_saving", share, "share of futures", of=of, payer=payer, rung=rung, fiscal_year=year,
        table="uncertainty",
    )  # fmt: skip


def unsure(accepted: Sequence[float] = (0.0, 0.4, 0.9)) -> list[Record]:
    """Return what is found about how sure: chances, two levels, losses, worths of groups, and prices."""
    years = (2027, 2028, 2029, 2030)
    found = [chance(0.9, payer, rung, year) for payer in ("all", "city") for rung in ("net", "cash_net")
             for year in ("all", *years)]  # fmt: skip
    found += [replace(chance(0.0, "state"), reason="neither pays nor saves anything")]

    def number(measure: str, value: float, unit: str = "dollars", **fields: Any) -> Record:
        return record(measure, value, unit, table="uncertainty", **fields)

    found += [
        number("inputs_uncertain", 12.0, "inputs"),
        number("spread_of_inputs", 6e6),
        number("spread_of_luck", 2e6),
    ]
    found += [number("luck_share", 0.1, "share"), number("expected_loss", 1e6, group="scenario")]
    found += [number("expected_loss", 9e6, group="baseline"), number("worth_of_group", 8e5, line="Effects")]
    found += [
        number("worth_of_group", 1e5, line="Prices", reason=NOISE),
        number("price_half_accept", 6e3, line="bookings"),
    ]
    found += [number("cost_per", 5.5e3, "dollars per booking avoided", line="bookings")]
    for price, share in zip((0, 5_000, 20_000), accepted, strict=True):
        of = Difference(share, share - 0.1, share + 0.1, 0.05, share - 0.1, share + 0.1, share, 1.0 - share, 50)
        found.append(number("acceptability", share, "share of futures", of=of, line="bookings", group=str(price)))
    return found
