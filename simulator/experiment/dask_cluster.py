"""Dask: a cluster that somebody runs, or one of a few processes on this machine.

https://distributed.dask.org. A scheduler and its clients believe each other's every byte, so a cluster is as safe as
who can reach it; the one made here listens on the loopback interface only.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Any

from distributed import Client, LocalCluster, Security, rpc
from distributed.cfexecutor import ClientExecutor
from distributed.client import ClosedClientError
from distributed.utils import silence_logging_cmgr

from simulator.errors import InputError
from simulator.experiment.processes import deaf_to_interrupts

PATIENCE = 5.0
"""Seconds in which a scheduler answers."""


@contextmanager
def connect(scheduler: str) -> Iterator[Client]:
    """Yield a connection to a running scheduler; InputError where there is none."""
    with silence_logging_cmgr(logging.CRITICAL):  # what goes wrong is told once, by who asked
        _refuse_unknown(scheduler)
        with Client(scheduler, timeout=PATIENCE, set_as_default=False) as client:
            yield client


def threads_of(client: Client) -> int:
    """Return how many runs a cluster can do at once; InputError where it has no worker yet."""
    threads = int(sum(client.nthreads().values()))
    if not threads:
        raise InputError(
            "the Dask scheduler has no workers; start some, or say by --workers how many to wait for", key="scheduler"
        )
    return threads


@contextmanager
def executor_of(client: Client) -> Iterator[Executor]:
    """Yield the executor of a cluster; what is not done by the end is called off."""
    # Not pure: two batches are two pieces of work, whatever is in them, and nobody has to hash what is in them.
    executor = _Executor(client, pure=False)
    try:
        yield executor
    finally:
        with suppress(ClosedClientError, RuntimeError):  # the client, or its event loop, has ended before
            executor.shutdown(wait=False)


@contextmanager
def local_cluster(workers: int) -> Iterator[Executor]:
    """Yield the executor of a cluster of so many processes on this machine, each doing one run at a time.

    It ends with this process, also where that is killed.
    """
    with silence_logging_cmgr(logging.CRITICAL), ExitStack() as ends:
        with deaf_to_interrupts():
            cluster = LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1",
                dashboard_address="127.0.0.1:0", scheduler_kwargs={"dashboard": False}, silence_logs=logging.CRITICAL,
            )  # fmt: skip
            ends.enter_context(cluster)
            ends.push(partial(_end_workers, cluster))
        client = ends.enter_context(Client(cluster, set_as_default=False))
        yield ends.enter_context(executor_of(client))


class _Executor(ClientExecutor):
    """Dask's executor, for which a lost connection calls off what is asked of it, as it does what was asked before."""

    def submit(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:  # type: ignore[override]
        try:
            future: Future[Any] = super().submit(fn, *args, **kwargs)
        except ClosedClientError:
            future = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
        return future


def _end_workers(cluster: LocalCluster, reason: type[BaseException] | None, *_: object) -> None:
    """End what workers are doing if somebody wants to stop: else closing waits for it."""
    if reason is not None and issubclass(reason, KeyboardInterrupt):
        for nanny in cluster.workers.values():
            if nanny.pid:
                os.kill(nanny.pid, signal.SIGTERM)


def _refuse_unknown(scheduler: str) -> None:
    """Refuse an address where no scheduler answers; `Client` itself waits without end for one that says nothing."""
    reason = "nothing answers there as one"
    try:
        with ThreadPoolExecutor(1) as aside:  # the caller may have an event loop of its own
            answer = aside.submit(asyncio.run, asyncio.wait_for(_identity(scheduler), PATIENCE)).result()
    except ValueError as error:
        reason = str(error)
    except Exception:  # noqa: S110 - whatever answers there, it is not a scheduler
        pass
    else:
        if answer.get("type") == "Scheduler":
            return
        reason = "it is a worker's"
    raise InputError(
        f"this is not the address of a Dask scheduler: {reason}",
        key="scheduler",
        found=scheduler,
        allowed="tcp://host:port",
    )


async def _identity(address: str) -> dict[str, Any]:
    arguments = Security().get_connection_args("client")
    async with rpc(address, connection_args=arguments) as who:
        answer: dict[str, Any] = await who.identity()
        return answer
