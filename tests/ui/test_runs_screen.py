"""The list of kept runs inside the program, over real folders."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from tui_mlp.cli import tui_mlp
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.keeping.kept_runs import run_folders
from tui_mlp.training.keeping.run_folder import RunFolder
from tui_mlp.training.snapshot import RunState
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.runs.run_curves_panel import RunCurvesPanel
from tui_mlp.ui.runs.runs_screen import RunsScreen
from tui_mlp.worker import commands
from tui_mlp.worker.controller import TrainingController
from tui_mlp.worker.inline import InlineWorker

IRIS = TrainingConfig(dataset="iris", hidden=(5,), epochs=9)
WINE = replace(IRIS, dataset="wine", optimizer="adam")


def kept_run(runs_dir: Path, config: TrainingConfig, epochs: int) -> str:
    """The name of a new run that was left after so many epochs."""
    before = {folder.name for folder in run_folders(runs_dir)}
    controller = TrainingController(config, lambda: 0.0, keeping=Keeping(runs_dir))
    controller.handle(commands.RunSteps(epochs * controller.session.steps_per_epoch))
    while controller.running:
        controller.train()
    controller.leave()
    (name,) = {folder.name for folder in run_folders(runs_dir)} - before
    return name


def facts(line: str) -> list[str]:
    """What a line tells of a run, but for its age."""
    return re.sub(r"\b\d+ s\b", "", line).split()


class Program:
    """The running program with the list of runs open, and what a user does to it."""

    def __init__(self, app: TrainerApp, worker: InlineWorker, pilot: Pilot[None]) -> None:
        self.app, self.worker, self.pilot = app, worker, pilot

    @property
    def screen(self) -> RunsScreen:
        assert isinstance(self.app.screen, RunsScreen)
        return self.app.screen

    @property
    def lines(self) -> list[str]:
        options = self.screen.query_one(OptionList)
        return [
            str(options.get_option_at_index(place).prompt) for place in range(options.option_count)
        ]

    @property
    def messages(self) -> list[str]:
        return [each.message for each in self.app._notifications]

    def text(self, selector: str) -> str:
        return str(self.screen.query_one(selector, Static).content)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for what a thread does."""
        for _ in range(2000):
            if condition():
                return
            await self.pilot.pause(0.005)
        raise AssertionError(self.lines, self.messages)

    async def choose(self, name: str) -> None:
        await self.until(lambda: any(name in line for line in self.lines))
        place = next(place for place, line in enumerate(self.lines) if name in line)
        self.screen.query_one(OptionList).highlighted = place
        await self.pilot.pause()


@asynccontextmanager
async def opened(
    runs_dir: Path | None, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Program]:
    keeping = None if runs_dir is None else Keeping(runs_dir)
    worker = InlineWorker(IRIS, keeping=keeping)
    app = TrainerApp(worker)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("f")
        await pilot.pause()
        yield Program(app, worker, pilot)
    worker.close()


async def test_the_list_is_that_of_the_command_and_can_be_searched(runs_dir: Path) -> None:
    iris, wine = kept_run(runs_dir, IRIS, 3), kept_run(runs_dir, WINE, 2)
    printed = CliRunner().invoke(tui_mlp, ["runs"]).stdout.splitlines()
    async with opened(runs_dir, size=(100, 24)) as program:
        await program.until(lambda: len(program.lines) == 2)
        shown = [program.text("#heading"), *program.lines]
        assert [facts(line) for line in shown] == [facts(line) for line in printed]
        ends = zip(shown, ("run", wine, iris), strict=True)
        assert len({line.index(end) for line, end in ends}) == 1
        await program.press("slash", *"adam")
        assert [wine in line for line in program.lines] == [True]
        assert "1 of 2" in program.text("#title")
        assert program.text("#details").splitlines()[1] == "learning rate 0.05, optimizer adam"
        await program.press("d", "o", "space")  # are letters here
        assert program.screen.query_one(Input).value == "adamdo "
        assert program.lines == []
        await program.press("escape")
        assert len(program.lines) == 2
        await program.press("escape")
        assert program.app.screen is program.app.trainer


@pytest.mark.parametrize(("key", "state"), [("enter", "paused"), ("space", "running")])
async def test_a_run_is_opened_in_the_trainer(runs_dir: Path, key: str, state: str) -> None:
    wine = kept_run(runs_dir, WINE, 2)
    async with opened(runs_dir) as program:
        await program.choose(wine)
        await program.press(key)
        assert program.app.screen is program.app.trainer
        snapshot = program.app.trainer.snapshot
        assert (snapshot.run.dataset, snapshot.epoch, snapshot.state) == ("wine", 2, state)
        await program.press("f")
        await program.until(lambda: len(program.lines) == 1)
        assert program.lines[0].startswith("▸ ")
        await program.press("d")
        assert "not deleted" in program.messages[-1]
        await program.press("v")
        assert "already" in program.messages[-1]
        await program.press("escape", "u")
        assert program.app.trainer.snapshot.run.dataset == "iris"


async def test_a_run_that_another_process_trains_is_neither_opened_nor_deleted(
    runs_dir: Path,
) -> None:
    folder = RunFolder(runs_dir / kept_run(runs_dir, WINE, 2))
    folder.acquire(datetime.now())
    async with opened(runs_dir) as program:
        await program.choose(folder.name)
        await program.press("enter")
        assert f"tui-mlp attach {folder.name}" in program.messages[-1]
        assert "Kept runs" in program.text("#title")
        await program.press("d", "y")
        await program.until(lambda: "a process is training it" in program.messages[-1])
        folder.release()
        await program.press("d", "escape")
        assert folder.path.exists()
        await program.press("d", "y")
        await program.until(lambda: program.lines == [])
        assert not folder.path.exists()
        assert "No runs" in program.text("#title")


