"""`tui-mlp serve`: the trainer in a browser."""

import math
from typing import TYPE_CHECKING, Any

import click

from tui_mlp.cli.open_session import open_session
from tui_mlp.cli.options import (
    DEFAULT_REFRESH,
    InputError,
    config_of,
    print_config_of,
    refresh_option,
    run_options,
)

if TYPE_CHECKING:
    import socket


def _finite(_context: click.Context, _option: click.Parameter, value: float) -> float:
    """A number of minutes, which ends.

    Raises:
        BadParameter: it is none.
    """
    if not math.isfinite(value):
        raise click.BadParameter(f"{value} is no number of minutes")
    return value


@click.command()
@run_options
@refresh_option
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="[8000; 0: a free one]")
@click.option("--host", default="127.0.0.1", help="The address to listen on. [127.0.0.1]")
@click.option(
    "--allow-host",
    multiple=True,
    metavar="NAME",
    help="A name under which browsers reach it, as behind a proxy; several times for several.",
)
@click.option(
    "--visitors", type=click.IntRange(1, 1000), default=10, help="At once at most. [10; 1 to 1000]"
)
@click.option(
    "--memory",
    type=click.IntRange(512),
    default=1024,
    metavar="MB",
    help="Address space of each of a visitor's two processes. [1024; 512 or more]",
)
@click.option(
    "--minutes",
    type=click.FloatRange(0.01),
    callback=_finite,
    default=60.0,
    help="The longest visit. [60]",
)
@click.option(
    "--idle-minutes",
    type=click.FloatRange(0.01),
    callback=_finite,
    default=15.0,
    help="A visit ends where nothing was pressed for so long. [15]",
)
def serve(
    *,
    threads: int,
    print_config: bool,
    refresh: float | None,
    port: int,
    host: str,
    allow_host: tuple[str, ...],
    visitors: int,
    memory: int,
    minutes: float,
    idle_minutes: float,
    **options: Any,
) -> None:
    """Show the trainer in a browser: a run of its own for each visitor.

    Nobody is asked for a password: who reaches the port gets a run. Visitors reach no files of
    this machine: nothing is opened, saved, exported or kept for them.

    Needs: pip install 'tui-mlp[web]'
    """
    config = config_of(options)
    if print_config:
        print_config_of(config)
        return
    if config.data is not None:
        raise click.UsageError(
            "--data: visitors get no file of this machine: choose a --dataset for them"
        )
    try:
        from tui_mlp.web.serving import serve as serve_visitors
    except ModuleNotFoundError as error:
        raise InputError(
            f"serving needs more libraries ({error.name} is missing): pip install 'tui-mlp[web]'"
        ) from error
    from tui_mlp.web.visit import MEGABYTE, Limits, Visit

    open_session(config)  # what no visitor could train is said here, not to each of them
    listener = _listener(host, port)
    limits = Limits(visitors, memory * MEGABYTE, minutes * 60, idle_minutes * 60)
    visit = Visit(config, limits.memory, threads, refresh=refresh or DEFAULT_REFRESH)

    def ready() -> None:
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"http://{shown}:{listener.getsockname()[1]}/  (Ctrl+C ends it)")

    serve_visitors(listener, visit, limits, _known_hosts(host, allow_host), ready)


def _listener(host: str, port: int) -> "socket.socket":
    """A socket for visitors.

    Raises:
        InputError: there is no such host, or the port is taken.
    """
    from tui_mlp.web.serving import listen

    try:
        return listen(host, port)
    except (OSError, UnicodeError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"--host {host} --port {port}: {reason}; another --port may be free"
        ) from error


def _known_hosts(host: str, allowed: tuple[str, ...]) -> frozenset[str] | None:
    """The names of the server; None where any may be one, as it listens to other machines."""
    from tui_mlp.web.origin import LOOPBACK

    names = frozenset(name.lower() for name in allowed)
    if host.lower() in LOOPBACK:
        return LOOPBACK | names
    return names | {host.lower()} if names else None
