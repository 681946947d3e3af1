"""Two answers side by side: what was asked otherwise, whether their inputs are the same, how numbers moved."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.causes import Kind, Pair, differ, others
from dashboard.figures.names import called, quoted
from dashboard.identity import identity_rows
from dashboard.story import Story, usual_payers
from simulator.report import words
from simulator.report.headline import headline_rows
from simulator.report.money import Money
from simulator.results import ALL, Comparison, Identity, Record

NONE = "–"
SURE = 2.0  # standard errors that a number moves by chance alone
BY_CHANCE, BEYOND_CHANCE = "no more than chance moves it", "more than chance moves it"
OTHER_DOLLARS = "other dollars: not to be compared"
WORDS: Mapping[Kind, Callable[[Identity, Identity], str]] = {
    "seed": lambda *_: "another seed",
    "draws": lambda one, other: f"{'more' if other.draws > one.draws else 'fewer'} draws",
    "replications": lambda one, other: f"{'more' if other.replications > one.replications else 'fewer'} replications",
    "engine": lambda *_: "another engine",
    "dollars": lambda *_: "other dollars",
    "version": lambda *_: "another version",
}


@dataclass(frozen=True)
class Fact:
    """One thing about two answers, in words."""

    label: str
    before: str
    after: str

    @property
    def same(self) -> bool:
        """Whether it is equal in both."""
        return self.before == self.after


@dataclass(frozen=True)
class Move:
    """A number in two answers; nothing where one of them does not have it."""

    section: str
    label: str
    before: Record | None
    after: Record | None

    @property
    def unit(self) -> str:
        """Its unit."""
        return next((record.unit for record in (self.after, self.before) if record is not None), "")

    @property
    def by(self) -> float | None:
        """By how much its mean moved."""
        if self.before is None or self.after is None:
            return None
        return self.after.difference.mean - self.before.difference.mean

    @property
    def same(self) -> bool:
        """Whether nothing of it moved, its range included."""
        return self.before is not None and self.after is not None and self.before.difference == self.after.difference


@dataclass(frozen=True)
class Differences:
    """What differs between two answers, `before` and `after`."""

    before: Comparison
    after: Comparison

    # -- what was asked, and by what ----------------------------------------------------------------------------

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Everything about the two, equal or not."""
        one, other = identity_rows(self.before), identity_rows(self.after)
        return tuple(Fact(label, one.get(label, NONE), other.get(label, NONE)) for label in {**other, **one})

    @property
    def common(self) -> tuple[str, ...]:
        """The scenarios that both are about, by their names."""
        return tuple(name for name in self.after.identity.scenarios if name in self.before.identity.scenarios)

    def pair(self, before: str, after: str) -> Pair:
        """Return two scenarios, one of each answer, as causes are looked for."""
        return Pair(self.before, self.after, before, after)

    def inputs_differ(self, name: str) -> bool | None:
        """Return whether a scenario or baseline of both has other inputs; None where that is not known."""
        return differ(self.before.identity, self.after.identity, name, name)

    @property
    def in_words(self) -> str:
        """Return what kind of difference this is, as the beginning of a sentence."""
        one, other = self.before.identity, self.after.identity
        if one == other:
            if list(self.before.records) == list(self.after.records):
                return "The same answer: every number is equal"
            priced = "" if one.inputs else "priced or "
            return f"The same question and the same runs, {priced}reckoned otherwise"
        told = [WORDS[kind](one, other) for kind in others(one, other)]
        told = ["another baseline", *told] if one.baseline != other.baseline else told
        if self.changed_inputs:
            told.append(f"other inputs of {listed([quoted(self.called(name)) for name in self.changed_inputs])}")
        return f"{self._asked}, {listed(told)}" if told else self._asked

    @property
    def _asked(self) -> str:
        one, other = self.before.identity, self.after.identity
        if set(one.scenarios) != set(other.scenarios):
            return "Other scenarios"
        known = [self.inputs_differ(name) for name in self._both]
        return "The same inputs" if set(known) == {False} and one.baseline == other.baseline else "The same scenarios"

    @property
    def _both(self) -> tuple[str, ...]:
        """The scenarios that both are about, and the baseline if it is one."""
        one, other = self.before.identity, self.after.identity
        return (*self.common, *((one.baseline,) if one.baseline == other.baseline else ()))

    @property
    def changed_inputs(self) -> tuple[str, ...]:
        """Scenarios of one name, the baseline among them, whose inputs are known to be others."""
        return tuple(name for name in self._both if self.inputs_differ(name))

    @property
    def same_dollars(self) -> bool:
        """Whether amounts can be compared."""
        one, other = self.before.identity, self.after.identity
        return (one.money, one.price_year) == (other.money, other.price_year)

    def called(self, name: str) -> str:
        """Return a scenario's short name."""
        return called(self.after).get(name) or called(self.before).get(name, name)

    # -- how numbers moved --------------------------------------------------------------------------------------

    def moves(self, before: str, after: str) -> tuple[Move, ...]:
        """Return each net and main number over the whole horizon: of a scenario before, and of one after."""
        books = [Money.of(self.before, before), Money.of(self.after, after)]
        rows = [row for row in headline_rows(books) if row.notice_of is None]
        whole = [_whole(self.before, before), _whole(self.after, after)]
        found = [
            Move(
                row.section,
                row.label,
                *(next((record for record in records if row.picks(record)), None) for records in whole),
            )
            for row in rows
        ]
        return tuple(move for move in found if move.before or move.after)

    def told(self, move: Move) -> str:
        """Return in words whether a number moved, and whether by more than chance."""
        if move.before is None or move.after is None:
            return "only in one of the two"
        if move.same:
            return "the same"
        if move.before.table == "money" and not self.same_dollars:
            return OTHER_DOLLARS
        if not move.by:
            return "the same average, another range"
        error = self._chance(move)
        if error is None:
            return "moved"
        return BY_CHANCE if abs(move.by) <= SURE * error else BEYOND_CHANCE

    def moves_told(self, moves: Sequence[Move]) -> str:
        """Return how many numbers moved, in a sentence."""
        told = [self.told(move) for move in moves]
        moved = sum(not move.same for move in moves)
        if not moved:
            return "No number has moved"
        if BEYOND_CHANCE in told:
            return f"{told.count(BEYOND_CHANCE)} of {len(moves)} numbers moved by more than chance moves them"
        if BY_CHANCE in told:
            return "No number moved by more than chance moves it"
        return f"{moved} of {len(moves)} numbers have moved"

    def stories(self, before: str, after: str, payer: str) -> tuple[Story, Story] | None:
        """Return a scenario before and one after as a payer sees them; None where one of the two has no such payer."""
        if payer not in usual_payers(self.before):
            return None
        return Story(self.before, before, payer), Story(self.after, after, payer)

    def net_told(self, before: str, after: str, payer: str) -> str:
        """Return how the headline net of a payer moved, in a sentence; nothing where one of the two has none."""
        stories = self.stories(before, after, payer)
        if stories is None:
            return ""
        was, now = (words.dollars(story.net.mean) for story in stories)
        in_cash = " in cash" if stories[1].rung == "cash_net" else ""
        what = f"{quoted(self.called(after))} nets {now} for {stories[1].to_whom}{in_cash}"
        if before != after:
            return f"{what}, {quoted(self.called(before))} {was}."
        return f"{what} in both." if stories[0].net == stories[1].net else f"{what} instead of {was}."

    def _chance(self, move: Move) -> float | None:
        """Return the standard error of a move; None where the two share their luck, so that it cannot be told."""
        if self.before.identity.seed == self.after.identity.seed or move.before is None or move.after is None:
            return None
        errors = [move.before.difference.mcse, move.after.difference.mcse]
        return None if None in errors else math.hypot(*(error or 0.0 for error in errors))


def listed(parts: Sequence[str]) -> str:
    """Return parts as a sentence lists them."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def amount(record: Record | None) -> str:
    """Return a mean as it is read; a dash where there is none."""
    return NONE if record is None else words.amount(record, record.difference.mean)


def spread(record: Record | None) -> str:
    """Return the middle 90 % of futures as it is read; nothing where there is none."""
    return "" if record is None else words.interval(record)


def _whole(of: Comparison, scenario: str) -> list[Record]:
    return [r for r in of.records if r.scenario == scenario and r.fiscal_year == ALL and r.group == ALL]
