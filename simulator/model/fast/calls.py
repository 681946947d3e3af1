"""How compiled transitions call each other: through a table of addresses, so that each is compiled once and alone.

Compiled functions that call each other directly are compiled again into every caller, with everything that they call in
turn: with a hundred transitions that takes half a minute instead of some seconds. Through an address a call costs about
two nanoseconds more, and transitions may call each other in a circle. What is small (`helper`) is
compiled into its callers.

A transition cannot raise: what it is called through would print the exception and go on. So nothing divides with
Python's exceptions here (`error_model`); what is not a number reaches an alarm, which is refused, and stops the run.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import cfunc, from_dtype, njit, types
from numba.extending import intrinsic

from simulator.model.fast.memory import CASE, PERSON, POOL, WORLD

Function = TypeVar("Function", bound=Callable[..., Any])

TYPES = {
    "World": from_dtype(WORLD),
    "Person": from_dtype(PERSON),
    "Case": from_dtype(CASE),
    "Pool": from_dtype(POOL),
    "int": types.int64,
    "bool": types.int64,
    "float": types.float64,
    "None": types.void,
}
"""What the annotations of a transition mean to compiled code; its first argument is the world."""

WORD = ir.IntType(64)
TABLE_OFFSET = WORLD.fields["transitions"][1]  # type: ignore[index]
_SLOT = 8  # bytes of an address

_transitions: list[tuple[Callable[..., Any], Any]] = []
_lock = threading.Lock()


def helper(function: Function) -> Function:
    """Compile a small function into every compiled function that calls it."""
    compiled: Any = njit(error_model="numpy")(function)
    return cast(Function, compiled)


def transition(function: Function) -> Function:
    """Put a function into the table, and return what calls it from compiled code. Not callable from Python."""
    annotations = [parameter.annotation for parameter in inspect.signature(function).parameters.values()]
    result = inspect.signature(function).return_annotation
    signature = TYPES[result](*(TYPES[annotation] for annotation in annotations))
    index = len(_transitions)
    _transitions.append((function, signature))

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        world = builder.ptrtoint(arguments[0], WORD)
        table = builder.load(_pointer(builder, builder.add(world, ir.Constant(WORD, TABLE_OFFSET)), WORD))
        address = builder.load(_pointer(builder, builder.add(table, ir.Constant(WORD, _SLOT * index)), WORD))
        values = [context.get_value_type(each) for each in signature.args]
        returned = ir.VoidType() if result == "None" else context.get_value_type(signature.return_type)
        called = builder.call(_pointer(builder, address, ir.FunctionType(returned, values)), arguments)
        return context.get_dummy_value() if result == "None" else called

    call: Function = _CALLS[len(annotations)](lambda: (signature, generate))
    return call


def _pointer(builder: Any, address: Any, target: Any) -> Any:
    return builder.inttoptr(address, target.as_pointer())


@cache
def _compiled() -> tuple[list[Any], npt.NDArray[np.int64]]:
    natives = [cfunc(signature, cache=True, error_model="numpy")(function) for function, signature in _transitions]
    return natives, np.array([native.address for native in natives], dtype=np.int64)


def table() -> npt.NDArray[np.int64]:
    """Return the addresses of all transitions; the first call compiles them, or finds them compiled on disk."""
    with _lock:
        return _compiled()[1]


# An intrinsic function says by its own signature how many arguments it takes.


def _one(make: Any) -> Any:
    return intrinsic(lambda _typing, _a: make())


def _two(make: Any) -> Any:
    return intrinsic(lambda _typing, _a, _b: make())


def _three(make: Any) -> Any:
    return intrinsic(lambda _typing, _a, _b, _c: make())


def _four(make: Any) -> Any:
    return intrinsic(lambda _typing, _a, _b, _c, _d: make())


def _five(make: Any) -> Any:
    return intrinsic(lambda _typing, _a, _b, _c, _d, _e: make())


def _six(make: Any) -> Any:
    return intrinsic(lambda _typing, _a, _b, _c, _d, _e, _f: make())


def _seven(make: Any) -> Any:
    return intrinsic(lambda _typing, _a, _b, _c, _d, _e, _f, _g: make())


_CALLS = {1: _one, 2: _two, 3: _three, 4: _four, 5: _five, 6: _six, 7: _seven}
