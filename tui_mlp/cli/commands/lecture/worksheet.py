"""`tui-mlp worksheet`: one step of SGD to be worked out on paper, with its key."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_mlp.cli.open_session import open_session
from tui_mlp.cli.options import InputError, config_of, print_config_of, run_options
from tui_mlp.numbers import grouped

if TYPE_CHECKING:
    from tui_mlp.lecture.worksheet.worksheet import Worksheet
    from tui_mlp.training.session import TrainingSession

DIVERGED = 3
_HTML = (".html", ".htm")
_STDOUT = "-"


@click.command()
@run_options
@click.option("--sample", type=int, default=1, help="Which training sample, from 1. [1]")
@click.option("--after", type=click.IntRange(0), default=0, help="Epochs to train before. [0]")
@click.option(
    "--decimals",
    type=click.IntRange(1, 3),
    default=1,
    help="Decimals of x, W and b, to which they are rounded. [1; 1 to 3]",
)
@click.option(
    "-o",
    "--output-file",
    type=click.Path(path_type=Path),
    help="Where to write: .md, or .html for printing; without it, Markdown to stdout.",
)
@click.pass_context
def worksheet(
    context: click.Context,
    /,
    *,
    threads: int,
    print_config: bool,
    sample: int,
    after: int,
    decimals: int,
    output_file: Path | None,
    **options: Any,
) -> None:
    """Write one step of SGD as a worksheet with blanks, and its key on another page.

    \b
    tui-mlp worksheet --dataset iris --hidden 3 -o sheet.html

    The network's weights and the sample are rounded, so that they are short enough for paper, and
    everything is computed from the rounded ones. The same options and --seed give the same sheet.

    Exit codes: 0 done, 2 wrong usage or bad input, 3 the run diverged before.
    """  # noqa: D301  (click wants the control character itself)
    config = config_of(options)
    if print_config:
        print_config_of(config)
        return
    as_html = _is_html(output_file)
    from threadpoolctl import threadpool_limits

    from tui_mlp.lecture.worksheet.html import html_text
    from tui_mlp.lecture.worksheet.markdown import markdown_text

    with threadpool_limits(threads):
        session = open_session(config)
        _require_room(session)
        for _ in range(after):
            if not session.train_epoch():
                break
        if session.divergence:
            click.echo(f"tui-mlp: diverged: {session.divergence}", err=True)
            context.exit(DIVERGED)
        sheet = _sheet(session, sample, decimals)
    _write(html_text(sheet) if as_html else markdown_text(sheet), output_file)


def _is_html(path: Path | None) -> bool:
    if path is None or str(path) == _STDOUT or path.suffix.lower() == ".md":
        return False
    if path.suffix.lower() in _HTML:
        return True
    raise InputError(f"-o {path}: a worksheet is a .md or an .html file")


def _require_room(session: "TrainingSession") -> None:
    from tui_mlp.lecture.worksheet.paper_numbers import TooLargeForPaperError, require_room

    if session.network.architecture.loss in ("squared_error", "softmax_labels"):
        raise InputError("--teaching: a worksheet is about the lecture's own losses; leave it out")
    weights = session.network.weights  # nn's are (n_{l-1}, n_l)
    try:
        require_room((len(weights[0]), *(each.shape[1] for each in weights)))
    except TooLargeForPaperError as error:
        raise InputError(str(error)) from error


def _sheet(session: "TrainingSession", number: int, decimals: int) -> "Worksheet":
    """The sheet of a training sample, counted from 1.

    Raises:
        InputError: there is no such sample.
    """
    import numpy as np

    from tui_mlp.lecture.step.derivation import Derivation
    from tui_mlp.lecture.step.subject import Subject, float64_network
    from tui_mlp.lecture.worksheet.paper_numbers import on_paper
    from tui_mlp.lecture.worksheet.worksheet import worksheet_of
    from tui_mlp.training.outputs import network_targets

    config, dataset, part = session.config, session.samples.dataset, session.samples.split.train
    count = len(part.rows)
    if not 1 <= number <= count:
        raise InputError(f"--sample {number}: the training part has samples 1 to {count}")
    place = np.array([number - 1])
    subject = Subject(
        network=float64_network(session.network.architecture, session.network.parameters),
        inputs=part.features[place].astype(np.float64),
        targets=network_targets(session.output, part.targets[place]).astype(np.float64),
        learning_rate=session.learning_rate,
        class_names=dataset.class_names,
        feature_names=dataset.feature_names,
    )
    origin = f"{dataset.name}, training sample {grouped(number)} of {grouped(count)}"
    derivation = Derivation(on_paper(subject, decimals), 0)
    return worksheet_of(derivation, f"{origin}, seed {config.seed}.")


def _write(text: str, path: Path | None) -> None:
    """Write a file, or to stdout.

    Raises:
        InputError: the file cannot be written.
    """
    if path is None or str(path) == _STDOUT:
        sys.stdout.buffer.write(text.encode())
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"-o {path}: {error.strerror}") from error
