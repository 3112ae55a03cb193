"""The model that a command is about: a file that was saved, or a run that was kept."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_mlp.cli.keeping_options import chosen_run, runs_dir_of
from tui_mlp.cli.options import InputError
from tui_mlp.settings.teaching import note_on

if TYPE_CHECKING:
    from tui_mlp.training.model_file import Model
    from tui_mlp.training.session import TrainingSession


_ENDINGS = (".npz", ".safetensors", ".onnx")


def is_model_file(named: str) -> bool:
    """Whether MODEL|RUN is a file; a folder may have the name of a run.

    Raises:
        InputError: it is called as a file of a model is, and there is none.
    """
    path = Path(named)
    if not path.exists() and path.suffix in _ENDINGS:
        raise InputError(f"{named}: no such file")
    return path.is_file()


def open_model(path: Path) -> "Model":
    """The model in a file.

    Raises:
        InputError: it holds none.
    """
    from tui_mlp.training.model_file import ModelError, load_model

    try:
        model = load_model(path)
    except ModelError as error:
        _refuse_checkpoint(path)
        raise InputError(str(error)) from error
    tell_teaching(model)
    return model


def tell_teaching(model: "Model") -> None:
    """Say on stderr that a model is there to fail, if it is."""
    note = note_on(model.metadata.teaching)
    if note:
        click.echo(f"tui-mlp: {note}", err=True)


def model_of_run(name: str, runs_dir: Path | None) -> "Model":
    """The model that a kept run has trained up to its last checkpoint.

    Raises:
        InputError: there is no such run, or it cannot be brought back.
    """
    from tui_mlp.training.model_file import model_of

    model = model_of(session_of_run(name, runs_dir))
    tell_teaching(model)
    return model


def session_of_run(name: str, runs_dir: Path | None) -> "TrainingSession":
    """A kept run as it was at its last checkpoint.

    Raises:
        InputError: there is no such run, or it cannot be brought back.
    """
    from tui_mlp.files.errors import DataError
    from tui_mlp.settings.config_error import ConfigError
    from tui_mlp.training.keeping.checkpoint import CheckpointError, resumed_session

    folder = chosen_run(runs_dir_of(runs_dir), name, lambda _folder: True)
    try:
        return resumed_session(folder.last_checkpoint())
    except (CheckpointError, ConfigError, DataError) as error:
        raise InputError(f"{folder.shown_name}: {error}") from error


def _refuse_checkpoint(path: Path) -> None:
    """Say of what is no model that it is a checkpoint, if it is one.

    Raises:
        InputError: it is.
    """
    from tui_mlp.files.text import shown_path
    from tui_mlp.training.keeping.checkpoint import CheckpointError, load_checkpoint

    with contextlib.suppress(CheckpointError):
        load_checkpoint(path)
        raise InputError(
            f"{shown_path(path)}: this is the checkpoint of a run, not a model; `tui-mlp train` "
            "and `tui-mlp resume --headless` write one with --save"
        )
