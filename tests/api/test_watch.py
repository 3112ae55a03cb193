"""A run of arrays is kept as the trainer keeps its own, and gone on with."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

import tui_mlp
from tui_mlp.api.watch import keep
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.keeping.resume import resume_run
from tui_mlp.training.keeping.run_folder import RunFolder

GENERATOR = np.random.default_rng(0)
X = GENERATOR.normal(size=(40, 3))
IMAGES = GENERATOR.integers(0, 256, size=(40, 3, 4)).astype(np.uint8)
NAMES = np.where(X[:, 0] > 0, "plus", "minus")


@pytest.mark.parametrize(
    "run",
    [
        lambda: tui_mlp.train(X, NAMES, hidden=4, epochs=3),
        lambda: tui_mlp.train(X, (X > 0).astype(int), hidden=4, epochs=3),
        lambda: tui_mlp.train(IMAGES, NAMES, hidden=4, epochs=3),
        lambda: tui_mlp.train(dataset="iris", hidden=4, epochs=3),
    ],
    ids=["classes", "labels", "images", "shipped"],
)
def test_a_kept_run_goes_on_from_the_same_weights(run, tmp_path: Path) -> None:
    run = run()
    name = keep(run, Keeping(tmp_path / "runs"))
    resumed = resume_run(RunFolder(tmp_path / "runs" / name), datetime.now).session
    assert np.array_equal(resumed.network.parameters, run.session.network.parameters)
    samples = resumed.samples.dataset
    assert np.array_equal(samples.features, run.session.samples.dataset.features)
    assert samples.class_names == run.classes
    run.train(2)
    resumed.adjust(run.config if run.config.data == resumed.config.data else resumed.config)
    while resumed.epoch < 5:
        resumed.train_epoch()
    assert np.array_equal(resumed.network.parameters, run.session.network.parameters)


def test_equal_arrays_are_written_once(tmp_path: Path) -> None:
    run = tui_mlp.train(X, NAMES, hidden=4, epochs=1)
    for _ in range(3):
        keep(run, Keeping(tmp_path / "runs"))
    assert len(list((tmp_path / "arrays").iterdir())) == 1
    assert len(list((tmp_path / "runs").iterdir())) == 3


def test_without_a_terminal_nothing_is_kept(tmp_path: Path) -> None:
    run = tui_mlp.train(X, NAMES, hidden=4, epochs=1)
    with pytest.raises(Exception, match="needs a terminal"):
        tui_mlp.watch(run, tmp_path / "runs")
    assert not (tmp_path / "runs").exists()
