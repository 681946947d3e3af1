"""The Build page: what it says of a draft, what it costs before a run, how a run is told, and what it is asked with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dash import Dash, html
from dash.development.base_component import Component

import dashboard.at_once
from dashboard.address import Client, RefusedError, query_of
from dashboard.asking import USUAL_DRAWS, Runs, duration, request_of, seconds_of, state_of
from dashboard.at_once import at_once
from dashboard.built import Built, build, draft_of
from dashboard.jobs import Limits, Starter
from dashboard.pages import build as page
from dashboard.pages import build_costs, build_run
from dashboard.program_cost import program_cost
from dashboard.queries import Library
from dashboard.starts import start_of, titles
from simulator.experiment.compare import answer
from simulator.inputs.load import list_scenarios, load_scenario, load_scenario_text
from simulator.store import Store
from simulator.store.job import Job, State
from simulator.work.request import Request
from tests.experiment.doubles import Inline

LIBRARY = Library()
NOW = datetime(2027, 1, 1, 12, tzinfo=UTC)


def built(*changes: str, start: str = "king-county/current", **more: str) -> Built:
    return build(draft_of({"from": (start,), "set": changes, **{key: (value,) for key, value in more.items()}}))


def shown(*changes: str, **query: str) -> str:
    """Return all text of the page of a draft."""
    asked = {"set": changes, **{key: (value,) for key, value in query.items()}}
    return " ".join(texts(page.layout(Client("/build", asked), LIBRARY).parts))


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list | tuple):
        for each in node:
            yield from texts(each)
    elif isinstance(node, Component):
        for name in ("children", "label", "value"):
            found = getattr(node, name, None)
            if found is not None and not isinstance(found, bool):
                yield from texts(found)


def components(node: Any) -> Iterator[Any]:
    if isinstance(node, list | tuple):
        for each in node:
            yield from components(each)
    elif isinstance(node, Component):
        yield node
        yield from components(getattr(node, "children", None))


def served(runs: Runs) -> Any:
    """Return a client of a server that has this page alone."""
    app = Dash("test_build", suppress_callback_exceptions=True)
    app.layout = html.Div()
    page.register(app, LIBRARY, runs)
    app.server.testing = True
    return app.server.test_client()


def run_button(*changes: str, **query: str) -> Any:
    parts = page.layout(Client("/build", {"set": changes, **{k: (v,) for k, v in query.items()}}), LIBRARY).parts
    return next(each for each in components(list(parts)) if getattr(each, "id", None) == "build-go")


# -- the page -------------------------------------------------------------------------------------------------


def test_run_is_off_until_something_is_changed_and_says_so() -> None:
    assert run_button().disabled
    assert "Run is off until something is changed." in shown()
    assert not run_button("lead.caseload:20").disabled


def test_what_would_take_too_long_is_not_run_here_and_the_page_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limits, "longest", 1.0)
    assert run_button("lead.caseload:20").disabled
    assert "Choose fewer, or use the command below." in shown("lead.caseload:20")


def test_bad_input_is_shown_at_its_field_and_run_says_why_it_is_off() -> None:
    told = shown("lead.hire_lag:soon")
    assert run_button("lead.hire_lag:soon").disabled
    assert "“soon” is not a number. Enter a number from 0 to 36,525 days, or take the change back." in told
    assert "Run is off until Hiring delay is mended." in told
    assert "Ready to run, except one field" in told
    assert "What it would cost, before any simulation" in told  # of all that can be read


def test_every_shipped_scenario_can_be_started_from_by_its_place() -> None:
    offered: dict[str, str] = {}
    for place in dict.fromkeys(name.partition("/")[0] for name in list_scenarios()):
        parts = list(page.layout(Client("/build", {"place": (place,)}), LIBRARY).parts)
        fields = {each.id["control"]: each for each in components(parts) if "control" in (getattr(each, "id", 0) or {})}
        mine = {item["value"]: item["label"] for item in fields["from"].data}
        assert fields["place"].value == place
        assert all(name.startswith(f"{place}/") for name in mine)
        assert fields["from"].value in mine
        offered |= mine
    assert sorted(offered) == sorted(list_scenarios())
    assert offered["king-county/current"] == load_scenario("king-county/current").title


def test_a_start_is_read_once_however_many_there_are() -> None:
    for name in titles():
        start_of(name)
    assert start_of(next(iter(titles()))) is start_of(next(iter(titles())))
    assert start_of.cache_info().misses <= len(titles())


def test_what_was_and_what_is_now_stand_in_a_table() -> None:
    assert "People per case manager 25 20" in shown("lead.caseload:20")


def test_the_address_of_a_page_is_the_address_that_gives_it_again() -> None:
    query = {
        "set": ("lead.caseload:20", "lead.consent:97"),
        "name": ("A & B=C?",),
        "show": ("all",),
        "find": ("jail day",),
    }
    first = page.layout(Client("/build", query), LIBRARY).search
    assert page.layout(Client("/build", query_of(first)), LIBRARY).search == first
    assert "consent" not in first


@pytest.mark.parametrize("view", ["main", "all", "yaml", "nothing", ""])
def test_every_view_has_its_inputs_and_tells_the_browser_what_they_were_given(view: str) -> None:
    parts = list(page.layout(Client("/build", {"show": (view,), "find": ("lead",)}), LIBRARY).parts)
    ids = {
        f"{each.id['as']} {each.id['input']}"
        for each in components(parts)
        if isinstance(getattr(each, "id", None), dict) and "input" in each.id
    }
    given = next(each for each in components(parts) if getattr(each, "id", None) == "build-shown").data
    assert ids == set(given)
    assert bool(ids) == (view != "yaml")


def test_what_is_left_out_of_a_link_is_said() -> None:
    assert "Left out of this link, since no scenario may change it: population.pool." in shown("population.pool:1")


def test_the_file_is_the_one_that_the_run_is_asked_with() -> None:
    answered = served(Runs()).get("/draft/x.yaml?set=lead.caseload:20&name=Fewer+each")
    assert answered.headers["Content-Disposition"] == 'attachment; filename="fewer-each.yaml"'
    found = built("lead.caseload:20", name="Fewer each")
    assert answered.get_data(as_text=True) == found.text == request_of(found, 50).scenarios[-1].text
    assert load_scenario_text(found.text, "x.yaml").parameters["lead.caseload"].value == 20.0


def test_the_command_asks_the_same_question_as_run() -> None:
    found = built("lead.caseload:20", name="Fewer each")
    assert page.command_of(found, 50) == "leadsim compare king-county/current fewer-each.yaml --draws 50"
    assert [source.name for source in request_of(found, 50).scenarios] == ["king-county/current", "fewer-each.yaml"]


def test_a_draft_of_the_baseline_is_not_compared_with_itself_twice() -> None:
    found = built("lead.annual_budget:1,000,000", start="king-county/no-lead")
    assert [source.name for source in request_of(found, 50).scenarios] == ["my-scenario.yaml"]
    assert seconds_of(found, 50) > 0.0


# -- what it costs before a run -------------------------------------------------------------------------------


def test_program_cost_is_staff_times_prices_to_the_cent() -> None:
    found = built("lead.case_managers:20", "lead.caseload:10", "treatment.places:0", "lead.hire_lag:0",
                  "costs.case_manager:100,000", "costs.services_month:100", "costs.program_fixed:120,000")  # fmt: skip
    assert found.inputs is not None
    cost = program_cost(found.inputs)
    year_of = dict(cost.lines)
    uprated = year_of["LEAD case managers"][0] / 20
    assert uprated == pytest.approx(100_000, rel=0.05)  # dollars of 2024 in those of 2025
    assert year_of["LEAD client services"][0] == pytest.approx(20 * 10 * 100 * 12, rel=0.003)  # days are not months
    assert year_of["LEAD management and liaison prosecutor"][0] == pytest.approx(120_000)
    assert cost.dollars[0] == pytest.approx(sum(each[0] for each in year_of.values()))


def test_positions_are_whole_supervisors_and_managers_for_the_staff_there_is() -> None:
    found = built("lead.case_managers:20")
    assert found.inputs is not None
    cost = program_cost(found.inputs)
    assert dict(cost.staff)["supervisors"][-1] == 3.0  # one for each 8 at most
    assert cost.positions[-1] == 25.0


def test_new_staff_comes_after_the_hiring_delay_and_costs_nothing_before() -> None:
    slow, fast = built("lead.case_managers:80", "lead.hire_lag:365"), built("lead.case_managers:80", "lead.hire_lag:0")
    assert slow.inputs is not None
    assert fast.inputs is not None
    assert program_cost(slow.inputs).dollars[0] < program_cost(fast.inputs).dollars[0]
    assert program_cost(slow.inputs).dollars[-1] == program_cost(fast.inputs).dollars[-1]


def test_without_a_program_nothing_is_paid_and_nobody_employed() -> None:
    stopped = built(start="king-county/no-lead")
    assert stopped.inputs is not None
    assert set(program_cost(stopped.inputs).dollars) == {0.0}
    assert set(program_cost(stopped.inputs).positions) == {0.0}


def test_staff_hired_to_demand_is_said_to_be_only_those_to_begin_with() -> None:
    assert build_costs.TO_DEMAND in shown("lead.hire_to_demand:1")
    assert build_costs.TO_DEMAND not in shown()


def test_what_is_paid_on_top_is_said_where_there_is_something() -> None:
    assert build_costs.ON_NOTICE in shown("lead.case_managers:10")
    assert build_costs.ON_NOTICE in shown(**{"from": "king-county/funding-stops"})
    assert build_costs.ON_NOTICE not in shown()
    assert build_costs.BY_FUND in shown("capture.share:50", agreement="yearly")
    assert build_costs.BY_FUND not in shown()


def test_the_numbers_of_the_chart_are_a_table_too() -> None:
    found = page.table("program-cost", Client("/build", {}), LIBRARY)
    assert found is not None
    assert tuple(found.columns) == ("cost_line", "fiscal_year", "dollars", "price_year")
    assert len({row[1] for row in found.rows}) == 6
    assert page.table("ladder", Client("/build", {}), LIBRARY) is None


# -- a run ----------------------------------------------------------------------------------------------------


def job(state: State = "waiting", **fields: Any) -> Job:
    return replace(Job("a" * 32, "{}", 1, NOW.isoformat(), {"me": NOW.isoformat()}), state=state, **fields)


@pytest.mark.parametrize(
    ("ahead", "title"), [(0, "Yours is next"), (1, "1 run is ahead of yours"), (2, "2 runs are ahead of yours")]
)
def test_a_waiting_run_says_its_place_in_line(ahead: int, title: str) -> None:
    said = state_of(job(), ahead)
    assert (said.title, said.button) == (title, "Leave the line")


def test_a_running_one_says_real_counts_and_how_long_it_takes() -> None:
    running = job("running", done=60, found=20, total=100, started=NOW.isoformat())
    said = state_of(running, 0, NOW + timedelta(seconds=20))
    assert (said.counts, said.left, said.share) == ("60 of 100 runs", "about 20 seconds left", 0.6)
    assert said.button == "Cancel"
    assert state_of(replace(running, done=0), 0, NOW).left == "getting ready"


def test_others_who_wait_are_told_of() -> None:
    both = job("running", watchers={"me": "", "you": ""}, total=10)
    assert "2 people are waiting for this run." in state_of(both, 0, NOW).text


def test_a_failed_run_says_what_happened_and_has_one_button() -> None:
    said = state_of(job("failed", message="Stopped after 318 of 1,000 runs: memory."), 0)
    assert "318" in said.text
    assert said.button == "Run again"
    assert state_of(job("done", total=10), 0).button == ""


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.2, "about 1 second"), (11.2, "about 11 seconds"), (600, "about 10 minutes")]
)
def test_times_are_told_roughly(seconds: float, told: str) -> None:
    assert duration(seconds) == told


def test_a_run_of_an_earlier_draft_is_labeled_so() -> None:
    panel = build_run.panel(job("running", total=10), 0, of_this=False, library=LIBRARY)
    assert "Before your change" in list(texts(panel))
    assert "Before your change" not in list(texts(build_run.panel(job("running", total=10), 0, True, LIBRARY)))


class Line:
    """A starter that only notes what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.canceled: list[str] = []

    def start(self) -> None:
        pass

    def ask(self, request: Request, _session: str) -> Job:
        self.asked.append(request)
        return job(question=request.as_text())

    def look(self, name: str, _session: str) -> tuple[Job, int]:
        return job("running", id=name, question=self.asked[-1].as_text() if self.asked else "{}", total=10), 0

    def cancel(self, name: str, _session: str) -> Job:
        self.canceled.append(name)
        return job("canceled")


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def asked(line: Line) -> Any:
    """Return what posts a press to the page's own callback."""
    client = served(Runs(lambda: line))  # type: ignore[arg-type, return-value]

    def press(button: Any, search: Any, name: str = "") -> Any:
        go = button == "build-go"
        pressed = [] if go else [{"id": button, "property": "n_clicks", "value": 1}]
        changed = "build-go.n_clicks" if go else f"{json.dumps(button, separators=(',', ':'))}.n_clicks"
        body = {
            "output": "build-asked.data",
            "outputs": {"id": "build-asked", "property": "data"},
            "inputs": [{"id": "build-go", "property": "n_clicks", "value": 1 if go else None}, pressed],
            "state": [
                {
                    "id": "client",
                    "property": "data",
                    "value": {"path": "/build", "search": search, "scheme": "light", "width": 1280},
                },
                {"id": "build-job", "property": "data", "value": {"search": "", "job": name}},
            ],
            "changedPropIds": [changed],
        }
        return client.post("/_dash-update-component", json=body)

    return press


