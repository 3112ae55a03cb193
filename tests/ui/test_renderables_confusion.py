import numpy as np
import pytest

from tui_mlp.ui.drawing.confusion import cell_at, confusion_matrix, listed_alone


def names(count):
    return [str(number) for number in range(count)]


def test_counts_stand_under_the_predicted_class(palette):
    counts = np.array([[60, 0, 0], [0, 59, 1], [0, 0, 60]])
    rows = [strip.text for strip in confusion_matrix(counts, ["a", "b", "c"], 18, 4, palette)]
    assert rows[0].split() == ["a", "b", "c"]
    assert rows[2].split()[:4] == ["b", "·", "59", "1"]
    column = rows[0].index("b")
    assert rows[2][: column + 1].endswith("59")


def test_ten_classes_fit_a_panel_of_34_columns(palette):
    counts = np.full((10, 10), 42)
    rows = [strip.text for strip in confusion_matrix(counts, names(10), 32, 11, palette)]
    assert rows[0].split() == names(10)
    assert all(row.split()[1:] == ["42"] * 10 for row in rows[1:])


def test_recall_is_shown_where_there_is_room(palette):
    counts = np.array([[3, 1], [0, 0]])
    rows = [strip.text for strip in confusion_matrix(counts, ["a", "b"], 30, 3, palette)]
    assert rows[0].split()[-1] == "recall"
    assert rows[1].rstrip().endswith("75%")
    assert rows[2].rstrip().endswith("–")


def test_right_answers_are_bold(palette):
    counts = np.array([[5, 2], [0, 4]])
    cells = list(confusion_matrix(counts, ["a", "b"], 12, 3, palette)[1])
    by_text = {segment.text.strip(): segment.style for segment in cells}
    assert by_text["5"].bold
    assert not by_text["2"].bold
    assert by_text["5"].bgcolor != by_text["2"].bgcolor


def test_a_matrix_that_does_not_fit_says_so_and_lists_confusions(palette):
    counts = np.eye(100, dtype=int) * 9
    counts[99, 3] = 1234
    counts[5, 6] = 2
    rows = [strip.text for strip in confusion_matrix(counts, names(100), 40, 8, palette)]
    assert rows[0].startswith("100 classes need")
    assert rows[2].startswith("1 236 of 2 136 confused")
    assert rows[3].rstrip() == "1 234  99 → 3"
    assert rows[4].split() == ["2", "5", "→", "6"]


def test_large_counts_are_shortened(palette):
    counts = np.array([[123456, 0], [0, 7]])
    rows = confusion_matrix(counts, ["a", "b"], 8, 3, palette)
    assert ".1M" in rows[1].text


def test_in_the_least_room_the_confusions_are_listed_alone(palette):
    counts = np.array([[5, 0, 0], [0, 3, 2], [0, 0, 5]])
    rows = confusion_matrix(counts, ["setosa", "versicolor", "virginica"], 20, 3, palette)
    assert rows[0].text.rstrip() == "2 of 15 confused"
    assert rows[1].text.split() == ["2", "versic…", "→", "virgin…"]
    assert cell_at(counts, ["a", "b", "c"], (20, 3), (0, 1)) == (1, 2)
    assert listed_alone(counts, 20, 3) == [(1, 2)]


def test_names_are_cut_with_a_mark_and_stay_different(palette):
    counts = np.eye(3, dtype=int)
    iris = ["setosa", "versicolor", "virginica"]
    rows = [strip.text for strip in confusion_matrix(counts, iris, 28, 12, palette)]
    assert [row.split()[0] for row in rows if "%" in row] == ["seto…", "vers…", "virg…"]
    assert rows[0].split() == ["set…", "ver…", "vir…", "recall"]


def test_where_too_little_is_left_of_names_the_glyphs_of_the_classes_stand(palette):
    counts = np.eye(3, dtype=int)
    rows = confusion_matrix(counts, ["class one", "class two", "class six"], 12, 4, palette)
    assert rows[0].text.split() == ["●", "▲", "■"]
    assert [row.text.split()[0] for row in rows[1:]] == ["●", "▲", "■"]


@pytest.mark.parametrize("classes", [1, 2, 10, 100])
def test_every_size_is_filled(palette, classes):
    for counts in (np.zeros((classes, classes), int), np.full((classes, classes), 10**7)):
        for width, height in [(1, 1), (3, 2), (18, 3), (34, 20), (198, 56)]:
            rows = confusion_matrix(counts, ["名前" * 9] * classes, width, height, palette)
            assert len(rows) == height
            assert {strip.cell_length for strip in rows} == {width}


def test_right_and_wrong_counts_have_grounds_of_no_class(palette):
    rows = confusion_matrix(np.array([[8, 2], [1, 9]]), ["a", "b"], 40, 8, palette)
    grounds = {
        segment.text.strip(): segment.style.bgcolor.triplet
        for strip in rows
        for segment in strip
        if segment.text.strip() in ("8", "2", "1", "9")
    }
    for right in ("8", "9"):
        red, green, blue = grounds[right]
        assert red == green == blue > palette.background.r
    for wrong in ("2", "1"):
        assert grounds[wrong].blue != grounds[wrong].red
    hues = {tuple(np.sign(np.diff(colour.rgb))) for colour in palette.class_colours[:2]}
    assert all(tuple(np.sign(np.diff(grounds[wrong]))) not in hues for wrong in ("2", "1"))
