"""The KL workbench through its keys, and as pictures."""

import re
from collections.abc import Callable
from contextlib import asynccontextmanager

import numpy as np
import pytest
from textual.pilot import Pilot

from tui_mlp.lecture.kl.workbench import Workbench, lecture_example, of_sample
from tui_mlp.ui.app import TrainerApp
from tui_mlp.ui.drawing.signed_bars import SignedAxis
from tui_mlp.ui.help_screen import HelpScreen
from tui_mlp.ui.kl.kl_curves import DivergenceCurves
from tui_mlp.ui.kl.kl_drawing import LEAST_WIDTH, Cursor, nats, workbench_rows
from tui_mlp.ui.kl.kl_panel import DivergencePanel
from tui_mlp.ui.kl.kl_screen import DivergenceScreen
from tui_mlp.ui.trainer import TrainerScreen


class FixedWorker:
    """Has one snapshot, whatever it is asked."""

    def __init__(self, snapshot) -> None:
        self._snapshot = snapshot

    def start(self, listener) -> None:
        listener(self._snapshot)

    def send(self, command) -> None:
        """Ask in vain."""

    def take_next(self) -> None:
        """There is no next one."""

    def close(self) -> None:
        """There is nothing to end."""


async def open_bench(pilot: Pilot[None]) -> DivergenceScreen:
    app = pilot.app
    await pilot.pause()
    screen = DivergenceScreen(app.trainer.send)
    screen.snapshot = app.trainer.snapshot
    await app.push_screen(screen)
    await pilot.pause()
    return screen


class Bench:
    """The open workbench, and what a user does to it."""

    def __init__(self, screen: DivergenceScreen, pilot: Pilot[None]) -> None:
        self.screen, self.pilot, self.panel = screen, pilot, screen.query_one(DivergencePanel)

    async def press(self, *keys: str) -> Workbench:
        await self.pilot.press(*keys)
        await self.pilot.pause()
        return self.panel.bench

    @property
    def text(self) -> str:
        lines = [self.panel.render_line(y).text for y in range(self.panel.size.height)]
        return "\n".join([str(self.panel.border_title), *lines])

    @property
    def said(self) -> list[str]:
        return [str(notification.message) for notification in self.pilot.app._notifications]


@pytest.fixture
def bench_of(fixed_snapshots) -> Callable[..., object]:
    @asynccontextmanager
    async def make(name: str = "spirals", size: tuple[int, int] = (80, 24)):
        app = TrainerApp(FixedWorker(getattr(fixed_snapshots, name)()))
        async with app.run_test(size=size, notifications=True) as pilot:
            yield Bench(await open_bench(pilot), pilot)

    return make


async def test_it_opens_on_the_lectures_example(bench_of) -> None:
    async with bench_of() as bench:
        assert "the lecture's example" in bench.text
        assert re.search(r"KL\(p‖q\) += +NE \+ CE +0\.1308 nats", bench.text)
        assert re.search(r"KL\(q‖p\) +0\.1438 nats", bench.text)
        assert re.search(r"NE\(p\) .*−0\.5623 nats", bench.text)
        assert re.search(r"CE\(p, q\) .* 0\.6931 nats", bench.text)


async def test_arrows_change_the_number_in_brackets(bench_of) -> None:
    async with bench_of() as bench:
        assert "[0.2500]" in bench.text
        assert (await bench.press("right")).p == pytest.approx([0.26, 0.74])
        assert (await bench.press("shift+left")).p == pytest.approx([0.25, 0.75])
        assert (await bench.press("tab", "down", "shift+right")).q == pytest.approx([0.45, 0.55])
        assert "[0.5500]" in bench.text
        assert (await bench.press("shift+tab", "left")).p == pytest.approx([0.26, 0.74])
        assert (await bench.press("up", "1", "enter")).p.tolist() == [1, 0]
        assert (await bench.press("0", "enter")).p.tolist() == [0, 1]
        assert bench.panel.cursor == Cursor(0, 0)


async def test_steps_reach_an_exact_zero(bench_of) -> None:
    async with bench_of() as bench:
        left = await bench.press(*["shift+left"] * 6)
        assert left.p.tolist() == [0, 1]
        assert " [0] " in bench.text


