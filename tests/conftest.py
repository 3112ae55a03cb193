"""Settings that every test shares."""

import os
from pathlib import Path

import pytest

# Textual refreshes a screen 60 times a second, and its pilot waits 20 ms at a time until the app is
# idle. Both are only for the eye: tests of hundreds of keys would wait for most of their time.
os.environ["TEXTUAL_FPS"] = "250"
_WAIT = 1 / 200


def pytest_addoption(parser: pytest.Parser) -> None:
    """The long form of the attacks takes hours; `make soak` asks for it."""
    parser.addoption("--soak", action="store_true", help="the long form of each attack")
    parser.addoption("--attack-seed", type=int, default=0, help="what the attacks begin from")


@pytest.fixture(autouse=True, scope="session")
def _quick_pilot() -> None:
    """Let the pilot look more often whether the app is idle."""
    from textual import _wait

    _wait.SLEEP_GRANULARITY = _WAIT
    _wait.SLEEP_IDLE = _WAIT / 10


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colours and themes of whoever runs the tests must not change the pictures."""
    for name in ("NO_COLOR", "TEXTUAL_THEME", "FORCE_COLOR", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def runs_dir(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where runs are kept while a test goes on: never among those of whoever runs the tests."""
    folder = tmp_path / "runs"
    monkeypatch.setenv("TUI_MLP_RUNS_DIR", str(folder))
    return folder
