"""Worker processes on this machine, for what holds on to the interpreter while it runs."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, resource_tracker
from typing import Any


@contextmanager
def processes(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Yield so many processes. What has not begun by the end is called off, and on an interrupt all is lost."""
    pool = _Processes(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_become_worker)
    try:
        yield pool
    except KeyboardInterrupt:
        # Python 3.14 has terminate_workers(); before, the processes are known only by a private name.
        for process in list((pool._processes or {}).values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Start processes that never hear an interrupt from the terminal, which is for their parent to deal with.

    One that comes meanwhile reaches the parent at the end.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    heard: list[int] = []
    mine = threading.current_thread() is threading.main_thread()  # who alone may say what a signal does
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number)) if mine else None
    resource_tracker.ensure_running()  # else it is started with the first process, and then the signal is unblocked
    # Blocked, it stays blocked in every process and thread that is started from here.
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        if mine:
            signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)
        if heard:
            signal.raise_signal(signal.SIGINT)


class _Processes(ProcessPoolExecutor):
    """A pool, which starts its processes when there is something to do."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **keys: Any) -> Future[Any]:
        with deaf_to_interrupts():
            return super().submit(work, *args, **keys)


def _become_worker() -> None:
    """Only simulate, leave interrupts to the parent, and do not outlive it: a killed one calls nobody off."""
    from simulator.model.garbage import collect_garbage_rarely

    collect_garbage_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
