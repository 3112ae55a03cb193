"""The walk through one step, with keys, on networks whose weights are set by hand."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from rich.cells import cell_len
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, Static
from textual.widgets._toast import Toast

from tui_mlp.lecture.step.update_rule import PLAIN_SGD
from tui_mlp.nn.architecture import Architecture, LayerSpec
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.config import config_from_mapping
from tui_mlp.training.outputs import Output
from tui_mlp.training.snapshot import RunState
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.explain.explain_screen import ExplainScreen
from tui_mlp.ui.explain.page_panel import PagePanel
from tui_mlp.ui.widgets.answer_line import AnswerLine
from tui_mlp.worker.client import Listener
from tui_mlp.worker.commands import Command, CopyNetwork
from tui_mlp.worker.inline import InlineWorker
from tui_mlp.worker.replies import NetworkCopied, Reply


def copied(widths: tuple[int, ...] = (2, 3, 3), *, batch: int = 1) -> NetworkCopied:
    """A network of multiples of 1/8, whose numbers are the same on every processor."""
    architecture = Architecture(
        widths[0], tuple(LayerSpec(n, "relu") for n in widths[1:-1]), widths[-1]
    )
    count = architecture.parameter_count
    parameters = ((np.arange(count) * 5) % 13 - 6) / 8
    inputs = ((np.arange(batch * widths[0]) * 3) % 7 - 2).reshape(batch, -1) / 4
    return NetworkCopied(
        run_number=1,
        dataset="made",
        class_names=tuple(f"c{number}" for number in range(widths[-1])),
        feature_names=tuple(f"x{number}" for number in range(1, widths[0] + 1)),
        output=Output.SOFTMAX,
        architecture=architecture,
        parameters=parameters.astype(np.float32),
        step=120,
        learning_rate=0.125,
        rule=PLAIN_SGD,
        part="validation",
        part_size=60,
        places=np.arange(17, 17 + batch),
        inputs=inputs.astype(np.float32),
        targets=np.eye(widths[-1], dtype=np.float32)[np.arange(batch) % widths[-1]],
    )


class CopyingWorker:
    """Answers every question with one copied network."""

    def __init__(self, answer: NetworkCopied) -> None:
        self.answer = answer
        self.asked: list[Command] = []
        self._listener: Listener | None = None

    def start(self, listener: Listener) -> None:
        self._listener = listener

    def send(self, command: Command) -> int:
        self.asked.append(command)
        if isinstance(command, CopyNetwork) and self._listener:
            self._listener(Reply(len(self.asked), self.answer))
        return len(self.asked)

    def take_next(self) -> None:
        """There are no snapshots."""

    def close(self) -> None:
        """There is nothing to end."""


class Explained:
    """The open view, and what a learner does to it."""

    def __init__(self, app: TrainerApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def panel(self) -> PagePanel:
        return self.app.screen.query_one(PagePanel)

    @property
    def text(self) -> str:
        """All rows of the page, scrolled away or not."""
        return "\n".join(strip.text.rstrip() for strip in self.panel.drawn.rows)

    @property
    def heading(self) -> str:
        lines = ("#where", "#phases")
        return "\n".join(str(self.app.screen.query_one(name).render()) for name in lines)

    async def press(self, *keys: str) -> str:
        await self.pilot.press(*keys)
        await self.pilot.pause()
        return self.text

    async def press_keys(self, *keys: str) -> None:
        """Press keys that leave the view."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        self.app.screen.query_one(Input).value = text
        await self.press("enter")

    @property
    def toasts(self) -> list[str]:
        return [toast.message for toast in self.app._notifications]


@asynccontextmanager
async def explained(
    answer: NetworkCopied | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Explained]:
    app = TrainerApp(CopyingWorker(answer or copied()))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("x")
        await pilot.pause()
        yield Explained(app, pilot)


async def test_x_opens_the_first_phase_and_escape_leaves() -> None:
    async with explained() as user:
        assert "phase 1 of 8" in user.heading
        assert "made · validation sample 18 of 60 · class c0" in user.heading
        assert "A sample and its label" in user.heading
        await user.pilot.press("escape")
        assert not isinstance(user.app.screen, ExplainScreen)


