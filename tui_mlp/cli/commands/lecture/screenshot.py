"""`tui-mlp screenshot`: a picture of the real program, made without a terminal."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui_mlp.cli.headless import refuse_unwritable
from tui_mlp.cli.options import InputError, config_of, print_config_of, run_options

if TYPE_CHECKING:
    from tui_mlp.settings.training_config import TrainingConfig


class Size(click.ParamType[tuple[int, int]]):
    """Columns and lines of a terminal, such as 120x40."""

    name = "size"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """The size as (columns, lines)."""
        if isinstance(value, tuple):
            return value
        columns, _, lines = str(value).partition("x")
        if not (columns.isdecimal() and lines.isdecimal()):
            self.fail(f"{value!r} is not a size such as 120x40", param, ctx)
        size = int(columns), int(lines)
        if not (1 <= size[0] <= 500 and 1 <= size[1] <= 200):
            self.fail(f"{value!r} is outside 1x1 to 500x200", param, ctx)
        return size


@click.command()
@run_options
@click.option(
    "-o", "--svg", required=True, type=click.Path(path_type=Path), help="The file to write, x.svg."
)
@click.option("--size", type=Size(), default="120x40", help="Columns x lines. [120x40]")
@click.option(
    "--after",
    type=click.IntRange(0),
    default=0,
    help="Epochs to train before; many seeds (key m) as many after. [0]",
)
@click.option("--keys", default="", help="Keys to press before, such as '3 tab down'.")
@click.option("--theme", default="", help="A theme of the program, such as textual-light.")
def screenshot(
    *,
    threads: int,
    print_config: bool,
    svg: Path,
    size: tuple[int, int],
    after: int,
    keys: str,
    theme: str,
    **options: Any,
) -> None:
    """Write a picture of the program after some epochs, as SVG."""
    config = config_of(options)
    if print_config:
        print_config_of(config)
        return
    if svg.suffix.lower() != ".svg":
        raise InputError(
            f"-o/--svg {svg}: the picture is an SVG; name it {svg.stem or 'picture'}.svg"
        )
    refuse_unwritable("-o/--svg", svg)
    from threadpoolctl import threadpool_limits

    with threadpool_limits(threads):
        picture = _picture(config, size, after, keys.split(), theme)
    try:
        svg.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise InputError(f"-o/--svg {svg}: {error.strerror or error}") from error


def _picture(
    config: "TrainingConfig", size: tuple[int, int], after: int, keys: list[str], theme: str
) -> str:
    import asyncio
    import time

    from tui_mlp.files.errors import DataError
    from tui_mlp.settings.config_error import ConfigError
    from tui_mlp.ui.app import TrainerApp
    from tui_mlp.worker.inline import InlineWorker

    try:
        worker = InlineWorker(config, time.monotonic)
    except (ConfigError, DataError) as error:
        raise InputError(str(error)) from error
    app = TrainerApp(worker)
    if theme:
        if theme not in app.available_themes:
            raise InputError(f"--theme: there is no {theme!r}: {', '.join(app.available_themes)}")
        app.theme = theme

    async def run() -> str:
        async with app.run_test(size=size, notifications=True) as pilot:
            worker.run_epochs(after)
            await pilot.pause()
            await pilot.press(*keys)
            await pilot.pause()
            worker.train_ensemble(after)
            await pilot.pause()
            return app.export_screenshot(title="tui-mlp")

    return asyncio.run(run())
