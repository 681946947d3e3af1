"""The bounded YAML reader: what it accepts, what it refuses, where it says so, and that it never breaks."""

from __future__ import annotations

import json
import math
import os
import random
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import InputError
from simulator.inputs.reader import MAX_BYTES, MAX_DEPTH, MAX_NODES, Document, read_document, read_text

HOSTILE = sorted((Path(__file__).parent / "hostile").glob("*.yaml"))
PROMISE = re.compile(r"# refused at line (\d+): (.+)")

EXAMPLE = """\
# A small parameter file.
label: Jail bed-day
unit: USD/day
payer: county
values:
  2021-01-01: {mean: 187.5, standard_error: 12, distribution: gamma}
  2024-07-01:
    mean: 2.05e2
    standard_error: 14.25
source:
  title: "Jail cost report, \\u201cTable 4\\u201d"
  pages: [12, 13, ~]
  note: >-
    Marginal, not average;
    café prices excluded.
checked: true
"""


def read(text: str | bytes) -> Document:
    return read_text(text.encode() if isinstance(text, str) else text, "prices.yaml")


def refusal(text: str | bytes) -> InputError:
    with pytest.raises(InputError) as caught:
        read(text)
    message = str(caught.value)
    assert caught.value.file == "prices.yaml"
    assert message.startswith("prices.yaml")
    assert message.isprintable(), "a message is one line, safe to print"
    assert len(message) < 400
    return caught.value


# --- What is accepted ------------------------------------------------------------------------------


