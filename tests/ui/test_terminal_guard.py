"""How a program ends whose terminal has gone."""

import os
import signal
import subprocess
import sys

PROGRAM = """
import contextlib, sys, threading
from tui_mlp.ui.terminal.guard import TerminalGuard

ended = threading.Event()
with TerminalGuard(lambda code: ended.set(), lambda: None, lambda seconds: None) as guard:
    print("watched", flush=True)
    ended.wait()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            print("said too late", file=stream)
sys.exit(guard.exit_code)
"""


def test_what_is_said_to_a_terminal_that_hung_up_does_not_change_the_exit_code() -> None:
    ours, theirs = os.openpty()
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=theirs, stdout=theirs, stderr=theirs, env=buffered
    )
    os.close(theirs)
    while b"watched" not in os.read(ours, 1024):
        pass
    os.close(ours)
    assert program.wait(30) == 128 + signal.SIGHUP
