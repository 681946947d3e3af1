"""Controls made from what is known of a parameter: which kind, its ends, where today is and what studies say."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dashboard.build_text import MainInput, groups
from dashboard.built import Built, is_open
from dashboard.changes import SHORT_UNITS, label_of
from dashboard.draft import PERCENT, allowed, parameter_of, shown
from dashboard.starts import at_start, in_digits
from simulator.inputs.distributions import quantile
from simulator.inputs.parameter import UNIT_LIMITS, Parameter, Uncertainty
from simulator.report.words import plain

Kind = Literal["slider", "number", "switch", "chip"]
MARKS = {
    "local data": 4, "published, several studies": 3, "published, one study": 2, "derived": 2, "expert judgment": 1,
}  # fmt: skip
"""Boxes of a grade, of four; a choice has none to fill."""
UNITS = {**SHORT_UNITS, "ratio": "", "order": "", "persons": "people"}
STEPS = (1.0, 2.0, 5.0, 10.0)
SLIDER_STEPS = 100


@dataclass(frozen=True)
class Control:
    """One input as the page shows it; numbers are in the unit that its field has.

    `low`, `high` and `step` are those of the slider, `today` where it stands at the start, `evidence` the 5th and 95th
    percentile of what is known, if anything is uncertain. `since` says whether that is current practice or another
    scenario. `field` is what stands in the field, and `at` its number.
    """

    key: str
    kind: Kind
    label: str
    meaning: str
    unit: str
    field: str
    at: float
    today: float
    changed: bool
    allowed: str
    problem: str = ""
    low: float = 0.0
    high: float = 1.0
    step: float = 0.01
    evidence: tuple[float, float] | None = None
    grade: str = ""
    source: str = ""
    later: str = ""
    since: str = "today"

    @property
    def boxes(self) -> str:
        """The grade as four boxes."""
        filled = MARKS.get(self.grade, 0)
        return "■" * filled + "□" * (4 - filled)

    @property
    def today_text(self) -> str:
        """What it is at the start, in the unit of its field."""
        return f"{_text(self.today)}{'%' if self.unit == '%' else ''}"


def control_of(built: Built, key: str, main: MainInput | None = None) -> Control:
    """Return the control of a key that a draft may change."""
    path, category = parameter_of(key, built.start.parameters) or (key, "")
    parameter = built.start.parameters[path]
    factor = 100.0 if parameter.unit in PERCENT else 1.0
    today = at_start(built.draft.start, key)
    now = built.values.get(key, _follows(built, path, today))
    evidence = evidence_of(parameter, category)
    ends = _ends(parameter, today, evidence, main)
    kind: Kind = "slider" if ends else "number"
    if parameter.unit == "yes or no":
        kind = "chip" if category else "switch"
    low, high = ends or (0.0, 1.0)
    return Control(
        key=key,
        kind=kind,
        label=plain(category).capitalize() if category else label_of(key, built.start.parameters),
        meaning=main.meaning if main is not None and not category else "",
        unit=_unit(parameter, parameter.price_year or built.start.jurisdiction.file.currency_year),
        field=built.draft.typed.get(key, shown(now, parameter.unit)),
        at=now * factor,
        today=today * factor,
        changed=key in built.draft.typed,
        allowed=allowed(parameter.unit),
        problem=built.problems.get(key, ""),
        low=low * factor,
        high=high * factor,
        step=_step((high - low) * factor),
        evidence=None if evidence is None else (evidence[0] * factor, evidence[1] * factor),
        grade=parameter.grade,
        source=_source(parameter),
        later=_later(parameter),
        since="today" if parameter is built.start.jurisdiction.parameters[path] else "start",
    )


def _follows(built: Built, path: str, today: float) -> float:
    """Return what an input that follows from others is now; any other one is as it was."""
    if built.start.parameters[path].formula is None or built.inputs is None:
        return today
    value = built.inputs.policy.at(built.start.jurisdiction.calendar.start)[path]
    assert isinstance(value, float)
    return in_digits(value)


def keys_of(built: Built, path: str) -> tuple[str, ...]:
    """Return the keys of a parameter: itself, or one for each category."""
    value = built.start.parameters[path].value
    return tuple(f"{path}.{category}" for category in value) if isinstance(value, dict) else (path,)


def open_paths(built: Built) -> list[str]:
    """Return the parameters that a draft may change, in the order of their files."""
    return [path for path in built.start.parameters if is_open(keys_of(built, path)[0], built.start)]


def found_paths(built: Built, text: str) -> list[str]:
    """Return the parameters whose path, name, unit, grade or source has all words that are searched for."""
    words = text.lower().split()

    def told(path: str) -> str:
        parameter = built.start.parameters[path]
        label = label_of(path, built.start.parameters)
        return f"{path} {label} {parameter.label} {parameter.unit} {parameter.grade} {_source(parameter)}".lower()

    return [path for path in open_paths(built) if all(word in told(path) for word in words)]


def main_paths() -> Iterable[MainInput]:
    """Return the inputs that come first, in their order."""
    return (each for group in groups() for each in group.inputs)


def evidence_of(parameter: Parameter, category: str) -> tuple[float, float] | None:
    """Return the 5th and 95th percentile of a number, or the limits of what is drawn between two."""
    given = parameter.uncertainty
    uncertainty = given.get(category) if isinstance(given, dict) else given
    value = parameter.value[category] if isinstance(parameter.value, dict) else parameter.value
    if not isinstance(uncertainty, Uncertainty) or uncertainty.is_fixed or value is None:
        return None
    if uncertainty.distribution == "dirichlet":
        return None
    if uncertainty.low is not None and uncertainty.high is not None:
        return uncertainty.low, uncertainty.high
    low, high = UNIT_LIMITS[parameter.unit]
    ends = (quantile(uncertainty, value, luck) for luck in (0.05, 0.95))
    first, last = (min(high, max(low, end)) for end in ends)
    return first, last


def _ends(
    parameter: Parameter, today: float, evidence: tuple[float, float] | None, main: MainInput | None
) -> tuple[float, float] | None:
    """Return where a slider goes from and to; None where there is nothing to say how far."""
    if parameter.unit in PERCENT:
        return 0.0, 1.0
    if parameter.unit in ("yes or no", "order"):
        return None
    low, high = UNIT_LIMITS[parameter.unit]
    if main is not None and main.high is not None:
        return max(low, min(main.low or 0.0, today)), min(high, max(main.high, today))
    if evidence is None:
        return None
    return low, min(high, _round_up(max(1.25 * evidence[1], today)))


def _round_up(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return next(
        step * power for step in (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0) if step * power >= value * 0.999
    )


def _step(span: float) -> float:
    rough = span / SLIDER_STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    return min((step * power for step in STEPS), key=lambda step: abs(step - rough))


def _unit(parameter: Parameter, year: int) -> str:
    if parameter.unit in PERCENT:
        return "%"
    if parameter.is_money:
        return f"$ {SHORT_UNITS.get(parameter.unit, '')} of {year}".replace("  ", " ")
    return UNITS.get(parameter.unit, parameter.unit)


def _source(parameter: Parameter) -> str:
    if parameter.formula is not None:
        said = f"Follows from other inputs: {' '.join(parameter.formula.split())}."
    else:
        said = parameter.source or parameter.assumption or ""
    return " ".join(f"{said} {parameter.note or ''}".split())


def _later(parameter: Parameter) -> str:
    """Return what it becomes at later dates, which a change here leaves as they are."""
    told = [
        f"{shown(each.value, parameter.unit)} from {each.from_:%b %Y}"
        for each in parameter.then
        if not isinstance(each.value, dict)
    ]
    return f"Later: {', '.join(told)}" if told else ""


def _text(value: float) -> str:
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
