"""Agreements of scenarios: what is refused and how, which one holds, and what its preset sets."""

from __future__ import annotations

import pytest

from simulator.errors import InputError
from simulator.experiment.fund_terms import fund_terms
from simulator.inputs.draw import draw_inputs
from simulator.inputs.load import load_scenario
from simulator.inputs.presets import preset_names
from simulator.model.measures import MEASURES
from simulator.model.tally import Tally
from tests.inputs.conftest import HEAD, Place, message_of
from tests.inputs.test_cost_lines import CITY, CONTRACT, with_line

PAYERS = "allowed: city, county, state"
BUY = "plan: [{buy: case_managers}]"


def agreement(*keys: str) -> str:
    """Return the text of a scenario with an agreement, whose keys begin on line 4."""
    return f"{HEAD}reinvestment:\n" + "".join(f"  {key}\n" for key in keys)


# --- What is refused ---------------------------------------------------------------------------------------

REFUSED = {
    "a preset that is none": (
        agreement("preset: oregano", "covers: [state]"),
        "line 4, key reinvestment.preset: there is no such preset; found oregano; "
        f"allowed: {', '.join(preset_names())}; did you mean oregon?",
    ),
    "a preset alone": (
        f"{HEAD}reinvestment: oregon\n",
        "line 3, key reinvestment: 'key: value' lines belong here; found oregon",
    ),
    "a preset that covers nobody": (
        agreement("preset: oregon"),
        "line 3, key reinvestment: an agreement says which payers hand over what they save, as in covers: [city]",
    ),
    "none and more": (
        agreement("preset: none", "covers: [city]"),
        "line 3, key reinvestment: preset: none means that there is no agreement, so nothing else is said about it",
    ),
    "none and a plan": (
        agreement("preset: none", BUY),
        "line 3, key reinvestment: preset: none means that there is no agreement, so nothing else is said about it",
    ),
    "a payer that is none": (
        agreement("covers: [city, conty]"),
        f"line 4, key reinvestment.covers: there is no such payer; found conty; {PAYERS}; did you mean county?",
    ),
    "a payer that stands for several": (
        agreement("covers: [medicaid]"),
        f"line 4, key reinvestment.covers: there is no such payer; found medicaid; {PAYERS}",
    ),
    "the net cost of nobody": (
        agreement("covers: [county]", "up_to_cost_of: ctiy"),
        f"line 5, key reinvestment.up_to_cost_of: there is no such payer; found ctiy; {PAYERS}; did you mean city?",
    ),
    "an investor of another place": (
        agreement("preset: denver", "covers: [city]"),
        f"line 3, key reinvestment.investor: there is no such payer; found philanthropy; {PAYERS}",
    ),
    "an investor that is none": (
        agreement("preset: denver", "covers: [city]", "investor: stat", "split: {stat: 1}"),
        f"line 6, key reinvestment.investor: there is no such payer; found stat; {PAYERS}; did you mean state?",
    ),
    "shares below a whole": (
        agreement("covers: [city]", "split: {fund: 0.5, county: 0.4}"),
        "line 5, key reinvestment.split: the shares add up to 0.9, not 1",
    ),
    "shares above a whole": (
        agreement("covers: [city]", "split: {fund: 0.65, schools: 0.25, victims: 0.2}"),
        "line 5, key reinvestment.split: the shares add up to 1.1, not 1",
    ),
    "a plan without a fund": (
        agreement("covers: [city]", "split: {county: 1}", BUY),
        "line 6, key reinvestment.plan: a plan spends what the fund gets, and the split gives it nothing",
    ),
    "a plan with nothing for the fund": (
        agreement("covers: [city]", "split: {county: 1, fund: 0}", BUY),
        "line 6, key reinvestment.plan: a plan spends what the fund gets, and the split gives it nothing",
    ),
    "a plan of whom investors pay": (
        agreement("preset: denver", "covers: [city]", "investor: state", BUY),
        "line 7, key reinvestment.plan: a plan spends what the fund gets, and the split gives it nothing",
    ),
    "deemed by nothing": (
        agreement("covers: [state]", "measure: deemed"),
        "line 3, key reinvestment: measure: deemed needs deemed_quantity: which quantity it counts, as in "
        "deemed_quantity: jail_days",
    ),
    "no contract": (
        agreement("covers: [county]", "measure: contract"),
        "line 3, key reinvestment: measure: contract needs contract_line: which cost line's contract sends money back, "
        "as in contract_line: jail bed",
    ),
    "a contract where there is none": (
        agreement("covers: [county]", "measure: contract", "contract_line: jail contract"),
        "line 6, key reinvestment.contract_line: there is no such contract with a minimum; found jail contract; "
        "allowed: none in this scenario",
    ),
    "a line that is no contract": (
        with_line(CONTRACT, counts=CITY)
        + "reinvestment: {covers: [county], measure: contract, contract_line: jail bed}\n",
        "line 8, key reinvestment.contract_line: there is no such contract with a minimum; found jail bed; "
        "allowed: mine",
    ),
    "a contract misspelled": (
        with_line(CONTRACT, counts=CITY) + "reinvestment: {preset: seattle-king-county, contract_line: mien}\n",
        "line 8, key reinvestment.contract_line: there is no such contract with a minimum; found mien; "
        "allowed: mine; did you mean mine?",
    ),
    "a contract for what is measured": (
        agreement("covers: [county]", "contract_line: jail bed"),
        "line 3, key reinvestment: contract_line belongs to measure: contract, and this agreement's is measured",
    ),
    "a share and shares by year": (
        agreement("covers: [county]", "shares_by_year: [0.75, 0.25]") + "set:\n  capture.share: 0.5\n",
        "line 7, key set.capture.share: shares_by_year says what this agreement captures, so this would not be read; "
        "leave it out, or set shares_by_year: null in the agreement",
    ),
    "a share and a preset's shares by year": (
        agreement("preset: pennsylvania", "covers: [state]") + "set:\n  capture.share: 0.5\n",
        "line 7, key set.capture.share: shares_by_year says what this agreement captures, so this would not be read; "
        "leave it out, or set shares_by_year: null in the agreement",
    ),
    "a key too many": (
        agreement("covers: [county]", "share: 0.5"),
        "line 5, key reinvestment.share: there is no such key; allowed: preset, covers, measure, deemed_quantity, "
        "contract_line, tiers, investor, certified_by, split, shares_by_year, caps_by_year, years, up_to_cost_of, plan",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_agreement_is_refused_in_plain_words(place: Place, name: str):
    text, said = REFUSED[name]
    with pytest.raises(InputError) as caught:
        place.load(head=text)
    assert caught.value.file == str(place.folder / "mine.yaml")
    assert message_of(caught.value) == said


@pytest.mark.parametrize("key", ["covers: [county]", "covers: [state, county]"])
def test_who_bears_societys_costs_saves_no_budget(place: Place, key: str):
    society = with_line("price: costs.booking", "society: true", counts="{contacts: county}")
    with pytest.raises(InputError) as caught:
        place.load(head=f"{society}reinvestment:\n  {key}\n")
    assert message_of(caught.value) == (
        "line 10, key reinvestment.covers: who bears society's costs has no budget that saves; found county"
    )
    assert place.load(head=f"{society}reinvestment:\n  covers: [city]\n").agreement


def test_an_agreement_is_refused_in_the_file_that_makes_it(place: Place):
    place.write("other.yaml", agreement("covers: [conty]"))
    with pytest.raises(InputError) as caught:
        place.load("lead.consent: 1", head=f"{HEAD}extends: other\n")
    assert caught.value.file == str(place.folder / "other.yaml")
    assert message_of(caught.value).startswith("line 4, key reinvestment.covers")


# --- What only shows when the model is asked -------------------------------------------------------------------


def deemed(quantity: str) -> str:
    return agreement("preset: sb-678", "covers: [state]", f"deemed_quantity: {quantity}")


def test_a_deemed_quantity_that_is_none_is_refused_with_the_nearest(place: Place):
    inputs = draw_inputs(place.load(head=deemed("prison_admission")), 1, 0)
    with pytest.raises(InputError) as caught:
        fund_terms(inputs, [])
    assert (caught.value.key, caught.value.found) == ("reinvestment.deemed_quantity", "prison_admission")
    assert caught.value.problem == "there is no such quantity"
    assert caught.value.nearest[0] == "prison_admissions"


@pytest.mark.parametrize("quantity", ["prison_admissions", "jail_days", MEASURES[-1].name])
def test_a_quantity_of_the_model_can_be_deemed(place: Place, quantity: str):
    inputs = draw_inputs(place.load(head=deemed(quantity)), 1, 0)
    terms = fund_terms(inputs, [Tally.empty(24, ("other",))])
    assert terms is not None
    assert terms.agreement.deemed_quantity == quantity


# --- Which one holds ---------------------------------------------------------------------------------------------


def test_without_an_agreement_there_is_none_and_no_fund(place: Place):
    scenario = place.load()
    assert scenario.agreement is None
    assert not scenario.has_fund
    assert scenario.payers == ("city", "county", "state")


def test_an_agreement_that_captures_nothing_is_no_fund(place: Place):
    nothing = place.load(head=agreement("covers: [county]"))
    assert nothing.agreement is not None
    assert not nothing.has_fund
    assert nothing.payers == ("city", "county", "state")
    half = place.load("capture.share: 0.5", head=agreement("covers: [county]"))
    assert half.has_fund
    assert half.payers == ("city", "county", "state", "fund")
    by_year = place.load(
        head=agreement("covers: [county]", "shares_by_year: [0, 1]", "split: {fund: 0.9, schools: 0.1}")
    )
    assert by_year.payers == ("city", "county", "state", "fund", "others")


def test_a_preset_sets_its_parameters_and_they_count_as_changes(place: Place):
    scenario = place.load(head=agreement("preset: prop-47", "covers: [state]"))
    assert scenario.changes == ("capture.share", "capture.lag", "capture.administration")
    assert scenario.parameters["capture.lag"].value == 2
    assert scenario.jurisdiction.parameters["capture.lag"].value == 12
    assert scenario.agreement is not None
    assert scenario.agreement.split == {"fund": 0.65, "schools": 0.25, "victims": 0.1}


def test_a_scenario_sets_otherwise_than_its_preset_does(place: Place):
    scenario = place.load("capture.lag: 18", head=agreement("preset: prop-47", "covers: [state]"))
    assert scenario.parameters["capture.lag"].value == 18
    assert scenario.parameters["capture.share"].value == 1
    assert scenario.changes == ("capture.share", "capture.lag", "capture.administration")


def test_an_agreement_is_taken_over_as_it_is_and_ended_by_none(place: Place):
    place.write("other.yaml", agreement("preset: prop-47", "covers: [state]", BUY))
    extended = f"{HEAD}extends: other\n"
    parent = load_scenario(place.folder / "other.yaml")
    assert place.load(head=extended).agreement == parent.agreement
    ended = place.load(head=f"{extended}reinvestment: {{preset: none}}\n")
    assert ended.agreement is None
    assert ended.parameters == ended.jurisdiction.parameters, "nothing of the preset is left either"
    assert ended.changes == ()


def test_a_later_agreement_holds_as_a_whole_with_its_own_preset_or_none(place: Place):
    place.write("other.yaml", agreement("preset: prop-47", "covers: [state]", BUY) + "set:\n  capture.floor: FLOOR\n")
    text = (place.folder / "other.yaml").read_text().replace("FLOOR", "{value: 7, price_year: 2025}")
    place.write("other.yaml", text)
    extended = f"{HEAD}extends: other\n"
    own = place.load(head=agreement("covers: [county]").replace(HEAD, extended))
    assert own.agreement is not None
    assert (own.agreement.preset, own.agreement.covers, own.agreement.plan) == (None, ("county",), ())
    assert own.changes == ("capture.floor",), "what the other sets itself stays, what its preset sets does not"
    assert not own.has_fund
    another = place.load(head=agreement("preset: oregon", "covers: [county]").replace(HEAD, extended))
    assert another.parameters["capture.share"].value == 0.375
    assert another.parameters["capture.lag"].value == 12, "and not the 2 months of the other preset"


def test_shares_by_year_hold_against_a_share_that_was_set_before_them(place: Place):
    place.write("other.yaml", agreement("covers: [county]") + "set:\n  capture.share: 0.5\n")
    by_year = agreement("covers: [county]", "shares_by_year: [0.75]").replace(HEAD, f"{HEAD}extends: other\n")
    scenario = place.load(head=by_year)
    assert scenario.agreement is not None
    assert scenario.agreement.shares_by_year == (0.75,)


def test_a_share_that_is_set_after_shares_by_year_is_refused_where_it_stands(place: Place):
    place.write("other.yaml", agreement("covers: [county]", "shares_by_year: [0.75]"))
    with pytest.raises(InputError) as caught:
        place.load("capture.share: 0.5", head=f"{HEAD}extends: other\n")
    assert caught.value.file == str(place.folder / "mine.yaml")
    assert message_of(caught.value).startswith("line 5, key set.capture.share: shares_by_year says")


def test_shares_by_year_of_a_preset_can_be_taken_back(place: Place):
    head = agreement("preset: pennsylvania", "covers: [state]", "shares_by_year: null")
    scenario = place.load("capture.share: 0.5", head=head)
    assert scenario.agreement is not None
    assert scenario.agreement.shares_by_year is None
    assert scenario.has_fund
