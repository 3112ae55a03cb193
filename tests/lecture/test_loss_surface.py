"""Three ways over one loss surface: against gradients by central differences and plain loops."""

import re

import numpy as np
import pytest

from tui_mlp.lecture.pages.page import Matrix, Sentence, Surface, Trail
from tui_mlp.lecture.pages.surface_layout import SHADES, level_bounds, surface_lines
from tui_mlp.lecture.surface.descent import DescentTask, descend
from tui_mlp.lecture.surface.loss_surface import (
    COLUMNS,
    MOST_PARAMETERS,
    ROWS,
    LossSurface,
    SurfaceQuestion,
    loss_surface,
)
from tui_mlp.lecture.surface.surface_page import surface_page
from tui_mlp.lecture.surface.weight_plane import losses_on, plane_through
from tui_mlp.nn.architecture import Architecture, LayerSpec

ARCHITECTURE = Architecture(2, (LayerSpec(3, "tanh"),), 2)
SIZES = 2 * 3, 3 * 2, 3, 2
RATE = 0.3


def loss_at(w: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """The mean cross-entropy of a 2-3-2 network with tanh, from its formulas."""
    w1, w2, b1, b2 = np.split(w, np.cumsum(SIZES)[:-1])
    a = np.tanh(x @ w1.reshape(2, 3) + b1) @ w2.reshape(3, 2) + b2
    yhat = np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)
    return float(-(y * np.log(yhat)).sum(axis=1).mean())


def slope(w: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    h = 1e-5
    moves = h * np.eye(len(w))
    return np.array([(loss_at(w + m, x, y) - loss_at(w - m, x, y)) / (2 * h) for m in moves])


@pytest.fixture
def task() -> DescentTask:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(20, 2))
    y = np.eye(2)[(x[:, 0] * x[:, 1] > 0).astype(int)]
    return DescentTask(ARCHITECTURE, rng.normal(size=sum(SIZES)), x, y, RATE, steps=12, kept=5)


@pytest.mark.parametrize("size", [20, 6, 1])
def test_each_way_takes_its_steps_down_the_gradient_of_its_samples(
    task: DescentTask, size: int
) -> None:
    way = descend(task, size, np.random.default_rng(9))
    draws = np.random.default_rng(9).integers(20, size=(12, size))
    w, points, length = task.start.copy(), [task.start.copy()], 0.0
    for step in range(12):
        rows = np.arange(20) if size == 20 else draws[step]
        move = -RATE * slope(w, task.inputs[rows], task.targets[rows])
        w, length = w + move, length + np.linalg.norm(move)
        points.append(w)
    assert way.steps_at.tolist() == [0, 3, 6, 9, 12]
    np.testing.assert_allclose(way.points, np.array(points)[way.steps_at], atol=1e-7)
    expected = [loss_at(points[at], task.inputs, task.targets) for at in way.steps_at]
    np.testing.assert_allclose(way.losses, expected, rtol=1e-7)
    assert way.length == pytest.approx(length, rel=1e-6)
    assert not way.diverged


def test_the_plane_holds_the_target_and_where_the_ways_differ_most(task: DescentTask) -> None:
    rng = np.random.default_rng(1)
    ways = [descend(task, size, rng) for size in (20, 6, 1)]
    target = task.start + rng.normal(size=task.start.shape)
    plane = plane_through(task.start, target, ways, rng)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    assert plane.towards
    distance = float(np.linalg.norm(target - task.start))
    np.testing.assert_allclose(plane.places(target[None]), [[distance, 0]], atol=1e-9)
    # no other direction at a right angle to the first has more of the ways, each counted alike
    first, parts = plane.directions[0], []
    for way in ways:
        moved = way.points[1:] - task.start
        left = moved - np.outer(moved @ first, first)
        parts.append(left / np.sqrt((left**2).sum() / len(left)))
    rows = np.concatenate(parts)
    best = np.linalg.svd(rows, compute_uv=False)[0]
    assert np.linalg.norm(rows @ plane.directions[1]) == pytest.approx(best, rel=1e-9)
    x, y = np.linspace(-2, 3, 7), np.linspace(-1, 1, 4)
    losses = losses_on(plane, task, x, y)
    for r, c in np.ndindex(4, 7):
        at = task.start + x[c] * plane.directions[0] + y[r] * plane.directions[1]
        assert losses[r, c] == pytest.approx(loss_at(at, task.inputs, task.targets), rel=1e-9)