async def test_infinity_is_said_in_words(bench_of) -> None:
    async with bench_of() as bench:
        await bench.press("tab", "0", "enter")
        assert "KL(p‖q) infinite: q gives class c0 no chance at all, but p does" in bench.text
        assert "Softmax never gives a class 0: exp is positive" in bench.text
        assert "∞ nats" in bench.text
        assert "holds for every r" in bench.text
        assert "another number" in bench.text
        await bench.press("t")
        assert "KL(p‖q) is infinite" in bench.said[-1]


async def test_a_probability_is_typed_as_a_fraction(bench_of) -> None:
    async with bench_of() as bench:
        left = await bench.press("1", "slash", "3", "enter")
        assert left.p == pytest.approx([1 / 3, 2 / 3], abs=1e-15)
        left = await bench.press("tab", "down", "enter", *"0.9", "enter")
        assert left.q == pytest.approx([0.1, 0.9])
        assert (await bench.press("full_stop", "2", "5", "enter")).q == pytest.approx([0.75, 0.25])
        await bench.press("3", "enter")
        assert "from 0 to 1" in bench.said[-1]
        assert (await bench.press("escape", "right")).q == pytest.approx([0.74, 0.26])
        await bench.press("1", "slash", "0", "enter")
        assert "no number or fraction" in bench.said[-1]


async def test_q_becomes_p_and_kl_is_0(bench_of) -> None:
    async with bench_of() as bench:
        left = await bench.press("equals_sign")
        assert left.q.tolist() == left.p.tolist() == [0.25, 0.75]
        assert "KL(p‖q) = 0 " in bench.text


async def test_a_temperature_flattens_q_and_a_shift_changes_nothing(bench_of) -> None:
    async with bench_of() as bench:
        await bench.press("tab", *".2", "enter")
        left = await bench.press("w")
        roots = np.sqrt([0.2, 0.8])  # softmax(log q / 2)
        assert left.q == pytest.approx(roots / roots.sum(), abs=1e-12)
        assert "T = 2, c = 0" in bench.text
        assert "changes nothing" not in bench.text
        shifted = await bench.press("plus", "plus", "plus")
        assert shifted.q == pytest.approx(left.q, abs=1e-12)
        assert "T = 2, c = 3: c changes nothing" in bench.text
        moved = np.log([0.2, 0.8]) / 2 + 3
        assert shifted.tempered.moved_logits == pytest.approx(moved)
        assert f"sum to {np.exp(moved).sum():.2f}" in " ".join(bench.text.split())
        assert (await bench.press("minus", "c", "c")).q == pytest.approx([0.04 / 0.68, 0.64 / 0.68])
        await bench.press("right")
        assert "softmax(a/T + c)" not in bench.text
        assert (await bench.press("0", "enter", "w", "plus")).q.tolist() == [0, 1]


async def test_the_proofs_are_a_page_down(bench_of) -> None:
    async with bench_of() as bench:
        scroller = bench.screen.query_one("#workbench")
        assert "counts as 0, its limit" in bench.text

        def seen() -> str:
            first = round(scroller.scroll_y) - 1
            rows = range(max(first, 0), first + scroller.size.height)
            return "\n".join(bench.panel.render_line(y).text for y in rows)

        assert "[0.2500]" in seen()
        assert "counts as 0, its limit" not in seen()
        await bench.press("pagedown")
        assert "counts as 0, its limit" in seen()
        await bench.press("pageup", "pageup")
        assert "[0.2500]" in seen()


async def test_an_r_that_violates_the_triangle_is_found(bench_of) -> None:
    async with bench_of() as bench:
        assert "✓ holds for this r" in bench.text
        assert (await bench.press("t")).r == pytest.approx([0.75, 0.25])
        assert "0.5493 ≤ 0.1308 + 0.1438 = 0.2747" in bench.text
        assert "✗ violated" in bench.text
        assert "the lecture's example" in bench.text
        await bench.press("right")
        assert "the lecture's example" not in bench.text


async def test_equal_distributions_have_no_violation(bench_of) -> None:
    async with bench_of() as bench:
        left = await bench.press("1", "enter", "equals_sign", "t")
        assert left.r == pytest.approx([3 / 8, 5 / 8])
        assert "p = q, so both sides" in bench.said[-1]
        assert "KL(p‖q) = 0 " in bench.text
        assert "holds for every r: with p = q" in bench.text
        assert "the same here" in bench.text


