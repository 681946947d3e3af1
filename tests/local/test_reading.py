"""Files that are not what they should be: one message each, and nothing about anybody in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.local import reading
from simulator.local.columns import MapFile, read_map
from simulator.local.reading import BAD_LINE, EMPTY_KEY, LEFT_OUT_ROWS, NO_BOOKING, NO_CLASS, Rows, read_bookings

HEAD = "person,booked,released,class\n"
ROW = "Jane Roe,2023-01-11 00:00,2023-01-13 12:00,other_felony\n"


@pytest.fixture
def read(tmp_path: Path):
    def make(text: str | bytes, given: MapFile | None = None) -> Rows:
        path = tmp_path / "bookings.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return read_bookings(path, given or MapFile())

    return make


def refused(read, text: str | bytes, given: MapFile | None = None) -> str:
    with pytest.raises(InputError) as found:
        read(text, given)
    assert "Roe" not in str(found.value)
    assert "\n" not in str(found.value)
    return str(found.value)


@pytest.mark.parametrize(
    "header",
    ["Person ID,Booking Date,RELEASE_DATE,Charge-Class", "personkey;bookingtime;releasetime;offenseclass",
     "subject_id\tbooked_at\treleased_at\tclass", "\ufeffperson,booked,released,class"],
)  # fmt: skip
def test_columns_are_known_by_their_usual_names(read, header: str) -> None:
    separator = next(sign for sign in ";\t," if sign in header)
    rows = read(header + "\n" + ROW.replace(",", separator))
    assert (rows.read, len(rows.person), rows.charge.tolist()) == (1, 1, [5])


def test_without_the_usual_names_the_columns_and_the_map_are_told(read) -> None:
    said = refused(read, "id,in,out,what\n" + ROW)
    assert "id, in, out, what" in said
    assert "columns: {person:" in said


def test_two_columns_for_one_thing_are_asked_about(read) -> None:
    assert "class" in refused(read, "person,booked,released,class,offense\n" + ROW)


def test_a_file_without_names_of_columns_is_refused_without_quoting_it(read) -> None:
    assert "no names of columns" in refused(read, ROW * 20)


def test_a_column_of_the_map_that_is_not_there_has_nearest_names(read) -> None:
    columns = {"person": "persn", "booked": "booked", "released": "released", "class": "class"}
    said = refused(read, HEAD + ROW, MapFile.model_validate({"columns": columns}))
    assert "columns.person" in said
    assert "did you mean person?" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no names of columns"), (HEAD, "no rows"), (b"\xff\xfe\x00" * 9, "not UTF-8"),
        (HEAD.encode() + b"Jane Roe \xe9,2023-01-11,,warrant\n", "not UTF-8"),
        (HEAD + 'a,"2023-01-11,,warrant\n', "not a table"),
        (HEAD + "Roe,31.1.2023,1.2.2023,warrant\n" * 3, "99.9.9999"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(read, text: str | bytes, words: str) -> None:
    assert words in refused(read, text)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.csv"):
        with pytest.raises(InputError, match=r"not a file|no such file"):
            read_bookings(path, MapFile())


def test_rows_without_key_or_time_and_broken_lines_are_counted(read) -> None:
    rows = read(
        HEAD + ROW + ",2023-01-11,,warrant\nNULL,2023-01-11,,warrant\nb,soon,,warrant\nc,,,warrant\nd,1,2,3,4,5\n"
    )
    assert rows.dropped == {EMPTY_KEY: 2, NO_BOOKING: 2, LEFT_OUT_ROWS: 0, BAD_LINE: 1}
    assert rows.read == 6
    assert len(rows.person) == 1


def test_classes_are_mapped_whatever_their_case_and_punctuation(read) -> None:
    given = MapFile.model_validate({"classes": {"VUCSA / Poss.": "drug_possession", "Traffic": "left_out"}})
    rows = read(
        HEAD + "".join(f"a,2023-01-1{i},,{c}\n" for i, c in enumerate(["vucsa poss", "TRAFFIC", "Other Felony"])), given
    )
    assert rows.charge.tolist() == [0, 5]
    assert rows.dropped[LEFT_OUT_ROWS] == 1


def test_unknown_classes_are_listed_only_where_many_people_have_them(read) -> None:
    many = "".join(f"person {i},2023-01-11,,JAYWALK\n" for i in range(11))
    one = "person 1,2023-01-11,,JANE ROE\n" * 30
    few = "".join(f"person {i},2023-01-11,,RARE\n" for i in range(10))
    rows = read(HEAD + ROW + many + one + few)
    assert rows.unmatched == (("JAYWALK", 11),)
    assert rows.changed[NO_CLASS] == 51


def test_without_any_known_class_the_frequent_ones_and_nearest_names_are_told(read) -> None:
    rows = "".join(f"Roe {i},2023-01-11,,Drug Posession\n" for i in range(20)) + "Roe 3,2023-01-11,,Jane Roe\n" * 20
    said = refused(read, HEAD + rows)
    assert "Drug Posession" in said
    assert "drug_possession" in said.split("did you mean")[1]


def test_chunks_do_not_change_what_is_read(read, monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + "".join(
        f"p{i % 13},2023-01-{1 + i % 28:02d} 10:00,,{'warrant' if i % 3 else 'X'}\n" for i in range(100)
    )
    whole = read(text)
    monkeypatch.setattr(reading, "CHUNK", 7)
    parts = read(text)
    for name in ("person", "booked", "released", "charge"):
        assert getattr(whole, name).tolist() == getattr(parts, name).tolist()
    assert whole.changed == parts.changed


def test_keys_are_hashed_with_another_secret_each_time(read, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets, real = [], reading.blake2b

    def spy(data: bytes, **how: object) -> object:
        secrets.append(how["key"])
        return real(data, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "blake2b", spy)
    rows = [read(HEAD + ROW), read(HEAD + ROW)]
    assert len(set(secrets)) == 2
    assert all(len(secret) == 32 for secret in secrets)
    assert "Roe" not in repr(rows)
    assert rows[0].person.tolist() == [0]


def test_a_column_that_is_no_group_is_refused(read) -> None:
    rows = "".join(f"a,2023-01-11,,warrant,{i}\n" for i in range(1_001))
    assert "is it the right one?" in refused(read, "person,booked,released,class,group\n" + rows)


# -- maps ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("classes: {A: drug_posession}", "did you mean drug_possession"),
        ("clases: {A: warrant}", "did you mean classes"),
        ("time_zone: America/Los_Angles", "did you mean America/Los_Angeles"),
        ("window: {from: 2024-01-01, until: 2023-01-01}", "ends before it begins"),
        ("window: {from: 01/01/2024}", "such as 2027-01-01"),
        ("classes: {'A B': warrant, a-b: left_out}", "there twice"),
        ("columns: {person: a, booked: b, released: c}", "the key class is missing"),
        ("longest_stay: 3", "30 or more"),
    ],
)
def test_a_map_is_refused_with_line_and_way_out(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as found:
        read_map(path)
    assert words in str(found.value)
    assert "line 1" in str(found.value)


def test_a_whole_map_is_read(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(
        "columns: {person: A, booked: B, released: C, class: D, group: E, disposition: F}\n"
        "time_zone: America/Denver\ndate_format: '%d.%m.%Y'\nseparator: ';'\nencoding: cp1252\n"
        "window: {from: 2023-01-01}\nclasses: {X: warrant}\nfelonies: [other_felony]\n"
        "dispositions: {P: transferred}\nexit_rate: 0.2\nlongest_stay: 400\nwarn_dropped: 0.1\n",
        encoding="utf-8",
    )
    found = read_map(path)
    assert found.columns is not None
    assert found.columns.class_ == "D"
    assert found.felonies == ("other_felony",)
