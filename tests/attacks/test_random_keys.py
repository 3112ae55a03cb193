"""Random keys, clicks, texts and sizes while a network trains: nothing breaks, one can leave."""

import itertools
import random
import string
from collections import deque
from pathlib import Path

import pytest
from textual import events
from textual.pilot import OutOfBounds, Pilot
from textual.widgets import Input

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.editing.network_panel import NetworkPanel
from tui_mlp.ui.editing.settings_panel import SettingsPanel
from tui_mlp.worker.commands import Change
from tui_mlp.worker.inline import InlineWorker

CONFIGS = (
    TrainingConfig(dataset="spirals3", hidden=(4, 4), epochs=3),
    TrainingConfig(dataset="iris", hidden=(), learning_rate=100.0, epochs=2),
    TrainingConfig(dataset="discs", hidden=(3,), validation=0.0, test=0.0),
    TrainingConfig(dataset="moons", hidden=(3,), output="one_neuron", samples=50),
    TrainingConfig(dataset="spirals3", hidden=(3,), teaching="one_neuron", samples=60),
    TrainingConfig(dataset="discs", hidden=(3,), teaching="softmax_labels", samples=60),
    TrainingConfig(dataset="digits", hidden=(5,), batch_size="full"),
    TrainingConfig(dataset="digit_pairs", hidden=(5,), optimizer="adam"),
    TrainingConfig(dataset="spirals", classes=8, hidden=(2,) * 9, activation=("sigmoid",)),
)
STEERING = ("space", "s", "e", "r", "n", "u", "b", "plus", "minus", "l", "w", "comma", "full_stop")
VIEWS = (*"12345", "x", "g", "k", "o", "D", "E", "O", "question_mark", "ctrl+p")
MOVES = (
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab"),
    *("shift+left", "shift+right", "ctrl+up", "ctrl+down", "shift+up", "ctrl+home", "ctrl+end"),
    *("enter", "enter", "escape", "escape", "delete", "backspace"),
)
OTHERS = (
    *string.ascii_letters.replace("q", ""),
    *string.digits,
    *("left_square_bracket", "right_square_bracket", "f1", "f5", "insert", "ctrl+a", "ctrl+c"),
    *("ctrl+d", "ctrl+k", "ctrl+l", "ctrl+v", "ctrl+x", "ctrl+z", "ctrl+backslash", "alt+x"),
)
KEYS = (STEERING, VIEWS, MOVES, MOVES, OTHERS)
TEXTS = (
    *("0", "7", "-1", "0.5", "1e-3", "1e400", "-", ".", "e", "nan", "inf", "full", "off", "1,5"),
    *("9" * 99, "9" * 5000, "½", "٣", "1_0", "ü", "[/]", "[@click=app.quit]", "深", "−2", " ", ""),
    *("\x1b[31m", "\u202e3", "\ud800", "a\nb"),
)
MOST_PARAMETERS = 30_000


class Monkey:
    """Does whatever comes to its mind with a running program."""

    def __init__(self, chance: random.Random, worker: InlineWorker, pilot: Pilot[None]) -> None:
        self._chance, self._worker, self._pilot = chance, worker, pilot
        self._app: TrainerApp = pilot.app
        self.done: deque[str] = deque(maxlen=30)
        """What it did last."""

    async def act(self) -> None:
        """Do one thing."""
        kinds = (self._press, self._click, self._scroll, self._resize, self._type, self._edit)
        act = self._chance.choices((*kinds, self._train), (50, 12, 4, 8, 8, 6, 12))[0]
        await act()
        session = self._worker._controller.session
        if session.network.parameters.size > MOST_PARAMETERS or session.step_count > 20_000:
            self._worker.send(Change({"dataset": "spirals3", "hidden": (3,), "data": None}))
            await self._pilot.pause()

    async def _press(self) -> None:
        key = self._chance.choice(self._chance.choice(KEYS))
        self.done.append(key)
        await self._pilot.press(key)

    async def _type(self) -> None:
        """Paste a text, or type it, wherever the focus is."""
        text = self._chance.choice(TEXTS)
        self.done.append(f"text {text[:20]!r}")
        if self._chance.random() < 0.5:
            self._app.post_message(events.Paste(text))
            await self._pilot.pause()
        else:
            await self._pilot.press(*(c for c in text[:6] if c not in "qQ\n\ud800"))

    async def _edit(self) -> None:
        """Open the editor of some row, type into it, and go on elsewhere."""
        self.done.append("edit")
        if self._app.screen is not self._app.trainer:
            await self._pilot.press("escape")
            return
        panel = self._app.trainer.query_one(self._chance.choice((SettingsPanel, NetworkPanel)))
        panel.focus()
        panel.rows.select(self._chance.choice(panel.rows._rows).name)
        await self._pilot.press("enter")
        if isinstance(self._app.focused, Input):
            await self._type()
        await self._pilot.press(self._chance.choice(("enter", "escape", "tab", "down", "u")))

    async def _click(self) -> None:
        width, height = self._app.screen.size
        place = self._chance.randrange(max(width, 1)), self._chance.randrange(max(height, 1))
        self.done.append(f"click {place}")
        times = self._chance.choice((1, 1, 2, 3))
        modifiers = {name: self._chance.random() < 0.1 for name in ("shift", "control")}
        try:
            await self._pilot.hover(offset=place)
            await self._pilot.click(offset=place, times=times, **modifiers)
        except OutOfBounds:
            self.done.append("which was outside")

    async def _scroll(self) -> None:
        width, height = self._app.screen.size
        place = self._chance.randrange(max(width, 1)), self._chance.randrange(max(height, 1))
        kind = self._chance.choice((events.MouseScrollDown, events.MouseScrollUp))
        self.done.append(f"{kind.__name__} {place}")
        await self._pilot._post_mouse_events([kind], offset=place)

    async def _resize(self) -> None:
        size = self._chance.choice(
            (
                (self._chance.randint(1, 200), self._chance.randint(1, 60)),
                (self._chance.randint(1, 5), self._chance.randint(1, 5)),
                *((120, 40), (80, 24), (60, 16), (200, 60)),
            )
        )
        self.done.append(f"resize {size}")
        await self._pilot.resize_terminal(*size)

    async def _train(self) -> None:
        steps = self._chance.randint(1, 40)
        self.done.append(f"train {steps}")
        self._worker.train_steps(steps)
        await self._pilot.pause()


