"""What LEAD would cost on the Build page, by plain arithmetic: dollars and full-time positions by fiscal year."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html

from dashboard import components as parts
from dashboard.address import Client
from dashboard.built import Built, build
from dashboard.figures import program
from dashboard.figures.program_data import ProgramData
from dashboard.pages.frame import column_width
from dashboard.program_cost import ProgramCost, program_cost
from dashboard.rows import Rows
from simulator.errors import InputError

FIGURE = "program-cost"
ONE_COLUMN = 1120 - 64  # pixels of content below which the panel stands below the inputs
ALL_STAFF = "Full-time positions"
FULL_PLACES = "A run that leaves places empty costs less."
ON_NOTICE = "Notice after staff is cut is paid on top."
BY_FUND = "What a reinvestment fund hires comes on top."
TO_DEMAND = "Staff is hired as referrals need it, so a run may cost more: these are those to begin with."


def costs(built: Built, client: Client, search: str) -> list[Any]:
    """Return the bars and the positions of a draft; nothing where what it costs cannot be said."""
    found = _cost(built)
    if found is None:
        return []
    width = client.width if client.width < ONE_COLUMN else column_width(client.width, 4)
    data = _data(found)
    drawn = program.draw(data, theme=client.scheme, width=width)
    light = program.draw(data, theme="light", width=width) if client.scheme == "dark" else None
    as_table = FIGURE in client.query.get("table", ())
    chart = parts.figure(FIGURE, drawn, light=light, source="", search=search, as_table=as_table)
    return [chart, _staff(found)]


def by_year(built: Built) -> Rows | None:
    """Return what a draft costs by fiscal year and line; None where that cannot be said."""
    found = _cost(built)
    if found is None:
        return None
    table = program.draw(_data(found), theme="light", width=400).table
    return Rows("draft", table.columns, table.values)


def _cost(built: Built) -> ProgramCost | None:
    if built.problems:  # what can be said without the fields that are to be mended
        typed = {key: text for key, text in built.draft.typed.items() if key not in built.problems}
        built = build(replace(built.draft, typed=typed))
    if built.inputs is None:
        return None
    try:
        return program_cost(built.inputs)
    except InputError:  # such as a cost that nobody funds: the run would say so, too
        return None


def _data(found: ProgramCost) -> ProgramData:
    told = [TO_DEMAND if found.to_demand else FULL_PLACES]
    told += [ON_NOTICE] if found.cut else []
    told += [BY_FUND] if found.fund else []
    note = " ".join(told)
    return ProgramData(found.years, found.dollars, found.lines, found.price_year, note)


def _staff(found: ProgramCost) -> html.Section:
    """Return full-time positions by year; years after which nothing changes are one column."""
    columns = [positions for _, positions in found.staff]
    last = len(found.years) - 1
    while last > 0 and all(each[last] == each[last - 1] for each in columns):
        last -= 1
    heads = [*map(str, found.years[:last]), f"{found.years[last]}{'+' if last < len(found.years) - 1 else ''}"]
    cells = [*found.staff, (ALL_STAFF, found.positions)]
    body = [
        html.Tr(
            [html.Th(name.capitalize(), scope="row"), *(_positions(each) for each in by_year[: last + 1])],
            className="total" if name == ALL_STAFF else "",
        )
        for name, by_year in cells
    ]  # fmt: skip
    head = html.Thead(
        html.Tr([html.Th("Staff", scope="col"), *(html.Th(text, scope="col", className="number") for text in heads)])
    )
    made = html.Table(
        [html.Caption("Full-time positions by year", className="hidden"), head, html.Tbody(body)], className="staff"
    )
    return html.Section(parts.scrolling(made, "Full-time positions by year"), className="staff-table")


def _positions(several: float) -> html.Td:
    return html.Td(f"{several:,.1f}", className="number")
