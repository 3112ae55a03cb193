"""Answers about data: what a file was understood as, and how good a network is on a part."""

from typing import TYPE_CHECKING

import numpy as np

from tui_mlp.data.data_report import UnusableTableError
from tui_mlp.files.errors import DataError
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.own_data import OWN_DATA
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.evaluating.evaluation import evaluate
from tui_mlp.training.model_file import model_of
from tui_mlp.training.session import TrainingSession
from tui_mlp.worker.replies import DataRead, Evaluated

if TYPE_CHECKING:
    from tui_mlp.worker.run_stack import RunStack


def describe_data(session: TrainingSession) -> DataRead:
    """What the data set of a session was understood as."""
    dataset = session.samples.dataset
    return DataRead(dataset.name, _decisions(session.config), dataset.report)


def read_data(runs: "RunStack", config: TrainingConfig) -> DataRead:
    """Read the file of a configuration, and tell what it was understood as, or why not."""
    decisions = _decisions(config)
    try:
        dataset = runs.read_ahead(config)
    except UnusableTableError as error:
        return DataRead("", decisions, error.report, str(error))
    except (ConfigError, DataError) as error:
        return DataRead("", decisions, None, str(error))
    return DataRead(dataset.name, decisions, dataset.report)


def evaluate_part(session: TrainingSession, run_number: int) -> Evaluated:
    """The figures of a session's network on the test part, or on the next one that has samples."""
    split, dataset = session.samples.split, session.samples.dataset
    parts = (("test", split.test), ("validation", split.validation), ("train", split.train))
    name, part = next((name, part) for name, part in parts if len(part.rows))
    finite = bool(np.isfinite(session.network.parameters).all())
    figures, noun = None, "sample"
    if finite:
        rows, lines = part.rows, dataset.lines
        if lines is None or rows.max() >= len(lines):  # points that were added have no line
            numbers = rows + 1
        else:
            numbers, noun = lines[rows], "row"
        figures = evaluate(
            model_of(session), dataset.features[rows], dataset.targets[rows], numbers
        )
    return Evaluated(run_number, session.step_count, name, figures, noun)


def _decisions(config: TrainingConfig) -> dict[str, object]:
    return {name: getattr(config, name) for name in OWN_DATA}
