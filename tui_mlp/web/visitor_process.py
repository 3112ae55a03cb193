"""The process of one visitor, from the server's side: started, spoken to, ended with all it has."""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable
from pathlib import Path

from msgspec import json
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from tui_mlp.web.visit import Visit

_PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "TZ")
"""What of the server's environment a visitor's program gets; the rest may hold secrets."""
_THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")
_SECONDS_TO_END = 5.0
_FAILED = "The trainer has ended with an error, which the server has printed"
_PICTURES_A_SECOND = 15


class VisitorProcess(AppService):
    """Runs `tui_mlp.web.visitor`, in a session and a home of its own.

    Args:
        visit: what it is told.
        write: sends bytes to the visitor's terminal.
        hang_up: closes the visitor's socket, with a reason, when the program has ended.
    """

    def __init__(
        self,
        visit: Visit,
        write: Callable[[bytes], Awaitable[None]],
        hang_up: Callable[[str], Awaitable[None]],
    ) -> None:
        async def write_nothing(_text: str) -> None:
            """Take what would have the browser open an address, or fetch a file."""

        async def close() -> None:
            await hang_up("")

        super().__init__(
            "tui-mlp",
            write_bytes=write,
            write_str=write_nothing,
            close=close,
            download_manager=DownloadManager(),
        )
        self._visit, self._hang_up = visit, hang_up
        self._home: Path | None = None

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        """The environment of the visitor's program."""
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        home = str(self._home)
        return {
            **passed_on,
            **dict.fromkeys(_THREAD_VARIABLES, "1"),
            "HOME": home,
            "TMPDIR": home,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            "TEXTUAL_DRIVER": "tui_mlp.web.visitor_driver:VisitorDriver",
            "TEXTUAL_FPS": str(_PICTURES_A_SECOND),
            "TEXTUAL_COLOR_SYSTEM": "truecolor",
            "TERM": "xterm-256color",
            "TERM_PROGRAM": "textual",
            "COLUMNS": str(width),
            "ROWS": str(height),
        }

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Start the visitor's program."""
        self._home = Path(tempfile.mkdtemp(prefix="tui-mlp-visitor-"))
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "tui_mlp.web.visitor",
            json.encode(self._visit).decode(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._build_environment(width, height),
            cwd=self._home,
            start_new_session=True,
        )
        self._stdin = process.stdin
        return process

    async def on_meta(self, data: bytes) -> None:
        """Do nothing of what a program may ask of a browser: addresses, files, an early end."""

    async def run(self) -> None:
        """Pass on what the program shows; when it has ended, hang up."""
        await super().run()
        if self._process is not None:
            failed = await self._process.wait()
            await self._hang_up(_FAILED if failed else "")

    async def stop(self) -> None:
        """Ask the program to end, end it where it does not, and remove what was its home.

        Nothing of it is left then: its worker is in the same session.
        """
        try:
            if self._process is not None:
                await self._end(self._process)
        finally:
            if self._home is not None:
                shutil.rmtree(self._home, ignore_errors=True)

    async def _end(self, process: Process) -> None:
        if process.returncode is None:
            with contextlib.suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(_SECONDS_TO_END):
                    await self.send_meta({"type": "quit"})
                    await process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
