"""Published against simulated: the numbers are those of the documents, every miss is told, and words turn with them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from dashboard import validation as kept
from dashboard import validation_words as words
from dashboard.address import Client
from dashboard.app import PAGES
from dashboard.components import Page
from dashboard.figures import held
from dashboard.figures.held_data import HeldData
from dashboard.figures.log_axis import around_one, place, ticks_within
from dashboard.pages import evidence, validation
from dashboard.queries import Library, stored_example
from dashboard.validation import DRAWN, STATED, Validation, make, stored_validation, validation_of
from simulator.evidence.evaluate import Match, evaluate
from simulator.evidence.files import read_targets, target_files
from simulator.report.validation import published
from simulator.store import Store
from tests.dashboard import pieces
from tests.regression.targets import documents_with

COST, FOCUS = "#D55E00", "#12436D"


@pytest.fixture
def library() -> Library:
    return Library(lambda: Store(":memory:"), stored_example)


def client(**query: str) -> Client:
    asked = {"part": "validation", **query}
    return Client("/evidence", {name: (value,) for name, value in asked.items()})


def ask(library: Library, **query: str) -> Page:
    return evidence.layout(client(**query), library)


def changed(to: Callable[[Match], Match]) -> Validation:
    """Return what is kept with other matches."""
    found = stored_validation()
    others = {
        name: replace(each, matches=tuple(to(match) for match in each.matches))
        for name, each in found.evaluations.items()
    }
    return replace(found, evaluations=others)


def agreeing(match: Match) -> Match:
    target = match.target
    value = target.value if target.low is None or target.high is None else (target.low + target.high) / 2
    return replace(match, find_it=1.0) if value is None else replace(match, expected=value, low=value, high=value)


def missing(match: Match) -> Match:
    return replace(match, find_it=0.0, expected=1e6, low=1e6, high=1e6)


# -- what is kept -----------------------------------------------------------------------------------------------


def test_what_is_kept_was_made_of_the_targets_and_inputs_that_ship() -> None:
    for inputs in (STATED, DRAWN):
        assert stored_validation(inputs).outdated == (), "make example"


def test_every_shipped_target_is_kept_once() -> None:
    read = {path.stem: read_targets(path)[0] for path in target_files()}
    for inputs in (STATED, DRAWN):
        found = stored_validation(inputs).evaluations
        assert {name: [m.name for m in each.matches] for name, each in found.items()} == {
            name: list(file.targets) for name, file in read.items()
        }
        assert all(found[name].file == file for name, file in read.items())


def test_the_numbers_are_those_of_the_documents() -> None:
    for document, text in documents_with(stored_validation().evaluations).items():
        assert document.read_text(encoding="utf-8") == text, "make baselines and make example"


def test_what_is_made_is_read_back_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    path = next(path for path in target_files() if path.stem == "santa-fe")
    monkeypatch.setattr(kept, "target_files", lambda: [path])
    monkeypatch.setattr(kept, "SIZES", {STATED: (0, 2)})
    made = make(3, "2026-01-02", "0.1", {STATED: (0, 2)})
    found = validation_of(made, STATED)
    again = evaluate(*read_targets(path), seed=3, worlds=2)
    assert (found.kept, found.leadsim, found.seed) == ("2026-01-02", "0.1", 3)
    assert found.evaluations["santa-fe"].entered == again.entered
    for one, other in zip(found.evaluations["santa-fe"].matches, again.matches, strict=True):
        assert repr(one) == repr(other)


def test_another_target_or_another_input_makes_it_outdated(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    path = next(path for path in target_files() if path.stem == "santa-fe")
    file, document = read_targets(path)
    mark = kept.mark_of(file, document)
    first = next(iter(file.targets))
    moved = file.targets[first].model_copy(update={"title": "Another"})
    assert kept.mark_of(file.model_copy(update={"targets": {**file.targets, first: moved}}), document) != mark
    assert kept.mark_of(file.model_copy(update={"start": file.start.replace(year=2013)}), document) != mark  # type: ignore[union-attr]
    monkeypatch.setattr(kept, "marks_now", lambda: {**stored_validation().marks, "seattle": "other"})
    title = stored_validation().evaluations["seattle"].file.title
    assert words.outdated(stored_validation()) == [words.OUTDATED.format(titles=title)]
    assert words.outdated(stored_validation())[0] in pieces.text_of(ask(library).parts)


# -- words ------------------------------------------------------------------------------------------------------


def test_the_finding_counts_and_names_what_is_missed(library: Library) -> None:
    found = stored_validation()
    lacking = [match for match in found.matches if not match.agrees]
    head = words.headline(found)
    assert head.finding.startswith(f"{len(found.matches) - len(lacking)} of {len(found.matches)} published figures")
    assert all(match.target.title[1:] in head.dek for match in lacking)
    assert pieces.finding(ask(library)) == head.finding
    text = pieces.text_of(ask(library).parts)
    assert all(said in text for said in words.misses(found))


def test_the_finding_turns_round() -> None:
    every, nothing = changed(agreeing), changed(missing)
    of = len(every.matches)
    assert words.short(every) == f"All {of} published figures agree with what is simulated"
    assert words.headline(every).dek == words.NO_MISS
    assert words.misses(every) == []
    assert words.short(nothing).startswith(f"None of {of} published figures agree")
    assert f"{of - words.MOST_NAMED} more" in words.headline(nothing).dek
    last = every.matches[-1]
    one = changed(lambda match: missing(match) if match.target == last.target else agreeing(match))
    assert words.short(one).endswith("and one does not")
    assert words.headline(one).dek.startswith("This does not: ")


def test_held_out_and_fitted_are_counted_apart() -> None:
    found = stored_validation()
    figures = {figure.label: figure for figure in words.key_figures(found)}
    for label, use in (("Held out", "validation"), ("May be fitted to", "calibration")):
        mine = [match for match in found.matches if match.target.use == use]
        assert figures[label].value == f"{sum(match.agrees for match in mine)} of {len(mine)}"
    for name, data in validation._charts(found):
        assert {match.target.use for match in data.matches} == {data.use}, name


# -- the chart --------------------------------------------------------------------------------------------------


def every_chart() -> list[tuple[str, HeldData]]:
    return [pair for inputs in (STATED, DRAWN) for pair in validation._charts(stored_validation(inputs))]


@pytest.mark.parametrize("width", [1280, 734, 358])
def test_every_target_has_one_row_with_its_numbers(width: int) -> None:
    for _, data in every_chart():
        rows = [row for panel in data.panels for row in panel.rows]
        assert sorted(row.title for row in rows) == sorted(match.target.title for match in data.matches)
        drawn = held.draw(data, theme="light", width=width)
        shapes = drawn.figure.layout.shapes
        dots = [shape for shape in shapes if shape.type == "circle"]
        assert [dot.line.color for dot in dots].count(COST) == len(rows) - data.agreeing
        assert [dot.fillcolor for dot in dots].count(FOCUS) == data.agreeing
        assert all(dot.fillcolor == "#FFFFFF" for dot in dots if dot.line.color == COST)
        text = re.sub(r"\s+", " ", " ".join(note.text.replace("<br>", " ") for note in drawn.figure.layout.annotations))
        for row in rows:
            assert published(row.match.target) in text
            assert row.told[0] in text
        assert drawn.alt.count("agree") >= len(rows)


def test_a_finding_in_words_is_shown_as_the_share_of_studies_that_make_it() -> None:
    rows = [row for _, data in every_chart() for panel in data.panels for row in panel.rows]
    in_words = [row for row in rows if row.match.target.value is None and row.match.target.finds]
    assert in_words
    for row in in_words:
        assert row.told[1] == f"{row.match.find_it:.0%} of studies find that"
        assert row.value is row.band is None


def test_everything_is_inside_of_its_axis_and_what_differs_stands_apart() -> None:
    for _, data in every_chart():
        for panel in data.panels:
            axis = held._axis(panel)
            assert axis.low < axis.high
            assert axis.neutral in [tick for tick, _ in axis.ticks]
            for value in (value for row in panel.rows for value in row.values if value > 0.0 or not axis.log):
                assert axis.low <= value <= axis.high
            assert 2 <= len(axis.ticks) <= 7


def test_half_and_double_are_as_far_from_one() -> None:
    low, high = around_one([0.3, 4.0])
    parts = [place(value, low, high) for value in (0.5, 1.0, 2.0)]
    assert parts[1] - parts[0] == pytest.approx(parts[2] - parts[1])
    assert (place(low / 2, low, high), place(high * 2, low, high)) == (0.0, 1.0)
    for values in ([0.98], [0.5, 2.0], [0.2, 0.9], [0.01, 50.0], [math.nan, 1.3]):
        ends = around_one(values)
        assert 1.0 in ticks_within(*ends)
        assert 2 <= len(ticks_within(*ends)) <= 6
        assert all(ends[0] <= value <= ends[1] for value in values if value == value)


# -- the page ---------------------------------------------------------------------------------------------------


def test_the_choice_is_in_the_address_and_what_is_none_falls_back(library: Library) -> None:
    page = ask(library, inputs=DRAWN)
    assert "part=validation" in page.search
    assert "inputs=drawn" in page.search
    assert {"part": "validation", "inputs": DRAWN}.items() <= pieces.controls(page).items()
    assert "--draws 50 --worlds 2" in pieces.text_of(page.parts)
    assert pieces.controls(ask(library, inputs="no such"))["inputs"] == STATED
    assert pieces.controls(evidence.layout(Client("/evidence", {"part": ("x",)}), library))["part"] == "inputs"


def test_the_inputs_lead_to_it(library: Library) -> None:
    page = evidence.layout(Client("/evidence"), library)
    assert words.short(stored_validation()) in pieces.text_of(page.parts)
    assert any(link.startswith("/evidence?") and "part=validation" in link for link in pieces.links(page))


def test_the_file_has_every_number_unrounded_and_is_told_by_its_day(library: Library) -> None:
    for inputs in (STATED, DRAWN):
        for name, data in validation._charts(stored_validation(inputs)):
            found = next(t for t in (p.table(name, client(inputs=inputs), library) for p in PAGES) if t is not None)
            assert found.answer == stored_validation().kept
            rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
            assert [row["name"] for row in rows] == [match.name for match in data.matches]
            for row, match in zip(rows, data.matches, strict=True):
                assert (row["simulated"], row["p05"], row["p95"]) == (match.expected, match.low, match.high)
                assert (row["published"], row["agrees"]) == (match.target.value, "yes" if match.agrees else "no")
                assert row["source"] == match.target.source
    assert all(page.table("validation-nowhere", client(), library) is None for page in PAGES)


def test_the_page_says_how_old_it_is_and_how_to_repeat_it(library: Library) -> None:
    text = pieces.text_of(ask(library).parts)
    found = stored_validation()
    assert f"Made {found.kept} · leadsim {found.leadsim} · seed {found.seed}" in text
    assert f"leadsim validate --seed {found.seed} --draws 0 --worlds 20" in text
