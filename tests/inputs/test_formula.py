"""Formulas: arithmetic as Python does it, and nothing but arithmetic."""

from __future__ import annotations

import operator
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.inputs.formula import DEEPEST, LONGEST, evaluate, parse, paths_in

VALUES = {"a.b": 3.0, "a.c": -0.25, "long.path.name_2": 1000.0}

# --- What is refused ---------------------------------------------------------------------------------

REFUSED = {
    "a name": "a",
    "a builtin": "abs(a.b)",
    "a call without arguments": "min()",
    "the least of one": "min(a.b)",
    "the least of a list": "min([1, 2])",
    "the least of what is unpacked": "min(*a.b, 1)",
    "a named argument": "max(1, 2, key=a.b)",
    "a method": "a.b()",
    "a method of text": "'a'.join(a.b, a.c)",
    "a class": "(1).__class__",
    "the attribute of a call": "min(1, 2).real",
    "the attribute of a sum": "(a.b + a.c).d",
    "an import": "__import__('os')",
    "an import by hand": "__import__('os').system('true')",
    "eval": "eval('1')",
    "a lambda": "(lambda: 1)()",
    "a comprehension": "[x for x in a.b]",
    "a generator": "min(x for x in a.b)",
    "an index": "a.b[0]",
    "a slice": "a.b[0:1]",
    "text": "'1'",
    "text with a formula": "f'{a.b}'",
    "bytes": "b'1'",
    "true": "True",
    "none": "None",
    "dots": "...",
    "a complex number": "1j",
    "a power": "2 ** 3",
    "a power of powers": "9 ** 9 ** 9 ** 9",
    "a whole division": "7 // 2",
    "a remainder": "7 % 2",
    "a matrix product": "a.b @ a.c",
    "a shift": "1 << 100000",
    "bits": "1 | 2",
    "a plus sign in front": "+1",
    "a tilde": "~1",
    "not": "not a.b",
    "and": "a.b and a.c",
    "a comparison": "a.b < a.c",
    "a choice": "1 if a.b else 2",
    "a walrus": "(x := 1)",
    "an assignment": "a.b = 1",
    "two lines": "1\n2",
    "two statements": "1; 2",
    "a list": "[1]",
    "a tuple": "1, 2",
    "a set": "{1}",
    "a dictionary": "{1: 2}",
    "yield": "(yield)",
    "await": "await a.b",
    "a star": "*a.b",
    "infinity": "1e999",
    "a number of 400 digits": "9" * 400,
    "more than a trillion": "1000000000001",
    "nothing": "",
    "spaces": "   ",
    "half a formula": "a.b +",
    "an open bracket": "(a.b",
    "a null byte": "1\0",
    "a dot too many": "a..b",
    "a number after a dot": "a.1",
    "a keyword": "a.if",
    "too much": "1" + " + 1" * (LONGEST // 4),
    "deep minus signs": "-" * (LONGEST - 1) + "1",
    "deep brackets": "(" * 240 + "1" + ")" * 240,
    "deep brackets with signs": "-(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1),
    "a long sum": "1" + "+1" * (DEEPEST + 1),
    "a deep mixture": "-(1+" * 99 + "1" + ")" * 99,
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_anything_but_arithmetic_is_refused(name: str):
    with pytest.raises(ValueError, match=r"formula") as caught:
        parse(REFUSED[name])
    assert type(caught.value) is ValueError
    assert "\n" not in str(caught.value)


def test_the_deepest_formula_is_read_with_little_room_left():
    # A formula is read deep inside other calls too: it must not need the whole stack.
    text = "-" * DEEPEST + "1"
    depth = len(list(iter_frames()))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + 4 * DEEPEST)
    try:
        assert evaluate(text, {}) == (-1.0) ** DEEPEST
    finally:
        sys.setrecursionlimit(limit)


def iter_frames():
    frame = sys._getframe()
    while frame is not None:
        yield frame
        frame = frame.f_back


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.text(alphabet="ab.01()+-*/, minmax_[]{}'\"=:<>!\n\t@%e", max_size=30))
def test_any_text_is_a_number_or_a_value_error(text: str):
    try:
        parse(text)
        result = evaluate(text, dict.fromkeys(paths_in(text), 2.0))
    except ValueError:
        return
    assert isinstance(result, float)


# --- What is computed ---------------------------------------------------------------------------------

COMPUTED = {
    "1": 1.0,
    "1.5e3": 1500.0,
    "a.b": 3.0,
    "-a.b": -3.0,
    "--a.b": 3.0,
    "a.b + a.c * 2": 2.5,
    "(a.b + a.c) * 2": 5.5,
    "a.b - 1 - 1": 1.0,
    "12 / a.b / 2": 2.0,
    "min(a.b, a.c, 1)": -0.25,
    "max(0, a.c)": 0.0,
    "max(min(5, long.path.name_2), a.b)": 5.0,
    "a.b * -2": -6.0,
    "a.b \\\n + 1": 4.0,
    "1_000": 1000.0,
}


@pytest.mark.parametrize("formula", COMPUTED)
def test_arithmetic_is_computed(formula: str):
    assert evaluate(formula, VALUES) == COMPUTED[formula]


def test_dividing_by_zero_is_said():
    with pytest.raises(ValueError, match="the formula divides by zero"):
        evaluate("1 / (a.b - 3)", VALUES)


def test_the_paths_are_those_that_are_read():
    assert paths_in("max(0, (a.b - c.d.e) / (a.b + 12 * f.g))") == {"a.b", "c.d.e", "f.g"}
    assert paths_in("1 + 1") == set()


# A random formula as its text and, apart from the parser, its value.
Made = tuple[str, float]
NUMBERS = st.floats(0, 1e6, allow_nan=False).map(lambda number: (repr(number), number))
READ = st.sampled_from(sorted(VALUES)).map(lambda path: (path, VALUES[path]))
SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


def combined(parts: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    def of_two(left: Made, sign: str, right: Made) -> Made:
        divisor = right if sign != "/" or right[1] != 0.0 else ("2", 2.0)
        return f"({left[0]} {sign} {divisor[0]})", SIGNS[sign](left[1], divisor[1])

    def of_several(name: str, several: list[Made]) -> Made:
        value = {"min": min, "max": max}[name](value for _, value in several)
        return f"{name}({', '.join(text for text, _ in several)})", value

    return (
        st.builds(of_two, parts, st.sampled_from(sorted(SIGNS)), parts)
        | parts.map(lambda part: (f"-{part[0]}", -part[1]))
        | st.builds(of_several, st.sampled_from(("min", "max")), st.lists(parts, min_size=2, max_size=3))
    )


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.recursive(NUMBERS | READ, combined, max_leaves=12).filter(lambda made: len(made[0]) <= LONGEST))
def test_random_arithmetic_is_as_python_does_it(made: Made):
    text, value = made
    assert evaluate(text, VALUES) == value
    assert paths_in(text) == {path for path in VALUES if path in text}
