"""The command line. Each command imports what it uses when it is used, so that --help is quick."""

import sys
from typing import Any, NoReturn

import click

from tui_mlp import __version__
from tui_mlp.cli.datasets import datasets
from tui_mlp.cli.explain import explain
from tui_mlp.cli.gradcheck import gradcheck
from tui_mlp.cli.kl import kl
from tui_mlp.cli.options import config_of, given_settings, run_options
from tui_mlp.cli.predict import predict
from tui_mlp.cli.screenshot import screenshot
from tui_mlp.cli.train import train

INTERRUPTED = 130


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tui-mlp")
@run_options
@click.option(
    "--speed",
    type=click.Choice(("1", "10", "100", "1000", "full")),
    default="100",
    help="Steps a second to begin with; + and - change it.",
)
@click.option(
    "--scenario", metavar="NAME", help="Open a scenario, shipped or from a file; see the key o."
)
@click.pass_context
def tui_mlp(
    context: click.Context,
    /,
    threads: int,
    print_config: bool,
    speed: str,
    scenario: str | None,
    **options: Any,
) -> None:
    r"""See a neural network learn: open the trainer, or use one of the commands below.

    \b
    tui-mlp                                open the trainer on three spirals
    tui-mlp --dataset digits --hidden 64   ... on images of digits
    tui-mlp --data my.csv --target colour  ... on a file of your own
    tui-mlp train --dataset iris           train without a screen

    Shell completion: eval "$(_TUI_MLP_COMPLETE=bash_source tui-mlp)", or zsh_source, fish_source.
    """
    if context.invoked_subcommand is not None:
        if given_settings(options) or print_config or scenario:
            raise click.UsageError(f"options go after the command {context.invoked_subcommand!r}")
        return
    config = config_of(options)
    if print_config:
        click.echo(config.to_toml(), nl=False)
        return
    from tui_mlp.cli.trainer import open_trainer

    context.exit(open_trainer(config, threads, None if speed == "full" else float(speed), scenario))


for command in (train, predict, explain, gradcheck, kl, datasets, screenshot):
    tui_mlp.add_command(command)


def main() -> NoReturn:
    """Run the program; whatever a user did wrong ends in one line and an exit code."""
    try:
        code = tui_mlp.main(prog_name="tui-mlp", standalone_mode=False)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "tui-mlp"
        _complain(f"{error.format_message()} (see {path} --help)", 2)
    except click.ClickException as error:
        _complain(error.format_message(), error.exit_code)
    except click.Abort:
        _complain("interrupted", INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _complain(text: str, code: int) -> NoReturn:
    click.echo(f"tui-mlp: {' '.join(text.split())}", err=True)
    sys.exit(code)