def test_run_asks_for_the_draft_of_the_address_and_keeps_the_job_in_it(line: Line, asked: Any) -> None:
    found = asked("build-go", "?set=lead.caseload:20&draws=50").get_json()["response"]["build-asked"]["data"]
    assert found == {"search": f"?set=lead.caseload:20&draws=50&job={'a' * 32}", "said": ""}
    (request,) = line.asked
    assert (request.draws, len(request.scenarios)) == (50, 2)


def test_who_runs_is_a_random_name_that_scripts_cannot_read(asked: Any) -> None:
    cookie = asked("build-go", "?set=lead.caseload:20").headers["Set-Cookie"]
    assert cookie.startswith("leadsim-session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize("search", ["", "?set=lead.caseload:abc", "?set=lead.caseload:0", "?from=nowhere"])
def test_a_draft_that_cannot_run_is_not_asked_for_whatever_the_browser_says(
    search: str, line: Line, asked: Any
) -> None:
    found = asked("build-go", search).get_json()["response"]["build-asked"]["data"]
    assert "cannot run yet" in found["said"]
    assert not line.asked


def test_cancel_is_for_the_run_of_the_page(line: Line, asked: Any) -> None:
    asked({"run": "cancel"}, "?set=lead.caseload:20", "b" * 32)
    assert line.canceled == ["b" * 32]


def test_an_unusual_number_of_draws_is_the_usual_one() -> None:
    assert build_run.draws_of(("1000000000",)) == USUAL_DRAWS
    assert build_run.draws_of(("50",)) == 50


def test_the_same_starter_serves_a_process() -> None:
    opened = []

    def open_one() -> Starter:
        opened.append(Line())
        return opened[-1]  # type: ignore[return-value]

    runs = Runs(open_one)
    assert runs.starter() is runs.starter()
    assert len(opened) == 1


@pytest.mark.parametrize("search", [1, None, [], {}, "?" + "a" * 5_000, "?x=" + "\x00", "?set=%ff"])
def test_an_address_that_is_none_asks_for_nothing(search: Any, line: Line, asked: Any) -> None:
    with pytest.raises(RefusedError):
        asked("build-go", search)
    assert not line.asked


@pytest.mark.parametrize("button", [{"run": "drop table"}, {"run": "again "}, {"run": ["cancel"]}])
def test_a_button_that_is_not_there_does_nothing(button: Any, line: Line, asked: Any) -> None:
    with pytest.raises(RefusedError):
        asked(button, "?set=lead.caseload:20", "b" * 32)
    assert not line.canceled


@pytest.mark.parametrize("name", ["", "x", 5, None, "../" * 10 + "xx", "b" * 33])
def test_a_job_that_is_none_is_not_looked_for(name: Any) -> None:
    assert build_run._job_of({"job": name}) == ""


# -- what is known at once ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("one_future")
def test_prices_alone_are_answered_from_kept_runs_and_anything_else_is_not(location: str) -> None:
    def open_store() -> Store:
        return Store(location)

    dearer = built("costs.jail_day:400")
    assert at_once(dearer, open_store) is None  # nothing is kept yet
    with Store(location) as store:
        kept = answer(request_of(dearer, 1).question(), store, Inline, 1)
    found = at_once(dearer, open_store)
    assert found is not None
    now = {
        record.rung: record.difference.mean
        for record in kept.records
        if (record.table, record.measure, record.scenario) == ("money", "dollars", dearer.file)
        and (record.payer, record.line, record.fiscal_year) == ("all", None, "all")
    }
    assert list(found.now) == pytest.approx([now["net"], now["cash_net"]])
    assert found.now[0] > found.was[0]  # what is avoided is worth more
    assert at_once(built("costs.jail_day:50"), open_store) is not None
    assert at_once(built("lead.caseload:20"), open_store) is None
    assert at_once(built("costs.jail_day:50", "capture.share:50", agreement="yearly"), open_store) is None


@pytest.fixture
def one_future(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard.at_once, "FIRST", 1)