async def test_the_arrows_go_through_phases_and_layers() -> None:
    async with explained() as user:
        seen = [user.heading]
        for _ in range(12):
            await user.press("right")
            seen.append(user.heading)
        phases = [heading.split("phase ")[1][0] for heading in seen]
        assert phases == [*"122345667788", "8"]
        assert "Backward through layer 2 of 2" in seen[6]
        assert "Backward through layer 1 of 2" in seen[7]
        assert "7 check, layer 1 ▸" in seen[7]
        assert "◂ 6 backward, layer 2" in seen[7]
        assert "layer 2 of 2" in seen[-1]
        await user.press("up")
        assert "layer 1 of 2" in user.heading
        await user.press("left", "left", "left")
        assert "Backward through layer 1 of 2" in user.heading
        await user.press("5")
        assert "phase 5 of 8" in user.heading


async def test_the_numbers_are_those_of_the_network() -> None:
    async with explained() as user:
        text = await user.press("3")
        network_output = np.array([float(word) for word in _row_of(text, "ŷ")])
        assert network_output.sum() == pytest.approx(1, abs=2e-4)
        assert "✓" in text
        assert "✗" not in text


def _row_of(text: str, label: str) -> list[str]:
    """The numbers behind a label, not the formula that begins with it."""
    row = next(r for r in text.splitlines() if r.split()[:1] == [label] and "=" not in r)
    return row.split()[1:]


async def test_a_changed_weight_changes_what_follows() -> None:
    async with explained() as user:
        before = _row_of(await user.press("3"), "ŷ")
        await user.press("2", "down", "enter")
        await user.press("down")
        cursor = user.panel._view.cursor
        assert cursor is not None
        await user.press("enter")
        assert user.app.screen.query_one(Input).has_focus
        await user.type("2.5")
        assert "+2.500" in user.text
        assert "changed · u undoes" in user.heading
        await user.press("escape", "3")
        assert _row_of(user.text, "ŷ") != before
        assert "✗" not in user.text
        await user.press("u")
        assert _row_of(user.text, "ŷ") == before


async def test_a_changed_input_is_the_sample_s() -> None:
    async with explained() as user:
        await user.press("enter", "right", "enter")
        await user.type("-1,5")
        assert "−1.500" in user.text
        assert "−1.500" in await user.press("escape", "2")


async def test_what_is_no_number_is_said_and_changes_nothing() -> None:
    async with explained() as user:
        before = user.text
        await user.press("enter", "enter")
        await user.type("--")
        assert "A number is needed" in user.toasts[-1]
        await user.press("escape", "escape")
        assert user.text == before
        assert isinstance(user.app.screen, ExplainScreen)


async def test_a_page_without_values_to_change_says_so() -> None:
    async with explained() as user:
        await user.press("4", "enter")
        assert "Nothing to change" in user.toasts[-1]


async def test_a_number_is_hidden_asked_for_and_checked() -> None:
    async with explained() as user:
        whole = await user.press("3")
        yhat = _row_of(whole, "ŷ")
        hidden = await user.press("h")
        assert _row_of(hidden, "ŷ")[0] == "?"
        assert yhat[0] not in hidden
        assert "✓" not in hidden  # nothing after the question gives it away
        await user.type(yhat[0])
        assert user.toasts[-1].startswith("✓")
        assert _row_of(user.text, "ŷ") == [yhat[0], "?", "·"]  # the next answers stay hidden
        assert _row_of(await user.press("h"), "ŷ")[:2] == [yhat[0], "?"]
        await user.type("0.999")
        await user.type("0.999")
        assert user.toasts[-1].startswith("✗")
        assert yhat[1] in user.toasts[-1]
        assert await user.press("escape") == whole


async def test_a_usual_slip_gets_a_hint_and_a_second_try() -> None:
    async with explained() as user:
        whole = await user.press("3")
        yhat, power = _row_of(whole, "ŷ"), _row_of(whole, "exp(aᴸⱼ)")
        await user.press("h")
        await user.type(power[0])
        hint = user.heading.splitlines()[1]
        assert hint.startswith("✗ divide by the sum")
        assert yhat[0] not in hint
        assert not user.toasts  # nothing lies over the line, and the hint stays to be read
        assert _row_of(user.text, "ŷ")[0] == "?"
        assert user.app.screen.query_one(Input).has_focus
        await user.press(*yhat[0], "enter")  # typed in the place of the wrong one
        assert "Softmax" in user.heading
        assert user.toasts[-1].startswith("✓")
        assert "1 of 1 right, 0 at once" in str(user.panel.border_title)
        await user.press(yhat[1][0])  # the beginning of the next answer, no phase
        assert user.app.screen.query_one(Input).value == yhat[1][0]
        await user.type(yhat[1])
        assert "2 of 2 right, 1 at once" in str(user.panel.border_title)
        await user.press("enter", "escape")
        await user.press("h")
        await user.type(yhat[0])
        assert "3 of 4 right, 2 at once" in str(user.panel.border_title)


