"""What a sentence is, and the checks that several kinds of sentences share."""

import re
from collections.abc import Callable

import numpy as np
from intervals import Interval, value_of
from named_numbers import Case
from stated import slope
from three_networks import MORE, NETWORKS

from tui_mlp.lecture.pages.page import Page

EVERY_NETWORK = NETWORKS | MORE
Check = Callable[[Case, re.Match[str], Page], object]
NUMBER = r"([+−]?(?:[\d ]*\d)?\.?\d+(?:e-?\d+)?)"


def near(text: str, exact: float) -> bool:
    """Whether a printed number is this one, to its digits; three of them count as all."""
    found = value_of(text)
    assert found is not None
    slack = 0.0 if len(re.sub(r"\D", "", text)) > 3 else 0.005 * abs(exact)
    return found.meets(Interval(exact - slack, exact + slack))


def norm(values: np.ndarray) -> float:
    return float(np.linalg.norm(values))


def layer_of(page: Page) -> str:
    assert page.layer is not None
    return Case.above(page.layer)


def slopes(case: Case, page: Page) -> np.ndarray:
    return case.row(f"φ{layer_of(page)}'")


def true_class(case: Case, _match: re.Match[str], _page: Page) -> bool:
    """Rows of the Jacobian with y_m not 0 are used, and what comes of them is yhat - y."""
    y = case.row("y")
    used = (-y / case.row("ŷ"))[y != 0] @ case.found["∂ŷₘ/∂aᴸⱼ"][y != 0]
    return bool(np.allclose(used, case.row("ŷ") - y))


def of_yhat(test: Callable[[np.ndarray, np.ndarray, np.ndarray], object]) -> Check:
    """A check of yhat, y and a^L."""
    return lambda case, _m, _p: test(case.row("ŷ"), case.row("y"), case.row("aᴸ"))


def of_jacobian(test: Callable[[np.ndarray, np.ndarray], object]) -> Check:
    """A check of the Jacobian and yhat."""
    return lambda case, _m, _p: test(case.found["∂ŷₘ/∂aᴸⱼ"], case.row("ŷ"))


def is_slope(function: Callable[[float], float], claimed: Callable[[float], float]) -> Check:
    return lambda _c, _m, _p: all(
        np.isclose(slope(function, at), claimed(at), rtol=1e-6) for at in (0.2, 0.7, 1.5)
    )


SOFTMAX: Check = lambda case, _m, _p: case.softmax  # noqa: E731
LABELS: Check = lambda case, _m, _p: not case.softmax  # noqa: E731
