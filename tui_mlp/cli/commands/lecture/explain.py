"""`tui-mlp explain`: one step of SGD with all its numbers, printed."""

from typing import TYPE_CHECKING, Any

import click

from tui_mlp.cli.explaining import (
    DIVERGED,
    MARKDOWN,
    WIDTH,
    origin_of,
    require_one_form,
    require_utf8,
    run_record,
    sample_options,
    sample_walk,
    tell_teaching_run,
)
from tui_mlp.cli.open_session import open_session
from tui_mlp.cli.options import (
    InputError,
    config_of,
    print_config_of,
    run_options,
)

if TYPE_CHECKING:
    from tui_mlp.lecture.pages.origin import Origin
    from tui_mlp.lecture.pages.page import Page
    from tui_mlp.lecture.walk.walk import Walk
    from tui_mlp.training.session import TrainingSession


@click.command()
@run_options
@sample_options
@click.option(
    "--page", "page_number", metavar="P[.L]", help="Only phase P, 1 to 8; of P.L only layer L."
)
@MARKDOWN
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
    page_number: str | None,
    markdown: bool,
    **options: Any,
) -> None:
    """Print one step of SGD on a sample, with all its numbers.

    \b
    tui-mlp explain --dataset iris                             all eight phases
    tui-mlp explain --dataset iris --page 6.2                  the way back through layer 2
    tui-mlp explain --dataset iris --page 6.2 --markdown       ... to be printed

    It is derived with the network's own weights. The sample is one of the mini-batch that the run
    would train on next, and the step is taken on all of that; or with --held-out the sample is
    one of the validation part (of the training part where there is none).

    Exit codes: 0 done, 2 wrong usage or bad input, 3 the run diverged before.
    """  # noqa: D301  (click wants the control character itself)
    require_one_form(as_json=as_json, markdown=markdown)
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
        pages = _pages(walk, page_number)
        if as_json and page_number is None:
            _print_json(session, walk, origin)
        elif as_json:
            _print_page_records(session, pages, origin)
        else:
            tell_teaching_run(session)
            _print_pages(pages, origin_of(session, origin), markdown=markdown)
    if session.divergence:
        click.echo(f"tui-mlp: diverged: {session.divergence}", err=True)
        context.exit(DIVERGED)


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


def _print_json(session: "TrainingSession", walk: "Walk", origin: dict[str, Any]) -> None:
    import msgspec
    import numpy as np

    from tui_mlp.lecture.walk.record import walk_record

    # a network that diverged has inf and NaN in it, which JSON writes as null
    with np.errstate(all="ignore"):
        record = walk_record(walk)
    click.echo(msgspec.json.encode({**run_record(session), **origin, **record}))


def _print_page_records(
    session: "TrainingSession", pages: tuple["Page", ...], origin: dict[str, Any]
) -> None:
    import msgspec

    from tui_mlp.lecture.pages.page_record import page_record

    records = [page_record(page) for page in pages]
    click.echo(msgspec.json.encode({**run_record(session), **origin, "pages": records}))


def _print_pages(pages: tuple["Page", ...], origin: "Origin", *, markdown: bool) -> None:
    from tui_mlp.lecture.pages.page_document import WALK, page_document
    from tui_mlp.lecture.pages.page_text import page_text

    if markdown:
        click.echo(page_document(WALK, origin.words, pages))
        return
    click.echo(f"{WALK}\n{origin.words}")
    for page in pages:
        click.echo("\n" + page_text(page, WIDTH))
