"""A run's whole state as a file, to go on from as if it had never stopped, bit for bit.

The file is a plain NPZ. Its arrays carry the state's vectors by dotted names such as
`optimizer.velocity`; `metadata` is a JSON text with the rest: format, configurations, the random
streams' states, what the data set was, and on what libraries and processor kernel it was made.
"""

import hashlib
import json
import platform
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import threadpoolctl

from tui_mlp.arrays import AnyArray
from tui_mlp.files.durable_file import write_durably
from tui_mlp.files.errors import DataError
from tui_mlp.files.npz_archive import ArchiveError, text_in
from tui_mlp.files.source import STANDARD_INPUT
from tui_mlp.files.text import clean_line, shown_path
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.config import config_from_toml, config_to_toml
from tui_mlp.training.history import GradientNormHistory, LearningCurves
from tui_mlp.training.memory.needed_memory import read_own_arrays
from tui_mlp.training.samples import Samples
from tui_mlp.training.session import TrainingSession, all_finite
from tui_mlp.training.snapshot import BestEpoch, Curves, GradientNorms
from tui_mlp.version import VERSION

FORMAT = "tui-mlp checkpoint"
FORMAT_VERSION = 1
_DAMAGE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


ReadT = TypeVar("ReadT")


class CheckpointError(ValueError):
    """A checkpoint that cannot be used: one line that names the file and why."""


