"""Journeys on Evidence and Runs, in a real browser."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page

from tests.browser import looks
from tests.browser.conftest import Visit, visiting

Kept = tuple[Path, dict[str, str]]


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True)


def find(visit: Visit, words: str) -> None:
    """Type into the search, and wait for the page that follows."""
    before = visit.page.url
    field = visit.page.get_by_label("Find (Enter)")
    field.fill(words)
    field.press("Enter")
    visit.page.wait_for_function("before => location.href !== before", arg=before)
    visit.settled()


def test_a_search_is_in_the_address_and_a_shared_link_repeats_it(visit: Visit, browser: Browser, address: str) -> None:
    page = visit.open(path="/evidence")
    find(visit, "jail bed")
    assert query(page)["find"] == ["jail bed"]
    found = page.locator("#title-inputs").inner_text()
    assert found.endswith("with “jail bed”")
    with visiting(browser, address) as other:
        other.page.goto(page.url)
        other.settled()
        assert other.page.locator("#title-inputs").inner_text() == found
        assert other.page.get_by_label("Find (Enter)").input_value() == "jail bed"
    find(visit, "")
    assert page.locator("#title-inputs").inner_text().startswith("All ")
    assert visit.complaints == []
    assert visit.outside() == []


def test_a_topic_leads_to_its_inputs_and_their_file(visit: Visit) -> None:
    page = visit.open(path="/evidence")
    page.get_by_role("link", name="Jail stays", exact=True).click()
    page.wait_for_function("() => document.getElementById('title-inputs').textContent.endsWith('on “Jail stays”')")
    visit.settled()
    assert query(page)["topic"] == ["jail"]
    page.locator("summary", has_text="Download").last.click()
    with page.expect_download() as download:
        page.locator('[data-figure="inputs"]').get_by_text("Numbers (CSV)").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))
    assert {row["topic"] for row in rows} == {"Jail stays"}
    shown = page.locator("table.inputs code").all_inner_texts()
    assert list(dict.fromkeys(row["path"] for row in rows)) == shown
    assert visit.complaints == []


def test_two_answers_are_chosen_and_held_against_each_other(visit: Visit, kept: Kept) -> None:
    page = visit.open(f"?answer={kept[1]['sample']}&other={kept[1]['hostile 0']}", path="/runs")
    assert visit.finding().startswith("Other scenarios")
    assert page.evaluate("() => window.ran") is None
    page.get_by_role("navigation").get_by_role("link", name="Compare", exact=True).click()
    page.wait_for_selector('[data-figure="ladder"]')
    visit.settled()
    assert query(page)["answer"] == [kept[1]["sample"]]
    assert visit.complaints == []
    assert visit.outside() == []


# -- places, and what was published -----------------------------------------------------------------------------


def choose(visit: Visit, label: str, option: str) -> None:
    """Choose an option of a list, and wait for the page that follows."""
    page, before = visit.page, visit.page.url
    page.get_by_role("textbox", name=label).or_(page.get_by_role("combobox", name=label)).first.click()
    page.get_by_role("option", name=option, exact=True).click()
    page.wait_for_function("before => location.href !== before", arg=before)
    visit.settled()


def test_another_place_brings_its_answer_and_one_without_an_answer_leads_to_build(visit: Visit, kept: Kept) -> None:
    page = visit.open(f"?answer={kept[1]['full']}", path="/sure")
    choose(visit, "Place", "here")
    assert query(page)["place"] == ["here"]
    assert query(page)["answer"][0] in kept[1].values()
    choose(visit, "Place", "Santa Fe, New Mexico")
    assert visit.finding() == "Nothing has been asked about Santa Fe, New Mexico yet"
    assert looks.barriers(page) == []
    assert looks.beyond(page) == []
    page.get_by_role("link", name="Compare", exact=True).first.click()
    page.wait_for_function("() => location.pathname === '/'")
    visit.settled()
    assert visit.finding().startswith("Nothing has been asked about Santa Fe")
    page.get_by_role("link", name="The pilot", exact=True).click()
    page.wait_for_function("() => location.pathname === '/build'")
    visit.settled()
    assert (query(page)["place"], query(page)["from"]) == (["santa-fe"], ["santa-fe/pilot"])
    choose(visit, "Place", "Albany, New York")
    assert query(page)["from"] == ["albany/current"]
    assert visit.complaints == []
    assert visit.outside() == []


def test_published_and_simulated_are_a_link_and_keep_their_table(visit: Visit, browser: Browser, address: str) -> None:
    page = visit.open(path="/evidence")
    page.get_by_role("link", name="Published against simulated", exact=True).click()
    page.wait_for_function("() => document.querySelector('h1').textContent.includes('published figures agree')")
    visit.settled()
    assert query(page)["part"] == ["validation"]
    page.get_by_role("radio", name="50 draws").click()
    page.wait_for_function("() => location.search.includes('inputs=drawn')")
    visit.settled()
    figure = page.locator('[data-figure="validation-seattle"]')
    figure.locator('[data-show="table"]').click()
    assert figure.locator("tbody tr").count() > 10
    with visiting(browser, address) as other:
        other.page.goto(page.url)
        other.settled()
        assert other.finding() == visit.finding()
        assert other.page.locator('[data-figure="validation-seattle"] table').is_visible()
    page.locator('[data-figure="validation-seattle"] summary').click()
    with page.expect_download() as download:
        figure.locator('a[href^="/csv/"]').click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))
    assert [row["agrees"] for row in rows] == figure.locator("tbody td:last-child").all_inner_texts()
    assert visit.complaints == []
