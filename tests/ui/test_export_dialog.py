"""The present run exported from inside, with keys alone."""

import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tui_mlp.export.export_formats import FORMATS
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.training.model_file import load_model, model_of
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.exporting.export_dialog import ExportDialog
from tui_mlp.worker.inline import InlineWorker


@asynccontextmanager
async def program(
    folder: Path, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[TrainerApp, Pilot[None], InlineWorker]]:
    config = TrainingConfig(dataset="iris", hidden=(8,))
    worker = InlineWorker(config, keeping=Keeping(folder / "runs"))
    app = TrainerApp(worker)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        worker.run_epochs(5)
        app.pages_folder = folder
        await pilot.press("ctrl+s")
        await pilot.pause()
        yield app, pilot, worker


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()


async def test_a_model_trained_inside_is_saved_and_run_by_onnxruntime(tmp_path: Path) -> None:
    async with program(tmp_path) as (app, pilot, worker):
        assert isinstance(app.screen, ExportDialog)
        await press(pilot, "enter")
        assert app.screen is app.trainer
        (saved,) = tmp_path.glob("*.npz")
        model = load_model(saved)
        downs = list(FORMATS).index("onnx")
        await press(pilot, "ctrl+s", *["down"] * downs, "enter")
        (written,) = tmp_path.glob("*.onnx")
        x = worker._controller.session.samples.dataset.features[:50]
        session = onnxruntime.InferenceSession(written, providers=["CPUExecutionProvider"])
        answered = session.run(["probabilities"], {"samples": x})[0]
        np.testing.assert_allclose(answered, model.probabilities(x), atol=1e-5)
        present = model_of(worker._controller.session).probabilities(x)
        np.testing.assert_allclose(answered, present, atol=1e-5)


async def test_curves_are_the_epochs_of_the_run(tmp_path: Path) -> None:
    async with program(tmp_path) as (_, pilot, worker):
        await press(pilot, *["down"] * list(FORMATS).index("csv"), "enter")
        (written,) = tmp_path.glob("*.csv")
        with written.open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert [float(row["epoch"]) for row in rows][-1] == 5
        loss = worker._controller.session.validation_metrics.loss
        assert float(rows[-1]["validation_loss"]) == pytest.approx(loss)


@pytest.mark.parametrize(
    ("name", "words"), [("taken.npz", "is there already"), ("no/such/m.npz", "No such file")]
)
async def test_what_cannot_be_written_is_said_in_the_dialog(
    tmp_path: Path, name: str, words: str
) -> None:
    (tmp_path / "taken.npz").write_bytes(b"mine")
    async with program(tmp_path) as (app, pilot, _):
        app.screen.query_one(Input).value = str(tmp_path / name)
        await press(pilot, "enter")
        assert isinstance(app.screen, ExportDialog)
        assert words in str(app.screen.query_one("#problem", Static).content)
        assert (tmp_path / "taken.npz").read_bytes() == b"mine"
        await press(pilot, "escape")
        assert app.screen is app.trainer


async def test_a_name_that_was_typed_stays_when_the_form_changes(tmp_path: Path) -> None:
    async with program(tmp_path) as (app, pilot, _):
        field = app.screen.query_one(Input)
        first = field.value
        await press(pilot, "down")
        assert field.value != first
        assert field.value.endswith(".py")
        field.value = str(tmp_path / "own.name")
        await press(pilot, "down")
        assert field.value == str(tmp_path / "own.name")


async def test_a_typed_name_takes_the_ending_of_the_form_that_is_chosen(tmp_path: Path) -> None:
    async with program(tmp_path) as (app, pilot, _):
        field = app.screen.query_one(Input)
        field.value = str(tmp_path / "mine.npz")
        await press(pilot, *["down"] * list(FORMATS).index("onnx"))
        assert field.value == str(tmp_path / "mine.onnx")
        field.value = ""
        await press(pilot, "enter")
        assert "type the name" in str(app.screen.query_one("#problem", Static).content)


async def test_the_name_has_the_step_of_the_model_that_is_written(tmp_path: Path) -> None:
    async with program(tmp_path) as (app, pilot, worker):
        proposed = app.screen.query_one(Input).value
        worker.train_steps(8)
        await pilot.pause()
        await press(pilot, "enter")
        (saved,) = tmp_path.glob("*.npz")
        assert saved.stem.endswith(f"step-{worker._controller.session.step_count}")
        assert str(saved) != proposed
