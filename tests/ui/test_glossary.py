"""The words on the screens: each has a sentence, on hover, in the help, and by search."""

import re

import pytest
from textual.content import Content
from textual.widgets import Static

from tui_mlp.settings.training_config import SETTINGS, TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.editing.row_list import RowList
from tui_mlp.ui.editing.settings_panel import SettingsPanel
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.network.picture_panel import PicturePanel
from tui_mlp.ui.panels.boundary_panel import BoundaryPanel
from tui_mlp.ui.panels.confusion_panel import ConfusionPanel
from tui_mlp.ui.panels.curves_panel import AccuracyPanel, LossPanel
from tui_mlp.ui.panels.gradient_panel import GradientPanel
from tui_mlp.ui.panels.label_scores_panel import LabelScoresPanel
from tui_mlp.ui.panels.sample_panel import SamplePanel
from tui_mlp.ui.panels.status_line import StatusLine
from tui_mlp.ui.widgets.focus_line import FocusLine
from tui_mlp.ui.widgets.panel import DrawnPanel, Panel
from tui_mlp.ui.words.glossary import GLOSSARY, term_at
from tui_mlp.worker.inline import InlineWorker

SPIRALS = TrainingConfig(hidden=(4, 4), epochs=5)


def panels() -> dict[str, type[Panel]]:
    every, found = [Panel], {}
    while every:
        kind = every.pop()
        every += kind.__subclasses__()
        found[kind.__name__] = kind
    return found


def test_each_setting_and_each_panel_has_a_sentence() -> None:
    words = {term.word for term in GLOSSARY}
    assert {name.replace("_", " ") for name in SETTINGS} - words == set()
    assert len(words) == len(GLOSSARY)
    assert {where for term in GLOSSARY for where in term.where} <= set(panels())
    for term in GLOSSARY:
        assert term.sentence.endswith("."), term.word
        assert len(term.sentence) <= 130, term.word


@pytest.mark.parametrize("kind", [StatusLine, LossPanel, GradientPanel, SamplePanel])
async def test_each_word_that_a_panel_shows_is_explained(kind: type[DrawnPanel]) -> None:
    app = TrainerApp(InlineWorker(SPIRALS))
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.press("e")
        await pilot.pause()
        panel = app.trainer.query_one(kind)
        lines = [panel.render_line(y).text for y in range(panel.size.height)]
        below = Content.from_markup(panel.border_subtitle or "").plain
        text = " ".join([*lines, panel.heading, below]).casefold()
        names = {"tui", "mlp", "spirals", "full", "by", "w", "of", "x", "to", "run", "press"}
        names |= {"space", "tanh", "one", "nan", "inf", "c", "status", "line"}
        words = set(re.findall(r"[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]+", text)) - names
        known = " ".join(
            spelling for term in GLOSSARY if kind.__name__ in term.where
            for spelling in term.spellings
        ).casefold().split()  # fmt: skip
        parts = {part for word in known for part in re.findall(r"[^\W\d_]+", word)}
        assert words - parts == set()


def test_a_number_belongs_to_the_word_on_its_left() -> None:
    line = "epoch  43/200   step  865   steps/s  100   γ 0.0500"
    for part, word in (
        ("43", "epoch"),
        ("865", "step"),
        ("100", "steps/s"),
        ("05", "learning rate"),
    ):
        term = term_at(line, line.rindex(part), "StatusLine")
        assert term is not None
        assert term.word == word


async def test_hovering_and_focus_explain_a_number_and_a_setting() -> None:
    app = TrainerApp(InlineWorker(SPIRALS))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        line = app.trainer.query_one(StatusLine)
        place = line.render_line(0).text.index("γ") + 3
        await pilot.hover(line, offset=(place + 1, 0))
        await pilot.pause()
        assert "learning rate: γ" in str(line.tooltip)
        settings = app.trainer.query_one(SettingsPanel)
        settings.focus()
        await pilot.pause()
        rows = settings.query_one(RowList)
        shown = " ".join(rows.render_line(y).text.strip() for y in range(rows.size.height))
        assert SETTINGS["dataset"].sentence in shown


def said(app: TrainerApp) -> str:
    return str(app.screen.query_one("#help Static", Static).content)