async def leave(app: TrainerApp, pilot: Pilot[None], *, at_once: bool) -> None:
    """Quit with ctrl+q from wherever one is, or with escape out of everything and q."""
    if at_once:
        await pilot.press("ctrl+q")
        return
    for _ in range(12):
        if app.screen is app.trainer and not isinstance(app.focused, Input):
            break
        await pilot.press("escape")
    assert app.screen is app.trainer, f"no way out of {app.screen} with escape"
    await pilot.press("q")


def worker_of(config: TrainingConfig) -> InlineWorker:
    """A worker whose time goes on with every look at the clock, so that it trains at any speed."""
    moments = itertools.count()
    return InlineWorker(config, lambda: 0.05 * next(moments))


async def play(chance: random.Random, actions: int, number: int) -> int:
    """One start of the program, with so many actions at most; how many there were."""
    worker = worker_of(CONFIGS[number % len(CONFIGS)])
    app = TrainerApp(worker)
    app.animation_level = "none"
    done = 0
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        monkey = Monkey(chance, worker, pilot)
        try:
            while done < actions and app.is_running and app.return_code is None:
                await monkey.act()
                done += 1
            if app.return_code is None:
                await leave(app, pilot, at_once=number % 2 == 0)
            assert app.return_code == 0, f"still in {app.screen}, focus {app.focused}"
        except Exception as error:
            error.add_note(f"the last of {done} actions: {list(monkey.done)}")
            raise
    return done


async def test_whatever_is_pressed_nothing_breaks_and_one_can_leave(
    attack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("HOME", str(tmp_path))  # the palette can save a picture there
    monkeypatch.chdir(tmp_path)
    actions, done, starts = attack.count(quick=40, long=10_000), 0, 0
    while done < actions:
        each = min(actions - done, attack.count(quick=20, long=250))
        done += await play(attack.random, each, starts)
        starts += 1
    attack.record(tried=done, starts=starts, exceptions=0)


async def test_any_text_in_the_editor_of_a_setting_is_taken_or_refused(attack):
    """Typed past the filter of the keys too, as a later filter may let it through."""
    worker = worker_of(CONFIGS[0])
    app = TrainerApp(worker)
    app.animation_level = "none"
    tried, taken = 0, []
    async with app.run_test(size=(120, 60), notifications=True) as pilot:
        await pilot.press("1")
        network, settings = (
            app.trainer.query_one(NetworkPanel),
            app.trainer.query_one(SettingsPanel),
        )
        rows = [(network, "layer 1"), *((settings, row.name) for row in settings.rows._rows)]
        cases = [(*row, text) for row in rows for text in TEXTS if row[1]]
        attack.random.shuffle(cases)
        sure = [(settings, "learning_rate", "0.5"), (settings, "learning_rate", "nan")]
        for panel, name, text in [*sure, *cases[: attack.count(quick=10, long=len(cases))]]:
            panel.focus()
            panel.rows.select(name)
            panel.open_input()
            if not panel.cell_input.display:
                continue
            before = app.trainer.snapshot.config
            panel.cell_input.value = text
            await pilot.pause()
            refused = panel.rows.problem
            await pilot.press("enter")
            await pilot.press("escape")
            await pilot.pause()
            after = app.trainer.snapshot
            assert not panel.cell_input.display
            assert after.config == before or not refused, (name, text)
            tried += 1
            taken += [(name, text)] if after.config != before else []
            if after.config != before:
                names = after.config.differences(before)
                worker.send(Change({each: getattr(before, each) for each in names}))
                await pilot.pause()
        assert app.is_running
        assert ("learning_rate", "0.5") in taken
        assert ("learning_rate", "nan") not in taken
    attack.record(tried=tried, taken=len(taken))
