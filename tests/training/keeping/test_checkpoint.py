"""Stopped anywhere and resumed, a run is the run that was never stopped."""

import json
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.files import npz_archive, source
from tui_mlp.nn.optimizers import OPTIMIZERS
from tui_mlp.training.config import config_from_mapping
from tui_mlp.training.keeping.checkpoint import (
    Checkpoint,
    CheckpointError,
    Environment,
    checkpoint_of,
    load_checkpoint,
    resumed_session,
    save_checkpoint,
)
from tui_mlp.training.memory import needed_memory
from tui_mlp.training.model_file import load_model, model_of, save_model
from tui_mlp.training.session import TrainingSession

IRIS = {"dataset": "iris", "hidden": [5], "epochs": 9, "learning_rate": 0.01}


def session_of(steps: int = 0, **settings: object) -> TrainingSession:
    session = TrainingSession(config_from_mapping({**IRIS, **settings}))
    for _ in range(steps):
        session.step()
    return session


def through_a_file(session: TrainingSession, folder: Path) -> TrainingSession:
    path = folder / "last.npz"
    save_checkpoint(checkpoint_of(session), path)
    return resumed_session(load_checkpoint(path))


def assert_equal_runs(one: TrainingSession, other: TrainingSession) -> None:
    assert one.step_count == other.step_count
    assert one.epoch == other.epoch
    assert one.network.parameters.tobytes() == other.network.parameters.tobytes()
    assert one.train_metrics == other.train_metrics
    assert one.validation_metrics == other.validation_metrics
    ours, theirs = one.state(), other.state()
    for part in ("curves", "gradient_norms", "activations", "optimizer", "order"):
        assert ours[part].keys() == theirs[part].keys()
        for name, value in ours[part].items():
            np.testing.assert_array_equal(value, theirs[part][name])
    assert ours["random"] == theirs["random"]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("stop", [0, 1, 5, 11, 12])
def test_a_resumed_run_is_the_same_bit_for_bit(optimizer: str, stop: int, tmp_path: Path) -> None:
    settings = {"optimizer": optimizer, "batch_size": 9, "dropout": 0.2, "l2": 0.01}
    whole = session_of(40, **settings)
    resumed = through_a_file(session_of(stop, **settings), tmp_path)
    for _ in range(40 - stop):
        resumed.step()
    assert_equal_runs(whole, resumed)


@pytest.mark.parametrize(
    "settings",
    [
        {"sampling": "replacement", "batch_size": 7},
        {"batch_size": "full"},
        {"schedule": "cosine", "biases": False, "output_activation": "tanh"},
        {"dataset": "moons", "output": "one_neuron", "label_smoothing": 0.1},
        {"dataset": "discs", "batch_size": 64},
        {"dataset": "posteriors", "samples": 60},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_any_kind_of_run_can_be_resumed(settings: dict[str, object], tmp_path: Path) -> None:
    resumed = through_a_file(session_of(17, **settings), tmp_path)
    for _ in range(16):
        resumed.step()
    assert_equal_runs(session_of(33, **settings), resumed)


def test_settings_changed_on_the_way_stay_changed(tmp_path: Path) -> None:
    sessions = [session_of(7), session_of(7)]
    for session in sessions:
        changed = {**IRIS, "learning_rate": 0.05, "batch_size": 4}
        session.adjust(config_from_mapping(changed))
        for _ in range(3):
            session.step()
    resumed = through_a_file(sessions[1], tmp_path)
    for session in (sessions[0], resumed):
        for _ in range(30):
            session.step()
    assert resumed.initial_config.learning_rate == 0.01
    assert_equal_runs(sessions[0], resumed)


def test_other_data_are_not_gone_on_with(tmp_path: Path) -> None:
    data = tmp_path / "own.csv"
    rows = [f"{n},{n % 7},{'ab'[n % 2]}" for n in range(40)]
    data.write_text("u,v,class\n" + "\n".join(rows))
    session = session_of(3, data=str(data))
    save_checkpoint(checkpoint_of(session), tmp_path / "last.npz")
    data.write_text("u,v,class\n" + "\n".join(["99,0,a", *rows[1:]]))
    with pytest.raises(CheckpointError, match=r"own\.csv: not the data that this run"):
        resumed_session(load_checkpoint(tmp_path / "last.npz"))


def test_the_environment_says_what_may_change_the_last_bits() -> None:
    present = Environment.present()
    assert present.numpy == np.__version__
    assert present.blas
    assert present.differences(present) == ""
    other = Environment(present.tui_mlp, present.python, "1.0", present.blas)
    assert other.differences(present) == f"numpy 1.0 → {np.__version__}"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "last.npz"
    save_checkpoint(checkpoint_of(session_of(5)), path)
    return path


def test_the_file_is_for_the_owner_only_and_nothing_else_is_left(saved: Path) -> None:
    assert saved.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in saved.parent.iterdir()] == ["last.npz"]


def changed(path: Path, **arrays: object) -> Path:
    with np.load(path) as file:
        members = {**file, **arrays}
    np.savez(path, **members)  # type: ignore[arg-type]
    return path


def metadata_of(path: Path) -> dict[str, object]:
    with np.load(path) as file:
        metadata: dict[str, object] = json.loads(str(file["metadata"]))
    return metadata


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": "else"}, "not a checkpoint"),
        ({"format_version": 7}, "format version 7, but this program reads 1"),
        ({"config": "hidden = 'x'"}, "hidden"),
        ({"config": "import os"}, "not a TOML text"),
        ({"state": 3}, "damaged"),
        ({"target_epochs": "many"}, "damaged"),
        ({"environment": {"os": "x"}}, "damaged"),
    ],
)
def test_metadata_that_cannot_be_used_are_refused(
    saved: Path, change: dict[str, object], words: str
) -> None:
    changed(saved, metadata=json.dumps({**metadata_of(saved), **change}))
    with pytest.raises(CheckpointError, match=words) as caught:
        load_checkpoint(saved)
    assert str(caught.value).startswith(str(saved))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "arrays",
    [
        {"parameters": np.zeros(3, np.float32)},
        {"parameters": np.zeros(43)},
        {"optimizer.velocity": np.zeros(2, np.float32)},
        {"order.order": np.full(105, 200)},
        {"order.order": np.zeros(105)},
        {"curves.low": np.zeros((3, 9), np.float32)},
        {"gradient_norms.x": np.zeros(1000, np.float32)},
        {"gradient_norms.present": np.zeros(1, np.float32)},
        {"optimizer.surprise": np.zeros(2, np.float32)},
    ],
    ids=lambda arrays: next(iter(arrays)),
)
def test_a_state_that_does_not_fit_is_refused(saved: Path, arrays: dict[str, object]) -> None:
    checkpoint = load_checkpoint(changed(saved, **arrays))
    with pytest.raises(CheckpointError, match="the state does not fit the run"):
        resumed_session(checkpoint)


