"""A group of commands, of which only the one that is used is imported."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from tui_mlp.files.source import STANDARD_INPUT

PACKAGE = "tui_mlp.cli.commands"


class LazyGroup(click.Group):
    """Finds each command in the module of its name; help needs no more than its summary.

    Args:
        summaries: a line for each command by its name, in groups by the folder that it is in.
    """

    def __init__(
        self, *arguments: Any, summaries: Mapping[str, Mapping[str, str]], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.summaries = {
            name: line for group in summaries.values() for name, line in group.items()
        }
        self._modules = {
            name: f"{PACKAGE}.{folder}.{name}"
            for folder, group in summaries.items()
            for name in group
        }

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take a file in the place of a command for `--data`."""
        rest = self.make_parser(ctx).parse_args(list(args))[1]
        if rest and rest[0] not in self.summaries and _names_file(rest[0]):
            args = [*args[: len(args) - len(rest)], "--data", *rest]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, imported now; None for no such command."""
        if cmd_name not in self.summaries:
            return None
        command: click.Command = getattr(import_module(self._modules[cmd_name]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line for each command, with nothing of it imported."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))


def _names_file(word: str) -> bool:
    """Whether a word is a file, or was meant to be one."""
    return word == STANDARD_INPUT or "." in word or "/" in word or Path(word).is_file()
