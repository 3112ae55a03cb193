"""A scenario from the list to its outcome, with keys."""

import csv
import re
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList, Static

from tui_mlp.scenario.file import find_scenario, parse_scenario, shipped_scenarios
from tui_mlp.scenario.outcome import Outcome, RunFigures, run_scenario
from tui_mlp.scenario.results import ResultsError, add_results
from tui_mlp.scenario.values import Scenario
from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.ensemble.ensemble_screen import EnsembleScreen
from tui_mlp.ui.ensemble.ensemble_status import EnsembleStatus
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.scenario.scenario_screens import OutcomeScreen, ScenarioListScreen, ScenarioScreen
from tui_mlp.ui.scenario.scenario_text import ScenarioPreview
from tui_mlp.ui.scenario.step_screen import StepScreen
from tui_mlp.worker.inline import InlineWorker

TEXT = """+++
title = "Two widths [/] of iris"
subject = "what a layer is worth"
look = "both curves"
question = "Which one has the lower loss?"
options = "variants"
[settings]
dataset = "iris"
epochs = 3
[[variants]]
name = "narrow"
settings = { hidden = [1] }
[[variants]]
name = "wide"
settings = { hidden = [12] }
[answer]
measure = "train_loss"
rule = "lowest"
also = ["validation_score"]
+++
Read this *first*. [@click=app.quit]not an action[/]
+++
And this **afterwards**.
"""


@pytest.fixture
def scenario() -> Scenario:
    return parse_scenario(TEXT, Path("widths.md"))


def texts(screen: Screen[object]) -> str:
    return "\n".join(str(widget.render()) for widget in screen.query(Static))


async def opened(app: TrainerApp, pilot: Pilot[None]) -> Screen[object]:
    await pilot.pause()
    return app.screen


async def test_a_scenario_from_its_question_to_its_outcome(scenario: Scenario) -> None:
    worker = InlineWorker(TrainingConfig(dataset="iris", hidden=(3,)))
    app = TrainerApp(worker, scenario)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        assert isinstance(await opened(app, pilot), ScenarioScreen)
        assert "Two widths [/] of iris" in texts(app.screen)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.screen is app.trainer
        snapshot = app.trainer.snapshot
        assert snapshot is not None
        assert snapshot.scenario is not None
        assert (snapshot.scenario.variant, snapshot.scenario.run) == ("narrow", 1)
        worker.train_steps(12)
        worker.train_steps(12)
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, OutcomeScreen)
        shown = texts(app.screen)
        assert "You said    wide" in shown
        assert "The run says" in shown
        assert "training loss" in shown
        assert "(seed 0)" in shown
        await pilot.press("o")
        assert isinstance(await opened(app, pilot), ScenarioListScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.trainer
        assert app.trainer.snapshot is not None
        assert app.trainer.snapshot.scenario is None


async def test_every_run_that_decides_shows_its_layers_and_what_the_figure_is_of() -> None:
    text = TEXT.replace("train_loss", "mean_grad_norm").replace("validation_score", "weight_norm")
    for layer, title in (("", "norm of all layers"), ("layer = 1\n", "norm in layer 1")):
        scenario = parse_scenario(text.replace("also", f"{layer}also"), Path("norms.md"))
        app = TrainerApp(InlineWorker(TrainingConfig(dataset="iris")))
        async with app.run_test(size=(160, 50)) as pilot:
            app.push_screen(OutcomeScreen(scenario, run_scenario(scenario), None))
            await pilot.pause()
            shown = texts(app.screen)
            assert shown.count(f"mean gradient {title} ") == 2
            assert shown.count("by layer") == shown.count("W2 ") == 2
            assert shown.count("norm of the weights of all layers") == 2


async def test_a_digit_chooses_and_only_enter_commits(scenario: Scenario) -> None:
    worker = InlineWorker(TrainingConfig(dataset="iris", hidden=(3,)))
    app = TrainerApp(worker, scenario)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(app, pilot)
        await pilot.press("2", "9")
        assert await opened(app, pilot) is screen
        assert screen.query_one(OptionList).highlighted == 1
        await pilot.press("question_mark")
        assert "Choose answer 1 to" in help_text(await opened(app, pilot))
        await pilot.press("escape")
        assert await opened(app, pilot) is screen
        await pilot.press("enter")
        assert await opened(app, pilot) is app.trainer
        assert app.trainer.scenarios._prediction == 1


def help_text(screen: Screen[object]) -> str:
    assert isinstance(screen, HelpScreen)
    return texts(screen)


async def test_answers_are_marked_in_the_list_and_added_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    add_results(path, ())
    worker = InlineWorker(TrainingConfig(dataset="iris", hidden=(3,)))
    named_alike = parse_scenario(TEXT, Path("xor.md"))
    app = TrainerApp(worker, named_alike, path)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await opened(app, pilot)
        for key, others in (("home", "o"), ("down", "escape")):
            await pilot.press(key, "enter")
            await pilot.pause()
            worker.train_steps(12)
            worker.train_steps(12)
            await pilot.pause()
            await pilot.pause()
            assert isinstance(app.screen, OutcomeScreen)
            await pilot.press(others)
            if others == "o":
                await pilot.pause()
                came = app.trainer.scenarios.results[0]
                shown = app.screen.query_one(OptionList).get_option_at_index(0).prompt
                assert str(shown).startswith("✓ XOR" if came.right else "✗ XOR")
                assert f"{int(came.right)} of 1 right" in texts(app.screen)
                await pilot.press("escape")
                app.trainer.scenarios.open(named_alike)
                await pilot.pause()
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [row["answered"] for row in rows] == ["narrow", "wide"]
    assert {row["came"] for row in rows} <= {"narrow", "wide"}
    assert sorted(row["right"] for row in rows) == ["no", "yes"]
    assert {row["scenario"] for row in rows} == {"xor"}
    lowest = rows[0]["value"]
    assert float(lowest) > 0
    assert rows[1]["value"] == lowest


def test_a_file_of_results_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="nowhere"):
        add_results(tmp_path / "nowhere" / "answers.csv", ())


