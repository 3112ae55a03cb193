"""`tui-mlp export`: a trained model, or the curves of a run, for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_mlp.cli.keeping_options import chosen_run, runs_dir_of, runs_dir_option
from tui_mlp.cli.options import InputError
from tui_mlp.cli.saved_model import model_of_run, open_model

if TYPE_CHECKING:
    from tui_mlp.export.export_formats import ExportFormat

_NAMES = (
    "npz", "python", "pytorch", "safetensors", "onnx", "sklearn", "csv", "jsonl", "tensorboard",
)  # fmt: skip
"""Of `FORMATS`, which this module does not import before it is used."""


@click.command()
@click.argument("source", metavar="RUN|MODEL")
@click.option("--to", "form", type=click.Choice(_NAMES), required=True, help="The form.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write; else one of the source's name here.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@runs_dir_option
def export(
    source: str, *, form: str, output: Path | None, force: bool, runs_dir: Path | None
) -> None:
    """Write a trained model, or the curves of a kept run, for other programs.

    \b
    npz          the model file, as --save writes it
    python       one Python file that needs NumPy only
    pytorch      a PyTorch module, its weights beside it as safetensors
    safetensors  the tensors, all else as metadata
    onnx         from samples in the data's own units to probabilities
    sklearn      a script that builds the fitted MLPClassifier, where there is one
    csv, jsonl, tensorboard   the curves of a run, an epoch a row

    Every model carries its standardisation and its names, and takes samples in the data's own
    units. SOURCE is the name of a kept run or its beginning, whose last weights count, or a file
    that --save wrote.
    """  # noqa: D301  (click wants the control character itself)
    from tui_mlp.export.export_formats import FORMATS
    from tui_mlp.files.text import shown_path

    chosen = FORMATS[form]
    path = output or Path(f"{Path(source).stem}{chosen.suffix}")
    if path.exists() and not force:
        raise InputError(f"{shown_path(path)} is there already; --force writes over it")
    written = _write(chosen, form, source, path, runs_dir)
    click.echo(f"wrote {', '.join(map(shown_path, written))}")


def _write(
    chosen: "ExportFormat", form: str, source: str, path: Path, runs_dir: Path | None
) -> tuple[Path, ...]:
    """Write it; gives the files.

    Raises:
        InputError: it cannot be.
    """
    from tui_mlp.export.export_error import ExportError
    from tui_mlp.training.model_file import ModelError

    try:
        write = chosen.writer(form)
        if chosen.of_run:
            return write(_rows(source, runs_dir), path)
        model = (
            open_model(Path(source)) if Path(source).exists() else model_of_run(source, runs_dir)
        )
        return write(model, path)
    except (ExportError, ModelError) as error:
        raise InputError(str(error)) from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _rows(source: str, runs_dir: Path | None) -> "list[dict[str, float | None]]":
    from tui_mlp.export.curves import epoch_rows
    from tui_mlp.export.export_error import ExportError
    from tui_mlp.training.keeping.checkpoint import CheckpointError, load_gradient_norms

    if Path(source).is_file():
        raise ExportError(f"{source}: a model has no curves; name the run")
    folder = chosen_run(runs_dir_of(runs_dir), source, lambda _: True)
    try:
        norms = load_gradient_norms(folder.path / "last.npz")
    except CheckpointError as error:
        raise ExportError(str(error)) from error
    return epoch_rows(folder, norms)
