"""What concentration says as records of the table `people`, beside those of the answer that it is about.

A share that both runs have is paired by future; of what is of the baseline alone, `baseline_mean` is 0 and the
difference is the number itself over futures. `line` is what falls on people, and `group` on whom.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from simulator.experiment.concentration import (
    CURVE,
    FOLLOWED,
    GROUPS,
    MEASURES,
    OF,
    PEOPLE,
    TOPS,
    WAYS,
    Concentration,
)
from simulator.results import Difference, Record

NOT_AN_EFFECT = "whose use it is; no effect on it"


def concentration_records(found: Concentration) -> Iterator[Record]:
    """Yield top shares, points of the curve, Gini coefficients, who is reached, and rates of those picked.

    What there is nobody to count of, such as whom LEAD reaches where nobody is in it, has no record.
    """
    return (each for each in _all(found) if math.isfinite(each.difference.mean))


def _all(found: Concentration) -> Iterator[Record]:
    for m, line in enumerate(MEASURES):
        for o, of in enumerate(OF):
            for t, top in enumerate(TOPS):
                yield _paired(found, "top_share", line, f"top {top:g} of {of}", "shares", o, m, t)
        for c, point in enumerate(CURVE):
            yield _paired(found, "concentration_curve", line, f"top {point:g} of {OF[1]}", "curve", m, c)
        yield _paired(found, "gini", line, OF[1], "gini", m)
        for w, way in enumerate(WAYS):
            of_baseline = found.estimate("reach", w, m)
            yield _record(found, "share_reached", "share", line, way, of_baseline, reason=NOT_AN_EFFECT)
    for p, people in enumerate(PEOPLE):
        yield _record(found, "people_counted", "persons", None, people, found.estimate("people", p))
    for g, group in enumerate(GROUPS):
        for f, line in enumerate(FOLLOWED):
            for year in range(found.years + 1):
                name = "year before the start" if year == 0 else f"year {year}"
                rate = found.estimate("rates", g, f, year)
                yield _record(found, "use_in_baseline", "per person-year", f"{line}, {name}", group, rate)


def _paired(found: Concentration, measure: str, line: str, group: str, name: str, *place: int) -> Record:
    before, after = (found.mean(name, run, *place) for run in (0, 1))
    return _record(found, measure, "share", line, group, found.change(name, *place), before, after)


def _record(
    found: Concentration, measure: str, unit: str, line: str | None, group: str, value: Difference,
    before: float = 0.0, after: float | None = None, reason: str | None = None,
) -> Record:  # fmt: skip
    question = found.question
    return Record(
        table="people", measure=measure, unit=unit, line=line, group=group, reason=reason,
        scenario=question.scenarios[0].name, baseline=question.baseline.name,
        baseline_mean=before, scenario_mean=value.mean if after is None else after, difference=value,
    )  # fmt: skip


__all__ = ["concentration_records"]
