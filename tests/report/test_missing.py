"""What is missing: the base headline, the ranking in order and in words, what is not ranked, and its limits."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from simulator.experiment.oneway import Effect, End, OneWay, Setting
from simulator.experiment.placeholders import Missing, Placeholders, find_placeholders, headline
from simulator.inputs.load import load_scenario
from simulator.inputs.parameter import Parameter
from simulator.report import missing
from tests.report.test_tables import printed

WIDTHS = (80, 100, 120, 160)
NET = -4_000_000.0


def fact(**fields: Any) -> Parameter:
    given = {"label": "Attorney", "unit": "dollars per year", "price_year": 2025, "value": 220_000.0}
    plain = {"grade": "placeholder", "assumption": "Pay scales would replace it."}
    return Parameter.model_validate({**given, **plain, **fields})


ATTORNEY = fact()
STAY = fact(label="Mean jail sentence", unit="days", price_year=None, value={"felony": 60.0, "misdemeanor": 20.0})
MIX = fact(
    label="What contacts are about", unit="shares of a whole", price_year=None, value={"drugs": 0.85, "sex_work": 0.15}
)


def moved(
    setting: Setting, parameter: Parameter, values: Sequence[Any], nets: Sequence[Any], base: Sequence[float] = (NET,)
) -> Effect:
    low, high = (End(value, tuple(net)) for value, net in zip(values, nets, strict=True))
    assert parameter.value is not None
    return Effect(setting, parameter, End(parameter.value, tuple(base)), low, high)


SAVES = moved(Setting("costs.attorney"), ATTORNEY, (157_891.2, 295_812.6), ([-6.5e6], [1.25e6]))
ALIKE = moved(
    Setting("courts.stay"), STAY, ({"felony": 30.0, "misdemeanor": 8.0}, {"felony": 110.44, "misdemeanor": 40.0}),
    ([-5e6], [-4.5e6]),
)  # fmt: skip
SHARE = moved(
    Setting("police.mix", "sex_work"), MIX,
    ({"drugs": 0.8512, "sex_work": 0.1488}, {"drugs": 0.8, "sex_work": 0.2}), ([NET], [-3.75e6]),
)  # fmt: skip
NOTHING = moved(Setting("lead.idle"), fact(label="Idle"), (100_000.0, 300_000.0), ([NET], [NET]))
EFFECTS = (SAVES, ALIKE, SHARE, NOTHING)


@pytest.fixture(scope="module")
def placeholders() -> Placeholders:
    question = headline(load_scenario("king-county/pilot"), load_scenario("king-county/no-lead"), 20270101, 1)
    found = find_placeholders(question)
    fixed = (("lead.fixed", fact(label="Never moved", value=17.5)),)
    return replace(found, without_range=fixed, derived=(("lead.derived", fact(value=1.0)),))


def answer(placeholders: Placeholders, effects: Sequence[Effect] = EFFECTS, worlds: int = 1) -> Missing:
    question = replace(placeholders.question, replications=worlds)
    base = effects[0].base.nets
    return Missing(replace(placeholders, question=question), OneWay(base, tuple(effects)))


def text(found: Missing, width: int = 120, *, sources: bool = False) -> str:
    return printed(missing.missing_tables(found, sources=sources), width)


def squeezed(shown: str) -> str:
    return " ".join(shown.split())


def test_the_base_headline_stands_above_the_table(placeholders: Placeholders) -> None:
    lines = text(answer(placeholders)).splitlines()
    assert lines[0] == "King County, Washington, 2027–2032: which placeholders move the answer"
    assert "king-county/pilot against king-county/no-lead" in lines[1]
    assert "constant 2025 dollars" in lines[1]
    headline_at = lines.index("Net, all payers: −$4.00M (saving +, cost or loss −)")
    assert headline_at < next(i for i, line in enumerate(lines) if line.startswith("Placeholder"))


@pytest.mark.parametrize("width", WIDTHS)
def test_every_row_has_rank_value_both_ends_and_swing_at_any_width(placeholders: Placeholders, width: int) -> None:
    shown = text(answer(placeholders), width)
    assert max(len(line) for line in shown.splitlines()) <= width
    found = set(shown.replace(":", "").split())
    for rank, effect in enumerate(EFFECTS, start=1):
        assert f"{rank}." in found
        assert effect.setting.path in found
        assert set(effect.parameter.label.split()) <= found
    assert {"220,000", "158,000", "296,000", "−$6.50M", "+$1.25M", "$7.75M"} <= found
    assert {"60", "30", "110", "8", "40", "0.15", "0.149", "0.2", "$250k", "$0"} <= found
    ranks = [shown.index(f"{rank}. {effect.setting.path}") for rank, effect in enumerate(EFFECTS, start=1)]
    assert ranks == sorted(ranks)


def test_a_row_reads_from_left_to_right(placeholders: Placeholders) -> None:
    shown = text(answer(placeholders))
    assert re.search(r"1\. costs\.attorney +220,000 +158,000 +296,000 +\$7\.75M", shown)
    assert re.search(r"Attorney +dollars per year \(2025\) +−\$6\.50M +\+\$1\.25M +sign changes", shown)
    assert shown.count("sign changes") == 1 + 1, "one row, and the explanation"
    assert "sex work" in shown, "of shares of a whole the category that was moved"
    assert "drugs" not in shown


def test_what_goes_the_same_way_at_both_ends_is_marked(placeholders: Placeholders) -> None:
    shown = text(answer(placeholders))
    assert shown.count("†") == 1 + 1
    assert "$1.00M †" in shown, "from the base case, not between the ends"
    plain = text(answer(placeholders, [SHARE, NOTHING]))
    assert "†" not in plain
    assert "sign changes" not in plain


def test_the_largest_swings_are_told_in_words(placeholders: Placeholders) -> None:
    sentences = squeezed(text(answer(placeholders), 400)).split("• ")[1:]
    assert sentences[0].strip() == (
        "If “Attorney” were 296,000 instead of 220,000 dollars per year (2025), the net of all payers would be +$1.25M "
        "instead of −$4.00M, a saving instead of a loss."
    )
    assert sentences[1].strip() == (
        "If “Mean jail sentence” were 30 (felony), 8 (misdemeanor) instead of 60 (felony), 20 (misdemeanor) days, the "
        "net of all payers would be −$5.00M instead of −$4.00M."
    )
    assert sentences[2].startswith(
        "If “What contacts are about: sex work” were 0.2 instead of 0.15, the net of all payers "
        "would be −$3.75M instead of −$4.00M."
    )
    assert len(sentences) == 3, "what moves nothing is not told"
    loses = moved(Setting("costs.attorney"), ATTORNEY, (1.0, 2.0), ([-1e6], [3e6]), base=[2e6])
    assert missing.sentence(loses).endswith("would be −$1.00M instead of +$2.00M, a loss instead of a saving.")


def test_what_cannot_be_ranked_is_listed_below(placeholders: Placeholders) -> None:
    shown = text(answer(placeholders))
    assert shown.index("No range stated, so not ranked") > shown.index("4. lead.idle")
    assert re.search(r"lead\.fixed +17\.5 dollars per year \(2025\)\n +Never moved", shown)
    assert "By formula from other inputs, so ranked only through them: lead.derived" in shown
    none = text(Missing(replace(placeholders, without_range=(), derived=()), OneWay((NET,), EFFECTS)))
    assert "No range stated" not in none
    assert "By formula" not in none


def test_what_would_replace_it_is_told_with_sources(placeholders: Placeholders) -> None:
    found = answer(placeholders)
    assert "Pay scales would replace it." in squeezed(text(found, sources=True))
    assert "Pay scales" not in text(found)


def test_one_world_has_no_error_and_says_so(placeholders: Placeholders) -> None:
    shown = squeezed(text(answer(placeholders)))
    assert "what two placeholders do together" in shown
    assert "--replications 5" in shown
    assert "common random numbers" in shown
    assert "±" not in shown


def test_several_worlds_show_the_error_and_doubt_small_swings(placeholders: Placeholders) -> None:
    base = [-4e6, -4.2e6, -3.8e6]
    clear = moved(Setting("a.clear"), ATTORNEY, (1.0, 2.0), ([x - 1e6 for x in base], [-3e6, -3.1e6, -2.8e6]), base)
    doubtful = moved(Setting("a.doubtful"), ATTORNEY, (1.0, 2.0), (base, [-4.5e6, -3.9e6, -3.4e6]), base)
    exact = moved(Setting("a.exact"), ATTORNEY, (1.0, 2.0), (base, [x + 1.0 for x in base]), base)
    shown = text(answer(placeholders, [clear, doubtful, exact], worlds=3))
    assert "Net, all payers: −$4.00M ± $115k" in shown
    # The error of high less low by hand: 2.0, 2.1 and 2.0 million; −0.5, 0.3 and 0.4 million.
    assert re.search(r"a\.clear .* \$2\.03M *\n.*± \$33\.3k", shown)
    assert re.search(r"a\.doubtful .* \$66\.7k \? *\n.*± \$285k", shown)
    assert re.search(r"a\.exact .* \$1 *\n.*± \$0", shown)
    assert "that of 3 worlds" in squeezed(shown)
    assert "--replications" not in shown


def test_as_data_it_is_all_there_and_unrounded(placeholders: Placeholders) -> None:
    data = json.loads(json.dumps(missing.missing_data(answer(placeholders)), allow_nan=False))
    assert (data["scenario"], data["baseline"]) == ("king-county/pilot", "king-county/no-lead")
    assert (data["net"], data["net_mcse"], data["price_year"], data["money"]) == (NET, None, 2025, "constant")
    assert (data["seed"], data["replications"]) == (20270101, 1)
    assert data["fiscal_years"] == list(range(2027, 2033))
    assert [entry["rank"] for entry in data["ranking"]] == [1, 2, 3, 4]
    first, _, third, _ = data["ranking"]
    assert first["path"] == "costs.attorney"
    assert first["low"] == {"quantile": 0.05, "value": 157_891.2, "net": -6.5e6}
    assert first["high"] == {"quantile": 0.95, "value": 295_812.6, "net": 1.25e6}
    assert (first["swing"], first["swing_mcse"], first["changes_sign"]) == (7.75e6, None, True)
    assert first["assumption"] == "Pay scales would replace it."
    assert (third["category"], third["value"]) == ("sex_work", {"drugs": 0.85, "sex_work": 0.15})
    assert [entry["path"] for entry in data["without_range"]] == ["lead.fixed"]
    assert data["derived"] == ["lead.derived"]


def test_texts_with_brackets_are_shown_as_they_are(placeholders: Placeholders) -> None:
    hostile = moved(Setting("a.b"), fact(label="[red]A [/label] :smile:"), (1.0, 2.0), ([NET], [-1e6]))
    assert text(answer(placeholders, [hostile])).count("[red]A [/label] :smile:") == 2
