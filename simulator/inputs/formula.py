"""Derived parameters: arithmetic over other parameters' dotted paths, and nothing else."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
FUNCTIONS: Mapping[str, Callable[..., float]] = {"min": min, "max": max}
LONGEST = 500
DEEPEST = 100
LARGEST = 1e12


@lru_cache(maxsize=512)
def parse(text: str) -> ast.expr:
    """Return the parsed formula; ValueError if it is anything but + - * / min max over numbers and paths."""
    if len(text) > LONGEST:
        raise ValueError(f"a formula has at most {LONGEST} characters")
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, RecursionError, MemoryError):
        raise ValueError("not a formula") from None
    _check(tree, 0)
    return tree


def paths_in(text: str) -> set[str]:
    """Return the parameter paths that a formula reads."""
    return set(_paths(parse(text)))


def evaluate(text: str, values: Mapping[str, float]) -> float:
    """Return a formula's value; ValueError where it divides by zero."""
    try:
        return _evaluate(parse(text), values)
    except ZeroDivisionError:
        raise ValueError("the formula divides by zero") from None


def _check(node: ast.expr, depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError(f"a formula is nested at most {DEEPEST} levels deep")
    match node:
        case ast.Constant(value=(int() | float()) as number) if not isinstance(number, bool):
            if number > LARGEST:
                raise ValueError("a number in the formula is too large")
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            _check(left, depth + 1)
            _check(right, depth + 1)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            _check(operand, depth + 1)
        case ast.Call(func=ast.Name(id=name), args=[_, _, *_] as args, keywords=[]) if name in FUNCTIONS:
            for arg in args:
                _check(arg, depth + 1)
        case ast.Attribute():
            _path(node)
        case _:
            raise ValueError(
                "a formula has only numbers, dotted parameter paths, + - * /, and min and max of two or more"
            )


def _path(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{_path(value)}.{attr}"
    raise ValueError("a formula names parameters by their dotted path")


def _paths(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.BinOp(left=left, right=right):
            yield from _paths(left)
            yield from _paths(right)
        case ast.UnaryOp(operand=operand):
            yield from _paths(operand)
        case ast.Call(args=args):
            for arg in args:
                yield from _paths(arg)
        case ast.Attribute():
            yield _path(node)


def _evaluate(node: ast.expr, values: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=value):
            assert isinstance(value, int | float)
            return float(value)
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](_evaluate(left, values), _evaluate(right, values))
        case ast.UnaryOp(operand=operand):
            return -_evaluate(operand, values)
        case ast.Call(func=ast.Name(id=name), args=args):
            return float(FUNCTIONS[name](*(_evaluate(arg, values) for arg in args)))
    return values[_path(node)]
