"""`tui-mlp explain`: one step of SGD with all its numbers, printed."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_mlp.cli.completing import complete_runs_and_files
from tui_mlp.cli.keeping_options import runs_dir_option
from tui_mlp.cli.open_session import open_session
from tui_mlp.cli.options import InputError, config_of, print_config_of, run_options
from tui_mlp.cli.saved_model import is_model_file, session_of_run
from tui_mlp.cli.step.explained import (
    Explained,
    of_model,
    of_sample,
    of_typed,
    require_sense,
    typed_options,
)
from tui_mlp.cli.step.sample_of_run import (
    DIVERGED,
    MARKDOWN,
    WIDTH,
    require_one_form,
    require_utf8,
    sample_options,
)

if TYPE_CHECKING:
    from tui_mlp.lecture.pages.origin import Origin
    from tui_mlp.lecture.pages.page import Page
    from tui_mlp.lecture.walk.walk import Walk


@click.command()
@click.argument(
    "source", metavar="[MODEL|RUN]", required=False, shell_complete=complete_runs_and_files
)
@run_options
@sample_options
@typed_options
@click.option(
    "--page", "page_number", metavar="P[.L]", help="Only phase P, 1 to 8; of P.L only layer L."
)
@MARKDOWN
@runs_dir_option
@click.pass_context
def explain(
    context: click.Context,
    /,
    *,
    source: str | None,
    threads: int,
    print_config: bool,
    sample: int,
    after: int,
    held_out: bool,
    as_json: bool,
    typed: tuple[str, ...],
    true_classes: tuple[str, ...],
    page_number: str | None,
    markdown: bool,
    runs_dir: Path | None,
    **options: Any,
) -> None:
    """Print one step of SGD on a sample, with all its numbers.

    \b
    tui-mlp explain --dataset iris                             all eight phases
    tui-mlp explain --dataset iris --page 6.2                  the way back through layer 2
    tui-mlp explain --dataset iris --page 6.2 --markdown       ... to be printed
    tui-mlp explain m.npz --input 5.1,3.5,1.4,0.2 --true setosa       a model, and a typed sample

    It is derived with the network's own weights. The sample is one of the mini-batch that the run
    would train on next, and the step is taken on all of that; or with --held-out the sample is
    one of the validation part (of the training part where there is none), or with --input it is
    typed. RUN is a kept run, which is taken as it was saved last, MODEL a file that --save wrote,
    whose step is that of plain SGD.

    Exit codes: 0 done, 2 wrong usage or bad input, 3 the run diverged before.
    """  # noqa: D301  (click wants the control character itself)
    require_one_form(as_json=as_json, markdown=markdown)
    is_model = source is not None and is_model_file(source)
    require_sense(context, typed, true_classes, is_model=is_model, is_kept=source is not None)
    config = config_of(options) if source is None else None
    if print_config and config is not None:
        print_config_of(config)
        return
    if not as_json:
        require_utf8()
    from threadpoolctl import threadpool_limits

    with threadpool_limits(threads):
        if source is not None and is_model:
            explained = of_model(
                Path(source), typed, true_classes, sample, options["learning_rate"]
            )
        else:
            session = open_session(config) if config else session_of_run(source or "", runs_dir)
            for _ in range(after):
                if not session.train_epoch():
                    break
            if typed:
                explained = of_typed(session, typed, true_classes, sample)
            else:
                explained = of_sample(session, sample, batch=not held_out)
        _print(explained, page_number, as_json=as_json, markdown=markdown)
    if explained.divergence:
        click.echo(f"tui-mlp: diverged: {explained.divergence}", err=True)
        context.exit(DIVERGED)


def _print(explained: Explained, page: str | None, *, as_json: bool, markdown: bool) -> None:
    walk = explained.walk
    pages = _pages(walk, page)
    if as_json and page is None:
        _print_json(explained.record, walk)
    elif as_json:
        _print_page_records(explained.record, pages)
    else:
        if explained.note:
            click.echo(f"note: {explained.note}", err=True)
        _print_pages(pages, explained.origin, markdown=markdown)


def _pages(walk: "Walk", number: str | None) -> tuple["Page", ...]:
    """The pages of a phase, of one of its layers, or all.

    Raises:
        InputError: there is no such page.
    """
    if number is None:
        return tuple(map(walk.page, range(len(walk.places))))
    phase, _, layer = number.partition(".")
    found = [
        index
        for index, place in enumerate(walk.places)
        if str(place.phase) == phase and layer in ("", str(place.layer))
    ]
    if not found:
        depth = walk.derivation.network.depth
        raise InputError(
            f"--page {number}: takes a phase, 1 to 8; phases 2, 6, 7 and 8 have layers, such as "
            f"6.{depth} for the last of this network"
        )
    return tuple(map(walk.page, found))


def _print_json(of: Mapping[str, Any], walk: "Walk") -> None:
    import msgspec
    import numpy as np

    from tui_mlp.lecture.walk.record import walk_record

    # a network that diverged has inf and NaN in it, which JSON writes as null
    with np.errstate(all="ignore"):
        record = walk_record(walk)
    click.echo(msgspec.json.encode({**of, **record}))


def _print_page_records(of: Mapping[str, Any], pages: tuple["Page", ...]) -> None:
    import msgspec

    from tui_mlp.lecture.pages.page_record import page_record

    records = [page_record(page) for page in pages]
    click.echo(msgspec.json.encode({**of, "pages": records}))


def _print_pages(pages: tuple["Page", ...], origin: "Origin", *, markdown: bool) -> None:
    from tui_mlp.lecture.pages.page_document import WALK, page_document
    from tui_mlp.lecture.pages.page_text import page_text

    if markdown:
        click.echo(page_document(WALK, origin.words, pages))
        return
    click.echo(f"{WALK}\n{origin.words}")
    for page in pages:
        click.echo("\n" + page_text(page, WIDTH))
