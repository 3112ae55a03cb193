"""The jobs of a sweep on the machines of a cluster, by an existing scheduler (dask.distributed).

It takes the extra `cluster`; whoever imports this module says so where that is missing.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from distributed import Client, Event, KilledWorker, as_completed, get_worker
from distributed.comm.addressing import parse_host_port
from threadpoolctl import threadpool_limits

from tui_mlp.training.ensemble.job_pool import JobDone, JobError, outcomes_of
from tui_mlp.training.ensemble.outcome import Outcome
from tui_mlp.training.ensemble.sweep import SweptSetting, jobs, present_keys

_SECONDS_TO_CONNECT = 10
_SECONDS_BETWEEN_LOOKS = 0.05
_SECONDS_BETWEEN_QUESTIONS = 1.0
"""How often a worker asks the scheduler whether the sweep was stopped."""


def run_on_cluster(
    settings: Sequence[SweptSetting],
    scheduler: str,
    threads: int,
    stopped: Callable[[], bool],
) -> Iterator[JobDone]:
    """The outcomes of settings, in jobs, each as soon as a worker of the cluster has done it.

    The scheduler gives the job of a worker that is lost to another one. A stop ends the jobs
    between epochs; what is unfinished then is dropped.

    Args:
        settings: what is to be trained; the workers read the same files under the same names.
        scheduler: its address, such as "tcp://10.0.0.5:8786".
        threads: of each job for its matrix products.
        stopped: whether to end.

    Raises:
        JobError: there is no such scheduler or no worker, a worker has another version of the
            program or another file, or a job ended every worker that tried it.
    """
    client = _connected(scheduler)
    try:
        workers = sum(client.nthreads().values())
        if not workers:
            raise JobError(f"--scheduler {scheduler}: no worker has joined it yet")
        stop = Event(client=client)
        futures = {
            client.submit(work_on, job, threads, stop.name, pure=False): job
            for job in jobs(settings, workers)
        }
        try:
            yield from _as_they_finish(client, futures, stopped)
        finally:
            stop.set()  # jobs that have begun; the others go with the client
    finally:
        client.close()


def _connected(scheduler: str) -> Client:
    try:
        parse_host_port(scheduler.rpartition("://")[2])
        return Client(scheduler, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:  # a timeout is an OSError
        reason = str(error).partition("\n")[0] or "no answer"
        raise JobError(f"--scheduler {scheduler}: {reason}") from error


def _as_they_finish(
    client: Client,
    futures: "dict[Any, list[SweptSetting]]",
    stopped: Callable[[], bool],
) -> Iterator[JobDone]:
    finished = as_completed(list(futures), loop=client.loop)
    while not finished.is_empty() and not stopped():
        batch = list(finished.next_batch(block=False))
        if not batch:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        for future in batch:
            try:
                outcomes = future.result()
            except KilledWorker as error:
                raise JobError(
                    "a job of the sweep ended each worker that tried it; too little memory?"
                ) from error
            except ModuleNotFoundError as error:
                raise JobError(f"a worker of the cluster cannot import {error.name}") from error
            if outcomes is not None:
                yield futures[future], outcomes
            future.release()


def work_on(job: Sequence[SweptSetting], threads: int, stop: str) -> list[Outcome] | None:
    """Train the settings of one job, on a worker; None where the sweep was stopped before.

    Raises:
        JobError: what the worker would train is not what was meant.
    """
    host = get_worker().name
    try:
        same = present_keys(job) == [setting.key for setting in job]
    except OSError as error:
        raise JobError(f"worker {host}: {error.filename}: {error.strerror}") from error
    if not same:
        file = "" if job[0].config.data is None else f", or another {job[0].config.data}"
        raise JobError(f"worker {host} has another version of tui-mlp{file}")
    event, asked = Event(stop), time.monotonic()

    def stopped() -> bool:
        nonlocal asked
        if time.monotonic() < asked + _SECONDS_BETWEEN_QUESTIONS:
            return False
        asked = time.monotonic()
        return bool(event.is_set())

    with threadpool_limits(threads):
        return outcomes_of(job, stopped)
