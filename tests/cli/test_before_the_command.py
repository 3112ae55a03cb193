"""What stands before a command, and what comes of the options of the trainer itself."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tui_mlp.cli import COMMANDS, tui_mlp
from tui_mlp.worker.job import Job

ROOT = Path(__file__).parent.parent.parent
GROUP_OPTIONS = [
    (option, [] if parameter.is_flag else ["1"])
    for parameter in tui_mlp.params
    if isinstance(parameter, click.Option) and parameter.name != "version"
    for option in (*parameter.opts, *parameter.secondary_opts)
]


def command_named(name: str) -> click.Command:
    command = tui_mlp.get_command(click.Context(tui_mlp), name)
    assert command is not None
    return command


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(tui_mlp, list(map(str, arguments)), standalone_mode=False)


@pytest.mark.parametrize("command", ["train", "runs"])
@pytest.mark.parametrize(("option", "value"), GROUP_OPTIONS, ids=str)
def test_no_option_before_a_command_is_passed_over(
    option: str, value: list[str], command: str, runs_dir: Path
) -> None:
    refused = call(option, *value, command).exception
    assert isinstance(refused, click.UsageError)
    params = command_named(command).params
    own = {name for each in params for name in (*each.opts, *each.secondary_opts)}
    remedy = "goes after" if option in own else "is not for"
    assert str(refused) == f"{option} {remedy} the command '{command}'"
    assert not runs_dir.exists()


@pytest.mark.parametrize(
    ("options", "speed"), [((), None), (("--speed", "full"), None), (("--speed", "100"), 100.0)]
)
def test_a_detached_run_has_the_speed_that_was_given(
    monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], speed: float | None
) -> None:
    ordered: list[Job] = []
    monkeypatch.setattr("tui_mlp.cli.live.train_detached", lambda order: ordered.append(order) or 0)
    assert call("--detach", *options).exit_code == 0
    assert [order.speed for order in ordered] == [speed]


def test_a_detached_run_opens_no_scenario() -> None:
    assert "--scenario" in str(call("--detach", "--scenario", "xor").exception)


def help_at(columns: int, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tui_mlp", *command, "--help"],
        capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": str(columns)},
    )  # fmt: skip
    return done.stdout


def test_help_has_its_examples_on_lines_of_their_own() -> None:
    lines = [line.strip() for line in help_at(80).splitlines()]
    assert "tui-mlp train --dataset iris           train without a screen" in lines
    assert "tui-mlp                                open the trainer on three spirals" in lines
    for command in COMMANDS:
        assert "\\b" not in help_at(80, command)
    assert "\\b" not in help_at(80)


@pytest.mark.parametrize("columns", [50, 80])
@pytest.mark.parametrize("group", [(), ("runs",)])
def test_no_summary_of_a_command_is_cut(columns: int, group: tuple[str, ...]) -> None:
    _, _, listed = help_at(columns, *group).partition("\nCommands:\n")
    text = " ".join(listed.split())
    runs = command_named("runs")
    assert isinstance(runs, click.Group)
    commands = runs.commands if group else COMMANDS
    for command in commands:
        assert f"{command} " in text
    assert "..." not in text
    assert len(re.findall(r"\.(?: |$)", text)) >= len(commands)


def test_help_of_the_whole_imports_no_command() -> None:
    program = (
        "import sys; from tui_mlp.cli import main; sys.argv = ['tui-mlp', '--help']\n"
        "try:\n main()\nexcept SystemExit:\n"
        " print([name for name in sys.modules if name.startswith('tui_mlp.cli.commands')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_on_windows_one_line_says_what_to_do() -> None:
    missing = ("fcntl", "termios", "tty", "pty", "resource", "pwd", "grp")
    program = (
        f"import sys; sys.platform = 'win32'; sys.modules |= dict.fromkeys({missing!r})\n"
        "from tui_mlp.__main__ import main\nmain()"
    )
    for arguments in ((), ("train",), ("--help",)):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert done.stderr == "tui-mlp: runs on Linux and macOS; on Windows use WSL\n"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["scripts"]["tui-mlp"] == "tui_mlp.__main__:main"
    assert "Operating System :: POSIX :: Linux" in project["classifiers"]
