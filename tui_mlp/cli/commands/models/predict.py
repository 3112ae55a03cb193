"""`tui-mlp predict`: a saved model's answers for new samples."""

import csv
import io
import math
from pathlib import Path

import click

from tui_mlp.cli.options import InputError
from tui_mlp.cli.saved_model import open_model
from tui_mlp.data.formats import format_names

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path),
    help=f"The samples, a {format_names()} file.",
)
@click.option(
    "--allow-missing",
    is_flag=True,
    help="A column that is missing, or a word that the model did not learn, counts as the mean "
    "of the training part.",
)
def predict(model: Path, data: Path, *, allow_missing: bool) -> None:
    """Print a saved model's answers for new samples, as CSV.

    A row a sample: the predicted class, and a probability for each class. Of a multi-label model,
    `predicted` holds all labels of the sample, with semicolons between. A name that a
    spreadsheet would take for a formula gets an apostrophe in front. MODEL is a file that `tui-
    mlp train --save` wrote. Columns are found by their names; what was done to read
    the file is said on stderr.
    """
    import numpy as np

    from tui_mlp.data.any_file import read_new_samples
    from tui_mlp.data.reading import NewReading
    from tui_mlp.files.errors import DataError
    from tui_mlp.files.text import shown_path

    trained = open_model(model)
    metadata = trained.metadata
    try:
        new = read_new_samples(data, metadata.model_inputs, NewReading(allow_missing=allow_missing))
    except DataError as error:
        raise InputError(str(error)) from error
    for note in new.notes:
        click.echo(f"tui-mlp: {note}", err=True)
    probabilities = trained.probabilities(new.features)
    if not np.isfinite(probabilities).all():
        raise InputError(f"{shown_path(model)}: its weights are too large to answer with numbers")
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["predicted", *(f"p({name})" for name in metadata.class_names)])
    for names, row in zip(trained.predicted(probabilities), probabilities, strict=True):
        writer.writerow([_inert(";".join(names)), *(f"{p:.6f}" for p in row)])
    click.echo(table.getvalue(), nl=False)


def _inert(cell: str) -> str:
    """The cell, with an apostrophe in front where a spreadsheet would run it as a formula."""
    from tui_mlp.data.table.cell import parse_number

    number = parse_number(cell, decimal_comma=False)
    is_number = number is not None and math.isfinite(number)
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) and not is_number else cell
