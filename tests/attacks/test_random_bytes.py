"""Random bytes typed at the real program: it lives, or ends in good order with its run saved."""

import fcntl
import os
import shutil
import signal
import struct
import termios
import time
from pathlib import Path

from tui_mlp.training.keeping.kept_runs import run_folders

CHUNK = 400
LEAVING = b"\x1b[201~\x1b\x1b\x1b\x11"
"""The end of a pasted text that may have begun, out of whatever is open, and ctrl+q."""

ENDS = (0, 128 + signal.SIGINT, 128 + signal.SIGQUIT)
"""How it may end: ^C and ^\\ are signals to a program that is about to leave the terminal."""


def random_chunk(random):
    """Bytes of all kinds: noise, broken UTF-8, reports that terminals send, and keys."""
    parts = []
    while sum(map(len, parts)) < CHUNK:
        kind = random.randrange(8)
        number = random.randrange
        if kind == 0:
            part = random.randbytes(number(1, 20))
        elif kind == 1:
            part = bytes(number(0x80, 0x100) for _ in range(number(1, 6)))
        elif kind == 2:
            part = b"\x1b[<%d;%d;%d%c" % (number(130), number(300), number(100), b"Mm"[number(2)])
        elif kind == 3:
            part = b"\x1b[" + bytes(number(0x20, 0x7F) for _ in range(number(1, 12)))
        elif kind == 4:
            part = b"\x1b[200~" + random.randbytes(number(1, 60)) + b"\x1b[201~" * number(2)
        elif kind == 5:
            part = b"\x1b[%d;%d$y\x1b[%d;%dR\x1b[I\x1b[O" % (
                random.choice((2026, 2048, number(5000))),
                *(number(9), number(99), number(99)),
            )
        elif kind == 6:
            part = b"\x1b[%d;%d:%du" % (number(0x110000), number(9), number(4))
        else:
            part = bytes(random.choice(b" serun+-,.wl12345xogkb?\t\r\x1b[]hjc/:") for _ in range(9))
        parts.append(part)
    return b"".join(parts)


def is_read(program):
    """Whether the program has taken what was typed."""
    waiting = fcntl.ioctl(program.follower, termios.FIONREAD, b"\0\0\0\0")
    return struct.unpack("i", waiting)[0] == 0


def wake(program):
    """Continue a program that was sent to sleep by what was typed."""
    if program.process.poll() is None:
        state = Path(f"/proc/{program.process.pid}/stat").read_text().rpartition(")")[2].split()
        if state[0] == "T":
            os.kill(program.process.pid, signal.SIGCONT)


def type_all(program, data):
    """Type it, and wait until it has been taken or the program has ended."""
    deadline = time.monotonic() + 30
    program.type(data)
    while program.process.poll() is None and not is_read(program):
        assert time.monotonic() < deadline, "the program takes no keys any more"
        wake(program)
        time.sleep(0.005)


def test_random_bytes(attack, start, runs_dir):
    count, typed, starts, ended = attack.count(quick=1600, long=100_000), 0, 0, 0
    while typed < count:
        program = start("--speed", "full", "--epochs", "10000000")
        starts += 1
        program.begin()
        for _ in range(25):
            if program.process.poll() is not None or typed >= count:
                break
            chunk = random_chunk(attack.random)
            type_all(program, chunk)
            typed += len(chunk)
        ended += program.process.poll() is not None
        leave(program)
        assert program.process.returncode in ENDS, program.output[-3000:]
        assert b"Traceback" not in program.output, program.output[-3000:]
        program.assert_restored()
        end_detached(program)
        for folder in run_folders(runs_dir):
            folder.last_checkpoint()
        assert run_folders(runs_dir)
        program.close()
        shutil.rmtree(runs_dir)
    attack.record(bytes_typed=typed, starts=starts, ended_by_what_was_typed=ended, failed=0)


def leave(program):
    """Quit, whatever is open."""
    deadline = time.monotonic() + 30
    while program.process.poll() is None:
        assert time.monotonic() < deadline, f"it does not quit: {program.output[-3000:]!r}"
        type_all(program, LEAVING)
        wake(program)  # while it sleeps the terminal keeps what is typed for the end of a line
        time.sleep(0.2)


def end_detached(program):
    """What ctrl+d left in the background saves and ends as well."""
    for pid in program.survivors():
        os.kill(pid, signal.SIGTERM)
    program.assert_no_survivor()
