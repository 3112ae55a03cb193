"""A teacher's scenario file: what it may say, and what is refused."""

from pathlib import Path

import numpy as np
import pytest

from tui_mlp.scenario.by_hand import judge_number
from tui_mlp.scenario.file import find_scenario, read_scenario
from tui_mlp.scenario.outcome import run_scenario
from tui_mlp.scenario.values import HandTask, ScenarioError

FRONT = """
title = "My own"
subject = "a subject"
look = "the loss"
question = "What?"
options = ["low", "high"]
[settings]
dataset = "iris"
hidden = 4
epochs = 2
[answer]
measure = "train_score"
rule = "bins"
thresholds = [0.99]
"""


def saved(folder: Path, front: str = FRONT, body: str = "Before.\n+++\nAfter.\n") -> Path:
    path = folder / "03-my_own.md"
    path.write_text(f"+++\n{front}+++\n{body}", encoding="utf-8")
    return path


def test_a_file_of_one_s_own_is_read_and_run(tmp_path: Path) -> None:
    scenario = find_scenario(str(saved(tmp_path)))
    assert scenario.name == "my_own"
    assert scenario.before == "Before."
    assert scenario.claim is None
    outcome = run_scenario(scenario, 3)
    assert outcome.answer == int(outcome.runs[0].values[0] >= 0.99)
    assert outcome.runs[0].epochs == 2


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('title = "My own"\n', "", "title: is missing"),
        ('title = "My own"', "title = 3", "title: Expected str"),
        ("[settings]", "colour = 3\n[settings]", "colour: there is no such key"),
        ('dataset = "iris"', "seed = 3", "settings.seed"),
        ("hidden = 4", "hidden = 0", "settings.hidden: 0 is outside"),
        ("hidden = 4", "learning = 4", "settings.setting: there is no 'learning'"),
        ('"train_score"', '"loss"', "answer.measure: there is no 'loss'; did you mean '"),
        ('"train_score"', '"beauty"', "there is no 'beauty'; see `tui-mlp scenario measures`"),
        ('rule = "bins"', 'rule = "above"', "answer.threshold"),
        ('rule = "bins"', 'rule = "most"', "answer.rule"),
        ("thresholds = [0.99]", "thresholds = [3, 1]", "answer.thresholds"),
        ('["low", "high"]', '["low"]', "options"),
        ("[settings]", "[settings", "not TOML"),
    ],
)
def test_a_wrong_key_is_named_in_one_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in FRONT
    path = saved(tmp_path, FRONT.replace(old, new))
    with pytest.raises(ScenarioError) as caught:
        read_scenario(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


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


def test_steps_are_read_and_their_numbers_computed(tmp_path: Path) -> None:
    read, worked = read_scenario(saved(tmp_path, FRONT + STEPS)).steps
    assert (read.text, read.task) == ("Only to *read*.", None)
    assert worked.task is not None
    assert worked.task.value == pytest.approx(np.e / (1 + np.e))
    assert (worked.task.ask, worked.task.hint) == ("ŷ₂", "e over 1 + e")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('text = "Of two."', 'text = " "', "steps[2].text: is empty"),
        ('ask = "ŷ₂"', "", "steps[2].quantity: needs ask"),
        ('"yhat"', '"answer"', "steps[2].quantity: is one of exponentials"),
        ("logits = [0.0, 1.0]", "target = [0.0, 1.0]", "steps[2]: yhat takes logits"),
        ("[0.0, 1.0]", "[[0.0], [1.0]]", "logits is a list of numbers"),
        ("[0.0, 1.0]", '["a"]', "logits is not made of numbers"),
        ("entry = 2", "entry = 3", "there is no entry [3] of 2"),
        ("entry = 2", "entry = [1, 2]", "an entry such as 2"),
        ("entry = 2", "", "an entry such as 2"),
        ('hint = "e over 1 + e"', "", "steps[2].hint: is missing"),
        ("entry = 2", "entry = 2\ntolerance = 0.5", "steps[2].tolerance"),
        ("entry = 2", "entry = 2\nslip = 1", "slip: there is no such key"),
    ],
)
def test_a_step_that_cannot_be_used_is_named(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in STEPS
    with pytest.raises(ScenarioError) as caught:
        read_scenario(saved(tmp_path, FRONT + STEPS.replace(old, new)))
    assert words in str(caught.value)


TASK = HandTask("δ₁", "output_error", -0.0194, 0.01, "the sum first")


@pytest.mark.parametrize(
    ("typed", "second", "right", "settled", "words"),
    [
        ("-.019", False, True, True, "right: −.0194"),
        ("−0,0195", False, True, True, "right"),
        ("-.02", False, False, False, "two digits"),
        (".0194", False, False, False, "look at the sign"),
        ("-.3", False, False, False, "not yet: the sum first"),
        ("-.3", True, False, True, "it is −.0194: the sum first"),
        (".0194", True, False, True, "it is −.0194"),
    ],
)
def test_a_number_is_judged_with_a_hint_and_a_second_try(
    typed: str, second: bool, right: bool, settled: bool, words: str
) -> None:
    verdict = judge_number(TASK, typed, second=second)
    assert (verdict.right, verdict.settled) == (right, settled)
    assert words in verdict.words


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        judge_number(TASK, "-", second=False)


@pytest.mark.parametrize("body", ["Before.\n", "\n+++\nAfter.\n", "Before.\n+++\n"])
def test_both_texts_are_needed(tmp_path: Path, body: str) -> None:
    with pytest.raises(ScenarioError, match=r"\+\+\+"):
        read_scenario(saved(tmp_path, body=body))


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="there is no scenario or file 'nothing': choose xor"):
        find_scenario("nothing")
    with pytest.raises(ScenarioError, match="no such file"):
        find_scenario(str(tmp_path / "none.md"))
    with pytest.raises(ScenarioError, match="is a directory"):
        find_scenario(str(tmp_path))
