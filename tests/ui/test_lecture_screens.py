"""The lecture's statements on the screen: the list, the pages that they open, and the palette."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from tui_mlp.lecture.statements.statement import (
    DerivationPage,
    FlowPage,
    ScenarioPage,
    SurfacePage,
    WalkPage,
    WorkbenchPage,
)
from tui_mlp.lecture.statements.table import STATEMENTS
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.explain.explain_screen import ExplainScreen
from tui_mlp.ui.explain.page_panel import PagePanel
from tui_mlp.ui.flow.flow_screen import GradientFlowScreen
from tui_mlp.ui.kl.kl_screen import DivergenceScreen
from tui_mlp.ui.lecture.algorithm_screen import AlgorithmScreen
from tui_mlp.ui.lecture.derivation_screen import DerivationScreen
from tui_mlp.ui.lecture.statements_screen import StatementsScreen
from tui_mlp.ui.lecture.surface_screen import SurfaceScreen
from tui_mlp.ui.lecture.why_panel import WhyPanel
from tui_mlp.ui.palette.palette_search import EverythingProvider
from tui_mlp.ui.scenario.scenario_screens import ScenarioScreen
from tui_mlp.ui.widgets.footer import KeyFooter
from tui_mlp.worker.inline import InlineWorker

SCREENS = {
    WalkPage: ExplainScreen,
    WorkbenchPage: DivergenceScreen,
    FlowPage: GradientFlowScreen,
    SurfacePage: SurfaceScreen,
    ScenarioPage: ScenarioScreen,
    DerivationPage: DerivationScreen,
}
SPIRALS = TrainingConfig(hidden=(4, 4))
DISCS = TrainingConfig(dataset="discs", hidden=(3,))
DEEP = TrainingConfig(dataset="iris", hidden=(3,) * 8, activation=("sigmoid",))


@dataclass
class Student:
    """The program, with the list of statements open."""

    app: TrainerApp
    worker: InlineWorker
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    def go_to(self, number: int) -> None:
        self.app.screen.query_one(OptionList).highlighted = number - 1

    @property
    def text(self) -> str:
        """All that is on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    @property
    def page(self) -> str:
        panel = self.app.screen.query_one(PagePanel)
        return "\n".join(row.text.rstrip() for row in panel.drawn.rows)


@asynccontextmanager
async def student(
    config: TrainingConfig = SPIRALS, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Student]:
    worker = InlineWorker(config)
    app = TrainerApp(worker)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        found = Student(app, worker, pilot)
        await found.press("L")
        yield found


@pytest.mark.parametrize(
    ("config", "every"), [(SPIRALS, 1), (DISCS, 14), (DEEP, 19)], ids=["softmax", "labels", "deep"]
)
async def test_each_statement_opens_its_page_and_is_marked(
    config: TrainingConfig, every: int
) -> None:
    """All of them; on further networks some, whose numbers are held without the screen."""
    opened = list(enumerate(STATEMENTS, start=1))[::every]
    async with student(config) as user:
        for number, statement in opened:
            user.go_to(number)
            await user.press("enter")
            screen = user.app.screen
            assert isinstance(screen, SCREENS[type(statement.shown)]), number
            if isinstance(screen, ExplainScreen):
                assert screen._step is not None
                assert screen._step.page.phase == statement.shown.phase
            if isinstance(screen, DerivationScreen | ExplainScreen):
                assert user.page.strip(), number
            await user.press("escape")
            assert isinstance(user.app.screen, StatementsScreen), number
            marked = user.app.screen.query_one(OptionList).get_option_at_index(number - 1)
            assert str(marked.prompt).startswith(f"✓ {number:2}  {statement.line}")
        assert f"{len(opened)} of 57 opened" in user.text
        await user.press("escape", "L")
        assert f"{len(opened)} of 57 opened" in user.text
        assert user.app.screen.query_one(OptionList).highlighted == opened[-1][0] - 1


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_the_whole_reason_of_each_statement_is_seen(size: tuple[int, int]) -> None:
    async with student(size=size) as user:
        for number, statement in enumerate(STATEMENTS, start=1):
            user.go_to(number)
            await user.pilot.pause()
            panel = user.app.screen.query_one(WhyPanel)
            lines = [panel.render_line(y).text for y in range(panel.size.height)]
            assert " ".join(" ".join(lines).split()) == statement.why
            if size[0] >= 80:
                assert f"{number:2}  {statement.line}" in user.text
        footer = user.app.screen.query_one(KeyFooter).text
        assert "⏎ Open its page" in footer
        assert "esc Back" in footer


