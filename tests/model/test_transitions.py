"""The written list of transitions says what the reference engine's code does, in the same order."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import simulator.model.reference as reference
from simulator.model.events import Kind, Strand
from simulator.model.reference.engine import LIVES
from simulator.model.transitions import TRANSITIONS, Transition

FOLDER = Path(reference.__file__).parent
NAMES = {transition.name for transition in TRANSITIONS}
MODULES = {"clock", "jail", "lead", "life", "police", "prosecution"}


def functions(module: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def in_reading_order(node: ast.AST) -> Iterator[ast.Call]:
    calls = [child for child in ast.walk(node) if isinstance(child, ast.Call)]
    return iter(sorted(calls, key=lambda call: (call.lineno, call.col_offset)))


def step_of(call: ast.Call) -> str | None:
    """Return the log line or the transition that a call is, if it is one."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)
    if name == "log":
        kind = call.args[0]
        return kind.attr if isinstance(kind, ast.Attribute) else "DIED|LEFT"
    on_world = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Attribute)
    return name if name in NAMES and not on_world else None


def steps_in_code(transition: Transition) -> tuple[str, ...]:
    found = [step_of(call) for call in in_reading_order(functions(transition.module)[transition.name])]
    return tuple(step for step in found if step is not None)


@pytest.mark.parametrize("transition", TRANSITIONS, ids=lambda transition: transition.name)
def test_steps_are_those_of_the_code(transition: Transition) -> None:
    assert steps_in_code(transition) == transition.steps


def test_every_log_line_belongs_to_a_transition() -> None:
    listed = {word for transition in TRANSITIONS for step in transition.steps for word in step.split("|")}
    assert {kind.name for kind in Kind} == {word for word in listed if word.isupper()}


def test_every_function_that_logs_is_a_listed_transition() -> None:
    for module in MODULES:
        for name, node in functions(module).items():
            if any(step_of(call) in {*Kind.__members__, "DIED|LEFT"} for call in in_reading_order(node)):
                assert (name, module) in {(entry.name, entry.module) for entry in TRANSITIONS}


def test_processes_only_wait_and_call() -> None:
    """A process yields, and logs or counts nothing itself."""
    for module in MODULES:
        for name, node in functions(module).items():
            if any(isinstance(child, ast.Yield) for child in ast.walk(node)):
                words = [getattr(call.func, "attr", "") for call in in_reading_order(node)]
                assert not {"log", "count", "settle", "set"} & set(words), name


def test_every_strand_has_a_process() -> None:
    assert set(LIVES) == set(Strand)
