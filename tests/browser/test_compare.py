"""Journeys on the Compare page, in a real browser."""

from __future__ import annotations

import csv
import io
import re
import struct
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page

from dashboard.figures import ladder
from dashboard.queries import stored_example
from simulator.results import TAXPAYERS
from tests.browser.conftest import Visit, serving, visiting
from tests.browser.hostile import EVIL, HOSTILE

Kept = tuple[Path, dict[str, str]]


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def choose(visit: Visit, label: str, option: str) -> None:
    """Choose an option of a list, and wait for the page that follows."""
    page, before = visit.page, visit.page.url
    page.get_by_role("textbox", name=label).or_(page.get_by_role("combobox", name=label)).first.click()
    page.get_by_role("option", name=re.compile(f"^{option}(:|$)")).click()
    page.wait_for_function("before => location.href !== before", arg=before)
    visit.settled()


def test_a_first_visit_shows_the_stored_example_and_says_so(visit: Visit) -> None:
    page = visit.open()
    assert "stored example" in page.locator("aside").inner_text()
    assert "would very likely cost taxpayers" in visit.finding()
    assert "simulated futures this costs more than it saves" in visit.finding()
    assert page.locator(".js-plotly-plot").count() == 3
    assert query(page)["answer"] == ["example"]
    assert page.evaluate("document.documentElement.lang") == "en-US"
    assert visit.complaints == []
    assert visit.outside() == []
    assert len(visit.asked) > 5


def test_another_scenario_and_another_payer_change_the_finding_and_the_address(visit: Visit) -> None:
    page = visit.open()
    first = visit.finding()
    choose(visit, "Scenario", "Citywide")
    assert visit.finding() != first
    assert "Citywide" in visit.finding()
    assert query(page)["focus"] == ["king-county/citywide"]
    before = page.url
    page.get_by_role("radio", name="County").click()
    page.wait_for_function("before => location.href !== before", arg=before)
    page.wait_for_function("() => document.querySelector('h1').textContent.includes('the county')")
    visit.settled()
    assert query(page)["payer"] == ["county"]
    assert "in cash" in visit.finding()
    assert visit.complaints == []


def test_a_shared_link_opens_the_same_view_cold(visit: Visit, browser: Browser, address: str) -> None:
    page = visit.open()
    choose(visit, "Scenario", "Pilot")
    page.locator('[data-figure="ladder"] [data-show="table"]').click()
    link, finding = page.url, visit.finding()
    assert query(page)["table"] == ["ladder"]
    with visiting(browser, address) as other:
        other.page.goto(link)
        other.settled()
        assert other.finding() == finding
        assert other.page.url == link
        assert other.page.locator('[data-figure="ladder"] table').is_visible()
        assert not other.page.locator('[data-figure="ladder"] .chart').is_visible()


def test_going_back_shows_what_was_there(visit: Visit, kept: Kept) -> None:
    page = visit.open(f"?answer={kept[1]['sample']}")
    assert "Gain" in visit.finding()
    page.evaluate("history.pushState(null, '', '/?answer=example'); dispatchEvent(new PopStateEvent('popstate'))")
    page.wait_for_function("() => document.querySelector('h1').textContent.includes('Current')")
    page.go_back()
    page.wait_for_function("() => document.querySelector('h1').textContent.includes('Gain')")


def test_another_page_begins_at_its_top_with_every_menu_closed(browser: Browser, address: str) -> None:
    with visiting(browser, address, width=390) as visit:
        page = visit.open()
        page.locator("header nav.small summary").click()
        page.evaluate("scrollTo(0, 40)")
        page.locator("header nav.small a", has_text="How sure").click()
        page.wait_for_function("() => document.querySelector('[data-figure=intervals]')")
        visit.settled()
        assert page.locator("details[open]").count() == 0
        assert page.evaluate("scrollY") == 0


def test_a_gain_reads_as_a_gain(visit: Visit, kept: Kept) -> None:
    visit.open(f"?answer={kept[1]['sample']}&focus=here/gain")
    assert visit.finding() == "“Gain” would very likely save $15.0M over four years"
    assert visit.page.locator("h1 .loss").count() == 0


def test_chart_table_and_file_have_the_same_numbers(visit: Visit) -> None:
    page = visit.open()
    figure = page.locator('[data-figure="ladder"]')
    figure.locator('[data-show="table"]').click()
    shown = [row.locator("th,td").all_inner_texts() for row in figure.locator("tbody tr").all()]
    table = ladder.draw(ladder.of(stored_example(), "king-county/current", TAXPAYERS), theme="light", width=734).table
    assert [tuple(row) for row in shown] == list(table.rows)
    figure.get_by_text("Download", exact=True).click()
    with page.expect_download() as waiting:
        figure.get_by_text("Numbers (CSV)").click()
    head, *rows = csv.reader(io.StringIO(Path(waiting.value.path()).read_text(encoding="utf-8")))
    assert tuple(head) == table.columns
    assert [[float(cell) for cell in row[1:3] if cell] for row in rows] == [
        [value for value in row[1:3] if value is not None] for row in table.values
    ]


