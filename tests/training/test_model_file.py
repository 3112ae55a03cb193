import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.config import config_from_mapping
from tui_mlp.training.model_file import ModelError, load_model, model_of, save_model
from tui_mlp.training.session import TrainingSession

CONFIG = TrainingConfig(dataset="iris", hidden=(6, 5), activation=("relu", "tanh"))


@pytest.fixture
def session() -> TrainingSession:
    session = TrainingSession(CONFIG)
    session.train_epoch()
    return session


def test_a_saved_model_gives_the_same_answers(session: TrainingSession, tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    save_model(model_of(session), path)
    features = session.samples.dataset.features
    np.testing.assert_array_equal(
        load_model(path).probabilities(features), model_of(session).probabilities(features)
    )
    assert [file.name for file in tmp_path.iterdir()] == ["model.npz"]


def test_anyone_with_numpy_can_use_the_file(session: TrainingSession, tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    save_model(model_of(session), path)
    with np.load(path, allow_pickle=False) as file:
        assert file["W1"].shape == (4, 6)
        assert file["b3"].shape == (3,)
        metadata = json.loads(str(file["metadata"]))
        a = (session.samples.dataset.features - file["mean"]) / file["scale"]
        a = np.maximum(a @ file["W1"] + file["b1"], 0)
        logits = np.tanh(a @ file["W2"] + file["b2"]) @ file["W3"] + file["b3"]
    assert metadata["activations"] == ["relu", "tanh"]
    assert metadata["class_names"] == ["setosa", "versicolor", "virginica"]
    assert metadata["format_version"] == 1
    expected = model_of(session).probabilities(session.samples.dataset.features)
    np.testing.assert_array_equal(logits.argmax(axis=1), expected.argmax(axis=1))


def damaged(path: Path, **changes: np.ndarray | None) -> Path:
    with np.load(path, allow_pickle=False) as file:
        arrays = {**file, **changes}
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
    return path


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"W2": None}, "'W2' is missing"),
        ({"metadata": None}, "'metadata' is missing"),
        ({"metadata": np.array("{}")}, "damaged"),
        ({"metadata": np.array("not json")}, "damaged"),
        ({"W1": np.zeros((3, 6), np.float32)}, "shape (3, 6) in place of (4, 6)"),
        ({"W1": np.zeros((4, 6), np.int64)}, "W1 is not"),
        ({"b1": np.full(6, np.nan, np.float32)}, "b1 is not"),
        ({"scale": np.zeros(4, np.float32)}, "standardisation"),
    ],
)
def test_a_damaged_file_is_refused_in_one_line(
    session: TrainingSession, tmp_path: Path, changes: dict[str, np.ndarray], words: str
) -> None:
    path = tmp_path / "model.npz"
    save_model(model_of(session), path)
    with pytest.raises(ModelError) as caught:
        load_model(damaged(path, **changes))
    assert words in str(caught.value)
    assert "model.npz" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_later_version_is_refused_by_its_number(session: TrainingSession, tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    model = model_of(session)
    save_model(replace(model, metadata=replace(model.metadata, format_version=99)), path)
    with pytest.raises(ModelError, match="format version 99"):
        load_model(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"a,b\n1,2\n", b"\x93NUMPY"])
def test_what_is_no_npz_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.npz"):
        load_model(path)


def test_a_missing_file_and_a_missing_folder_are_named(
    session: TrainingSession, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="no such file"):
        load_model(tmp_path / "none.npz")
    with pytest.raises(ModelError, match="cannot be written"):
        save_model(model_of(session), tmp_path / "nowhere" / "model.npz")


@pytest.mark.parametrize(
    "settings",
    [
        {"dataset": "discs", "threshold": 0.3},
        {"dataset": "moons", "output": "one_neuron"},
        {"dataset": "moons", "biases": False, "output_activation": "tanh"},
    ],
    ids=["labels", "one_neuron", "no_biases"],
)
def test_every_output_is_saved(settings: dict[str, object], tmp_path: Path) -> None:
    session = TrainingSession(config_from_mapping({"hidden": [5], **settings}))
    session.train_epoch()
    path = tmp_path / "model.npz"
    save_model(model_of(session), path)
    features, loaded = session.samples.dataset.features, load_model(path)
    before = model_of(session).probabilities(features)
    np.testing.assert_array_equal(loaded.probabilities(features), before)
    assert before.shape[1] == len(session.samples.dataset.class_names)
    assert loaded.predicted(before) == model_of(session).predicted(before)
    with np.load(path) as file:
        assert ("b1" in file) is session.config.biases


def test_labels_are_predicted_from_the_threshold_on() -> None:
    session = TrainingSession(TrainingConfig(dataset="discs", hidden=(4,), threshold=0.3))
    model = model_of(session)
    yhat = np.array([[0.3, 0.29, 0.9], [0.1, 0.1, 0.1]], np.float32)
    assert model.predicted(yhat) == [("A", "C"), ()]
