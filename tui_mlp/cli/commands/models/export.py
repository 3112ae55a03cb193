"""`tui-mlp export`: a trained model, or the curves of a run, for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_mlp.cli.completing import complete_runs_and_files
from tui_mlp.cli.keeping_options import chosen_run, runs_dir_of, runs_dir_option
from tui_mlp.cli.options import InputError
from tui_mlp.cli.saved_model import is_model_file, model_of_run, open_model, session_of_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui_mlp.export.export_formats import ExportFormat
    from tui_mlp.export.figures.figure_subject import FigureSubject

_NAMES = (
    "npz", "python", "pytorch", "safetensors", "onnx", "sklearn", "csv", "jsonl", "tensorboard",
    "svg", "png", "html",
)  # fmt: skip
"""Of `FORMATS`, which this module does not import before it is used."""


@click.command()
@click.argument("source", metavar="RUN|MODEL", shell_complete=complete_runs_and_files)
@click.option("--to", "form", type=click.Choice(_NAMES), required=True, help="The form.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write; else one of the source's name here.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option(
    "--theme",
    type=click.Choice(("light", "dark", "print")),
    help="Of svg, png and html: print is grey, for paper. [light]",
)
@click.option(
    "--part",
    type=click.Choice(("curves", "boundary", "confusion", "network")),
    help="Of svg, png and html: only this one; else all that there are.",
)
@runs_dir_option
def export(
    source: str,
    *,
    form: str,
    output: Path | None,
    force: bool,
    theme: str | None,
    part: str | None,
    runs_dir: Path | None,
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
    svg, png, html   a figure: loss and accuracy, boundary, confusions, network

    Every model carries its standardisation and its names, and takes samples in the data's own
    units. RUN is the name of a kept run or its beginning, whose last weights count, MODEL a file
    that --save wrote.
    """  # noqa: D301  (click wants the control character itself)
    from functools import partial

    from tui_mlp.export.export_error import ExportError
    from tui_mlp.export.export_formats import FORMATS
    from tui_mlp.files.text import shown_path
    from tui_mlp.training.model_file import ModelError

    chosen = FORMATS[form]
    if (theme or part) and chosen.of != "figure":
        raise click.UsageError("--theme and --part are of svg, png and html")
    path = output or Path(chosen.default_name(source))
    for each in chosen.files(path):
        if each.exists() and Path(source).exists() and each.samefile(source):
            raise InputError(f"{shown_path(each)} is the model itself: name another file with -o")
        if each.exists() and not force:
            raise InputError(f"{shown_path(each)} is there already; --force writes over it")
    options = {"theme": theme or "light", "part": part} if chosen.of == "figure" else {}
    try:
        write = partial(chosen.writer(form), **options)
        written = _write(chosen, write, source, path, runs_dir)
    except (ExportError, ModelError) as error:
        raise InputError(str(error)) from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    click.echo(f"wrote {', '.join(map(shown_path, written))}")


def _write(
    chosen: "ExportFormat",
    write: "Callable[..., tuple[Path, ...]]",
    source: str,
    path: Path,
    runs_dir: Path | None,
) -> tuple[Path, ...]:
    """Write it; gives the files."""
    if chosen.of == "curves":
        return write(_rows(source, runs_dir), path)
    if chosen.of == "figure":
        return write(_subject(source, runs_dir), path)
    is_file = is_model_file(source)
    model = open_model(Path(source)) if is_file else model_of_run(source, runs_dir)
    return write(model, path)


def _subject(source: str, runs_dir: Path | None) -> "FigureSubject":
    from tui_mlp.export.figures.figure_subject import FigureSubject, subject_of

    if is_model_file(source):
        return FigureSubject(open_model(Path(source)))
    return subject_of(session_of_run(source, runs_dir))


def _rows(source: str, runs_dir: Path | None) -> "list[dict[str, float | None]]":
    from tui_mlp.export.curves import epoch_rows
    from tui_mlp.export.export_error import ExportError
    from tui_mlp.training.keeping.checkpoint import CheckpointError, load_gradient_norms

    if is_model_file(source):
        raise ExportError(f"{source}: a model has no curves; name the run")
    folder = chosen_run(runs_dir_of(runs_dir), source, lambda _: True)
    try:
        norms = load_gradient_norms(folder.path / "last.npz")
    except CheckpointError as error:
        raise ExportError(str(error)) from error
    return epoch_rows(folder, norms)
