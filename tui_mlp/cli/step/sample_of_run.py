"""What the commands that show numbers of a step have in common."""

import sys
from typing import TYPE_CHECKING, Any

import click

from tui_mlp.cli.options import CommandT, InputError
from tui_mlp.settings.teaching import note_on

if TYPE_CHECKING:
    from tui_mlp.lecture.pages.origin import Origin
    from tui_mlp.lecture.walk.walk import Walk
    from tui_mlp.training.session import TrainingSession

DIVERGED = 3
WIDTH = 80


_SAMPLE_OPTIONS = (
    click.option("--sample", type=int, default=1, help="Which sample, counted from 1. [1]"),
    click.option("--after", type=click.IntRange(0), default=0, help="Epochs to train before. [0]"),
    click.option(
        "--held-out", is_flag=True, help="Take a validation sample, and step on it alone."
    ),
    click.option("--json", "as_json", is_flag=True, help="Print all numbers as one JSON object."),
)


def sample_options(function: CommandT) -> CommandT:
    """Decorate a command with the options that say which sample of a run it is about."""
    for option in reversed(_SAMPLE_OPTIONS):
        function = option(function)
    return function


MARKDOWN = click.option("--markdown", is_flag=True, help="Print Markdown, the formulas as LaTeX.")


def require_one_form(*, as_json: bool, markdown: bool) -> None:
    """Refuse two forms at once.

    Raises:
        UsageError: both are wanted.
    """
    if as_json and markdown:
        raise click.UsageError("--json and --markdown: choose one of them")


def require_utf8() -> None:
    """Refuse to print where symbols cannot be shown.

    Raises:
        InputError: the output's encoding is another one.
    """
    encoding = (sys.stdout.encoding or "utf-8").lower().replace("-", "")
    if encoding != "utf8":
        raise InputError(f"the derivation needs a UTF-8 locale, this one is {encoding}; or --json")


def sample_walk(
    session: "TrainingSession", number: int, *, batch: bool
) -> tuple["Walk", dict[str, Any]]:
    """The walk for a sample, counted from 1, and where the sample comes from.

    Raises:
        InputError: there is no such sample.
    """
    from tui_mlp.worker.answers.walk_answer import NoSuchSampleError, walk_of_sample

    try:
        return walk_of_sample(session, number, batch=batch)
    except NoSuchSampleError as error:
        raise InputError(f"--sample {error}") from error


def run_record(session: "TrainingSession") -> dict[str, Any]:
    """What a record of numbers says of the run that they are from."""
    teaching = session.config.teaching
    return {
        **({"teaching": teaching} if note_on(teaching) else {}),
        "dataset": session.samples.dataset.name,
        "epochs": session.epoch,
        "steps": session.step_count,
        "seed": session.config.seed,
        "optimizer": session.config.optimizer,
    }


def origin_of(session: "TrainingSession", origin: dict[str, Any] | None = None) -> "Origin":
    """Where a page's numbers are from; without a sample, what is said of the run alone."""
    from tui_mlp.lecture.pages.origin import OfSample, Origin

    sample = None
    if origin is not None:
        part = "" if origin["batch"] else origin["part"]
        sample = OfSample(origin["sample"], origin["of"], part)
    name = session.samples.dataset.name
    return Origin(name, session.step_count, session.epoch, sample)


def tell_teaching_run(session: "TrainingSession") -> None:
    """Say on stderr that a run is there to fail, if it is."""
    note = note_on(session.config.teaching)
    if note:
        click.echo(f"note: {note}", err=True)
