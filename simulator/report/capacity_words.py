"""How much it takes, in sentences: the smallest size that is enough, what it costs, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from simulator.experiment.capacity import Capacity, Target
from simulator.experiment.capacity_records import Point, points, quantile, target_words
from simulator.experiment.capacity_runs import BUDGET, CASE_MANAGERS
from simulator.report import words

MOST_ROWS = 12
NOUNS = {
    CASE_MANAGERS: ("case manager", "case managers"),
    "interim_housing.places": ("interim housing place", "interim housing places"),
    "permanent_housing.places": ("permanent housing place", "permanent housing places"),
}
IDLE = 0.9  # with fewer of its places in use than this, it is not their number that limits
SOME = 0.05
"""A share turned away that is told beside none, from the same runs."""
HOW = (
    "Turned away: {who}, and never got a place (refused, gave up, died or moved away while waiting); means. Days: "
    "within which half and 95 % of all who {who} were given a place, in {share} of futures or more; who is turned away "
    "never is, and who waits at the end is counted as long as they waited. A person may be turned away more than once. "
    "One more: what LEAD costs more for each further {what} that is given a place, from the size above. All sizes meet "
    "the same draws and the same luck. * is the answer, › is nearest to the scenario's own."
)


def nouns(found: Capacity, size: float = 2.0) -> str:
    """Return what is counted: one of it, or several."""
    return NOUNS[found.sized.sets][size != 1.0]


def _asks(found: Capacity) -> str:
    return "referral" if found.sized.sets == CASE_MANAGERS else "request"


def _sized(found: Capacity, size: float) -> str:
    """Return a size with its unit; of a budget, what it buys as well."""
    if not math.isfinite(size):
        return f"more than {max(found.sizes):,}"
    counted = _counted(found, size)
    if found.sized.path == BUDGET:
        return f"{words.dollars(found.budget(size), signed=False)} a year ({counted})"
    return counted


def _bare(found: Capacity, size: float) -> str:
    if not math.isfinite(size):
        return f"more than {_bare(found, max(found.sizes))}"
    if found.sized.path == BUDGET:
        return words.dollars(found.budget(size), signed=False)
    return f"{size:,.0f}"


def _futures(found: Capacity, share: float) -> str:
    return _several(round(share * found.futures), found.futures)


def _asked(found: Capacity) -> str:
    if found.futures == 1:
        return "in the only future simulated"
    needed = math.ceil(found.target.chance * found.futures - 1e-9)
    return f"in {'' if needed == found.futures else 'at least '}{_several(needed, found.futures)}"


def _several(some: int, of: int) -> str:
    return f"all {of:,} futures" if some == of else f"{some:,} of {of:,} futures"


def finding(found: Capacity) -> str:
    """Return the answer in a sentence, or that there is none."""
    target = target_words(found)
    if found.smallest is None:
        last = _futures(found, found.share(found.sizes[-1]))
        return (
            f"Cannot be met with up to {_sized(found, found.most)}: that {target} {_asked(found)}. With so many it "
            f"holds in {last}."
        )
    kind = "smallest budget" if found.sized.path == BUDGET else "smallest number"
    return (
        f"{_sized(found, found.smallest)[0].upper()}{_sized(found, found.smallest)[1:]}: the {kind} at which {target} "
        f"{_asked(found)}."
    )


def findings(found: Capacity) -> Iterator[str]:
    """Yield what it costs, how sure it is, and what else to know."""
    if found.smallest is None:
        yield from _why_not(found)
        return
    yield from _against_stated(found)
    yield from _price(found)
    yield from _nets(found)
    yield from _sure(found)
    yield from _exceptions(found)


def _why_not(found: Capacity) -> Iterator[str]:
    last = points(found, [found.sizes[-1]])[0]
    in_use = f"At {_sized(found, last.size)}, {words.percent(last.utilization)} of the places are in use"
    if last.utilization < IDLE:
        yield (
            f"{in_use}, so that more of them change little: what limits is something else (places kept free for "
            "arrests, how long people wait to be matched, what comes before)."
        )
    else:
        yield f"{in_use}: they do limit, and --most lets the search go on."
    yield f"There, {_away(found, last)}"
    yield _money(found, last)


def _against_stated(found: Capacity) -> Iterator[str]:
    assert found.smallest is not None
    stated, span = found.stated_size, _span(found)
    if found.to_demand:
        yield (
            f"The scenario hires to demand, beginning with {words.count(stated, signed=False)} on average; here the "
            "number is fixed instead."
        )
        return
    largest = ", at its largest" if found.changes_later else ""
    has = f"The scenario has {words.count(stated, signed=False)} on average over draws{largest}"
    more = found.smallest - stated
    change = _cost_at(found, found.smallest) - _cost_at(found, stated)
    if abs(more) < 0.5:
        yield f"{has}: as many as it takes."
    elif more > 0:
        yield (
            f"{has}: {words.count(more, signed=False)} too few. The others cost "
            f"{words.dollars(change, signed=False)} more over {span}."
        )
    else:
        yield (
            f"{has}: {words.count(-more, signed=False)} more than it takes, which cost "
            f"{words.dollars(-change, signed=False)} over {span}."
        )


def _price(found: Capacity) -> Iterator[str]:
    assert found.smallest is not None
    (at,) = points(found, [found.smallest])
    yield _money(found, at)
    yield _rest(found, at)
    steps = [each for each in points(found, shown_sizes(found)) if each.further_cost and each.size <= found.smallest]
    if len(steps) > 1:
        first, last = steps[0], steps[-1]
        yield (
            f"One further {_asks(found)} that is given a place costs {further(first)} at {_bare(found, first.size)} "
            f"and {further(last)} at {_bare(found, last.size)}."
        )
    some = found.smallest_for(Target(SOME, None, found.target.chance))
    if found.target == Target(chance=found.target.chance) and some < found.smallest:
        yield (
            f"If {words.percent(SOME)} may be turned away, {_bare(found, some)} or fewer are enough in as many "
            f"futures (--turned-away {SOME:g} searches exactly)."
        )


def _nets(found: Capacity) -> Iterator[str]:
    """Say whether it loses or saves from size to size: serving everybody is not the same as paying for itself."""
    curve = points(found)
    nets = [each.net[1] for each in curve]
    best = max(curve, key=lambda each: each.net[1])
    told = f"it is best at {_bare(found, best.size)}, {words.dollars(best.net[1])}"
    if max(nets) < 0.0:
        yield f"The net is a loss at every size that was tried; {told}."
    elif min(nets) > 0.0:
        yield f"The net is a saving at every size that was tried; {told}."
    else:
        yield f"The net is a saving at some sizes and a loss at others; {told}."


def _rest(found: Capacity, at: Point) -> str:
    """Return how many are turned away where the target does not hold, which its chance allows."""
    away = found.by_future(at.size).turned_away
    missed = away[~found.target.met(found.seen[at.size]).reshape(-1)]
    if not len(missed):
        return f"It holds in all {found.futures:,} futures simulated." if found.futures > 1 else _away(found, at)
    mean, over_all = (words.count(each, signed=False) for each in (float(missed.mean()), at.turned_away[1]))
    return (
        f"In the {len(missed):,} of {found.futures:,} futures where it does not hold, {mean} {_asks(found)}s are "
        f"turned away on average; over all futures {over_all}, {words.percent(at.share_turned_away)} of all."
    )


def _away(found: Capacity, at: Point) -> str:
    low, mean, high = (words.count(each, signed=False) for each in at.turned_away)
    return f"{mean} {_asks(found)}s are turned away on average ({low} to {high})."


def _money(found: Capacity, at: Point) -> str:
    low, net, high = at.net
    span, cost = _span(found), words.dollars(at.program_cost, signed=False)
    use = f"{words.percent(at.utilization)} of the places are in use"
    worth = f"Net {words.dollars(net)} ({words.dollars(low)} to {words.dollars(high)})."
    if found.sized.sets != CASE_MANAGERS:
        return f"With {_bare(found, at.size)}, LEAD costs {cost} over {span}; {use}. {worth}"
    budgets = found.by_future(at.size).budget
    least, most = (words.dollars(quantile(budgets, share), signed=False) for share in (0.05, 0.95))
    full = f"{words.dollars(at.budget, signed=False)} a year at full caseloads ({least} to {most} by what staff costs)"
    return f"{_counted(found, at.size)} cost {full}, {cost} over {span} as they are used: {use}. {worth}"


def _counted(found: Capacity, size: float) -> str:
    return f"{size:,.0f} {nouns(found, size)}"


def _sure(found: Capacity) -> Iterator[str]:
    if found.futures == 1:
        yield "One future cannot say how sure this is: ask for --draws 50."
        return
    low, middle, high = (_bare(found, each) for each in found.spread)
    prices = " (at mean prices)" if found.sized.path == BUDGET else ""
    yield f"Futures differ in what is enough: {low} in 5 % of them, {middle} in half, {high} in 95 %{prices}."
    if found.interval is not None:
        least, most = (_bare(found, each) for each in found.interval)
        yield (
            f"The answer itself may lie anywhere from {least} to {most} (90 %), because only {found.futures:,} futures "
            "were simulated; more draws narrow this."
        )


def _exceptions(found: Capacity) -> Iterator[str]:
    assert found.smallest is not None
    if found.alone:
        which = ", ".join(_bare(found, each) for each in found.alone)
        yield f"It also holds at {which}, but not at a larger size in between, so that is luck and not the answer."
    count = len([size for size in found.sizes if size > found.smallest])
    if count:
        yield f"Verified in the same futures: it holds at all {count} larger sizes that were tried."


def how(found: Capacity) -> str:
    """Return how what is shown is to be read."""
    who = "qualified" if found.sized.sets == CASE_MANAGERS else "asked for one"
    return HOW.format(who=who, share=words.percent(found.target.chance), what=_asks(found))


def held(found: Capacity) -> str:
    """Return what is held, and from when the target is looked at."""
    days = found.by_future(found.sizes[0]).since
    what = nouns(found)
    held = (
        f"The number of {what} is held from the start date to the end; practice before and baseline stay as they are."
    )
    if found.changes_later:
        held += " What the scenario changes of it later does not happen here."
    if found.sized.sets == CASE_MANAGERS:
        held += " Who qualifies while staff is still being hired does not count."
    day = f"day {quantile(days, 0.5):,.0f} (median) on" if days.any() else "the start date on"
    return f"{held} The target is looked at from {day}, to the end."


def _span(found: Capacity) -> str:
    years = found.sized.calendar.fiscal_years
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])


def _cost_at(found: Capacity, size: float) -> float:
    return float(np.interp(size, found.sizes, [each.program_cost for each in points(found)]))


def shown_sizes(found: Capacity, room: int = MOST_ROWS) -> list[int]:
    """Return the sizes that a table has room for: the answer and its neighbors, the ends, and of the others evenly."""
    sizes = list(found.sizes)
    if len(sizes) <= room:
        return sizes
    keep = {sizes[0], sizes[-1], min(sizes, key=lambda size: abs(size - found.stated_size))}
    if found.smallest is not None:
        at = sizes.index(found.smallest)
        keep |= set(sizes[max(0, at - 1) : at + 2])
    while len(keep) < room:
        keep.add(max(sizes, key=lambda size: min(abs(math.log(size / other)) for other in keep)))
    return sorted(keep)


def further(at: Point) -> str:
    """Return what one more referral that is given a place costs."""
    return "–" if at.further_cost is None else words.dollars(at.further_cost, signed=False)


__all__ = ["finding", "findings", "further", "held", "how", "nouns", "shown_sizes"]
