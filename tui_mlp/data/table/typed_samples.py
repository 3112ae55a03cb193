"""Samples that are typed in a line each, in the units and words of a data set."""

import csv
import io
import re
from collections.abc import Sequence

import numpy as np

from tui_mlp.arrays import FloatArray
from tui_mlp.data.delimited.csv_table import CsvTable
from tui_mlp.data.input_column import ModelInputs
from tui_mlp.data.reader import NewSamples
from tui_mlp.data.reading import FEATURES_ONLY, Reading
from tui_mlp.data.table.names import folded
from tui_mlp.data.table.new_samples import new_samples
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_name, quoted_list
from tui_mlp.numbers import counted

_SOURCE = "typed"
_ROW = re.compile(rf"^{_SOURCE}, row (\d+)")


def typed_samples(lines: Sequence[str], inputs: ModelInputs) -> NewSamples:
    """The features (N, D) of typed samples, NaN where a value is missing.

    Args:
        lines: the N samples, their values in the order of the columns with commas between, or with
            semicolons and then with decimal commas; an empty value is a missing one.
        inputs: the columns.

    Raises:
        DataError: a sample has too few values or too many, or one of them is none of its column's.
    """
    names = [column.name for column in inputs.columns] or list(inputs.feature_names)
    rows = [_values(line) for line in lines]
    for line, row in zip(lines, rows, strict=True):
        if len(row) != len(names):
            raise DataError(
                f"{clean_name(line)!r} has {counted(len(row), 'value')} with commas between, but a "
                f"sample has {len(names)}: {quoted_list(names)}"
            )
    decimal = "," if any(";" in line for line in lines) else "."
    table = io.StringIO(newline="")
    csv.writer(table, quoting=csv.QUOTE_ALL).writerows([names, *rows])
    reading = Reading(separator=",", decimal=decimal, header=True, missing=inputs.missing)
    try:
        read = CsvTable(_SOURCE, table.getvalue().encode(), None, reading, names)
        return new_samples(read, inputs, FEATURES_ONLY)
    except DataError as error:
        raise DataError(_ROW.sub(_sample_of_row, str(error))) from error


def _sample_of_row(row: re.Match[str]) -> str:
    """Which sample a row is, under the names of the columns."""
    return f"sample {int(row[1]) - 1}"


def typed_targets(texts: Sequence[str], class_names: Sequence[str], *, labels: bool) -> FloatArray:
    """(N, C): 1 for the class of each sample, or for each of its labels.

    Args:
        texts: the N classes; of labels all of a sample's with commas between, or nothing.
        class_names: C names.
        labels: whether a sample may have any number of them.

    Raises:
        DataError: there is no such class.
    """
    places = {folded(name): place for place, name in enumerate(class_names)}
    targets = np.zeros((len(texts), len(class_names)), np.float32)
    for row, text in enumerate(texts):
        for name in _values(text) if labels else [text]:
            if labels and not name:
                continue
            if folded(name) not in places:
                kind = "label" if labels else "class"
                raise DataError(
                    f"there is no {kind} {clean_name(name)!r}; choose from "
                    f"{quoted_list(class_names)}"
                )
            targets[row, places[folded(name)]] = 1
    return targets


def _values(line: str) -> list[str]:
    """The values of a line, which semicolons part where there are any, else commas."""
    separator = ";" if ";" in line else ","
    values = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [""])
    return [value.strip() for value in values]
