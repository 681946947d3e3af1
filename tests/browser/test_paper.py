"""On paper: chosen words in the place of controls, numbered sheets, and no sheet that holds the footer alone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.browser import pages
from tests.browser.conftest import Visit, visiting

Kept = tuple[Path, dict[str, str]]
FOOT = "Reproduce this page"


@pytest.fixture(scope="module")
def reader(browser: Browser, address: str) -> Iterator[Visit]:
    """Return somebody who prints."""
    with visiting(browser, address) as found:
        yield found


def sheets(visit: Visit, size: str) -> list[str]:
    """Return the text of each sheet."""
    return [each.extract_text() for each in PdfReader(io.BytesIO(visit.page.pdf(format=size))).pages]


@pytest.mark.parametrize("path", pages.PATHS, ids=pages.name)
def test_sheets_are_numbered_and_the_last_one_is_no_footer_alone(reader: Visit, kept: Kept, path: str) -> None:
    reader.go(pages.search(path, kept[1]), path)
    for size in ("Letter", "A4"):
        found = sheets(reader, size)
        for number, text in enumerate(found, start=1):
            assert f"{number} of {len(found)}" in text
        above, foot, _ = found[-1].partition(FOOT)
        assert foot
        assert len("".join(above.split())) > 120, f"{above!r} is all there is on sheet {len(found)}"
        assert all(FOOT not in text for text in found[:-1])


def test_what_is_chosen_stands_where_the_controls_were(reader: Visit, kept: Kept) -> None:
    page = reader.go(pages.search("/", kept[1]) + "&payer=county", "/")
    page.emulate_media(media="print")
    try:
        assert page.locator(".context :is(input, .mantine-Select-root, .mantine-Radio-root):visible").count() == 0
        said = " ".join(page.locator(".context").inner_text().split())
    finally:
        page.emulate_media(media="screen")
    assert "Scenario Current" in said
    assert "Whose money County" in said
    assert page.locator(".context .chosen:visible").count() == 0
