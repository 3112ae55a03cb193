"""`tui-mlp inspect`: what is understood of a file, before anything is trained."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_mlp.cli import open_session
from tui_mlp.cli.options import InputError, config_of, data_options
from tui_mlp.data.formats import format_names

if TYPE_CHECKING:
    from tui_mlp.data.data_report import DataReport

_MOST_COLUMNS = 40


@click.command(help=f"Print what is understood of FILE, a {format_names()} file.")
@click.argument("file", type=click.Path(path_type=Path))
@data_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def inspect(file: Path, *, as_json: bool, **options: Any) -> None:
    """Print what is understood of a file: its form, its columns, its classes, and warnings."""
    import msgspec

    from tui_mlp.data.any_file import read_file
    from tui_mlp.files.errors import DataError
    from tui_mlp.training.samples import reading_of

    config = config_of({**options, "data": str(file)})
    try:
        with open_session.reading_progress() as progress:
            report = read_file(file, reading_of(config), progress).report
    except DataError as error:
        raise InputError(str(error)) from error
    if report is None:
        raise InputError(f"{file}: its format tells nothing of its columns")
    click.echo(msgspec.json.encode(report.as_json()) if as_json else _text(report))


def _text(report: "DataReport") -> str:
    from rich.cells import cell_len, set_cell_size

    from tui_mlp.data.delimited.separator import separator_word
    from tui_mlp.numbers import counted, grouped, percent

    facts = [counted(report.rows, "row")]
    if report.encoding:
        facts.append(report.encoding)
    if report.separator:
        facts.append(f"separator {separator_word(report.separator)}")
    if report.decimal:
        facts.append(f"decimal {report.decimal}")
    if report.header is not None:
        facts.append("a header" if report.header else "no header")
    lines = [", ".join(facts), ""]
    shown = report.columns[:_MOST_COLUMNS]
    names = max(map(cell_len, ("column", *(each.name for each in shown))))
    kinds = max(map(len, ("kind", *(each.kind for each in shown))))
    lines.append(f"{'column':{names}}  {'kind':{kinds}}  {'used as':10}  missing  examples")
    for each in shown:
        used = each.used_as if each.features < 2 else counted(each.features, "feature")
        examples = " | ".join(each.examples)
        missing = grouped(each.missing)
        name = set_cell_size(each.name, names)
        lines.append(f"{name}  {each.kind:{kinds}}  {used:10}  {missing:>7}  {examples}")
        if each.note:
            lines.append(f"{'':{names}}  {each.note}")
    if len(report.columns) > len(shown):
        lines.append(f"... and {counted(len(report.columns) - len(shown), 'more column')}")
    lines += ["", f"target {report.target}: {counted(len(report.classes), 'class', 'classes')}"]
    total = sum(report.classes.values()) or 1
    width = max(map(cell_len, report.classes))
    lines += [
        f"  {set_cell_size(name, width)}  {grouped(count):>9}  {percent(count / total, 1):>6}"
        for name, count in report.classes.items()
    ]
    lines.append(f"always answering the largest class: {percent(report.baseline, 1)} right")
    lines += ["", *(f"note: {note}" for note in report.notes)] if report.notes else []
    lines += [f"warning: {warning}" for warning in report.warnings]
    return "\n".join(lines)
