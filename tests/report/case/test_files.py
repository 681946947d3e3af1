from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from simulator.errors import InputError, LeadsimError
from simulator.report.case.files import FORMATS, chosen_formats, places, refuse_paper, write_files


def test_all_files_go_into_a_folder_under_the_scenario_s_name(tmp_path: Path) -> None:
    found = places(chosen_formats("all"), tmp_path / "new", "king-county/citywide", overwrite=False)
    assert [path.name for path in found.values()] == [
        "citywide-brief.pdf", "citywide-slides.pptx", "citywide-workbook.xlsx", "citywide-case.html",
        "citywide-fiscal-note.xlsx",
    ]  # fmt: skip
    assert {path.parent for path in found.values()} == {tmp_path / "new"}
    assert not (tmp_path / "new").exists()


def test_one_file_may_be_named(tmp_path: Path) -> None:
    assert places(("pdf",), tmp_path / "x.pdf", "a/b", overwrite=False) == {"pdf": tmp_path / "x.pdf"}
    assert places(("pdf",), tmp_path / "X.PDF", "a/b", overwrite=False) == {"pdf": tmp_path / "X.PDF"}
    assert places(("pdf",), tmp_path, "a/b", overwrite=False) == {"pdf": tmp_path / "b-brief.pdf"}


@pytest.mark.parametrize(("format_", "name"), [("pdf", "x.docx"), ("all", "x.pdf"), ("xlsx", "x.pdf")])
def test_a_file_of_another_ending_is_refused(tmp_path: Path, format_: str, name: str) -> None:
    with pytest.raises(InputError, match="neither a folder nor a file of this format"):
        places(chosen_formats(format_), tmp_path / name, "a/b", overwrite=False)


def test_several_files_do_not_go_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(InputError, match="several files go into a folder"):
        places(chosen_formats("all"), tmp_path / "notes", "a/b", overwrite=True)


def test_a_file_that_is_there_is_not_overwritten_unasked(tmp_path: Path) -> None:
    (tmp_path / "b-case.html").write_text("mine")
    with pytest.raises(InputError, match=r"b-case\.html: this file is there already; .* say --overwrite"):
        places(chosen_formats("all"), tmp_path, "a/b", overwrite=False)
    assert len(places(chosen_formats("all"), tmp_path, "a/b", overwrite=True)) == len(FORMATS)


def test_unknown_formats_and_papers_are_refused() -> None:
    with pytest.raises(InputError, match="allowed: pdf, pptx, xlsx, html, fiscal-note, all"):
        chosen_formats("docx")
    with pytest.raises(InputError, match="allowed: letter, a4"):
        refuse_paper("A5")


def test_files_are_written_whole_and_nothing_is_left_beside_them(tmp_path: Path) -> None:
    contents = {tmp_path / "deep" / "a": b"1", tmp_path / "b": b"2"}
    assert write_files(contents) == list(contents)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == contents


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_full_disk_leaves_what_was_there_and_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    before = {tmp_path / name: f"old {name}".encode() for name in "abc"}
    for path, content in before.items():
        path.write_bytes(content)
    calls = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == fails_at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LeadsimError, match="the file cannot be written: No space left on device"):
        write_files(dict.fromkeys(before, b"new"))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LeadsimError, match="the file cannot be written"):
        write_files({tmp_path / "file" / "a.pdf": b"x"})
