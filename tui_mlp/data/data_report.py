"""What a reader understood of a file: its form, its columns, its classes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from tui_mlp.files.errors import DataError


class ColumnKind(StrEnum):
    """What the cells of a column are."""

    NUMBER = "number"
    CATEGORY = "category"
    TRUTH = "truth value"
    DATE = "date"
    TEXT = "text"
    IDENTIFIER = "identifier"
    COUNTER = "counter"
    CONSTANT = "constant"
    EMPTY = "empty"


TARGET, FEATURE, LEFT_OUT = "target", "feature", "left out"
"""What a column is used as."""


@dataclass(frozen=True, kw_only=True)
class ColumnReport:
    """A column, and what became of it."""

    name: str
    kind: str
    used_as: str
    """The target, a feature, or left out."""
    features: int
    """How many numbers of a sample it became."""
    missing: int
    """How many of its cells hold no value."""
    examples: tuple[str, ...]
    """Three cells as they are in the file."""
    note: str = ""
    """Its range or its most frequent values; what was done to it; why it is left out."""


@dataclass(frozen=True, kw_only=True)
class DataReport:
    """A file as it was understood."""

    rows: int
    encoding: str | None
    separator: str | None
    decimal: str | None
    target: str | None
    classes: Mapping[str, int] = field(default_factory=dict)
    """The samples of each class."""
    columns: tuple[ColumnReport, ...] = ()
    header: bool | None = None
    """Whether the first row names the columns; None where names are kept apart."""
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def baseline(self) -> float:
        """The accuracy of always answering the largest class, 0..1."""
        counts = self.classes.values()
        return max(counts) / total if (total := sum(counts)) else 0.0

    @property
    def used(self) -> int:
        """How many columns are features."""
        return sum(column.used_as == FEATURE for column in self.columns)

    def as_json(self) -> dict[str, Any]:
        """The report in plain values."""
        return {
            **{name: getattr(self, name) for name in ("rows", "encoding", "separator", "decimal")},
            "target": self.target,
            "classes": dict(self.classes),
            "columns": [asdict(column) for column in self.columns],
            "notes": list(self.notes),
            "warnings": list(self.warnings),
        }


class UnusableTableError(DataError):
    """A table that makes no data set, with what was understood of it.

    Args:
        line: why.
        report: its columns, for the user to decide about.
    """

    def __init__(self, line: str, report: DataReport) -> None:
        super().__init__(line)
        self.report = report
