"""Flows and lives made by hand: everything open, everything closed, nobody waiting, and hostile names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.figures import flow_data
from dashboard.figures.flow_data import FlowData
from dashboard.figures.life_data import LifeData, Mark, Side
from simulator.results import Comparison, Difference, Identity, Record
from tests.dashboard.figures.samples import HOSTILE, LONG

SAME = Difference(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 50)
OPEN = {
    "no_consent": 100.0, "area_not_covered": 900.0, "officer_not_trained": 600.0, "in_custody": 500.0,
    "history_not_eligible": 1500.0, "offense_not_eligible": 1000.0, "amount_over_limit": 5.0,
    "outstanding_warrant": 10.0, "referrals": 2000.0, "referrals_without_slot": 800.0, "intakes": 1400.0,
    "intake_failures": 150.0, "drop_outs": 400.0, "participants": 700.0, "waiting_days": 9000.0,
    "already_participant": 321.0, "already_waiting": 45.0,
}  # fmt: skip
CLOSED = {"not_operating": 7000.0, "drop_outs": 40.0, "intakes": 3.0}
REASONS = {*flow_data.NOT_OFFERED, *flow_data.NOT_ELIGIBLE, *flow_data.ALREADY, "no_consent", "not_operating"}


def answer(
    counts: Mapping[str, float], before: Mapping[str, float] = CLOSED, title: str = "Scaled up", draws: int = 50
) -> Comparison:
    """Return an answer with these means in the scenario and in the baseline; referrals come by two routes."""
    identity = Identity(
        scenarios=("here/up",), baseline="here/no-lead", titles={"here/up": title, "here/no-lead": "No LEAD"}, seed=1,
        draws=draws, replications=1, engine="fast", money="constant", price_year=2025, start="2027-01-01",
        fiscal_years=tuple(range(2027, 2032)), people=1000, versions={"leadsim": "0.1.0"},
        hashes={"here/up": "b" * 16, "here/no-lead": "a" * 16},
    )  # fmt: skip
    records = []
    for key in dict.fromkeys([*counts, *before]):
        means = {"baseline_mean": before.get(key, 0.0), "scenario_mean": counts.get(key, 0.0)}
        plain: dict[str, Any] = {"measure": "refusals" if key in REASONS else key, "scenario": "here/up"}
        plain |= {"table": "quantities", "unit": "", "baseline": "here/no-lead", "difference": SAME}
        made = Record(reason=key if key in REASONS else None, **plain, **means)
        if key == "referrals":
            half = {name: mean / 2 for name, mean in means.items()}
            records += [replace(made, route=route, **half) for route in ("arrest_diversion", "community")]
        else:
            records.append(made)
        records.append(replace(made, fiscal_year=2027))
        records.append(replace(made, group="black"))
    return Comparison(identity, tuple(records))


def flow(counts: Mapping[str, float], **fields: Any) -> FlowData:
    """Return the flow of an answer with these means."""
    found = flow_data.of(answer(counts, **fields), "here/up")
    assert found is not None
    return found


FLOWS = {
    "open": flow(OPEN),
    "closed": flow(CLOSED),
    "nothing": flow({"referrals": 0.0}),
    "no waiting list": flow(
        {**OPEN, "drop_outs": 0.0, "waiting_days": 0.0, "intakes": 1100.0, "intake_failures": 90.0}
    ),
    "more than came": flow({**OPEN, "intakes": 1600.0, "drop_outs": 500.0}),
    "nearly all get in": flow({"referrals": 5000.0, "intakes": 4900.0, "intake_failures": 100.0, "no_consent": 40.0}),
    "every reason": flow({**OPEN, **dict.fromkeys(REASONS - {*flow_data.ALREADY}, 500.0)}),
    "hostile": flow(OPEN, title=HOSTILE[:19]),
}


def side(name: str, marks: tuple[Mark, ...], **dollars: float) -> Side:
    """Return a life of five years in one scenario: what it cost by lane, spread over its quarters."""
    lead = dollars.get("lead", 0.0)
    rest = sum(dollars.values()) - lead
    weights = [2.0 if n % 7 == 3 else 0.9 for n in range(20)]
    share = [weight / sum(weights) for weight in weights]
    days = {
        "jail": sum(mark.days for mark in marks if mark.kind == "jail"),
        "prison": sum(mark.days for mark in marks if mark.kind == "prison"),
        "lead": sum(mark.days for mark in marks if mark.kind in ("engaged", "lapsed")),
    }
    return Side(name, marks, tuple((rest * part, lead * part) for part in share), dollars, days)


BUSY = (
    *(Mark("arrest", 40.0 * n, 40.0 * n) for n in range(1, 45)),
    *(Mark("jail", 40.0 * n, 40.0 * n + 0.3 + n % 6) for n in range(1, 30)),
    Mark("jail", 1300.0, 1390.0), Mark("prison", 1390.0, 1800.0),
    *(Mark("hearing", 35.0 * n, 35.0 * n) for n in range(1, 45)), Mark("missed", 500.0, 500.0),
)  # fmt: skip
IN_LEAD = (
    Mark("diverted", 30.0, 30.0), Mark("waiting", 0.0, 30.0), Mark("engaged", 30.0, 400.0),
    Mark("lapsed", 400.0, 700.0), Mark("engaged", 700.0, 1826.0), Mark("arrest", 500.0, 500.0),
    Mark("jail", 500.0, 512.0), Mark("stop", 900.0, 900.0),
    Mark("treatment", 100.0, 300.0), Mark("state_bed", 1000.0, 1060.0), Mark("hearing", 540.0, 540.0),
)  # fmt: skip


def life(one: Side, other: Side, **fields: Any) -> LifeData:
    """Return one life twice."""
    plain: dict[str, Any] = {
        "asked": "typical", "number": 4187, "who": "a woman, 31 at the start, without a home", "people": 640,
        "lower": 0.49, "low": -31_210.0, "middle": -1_240.0, "high": 22_480.0, "start": "2027-01-01", "days": 1826.0,
        "price_year": 2025,
    }  # fmt: skip
    return LifeData(baseline=one, scenario=other, **{**plain, **fields})


WITHOUT = side("No LEAD", BUSY, police=4_600.0, custody=26_400.0, court=7_000.0)
WITH = side("Scaled up", IN_LEAD, police=210.0, custody=900.0, court=500.0, lead=31_200.0)
EMPTY = side("No LEAD", ())
LIVES = {
    "saving": life(WITHOUT, WITH),
    "loss": life(replace(WITH, name="No LEAD"), replace(WITHOUT, name="Scaled up")),
    "nothing happens": life(EMPTY, replace(EMPTY, name="Scaled up"), people=0),
    "only LEAD": life(EMPTY, side("Scaled up", IN_LEAD[2:4], lead=22_000.0), asked="random", lower=0.031),
    "large": life(side("No LEAD", BUSY, custody=912_400.0, court=1_000.0), WITH),
    "hostile": life(replace(WITHOUT, name=HOSTILE), replace(WITH, name=LONG), who=HOSTILE),
}
