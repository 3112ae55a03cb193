"""The list of runs as a table, as wide as the terminal: the same on the screen and printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len, set_cell_size

from tui_mlp.files.text import clean_name
from tui_mlp.numbers import age, file_size, grouped, whole_epochs
from tui_mlp.training.keeping.run_folder import RunStatus
from tui_mlp.training.keeping.run_list import ListedRun

_GAP = "  "
_LEAST_NAME = 16
"""The beginning of a run's name that tells it from others: the day and the time."""


@dataclass(frozen=True)
class _Column:
    heading: str
    rank: int
    """Which go first where there is no room: the highest. Those of rank 0 stay."""
    to_the_right: bool = False
    least: int | None = None
    """The columns of the screen that it can be shortened to."""


_COLUMNS = (
    _Column("state", 0),
    _Column("data", 5, least=8),
    _Column("layers", 6, least=8),
    _Column("epoch", 1, to_the_right=True),
    _Column("best loss", 2, to_the_right=True),
    _Column("score", 3, to_the_right=True),
    _Column("age", 4, to_the_right=True),
    _Column("size", 7, to_the_right=True),
    _Column("run", 0, least=_LEAST_NAME),
)
HEADINGS = tuple(column.heading for column in _COLUMNS)


def cells(run: ListedRun, now: datetime) -> tuple[str, ...]:
    """What the list shows of a run, a text for each of `HEADINGS`."""
    figures = ("no checkpoint", *["–"] * 5) if run.status is None else _figures(run.status)
    seconds = (now - run.changed_at).total_seconds()
    return (*figures, age(seconds), file_size(run.size), run.shown_name)


def _figures(status: RunStatus) -> tuple[str, ...]:
    loss, score = status.best_validation_loss, status.best_score
    return (
        clean_name(status.state),
        clean_name(status.dataset),
        "→".join(map(str, status.architecture)),
        f"{whole_epochs(status.epoch)}/{grouped(status.target_epochs)}",
        "–" if loss is None else f"{loss:.4f}",
        "–" if score is None else f"{score:.4f}",
    )


def table(rows: Sequence[Sequence[str]], width: int | None) -> list[str]:
    """The lines of a table with a cell for each of `HEADINGS` in every row.

    In a given width long layers, then long names of data, are shortened with "…"; then whole
    columns go, and last of all the names of the runs are shortened.
    """
    lines = [HEADINGS, *rows]
    widths = [max(map(cell_len, cells)) for cells in zip(*lines, strict=True)]
    if width is not None:
        widths = _fitted(widths, width)
    return [_GAP.join(_cells(line, widths)).rstrip() for line in lines]


def _fitted(widths: Sequence[int], width: int) -> list[int]:
    """The widths of the columns, 0 of one that goes."""
    fitted: list[int] = []
    for highest in range(max(column.rank for column in _COLUMNS), -1, -1):
        fitted = [
            each if column.rank <= highest else 0
            for each, column in zip(widths, _COLUMNS, strict=True)
        ]
        excess = sum(fitted) + len(_GAP) * (sum(map(bool, fitted)) - 1) - width
        names_too = highest == 0
        for place in sorted(range(len(_COLUMNS)), key=lambda p: -_COLUMNS[p].rank):
            least, rank = _COLUMNS[place].least, _COLUMNS[place].rank
            if least is not None and (rank or names_too):
                spared = min(max(excess, 0), max(fitted[place] - least, 0))
                fitted[place] -= spared
                excess -= spared
        if excess <= 0:
            break
    return fitted


def _cells(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    cells = []
    for cell, width, column in zip(line, widths, _COLUMNS, strict=True):
        if not width:
            continue
        if cell_len(cell) > width:
            cells.append(set_cell_size(cell, width - 1) + "…")
        else:
            space = " " * (width - cell_len(cell))
            cells.append(space + cell if column.to_the_right else cell + space)
    return cells