def test_an_example_is_read_as_plain_data():
    assert read(EXAMPLE).data == {
        "label": "Jail bed-day",
        "unit": "USD/day",
        "payer": "county",
        "values": {
            "2021-01-01": {"mean": 187.5, "standard_error": 12, "distribution": "gamma"},
            "2024-07-01": {"mean": 205.0, "standard_error": 14.25},
        },
        "source": {
            "title": "Jail cost report, “Table 4”",
            "pages": [12, 13, None],
            "note": "Marginal, not average; café prices excluded.",
        },
        "checked": True,
    }


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", "Null"),
        ("NULL", "NULL"),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("False", False),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("no", "no"),
        ("No", "No"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("0", 0),
        ("-0", 0),
        ("12", 12),
        ("+7", 7),
        ("-3", -3),
        ("999999999999999", 999_999_999_999_999),
        ("-999999999999999", -999_999_999_999_999),
        ("1.5", 1.5),
        ("-1.5", -1.5),
        ("0.5", 0.5),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("1E3", 1000.0),
        ("1e+3", 1000.0),
        ("+1.25e-3", 0.00125),
        ("0e3", 0.0),
        ("1e-999", 0.0),
        ("1e", "1e"),
        ("1.2.3", "1.2.3"),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        ("0x", "0x"),
        ("0o8", "0o8"),
        ("0x_1F", "0x_1F"),
        ("12:30:00", "12:30:00"),
        ("09:30", "09:30"),
        ("2029-01-01", "2029-01-01"),
        ("2029-01-01 10:00:00", "2029-01-01 10:00:00"),
        ("007-bis", "007-bis"),
        ("٣", "٣"),
        (".", "."),
        ("-", None),
        ("+", "+"),
        ("=", "="),
        ("<<", "<<"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("$12", "$12"),
        ("Jail bed-day", "Jail bed-day"),
        ("José 🙂", "José 🙂"),
        ("'12'", "12"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("'null'", "null"),
        ("''", ""),
        ("'010'", "010"),
        ("'.nan'", ".nan"),
        ("'12345678901234567890'", "12345678901234567890"),
        ('"a\\tb\\nc"', "a\tb\nc"),
        ('"\\u00e9\\U0001F642"', "é🙂"),
        ("|\n  12\n", "12\n"),
        (">-\n  true\n", "true"),
        ("1\n  2", "1 2"),
        ("[]", []),
        ("{}", {}),
        ("[1, ~, no, 2029-01-01]", [1, None, "no", "2029-01-01"]),
        ("{a: 1, b}", {"a": 1, "b": None}),
        ("[a: 1]", [{"a": 1}]),
        ("\n- 1\n-\n- [2]", [1, None, [2]]),
    ],
)
def test_every_scalar_means_what_the_table_says(written: str, meant: object):
    if written == "-":
        written = "\n  -"
        meant = [None]
    value = read(f"key: {written}\n").data["key"]
    assert value == meant
    assert type(value) is type(meant)


@pytest.mark.parametrize("key", ["2021", "2029-01-01", "1.5", "no", "true", "null", "~", "010", ".nan", "0x1F"])
def test_a_key_is_always_text(key: str):
    assert read(f"{key}: 1\n").data == {key: 1}


def test_a_key_may_be_explicit_or_quoted():
    assert read("? jail\n: 1\n'court room': 2\n\"b\\u0065d\": 3\n").data == {
        "jail": 1,
        "court room": 2,
        "bed": 3,
    }


def test_markers_around_one_document_are_accepted():
    assert read("# first\n---\nrate: 1\n...\n").data == {"rate": 1}


def test_line_endings_of_every_system_are_accepted():
    document = read(b"a: 1\r\nb: 2\rc: 3\n")
    assert document.data == {"a": 1, "b": 2, "c": 3}
    assert document.line_of(("c",)) == 3


def test_limits_are_reached_before_they_refuse():
    depth = MAX_DEPTH - 1
    assert read("deep: " + "[" * depth + "]" * depth)
    assert len(read("".join(f"k{i}: 1\n" for i in range((MAX_NODES - 1) // 2))).data) == (MAX_NODES - 1) // 2
    assert read("a: 1\n" + "#" * (MAX_BYTES - 5)).data == {"a": 1}


@pytest.mark.parametrize("start", ["", "-", ".", "1.", "0", "1e"])
def test_a_megabyte_that_is_almost_a_number_is_text_at_once(start: str):
    # A careless pattern tries every split of the digits here and never returns.
    text = start + "1" * 900_000 + "x"
    assert read(f"key: {text}").data == {"key": text}


def plain_values() -> st.SearchStrategy[Any]:
    text = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=12)
    floats = st.floats(allow_nan=False, allow_infinity=False)
    leaves = st.none() | st.booleans() | st.integers(-(10**15) + 1, 10**15 - 1) | floats | text
    keys = text.filter(lambda key: key not in ("", "<<"))
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4))


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(value=plain_values(), indent=st.sampled_from([None, 2]))
def test_json_reads_as_itself(value: Any, indent: int | None):
    data = {"value": value}
    assert read(json.dumps(data, ensure_ascii=False, indent=indent)).data == data


def test_pyyaml_never_composes_or_constructs(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise AssertionError("composed")

    monkeypatch.setattr(yaml.composer.Composer, "compose_node", fail)
    monkeypatch.setattr(yaml.constructor.BaseConstructor, "construct_object", fail)
    assert read(EXAMPLE).data["checked"] is True


# --- Where things stand ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 2),
        (("label",), 2),
        (("values",), 5),
        (("values", "2021-01-01"), 6),
        (("values", "2021-01-01", "mean"), 6),
        (("values", "2024-07-01"), 7),
        (("values", "2024-07-01", "standard_error"), 9),
        (("source", "pages", 2), 12),
        (("source", "note"), 13),
        (("checked",), 16),
        (("source", "publisher"), 10),
        (("source", "pages", 9, "deeper"), 12),
        (("nothing", "like", "this"), 2),
    ],
)
def test_line_of_a_key_or_item_or_its_nearest_parent(path: tuple[str | int, ...], line: int):
    assert read(EXAMPLE).line_of(path) == line


def test_list_items_have_their_own_lines():
    document = read("steps:\n  - name: arrest\n    days: 1\n\n  - name: court\n  - [1,\n     2]\n")
    paths = [("steps", 0), ("steps", 0, "days"), ("steps", 1), ("steps", 1, "name"), ("steps", 2, 1)]
    assert [document.line_of(path) for path in paths] == [2, 3, 5, 5, 7]


def test_a_list_item_and_a_numeric_key_are_different_places():
    document = read("a:\n  - x\nb:\n  0:\n    y\n")
    assert document.line_of(("a", 0)) == 2
    assert document.line_of(("b", "0")) == 4
    assert document.line_of(("b", 0)) == 3


def test_a_document_made_by_hand_has_no_lines():
    assert Document("made.yaml", {"a": 1}).line_of(("a",)) is None


def test_error_fills_in_file_line_and_key():
    error = read(EXAMPLE).error(
        "unknown distribution",
        ("values", "2021-01-01", "distribution"),
        found="gama",
        allowed="gamma, lognormal",
        nearest=["gamma"],
    )
    assert str(error) == (
        "prices.yaml, line 6, key values.2021-01-01.distribution: unknown distribution; found gama; "
        "allowed: gamma, lognormal; did you mean gamma?"
    )


def test_error_about_a_list_item_and_about_the_whole_file():
    document = read("pages: [1, 2]\n")
    assert str(document.error("too high", ("pages", 1))) == "prices.yaml, line 1, key pages.1: too high"
    assert str(document.error("too short", ())) == "prices.yaml, line 1: too short"


def test_a_message_stays_one_short_line_whatever_the_key():
    error = refusal('"two\\nlines":\n  ' + "k" * 900 + ": .nan\n")
    assert error.line == 2
    assert error.key is not None
    assert error.key.startswith("two\\u000alines.kkk")
    assert len(error.key) < 100


def test_a_message_stays_one_line_whatever_the_file_name():
    with pytest.raises(InputError) as caught:
        read_text(b"", "a\nb\u202e\udcff.yaml")
    assert str(caught.value) == "a\\u000ab\\u202e\\udcff.yaml: the file is empty"


# --- What is refused -------------------------------------------------------------------------------


def test_the_hostile_corpus_is_large_and_found():
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_a_hostile_file_is_refused_as_its_first_line_promises(path: Path):
    text = path.read_bytes()
    promise = PROMISE.match(text.decode())
    assert promise, "the first line says how the file is refused"
    error = refusal(text)
    assert promise[2] in str(error)
    assert error.line == int(promise[1])


def encoded(text: str, codec: str, before: bytes = b"") -> bytes:
    return before + text.encode(codec)


BYTES: dict[str, tuple[bytes, int | None, str]] = {
    "empty": (b"", None, "the file is empty"),
    "spaces only": (b"  \n\n   \n", None, "the file is empty"),
    "comment only": (b"# nothing yet\n", None, "the file is empty"),
    "end marker only": (b"...\n", 1, "where a value should be"),
    "UTF-8 with BOM": (encoded("a: 1\n", "utf-8-sig"), 1, "byte order mark (BOM)"),
    "BOM inside": ("a: 1\nb: \ufeff2\n".encode(), 2, "U+FEFF"),
    "UTF-16": (encoded("a: 1\n", "utf-16-le", b"\xff\xfe"), 1, "save it as UTF-8"),
    "UTF-16 big-endian": (encoded("a: 1\n", "utf-16-be", b"\xfe\xff"), 1, "save it as UTF-8"),
    "UTF-16 without BOM": (encoded("a: 1\n", "utf-16-le"), 1, "U+0000"),
    "UTF-32": (encoded("a: 1\n", "utf-32"), 1, "save it as UTF-8"),
    "Latin-1": (encoded("a: 1\nb: café\n", "latin-1"), 2, "byte 0xE9 is not UTF-8"),
    "invalid after CRLF": (b"a: 1\r\nb: 2\r\n\xff", 3, "byte 0xFF is not UTF-8"),
    "cut short": (b"a: \xe2\x82", 1, "byte 0xE2 is not UTF-8"),
    "overlong slash": (b"a: \xc0\xaf\n", 1, "byte 0xC0 is not UTF-8"),
    "encoded surrogate": (b"a: 1\n\nb: \xed\xa0\x80\n", 3, "byte 0xED is not UTF-8"),
    "beyond Unicode": (b"a: \xf4\x90\x80\x80\n", 1, "byte 0xF4 is not UTF-8"),
    "NUL": (b"a: 1\nb: x\0y\n", 2, "U+0000"),
    "NUL at the end": (b"a: 1\n\0b: 2\n", 2, "U+0000"),
    "terminal escape": (b"a: \x1b[31m\n", 1, "U+001B"),
    "delete": (b"a: \x7f\n", 1, "U+007F"),
    "next line": ("a: 1\x85b: 2\n".encode(), 1, "U+0085"),
    "bidirectional override in a value": ("a: 1\nb: \u202e001\n".encode(), 2, "U+202E"),
    "bidirectional override in a key": ("a\u202eb: 1\n".encode(), 1, "U+202E"),
    "bidirectional isolate in a comment": ("a: 1 # \u2067 note\n".encode(), 1, "U+2067"),
    "vertical tab after a Mac line ending": (b"a: 1\rb: \x0b\n", 2, "U+000B"),
    "Arabic letter mark": ("a: '\u061c'\n".encode(), 1, "U+061C"),
    "bidirectional mark in quotes": ("a: '\u200f'\n".encode(), 1, "U+200F"),
    "key hidden in a comment": ("a: 1 # a note\u2028b: 2\n".encode(), 1, "U+2028"),
    "non-character": ("a: \ufdd0\n".encode(), 1, "U+FDD0"),
    "non-character of plane 1": ("a: \U0001ffff\n".encode(), 1, "U+1FFFF"),
    "too large": (b"a: 1\n" + b"#" * (MAX_BYTES - 4), None, "larger than 1,000,000 bytes"),
    "a megabyte of digits": (b"a: 1\nb: " + b"9" * 900_000, 2, "more than 15 digits"),
    "digits to infinity": (b"a: " + b"9" * 900_000 + b".5", 1, "too large"),
    "version of 5,000 digits": (b"%YAML 1." + b"1" * 5_000 + b"\n---\na: 1\n", 1, "out of range"),
    "lists 100,000 deep": (b"a: 1\nb: " + b"[" * 100_000, 2, "more than 20 levels"),
    "mappings 100,000 deep": (b"{a: " * 100_000, 1, "more than 20 levels"),
    "block lists 100,000 deep": (b"a:\n  " + b"- " * 100_000, 2, "more than 20 levels"),
    "keys of keys 100,000 deep": (b"? " * 100_000, 1, "a key must be text"),
    "indented 1,000 deep": (b"".join(b" " * i + b"a:\n" for i in range(1_000)), 21, "more than 20 levels"),
    "60,000 keys": (b"".join(b"k%d:\n" % i for i in range(60_000)), 25_000, "more than 50,000"),
    "60,000 items": (b"a:\n" + b"- 1\n" * 60_000, 49_999, "more than 50,000"),
    "60,000 items in one line": (b"a: [" + b"1," * 60_000 + b"]", 1, "more than 50,000"),
    "60,000 empty lists": (b"a: [" + b"[],\n" * 60_000 + b"]", 49_998, "more than 50,000"),
    "a megabyte in a quote": (b'a: "' + b"x " * 450_000, 1, "never closed"),
    "endless key": (b"a: 1\n" + b"k" * 900_000 + b": 1\n", 2, "not a 'key: value' line"),
    "carriage returns": (b"a: 1\rb: 2\ra: 3\r", 3, "given twice, first on line 1"),
}


@pytest.mark.parametrize("name", BYTES)
def test_hostile_bytes_are_refused_at_their_line(name: str):
    text, line, problem = BYTES[name]
    error = refusal(text)
    assert problem in str(error)
    assert error.line == line


def test_a_refusal_names_the_key_it_is_about():
    assert refusal("jail:\n  beds:\n    - 1\n    - 010\n").key == "jail.beds.1"
    assert refusal("jail:\n  beds: 1\n  beds: 2\n").key == "jail"
    assert refusal("jail:\n  beds: *all\n").key == "jail.beds"


def test_the_same_key_in_two_mappings_is_no_duplicate():
    data = read("jail: {cost: 1}\ncourt: {cost: 2}\nlist:\n  - cost: 3\n  - cost: 4\n").data
    assert [data["jail"], data["court"], *data["list"]] == [{"cost": n} for n in (1, 2, 3, 4)]


# --- Files -----------------------------------------------------------------------------------------


def test_a_file_is_read_and_named(tmp_path: Path):
    path = tmp_path / "prices.yaml"
    path.write_bytes(b"rate: 1\n")
    document = read_document(path)
    assert document.data == {"rate": 1}
    assert document.file == str(path)


def file_refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_document(path)
    assert caught.value.file
    assert caught.value.line is None
    assert str(caught.value).isprintable()
    return str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path):
    assert file_refusal(tmp_path / "gone.yaml") == f"{tmp_path / 'gone.yaml'}: no such file"
    assert file_refusal(tmp_path / "gone" / "prices.yaml").endswith("no such file")


