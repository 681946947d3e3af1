"""The command: where it listens, what it refuses, and that the command line finds it without knowing it."""

from __future__ import annotations

import re
import socket
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

import dashboard
from dashboard import serve
from dashboard.theme import DARK, LIGHT
from simulator.errors import InputError
from tests.commands import command_line


def test_a_port_that_is_taken_is_refused_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError, match=r"nothing can listen at 127\.0\.0\.1"):
            serve.serve(port=taken.getsockname()[1], open_browser=False)


@pytest.mark.parametrize("workers", [0, 33])
def test_so_many_workers_are_refused(workers: int) -> None:
    with pytest.raises(InputError, match="so many workers"):
        serve.serve(workers=workers, open_browser=False)


def test_a_host_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="nothing can listen"):
        serve.serve(host="256.1.1.1", port=0, open_browser=False)


def test_names_that_a_server_answers_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADSIM_HOSTS", "budget.example, lead.example,")
    assert serve.allowed_hosts("0.0.0.0") == ["budget.example", "lead.example"]  # noqa: S104 - not bound
    assert serve.allowed_hosts("10.1.2.3")[0] == "10.1.2.3"


def test_the_command_line_finds_the_dashboard_by_its_entry_point(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(serve, "serve", lambda *words, **more: asked.append((words, more)))
    point = EntryPoint("dashboard", "dashboard.serve:serve", "leadsim.commands")
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: EntryPoints([point]))
    said = command_line(monkeypatch, capsys, "dashboard")("--port", "0", "--workers", "2", "--no-open")
    assert said.code == 0
    assert asked == [(("127.0.0.1", 0, 2), {"open_browser": False})]


def test_without_the_dashboard_the_command_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.metadata.entry_points", lambda **_: EntryPoints([]))
    assert "installed without its dashboard" in command_line(monkeypatch, capsys, "dashboard")().refused()


# -- files ----------------------------------------------------------------------------------------------------

HERE = Path(dashboard.__file__).parent


def test_the_style_sheet_has_the_colors_of_the_figures() -> None:
    css = (HERE / "assets" / "leadsim.css").read_text(encoding="utf-8")
    light, dark = css.split(':root[data-mantine-color-scheme="dark"] {', 1)
    printed = css.split("@media print {", 1)[1]
    for text, palette in ((light, LIGHT), (dark.split("}", 1)[0], DARK), (printed, LIGHT)):
        found = dict(re.findall(r"--([a-z0-9]+): (#[0-9A-F]{6})", text))
        assert {name: palette[name] for name in found} == found
        assert set(palette) - set(found) <= {"pink"}


def test_nothing_dangerous_is_used() -> None:
    banned = re.compile(
        r"dangerously_|dcc\.Markdown|DataTable|srcDoc|html\.Iframe|\beval\(|pickle|render_template_string|mathjax=True|"
        r'"cdn"|cellRenderer.*markdown'
    )
    found = [
        f"{path.name}: {line.strip()}"
        for path in HERE.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if banned.search(line)
    ]
    assert found == []


def test_no_asset_names_another_server() -> None:
    for path in (HERE / "assets").iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
        assert not re.search(r"https?://|//cdn", text), path.name


def test_the_fonts_and_their_license_are_there() -> None:
    import simulator

    folder = Path(simulator.__file__).parent / "report" / "fonts"
    for name in ("inter", "source-serif-4"):
        assert (folder / f"{name}.woff2").read_bytes()[:4] == b"wOF2"
        assert "SIL Open Font License" in (folder / f"{name}-OFL.txt").read_text(encoding="utf-8")
