"""The jobs of a sweep, one after another or over processes, each a list of settings that fit."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.synchronize import Event

from threadpoolctl import threadpool_limits

from tui_mlp.files.errors import DataError
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.training.ensemble.outcome import Outcome, train_settings
from tui_mlp.training.ensemble.sweep import SweptSetting

JobDone = tuple[list[SweptSetting], list[Outcome]]
_SECONDS_BETWEEN_LOOKS = 0.2


class JobError(Exception):
    """A job that cannot be done: one line that says why."""


def run_jobs(
    jobs: Sequence[list[SweptSetting]],
    workers: int,
    threads: int,
    stopped: Callable[[], bool],
) -> Iterator[JobDone]:
    """The outcomes of each job as soon as it is done, in no certain order.

    Args:
        jobs: each is one ensemble's settings.
        workers: processes at a time; one job, or one worker, takes this process.
        threads: of each for its matrix products.
        stopped: whether to end; asked between epochs, and what is unfinished then is dropped.

    Raises:
        JobError: the data cannot be read, or have no use for a setting; or a process was killed.
    """
    workers = min(workers, len(jobs))
    if workers <= 1:
        with threadpool_limits(threads):
            for job in jobs:
                outcomes = outcomes_of(job, stopped)
                if outcomes is None:
                    return
                yield job, outcomes
        return
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    with ProcessPoolExecutor(workers, context, _begin, (threads, stop)) as pool:
        waiting = {pool.submit(_work, job): job for job in jobs}
        try:
            yield from _as_they_finish(waiting, stopped)
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def _as_they_finish(
    waiting: "dict[Future[list[Outcome] | None], list[SweptSetting]]", stopped: Callable[[], bool]
) -> Iterator[JobDone]:
    while waiting and not stopped():
        finished, _ = wait(waiting, _SECONDS_BETWEEN_LOOKS, FIRST_COMPLETED)
        for future in finished:
            job = waiting.pop(future)
            try:
                outcomes = future.result()
            except BrokenProcessPool as error:
                raise JobError("a process of the sweep was killed; the same command goes on") from (
                    error
                )
            if outcomes is not None:
                yield job, outcomes


def outcomes_of(job: Sequence[SweptSetting], stopped: Callable[[], bool]) -> list[Outcome] | None:
    """Train the settings of one job here; None where `stopped` ended it.

    Raises:
        JobError: the data cannot be read, or have no use for a setting.
    """
    settings = [each.configs for each in job]
    try:
        return train_settings(settings, lambda _done, _all: not stopped())
    except ConfigError as error:
        option = error.setting.replace("_", "-")
        raise JobError(f"--{option}: {error.problem}") from error
    except DataError as error:
        raise JobError(str(error)) from error


_stop: list[Event] = []
"""Of this worker process."""


def _begin(threads: int, stop: Event) -> None:
    """Prepare a worker: the one that started it hears the signals, and takes it along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(threads)
    _stop.append(stop)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A parent that is killed closes no queue, and its workers would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(job: Sequence[SweptSetting]) -> list[Outcome] | None:
    return outcomes_of(job, _stop[0].is_set)
