"""Where a run is, for the pages about the algorithm and its learning rate."""

from tui_mlp.lecture.derivations import RunPosition
from tui_mlp.training.session import TrainingSession, schedule_settings


def run_position(session: TrainingSession) -> RunPosition:
    """The session's place in the algorithm, with the samples of its coming step."""
    config, count = session.config, len(session.samples.split.train.rows)
    size = count if config.batch_size == "full" else min(config.batch_size, count)
    return RunPosition(
        epochs=config.epochs,
        epoch=session.epoch,
        step=session.step_count,
        samples=count,
        batch_size=size,
        drawn=tuple((session.coming_batch() + 1).tolist()),
        sampling=config.sampling,
        schedule=config.schedule,
        schedule_settings=schedule_settings(config),
    )
