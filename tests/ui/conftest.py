"""What the tests of the screen share: fixed snapshots, a palette, and an app around one panel."""

import importlib.util
from pathlib import Path
from typing import ClassVar

import pytest
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.reactive import reactive

from tui_mlp.ui.drawing.colours import COLOUR_CLASSES, COLOURS_PATH, Palette


@pytest.fixture(scope="session")
def fixed_snapshots():
    """The module `fixed_snapshots.py` beside this file."""
    path = Path(__file__).with_name("fixed_snapshots.py")
    spec = importlib.util.spec_from_file_location("fixed_snapshots", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def palette():
    """Colours without a theme; every role has a style of its own."""
    background = Color(10, 10, 10)

    def style(number):
        return Style(color=Color(number, 100, 100).rich_color, bgcolor=background.rich_color)

    def ground(red, blue):
        return Style(color="#f0f0f0", bgcolor=Color(10 + red, 10, 10 + blue).rich_color)

    roles = ("text", "strong", "muted", "faint", "accent", "good", "bad")
    curves = ("train", "validation", "trace")
    return Palette(
        background=background,
        foreground=Color(240, 240, 240),
        positive=Color(200, 120, 40),
        negative=Color(40, 120, 200),
        positive_grounds=tuple(ground(20 * number, 0) for number in range(9)),
        negative_grounds=tuple(ground(0, 20 * number) for number in range(9)),
        least_share=0.12,
        curves=tuple(style(100 + number) for number in range(6)),
        heat_glyphs=("█",) * 16,
        class_colours=tuple(Color(20 * number, 0, 200) for number in range(10)),
        heat=tuple(style(50 + number) for number in range(16)),
        **{role: style(number) for number, role in enumerate((*roles, *curves))},
    )


class PanelApp(App):
    """One widget, bound to the app's snapshot as it is to the screen's."""

    COMPONENT_CLASSES: ClassVar = set(COLOUR_CLASSES)
    CSS_PATH = COLOURS_PATH

    snapshot = reactive(None)

    def __init__(self, widget):
        super().__init__()
        self.widget = widget
        self.widget.styles.width = "100%"
        self.widget.styles.height = "100%"
        self.messages = []

    def compose(self):
        yield self.widget.data_bind(PanelApp.snapshot)

    def on_sample_panel_moved(self, event):
        self.messages.append(event)

    def on_sample_panel_worst_wanted(self, event):
        self.messages.append(event)

    def on_plane_panel_wanted(self, event):
        self.messages.append(event)


@pytest.fixture
def panel_app():
    """The class of an app around one widget."""
    return PanelApp
