"""`tui-mlp explain`: one step of SGD with all its numbers, printed."""

import sys
from typing import TYPE_CHECKING, Any

import click

from tui_mlp.cli.open_session import open_session
from tui_mlp.cli.options import (
    CommandT,
    InputError,
    config_of,
    print_config_of,
    run_options,
)
from tui_mlp.numbers import counted, grouped
from tui_mlp.settings.teaching import note_on

if TYPE_CHECKING:
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


@click.command()
@run_options
@sample_options
@click.pass_context
def explain(
    context: click.Context,
    /,
    *,
    threads: int,
    print_config: bool,
    sample: int,
    after: int,
    held_out: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Print one step of SGD on a sample, with all its numbers.

    It is derived with the network's own weights. The sample is one of the mini-batch that the run
    would train on next, and the step is taken on all of that; or with --held-out the sample is
    one of the validation part (of the training part where there is none).

    Exit codes: 0 done, 2 wrong usage or bad input, 3 the run diverged before.
    """
    config = config_of(options)
    if print_config:
        print_config_of(config)
        return
    if not as_json:
        require_utf8()
    from threadpoolctl import threadpool_limits

    with threadpool_limits(threads):
        session = open_session(config)
        for _ in range(after):
            if not session.train_epoch():
                break
        walk, origin = sample_walk(session, sample, batch=not held_out)
        if as_json:
            _print_json(session, walk, origin)
        else:
            _print_text(session, walk, origin)
    if session.divergence:
        click.echo(f"tui-mlp: diverged: {session.divergence}", err=True)
        context.exit(DIVERGED)


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
    import numpy as np

    from tui_mlp.lecture.step.subject import Subject, differences_from_sgd, float64_network
    from tui_mlp.lecture.walk.walk import Walk
    from tui_mlp.training.outputs import network_targets
    from tui_mlp.training.views import shown_part

    config, dataset, split = session.config, session.samples.dataset, session.samples.split
    part = split.train if batch else shown_part(split)
    name = "train" if part is split.train else "validation"
    count = len(session.coming_batch()) if batch else len(part.rows)
    if not 1 <= number <= count:
        where = "the mini-batch" if batch else f"the {name} part"
        raise InputError(f"--sample {number}: {where} has samples 1 to {count}")
    places = session.coming_batch() if batch else np.array([number - 1])
    place = number - 1 if batch else 0
    subject = Subject(
        network=float64_network(session.network.architecture, session.network.parameters),
        inputs=part.features[places].astype(np.float64),
        targets=network_targets(session.output, part.targets[places]).astype(np.float64),
        learning_rate=session.learning_rate,
        class_names=dataset.class_names,
        feature_names=dataset.shown_feature_names,
        notes=differences_from_sgd(
            config.optimizer,
            regularized=bool(config.l1 or config.l2 or config.dropout or config.clip),
        ),
    )
    origin = {
        "part": name,
        "sample": number,
        "of": count,
        "row": int(part.rows[places[place]]),
        "batch": batch,
    }
    return Walk(subject, place), origin


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


def origin_words(session: "TrainingSession", origin: dict[str, Any]) -> str:
    """The data set, the sample and the epoch, in a line."""
    name = session.samples.dataset.name
    place = f"sample {grouped(origin['sample'])} of {grouped(origin['of'])}"
    where = f"{place} in the mini-batch" if origin["batch"] else f"{origin['part']} {place}"
    note = note_on(session.config.teaching)
    about = f"{name} · {where} · after {counted(session.epoch, 'epoch')}"
    return about + (f"\nnote: {note}" if note else "")


def _print_json(session: "TrainingSession", walk: "Walk", origin: dict[str, Any]) -> None:
    import msgspec
    import numpy as np

    from tui_mlp.lecture.walk.record import walk_record

    # a network that diverged has inf and NaN in it, which JSON writes as null
    with np.errstate(all="ignore"):
        record = walk_record(walk)
    click.echo(msgspec.json.encode({**run_record(session), **origin, **record}))


def _print_text(session: "TrainingSession", walk: "Walk", origin: dict[str, Any]) -> None:
    from tui_mlp.lecture.pages.page_text import page_text

    click.echo(f"One step of SGD   {origin_words(session, origin)}")
    for index in range(len(walk.places)):
        click.echo("\n" + page_text(walk.page(index), WIDTH))
