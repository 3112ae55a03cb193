"""The random streams of a run: one for each purpose, all from one seed."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class RandomStreams:
    """Independent generators, so that a change in one use of chance leaves the others alone."""

    data: np.random.Generator
    split: np.random.Generator
    initialization: np.random.Generator
    batch_order: np.random.Generator
    dropout: np.random.Generator

    @classmethod
    def from_seed(cls, seed: int) -> "RandomStreams":
        """The streams of a seed: spawned from one `SeedSequence`, hence independent."""
        children = np.random.SeedSequence(seed).spawn(5)
        return cls(*(np.random.default_rng(child) for child in children))
