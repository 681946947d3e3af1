"""Who does the runs: threads for the compiled engine, processes for SimPy, Dask for a cluster, or any executor.

The compiled engine lets go of the interpreter while it runs, so threads share a machine without a copy of anything;
SimPy does not. What comes out is the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from functools import partial
from types import ModuleType

from simulator.errors import InputError, nearest_names
from simulator.experiment.processes import processes
from simulator.model.engines import EngineName, prepare

KINDS = ("local", "dask")

Opens = Callable[[], AbstractContextManager[Executor]]
Tell = Callable[[str], None]


class LazyExecutor:
    """Starts an executor when first called, and another one once that has broken; it does `workers` runs at once."""

    def __init__(self, workers: int, opens: Opens, ends: ExitStack) -> None:
        self.workers = workers
        self._opens = opens
        self._ends = ends
        self._executor: Executor | None = None

    def __call__(self) -> Executor:
        """Return the executor."""
        if self._executor is None or _is_broken(self._executor):
            self._executor = self._ends.enter_context(self._opens())
        return self._executor


@contextmanager
def lazy_executor(
    engine: EngineName,
    workers: int | None = None,
    kind: str | Executor = "local",
    scheduler: str | None = None,
    tell: Tell = lambda _: None,
) -> Iterator[LazyExecutor]:
    """Yield what starts an executor when it is first needed; a running Dask scheduler is called at once.

    `kind` is local, dask, or an executor of one's own, which is not ended here; `scheduler` is an address such as
    tcp://host:8786. Without `workers` there are as many as cores, or as threads in the cluster. What takes a while
    to get ready is told. Raises InputError for what is not there.

    What has not begun by the end is called off. On an interrupt, runs in processes of this machine are lost too: they
    would keep somebody waiting who wants to stop. A run in a thread cannot be ended, and is short.
    """
    _refuse_unknown(kind, scheduler)
    with ExitStack() as ends:
        at_once = workers or workers_here()
        if isinstance(kind, Executor):
            opens: Opens = partial(_given, kind)
        elif scheduler is not None:
            client = ends.enter_context(_dask().connect(scheduler))
            at_once = workers or _dask().threads_of(client)
            opens = partial(_dask().executor_of, client)
        else:
            makes = _dask().local_cluster if kind == "dask" else _threads if engine == "fast" else processes
            opens = partial(_prepared, engine, tell, partial(makes, at_once))
        yield LazyExecutor(at_once, opens, ends)


def workers_here() -> int:
    """Return how many runs this machine can do at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _prepared(engine: EngineName, tell: Tell, opens: Opens) -> AbstractContextManager[Executor]:
    prepare(engine, tell)  # before all workers of this machine need it at once
    return opens()


def _given(executor: Executor) -> AbstractContextManager[Executor]:
    return nullcontext(executor)


@contextmanager
def _threads(workers: int) -> Iterator[Executor]:
    pool = ThreadPoolExecutor(workers, thread_name_prefix="run")
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _is_broken(executor: Executor) -> bool:
    """Return whether worker processes have died, so that none of them does anything any more."""
    try:
        if isinstance(executor, ProcessPoolExecutor):
            executor.submit(int)
    except BrokenExecutor:
        return True
    return False


def _refuse_unknown(kind: str | Executor, scheduler: str | None) -> None:
    if isinstance(kind, str) and kind not in KINDS:
        nearest = nearest_names(kind, KINDS)
        raise InputError(
            "there is no such executor", key="executor", found=kind, allowed=", ".join(KINDS), nearest=nearest
        )
    if scheduler is not None and kind != "dask":
        raise InputError("only the executor dask has a scheduler", key="scheduler", found=scheduler)


def _dask() -> ModuleType:
    try:
        from simulator.experiment import dask_cluster
    except ImportError:
        packages = "the packages dask and distributed, which come with leadsim[cluster]"
        raise InputError(f"the executor dask needs {packages}", key="executor") from None
    return dask_cluster
