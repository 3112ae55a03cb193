"""GD, mini-batch SGD and SGD on one loss surface, as a page: the picture, and its numbers."""

import numpy as np

from tui_mlp.lecture.pages.page import Block, Formula, Matrix, Page, Sentence, Surface, Trail
from tui_mlp.lecture.surface.loss_surface import MOST_PARAMETERS, LossSurface, Way
from tui_mlp.numbers import compact, counted, grouped, percent

TITLE = "GD, mini-batch SGD and SGD on one loss surface"
_GLYPHS = {"GD": "●", "mini-batch SGD": "◆", "SGD": "▲"}
_START, _PRESENT = "○", "★"


def surface_page(surface: LossSurface | None) -> Page:
    """The three ways from the same start over the mean loss; None for a network too large."""
    if surface is None:
        words = (
            f"A network of more than {grouped(MOST_PARAMETERS)} weights takes too long for this: "
            "choose a smaller one to see it."
        )
        return Page(0, TITLE, "surface", None, (Sentence(words),))
    blocks: list[Block] = [
        _picture(surface),
        Sentence(_comparison(surface)),
        _table(surface),
        Formula("wᵏ⁺¹ = wᵏ − γ (1/B) Σ ∇eⁱ(wᵏ),   over the B samples of the step"),
        Sentence(_about_plane(surface)),
    ]
    return Page(0, TITLE, "surface", None, tuple(blocks))


def _picture(surface: LossSurface) -> Surface:
    ways = surface.ways[::-1]  # the smooth one lies on top
    marks = [Trail("w⁰, where all begin", _START, np.zeros((1, 2)))]
    if surface.present is not None and _is_inside(surface):
        at = np.array([[surface.present, 0.0]])
        marks.append(Trail("the run's present weights", _PRESENT, at))
    return Surface(
        name="mean loss",
        x=surface.x,
        y=surface.y,
        values=surface.losses,
        x_name=_first_axis(surface),
        y_name="at a right angle to it, where the three ways differ most",
        trails=tuple(Trail(_name(way, surface), _GLYPHS[way.name], way.places) for way in ways),
        marks=tuple(marks),
    )


def _name(way: Way, surface: LossSurface) -> str:
    whole = way.batch_size == surface.samples
    size = f"all {grouped(surface.samples)} samples" if whole else f"B = {way.batch_size}"
    return f"{way.name} ({size})"


def _first_axis(surface: LossSurface) -> str:
    if surface.to_present:
        step = grouped(surface.run_step)
        return f"distance along the way from w⁰ to the run's weights after step {step}"
    return "distance along the way from w⁰ to where GD ends"


def _is_inside(surface: LossSurface) -> bool:
    present = surface.present
    return present is not None and bool(surface.x[0] <= present <= surface.x[-1])


def _comparison(surface: LossSurface) -> str:
    """What the three ways cost, where they come to, and how straight they are."""
    start = float(surface.ways[0].losses[0])
    count = counted(surface.samples, "training sample")
    parts = [
        f"All three begin at w⁰, where the mean loss of {count} is "
        f"{compact(start, 4)}, and go on with γ = {compact(surface.learning_rate)}."
    ]
    for way in surface.ways:
        name, steps = way.name[:1].upper() + way.name[1:], grouped(way.steps)
        if way.diverged:
            parts.append(f"{name} diverges: soon after step {steps} its weights are no numbers.")
            continue
        used, end = grouped(way.steps * way.batch_size), compact(float(way.losses[-1]), 4)
        parts.append(f"{name}: {steps} steps, {used} gradients in all, lead to {end}{_bent(way)}.")
    return " ".join((*parts, *surface.notes))


def _bent(way: Way) -> str:
    """How much longer the way is than the straight one."""
    if not way.distance:
        return ", without a move"
    times = compact(way.length / way.distance)
    if times == "1":
        return ", on a way that is all but straight"
    return f", on a way {times} times as long as the straight one"


def _table(surface: LossSurface) -> Matrix:
    return Matrix(
        name="the three ways",
        values=np.array(
            [
                [
                    way.batch_size,
                    way.steps,
                    way.steps * way.batch_size,
                    way.losses[-1],
                    way.length,
                    way.distance,
                    100 * way.in_plane,
                ]
                for way in surface.ways
            ]
        ),
        rows=tuple(way.name for way in surface.ways),
        columns=("B", "steps", "gradients", "loss", "length", "distance", "% seen"),
        signed=False,
    )


def _about_plane(surface: LossSurface) -> str:
    """What a plane leaves out, and where the run is."""
    seen = ", ".join(f"{percent(way.in_plane)} of {way.name}" for way in surface.ways)
    words = (
        "The picture is one plane through a space with as many dimensions as there are weights: of "
        f"the squared distance from start to end it holds {seen}. What lies outside is projected "
        "onto it, so that a way may seem to climb where it does not."
    )
    if surface.present is None:
        return words
    there = compact(surface.present_loss, 4)
    if _is_inside(surface):
        return f"{words} At {_PRESENT} the loss is {there}."
    far = compact(surface.present)
    return f"{words} The run's present weights, with a loss of {there}, are farther off, at {far}."
