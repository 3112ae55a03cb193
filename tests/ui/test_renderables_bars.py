import numpy as np
import pytest

from tui_mlp.ui.drawing.bars import probability_bars


def bars(probabilities, true, palette, *, names=None, width=32, height=12):
    probabilities = np.asarray(probabilities, np.float32)
    names = names or [f"c{number}" for number in range(len(probabilities))]
    target = np.eye(len(probabilities), dtype=np.float32)[true]
    return probability_bars(
        probabilities, target, names, width=width, height=height, palette=palette
    )


def test_a_row_for_each_class_with_its_glyph_name_and_number(palette):
    rows = [strip.text for strip in bars([0.001, 0.998, 0.001], 1, palette)]
    assert [text[:4] for text in rows] == ["● c0", "▲ c1", "■ c2"]
    assert rows[1].rstrip().endswith(".998✓")
    assert "✓" not in rows[0] + rows[2]


def test_a_wrong_answer_is_marked(palette):
    rows = [strip.text for strip in bars([0.9, 0.1], 1, palette)]
    assert rows[0].endswith(".900✗")
    assert rows[1].endswith(".100✓")


def test_bars_are_as_long_as_their_probability(palette):
    rows = bars([0.25, 0.75], 0, palette, width=48)
    lengths = [strip.text.count("█") for strip in rows]
    assert lengths[1] == pytest.approx(3 * lengths[0], abs=2)


def test_many_classes_show_the_likely_and_the_true_ones(palette):
    probabilities = np.full(100, 0.001)
    probabilities[[7, 50]] = 0.6, 0.3
    rows = [strip.text for strip in bars(probabilities, 99, palette, height=5)]
    assert len(rows) == 5
    assert rows[-1].strip() == "… 96 more"
    shown = "".join(rows)
    assert all(f"c{number} " in shown for number in (7, 50, 99))


def test_nan_is_shown_as_such(palette):
    rows = [strip.text for strip in bars([np.nan, np.nan], 0, palette)]
    assert all("NaN" in text for text in rows)


def test_names_are_text_and_cut(palette):
    names = ["[/]", "[@click=app.quit]x[/]", "名前" * 20]
    rows = bars([0.2, 0.3, 0.5], 0, palette, names=names)
    assert "[/]" in rows[0].text
    assert "[@click" in rows[1].text
    assert "…" in rows[2].text
    assert {strip.cell_length for strip in rows} == {32}


@pytest.mark.parametrize("width", [1, 3, 8, 15, 200])
@pytest.mark.parametrize("height", [1, 2, 11])
def test_every_size_is_kept(palette, width, height):
    rows = bars(np.full(10, 0.1), 3, palette, width=width, height=height)
    assert 1 <= len(rows) <= height
    assert {strip.cell_length for strip in rows} == {width}


def label_bars(probabilities, target, palette, *, threshold=0.5, width=40):
    return probability_bars(
        np.asarray(probabilities, np.float32),
        np.asarray(target, np.float32),
        [f"c{number}" for number in range(len(probabilities))],
        width=width,
        height=12,
        palette=palette,
        threshold=threshold,
    )


def test_labels_are_right_wrong_or_missed_each_on_its_own(palette):
    rows = [s.text for s in label_bars([0.9, 0.8, 0.2, 0.1], [1, 0, 1, 0], palette)]
    assert [text[-1] for text in rows] == ["✓", "✗", "○", " "]


def test_the_threshold_is_where_the_bar_of_its_size_would_end(palette):
    short, full = label_bars([0.0, 1.0], [0, 1], palette, threshold=0.25)
    bar_width = full.text.count("█")
    assert short.text.index("┃") - full.text.index("█") == round(bar_width / 4)
    assert "┃" not in full.text
    assert label_bars([0.3], [0], palette, threshold=0.25)[0].text.endswith("✗")


def test_short_names_are_not_cut_for_a_longer_bar(palette):
    rows = probability_bars(
        np.array([0.5, 0.5], np.float32),
        np.array([1, 0], np.float32),
        ["has_0", "has_1"],
        width=18,
        height=2,
        palette=palette,
    )
    assert [strip.text[2:7] for strip in rows] == ["has_0", "has_1"]