async def test_a_run_that_diverged_gives_no_answer_and_is_named() -> None:
    text = TEXT.replace("{ hidden = [1] }", '{ learning_rate = 1e6, init = "normal" }')
    text = text.replace('options = "variants"', 'options = ["above", "not"]')
    text = text.replace('rule = "lowest"', 'rule = "above"\nthreshold = 0.5\nvariant = "narrow"')
    text = text.replace("epochs = 3", 'epochs = 3\nactivation = "relu"\nhidden = [4, 4]')
    worker = InlineWorker(TrainingConfig(dataset="iris", hidden=(3,)))
    app = TrainerApp(worker, parse_scenario(text, Path("wild.md")))
    async with app.run_test(size=(160, 40), notifications=True) as pilot:
        await opened(app, pilot)
        await pilot.press("1", "enter")
        await pilot.pause()
        for _ in range(4):
            worker.train_steps(12)
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, OutcomeScreen)
        shown = texts(app.screen)
        assert "You said    above\nThe run says nothing: there is no answer" in shown
        reason = "the training loss of narrow is not a number: the run diverged: the"
        assert re.search(rf"{reason} .* at step \d+, in epoch \d+ \(seed 0\)", shown)


async def test_a_change_on_the_way_ends_the_scenario(scenario: Scenario) -> None:
    worker = InlineWorker(TrainingConfig(dataset="iris", hidden=(3,)))
    app = TrainerApp(worker, scenario)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("1", "enter")
        await pilot.pause()
        await pilot.press("r")
        worker.train_steps(100)
        await pilot.pause()
        assert app.screen is app.trainer
        assert app.trainer.snapshot is not None
        assert app.trainer.snapshot.scenario is None


STEPS = """
[[steps]]
text = "Only to *read*."
[[steps]]
text = "Of two."
ask = "ŷ₂"
quantity = "yhat"
given = { logits = [0.0, 1.0] }
entry = 2
hint = "e over 1 + e"
"""


async def turned(app: TrainerApp, pilot: Pilot[None]) -> Screen[object]:
    """The screen that follows the one which is closing."""
    for _ in range(3):
        await pilot.pause()
    return app.screen


