"""What the attacks share: how often each is tried, from which seed, and where its figures go."""

import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType

import pytest

RESULTS = Path(__file__).parents[2] / "build" / "soak.jsonl"


class Attack:
    """One attack: the quick form within the suite, the long one under `--soak`.

    Both are the same for the same `--attack-seed`.
    """

    def __init__(self, name: str, seed: int, *, long: bool) -> None:
        self.name = name
        self.long = long
        self.random = random.Random(f"{name} {seed}")  # noqa: S311
        self._seed = seed

    def count(self, *, quick: int, long: int) -> int:
        """How often to try."""
        return long if self.long else quick

    def record(self, **figures: float | str) -> None:
        """Keep what came of the long form."""
        if self.long:
            RESULTS.parent.mkdir(exist_ok=True)
            line = json.dumps({"attack": self.name, "seed": self._seed, **figures})
            with RESULTS.open("a") as file:
                file.write(line + "\n")


@pytest.fixture
def attack(request: pytest.FixtureRequest) -> Attack:
    """The attack that a test makes."""
    option = request.config.getoption
    return Attack(request.node.name, option("--attack-seed"), long=option("--soak"))


@pytest.fixture(scope="session")
def real_program() -> ModuleType:
    """The module `real_program.py` beside this file."""
    spec = importlib.util.spec_from_file_location(
        "real_program", Path(__file__).with_name("real_program.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start(real_program: ModuleType, runs_dir: Path):
    """Starts the real program on a terminal of its own; nothing of it is left after the test."""
    programs = []

    def start(*arguments: str, **options):
        program = real_program.RealProgram(arguments, runs_dir, **options)
        programs.append(program)
        return program

    yield start
    for program in programs:
        program.close()
