"""`tui-mlp datasets`: what there is to train on."""

import click


@click.command()
def datasets() -> None:
    """List the data sets: rows, features, classes, source."""
    from tui_mlp.data.catalogue import ENTRIES

    click.echo(f"{'name':14} {'rows':>5} {'features':>8} {'classes':>7}  {'task':11}  source")
    for entry in ENTRIES:
        size = f"{entry.rows:>5} {entry.features:>8} {entry.classes:>7}"
        click.echo(f"{entry.name:14} {size}  {entry.task:11}  {entry.source}")
