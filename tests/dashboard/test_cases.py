"""The funding case of a view: every format, and never another story than the page's."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from dashboard import findings
from dashboard.app import create_app
from dashboard.cases import FILES
from dashboard.hedges import forced_loss
from dashboard.queries import Library, example_day, stored_example
from dashboard.story import Story, usual_payers
from simulator.errors import StoreError
from simulator.report.case.answers import open_view
from simulator.report.case.wording import claim, warning
from simulator.report.money import TOGETHER, Money
from simulator.results import ALL
from simulator.store import Store
from tests.dashboard.sample import answer

BEGINNINGS = {"pdf": b"%PDF", "pptx": b"PK", "xlsx": b"PK", "html": b"<!DOCTYPE html>", "fiscal-note": b"PK"}


def _no_store() -> Store:
    raise StoreError("none in this test")


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(library=Library(_no_store)).server.test_client()


@pytest.mark.parametrize("format_", FILES)
def test_every_format_is_made_of_the_example(client: FlaskClient, format_: str) -> None:
    found = client.get(f"/case/{format_}?focus=king-county/pilot&payer=city")
    assert found.status_code == 200
    assert found.data.startswith(BEGINNINGS[format_])
    assert "example-pilot-" in found.headers["Content-Disposition"]


def test_there_is_no_other_format(client: FlaskClient) -> None:
    assert client.get("/case/exe").status_code == 404


def test_a_scenario_whose_files_have_gone_is_said_to_be() -> None:
    found = create_app(library=Library(_no_store, answer)).server.test_client().get("/case/pdf")
    assert found.status_code == 409
    assert "no funding case can be made of this" in found.get_data(as_text=True)


@pytest.mark.parametrize("scenario", stored_example().identity.scenarios)
def test_page_and_brief_say_the_same(scenario: str) -> None:
    comparison = stored_example()
    cash = Money.of(comparison, scenario).in_cash
    for payer in [payer for payer in usual_payers(comparison) if payer in (*cash, *TOGETHER)]:
        story = Story(comparison, scenario, payer)
        view = open_view(comparison, "example", example_day(), scenario, None if payer == ALL else payer)
        page, brief = findings.finding(story), claim(view)
        for word in ("very likely", "probably", "could go either way", "cannot be told from chance"):
            assert (word in page) == (word in brief), (payer, page, brief)
        for word in (" save ", " cost "):
            if "could go either way" not in page:
                assert (word in page.split(", but")[0]) == (word in brief.split(", but")[0]), (payer, page, brief)
        assert forced_loss(story.net) == (warning(view) or "")
