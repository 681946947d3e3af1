"""What figures show, made by hand: gains, losses, all on one side, next to nothing, and hostile names."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from plotly.graph_objects import Figure

from dashboard.figures import capacity, dots, fan, ladder, levels, versus
from dashboard.figures.dots_data import DotsData
from dashboard.figures.drawn import Drawn
from dashboard.figures.fan_data import BreakEven, FanData, Line
from dashboard.figures.ladder_data import LABELS, LadderData, Rung
from dashboard.figures.levels_data import KINDS, LevelsData
from dashboard.figures.versus_data import Against, VersusData
from simulator.analysis.estimate import difference
from simulator.analysis.futures import dots as quantiles
from simulator.results import Difference
from tests.dashboard.figures.rests_samples import CAPACITY, RESTS

MILLION = 1e6
HOSTILE = "<a href='https://evil.example'>%{x} & $1.2M of $3.4M <b>Wide</b>"
LONG = "Citywide LEAD under the city's jail contract as reported for 2022"


def spread(middle: float, half: float, draws: int = 200) -> list[float]:
    """Return draws of a bell around a middle, in millions, with tails that differ."""
    share = (np.arange(draws) + 0.5) / draws
    return [MILLION * (middle + half * math.log(p / (1 - p)) * (1.0 if p < 0.5 else 1.3)) for p in share]


def estimate(by_draw: Sequence[float]) -> Difference:
    """Return the estimate of a difference that was this in each draw."""
    return difference(np.array(by_draw, dtype=float)[:, np.newaxis])


def ladder_data(
    values: Sequence[float], cost: float, *, reasons: Mapping[str, tuple[str, ...]] | None = None, **fields: Any
) -> LadderData:
    """Return a ladder in millions."""
    rungs: list[Rung] = []
    for name, value in zip(LABELS, values, strict=True):
        before = rungs[-1].value if rungs else None
        rungs.append(Rung(name, value * MILLION, before, (reasons or {}).get(name, ())))
    plain: dict[str, Any] = {
        "scenario": "Scaled up", "baseline": "No LEAD", "payer": "taxpayers", "period": "2027–2031",
        "last_year": 2031, "dollars": "constant 2025 dollars", "moved": 0.0, "agreement": any(values[3:]),
    }  # fmt: skip
    return LadderData(rungs=tuple(rungs), cost=cost * MILLION, **{**plain, **fields})


def dots_data(by_draw: Sequence[float], **fields: Any) -> DotsData:
    """Return a net that was this in each draw."""
    plain: dict[str, Any] = {
        "scenario": "Scaled up", "baseline": "No LEAD", "rung": "net", "payer": "taxpayers", "years": "five years",
        "dollars": "constant 2025 dollars",
    }  # fmt: skip
    values = quantiles(np.array(by_draw, dtype=float))
    return DotsData(values=values, net=estimate(by_draw), **{**plain, **fields})


def fan_data(
    end: float, half: float, *, dip: float = 2.0, others: Mapping[str, float] | None = None, years: int = 5,
    found: BreakEven | None = None, **fields: Any,
) -> FanData:  # fmt: skip
    """Return a net that dips first and ends at so many millions, with others that go straight to their ends."""
    months = 12 * years
    share = np.arange(1, months + 1) / months
    mean = MILLION * (end * share**1.5 - dip * np.exp(-(((share - 0.2) / 0.15) ** 2)))
    wide = MILLION * half * share
    plain: dict[str, Any] = {
        "scenario": "Scaled up", "baseline": "No LEAD", "rung": "net", "payer": "taxpayers", "start": "2027-01-01",
        "fiscal_years": tuple(range(2027, 2027 + years)), "dollars": "constant 2025 dollars",
    }  # fmt: skip
    bands = {"mean": mean, "low": mean - wide, "p25": mean - 0.4 * wide, "p75": mean + 0.45 * wide, "high": mean + wide}
    return FanData(
        others=tuple(Line(name, tuple((MILLION * at * share).tolist())) for name, at in (others or {}).items()),
        break_even=found or BreakEven(25.0, 7, 50),
        **{name: tuple(values.tolist()) for name, values in bands.items()},
        **{**plain, **fields},
    )


def versus_data(rows: Mapping[str, Sequence[float]], **fields: Any) -> VersusData:
    """Return scenarios against one of them, each with what it was better by in each draw."""
    plain: dict[str, Any] = {
        "reference": "Current size", "rung": "net", "payer": "taxpayers", "period": "2027–2031",
        "dollars": "constant 2025 dollars",
    }  # fmt: skip
    against = tuple(Against(name, estimate(by_draw)) for name, by_draw in rows.items())
    return VersusData(rows=against, **{**plain, **fields})


def levels_data(
    kind: str, after: float, before: float, *, limit: float | None = None, years: int = 6, **fields: Any
) -> LevelsData:
    """Return a level that moves from one value to another over the horizon."""
    months = 12 * years
    share = np.arange(1, months + 1) / months
    there, was = before + (after - before) * np.sqrt(share), np.full(months, before)
    plain: dict[str, Any] = {
        "kind": KINDS[kind], "line": "jail units" if kind == "units" else None, "scenario": "Scaled up",
        "baseline": "No LEAD", "start": "2027-01-01", "fiscal_years": tuple(range(2027, 2027 + years)),
    }  # fmt: skip
    bands = {
        "before": was,
        "after": there,
        "low": 0.6 * there,
        "p25": 0.8 * there,
        "p75": 1.2 * there,
        "high": 1.5 * there,
    }
    return LevelsData(
        limit=() if limit is None else tuple([limit] * months),
        **{name: tuple(values.tolist()) for name, values in bands.items()},
        **{**plain, **fields},
    )


LADDERS = {
    "gaining": ladder_data([61.2, 33.1, 18.8, 7.4, 6.3], 24.9),
    "covering": ladder_data([90.0, 60.0, 50.0, 30.0, 20.0], 12.0, moved=1_400_000.0),
    "losing": ladder_data([12.3, 4.1, 1.2, 0.0, 0.0], 42.3),
    "a negative rung": ladder_data([30.0, 12.0, -6.0, 0.0, 0.0], 9.0),
    "all negative": ladder_data(
        [-6.0, -3.0, -1.0, 0.0, 0.0], 4.0, reasons={"avoided": ("loss",), "cashable": ("loss",)}
    ),
    "more than before": ladder_data(
        [6.0, -3.0, -1.1, 2.2, 2.0], 20.0, reasons={"cashable": ("loss",), "captured": ("contract", "measurement")}
    ),
    "LEAD costs less": ladder_data([-9.0, -4.0, -2.0, 0.0, 0.0], -30.0),
    "tiny": ladder_data([0.0052, 0.0012, 0.0003, 0.0, 0.0], 0.0004),
    "nothing": ladder_data([0.0, 0.0, 0.0, 0.0, 0.0], 0.0),
    "hostile": ladder_data([61.2, 33.1, 18.8, 7.4, 6.3], 24.9, scenario=HOSTILE, baseline=HOSTILE, payer=HOSTILE),
}
DOTS = {
    "gaining": dots_data(spread(8.2, 4.0)),
    "either way": dots_data(spread(0.3, 4.0)),
    "losing": dots_data(spread(-6.0, 4.0)),
    "all save": dots_data(spread(90.0, 4.0)),
    "all cost": dots_data(spread(-106.0, 12.0)),
    "all cost the same": dots_data([-3e6] * 60),
    "few draws": dots_data([-2e5, 1e5, 2e5, 3e5, 9e5]),
    "one draw": dots_data([-81_300.0]),
    "one loses": dots_data([*spread(40.0, 5.0), -900_000.0]),
    "no difference": dots_data([0.0] * 60),
    "some without": dots_data([0.0] * 20 + [4e6] * 40),
    "in cash": dots_data(spread(-6.0, 4.0), rung="cash_net"),
    "hostile": dots_data(spread(8.2, 4.0), scenario=HOSTILE, baseline=HOSTILE, payer=HOSTILE),
}
OTHERS = {"Current size": 3.6, "Grant ends, nothing replaces it": 2.9, "First-time only": -6.7}
FANS = {
    "gaining": fan_data(8.2, 9.0, others=OTHERS),
    "never": fan_data(-20.0, 5.0, others={"Low risk diversions": -25.0}, found=BreakEven(None, 46, 50)),
    "always": fan_data(12.0, 3.0, dip=0.0, found=BreakEven(1.0, 0, 50)),
    "late": fan_data(1.0, 6.0, found=BreakEven(58.5, 21, 50), others={"A": 1.1, "B": 0.9, "C": 1.0}),
    "short": fan_data(0.03, 0.02, dip=0.01, years=1, found=BreakEven(8.0, 1, 9)),
    "alone": fan_data(-0.0004, 0.0002, dip=0.0, found=BreakEven(None, 9, 9)),
    "hostile": fan_data(8.2, 9.0, scenario=HOSTILE, baseline=HOSTILE, others={LONG: 8.0, HOSTILE: 7.9}),
}
VERSUS = {
    "all three": versus_data(
        {"Scaled up": spread(6.0, 2.0), "Grant ends": spread(-0.2, 3.0), "First-time only": spread(-10.0, 1.0)}
    ),
    "all worse": versus_data({"Scaled up": spread(-60.0, 2.0), LONG: spread(-10.0, 1.0)}),
    "some worse": versus_data({"A": spread(-60.0, 2.0), "B": spread(-7.0, 2.0)}),
    "all better": versus_data({"Scaled up": spread(60.0, 2.0)}),
    "few draws": versus_data({"Scaled up": [1e4, 2e4, -1e4]}),
    "the same": versus_data({"Scaled up": [0.0] * 60}),
    "hostile": versus_data({HOSTILE: spread(6.0, 2.0)}, reference=HOSTILE),
}
LEVELS = {
    "caseload": levels_data("caseload", 1_740.0, 0.0, limit=1_940.0),
    "waiting": levels_data("waiting", 9.5, 0.0),
    "jail": levels_data("jail", 291.0, 357.0),
    "units": levels_data("units", 22.7, 23.6),
    "nobody": levels_data("waiting", 0.0, 0.0),
    "hostile": levels_data("caseload", 30.0, 10.0, limit=40.0, scenario=HOSTILE, baseline=LONG),
}
CHARTS = {
    "ladder": (ladder, LADDERS),
    "dots": (dots, DOTS),
    "fan": (fan, FANS),
    "versus": (versus, VERSUS),
    "levels": (levels, LEVELS),
    **RESTS,
}


def drawn(theme: Any, width: int) -> Iterator[tuple[str, Drawn]]:
    """Yield every sample as a figure, with what it is."""
    for name, data in CAPACITY.items():
        for draw in (capacity.draw_service, capacity.draw_cost):
            yield f"capacity, {name}, {theme}, {width} px", draw(data, theme=theme, width=width)
    for chart, (module, samples) in CHARTS.items():
        for name, data in samples.items():
            yield f"{chart}, {name}, {theme}, {width} px", module.draw(data, theme=theme, width=width)


def texts(figure: Figure) -> list[str]:
    """Return every text of a figure, as plotly gets it."""
    return [annotation.text for annotation in figure.layout.annotations]


def said(figure: Figure) -> str:
    """Return all texts of a figure as they are read."""
    together = " | ".join(texts(figure)).replace("<br>", " ").replace("</span>", "")
    return together.replace('<span style="font-weight:600">', "")


def traces(figure: Figure) -> dict[str, Any]:
    """Return the traces of a figure by name; of several the last."""
    return {trace.name: trace for trace in figure.data}