async def test_what_is_said_of_an_answer_covers_no_number_that_is_typed() -> None:
    async with explained() as user:
        await user.press("3", "h")
        for _ in range(2):  # the first wrong number gets a hint over the page, the second a notice
            await user.type("7.77")
        await user.press("enter")
        line, said = user.app.screen.query_one(AnswerLine), user.app.screen.query_one(Toast)
        assert line.display
        assert said.region.area
        assert not line.region.overlaps(said.region)


@pytest.mark.parametrize("phase", ["1", "2", "3", "4", "5", "6", "8"])
async def test_every_phase_asks_and_hides_what_follows(phase: str) -> None:
    async with explained(copied((2, 3, 3))) as user:
        whole = await user.press(phase)
        hidden = await user.press("h")
        assert hidden.count("?") == 1
        assert "✓" not in hidden
        assert len(hidden.splitlines()) < len(whole.splitlines())


async def test_the_sum_of_the_long_way_is_covered_while_the_short_way_is_asked_for() -> None:
    async with explained() as user:
        whole = await user.press("5")
        wanted = _row_of(whole, "Σₘ")
        assert short_way(whole) == wanted
        await user.press("h")
        while not short_way(user.text):
            await user.type("7.77")
            await user.type("7.77")
            await user.press("enter")
        assert _row_of(user.text, "Σₘ") == ["·"] * 3
        assert short_way(user.text)[0] == "?"


def short_way(text: str) -> list[str]:
    """The entries of the row "ŷ − y"; none where it is not shown."""
    rows = (line.split() for line in text.splitlines())
    return next((row[3:] for row in rows if row[:3] == ["ŷ", "−", "y"] and len(row) > 3), [])


async def test_enter_asks_for_the_next_number_until_escape() -> None:
    async with explained() as user:
        yhat = _row_of(await user.press("3"), "ŷ")
        await user.press("h")
        await user.type(yhat[0])
        assert "⏎ the next one" in str(user.panel.border_title)
        assert _row_of(await user.press("enter"), "ŷ")[:2] == [yhat[0], "?"]
        await user.type(yhat[1])
        await user.press("escape")
        assert isinstance(user.app.screen, ExplainScreen)
        await user.press("2", "enter")
        assert user.panel._view.asked is None
        assert user.panel._view.cursor is not None


async def test_the_score_outlives_the_view() -> None:
    async with explained() as user:
        yhat = _row_of(await user.press("3"), "ŷ")
        await user.press("h")
        await user.type(yhat[0])
        await user.press("enter", "escape")
        await user.press_keys("escape")
        assert not isinstance(user.app.screen, ExplainScreen)
        await user.press_keys("L")
        assert "by hand 1 of 2 right, 1 at once" in str(
            user.app.screen.query_one("#title", Static).render()
        )
        await user.press_keys("escape")
        await user.press("x")
        assert str(user.panel.border_title) == "by hand so far: 1 of 2 right, 1 at once"


async def test_a_question_that_is_left_by_the_search_counts_as_not_answered() -> None:
    async with explained() as user:
        await user.press("3", "h")
        await user.press_keys("ctrl+p", *"gradients")
        await user.press_keys("enter")
        assert user.app.screen is user.app.trainer
        assert user.app.by_hand.asked == 1
        assert user.app.by_hand.right == 0


async def test_what_is_copied_between_questions_gives_nothing_away() -> None:
    async with explained() as user:
        yhat = _row_of(await user.press("3"), "ŷ")
        await user.press("h")
        await user.type(yhat[0])
        await user.press("y")
        copied = user.app.clipboard
        assert yhat[0] in copied
        assert "?" in copied
        assert yhat[1] not in copied


async def test_two_digits_are_enough_and_one_is_not() -> None:
    async with explained() as user:
        true = float(_row_of(await user.press("3"), "ŷ")[0])
        for typed, mark in (
            (f"{true:.2f}", "✓"),
            (f"{true:.1f}", "✗"),
            (f"{true + 0.02:.2f}", "✗"),
        ):
            await user.press("3", "h")
            await user.type(typed)
            assert user.toasts[-1].startswith(mark), typed
            await user.press("escape", "4")


