"""Every link in the documents leads to a file that is there, and to a heading that it has; every page is linked to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def links(document: Path) -> list[tuple[Path, str]]:
    """Return where a document leads to in this repository: the file, and the heading in it or nothing."""
    prose = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    found = [target for target in re.findall(r"\]\(([^)\s]+)\)", prose) if not re.match(r"[a-z]+:", target)]
    return [
        ((document.parent / path).resolve() if path else document, heading)
        for path, _, heading in (target.partition("#") for target in found)
    ]


def headings(document: Path) -> set[str]:
    """Return the names by which headings are linked to."""
    lines = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in lines}


@pytest.mark.parametrize("document", DOCUMENTS, ids=[str(document.relative_to(ROOT)) for document in DOCUMENTS])
def test_links_lead_somewhere(document: Path) -> None:
    for path, heading in links(document):
        assert path.exists(), path
        assert not heading or heading in headings(path), heading


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, left = set[Path](), [ROOT / "README.md"]
    while left:
        document = left.pop()
        if document in reached:
            continue
        reached.add(document)
        left += [path for path, _ in links(document) if path.suffix == ".md"]
    assert set(DOCUMENTS) - {ROOT / "CHANGELOG.md"} <= reached