@pytest.mark.parametrize("kind", ["png", "svg"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_has_its_words_and_nothing_from_elsewhere(
    browser: Browser, address: str, kind: str, scheme: str
) -> None:
    with visiting(browser, address, scheme=scheme) as visit:
        page = visit.open()
        figure = page.locator('[data-figure="dots"]')
        figure.get_by_text("Download", exact=True).click()
        with page.expect_download() as waiting:
            figure.locator(f'[data-image="{kind}"]').click()
        data = Path(waiting.value.path()).read_bytes()
        assert visit.complaints == []
        if kind == "png":
            width, height = struct.unpack(">II", data[16:24])
            assert width >= 1600
            assert height > width / 3
        else:
            text = data.decode()
            ElementTree.fromstring(text)  # noqa: S314 - our own
            assert "In 50 of 50 futures" in text
            assert "#FFFFFF" in text
            assert "rgb(18, 22, 27)" not in text
            assert "url(http" not in text
            assert "font/woff2;base64" in text


def test_everything_can_be_reached_and_used_by_keyboard(visit: Visit) -> None:
    page = visit.open()
    seen: list[str] = []
    for _ in range(70):
        page.keyboard.press("Tab")
        name, outline = page.evaluate(
            "() => { const e = document.activeElement; const box = e.closest('label') || e;"
            " return [(e.getAttribute('aria-label') || e.innerText || e.value || e.id).trim().slice(0, 23),"
            " getComputedStyle(e).outlineStyle + getComputedStyle(box).outlineStyle]; }"
        )
        assert "solid" in outline or "auto" in outline, (name, outline)
        seen.append(name)
        if name == "Download" and seen.count("Download") == 6:
            break
    order = [
        "Skip to content", "leadsim", "Compare", "Share", "Funding case", "Switch between light an",
        "King County, Washington", "Stored example", "Current: LEAD at the si", "4 of 4", "Chart",
    ]  # fmt: skip
    assert [name for name in dict.fromkeys(seen) if name in order] == order
    assert seen.count("Chart") == seen.count("Table") == 3
    button = page.locator('[data-figure="fan"] [data-show="table"]')
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert page.locator('[data-figure="fan"] table').is_visible()


def test_a_scenario_can_be_chosen_by_keyboard(visit: Visit) -> None:
    page = visit.open()
    page.get_by_role("textbox", name="Scenario").or_(page.get_by_role("combobox", name="Scenario")).first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("option", name="Citywide").wait_for()
    page.keyboard.press("ArrowDown")
    page.locator('[data-combobox-selected][value$="citywide"]').wait_for()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('h1').textContent.includes('Citywide')")
    visit.settled()
    assert page.evaluate("document.activeElement.value").startswith("Citywide: ")


def test_the_skip_link_leads_to_the_content(visit: Visit) -> None:
    page = visit.open()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_dark_is_remembered_and_figures_follow(visit: Visit) -> None:
    page = visit.open()
    page.get_by_role("button", name="Switch between light and dark").click()
    page.wait_for_selector(".paper .main-svg", state="attached")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 27)"
    ground = "document.querySelector('.chart .main-svg').style.background"
    assert "18, 22, 27" in page.evaluate(ground) or "transparent" in page.evaluate(ground)
    page.reload()
    visit.settled()
    assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == "dark"
    assert visit.complaints == []


def test_up_to_four_scenarios_can_be_compared(visit: Visit) -> None:
    page = visit.open()
    page.get_by_text("4 of 4", exact=True).click()
    page.get_by_role("checkbox", name="Pilot").uncheck()
    page.wait_for_function("() => document.querySelectorAll('.scenarios tbody tr').length === 3")
    visit.settled()
    assert query(page)["shown"] == ["king-county/current", "king-county/citywide", "king-county/funding-stops"]
    assert page.get_by_role("checkbox", name="Pilot").is_visible(), "the list stays open for the next choice"


def test_an_answer_that_is_gone_is_said_to_be(visit: Visit) -> None:
    page = visit.open("?answer=0123456789ab")
    assert "There is no answer 0123456789ab here" in page.locator("aside").inner_text()
    assert query(page)["answer"] == ["example"]


def test_an_address_without_a_page_says_so(visit: Visit) -> None:
    visit.open(path="/nowhere")
    assert visit.finding() == "There is no such page"


# -- other sizes, paper, and everybody's eyes -----------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 768, 1019, 1020, 1024, 1120, 1240, 1241])
def test_no_page_moves_sideways(browser: Browser, address: str, width: int) -> None:
    """The widths are those of phones and tablets, and those at which the head of a page changes."""
    with visiting(browser, address, width=width) as visit:
        page = visit.open()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        beyond = page.evaluate(
            "() => Array.from(document.querySelectorAll('#page *')).filter(e => !e.closest('.scrolling,"
            " .paper, .hidden, details:not([open]),"
            " svg, .strip') && e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1)"
            ".map(e => e.className || e.tagName)"
        )
        assert beyond == []


# -- those who mean no good -----------------------------------------------------------------------------------


def test_forty_hostile_titles_run_nothing_and_link_nowhere(visit: Visit, kept: Kept) -> None:
    assert len(HOSTILE) >= 40
    for start in range(0, len(HOSTILE), 4):
        page = visit.open(f"?answer={kept[1][f'hostile {start}']}")
        page.locator('[data-figure="fan"] [data-show="table"]').click()
        page.get_by_text("4 of 4" if len(HOSTILE[start : start + 4]) == 4 else "2 of 2", exact=True).click()
        assert page.evaluate("window.ran") is None
        links = page.eval_on_selector_all(
            "a", "all => all.map(a => a.href.baseVal === undefined ? a.href : a.href.baseVal)"
        )
        assert [link for link in links if not link.startswith(visit.address)] == []
        assert page.locator("iframe, object, embed, form").count() == 0
        shown = page.locator(".scenarios").inner_text()
        assert all(" ".join(name.split()) in " ".join(shown.split()) for name in HOSTILE[start : start + 4])
    assert visit.outside() == []
    assert not any(EVIL in url for url in visit.asked)
    assert visit.complaints == []


def test_several_workers_serve_the_same(kept: Kept, browser: Browser) -> None:
    with serving(kept[0], workers=2) as address, visiting(browser, address) as visit:
        visit.open()
        assert "would very likely cost taxpayers" in visit.finding()
        assert visit.complaints == []
