"""Reads the order of steps from the code of an engine, as the reference is written.

How the compiled engine is written otherwise is in `tests.model.compiled`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from pathlib import Path as File
from types import ModuleType

import simulator.model.reference as reference
from simulator.model.transitions import TRANSITIONS, Transition
from tests.model.choreography import NEVER, NOTHING, Paths, joined, renamed, repeated, written

LISTED = {transition.path for transition in TRANSITIONS}

# What stands in the code where the list names a run or several.
NAMED_BY_A_VARIABLE = {
    ("jail", "reason"): ("PRETRIAL_HOLD..",),
    ("referrals", "strand"): ("SOCIAL_REFERRAL..",),
    ("referrals", "strand_of(route)"): ("SOCIAL_REFERRAL..",),
    ("services", "strand_of(which)"): ("INTERIM_HOUSING..",),
    ("life", "kind"): ("DIED", "LEFT"),
    ("life", "strand"): ("ALARM",),
}


@dataclass(frozen=True)
class Module:
    """One module of the engine, as it is written."""

    name: str
    functions: dict[str, ast.FunctionDef]
    imported: dict[str, str] = field(default_factory=dict)
    """What a name stands for: a module, or a function of one, as `module.name`."""
    constants: dict[str, list[str]] = field(default_factory=dict)
    """Tuples of strands."""


@dataclass(frozen=True)
class Engine:
    """The code of an engine, and where it is written otherwise than the list says."""

    package: ModuleType
    reader: Callable[[Engine, Module], Reader]
    apart: frozenset[str]
    """Modules without strands."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What a transition is called in the code, where that is not its name in the list."""

    def __hash__(self) -> int:
        return hash(self.package.__name__)

    @property
    def strands(self) -> list[str]:
        """The modules of strands."""
        files = File(str(self.package.__file__)).parent.glob("[a-z]*.py")
        return sorted({file.stem for file in files} - self.apart)

    def name(self, path: str) -> str:
        """Return what a transition is called in the code."""
        return self.names.get(path, path)

    def listed(self, transition: Transition) -> Paths:
        """Return the paths that the list gives a transition, with the names of the code."""
        paths = written(transition.steps)
        return renamed(paths, lambda word: self.name(word if "." in word else f"{transition.module}.{word}"))

    def in_code(self, path: str) -> Paths:
        """Return the paths of a function of the code."""
        module, _, name = path.partition(".")
        return self.reader(self, self.read(module)).function(name)

    @cache  # noqa: B019 - there are two engines
    def read(self, name: str) -> Module:
        """Return a module of the engine."""
        file = File(str(self.package.__file__)).parent / f"{name}.py"
        return module_of(name, file.read_text(encoding="utf-8"), self.package.__name__)


def module_of(name: str, source: str, package: str) -> Module:
    tree = ast.parse(source)
    functions, imported, constants = {}, {}, {}
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for node in [*tree.body, *chain.from_iterable(one.body for one in classes)]:
        if isinstance(node, ast.FunctionDef):
            functions[node.name] = node
        elif isinstance(node, ast.ImportFrom):
            source = (node.module or "").removeprefix(package).removeprefix(".")
            for alias in node.names:
                imported[alias.asname or alias.name] = f"{source}.{alias.name}".removeprefix(".")
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            members = [item.attr for item in node.value.elts if isinstance(item, ast.Attribute)]
            constants.update({target.id: members for target in node.targets if isinstance(target, ast.Name)})
    return Module(name, functions, imported, constants)


@dataclass(frozen=True)
class Flow:
    """Paths through statements: on to the next, to the function's end, to the loop's next turn, out of the loop."""

    on: Paths = NEVER
    returned: Paths = NEVER
    again: Paths = NEVER
    out: Paths = NEVER

    def then(self, other: Flow) -> Flow:
        return Flow(
            joined(self.on, other.on),
            self.returned | joined(self.on, other.returned),
            self.again | joined(self.on, other.again),
            self.out | joined(self.on, other.out),
        )

    def __or__(self, other: Flow) -> Flow:
        return Flow(self.on | other.on, self.returned | other.returned, self.again | other.again, self.out | other.out)


