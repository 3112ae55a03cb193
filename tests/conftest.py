"""Settings that every test shares."""

import asyncio
import gc
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from time import monotonic, process_time

import pytest

_LOOK = 1 / 200
_IDLE = _LOOK / 10


def pytest_addoption(parser: pytest.Parser) -> None:
    """The long form of the attacks takes hours; `make soak` asks for it."""
    parser.addoption("--soak", action="store_true", help="the long form of each attack")
    parser.addoption("--attack-seed", type=int, default=0, help="what the attacks begin from")


def pytest_collection_finish() -> None:
    """Look for garbage less often: each look would go through thousands of tests."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


async def _wait_for_idle(min_sleep: float = _LOOK, max_sleep: float = 5.0) -> None:
    """Wait until the app has nothing to do.

    The pilot's own looks are longer, and take an app for idle that is ready but gets no processor;
    then the sleep ends late, and the look does not count.
    """
    began = monotonic()
    while (looked := monotonic()) < began + max_sleep:
        used = process_time()
        await asyncio.sleep(_LOOK)
        idle = process_time() - used < _IDLE and monotonic() - looked < 2 * _LOOK
        if idle and monotonic() > began + min_sleep:
            return


@pytest.fixture(autouse=True, scope="session")
def _quick_pilot() -> None:
    """Let the pilot look more often, and more closely, whether the app is idle.

    Textual refreshes a screen 60 times a second, which is only for the eye: tests of hundreds of
    keys would wait for most of their time, and a look would end before the refresh.
    """
    from textual import app, pilot, screen

    screen.UPDATE_PERIOD = _LOOK / 2  # type: ignore[misc]
    app.wait_for_idle = pilot.wait_for_idle = _wait_for_idle  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colours and themes of whoever runs the tests must not change the pictures."""
    for name in ("NO_COLOR", "TEXTUAL_THEME", "FORCE_COLOR", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TUI_MLP_CONFIG", "")


@pytest.fixture(scope="session")
def _every_runs_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for each test in turn, which is not there before something is kept in it."""
    base = tmp_path_factory.mktemp("kept")
    return (base / f"{number}" / "runs" for number in count())


@pytest.fixture(autouse=True)
def runs_dir(monkeypatch: pytest.MonkeyPatch, _every_runs_dir: Iterator[Path]) -> Path:
    """Where runs are kept while a test goes on: never among those of whoever runs the tests."""
    folder = next(_every_runs_dir)
    monkeypatch.setenv("TUI_MLP_RUNS_DIR", str(folder))
    return folder
