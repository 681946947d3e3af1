"""Titles of tables: what they find, as sentences that turn round with their numbers."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.figures.names import called, capital, in_words, listed, quoted
from dashboard.pairs import best_of
from dashboard.story import Story, in_sentence
from simulator.analysis.estimate import Verdict, verdict
from simulator.results import ALL, Comparison


def scenarios_title(comparison: Comparison, shown: Sequence[str], payer: str) -> str:
    """Return how many scenarios save, cost, or could go either way, and whether one stands out."""
    nets = {name: Story(comparison, name, payer).net for name in shown}
    kinds = {name: verdict(net) for name, net in nets.items()}
    saving = [name for name, kind in kinds.items() if kind is Verdict.POSITIVE]
    costing = [name for name, kind in kinds.items() if kind is Verdict.NEGATIVE]
    unclear = [name for name in shown if name not in (*saving, *costing)]
    if len(shown) == 1:
        return "How this scenario compares with the baseline"
    cash = Story(comparison, shown[0], payer).rung == "cash_net"
    saves, save = ("saves in cash", "save in cash") if cash else ("avoids", "avoid")
    told = [
        text
        for names, one, many in (
            (saving, f"{saves} more than it costs", f"{save} more than they cost"),
            (costing, f"costs more than it {saves}", f"cost more than they {save}"),
            (unclear, "could go either way", "could go either way"),
        )
        if names
        for text in [f"{_how_many(len(names), len(shown))} {one if len(names) == 1 else many}"]
    ]
    best = best_of(comparison, shown, payer)
    stands_out = ""
    if best is not None:
        words_for = "saves most" if best in saving else "loses least" if best in costing else "comes out best"
        stands_out = f"; {quoted(called(comparison)[best])} {words_for}"
    return capital(f"{_for(payer)}{listed(told)}{stands_out}")


def _for(payer: str) -> str:
    """Return whose money a title is about, where it is not everybody's."""
    return "" if payer == ALL else f"for {in_sentence(payer)}, "


def _how_many(count: int, of: int) -> str:
    if count == of:
        return "both" if of == 2 else f"all {in_words(of)}"
    return in_words(count)


def payers_title(story: Story) -> str:
    """Return who gains and who does not get the money back."""
    gain, lose = ([in_sentence(payer) for payer in payers] for payers in (story.winners, story.losers))
    if not gain and not lose:
        return "No payer can be told to gain or to lose"
    if not gain:
        if len(lose) == len(story.payers):
            return "No payer gets its money back"
        return capital(f"{listed(lose)} {_do(lose)} not get {_its(lose)} money back")
    text = capital(f"{listed(gain)} {'gains' if len(gain) == 1 else 'gain'}")
    return f"{text}; {listed(lose)} {_do(lose)} not get {_its(lose)} money back" if lose else text


def _do(names: Sequence[str]) -> str:
    return "does" if len(names) == 1 else "do"


def _its(names: Sequence[str]) -> str:
    return "its" if len(names) == 1 else "their"


def years_title(story: Story) -> str:
    """Return in which fiscal years a scenario saves and in which it costs."""
    years = story.comparison.identity.fiscal_years
    kinds = {year: verdict(story.of_rung(story.rung, year=year)) for year in years}
    saving = [year for year, kind in kinds.items() if kind is Verdict.POSITIVE]
    costing = [year for year, kind in kinds.items() if kind is Verdict.NEGATIVE]
    saves = "saves in cash" if story.rung == "cash_net" else "avoids"
    gains, loses = f"{saves} more than it costs", f"costs more than it {saves}"
    if not saving and not costing:
        return capital(f"{_for(story.payer)}in no single year a saving can be told from a cost")
    parts = [f"{gains} in {_years(saving, years)}"] if saving else []
    parts += [f"{loses} in {_years(costing, years)}"] if costing else []
    return capital(f"{_for(story.payer)}it {listed(parts)}")


def _years(years: Sequence[int], of: Sequence[int]) -> str:
    if len(years) == len(of) > 1:
        return "every year"
    if len(years) > 2 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]} to {years[-1]}"
    return listed([str(year) for year in years])
