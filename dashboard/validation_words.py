"""What published beside simulated says: how many figures agree, which do not, and how both were held together."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.figures.names import in_words, listed
from dashboard.findings import Headline
from dashboard.key_figures import KeyFigure
from dashboard.validation import DRAWN, SIZES, STATED, Validation
from simulator.evidence.evaluate import Match
from simulator.report.validation import AGREES, EVERYBODY, PEOPLE, sentence
from simulator.report.validation import DRAWN as DRAWS_IN_BRACKETS

MOST_NAMED = 6
OUTDATED = "{titles}: made before the targets or the inputs were changed. Make them again to see what they say now."
NO_MISS = "No published figure is missed. That was partly to be expected, since most inputs come from the same studies."
BASE_CASE = (
    "Every input is at its stated value, so lines hold only the luck of who is in a study. “{draws} draws” above puts "
    "the uncertainty of the inputs in."
)
NOT_AS_DESIGNED = (
    "Propensity weights, which cannot be made again from what was published.",
    "Generalized estimating equations: a logistic regression of each window stands in for them.",
    "How squads were assigned to shifts.",
    "Seattle’s effects were fitted to most of Seattle’s findings. That those agree was to be expected; where they "
    "differ is news.",
)


def missed(matches: Sequence[Match]) -> list[Match]:
    """Return the targets that do not agree."""
    return [match for match in matches if not match.agrees]


def short(validation: Validation) -> str:
    """Return the finding in a sentence without its period."""
    several, of = len(validation.matches) - len(missed(validation.matches)), len(validation.matches)
    if several == of:
        return f"All {of} published figures agree with what is simulated"
    others = of - several
    rest = "one does not" if others == 1 else f"{in_words(others)} do not"
    some = "None" if not several else str(several)
    return f"{some} of {of} published figures agree with what is simulated, and {rest}"


def headline(validation: Validation) -> Headline:
    """Return how many agree, and the names of those that do not."""
    lacking = [_lower(match.target.title) for match in missed(validation.matches)]
    named = lacking if len(lacking) <= MOST_NAMED else [*lacking[:MOST_NAMED], f"{len(lacking) - MOST_NAMED} more"]
    do = "This does not" if len(lacking) == 1 else "These do not"
    dek = (
        f"{do}: {listed(named) if all(',' not in each for each in named) else '; '.join(named)}."
        if lacking
        else NO_MISS
    )
    return Headline(short(validation), "", dek)


def _lower(title: str) -> str:
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def key_figures(validation: Validation) -> list[KeyFigure]:
    """Return how many agree of those held out and of those that may be fitted to, and of each file."""
    uses = (
        ("validation", "Held out", "nothing may be fitted to them"),
        ("calibration", "May be fitted to", "calibration may use them, so agreement says less"),
    )
    found = [_key(label, [m for m in validation.matches if m.target.use == use], text) for use, label, text in uses]
    least = min(validation.evaluations.values(), key=lambda each: 1 - len(missed(each.matches)) / len(each.matches))
    words_only = [m for m in validation.matches if m.target.value is None and m.target.finds is not None]
    shares = (
        f"{min(m.find_it for m in words_only):.0%} to {max(m.find_it for m in words_only):.0%}" if words_only else "–"
    )
    return [
        *found,
        _key("Least agreement", least.matches, least.file.title),
        KeyFigure(
            "Findings in words", shares, f"of simulated studies find each of the {in_words(len(words_only))}", ""
        ),
    ]


def _key(label: str, matches: Sequence[Match], text: str) -> KeyFigure:
    lacking = len(missed(matches))
    value = f"{len(matches) - lacking} of {len(matches)}" if matches else "–"
    return KeyFigure(label, value, text, "costs" if lacking else "")


def misses(validation: Validation) -> list[str]:
    """Return a sentence on each figure that is missed."""
    return [sentence(match) for match in missed(validation.matches)]


def how(inputs: str) -> list[str]:
    """Return how simulated figures are to be read."""
    draws = SIZES[inputs][0]
    told = DRAWS_IN_BRACKETS if draws else BASE_CASE
    return [PEOPLE, EVERYBODY, told.format(draws=draws or SIZES[DRAWN][0]), AGREES]


def ways() -> list[tuple[str, str]]:
    """Return how inputs can be taken, as choices."""
    return [(STATED, "As stated"), (DRAWN, f"{SIZES[DRAWN][0]} draws")]


def outdated(validation: Validation) -> list[str]:
    """Return what is said where targets or inputs have changed since."""
    titles = validation.outdated
    return [OUTDATED.format(titles=listed(titles))] if titles else []


def command(validation: Validation, inputs: str) -> str:
    """Return the command that simulates the same again."""
    draws, worlds = SIZES[inputs]
    return f"leadsim validate --seed {validation.seed} --draws {draws} --worlds {worlds}"


def size(inputs: str) -> str:
    """Return how many worlds are simulated."""
    draws, worlds = SIZES[inputs]
    return f"{draws} draws × {worlds} worlds" if draws else f"base case × {worlds} worlds"


def run(validation: Validation, inputs: str) -> str:
    """Return when and with what it was made."""
    marks = ", ".join(f"{name} {mark[:8]}" for name, mark in validation.marks.items())
    return (
        f"Made {validation.kept} · leadsim {validation.leadsim} · seed {validation.seed} · {size(inputs)} · "
        f"{validation.studies} studies of each evaluation · targets and inputs: {marks}"
    )