@pytest.mark.parametrize("leave", ["tab", "click"])
async def test_a_question_stays_on_its_page(leave: str) -> None:
    async with explained(copied((2, 5, 3))) as user:
        whole = await user.press("2")
        await user.press("h")
        heading = user.heading
        await user.press("down", "up", "down")
        if leave == "tab":
            await user.press("tab")
        else:
            await user.pilot.click(PagePanel, offset=(10, 3))
        await user.press("right", "6", "down", "right_square_bracket", "b", "c")
        assert user.heading == heading
        assert "?" in _row_of(user.text, "z¹")
        await user.press("enter")
        assert user.app.screen.query_one(Input).has_focus
        await user.type(_row_of(whole, "z¹")[0].replace("−", "-"))
        assert user.toasts[-1].startswith("✓")
        assert await user.press("escape") == whole


async def test_arrows_leave_the_entry_that_is_typed_over() -> None:
    async with explained() as user:
        await user.press("2", "enter", "enter", "down")
        await user.type("9")
        assert _row_of(user.text, "a⁰") == ["9", "+.2500"]


async def test_columns_are_reached_while_a_number_is_asked_for() -> None:
    async with explained(copied((30, 4, 3))) as user:
        await user.press("2", "h")
        assert "columns 1 to " in user.text
        await user.press(*["shift+right"] * 9)
        assert "to 30 of 30" in user.text
        assert "?" in user.text


@pytest.mark.parametrize("keys", [("3", "h"), ("2", "enter", "enter")], ids=["asked", "changed"])
async def test_a_number_that_no_float_holds_is_refused(keys: tuple[str, ...]) -> None:
    async with explained() as user:
        await user.press(*keys)
        before = user.text
        for typed in ("1e1000000", "-1e999", "e", "."):
            user.app.clear_notifications()
            user.app.screen.query_one(Input).value = ""
            await user.type(typed)
            assert len(user.toasts) == 1
            assert "A number is needed" in user.toasts[-1]
            assert user.text == before


async def test_a_network_of_nan_asks_for_nothing() -> None:
    broken = copied()
    broken.parameters[:] = np.nan
    async with explained(broken) as user:
        await user.press("3", "h")
        assert "not finite" in user.toasts[-1]
        assert user.panel._view.asked is None


async def test_a_new_copy_says_that_changes_are_gone() -> None:
    async with explained() as user:
        await user.press("2")
        before = user.text
        await user.press("enter", "enter")
        await user.type("9")
        await user.press("escape", "c")
        assert user.text == before
        assert "A new copy" in user.toasts[-1]


async def test_a_copy_of_another_network_takes_the_cursor_away() -> None:
    async with explained(copied((2, 5, 3))) as user:
        worker = user.app._worker
        assert isinstance(worker, CopyingWorker)
        await user.press("2", "enter", *["down"] * 5)
        worker.answer = copied((2, 3, 3))
        await user.press("c")
        assert user.panel._view.cursor is None
        await user.press("enter", "enter")
        await user.type("9")
        assert _row_of(user.text, "a⁰")[0] == "9"


@pytest.mark.parametrize("width", [80, 120])
async def test_the_copy_is_frozen_and_says_where_the_run_is(width: int, fixed_snapshots) -> None:
    async with explained(replace(copied(), dataset="spirals3", part_size=180), (width, 40)) as user:
        later = replace(fixed_snapshots.spirals(), step=4321)
        user.app.screen.snapshot = later
        await user.pilot.pause()
        assert "step 120 (c: now 4 321)" in user.heading
        assert "phase 1 of 8" in user.heading


async def test_a_run_that_cannot_step_says_why(fixed_snapshots) -> None:
    async with explained() as user:
        await user.press("s")
        user.app.screen.snapshot = replace(
            fixed_snapshots.spirals(), state=RunState.DIVERGED, divergence="The loss is NaN."
        )
        await user.pilot.pause()
        assert user.toasts == ["The loss is NaN."]


@pytest.mark.parametrize("width", [40, 120])
async def test_names_from_outside_are_literal_and_stay_in_their_line(width: int) -> None:
    names = ("[b]日本語のとても長い名前[/]", "[@click=app.quit]b[/]", "c")
    async with explained(replace(copied(), class_names=names), (width, 24)) as user:
        for phase in "12345678":
            await user.press(phase)
            lines = user.heading.split("\n")
            assert [cell_len(line) for line in lines] == [width - 2] * 2
            assert {strip.cell_length for strip in user.panel.drawn.rows} == {width - 4}
        assert width < 120 or names[0] in user.heading


