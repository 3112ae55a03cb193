"""`tui-mlp lecture`: the lecture's statements, and the page of one with a network's numbers."""

from typing import TYPE_CHECKING, Any

import click

from tui_mlp.cli.open_session import open_session
from tui_mlp.cli.options import InputError, config_of, print_config_of, run_options
from tui_mlp.cli.step.sample_of_run import (
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

if TYPE_CHECKING:
    from tui_mlp.lecture.derivations import Weight
    from tui_mlp.lecture.pages.page import Page
    from tui_mlp.lecture.statements.statement import Statement
    from tui_mlp.lecture.walk.walk import Walk
    from tui_mlp.training.session import TrainingSession


@click.command()
@click.argument("number", type=int, required=False)
@run_options
@sample_options
@click.option(
    "--weight",
    metavar="L,I,J",
    help="The weight whose paths to the loss are followed (layer, row, column of W), on the page "
    "of backpropagation; by default the steepest one of layer 1.",
)
@MARKDOWN
@click.pass_context
def lecture(
    context: click.Context,
    /,
    *,
    number: int | None,
    threads: int,
    print_config: bool,
    sample: int,
    after: int,
    held_out: bool,
    as_json: bool,
    weight: str | None,
    markdown: bool,
    **options: Any,
) -> None:
    """List the lecture's statements, or print one with a network's numbers.

    \b
    tui-mlp lecture                              every statement, in the lecture's order
    tui-mlp lecture 53 --dataset iris            number 53: why, and its page
    tui-mlp lecture 53 --markdown > page.md      ... to be printed
    tui-mlp lecture 38 --weight 2,1,3            the paths of a weight to the loss

    The options choose a run and a sample of it, as for explain.

    Exit codes: 0 done, 2 wrong usage or bad input, 3 the run diverged before.
    """  # noqa: D301  (click wants the control character itself)
    require_one_form(as_json=as_json, markdown=markdown)
    config = config_of(options)
    if print_config:
        print_config_of(config)
        return
    if not as_json:
        require_utf8()
    if number is None:
        _print_list(as_json=as_json, markdown=markdown)
        return
    statement = _statement(number)
    chosen = None if weight is None else _weight(weight, statement)
    from threadpoolctl import threadpool_limits

    from tui_mlp.lecture.derivations import OF_STEP
    from tui_mlp.lecture.statements.statement import DerivationPage

    with threadpool_limits(threads):
        session = open_session(config)
        for _ in range(after):
            if not session.train_epoch():
                break
        of_step = isinstance(statement.shown, DerivationPage) and statement.shown.name in OF_STEP
        walk, origin = sample_walk(session, sample, batch=of_step or not held_out)
        pages = _pages(session, walk, statement, chosen)
        if as_json:
            _print_json(session, origin, number, statement, pages)
        else:
            tell_teaching_run(session)
            _print_pages(session, origin, number, statement, pages, markdown=markdown)
    if session.divergence:
        click.echo(f"tui-mlp: diverged: {session.divergence}", err=True)
        context.exit(DIVERGED)


def _statement(number: int) -> "Statement":
    """The statement of this number.

    Raises:
        InputError: there is none.
    """
    from tui_mlp.lecture.statements.table import STATEMENTS

    if not 1 <= number <= len(STATEMENTS):
        raise InputError(f"{number}: the lecture has statements 1 to {len(STATEMENTS)}")
    return STATEMENTS[number - 1]


def _print_list(*, as_json: bool, markdown: bool) -> None:
    from tui_mlp.lecture.statements.table import STATEMENTS

    if as_json:
        import msgspec

        click.echo(msgspec.json.encode([_record(n, s) for n, s in enumerate(STATEMENTS, 1)]))
        return
    if markdown:
        from tui_mlp.lecture.statements.document import list_document

        click.echo(list_document())
        return
    for number, statement in enumerate(STATEMENTS, start=1):
        click.echo(f"{number:2}  {statement.line}")


def _record(number: int, statement: "Statement") -> dict[str, Any]:
    from dataclasses import asdict

    kind = type(statement.shown).__name__.removesuffix("Page").lower()
    shown = {"page": kind, **asdict(statement.shown)}
    return {"number": number, "statement": statement.line, "why": statement.why, "shown": shown}


def _weight(text: str, statement: "Statement") -> "Weight":
    """The weight that `--weight` names.

    Raises:
        InputError: it is none, or the statement's page is not about one.
    """
    from tui_mlp.lecture.derivations import Weight
    from tui_mlp.lecture.statements.statement import DerivationPage
    from tui_mlp.lecture.statements.table import STATEMENTS

    paths = DerivationPage("paths")
    if statement.shown != paths:
        number = next(n for n, each in enumerate(STATEMENTS, 1) if each.shown == paths)
        raise InputError(f"--weight: only statement {number} follows the paths of a weight")
    parts = text.split(",")
    if len(parts) != len(Weight._fields) or not all(part.strip().isdecimal() for part in parts):
        raise InputError(f"--weight {text}: takes layer, row and column, such as 2,1,3")
    return Weight(*map(int, parts))


def _pages(
    session: "TrainingSession", walk: "Walk", statement: "Statement", weight: "Weight | None"
) -> tuple["Page", ...]:
    from tui_mlp.lecture.statements.pages import statement_pages
    from tui_mlp.lecture.statements.statement import ScenarioPage
    from tui_mlp.scenario.file import find_scenario
    from tui_mlp.scenario.scenario_page import scenario_page
    from tui_mlp.worker.answers.gradient_flow_answer import measure_session
    from tui_mlp.worker.answers.run_position_answer import run_position
    from tui_mlp.worker.answers.surface_answer import session_surface

    shown = statement.shown
    if isinstance(shown, ScenarioPage):
        return (scenario_page(find_scenario(shown.name)),)
    try:
        return statement_pages(
            shown,
            walk,
            lambda: measure_session(session).flow,
            run=run_position(session),
            weight=weight,
            surface=lambda: session_surface(session),
        )
    except IndexError as error:
        if weight is None:
            raise
        raise InputError(f"--weight: {error}") from error


def _print_json(
    session: "TrainingSession",
    origin: dict[str, Any],
    number: int,
    statement: "Statement",
    pages: tuple["Page", ...],
) -> None:
    import msgspec

    from tui_mlp.lecture.pages.page_record import page_record

    about = {**_record(number, statement), **run_record(session), **origin}
    click.echo(msgspec.json.encode({**about, "pages": [page_record(page) for page in pages]}))


def _print_pages(
    session: "TrainingSession",
    origin: dict[str, Any],
    number: int,
    statement: "Statement",
    pages: tuple["Page", ...],
    *,
    markdown: bool,
) -> None:
    from tui_mlp.lecture.pages.page_text import page_text
    from tui_mlp.lecture.statements.document import (
        is_of_run,
        is_of_sample,
        statement_document,
    )
    from tui_mlp.lecture.wrapping import wrapped

    shown, where = statement.shown, ""
    if is_of_run(shown):
        where = origin_of(session, origin if is_of_sample(shown) else None).words
    if markdown:
        click.echo(statement_document(number, where, pages))
        return
    click.echo(f"{number}  {statement.line}")
    for line in wrapped(statement.why, WIDTH, indent="  "):
        click.echo(line)
    if where:
        click.echo(f"\n{where}")
    for page in pages:
        click.echo("\n" + page_text(page, WIDTH))