def test_without_a_move_of_the_run_the_first_direction_is_that_of_gd(task: DescentTask) -> None:
    rng = np.random.default_rng(1)
    ways = [descend(task, size, rng) for size in (20, 1)]
    plane = plane_through(task.start, task.start.copy(), ways, rng)
    assert not plane.towards
    end = plane.places(ways[0].points[-1:])[0]
    assert end[0] == pytest.approx(np.linalg.norm(ways[0].points[-1] - task.start))
    assert end[1] == pytest.approx(0, abs=1e-12)


def question(**changes: object) -> SurfaceQuestion:
    rng = np.random.default_rng(6)
    x = rng.normal(size=(50, 2))
    y = np.eye(2)[(x[:, 0] * x[:, 1] > 0).astype(int)]
    start = rng.normal(size=sum(SIZES))
    settings = {
        "architecture": ARCHITECTURE, "start": start, "present": start + 0.4, "run_step": 70,
        "inputs": x, "targets": y, "learning_rate": RATE, "batch_size": 8,
    }  # fmt: skip
    return SurfaceQuestion(**{**settings, **changes})  # type: ignore[arg-type]


def surface_of(**changes: object) -> LossSurface:
    return loss_surface(question(**changes), np.random.default_rng(0))


def test_the_surface_has_three_ways_from_one_start_within_it() -> None:
    surface = surface_of()
    assert surface.losses.shape == (ROWS, COLUMNS)
    assert [way.batch_size for way in surface.ways] == [50, 8, 1]
    assert surface.present == pytest.approx(0.4 * np.sqrt(sum(SIZES)))
    for way in surface.ways:
        assert way.places[0].tolist() == [0, 0]
        assert way.losses[0] == surface.ways[0].losses[0]
        assert surface.x[0] < way.places[:, 0].min() <= way.places[:, 0].max() < surface.x[-1]
        assert surface.y[0] < way.places[:, 1].min() <= way.places[:, 1].max() < surface.y[-1]
        inside = np.linalg.norm(way.places[-1]) ** 2 / way.distance**2
        assert way.in_plane == pytest.approx(inside)
        assert way.length >= way.distance * (1 - 1e-12)
    # a random sample's way is the more crooked, the fewer samples tell where to go
    crooked = [way.length / way.distance for way in surface.ways]
    assert crooked == sorted(crooked)
    assert [way.batch_size for way in surface_of(batch_size=1).ways] == [50, 25, 1]
    assert [way.batch_size for way in surface_of(batch_size=50).ways] == [50, 25, 1]
    again = surface_of()
    assert again.losses.tobytes() == surface.losses.tobytes()


def test_each_number_of_the_sentences_is_that_of_the_surface() -> None:
    surface = surface_of()
    page = surface_page(surface)
    first, last = (block.text for block in page.blocks if isinstance(block, Sentence))
    start = surface.ways[0].losses[0]
    assert f"is {start:.4g}, and go on with γ = 0.3." in first
    told = re.findall(
        r"(\w[\w -]*): (\d+) steps, ([\d ]+) gradients in all, lead to (\S+), on a way (\S+) times",
        first,
    )
    assert len(told) == 3
    for (name, steps, used, end, times), way in zip(told, surface.ways, strict=True):
        assert name.casefold() == way.name.casefold()
        assert (int(steps), int(used.replace(" ", ""))) == (way.steps, way.steps * way.batch_size)
        assert float(end) == pytest.approx(way.losses[-1], rel=1e-3)
        assert float(times) == pytest.approx(way.length / way.distance, rel=6e-3)
    for way in surface.ways:
        assert f"{round(100 * way.in_plane)}% of {way.name}" in last
    assert f"At ★ the loss is {surface.present_loss:.4g}." in last
    table = next(block for block in page.blocks if isinstance(block, Matrix))
    np.testing.assert_allclose(
        table.values[:, 3:], [[way.losses[-1], way.length, way.distance, 100 * way.in_plane]
                              for way in surface.ways])  # fmt: skip


