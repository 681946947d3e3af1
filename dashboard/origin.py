"""Where the numbers of a page are from: the source line of a figure, the run, and the command that asks again."""

from __future__ import annotations

from dashboard.figures.names import dollars
from dashboard.queries import EXAMPLE, Answer
from simulator.report.again import command_of, drawn_as
from simulator.results import Comparison


def source_of(comparison: Comparison) -> str:
    """Return the source line of a figure: draws, seed, engine and price year."""
    identity = comparison.identity
    draws = f"{identity.draws} paired draws" if identity.draws else "base case only"
    luck = f" × {identity.replications} replications" if identity.replications > 1 else ""
    return f"leadsim: {draws}{luck}, seed {identity.seed}, {identity.engine} engine, {dollars(identity)}."


def run_of(answer: Answer) -> str:
    """Return the identity of the run behind a page, with the hash of each scenario."""
    identity = answer.comparison.identity
    hashes = ", ".join(f"{name} {hash_[:8]}" for name, hash_ in identity.hashes.items())
    stored = f" · kept {answer.created[:10]}" if answer.created else ""
    version = identity.versions.get("leadsim", "")
    which = "Stored example" if answer.id == EXAMPLE else f"Run {answer.id}"
    return (
        f"{which} · leadsim {version}, {identity.engine} engine · "
        f"seed {identity.seed} · {identity.draws} draws × {identity.replications} "
        f"replication{'' if identity.replications == 1 else 's'} · {dollars(identity)}{stored} · {hashes}"
    )


__all__ = ["command_of", "drawn_as", "run_of", "source_of"]