async def test_steps_are_gone_through_before_the_question(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    text = TEXT.replace("[answer]", f"{STEPS}[answer]")
    app = TrainerApp(
        InlineWorker(TrainingConfig(dataset="iris")), parse_scenario(text, Path("two.md")), path
    )
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert isinstance(await turned(app, pilot), StepScreen)
        assert "step 1 of 2" in texts(app.screen)
        await pilot.press("enter")
        screen = await turned(app, pilot)
        assert "By hand: ŷ₂ = ?" in texts(screen)
        await pilot.press(*".5", "enter")
        assert "✗ not yet: e over 1 + e. Once more" in texts(screen)
        await pilot.press("enter")  # nothing was typed
        assert await turned(app, pilot) is screen
        assert "a number is needed" in texts(screen)
        await pilot.press(*".73", "enter")
        assert "✓ right: +.7311" in texts(screen)
        await pilot.press("left")
        assert "step 1 of 2" in texts(await turned(app, pilot))
        await pilot.press("enter")
        await turned(app, pilot)
        await pilot.press(*".1", "enter", *".2", "enter")
        assert "✗ it is +.7311: e over 1 + e" in texts(app.screen)
        await pilot.press("enter")
        assert isinstance(await turned(app, pilot), ScenarioScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.trainer
        assert app.trainer.snapshot is not None
        assert app.trainer.snapshot.run.number == 1
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [(row["question"], row["answered"], row["right"]) for row in rows] == [
        ("ŷ₂", ".73", "yes"), ("ŷ₂", ".2", "no"),
    ]  # fmt: skip
    assert {row["seed"] for row in rows} == {""}
    assert float(rows[0]["came"]) == pytest.approx(0.731059, abs=1e-6)


async def test_a_step_can_be_left_and_says_its_keys() -> None:
    text = TEXT.replace("[answer]", f"{STEPS}[answer]")
    app = TrainerApp(
        InlineWorker(TrainingConfig(dataset="iris")), parse_scenario(text, Path("two.md"))
    )
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await turned(app, pilot)
        await pilot.press("enter")
        await turned(app, pilot)
        await pilot.press("escape")  # the line
        assert isinstance(await turned(app, pilot), StepScreen)
        await pilot.press("question_mark")
        assert "To the step before" in help_text(await turned(app, pilot))
        await pilot.press("escape")
        await turned(app, pilot)
        await pilot.press("enter")  # asks again
        await pilot.press(*".73", "enter")
        assert "✓ right" in texts(await turned(app, pilot))
        await pilot.press("escape")
        assert await turned(app, pilot) is app.trainer


async def test_without_an_answer_nothing_runs(scenario: Scenario) -> None:
    app = TrainerApp(InlineWorker(TrainingConfig(dataset="iris")), scenario)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.trainer
        assert app.trainer.snapshot is not None
        assert app.trainer.snapshot.run.number == 1


async def test_o_lists_all_scenarios() -> None:
    app = TrainerApp(InlineWorker(TrainingConfig(dataset="iris")))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("o")
        assert isinstance(await opened(app, pilot), ScenarioListScreen)
        options = app.screen.query_one(OptionList)
        assert options.option_count >= 13
        await pilot.press("down", "enter")
        assert isinstance(await opened(app, pilot), ScenarioScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=str)
async def test_the_chosen_scenario_is_seen_beside_the_list(
    scenario: Scenario, size: tuple[int, int]
) -> None:
    app = Host(ScenarioListScreen((shipped_scenarios()[0], scenario)))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("down")
        await pilot.pause()
        preview = app.screen.query_one(ScenarioPreview)
        assert preview.region.height >= size[1] // 3
        shown = texts(app.screen)
        for words in ("narrow: iris, hidden layers 1, 3 epochs", scenario.question, "2  wide"):
            assert words in shown


class Host(App[None]):
    """One screen, as it is."""

    def __init__(self, screen: Screen[object]) -> None:
        super().__init__()
        self._shown = screen

    def on_mount(self) -> None:
        self.push_screen(self._shown)


SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_picture_of_a_question(snap_compare, scenario: Scenario, size: tuple[int, int]) -> None:
    assert snap_compare(Host(ScenarioScreen(scenario)), terminal_size=size)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_picture_of_an_outcome(snap_compare, scenario: Scenario, size: tuple[int, int]) -> None:
    runs = (
        RunFigures("narrow", 3.0, "", (0.9123, 0.633), ()),
        RunFigures("wide", 3.0, "", (0.4125, 0.867), ()),
    )
    outcome = Outcome(0, 1, "wide has the lowest one: 0.4125", runs)
    assert snap_compare(Host(OutcomeScreen(scenario, outcome, 0)), terminal_size=size)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_picture_of_the_list(snap_compare, scenario: Scenario, size: tuple[int, int]) -> None:
    assert snap_compare(Host(ScenarioListScreen((scenario,) * 5)), terminal_size=size)


async def test_a_scenario_of_seeds_is_seen_as_bands_and_judged() -> None:
    luck = find_scenario("luck")
    worker = InlineWorker(TrainingConfig(dataset="iris", hidden=(3,)))
    app = TrainerApp(worker, luck)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await opened(app, pilot)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, EnsembleScreen)
        snapshot = app.trainer.snapshot
        assert snapshot is not None
        assert snapshot.ensemble is not None
        assert [each.name for each in snapshot.ensemble.settings] == ["batch 16", "batch 24"]
        said = app.screen.query_one(EnsembleStatus).render_line(0).text
        assert "moons" in said  # which the main screen's run is not trained on
        assert "iris" not in said
        await pilot.press("plus")  # it has as many seeds as its file says
        worker.train_ensemble()
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, OutcomeScreen)
        shown = texts(app.screen)
        assert "You said    no: what a single run shows may be luck ✓" in shown
        assert "0 lies inside of it (seeds 0 to 31)" in " ".join(shown.split())
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, EnsembleScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.trainer
        assert app.trainer.snapshot is not None
        assert app.trainer.snapshot.run.dataset == "iris"


async def test_a_scenario_of_seeds_that_is_left_gives_no_answer() -> None:
    worker = InlineWorker(TrainingConfig(dataset="iris", hidden=(3,)))
    app = TrainerApp(worker, find_scenario("luck"))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(app, pilot)
        await pilot.press("enter")
        await pilot.pause()
        worker.train_ensemble(2)
        await pilot.press("escape", "m")
        await pilot.pause()
        worker.train_ensemble()
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, EnsembleScreen)
        assert app.trainer.scenarios.results == []
