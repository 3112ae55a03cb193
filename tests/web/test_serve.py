"""`tui-mlp serve` without a browser: who is let in, what a visitor may take, and what is left."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import aiohttp
import pytest

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").is_file(), reason="looks at processes in /proc"
)
PATIENCE = 60


class Visitor:
    """A browser's end of a visit, without the browser."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        self.ws = ws
        self.shown = b""
        self.reason = ""

    async def until(self, *words: str) -> None:
        """Wait until one of these was shown since the last time."""
        async with asyncio.timeout(PATIENCE):
            while not any(word.encode() in self.shown for word in words):
                message = await self.ws.receive()
                assert message.type is aiohttp.WSMsgType.BINARY, (message, self.shown[-500:])
                self.shown += message.data
        self.shown = b""

    async def press(self, keys: str) -> None:
        await self.ws.send_json(["stdin", keys])

    async def closing(self) -> str:
        """Why the server hangs up."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await self.ws.receive()
                if message.type is aiohttp.WSMsgType.CLOSE:
                    return message.extra or ""
                assert message.type is aiohttp.WSMsgType.BINARY, message


async def visit(session: aiohttp.ClientSession, url: str, **headers: str) -> Visitor:
    ws = await session.ws_connect(
        f"{url}ws?width=120&height=40", headers=headers, autoping=True, autoclose=True
    )
    return Visitor(ws)


async def test_a_visit_trains_opens_no_file_and_leaves_nothing(site, eventually, tmp_path) -> None:
    running = site()
    async with aiohttp.ClientSession() as session:
        visitor = await visit(session, running.url, Origin=running.url.rstrip("/"))
        await visitor.until("spirals")
        programs = running.programs()
        assert len(programs) == 2  # the screen, and its worker
        for pid in programs:
            assert b"s3cret" not in Path(f"/proc/{pid}/environ").read_bytes()
            limits = Path(f"/proc/{pid}/limits").read_text().splitlines()
            space = next(line for line in limits if line.startswith("Max address space"))
            assert space.split()[3] == str(1024 * 2**20)
        assert len(list(tmp_path.iterdir())) == 1
        await visitor.press(" ")
        await visitor.until("RUNNING", "running", "Running")
        await visitor.press("O")
        await visitor.until("Off here")
        await visitor.ws.close()
        eventually(lambda: running.programs() == [] and list(tmp_path.iterdir()) == [])
        quitting = await visit(session, running.url)
        await quitting.until("spirals")
        await quitting.press("q")
        await quitting.closing()
    eventually(lambda: running.programs() == [] and list(tmp_path.iterdir()) == [])
    assert running.close() == (0, "")


async def test_one_visitor_too_many_sees_a_page_that_says_so(site, eventually) -> None:
    running = site("--visitors", "1")
    async with aiohttp.ClientSession() as session:
        first = await visit(session, running.url)
        await first.until("spirals")
        async with session.get(running.url) as answer:
            assert answer.status == 503
            assert "All places (1) are taken" in await answer.text()
        second = await visit(session, running.url)
        assert "(1) are taken" in await second.closing()
        assert len(running.programs()) == 2
        await first.ws.close()
    eventually(lambda: is_open(running.url))
    assert running.programs() == []


def is_open(url: str) -> bool:
    """Whether a page is to be had now."""
    try:
        with urlopen(url, timeout=PATIENCE) as page:  # noqa: S310
            return page.status == 200
    except HTTPError:
        return False


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--minutes", "0.01"), "The 0.6 seconds of this visit are over"),
        (("--idle-minutes", "0.01"), "Nothing was pressed for 0.6 seconds"),
    ],
)
async def test_a_visit_ends_with_its_time(site, eventually, options, reason) -> None:
    running = site(*options)
    async with aiohttp.ClientSession() as session:
        visitor = await visit(session, running.url)
        assert reason in await visitor.closing()
    eventually(lambda: running.programs() == [])


async def test_who_takes_too_much_memory_is_told_and_so_is_the_server(site, eventually) -> None:
    running = site("--memory", "512", "--hidden", "4096,4096,4096,4096,4096")
    async with aiohttp.ClientSession() as session:
        visitor = await visit(session, running.url)
        assert "has ended with an error" in await visitor.closing()
        eventually(lambda: running.programs() == [])
    running.process.terminate()
    said, complaints = running.process.communicate(timeout=PATIENCE)
    assert "million parameters" in said
    assert "Traceback" not in said + complaints


async def test_only_a_page_of_the_server_under_its_own_name_opens_a_visit(site) -> None:
    running = site()
    async with aiohttp.ClientSession() as session:
        for headers in (
            {"Origin": "http://elsewhere.example"},
            {"Origin": "null"},
            {"Host": "elsewhere.example"},
        ):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await visit(session, running.url, **headers)
            assert refused.value.status == 403
        async with session.get(running.url, headers={"Host": "elsewhere.example"}) as answer:
            assert answer.status == 403
        for path in ("static/", "static/../site.py", "download/x", "page/../trainer.html"):
            async with session.get(running.url + path) as answer:
                assert answer.status in {403, 404}
    assert running.programs() == []


async def test_the_page_takes_nothing_from_elsewhere(site) -> None:
    running = site()
    async with aiohttp.ClientSession() as session:
        async with session.get(running.url) as answer:
            page = await answer.text()
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "//" not in page
        for part in (
            "page/page.css",
            "page/page.js",
            "static/js/textual.js",
            "static/fonts/RobotoMono-VariableFont_wght.ttf",
        ):
            async with session.get(running.url + part) as answer:
                assert answer.status == 200


async def test_what_no_page_sends_is_passed_over(site, eventually) -> None:
    running = site()
    async with aiohttp.ClientSession() as session:
        visitor = await visit(session, running.url)
        await visitor.until("spirals")
        for text in (
            "",
            "{}",
            "[]",
            "[1]",
            '["stdin"]',
            '["stdin", 7]',
            '["resize", {"width": 1}]',
            '["resize", {"width": 1e300, "height": -1}]',
            "[" * 100_000,
            json.dumps(["stdin", "\ud800"]),
        ):
            await visitor.ws.send_str(text)
        await visitor.ws.send_bytes(b"\xff")
        await visitor.ws.send_json(["resize", {"width": 100, "height": 30}])
        await visitor.press("O")
        await visitor.until("Off here")
        await visitor.ws.send_str("x" * (2**20 + 1))
        await visitor.closing()
    eventually(lambda: running.programs() == [])
    assert running.close() == (0, "")


async def test_programs_end_with_a_server_that_is_killed(site, eventually) -> None:
    running = site()
    async with aiohttp.ClientSession() as session:
        visitor = await visit(session, running.url)
        await visitor.until("spirals")
        running.process.kill()
        running.process.communicate()
    eventually(lambda: running.programs() == [])


def serve(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui_mlp", "serve", *options],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, **environment},
        check=False,
    )


def test_a_port_that_is_taken_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = serve("--port", str(port))
    assert done.returncode == 2
    assert f"--port {port}" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--host", "no.such.host.invalid"), "--host no.such.host.invalid"),
        (("--data", "table.csv"), "visitors get no file"),
        (("--memory", "3"), "--memory"),
    ],
)
def test_what_cannot_be_served_is_one_line(options: tuple[str, ...], words: str) -> None:
    done = serve(*options)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_its_library_it_says_what_brings_it(tmp_path: Path) -> None:
    (tmp_path / "textual_serve.py").write_text("raise ModuleNotFoundError(name='textual_serve')\n")
    done = serve(PYTHONPATH=str(tmp_path))
    assert done.returncode == 2
    assert "tui-mlp[web]" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--dataset", "irsi"), "there is no 'irsi'; did you mean iris?"),
        (("--minutes", "nan"), "nan is no number of minutes"),
        (("--idle-minutes", "inf"), "inf is no number of minutes"),
    ],
)
def test_what_no_visitor_could_have_is_said_before_it_listens(
    options: tuple[str, ...], words: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui_mlp", "serve", "--port", "0", *options],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
