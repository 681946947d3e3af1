"""One life twice for an answer of one's own: asked for once, of exactly the answer's inputs, shown when it is there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, html

from dashboard import lives
from dashboard.address import Client, RefusedError, query_of
from dashboard.asking import Runs
from dashboard.components import Page
from dashboard.pages import people, people_life
from dashboard.queries import Answer, Library
from simulator.errors import InputError, StoreError
from simulator.experiment.identity import identity_of
from simulator.experiment.question import Question
from simulator.inputs.content import contents
from simulator.inputs.load import load_scenario, load_scenario_text
from simulator.inputs.scenario import Scenario
from simulator.report.lives import lives_id
from simulator.results import Comparison
from simulator.store import Lives, Store
from simulator.store.job import Job
from simulator.store.jobs import Jobs
from simulator.work.request import Request, Source
from tests.dashboard import pieces
from tests.dashboard.figures.people_samples import LIVES
from tests.dashboard.sample import GAIN, answer

BASELINE, PILOT, CURRENT, HALF = (f"king-county/{name}" for name in ("no-lead", "pilot", "current", "reinvest-half"))
TEXT = "jurisdiction: king-county\ntitle: Fewer each\nsentence: Fifteen.\nset:\n  lead.caseload: 15\n"
OpenStore = Callable[[], Store]


@pytest.fixture
def open_store(tmp_path: Path) -> OpenStore:
    return lambda: Store(str(tmp_path / "store.sqlite"))


def of(*scenarios: Scenario, **changes: Any) -> Comparison:
    """Return an answer of the present version about these scenarios, which keeps their inputs."""
    question = Question(scenarios, load_scenario(BASELINE), draws=1, seed=7)
    made = answer(dict.fromkeys((each.name for each in scenarios), GAIN))
    identity = identity_of(question, {each.name: "0" * 16 for each in question.everyone})
    return replace(made, identity=replace(identity, **changes), inputs=contents(question.everyone))


def shipped(*names: str, **changes: Any) -> Comparison:
    return of(*(load_scenario(name) for name in names), **changes)


def keep_lives(open_store: OpenStore, comparison: Comparison, scenario: str = PILOT) -> None:
    name = lives_id(comparison.identity, scenario)
    assert name is not None
    with open_store() as store, store.connection() as connection:
        store.add_lives(connection, Lives(name, {"typical": LIVES["saving"].as_dict()}))
        connection.commit()


def request_for(comparison: Comparison, open_store: OpenStore, scenario: str = PILOT, id_: str = "x") -> Request | str:
    return lives.request_for(Answer(id_, comparison), scenario, open_store)


def ask(open_store: OpenStore, comparison: Comparison, search: str = "") -> Page:
    library = Library(open_store, lambda: comparison)
    return people.layout(Client(people.PATH, query_of(search)), library)


# -- finding them ---------------------------------------------------------------------------------------------


def test_lives_are_found_by_inputs_seed_and_version_and_by_nothing_else(open_store: OpenStore) -> None:
    one = shipped(PILOT)
    keep_lives(open_store, one)
    same = [one, shipped(PILOT, draws=9, replications=3, engine="simpy", hashes={}), shipped(PILOT, CURRENT)]
    assert all(lives.find(each, PILOT, "typical", open_store) is not None for each in same)
    inputs = {**one.identity.inputs, BASELINE: "other"}
    versions = {**one.identity.versions, "model": "other"}
    others = [shipped(PILOT, seed=8), shipped(PILOT, inputs=inputs), shipped(PILOT, versions=versions)]
    assert all(lives.find(each, PILOT, "typical", open_store) is None for each in others)
    assert lives.find(one, PILOT, "loss", open_store) is None
    assert lives.find(one, PILOT, "typical") is None, "they are in the store alone"


def test_either_life_is_called_as_the_page_calls_its_scenario(open_store: OpenStore) -> None:
    one = shipped(PILOT, CURRENT)
    keep_lives(open_store, one)
    found = lives.find(one, PILOT, "typical", open_store)
    assert found is not None
    assert (found.baseline.name, found.scenario.name) == ("No LEAD", "Pilot")
    assert replace(found, baseline=LIVES["saving"].baseline, scenario=LIVES["saving"].scenario) == LIVES["saving"]


def test_a_store_that_cannot_be_read_has_no_lives() -> None:
    def broken() -> Store:
        raise StoreError("no room")

    assert lives.find(shipped(PILOT), PILOT, "typical", broken) is None
    assert isinstance(request_for(shipped(PILOT), broken), Request)


# -- asking for them ------------------------------------------------------------------------------------------


def test_what_is_asked_for_is_of_exactly_the_inputs_and_the_seed_of_the_answer(open_store: OpenStore) -> None:
    for comparison in (shipped(PILOT), of(replace(load_scenario(PILOT), society=True))):
        request = request_for(comparison, open_store)
        assert isinstance(request, Request)
        assert (request.kind, request.seed, request.draws) == ("lives", 7, 0)
        assert [source.name for source in (*request.scenarios, request.baseline or Source(""))] == [PILOT, BASELINE]
    plain = request_for(shipped(PILOT), open_store)
    assert isinstance(plain, Request)
    lives.refuse_changed(plain, shipped(PILOT))
    assert identity_of(plain.question(), {}).inputs == shipped(PILOT).identity.inputs


def test_a_scenario_that_was_built_here_is_asked_for_by_the_text_of_its_question(open_store: OpenStore) -> None:
    comparison = of(load_scenario_text(TEXT, "fewer.yaml"))
    with open_store() as store:
        jobs = Jobs(store)
        jobs.ask("a" * 32, Request((Source("fewer.yaml", TEXT),)).as_text(), 2, "ana")
        claimed = jobs.claim()
        assert claimed is not None
        name = jobs.finish("a" * 32, claimed.claim or "", comparison)
    request = request_for(comparison, open_store, "fewer.yaml", name or "")
    assert isinstance(request, Request)
    assert request.scenarios == (Source("fewer.yaml", TEXT),)
    lives.refuse_changed(request, comparison)
    assert request_for(comparison, open_store, "fewer.yaml", "another") == lives.NO_FILE


def test_who_cannot_ask_is_told_why(open_store: OpenStore) -> None:
    versions = {**shipped(PILOT).identity.versions, "money": "other"}
    assert request_for(shipped(PILOT, inputs={}), open_store) == lives.EARLIER
    assert request_for(shipped(PILOT, versions=versions), open_store) == lives.ANOTHER
    assert request_for(shipped(HALF), open_store, HALF) == lives.FUND
    assert lives.captures(shipped(HALF), HALF)
    nothing = replace(load_scenario(HALF), name="x", agreement=None)
    assert not lives.captures(of(nothing), "x")


def test_a_file_that_has_changed_since_is_not_followed(open_store: OpenStore) -> None:
    comparison = shipped(PILOT)
    request = request_for(comparison, open_store)
    assert isinstance(request, Request)
    other = shipped(PILOT, inputs={**comparison.identity.inputs, PILOT: "of another file"})
    with pytest.raises(InputError, match="has changed since"):
        lives.refuse_changed(request, other)


# -- the page -------------------------------------------------------------------------------------------------


def buttons(page: Any) -> list[dict[str, str]]:
    found = (getattr(each, "id", None) for each in pieces.pieces(page))
    return [id_ for id_ in found if isinstance(id_, dict) and "life" in id_]


def test_the_page_asks_where_it_can_and_shows_the_life_with_its_command_where_it_is(open_store: OpenStore) -> None:
    comparison = shipped(PILOT)
    before = ask(open_store, comparison)
    assert buttons(before.parts) == [{"life": "ask"}]
    trace = f"leadsim trace {PILOT} --baseline {BASELINE} --person typical --seed 7"
    assert trace in pieces.text_of(before.parts)
    (footer,) = (each for each in pieces.pieces(before.parts) if type(each).__name__ == "Footer")
    assert "leadsim trace" not in pieces.text_of(footer)
    keep_lives(open_store, comparison)
    after = ask(open_store, comparison, f"?job={'a' * 32}")
    assert buttons(after.parts) == []
    assert "One life, twice:" in pieces.text_of(after.parts)
    (footer,) = (each for each in pieces.pieces(after.parts) if type(each).__name__ == "Footer")
    assert f"--draws 1 --seed 7 && {trace}" in pieces.text_of(footer)
    assert "job=" not in after.search
    rows = people.table("life", Client(people.PATH), Library(open_store, lambda: comparison))
    assert rows is not None


def test_who_cannot_ask_has_no_button(open_store: OpenStore) -> None:
    told = pieces.text_of(ask(open_store, shipped(HALF)).parts)
    assert lives.FUND in told
    assert "leadsim trace" not in told, "the command would refuse it, too"
    assert buttons(ask(open_store, shipped(PILOT, inputs={})).parts) == []


def test_the_job_of_the_address_is_shown_only_where_it_makes_these_lives(open_store: OpenStore) -> None:
    comparison = shipped(PILOT, CURRENT)
    request = request_for(comparison, open_store)
    assert isinstance(request, Request)
    with open_store() as store:
        Jobs(store).ask("a" * 32, request.as_text(), 2, "ana")
    for focus, job in ((PILOT, "a" * 32), (CURRENT, "")):
        page = ask(open_store, comparison, f"?focus={focus}&job={'a' * 32}")
        (held,) = (each for each in pieces.pieces(page.parts) if getattr(each, "id", None) == "life-job")
        assert getattr(held, "data", None) == {"search": page.search, "job": job}


@pytest.mark.parametrize("job", ["", "x", "../" * 10 + "xx", "b" * 33, "é" * 32])
def test_a_job_that_is_none_is_not_looked_for(job: str) -> None:
    assert people_life.job_of({"job": (job,)}) == ""


# -- asking and looking ---------------------------------------------------------------------------------------


class Line:
    """A starter that notes what is asked of it, and has one job."""

    def __init__(self) -> None:
        self.job = Job("a" * 32, "{}", 1, "2027-01-01T00:00:00.000+00:00", {"me": ""}, total=2)
        self.asked: list[Request] = []
        self.canceled: list[str] = []

    def start(self) -> None:
        pass

    def ask(self, request: Request, _session: str) -> Job:
        self.asked.append(request)
        return self.job

    def look(self, name: str, session: str) -> tuple[Job, int]:
        if name != self.job.id:
            raise InputError("there is no such job")
        return replace(self.job, watchers={session if who == "me" else who: "" for who in self.job.watchers}), 2

    def cancel(self, name: str, _session: str) -> Job:
        self.canceled.append(name)
        return self.job


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def post(line: Line, open_store: OpenStore) -> Any:
    """Return what posts to the callbacks of the page alone, about an answer."""
    app = Dash("test_people_life", suppress_callback_exceptions=True)
    app.layout = html.Div()
    comparison = shipped(PILOT)
    people.register(app, Library(open_store, lambda: comparison), Runs(lambda: line))  # type: ignore[arg-type, return-value]
    app.server.testing = True
    client = app.server.test_client()

    def send(body: dict[str, Any]) -> Any:
        return client.post("/_dash-update-component", json=body).get_json()["response"]

    return send


def press(post: Any, button: Any, search: str = "?focus=king-county/pilot", held: Any = None) -> Any:
    held = {"search": search, "job": "a" * 32} if held is None else held
    shown = {"path": "/people", "search": search, "scheme": "light", "width": 1280}
    id_ = {"life": button}
    body = {
        "output": "life-asked.data",
        "outputs": {"id": "life-asked", "property": "data"},
        "inputs": [[{"id": id_, "property": "n_clicks", "value": 1}]],
        "state": [
            {"id": "client", "property": "data", "value": shown},
            {"id": "life-job", "property": "data", "value": held},
        ],
        "changedPropIds": [f"{json.dumps(id_, separators=(',', ':'))}.n_clicks"],
    }
    return post(body)["life-asked"]["data"]


def look(post: Any, job: str = "a" * 32, search: str = "?person=loss") -> Any:
    names = (("life-run", "children"), ("life-poll", "disabled"), ("life-there", "data"))
    return post(
        {
            "output": f"..{'...'.join('.'.join(each) for each in names)}..",
            "outputs": [{"id": id_, "property": name} for id_, name in names],
            "inputs": [
                {"id": "life-job", "property": "data", "value": {"search": search, "job": job}},
                {"id": "life-poll", "property": "n_intervals", "value": 3},
            ],
            "changedPropIds": ["life-poll.n_intervals"],
        }
    )


def test_a_press_asks_for_the_lives_and_the_address_has_the_job(post: Any, line: Line) -> None:
    found = press(post, "ask", "?focus=king-county/pilot&job=old")
    assert found == {"search": f"?focus=king-county/pilot&job={'a' * 32}", "said": ""}
    (request,) = line.asked
    assert (request.kind, request.scenarios) == ("lives", (Source(PILOT),))


def test_what_cannot_be_asked_is_said_and_nothing_is_asked(
    post: Any, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lives, "model_version", lambda: "another")
    assert press(post, "ask")["said"] == lives.ANOTHER
    assert line.asked == []


def test_cancel_and_again_are_for_the_job_of_the_page(post: Any, line: Line) -> None:
    press(post, "cancel")
    assert line.canceled == [line.job.id]
    line.job = replace(line.job, question=Request((Source(PILOT),), kind="lives", draws=0).as_text())
    press(post, "again")
    assert [request.kind for request in line.asked] == ["lives"]


@pytest.mark.parametrize("button", ["drop table", ["cancel"], None])
def test_a_button_that_is_not_there_does_nothing(post: Any, line: Line, button: Any) -> None:
    with pytest.raises(RefusedError):
        press(post, button)
    assert (line.asked, line.canceled) == ([], [])


@pytest.mark.parametrize("held", [[], 7, {"search": 3}, {"search": "?x=\x00", "job": ""}])
def test_what_no_page_of_ours_holds_is_refused(post: Any, line: Line, held: Any) -> None:
    with pytest.raises(RefusedError):
        press(post, "cancel", held=held)
    assert line.canceled == []


def test_a_look_shows_the_place_in_line_progress_and_what_went_wrong(post: Any, line: Line) -> None:
    def told() -> str:
        return json.dumps(look(post)["life-run"]["children"], ensure_ascii=False)

    assert "2 runs are ahead of yours" in told()
    line.job = replace(line.job, state="running", done=1, started="2027-01-01T00:00:00.000+00:00")
    assert "1 of 2 runs" in told()
    assert '{"life": "cancel"}' in told()
    line.job = replace(line.job, watchers={"somebody": ""})
    assert "You do not wait for this run" in told()
    line.job = replace(line.job, state="failed", message="Stopped: no room.")
    assert "Stopped: no room." in told()
    assert '{"life": "again"}' in told()
    line.job = replace(line.job, state="canceled")
    assert people_life.NOTHING_KEPT in told()
    assert "is in the store" not in told()


def test_a_look_goes_on_while_there_is_something_to_wait_for_and_then_the_page_comes_anew(
    post: Any, line: Line
) -> None:
    waiting = look(post)
    assert not waiting["life-poll"]["disabled"]
    assert "life-there" not in waiting
    line.job = replace(line.job, state="done", answer="l" * 12)
    done = look(post, search=f"?person=loss&job={'a' * 32}")
    assert done["life-poll"]["disabled"]
    assert done["life-there"]["data"] == {"search": "?person=loss", "said": ""}


def test_no_job_and_an_unknown_one_leave_the_button(post: Any) -> None:
    for job in ("", "b" * 32):
        found = look(post, job)
        assert found["life-poll"]["disabled"]
        assert '{"life": "ask"}' in json.dumps(found["life-run"]["children"])
