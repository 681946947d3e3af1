"""The memory of a run: records of fixed shape, reached by their address.

A record is passed between compiled functions as one pointer. Arrays would be passed as seven words each and
counted at every use, which takes most of the time of compiling and much of running. The memory belongs to the engine
(`simulator.model.fast.engine`), which keeps it for as long as it lives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from llvmlite import ir
from numba import from_dtype, types
from numba.core import cgutils
from numba.extending import intrinsic

from simulator.model.events import MAX_OPEN_CASES, Resource, Route, Service, Strand
from simulator.model.fast.facts_record import FACTS

World = Any
Person = Any
Case = Any
Pool = Any
Node = Any
Cell = Any
"""Records, as compiled functions take them."""

NOBODY = -1
"""Stands where a person, a ticket or an occurrence would stand."""

HOLD_REASONS = 5
"""Strands from PRETRIAL_HOLD to COMPETENCY; each is a bit of a person's `holds`."""

MOST_HELD_ON = 8
"""Room for the cases that a person is held on by warrants: open cases and a violation are fewer."""

REAL, WHOLE, NUMBER, SMALL = "f8", "i8", "i4", "i1"
"""Types of fields: days and rates; addresses and keys; what is counted in one life; flags and stages."""

PERSON = np.dtype(
    [
        ("due", REAL, (len(Strand),)),
        # What days are credited by: one line of the processor's cache, which month ends go through.
        ("settled", REAL),
        ("group_offset", NUMBER),  # of the group's cell in a row of counts, in bytes
        ("number", NUMBER),
        ("at", WHOLE),  # the record's own address
        ("present", SMALL),
        ("where", SMALL),
        ("bed", SMALL),
        ("holds", SMALL),
        ("hold_venue", SMALL, (HOLD_REASONS,)),
        ("warrant", SMALL),
        ("supervised", SMALL),
        ("supervision_venue", SMALL),
        ("competency_case", SMALL),
        ("restoring", SMALL),
        ("cases_waiting", SMALL),
        ("stage", SMALL),
        ("effect", SMALL),
        ("standing", SMALL, (len(Service),)),
        ("finds", SMALL, (len(Service),)),
        ("leaving", SMALL),
        ("clock_running", SMALL),
        ("active_spell", SMALL),
        ("desisted", SMALL),
        ("warrant_venue", SMALL),
        ("violated", SMALL),
        ("place", SMALL),  # whose police: a city's (0) or the county's (1)
        ("misdemeanor_venue", SMALL),
        ("route", SMALL),
        ("head", SMALL),  # the strand that is due first
        ("excluded", SMALL),
        ("mental_illness", SMALL),
        ("needs_treatment", SMALL),
        # What the contact clock and the next contact ask for.
        ("key", WHOLE),
        ("frailty", REAL),
        ("remaining", REAL),
        ("clock_since", REAL),
        ("lapsed_at", REAL),
        ("contacts", NUMBER),
        ("rank", NUMBER),
        ("area", NUMBER),
        ("spells", NUMBER),
        ("held_on", NUMBER),
        ("bookings", NUMBER),
        # The rest.
        ("age", REAL),
        ("releases", NUMBER),
        ("warrants", NUMBER),
        ("clearings", NUMBER),
        ("violations", NUMBER),
        ("waits", NUMBER),
        ("grants", NUMBER),
        ("engagements", NUMBER),
        ("wind_downs", NUMBER),
        ("service_turns", NUMBER, (len(Service),)),
        ("referrals", NUMBER, (len(Route),)),
        ("held_on_warrant", NUMBER, (MOST_HELD_ON,)),
        ("held_on_warrants", SMALL),  # how many of them
        ("unhoused", SMALL),
        ("completes_intake", SMALL),
        ("ever_diverted", SMALL),
        ("ever_participant", SMALL),
        ("held_offense", SMALL),
        ("held_tier", SMALL),
        ("held_venue", SMALL),
        ("held_occurrence", NUMBER),
        ("unused", SMALL, (16,)),  # so that everybody begins a line of the cache
    ],
    align=True,
)

