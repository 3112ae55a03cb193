"""Serves the trainer until a signal ends it."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Collection

from aiohttp import web

from tui_mlp.web.site import Site
from tui_mlp.web.visit import Limits, Visit

_WAITING = 64


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one.

    Raises:
        OSError: there is no such host, or the port is taken.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_WAITING)
    except OSError:
        listener.close()
        raise
    return listener


def serve(
    listener: socket.socket,
    visit: Visit,
    limits: Limits,
    known_hosts: Collection[str] | None,
    ready: Callable[[], None],
) -> None:
    """Serve visitors until SIGINT, SIGTERM or SIGHUP; then end their programs.

    Args:
        listener: where they come in.
        visit: what each visitor's program is told.
        limits: what visitors may take of the machine.
        known_hosts: the names that lead here; None for any.
        ready: called once pages are served.
    """
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    logging.getLogger("textual-serve").setLevel(logging.CRITICAL)
    asyncio.run(_serve(listener, Site(visit, limits, known_hosts), ready))


async def _serve(listener: socket.socket, site: Site, ready: Callable[[], None]) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(signum, ended.set)
    runner = web.AppRunner(await site.application(), access_log=None, handle_signals=False)
    with contextlib.closing(listener):
        await runner.setup()
        try:
            await web.SockSite(runner, listener).start()
            ready()
            await ended.wait()
        finally:
            await runner.cleanup()
