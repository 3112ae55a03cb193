"""What `predict` prints is safe to open in a spreadsheet."""

import csv
import io
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.cli import main
from tui_mlp.data.split import Standardization
from tui_mlp.nn.architecture import Architecture
from tui_mlp.nn.network import Network
from tui_mlp.training.model_file import Model, ModelMetadata, save_model

NAMES = ("=1+1", "+1", "-1", "-1.5e3", "-x", "@SUM(A1)", "-", "-inf", "a=b", " =a", "1", "'a")


def model_that_copies(class_names: tuple[str, ...]) -> Model:
    """A model whose answer is the class of the largest feature."""
    count = len(class_names)
    network = Network(Architecture(count, (), count))
    network.weights[0][...] = np.eye(count)
    features = tuple(f"f{number}" for number in range(count))
    metadata = ModelMetadata(activations=(), class_names=class_names, feature_names=features)
    scale = np.ones(count, np.float32)
    return Model(network, Standardization(0 * scale, scale), metadata)


def predicted(
    model: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["tui-mlp", "predict", str(model), "--data", str(data)])
    with pytest.raises(SystemExit) as ended:
        main()
    return (ended.value.code, *capsys.readouterr())


def test_names_that_look_like_formulas_are_inert_and_numbers_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model, data = tmp_path / "model.npz", tmp_path / "new.csv"
    save_model(model_that_copies(NAMES), model)
    names = ",".join(f"f{number}" for number in range(len(NAMES)))
    np.savetxt(data, 9 * np.eye(len(NAMES)), delimiter=",", header=names, comments="")
    code, out, err = predicted(model, data, monkeypatch, capsys)
    assert (code, err) == (0, "")
    header, *rows = csv.reader(io.StringIO(out))
    assert [row[0] for row in rows] == [
        *("'=1+1", "+1", "-1", "-1.5e3", "'-x", "'@SUM(A1)", "'-", "'-inf", "a=b", " =a", "1"),
        "'a",
    ]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in header)
    assert all(float(cell) >= 0 for row in rows for cell in row[1:])


def test_weights_beyond_all_numbers_are_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, data = tmp_path / "model.npz", tmp_path / "new.csv"
    model = model_that_copies(("a", "b"))
    model.network.weights[0][...] = 3e38
    save_model(replace(model), path)
    data.write_text("f0,f1\n3e38,-3e38\n3e38,3e38\n")
    code, out, err = predicted(path, data, monkeypatch, capsys)
    assert (code, out) == (2, "")
    assert "model.npz: its weights are too large" in err
    assert err.count("\n") == 1


def test_a_checkpoint_is_not_called_a_damaged_model(
    runs_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["tui-mlp", "train", "--dataset", "iris", "--epochs", "1"]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit):
        main()
    capsys.readouterr()
    (folder,) = runs_dir.iterdir()
    for name in ("best.npz", "last.npz"):
        code, out, err = predicted(folder / name, tmp_path / "x.csv", monkeypatch, capsys)
        assert (code, out) == (2, "")
        assert f"{name}: this is the checkpoint of a run, not a model; `tui-mlp train`" in err
        assert "--save" in err
        assert err.count("\n") == 1
    (folder / "cut.npz").write_bytes((folder / "best.npz").read_bytes()[:-9])
    _, _, err = predicted(folder / "cut.npz", tmp_path / "x.csv", monkeypatch, capsys)
    assert "cut.npz: not a model file" in err


def test_the_data_may_be_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model, data, link = tmp_path / "model.npz", tmp_path / "new.csv", tmp_path / "link.csv"
    save_model(model_that_copies(("a", "b")), model)
    data.write_text("f0,f1\n1,2\n")
    link.symlink_to(data)
    assert predicted(model, link, monkeypatch, capsys) == predicted(
        model, data, monkeypatch, capsys
    )
