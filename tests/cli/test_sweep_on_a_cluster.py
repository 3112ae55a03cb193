"""A sweep on a cluster of two worker processes on this machine."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic, sleep

import pytest
from click.testing import CliRunner, Result

from tui_mlp.cli import tui_mlp
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.ensemble.sweep import grid, present_keys

CLUSTER = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1",
                           dashboard_address=None)
    pids = [worker.pid for worker in cluster.workers.values()]
    print(cluster.scheduler_address, *pids, flush=True)
    sys.stdin.read()
    cluster.close()
"""
GRID = (
    *("sweep", "--dataset", "iris", "--epochs", "70", "--seeds", "2", "--json"),
    *("--vary", "hidden=80,80", "--vary", "hidden=81,80", "--vary", "hidden=82,80"),
    *("--vary", "hidden=83,80", "--vary", "learning-rate=0.01", "--vary", "learning-rate=0.1"),
)


@dataclass(frozen=True)
class LocalCluster:
    """Its scheduler's address, and the processes of its workers."""

    address: str
    workers: tuple[int, ...]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    script = tmp_path_factory.mktemp("cluster") / "cluster.py"
    script.write_text(CLUSTER)
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        address, *pids = process.stdout.readline().split()
        yield LocalCluster(address, tuple(map(int, pids)))
        process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(tui_mlp, list(map(str, arguments)), standalone_mode=False)


def begun(*arguments: str | Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tui_mlp", *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def settings_of(text: str) -> dict[str, dict]:
    """The figures of each setting but for its seconds, by what is varied."""
    settings = json.loads(text)["settings"]
    for each in settings:
        del each["seconds"]
    return {json.dumps(each["varied"], sort_keys=True): each for each in settings}


def wait_for_a_setting(folder: Path, process: "subprocess.Popen[str]") -> None:
    until = monotonic() + 60
    while not list(folder.glob("*.json")):
        assert process.poll() is None, process.communicate()
        assert monotonic() < until
        sleep(0.005)


def test_a_worker_that_is_killed_costs_no_setting(cluster: LocalCluster, tmp_path: Path) -> None:
    process = begun(*GRID, "--scheduler", cluster.address, "--out", tmp_path / "cluster")
    wait_for_a_setting(tmp_path / "cluster", process)
    assert len(list((tmp_path / "cluster").glob("*.json"))) < 8
    os.kill(cluster.workers[0], signal.SIGKILL)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    alone = call(*GRID, "--workers", "1", "--out", tmp_path / "alone")
    assert settings_of(out) == settings_of(alone.stdout)
    assert len(settings_of(out)) == 8


def test_a_sweep_on_a_cluster_that_is_stopped_goes_on_here(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    process = begun(*GRID, "--scheduler", cluster.address, "--out", tmp_path)
    wait_for_a_setting(tmp_path, process)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert "the same command goes on" in err
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.json")}
    assert 1 <= len(kept) < 8
    assert len(settings_of(call(*GRID, "--workers", "1", "--out", tmp_path).stdout)) == 8
    assert all(path.stat().st_mtime_ns == when for path, when in kept.items())


def test_no_scheduler_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_mlp.training.ensemble.cluster._SECONDS_TO_CONNECT", 1)
    for address, words in (("tcp://127.0.0.1:1", "Timed out"), ("nonsense", "port")):
        result = call(*GRID, "--scheduler", address)
        assert f"--scheduler {address}: " in str(result.exception)
        assert words in str(result.exception)
    assert "--workers" in str(call(*GRID, "--scheduler", "a:1", "--workers", "2").exception)


def test_another_file_on_the_worker_is_noticed(tmp_path: Path) -> None:
    data = tmp_path / "plane.csv"
    data.write_text("x,y,class\n" + "".join(f"{n},{-n},{n % 2}\n" for n in range(40)))
    (setting,) = grid(TrainingConfig(data=str(data)), {}, 2)
    assert present_keys([setting]) == [setting.key]
    assert present_keys([replace(setting, seeds=3)]) != [setting.key]
    data.write_text(data.read_text().replace("7,-7,1", "7,-7,0"))
    assert present_keys([setting]) != [setting.key]
