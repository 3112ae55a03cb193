"""`tui-mlp doctor`: what to look at where the program behaves oddly."""

from dataclasses import asdict

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list.")
@click.pass_context
def doctor(context: click.Context, /, *, as_json: bool) -> None:
    """Print what the program finds here: versions, terminal, locale, folders, and what to mend.

    Exit codes: 0 all is well, 1 something is to be mended.
    """
    from tui_mlp.cli.doctor_checks import checks
    from tui_mlp.files.text import clean_line

    found = list(checks())
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode([asdict(each) for each in found]))
    else:
        width = max(len(each.name) for each in found)
        group = ""
        for each in found:
            if each.group != group:
                group = each.group
                click.echo(f"{group}")
            mark = "!" if each.advice else " "
            click.echo(f"{mark} {each.name:{width}}  {clean_line(each.found)}")
            if each.advice:
                click.echo(f"  {'':{width}}  -> {each.advice}")
        troubles = sum(bool(each.advice) for each in found)
        click.echo(f"\n{troubles} to mend" if troubles else "\nall is well")
    context.exit(any(each.advice for each in found))
