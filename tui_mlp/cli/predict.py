"""`tui-mlp predict`: a saved model's answers for new samples."""

import csv
import sys
from pathlib import Path

import click

from tui_mlp.cli.options import InputError


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.option("--data", required=True, type=click.Path(path_type=Path), help="A CSV or NPZ file.")
def predict(model: Path, data: Path) -> None:
    """Print a row a sample as CSV: the predicted class, and a probability for each class.

    Of a multi-label model, `predicted` holds all labels of the sample, with semicolons between.
    MODEL is a file that `tui-mlp train --save` wrote.
    """
    from tui_mlp.data.dataset import DataError
    from tui_mlp.data.features import read_features
    from tui_mlp.training.model_file import ModelError, load_model

    try:
        trained = load_model(model)
        metadata = trained.metadata
        features = read_features(data, metadata.feature_names)
    except (ModelError, DataError) as error:
        raise InputError(str(error)) from error
    probabilities = trained.probabilities(features)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["predicted", *(f"p({name})" for name in metadata.class_names)])
    for names, row in zip(trained.predicted(probabilities), probabilities, strict=True):
        writer.writerow([";".join(names), *(f"{p:.6f}" for p in row)])
