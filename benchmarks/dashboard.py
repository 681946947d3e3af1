"""A1, A2, A6: the dashboard while many look at it, while runs go on besides, and with many kept answers.

A page that was made once is asked for again and again, as its browser asks for it. Latencies are what a client waits
for, on the same machine as the server.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.parse import urlsplit

from benchmarks.rows import Row, figure, number, verdict
from dashboard.queries import stored_example
from simulator.model.engines import EngineName
from simulator.store import Store


@dataclass(frozen=True)
class Size:
    """Clients at once and for how many seconds, simulations beside them, and answers in the store."""

    clients: int
    seconds: float
    simulations: int
    answers: int


SIZES = {"full": Size(50, 20.0, 4, 500), "small": Size(2, 0.3, 1, 3)}
CALLBACKS = "/_dash-update-component"
PATHS = ("/", "/people", "/sure", "/evidence")
Asked = list[tuple[float, bool]]
"""Seconds of each request, and whether it was answered as it should be."""


def measure(size: str, engine: EngineName) -> Iterator[Row]:
    """Yield what clients wait for."""
    of = SIZES[size]
    with TemporaryDirectory() as folder:
        store = Path(folder) / "store.sqlite"
        with serving(store) as address:
            yield from under_load("A1", address, of, "", ("≥ 150", "≤ 500"))
            with simulating(of, Path(folder), engine):
                yield from under_load("A2", address, of, f", {of.simulations} simulations besides", ("", "≤ 1000"))
        two = fill(store, of.answers)
        with serving(store) as address:
            yield from with_many(address, of, two)


def under_load(name: str, address: str, of: Size, beside: str, wanted: tuple[str, str]) -> Iterator[Row]:
    """Yield requests a second, latencies and errors of clients that ask for pages as fast as they are answered."""
    bodies = [body_of(path, "?answer=example") for path in PATHS]
    for body in bodies:
        post(address, body)
    start = time.perf_counter()
    asked = ask_at_once(address, bodies, of)
    taken = time.perf_counter() - start
    cuts = [1000.0 * cut for cut in quantiles((seconds for seconds, _ in asked), n=100)]
    what = f"{of.clients} clients of made pages{beside}"
    yield figure(name, f"{what}: requests a second", len(asked) / taken, wanted[0])
    yield Row(
        name, f"{what}: ms, 95th percentile (50th, 99th)", *map(number, (cuts[94], cuts[49], cuts[98])), wanted[1]
    )
    yield verdict(name, f"{what}: every request is answered", met=all(good for _, good in asked))


def ask_at_once(address: str, bodies: Sequence[bytes], of: Size) -> Asked:
    """Ask from so many clients for so many seconds, each on a connection of its own."""
    asked: list[Asked] = [[] for _ in range(of.clients)]
    end = time.perf_counter() + of.seconds
    clients = [
        Thread(target=_client, args=(address, bodies[n % len(bodies)], end, asked[n])) for n in range(of.clients)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return [each for of_client in asked for each in of_client]


def _client(address: str, body: bytes, end: float, asked: Asked) -> None:
    connection = connect(address)
    while time.perf_counter() < end or len(asked) < 2:
        start = time.perf_counter()
        try:
            good = bool(post(address, body, connection))
        except (OSError, http.client.HTTPException):
            connection, good = connect(address), False
        asked.append((time.perf_counter() - start, good))
    connection.close()


# -- a server, and what goes on beside it ----------------------------------------------------------------------


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """Serve a store as the command does, and yield where."""
    words = [sys.executable, "-m", "simulator", "dashboard", "--port", "0", "--no-open"]
    environment = {**os.environ, "LEADSIM_STORE": str(store)}
    server = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield next(word for word in server.stdout.readline().split() if word.startswith("http://"))
    finally:
        server.terminate()
        server.communicate()


@contextmanager
def simulating(of: Size, folder: Path, engine: EngineName) -> Iterator[None]:
    """Let so many commands simulate, from when each has done its first run until they are stopped."""
    with ExitStack() as ends:
        for n in range(of.simulations):
            store = folder / f"beside-{n}.sqlite"
            words = [
                sys.executable,
                "-m",
                "simulator",
                "compare",
                "king-county/pilot",
                "--seed",
                str(n),
                "--draws",
                "2000",
            ]
            beside = subprocess.Popen(
                [*words, "--engine", engine, "--allow-large"], env={**os.environ, "LEADSIM_STORE": str(store)},
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            ends.callback(beside.wait)
            ends.callback(beside.terminate)
            while not _has_run(store):
                if beside.poll() is not None:
                    raise RuntimeError("a simulation has ended before it began")
                time.sleep(0.2)
        yield


def _has_run(store: Path) -> bool:
    import sqlite3

    try:
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
            return bool(connection.execute("SELECT count(*) FROM runs").fetchone()[0])
    except sqlite3.Error:  # it has not been made yet
        return False


# -- many answers ----------------------------------------------------------------------------------------------


def fill(path: Path, several: int) -> tuple[str, str]:
    """Keep so many answers, two of them whole and the rest with their first records; return the ids of the two."""
    whole = stored_example()
    few = replace(whole, records=whole.records[:200], futures=(), series=(), versus=())
    with Store(str(path)) as store:
        for n in range(several - 2):
            store.keep_comparison(replace(few, identity=replace(whole.identity, seed=n)))
        one, other = (
            store.keep_comparison(replace(whole, identity=replace(whole.identity, seed=several + n))) for n in range(2)
        )
    return one, other


def with_many(address: str, of: Size, two: tuple[str, str]) -> Iterator[Row]:
    """Yield how long the first page takes a server that has just begun, an answer of the store, and two of them."""
    views = (
        ("first page of a fresh server", "/", "?answer=example", "≤ 2000"),
        ("a kept answer for the first time", "/", f"?answer={two[0]}", "≤ 1500"),
        ("two kept answers held against each other", "/runs", f"?answer={two[0]}&other={two[1]}", "≤ 1500"),
        ("list of answers, the page besides", "/runs", f"?answer={two[0]}", ""),
    )
    for what, path, search, wanted in views:
        start = time.perf_counter()
        post(address, body_of(path, search))
        taken = 1000.0 * (time.perf_counter() - start)
        yield figure("A6", f"{of.answers} kept answers: ms, {what}", taken, wanted)


# -- one request -----------------------------------------------------------------------------------------------


def body_of(path: str, search: str) -> bytes:
    """Return what a browser sends to be given a page."""
    client = {"path": path, "search": search, "scheme": "light", "width": 1280}
    outputs = [{"id": "page", "property": "children"}, {"id": "mantine", "property": "forceColorScheme"}]
    asked = {
        "output": "..page.children...mantine.forceColorScheme..",
        "outputs": outputs,
        "inputs": [{"id": "client", "property": "data", "value": client}],
        "changedPropIds": ["client.data"],
    }
    return json.dumps(asked).encode()


def connect(address: str) -> http.client.HTTPConnection:
    """Return a connection to a server."""
    return http.client.HTTPConnection(urlsplit(address).netloc, timeout=60.0)


def post(address: str, body: bytes, connection: http.client.HTTPConnection | None = None) -> bytes:
    """Ask for a page, and return it as it came; HTTPException for anything but a page."""
    of = connection or connect(address)
    of.request("POST", CALLBACKS, body, {"Content-Type": "application/json", "Accept-Encoding": "gzip"})
    answer = of.getresponse()
    data = answer.read()
    if answer.status != 200 or not data:
        raise http.client.HTTPException(f"{answer.status} {answer.reason}")
    if connection is None:
        of.close()
        page = gzip.decompress(data) if answer.getheader("Content-Encoding") == "gzip" else data
        assert b'"page"' in page
    return data
