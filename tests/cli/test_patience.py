"""Early stopping on the command line: it says when and why, and a resumed run waits again."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tui_mlp.cli import tui_mlp

OVERFITS = (
    "--dataset", "gaussians", "--noise", "1.2", "--samples", "60", "--hidden", "16",
    "--optimizer", "adam",
)  # fmt: skip


@pytest.fixture
def runs_dir(tmp_path: Path) -> tuple[str, str]:
    return "--runs-dir", str(tmp_path / "runs")


def test_a_run_that_stops_early_says_so_and_goes_on_by_epochs(runs_dir: tuple[str, str]) -> None:
    run = CliRunner().invoke
    done = run(tui_mlp, ["train", *OVERFITS, "--patience", "5", "--json", *runs_dir])
    assert done.exit_code == 0
    report = json.loads(done.stdout)
    assert report["stopped_early"]
    assert report["epochs"] < 200
    assert f"stopped early at epoch {report['epochs']:.0f}: no lower loss for 5" in done.stderr
    assert f"the best was epoch {report['epochs'] - 5:.0f}" in done.stderr
    again = run(tui_mlp, ["resume", "--headless", *runs_dir])
    assert again.exit_code == 2
    assert "stopped early at epoch" in again.stderr
    more = run(tui_mlp, ["resume", "--headless", "--epochs", "500", "--json", *runs_dir])
    assert more.exit_code == 0
    assert report["epochs"] + 5 <= json.loads(more.stdout)["epochs"] < 500


def test_off_is_never(runs_dir: tuple[str, str]) -> None:
    options = ["--patience", "off", "--epochs", "20", "--json", *runs_dir]
    done = CliRunner().invoke(tui_mlp, ["train", *OVERFITS, *options])
    assert (json.loads(done.stdout)["epochs"], done.stderr) == (20, "")
