"""What a model has to know of the columns that it was trained on, to read new samples alike."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

MISSING_CATEGORY = "(missing)"
OTHER_CATEGORY = "(other)"


@dataclass(frozen=True, kw_only=True)
class InputColumn:
    """A column of the file, and what its cells became."""

    name: str
    kind: Literal["number", "truth value", "category"] = "number"
    categories: tuple[str, ...] = ()
    """The words that became columns of 0 and 1, `MISSING_CATEGORY` and `OTHER_CATEGORY` among
    them where there are such; of a truth value the file's words for 0 and for 1."""

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of its features."""
        if self.kind != "category":
            return (self.name,)
        return tuple(f"{self.name}={category}" for category in self.categories)


@dataclass(frozen=True, kw_only=True)
class ModelInputs:
    """All that tells how new samples are read for a model."""

    columns: tuple[InputColumn, ...] = ()
    feature_names: tuple[str, ...] = ()
    """In the place of columns that an older model does not know: `colour=red` and the like."""
    class_names: tuple[str, ...] = ()
    target: str | None = None
    """The column of the classes, where one is to be read."""
    missing: tuple[str, ...] = ()
    """Words for a missing value, beside the usual ones."""
    decimal: str | None = None
    """The decimal sign that the user gave."""
    pixel_scale: float = 1.0
    """What the whole numbers of an image are divided by."""

    @property
    def feature_count(self) -> int:
        """D."""
        if not self.columns:
            return len(self.feature_names)
        return sum(len(column.feature_names) for column in self.columns)

    def named_with(self, column_names: Collection[str]) -> tuple[InputColumn, ...]:
        """The columns; for an older model those that its features come from.

        Args:
            column_names: those of a file, which tell where a name ends that has a = in it.
        """
        if self.columns:
            return self.columns
        known = set(column_names)
        categories: dict[str, list[str]] = {}
        for feature in self.feature_names:
            if "=" not in feature or feature in known:
                categories[feature] = []
                continue
            signs = [place for place, character in enumerate(feature) if character == "="]
            ends = [place for place in signs if feature[:place] in known]
            end = max(ends, default=signs[0])
            categories.setdefault(feature[:end], []).append(feature[end + 1 :])
        return tuple(
            InputColumn(name=name, kind="category", categories=tuple(texts))
            if texts
            else InputColumn(name=name)
            for name, texts in categories.items()
        )
