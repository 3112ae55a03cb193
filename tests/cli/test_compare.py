"""Kept runs side by side on the command line."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from tui_mlp.cli import tui_mlp
from tui_mlp.training.keeping.checkpoint import resumed_session
from tui_mlp.training.keeping.kept_runs import run_folders
from tui_mlp.training.keeping.run_folder import RunFolder

IRIS = ("--dataset", "iris", "--hidden", "4", "--epochs", "6")


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(tui_mlp, list(map(str, arguments)), standalone_mode=False)


def kept(runs_dir: Path, *options: str) -> RunFolder:
    before = {folder.path for folder in run_folders(runs_dir)}
    assert call("train", *options).exit_code == 0
    (new,) = (folder for folder in run_folders(runs_dir) if folder.path not in before)
    return new


def right_of(folder: RunFolder) -> "np.ndarray":
    """Whether each test row is answered right, in the order of the rows."""
    session = resumed_session(folder.last_checkpoint())
    test = session.samples.split.test
    answered = session.network.probabilities(test.features).argmax(axis=1)
    return (answered == test.targets.argmax(axis=1))[np.argsort(test.rows)]


def test_settings_that_differ_figures_and_mcnemar(runs_dir: Path) -> None:
    one = kept(runs_dir, *IRIS, "--optimizer", "sgd", "--learning-rate", "0.003")
    two = kept(runs_dir, *IRIS, "--optimizer", "adam", "--learning-rate", "0.05")
    report = json.loads(call("compare", one.name, two.name, "--json").stdout)
    assert report["varied"] == ["optimizer", "learning_rate"]
    first, second = report["runs"]
    assert [first["name"], second["name"]] == [one.name, two.name]
    assert first["settings"] == {"optimizer": "sgd", "learning_rate": 0.003}
    assert second["curves"]["epochs"][-1] == 6
    curve = second["curves"]["validation_loss"]
    assert curve[-1][0] == pytest.approx(second["validation"]["loss"], rel=1e-6)
    a, b = right_of(one), right_of(two)
    assert second["test"]["accuracy"] == pytest.approx(b.mean())
    (pair,) = report["mcnemar"]
    assert pair["samples"] == len(a) == 15
    assert pair["only_first"] == int((a & ~b).sum())
    assert pair["only_second"] == int((b & ~a).sum())
    text = call("compare", one.name, two.name).stdout
    assert "optimizer                 sgd      adam" in text
    word = "tells them apart" if pair["p"] < 0.05 else "does not tell them apart"
    assert f"McNemar's test {word}" in text


def test_other_samples_are_not_paired(runs_dir: Path) -> None:
    names = [kept(runs_dir, *IRIS).name, kept(runs_dir, *IRIS, "--seed", "1").name]
    names.append(kept(runs_dir, "--dataset", "moons", "--epochs", "2").name)
    report = json.loads(call("compare", *names, "--json").stdout)
    assert [each["samples"] for each in report["mcnemar"]] == [None, None, None]
    assert call("compare", *names).stdout.count("not tested on the same samples") == 3


def test_smoothed_targets_are_the_same_samples(runs_dir: Path) -> None:
    names = [
        kept(runs_dir, *IRIS).name,
        kept(runs_dir, *IRIS, "--label-smoothing", "0.1").name,
    ]
    (pair,) = json.loads(call("compare", *names, "--json").stdout)["mcnemar"]
    assert pair["samples"] == 15


def test_what_cannot_be_compared_is_one_line(runs_dir: Path) -> None:
    one = kept(runs_dir, *IRIS)
    with pytest.raises(Exception, match="takes two runs or more"):
        CliRunner().invoke(
            tui_mlp, ["compare", one.name, one.name[:8]], standalone_mode=False,
            catch_exceptions=False,
        )  # fmt: skip
    (one.path / "last.npz").write_bytes(b"no archive")
    (one.path / "best.npz").unlink(missing_ok=True)
    two = kept(runs_dir, *IRIS)
    result = call("compare", one.name, two.name)
    assert one.name in str(result.exception)
