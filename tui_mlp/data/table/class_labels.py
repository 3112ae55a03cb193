"""From a column of class names or numbers to one-hot targets."""

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tui_mlp.arrays import FloatArray, IntArray
from tui_mlp.data.table.names import blurred, composed_name
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_name, quoted_list

MOST_CLASSES = 1000
_MOST_TARGETS = 2**28
_MANY_CLASSES = 20
_MANY_NUMBERS = 5
"""So many whole numbers, hardly any of them twice, are measurements."""

_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_DIGITS = re.compile(r"(\d+)", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{0,9})?", re.ASCII)


def number_classes(
    values: npt.NDArray[np.float64], where: str, remedy: str, *, certain: bool = False
) -> tuple[FloatArray, tuple[str, ...]]:
    """One-hot targets (N, C) and class names of classes that are whole numbers (N,).

    Args:
        values: the numbers, none of them missing.
        where: what an error begins with, the file and the column.
        remedy: what an error tells the user to do.
        certain: whether the user said that these are classes, however many there are.

    Raises:
        DataError: these are measurements rather than classes, or all of one class.
    """
    if not np.isfinite(values).all() or (not certain and (values != np.rint(values)).any()):
        raise _regression(where, remedy)
    distinct, labels = np.unique(values, return_inverse=True)
    many = len(distinct) >= _MANY_NUMBERS and len(distinct) > len(values) / 2
    if many and not certain:
        raise _regression(where, remedy)
    whole = (distinct == np.rint(distinct)).all()
    names = tuple(
        clean_name(f"{value:.0f}" if whole else repr(float(value))) for value in distinct + 0.0
    )
    return _targets(labels, names, where, remedy)


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
    places = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
    codes = np.fromiter((places[cell] for cell in cells), np.intp, len(cells))
    return coded_classes(list(places), codes, where, remedy)


def coded_classes(
    texts: Sequence[str], codes: IntArray, where: str, remedy: str
) -> tuple[FloatArray, tuple[str, ...]]:
    """As `text_classes`, where sample n has the text `texts[codes[n]]`.

    Raises:
        DataError: as `text_classes` does.
    """
    names = [class_name(text) for text in texts]
    ordered = sorted(set(names), key=_natural_order)
    if _too_many(len(ordered), len(codes)):
        raise DataError(
            f"{where}: {len(ordered)} different texts in {len(codes)} rows are no classes; {remedy}"
        )
    numbers = {name: number for number, name in enumerate(ordered)}
    labels = np.array([numbers[name] for name in names], np.intp)[codes]
    return _targets(labels, tuple(ordered), where, remedy)


def class_name(text: str) -> str:
    """A class as it is called: cleaned, its accents joined (NFC), and a number without zeros.

    1, 1.0 and 01 are one class.
    """
    name = composed_name(text)
    if not _NUMBER.fullmatch(name):
        return name
    value = float(name) + 0.0
    return f"{value:.0f}" if value.is_integer() else repr(value)


def alike(names: Sequence[str]) -> list[str]:
    """A warning for each group of classes that differ in capitals, accents or signs alone."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        key = blurred(name)
        if any(map(str.isalpha, key)):
            groups[key].append(name)
    return [
        f"The classes {quoted_list(group)} differ in capitals, accents or signs alone; "
        "if they mean the same, write them alike in the file."
        for group in groups.values()
        if len(group) > 1
    ]


def one_hot_targets(labels: IntArray, classes: int, where: str) -> FloatArray:
    """One-hot targets (N, C) of class numbers (N,).

    Raises:
        DataError: they would take too much memory.
    """
    if len(labels) * classes > _MOST_TARGETS:
        raise DataError(
            f"{where}: {classes} classes for {len(labels)} rows take too much memory; "
            "take fewer rows, or group the classes"
        )
    targets = np.zeros((len(labels), classes), np.float32)
    targets[np.arange(len(labels)), labels] = 1
    return targets


def _targets(
    labels: IntArray, names: tuple[str, ...], where: str, remedy: str
) -> tuple[FloatArray, tuple[str, ...]]:
    if len(names) < 2:
        rows = "all rows are" if len(labels) > 1 else "the only row is"
        raise DataError(f"{where}: {rows} of the class '{names[0]}'; {remedy}")
    if len(names) > MOST_CLASSES:
        raise DataError(f"{where}: {len(names)} classes, but at most {MOST_CLASSES}; {remedy}")
    return one_hot_targets(labels, len(names), where), names


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
