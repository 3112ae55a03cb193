"""What `predict` prints is safe to open in a spreadsheet."""

import csv
import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tui_mlp.cli import main, tui_mlp
from tui_mlp.data.split import Standardization
from tui_mlp.nn.architecture import Architecture
from tui_mlp.nn.network import Network
from tui_mlp.training.model_file import Model, ModelMetadata, load_model, save_model

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


CASES = Path(__file__).parent.parent / "data" / "cases"


@pytest.fixture
def trained(tmp_path: Path) -> Callable[[str], Path]:
    """Gives the model of a table, trained until it is right."""

    def train(name: str) -> Path:
        path = tmp_path / "model.npz"
        data = str(CASES / f"{name}.csv")
        arguments = ["train", "--data", data, "--epochs", "150", "--save", str(path)]
        assert CliRunner().invoke(tui_mlp, arguments).exit_code == 0
        return path

    return train


def answers(model: Path, name: str, *options: str) -> tuple[list[str], str]:
    arguments = ["predict", str(model), "--data", str(CASES / f"{name}.csv"), *options]
    done = CliRunner().invoke(tui_mlp, arguments, standalone_mode=False)
    if done.exception is not None:
        return [], str(done.exception)
    return [line.partition(",")[0] for line in done.stdout.splitlines()[1:]], done.stderr


def test_columns_are_found_by_name_and_what_was_done_is_said(
    trained: Callable[[str], Path],
) -> None:
    model, fruits = trained("23_train"), ["banana", "apple", "melon"]
    assert answers(model, "23a_reordered") == (fruits, "")
    found, said = answers(model, "23b_extra_columns")
    assert (found, said) == (fruits, "tui-mlp: Left aside the columns 'id', 'colour'.\n")
    found, said = answers(model, "23i_case_and_order_differ")
    assert found == fruits
    assert "tui-mlp: Column 'Mass' is taken for the model's 'mass'.\n" in said
    found, said = answers(model, "23d_no_header")
    assert (found, said[:30]) == (fruits, "tui-mlp: There is no header: t")


def test_columns_of_other_names_are_never_taken_by_place(trained: Callable[[str], Path]) -> None:
    model = trained("23_train")
    found, line = answers(model, "23f_renamed_all_other_order")
    assert found == []
    assert "'gewicht', 'laenge', 'breite'" in line
    assert "'length', 'width', 'mass'" in line
    found, _ = answers(model, "23f_renamed_all_other_order", "--allow-missing")
    assert found == []


def test_a_missing_column_is_refused_or_allowed(trained: Callable[[str], Path]) -> None:
    model = trained("23_train")
    found, line = answers(model, "23c_missing_column")
    assert found == []
    assert "also needs the column 'width'; --allow-missing" in line
    found, said = answers(model, "23c_missing_column", "--allow-missing")
    assert len(found) == 3
    assert said == "tui-mlp: The missing column counts as the mean of the training part: 'width'.\n"


def test_a_word_that_was_not_learned_has_its_own_line(trained: Callable[[str], Path]) -> None:
    model = trained("24_train")
    found, said = answers(model, "24b_category_case_space")
    assert found == ["low", "high"]
    assert said == "tui-mlp: Column 'colour': 'Red' counts as 'red'.\n"
    found, line = answers(model, "24a_new_category")
    assert found == []
    assert "row 3, column 'colour': the model does not know 'green'" in line
    found, said = answers(model, "24a_new_category", "--allow-missing")
    assert found == ["low", "high", "low"]
    assert said.startswith("tui-mlp: Row 3, column 'colour': 'green' is not a word that the model")


def test_a_model_of_an_older_version_still_answers(
    trained: Callable[[str], Path], tmp_path: Path
) -> None:
    for name, new in (("23_train", "23a_reordered"), ("24_train", "24b_category_case_space")):
        model = load_model(trained(name))
        old = tmp_path / "old.npz"
        save_model(replace(model, metadata=replace(model.metadata, inputs=None)), old)
        arrays = dict(np.load(old))
        fields = json.loads(str(arrays["metadata"]))
        del fields["inputs"]
        arrays["metadata"] = np.array(json.dumps(fields))
        np.savez(old, **arrays)
        assert answers(old, new) == answers(tmp_path / "model.npz", new)
