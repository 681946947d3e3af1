"""How scenarios, payers and periods are called in charts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from simulator.experiment.reinvest import WITHOUT
from simulator.report import words
from simulator.report.tables import MONEY_NOTE
from simulator.results import ALL, TAXPAYERS, Comparison, Identity

SHORT = 20  # letters of a title that fits at the end of a line
MOST_FOLDERS = 3  # that are named to tell two files apart; else the whole path is
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
THE = {
    ALL: "everybody who pays", TAXPAYERS: "taxpayers", "city": "the city", "county": "the county",
    "state": "the state", "federal": "the federal government",
}  # fmt: skip
"""Payers as part of a sentence; another place's own are called as its file calls them."""


def called(comparison: Comparison) -> Mapping[str, str]:
    """Return a short name for each scenario and the baseline: its title if that is short, or else its file's name."""
    identity = comparison.identity
    short = {name: identity.titles.get(name, "") for name in (*identity.scenarios, identity.baseline)}
    for name, file in _files(list(short)).items():
        if not 0 < len(short[name]) <= SHORT or list(short.values()).count(short[name]) > 1:
            short[name] = file
    return short


def _files(names: Sequence[str]) -> dict[str, str]:
    """Return the names of scenarios' files as words, with as much of their folders as tells them apart."""
    found = {name: _file(name, 0) for name in names}
    for folders in range(1, MOST_FOLDERS + 1):
        said = list(found.values())
        found = {name: _file(name, folders) if said.count(text) > 1 else text for name, text in found.items()}
    said = list(found.values())
    return {name: name if said.count(text) > 1 else text for name, text in found.items()}


def _file(name: str, folders: int) -> str:
    """Return the name of a scenario's file as words, and in brackets so many of the folders that it is in."""
    path = PurePath(name.removesuffix(WITHOUT))
    without = WITHOUT if name.endswith(WITHOUT) else ""
    said = capital(" ".join("LEAD" if word == "lead" else word for word in re.split("[-_ ]+", path.stem + without)))
    within = [part for part in path.parts[:-1] if part != path.anchor][-folders:] if folders else []
    return f"{said} ({'/'.join(within)})" if within else said


def capital(text: str) -> str:
    """Return text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def quoted(name: str) -> str:
    """Return a name as a sentence has it."""
    return f"“{name}”"


def payers(payer: str) -> str:
    """Return a payer after `to`, such as `all taxpayers` or `the city`."""
    return words.payer(payer) if payer in (ALL, TAXPAYERS) else THE.get(payer, words.payer(payer))


def whom(payer: str) -> str:
    """Return a payer after `saves`, such as `the city `; nothing where everybody's money is meant."""
    return "" if payer == ALL else f"{THE.get(payer, words.payer(payer))} "


def period(identity: Identity) -> str:
    """Return the years of an answer, such as `2027–2032`."""
    first, last = identity.fiscal_years[0], identity.fiscal_years[-1]
    return str(first) if first == last else f"{first}–{last}"


def last_year(identity: Identity) -> int:
    """Return the last fiscal year of an answer."""
    return identity.fiscal_years[-1]


def many_years(identity: Identity) -> str:
    """Return how many years an answer covers, such as `six years`."""
    years = len(identity.fiscal_years)
    number = NUMBERS[years] if years < len(NUMBERS) else str(years)
    return f"{number} year{'' if years == 1 else 's'}"


def dollars(identity: Identity) -> str:
    """Return what kind of dollars an answer has, such as `constant 2025 dollars`."""
    return MONEY_NOTE[identity.money].format(year=identity.price_year)


def listed(names: Sequence[str]) -> str:
    """Return names as a list in a sentence."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def in_words(number: int) -> str:
    """Return a small count as a word."""
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"
