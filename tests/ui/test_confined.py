"""Who has no right to files: the keys that use some are off, and say so."""

import pytest
from textual.pilot import Pilot

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.explain.explain_screen import ExplainScreen
from tui_mlp.ui.widgets.footer import KeyFooter
from tui_mlp.worker.inline import InlineWorker

WORDS = "opens and writes no files"


def confined_app() -> TrainerApp:
    return TrainerApp(InlineWorker(TrainingConfig(hidden=(4, 4))), confined=True)


def notices(app: TrainerApp) -> list[str]:
    return [notice.message for notice in app._notifications]


@pytest.mark.parametrize("key", ["O", "f", "ctrl+s", "ctrl+d", "ctrl+z"])
async def test_a_key_that_uses_files_says_that_it_is_off(key: str) -> None:
    app = confined_app()
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert len(app.screen_stack) == 1
        assert any(WORDS in notice for notice in notices(app))


async def test_a_page_is_not_saved(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = confined_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("x")
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, ExplainScreen)
        assert any(WORDS in notice for notice in notices(app))
    assert list(tmp_path.iterdir()) == []


async def test_these_keys_are_not_offered() -> None:
    app = confined_app()
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.pause()
        offered = f"  {app.screen.query_one(KeyFooter).text}  "
        assert "k KL" in offered
        assert [each for each in ("f Runs", "E O Data", "Export") if each in offered] == []
        await pilot.press("question_mark")
        await pilot.pause()
        shown = await help_text(app, pilot)
        assert "One step of SGD, phase by phase" in shown
        refused = ("Train on a file of your own", "Write the model or the curves", "Kept runs:")
        assert [each for each in refused if each in shown] == []


async def help_text(app: TrainerApp, pilot: Pilot[None]) -> str:
    await pilot.pause()
    return "\n".join(str(each.render()) for each in app.screen.query("Static"))


async def test_the_palette_finds_none_of_them() -> None:
    from tui_mlp.ui.palette.palette_search import EverythingProvider

    app = confined_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        provider = EverythingProvider(app.screen)
        titles = {entry.title for entry in provider.entries()}
        assert "Explain a step" in titles
        assert titles.isdisjoint({"Screenshot", "Export", "Open a file", "Runs (files)", "Detach"})


async def test_a_file_as_a_setting_is_not_taken_either() -> None:
    app = confined_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.trainer.change_settings({"data": "/etc/passwd"})
        await pilot.pause()
        assert len(app.screen_stack) == 1
        assert any(WORDS in notice for notice in notices(app))
