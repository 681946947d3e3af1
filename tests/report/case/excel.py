"""What a spreadsheet makes of the formulas in leadsim's workbooks: sums of SUMIFS, and SUM over a row.

Written for the tests from the words of the functions alone: SUMIFS(sums, range, criterion, …) adds up the cells of the
first range in the rows where every other range equals its criterion. A formula of any other form is an error.
"""

from __future__ import annotations

import re
from typing import Any

SUMIFS = re.compile(r"SUMIFS\(([^()]*)\)")
SUM = re.compile(r"=SUM\((\w+):(\w+)\)")


def evaluate(book: Any, sheet: Any, formula: str) -> float:
    """Return the value of a formula on a sheet."""
    if whole := SUM.fullmatch(formula):
        return sum(cell.value for row in sheet[f"{whole[1]}:{whole[2]}"] for cell in row)
    assert re.fullmatch(r"=SUMIFS\([^()]*\)(\+SUMIFS\([^()]*\))*", formula), formula
    return sum(_sumifs(book, sheet, arguments.split(",")) for arguments in SUMIFS.findall(formula))


def _sumifs(book: Any, sheet: Any, arguments: list[str]) -> float:
    sums, *pairs = arguments
    wanted = [(_column(book, of), _criterion(sheet, text)) for of, text in zip(pairs[::2], pairs[1::2], strict=True)]
    amounts = _column(book, sums)
    return sum(
        amount for i, amount in enumerate(amounts) if all(column[i] == criterion for column, criterion in wanted)
    )


def _column(book: Any, place: str) -> list[Any]:
    name, _, cells = place.partition("!")
    return [cell.value for row in book[name][cells.replace("$", "")] for cell in row]


def _criterion(sheet: Any, text: str) -> Any:
    return text.strip('"') if text.startswith('"') else sheet[text.replace("$", "")].value


def written(*values: float) -> list[float]:
    """Return numbers as a workbook keeps them: with sixteen digits."""
    return [float(f"{value:.16G}") for value in values]
