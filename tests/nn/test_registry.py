"""A new activation and a new optimizer are a file each, and nothing else."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import tui_mlp
from tui_mlp.nn.activations import ACTIVATIONS
from tui_mlp.nn.optimizers import OPTIMIZERS
from tui_mlp.registry import names_in

PACKAGE = Path(tui_mlp.__file__).parent
BENT = '''
"""z / (1 + |z|)."""

import numpy as np

from tui_mlp.nn.activations.activation import Activation, Family


def _apply(z, out, work):
    np.abs(z, out=work)
    np.add(work, 1, out=work)
    np.divide(z, work, out=out)


def _write_derivative(z, a, out, work):
    np.abs(z, out=work)
    np.add(work, 1, out=work)
    np.multiply(work, work, out=work)
    np.reciprocal(work, out=out)


BENT = Activation(
    name="bent",
    family=Family.SATURATING,
    formula="z/(1+|z|)",
    derivative_formula="1/(1+|z|)²",
    largest_slope=1.0,
    source="Elliott 1993",
    apply=_apply,
    write_derivative=_write_derivative,
    reference=lambda z: z / (1 + np.abs(z)),
    reference_derivative=lambda z: (1 + np.abs(z)) ** -2.0,
    curvature_jumps=(0.0,),
)
'''
SIGNED = '''
"""The sign of the gradient, by a fixed step."""

import numpy as np

from tui_mlp.nn.optimizers.optimizer import Optimizer


class Signed(Optimizer):
    """theta <- theta - gamma sign(g)."""

    def __init__(self, network, *, eps):
        super().__init__(network)
        self._eps = eps

    def update(self, learning_rate, weight_decay=0.0):
        """Take one step."""
        self._step += 1
        for parameters, gradient, work in self._chunks:
            np.sign(gradient, out=work)
            np.multiply(work, learning_rate, out=work)
            np.subtract(parameters, work, out=parameters)
'''

Run = Callable[..., str]


@pytest.fixture
def run_copy(tmp_path: Path) -> Run:
    """Runs Python with a copy of the program in which two files have been added."""
    shutil.copytree(
        PACKAGE, tmp_path / "tui_mlp", ignore=shutil.ignore_patterns("__pycache__", "ui")
    )
    (tmp_path / "datasets").mkdir()
    shutil.copy(PACKAGE.parent / "datasets" / "iris.csv", tmp_path / "datasets")
    (tmp_path / "tui_mlp" / "nn" / "activations" / "bent.py").write_text(BENT)
    (tmp_path / "tui_mlp" / "nn" / "optimizers" / "signed.py").write_text(SIGNED)

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_a_new_activation_and_a_new_optimizer_are_a_file_each(run_copy: Run) -> None:
    listed = run_copy(
        "-c",
        "from tui_mlp.nn.activations import ACTIVATIONS\n"
        "from tui_mlp.nn.optimizers import OPTIMIZERS\n"
        "from tui_mlp.registry import names_in\n"
        "print('bent' in ACTIVATIONS, 'signed' in OPTIMIZERS)\n"
        "print(*names_in('tui_mlp.nn.activations'), *names_in('tui_mlp.nn.optimizers'))",
    )
    assert listed.startswith("True True\n")
    assert {"bent", "signed"} <= set(listed.split())
    new = ("--dataset", "iris", "--activation", "bent", "--optimizer", "signed")
    report = json.loads(
        run_copy("-m", "tui_mlp", "train", *new, "--epochs", "2", "--json", "--runs-dir", "kept")
    )
    assert report["epochs"] == 2
    checked = json.loads(run_copy("-m", "tui_mlp", "gradcheck", *new, "--json"))
    assert checked["passed"]
    assert checked["worst_relative_error"] < 1e-6
    assert "φ(z) = z/(1+|z|)" in run_copy("-m", "tui_mlp", "explain", *new)


def test_the_names_are_those_of_the_files() -> None:
    assert names_in("tui_mlp.nn.activations") == tuple(sorted(ACTIVATIONS))
    assert names_in("tui_mlp.nn.optimizers") == tuple(sorted(OPTIMIZERS))
    with pytest.raises(ModuleNotFoundError, match="no package"):
        names_in("tui_mlp.nn.network")


def test_names_cost_no_numpy_and_nothing_of_the_folder() -> None:
    program = (
        "import sys\n"
        "from tui_mlp.nn.initializers import INITIALIZERS\n"
        "from tui_mlp.registry import names_in\n"
        "from tui_mlp.nn.schedules import SCHEDULES\n"
        "assert len(names_in('tui_mlp.nn.activations')) >= 9\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "tui_mlp.nn.schedules" in loaded
    assert not {"numpy", "tui_mlp.nn.activations", "tui_mlp.arrays"} & loaded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BENT.replace('name="bent"', 'name="curved"'), "bent holds 'curved'"),
        ("", "bent holds one Activation, not 0"),
        (BENT + "\nOTHER = Activation(**vars(BENT))\n", "bent holds one Activation, not 2"),
    ],
    ids=["another name", "none", "two"],
)
def test_a_file_that_holds_something_else_is_named(run_copy: Run, text: str, words: str) -> None:
    program = (
        "import pathlib, sys\n"
        "pathlib.Path('tui_mlp/nn/activations/bent.py').write_text(sys.argv[1])\n"
        "try:\n import tui_mlp.nn.activations\n"
        "except TypeError as error:\n print(error)"
    )
    assert words in run_copy("-c", program, text)
