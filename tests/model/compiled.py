"""Reads the order of steps from the code of the compiled engine.

Its transitions are the reference's, in modules of the same names. It has small functions of its own besides, which are
read into those that call them, and one function for each group of strands instead of a process for each.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from itertools import chain

import simulator.model.fast as fast
from simulator.model.events import Strand
from simulator.model.fast.steps import Step
from tests.model.choreography import NOTHING, Paths
from tests.model.reading import LISTED, Engine, Flow, Module, Reader

NAMES = {
    "states.states_of": "states.credit_states",  # credits them at once, and keeps no list of them
    "world.credit_days": "world.settle",  # nothing is kept that a change would make invalid, so there is one function
    "agenda.advance": "steps.run_to",
}
"""What a transition is called here, where that is not its name in the list."""

ONE_WITH_ANOTHER = {"world.settle"}
"""Listed by itself, and here the same function as another, under whose steps it is held."""

PROCESSES = {"prosecution.take_up", "competency.go_on", "lead.end_intake", "lead.turn_engagement"}
"""Beside `steps.ring`, where the reference has processes: they choose what a strand rings for, and do nothing else."""

READ_INTO_CALLERS = {
    "jail.add_to_held_on",  # a set in the reference
    "services.offer_one",  # a turn of a loop in the reference
}
"""Functions of the strands that change something and are no transition of the list."""

RECORDS: Mapping[str, tuple[str, int, str]] = {
    "recording.log": ("", 1, "Kind"),
    "recording.log_nobody": ("", 1, "Kind"),
    "recording.count": ("+", 1, "Quantity"),
    "recording.credit": ("+", 1, "Quantity"),
    "agenda.set_alarm": ("@", 2, "Strand"),
    "agenda.switch_off": ("~", 2, "Strand"),
}
"""What is a step by itself: its mark, and which argument says of what."""

# What no transition is found in.
BELOW = frozenset({"agenda", "calls", "compiling", "facts_record", "memory", "recording", "slots"})
ENUMS = {"Strand": Strand, "Step": Step}


class CompiledReader(Reader):
    """Reads the functions of one module of the compiled engine."""

    def __init__(self, engine: Engine, module: Module, known: Mapping[str, int] | None = None) -> None:
        super().__init__(engine, module)
        self.known = known or {}  # what a name is known to be, so that only one branch is read

    def statement(self, node: ast.stmt) -> Flow:
        if isinstance(node, ast.If) and (found := self.value(node.test)) is not None:
            return self.statements(node.body if found else node.orelse)
        return super().statement(node)

    def value(self, node: ast.expr) -> int | None:
        """Return what an expression is known to be, if it is."""
        names = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
        if not names & set(self.known) or not names <= {*self.known, *ENUMS}:
            return None
        return int(eval(ast.unparse(node), {**ENUMS, **self.known}))  # noqa: S307 - of this repository's own text

    def step(self, call: ast.Call) -> Paths:
        if ast.unparse(call.func) == "self._act":
            return self.asked(call)
        function = call.func
        owner = ast.unparse(function.value) if isinstance(function, ast.Attribute) else ""
        path = self.path(function.attr if isinstance(function, ast.Attribute) else ast.unparse(function), owner)
        if path in RECORDS:
            mark, place, enum = RECORDS[path]
            return frozenset((mark + word,) for word in self.members(call.args[place], enum))
        if path == "memory.cell_at":
            return self.cell(call)
        if path in {self.engine.name(each) for each in LISTED}:
            return frozenset({(path,)})
        return self.inside(path, call.args)

    def counts(self, _: ast.BinOp | ast.Attribute) -> bool:
        return False  # days are credited one by one

    def cell(self, call: ast.Call) -> Paths:
        """Return the quantity that is added to a month's counts by hand."""
        named = [word for word in ast.unparse(call).split() if word.startswith("Quantity.")]
        return frozenset({tuple(word.replace("Quantity.", "+") for word in named)})

    def inside(self, path: str, arguments: Iterable[ast.expr]) -> Paths:
        """Return the paths of a function that is read into its caller, with what is known of its arguments."""
        module, _, name = path.partition(".")
        if path == "steps.ring" and not self.known:  # what it comes to is told strand by strand
            return NOTHING
        if module in BELOW or module not in everything():
            return NOTHING
        read = self.engine.read(module)
        function = read.functions.get(name) or read.functions.get(f"_{name}")
        if function is None:
            return NOTHING
        given = zip((parameter.arg for parameter in function.args.args), map(self.value, arguments), strict=False)
        known = {parameter: value for parameter, value in given if value is not None}
        return CompiledReader(self.engine, read, known).function(name)

    def asked(self, call: ast.Call) -> Paths:
        """Return the paths of what the engine asks compiled code for: a branch of `steps.act`."""
        step = Step[ast.unparse(call.args[0]).removeprefix("Step.")]
        return CompiledReader(self.engine, self.engine.read("steps"), {"step": step}).function("act")


def everything() -> list[str]:
    return [*COMPILED.strands, "engine", "states", "steps", "world"]


def rung(strand: Strand) -> set[str]:
    """Return the transitions that a strand rings for."""
    paths = CompiledReader(COMPILED, COMPILED.read("steps"), {"strand": strand}).function("ring")
    return set(chain(*paths))


COMPILED = Engine(fast, CompiledReader, BELOW | {"engine", "states", "steps", "world"}, NAMES)
