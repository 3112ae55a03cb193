"""A step that is explained: of a run's own sample, or of one that is typed, also for a model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from tui_mlp.cli.options import CommandT, InputError
from tui_mlp.cli.step.sample_of_run import origin_of, run_record, sample_walk
from tui_mlp.settings.teaching import note_on
from tui_mlp.settings.training_config import SETTINGS

if TYPE_CHECKING:
    from tui_mlp.lecture.pages.origin import Origin
    from tui_mlp.lecture.walk.walk import Walk
    from tui_mlp.training.model_file import Model
    from tui_mlp.training.session import TrainingSession
    from tui_mlp.worker.answers.typed_walk import TypedBatch

_TYPED_OPTIONS = (
    click.option(
        "--input",
        "typed",
        metavar="VALUES",
        multiple=True,
        help="A sample in the data's own units, commas between its values; several are a "
        "mini-batch, and --sample says which one is shown.",
    ),
    click.option(
        "--true",
        "true_classes",
        metavar="CLASS",
        multiple=True,
        help="The true class of each --input; labels with commas between.",
    ),
)


def typed_options(function: CommandT) -> CommandT:
    """Decorate a command with the options that type a sample."""
    for option in reversed(_TYPED_OPTIONS):
        function = option(function)
    return function


@dataclass(frozen=True, eq=False)
class Explained:
    """One step of SGD, and where its numbers are from."""

    walk: "Walk"
    origin: "Origin"
    record: Mapping[str, Any]
    """What a record of its numbers says of that."""
    note: str = ""
    """That the network is there to fail, if it is."""
    divergence: str = ""
    """Why the run diverged before; empty if it did not."""


def require_sense(
    context: click.Context,
    typed: Sequence[str],
    classes: Sequence[str],
    *,
    is_model: bool,
    is_kept: bool,
) -> None:
    """Refuse options that do not go together.

    Raises:
        UsageError: they do not.
    """
    given = [
        name
        for name in context.params
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]
    useful = ("learning_rate",) if is_model else ()
    useless = [name for name in given if name in SETTINGS or name in ("config", "print_config")]
    useless = [name for name in useless if is_kept and name not in useful]
    useless += [name for name in ("after",) if is_model and name in given]
    useless += [name for name in ("held_out",) if typed and name in given]
    if useless:
        what = "a model" if is_model else "a kept run"
        if useless[0] == "held_out":
            what = "a typed sample"
        raise click.UsageError(f"--{useless[0].replace('_', '-')} has no use for {what}")
    if is_model and not typed:
        raise click.UsageError(
            "a model has no samples: type one with --input, and its class with --true"
        )
    if len(typed) != len(classes):
        raise click.UsageError(
            f"--true: {len(classes)} given for {len(typed)} of --input; each needs its class"
        )


def of_sample(session: "TrainingSession", number: int, *, batch: bool) -> Explained:
    """The step of a run on one of its own samples.

    Raises:
        InputError: there is no such sample.
    """
    walk, origin = sample_walk(session, number, batch=batch)
    record = {**run_record(session), **origin}
    note = note_on(session.config.teaching) or ""
    return Explained(walk, origin_of(session, origin), record, note, session.divergence)


def of_typed(
    session: "TrainingSession", typed: Sequence[str], classes: Sequence[str], number: int
) -> Explained:
    """The step of a run on typed samples.

    Raises:
        InputError: they are none.
    """
    from tui_mlp.training.model_file import model_of
    from tui_mlp.worker.answers.typed_walk import walk_of_typed
    from tui_mlp.worker.answers.update_rule_answer import update_rule

    model = model_of(session)
    batch = _batch(model, typed, classes, number)
    rule = update_rule(session, of_step=False)
    walk = walk_of_typed(model, batch, number - 1, session.learning_rate, rule)
    origin = {"part": "typed", "sample": number, "of": len(typed), "batch": False}
    record = {**run_record(session), **origin}
    note = note_on(session.config.teaching) or ""
    return Explained(walk, origin_of(session, origin), record, note, session.divergence)


def of_model(
    path: Path,
    typed: Sequence[str],
    classes: Sequence[str],
    number: int,
    learning_rate: float | None,
) -> Explained:
    """The step of plain SGD of a saved network on typed samples.

    Args:
        path: the model file.
        typed: the samples.
        classes: their classes.
        number: which sample is shown, counted from 1.
        learning_rate: gamma; None for that of the run that trained it.

    Raises:
        InputError: there is no such model, or no such sample.
    """
    from tui_mlp.cli.saved_model import open_model
    from tui_mlp.lecture.pages.origin import OfSample, Origin
    from tui_mlp.worker.answers.typed_walk import walk_of_typed

    model = open_model(path)
    batch = _batch(model, typed, classes, number)
    rate = _rate_of(model) if learning_rate is None else learning_rate
    walk = walk_of_typed(model, batch, number - 1, rate)
    name = model.metadata.dataset or path.stem
    record = {"model": str(path), "dataset": name, "sample": number, "of": len(typed)}
    return Explained(walk, Origin(name, None, None, OfSample(number, len(typed), "typed")), record)


def _batch(
    model: "Model", typed: Sequence[str], classes: Sequence[str], number: int
) -> "TypedBatch":
    """The typed samples with their classes.

    Raises:
        InputError: they are none.
    """
    from tui_mlp.data.table.typed_samples import typed_samples, typed_targets
    from tui_mlp.files.errors import DataError
    from tui_mlp.worker.answers.typed_walk import TypedBatch

    metadata = model.metadata
    if not 1 <= number <= len(typed):
        raise InputError(f"--sample {number}: there are samples 1 to {len(typed)}")
    try:
        samples = typed_samples(typed, metadata.model_inputs)
    except DataError as error:
        raise InputError(f"--input: {error}") from error
    try:
        targets = typed_targets(classes, metadata.class_names, labels=metadata.output.labels)
    except DataError as error:
        raise InputError(f"--true: {error}") from error
    for note in samples.notes:
        click.echo(f"tui-mlp: {note}", err=True)
    return TypedBatch(samples.features, targets)


def _rate_of(model: "Model") -> float:
    """The learning rate that the model was trained with; the usual one where that is not known."""
    from tui_mlp.settings.config_error import ConfigError
    from tui_mlp.training.config import settings_from_toml

    try:
        settings = settings_from_toml(model.metadata.config)
    except ConfigError:
        settings = {}
    return float(settings.get("learning_rate", SETTINGS["learning_rate"].default))
