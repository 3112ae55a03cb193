"""The code in the documents does what they say."""

import math
import os
import re
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def test_the_optuna_study_runs_and_finds_settings(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (DOCS / "many-networks.md").read_text(), re.DOTALL)
    assert "n_trials=12" in code
    assert len(code.splitlines()) <= 26
    script = tmp_path / "study.py"
    script.write_text(code.replace("n_trials=12", "n_trials=4"))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": path}, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    last = done.stdout.splitlines()[-1]
    assert {"learning_rate", "hidden", "l2"} <= set(re.findall(r"'(\w+)'", last))
    assert 0 < float(last.split()[-1]) < math.log(3)
    assert len(re.findall(r"Trial \d finished", done.stderr)) == 4
