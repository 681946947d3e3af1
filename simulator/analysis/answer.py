"""From samples of runs to an answer: its records, and what pictures take besides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from simulator.analysis.compare import records
from simulator.analysis.futures import futures_of
from simulator.analysis.present_value import present_value_records
from simulator.analysis.samples import Pair
from simulator.analysis.series import series
from simulator.analysis.versus import versus
from simulator.results import Comparison, Identity, Record


def comparison(identity: Identity, pairs: Sequence[Pair], more: Iterable[Record] = ()) -> Comparison:
    """Return the answer that the samples give, with `more` records behind theirs."""
    start = date.fromisoformat(identity.start)
    found = (each for pair in pairs for each in (*records(pair), *present_value_records(pair, start)))
    return Comparison(
        identity,
        records=(*found, *more),
        futures=tuple(each for pair in pairs for each in futures_of(pair)),
        series=tuple(each for pair in pairs for each in series(pair)),
        versus=tuple(versus(pairs)),
    )
