"""What a file format has to tell, for files of its kind to be trained on and predicted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui_mlp.arrays import FloatArray
from tui_mlp.data.dataset import Dataset

Progress = Callable[[float], None]
"""Is called with the part of a file that is read, rising to 1."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A file format: a module of `data.readers` declares one."""

    name: str
    """The word for it, that of its module."""
    suffixes: tuple[str, ...]
    """How the names of such files end, in small letters, such as ".csv"."""
    magic: bytes = b""
    """What such a file begins with, if that tells it from others."""
    takes_the_rest: bool = False
    """Whether it is tried for whatever no other format recognises; of one format only."""
    read: Callable[[str | Path, bytes, str | None, Progress | None], Dataset]
    """`read(path, data, target, progress)`: the samples in a file whose bytes are `data`.

    `target` is what the user gave as the target's column. Raises `DataError`."""
    read_features: Callable[[str | Path, bytes, Sequence[str]], FloatArray]
    """`read_features(path, data, feature_names)`: new samples (N, D) for a trained model.

    NaN where a feature is missing. Raises `DataError`."""

    def recognises_name(self, path: str | Path) -> bool:
        """Whether a file of this name is in this format."""
        return Path(path).name.lower().endswith(self.suffixes)

    def recognises_bytes(self, data: bytes) -> bool:
        """Whether bytes that begin so are in this format."""
        return bool(self.magic) and data.startswith(self.magic)
