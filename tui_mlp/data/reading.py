"""What a user decides about the reading of a file, in the place of the reader."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The decisions that the user takes; the reader takes the others."""

    target: str | None = None
    """The target's column, by name or by number from 1 on."""
    ignore: tuple[str, ...] = ()
    """Columns to leave out, by name or number."""
    kinds: tuple[tuple[str, str], ...] = ()
    """Pairs of a column and the kind that it is read as."""
    missing: tuple[str, ...] = ()
    """Words that stand for a missing value, beside the usual ones."""
    decimal: str | None = None
    """The decimal sign, "." or ","."""
    separator: str | None = None
    """What parts the cells, a character."""
    header: bool | None = None
    """Whether the first row names the columns."""
    scale_images: bool = True
    """Whether the pixels 0 to 255 of an image become numbers from 0 to 1."""


BY_ITSELF = Reading()
"""The reader decides all."""


@dataclass(frozen=True, kw_only=True)
class NewReading:
    """What is wanted of a file of new samples."""

    allow_missing: bool = False
    """Whether a column, or a word that the model knows, may be missing; its features are NaN."""
    with_target: bool = False
    """Whether the file holds the classes, too, and they are wanted."""


FEATURES_ONLY = NewReading()
"""All columns must be there, and the classes are not wanted."""