async def test_classes_come_and_go(bench_of) -> None:
    async with bench_of() as bench:
        left = await bench.press("a")
        assert left.class_names == ("c0", "c1", "c2")
        assert bench.panel.cursor.j == 2
        assert "KL(p‖q) = 0.1308" in bench.text
        assert (await bench.press("right")).p == pytest.approx([0.2475, 0.7425, 0.01])
        assert len((await bench.press(*"aaaaaaa")).class_names) == 8
        assert "room for 8 classes" in bench.said[-1]
        assert len((await bench.press(*"dddddddd")).class_names) == 2
        assert "One class alone" in bench.said[-1]
        assert bench.panel.cursor.j < 2
        await bench.press("tab", "e")
        assert bench.panel.cursor == Cursor(0, 0)
        assert "the lecture's example" in bench.text


@pytest.mark.parametrize("name", ["spirals", "one_neuron", "soft"])
async def test_a_sample_comes_onto_the_bench(bench_of, name: str) -> None:
    async with bench_of(name) as bench:
        sample = bench.screen.snapshot.sample
        left = await bench.press("s")
        assert left.p == pytest.approx(sample.target.astype(float), abs=1e-6)
        assert left.q == pytest.approx(sample.probabilities.astype(float), abs=1e-6)
        assert "p = y, q = ŷ of validation sample 18 of 180, step 3 266" in bench.text
        if name == "spirals":
            assert "KL(p‖q) = 0.0030" in bench.text
            assert "KL(q‖p) infinite: p gives c0 and 1 more no chance at all, but q" in bench.text
            assert "So the loss is KL(y‖ŷ)" in bench.text


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("digits", "10 classes"),
        ("labels", "each label on its own"),
        ("diverged", "NaN or infinite"),
        ("fresh", "no sample yet"),
    ],
)
async def test_a_sample_that_does_not_fit_is_refused(bench_of, name: str, reason: str) -> None:
    async with bench_of(name) as bench:
        left = await bench.press("s")
        assert left.p.tolist() == [0.25, 0.75]
        assert reason in bench.said[-1]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=str)
async def test_all_numbers_of_eight_classes_fit_without_scrolling(
    bench_of, size: tuple[int, int]
) -> None:
    async with bench_of(size=size) as bench:
        await bench.press(*"aaaaaa", "right")
        scroller = bench.screen.query_one("#workbench")
        seen = "\n".join(bench.text.splitlines()[: scroller.size.height])
        for words in ("c7", "KL(p‖q) infinite", "exp is positive", "KL(p‖r) ≤", "holds"):
            assert words in seen


async def test_a_tiny_terminal_scrolls_to_the_cursor(bench_of) -> None:
    async with bench_of(size=(40, 10)) as bench:
        await bench.press(*"aaaaaa")
        scroller = bench.screen.query_one("#workbench")
        assert scroller.show_vertical_scrollbar
        assert scroller.show_horizontal_scrollbar
        row = bench.panel.content_region.y + 1 + bench.panel.cursor.j
        assert scroller.region.y <= row < scroller.scrollable_content_region.bottom
        await bench.press(*["up"] * 7)
        row = bench.panel.content_region.y + 1
        assert scroller.region.y <= row < scroller.scrollable_content_region.bottom


async def test_help_and_back(bench_of) -> None:
    async with bench_of() as bench:
        await bench.press("question_mark")
        assert isinstance(bench.pilot.app.screen, HelpScreen)
        await bench.press("escape")
        assert bench.pilot.app.screen is bench.screen
        shown = [each for each in bench.screen.active_bindings.values() if each.binding.show]
        hints = {each.binding.description: each for each in shown if not each.binding.system}
        assert {"Choose", "Change", "Triangle", "Sample", "Help", "Back"} <= set(hints)
        await bench.press("escape")
        assert isinstance(bench.pilot.app.screen, TrainerScreen)


def rows_text(bench: Workbench, palette, width: int = 76) -> list[str]:
    return [strip.text for strip in workbench_rows(bench, Cursor(0, 0), width, palette)]


