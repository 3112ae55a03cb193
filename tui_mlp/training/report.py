"""What a finished run comes to, as values for a report or a log."""

from dataclasses import asdict
from typing import Any

from tui_mlp.data.split import Part
from tui_mlp.settings.teaching import NOT_TEACHING
from tui_mlp.training.metrics import Metrics
from tui_mlp.training.session import TrainingSession
from tui_mlp.training.snapshot import BestEpoch


def run_report(session: TrainingSession, seconds: float, first_step: int = 0) -> dict[str, Any]:
    """The figures of a run after `seconds` of training; all losses are in nats.

    `first_step` is how many steps were done before those seconds, of a run that was gone on with.

    `architecture` is the list of layer sizes from the inputs to the classes. A part without
    samples is None.
    """
    split, config = session.samples.split, session.config
    architecture = session.network.architecture
    steps = session.step_count - first_step
    return {
        "dataset": session.samples.dataset.name,
        "architecture": [architecture.inputs, *config.hidden, architecture.outputs],
        "activations": list(config.activations),
        "output": str(session.output),
        **({} if config.teaching == NOT_TEACHING else {"teaching": config.teaching}),
        "classes": list(session.samples.dataset.class_names),
        "parameters": architecture.parameter_count,
        "optimizer": config.optimizer,
        "seed": config.seed,
        "epochs": round(session.epoch, 3),
        "steps": session.step_count,
        "seconds": round(seconds, 3),
        "steps_per_second": round(steps / seconds, 1) if seconds > 0 else None,
        "diverged": session.divergence or None,
        "stopped_early": session.stopped_early,
        "train": _part_report(session, split.train),
        "validation": _part_report(session, split.validation),
        "test": _part_report(session, split.test),
        "notes": list(session.samples.dataset.notes),
    }


def _part_report(session: TrainingSession, part: Part) -> dict[str, Any] | None:
    if not len(part.rows):
        return None
    return {"samples": len(part.rows), **_figures(session.measure(part))}


def _figures(metrics: Metrics) -> dict[str, Any]:
    """Loss and accuracy; of labels also their scores, in `classes`' order."""
    if metrics.labels:
        return asdict(metrics)
    return {"loss": metrics.loss, "accuracy": metrics.accuracy}


def epoch_log_entry(
    session: TrainingSession, seconds: float, best: BestEpoch | None = None
) -> dict[str, Any]:
    """A line of a run's log: the figures of the learning curves at this epoch.

    With `best`, also that of the best epoch so far.
    """
    validation = session.validation_metrics
    return {
        "epoch": round(session.epoch, 3),
        "step": session.step_count,
        "seconds": round(seconds, 3),
        "learning_rate": session.learning_rate,
        "train": _figures(session.train_metrics),
        "validation": _figures(validation) if validation else None,
        **({} if best is None else {"best": asdict(best)}),
    }
