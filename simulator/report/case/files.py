"""The files of a funding case: what they are called, that none is overwritten unasked, and that none is ever half.

All files are made in memory, then written beside their places, and put there when all of them are on disk.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path, PurePath

from simulator.errors import InputError, LeadsimError
from simulator.report.case.brief import PAPERS, brief_pdf
from simulator.report.case.content import funding_case
from simulator.report.case.dots import dots
from simulator.report.case.exhibits import exhibits
from simulator.report.case.fan import fan
from simulator.report.case.view import View

FORMATS: Mapping[str, tuple[str, str]] = {
    "pdf": ("brief", ".pdf"),
    "pptx": ("slides", ".pptx"),
    "xlsx": ("workbook", ".xlsx"),
    "html": ("case", ".html"),
    "fiscal-note": ("fiscal-note", ".xlsx"),
}
"""What a format is called in the name of a file, and its ending."""
EVERY = "all"


def chosen_formats(name: str) -> tuple[str, ...]:
    """Return the formats that a word asks for."""
    if name == EVERY:
        return tuple(FORMATS)
    if name not in FORMATS:
        raise InputError("there is no such format", key="--format", found=name, allowed=", ".join((*FORMATS, EVERY)))
    return (name,)


def refuse_paper(paper: str) -> None:
    """Raise InputError for a paper that no brief is made for."""
    if paper not in PAPERS:
        raise InputError("there is no such paper", key="--paper", found=paper, allowed=", ".join(PAPERS))


def places(formats: tuple[str, ...], output: Path, scenario: str, *, overwrite: bool) -> dict[str, Path]:
    """Return where each file goes: into a folder, or one file of this name; InputError where one is there already.

    `output` is a file where it ends as the one format does.
    """
    one = len(formats) == 1 and output.suffix.lower() == FORMATS[formats[0]][1] and not output.is_dir()
    stem = file_stem(scenario)
    names = {f: output if one else output / f"{stem}-{FORMATS[f][0]}{FORMATS[f][1]}" for f in formats}
    if not one and output.suffix and not output.exists():
        ending = " or ".join(sorted({FORMATS[f][1] for f in formats}))
        raise InputError(
            "this is neither a folder nor a file of this format", key="--output", found=str(output),
            allowed=f"a folder, or with one format a file that ends in {ending}",
        )  # fmt: skip
    if output.is_file() and not one:
        raise InputError("several files go into a folder, and this is a file", key="--output", found=str(output))
    for path in names.values():
        if path.exists() and not overwrite:
            raise InputError(
                "this file is there already; name another with --output, or say --overwrite", file=str(path)
            )
    return names


def file_stem(scenario: str) -> str:
    """Return a scenario's name as the beginning of a file's name: letters, digits and hyphens, at most sixty."""
    stem = re.sub(r"[^a-z0-9]+", "-", PurePath(scenario).stem.lower()).strip("-")[:60]
    return stem or "scenario"


def write_case(view: View, where: Mapping[str, Path], paper: str = "letter") -> list[Path]:
    """Make the files of these formats and write them, all or none; return their places in order."""
    return write_files({path: make(view, format_, paper) for format_, path in where.items()})


def make(view: View, format_: str, paper: str = "letter") -> bytes:
    """Return the file of a format."""
    return MAKERS[format_](view, paper)


def _pdf(view: View, paper: str) -> bytes:
    return brief_pdf(funding_case(view), fan(view), view.kept, paper)


def _pptx(view: View, _: str) -> bytes:
    from simulator.report.case.slides import slides_pptx

    return slides_pptx(view, funding_case(view), fan(view), dots(view), exhibits(view))


def _xlsx(view: View, _: str) -> bytes:
    from simulator.report.case.workbook import workbook_xlsx

    return workbook_xlsx(view, funding_case(view), exhibits(view))


def _html(view: View, _: str) -> bytes:
    from simulator.report.case.fiscal_note import fiscal_note
    from simulator.report.case.web_page import web_page

    return web_page(view, funding_case(view), fan(view), dots(view), fiscal_note(view), exhibits(view))


def _note(view: View, _: str) -> bytes:
    from simulator.report.case.fiscal_note import fiscal_note
    from simulator.report.case.fiscal_sheet import fiscal_note_xlsx

    return fiscal_note_xlsx(view, funding_case(view), fiscal_note(view))


MAKERS: Mapping[str, Callable[[View, str], bytes]] = {
    "pdf": _pdf, "pptx": _pptx, "xlsx": _xlsx, "html": _html, "fiscal-note": _note,
}  # fmt: skip


def write_files(contents: Mapping[Path, bytes]) -> list[Path]:
    """Write files all or none: what a full disk or a refusal stops leaves what stood there before."""
    waiting: dict[Path, Path] = {}
    path = None
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            waiting[path] = beside
            with beside.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        for path, beside in waiting.items():
            beside.replace(path)
    except OSError as error:
        raise LeadsimError(f"{path}: the file cannot be written: {error.strerror or error}") from None
    finally:
        for beside in waiting.values():
            with suppress(OSError):
                beside.unlink(missing_ok=True)
    return list(contents)
