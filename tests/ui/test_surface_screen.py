"""The loss surface at the keyboard."""

import numpy as np
import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from tui_mlp.lecture.pages.layout import PageView
from tui_mlp.lecture.pages.page import Page
from tui_mlp.lecture.statements.statement import SurfacePage
from tui_mlp.lecture.statements.table import STATEMENTS
from tui_mlp.lecture.surface.loss_surface import LossSurface, Way
from tui_mlp.lecture.surface.surface_page import surface_page
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.session import TrainingSession
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.explain.page_drawing import draw_page
from tui_mlp.ui.explain.page_panel import PagePanel
from tui_mlp.ui.lecture.surface_screen import SurfaceScreen
from tui_mlp.worker.answers.surface_answer import session_surface
from tui_mlp.worker.commands import RunSteps
from tui_mlp.worker.inline import InlineWorker

IRIS = TrainingConfig(dataset="iris", hidden=(3,))
NUMBER = next(n for n, s in enumerate(STATEMENTS, 1) if isinstance(s.shown, SurfacePage))


def fixed_surface() -> LossSurface:
    """A bowl whose bottom is at (2, 1), and three ways towards it."""
    x, y = np.linspace(-0.5, 3.0, 31), np.linspace(-0.5, 2.0, 15)
    losses = 0.1 + (x - 2) ** 2 + 2 * (y[:, None] - 1) ** 2
    ways = []
    for name, size, wobble in (("GD", 200, 0.0), ("mini-batch SGD", 32, 0.1), ("SGD", 1, 0.4)):
        share = np.linspace(0, 1, 30)
        side = wobble * np.sin(9 * share) * share
        places = np.stack([2 * share - side / 2, share + side], axis=-1)
        ways.append(Way(name, size, 200, places, 7 - 6.9 * share, 3 + 9 * wobble, 2.3, 0.9, False))
    return LossSurface(x, y, losses, tuple(ways), 200, 0.05, 60, True, 2.5, 0.4)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_statement_opens_the_surface_of_the_run(size: tuple[int, int]) -> None:
    worker = InlineWorker(IRIS)
    app = TrainerApp(worker)
    async with app.run_test(size=size) as pilot:
        await pilot.press("L")
        await pilot.pause()
        app.screen.query_one(OptionList).highlighted = NUMBER - 1
        await pilot.press("enter")
        for _ in range(3):
            await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SurfaceScreen)
        panel = screen.query_one(PagePanel)

        def text() -> str:
            return "\n".join(row.text for row in panel.drawn.rows)

        def title() -> str:
            return str(screen.query_one("#title", Static).content)

        seen = "\n".join(panel.render_line(y).text for y in range(panel.size.height))
        for words in ("● GD", "◆ mini-batch", "▲ SGD", "○ w⁰", "→ distance", "mean loss"):
            assert words in seen
        assert "step 0 · draw 1" in title()
        before = text()
        # the run goes on behind it, and the plane follows when it is asked to
        app.trainer.send(RunSteps(1))
        worker.train_steps(1)
        for _ in range(3):
            await pilot.pause()
        assert "step 0 (c: now 1) · draw 1" in title()
        assert text() == before
        await pilot.press("c")
        await pilot.pause()
        assert "step 1 · draw 1" in title()
        assert "the run's weights after step 1" in text()
        after = text()
        await pilot.press("d")
        await pilot.pause()
        assert "draw 2" in title()
        assert text() != after
        await pilot.press("pagedown")
        assert "All three begin at w⁰" in text()


def test_asking_changes_nothing_of_the_training_and_begins_where_it_began() -> None:
    asked, alone = TrainingSession(IRIS), TrainingSession(IRIS)
    start = asked.network.parameters.astype(float)
    for session in (asked, alone):
        session.train_steps(5)
    surface = session_surface(asked)
    assert surface is not None
    distance = float(np.linalg.norm(asked.network.parameters - start))
    assert surface.present == pytest.approx(distance, rel=1e-5)
    for session in (asked, alone):
        session.train_steps(5)
    assert asked.network.parameters.tobytes() == alone.network.parameters.tobytes()
    train = asked.samples.split.train
    mean = alone.network.mean_loss(train.features[:200], train.targets[:200])
    now = session_surface(alone)
    assert now is not None
    assert now.present_loss == pytest.approx(mean, rel=1e-5)


def test_a_run_that_uses_other_steps_says_so() -> None:
    surface = session_surface(
        TrainingSession(TrainingConfig(dataset="iris", optimizer="adam", l2=0.1))
    )
    assert surface is not None
    assert "uses adam" in " ".join(surface.notes)
    assert "penalty" in " ".join(surface.notes)
    plain = session_surface(TrainingSession(TrainingConfig(dataset="iris", optimizer="sgd")))
    assert plain is not None
    assert plain.notes == ()


def test_grounds_are_filled_and_glyphs_stand_out(palette) -> None:
    page = surface_page(fixed_surface())
    assert isinstance(page, Page)
    drawn = draw_page(page, PageView(), 80, palette)
    assert {row.cell_length for row in drawn.rows} == {80}
    heat = {style.color for style in palette.heat}
    grounds, glyphs = set(), {}
    for strip in drawn.rows:
        for segment in strip:
            assert segment.style is not None
            if segment.style.bgcolor in heat:
                grounds.add(segment.style.bgcolor)
                assert segment.style.color == segment.style.bgcolor
            for glyph in set(segment.text) & set("●◆▲"):
                glyphs.setdefault(glyph, set()).add(segment.style.color)
                assert segment.style.bgcolor == palette.text.bgcolor
    assert len(grounds) == 6
    assert len({min(colours, key=str) for colours in glyphs.values()}) == 3
    assert all(len(colours) == 1 for colours in glyphs.values())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
def test_pictures(snap_compare, size: tuple[int, int]) -> None:
    app = TrainerApp(InlineWorker(IRIS))

    async def go(pilot: Pilot[None]) -> None:
        await pilot.pause()
        app.trainer.lecture.open(NUMBER)
        for _ in range(3):
            await pilot.pause()
        page = surface_page(fixed_surface())
        app.screen.query_one(PagePanel).show(page, PageView(), from_top=True)
        await pilot.pause()

    assert snap_compare(app, run_before=go, terminal_size=size)
