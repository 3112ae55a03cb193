"""Where a run is: what the pages about the algorithm are told, against the run itself."""

import numpy as np
import pytest

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.samples import load_samples
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker.answers.run_position_answer import run_position


@pytest.mark.parametrize("batch_size", [1, 32, 100_000, "full"])
def test_it_tells_of_the_coming_step(batch_size: int | str) -> None:
    settings = {"schedule": "inverse", "schedule_epochs": 3.0}
    config = TrainingConfig(dataset="iris", epochs=7, batch_size=batch_size, **settings)
    session = TrainingSession(config, load_samples(config))
    session.step()
    position = run_position(session)
    count = len(session.samples.split.train.rows)
    size = count if batch_size == "full" else min(int(batch_size), count)
    assert (position.samples, position.batch_size, position.step) == (count, size, 1)
    assert position.epoch == pytest.approx(size / count)
    assert position.learning_rate == pytest.approx(session.learning_rate)
    assert position.learning_rate == pytest.approx(0.05 / (1 + size / count / 3))
    np.testing.assert_array_equal(np.array(position.drawn) - 1, session.coming_batch())
    assert min(position.drawn) >= 1
