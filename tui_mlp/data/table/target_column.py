"""The column of a table that holds the classes: which it is, and the classes in it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from tui_mlp.arrays import AnyArray, BoolArray, FloatArray
from tui_mlp.data.data_report import ColumnKind
from tui_mlp.data.table.class_labels import alike, class_name, number_classes, text_classes
from tui_mlp.data.table.table import Table
from tui_mlp.files.errors import DataError
from tui_mlp.files.text import clean_name, quoted_list
from tui_mlp.numbers import percent

TARGET_NAMES = ("class", "target", "label", "species", "y")
_POINT_NAMES = frozenset({"x", "z"})
"""Beside one of these, y is a coordinate."""
_NOTHING_WORDS = frozenset({"None", "NA", "N/A", "n/a"})
"""Words for a missing value that may well be a class."""
_PLUS, _MINUS = "+", "-"
"""Beside the one, the other is a class, and not a word for nothing."""
_OFTEN = 0.05
_IMBALANCE = 0.8


@dataclass(frozen=True, eq=False)
class ClassTargets:
    """The classes of the rows that have one."""

    targets: FloatArray
    """(n, C), one-hot."""
    class_names: tuple[str, ...]
    kept: BoolArray
    """(N,) which rows these are."""
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def target_column(table: Table, target: str | None, ignored: Collection[int]) -> tuple[int, str]:
    """The target's column, and what to say of its choice.

    Raises:
        DataError: there is no column of the name that was given.
    """
    if target is not None:
        return named_column(table, target, "target"), ""
    open_to_choice = [c for c in range(len(table.names)) if c not in ignored]
    if not open_to_choice:
        raise DataError(f"{table.source}: every column is ignored, but a target is needed")
    places = {table.names[column].lower(): column for column in open_to_choice}
    for name in TARGET_NAMES:
        if name in places and not (name == "y" and _POINT_NAMES & places.keys()):
            found = places[name]
            last = found == open_to_choice[-1]
            listed = name in TARGET_NAMES[:3] or last
            return found, "" if listed else f"The column '{table.names[found]}' is the target."
    last_one = open_to_choice[-1]
    return last_one, f"The last column, '{table.names[last_one]}', is the target."


def named_column(table: Table, wanted: str, option: str) -> int:
    """The column of this name, of this name but for capitals, or of this number from 1 on.

    Raises:
        DataError: there is none; the line begins with the option.
    """
    names, wanted = list(table.names), clean_name(wanted)
    lower = [name.lower() for name in names]
    if wanted in names:
        return names.index(wanted)
    if lower.count(wanted.lower()) == 1:
        return lower.index(wanted.lower())
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    close = get_close_matches(wanted, names, n=1)
    hint = f"did you mean '{close[0]}'? " if close else ""
    raise DataError(
        f"{option}: {table.source} has no column '{wanted}'; {hint}"
        f"the columns 1 to {len(names)} are {quoted_list(names)}"
    )


def class_targets(table: Table, column: int, kind: str | None = None) -> ClassTargets:
    """The classes in a column.

    Args:
        table: the file.
        column: the target's.
        kind: what the user says that the column is; `category` takes any number as a class.

    Raises:
        DataError: every cell is empty, all are of one class, or these are no classes.
    """
    name = table.names[column]
    where = f"{table.source}, column '{name}'"
    remedy = "choose the column of the classes with --target"
    numbers = table.numbers(column)
    if numbers is not None and table.format_of(column) is None:
        kept = ~np.isnan(numbers)
        notes = _rows_without_target(table, kept, where)
        remedy += f"; if these are classes, --as '{name}=category'"
        certain = kind == ColumnKind.CATEGORY
        targets, names = number_classes(numbers[kept], where, remedy, certain=certain)
        return ClassTargets(targets, names, kept, notes, _size_warnings(targets, names))
    cells = table.texts(column)
    word, warnings = _nothing_class(table, column, cells)
    kept = np.fromiter(
        (not table.is_missing(cell) or cell.strip() == word for cell in cells),
        np.bool_,
        len(cells),
    )
    notes = _rows_without_target(table, kept, where)
    texts = [cells[row] for row in np.flatnonzero(kept)]
    targets, names = text_classes(texts, where, remedy)
    notes += _number_notes(texts)
    warnings += (*alike(names), *_size_warnings(targets, names))
    return ClassTargets(targets, names, kept, notes, warnings)


def _nothing_class(
    table: Table, column: int, cells: Sequence[str]
) -> tuple[str | None, tuple[str, ...]]:
    """The word such as None that is a class here, for no other cell is blank; None if none is."""
    counts = Counter(cell.strip() for cell in cells if table.is_missing(cell))
    if len(counts) != 1:
        return None, ()
    ((word, count),) = counts.items()
    if word == _MINUS and any(cell.strip() == _PLUS for cell in cells):
        return (None if word in table.said_missing else word), ()
    if word in table.said_missing or word not in _NOTHING_WORDS:
        return None, ()
    if count < max(2, _OFTEN * len(cells)):
        return None, ()
    others = (c for c in range(len(table.names)) if c != column and table.numbers(c) is not None)
    if any(_holds_word(table, other, word) for other in others):
        return None, ()
    warning = f"'{word}' is taken for a class, of {count} rows; --missing '{word}' leaves them out."
    return word, (warning,)


def _holds_word(table: Table, column: int, word: str) -> bool:
    numbers = table.numbers(column)
    if numbers is None or not np.isnan(numbers).any():
        return False
    return any(cell.strip() == word for cell in table.texts(column))


def _rows_without_target(table: Table, kept: BoolArray, where: str) -> tuple[str, ...]:
    missing = np.flatnonzero(~kept)
    if len(missing) == len(kept):
        raise DataError(f"{where}: every cell is empty, but a target is needed")
    if not len(missing):
        return ()
    rows = "1 row" if len(missing) == 1 else f"{len(missing)} rows"
    return (f"Left out {rows} without a target, from row {table.line(int(missing[0]))} on.",)


def _number_notes(texts: Sequence[str]) -> tuple[str, ...]:
    """What to say where 1 and 1.0 became one class."""
    spellings: dict[str, set[str]] = {}
    for text in dict.fromkeys(text.strip() for text in texts):
        spellings.setdefault(class_name(text), set()).add(text)
    merged = [
        sorted(several)
        for name, several in spellings.items()
        if len(several) > 1 and name[-1:].isdigit() and name.lstrip("-")[:1].isdigit()
    ]
    return tuple(f"{quoted_list(several)} are one class." for several in merged)


def _size_warnings(targets: AnyArray, names: Sequence[str]) -> tuple[str, ...]:
    """What to say of a class of one sample, and of one that nearly all samples have."""
    counts = targets.sum(axis=0)
    single = [name for name, count in zip(names, counts, strict=True) if count == 1]
    warnings = []
    if single and len(targets) > len(names):
        noun = "The class" if len(single) == 1 else "The classes"
        verb = "has" if len(single) == 1 else "have"
        warnings.append(
            f"{noun} {quoted_list(single)} {verb} a single sample, which is trained on and never "
            "tested."
        )
    share = float(counts.max() / counts.sum())
    if share >= _IMBALANCE:
        largest = names[int(counts.argmax())]
        warnings.append(
            f"{percent(share, 1)} of the rows are '{largest}': always answering it has that "
            "accuracy."
        )
    return tuple(warnings)