async def test_help_is_about_the_present_view_and_is_searched() -> None:
    app = TrainerApp(InlineWorker(SPIRALS))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("question_mark")
        await pilot.pause()
        assert "gradient norm" in said(app)
        assert "Work out a number of this page" not in said(app)
        await pilot.press("slash", *"norm")
        await pilot.pause()
        assert "‖∇W‖: the root" in said(app)
        assert "Run training, or pause it" not in said(app)
        await pilot.press(*["backspace"] * 4, *"recall")
        await pilot.pause()
        assert "Words that are not on this screen" in said(app)
        assert "Of the samples that have a label, the fraction that was found." in said(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "Run training, or pause it" in said(app)
        await pilot.press("escape", "x")
        await pilot.pause()
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        assert "Work out a number of this page" in said(app)
        assert "here Other sample; there Last good state" in said(app)
        assert "confusion matrix" not in said(app)


@pytest.mark.parametrize("key", list("xmoLgkfvpDE"))
async def test_every_view_has_help_of_its_own(key: str) -> None:
    app = TrainerApp(InlineWorker(SPIRALS))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("e", key)
        await pilot.pause()
        await pilot.pause()
        view = app.screen
        assert view is not app.trainer
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        assert app.screen._view is view
        assert "Of multi-label data" not in said(app)  # of which there is none


async def test_each_line_of_help_is_about_the_keys_before_it() -> None:
    app = TrainerApp(InlineWorker(SPIRALS))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("x")
        await pilot.pause()
        await pilot.press("question_mark")
        await pilot.pause()
        lines = [line.split(maxsplit=1) for line in said(app).split("\n") if line.strip()]
        assert ["←", "The page before; 1 to 8 go to a phase directly"] in lines
        assert ["1-8", "Go to phase 1 to 8"] in lines
        assert ["2", "Go to phase 2"] not in lines


async def test_a_long_line_of_help_goes_on_under_its_first_words() -> None:
    app = TrainerApp(InlineWorker(TrainingConfig(dataset="xor", hidden=(3,), epochs=5)))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("question_mark")
        for _ in range(3):
            await pilot.pause()
        lines = str(app.screen.query_one("#help Static", Static).render()).split("\n")
        first = next(at for at, line in enumerate(lines) if "Copy the numbers" in line)
        column = lines[first].index("Copy")
        assert lines[first + 1][:column].isspace()
        assert lines[first + 1][column:].endswith("tab-separated text")
        assert max(map(len, lines[: first + 20])) <= app.screen.query_one("#help Static").size.width


@pytest.mark.parametrize("keys", ["g", "ga", "v", "i", "p", "D", "E"])
async def test_a_view_of_its_own_explains_what_has_the_focus(keys: str) -> None:
    app = TrainerApp(InlineWorker(SPIRALS))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", *keys)
        await pilot.pause()
        await pilot.pause()
        line = app.screen.query_one(FocusLine)
        assert line.display
        assert line.render_line(0).text.strip()[-1] in ".)"  # a whole sentence


@pytest.mark.parametrize(
    ("dataset", "keys", "kind", "words"),
    [
        ("spirals3", ["2"], LossPanel, "loss: The mean cross-entropy"),
        ("spirals3", ["2", "tab"], AccuracyPanel, "accuracy: The fraction"),
        ("spirals3", ["3"], GradientPanel, "gradient norm: ‖∇W‖"),
        ("spirals3", ["4"], SamplePanel, "softmax: Makes"),
        ("spirals3", ["5"], BoundaryPanel, "decision boundary: Where"),
        ("spirals3", ["1"], PicturePanel, "map: What a unit answers to"),
        ("iris", ["5"], ConfusionPanel, "confusion matrix: How often"),
        ("digit_pairs", ["5"], LabelScoresPanel, "label: "),
        ("digit_pairs", ["4"], SamplePanel, "sigmoid: Makes"),
    ],
)
async def test_what_has_the_focus_is_explained_in_a_line(
    dataset: str, keys: list[str], kind: type[Panel], words: str
) -> None:
    app = TrainerApp(InlineWorker(TrainingConfig(dataset=dataset, hidden=(4,))))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        line = app.trainer.query_one(FocusLine)
        assert not line.display
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
            await pilot.pause()
        assert isinstance(app.focused, kind)
        assert line.display
        assert line.render_line(0).text.strip().startswith(words)
        await pilot.hover(kind, offset=(20, 5))
        await pilot.pause()
        assert str(app.focused.tooltip)  # and each number, under the mouse
