"""Samples picked by a click, a cell, their rank and a gallery, and one that is typed in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.snapshot import SampleView, Snapshot
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.pad.pad_panel import PadPanel
from tui_mlp.ui.panels.boundary_panel import BoundaryPanel
from tui_mlp.ui.panels.confusion_panel import ConfusionPanel
from tui_mlp.ui.panels.sample_panel import SamplePanel
from tui_mlp.ui.samples.form_panel import FormPanel
from tui_mlp.ui.samples.gallery_panel import GalleryPanel
from tui_mlp.ui.samples.plane_mark import RING, numbers_apart
from tui_mlp.ui.samples.profile_panel import ProfilePanel
from tui_mlp.ui.samples.typed_answer import TypedAnswer
from tui_mlp.ui.widgets.panel import DrawnPanel
from tui_mlp.worker.inline import InlineWorker
from tui_mlp.worker.sample_commands import ShowConfused, ShowSampleAt

CSV = "weight,colour,kind\n" + "".join(
    f"{number % 7 + 1}.5,{('red', 'green', 'blue')[number % 3]},{('a', 'b')[number % 2]}\n"
    for number in range(60)
)


class Program:
    """The running program after some epochs."""

    def __init__(self, app: TrainerApp, worker: InlineWorker, pilot: Pilot[None]) -> None:
        self.app, self.worker, self.pilot = app, worker, pilot

    @property
    def shown(self) -> Snapshot:
        assert self.app.trainer.snapshot is not None
        return self.app.trainer.snapshot

    @property
    def sample(self) -> SampleView:
        assert self.shown.sample is not None
        return self.shown.sample

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()
        await self.pilot.pause()

    def text(self, kind: type[DrawnPanel]) -> list[str]:
        panel = self.app.screen.query_one(kind)
        return [panel.render_line(y).text.rstrip() for y in range(panel.size.height)]

    def session_losses(self) -> list[float]:
        count = self.sample.count
        losses = []
        for place in range(count):
            self.worker.send(ShowSampleAt(place))
            view = self.worker._controller.snapshot().sample
            assert view is not None
            losses.append(view.loss)
        return losses


@asynccontextmanager
async def program(
    dataset: str, size: tuple[int, int] = (120, 40), epochs: int = 4, data: Path | None = None
) -> AsyncIterator[Program]:
    worker = InlineWorker(TrainingConfig(dataset=dataset, data=data))
    app = TrainerApp(worker)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        worker.run_epochs(epochs)
        await pilot.press("space")
        await pilot.pause()
        yield Program(app, worker, pilot)


async def test_a_click_on_the_boundary_picks_the_nearest_sample_and_a_ring_marks_it() -> None:
    async with program("spirals3") as user:
        panel = user.app.trainer.query_one(BoundaryPanel)
        width, height = panel.size.width, panel.size.height - 1
        x_min, x_max, y_min, y_max = user.shown.run.extent
        points = user.shown.run.points
        for index in (5, 77, 140):
            across = (points[index, 0] - x_min) / (x_max - x_min) * (width - 1)
            down = (y_max - points[index, 1]) / (y_max - y_min) * (height - 1)
            await user.pilot.click(panel, offset=(round(across) + 1, round(down) + 1))
            await user.pilot.pause()
            picked = points[user.sample.index]
            scale = np.array([(x_max - x_min) / width, (y_max - y_min) / height / 2])
            assert (np.abs(picked - points[index]) <= 2 * scale).all()
            np.testing.assert_array_equal(picked, user.sample.features)
            rings = [(row.index(RING), y) for y, row in enumerate(user.text(BoundaryPanel))
                     if RING in row]  # fmt: skip
            column = (picked[0] - x_min) / (x_max - x_min) * (width - 1)
            assert [column_of for column_of, _ in rings] == [pytest.approx(column, abs=0.51)]


async def test_a_cell_steps_through_its_samples_and_an_empty_one_says_so() -> None:
    async with program("digits", epochs=2) as user:
        user.app.trainer.query_one(ConfusionPanel).focus()
        await user.pilot.pause()
        counts = user.shown.confusion
        wrong = counts - np.diag(np.diag(counts))
        true, predicted = np.unravel_index(wrong.argmax(), wrong.shape)
        places = []
        for number in range(1, wrong.max() + 2):
            await user.press("enter")
            assert (user.sample.target.argmax(), user.sample.probabilities.argmax()) == (
                true, predicted,
            )  # fmt: skip
            place = (number - 1) % wrong.max() + 1
            assert user.sample.origin == (
                f"true {true}, predicted {predicted}: {place} of {wrong.max()}"
            )
            places.append(user.sample.index)
        assert len(set(places)) == wrong.max()
        assert places[-1] == places[0]
        assert str(user.app.trainer.query_one(SamplePanel).border_title).startswith(f"True {true}")
        before = user.sample.index
        empty = np.argwhere(counts == 0)[0]
        user.worker.send(ShowConfused(*empty.tolist()))
        await user.pilot.pause()
        note = [note.message for note in user.app._notifications][-1]
        assert note == f"true {empty[0]}, predicted {empty[1]}: no such sample"
        assert user.sample.index == before


async def test_a_click_on_the_matrix_picks_the_cell_that_is_there() -> None:
    async with program("iris", epochs=30) as user:
        panel = user.app.trainer.query_one(ConfusionPanel)
        rows = user.text(ConfusionPanel)
        count = str(user.shown.confusion[1, 1])
        line = next(y for y, row in enumerate(rows) if row.startswith("ver"))
        await user.pilot.click(panel, offset=(rows[line].index(count) + 2, line + 1))
        await user.pilot.pause()
        assert user.sample.origin.startswith("true versicolor, predicted versicolor: 1 of")


async def test_w_goes_down_the_ranking_and_shift_w_back_to_its_top() -> None:
    async with program("iris") as user:
        losses = np.array(user.session_losses())
        ranking = np.argsort(-losses, kind="stable").tolist()
        seen = []
        for rank in range(1, 5):
            await user.press("w")
            seen.append(user.sample.index)
            assert user.sample.origin == f"worst {rank} of {len(losses)}"
        assert seen == ranking[:4]
        await user.press("W")
        assert user.sample.index == ranking[0]
        await user.press("full_stop", "w")
        assert user.sample.index == ranking[0]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_gallery_shows_the_worst_and_one_is_picked(size: tuple[int, int]) -> None:
    async with program("wine", size) as user:
        losses = np.array(user.session_losses())
        ranking = np.argsort(-losses, kind="stable").tolist()
        await user.press("v")
        text = "\n".join(user.text(GalleryPanel))
        assert all(f"{number} class_" in text for number in range(1, 13))
        await user.press("right", "enter")
        assert user.app.screen is user.app.trainer
        assert user.sample.index == ranking[1]
        assert user.sample.origin == f"worst 2 of {len(losses)}"


async def test_the_gallery_shows_images_and_coordinates_and_lists_anew() -> None:
    async with program("digits") as user:
        await user.press("v")
        assert sum(row.count("▀") for row in user.text(GalleryPanel)) > 12 * 8 * 4 / 2
    async with program("spirals3") as user:
        await user.press("v")
        rows = user.text(GalleryPanel)
        assert sum(f" {user.shown.run.feature_names[0]} " in row for row in rows) >= 2
        user.worker.run_epochs(3)
        await user.press("v")
        assert f"{user.shown.step}" in str(user.app.screen.query_one(GalleryPanel).border_subtitle)


def predicted(user: Program) -> np.ndarray:
    answer = user.app.screen.query_one(TypedAnswer)._answer
    assert answer is not None
    return answer.probabilities


async def test_a_typed_sample_is_standardised_and_answered_as_one_types() -> None:
    async with program("iris") as user:
        await user.press("i")
        assert predicted(user) == pytest.approx(user.sample.probabilities, abs=1e-6)
        other = user.worker._controller.session.samples
        validation = other.split.validation
        names = other.dataset.feature_names
        features = other.dataset.features[validation.rows[7]]
        for value in features:
            whole, decimal = f"{value:.1f}".split(".")
            await user.press(*whole, "full_stop", decimal, "down")
        wanted = user.worker._controller.session.network.probabilities(validation.features[7:8])[0]
        np.testing.assert_allclose(predicted(user), wanted, atol=1e-5)
        rows = user.text(FormPanel)
        assert [row.split()[0].lstrip("▸") for row in rows[:4]] == list(names)
        low, high = other.dataset.features[:, 0].min(), other.dataset.features[:, 0].max()
        assert f"{low:.1f} … {high:.1f}" in rows[0]


async def test_y_copies_the_form_until_something_is_typed() -> None:
    async with program("iris") as user:
        await user.press("i", "y")
        assert user.app.clipboard.count("\n") == 4  # with the names of the columns
        assert "not a number" not in "".join(user.text(FormPanel))
        await user.press("1", "y")
        assert "not a number" in "".join(user.text(FormPanel))


async def test_a_wrong_number_is_refused_where_it_is_typed() -> None:
    async with program("wine", (80, 24)) as user:
        await user.press("i")
        before = predicted(user)
        await user.press("1", "q", "down")
        rows = user.text(FormPanel)
        assert rows[0].startswith("▸alcohol")
        assert "1q▏" in rows[0]
        assert "✗ not a number" in rows[0]
        await user.press("backspace", "e", "9", "9")
        assert "✗ too large" in user.text(FormPanel)[0]
        await user.press("escape")
        np.testing.assert_array_equal(predicted(user), before)
        assert "✗" not in user.text(FormPanel)[0]
        await user.press("9", "9")
        assert user.text(FormPanel)[0].endswith("! 11.03 … 14.83")
        await user.press("down", "down", "down")
        assert user.text(FormPanel)[3].startswith("▸")
        await user.press("escape")
        assert user.app.screen is user.app.trainer


async def test_a_text_column_is_one_field_with_its_choices(tmp_path: Path) -> None:
    path = tmp_path / "fruit.csv"
    path.write_text(CSV)
    async with program("iris", data=path) as user:
        await user.press("i")
        rows = user.text(FormPanel)
        assert [row[1:8].strip() for row in rows[:3]] == ["weight", "colour", ""]
        assert rows[1].endswith("blue green red")
        await user.press("down", "g")
        sample = user.app.screen.query_one(FormPanel).sample
        assert sample is not None
        assert sample.features[1:].tolist() == [0, 1, 0]
        await user.press("right")
        assert sample.features[1:].tolist() == [0, 0, 1]
        standardised = user.worker._controller.session.samples.split.standardization.apply(
            sample.features[None]
        )
        wanted = user.worker._controller.session.network.probabilities(standardised)[0]
        np.testing.assert_allclose(predicted(user), wanted, atol=1e-6)


async def test_a_column_of_truth_words_is_a_choice_between_them(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("size,smoker,class\n" + "1,ja,x\n2,nein,y\n3,,x\n2,ja,y\n" * 5)
    async with program("iris", data=path) as user:
        await user.press("i")
        rows = user.text(FormPanel)
        assert [row[1:8].strip() for row in rows[:3]] == ["size", "smoker", ""]
        assert rows[1].endswith("nein ja")
        sample = user.app.screen.query_one(FormPanel).sample
        assert sample is not None
        for key, text, value in (("n", "nein", 0), ("right", "ja", 1), ("j", "ja", 1)):
            await user.press(*["down"] * (key == "n"), key)
            assert (sample.text(1), sample.features[1]) == (text, value)
        shown = predicted(user)
        await user.press("backspace")
        assert (sample.text(1), np.isnan(sample.features[1])) == ("", True)
        assert not np.array_equal(predicted(user), shown)


async def test_the_answer_follows_the_training_and_images_are_drawn() -> None:
    async with program("iris") as user:
        await user.press("i")
        before = predicted(user)
        user.worker.run_epochs(20)
        await user.pilot.pause()
        await user.pilot.pause()
        assert np.abs(predicted(user) - before).max() > 1e-3
    async with program("digits") as user:
        await user.press("i")
        assert user.app.screen.query_one(PadPanel).region.area
        await user.press("5", "escape")
        assert user.app.screen is user.app.trainer


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_one_sample_in_full_size_fills_the_window(size: tuple[int, int]) -> None:
    async with program("digits", size) as user:
        await user.press("4")
        rows = user.text(SamplePanel)
        sample = user.sample
        true, best = sample.target.argmax(), sample.probabilities.argmax()
        assert rows[0].startswith(
            f"Validation sample 1 of {sample.count}: true {true}, predicted {best}"
        )
        pictured = [row for row in rows if "▀" in row]
        assert len(pictured) > 0.6 * size[1]
    async with program("breast_cancer", size) as user:
        await user.press("4")
        text = "\n".join(user.text(SamplePanel))
        names = user.shown.run.feature_names
        assert len(names) == 30
        missing = [name for name in names if name[:19] not in text]
        assert not missing or f"… {len(missing)} more features" in text
        if size[0] >= 120:
            assert not missing


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_a_typed_sample_shows_what_its_field_does(size: tuple[int, int]) -> None:
    async with program("iris", size) as user:
        await user.press("i", "down", "down")
        panel = user.app.screen.query_one(ProfilePanel)
        assert str(panel.border_title) == "ŷ along petal_length_cm, the rest as typed"
        before = [row for row in user.text(ProfilePanel) if row]
        labelled = [row.split() for row in before if row[:1] in ("●", "▲", "■")]
        assert [each[1] for each in labelled] == list(user.shown.run.class_names)
        answer = "\n".join(user.text(TypedAnswer))
        assert all(each[-1] in answer for each in labelled)
        assert before[-1].split() == ["1", "6.9"]
        await user.press("6")
        after = [row for row in user.text(ProfilePanel) if row]
        assert after[-2].index("▲") > before[-2].index("▲")


async def test_a_typed_point_is_marked_in_the_plane_which_is_large_again_after() -> None:
    async with program("spirals3") as user:
        shape = user.shown.boundary.winner.shape
        await user.press("i", "0", "down", "0")
        rows = user.text(BoundaryPanel)
        row = next(place for place, text in enumerate(rows) if RING in text)
        assert abs(row - len(rows) / 2) < len(rows) / 8
        screen = user.app.screen
        assert user.shown.boundary.winner.shape != shape
        assert user.shown.boundary.winner.shape == screen.query_one(BoundaryPanel).grid_size[::-1]
        await user.press("escape", "escape")
        assert user.app.screen is user.app.trainer
        assert user.shown.boundary.winner.shape == shape


async def test_the_worst_samples_are_numbered_in_the_plane() -> None:
    async with program("spirals3") as user:
        await user.press("v", "right")
        plane = "\n".join(user.text(BoundaryPanel))
        assert "▸2" in plane
        assert sum(number in plane for number in "13456789") >= 4  # some lie over others
    async with program("iris") as user:
        await user.press("v")
        assert not user.app.screen.query_one(BoundaryPanel).region.area


def test_numbers_in_a_plane_never_read_as_one() -> None:
    at = [np.array([x, 0.5], np.float32) for x in (0.0, 0.1, 0.2, 0.5, 0.6)]
    marks = list(zip(("5", "12", RING, "▸1", "9"), at, strict=True))
    size, extent = (11, 1), (0.0, 1.0, 0.0, 1.0)
    kept = [mark for mark, _ in numbers_apart(marks, extent, size)]
    assert kept == ["12", RING, "9"]
    apart = [("5", at[0]), ("12", at[2])]
    assert numbers_apart(apart, extent, size) == apart
