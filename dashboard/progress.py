"""How far a job is, as a bar with what is done and what is left."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard import components as parts
from dashboard.asking import State
from simulator.store.job import Job


def progress(said: State, job: Job) -> list[Any]:
    """Return the bar and its counts; nothing where it is not known how far the job is."""
    if said.share is None:
        return []
    told = parts.attributes(
        "aria-label", "Runs done", "aria-valuemin", "0", "aria-valuemax", str(job.total), "aria-valuenow", str(job.done)
    )
    filled = html.Span(style={"width": f"{100 * said.share:.1f}%"})
    bar = html.Div(filled, className="progress", role="progressbar", **told)
    return [bar, html.Div([html.Span(said.counts), html.Span(said.left)], className="counts")]
