"""A run that begins from given weights: which they are, and what it refuses."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from safetensors.numpy import save_file

import tui_mlp as library
from tui_mlp.cli import tui_mlp
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.keeping.kept_runs import run_folders
from tui_mlp.training.keeping.resume import resume_run
from tui_mlp.training.model_file import load_model
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker import commands
from tui_mlp.worker.controller import TrainingController

WEIGHTS = {
    "W1": np.array([[0.1, 0.2, 0.3], [-0.4, 0.5, -0.6]]),
    "b1": np.array([0.0, 0.1, -0.1]),
    "W2": np.array([[1.0, -1.0], [0.5, 0.5], [0.0, 2.0]]),
    "b2": np.array([0.2, -0.2]),
}


@pytest.fixture(params=["npz", "safetensors"])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    path = tmp_path / f"example.{request.param}"
    if request.param == "npz":
        np.savez(path, **WEIGHTS)
    else:
        save_file(WEIGHTS, path)
    return str(path)


def xor(start: str, **settings: object) -> TrainingConfig:
    return TrainingConfig(dataset="xor", hidden=(3,), start=start, **settings)


def test_the_first_weights_are_those_of_the_file(start: str) -> None:
    network = TrainingSession(xor(start)).network
    for name, array in WEIGHTS.items():
        own = network.weights if name[0] == "W" else network.biases
        assert np.allclose(own[int(name[1]) - 1], array, atol=1e-7)


def test_the_command_takes_the_layers_from_the_file_and_explains_them(start: str) -> None:
    arguments = ["explain", "--dataset", "xor", "--start", start, "--page", "2.1"]
    done = CliRunner().invoke(tui_mlp, arguments)
    assert done.exit_code == 0
    assert "n¹ × n⁰ = 3 × 2" in done.output
    assert "+.3000  −.6000" in done.output
    config = CliRunner().invoke(tui_mlp, [*arguments, "--print-config"]).output
    assert f'start = "{start}"' in config
    assert "hidden = [\n    3,\n]" in config


def test_a_model_goes_on_from_what_it_has_learned(tmp_path: Path) -> None:
    run = library.train(dataset="iris", hidden=(5,), activation="relu", epochs=30)
    run.save(tmp_path / "m.npz")
    again = library.train(dataset="iris", start=tmp_path / "m.npz", epochs=1)
    assert again.layers == run.layers
    assert again.config.activation == ("relu",)
    assert again.curves.train_loss[0] == run.curves.train_loss[-1]


def test_on_other_data_a_model_gives_the_same_answers_before_it_trains(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    samples = generator.normal(size=(80, 3)) * [1, 5, 20] + [0, 7, 100]
    classes = (samples[:, 0] > 0).astype(int)
    run = library.train(samples, classes, hidden=(4,), epochs=20)
    run.save(tmp_path / "m.npz")
    other = library.train(samples[:40] * 1.1, classes[:40], start=tmp_path / "m.npz", epochs=1,
                          optimizer="sgd", learning_rate=1e-12)  # fmt: skip
    assert np.allclose(other.predict_proba(samples), run.predict_proba(samples), atol=1e-5)


def test_a_run_goes_on_and_is_undone_where_the_file_is_gone(start: str, tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "runs")
    controller = TrainingController(xor(start, epochs=9), lambda: 0.0, keeping=keeping)
    controller.handle(commands.RunSteps(20))
    while controller.running:
        controller.train()
    weights = controller.session.network.parameters.copy()
    Path(start).unlink()
    controller.handle(commands.Change({"learning_rate": 0.5}))
    controller.handle(commands.Undo())
    assert np.array_equal(controller.session.network.parameters, weights)
    controller.leave()
    folder = max(run_folders(tmp_path / "runs"), key=lambda each: each.changed_at)
    resumed = resume_run(folder, datetime.now).session
    assert np.array_equal(resumed.network.parameters, weights)
    assert resumed.config.start == start
    folder.release()


def test_a_reset_returns_to_the_given_weights(start: str) -> None:
    controller = TrainingController(xor(start), lambda: 0.0)
    before = controller.session.network.parameters.copy()
    controller.handle(commands.RunSteps(5))
    while controller.running:
        controller.train()
    assert not np.array_equal(controller.session.network.parameters, before)
    controller.handle(commands.Reset())
    assert np.array_equal(controller.session.network.parameters, before)


@pytest.mark.parametrize("change", [{"hidden": (4,)}, {"init": "he_normal"}, {"biases": False}])
def test_another_network_is_drawn(start: str, change: dict[str, object]) -> None:
    controller = TrainingController(xor(start), lambda: 0.0)
    controller.handle(commands.Change(change))
    assert controller.session.config.start is None
    assert controller.session.config == replace(xor(start), start=None, **change)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"W1": np.zeros((3, 3))}, "W1 has the shape (3, 3), not (2, 3)"),
        ({"b2": None}, "there is no array b2, which the network has"),
        ({"W3": np.zeros((2, 2))}, "it has W3, which the network has not"),
        ({"W1": None}, "there is no array W1 in it"),
        ({"b1": np.array([0, np.nan, 0])}, "b1 is not made of finite numbers"),
        ({"W2": np.array("text")}, "W2 is no array of numbers in 2 axes"),
    ],
)
def test_what_does_not_fit_is_one_line(
    change: dict[str, np.ndarray], words: str, tmp_path: Path
) -> None:
    arrays = {name: array for name, array in {**WEIGHTS, **change}.items() if array is not None}
    np.savez(tmp_path / "m.npz", **arrays)
    with pytest.raises(ConfigError) as error:
        TrainingSession(xor(str(tmp_path / "m.npz")))
    assert str(error.value) == f"start: {tmp_path}/m.npz: {words}"


@pytest.mark.parametrize("content", [None, b"", b"nonsense", b"PK\x03\x04nonsense"])
@pytest.mark.parametrize("suffix", ["npz", "safetensors"])
def test_a_file_that_cannot_be_read_is_one_line(
    content: bytes | None, suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"m.{suffix}"
    if content is not None:
        path.write_bytes(content)
    done = CliRunner().invoke(tui_mlp, ["train", "--dataset", "xor", "--start", str(path)])
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
    assert str(path) in done.output


def test_many_seeds_draw_their_own(start: str) -> None:
    done = CliRunner().invoke(
        tui_mlp, ["train", "--dataset", "xor", "--start", start, "--seeds", "4", "--epochs", "2"]
    )
    assert done.exit_code == 2
    assert "many seeds draw their own first weights" in done.output


def test_the_files_of_export_begin_a_run_too(tmp_path: Path) -> None:
    run = library.train(dataset="iris", hidden=(5,), epochs=5)
    run.save(tmp_path / "m.npz")
    path = tmp_path / "m.safetensors"
    done = CliRunner().invoke(
        tui_mlp, ["export", str(tmp_path / "m.npz"), "--to", "safetensors", "-o", str(path)]
    )
    assert done.exit_code == 0
    again = library.train(dataset="iris", start=path, epochs=1)
    assert again.curves.train_loss[0] == pytest.approx(run.curves.train_loss[-1], rel=1e-5)
    assert load_model(tmp_path / "m.npz").metadata.activations == again.config.activations
