"""Signals, hang-ups and stalls of a real terminal: the run is saved and nothing is left behind."""

import os
import shlex
import shutil
import signal
import sys
import time

import pytest

from tui_mlp.training.keeping.checkpoint import load_checkpoint
from tui_mlp.training.keeping.kept_runs import run_folders

SECONDS_TO_END = 5.0
FOR_EVER = ("--speed", "full", "--epochs", "10000000")
ENDS = {"HUP": signal.SIGHUP, "TERM": signal.SIGTERM, "hang-up": None}
QUICK = {("TERM", "training"), ("HUP", "stalled"), ("hang-up", "nohup"), ("HUP", "idle")}


def newest_saved_at(runs_dir):
    """When the only run was saved last; it can be read, and says what its list says."""
    (folder,) = run_folders(runs_dir)
    checkpoint = load_checkpoint(folder.path / "last.npz")
    status = folder.status()
    assert checkpoint.state["step_count"] == status.step > 0
    assert status.state == "interrupted"
    return (folder.path / "last.npz").stat().st_mtime


@pytest.mark.parametrize("state", ["idle", "training", "stalled", "nohup"])
@pytest.mark.parametrize("end", ENDS)
def test_the_end_of_the_terminal(attack, start, runs_dir, end, state):
    if not attack.long and (end, state) not in QUICK:
        pytest.skip("the long form has them all")
    slowest = 0.0
    limit = SECONDS_TO_END if attack.long else 30.0  # nothing is timed in the quick form
    count = attack.count(quick=1, long=100)
    for _ in range(count):
        program = start(*FOR_EVER, ignore_hup=state == "nohup")
        if state == "idle":
            program.wait_for(b"paused")
        else:
            program.begin()
        if attack.long:
            time.sleep(attack.random.random())
        if state == "stalled":
            program.stall()
        seconds = end_it(program, end, state)
        slowest = max(slowest, seconds)
        assert seconds < limit
        program.assert_no_survivor(limit - seconds)
        if state == "idle":
            assert run_folders(runs_dir) == []
        else:
            assert newest_saved_at(runs_dir) > time.time() - limit - 1
        if end != "hang-up":
            program.assert_restored()
        program.close()
        shutil.rmtree(runs_dir, ignore_errors=True)
    attack.record(tried=count, failed=0, slowest_seconds=round(slowest, 2))


def end_it(program, end, state):
    """End the program this way; the seconds that it took."""
    code = 128 + (ENDS[end] or signal.SIGHUP)
    started = time.monotonic()
    if end == "hang-up":
        program.hang_up()
    else:
        os.kill(program.process.pid, ENDS[end])
    if (end, state) == ("HUP", "nohup"):
        # what is ignored stays ignored: it goes on, and ends at the next signal
        program.wait_for(b"\x1b[", len(program.output))
        assert program.process.poll() is None
        started = time.monotonic()
        os.kill(program.process.pid, signal.SIGTERM)
        code = 128 + signal.SIGTERM
    assert program.wait() == code
    return time.monotonic() - started


def test_a_terminal_that_stops_reading_does_not_slow_training(attack, start, runs_dir):
    seconds = attack.count(quick=1, long=60)
    program = start(*FOR_EVER, "--checkpoint-seconds", "0.2")
    program.begin()
    (folder,) = run_folders(runs_dir)

    def steps_in(duration):
        before, started = folder.status().step, time.monotonic()
        time.sleep(duration)
        return (folder.status().step - before) / (time.monotonic() - started)

    program.wait_for(b"\x1b[", len(program.output))
    reading = steps_in(seconds)
    program.stall()
    stalled = steps_in(seconds)
    attack.record(tried=1, steps_a_second_of_one_that_reads=round(stalled / reading, 3))
    assert stalled > reading / 3
    program.read_on()
    program.answer(b"q", b"\x1b[?1049l")
    assert program.wait() == 0
    program.assert_restored()


def test_stopped_and_continued_from_outside(start):
    program = start(*FOR_EVER)
    program.begin()
    os.kill(program.process.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, program.process.pid, os.WSTOPPED | os.WNOWAIT)
    place = len(program.output)
    os.kill(program.process.pid, signal.SIGCONT)
    program.wait_for(b"\x1b[?1049h", place)
    program.wait_for(b"tui-mlp", place)
    program.answer(b"q", b"\x1b[?1049l")
    assert program.wait() == 0
    program.assert_restored()


def test_suspended_by_a_key_and_brought_back(start):
    shell = start(command=["/bin/bash", "--norc", "--noprofile", "-i"])
    shell.type(b"bind 'set enable-bracketed-paste off'; PS1=read''y; stty -echo\n")
    shell.wait_for(b"ready")
    place = len(shell.output)
    command = [sys.executable, "-m", "tui_mlp", *FOR_EVER]
    shell.type(shlex.join(command).encode() + b"\n")
    shell.wait_for(b"paused", place)
    shell.answer(b" ", b"running")
    place = shell.answer(b"\x1a", b"Stopped")
    shell.wait_for(b"ready", place)
    assert shell.modes_that_differ == []
    place = len(shell.output)
    shell.type(b"fg\n")
    shell.wait_for(b"\x1b[?1049h", place)
    shell.wait_for(b"tui-mlp", place)
    shell.answer(b"q", b"ready")
    assert shell.modes_that_differ == []
    shell.type(b"exit\n")
    assert shell.wait() == 0