@pytest.mark.parametrize(
    ("height", "keys"), [(11, "6h"), (11, "2⏎↑↓↓↓↓↓↓↓↓↓↓↓⏎"), (16, "2h"), (24, "2⏎↓⏎")]
)
async def test_the_entry_that_is_typed_is_in_view(height: int, keys: str) -> None:
    names = {"⏎": "enter", "↓": "down", "↑": "up"}
    async with explained(copied((2, 16, 16, 3)), (80, height)) as user:
        await user.press(*(names.get(key, key) for key in keys))
        await user.pilot.pause()
        panel = user.panel
        cell = panel._view.asked or panel._view.cursor
        assert cell is not None
        row = panel.drawn.rows[panel.drawn.lines[cell.block, cell.row]]
        seen = [panel.render_line(y) for y in range(panel.size.height)]
        assert any(strip is row for strip in seen)


async def test_a_matrix_that_is_too_wide_shows_a_window() -> None:
    async with explained(copied((30, 4, 3))) as user:
        text = await user.press("2")
        assert "columns 1 to " in text
        await user.press(*["shift+right"] * 9)
        assert "to 30 of 30" in user.text
        await user.press("shift+left")
        assert "to 30 of 30" not in user.text


async def test_a_page_that_is_too_long_scrolls_and_says_so() -> None:
    async with explained(copied((2, 40, 3))) as user:
        await user.press("2")
        assert "more · PgUp PgDn" in str(user.panel.border_subtitle)
        first = user.panel.render_line(0).text
        await user.press("pagedown")
        assert user.panel.render_line(0).text != first
        assert "↑" in str(user.panel.border_subtitle)
        await user.press("pageup")
        assert user.panel.render_line(0).text == first


async def test_samples_of_a_mini_batch_are_stepped_through() -> None:
    async with explained(copied(batch=3)) as user:
        worker = user.app._worker
        assert isinstance(worker, CopyingWorker)
        assert worker.asked[-1] == CopyNetwork(batch=True)
        assert "1 of 3 in the mini-batch" in user.heading
        first = user.text
        await user.press("right_square_bracket")
        assert "2 of 3 in the mini-batch" in user.heading
        assert user.text != first
        await user.press("b")
        assert worker.asked[-1] == CopyNetwork(batch=False)


async def test_a_single_sample_says_where_others_are() -> None:
    async with explained() as user:
        first = user.text
        await user.press("right_square_bracket")
        assert user.text == first
        assert user.toasts[-1] == "The next step is on this one sample; b looks at others."


async def test_a_step_of_the_run_is_taken_and_looked_at() -> None:
    worker = InlineWorker(TrainingConfig(dataset="iris", hidden=(4,)))
    app = TrainerApp(worker)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("x")
        await pilot.pause()
        user = Explained(app, pilot)
        assert "step 0" in user.heading
        await user.press("s")
        worker.train_steps(1)
        await pilot.pause()
        await pilot.pause()
        assert "step 1" in user.heading
        assert "train sample" in user.heading
        await user.press("b", "right_square_bracket")
        assert "validation sample 2 of 30" in user.heading


@pytest.mark.parametrize(
    "settings",
    [
        {"optimizer": "sgd", "batch_size": 1},
        {"optimizer": "sgd", "batch_size": 8},
        {"optimizer": "momentum", "batch_size": 8},
        {"optimizer": "adamw", "batch_size": 8, "l2": 0.3},
        {"optimizer": "sgd", "batch_size": 8, "l1": 0.1, "clip": 0.2, "dropout": 0.2},
    ],
    ids=["sgd", "mini-batch", "momentum", "weight decay", "dropout"],
)
async def test_the_weights_after_are_those_that_the_run_s_step_leaves(
    settings: dict[str, Any],
) -> None:
    config = TrainingConfig(dataset="iris", hidden=(4,), learning_rate=0.5, **settings)
    worker = InlineWorker(config)
    app = TrainerApp(worker)

    def weights(name: str) -> list[str]:
        rows = [line.strip() for line in user.text.splitlines()]
        begin = next(place for place, row in enumerate(rows) if row.startswith(name))
        entries = [row for row in rows[begin:] if re.match(r"[1-4] +[+−]", row)]
        return entries[:4]

    async with app.run_test(size=(80, 40), notifications=True) as pilot:
        await pilot.press("x")
        await pilot.pause()
        user = Explained(app, pilot)
        await user.press("8")
        for _ in range(3):
            before, after = weights("W¹ before"), weights("W¹ after")
            assert before != after
            await user.press("s")
            worker.train_steps(1)
            await pilot.pause()
            await pilot.pause()
            assert weights("W¹ before") == after