@pytest.mark.parametrize("width", [LEAST_WIDTH, 64, 76, 116])
def test_rows_have_their_width_and_all_numbers(palette, width: int) -> None:
    names = ("[/]", "非常に長いクラスの名前です" * 3, *(f"a-very-long-name-{j}" for j in range(6)))
    yhat = np.full(8, 1e-9)
    yhat[3] = 1 - 7e-9
    bench = of_sample(names, np.eye(8)[0], yhat)
    strips = workbench_rows(bench, Cursor(1, 2), width, palette)
    assert {strip.cell_length for strip in strips} == {width}
    text = "\n".join(strip.text for strip in strips)
    for words in ("20.72", "∞", "1.0e-9", "[1.0e-9]", "[/]", "and 6 more"):
        assert words in text
    assert [line for line in text.splitlines() if line.rstrip().endswith("…")] == []
    if width >= 76:
        table = text.partition("\n\n")[0]
        assert "█" in table


def test_bars_stand_on_the_side_of_their_sign(palette) -> None:
    for line in rows_text(lecture_example(), palette)[1:3]:
        first = line[line.index("│") - 6 : line.index("│") + 6]
        left, right = first.split("│")
        negative = "−" in line[30:39]
        assert ("█" in left or "▐" in left) == negative
        assert ("█" in right) != negative


def test_bars_are_to_scale(palette) -> None:
    axis = SignedAxis.around([0.9, -0.2, float("inf")], 31)
    assert (axis.full, axis.left, axis.right) == (1.0, 10, 20)

    def drawn(value: float) -> str:
        return "".join(segment.text for segment in axis.bar(value, palette.text, palette))

    assert drawn(0.5) == " " * 10 + "│" + "█" * 10 + " " * 10
    assert drawn(-0.225) == " " * 5 + "▐" + "█" * 4 + "│" + " " * 20
    assert drawn(1e-9) == " " * 10 + "│▏" + " " * 19
    assert drawn(-1e-9) == " " * 9 + "▐│" + " " * 20
    assert drawn(0.0) == " " * 10 + "│" + " " * 20
    assert drawn(float("inf")) == " " * 10 + "│" + "█" * 19 + "▶"
    assert SignedAxis.around([1.0], 5).bar(1.0, palette.text, palette) == []


def test_the_axis_has_room_for_the_largest_of_both_sides() -> None:
    assert SignedAxis.around([0.1, -0.4], 31).full == 1.0
    assert SignedAxis.around([], 31).full == 0.1
    assert SignedAxis.around([20.7], 31).full == 50


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (-0.5623, "−0.5623"), (float("inf"), "∞"), (20.7234, "20.72"), (1e-9, "1.0e-9")],
)
def test_nats_have_a_fixed_width(value: float, text: str) -> None:
    assert nats(value).strip() == text
    assert len(nats(value)) == 7


SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(
    "keys",
    [(), ("t",), ("s",), (*"aaaaaa", "right", "up", "right")],
    ids=["example", "triangle", "sample", "eight"],
)
def test_pictures(snap_compare, fixed_snapshots, keys, size: tuple[int, int]) -> None:
    app = TrainerApp(FixedWorker(fixed_snapshots.spirals()))

    async def prepare(pilot: Pilot[None]) -> None:
        await open_bench(pilot)
        await pilot.press(*keys)
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=prepare)


def test_a_light_theme(snap_compare, fixed_snapshots) -> None:
    app = TrainerApp(FixedWorker(fixed_snapshots.hostile_names()))
    app.theme = "textual-light"

    async def prepare(pilot: Pilot[None]) -> None:
        await open_bench(pilot)
        await pilot.press("s")
        await pilot.pause()

    assert snap_compare(app, terminal_size=(80, 24), run_before=prepare)


async def test_curves_show_what_the_chosen_number_does(bench_of) -> None:
    async with bench_of(size=(120, 40)) as bench:
        curves = bench.screen.query_one(DivergenceCurves)
        assert str(curves.border_title) == "━ KL(p‖q)  ┅ KL(q‖p)  as p of c0 goes from 0 to 1"
        assert curves.region.height >= 8
        before = [curves.render_line(y).text for y in range(curves.size.height)]
        await bench.press(*["right"] * 10)
        assert before != [curves.render_line(y).text for y in range(curves.size.height)]
        await bench.press("tab", "tab")
        assert "KL(p‖q) + KL(q‖r)  as r of c0" in str(curves.border_title)
    async with bench_of(size=(80, 24)) as bench:
        assert not bench.screen.query_one(DivergenceCurves).region.area
