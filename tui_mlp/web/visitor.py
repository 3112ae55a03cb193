"""A visitor's program: `python -m tui_mlp.web.visitor VISIT`, VISIT as `Visit` in JSON.

It talks to the server through standard input and output, and ends when these do. The server has it
lead a session of its own, in an empty folder, which is removed with it.
"""

import contextlib
import os
import resource
import sys

from msgspec import json

from tui_mlp.web.visit import MEGABYTE, Visit

_LARGEST_FILE = MEGABYTE
"""What went wrong in the worker is kept in a file without a name until it is told."""
_OPEN_FILES = 128
_BEHIND_THE_SERVER = 5
"""Niceness: the server answers first, whatever visitors train."""


def limit(memory: int) -> None:
    """Take away what a visitor is not to have, for this process and all that it starts.

    Args:
        memory: bytes of address space of each process.
    """
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, _LARGEST_FILE),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError):  # macOS takes no limit of addresses; or is below
            resource.setrlimit(what, (most, most))
    os.nice(_BEHIND_THE_SERVER)


def main(told: str) -> None:
    """Show a trainer until its visitor quits or is gone."""
    visit = json.decode(told, type=Visit)
    limit(visit.memory)
    # what these import counts as memory of the visitor
    from tui_mlp.ui.app import TrainerApp  # noqa: PLC0415
    from tui_mlp.worker.client import ProcessWorker  # noqa: PLC0415
    from tui_mlp.worker.job import Job  # noqa: PLC0415

    job = Job(
        visit.config,
        blas_threads=visit.threads,
        speed=visit.speed,
        refresh=visit.refresh,
        confined=True,
    )
    worker = ProcessWorker(job)
    app = TrainerApp(worker, confined=True)
    try:
        app.run()
    finally:
        worker.close()
    sys.exit(app.return_code)


if __name__ == "__main__":
    main(sys.argv[1])
