"""The code in the documents does what they say."""

import json
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


def test_the_tour_of_the_library_runs(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "python.md").read_text(), re.DOTALL)
    assert len(blocks) == 4
    done = _run("\n".join(blocks), tmp_path)
    assert done.stdout.startswith("Run(iris, 4 -> 16 -> 16 -> 3, epoch 60, accuracy 1.000)\n1.0\n")
    assert "sample 3 of 32 in the mini-batch" in done.stdout
    assert (tmp_path / "signs.npz").exists()


def test_the_examples_for_scikit_learn_run(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "scikit-learn.md").read_text(), re.DOTALL)
    assert len(blocks) == 3
    _run("\n".join(blocks), tmp_path)


def test_the_notebook_runs_and_holds_its_outputs(tmp_path: Path) -> None:
    cells = json.loads((DOCS / "tour.ipynb").read_text())["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) >= 6
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert any("image/png" in output.get("data", {}) for c in code for output in c["outputs"])
    printed = [
        "".join(output["text"])
        for cell in code
        for output in cell["outputs"]
        if output.get("name") == "stdout"
    ]
    done = _run("\n".join("".join(cell["source"]) for cell in code), tmp_path)
    assert done.stdout == "".join(printed)


def _run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A program that ends well."""
    script = folder / "tour.py"
    script.write_text(code)
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return done