CASE = np.dtype(
    [
        ("left", REAL),
        ("ready", REAL),
        ("occurrence", NUMBER),
        ("hearings", NUMBER),
        ("stage", SMALL),  # NOBODY where there is no case
        ("offense", SMALL),
        ("tier", SMALL),
        ("venue", SMALL),
        ("in_custody", SMALL),
        ("appeared", SMALL),
    ],
    align=True,
)

ENTRY = np.dtype([("time", REAL), ("order", WHOLE)])

POOL = np.dtype(
    [
        ("capacity", WHOLE),
        ("used", WHOLE),
        ("waiting", WHOLE),
        ("joined", WHOLE),
        ("nodes", WHOLE),
        ("first", WHOLE, (len(Route),)),
        ("last", WHOLE, (len(Route),)),
    ]
)

NODE = np.dtype([("next", NUMBER), ("previous", NUMBER), ("line", NUMBER), ("held", NUMBER), ("joined", WHOLE)])

LINE = np.dtype([("time", REAL), ("person", WHOLE), ("kind", WHOLE), ("detail", WHOLE)])
CREDIT = np.dtype([("time", REAL), ("person", WHOLE), ("quantity", WHOLE), ("amount", REAL)])
CELL = np.dtype([("value", REAL)])
PLACE = np.dtype([("value", NUMBER)])

WORLD = np.dtype(
    [
        ("now", REAL),
        ("end", REAL),
        ("places_settled", REAL),
        ("fault_time", REAL),
        ("fault", WHOLE),
        ("rings_left", WHOLE),
        ("size", WHOLE),
        ("in_jail", WHOLE),
        ("current", WHOLE),  # address of the person whose strand rings
        ("heap", WHOLE),
        ("heap_places", WHOLE),  # address of where each person's entry is
        ("persons", WHOLE),
        ("cases", WHOLE),
        ("pools", WHOLE),
        ("facts", WHOLE),
        ("transitions", WHOLE),  # address of the table of their addresses
        ("month", WHOLE),  # address of this month's counts
        ("row", WHOLE),  # bytes of one quantity's counts
        ("nobody", WHOLE),  # offset of the cell of what no person causes
        ("recording", WHOLE),
        ("lines", WHOLE),
        ("lines_used", WHOLE),
        ("lines_room", WHOLE),
        ("credits", WHOLE),
        ("credits_used", WHOLE),
        ("credits_room", WHOLE),
    ]
)


def _record(dtype: np.dtype[Any]) -> Callable[[int], Any]:
    """Return a compiled function from an address to the record there."""
    record = from_dtype(dtype)

    @intrinsic
    def at(_typing: Any, _address: Any) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(record))

        return record(types.int64), generate

    function: Any = at
    return cast(Callable[[int], Any], function)


@intrinsic
def _fetch(_typing: Any, _address: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        number = ir.IntType(32)
        pointer = ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [pointer, number, number, number])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0i8")
        for_writing, kept, data = (number(each) for each in (1, 3, 1))
        builder.call(function, [builder.inttoptr(arguments[0], pointer), for_writing, kept, data])

    return types.void(types.int64), generate


fetch: Callable[[int], None] = cast(Any, _fetch)
"""Compiled only: ask the processor for the line of memory at an address, without waiting for it."""

world_at = _record(WORLD)
person_at = _record(PERSON)
case_at = _record(CASE)
entry_at = _record(ENTRY)
pool_at = _record(POOL)
node_at = _record(NODE)
line_at = _record(LINE)
credit_at = _record(CREDIT)
cell_at = _record(CELL)
place_at = _record(PLACE)
facts_at = _record(FACTS)

PERSON_SIZE = PERSON.itemsize
CASE_SIZE = CASE.itemsize
ENTRY_SIZE = ENTRY.itemsize
POOL_SIZE = POOL.itemsize
NODE_SIZE = NODE.itemsize
LINE_SIZE = LINE.itemsize
CREDIT_SIZE = CREDIT.itemsize
CELL_SIZE = CELL.itemsize
PLACE_SIZE = PLACE.itemsize

RESOURCES = len(Resource)
CASES = MAX_OPEN_CASES
