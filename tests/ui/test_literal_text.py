"""Texts of other people's files are shown as they were typed, at any size of the terminal."""

from dataclasses import replace

from textual.widgets import Markdown

from tui_mlp.scenario.file import shipped_scenarios
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.editing.network_panel import NetworkPanel
from tui_mlp.ui.editing.settings_panel import SettingsPanel
from tui_mlp.worker.inline import InlineWorker

SCENARIO = shipped_scenarios()[0]


def program(scenario=None):
    app = TrainerApp(InlineWorker(TrainingConfig(dataset="iris", hidden=(3,))), scenario)
    app.animation_level = "none"
    return app


def shown(app):
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def test_tags_and_numbers_of_characters_in_a_scenario_stay_as_they_are():
    text = "One <b>tag</b>, &#x202e; and [@click=app.quit]out[/].\n\n<div>\nblock\n</div>"
    app = program(replace(SCENARIO, before=text, title="[/] [bold]x", look="[@click=app.quit]y"))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        seen = shown(app)
        for literal in (
            "<b>tag</b>",
            "&#x202e;",
            "[@click=app.quit]out[/]",
            "<div>",
            "[/] [bold]x",
        ):
            assert literal in seen
        assert "Watch: [@click=app.quit]y" in seen


async def test_a_link_in_a_scenario_leads_nowhere(monkeypatch):
    opened = []
    monkeypatch.setattr(TrainerApp, "open_url", lambda _, url, **__: opened.append(url))
    app = program(replace(SCENARIO, before="[link](http://evil.test)"))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        line, text = next(row for row in enumerate(shown(app).splitlines()) if "link" in row[1])
        await pilot.click(offset=(text.index("link"), line))
        await pilot.pause()
    assert opened == []


async def test_of_an_endless_text_the_beginning_is_shown():
    app = program(replace(SCENARIO, before="a line\n" * 50_000))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        source = app.screen.query_one(Markdown).source
        assert source.startswith("a line\n")
        assert source.endswith("…")
        assert len(source.splitlines()) < 300


async def test_lists_of_options_fit_into_any_terminal():
    app = program(SCENARIO)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        for size in ((1, 1), (3, 30), (9, 2)):
            await pilot.resize_terminal(*size)
            await pilot.press("escape", "o", "down", "escape")
            app.trainer.query_one(SettingsPanel).focus()
            await pilot.press("enter", "down", "escape", "ctrl+p", "down", "escape")
        await pilot.resize_terminal(120, 40)
        assert app.screen is app.trainer
        for _ in range(50):
            if "Network" in shown(app):
                return
            await pilot.pause()
        raise AssertionError(shown(app))


async def test_thousands_of_digits_for_a_layers_width_are_refused():
    app = program()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        panel = app.trainer.query_one(NetworkPanel)
        panel.focus()
        await pilot.press("enter")
        panel.cell_input.value = "9" * 5000
        await pilot.pause()
        assert "1 to 4096" in panel.rows.problem
        await pilot.press("enter", "escape")
        assert panel.config.hidden == (3,)