@dataclass(frozen=True)
class Environment:
    """What the last bits of a run depend on beside its configuration."""

    tui_mlp: str
    python: str
    numpy: str
    blas: str
    """The library of matrix products, and the kernel it chose for the processor."""

    @classmethod
    def present(cls) -> "Environment":
        """Of this process; NumPy must be loaded, and so its BLAS is."""
        pools = [pool for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
        # another library of the process may have brought one of its own, which NumPy does not use
        own = [pool for pool in pools if "numpy" in pool["filepath"]] or pools
        blas = [
            f"{pool['internal_api']} {pool['version']} {pool.get('architecture', '')}".strip()
            for pool in own
        ]
        return cls(VERSION, platform.python_version(), np.__version__, ", ".join(blas))

    def differences(self, other: "Environment") -> str:
        """What differs, as "numpy 2.3.1 → 2.4.0"; empty when nothing does."""
        before, now = asdict(self), asdict(other)
        return ", ".join(
            f"{name} {before[name]} → {now[name]}" for name in now if before[name] != now[name]
        )


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A run at one moment."""

    initial_config: TrainingConfig
    """The configuration it started with."""
    config: TrainingConfig
    """The same, with the settings as they were."""
    state: Mapping[str, Any]
    """`TrainingSession.state`."""
    data_digest: str
    """Of the samples and their split."""
    environment: Environment
    best: BestEpoch | None = None
    """The best epoch of the log so far."""


def checkpoint_of(session: TrainingSession) -> Checkpoint:
    """The present state of a session, a copy; a data file is named by its whole path."""
    initial_config = session.initial_config
    if initial_config.data not in {None, STANDARD_INPUT}:
        whole = str(Path(initial_config.data).absolute())
        initial_config = replace(initial_config, data=whole)
    return Checkpoint(
        initial_config=initial_config,
        config=replace(session.config, data=initial_config.data),
        state=session.state(),
        data_digest=data_digest(session.samples),
        environment=Environment.present(),
    )


def resumed_session(checkpoint: Checkpoint) -> TrainingSession:
    """The session that a checkpoint was made of, on the same data.

    Raises:
        CheckpointError: the data set is another by now, or the state does not fit.
        DataError: the data set cannot be read.
    """
    if checkpoint.initial_config.data == STANDARD_INPUT:
        raise CheckpointError(
            "it was trained on standard input, which is gone; save the table as a file, and train "
            "on that"
        )
    session = TrainingSession(checkpoint.initial_config, restoring=True)
    if data_digest(session.samples) != checkpoint.data_digest:
        raise CheckpointError(
            f"{session.samples.dataset.name}: not the data that this run was trained on; "
            "bring the old file back, or start a new run"
        )
    try:
        session.adjust(checkpoint.config)
        # a number that does not fit its array is an error here, not a warning
        with np.errstate(over="raise", invalid="raise"):
            session.load_state(checkpoint.state)
    except _DAMAGE as error:
        problem = clean_line(str(error))
        raise CheckpointError(f"the state does not fit the run: {problem}") from error
    return session


def state_is_finite(state: Mapping[str, Any]) -> bool:
    """Whether the parameters, and what the optimizer carries, are numbers in `Session.state`."""
    vectors = (state["parameters"], *state["optimizer"].values())
    return all(all_finite(vector) for vector in vectors if isinstance(vector, np.ndarray))


def data_digest(samples: Samples) -> str:
    """A short text that differs for other samples or another split."""
    digest = hashlib.blake2b(digest_size=16)
    split = samples.split
    for part in (split.train, split.validation, split.test):
        for array in (part.features, part.targets, part.rows):
            digest.update(str(array.shape).encode())
            digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def save_checkpoint(checkpoint: Checkpoint, path: Path) -> None:
    """Write a checkpoint; the file appears whole or not at all, and an old one stays till then.

    Raises:
        OSError: it cannot be written; the old one is as it was.
    """
    arrays, scalars = _parted(checkpoint.state)
    metadata = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "initial_config": config_to_toml(checkpoint.initial_config),
        "config": config_to_toml(checkpoint.config),
        "best": None if checkpoint.best is None else asdict(checkpoint.best),
        "data_digest": checkpoint.data_digest,
        "environment": asdict(checkpoint.environment),
        "state": scalars,
    }
    text = np.array(json.dumps(metadata))
    write_durably(path, lambda file: np.savez(file, allow_pickle=False, metadata=text, **arrays))


def load_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint.

    Raises:
        CheckpointError: there is none, it is damaged, another version wrote it, or a number in it
            is not finite.
    """
    return _read(path, None, _from_arrays)


def load_curves(path: Path) -> Curves:
    """Read only the curves of a checkpoint.

    Raises:
        CheckpointError: there is none, it is damaged, or another version wrote it.
    """
    series = {f"curves.{name}" for name in ("x", "low", "high")}
    return _read(path, {"metadata", *series}, _curves_from_arrays)


def load_gradient_norms(path: Path) -> GradientNorms:
    """Read only the gradient norms of a checkpoint.

    Raises:
        CheckpointError: there is none, it is damaged, or another version wrote it.
    """
    series = {f"gradient_norms.{name}" for name in ("x", "low", "high", "present")}
    return _read(path, {"metadata", *series}, _norms_from_arrays)


def _read(
    path: Path, names: Collection[str] | None, made_of: Callable[[dict[str, AnyArray]], ReadT]
) -> ReadT:
    """What is made of a file's arrays of these names, or of all; every failure is one line."""
    try:
        return made_of(read_own_arrays(path, names))
    except DataError as error:
        raise CheckpointError(str(error)) from error
    except (ArchiveError, ConfigError, _UnusableError) as error:
        raise CheckpointError(f"{shown_path(path)}: {clean_line(str(error))}") from error
    except _DAMAGE as error:
        raise CheckpointError(f"{shown_path(path)}: not a checkpoint, or a damaged one") from error


class _UnusableError(ValueError):
    """A sound file that cannot be used all the same: one line that says why."""


def _metadata(arrays: dict[str, AnyArray]) -> dict[str, Any]:
    """Take the metadata out of a checkpoint's arrays."""
    metadata: dict[str, Any] = json.loads(text_in(arrays, "metadata"))
    del arrays["metadata"]
    if metadata["format"] != FORMAT:
        raise ValueError(metadata["format"])
    if metadata["format_version"] != FORMAT_VERSION:
        written = metadata["format_version"]
        raise _UnusableError(f"format version {written}, but this program reads {FORMAT_VERSION}")
    return metadata


def _curves_from_arrays(arrays: dict[str, AnyArray]) -> Curves:
    metadata = _metadata(arrays)
    curves = LearningCurves()
    curves.load_state(_joined(arrays, {"curves": metadata["state"]["curves"]})["curves"])
    return curves.curves()


def _norms_from_arrays(arrays: dict[str, AnyArray]) -> GradientNorms:
    metadata = _metadata(arrays)
    state = metadata["state"]["gradient_norms"]
    joined = _joined(arrays, {"gradient_norms": state})["gradient_norms"]
    history = GradientNormHistory(len(joined["present"]))
    history.load_state(joined)
    return history.gradient_norms()


def _from_arrays(arrays: dict[str, AnyArray]) -> Checkpoint:
    metadata = _metadata(arrays)
    config = config_from_toml(metadata["config"])
    if "target_epochs" in metadata:  # as version 0.1 wrote where the run finishes
        config = replace(config, epochs=int(metadata["target_epochs"]))
    best = metadata.get("best")
    state = _joined(arrays, metadata["state"])
    if not state_is_finite(state):
        raise _UnusableError("holds weights or optimizer states that are not finite")
    return Checkpoint(
        initial_config=config_from_toml(metadata["initial_config"]),
        config=config,
        state=state,
        data_digest=str(metadata["data_digest"]),
        environment=Environment(
            **{name: clean_line(str(text)) for name, text in metadata["environment"].items()}
        ),
        best=None if best is None else BestEpoch(**{name: float(best[name]) for name in best}),
    )


def _parted(state: Mapping[str, Any]) -> tuple[dict[str, AnyArray], dict[str, Any]]:
    """The arrays of a nested state by dotted names, and what remains of it without them."""
    arrays: dict[str, AnyArray] = {}
    scalars: dict[str, Any] = {}
    for name, value in state.items():
        if isinstance(value, np.ndarray):
            arrays[name] = value
        elif isinstance(value, Mapping):
            inner, scalars[name] = _parted(value)
            arrays |= {f"{name}.{key}": array for key, array in inner.items()}
        else:
            scalars[name] = value
    return arrays, scalars


def _joined(arrays: Mapping[str, AnyArray], scalars: Mapping[str, Any]) -> dict[str, Any]:
    """The nested state that `_parted` took apart."""
    state = _copied(scalars)
    for name, array in arrays.items():
        if array.dtype.kind not in "biuf":
            raise ValueError(f"{name} holds no numbers")
        *path, last = name.split(".")
        place = state
        for step in path:
            place = place[step]
        place[last] = array
    return state


def _copied(scalars: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _copied(value) if isinstance(value, Mapping) else value
        for name, value in scalars.items()
    }
