"""A teacher's scenario file: what it may say, and what is refused."""

from pathlib import Path

import pytest

from tui_mlp.scenario.file import find_scenario, read_scenario
from tui_mlp.scenario.outcome import run_scenario
from tui_mlp.scenario.values import ScenarioError

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
        ('"train_score"', '"loss"', "answer.measure: there is no 'loss'"),
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
