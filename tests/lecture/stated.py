"""What states a number or a comparison, and a few functions that check such sentences."""

import re
from collections.abc import Callable

import numpy as np

STATES = re.compile(
    r"[0-9≠≤≥<>=]|\b(than|equal\w*|same|never|always|positive|negative|below|above|between|certain|"
    r"infinite|longer|shorter|largest|least|most|short|small|large|only|alone|none|half|tenth|"
    r"less|more|times|neither|rose|lowered|smaller|larger|fewer|far|few|cancels?|diagonal|undo)\b"
)
"""Found in a sentence that states something to be checked."""


def sentences_of(text: str) -> list[str]:
    """The sentences of a text."""
    return re.split(r"(?<=[.?])\s+", text)


def softmax(a: np.ndarray) -> np.ndarray:
    return np.exp(a) / np.exp(a).sum()


def sigmoid(a: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-a))


def slope(function: Callable[[float], float], at: float) -> float:
    return (function(at + 1e-6) - function(at - 1e-6)) / 2e-6
