"""The written list of transitions says what the code of both engines does, in the same order."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import partial

import pytest

from simulator.model.events import MAX_OPEN_CASES, Kind, Service, Strand
from simulator.model.quantities import Quantity
from simulator.model.reference.engine import LIVES
from simulator.model.transitions import TRANSITIONS, Transition
from tests.model.choreography import Paths, written
from tests.model.compiled import COMPILED, ONE_WITH_ANOTHER, PROCESSES, READ_INTO_CALLERS, rung
from tests.model.reading import LISTED, REFERENCE, Engine, Module, Reader

ENGINES = pytest.mark.parametrize("engine", [REFERENCE, COMPILED], ids=["reference", "compiled"])
BY_PATH = {transition.path: transition for transition in TRANSITIONS}
RUNS = {"CASE_0": MAX_OPEN_CASES, "INTERIM_HOUSING": len(Service), "PRETRIAL_HOLD": 5, "SOCIAL_REFERRAL": 2}
"""The strands that `X..` stands for: how many from X on."""

# Counted by the experiment, which knows money and who is not simulated; the engine does not.
NOT_OF_THE_ENGINE = {
    Quantity.CASE_MANAGER_MONTHS, Quantity.PROGRAM_MONTHS, Quantity.PLACE_DAYS_FUNDED, Quantity.SERVED_DAYS,
    Quantity.NOTICE_DAYS, Quantity.NOTICE_MONTHS, Quantity.NOTICE_PROGRAM_MONTHS, Quantity.INTERIM_UNIT_DAYS,
    Quantity.PERMANENT_UNIT_DAYS, Quantity.BACKGROUND_JAIL_DAYS,
}  # fmt: skip


def words(mark: str = "") -> set[str]:
    """Return the words of all steps that begin with a mark, without it; a run is named by its first."""
    found = {word for transition in TRANSITIONS for word in transition.words if word.startswith(mark)}
    return {word.removeprefix(mark).removesuffix("..") for word in found}


def strands(run: str) -> set[Strand]:
    """Return the strands that a word of the list stands for."""
    first = Strand[run.removesuffix("..")]
    return {Strand(first + i) for i in range(RUNS[first.name] if run.endswith("..") else 1)}


def rings_for(transition: Transition) -> set[Strand]:
    """Return the strands that `when` names."""
    names = [word.strip(",;") for word in transition.when.split()]
    return set().union(*(strands(name) for name in names if name.removesuffix("..") in Strand.__members__))


# -- the list and the code --------------------------------------------------------------------------------


def differences(transition: Transition, engine: Engine = REFERENCE) -> dict[str, Paths]:
    listed, code = engine.listed(transition), engine.in_code(engine.name(transition.path))
    return {"only in the list": listed - code, "only in the code": code - listed}


@ENGINES
@pytest.mark.parametrize("transition", TRANSITIONS, ids=lambda transition: transition.path)
def test_steps_are_those_of_the_code(transition: Transition, engine: Engine) -> None:
    if engine is COMPILED and transition.path in ONE_WITH_ANOTHER:
        return
    assert differences(transition, engine) == {"only in the list": frozenset(), "only in the code": frozenset()}


def test_no_transition_is_listed_twice() -> None:
    assert len(BY_PATH) == len(TRANSITIONS)


def test_everything_that_changes_something_is_listed() -> None:
    """All else is a process, which waits and calls, or only looks."""
    assert unlisted(REFERENCE) == set()


def test_what_the_compiled_engine_does_in_functions_of_its_own_is_known() -> None:
    assert unlisted(COMPILED) == READ_INTO_CALLERS | PROCESSES


def unlisted(engine: Engine) -> set[str]:
    """Return the functions of the strands that change something and are no transition."""
    return {
        f"{module}.{name}"
        for module in engine.strands
        for name, node in engine.read(module).functions.items()
        if f"{module}.{name}" not in LISTED and not waits(node) and changes(engine, module, node)
    }


def test_each_transition_is_set_off_by_something() -> None:
    """By a strand, by another transition, or by whoever runs the engine."""
    called = {
        word if "." in word else f"{transition.module}.{word}"
        for transition in TRANSITIONS
        for word in transition.words
        if word[0].islower()
    }
    from_outside = {"engine.__init__", "engine.set_capacity", "engine.advance"}
    assert {path for path in LISTED if not rings_for(BY_PATH[path])} <= called | from_outside
    assert called <= LISTED


def changes(engine: Engine, module: str, node: ast.FunctionDef) -> bool:
    """Return whether a function records, moves an alarm, calls a transition, or changes an attribute or an entry."""
    targets = [
        target
        for child in ast.walk(node)
        if isinstance(child, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Delete)
        for target in (child.targets if isinstance(child, ast.Assign | ast.Delete) else [child.target])
    ]
    if any(isinstance(part, ast.Attribute | ast.Subscript) for target in targets for part in parts(target)):
        return True
    if any(of_a_pool(engine.read(module), call) for call in calls(node)):
        return True
    return engine.in_code(f"{module}.{node.name}") != {()}


def of_a_pool(module: Module, call: ast.Call) -> bool:
    """Return whether a call changes the books of a pool: a method in the reference, a function otherwise."""
    books = {"take", "release", "join", "leave", "reweigh", "next_waiting"}
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in books and call.func.attr not in module.imported
    return module.imported.get(ast.unparse(call.func), "") in {f"slots.{name}" for name in books}


def parts(target: ast.expr) -> list[ast.expr]:
    return list(target.elts) if isinstance(target, ast.Tuple) else [target]


def calls(node: ast.AST) -> Iterator[ast.Call]:
    return (child for child in ast.walk(node) if isinstance(child, ast.Call))


# -- the list and the words of the model ------------------------------------------------------------------


def test_every_line_of_the_log_belongs_to_a_transition() -> None:
    assert {word for word in words() if word.isupper() and word[0].isalpha()} == set(Kind.__members__)


def test_every_strand_is_set_by_a_transition_and_sets_one_off() -> None:
    runs = {word.removeprefix("@") for transition in TRANSITIONS for word in transition.words if word[0] == "@"}
    assert set().union(*map(strands, runs)) == set(Strand)
    assert set().union(*map(rings_for, TRANSITIONS)) == set(Strand)


def test_every_quantity_of_the_engine_is_counted_by_a_transition() -> None:
    """A run ends where the next counted quantity begins."""
    counted = {Quantity[word] for word in words("+")}
    runs = {Quantity[word[1:-2]] for entry in TRANSITIONS for word in entry.words if word[0] == "+" and word[-1] == "."}
    belongs = None
    for quantity in Quantity:
        if quantity in counted | NOT_OF_THE_ENGINE:
            belongs = quantity
        assert quantity in counted | NOT_OF_THE_ENGINE or belongs in runs, quantity.name
    assert not counted & NOT_OF_THE_ENGINE


# -- processes --------------------------------------------------------------------------------------------


def waits(node: ast.FunctionDef) -> bool:
    return any(isinstance(child, ast.Yield) for child in ast.walk(node))


def process_of(strand: Strand) -> tuple[str, str]:
    """Return the module and the name of the process of a strand."""
    life = LIVES[strand]
    function = life.func if isinstance(life, partial) else life
    return function.__module__.rpartition(".")[2], function.__name__


def set_off(module: str, name: str) -> set[str]:
    """Return the transitions that a process calls, itself or through another process."""
    found, source = set(), REFERENCE.read(module)
    for call in calls(source.functions[name]):
        called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        for (step,) in Reader(REFERENCE, source).step(call) - {()}:
            found.add(step)
        if called in source.functions and waits(source.functions[called]):
            found |= set_off(module, called)
    return found


@pytest.mark.parametrize("strand", Strand, ids=lambda strand: strand.name)
def test_when_names_the_strands_whose_process_calls_it(strand: Strand) -> None:
    assert set_off(*process_of(strand)) == {entry.path for entry in TRANSITIONS if strand in rings_for(entry)}
    assert rung(strand) == set_off(*process_of(strand))


def test_processes_only_wait_and_call() -> None:
    """A process yields, and logs, counts, settles or sets nothing itself."""
    for module in REFERENCE.strands:
        for name, node in REFERENCE.read(module).functions.items():
            if waits(node):
                assert not {getattr(call.func, "attr", "") for call in calls(node)} & {
                    "log", "count", "credit", "settle", "set", "off",
                }, name  # fmt: skip


def test_every_strand_has_a_process() -> None:
    assert set(LIVES) == set(Strand)


# -- the reading itself -----------------------------------------------------------------------------------


def test_the_notation() -> None:
    assert written("") == {()}
    assert written("a b") == {("a", "b")}
    assert written("a [ b ] ( c | d )") == {("a", "c"), ("a", "d"), ("a", "b", "c"), ("a", "b", "d")}
    assert written("a | b") == {("a",), ("b",)}
    assert written("{ a | b }") == written("[ ( a | b ) [ a | b ] ]")
    for wrong in ("( a", "a )", "( a ]", "[ a | b"):
        with pytest.raises(AssertionError):
            written(wrong)


EXAMPLE = """
def hear(world, person):
    if world.late and settle(world, decide(world)):
        return
    for one in person.cases:
        if one is None:
            continue
        world.log(Kind.HEARING, person)
        world.count(Quantity.HEARINGS_SUPERIOR + one, person)
        if one.over:
            decide(world)
    world.set(person, Strand.CASE_0, 1.0)
