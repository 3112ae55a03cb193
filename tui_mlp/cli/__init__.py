"""The command line. Each command imports what it uses when it is used, so that --help is quick."""

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from tui_mlp.cli.completing import complete_scenarios
from tui_mlp.cli.keeping_options import keeping_of, keeping_options
from tui_mlp.cli.lazy_group import LazyGroup
from tui_mlp.cli.options import (
    DEFAULT_REFRESH,
    DEFAULT_SPEED,
    SPEEDS,
    config_of,
    print_config_of,
    refresh_option,
    run_options,
    theme_option,
)
from tui_mlp.files.source import STANDARD_INPUT
from tui_mlp.version import VERSION

INTERRUPTED = 130
FAULT = 70
"""The exit code of a fault in the program itself, as in sysexits.h."""
_LONGEST_COMPLAINT = 1000


SUMMARIES = {
    "runs": {
        "train": "Train without a screen, and print a short report.",
        "sweep": "Train a grid of settings, each with several seeds.",
        "resume": "Go on with a run where it was saved last.",
        "serve": "Show the trainer in a browser, a run of its own for each visitor.",
        "attach": "Show a run that trains in the background.",
        "runs": "List the runs that were kept; or delete some.",
        "compare": "Print kept runs side by side: settings, curves, figures.",
    },
    "models": {
        "inspect": "Print what is understood of a file of your own: columns, classes, warnings.",
        "predict": "Print a saved model's answers for new samples, as CSV.",
        "evaluate": "Print how good a model is on a file: accuracy, each class, calibration.",
        "export": "Write a model, or a run's curves, for other programs.",
        "datasets": "List the data sets: rows, features, classes, source.",
    },
    "lecture": {
        "explain": "Print one step of SGD on a sample, with all its numbers.",
        "lecture": "List the lecture's statements, or print one with a network's numbers.",
        "worksheet": "Write one step of SGD to be worked out on paper, and its key.",
        "gradcheck": "Check backpropagation against central differences.",
        "kl": "Print KL(p||q), KL(q||p), NE(p) and CE(p, q) in nats.",
        "scenario": "Check a scenario of your own, and list what it can measure.",
        "screenshot": "Write a picture of the program as SVG.",
    },
    "program": {
        "config": "Say where the file with your defaults is, print it, or edit it.",
        "doctor": "Print versions, terminal and folders, and what to mend of them.",
    },
}
"""The commands by the folder of `tui_mlp.cli.commands` that they are in, each with its summary."""
COMMANDS = {name: line for group in SUMMARIES.values() for name, line in group.items()}