@pytest.mark.parametrize("random", [{}, {"batch_order": {"bit_generator": "MT19937"}}, None])
def test_a_random_state_that_does_not_fit_is_refused(saved: Path, random: object) -> None:
    metadata = metadata_of(saved)
    assert isinstance(metadata["state"], dict)
    metadata["state"]["random"] = random
    changed(saved, metadata=json.dumps(metadata))
    with pytest.raises(CheckpointError, match="the state does not fit the run"):
        resumed_session(load_checkpoint(saved))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"none\.npz: no such file"):
        load_checkpoint(tmp_path / "none.npz")


def test_a_failed_save_leaves_the_old_file(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = saved.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    checkpoint: Checkpoint = checkpoint_of(session_of(9))
    with pytest.raises(OSError, match="No space left"):
        save_checkpoint(checkpoint, saved)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["last.npz"]


@pytest.fixture
def little_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger's file may have 30 000 bytes, and unpack to as much."""
    monkeypatch.setattr(source, "MOST_BYTES", 30_000)
    monkeypatch.setattr(npz_archive, "MOST_BYTES", 30_000)


@pytest.mark.usefixtures("little_allowed")
def test_what_the_program_wrote_it_reads_again_however_large(tmp_path: Path) -> None:
    session = session_of(3, hidden=[100, 100])
    resumed = through_a_file(session, tmp_path)
    assert (tmp_path / "last.npz").stat().st_size > 90_000
    assert resumed.network.parameters.tobytes() == session.network.parameters.tobytes()
    save_model(model_of(session), tmp_path / "model.npz")
    features = session.samples.dataset.features
    expected = model_of(session).probabilities(features)
    np.testing.assert_array_equal(
        load_model(tmp_path / "model.npz").probabilities(features), expected
    )


@pytest.mark.usefixtures("little_allowed")
def test_a_checkpoint_made_to_deceive_takes_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "last.npz"
    np.savez_compressed(path, parameters=np.zeros(2**24, np.uint8))
    with pytest.raises(CheckpointError, match=r"last\.npz: unpacks to 16 MiB"):
        load_checkpoint(path)
    with pytest.raises(CheckpointError, match="/dev/zero: larger than 0 MiB"):
        load_checkpoint(Path("/dev/zero"))
    save_checkpoint(checkpoint_of(session_of(3, hidden=[100, 100])), path)
    monkeypatch.setattr(needed_memory, "free_memory", lambda: 10_000)
    with pytest.raises(CheckpointError, match=r"last\.npz: larger than 0 MiB, for which there"):
        load_checkpoint(path)
