"""What the attacks share: how often each is tried, from which seed, and where its figures go."""

import json
import random
from pathlib import Path

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
