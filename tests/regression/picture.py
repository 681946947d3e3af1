"""Draw the picture of the README from the newest answer to `make demo` in the store: `make picture`."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

from simulator.inputs.load import load_scenario
from simulator.report import tables
from simulator.store import Store

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "compare.svg"
DEMO = ("king-county/pilot", "king-county/current", "king-county/citywide", "king-county/funding-stops")


def draw() -> str:
    """Return the picture, without the fonts that rich would fetch from elsewhere."""
    with Store() as store:
        run_id = next(name for name, _, identity in store.comparisons() if identity.scenarios == DEMO)
        comparison = store.find_comparison(run_id)
    out = Console(record=True, width=110, file=io.StringIO(), highlight=False)
    place = load_scenario(comparison.identity.baseline).jurisdiction.file.title
    for part in (tables.preface(comparison, place), *tables.compare_tables(comparison)):
        out.print(part)
        out.print()
    svg = out.export_svg(title="make demo")
    return re.sub(r"@font-face \{[^}]*\}\s*", "", svg).replace("Fira Code, monospace", "monospace")


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