@pytest.mark.parametrize(
    ("settings", "size"),
    [
        ({"dataset": "discs"}, (80, 24)),
        ({"dataset": "moons", "output": "one_neuron"}, (40, 10)),
        ({"dataset": "spirals3", "biases": False, "output_activation": "tanh"}, (200, 60)),
        ({"dataset": "iris", "hidden": [], "label_smoothing": 0.1}, (80, 24)),
        ({"dataset": "digits", "hidden": [32]}, (120, 40)),
    ],
    ids=["labels", "one neuron", "no biases", "no hidden layer", "images"],
)
async def test_every_page_of_every_output_agrees_with_the_engine(
    settings: dict[str, object], size: tuple[int, int]
) -> None:
    config = config_from_mapping({"hidden": [5, 4], "init": "he_normal", **settings})
    app = TrainerApp(InlineWorker(config))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.press("x")
        await pilot.pause()
        user = Explained(app, pilot)
        for phase in range(1, 9):
            await user.press(str(phase))
            assert f"phase {phase} of 8" in user.heading
            assert "✗" not in user.text
            for strip in user.panel.drawn.rows:
                assert strip.cell_length == user.panel.size.width


async def test_under_the_least_size_there_is_a_plain_word() -> None:
    async with explained(size=(24, 8)) as user:
        assert user.panel.render_line(0).text.startswith("Enlarge")


async def test_help_lists_the_keys_of_the_view() -> None:
    async with explained(size=(120, 60)) as user:
        await user.pilot.press("question_mark")
        await user.pilot.pause()
        page = str(user.app.screen.query_one("#help Static").render())
        assert "Work out a number of this page yourself" in page


@pytest.fixture
def picture() -> App[None]:
    return TrainerApp(CopyingWorker(copied((2, 4, 4, 3))))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
@pytest.mark.parametrize("phase", ["2", "3", "5", "6", "8"])
def test_pictures_of_phases(
    snap_compare, picture: App[None], phase: str, size: tuple[int, int]
) -> None:
    assert snap_compare(picture, terminal_size=size, press=["x", phase])


def test_picture_of_a_question(snap_compare, picture: App[None]) -> None:
    assert snap_compare(picture, terminal_size=(80, 24), press=["x", "3", "h"])


def test_picture_of_a_change(snap_compare, picture: App[None]) -> None:
    assert snap_compare(picture, terminal_size=(80, 24), press=["x", "2", "enter", "down", "enter"])


def test_picture_in_a_light_theme(snap_compare, picture: App[None]) -> None:
    picture.theme = "textual-light"
    assert snap_compare(picture, terminal_size=(120, 40), press=["x", "5"])


async def test_on_a_large_screen_a_long_page_stands_in_columns() -> None:
    async with explained(size=(200, 30)) as user:
        text = await user.press("8")
        both = next(row for row in text.splitlines() if "W¹ before" in row or "W¹ after" in row)
        assert "│" in both
        assert len(user.panel.drawn.rows) <= user.panel.size.height
    async with explained(size=(80, 30)) as user:
        assert "│" not in await user.press("8")


async def test_an_entry_in_the_second_column_is_found() -> None:
    async with explained(size=(120, 24)) as user:
        await user.press("2")
        one = len(user.panel.drawn.rows)
        await user.press("enter", *["down"] * 5)
        cursor = user.app.screen._cursor
        line = user.panel.drawn.lines[cursor.block, cursor.row]
        assert 0 <= line < one


async def test_where_room_is_left_the_next_page_begins_unless_one_works_by_hand() -> None:
    async with explained(size=(120, 40)) as user:
        text = await user.press("5")
        assert "── then 6  Backward through layer" in text
        assert len(user.panel.drawn.rows) <= user.panel.size.height
        assert "then 6" not in await user.press("h")
        await user.press("escape")
        assert "then" not in (await user.press("8", "down", "down", "down"))


async def test_on_a_wide_screen_the_next_pages_stand_beside_a_short_one() -> None:
    async with explained(size=(200, 60)) as user:
        rows = (await user.press("4")).splitlines()
        assert any("│" in row and "then" in row.split("│")[1] for row in rows)
        assert len(user.panel.drawn.rows) <= user.panel.size.height
        right = [strip.text[100:].strip() for strip in user.panel.drawn.rows]
        assert sum(map(bool, right)) > user.panel.size.height // 2
