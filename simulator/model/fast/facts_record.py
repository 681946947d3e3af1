"""The facts of one stretch of time as one record: `contact.rate` of `Facts` is its field `contact_rate`."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.model.events import Offense, Route, Service
from simulator.model.facts import (
    CompetencyFacts,
    ContactFacts,
    CourtFacts,
    EncounterFacts,
    Facts,
    JailFacts,
    LifeFacts,
    ProcessFacts,
    ProgramFacts,
    ProsecutionFacts,
    ProtocolFacts,
    ServiceFacts,
    SupervisionFacts,
)

GROUPS: dict[str, type] = {
    "contact": ContactFacts,
    "encounter": EncounterFacts,
    "protocol": ProtocolFacts,
    "program": ProgramFacts,
    "jail": JailFacts,
    "prosecution": ProsecutionFacts,
    "courts": CourtFacts,
    "supervision": SupervisionFacts,
    "competency": CompetencyFacts,
    "services": ServiceFacts,
    "process": ProcessFacts,
    "life": LifeFacts,
}
OF_THE_PLACE = {("protocol", "coverage"), *(("process", field.name) for field in fields(ProcessFacts))}
"""Their length is the place's, by area and by group, so each lies by itself; the record holds its address."""

OPEN_ENDED = {
    ("contact", "services"): len(Service),
    ("encounter", "cumulative_mix"): len(Offense),
    ("encounter", "tier"): len(Offense),
    ("protocol", "eligible"): len(Offense),
    ("protocol", "amount_within_limit"): len(Offense),
    ("protocol", "priority"): len(Route),
}
"""How long a tuple is whose type does not say so."""


def _shape(group: str, name: str, annotation: str) -> tuple[int, ...]:
    if group == "services":
        return (len(Service),)
    if not annotation.startswith("tuple"):
        return ()
    return (OPEN_ENDED.get((group, name), annotation.count(",") + 1),)


def _layout() -> list[tuple[Any, ...]]:
    layout: list[tuple[Any, ...]] = []
    for group, kind in GROUPS.items():
        for field in fields(kind):
            annotation = str(field.type)
            if (group, field.name) in OF_THE_PLACE:
                layout.append((f"{group}_{field.name}", "i8"))
                continue
            number = "f8" if "float" in annotation else "i8"
            layout.append((f"{group}_{field.name}", number, _shape(group, field.name, annotation)))
    return layout


FACTS = np.dtype(_layout(), align=True)


def facts_record(facts: Facts) -> tuple[npt.NDArray[np.void], list[npt.NDArray[np.float64]]]:
    """Return facts as a record (shape (1,)), and the arrays by area and by group that it points to; keep all alive."""
    record = np.zeros(1, dtype=FACTS)
    pointed_to = []
    for group, kind in GROUPS.items():
        for field in fields(kind):
            values = getattr(facts, group)
            if (group, field.name) in OF_THE_PLACE:
                pointed_to.append(np.array(getattr(values, field.name), dtype=np.float64))
                value: Any = pointed_to[-1].ctypes.data
            elif group == "services":
                value = [getattr(each, field.name) for each in values]
            else:
                value = getattr(values, field.name)
            record[0][f"{group}_{field.name}"] = value
    return record, pointed_to