async def test_an_overlay_of_other_data_is_named(runs_dir: Path) -> None:
    wine = kept_run(runs_dir, WINE, 1)
    async with opened(runs_dir) as program:
        await program.choose(wine)
        await program.press("v")
        await program.until(lambda: bool(program.messages))
        assert program.messages[-1].startswith(f"{wine[16:]} is of other data")


async def test_up_to_four_runs_are_laid_over_the_curves(runs_dir: Path) -> None:
    names = [kept_run(runs_dir, replace(IRIS, seed=seed), seed + 1) for seed in range(5)]
    async with opened(runs_dir) as program:
        trainer = program.app.trainer
        for count, name in enumerate(names[:4], start=1):
            await program.choose(name)
            await program.press("v" if count % 2 else "o")
            await program.until(lambda count=count: len(trainer.overlays) == count)
        assert [overlay.name for overlay in trainer.overlays] == [name[16:] for name in names[:4]]
        assert [overlay.curves.epochs[-1] for overlay in trainer.overlays] == [1, 2, 3, 4]
        await program.choose(names[4])
        await program.press("v")
        assert "4 runs at most" in program.messages[-1]
        await program.choose(names[1])
        await program.press("v")
        assert [overlay.name for overlay in trainer.overlays] == [
            names[place][16:] for place in (0, 2, 3)
        ]
        marks = {name: line[0] for line in program.lines for name in names if name in line}
        assert [marks[name] for name in names] == ["1", " ", "2", "3", " "]
        await program.choose(names[0])
        await program.press("d", "y")
        await program.until(lambda: len(trainer.overlays) == 2)
        for file in ("last.npz", "best.npz"):
            (runs_dir / names[2] / file).write_bytes(b"damaged")
        await program.choose(names[2])
        await program.press("v", "v")
        await program.until(lambda: any("best.npz" in each for each in program.messages))


async def test_the_losses_of_the_run_under_the_cursor_are_drawn(runs_dir: Path) -> None:
    names = [kept_run(runs_dir, replace(IRIS, seed=seed), seed + 2) for seed in range(2)]
    async with opened(runs_dir) as program:
        panel = program.screen.query_one(RunCurvesPanel)
        for epochs, name in enumerate(names, start=2):
            await program.choose(name)
            await program.until(
                lambda epochs=epochs: panel.curves is not None and panel.curves.epochs[-1] == epochs
            )
            assert name[16:] in str(panel.border_title)
            assert any(
                "\u2801" <= each <= "\u28ff"
                for y in range(panel.size.height)
                for each in panel.render_line(y).text
            )


def _plot(panel: RunCurvesPanel) -> str:
    return "".join(panel.render_line(y).text for y in range(panel.size.height))


@pytest.mark.parametrize(
    ("config", "label"),
    [
        (IRIS, "ln 3"),
        (TrainingConfig(dataset="discs", hidden=(4,)), "3·ln2"),
        (TrainingConfig(dataset="moons", hidden=(4,), output="one_neuron"), "ln 2"),
    ],
)
async def test_the_losses_have_the_line_of_a_guess(
    runs_dir: Path, config: TrainingConfig, label: str
) -> None:
    name = kept_run(runs_dir, config, 1)
    async with opened(runs_dir) as program:
        panel = program.screen.query_one(RunCurvesPanel)
        await program.choose(name)
        await program.until(lambda: f"{label}┤" in _plot(panel) and "chance" in _plot(panel))


async def test_the_plot_takes_the_rows_that_the_list_leaves(runs_dir: Path) -> None:
    kept_run(runs_dir, IRIS, 1)
    async with opened(runs_dir) as program:
        plot, listed = (
            program.screen.query_one(RunCurvesPanel),
            program.screen.query_one(OptionList),
        )
        assert listed.size.height == len(program.lines)
        assert plot.outer_size.height > program.screen.size.height - 10


async def test_the_present_run_shows_the_curves_that_it_has_now(runs_dir: Path) -> None:
    old = kept_run(runs_dir, WINE, 2)
    async with opened(runs_dir) as program:
        program.worker.run_epochs(2)
        program.worker.save()
        program.worker.publish()
        await program.pilot.pause()
        present = program.screen._present
        await program.choose(present)
        panel = program.screen.query_one(RunCurvesPanel)
        await program.until(lambda: panel.live)
        shown = program.screen.snapshot
        assert shown is not None
        program.worker.train_steps(3 * shown.steps_per_epoch)
        program.worker.publish()
        await program.pilot.pause()
        assert any("\u2801" <= each <= "\u28ff" for each in _plot(panel))
        assert panel.table().splitlines()[-1].startswith("5")
        await program.until(lambda: "train" in str(panel.border_subtitle))
        for file in (runs_dir / old).glob("*.npz"):
            file.write_bytes(b"damaged")
        await program.choose(old)
        await program.until(lambda: "No curves" in _plot(panel))


async def test_a_disk_that_answers_after_the_list_was_closed_is_no_harm(runs_dir: Path) -> None:
    kept_run(runs_dir, WINE, 2)
    async with opened(runs_dir) as program:
        screen = program.screen
        await program.until(lambda: len(program.lines) == 1)
        await program.press("escape")
        await screen._read(runs_dir)
        screen._look()
        await program.press("f")
        await program.until(lambda: len(program.lines) == 1)


async def test_where_runs_are_not_kept_it_says_so() -> None:
    async with opened(None, size=(80, 24)) as program:
        assert program.text("#title") == "Runs are not kept here"
        await program.press("enter", "space", "v", "d", "down", "up", "slash", "x", "escape")
        assert program.app.trainer.snapshot.state is RunState.PAUSED
        await program.press("escape")
        assert program.app.screen is program.app.trainer
