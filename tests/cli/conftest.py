"""The command line is a process of its own in these tests, which begins with its imports done."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_SERVER = """
import gc, importlib, json, os, pkgutil, runpy, sys
import tui_mlp.cli.commands as commands
named = [each.name for each in pkgutil.walk_packages(commands.__path__, commands.__name__ + ".")]
for name in (*named, *sys.argv[1:]):
    importlib.import_module(name)
gc.freeze()
for line in sys.stdin:
    request = json.loads(line)
    child = os.fork()
    if not child:
        break
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    sys.exit()
os.environ.clear()
os.environ.update(request["environment"])
os.chdir(request["folder"])
for number, path in ((0, os.devnull), (1, request["stdout"]), (2, request["stderr"])):
    os.dup2(os.open(path, os.O_RDWR), number)
sys.stdin = open(0)
sys.argv = ["tui-mlp", *request["arguments"]]
runpy.run_module("tui_mlp", run_name="__main__", alter_sys=True)
"""
"""Answers each line of its input, a call, with the exit code of a fork of itself."""
_USED = (
    "tui_mlp.training.session",
    "tui_mlp.lecture.walk.walk",
    "tui_mlp.worker.answers.walk_answer",
)
_PROGRAM = [sys.executable, "-m", "tui_mlp"]


class _ForkServer:
    """Starts the program again and again without its imports.

    Args:
        folder: where the output of a call goes for a moment.
    """

    def __init__(self, folder: Path) -> None:
        self._outputs = folder / "stdout", folder / "stderr"
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVER, *_USED],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUTF8": "1"},
        )

    def run(
        self, arguments: list[str], environment: dict[str, str], folder: str
    ) -> subprocess.CompletedProcess[str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        for path in self._outputs:
            path.write_text("")
        stdout, stderr = map(str, self._outputs)
        request = {
            "arguments": arguments, "environment": environment, "folder": folder,
            "stdout": stdout, "stderr": stderr,
        }  # fmt: skip
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        out, err = (path.read_text(encoding="utf-8") for path in self._outputs)
        return subprocess.CompletedProcess([*_PROGRAM, *arguments], code, out, err)

    def close(self) -> None:
        self._process.communicate("")


@pytest.fixture(scope="session", autouse=True)
def _quick_commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let `subprocess.run` fork the program where a test calls it plainly.

    A call with an environment that the interpreter reads at its start, with input or with a
    timeout is started as it says.
    """
    server = _ForkServer(tmp_path_factory.mktemp("calls"))
    started = subprocess.run

    def run(command: Any, **options: Any) -> subprocess.CompletedProcess[Any]:
        environment = options.get("env") or os.environ
        plain = set(options) <= {
            "capture_output",
            "text",
            "encoding",
            "check",
            "stdin",
            "env",
            "cwd",
        }
        python = {k: v for k, v in environment.items() if k.startswith(("PYTHON", "LC_", "LANG"))}
        usual = {k: v for k, v in os.environ.items() if k in python} | {"PYTHONUTF8": "1"}
        if (
            not plain
            or list(command[: len(_PROGRAM)]) != _PROGRAM
            or options.get("stdin") != subprocess.DEVNULL
            or not options.get("capture_output")
            or not (options.get("text") or options.get("encoding"))
            or {**python, "PYTHONUTF8": "1"} != usual
        ):
            return started(command, **options)
        arguments = [str(each) for each in command[len(_PROGRAM) :]]
        folder = os.fspath(options.get("cwd") or Path.cwd())
        done = server.run(arguments, dict(environment), folder)
        if options.get("check"):
            done.check_returncode()
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "run", run)
        yield
    server.close()