@click.group(
    cls=LazyGroup,
    summaries=SUMMARIES,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(VERSION, prog_name="tui-mlp")
@run_options
@keeping_options
@refresh_option
@click.option(
    "--speed",
    type=click.Choice(SPEEDS),
    help="Steps a second to begin with; + and - change it. [100]",
)
@theme_option
@click.option(
    "--scenario",
    metavar="NAME",
    shell_complete=complete_scenarios,
    help="Open a scenario, shipped or from a file; see the key o.",
)
@click.option(
    "--results",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Add each answer to a scenario to this CSV file.",
)
@click.option("--detach", is_flag=True, help="Train in the background; `attach` shows it.")
@click.pass_context
def tui_mlp(
    context: click.Context,
    /,
    *,
    threads: int,
    print_config: bool,
    runs_dir: Path | None,
    checkpoint_seconds: float,
    checkpoint_epochs: int | None,
    refresh: float | None,
    detach: bool,
    speed: str | None,
    theme: str | None,
    scenario: str | None,
    results: Path | None,
    **options: Any,
) -> None:
    """See a neural network learn: open the trainer, or use one of the commands below.

    \b
    tui-mlp                                open the trainer on three spirals
    tui-mlp --dataset digits --hidden 64   ... on images of digits
    tui-mlp my.csv                         ... on a file of your own
    tui-mlp train --dataset iris           train without a screen

    Shell completion: eval "$(_TUI_MLP_COMPLETE=bash_source tui-mlp)", or zsh_source, fish_source.
    """  # noqa: D301  (click wants the control character itself)
    if context.invoked_subcommand is not None:
        _refuse_options_before(context, tui_mlp.get_command(context, context.invoked_subcommand))
        return
    if detach and scenario:
        raise click.UsageError("--detach has no screen that could open a --scenario")
    if detach and results:
        raise click.UsageError("--detach has no screen that could give --results")
    config = config_of(options)
    if print_config:
        print_config_of(config)
        return
    if config.data == STANDARD_INPUT:
        raise click.UsageError(
            "the trainer reads its keys from standard input: save the table as a file, and open "
            "that; or use `tui-mlp train --data -`"
        )
    from tui_mlp.cli.config.user_config import user_config
    from tui_mlp.cli.live import open_trainer, train_detached
    from tui_mlp.worker.job import Job

    own = user_config()
    refresh = refresh or own.refresh or DEFAULT_REFRESH
    unhurried = detach and speed is None
    speed = speed or own.speed or DEFAULT_SPEED

    keeping = keeping_of(runs_dir, checkpoint_seconds, checkpoint_epochs)
    pace = None if speed == "full" or unhurried else float(speed)
    job = Job(config, keeping, threads, pace, refresh, can_decide=not detach)
    context.exit(train_detached(job) if detach else open_trainer(job, scenario, results, theme))


def _is_given(context: click.Context, name: str) -> bool:
    """Whether a parameter stands on the command line."""
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def _refuse_options_before(context: click.Context, command: click.Command | None) -> None:
    """Refuse options of the trainer in front of a command, which would not see them.

    Raises:
        click.UsageError: one is there.
    """
    if command is None:
        return
    own = {parameter.name for parameter in command.params}
    for parameter in context.command.params:
        name = parameter.name or ""
        if _is_given(context, name):
            off = parameter.secondary_opts and context.params[name] is False
            option = max(parameter.secondary_opts if off else parameter.opts, key=len)
            remedy = "goes after" if name in own else "is not for"
            raise click.UsageError(f"{option} {remedy} the command {command.name!r}")


def main() -> NoReturn:
    """Run the program; whatever a user did wrong ends in one line and an exit code."""
    _print_whatever_comes()
    _require_text(sys.argv[1:])
    try:
        code = tui_mlp.main(prog_name="tui-mlp", standalone_mode=False)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "tui-mlp"
        _complain(error.format_message(), 2, f" (see {path} --help)")
    except click.ClickException as error:
        _complain(error.format_message(), error.exit_code)
    except OSError as error:  # of a path that no system call takes, such as a very long one
        _complain(f"{error.filename or 'error'}: {error.strerror or error}", 2)
    except click.Abort:
        _complain("interrupted", INTERRUPTED)
    except Exception as error:  # noqa: BLE001  (none is swallowed: its report is named)
        from tui_mlp.cli.fault_report import tell_of_fault

        _complain(tell_of_fault(error), FAULT)
    sys.exit(code if isinstance(code, int) else 0)


def _print_whatever_comes() -> None:
    """Write a character that the terminal's encoding lacks as its number, and never fail on it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _require_text(words: Sequence[str]) -> None:
    """End where a word is none in the locale's encoding: no file of settings could hold it."""
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError:
            _complain(f"{word!r} is no text in this locale's encoding; rename such a file", 2)


def _complain(text: str, code: int, hint: str = "") -> NoReturn:
    """End with one line; it may hold the user's own words, so nothing in it steers a terminal."""
    from tui_mlp.files.text import clean_line

    click.echo(f"tui-mlp: {clean_line(' '.join(text.split()), _LONGEST_COMPLAINT)}{hint}", err=True)
    sys.exit(code)
