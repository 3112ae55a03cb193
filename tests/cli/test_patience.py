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


def test_many_seeds_say_how_many_stopped_early_and_where(runs_dir: tuple[str, str]) -> None:
    early = ["train", *OVERFITS, "--seeds", "4", "--epochs", "60", "--patience", "5"]
    report = json.loads(CliRunner().invoke(tui_mlp, [*early, "--json"]).stdout)
    for stopped in report["stopped_early"]:
        alone = ["train", *OVERFITS, "--epochs", "60", "--patience", "5", "--json", *runs_dir]
        one = json.loads(
            CliRunner().invoke(tui_mlp, [*alone, "--seed", str(stopped["seed"])]).stdout
        )
        assert (one["stopped_early"], one["epochs"]) == (True, stopped["epoch"])
    said = CliRunner().invoke(tui_mlp, early).stdout
    epochs = [stopped["epoch"] for stopped in report["stopped_early"]]
    assert len(epochs) > 1
    assert "at most 60 epochs each" in said
    where = f"{min(epochs):.0f} to {max(epochs):.0f}"
    assert f"{len(epochs)} of 4 stopped early, at epochs {where}, median" in said
    never = CliRunner().invoke(tui_mlp, [*early, "--patience", "off"]).stdout
    assert "early" not in never


def test_a_sweep_counts_those_that_stopped_early(tmp_path: Path) -> None:
    sweep = ["sweep", *OVERFITS, "--seeds", "3", "--epochs", "60", "--vary", "patience=5",
             "--vary", "patience=off", "--out", str(tmp_path)]  # fmt: skip
    settings = json.loads(CliRunner().invoke(tui_mlp, [*sweep, "--json"]).stdout)["settings"]
    counts = {each["varied"]["patience"]: len(each["stopped_early"]) for each in settings}
    assert counts[0] == 0 < counts[5]
    table = CliRunner().invoke(tui_mlp, sweep).stdout
    assert "stopped early" in table
    assert f"{counts[5]} of 3" in table
    rows = CliRunner().invoke(tui_mlp, [*sweep, "--csv"]).stdout.splitlines()
    place = rows[0].split(",").index("stopped_early")
    assert sorted(int(row.split(",")[place]) for row in rows[1:]) == sorted(counts.values())
