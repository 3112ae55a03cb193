"""The server: a page with a terminal in it, and a socket behind it, which is a visit."""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import WSCloseCode, WSMessage, WSMsgType, web
from textual_serve.server import Server

from tui_mlp.numbers import compact
from tui_mlp.web.origin import host_is_known, is_same_origin
from tui_mlp.web.visit import Limits, Visit
from tui_mlp.web.visitor_process import VisitorProcess

_PAGE = Path(__file__).with_name("page")
_LARGEST_MESSAGE = 2**20
"""Bytes that a visitor may paste at once."""
_HEARTBEAT = 15.0
"""Seconds between two questions whether the browser is still there."""
_COLUMNS, _ROWS = range(1, 401), range(1, 151)
"""Sizes of a terminal that a browser may ask for."""
_USUAL_COLUMNS, _USUAL_ROWS = 80, 24
_ENDS = {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR}
_MINUTE = 60
_FONT_SIZES = range(6, 49)
_FONT_SIZE = 16
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self' ws://{host} wss://{host}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site(Server):
    """Serves trainers to visitors.

    Args:
        visit: what each visitor's program is told.
        limits: what visitors may take of the machine.
        known_hosts: the names that lead here; None for any.
        clock: gives the present time in seconds.
    """

    def __init__(
        self,
        visit: Visit,
        limits: Limits,
        known_hosts: Collection[str] | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__("tui-mlp", title="tui-mlp", templates_path=_PAGE)
        self._visit, self._limits, self._known_hosts = visit, limits, known_hosts
        self._clock = clock
        self._sockets: set[web.WebSocketResponse] = set()

    async def application(self) -> web.Application:
        """What aiohttp serves."""
        application = web.Application(middlewares=[self._guard])
        aiohttp_jinja2.setup(application, loader=jinja2.FileSystemLoader(self.templates_path))
        application.add_routes(
            [
                web.get("/", self.handle_index),
                web.get("/ws", self.handle_websocket),
                web.static("/static", self.statics_path),
                web.static("/page", _PAGE / "static"),
            ]
        )
        application.on_shutdown.append(self.on_shutdown)
        return application

    @property
    def is_full(self) -> bool:
        """Whether no further visitor gets a run."""
        return len(self._sockets) >= self._limits.visitors

    async def on_shutdown(self, app: web.Application) -> None:
        """Hang up on all visitors, so that their programs end."""
        await asyncio.gather(
            *(
                socket.close(code=WSCloseCode.GOING_AWAY, message=b"The server has ended.")
                for socket in list(self._sockets)
            )
        )

    @web.middleware
    async def _guard(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Refuse what is meant for another name, and say what a page of this server may do."""
        if not host_is_known(request.host, self._known_hosts):
            raise web.HTTPForbidden(
                text=f"This server is not {request.host[:100]!r}; see tui-mlp serve --allow-host.\n"
            )
        response = await handler(request)
        if not response.prepared:
            response.headers["Content-Security-Policy"] = _POLICY.format(host=request.host)
            response.headers["X-Content-Type-Options"] = "nosniff"
            response.headers["Referrer-Policy"] = "no-referrer"
        return response

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page; where there are too many visitors one that says so."""
        full = self.is_full
        context = {
            "font_size": _number(request.query.get("fontsize"), _FONT_SIZES, _FONT_SIZE),
            "visitors": self._limits.visitors,
        }
        name = "full.html" if full else "trainer.html"
        response = aiohttp_jinja2.render_template(name, request, context)
        response.headers["Cache-Control"] = "no-store"
        if full:
            response.set_status(503)
            response.headers["Retry-After"] = "60"
        return response

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """A visit: a program is started, and ends with the socket."""
        if not is_same_origin(request.headers.get("Origin"), request.host):
            raise web.HTTPForbidden(text="Only a page of this server may open a visit.\n")
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT, max_msg_size=_LARGEST_MESSAGE)
        if self.is_full:
            await socket.prepare(request)
            await _hang_up(socket, f"All places ({self._limits.visitors}) are taken: try later")
            return socket
        self._sockets.add(socket)  # before anything is waited for, so that no two take one place
        process = VisitorProcess(
            self._visit, socket.send_bytes, lambda reason: _hang_up(socket, reason)
        )
        try:
            await socket.prepare(request)
            width = _number(request.query.get("width"), _COLUMNS, _USUAL_COLUMNS)
            height = _number(request.query.get("height"), _ROWS, _USUAL_ROWS)
            await process.start(width, height)
            await _hang_up(socket, await self._pass_on(socket, process))
        finally:
            try:
                await asyncio.shield(process.stop())
            finally:
                self._sockets.discard(socket)
        return socket

    async def _pass_on(self, socket: web.WebSocketResponse, process: VisitorProcess) -> str:
        """Give the program what its visitor does; gives why the visit is over."""
        began = pressed = self._clock()
        while True:
            now = self._clock()
            left = began + self._limits.seconds - now
            idle_left = pressed + self._limits.idle_seconds - now
            if left <= 0:
                return f"The {_duration(self._limits.seconds)} of this visit are over"
            if idle_left <= 0:
                return f"Nothing was pressed for {_duration(self._limits.idle_seconds)}"
            try:
                message = await socket.receive(timeout=min(left, idle_left))
            except TimeoutError:
                continue
            if message.type in _ENDS:
                return ""
            kind, value = _envelope(message)
            if kind == "stdin":
                pressed = self._clock()
            if kind == "ping":
                await socket.send_json(["pong", str(value)[:40]])
            else:
                await _tell(process, kind, value)


async def _tell(process: VisitorProcess, kind: str, value: Any) -> None:
    """Tell the program what its visitor did; what a page of ours does not send is passed over."""
    match kind, value:
        case "stdin", str(text) if typed := text.encode("utf-8", "ignore"):
            await process.send_bytes(typed)  # a packet of nothing would be taken for the end
        case "resize", {"width": width, "height": height}:
            await process.set_terminal_size(
                _number(width, _COLUMNS, _USUAL_COLUMNS), _number(height, _ROWS, _USUAL_ROWS)
            )
        case "blur", _:
            await process.blur()
        case "focus", _:
            await process.focus()


def _envelope(message: WSMessage) -> tuple[str, Any]:
    """What kind of message it is, and what it carries; ("", None) for none of ours."""
    if message.type is not WSMsgType.TEXT:
        return "", None
    try:
        parts = json.loads(message.data)
    except (ValueError, RecursionError):
        return "", None
    if not isinstance(parts, list) or not parts or not isinstance(parts[0], str):
        return "", None
    return parts[0], parts[1] if len(parts) > 1 else None


def _number(value: object, allowed: range, default: int) -> int:
    """A whole number that a browser sent, within what is allowed."""
    if not isinstance(value, str | int | float):
        return default
    try:
        number = int(value)
    except (ValueError, OverflowError):
        return default
    return min(max(number, allowed.start), allowed.stop - 1)


def _duration(seconds: float) -> str:
    number, unit = (seconds, "second") if seconds < _MINUTE else (seconds / _MINUTE, "minute")
    return f"{compact(number)} {unit}" + ("" if number == 1 else "s")


async def _hang_up(socket: web.WebSocketResponse, reason: str) -> None:
    """Close a socket with a reason, which the page shows."""
    with contextlib.suppress(ConnectionError):
        await socket.close(message=reason.encode())