async def test_the_list_uses_the_width_and_wraps_under_its_own_words() -> None:
    async with student(size=(200, 60)) as user:
        rows = [row for row in user.text.splitlines() if STATEMENTS[2].line in row]
        assert f"  {STATEMENTS[2].why[:80]}" in rows[0]
        await user.pilot.resize_terminal(60, 16)
        await user.press("end")
        number, long = max(enumerate(STATEMENTS, 1), key=lambda each: len(each[1].line))
        user.go_to(number)
        await user.pilot.pause()
        rows = user.text.splitlines()
        first = next(place for place, row in enumerate(rows) if f"{number:2}  " in row)
        words = " ".join(rows[first].split()[1:] + rows[first + 1].split())
        assert words == long.line
        assert rows[first + 1].index(rows[first + 1].strip()) == 6


async def test_layers_are_those_that_the_statement_is_about() -> None:
    async with student() as user:
        for words, layer in (("Step 1: the last layer", 3), ("The gradient of Wˡ", 3), ("Diag", 2)):
            number = next(n for n, s in enumerate(STATEMENTS, 1) if s.line.startswith(words))
            user.go_to(number)
            await user.press("enter")
            assert isinstance(user.app.screen, ExplainScreen)
            assert user.app.screen._step is not None
            assert user.app.screen._step.page.layer == layer
            await user.press("escape")


async def test_every_page_is_three_keys_away_by_its_number() -> None:
    async with student() as user:
        for number in (1, 5, 6, 10, 31, len(STATEMENTS)):
            await user.press(*str(number), *(["enter"] if number < 10 else []))
            assert not isinstance(user.app.screen, StatementsScreen), number
            assert user.app.trainer.lecture._last == number
            await user.press("escape")
        await user.press("5", "down", "3")
        assert isinstance(user.app.screen, StatementsScreen)  # the arrow began a new number
        assert user.app.screen.query_one(OptionList).highlighted == 2
        await user.press("down", "9", "9", "8")  # there is no 99 and no 98
        assert isinstance(user.app.screen, StatementsScreen)
        assert user.app.screen.query_one(OptionList).highlighted == 7


async def test_a_scenario_that_is_answered_is_watched_on_the_trainer() -> None:
    async with student() as user:
        user.go_to(next(n for n, s in enumerate(STATEMENTS, 1) if "one output neuron" in s.line))
        await user.press("enter", "1", "enter")
        assert user.app.screen is user.app.trainer
        assert user.app.trainer.snapshot is not None
        assert user.app.trainer.snapshot.scenario is not None


async def test_the_workbench_has_the_sample_where_the_statement_is_about_it() -> None:
    async with student() as user:
        user.go_to(next(n for n, s in enumerate(STATEMENTS, 1) if "p stands for" in s.line))
        await user.press("enter")
        assert isinstance(user.app.screen, DivergenceScreen)
        assert "p = y, q = ŷ of validation sample 1" in str(user.app.screen.panel.border_title)


async def test_a_derivation_is_shown_move_by_move_and_follows_the_run() -> None:
    async with student() as user:
        user.go_to(next(n for n, s in enumerate(STATEMENTS, 1) if s.line.startswith("Put in")))
        await user.press("enter")
        screen = user.app.screen
        assert isinstance(screen, DerivationScreen)
        last = "The same for every j"
        for move in range(1, screen.moves):
            assert f"move {move} of {screen.moves}" in user.text
            assert last not in user.page
            await user.press("right")
        assert last in user.page
        before = user.page
        await user.press("left")
        assert last not in user.page
        await user.press("a")
        assert user.page == before
        await user.press("s")
        user.worker.train_steps(1)
        for _ in range(3):
            await user.pilot.pause()
        assert "step 1" in str(screen.query_one("#title", Static).content)
        assert last in user.page
        assert user.page != before
        after = user.page
        await user.press("full_stop")
        assert user.page != after