def test_a_folder_is_not_a_file(tmp_path: Path):
    assert file_refusal(tmp_path) == f"{tmp_path}: not a file"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.yaml")
    assert file_refusal(tmp_path / "pipe.yaml").endswith("not a file")


def test_a_file_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # The tests may run as root, who may read everything; so the refusal of the system is played.
    def deny(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "prices.yaml"
    path.touch()
    monkeypatch.setattr(Path, "open", deny)
    assert file_refusal(path) == f"{path}: cannot be read (Permission denied)"


@pytest.mark.parametrize("name", ["x" * 5_000, "nul\0inside", "line\nbreak"])
def test_an_impossible_file_name_is_refused(tmp_path: Path, name: str):
    file_refusal(tmp_path / name)


def test_no_more_than_the_limit_is_read_from_a_file(tmp_path: Path):
    path = tmp_path / "huge.yaml"
    with path.open("wb") as stream:
        stream.truncate(10**10)  # sparse: ten gigabytes that take no room
    assert file_refusal(path).endswith("the file is larger than 1,000,000 bytes")


# --- Mutations -------------------------------------------------------------------------------------


def mutated(text: bytes, rng: random.Random) -> bytes:
    """Return `text` after one to four changes: a byte set, dropped or inserted, or a slice moved or cut."""
    data = bytearray(text)
    for _ in range(rng.randint(1, 4)):
        at, to = sorted((rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)))
        byte = rng.choice((rng.randrange(256), *b"\n\t :-?[]{},&*!|>'\"%@#\\0"))
        match rng.randrange(5):
            case 0:
                data[at : at + 1] = bytes([byte])
            case 1:
                del data[at : at + 1]
            case 2:
                data.insert(at, byte)
            case 3:
                data[to:to] = data[at : min(to, at + 40)]
            case 4:
                del data[at : min(to, at + 40)]
    return bytes(data)


def only_plain(data: object) -> bool:
    """Say whether nothing but plain, finite data is inside."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if type(value) is dict:
            if not all(type(key) is str and key for key in value):
                return False
            waiting += value.values()
        elif type(value) is list:
            waiting += value
        elif type(value) is float:
            if not math.isfinite(value):
                return False
        elif type(value) not in (str, int, bool, type(None)):
            return False
    return True


def outcome(text: bytes) -> Document | InputError:
    try:
        return read(text)
    except InputError as error:
        return error


def test_20_000_mutations_read_or_are_refused_and_nothing_else():
    rng = random.Random(7)  # noqa: S311
    refused = 0
    for _ in range(20_000):
        text = mutated(EXAMPLE.encode(), rng)
        result = outcome(text)
        if isinstance(result, Document):
            assert only_plain(result.data)
            continue
        refused += 1
        assert result.file == "prices.yaml"
        assert str(result).isprintable()
        assert result.line is None or 1 <= result.line <= len(text.splitlines()) + 1
    # Both outcomes must be common, or the mutations test nothing.
    assert 3_000 < refused < 17_000
