"""What a file format has to tell, for files of its kind to be trained on and predicted."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tui_mlp.arrays import FloatArray, IntArray
from tui_mlp.data.dataset import Dataset
from tui_mlp.data.input_column import ModelInputs
from tui_mlp.data.reading import NewReading, Reading

Progress = Callable[[float], None]
"""Is called with the part of a file that is read, rising to 1."""


@dataclass(frozen=True, eq=False)
class NewSamples:
    """Samples for a model that was trained before."""

    features: FloatArray
    """(N, D), NaN where one is missing."""
    notes: tuple[str, ...] = ()
    """What was done to read them, a line each."""
    targets: FloatArray | None = None
    """(N, C) by the model's classes, where they were asked for."""
    rows: IntArray | None = None
    """(N,) the number of each sample's row in its file, from 1 on, where targets were asked for."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A file format: a module of `data.readers` declares one."""

    name: str
    """The word for it, that of its module."""
    suffixes: tuple[str, ...]
    """How the names of such files end, in small letters, such as ".csv"."""
    marks: tuple[tuple[bytes, bytes], ...] = ()
    """What such files begin with, and what else they hold, if that tells them from others."""
    takes_the_rest: bool = False
    """Whether it is tried for whatever no other format recognises; of one format only."""
    read: Callable[[str | Path, bytes, Reading, Progress | None], Dataset]
    """`read(path, data, reading, progress)`: the samples in a file whose bytes are `data`.

    Raises `DataError`."""
    read_new: Callable[[str | Path, bytes, ModelInputs, NewReading], NewSamples]
    """`read_new(path, data, inputs, wanted)`: new samples for a trained model.

    Raises `DataError`."""

    def recognises_name(self, path: str | Path) -> bool:
        """Whether a file of this name is in this format."""
        return Path(path).name.lower().endswith(self.suffixes)

    def recognises_bytes(self, data: bytes) -> bool:
        """Whether these bytes, a whole file, are in this format."""
        return any(data.startswith(begin) and inside in data for begin, inside in self.marks)