async def test_the_palette_finds_a_statement_and_opens_it_over_the_trainer() -> None:
    async with student() as user:
        provider = EverythingProvider(user.app.screen)
        entries = {entry.title: entry for entry in provider.entries()}
        assert sum(title.startswith("Lecture ") for title in entries) == len(STATEMENTS)
        answers = [entry for entry, _ in provider.found("triangle inequality")]
        (found,) = [entry for entry in answers if entry.title.startswith("Lecture 19: Does KL")]
        found.run()
        await user.pilot.pause()
        assert isinstance(user.app.screen, DivergenceScreen)
        await user.press("escape")
        assert user.app.screen is user.app.trainer
        assert 19 in user.app.trainer.lecture.visited


async def test_the_algorithm_marks_its_line_and_its_update_is_a_step_of_the_run() -> None:
    async with student(size=(80, 30)) as user:
        user.go_to(next(n for n, s in enumerate(STATEMENTS, 1) if "algorithm as a whole" in s.line))
        await user.press("enter")
        assert isinstance(user.app.screen, AlgorithmScreen)

        def marked() -> list[str]:
            lines = [line for line in user.page.splitlines() if line.startswith("▸ ")]
            return [line.split()[1] for line in lines if "is the line" not in line]

        assert marked() == ["choose"]
        for word in ("forward", "error", "gradient", "update"):
            await user.press("right")
            assert marked() == [word]
        await user.press("left")
        assert marked() == ["gradient"]
        drawn = next(line for line in user.page.splitlines() if " j = " in line)
        await user.press("right", "right")
        user.worker.train_steps(1)
        for _ in range(3):
            await user.pilot.pause()
        assert user.app.trainer.snapshot is not None
        assert user.app.trainer.snapshot.step == 1
        assert marked() == ["choose"]
        assert "k = 1;" in user.page
        assert drawn not in user.page


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_the_schedule_is_drawn_with_the_present_step_on_it(size: tuple[int, int]) -> None:
    config = TrainingConfig(hidden=(4,), schedule="inverse", epochs=20)
    async with student(config, size) as user:
        user.go_to(33)
        await user.press("enter", "a")
        lines = user.page.splitlines()
        top = next(place for place, line in enumerate(lines) if "by epoch" in line) + 1
        plot = lines[top : top + 10]
        assert any("●" in line and "now" in line for line in plot)
        drawn = [max((n for n, line in enumerate(plot) if line[at : at + 1] > "⠀"), default=None)
                 for at in range(8, size[0] - 4)]  # fmt: skip
        rows = [row for row in drawn[8:] if row is not None]
        assert len(rows) > 0.8 * (size[0] - 20)
        assert rows == sorted(rows)  # it falls
        assert len(set(rows)) > 3
        assert plot[-1].split()[0] == "0"
        assert plot[-1].split()[-1] == "20"


async def test_the_total_error_is_about_the_samples_of_the_coming_step() -> None:
    async with student(TrainingConfig(hidden=(4,), batch_size=16)) as user:
        user.go_to(32)
        await user.press("enter", "a")
        assert "B = 16: E = " in user.page
        before = user.page
        assert "class" not in user.text.splitlines()[0]
        await user.press("full_stop")
        assert user.page == before
        await user.press("s")
        user.worker.train_steps(1)
        for _ in range(3):
            await user.pilot.pause()
        assert user.page != before
        assert "step 1" in user.text.splitlines()[0]


async def test_a_derivation_that_is_not_of_this_network_offers_no_moves() -> None:
    for config, offered in ((SPIRALS, False), (DISCS, True)):
        async with student(config) as user:
            user.go_to(57)
            await user.press("enter")
            assert isinstance(user.app.screen, DerivationScreen)
            assert ("Next move" in user.text) == offered
            assert ("All" in user.text.splitlines()[-1]) == offered