class Reader:
    """Reads the functions of one module, as the reference is written."""

    def __init__(self, engine: Engine, module: Module) -> None:
        self.engine = engine
        self.module = module
        self.bound: dict[str, str] = {}  # loop variables over a tuple of strands

    def function(self, name: str) -> Paths:
        functions = self.module.functions
        flow = self.statements((functions.get(name) or functions[f"_{name}"]).body)
        return flow.on | flow.returned

    def statements(self, body: Iterable[ast.stmt]) -> Flow:
        flow = Flow(on=NOTHING)
        for statement in body:
            flow = flow.then(self.statement(statement))
        return flow

    def statement(self, node: ast.stmt) -> Flow:
        match node:
            case ast.If():
                branches = self.statements(node.body) | self.statements(node.orelse)
                return Flow(on=self.expression(node.test)).then(branches)
            case ast.For() | ast.While():
                return self.loop(node)
            case ast.Return():
                return Flow(returned=self.expression(node.value) if node.value else NOTHING)
            case ast.Continue():
                return Flow(again=NOTHING)
            case ast.Break():
                return Flow(out=NOTHING)
            case ast.Raise():
                return Flow()
            case ast.AugAssign(target=ast.Subscript() as target):
                return Flow(on=joined(self.expression(node.value), self.counted(target)))
            case ast.Assign() | ast.AugAssign() | ast.AnnAssign() | ast.Expr() | ast.Assert() | ast.Delete():
                return Flow(on=self.expression(node))
        raise AssertionError(f"{self.module.name}: a transition is not read through {ast.unparse(node)}")

    def loop(self, node: ast.For | ast.While) -> Flow:
        if isinstance(node, ast.For) and ast.unparse(node.iter) in self.module.constants:
            flow = Flow(on=NOTHING)
            for strand in self.module.constants[ast.unparse(node.iter)]:
                self.bound = {ast.unparse(node.target): strand}
                flow = flow.then(self.statements(node.body))
            self.bound = {}
            return flow
        head = self.expression(node.iter if isinstance(node, ast.For) else node.test)
        turn = self.statements(node.body)
        before = NOTHING | turn.on | turn.again
        after = repeated(before) | joined(before, turn.out)
        return Flow(on=head).then(Flow(on=after, returned=joined(before, turn.returned)))

    def expression(self, node: ast.AST) -> Paths:
        """Return the paths of evaluating something, from the inside out."""
        match node:
            case ast.BoolOp():
                paths = NOTHING
                for value in reversed(node.values[1:]):
                    paths = NOTHING | joined(self.expression(value), paths)
                return joined(self.expression(node.values[0]), paths)
            case ast.IfExp():
                either = self.expression(node.body) | self.expression(node.orelse)
                return joined(self.expression(node.test), either)
            case ast.Lambda():
                return NOTHING
            case ast.BinOp() | ast.Attribute() if self.counts(node):
                return frozenset((f"+{word}",) for word in self.members(node, "Quantity"))
        paths = NOTHING
        for child in ast.iter_child_nodes(node):
            paths = joined(paths, self.expression(child))
        return joined(paths, self.step(node)) if isinstance(node, ast.Call) else paths

    def counts(self, node: ast.BinOp | ast.Attribute) -> bool:
        """Return whether naming a quantity is a step: what a person's days count as is a list of quantities."""
        return self.module.name == "states" and ast.unparse(node).startswith("Quantity.")

    # -- one call ---------------------------------------------------------------------------------

    def step(self, call: ast.Call) -> Paths:
        name, owner = _name_and_owner(call.func)
        records: dict[str, Callable[[], Iterable[str]]] = {
            "log": lambda: self.members(call.args[0], "Kind"),
            "count": lambda: [f"+{word}" for word in self.members(call.args[0], "Quantity")],
            "credit": lambda: [f"+{word}" for word in self.members(call.args[0], "Quantity")],
            "set": lambda: [f"@{word}" for word in self.members(call.args[1], "Strand")],
            "off": lambda: [f"~{word}" for word in self.members(call.args[1], "Strand")],
        }
        if owner == "alarm" and name == "off":
            return frozenset({("~ALARM",)})
        if name in records and (owner == "world" or (self.module.name == "world" and owner in ("self", ""))):
            return frozenset((word,) for word in records[name]())
        called = self.called(name, owner)
        return frozenset({(called,)}) if called else NOTHING

    def called(self, name: str, owner: str) -> str | None:
        """Return the listed transition that a call is, by its name in the code."""
        path = self.path(name, owner)
        return path if path in {self.engine.name(each) for each in LISTED} else None

    def path(self, name: str, owner: str) -> str:
        """Return the module and the name of what is called."""
        own = f"{self.module.name}.{name.lstrip('_')}"
        if owner in ("", "self"):
            return self.module.imported.get(name, own) if owner == "" else own
        return f"{self.module.imported.get(owner, owner)}.{name}"

    def members(self, node: ast.expr, enum: str) -> Iterable[str]:
        """Return the member of an enum that an argument is, or the run that it is in."""
        if ast.unparse(node) in self.bound:
            return [self.bound[ast.unparse(node)]]
        found = [
            child.attr
            for child in ast.walk(node)
            if isinstance(child, ast.Attribute) and isinstance(child.value, ast.Name) and child.value.id == enum
        ]
        if not found:
            return NAMED_BY_A_VARIABLE[self.module.name, ast.unparse(node)]
        (member,) = found
        return [member if isinstance(node, ast.Attribute) else f"{member}.."]

    def counted(self, target: ast.Subscript) -> Paths:
        """Return the quantity that is added to a month's counts by hand."""
        if not ast.unparse(target).startswith("self.month_counts[Quantity."):
            return NOTHING
        assert isinstance(target.value, ast.Subscript)
        return frozenset((f"+{word}",) for word in self.members(target.value.slice, "Quantity"))


def _name_and_owner(function: ast.expr) -> tuple[str, str]:
    if isinstance(function, ast.Name):
        return function.id, ""
    assert isinstance(function, ast.Attribute)
    owner = ast.unparse(function.value).removeprefix("self._")
    return function.attr, owner.rpartition(".")[2] if owner == "world.agenda" else owner


REFERENCE = Engine(reference, Reader, frozenset({"agenda", "engine", "person", "states", "world"}))
