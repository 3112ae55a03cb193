"""What memory a run takes, and a refusal of what there is not.

A system may grant memory that it does not have, and kill the process when it is used: so what is
needed is estimated before a network is made.
"""

import contextlib
import math
from collections.abc import Collection
from pathlib import Path

import numpy as np

from tui_mlp.arrays import AnyArray
from tui_mlp.files import npz_archive, source
from tui_mlp.nn.architecture import Architecture
from tui_mlp.nn.optimizers import OPTIMIZERS
from tui_mlp.numbers import compact, file_size, grouped
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.memory.free_memory import free_memory

_ITEM = np.dtype(np.float32).itemsize
_STATE_COPIES = 4
"""A run's last good state, its best one, the one that is being saved, and one to undo to."""
_ARRAYS_PER_UNIT = 6
"""z, a, dz, phi', its work array and the dropout mask, for each sample of a batch."""
_EVALUATION_ROWS = 3 * 256
"""Evaluations have work arrays for whole chunks of rows, and for what each part leaves over."""
_ALWAYS_FITS = 64 * 2**20


class MemoryShortageError(Exception):
    """Something takes more memory than there is: a line that says how much."""


def require_memory(config: TrainingConfig, architecture: Architecture, samples: int) -> None:
    """See that there is memory for a run before its network takes it.

    Args:
        config: names the optimizer and the size of the mini-batches.
        architecture: the network's.
        samples: the number of samples in the data set.

    Raises:
        ConfigError: there is too little, for the network or for its mini-batches.
    """
    parameter_bytes = _parameter_bytes(config)
    rows = min(_EVALUATION_ROWS, samples)
    needed = architecture.parameter_count * parameter_bytes + _work_bytes(architecture, rows)
    free = _free_if_less(needed)
    if free is not None:
        fits = max(free - _work_bytes(architecture, rows), 0) // parameter_bytes
        raise ConfigError(
            "hidden",
            f"{_described(config.hidden)} {_millions(architecture.parameter_count)} parameters, "
            f"which take about {file_size(needed)} with the optimizer and the copies kept of them; "
            f"{file_size(free)} are free, enough for {_millions(fits)}: "
            "use fewer or narrower layers",
        )
    require_memory_for_batches(config, architecture, samples, beside=needed)


def require_memory_for_batches(
    config: TrainingConfig, architecture: Architecture, samples: int, beside: int = 0
) -> None:
    """See that there is memory for the work arrays of a run's mini-batches.

    Args:
        config: names their size.
        architecture: the network's.
        samples: the number of samples in the data set.
        beside: bytes that are needed too.

    Raises:
        ConfigError: there is too little.
    """
    held_out = config.validation + config.test
    most = max(math.ceil((1 - held_out) * samples), 1)
    size = most if config.batch_size == "full" else min(config.batch_size, most)
    rows = size + most % size  # the last of an epoch has arrays of its own
    needed = _work_bytes(architecture, rows)
    free = _free_if_less(beside + needed)
    if free is not None:
        fits = max(free - beside, 0) // _work_bytes(architecture, 2)
        raise ConfigError(
            "batch_size",
            f"mini-batches of {grouped(size)} samples take about {file_size(needed)} in this "
            f"network; {file_size(max(free - beside, 0))} are free, "
            f"enough for about {grouped(max(fits, 1))} samples",
        )


def require_memory_for_many(
    config: TrainingConfig, architecture: Architecture, count: int, data_bytes: int
) -> None:
    """See that there is memory for many networks at once.

    Args:
        config: names the optimizer.
        architecture: each network's.
        count: how many there are to be.
        data_bytes: of the samples that one run has for itself.

    Raises:
        ConfigError: there is too little.
    """
    arrays = 4 + len(OPTIMIZERS[config.optimizer].state_names)  # gradient, transposed, a copy
    each = _ITEM * arrays * architecture.parameter_count + data_bytes
    free = _free_if_less(count * each)
    if free is not None:
        raise ConfigError(
            "hidden",
            f"{grouped(count)} networks of {_millions(architecture.parameter_count)} parameters "
            f"take about {file_size(count * each)}; {file_size(free)} are free, enough for "
            f"{grouped(free // each)} of them",
        )


def require_memory_for_model(architecture: Architecture) -> None:
    """See that there is memory for a network that predicts, before it takes it.

    Raises:
        MemoryShortageError: there is too little.
    """
    count = architecture.parameter_count
    # its parameters and their gradient
    needed = 2 * _ITEM * count + _work_bytes(architecture, _EVALUATION_ROWS)
    free = _free_if_less(needed)
    if free is not None:
        raise MemoryShortageError(
            f"its {_millions(count)} parameters take about {file_size(needed)}; "
            f"{file_size(free)} are free"
        )


def read_own_arrays(path: str | Path, names: Collection[str] | None = None) -> dict[str, AnyArray]:
    """The arrays of an NPZ file that this program wrote, as large as there is memory for.

    It is not compressed: no such file unpacks to much more than it has on the disk.

    Args:
        path: the file.
        names: the only arrays to read, where they are there; all by default.

    Raises:
        DataError: it cannot be read, or is larger than half of the free memory.
        ArchiveError: it is damaged, or claims more memory than it has bytes.
    """
    if names is not None:
        with contextlib.suppress(OSError), Path(path).open("rb") as file:
            return npz_archive.read_arrays(file, names)
    size = 0
    with contextlib.suppress(OSError):  # read_bytes says it
        size = Path(path).stat().st_size  # 0 of a device: one without an end takes no more
    most = max(source.MOST_BYTES, min(size, (free_memory() or 0) // 2))
    data = source.read_bytes(path, most)
    return npz_archive.read_arrays(data, names, max(npz_archive.MOST_BYTES, len(data)))


def _free_if_less(needed: int) -> int | None:
    """The free memory, if it is known to be less than what is needed; else None."""
    if needed <= _ALWAYS_FITS:
        return None
    free = free_memory()
    return free if free is not None and free < needed else None


def _parameter_bytes(config: TrainingConfig) -> int:
    """Bytes for each parameter: itself, its gradient, the optimizer's state, and copies."""
    state = 1 + len(OPTIMIZERS[config.optimizer].state_names)
    return _ITEM * (state + 1 + _STATE_COPIES * state)


def _work_bytes(architecture: Architecture, rows: int) -> int:
    units = sum(fan_out for _, fan_out in architecture.shapes)
    return _ITEM * rows * (architecture.inputs + _ARRAYS_PER_UNIT * units)


def _described(hidden: tuple[int, ...]) -> str:
    if not hidden:
        return "no hidden layers are still"
    layers = "1 layer" if len(hidden) == 1 else f"{len(hidden)} layers"
    if len(set(hidden)) > 1:
        return f"these {layers} are"
    return f"{layers} of {grouped(hidden[0])} units {'is' if len(hidden) == 1 else 'are'}"


def _millions(count: int) -> str:
    if count < 1e6:
        return grouped(count)
    return f"{compact(count / 1e6)} million"
