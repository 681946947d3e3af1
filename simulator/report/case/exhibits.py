"""All that is known further of a case, in the order in which it is shown, and the command for what nobody asked."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from simulator.experiment.question import DEFAULT_SEED
from simulator.report.again import effects_asked
from simulator.report.case import capacity_curve, chances, effect_ladder, frontier_grid, tornado_words, worth_knowing
from simulator.report.case.amounts import listed
from simulator.report.case.capacity_curve import Curve
from simulator.report.case.exhibit import Exhibit
from simulator.report.case.frontier_grid import Grid
from simulator.report.case.tornado import Tornado, tornado
from simulator.report.case.view import View
from simulator.results import ALL

FLAGS = {
    "tornado": ("which input moves it farthest", ""),
    "frontier": ("what must be true of two inputs", "--frontier"),
    "worth": ("what to measure next", "--measure-next"),
    "ladder": ("how much of the effects it takes", "--ladder"),
}
"""What each kind says, and what asks `leadsim sensitivity` for it."""
COMMANDS = {"uncertainty": "how sure it is", "capacity": "how many places it takes"}
"""What the kinds say that have a command of their own."""
RUNGS = {"net": "avoided", "cash_net": "cashable"}
"""The word of the command for the net of a case."""


@dataclass(frozen=True)
class Exhibits:
    """What is known of a case further: what pictures are drawn from, everything as it is shown, and how to ask more.

    `ask` is one line with the command for what is not known, or nothing.
    """

    tornado: Tornado | None
    grid: Grid | None
    curves: tuple[Curve, ...]
    shown: tuple[Exhibit, ...]
    ask: str


def exhibits(view: View) -> Exhibits:
    """Return what is known of a case further."""
    swings, grid, curves = tornado(view), frontier_grid.frontier_grid(view), capacity_curve.curves(view)
    shown = (
        tornado_words.exhibit(view, swings) if swings else None,
        frontier_grid.exhibit(view, grid) if grid else None,
        effect_ladder.exhibit(view),
        worth_knowing.exhibit(view),
        chances.exhibit(view),
        capacity_curve.exhibit(view, curves) if curves else None,
    )
    there = tuple(each for each in shown if each is not None)
    return Exhibits(swings, grid, curves, there, _ask(view, {each.kind for each in there}))


def _ask(view: View, there: set[str]) -> str:
    """Return one line with the commands for what is not known; of a plan with a fund nothing further can be asked."""
    if view.scenario.has_fund:
        return ""
    lacking = [(what, flag) for kind, (what, flag) in FLAGS.items() if kind not in there]
    others = [(what, name) for name, what in COMMANDS.items() if name not in there]
    if not lacking and not others:
        return ""
    named = listed([what for what, _ in (*lacking, *others)])
    flags = [flag for _, flag in lacking]
    asks = [_sensitivity(view, flags)] if flags else []
    asks += [shlex.join(["leadsim", name, view.name, *_usual(view), *_stake(view)]) for _, name in others]
    return f"Not asked of this plan yet: {named}. To ask: {'; '.join(asks)}"


def _sensitivity(view: View, flags: list[str]) -> str:
    asked = shlex.join(["leadsim", "sensitivity", view.name, *_usual(view), *_stake(view)])
    options = [flag for flag in flags if flag]
    if "" not in flags:
        return f"{asked} {options[0]}" + (f" (or {', '.join(options[1:])})" if options[1:] else "")
    return asked + (f" (and with {', '.join(options)})" if options else "")


def _stake(view: View) -> list[str]:
    """Return the options that ask about the case's own net."""
    payer = ["--payer", view.payer] if view.payer != ALL else []
    return [*payer, *(["--rung", RUNGS[view.rung]] if RUNGS[view.rung] != "avoided" else [])]


def _usual(view: View) -> list[str]:
    """Return the options that make another command's question the case's own."""
    identity = view.comparison.identity
    options = {
        "--baseline": (identity.baseline, view.scenario.baseline_name),
        "--seed": (str(identity.seed), str(DEFAULT_SEED)),
        "--money": (identity.money, "constant"),
    }
    said = [word for option, (value, usual) in options.items() if value != usual for word in (option, value)]
    return [*said, *effects_asked(view.comparison), *(["--society"] if view.scenario.society else [])]


__all__ = ["Exhibits", "exhibits"]
