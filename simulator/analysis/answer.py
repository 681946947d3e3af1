"""From samples of runs to an answer: its records, and what pictures take besides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.analysis.compare import records
from simulator.analysis.futures import futures_of
from simulator.analysis.samples import Pair
from simulator.analysis.series import series
from simulator.analysis.versus import versus
from simulator.results import Comparison, Identity, Record


def comparison(identity: Identity, pairs: Sequence[Pair], more: Iterable[Record] = ()) -> Comparison:
    """Return the answer that the samples give, with `more` records behind theirs."""
    return Comparison(
        identity,
        records=(*(record for pair in pairs for record in records(pair)), *more),
        futures=tuple(each for pair in pairs for each in futures_of(pair)),
        series=tuple(each for pair in pairs for each in series(pair)),
        versus=tuple(versus(pairs)),
    )
