"""`tui-mlp evaluate`: how good a trained network is on samples whose classes are known."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_mlp.cli.completing import complete_runs_and_files
from tui_mlp.cli.options import InputError
from tui_mlp.cli.saved_model import is_model_file, model_of_run, open_model
from tui_mlp.data.formats import format_names

if TYPE_CHECKING:
    from tui_mlp.training.evaluating.evaluation import Evaluation


@click.command()
@click.argument("model", metavar="MODEL|RUN", shell_complete=complete_runs_and_files)
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path),
    help=f"The samples with their classes, a {format_names()} file.",
)
@click.option("--runs-dir", type=click.Path(path_type=Path), help="Where the runs are.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--allow-missing",
    is_flag=True,
    help="A column that is missing, or a word that the model did not learn, counts as the mean "
    "of the training part.",
)
def evaluate(
    model: str, data: Path, *, runs_dir: Path | None, as_json: bool, allow_missing: bool
) -> None:
    """Print how good a model is on a file of samples.

    The accuracy with its interval of 95 % (Wilson) beside the share of the largest class, the
    figures of each class, the confusion matrix, the calibration, and the worst samples with their
    rows. MODEL is a file that `tui-mlp train --save` wrote, RUN the name of a kept run or its
    beginning, whose last weights count.
    """
    import msgspec
    import numpy as np

    from tui_mlp.data.any_file import read_new_samples
    from tui_mlp.data.reading import NewReading
    from tui_mlp.files.errors import DataError
    from tui_mlp.training.evaluating.evaluation import evaluate as evaluated

    is_file = is_model_file(model)
    trained = open_model(Path(model)) if is_file else model_of_run(model, runs_dir)
    wanted = NewReading(allow_missing=allow_missing, with_target=True)
    try:
        new = read_new_samples(data, trained.metadata.model_inputs, wanted)
    except DataError as error:
        raise InputError(str(error)) from error
    if new.targets is None or new.rows is None:
        raise InputError(f"{data}: its format tells no classes")
    for note in new.notes:
        click.echo(f"tui-mlp: {note}", err=True)
    if not np.isfinite(trained.probabilities(new.features)).all():
        raise InputError(f"{model}: its weights are too large to answer with numbers")
    figures = evaluated(trained, new.features, new.targets, new.rows)
    click.echo(msgspec.json.encode(figures.as_json()) if as_json else _text(figures))


def _text(figures: "Evaluation") -> str:
    from rich.cells import cell_len

    from tui_mlp.training.evaluating import evaluation_table as table

    sections = (
        table.accuracy_lines(figures),
        table.class_lines(figures, cell_len),
        table.confusion_lines(figures, cell_len),
        table.calibration_lines(figures),
        table.worst_lines(figures),
    )
    return "\n\n".join("\n".join(lines) for lines in sections if lines)
