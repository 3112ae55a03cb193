"""What the tests of the server share: a running one, and a look at the processes that it starts."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PATIENCE = 60.0


class RunningSite:
    """`tui-mlp serve` on a free port.

    Args:
        tmp_path: where homes of visitors are made.
        options: further options.
    """

    def __init__(self, tmp_path: Path, *options: str) -> None:
        self.homes = tmp_path
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tui_mlp", "serve", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(tmp_path), "SECRET_OF_THE_HOST": "s3cret"},
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("http://"), self.process.communicate()
        self.url = line.split()[0]

    def programs(self) -> list[int]:
        """The processes of all visitors: who leads a session, and who is in one of those."""
        return [pid for pid, home in _homes() if home.startswith(str(self.homes))]

    def close(self) -> tuple[int, str]:
        """End it as Ctrl+C does; gives the exit code, and what it complained of."""
        self.process.send_signal(signal.SIGINT)
        _, complaints = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, complaints


def _homes() -> Iterator[tuple[int, str]]:
    """Each process with its environment's HOME."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                environment = (folder / "environ").read_bytes().split(b"\0")
            except OSError:  # it is gone, or another user's
                continue
            homes = [each[5:] for each in environment if each.startswith(b"HOME=")]
            if homes:
                yield int(folder.name), os.fsdecode(homes[0])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Callable[..., RunningSite]]:
    """Starts servers, and ends them."""
    started: list[RunningSite] = []

    def start(*options: str) -> RunningSite:
        started.append(RunningSite(tmp_path, *options))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.close()


@pytest.fixture
def eventually() -> Callable[[Callable[[], bool]], None]:
    """Asks a question until the answer is yes."""

    def ask(question: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not question():
            assert time.monotonic() < end, "it does not come true"
            time.sleep(0.05)

    return ask
