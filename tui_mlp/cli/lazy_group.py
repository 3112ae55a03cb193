"""A group of commands, of which only the one that is used is imported."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

PACKAGE = "tui_mlp.cli.commands"


class LazyGroup(click.Group):
    """Finds each command in the module of its name; help needs no more than its summary.

    Args:
        summaries: a line for each command, by its name.
    """

    def __init__(self, *arguments: Any, summaries: Mapping[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.summaries = summaries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, imported now; None for no such command."""
        if cmd_name not in self.summaries:
            return None
        command: click.Command = getattr(import_module(f"{PACKAGE}.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line for each command, with nothing of it imported."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))
