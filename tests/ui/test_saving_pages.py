"""Pages saved from inside: the same as the commands print, in a new file each, or said why not."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from tui_mlp.cli import main
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.explain.explain_screen import ExplainScreen
from tui_mlp.ui.saving.save_dialog import SaveDialog
from tui_mlp.worker.inline import InlineWorker

IRIS = TrainingConfig(dataset="iris", hidden=(3, 3), optimizer="sgd")
OPTIONS = ("--dataset", "iris", "--hidden", "3,3", "--optimizer", "sgd")


class Saver:
    """The program, and the folder that it was started in."""

    def __init__(self, app: TrainerApp, pilot: Pilot[None], folder: Path) -> None:
        self.app, self.pilot, self.folder = app, pilot, folder

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def saved(self, *keys: str) -> str:
        """The text of the file that is new after these keys and saving."""
        before = set(self.folder.iterdir())
        await self.press(*keys, "ctrl+s", "enter")
        (path,) = set(self.folder.iterdir()) - before
        assert f"Saved as {path}" in self.toasts
        return path.read_text(encoding="utf-8")

    @property
    def toasts(self) -> list[str]:
        return [toast.message for toast in self.app._notifications]

    @property
    def problem(self) -> str:
        assert isinstance(self.app.screen, SaveDialog)
        return str(self.app.screen.query_one("#problem", Static).render())


@asynccontextmanager
async def saver(folder: Path, config: TrainingConfig = IRIS) -> AsyncIterator[Saver]:
    app = TrainerApp(InlineWorker(config))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        yield Saver(app, pilot, folder)


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> str:
    monkeypatch.setattr(sys, "argv", ["tui-mlp", *arguments, *OPTIONS, "--markdown"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    return capsys.readouterr().out


async def test_what_is_saved_is_what_the_commands_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {}
    async with saver(tmp_path) as user:
        await user.press("x")
        for page, keys in (("1", "1"), ("3", "3"), ("6.2", "6"), ("8.3", "8")):
            down = {"6": ["down"], "8": ["down", "down"]}.get(keys, [])
            found["explain", "--page", page] = await user.saved(keys, *down)
        found["explain", "--page", "1", "--sample", "2"] = await user.saved("1", "full_stop")
        found["explain", "--page", "4", "--held-out"] = await user.saved("b", "4")
        await user.press("escape", "L")
        # the workbench without and with a sample, a phase, the surface, the algorithm,
        # a derivation, the flow
        held_out = ("--held-out",)
        for number in (13, 14, 26, 31, 40, 51, 54):
            more = held_out if number in (14, 51) else ()
            user.app.screen.query_one(OptionList).highlighted = number - 1
            found["lecture", str(number), *more] = await user.saved("enter")
            await user.press("escape")
        found[("lecture",)] = await user.saved()
    for arguments, text in found.items():
        assert text == printed(monkeypatch, capsys, *arguments), arguments


async def test_a_file_that_is_there_stays_and_what_is_wrong_is_said(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("mine")
    async with saver(tmp_path) as user:
        await user.press("x", "ctrl+s")
        field = user.app.screen.query_one(Input)
        assert field.value == str(tmp_path / "iris-phase-1-step-0.md")
        for typed, words in (
            ("mine.md", "is there already"),
            ("none/page.md", "No such file or directory"),
            ("mine.md/page.md", "Not a directory"),
        ):
            field.value = typed
            await user.press("enter")
            assert words in user.problem
        other = tmp_path / "other"
        other.mkdir()
        field.value = str(other)
        await user.press("enter")
        assert [path.name for path in other.iterdir()] == ["iris-phase-1-step-0.md"]
        # the next one goes to the same folder, under a name that is free
        await user.press("ctrl+s")
        assert user.app.screen.query_one(Input).value == str(other / "iris-phase-1-step-0-2.md")
        await user.press("escape")
        assert len(list(other.iterdir())) == 1
    assert (tmp_path / "mine.md").read_text() == "mine"


async def test_a_name_from_outside_is_no_path(tmp_path: Path) -> None:
    async with saver(tmp_path) as user:
        await user.press("x")
        screen = user.app.screen
        assert isinstance(screen, ExplainScreen)
        assert screen._step is not None
        screen._step.copied = replace(screen._step.copied, dataset="../a b/[c]")
        await user.press("ctrl+s")
        name = Path(user.app.screen.query_one(Input).value)
        assert (name.parent, name.name) == (tmp_path, "..-a-b-c--phase-1-step-0.md")


async def test_what_is_asked_for_is_not_saved(tmp_path: Path) -> None:
    async with saver(tmp_path) as user:
        whole = await user.saved("x", "6")
        asked = await user.saved("h")
        assert "?" in asked
        assert "·" in asked.split("?")[1].splitlines()[0]
        assert "∂e/∂W" not in asked
        assert len(asked) < len(whole) / 2
