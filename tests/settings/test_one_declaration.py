"""A setting is declared once: one field, added in a copy of the program, is found everywhere."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "tui_mlp"
FIELD = """
    dampening: float = setting(
        0.1,
        Number(
            group=Group.OPTIMIZATION,
            label="dampening",
            sentence="How much of a gradient is left out.",
            least=0.0,
            most=1.0,
            steps=(0.0, 0.1, 0.25),
            adjustable=True,
        ),
    )
"""
PROGRAM = """
import json, sys
from click.testing import CliRunner
from tui_mlp.cli import tui_mlp
from tui_mlp.settings.config_error import ConfigError
from tui_mlp.settings.training_config import SETTINGS, TrainingConfig
from tui_mlp.training.config import config_from_toml, config_to_toml
from tui_mlp.training.snapshot import RunDescription
from tui_mlp.ui.editing.setting_rows import present_of, setting_rows

def printed(*words):
    return CliRunner().invoke(tui_mlp, words).stdout

config = TrainingConfig(dampening=0.25)
run = RunDescription(1, config, "spirals3", ("a", "b"), ("x",), (), 70, 20, 10)
present = present_of(TrainingConfig(), run)
rows = {row.name: row for row in setting_rows(present, run, 40, 40)}
try:
    config_from_toml("dampening = 2")
except ConfigError as error:
    refusal = str(error)
print(json.dumps({
    "help": printed("train", "--help"),
    "printed": printed("train", "--dampening", "0.25", "--print-config"),
    "round trip": config_from_toml(config_to_toml(config)) == config,
    "refusal": refusal,
    "differences": sorted(config.differences(TrainingConfig())),
    "adjustable": "dampening" in TrainingConfig.ADJUSTABLE,
    "row": "".join(text for text, _ in rows["dampening"].parts),
    "step": SETTINGS["dampening"].stepped(present.config, present.facts, 1),
}))
"""


def test_a_new_setting_is_declared_in_one_place(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "tui_mlp", ignore=shutil.ignore_patterns("__pycache__"))
    declaration = tmp_path / "tui_mlp" / "settings" / "optimization_settings.py"
    text = declaration.read_text()
    place = text.index("    learning_rate: float = setting(")
    declaration.write_text(text[:place] + FIELD.lstrip("\n") + text[place:])
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    words = " ".join(found["help"].split())
    assert "--dampening NUMBER How much of a gradient is left out. [0.1; 0 to 1]" in words
    assert "\ndampening = 0.25\n" in found["printed"]
    assert found["round trip"]
    assert found["refusal"] == "dampening: 2 is outside 0 to 1"
    assert found["differences"] == ["dampening"]
    assert found["adjustable"]
    assert found["row"].split() == ["dampening", "0.1"]
    assert found["step"] == {"dampening": 0.25}
