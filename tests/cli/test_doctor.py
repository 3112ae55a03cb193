"""What `tui-mlp doctor` finds, and what a fault of the program leaves."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui_mlp.cli.doctor_checks import Check, checks
from tui_mlp.cli.fault_report import write_fault_report
from tui_mlp.version import VERSION


def run(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
    )


DOCTOR = "import sys; sys.argv[0] = 'tui-mlp'; from tui_mlp.__main__ import main; main()"


def found(name: str, **environment: str) -> Check:
    return next(each for each in checks({"TERM": "xterm", **environment}) if each.name == name)


def test_it_says_what_is_there_and_exits_with_0(tmp_path: Path) -> None:
    done = run(DOCTOR, "doctor", "--json", TUI_MLP_RUNS_DIR=str(tmp_path), LC_ALL="C.UTF-8",
               TERM="xterm-256color", COLUMNS="120", LINES="40")  # fmt: skip
    assert done.returncode == 0, done.stdout
    by_name = {each["name"]: each for each in json.loads(done.stdout)}
    assert by_name["tui-mlp"]["found"] == VERSION
    assert by_name["runs"]["found"] == str(tmp_path)
    assert by_name["size"]["found"] == "120x40"
    assert "blas" in by_name["BLAS"]["found"]
    assert by_name["numpy"]["found"][0].isdigit()
    assert by_name["onnx"]["group"] == "extras"
    words = run(DOCTOR, "doctor", TERM="xterm", LC_ALL="C.UTF-8", COLUMNS="120", LINES="40")
    assert words.stdout.endswith("\nall is well\n")


@pytest.mark.parametrize(
    ("name", "environment", "advice"),
    [
        ("size", {}, "at least 60x16"),
        ("TERM", {"TERM": "dumb"}, "set TERM"),
        ("runs", {"TUI_MLP_RUNS_DIR": "/proc/none"}, "/proc"),
        ("runs", {"TUI_MLP_RUNS_DIR": "/etc/passwd/runs"}, "/etc/passwd is no folder"),
    ],
)
def test_what_is_to_be_mended_has_advice(
    name: str, environment: dict[str, str], advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("LINES", "10")
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != Path("/proc"))
    assert advice in found(name, **environment).advice


def test_colours_and_clipboard_are_those_of_the_terminal() -> None:
    assert found("colours", NO_COLOR="1").found == "none, as NO_COLOR is set"
    assert found("colours", TERM="xterm-256color").found == "256"
    assert found("colours", COLORTERM="truecolor").found == "16 million"
    assert "no clipboard" in found("OSC 52", TERM="linux").found
    assert found("mouse", TERM="linux").found == "none"


FAULT = """
import sys, click
from tui_mlp.cli import main, tui_mlp
def broken(*_):
    raise ZeroDivisionError("a secret is not a number")
tui_mlp.get_command = broken
sys.argv = ["tui-mlp", "train", "--data", "private.csv"]
main()
"""


def test_a_fault_leaves_a_report_and_one_line_that_names_it(tmp_path: Path) -> None:
    done = run(FAULT, HOME=str(tmp_path), XDG_STATE_HOME=str(tmp_path / "state"), TERM="xterm")
    assert done.returncode == 70
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("tui-mlp: a fault of the program, ZeroDivisionError: ")
    report = Path(done.stderr.split()[-1])
    text = report.read_text()
    assert report.is_relative_to(tmp_path)
    assert f"tui-mlp {VERSION}" in text
    assert "TERM = 'xterm'" in text
    assert "in broken" in text
    assert "private.csv" not in text


def test_where_the_log_folder_takes_none_it_is_a_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    path = write_fault_report(ValueError("x"))
    assert path.name.startswith("tui-mlp-fault-")
    path.unlink()
