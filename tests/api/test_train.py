"""Training from Python: the same run as the command's, from arrays, frames, files and sets."""

import json
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import tui_mlp
from tui_mlp.api.epoch_curves import EpochCurves
from tui_mlp.files.errors import DataError
from tui_mlp.settings.config_error import ConfigError

X = np.random.default_rng(0).normal(size=(60, 3)) * [1, 10, 100]
SIGNS = (X[:, 0] > 0).astype(int)


def test_a_run_is_that_of_the_command(tmp_path: Path) -> None:
    run = tui_mlp.train(dataset="iris", hidden=(5,), activation="relu", epochs=7, seed=3)
    saved = tmp_path / "m.npz"
    done = subprocess.run(
        [sys.executable, "-m", "tui_mlp", "train", "--dataset", "iris", "--hidden", "5", "--epochs",
         "7", "--activation", "relu", "--seed", "3", "--json", "--save", str(saved), "--runs-dir",
         str(tmp_path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert run.accuracy == report["validation"]["accuracy"]
    assert run.test_metrics.loss == report["test"]["loss"]
    for ours, theirs in zip(run.weights, tui_mlp.load(saved).weights, strict=True):
        assert np.array_equal(ours, theirs)


def test_curves_have_a_row_before_the_first_epoch_and_one_for_each() -> None:
    run = tui_mlp.train(X, SIGNS, hidden=4, epochs=6)
    assert run.curves.epoch.tolist() == list(range(7))
    assert run.curves.train_loss[0] > run.curves.train_loss[-1]
    assert run.curves.best_epoch == run.curves.epoch[run.curves.validation_loss.argmin()]
    assert run.accuracy == run.curves.validation_accuracy[-1]


def test_a_run_goes_on_as_if_it_had_never_stopped() -> None:
    whole = tui_mlp.train(X, SIGNS, hidden=4, epochs=6)
    parts = tui_mlp.train(X, SIGNS, hidden=4, epochs=2).train(4)
    assert np.array_equal(whole.session.network.parameters, parts.session.network.parameters)
    assert np.array_equal(whole.curves.train_loss, parts.curves.train_loss)


@pytest.mark.parametrize(
    ("y", "names", "classes"),
    [
        (SIGNS, None, ("0", "1")),
        (SIGNS.astype(bool), None, ("0", "1")),
        (SIGNS, ["minus", "plus"], ("minus", "plus")),
        (np.where(SIGNS == 1, "plus", "minus"), None, ("minus", "plus")),
        (np.where(SIGNS == 1, "plus", "minus").astype(object), None, ("minus", "plus")),
        (list(np.where(SIGNS == 1, "plus", "minus")), None, ("minus", "plus")),
        (np.eye(2)[SIGNS], None, ("0", "1")),
        (np.eye(2)[SIGNS] * 0.8 + 0.1, ["minus", "plus"], ("minus", "plus")),
    ],
)
def test_targets_may_be_numbers_names_or_a_matrix(y, names, classes) -> None:
    run = tui_mlp.train(X, y, class_names=names, hidden=8, epochs=40)
    assert run.classes == classes
    answers = run.predict(X)
    wanted = SIGNS if classes == ("0", "1") else np.array(classes)[SIGNS]
    assert answers.dtype.kind == wanted.dtype.kind
    assert (answers == wanted).mean() > 0.9
    assert run.predict_proba(X).sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_classes_that_are_numbers_are_numbers_also_from_a_file(tmp_path: Path) -> None:
    run = tui_mlp.train(X, np.where(SIGNS == 1, 12, -3), hidden=4, epochs=2)
    assert run.classes == ("-3", "12")
    run.save(tmp_path / "m.npz")
    assert set(tui_mlp.load(tmp_path / "m.npz").predict(X).tolist()) <= {-3, 12}
    mixed = tui_mlp.train(X, np.where(SIGNS == 1, "12", "-03"), hidden=4, epochs=2)
    assert mixed.predict(X).dtype.kind == ("i" if "-3" in mixed.classes else "U")


def test_settings_may_be_arrays_of_numpy() -> None:
    run = tui_mlp.train(X, SIGNS, hidden=np.array([5, 6]), epochs=np.int64(1))
    assert run.layers == (X.shape[1], 5, 6, 2)
    with pytest.raises(ConfigError, match=r"hidden: takes whole numbers, not \[1.5\]"):
        tui_mlp.train(X, SIGNS, hidden=np.array([1.5]))


def test_labels_of_which_a_sample_may_have_several() -> None:
    labels = (X > 0).astype(int)
    run = tui_mlp.train(X, labels, class_names=["a", "b", "c"], hidden=8, epochs=60)
    answers = run.predict(X)
    assert answers.shape == (60, 3)
    assert (answers == (labels == 1)).mean() > 0.9
    assert run.score_name == "micro F1"
    with pytest.raises(ValueError, match="no confusion matrix"):
        run.confusion_matrix()


def test_columns_of_a_frame_are_found_by_name() -> None:
    frame = pl.DataFrame(X, schema=["one", "two", "three"])
    run = tui_mlp.train(frame, pl.Series(SIGNS), hidden=4, epochs=5)
    assert run.feature_names == ("one", "two", "three")
    mixed = frame.select("three", "one", "two", pl.lit(9.0).alias("other"))
    assert np.array_equal(run.predict_proba(mixed), run.predict_proba(X))


def test_a_file_is_read_as_by_the_command_and_so_are_new_samples(tmp_path: Path) -> None:
    path = tmp_path / "herd.csv"
    rows = (f"{i % 7},{'red' if i % 2 else 'blue'},{'ox' if i % 2 else 'cow'}" for i in range(40))
    path.write_text("size,colour,kind\n" + "\n".join(rows) + "\n")
    run = tui_mlp.train(data=path, hidden=4, epochs=40)
    new = tmp_path / "new.csv"
    new.write_text("colour,size\nred,3\nblue,3\n")
    assert run.predict(new).tolist() == ["ox", "cow"]


def test_a_model_is_read_back(tmp_path: Path) -> None:
    run = tui_mlp.train(X, SIGNS, hidden=4, epochs=5)
    run.save(tmp_path / "m.npz")
    model = tui_mlp.load(tmp_path / "m.npz")
    assert np.array_equal(model.predict_proba(X), run.predict_proba(X))
    assert repr(model) == "Predictor(3 -> 4 -> 2, of 'arrays', classes 0, 1)"


def test_it_says_what_it_is() -> None:
    run = tui_mlp.train(dataset="iris", hidden=(5,), epochs=3)
    assert repr(run).startswith("Run(iris, 4 -> 5 -> 3, epoch 3, accuracy 0.")
    assert "<th>validation</th><td>30</td>" in run._repr_html_()
    assert "epoch" in repr(run.curves)
    assert run.confusion_matrix().sum() == 15


def test_a_step_is_explained_with_its_numbers() -> None:
    explanation = tui_mlp.train(dataset="iris", hidden=(5,), epochs=3).explain(sample=3)
    assert "sample 3 of 32 in the mini-batch" in str(explanation)
    assert "difference 0" in str(explanation)
    assert "$" in explanation._repr_markdown_()
    with pytest.raises(ValueError, match="99: the mini-batch has samples 1 to 32"):
        tui_mlp.train(dataset="iris", hidden=(5,), epochs=1).explain(99)


def test_a_divergence_is_said() -> None:
    with pytest.warns(RuntimeWarning, match="the run diverged: .*step"):
        run = tui_mlp.train(X, SIGNS, standardize=False, learning_rate=1e6, epochs=50, clip=0.0,
                            activation="identity", optimizer="sgd")  # fmt: skip
    assert run.divergence
    assert "diverged" in repr(run)


def test_an_interrupt_leaves_the_run_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    run = tui_mlp.train(X, SIGNS, hidden=4, epochs=2)
    train_epoch, calls = run.session.train_epoch, []

    def interrupted() -> bool:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return train_epoch()

    monkeypatch.setattr(run.session, "train_epoch", interrupted)
    with pytest.warns(UserWarning, match="interrupted at epoch 4"):
        run.train(10)
    assert len(run.curves) == 5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"X": X, "y": SIGNS, "learning_rat": 1}, "did you mean 'learning_rate'?"),
        ({"X": X, "y": SIGNS, "epochs": 0}, "epochs: "),
        ({"X": X}, "takes X and y, or dataset=, or data="),
        ({}, "takes X and y, or dataset=, or data="),
        ({"X": X, "y": SIGNS, "dataset": "iris"}, "one of them"),
        ({"X": X, "y": SIGNS, "target": "kind"}, "target: says how a file is read"),
        ({"X": X, "y": SIGNS[:-1]}, "X has 60 samples, but there are 59 targets"),
        ({"X": [[1, 2], [3]], "y": [0, 1]}, "X: its rows differ in length"),
        ({"X": [[1, "red"], [2, "blue"]], "y": [0, 1]}, "X holds <U"),
        (
            {"X": np.array([[1, "red"]] * 9, object), "y": [0, 1, 0] * 3},
            "X, row 0, column 1: 'red'",
        ),
        ({"X": X * np.nan, "y": SIGNS}, "X, row 1, column 1: nan is not a finite number"),
        ({"X": X, "y": X[:, 0]}, "y"),
        ({"dataset": "irs"}, "irs"),
        ({"data": "nowhere.csv"}, "nowhere.csv"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(arguments, words) -> None:
    with pytest.raises((ConfigError, DataError)) as error:
        tui_mlp.train(**arguments)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_new_samples_of_another_shape_are_refused() -> None:
    run = tui_mlp.train(X, SIGNS, hidden=4, epochs=1)
    with pytest.raises(DataError, match=r"the shape \(60, 2\), but the model takes \(N, 3\)"):
        run.predict(X[:, :2])


def test_a_plot_has_both_parts() -> None:
    figure = tui_mlp.train(X, SIGNS, hidden=4, epochs=3).plot()
    loss, score = figure.axes
    assert [text.get_text() for text in loss.get_legend().get_texts()] == [
        "train",
        "validation",
        "best epoch, 3",
    ]
    assert (loss.get_ylabel(), score.get_ylabel()) == ("loss in nats", "accuracy")
    assert loss.get_lines()[0].get_xdata().tolist() == [0, 1, 2, 3]


def test_without_matplotlib_a_plot_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    run = tui_mlp.train(X, SIGNS, hidden=4, epochs=1)
    monkeypatch.setitem(sys.modules, "tui_mlp.api.plot", None)
    with pytest.raises(ImportError, match=r"pip install 'tui-mlp\[figures\]'"):
        run.plot()


def test_no_warning_comes_of_an_ordinary_run() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tui_mlp.train(dataset="xor", hidden=(4,), epochs=2).predict([[0, 1]])


def test_the_best_epoch_is_one_of_training() -> None:
    losses, none = np.array([0.1, 0.5, 0.4, np.nan]), np.full(4, np.nan)
    assert EpochCurves(np.arange(4.0), none, losses, none, none).best_epoch == 2
    assert EpochCurves(np.arange(4.0), losses, none, none, none).best_epoch == 2
    assert np.isnan(EpochCurves(np.arange(4.0), none, none, none, none).best_epoch)
