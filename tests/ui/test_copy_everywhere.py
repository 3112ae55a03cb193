"""In every view y copies the numbers or the text of what is there."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tui_mlp.settings.training_config import TrainingConfig
from tui_mlp.training.keeping.keeping import Keeping
from tui_mlp.ui.app import TrainerApp
from tui_mlp.worker import commands
from tui_mlp.worker.inline import InlineWorker

PLANE = TrainingConfig(dataset="spirals3", hidden=(4,), epochs=50)
LABELS = TrainingConfig(dataset="discs", hidden=(4,), epochs=50)


async def copied(app: TrainerApp, pilot: Pilot[None], keys: list[str]) -> list[str]:
    """What y copies after some keys, each waited for; the lines."""
    for key in keys:
        await pilot.press(key)
        for _ in range(3):
            await pilot.pause()
    if len(app.screen_stack) > 1:
        await app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.press("y")
    await pilot.pause()
    return app.clipboard.split("\n")


@pytest.mark.parametrize(
    ("keys", "first", "least"),
    [
        ([], "tui-mlp\tspirals3", 1),
        (["1"], "layer\tunit\teffect", 9 + 4 * 2 + 3 * 4),
        (["1", "tab"], "0\t2\tinput", 3),
        (["1", "tab", "tab"], "data\tspirals3", 15),
        (["2"], "epoch\ttrain lowest", 6),
        (["2", "tab"], "epoch\ttrain lowest", 6),
        (["3"], "epoch\tW1\tW2", 50),
        (["4"], "validation 1\ty\tŷ", 7),
        (["5"], "x₁\tx₂\ttrue\tpredicted", 181),
        (["x"], "x = a⁰,", 5),
        (["g"], "l\tφ\tunits", 3),
        (["g", "tab"], "Training loss", 1),
        (["k"], "p\tq\tr", 5),
        (["f"], "state\tdata\tlayers\tepoch", 2),
        (["v"], "sample\ttrue\tpredicted\tloss\tx₁\tx₂", 13),
        (["i"], "feature\tvalue", 3),
        (["L"], "1\tThe task", 1),
        (["L", "enter"], "x = a⁰,", 5),
        (["o", "enter"], "", 5),
        (["question_mark"], "Keys of this view", 40),
        (["H"], "Nothing was changed yet", 1),
        (["m"], "seed\tscore\tloss", 33),
        (["D"], "column\tkind\tused as", 4),
        (["E"], "90 samples", 5),
    ],
)  # fmt: skip
async def test_y_copies_what_a_view_shows(
    tmp_path: Path, keys: list[str], first: str, least: int
) -> None:
    worker = InlineWorker(PLANE, keeping=Keeping(tmp_path))
    app = TrainerApp(worker)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        worker.send(commands.RunSteps(100))
        worker.train_steps(100)
        worker.save()
        lines = await copied(app, pilot, keys)
        assert lines[0].startswith(first)
        assert len(lines) >= least
        drawing = [line for line in lines if set(line) & set("▀▄█▌▐⠉⣀┅─│")]
        assert drawing == []


async def test_scores_of_labels_are_copied() -> None:
    worker = InlineWorker(LABELS)
    app = TrainerApp(worker)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        lines = await copied(app, pilot, ["5", "tab"])
        assert any("micro" in line for line in lines)
