"""Whatever stands in a file's name, its columns, its classes: it is text on the screen, no more."""

import importlib.util
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
import tomli_w
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import OptionList

from tui_mlp.cli import main
from tui_mlp.data.table.names import composed_name
from tui_mlp.files.text import clean_name, clean_text
from tui_mlp.scenario.file import parse_scenario
from tui_mlp.scenario.values import ScenarioError
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.snapshot import RunState
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.drawing.strips import clip
from tui_mlp.ui.scenario.scenario_screens import OutcomeScreen, ScenarioScreen
from tui_mlp.worker.inline import InlineWorker


def _beside(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


words, terminal = _beside("hostile_words"), _beside("strict_terminal")

COLUMNS, CLASSES = 40, 20
SHOWN = 24
"""Cells of a class's name that fit beside its output."""
ESCAPE = "\x1b"
CLICKS = {"move", "worst", "link"}
"""What a click on a text may do: go to another sample; a link of a scenario leads nowhere."""


def seen(app: TrainerApp) -> str:
    """The text on the screen, once it is known that it is nothing but text."""
    lines = []
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            assert segment.text.isprintable(), repr(segment.text)
            assert not segment.control
            if segment.style is not None:
                assert segment.style.link is None
                click = str(segment.style.meta.get("@click", ""))
                assert not click or any(f"{name}(" in click or name in click for name in CLICKS)
                assert "app." not in click
        lines.append(strip.text)
    return "\n".join(lines)


VIEWS = (
    ("4",),
    ("x", "b", "h"),
    ("g",),
    ("k", "s"),
    ("d", "right", "down"),
    ("t",),
    ("question_mark",),
)
FURTHER_VIEWS = (
    *(("1",), ("2",), ("3",), ("5", "right"), ("x", *"2345678", "enter", "1", "enter", "right")),
    *(("x", "4", "h", "shift+right"), ("g", "question_mark"), ("k", "s", "t", "a", "d", "0", "1")),
    *(("o",), ("ctrl+p",), ("w", "full_stop")),
)


async def walk(pilot: Pilot[None], views: Sequence[Sequence[str]]) -> dict[str, str]:
    """What each view shows, by the key that opens it; back in the trainer at the end."""
    app, shown = pilot.app, {"": seen(pilot.app)}
    for keys in views:
        shown[keys[0]] = ""
        for key in keys:
            await pilot.press(key)
            shown[keys[0]] += seen(app)
        while app.screen is not app.trainer:
            before = app.screen
            await pilot.press("escape", "escape")
            assert app.screen is not before, before
        app.trainer.view = "all"
    return shown


@pytest.mark.parametrize("labels", [False, True])
async def test_hostile_names_are_literal_text_in_every_view(attack, tmp_path, labels):
    rounds = attack.count(quick=1, long=25)
    tried = 0
    for number in range(rounds):
        folder = tmp_path / str(number)
        folder.mkdir()
        chance = attack.random
        file = words.hostile_csv(folder, chance, columns=COLUMNS, classes=CLASSES, labels=labels)
        tried += len(file.words)
        worker = InlineWorker(TrainingConfig(data=str(file.path), hidden=(3,), epochs=5))
        app = TrainerApp(worker)
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await pilot.press("e")
            worker.train_steps(9)
            shown = await walk(pilot, (*VIEWS, *(FURTHER_VIEWS if attack.long else ())))
            assert app.is_running
            begun = [clip(name, SHOWN).rstrip().removesuffix("…") for name in file.class_names]
            missing = [name for name in begun if name not in shown["4"]]
            assert not missing, (missing, shown["4"])
            assert clean_name(file.path.name)[:20] in shown[""]
            for size in ((200, 60), (33, 9))[not attack.long :]:
                await pilot.resize_terminal(*size)
                seen(app)
    attack.record(tried=tried, crashes=0, actions_run=0, control_characters=0)


async def test_two_hostile_features_are_literal_text_beside_the_boundary(attack, tmp_path):
    for number in range(attack.count(quick=1, long=50)):
        folder = tmp_path / str(number)
        folder.mkdir()
        file = words.hostile_csv(folder, attack.random, columns=2, classes=3)
        worker = InlineWorker(TrainingConfig(data=str(file.path), hidden=(3,), epochs=5))
        app = TrainerApp(worker)
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await pilot.press("5")
            app.clear_notifications()
            await pilot.pause()
            shown = seen(app)
            for name in (*map(composed_name, file.columns), *file.class_names):
                assert name in shown or cell_len(name) > 12, (name, shown)
    attack.record(tried=5 * (number + 1))


async def test_a_click_on_markup_in_a_name_does_nothing(tmp_path):
    (tmp_path / "a.csv").write_text(
        "a,b,kind\n" + "1,2,[@click=app.quit]out[/]\n2,1,[@click=app.bell]in[/]\n" * 9
    )
    worker = InlineWorker(TrainingConfig(data=str(tmp_path / "a.csv"), hidden=(3,)))
    app = TrainerApp(worker)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.press("4")
        await pilot.pause()
        places = [
            (line.index("[@click=app.quit]out[/]") + 18, y)
            for y, line in enumerate(seen(app).splitlines())
            if "[@click=app.quit]out[/]" in line
        ]
        assert len(places) >= 2
        for place in places:
            await pilot.click(offset=place)
            await pilot.pause()
            assert app.is_running
            assert app.return_code is None


async def test_notes_and_messages_are_literal_text(attack):
    worker = InlineWorker(TrainingConfig(dataset="iris", hidden=(3,)))
    app = TrainerApp(worker)
    count = attack.count(quick=6, long=300)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        for number in range(1, count + 1):
            words_of_it = [clean_name(words.word(attack.random, 3 * number + n)) for n in range(3)]
            note, message, name = words_of_it
            before = app.trainer.snapshot
            app.trainer.snapshot = replace(
                before,
                divergence=message,
                state=attack.random.choice(list(RunState)),
                run=replace(before.run, notes=(note,), dataset=name, number=1000 + number),
            )
            await pilot.pause()
            shown = seen(app)
            assert note in shown or cell_len(note) > 30
            diverged = app.trainer.snapshot.state is RunState.DIVERGED
            assert not diverged or message in shown or cell_len(message) > 30
            app.clear_notifications()
            await pilot.pause()
            assert app.is_running
    attack.record(tried=3 * count)


def hostile_scenario(attack, number: int) -> str:
    """A scenario's file, with hostile words wherever it has a text."""
    taken = iter(range(20 * number, 20 * number + 20))

    def text() -> str:
        return words.word(attack.random, next(taken), without="\r\n\v\f\x85\u2028\u2029")

    variants = [{"name": text(), "settings": {"hidden": [width]}} for width in (1, 2)]
    front = {
        "title": text(),
        "subject": text(),
        "look": text(),
        "question": text(),
        "options": "variants",
        "settings": {"dataset": "iris", "epochs": 1},
        "variants": variants,
        "answer": {"measure": "train_loss", "rule": "lowest", "also": ["validation_score"]},
    }
    pages = ["\n".join(f"{text()} {text()}" for _ in range(3)) for _ in range(2)]
    return f"+++\n{tomli_w.dumps(front)}+++\nx {pages[0]}\n+++\nx {pages[1]}\n"


async def test_a_hostile_scenario_is_literal_text_to_its_end(attack):
    rounds, refusals = attack.count(quick=1, long=100), []
    played, number = 0, -1
    while played < rounds:
        number += 1
        try:
            scenario = parse_scenario(hostile_scenario(attack, number), Path("x.md"))
        except ScenarioError as error:
            refusals.append(str(error))
            assert len(refusals) < 10 + rounds / 2
            continue
        played += 1
        worker = InlineWorker(TrainingConfig(dataset="iris", hidden=(3,)))
        app = TrainerApp(worker, scenario)
        async with app.run_test(size=(120, 60), notifications=True) as pilot:
            await pilot.pause()
            assert isinstance(app.screen, ScenarioScreen)
            shown = seen(app)
            assert clean_text(scenario.title)[:80] in shown
            options = app.screen.query_one(OptionList)
            assert str(options.get_option_at_index(0).prompt).startswith("1  ")
            await pilot.press("enter")
            await pilot.pause()
            seen(app)
            for _ in scenario.variants:
                worker.train_steps(9)
                await pilot.pause()
            await pilot.pause()
            assert isinstance(app.screen, OutcomeScreen)
            assert clean_text(scenario.question)[:80] in seen(app)
            for y in range(0, 60, 1 if attack.long else 20):
                await pilot.click(offset=(20, y))
            assert app.is_running
    assert all(map(str.isprintable, refusals))
    attack.record(tried=18 * rounds, refused_files=len(refusals))


def test_nothing_that_was_planted_reaches_the_terminal(attack, tmp_path):
    rounds = attack.count(quick=1, long=170)
    tried = 0
    for number in range(rounds):
        folder = tmp_path / str(number)
        folder.mkdir()
        file = words.hostile_csv(folder, attack.random, columns=COLUMNS, classes=CLASSES)
        tried += len(file.words)
        command = [sys.executable, "-m", "tui_mlp", "--data", str(file.path)]
        program = terminal.Program(command, columns=120, lines=40)
        try:
            _see_every_view(program)
            assert program.end("q") == 0
        finally:
            program.close()
        assert program.screen.outside.replace("\r\n", "").isprintable()
    attack.record(tried=tried, forbidden_sequences=0, starts=rounds)


def _see_every_view(program) -> None:
    program.wait_for("used as", "largest class alone")
    program.press("\r", "paused", "Training")
    program.press("4", "Softmax output", gone=["Accuracy"])
    program.press("5", "Confusion matrix", "Its next sample")
    program.press(ESCAPE, "Network", "Loss")
    program.press("e", gone=["press space to run"])
    program.press("x", "phase 1 of 8")
    for phase in "28":
        program.press(phase, f"phase {phase} of 8")
    program.press(ESCAPE, "Network")
    program.press("g", "mini-batch (")
    program.press(ESCAPE, "Network")
    program.press("k", "KL divergence")
    program.press("s", "p = y")
    program.press(ESCAPE, "Network")
    program.press("o", "Scenarios: predict")
    program.press(ESCAPE, "Network")
    program.press("E", "95% interval")
    program.press(ESCAPE, "Network")
    program.press("?", "Keys of this view")
    program.press(ESCAPE, gone=["Keys of this view"])


@pytest.mark.parametrize("planted", words.SEQUENCES)
def test_the_strict_terminal_notices_what_is_planted(planted):
    screen = terminal.Screen(20, 2, lambda _: None)
    screen.feed(b"\x1b[?1049h\x1b[1;1H\x1b[0;38;2;1;2;3mx")
    assert screen.text.startswith("x ")
    try:
        screen.feed(planted.encode() + b"y" * 30)
    except terminal.ForbiddenError:
        return
    assert screen.outside == "y" * 30


COMMANDS = (
    "{}",
    "train --{}",
    "train --dataset {}",
    "train --data {}",
    "train --data {0}.csv --target {0}",
    "train --samples {}",
    "train --hidden {}",
    "train --activation {}",
    "train --config {}",
    "train --log {}/x",
    "train --save {}/x",
    "explain --dataset {}",
    "explain --sample {}",
    "gradcheck --tolerance {}",
    "predict {0} --data {0}",
    "resume {}",
    "runs rm {}",
    "kl {0} {0}",
    "kl 1/2,1/2 {}",
    "screenshot --svg {0}/x --size {0}",
    "--scenario {}",
    "--speed {}",
    "datasets {}",
)


def test_a_hostile_word_in_the_command_line_is_refused_in_one_line(
    attack, monkeypatch, capsys, tmp_path
):
    monkeypatch.chdir(tmp_path)
    count = attack.count(quick=60, long=2000)
    for number in range(count):
        word = words.word(attack.random, number, without="\0")
        if number % 7 == 0:
            word += "\udcff"
        command = COMMANDS[number % len(COMMANDS)].split()
        monkeypatch.setattr(sys, "argv", ["tui-mlp", *(part.format(word) for part in command)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        if command[0] == "kl" and re.match("-[^-].*h", word, re.DOTALL):
            # numbers may be negative there, so that -1h is -1 and -h to click
            assert (ended.value.code, err) == (0, ""), (command, word)
            assert out.startswith("Usage: ")
            assert out.replace("\n", "").isprintable()
            continue
        assert (ended.value.code, out) == (2, ""), (command, word)
        assert err.startswith("tui-mlp: ")
        assert err.endswith("\n")
        assert err[:-1].isprintable(), (command, err)
    attack.record(tried=count)


@pytest.mark.skipif(sys.platform == "darwin", reason="its file names are UTF-8 always")
def test_a_file_whose_name_is_no_text_is_refused_in_one_line(monkeypatch, capsys, tmp_path):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.csv")
    Path(path).write_text("a,b,class\n" + "1,2,x\n2,1,y\n" * 9)
    for command in (["train"], ["train", "--print-config"], ["explain"], []):
        monkeypatch.setattr(sys, "argv", ["tui-mlp", *command, "--data", path])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        assert capsys.readouterr().err.count("\n") == 1
