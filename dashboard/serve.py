"""`leadsim dashboard`: serve the pages with waitress, on this machine unless told otherwise, until interrupted."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import webbrowser
from types import FrameType

from simulator.errors import InputError

THREADS = 8
MOST_WORKERS = 32
HOSTS = "LEADSIM_HOSTS"
"""The environment variable with further names, separated by commas, that a server answers to."""


def serve(host: str = "127.0.0.1", port: int = 8050, workers: int = 1, *, open_browser: bool = True) -> None:
    """Serve until interrupted; port 0 takes a free one. InputError for what cannot be served."""
    if not 1 <= workers <= MOST_WORKERS:
        raise InputError("so many workers cannot serve", key="--workers", found=workers, allowed=f"1 to {MOST_WORKERS}")
    if workers > 1 and not hasattr(os, "fork"):
        raise InputError("on this system one worker serves", key="--workers", found=workers, allowed="1")
    refuse_debug(host)
    listening = _listen(host, port)
    from dashboard.app import create_app

    server = create_app(allowed_hosts(host)).server
    where = f"http://{_in_url(host)}:{listening.getsockname()[1]}/"
    print(f"leadsim: the dashboard is at {where} (Ctrl-C ends it)", flush=True)  # noqa: T201 - this is a command
    if open_browser:
        threading.Timer(0.5, webbrowser.open, [where]).start()
    if workers == 1:
        _run(server, listening)
    else:
        _run_several(server, listening, workers)


def refuse_debug(host: str) -> None:
    """Refuse the debugger, which runs whatever a visitor types, where others could reach it."""
    from dashboard.security import is_loopback

    if os.environ.get("DASH_DEBUG", os.environ.get("FLASK_DEBUG", "")).lower() in ("1", "true") and not is_loopback(
        host
    ):
        raise InputError("debugging is for this machine alone", key="--host", found=host, allowed="127.0.0.1")


def allowed_hosts(host: str) -> list[str]:
    """Return the names that a server at this host answers to, besides this machine's own."""
    named = [name.strip() for name in os.environ.get(HOSTS, "").split(",") if name.strip()]
    return named if host in ("0.0.0.0", "::", "") else [host, *named]  # noqa: S104 - told apart, not bound


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(256)
    except (OSError, OverflowError) as error:
        listening.close()
        why = error.strerror if isinstance(error, OSError) else "ports are 0 to 65535"
        raise InputError(f"nothing can listen at {host}, port {port}: {why}") from None
    return listening


def _in_url(host: str) -> str:
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - told apart, not bound
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _run(server: object, listening: socket.socket) -> None:
    from waitress import create_server

    signal.signal(signal.SIGTERM, _end)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a line for every request that waits
    waiting = create_server(server, sockets=[listening], threads=THREADS, ident=None, channel_timeout=30)
    try:
        waiting.run()
    except (KeyboardInterrupt, SystemExit):
        waiting.close()


def _run_several(server: object, listening: socket.socket, workers: int) -> None:
    """Serve from several processes that share the warmed application and the socket; an interrupt ends them all."""
    context = multiprocessing.get_context("fork")
    serving = [context.Process(target=_run, args=(server, listening)) for _ in range(workers)]
    for process in serving:
        process.start()
    signal.signal(signal.SIGTERM, _end)
    try:
        for process in serving:
            process.join()
    except (KeyboardInterrupt, SystemExit):
        for process in serving:
            process.terminate()
        for process in serving:
            process.join()


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