def test_present_weights_that_are_far_off_or_none_are_told_and_not_drawn() -> None:
    far = surface_page(surface_of(present=question().start + 90))
    picture = next(block for block in far.blocks if isinstance(block, Surface))
    assert len(picture.marks) == 1
    assert "are farther off, at 371" in far.blocks[-1].text  # type: ignore[union-attr]
    for present in (question().start, np.full(sum(SIZES), np.nan)):
        page = surface_page(surface_of(present=present))
        picture = next(block for block in page.blocks if isinstance(block, Surface))
        assert picture.x_name == "distance along the way from w⁰ to where GD ends"
        assert "★" not in page.blocks[-1].text  # type: ignore[union-attr]


def test_a_way_that_diverges_is_told() -> None:
    steep = Architecture(2, (LayerSpec(3, "relu"), LayerSpec(3, "relu")), 2, loss="sigmoid")
    start = np.random.default_rng(0).normal(size=steep.parameter_count)
    surface = surface_of(architecture=steep, start=start, present=start, learning_rate=1e200)
    assert surface.ways[0].diverged
    words = " ".join(b.text for b in surface_page(surface).blocks if isinstance(b, Sentence))
    assert "GD diverges: soon after step" in words


def test_a_network_that_is_too_large_is_told() -> None:
    assert question(start=np.zeros(MOST_PARAMETERS + 1)).too_large
    assert "300 000 weights" in surface_page(None).blocks[0].text  # type: ignore[union-attr]


def rising() -> Surface:
    """Rises from left to right, with a way along the diagonal and one that leaves the plane."""
    x, y = np.linspace(0, 10, 31), np.linspace(-1, 1, 15)
    diagonal = np.array([[0.0, -1.0], [5.0, 0.0], [10.0, 1.0]])
    leaving = np.array([[2.0, 0.9], [20.0, 0.0], [np.nan, 0.0]])
    trails = Trail("one", "a", diagonal), Trail("other", "b", leaving)
    marks = (Trail("start", "o", np.array([[0.0, -1.0]])),)
    return Surface("e", x, y, np.tile(1 + x, (15, 1)), "along", "across", trails, marks)


@pytest.mark.parametrize("width", [30, 80, 200])
def test_a_surface_is_drawn_with_levels_ways_axes_and_legend(width: int) -> None:
    lines = ["".join(span.text for span in line) for line in surface_lines(rising(), width, len)]
    assert max(map(len, lines)) <= width
    assert lines[0].startswith("e ")
    first = next(n for n, line in enumerate(lines) if line.startswith("       1 "))
    last = next(n for n, line in enumerate(lines) if line.startswith("      −1 "))
    plane = [line[9:] for line in lines[first : last + 1]]
    assert plane[0][-1] == "a"
    assert plane[-1][0] == "o"
    middle = plane[len(plane) - 1 - len(plane) // 2]
    assert abs(middle.index("a") - len(middle) / 2) <= 1
    assert sum(line.count("b") for line in plane) == 1
    clear = next(line for line in plane[1:-1] if not set("abo") & set(line))
    order = [SHADES.index(cell) for cell in clear]
    assert order == sorted(order)
    assert set(order) == set(range(len(SHADES)))
    text = "\n".join(lines[last:])
    for words in ("→ along", "↑ across", "a one", "b other", "o start", "0", "10"):
        assert words in text


def test_the_top_of_the_picture_is_the_end_of_the_second_axis() -> None:
    surface = rising()
    values = np.tile(1 + np.arange(15.0)[:, None], (1, 31))
    lines = surface_lines(Surface("e", surface.x, surface.y, values, "", "", ()), 80, len)
    column = ["".join(span.text for span in line)[20] for line in lines[1:15]]
    order = [SHADES.index(cell) for cell in column]
    assert order == sorted(order, reverse=True)
    assert order[0] > order[-1]


def test_levels_have_equal_parts_of_the_plane_and_what_is_no_number_a_mark() -> None:
    values = np.geomspace(1, 1e6, 600).reshape(20, 30)
    bounds = level_bounds(values)
    counts = np.histogram(values, bounds)[0]
    assert counts.max() - counts.min() <= 1
    surface = rising()
    holes = surface.values.copy()
    holes[:8] = np.inf
    broken = Surface("e", surface.x, surface.y, holes, "", "", ())
    text = "\n".join("".join(s.text for s in line) for line in surface_lines(broken, 80, len))
    assert "?" in text
    nothing = Surface("e", surface.x, surface.y, np.full_like(holes, np.nan), "", "", ())
    assert "NaN" in "".join(span.text for span in surface_lines(nothing, 80, len)[0])
