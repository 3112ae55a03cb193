"""The curves of a run for other programs."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tui_mlp.cli import tui_mlp
from tui_mlp.cli.options import InputError
from tui_mlp.export.export_formats import FORMATS
from tui_mlp.training.keeping.kept_runs import run_folders
from tui_mlp.training.keeping.run_folder import RunFolder


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(tui_mlp, list(map(str, arguments)), standalone_mode=False)


@pytest.fixture
def kept(runs_dir: Path) -> RunFolder:
    assert call("train", "--dataset", "iris", "--hidden", "4", "--epochs", "6").exit_code == 0
    (folder,) = run_folders(runs_dir)
    return folder


def test_csv_and_json_lines_are_the_log_with_its_norms(kept: RunFolder, tmp_path: Path) -> None:
    log = [json.loads(line) for line in (kept.path / "log.jsonl").read_text().splitlines()]
    for form in ("csv", "jsonl"):
        assert call("export", kept.name, "--to", form, "-o", tmp_path / form).exit_code == 0
    with (tmp_path / "csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [json.loads(line) for line in (tmp_path / "jsonl").read_text().splitlines()]
    assert len(rows) == len(lines) == len(log)
    for row, line, entry in zip(rows, lines, log, strict=True):
        for name in ("epoch", "step", "learning_rate"):
            assert float(row[name]) == line[name] == entry[name]
        for part in ("train", "validation"):
            for figure in ("loss", "accuracy"):
                assert float(row[f"{part}_{figure}"]) == entry[part][figure]
    assert all(line["grad_norm_W1"] > 0 for line in lines if line["epoch"] > 0)


def test_tensorboard_finds_the_tags(kept: RunFolder, tmp_path: Path) -> None:
    assert call("export", kept.name, "--to", "tensorboard", "-o", tmp_path / "tb").exit_code == 0
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    events = accumulator.EventAccumulator(str(tmp_path / "tb"))
    events.Reload()
    assert {"loss/train", "accuracy/validation", "grad_norm/W1"} <= set(events.Tags()["scalars"])


def test_the_events_are_there_for_those_who_read_records(kept: RunFolder, tmp_path: Path) -> None:
    call("export", kept.name, "--to", "tensorboard", "-o", tmp_path / "tb")
    (file,) = (tmp_path / "tb").iterdir()
    content = file.read_bytes()
    for tag in (b"loss/train", b"loss/validation", b"accuracy/train", b"grad_norm/W2"):
        assert content.count(tag) >= 6


def test_nothing_is_written_over_without_force(kept: RunFolder, tmp_path: Path) -> None:
    target = tmp_path / "curves.csv"
    target.write_text("mine")
    result = call("export", kept.name, "--to", "csv", "-o", target)
    assert "--force" in str(result.exception)
    assert target.read_text() == "mine"
    assert call("export", kept.name, "--to", "csv", "-o", target, "--force").exit_code == 0
    assert target.read_text().startswith("epoch,")


def test_a_model_has_no_curves(kept: RunFolder, tmp_path: Path) -> None:
    model = tmp_path / "m.npz"
    assert call("export", kept.name, "--to", "npz", "-o", model).exit_code == 0
    result = call("export", model, "--to", "csv", "-o", tmp_path / "c.csv")
    assert "a model has no curves" in str(result.exception)


def test_where_nothing_can_be_written_one_line_says_so(kept: RunFolder, tmp_path: Path) -> None:
    result = call("export", kept.name, "--to", "python", "-o", tmp_path / "no" / "m.py")
    assert "No such file or directory" in str(result.exception)


def test_a_folder_of_the_runs_name_hides_no_run(
    kept: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(kept.name).mkdir()
    for form in ("csv", "tensorboard", "npz", "svg"):
        assert call("export", kept.name, "--to", form).exit_code == 0
        assert call("export", kept.name, "--to", form, "--force").exit_code == 0
    assert Path(f"{kept.name}-tensorboard").is_dir()
    data = "sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm,class\n5,3,1,0,setosa\n"
    Path("new.csv").write_text(data)
    assert call("evaluate", kept.name, "--data", "new.csv").exit_code == 0
    assert call("explain", kept.name, "--page", "3").exit_code == 0
    with pytest.raises(InputError, match=r"^gone\.npz: no such file$"):
        tui_mlp.main(["export", "gone.npz", "--to", "svg"], standalone_mode=False)


def test_python_is_called_so_that_it_can_be_imported() -> None:
    names = {
        form: FORMATS[form].default_name("20261126-163430-my data.v2-da18") for form in FORMATS
    }
    assert names["pytorch"] == names["python"] == "net_20261126_163430_my_data.py"
    assert names["csv"] == "20261126-163430-my data.csv"
    assert FORMATS["sklearn"].default_name("models/iris.npz") == "iris.py"


def test_no_second_file_and_no_model_is_written_over(
    kept: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.safetensors").write_text("mine")
    with pytest.raises(InputError, match=r"^net\.safetensors is there already"):
        tui_mlp.main(
            ["export", kept.name, "--to", "pytorch", "-o", "net.py"], standalone_mode=False
        )
    assert Path("net.safetensors").read_text() == "mine"
    assert not Path("net.py").exists()
    call("export", kept.name, "--to", "npz", "-o", "m.npz")
    model = Path("m.npz").read_bytes()
    for form in ("svg", "npz", "onnx"):
        with pytest.raises(InputError, match=r"^m\.npz is the model itself"):
            tui_mlp.main(
                ["export", "m.npz", "--to", form, "-o", "m.npz", "--force"], standalone_mode=False
            )
    assert Path("m.npz").read_bytes() == model
