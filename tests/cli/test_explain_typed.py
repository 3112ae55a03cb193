"""`explain` of samples that are typed, by a run, a kept run or a model, against the formulas."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from tui_mlp.cli import tui_mlp
from tui_mlp.cli.options import InputError
from tui_mlp.data.input_column import InputColumn, ModelInputs
from tui_mlp.data.table.typed_samples import typed_samples, typed_targets
from tui_mlp.files.errors import DataError
from tui_mlp.training.model_file import load_model

IRIS = ("--dataset", "iris", "--hidden", "5,4")
SETOSA = ("--input", "5.1,3.5,1.4,0.2", "--true", "setosa")
VIRGINICA = ("--input", "5.9,3.0,5.1,1.8", "--true", "virginica")
COLOURS = ModelInputs(
    columns=(
        InputColumn(name="size, cm"),
        InputColumn(name="colour", kind="category", categories=("red", "blue")),
        InputColumn(name="ripe", kind="truth value", categories=("no", "yes")),
    )
)


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(tui_mlp, list(map(str, arguments)))


def explained(*arguments: str | Path) -> dict[str, Any]:
    done = call("explain", *arguments, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.output)
    return found


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "m.npz"
    done = call("train", *IRIS, "--epochs", "3", "--learning-rate", "0.02", "--save", path)
    assert done.exit_code == 0, done.output
    return path


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    done = call("train", *IRIS, "--epochs", "3", "--runs-dir", tmp_path / "runs")
    assert done.exit_code == 0, done.output
    return tmp_path / "runs"


def test_a_models_step_on_a_typed_sample_is_plain_sgd_with_its_own_rate(model: Path) -> None:
    found = explained(model, *SETOSA)
    known = load_model(model)
    sample = np.array([[5.1, 3.5, 1.4, 0.2]], np.float32)
    assert found["x"] == pytest.approx(known.standardization.apply(sample)[0].tolist())
    assert found["y"] == [1, 0, 0]
    assert found["learning_rate"] == 0.02
    yhat = found["yhat"]
    assert yhat == pytest.approx(known.probabilities(sample)[0].tolist(), abs=1e-6)
    last = found["layers"][-1]
    after = np.array(last["W"]) - 0.02 * np.outer(np.array(yhat) - found["y"], _before(found))
    np.testing.assert_allclose(last["W_after"], after, atol=1e-12)
    assert found["model"] == str(model)
    assert explained(model, *SETOSA, "--learning-rate", "0.5")["learning_rate"] == 0.5


def _before(found: dict[str, Any]) -> list[float]:
    before: list[float] = found["layers"][-2]["a"]
    return before


def test_several_typed_samples_are_a_mini_batch(model: Path) -> None:
    both = explained(model, *SETOSA, *VIRGINICA, "--sample", "2")
    assert both["batch_step"]["samples"] == 2
    assert both["y"] == [0, 0, 1]
    assert both["yhat"] == pytest.approx(explained(model, *VIRGINICA)["yhat"])
    text = call("explain", model, *SETOSA, *VIRGINICA, "--page", "8.1").output
    assert "iris · typed sample 1 of 2" in text
    assert "B = 2" in text


def test_a_run_takes_its_own_rule_and_a_kept_one_too(runs: Path) -> None:
    found = explained(*IRIS, "--epochs", "3", "--after", "3", *SETOSA)
    assert found["update_rule"]["optimizer"] == "momentum"
    (folder,) = runs.iterdir()
    kept = explained(folder.name, "--runs-dir", runs, *SETOSA)
    assert kept["yhat"] == found["yhat"]
    assert kept["epochs"] == 3
    own = explained(folder.name, "--runs-dir", runs, "--sample", "4")
    assert own["of"] > 4
    assert "after 3 epochs" in call("explain", folder.name, "--runs-dir", runs).output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "a model has no samples: type one with --input"),
        (("--input", "1,2,3,4"), "--true: 0 given for 1 of --input"),
        (("--input", "1,2", "--true", "setosa"), "'1,2' has 2 values with commas between, but a"),
        (("--input", "1,2,3,x", "--true", "setosa"), "--input: sample 1, column 'petal_width_cm'"),
        (("--input", "1,2,3,4", "--true", "rose"), "--true: there is no class 'rose'; choose from"),
        ((*SETOSA, "--sample", "2"), "--sample 2: there are samples 1 to 1"),
        ((*SETOSA, "--hidden", "3"), "--hidden has no use for a model"),
        ((*SETOSA, "--after", "3"), "--after has no use for a model"),
        ((*SETOSA, "--held-out"), "--held-out has no use for a typed sample"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_line(
    model: Path, arguments: tuple[str, ...], words: str
) -> None:
    done = CliRunner().invoke(tui_mlp, ["explain", str(model), *arguments], standalone_mode=False)
    error = done.exception
    assert error is not None
    assert words in (error.message if isinstance(error, InputError) else str(error))


def test_words_decimal_commas_and_missing_values_are_read_as_of_a_file() -> None:
    read = typed_samples(["1.5,blue,yes", " 2 , red , no"], COLOURS)
    np.testing.assert_array_equal(read.features, [[1.5, 0, 1, 1], [2, 1, 0, 0]])
    np.testing.assert_array_equal(typed_samples(["1,5;blue;no"], COLOURS).features[0, 0], 1.5)
    missing = typed_samples([",blue,yes"], COLOURS)
    assert np.isnan(missing.features[0, 0])
    assert "counts as the mean" in missing.notes[0]
    with pytest.raises(DataError, match=r"^sample 2, column 'colour': "):
        typed_samples(["1,red,no", "1,green,no"], COLOURS)
    with pytest.raises(DataError, match="has 0 values"):
        typed_samples([""], COLOURS)


def test_labels_are_any_number_of_names_and_capitals_do_not_count() -> None:
    names = ("left", "right", "both ways")
    targets = typed_targets(["Right, both ways", ""], names, labels=True)
    np.testing.assert_array_equal(targets, [[0, 1, 1], [0, 0, 0]])
    np.testing.assert_array_equal(typed_targets(["LEFT"], names, labels=False), [[1, 0, 0]])
    with pytest.raises(DataError, match="there is no label 'up'"):
        typed_targets(["left,up"], names, labels=True)


@pytest.mark.parametrize(("dataset", "y"), [("discs", [1, 0, 1]), ("moons", [1])])
def test_labels_and_one_neuron_have_their_own_targets(
    tmp_path: Path, dataset: str, y: list[int]
) -> None:
    path = tmp_path / "m.npz"
    extra = ("--output", "one_neuron") if dataset == "moons" else ()
    done = call("train", "--dataset", dataset, "--epochs", "1", *extra, "--save", path)
    assert done.exit_code == 0
    names = load_model(path).metadata.class_names
    wanted = names[-1] if dataset == "moons" else f"{names[0]},{names[2]}"
    assert explained(path, "--input", "0.5,-0.25", "--true", wanted)["y"] == y
    assert "✗" not in call("explain", path, "--input", "0.5,-0.25", "--true", wanted).output
