"""The program as an ordinary Textual app: without driver, painter and guard of its own."""

import json
import os
import select
import signal
import subprocess
import sys
import time

import pytest
from textual import constants
from textual.drivers.linux_driver import LinuxDriver
from textual.drivers.web_driver import WebDriver

from tui_mlp.training.keeping.kept_runs import run_folders
from tui_mlp.ui.terminal.driver import TerminalDriver
from tui_mlp.ui.terminal.terminal_app import TerminalApp

PATIENCE = 30.0
VARIABLES = {
    "TEXTUAL_DRIVER": "textual.drivers.linux_driver:LinuxDriver",
    "TUI_MLP_PLAIN_TERMINAL": "1",
}


@pytest.mark.parametrize("variable", VARIABLES)
def test_it_starts_trains_and_quits_on_a_real_terminal(monkeypatch, start, runs_dir, variable):
    monkeypatch.setenv(variable, VARIABLES[variable])
    program = start("--speed", "full", "--epochs", "10000000")
    program.begin()
    program.type(b"q")
    assert program.wait() == 0
    program.assert_restored()
    program.assert_no_survivor()
    (run,) = run_folders(runs_dir)
    assert run.status().step > 0


@pytest.mark.parametrize("variable", VARIABLES)
def test_signals_are_left_to_textual_and_the_run_is_saved(monkeypatch, start, runs_dir, variable):
    monkeypatch.setenv(variable, VARIABLES[variable])
    program = start("--speed", "full", "--epochs", "10000000")
    program.begin()
    os.kill(program.process.pid, signal.SIGTERM)
    assert program.wait() == -signal.SIGTERM
    program.assert_no_survivor()
    (run,) = run_folders(runs_dir)
    assert run.status().step > 0


def test_the_driver_is_the_one_that_textual_chooses(monkeypatch):
    assert TerminalApp().driver_class is TerminalDriver
    monkeypatch.setenv("TUI_MLP_PLAIN_TERMINAL", "0")
    assert TerminalApp().driver_class is TerminalDriver
    monkeypatch.setenv("TUI_MLP_PLAIN_TERMINAL", "1")
    assert TerminalApp().driver_class is LinuxDriver
    monkeypatch.delenv("TUI_MLP_PLAIN_TERMINAL")
    monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.web_driver:WebDriver")
    monkeypatch.setattr(constants, "DRIVER", os.environ["TEXTUAL_DRIVER"])  # read at its import
    assert TerminalApp().driver_class is WebDriver


class Served:
    """The program as `textual serve` runs it: packets over pipes, no terminal."""

    def __init__(self):
        driver = {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tui_mlp", "--speed", "full", "--epochs", "10000000"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={**os.environ, **driver, "COLUMNS": "120", "LINES": "40"},
        )

    def send(self, kind, payload):
        self.process.stdin.write(kind + len(payload).to_bytes(4, "big") + payload)

    def wait_for(self, text):
        output, deadline = b"", time.monotonic() + PATIENCE
        while text not in output:
            assert time.monotonic() < deadline, f"{text!r} did not come: {output[-2000:]!r}"
            if select.select([self.process.stdout], [], [], 0.1)[0]:
                data = os.read(self.process.stdout.fileno(), 65536)
                assert data, f"it ended: {output[-2000:]!r}"
                output += data

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def test_it_can_be_served_to_a_browser(runs_dir):
    program = Served()
    try:
        program.wait_for(b"__GANGLION__\n")
        program.wait_for(b"paused")
        program.send(b"D", b" ")
        program.wait_for(b"running")
        program.send(b"M", json.dumps({"type": "quit"}).encode())
        program.wait_for(b'{"type": "exit"}')
        assert program.process.wait(PATIENCE) == 0
    finally:
        program.close()
    (run,) = run_folders(runs_dir)
    assert run.status().step > 0