"""


def test_code_is_read_in_the_order_in_which_it_runs() -> None:
    """Arguments before the call, the rest only where nothing has returned, a loop's turn only to where it goes on."""
    (hear,) = ast.parse(EXAMPLE).body
    assert isinstance(hear, ast.FunctionDef)
    found = Reader(REFERENCE, Module("courts", {"hear": hear}, {"settle": "world.settle"})).function("hear")
    assert found == written(
        """courts.decide world.settle | | [ courts.decide world.settle ]
        { HEARING +HEARINGS_SUPERIOR.. [ courts.decide ] } @CASE_0"""
    )


@pytest.mark.parametrize(
    ("path", "right", "wrong"),
    [
        ("jail.hold_off", "world.settle ~PRETRIAL_HOLD..", "~PRETRIAL_HOLD.. world.settle"),
        ("sentencing.dispose", "CONVICTED +CONVICTIONS_SUPERIOR.. sentence |", "CONVICTED sentence |"),
        ("life.depart", "jail.place ( DIED | LEFT )", "( DIED | LEFT ) jail.place"),
        ("supervision.end", "~VIOLATION ", ""),
        ("services.serve", "begin", "find"),
        ("courts.fail_to_appear", "warrants.issue serve_docket", "serve_docket warrants.issue"),
    ],
)
@ENGINES
def test_another_order_is_noticed(path: str, right: str, wrong: str, engine: Engine) -> None:
    listed = BY_PATH[path]
    assert right in listed.steps
    changed = Transition(listed.module, listed.name, listed.when, listed.steps.replace(right, wrong))
    assert all(differences(changed, engine).values())
