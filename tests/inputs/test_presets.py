"""Presets and agreements: every check figure through the real code, what is refused and how, and what wins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from simulator.costs.capture import CaptureRule, administration, settle, split_captured
from simulator.costs.contracts import TakeOrPay
from simulator.costs.functions import Use
from simulator.costs.outcomes import DENVER, internal_rate_of_return, investor_return, rikers
from simulator.errors import InputError
from simulator.inputs.agreement import Agreement, AgreementFile, Purchase, resolve
from simulator.inputs.files import jurisdiction_folders
from simulator.inputs.load import default_parameters, load_scenario
from simulator.inputs.parameter import UNIT_LIMITS, Override
from simulator.inputs.presets import CheckFigure, PresetFile, load_preset, preset_names
from simulator.inputs.reader import read_text
from simulator.inputs.scenario import Setting
from simulator.inputs.validate import validate
from simulator.model.measures import MEASURES
from simulator.units import to_cents
from tests.inputs.conftest import SHIPPED, message_of

NAMES = preset_names()[1:]
CHECKS = [(name, i) for name in NAMES for i in range(len(load_preset(name).checks))]
Given = Mapping[str, float]


# --- Check figures ------------------------------------------------------------------------------------


def number(setting: Setting) -> float:
    value = setting.value if isinstance(setting, Override) else setting
    assert isinstance(value, float)
    return value


def parameter(preset: PresetFile, path: str) -> float:
    """Return what a preset sets a parameter to, or else its default."""
    value = preset.set[path] if path in preset.set else default_parameters()[path].value
    assert value is not None
    return number(value)


def captured(preset: PresetFile, given: Given, check: CheckFigure) -> float:
    """Return what the given savings bring in a year, when every year before saved as much."""
    terms, year = preset.agreement, int(given["year"])
    rule = CaptureRule(
        shares=terms.shares_by_year or (parameter(preset, "capture.share"),),
        audit_factor=parameter(preset, "capture.audit_factor"),
        floor=to_cents(parameter(preset, "capture.floor")),
        caps=tuple(None if cap is None else to_cents(cap) for cap in terms.caps_by_year or ()),
        years=terms.years,
        clawback=parameter(preset, "capture.clawback"),
    )
    return settle(rule, [to_cents(given["savings"])] * year)[-1].captured / 100


def recipient(preset: PresetFile, given: Given, check: CheckFigure) -> float:
    assert check.recipient is not None
    return split_captured(to_cents(given["captured"]), preset.agreement.split)[check.recipient] / 100


def administered(preset: PresetFile, given: Given, check: CheckFigure) -> float:
    return administration(to_cents(given["deposit"]), parameter(preset, "capture.administration")) / 100


def payment(preset: PresetFile, given: Given, check: CheckFigure) -> float:
    if preset.agreement.tiers == "denver":
        return DENVER.payment(given["fall"], given.get("stable_days", 0.0)) / 100
    cents = rikers(given["term_years"]).payment(given["fall"])
    assert cents is not None
    return cents / 100


def rate_of_return(preset: PresetFile, given: Given, check: CheckFigure) -> float:
    years = int(given["term_years"])
    flows = [-rikers(years).loan / 100, *[0.0] * (years - 1), payment(preset, given, check)]
    rate = internal_rate_of_return(flows)
    assert rate is not None
    return rate


def difference(preset: PresetFile, given: Given, check: CheckFigure) -> float:
    first, second = given.values()
    return first - second


def of_investors(key: str) -> Callable[[PresetFile, Given, CheckFigure], float]:
    def found(preset: PresetFile, given: Given, check: CheckFigure) -> float:
        terms = rikers(1.0)
        loan, guaranteed = (DENVER.invested, 0.0) if preset.agreement.tiers == "denver" else (terms.loan, 0.75)
        assert terms.guaranteed == 0.75
        outcome = investor_return(loan, to_cents(given["payment"]), guaranteed)
        return float(getattr(outcome, key)) / 100

    return found


def contract(view: str) -> Callable[[PresetFile, Given, CheckFigure], float]:
    def found(preset: PresetFile, given: Given, check: CheckFigure) -> float:
        """Return what the default contract costs, or sends back, in a year of 365 days at the given use."""
        days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.float64)
        since = (np.arange(12) + 0.5) / 12
        use = Use(given["beds_used"] * days, days, np.full(12, 2022), since)
        keys = ("minimum", "rate", "surcharge", "redirect")
        terms = TakeOrPay(*(parameter(preset, f"city_contract.{key}") for key in keys))
        return float(getattr(terms, view)(use).sum())

    return found


FIGURES: dict[str, Callable[[PresetFile, Given, CheckFigure], float]] = {
    "sum": lambda _preset, given, _check: sum(given.values()),
    "difference": difference,
    "ratio": lambda _preset, given, _check: given["part"] / given["whole"],
    "captured": captured,
    "recipient": recipient,
    "administration": administered,
    "payment": payment,
    "rate_of_return": rate_of_return,
    "investor_gain": of_investors("gain"),
    "investor_loss": of_investors("investor_loss"),
    "guarantor_loss": of_investors("guarantor_loss"),
    "contract_minimum": contract("cash"),
    "contract_redirected": contract("redirected"),
}


def holds(preset: PresetFile, check: CheckFigure) -> bool:
    return abs(FIGURES[check.figure](preset, check.given, check) - check.expected) <= check.tolerance


@pytest.mark.parametrize(("name", "i"), CHECKS)
def test_a_published_figure_comes_out_of_the_code(name: str, i: int):
    preset = load_preset(name)
    assert holds(preset, preset.checks[i])


@pytest.mark.parametrize(("name", "i"), CHECKS)
@pytest.mark.parametrize("factor", [0.99, 1.01])
def test_a_figure_that_is_off_by_one_percent_does_not(name: str, i: int, factor: float):
    preset = load_preset(name)
    check = preset.checks[i]
    assert not holds(preset, check.model_copy(update={"expected": check.expected * factor}))


def test_every_kind_of_figure_is_checked_somewhere():
    assert {load_preset(name).checks[i].figure for name, i in CHECKS} == set(FIGURES)


# --- What is shipped ----------------------------------------------------------------------------------


def test_the_names_are_none_and_all_presets():
    assert preset_names() == [
        "none",
        "denver",
        "local-jri",
        "oregon",
        "pennsylvania",
        "prop-47",
        "sb-678",
        "seattle-king-county",
        "social-impact-bond",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_is_complete_once_a_place_says_who_is_covered(name: str):
    preset = load_preset(name)
    agreement = resolve(AgreementFile(preset=name, covers=("city",)), preset.agreement)
    assert agreement.covers == ("city",)
    assert agreement.preset == name
    assert agreement.measure == preset.agreement.measure
    assert agreement.certified_by != AgreementFile().certified_by
    assert abs(sum(agreement.split.values()) - 1) < 1e-6


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_says_what_it_is_and_where_it_is_from(name: str):
    preset = load_preset(name)
    assert not preset.title.endswith(".")
    assert preset.sentence.endswith(".") and ". " not in preset.sentence
    assert len(preset.source) > 100


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_sets_capture_and_fund_parameters_within_their_limits(name: str):
    known = default_parameters()
    for path, setting in load_preset(name).set.items():
        assert path.startswith(("capture.", "fund."))
        low, high = UNIT_LIMITS[known[path].unit]
        assert low <= number(setting) <= high
        assert not known[path].is_money or isinstance(setting, Override)


def test_only_king_countys_preset_knows_who_is_covered():
    assert {name: load_preset(name).agreement.covers for name in NAMES if load_preset(name).agreement.covers} == {
        "seattle-king-county": ("county",)
    }


@pytest.mark.parametrize("name", ["social-impact-bond", "denver"])
def test_bonds_pay_investors_and_say_that_leads_fund_gets_nothing(name: str):
    preset = load_preset(name)
    agreement = resolve(AgreementFile(covers=("city",)), preset.agreement)
    assert agreement.measure == "outcome"
    assert agreement.split == {"philanthropy": 1.0}
    assert "LEAD's fund gets nothing" in preset.sentence
    assert parameter(preset, "capture.share") == 1.0  # the tiers say what is paid, in full
    another = resolve(AgreementFile(covers=("city",), investor="state"), preset.agreement)
    assert another.split == {"state": 1.0}


def test_deemed_quantities_are_measures_of_the_model():
    counted = {load_preset(name).agreement.deemed_quantity for name in NAMES} - {None}
    assert counted == {"prison_admissions"}
    assert counted <= {measure.name for measure in MEASURES}


def test_presets_are_no_jurisdiction_and_no_scenarios():
    assert SHIPPED / "presets" not in jurisdiction_folders()
    for name in ("presets/oregon", "parameters/jail"):
        with pytest.raises(InputError, match="there is no such scenario"):
            load_scenario(name)


# --- Names that are not presets -----------------------------------------------------------------------


def test_an_unknown_preset_is_refused_with_the_nearest_names_and_all():
    with pytest.raises(InputError) as caught:
        load_preset("oregano")
    assert str(caught.value) == (
        f"there is no such preset; found oregano; allowed: {', '.join(preset_names())}; did you mean oregon?"
    )


def test_a_refusal_says_where_the_name_stands():
    document = read_text(b"title: Mine\nagreement:\n  preset: prop-74\n", "mine.yaml")
    with pytest.raises(InputError) as caught:
        load_preset("prop-74", document, ("agreement", "preset"))
    assert str(caught.value).startswith("mine.yaml, line 3, key agreement.preset: there is no such preset")
    assert caught.value.nearest == ("prop-47",)


@pytest.mark.parametrize("name", ["", "../parameters/jail", "/etc/passwd", "Oregon", "oregon.yaml"])
def test_only_a_shipped_name_opens_a_file(name: str):
    with pytest.raises(InputError, match="there is no such preset"):
        load_preset(name)


def test_none_has_no_terms_to_load():
    with pytest.raises(ValueError, match="there is no agreement"):
        load_preset("none")


# --- Agreements as files write them -------------------------------------------------------------------

PRESET = "title: T\nsentence: S.\nsource: Somewhere.\nagreement:\n  {}\nchecks:\n  - {{what: W, figure: sum, "
PRESET += "given: {{a: 1}}, expected: 1, tolerance: 0}}\n"


def read(line: str) -> AgreementFile:
    document = read_text(PRESET.format(line).encode(), "mine.yaml")
    return validate(PresetFile, document).agreement


REFUSED = {
    "covers: []": "covers: this is empty; found an empty list; allowed: at least one entry",
    "covers: city": "covers: not a list; found city; allowed: entries that each begin with a '-'",
    "covers: [city, city]": "covers: city is named twice",
    "covers: [City]": "covers.0: not a valid name; found City; "
    "allowed: lowercase letters, digits and _, beginning with a letter",
    "split: {fund: 0.5, county: 0.4}": "split: the shares add up to 0.9, not 1",
    "split: {}": "split: this is empty; found nothing; allowed: at least one entry",
    "split: {fund: 1.5, county: -0.5}": "split.fund: this is too high; found 1.5; allowed: 1 or less",
    "split: {fund: true}": "split.fund: not a number; found true; "
    "allowed: a number such as 0.25 or 1500, without quotes, commas or units",
    "shares_by_year: []": "shares_by_year: this is empty; found an empty list; allowed: at least one entry",
    "shares_by_year: [0.5, -0.1]": "shares_by_year.1: this is too low; found -0.1; allowed: 0 or more",
    "caps_by_year: [null, -1]": "caps_by_year.1: this is too low; found -1; allowed: 0 or more",
    "caps_by_year: [null, much]": "caps_by_year.1: not a number; found much; "
    "allowed: a number such as 0.25 or 1500, without quotes, commas or units",
    "years: 0": "years: this is too low; found 0; allowed: 1 or more",
    "years: 2.5": "years: not a whole number; found 2.5; allowed: a whole number, without quotes or commas",
    "plan: [{buy: case_managers, most: 0}]": "plan.0.most: this is too low; found 0; allowed: 1 or more",
    "plan: [{buy: case_manager}]": "plan.0.buy: not one of the words allowed here; found case_manager; allowed: "
    "case_managers · supervisors · liaison_prosecutor · interim_housing · permanent_housing · treatment; "
    "did you mean case_managers?",
    "plan: [{most: 2}]": "plan.0: the key buy is missing",
    "measure: measure": "measure: not one of the words allowed here; found measure; allowed: "
    "measured · perfect_audit · deemed · contract · outcome; did you mean measured?",
    "share: 0.5": "share: there is no such key; allowed: preset, covers, measure, deemed_quantity, contract_line, "
    "tiers, investor, certified_by, split, shares_by_year, caps_by_year, years, up_to_cost_of, plan",
}


@pytest.mark.parametrize("line", REFUSED)
def test_an_agreement_is_refused_in_plain_words(line: str):
    with pytest.raises(InputError) as caught:
        read(line)
    assert caught.value.file == "mine.yaml"
    assert message_of(caught.value) == f"line 5, key agreement.{REFUSED[line]}"


def test_lists_and_numbers_are_read_as_files_write_them():
    plan = "plan: [{buy: case_managers, most: 4}, {buy: supervisors}]"
    assert read(plan).plan == (Purchase(buy="case_managers", most=4), Purchase(buy="supervisors"))
    assert read("caps_by_year: [null, 21000000]").caps_by_year == (None, 21_000_000.0)
    assert read("shares_by_year: [1, 0.25]").shares_by_year == (1.0, 0.25)
    assert read("covers: [city, county]").covers == ("city", "county")


def test_a_preset_does_not_build_on_another_nor_on_none():
    for name in ("oregon", "none"):
        with pytest.raises(InputError, match="a preset does not build on another"):
            read(f"preset: {name}")


def test_a_recipient_is_named_where_its_share_is_the_figure_and_nowhere_else():
    keys: dict[str, Any] = {"what": "W", "given": {"captured": 1.0}, "expected": 1.0, "tolerance": 0.0}
    assert CheckFigure(figure="recipient", recipient="fund", **keys).recipient == "fund"
    for more in ({"figure": "recipient"}, {"figure": "sum", "recipient": "fund"}):
        with pytest.raises(ValidationError, match="says whose share it is"):
            CheckFigure(**keys, **more)


# --- What an agreement is in the end --------------------------------------------------------------------


def test_what_nobody_says_is_measured_shared_with_nobody_and_without_end():
    assert resolve(AgreementFile(covers=("city",)), None) == Agreement(
        preset=None,
        covers=("city",),
        measure="measured",
        deemed_quantity=None,
        contract_line=None,
        tiers=None,
        investor=None,
        certified_by="Nobody is named.",
        split={"fund": 1.0},
        shares_by_year=None,
        caps_by_year=None,
        years=None,
        up_to_cost_of=None,
        plan=(),
    )


def test_own_keys_win_over_the_preset_also_those_set_to_nothing():
    preset = load_preset("pennsylvania").agreement
    own = AgreementFile(preset="pennsylvania", covers=("state",), shares_by_year=(0.1,), caps_by_year=None, years=3)
    agreement = resolve(own, preset)
    assert (agreement.shares_by_year, agreement.caps_by_year, agreement.years) == ((0.1,), None, 3)
    assert agreement.certified_by == preset.certified_by
    kept = resolve(AgreementFile(covers=("state",)), preset)
    assert (kept.shares_by_year, kept.caps_by_year) == ((0.75, 0.75, 0.25), (None, 21_000_000.0, None))


def test_another_measure_leaves_out_what_belonged_to_the_presets():
    contract = resolve(AgreementFile(measure="measured"), load_preset("seattle-king-county").agreement)
    assert (contract.measure, contract.contract_line, contract.covers) == ("measured", None, ("county",))
    bond = resolve(AgreementFile(covers=("city",), measure="perfect_audit"), load_preset("denver").agreement)
    assert (bond.tiers, bond.investor, bond.split) == (None, None, {"fund": 1.0})


COVERED: dict[str, Any] = {"covers": ("city",)}
OUTCOME: dict[str, Any] = {**COVERED, "measure": "outcome", "tiers": "rikers", "investor": "state"}
UNFIT: list[tuple[dict[str, Any], str]] = [
    ({}, "an agreement says which payers hand over what they save, as in covers: [city]"),
    ({"preset": "none"}, "preset: none means that there is no agreement"),
    (
        {**COVERED, "measure": "deemed"},
        "measure: deemed needs deemed_quantity: which quantity it counts, as in deemed_quantity: jail_days",
    ),
    (
        {**COVERED, "measure": "contract"},
        "measure: contract needs contract_line: which cost line's contract sends money back, as in "
        "contract_line: jail bed",
    ),
    (
        {**COVERED, "measure": "outcome", "investor": "state"},
        "measure: outcome needs tiers: by which tiers it pays, as in tiers: denver",
    ),
    (
        {**COVERED, "measure": "outcome", "tiers": "rikers"},
        "measure: outcome needs investor: which payer paid up front, as in investor: philanthropy",
    ),
    (
        {**COVERED, "contract_line": "jail bed"},
        "contract_line belongs to measure: contract, and this agreement's is measured",
    ),
    (
        {**COVERED, "measure": "deemed", "deemed_quantity": "jail_days", "investor": "state"},
        "investor belongs to measure: outcome, and this agreement's is deemed",
    ),
    ({**OUTCOME, "split": {"fund": 1.0}}, "an outcome payment goes to the investor: split: {state: 1}"),
    (
        {**OUTCOME, "shares_by_year": (0.5,)},
        "an outcome payment follows its tiers, so it takes no shares_by_year",
    ),
]


@pytest.mark.parametrize(("keys", "said"), UNFIT)
def test_an_agreement_whose_parts_do_not_fit_is_refused_in_one_sentence(keys: dict[str, Any], said: str):
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        resolve(AgreementFile(**keys), None)
    assert str(caught.value) == said


def test_none_is_said_alone():
    assert AgreementFile(preset="none").is_none
    assert not AgreementFile(preset="oregon").is_none
    with pytest.raises(ValidationError, match="so nothing else is said about it"):
        AgreementFile(preset="none", covers=("city",))


def test_a_presets_own_file_is_refused_like_any_other(installation: Path):
    path = installation / "presets" / "mine.yaml"
    path.write_text(PRESET.format("cover: [city]"), encoding="utf-8")
    assert "mine" in preset_names()
    with pytest.raises(InputError) as caught:
        load_preset("mine")
    assert caught.value.file == str(path)
    assert "line 5, key agreement.cover: there is no such key" in str(caught.value)
