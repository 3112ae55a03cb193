"""From a column of class names or numbers to one-hot targets."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tui_mlp.data.dataset import DataError, FloatArray, IntArray
from tui_mlp.data.text import clean_name

MOST_CLASSES = 1000
_MANY_CLASSES = 20

_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_DIGITS = re.compile(r"(\d+)", re.ASCII)


def number_classes(
    values: npt.NDArray[np.float64], where: str, remedy: str
) -> tuple[FloatArray, tuple[str, ...]]:
    """One-hot targets (N, C) and class names of classes that are whole numbers (N,).

    Args:
        values: the numbers, none of them missing.
        where: what an error begins with, the file and the column.
        remedy: what an error tells the user to do.

    Raises:
        DataError: these are measurements rather than classes, or all of one class.
    """
    if not np.isfinite(values).all() or (values != np.rint(values)).any():
        raise _regression(where, remedy)
    distinct, labels = np.unique(values, return_inverse=True)
    if _too_many(len(distinct), len(values)):
        raise _regression(where, remedy)
    return _targets(labels, tuple(f"{value:.0f}" for value in distinct + 0.0), where, remedy)


def text_classes(
    cells: Sequence[str], where: str, remedy: str
) -> tuple[FloatArray, tuple[str, ...]]:
    """One-hot targets (N, C) and class names of classes that are texts.

    The classes come in natural order: c2 before c10, and numbers by their size.

    Args:
        cells: the N texts, none of them missing.
        where: what an error begins with, the file and the column.
        remedy: what an error tells the user to do.

    Raises:
        DataError: nearly every sample has a class of its own, or all have the same.
    """
    names = {cell: clean_name(cell) for cell in set(cells)}
    ordered = sorted(set(names.values()), key=_natural_order)
    if _too_many(len(ordered), len(cells)):
        raise DataError(
            f"{where}: {len(ordered)} different texts in {len(cells)} rows are no classes; {remedy}"
        )
    numbers = {name: number for number, name in enumerate(ordered)}
    places = {cell: numbers[name] for cell, name in names.items()}
    labels = np.fromiter((places[cell] for cell in cells), np.intp, len(cells))
    return _targets(labels, tuple(ordered), where, remedy)


def _targets(
    labels: IntArray, names: tuple[str, ...], where: str, remedy: str
) -> tuple[FloatArray, tuple[str, ...]]:
    if len(names) < 2:
        raise DataError(f"{where}: all rows are of the class '{names[0]}'; {remedy}")
    if len(names) > MOST_CLASSES:
        raise DataError(f"{where}: {len(names)} classes, but at most {MOST_CLASSES}; {remedy}")
    targets = np.zeros((len(labels), len(names)), np.float32)
    targets[np.arange(len(labels)), labels] = 1
    return targets, names


def _too_many(classes: int, rows: int) -> bool:
    """Whether so many classes are a sign that these are none."""
    return classes > _MANY_CLASSES and classes > rows / 2


def _regression(where: str, remedy: str) -> DataError:
    return DataError(
        f"{where}: this looks like a number to predict (regression), but this program classifies; "
        f"{remedy}"
    )


def _natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts texts by the numbers in them, and signed whole numbers first of all."""
    if _INTEGER.fullmatch(name):
        return ((0, int(name), name),)
    parts = _DIGITS.split(name)
    return tuple((1, int(p), p) if p.isdecimal() and p.isascii() else (2, 0, p) for p in parts)
