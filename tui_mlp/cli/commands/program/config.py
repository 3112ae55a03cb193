"""`tui-mlp config`: the user's own defaults."""

from pathlib import Path

import click

from tui_mlp.cli.options import InputError


@click.command()
@click.option("--path", "what", flag_value="path", help="Print where the file is.")
@click.option("--print", "what", flag_value="print", help="Print every key with its value.")
@click.option("--edit", "what", flag_value="edit", help="Open the file in $VISUAL or $EDITOR.")
def config(*, what: str | None) -> None:
    """Say where the file with your defaults is, print it whole, or edit it.

    It holds theme, speed, refresh, widths and keys of the trainer, and in [run] the settings of a
    run; what the command line says comes first. $TUI_MLP_CONFIG names another file.
    """
    from tui_mlp.cli.config.config_text import config_text
    from tui_mlp.cli.config.user_config import config_path, preferences_of, user_config
    from tui_mlp.files.text import shown_path

    path = config_path()
    if path is None:
        raise InputError("TUI_MLP_CONFIG is empty: there is to be no such file")
    if what == "print":
        own = user_config()
        preferences_of(own)
        click.echo(config_text(own), nl=False)
    elif what == "edit":
        _edit(path)
        preferences_of(user_config())
    elif what == "path" or path.exists():
        click.echo(shown_path(path))
    else:
        click.echo(f"{shown_path(path)} is not there yet; `tui-mlp config --edit` makes it")


def _edit(path: Path) -> None:
    """Let the user edit the file, which is made with every key as a comment.

    Raises:
        InputError: it cannot be made, or there is no editor.
    """
    from tui_mlp.cli.config.config_text import config_text
    from tui_mlp.cli.config.user_config import UserConfig

    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(config_text(UserConfig()))
        click.edit(filename=str(path))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:  # of words that no shell would understand
        raise InputError(f"$VISUAL or $EDITOR: {error}") from error
