"""Draw the picture of the README from the newest answer to `make demo` in the store: `make picture`."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME

from simulator.inputs.load import load_scenario
from simulator.report import tables
from simulator.store import Store

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "compare.svg"
CHARACTER = 12.2  # the width of a letter in rich's pictures
DEMO = ("king-county/pilot", "king-county/current", "king-county/citywide", "king-county/funding-stops")


def draw() -> str:
    """Return the picture, without the fonts that rich would fetch from elsewhere."""
    with Store() as store:
        run_id = next(name for name, _, identity in store.comparisons() if identity.scenarios == DEMO)
        comparison = store.find_comparison(run_id)
    out = Console(record=True, width=124, file=io.StringIO(), highlight=False)
    place = load_scenario(comparison.identity.baseline).jurisdiction.file.title
    for part in (tables.preface(comparison, place), *tables.compare_tables(comparison)):
        out.print(part)
        out.print()
    svg = out.export_svg(title="make demo", theme=DEFAULT_TERMINAL_THEME)
    svg = re.sub(r"@font-face \{[^}]*\}\s*", "", svg).replace("Fira Code, monospace", "monospace")
    return re.sub(r'x="([\d.]+)"([^>]*?)textLength="([\d.]+)"([^>]*)>((?:&#160;)+)', _without_lead, svg)


def _without_lead(found: re.Match[str]) -> str:
    """Move a text to its first letter: viewers that ignore `textLength` would put it where its blanks begin."""
    x, between, length, rest, blanks = found.groups()
    lead = CHARACTER * blanks.count("&#160;")
    return f'x="{float(x) + lead:.1f}"{between}textLength="{float(length) - lead:.1f}"{rest}>'


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
