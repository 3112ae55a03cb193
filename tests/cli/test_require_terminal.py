"""Where the trainer cannot be shown, it says so in one line."""

import io
from types import SimpleNamespace

import pytest

from tui_mlp.cli import live
from tui_mlp.cli.live import require_terminal
from tui_mlp.cli.options import InputError


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEXTUAL_DRIVER", raising=False)
    streams = {name: Terminal() for name in ("stdin", "stdout", "stderr")}
    monkeypatch.setattr(live, "sys", SimpleNamespace(**streams))


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_terminal_that_cannot_draw_is_named(monkeypatch: pytest.MonkeyPatch, term: str) -> None:
    monkeypatch.setenv("TERM", term)
    with pytest.raises(InputError) as refused:
        require_terminal()
    assert f"TERM={term}" in str(refused.value)
    assert "tui-mlp train" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("term", ["linux", "screen-256color", "xterm"])
def test_others_can_draw(monkeypatch: pytest.MonkeyPatch, term: str) -> None:
    monkeypatch.setenv("TERM", term)
    require_terminal()
