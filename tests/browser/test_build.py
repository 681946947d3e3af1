"""Building a scenario in a browser: change, see it refused and mended, save, run, cancel, run again, see the answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from simulator.inputs.load import load_scenario_text
from simulator.store import Store
from tests.browser.conftest import Visit, serving, visiting

PRICES = "?from=king-county/pilot&set=costs.jail_day:100&draws=50"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Return a server of its own with an empty store: what runs here, nobody else waits for."""
    store = tmp_path_factory.mktemp("build") / "store.sqlite"
    with serving(store) as address:
        yield address, store


@pytest.fixture
def guest(browser: Browser, own: tuple[str, Path]) -> Iterator[Visit]:
    with visiting(browser, own[0]) as found:
        yield found


def box(visit: Visit, label: str) -> Locator:
    return visit.page.get_by_label(label, exact=True).and_(visit.page.locator("input[type=text], input:not([type])"))


def until_in_address(visit: Visit, text: str) -> None:
    visit.page.wait_for_function("text => decodeURIComponent(location.search).includes(text)", arg=text)


def test_a_change_by_field_slider_chip_and_switch_is_in_the_address_and_in_the_table(guest: Visit) -> None:
    page = guest.open(path="/build")
    assert page.locator("#build-go").is_disabled()
    box(guest, "People per case manager").fill("20")
    box(guest, "People per case manager").press("Enter")
    until_in_address(guest, "set=lead.caseload:20")
    slider = page.get_by_role("slider", name="Officers who offer it")
    slider.press("ArrowRight")
    until_in_address(guest, "set=lead.officer_offers:51")
    page.wait_for_function("() => document.activeElement.getAttribute('aria-label') === 'Officers who offer it'")
    page.locator(".chips label").first.click()
    until_in_address(guest, "set=lead.eligible.drug_possession:0")
    page.get_by_role("radiogroup", name="Hire to demand").get_by_label("Yes").check(force=True)
    until_in_address(guest, "set=lead.hire_to_demand:1")
    guest.settled()
    assert page.locator(".was-now tbody tr").count() == 4
    assert page.locator("#build-go").is_enabled()
    shared = page.url
    page.get_by_role("button", name="Take back: Hire to demand").click()
    page.wait_for_function("() => !location.search.includes('hire_to_demand')")
    page.goto(shared)
    guest.settled()
    assert page.locator(".was-now tbody tr").count() == 4
    assert guest.complaints == []
    assert guest.outside() == []


def test_bad_input_is_said_at_its_field_and_can_be_mended(guest: Visit) -> None:
    page = guest.open(path="/build")
    box(guest, "Hiring delay").fill("soon")
    box(guest, "Hiring delay").press("Enter")
    page.get_by_text("“soon” is not a number").wait_for()
    assert page.locator("#build-go").is_disabled()
    assert "Hiring delay" in page.locator(".hint").inner_text()
    box(guest, "Hiring delay").fill("90")
    box(guest, "Hiring delay").press("Enter")
    page.locator("#build-go:not([disabled])").wait_for()
    assert page.locator(".problem:visible").count() == 0


def test_the_file_that_is_saved_is_a_scenario(guest: Visit) -> None:
    page = guest.open("?set=lead.caseload:20&name=Fewer+each", "/build")
    with page.expect_download() as saved:
        page.get_by_text("Save the file").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert saved.value.suggested_filename == "fewer-each.yaml"
    scenario = load_scenario_text(text, "fewer-each.yaml")
    assert (scenario.title, scenario.parameters["lead.caseload"].value) == ("Fewer each", 20.0)


def test_a_run_is_canceled_and_begun_again(guest: Visit, own: tuple[str, Path]) -> None:
    page = guest.open("?set=lead.caseload:20&draws=200", "/build")
    page.locator("#build-go").click()
    page.get_by_role("button", name="Cancel").click(timeout=60_000)
    page.get_by_text("Canceled", exact=True).wait_for()
    assert "job=" in page.url
    page.get_by_role("button", name="Run again").click()
    page.get_by_role("button", name="Cancel").or_(page.get_by_role("button", name="Leave the line")).click()
    page.get_by_text("Canceled", exact=True).wait_for()
    assert guest.complaints == []


def test_a_run_leads_to_its_answer_and_stays_when_the_draft_goes_on(guest: Visit, own: tuple[str, Path]) -> None:
    page = guest.open(PRICES, "/build")
    page.locator("#build-go").click()
    page.get_by_role("progressbar").wait_for(timeout=60_000)
    page.get_by_role("link", name="See the whole answer").wait_for(timeout=180_000)
    assert page.get_by_role("progressbar").count() == 0
    box(guest, "Share of the published effect").fill("50")
    box(guest, "Share of the published effect").press("Enter")
    page.get_by_text("Before your change").wait_for()
    page.goto(f"{guest.address}/build{PRICES.replace(':100', ':150')}")
    page.get_by_text("Known without a run").wait_for()
    page.go_back()
    page.get_by_role("link", name="See the whole answer").click()
    page.wait_for_function("() => location.pathname === '/'")
    guest.settled()
    with Store(str(own[1])) as store:
        ((kept, _, identity),) = store.comparisons()
    assert f"answer={kept}" in page.url
    assert identity.scenarios == ("king-county/pilot", "my-scenario.yaml")
