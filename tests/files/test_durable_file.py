"""Files that are written whole: who may read them."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tui_mlp.export.text_file import write_text
from tui_mlp.files.durable_file import write_durably
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.model_file import model_of, save_model
from tui_mlp.training.samples import load_samples
from tui_mlp.training.session import TrainingSession


@pytest.fixture(params=[0o022, 0o077, 0o002])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_the_users_own_files_are_read_by_whom_the_umask_says(tmp_path: Path, umask: int) -> None:
    config = TrainingConfig(dataset="xor", hidden=(2,))
    save_model(model_of(TrainingSession(config, load_samples(config))), tmp_path / "m.npz")
    write_text(tmp_path / "m.py", "x = 1\n")
    (tmp_path / "usual").write_text("")
    assert mode(tmp_path / "m.npz") == mode(tmp_path / "m.py") == mode(tmp_path / "usual")
    assert mode(tmp_path / "usual") == 0o666 & ~umask
    assert os.umask(umask) == umask


def test_a_file_in_the_place_of_another_has_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("old")
    path.chmod(0o640)
    write_text(path, "new")
    assert (path.read_text(), mode(path)) == ("new", 0o640)


def test_what_the_program_keeps_is_its_owners(tmp_path: Path) -> None:
    write_durably(tmp_path / "kept.npz", lambda file: np.savez(file, x=np.zeros(2)))
    assert mode(tmp_path / "kept.npz") == 0o600


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_text(pipe, "through")
    assert os.read(reader, 100) == b"through"
    assert pipe.is_fifo()
    os.close(reader)
