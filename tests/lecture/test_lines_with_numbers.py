"""Every line of numbers on a page: what it sets equal is equal, and what it names is that.

A printed number stands for all that round to it. The names are looked up in numbers that are
worked out without the lecture's code; a line whose name is not known there fails.
"""

import math
import re
from collections.abc import Iterator

import numpy as np
import pytest
from intervals import Interval, printed, value_of
from named_numbers import Case
from three_networks import MORE, NETWORKS, every_page

from tui_mlp.lecture.pages.page import Matrix, Page, Substituted

_RELATION = re.compile(r"[=≤≈←]")
_CLAUSE = re.compile(r";|,  +|: +|(?<=[\w.]), (?=[A-Za-zγ])")
_LISTED = re.compile(r"\((-?[\d.]+(?:, [\d.]+)*)\)")


def lines(name: str) -> Iterator[tuple[Page, str]]:
    activations = (NETWORKS | MORE)[name].activations
    for page in every_page(name):
        for block in page.blocks:
            if isinstance(block, Substituted):
                text = block.text
                if page.layer is not None:
                    text = text.replace("φ(", f"{activations[page.layer - 1]}(")
                yield page, text


@pytest.mark.parametrize("name", [*NETWORKS, *MORE])
def test_what_stands_on_both_sides_is_equal(name: str) -> None:
    compared = 0
    for page, text in lines(name):
        for clause in _CLAUSE.split(text):
            sides = _RELATION.split(clause)
            relations = _RELATION.findall(clause)
            found = [value_of(side) for side in sides]
            for left, relation, right in zip(found, relations, found[1:], strict=False):
                if left is None or right is None:
                    continue
                holds = left.low <= right.high if relation == "≤" else left.meets(right)
                assert holds, (page.title, text)
                compared += 1
    assert compared > 50


@pytest.mark.parametrize("name", [*NETWORKS, *MORE])
def test_the_lines_of_the_workbench(name: str) -> None:
    """Both divergences, their parts, and the detour, from the distributions that the page shows."""
    pages = [page for page in every_page(name) if page.title == "Two distributions compared"]
    assert len(pages) == 2
    for page in pages:
        tables = [block.values for block in page.blocks if isinstance(block, Matrix)]
        p, q, r = tables[0][0], tables[0][1], tables[1][0] if len(tables) > 1 else None
        numbers = {"KL(p‖q)": kl(p, q), "KL(q‖p)": kl(q, p), "NE(p)": -entropy(p)}
        numbers["CE(p, q)"] = kl(p, q) + entropy(p)
        numbers["NE(p) + CE(p, q)"] = kl(p, q)
        if r is not None:
            assert r.sum() == pytest.approx(1)
            numbers |= {"KL(p‖r)": kl(p, r), "the sum": kl(p, q) + kl(q, r)}
            assert numbers["KL(p‖r)"] > numbers["the sum"]
        held = 0
        for block in page.blocks:
            text = block.text if isinstance(block, Substituted) else ""
            for clause in filter(None, re.split(r",  +", text)):
                name_of, *_, last = (side.strip() for side in clause.split("="))
                found = value_of(last)
                exact = numbers[name_of]
                assert (last == "inf" and exact == math.inf) or found.meets(Interval(exact, exact))
                held += 1
        assert held >= 3


def entropy(p: np.ndarray) -> float:
    return float(-(p[p > 0] * np.log(p[p > 0])).sum())


def kl(p: np.ndarray, q: np.ndarray) -> float:
    with np.errstate(divide="ignore"):
        return float((p[p > 0] * np.log(p[p > 0] / q[p > 0])).sum())


@pytest.mark.parametrize("name", [*NETWORKS, *MORE])
def test_what_is_named_is_what_it_is_called(name: str) -> None:
    case = Case(name)
    held = sum(
        held_in(case, page, text, clause)
        for page, text in lines(name)
        if page.title != "Two distributions compared"
        for clause in _CLAUSE.split(text)
    )
    assert held > 40


def held_in(case: Case, page: Page, text: str, clause: str) -> int:
    """How many names of a clause have the value that it gives them; fails where one has not."""
    left, *_ = clause.split("≤")
    name_of, *sides = map(str.strip, _RELATION.split(left if value_of(left) is None else clause))
    if listed := _LISTED.fullmatch(sides[-1]) if sides else None:
        pairs = zip(listed.group(1).split(", "), case.row(name_of), strict=True)
        assert all(printed(number).meets(Interval(exact, exact)) for number, exact in pairs), text
        return 1
    values = [value for value in map(value_of, sides) if value is not None]
    if not values:
        assert _is_of_words(case, text, clause), (page.title, clause)
        return 0
    held = 0
    for named in (name_of, *sides[:-1]):
        exact = case.entry(named, moved="←" in clause)
        exact = case.figure(named, page.title) if exact is None else exact
        if exact is not None:
            assert values[-1].meets(Interval(exact, exact)), (page.title, text, exact)
            held += 1
    if name_of == "y":  # of one neuron
        assert values[-1].meets(Interval(case.row("y")[0], case.row("y")[0])), text
        return 1
    assert held or value_of(name_of) is not None, (page.title, text)
    return held


def _is_of_words(case: Case, text: str, clause: str) -> bool:
    """Whether a clause without a value names sizes and counts that are right."""
    clause = clause.strip()
    if match := re.fullmatch(r"([\d.]+) of it is class c(\d)", clause):
        return case.row("y")[int(match.group(2))] == case.row("y").max() == float(match.group(1))
    if match := re.match(r"labels (.*?): y = ", text):
        present = [f"c{j}" for j, value in enumerate(case.row("y")) if value >= 0.5] or ["none"]
        if clause.removeprefix("labels ") in match.group(1).split(", "):
            return match.group(1).split(", ") == present
    widths = [
        size.shape for size in (case.found[f"W{case.above(n)}"] for n in range(1, case.depth + 1))
    ]
    path = " → ".join(map(str, [widths[0][1], *(rows for rows, _ in widths)]))
    parameters = sum(rows * columns + rows for rows, columns in widths)
    places = "|".join(map(str, range(1, 10)))
    known = (
        rf"(network |n = )?{path}",
        rf"w has {parameters} numbers",
        r"the largest( move)?|form \(3\)|the largest of V.|the least",
        r"class c1 is number 2 of 3|class c0",
        r"δ. = P. δᴸ",
        r"t = 2\.5 of 8 epochs, 100 steps each",
        *(rf"\({r} × {c}\)\({c} × 1\) = {r} × 1" for r, c in widths),
        rf"column ({places})|j = ({places})",
    )
    return any(re.fullmatch(pattern, clause) for pattern in known)
